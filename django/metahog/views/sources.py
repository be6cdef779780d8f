"""sources.py: the sources of the caller's team: list, create, change, drop, test, and parse a URL.

- A source that is made here belongs to the team in the address.
- What may be said of a source, and what is wrong with it, the extension knows; a password is never answered, but by
  parse, which stores nothing.
"""

import uuid

from .. import answers
from ..errors import Problem
from ..requests import (
    JOB_INPUTS,
    AlterSourceRequest,
    CreateSourceRequest,
    Nothing,
    ParseRequest,
    TestSourceRequest,
    json_text,
)
from ..routing import route

# Fields as an API has them: seconds, and numbers that JavaScript keeps.
LIMITS = b"""'timeout', EXTRACT(epoch FROM s.timeout), 'max_rows', s.max_rows, 'max_bytes', s.max_bytes,
  'max_connections', s.max_connections, 'rate_limit', s.rate_limit"""

_FIELDS = (
    b"""pg_catalog.json_build_object(
  'id', s.id, 'name', s.name, 'team_id', s.team_id, 'source_type', s.source_type, 'options', s.options,
  'read_only', s.read_only, 'supports_direct_query', s.supports_direct_query,
  """
    + LIMITS
    + b""", 'description', s.description, 'created_by', s.created_by,
  'created_by_actor', s.created_by_actor, 'created_at', s.created_at, 'updated_at', s.updated_at)"""
)

_LIST = (
    b"pg_catalog.json_build_object('sources', (SELECT coalesce(pg_catalog.json_agg("
    + _FIELDS
    + b" ORDER BY s.name, s.id), '[]') FROM metahog.sources AS s))"
)

# By id or name; a name that is somebody's id means the id, as it does in the extension.
_FOUND = b""" FROM metahog.sources AS s
  WHERE s.id::pg_catalog.text OPERATOR(pg_catalog.=) $2 OR s.name OPERATOR(pg_catalog.=) $2
  ORDER BY s.id::pg_catalog.text OPERATOR(pg_catalog.=) $2 DESC, s.team_id LIMIT 1)"""

_ONE = b"(SELECT " + _FIELDS + _FOUND
_ID = b"(SELECT s.id" + _FOUND

CREATE_FROM_URL = b"metahog.create_source($2, $3, $4::pg_catalog.jsonb)"
CREATE = b"metahog.create_source($2, $3::pg_catalog.jsonb, $4::pg_catalog.jsonb)"
ALTER = b"metahog.alter_source($2, $3::pg_catalog.jsonb)"
DROP = b"metahog.drop_source($2)"
_PARSE = b"metahog.parse_url($2)"
TEST = b"(SELECT pg_catalog.row_to_json(t) FROM metahog.test_source($2) AS t)"

# A URL's parts stand where a form's would, and what is said beside it goes before it.
ALTER_FROM_URL = b"""metahog.alter_source(
  $2, metahog.parse_url($4) OPERATOR(pg_catalog.||) $3::pg_catalog.jsonb)"""


@route(Nothing, action="browse")
def list_sources(caller, fields):
    """The sources that the caller's team may use."""
    return answers.passed_on(caller.ask(_LIST))


@route(CreateSourceRequest, action="manage_sources", status=201)
def create(caller, fields):
    """Makes a source from a URL, or from its parts."""
    source = caller.ask(*_creation(caller, fields))
    return answers.passed_on(_read(caller, source), status=201)


@route(Nothing, action="browse")
def read(caller, fields, source):
    """One source, by id or name."""
    return answers.passed_on(_read(caller, source))


@route(AlterSourceRequest, action="manage_sources")
def alter(caller, fields, source):
    """Changes what is named, and keeps the rest; an omitted password stays."""
    found = _id_of(caller, source)
    caller.ask(*_change(found, fields))
    return answers.passed_on(_read(caller, found))


@route(Nothing, action="manage_sources", status=204)
def drop(caller, fields, source):
    """Drops a source: its name is free again."""
    caller.ask(DROP, source)
    return answers.nothing()


@route(Nothing, action="manage_sources")
def test(caller, fields, source):
    """Connects to a source as it is stored, and says how far that came."""
    return answers.passed_on(caller.ask(TEST, source))


@route(TestSourceRequest, action="manage_sources")
def test_form(caller, fields):
    """Connects as the fields of a form say; nothing of them is stored."""
    if "source_id" in fields:
        found = _id_of(caller, fields["source_id"])
        return answers.passed_on(caller.try_out(_change(found, fields), TEST, found))
    # The name of a source that is there would be refused, as would one that two tests have at once.
    fields["name"] = f"test {uuid.uuid4()}"
    return answers.passed_on(caller.try_out(_creation(caller, fields), TEST))


@route(ParseRequest, action="manage_sources")
def parse(caller, fields):
    """The parts of a connection URL, for a form; nothing is stored."""
    return answers.passed_on(caller.ask(_PARSE, fields["url"]))


def _read(caller, source):
    found = caller.ask(_ONE, source)
    if found is None:
        raise Problem(404, "there is no such source", code="42704")
    return found


def _id_of(caller, source):
    """The id, which a source keeps when its name changes."""
    found = caller.ask(_ID, source)
    if found is None:
        raise Problem(404, "there is no such source", code="42704")
    return found


def _creation(caller, fields):
    """create_source and its parameters; the team is the one in the address."""
    job_inputs = {name: fields[name] for name in JOB_INPUTS if name in fields}
    options = {**_options(fields, (*JOB_INPUTS, "name")), "team_id": caller.team_id}
    if "url" in fields:
        return CREATE_FROM_URL, fields["name"], fields["url"], json_text({**job_inputs, **options})
    return CREATE, fields["name"], json_text(job_inputs), json_text(options)


def _change(source, fields):
    """alter_source and its parameters."""
    options = json_text(_options(fields, ()))
    return (ALTER_FROM_URL, source, options, fields["url"]) if "url" in fields else (ALTER, source, options)


def _options(fields, others):
    """What is said beside the URL: the fields of their own, and those in options."""
    own = {name: value for name, value in fields.items() if name not in (*others, "options", "url", "source_id")}
    return {**own, **fields.get("options", {})}
