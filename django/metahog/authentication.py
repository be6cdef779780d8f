"""authentication.py: HTTP Basic that does not make a browser ask."""

from rest_framework.authentication import BasicAuthentication


class Basic(BasicAuthentication):
    """As Django REST framework's, but a page's own fetch() is not told of it.

    A browser answers a challenge of Basic with a dialog of its own, which an expired session must not bring up.
    """

    def authenticate_header(self, request):
        scheme = "Session" if "HTTP_SEC_FETCH_SITE" in request.META else "Basic"
        return f'{scheme} realm="MetaHog"'
