"""activity.py: what goes on at the sources of the caller's team: running calls, connections, sums of past calls."""

from .. import answers
from ..errors import Problem
from ..requests import ActivityParameters, Nothing
from ..routing import route

_ACTIVITY = b"""pg_catalog.json_build_object('activity', (
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'pid', c.pid, 'source', c.source, 'stage', c.stage, 'query', c.query, 'started', c.started, 'rows', c.rows,
    'bytes', c.bytes, 'deadline', c.deadline, 'role', c.role, 'source_id', c.source_id, 'actor', c.actor,
    'mine', c.actor OPERATOR(pg_catalog.=) pg_catalog.current_setting('metahog.actor'),
    'client_query_id', NULLIF(pg_catalog.substr(a.application_name, 9), '')) ORDER BY c.started), '[]')
  FROM metahog.activity AS c
  LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) c.pid
    AND a.application_name OPERATOR(pg_catalog.~~) 'metahog:%'
  WHERE EXISTS (SELECT FROM metahog.sources AS s WHERE s.id OPERATOR(pg_catalog.=) c.source_id)))"""


_SESSIONS = b"""pg_catalog.json_build_object('sessions', (
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'source_id', c.source_id, 'source', c.source, 'cl_active', c.cl_active, 'cl_waiting', c.cl_waiting,
    'sv_active', c.sv_active, 'sv_idle', c.sv_idle, 'sv_login', c.sv_login, 'maxwait', c.maxwait,
    'opened', c.opened, 'closed', c.closed, 'max_connections', s.max_connections) ORDER BY c.source, c.source_id), '[]')
  FROM metahog.sessions AS c JOIN metahog.sources AS s ON s.id OPERATOR(pg_catalog.=) c.source_id))"""

_STATISTICS = b"""pg_catalog.json_build_object('statistics', (
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'source_id', c.source_id, 'source', c.source, 'role', c.role::pg_catalog.text, 'calls', c.calls,
    'errors', c.errors, 'cancelled', c.cancelled, 'timeouts', c.timeouts, 'truncations', c.truncations,
    'rows', c.rows, 'bytes', c.bytes, 'running_seconds', c.running_seconds, 'total_seconds', c.total_seconds,
    'first_call', c.first_call, 'last_call', c.last_call) ORDER BY c.source, c.source_id, c.role::pg_catalog.text), '[]')
  FROM metahog.statistics AS c JOIN metahog.sources AS s ON s.id OPERATOR(pg_catalog.=) c.source_id))"""

_PARTS = {"calls": _ACTIVITY, "sessions": _SESSIONS, "statistics": _STATISTICS}

_CANCEL = b"""(
  SELECT pg_catalog.bool_or(metahog.cancel(c.pid))
  FROM metahog.activity AS c
  JOIN metahog.sources AS s ON s.id OPERATOR(pg_catalog.=) c.source_id
  WHERE c.pid OPERATOR(pg_catalog.=) $2::pg_catalog.int4
    AND ($3::pg_catalog.bool OR c.actor OPERATOR(pg_catalog.=) pg_catalog.current_setting('metahog.actor')))"""


@route(ActivityParameters, action="browse")
def activity(caller, fields):
    """Running calls, the oldest first; or the connections to each source; or what the calls of each role add up to."""
    return answers.passed_on(caller.ask(_PARTS[fields["part"]]))


@route(Nothing)
def cancel(caller, fields, pid):
    """Ends the calls that a backend is making: the caller's own, or who manages sources any of the team's."""
    manages = "true" if caller.may("manage_sources") else "false"
    if caller.ask(_CANCEL, pid, manages) != b"t":
        raise Problem(404, "no call of this backend is running")
    return {"cancelled": True}
