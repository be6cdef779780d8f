"""routing.py: what all views have in common: a view is a function of the caller and what the request says.

    @route(ExecuteRequest, action="query")
    def execute(caller, fields, …parts of the address):
        return …

A request's life: routed by path and method; authenticated as the project says; team looked up; may the user do that;
body checked; the view runs; whatever it raises becomes an answer in errors.py.
"""

import io
import json

from django.utils.datastructures import MultiValueDict
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import conf, errors
from .caller import Caller
from .errors import Problem
from .requests import Nothing, checked


def route(request_class=Nothing, action="query", status=200, content=None):
    """Says of a view function what its request holds, which action it is, and for the description what it answers."""

    def decorate(function):
        function.request_class = request_class
        function.action = action
        function.status = status
        function.content = content
        return function

    return decorate


class Call(Request):
    """A request whose body, if there is one, is JSON: no parser has to be found for it."""

    def _parse(self):
        if self.stream is None or self._request.content_type != Body.media_type:
            return super()._parse()
        return self.parsers[0].parse(self.stream, Body.media_type, self.parser_context), MultiValueDict()


class Body(BaseParser):
    """A JSON object in UTF-8, of at most MAX_BODY bytes; whatever Python cannot take is bad JSON."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        text = _read(stream)
        if len(text) > conf.get("MAX_BODY"):
            raise Problem(413, f"the body has more than {conf.get('MAX_BODY')} bytes")
        request = parser_context["request"]
        # Numbers keep their digits there: see requests.Values.
        request.body_text = text
        try:
            return _DECODER.decode(text.decode("utf-8"))
        except (ValueError, RecursionError):
            raise Problem(400, "the body is not JSON in UTF-8") from None


def _read(stream):
    """One byte more than a body may have tells that it has more. Each server has errors of its own for a broken one."""
    try:
        return stream.read(conf.get("MAX_BODY") + 1)
    except Exception:
        raise Problem(400, "the body has not come whole") from None


def _refuse(name):
    raise ValueError(name)


# json.loads() would make one for each body.
_DECODER = json.JSONDecoder(parse_constant=_refuse)


class Route(APIView):
    """An address and its view functions by method.

    Of a request's life in Django REST framework the steps are kept that a project can put something of its own into:
    authentication, permission, version, throttles. What never differs here is settled once for each route.
    """

    parser_classes = [Body]
    renderer_classes = [JSONRenderer]
    views = {}
    # Answers are JSON, whatever is asked for.
    negotiated = JSONRenderer(), "application/json"

    @classmethod
    def of(cls, **views):
        """A view for urls.py: Route.of(GET=list_sources, POST=create_source)."""
        subclass = type("Route", (cls,), {"views": views, **{method.lower(): cls.run for method in views}})
        subclass.allowed = subclass().default_response_headers
        return subclass.as_view()

    def dispatch(self, request, **parts):
        self.args, self.kwargs, self.headers = (), parts, dict(self.allowed)
        self.request = request = self.initialize_request(request)
        request.accepted_renderer, request.accepted_media_type = self.negotiated
        try:
            self.admit(request)
            method = request.method.lower()
            known = method in self.http_method_names and hasattr(self, method)
            response = (getattr(self, method) if known else self.http_method_not_allowed)(request, **parts)
        except Exception as error:
            response = self.handle_exception(error)
        return self.finalize_response(request, response)

    def admit(self, request):
        """Raises, if this user may not send this request."""
        if self.versioning_class is not None:
            request.version, request.versioning_scheme = self.determine_version(request, **self.kwargs)
        self.perform_authentication(request)
        self.permission = conf.get("PERMISSION")()
        self.check_permissions(request)
        if self.throttle_classes:
            self.check_throttles(request)

    def get_permissions(self):
        return [self.permission]

    def get_exception_handler(self):
        return errors.handler

    def perform_content_negotiation(self, request, force=False):
        return self.negotiated

    def initialize_request(self, request):
        """A body that comes in pieces has no length before it is read; Django would take it for empty."""
        environ = request.META
        if environ.get("wsgi.input_terminated") and "CONTENT_LENGTH" not in environ:
            try:
                text = _read(environ["wsgi.input"])
            except Problem:
                # What cannot be read is no JSON, which is told once it is known who asks.
                text = b"\0"
            environ["CONTENT_LENGTH"] = str(len(text))
            request._stream = io.BytesIO(text)
        return Call(
            request,
            parsers=[Body()],
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def run(self, request, team_id=None, **parts):
        view = self.views["GET" if request.method == "HEAD" else request.method]
        caller = Caller.of(request, self.permission)
        if not caller.may(view.action, parts.get("source")):
            raise Problem(403, "not allowed", code="42501")
        fields = checked(view.request_class, request)
        answer = view(caller, fields, **{name: str(part) for name, part in parts.items()})
        return Response(answer, status=view.status) if isinstance(answer, (dict, list)) else answer
