"""authentication.py: HTTP Basic that does not make a browser ask."""

from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed


class Basic(BasicAuthentication):
    """As Django REST framework's, but a page's own fetch() is not told of it.

    A browser answers a challenge of Basic with a dialog of its own, which an expired session must not bring up.
    """

    def authenticate_credentials(self, userid, password, request=None):
        if "\0" in userid:
            # No database can look for it.
            raise AuthenticationFailed("Invalid username/password.")
        return super().authenticate_credentials(userid, password, request)

    def authenticate_header(self, request):
        scheme = "Session" if "HTTP_SEC_FETCH_SITE" in request.META else "Basic"
        return f'{scheme} realm="MetaHog"'
