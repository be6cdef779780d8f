"""authentication.py: HTTP Basic that does not make a browser ask, and sessions; both remember for a moment (remember.py).

They take the place of Django REST framework's own in a project that wants that; the app works with any.
"""

import functools
import hashlib

from django.conf import settings
from rest_framework.authentication import BasicAuthentication, CSRFCheck, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from .remember import remember


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@functools.lru_cache(maxsize=1)
def _csrf_check():
    """It keeps nothing of a request."""
    return CSRFCheck(lambda request: None)


class Basic(BasicAuthentication):
    """As Django REST framework's, but a page's own fetch() is not told of it.

    A browser answers a challenge of Basic with a dialog of its own, which an expired session must not bring up.
    """

    def authenticate(self, request):
        if "HTTP_AUTHORIZATION" not in request.META:
            return None
        header = get_authorization_header(request)
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

    def enforce_csrf(self, request):
        """Asked of Django's own request, unless it is a form: the other one parses its body to look for a token."""
        plain = request._request
        if plain.content_type in _FORMS:
            return super().enforce_csrf(request)
        check = _csrf_check()
        check.process_request(plain)
        reason = check.process_view(plain, None, (), {})
        if reason:
            raise PermissionDenied(f"CSRF Failed: {reason}")

    def _user(self, request):
        user = request._request.user
        if not (user.is_authenticated and user.is_active):
            return None
        # Django's proxy asks for him when he is needed, and each look at him would pass through it.
        return getattr(user, "_wrapped", user)
