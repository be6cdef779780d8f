"""query.py: running, describing, explaining, watching and cancelling queries."""

from .. import answers
from ..caller import APPLICATION_NAME
from ..errors import NotYet, Problem
from ..requests import DescribeRequest, DirectRequest, ExplainRequest, Fields, Nothing, QueryRequest
from ..routing import route

_EXECUTE = (
    b"metahog.try_execute($2, $3, $4::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'params',"
    b" $5::pg_catalog.int8, $6::pg_catalog.int8, $7::pg_catalog.interval)"
)

_DESCRIBE = b"""pg_catalog.json_build_object('columns', (
  SELECT coalesce(pg_catalog.json_agg(c), '[]') FROM metahog.describe($2, $3) AS c))"""

_EXPLAIN = b"metahog.explain($2, $3, $4::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'params', $5::pg_catalog.bool)"

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


def _executed(caller, fields):
    _only_sql(fields)
    text = caller.ask(
        _EXECUTE,
        fields["source_id"],
        fields["query"],
        fields.params,
        fields.get("limit"),
        fields.get("offset"),
        fields.get("timeout"),
        **named(fields),
    )
    return answers.document(text)


@route(DescribeRequest)
def describe(caller, fields):
    """The columns of a query's result, without running it."""
    _only_sql(fields)
    return answers.passed_on(caller.ask(_DESCRIBE, fields["source_id"], fields["query"], **named(fields)))


@route(ExplainRequest)
def explain(caller, fields):
    """The remote's plan of a query."""
    _only_sql(fields)
    asked = fields["source_id"], fields["query"], fields.params, "true" if fields["run"] else "false"
    return answers.passed_on(caller.ask(_EXPLAIN, *asked, **named(fields)))


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
    """PostHog's own endpoint, for what is SQL on a source; other kinds of queries come later."""
    asked = fields["query"]
    if not asked["sendRawQuery"] or asked["kind"] not in ("HogQLQuery", "DirectQuery"):
        raise NotYet()
    direct = {
        "source_id": asked["connectionId"],
        "query": asked["query"],
        "limit": asked.get("limit"),
        "language": "sql",
    }
    return _executed(caller, Fields({**fields, **direct}))


def _only_sql(fields):
    if fields["language"] != "sql":
        raise NotYet()


def named(fields):
    """What a call is told besides its arguments."""
    return {"query_id": fields.get("client_query_id"), "json_numbers": fields.get("json_numbers")}
