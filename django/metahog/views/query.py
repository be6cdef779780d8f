"""query.py: running, describing, explaining, watching and cancelling queries."""

from .. import answers
from ..caller import APPLICATION_NAME
from ..errors import NotYet, Problem
from ..requests import (
    CheckRequest,
    DescribeRequest,
    DirectRequest,
    ExplainRequest,
    Fields,
    Nothing,
    PrintRequest,
    QueryRequest,
    RawQuery,
)
from ..routing import route

PARAMS = b"$4::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'params'"

# PostHog's own request has the values of placeholders in two places, either of which may be missing or null.
_POSTHOG_PARAMS = b"""(SELECT CASE WHEN pg_catalog.jsonb_typeof(q.placeholders) OPERATOR(pg_catalog.=) 'object' THEN q.placeholders
      ELSE '{}' END OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('variables', v.variables)
  FROM (SELECT $4::pg_catalog.jsonb OPERATOR(pg_catalog.#>) '{query,values}', $4::pg_catalog.jsonb OPERATOR(pg_catalog.#>) '{query,variables}')
    AS q(placeholders, variables), LATERAL (
    SELECT coalesce(pg_catalog.jsonb_object_agg(e.value OPERATOR(pg_catalog.->>) 'code_name', e.value OPERATOR(pg_catalog.->) 'value'), '{}')
    FROM pg_catalog.jsonb_each(CASE WHEN pg_catalog.jsonb_typeof(q.variables) OPERATOR(pg_catalog.=) 'object' THEN q.variables
      ELSE '{}' END) AS e
    WHERE e.value OPERATOR(pg_catalog.?) 'code_name') AS v(variables))"""

_LIMITS = b", $5::pg_catalog.int8, $6::pg_catalog.int8, $7::pg_catalog.interval)"

_EXECUTE = {
    "sql": b"metahog.try_execute($2, $3, %s" + _LIMITS,
    "hogql": b"metahog.try_hogql($2, $3, %s" + _LIMITS,
}

_COLUMNS = b"""pg_catalog.json_build_object('columns', (
  SELECT coalesce(pg_catalog.json_agg(c), '[]') FROM %s AS c))"""

_DESCRIBE = {
    "sql": _COLUMNS % b"metahog.describe($2, $3)",
    "hogql": _COLUMNS % (b"metahog.hogql_describe($2, $3, " + PARAMS + b")"),
}

_EXPLAIN = {
    "sql": b"metahog.explain($2, $3, " + PARAMS + b", $5::pg_catalog.bool)",
    "hogql": b"metahog.hogql_explain($2, $3, " + PARAMS + b", $5::pg_catalog.bool)",
}

_CHECK = b"""(SELECT pg_catalog.json_build_object('ok', c.ok, 'problems', CASE WHEN c.ok THEN '[]' ELSE
    pg_catalog.json_build_array(pg_catalog.json_build_object('code', c.sqlstate, 'message', c.message, 'hint', c.hint,
      'position', c.position, 'end_position', c.end_position)) END)
  FROM metahog.hogql_check($2, $3, """ + PARAMS + b""") AS c)"""

_PRINT = (
    b"pg_catalog.json_build_object('sql', metahog.hogql_sql($2, $3, " + PARAMS + b", pretty => $5::pg_catalog.bool))"
)

_FUNCTIONS = b"""pg_catalog.json_build_object('functions', (
  SELECT coalesce(pg_catalog.json_agg(f), '[]') FROM metahog.hogql_functions() AS f))"""

# A call is found by the name of its backend's application, and is another user's if its actor is.
_NAMED_CALLS = b"""
  FROM pg_catalog.pg_stat_activity AS a
  JOIN metahog.activity AS c ON c.pid OPERATOR(pg_catalog.=) a.pid
  JOIN metahog.sources AS s ON s.id OPERATOR(pg_catalog.=) c.source_id
  WHERE a.application_name OPERATOR(pg_catalog.=) $2
    AND ($3::pg_catalog.bool OR c.actor OPERATOR(pg_catalog.=) pg_catalog.current_setting('metahog.actor'))"""

_CANCEL = b"(SELECT pg_catalog.bool_or(metahog.cancel(a.pid))" + _NAMED_CALLS + b")"

