"""middleware.py: for a project's MIDDLEWARE: the short road to the API, and what a page says whose database is away.

MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", …, "metahog.middleware.ShortRoad",
              "metahog.middleware.SayWhenAway", …]
"""

import functools

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from .routing import Route


class ShortRoad:
    """A request for a route of the API skips all middleware behind this one.

    What it needs of Django's own is done here: the host is checked, the session and its user are there on demand, the
    headers are those that the others set. The CSRF token is checked by who authenticates the session, as ever.
    """

    def __init__(self, get_response):
        self._get_response = get_response
        self._session = SessionMiddleware(get_response)
        self._user = AuthenticationMiddleware(get_response)
        self._frames = getattr(settings, "X_FRAME_OPTIONS", "DENY").upper()

    def __call__(self, request):
        match = _route(request.path_info)
        if match is None:
            return self._get_response(request)
        request.get_host()
        request.resolver_match = match
        self._session.process_request(request)
        self._user.process_request(request)
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["X-Frame-Options"] = self._frames
        return self._session.process_response(request, response)


@functools.lru_cache(maxsize=1000)
def _route(path):
    """What resolves a path of the API; None for any other."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if issubclass(getattr(match.func, "cls", object), Route) else None


class SayWhenAway:
    """A page whose database is away says so, with a status that lets a proxy try again."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        try:
            return self._get_response(request)
        except (OperationalError, InterfaceError):
            return _away()

    def process_exception(self, request, error):
        return _away() if isinstance(error, (OperationalError, InterfaceError)) else None


def _away():
    response = HttpResponse("The metadata database does not answer. Try again in a moment.", "text/plain", 503)
    response["Retry-After"] = "1"
    return response
