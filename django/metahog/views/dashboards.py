"""dashboards.py: dashboards: list, make, change, drop, and run the saved query of a tile."""

import uuid

from .. import answers
from ..errors import Problem
from ..requests import Nothing
from ..routing import route
from ..saved_requests import (
    AlterDashboardRequest,
    CreateDashboardRequest,
    DropParameters,
    ListParameters,
    RunTileRequest,
)
from .kept import Kept
from .query import named
from .saved import LISTED, limits

_LIST = (
    b"""pg_catalog.json_build_object('dashboards', (
  SELECT coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(q) ORDER BY q.folder, q.name, q.id), '[]')
  FROM metahog.dashboards AS q
  WHERE """
    + LISTED
    + b"))"
)

_CREATE = b"metahog.create_dashboard($2, $3::pg_catalog.jsonb OPERATOR(pg_catalog.-) 'name')"

_CHANGE = (
    b"metahog.alter_dashboard($2, $3::pg_catalog.jsonb OPERATOR(pg_catalog.-) 'version', $4::pg_catalog.int4)"
)

# $3: a body that has the values of the filters.
_RUN = b"""metahog.try_run_tile($2::pg_catalog.uuid,
  coalesce($3::pg_catalog.jsonb OPERATOR(pg_catalog.->) 'filters', '{}'), $4::pg_catalog.int8, $5::pg_catalog.int8,
  $6::pg_catalog.interval)"""

DASHBOARDS = Kept(
    b"metahog.dashboard_document($2)", _CHANGE, b"metahog.drop_dashboard($2, $3::pg_catalog.int4)"
)


@route(ListParameters, action="browse")
def list_dashboards(caller, fields):
    """The dashboards of the caller's team, without their tiles."""
    return answers.passed_on(caller.ask(_LIST, fields.get("search"), fields.get("folder")))


@route(CreateDashboardRequest, action="save", status=201)
def create(caller, fields):
    """Makes a dashboard of the team, with or without tiles."""
    made = caller.ask(_CREATE, fields["name"], fields.body)
    return answers.passed_on(DASHBOARDS.read(caller, made), status=201)


@route(Nothing, action="browse")
def read(caller, fields, dashboard):
    """One dashboard with its tiles, by id or name."""
    return answers.passed_on(DASHBOARDS.read(caller, dashboard))


@route(AlterDashboardRequest, action="save")
def alter(caller, fields, dashboard):
    """Changes what is named, and keeps the rest; 409 with what is there, if the version that was read is not."""
    return DASHBOARDS.changed(caller, dashboard, fields)


@route(DropParameters, action="save", status=204)
def drop(caller, fields, dashboard):
    """Drops a dashboard: its name is free again."""
    return DASHBOARDS.dropped(caller, dashboard, fields)


@route(RunTileRequest)
def run_tile(caller, fields, dashboard, tile):
    """Runs the saved query of a tile with the values of the dashboard's filters; a tile is found by its id alone."""
    if not _is_id(tile):
        raise Problem(404, "there is no such tile", code="42704")
    return answers.document(caller.ask(_RUN, tile, fields.with_values("filters"), *limits(fields), **named(fields)))


def _is_id(text):
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
