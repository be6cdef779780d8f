"""limits.py: what limits the caller: the server's settings, his database role, each source."""

from .. import answers
from ..requests import Nothing
from ..routing import route
from .sources import LIMITS

# A default is what holds where a call names nothing, and a ceiling is the most that it may name.
_SETTINGS = (
    "timeout",
    "timeout_ceiling",
    "max_rows",
    "max_rows_ceiling",
    "max_bytes",
    "max_bytes_ceiling",
    "max_connections_per_source",
)

# Milliseconds as seconds, kilobytes as bytes.
_SERVER = b"""(
  SELECT pg_catalog.json_object_agg(pg_catalog.substr(g.name, 9), CASE g.unit
    WHEN 'ms' THEN pg_catalog.to_json(g.setting::pg_catalog.float8 OPERATOR(pg_catalog./) 1000)
    WHEN 'kB' THEN pg_catalog.to_json(g.setting::pg_catalog.int8 OPERATOR(pg_catalog.*) 1024)
    ELSE pg_catalog.to_json(g.setting::pg_catalog.int8) END ORDER BY g.name)
  FROM pg_catalog.pg_settings AS g
  WHERE g.name OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[]))"""

_ROLES = b"""(
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'role', r.role::pg_catalog.text, 'rate_limit', r.rate_limit) ORDER BY r.role::pg_catalog.text), '[]')
  FROM metahog.role_limits AS r)"""

_SOURCES = (
    b"""(
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('id', s.id, 'name', s.name, """
    + LIMITS
    + b""") ORDER BY s.name, s.id), '[]')
  FROM metahog.sources AS s)"""
)

# Where the server does not preload the library, its settings are there once a function of it has run.
_LIMITS = (
    b"CASE WHEN EXISTS (SELECT FROM metahog.status()) THEN pg_catalog.json_build_object('limits',"
    b" pg_catalog.json_build_object('role', current_user, 'server', "
    + _SERVER
    + b", 'roles', "
    + _ROLES
    + b", 'sources', "
    + _SOURCES
    + b")) END"
)

_NAMES = "{" + ",".join("metahog." + name for name in _SETTINGS) + "}"


@route(Nothing, action="browse")
def limits(caller, fields):
    """The server's defaults and ceilings, the limits of the app's database role, and those of each source."""
    return answers.passed_on(caller.ask(_LIMITS, _NAMES))
