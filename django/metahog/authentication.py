"""authentication.py: HTTP Basic that does not make a browser ask, and sessions; both remember for a moment (remember.py).

They take the place of Django REST framework's own in a project that wants that; the app works with any.
"""

import hashlib

from django.conf import settings
from rest_framework.authentication import BasicAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from .remember import remember


class Basic(BasicAuthentication):
    """As Django REST framework's, but a page's own fetch() is not told of it.

    A browser answers a challenge of Basic with a dialog of its own, which an expired session must not bring up.
    """

    def authenticate(self, request):
        header = get_authorization_header(request)
        if not header:
            return None
        return remember(("basic", hashlib.sha256(header).digest()), lambda: super(Basic, self).authenticate(request))

    def authenticate_credentials(self, userid, password, request=None):
        if "\0" in userid:
            # No database can look for it.
            raise AuthenticationFailed("Invalid username/password.")
        return super().authenticate_credentials(userid, password, request)

    def authenticate_header(self, request):
        scheme = "Session" if "HTTP_SEC_FETCH_SITE" in request.META else "Basic"
        return f'{scheme} realm="MetaHog"'


class Session(SessionAuthentication):
    """As Django REST framework's, CSRF included."""

    def authenticate(self, request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is None:
            return None
        user = remember(("session", key), lambda: self._user(request))
        if user is None:
            return None
        self.enforce_csrf(request)
        return user, None

    def _user(self, request):
        user = request._request.user
        return user if user.is_authenticated and user.is_active else None
