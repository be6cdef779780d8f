"""query.py: running, describing, explaining and cancelling queries."""

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
_CANCEL = b"""(
  SELECT pg_catalog.bool_or(metahog.cancel(a.pid))
  FROM pg_catalog.pg_stat_activity AS a
  JOIN metahog.activity AS c ON c.pid OPERATOR(pg_catalog.=) a.pid
  JOIN metahog.sources AS s ON s.id OPERATOR(pg_catalog.=) c.source_id
  WHERE a.application_name OPERATOR(pg_catalog.=) $2
    AND ($3::pg_catalog.bool OR c.actor OPERATOR(pg_catalog.=) pg_catalog.current_setting('metahog.actor')))"""


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


@route(Nothing)
def cancel(caller, fields, query_id):
    """Ends the call that was given this client_query_id."""
    manages = "true" if caller.may("manage_sources") else "false"
    if caller.ask(_CANCEL, APPLICATION_NAME + query_id, manages) != b"t":
        raise Problem(404, "no call of this id is running")
    return {"cancelled": True}


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
