"""export.py: the whole result as a download, in constant memory.

- The first chunk is there before the headers are sent, so what fails until then has a status of its own.
- What fails later ends the connection without a last chunk: the client sees a broken download, and never a short file
  that looks whole.
"""

import re
import unicodedata
import urllib.parse

import django
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from ..requests import ExportRequest
from ..routing import route
from .query import PARAMS, bound, named

_STREAM = {
    language: function + b"($2, $3, " + PARAMS + b", $5::pg_catalog.int8, $6::pg_catalog.int8, $7::pg_catalog.interval, $8)"
    for language, function in (("sql", b"metahog.stream"), ("hogql", b"metahog.hogql_stream"))
}

_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}

_BOM = b"\xef\xbb\xbf"


@route(ExportRequest, action="export", content={kind: {"schema": {"type": "string"}} for kind in _TYPES.values()})
def export(caller, fields):
    """All rows of a query, streamed."""
    kind = "csv_escaped" if fields["format"] == "csv" and fields["formulas"] == "escape" else fields["format"]
    download = Download(caller.stream(_STREAM[fields["language"]], *bound(fields), kind, **named(fields)))
    if fields["format"] == "csv" and fields["bom"]:
        download.first = _BOM + download.first
    response = StreamingHttpResponse(
        download.slowly() if caller.under_asgi and django.VERSION >= (4, 2) else download,
        content_type=_TYPES[fields["format"]],
    )
    response["Content-Disposition"] = _disposition(fields.get("file_name") or "export", fields["format"])
    # A proxy that gathers the answer would make it slow, and a broken one look whole.
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-store"
    return response


class Download:
    """The chunks, the first of which has been taken; closing it ends the call."""

    def __init__(self, chunks):
        self._chunks = chunks
        self.first = next(chunks, b"")

    def __iter__(self):
        yield self.first
        yield from self._chunks

    async def slowly(self):
        """The same under ASGI, where the event loop must not wait."""
        take = sync_to_async(next, thread_sensitive=False)
        chunk = self.first
        while chunk is not None:
            yield chunk
            chunk = await take(self._chunks, None)

    def close(self):
        self._chunks.close()


def _disposition(name, extension):
    """attachment; filename="…": in ASCII for old clients, in UTF-8 for the others."""
    # Taken apart, letters of other widths become quotes and slashes, so the plain name is cleaned after that.
    plain = _clean(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    name = _clean(name)
    quoted = urllib.parse.quote(name, safe="")
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{quoted}.{extension}"


def _clean(name):
    """Without what has a meaning in a header, a path or a shell."""
    return re.sub(r'[\x00-\x1f\x7f-\x9f"\\/:*?<>|;%]+', "_", name).strip(". ")[:100] or "export"
