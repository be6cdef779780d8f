"""errors.py: every way in which a request can end badly, and the one table of status codes.

- A body has one of two shapes: {"error", "code", "detail": {…}, "notices"} for what a database says, {"error"} with
  what else is known ("field", "code") for the rest.
- No password, host list or connection string is in it: of a lost metadata database only that it is lost.
"""

import re

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from .libpq import ClientGone, Failure, Lost
from .pool import Full

# (stage, SQLSTATE): HTTP. None is any stage; the rest is 400. Stage source is what was found out here, before any
# remote was asked. tests/test_errors.py has a request for each line.
STATUS = {
    ("source", "22003"): 422,
    ("source", "22007"): 422,
    ("source", "22015"): 422,
    ("source", "22023"): 422,
    ("source", "22P02"): 422,
    ("source", "42501"): 403,
    ("source", "42704"): 404,
    ("source", "42710"): 422,
    (None, "40001"): 409,
    (None, "53300"): 429,
    (None, "53400"): 429,
    (None, "55000"): 503,
}

# 57014, by who ended the statement: error_detail.cause.
CAUSES = {"deadline": 504, "cancel": 499, "remote": 400}

RETRY = {429: 1, 503: 1}


class Problem(Exception):
    """An answer that a view gives by raising it."""

    def __init__(self, status, error, **more):
        super().__init__(error)
        self.status = status
        self.body = {"error": error, **more}


class NotYet(Problem):
    """A function that the extension does not have yet."""

    def __init__(self):
        super().__init__(501, "this function is not there yet", code="0A000")


def status_of(detail):
    """The status for an error_detail of the extension."""
    stage, sqlstate = detail.get("stage"), detail["sqlstate"]
    if sqlstate == "57014":
        return CAUSES.get(detail.get("cause"), 400)
    return STATUS.get((stage, sqlstate)) or STATUS.get((None, sqlstate), 400)


def failure_response(detail, notices=None):
    """The answer for an error_detail, be it in a document or raised; notices are what was said before."""
    status = status_of(detail)
    body = {"error": detail["message"], "code": detail["sqlstate"], "detail": detail}
    if status == 422 and (field := field_of(detail["message"])):
        body["field"] = field
    if notices:
        body["notices"] = notices
    return _response(status, body, detail.get("retry_after"))


# How the extension's messages name the field that is wrong, and what it is here.
_FIELDS = (
    (re.compile(r'field "source"'), "source_id"),
    (re.compile(r'field "([^"]+)"'), None),
    (re.compile(r'has no field "([^"]+)"'), None),
    (re.compile(r'filter "([^"]+)" sets'), "filters"),
    (re.compile(r'(?:value of|has no) filter "([^"]+)"'), "filters.{}"),
    (re.compile(r'variable "([^"]+)"'), "variables.{}"),
    (re.compile(r"of kind "), "kind"),
    (re.compile(r"(?:saved query|dashboard) .* already exists"), "name"),
    (re.compile(r"has no tile|^tile |a new tile"), "tiles"),
    (re.compile(r'source option "(\w+)"'), None),
    (re.compile(r"source .* already exists"), "name"),
    (re.compile(r"invalid connection URL"), "url"),
    (re.compile(r"in.* interval|interval .*out of range"), "timeout"),
    (re.compile(r"(\w+) (?:must|may|cannot)\b"), None),
)


def field_of(message):
    """The field that a message of the extension is about; None if it names none."""
    for pattern, field in _FIELDS:
        if match := pattern.search(message):
            return (field or "{}").format(*match.groups())
    return None


def _response(status, body, retry_after=None):
    response = Response(body, status=status)
    # Told to the client; the project's log is for what nobody has foreseen.
    response._has_been_logged = True
    if status in RETRY:
        response["Retry-After"] = str(max(RETRY[status], int(-(-(retry_after or 0) // 1))))
    return response


def handler(error, context):
    """Django REST framework's hook: the answer for whatever a view has raised."""
    set_rollback()
    for kind, answer in _ANSWERS:
        if isinstance(error, kind):
            return answer(error)
    return None


def _away():
    return _response(503, {"error": "the metadata database does not answer", "code": "08006"})


def _of_framework(error):
    """What Django REST framework found: method, media type, authentication, permission, body."""
    response = _response(error.status_code, {"error": _first_text(error.detail)})
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        response["Retry-After"] = "%d" % error.wait
    return response


def _of_field(error):
    """The first wrong field, by its path: options.port."""
    path, text = _first_field(error.detail, ())
    return _response(422, {"error": text, "field": ".".join(path)})


def _first_field(detail, path):
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return _first_field(inner, path if name == "non_field_errors" else (*path, str(name)))
    if isinstance(detail, list):
        return _first_field(next(item for item in detail if item), path)
    return path, str(detail)


def _first_text(detail):
    return _first_field(detail, ())[1]


_ANSWERS = (
    (Problem, lambda error: _response(error.status, error.body)),
    (Failure, lambda error: failure_response(error.detail)),
    (ClientGone, lambda error: _response(499, {"error": "the client has gone"})),
    (Full, lambda error: _response(429, {"error": "all connections are in use", "code": "53300"})),
    (Lost, lambda error: _away()),
    # Of Django's own connection: users, sessions, teams.
    ((OperationalError, InterfaceError), lambda error: _away()),
    (exceptions.ValidationError, _of_field),
    (exceptions.APIException, _of_framework),
    (Http404, lambda error: _response(404, {"error": "not found"})),
    (PermissionDenied, lambda error: _response(403, {"error": "not allowed"})),
)
