"""answers.py: the bytes that the extension has printed, as an HTTP response."""

import json

from django.http import HttpResponse

from .errors import failure_response

# How a document ends that has not failed; after "error" stands only error_detail.
_WELL = b'"error":null}'


def passed_on(text, status=200):
    """JSON of the extension's, as it came."""
    return HttpResponse(text, content_type="application/json", status=status)


def document(text):
    """A document of try_execute: only one that has failed, which has no rows, is read."""
    if text.endswith(_WELL):
        return passed_on(text)
    told = json.loads(text)
    return failure_response(told["error_detail"], told.get("notices"))


def conflict(failure, current):
    """Somebody else has changed it: what is wrong, and as "current" the document that is there, as it came."""
    told = json.dumps(failure_response(failure.detail).data).encode()
    return passed_on(told[:-1] + b', "current": ' + current + b"}", status=409)


def nothing():
    """It is done, and there is nothing to say."""
    return HttpResponse(status=204)
