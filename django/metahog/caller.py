"""caller.py: who asks, and what holds for his statements alone.

A call is one statement in autocommit: it sets what it needs (team, actor, name of the application) locally and then
asks the extension, so that nothing is left behind on the connection.
"""

import json

from psycopg.pq import ConnStatus

from . import conf, pool
from .libpq import one, results
from .watch import NoWatch, watch_of

# $1 is a JSON object of settings. The expression behind it is evaluated when the settings hold, because it is in the
# select list: what stands in FROM might be evaluated first.
_SETTINGS = b"""WITH settings AS MATERIALIZED (
  SELECT pg_catalog.count(pg_catalog.set_config(key, value, true))
  FROM pg_catalog.jsonb_each_text($1::pg_catalog.jsonb))
SELECT %s FROM settings"""

APPLICATION_NAME = "metahog:"


class Caller:
    """A user, as the database sees him; without a team he sees all."""

    under_asgi = False

    def __init__(self, user, team_id=None, watch=None, further=()):
        self.user = user
        self.team_id = team_id
        self.actor = f"user:{user.pk}"
        self.watch = watch or NoWatch()
        self._further = further

    @classmethod
    def of(cls, request, permission):
        """Who has sent a request of Django REST framework."""
        caller = cls(request.user, conf.get("TEAM")(request), watch_of(request), conf.get("SETTINGS")(request))
        caller.under_asgi = hasattr(request._request, "scope")
        caller.may = lambda action, object=None: permission.may(request, action, object)
        return caller

    def settings(self, query_id=None, json_numbers=None):
        """The parameter $1 of a call."""
        settings = dict(self._further)
        settings["metahog.actor"] = self.actor
        settings["metahog.team_id"] = "" if self.team_id is None else str(self.team_id)
        settings["application_name"] = APPLICATION_NAME + (query_id or "")
        if json_numbers is not None:
            settings["metahog.json_numbers"] = json_numbers
        return json.dumps(settings).encode()

    def ask(self, expression, *parameters, **settings):
        """What the expression of the extension's functions returns, as the bytes that came."""
        values = [self.settings(**settings), *map(encoded, parameters)]
        with pool.calls().connection() as connection:
            return one(connection, _SETTINGS % expression, values, self.watch)

    def stream(self, expression, *parameters, **settings):
        """The rows of a set-returning expression, one after the other; close() it if not all are taken."""
        values = [self.settings(**settings), *map(encoded, parameters)]
        with pool.streams().connection() as connection:
            for result in results(connection, _SETTINGS % expression, values, self.watch, row_by_row=True):
                if result.ntuples > 0:
                    yield result.get_value(0, 0)

    def try_out(self, change, expression, source=None):
        """What the expression says of a source while a change holds, which is then rolled back.

        change is an expression and its parameters; without source it returns the source's id.
        """
        with pool.calls().connection() as connection:
            one(connection, b"BEGIN", [], self.watch)
            try:
                changed = self._within(connection, *change)
                return self._within(connection, expression, source or changed)
            finally:
                if connection.pgconn.status == ConnStatus.OK:
                    one(connection, b"ROLLBACK", [], NoWatch())

    def _within(self, connection, expression, *parameters):
        return one(connection, _SETTINGS % expression, [self.settings(), *map(encoded, parameters)], self.watch)


def encoded(value):
    """A parameter as libpq sends it: text; None is NULL."""
    return value if value is None or isinstance(value, bytes) else str(value).encode()