# In the words of PostHog's QueryStatus, and what the extension knows besides. Of several calls the oldest is told.
_STATUS = (
    b"""(SELECT pg_catalog.json_build_object('query_status', pg_catalog.json_build_object(
    'id', pg_catalog.substr(a.application_name, 9), 'query_async', false, 'team_id', s.team_id, 'complete', false,
    'error', false, 'start_time', c.started, 'source_id', c.source_id, 'source', c.source, 'stage', c.stage,
    'rows', c.rows, 'bytes', c.bytes, 'deadline', c.deadline))"""
    + _NAMED_CALLS
    + b" ORDER BY c.started LIMIT 1)"
)


@route(DirectRequest)
def execute(caller, fields):
    """Runs a query and answers with the extension's document, as it came."""
    if fields["async"]:
        raise NotYet()
    return _executed(caller, fields)


def _executed(caller, fields, params=PARAMS):
    return answers.document(caller.ask(_EXECUTE[fields["language"]] % params, *bound(fields), **named(fields)))


@route(DescribeRequest)
def describe(caller, fields):
    """The columns of a query's result, without running it."""
    asked = [fields["source_id"], fields["query"]]
    if fields["language"] == "hogql":
        asked.append(fields.params)
    return answers.passed_on(caller.ask(_DESCRIBE[fields["language"]], *asked, **named(fields)))


@route(CheckRequest)
def check(caller, fields):
    """What is wrong with a text of HogQL, and where; nothing is run."""
    return answers.passed_on(
        caller.ask(_CHECK, fields["source_id"], fields["query"], fields.params, **named(fields))
    )


@route(Nothing, action="browse")
def functions(caller, fields):
    """The functions of HogQL: what each takes, and whether it is supported."""
    return answers.passed_on(caller.ask(_FUNCTIONS))


@route(PrintRequest)
def print_sql(caller, fields):
    """The SQL that a text of HogQL becomes, with constants for its placeholders; nothing is run."""
    asked = fields["source_id"], fields["query"], fields.params, "true" if fields["pretty"] else "false"
    return answers.passed_on(caller.ask(_PRINT, *asked, **named(fields)))


@route(ExplainRequest)
def explain(caller, fields):
    """The remote's plan of a query."""
    asked = fields["source_id"], fields["query"], fields.params, "true" if fields["run"] else "false"
    return answers.passed_on(caller.ask(_EXPLAIN[fields["language"]], *asked, **named(fields)))


@route(Nothing, status=202)
def status(caller, fields, query_id):
    """How far the call of this client_query_id is, while it runs; of one that has ended nothing is kept."""
    return answers.passed_on(_of_named_calls(caller, _STATUS, query_id), status=202)


@route(Nothing)
def cancel(caller, fields, query_id):
    """Ends the call that was given this client_query_id."""
    if _of_named_calls(caller, _CANCEL, query_id) != b"t":
        raise _not_running()
    return {"cancelled": True}


def _of_named_calls(caller, expression, query_id):
    """What it says of the running calls of this id: the caller's own, or for who manages sources any of the team's."""
    manages = "true" if caller.may("manage_sources") else "false"
    said = caller.ask(expression, APPLICATION_NAME + query_id, manages)
    if said is None:
        raise _not_running()
    return said


def _not_running():
    return Problem(404, "no call of this id is running")


@route(QueryRequest)
def query(caller, fields):
    """PostHog's own endpoint, for what is SQL or HogQL on a source; other kinds of queries come later."""
    asked = fields["query"]
    if asked["kind"] not in RawQuery.kinds:
        raise NotYet()
    raw = asked["sendRawQuery"]
    direct = {
        "source_id": asked["connectionId"],
        "query": asked["query"],
        "limit": asked.get("limit"),
        "language": "sql" if raw else "hogql",
    }
    direct = Fields({**fields, **direct})
    if raw:
        return _executed(caller, direct)
    direct.params = fields.params
    return _executed(caller, direct, _POSTHOG_PARAMS)


def bound(fields):
    """$2 to $7 of a call that has rows."""
    limits = (fields.get(name) for name in ("limit", "offset", "timeout"))
    return fields["source_id"], fields["query"], fields.params, *limits


def named(fields):
    """What a call is told besides its arguments."""
    return {"query_id": fields.get("client_query_id"), "json_numbers": fields.get("json_numbers")}
