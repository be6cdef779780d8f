"""saved.py: saved queries: list, save, change, drop, run, and the SQL that one becomes."""

from .. import answers
from ..requests import Nothing
from ..routing import route
from ..saved_requests import (
    AlterSavedRequest,
    CreateSavedRequest,
    DropParameters,
    ListSavedParameters,
    PrintSavedRequest,
    RunSavedRequest,
)
from .kept import Kept
from .query import named

# Of a list, which has a name, a description and a folder: what is asked for by $2 and $3. A folder has those below it.
LISTED = b"""($2::pg_catalog.text IS NULL OR pg_catalog.strpos(pg_catalog.lower(pg_catalog.concat_ws(' ', q.name, q.description)),
      pg_catalog.lower($2::pg_catalog.text)) OPERATOR(pg_catalog.>) 0)
    AND ($3::pg_catalog.text IS NULL OR q.folder OPERATOR(pg_catalog.=) $3::pg_catalog.text
      OR pg_catalog.starts_with(q.folder, NULLIF($3::pg_catalog.text, '') OPERATOR(pg_catalog.||) '/'))"""

_LIST = (
    b"""pg_catalog.json_build_object('saved', (
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(q) ORDER BY q.folder, q.name, q.id), '[]')
  FROM metahog.saved_queries AS q
  WHERE """
    + LISTED
    + b"""
    AND ($4::pg_catalog.text IS NULL OR q.source_id::pg_catalog.text OPERATOR(pg_catalog.=) $4::pg_catalog.text
      OR q.source OPERATOR(pg_catalog.=) $4::pg_catalog.text)))"""
)

# The body says source_id, as all of REST does, the extension source; what else it may not say there is left out.
_DEFINITION = b"""($3::pg_catalog.jsonb OPERATOR(pg_catalog.-) '{source_id,%s}'::pg_catalog.text[])
    OPERATOR(pg_catalog.||) CASE WHEN $3::pg_catalog.jsonb OPERATOR(pg_catalog.?) 'source_id'
      THEN pg_catalog.jsonb_build_object('source', $3::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'source_id')
      ELSE '{}'::pg_catalog.jsonb END"""

_CREATE = b"metahog.create_saved_query($2, " + _DEFINITION % b"name" + b")"

_CHANGE = b"metahog.alter_saved_query($2, " + _DEFINITION % b"version" + b", $4::pg_catalog.int4)"

# $3: a body that has the values of its variables.
_VARIABLES = b"$3::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'variables'"

_RUN = (
    b"metahog.try_run_saved($2, "
    + _VARIABLES
    + b", $4::pg_catalog.int8, $5::pg_catalog.int8, $6::pg_catalog.interval)"
)

_SQL = b"pg_catalog.json_build_object('sql', metahog.saved_sql($2, " + _VARIABLES + b"))"

SAVED = Kept(
    b"metahog.saved_query_document($2)", _CHANGE, b"metahog.drop_saved_query($2, $3::pg_catalog.int4)"
)


@route(ListSavedParameters, action="browse")
def list_saved(caller, fields):
    """The saved queries of sources that the caller's team may use, without their texts."""
    return answers.passed_on(caller.ask(_LIST, *(fields.get(name) for name in ("search", "folder", "source"))))


@route(CreateSavedRequest, action="save", status=201)
def create(caller, fields):
    """Saves a query on a source."""
    made = caller.ask(_CREATE, fields["name"], fields.body)
    return answers.passed_on(SAVED.read(caller, made), status=201)


@route(Nothing, action="browse")
def read(caller, fields, saved):
    """One saved query, by id or name."""
    return answers.passed_on(SAVED.read(caller, saved))


@route(AlterSavedRequest, action="save")
def alter(caller, fields, saved):
    """Changes what is named, and keeps the rest; 409 with what is there, if the version that was read is not."""
    return SAVED.changed(caller, saved, fields)


@route(DropParameters, action="save", status=204)
def drop(caller, fields, saved):
    """Drops a saved query: its name is free again, and tiles that show it say that it is gone."""
    return SAVED.dropped(caller, saved, fields)


@route(RunSavedRequest)
def run(caller, fields, saved):
    """Runs a saved query and answers with the extension's document, as it came."""
    return answers.document(caller.ask(_RUN, saved, fields.with_values("variables"), *limits(fields), **named(fields)))


@route(PrintSavedRequest)
def print_sql(caller, fields, saved):
    """The SQL that a saved query becomes; nothing is run."""
    return answers.passed_on(caller.ask(_SQL, saved, fields.with_values("variables")))


def limits(fields):
    """$4 to $6 of a call that has rows."""
    return (fields.get(name) for name in ("limit", "offset", "timeout"))
