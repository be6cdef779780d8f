"""base.py: Django's engine for PostgreSQL, with a look at the socket in the place of SELECT 1.

CONN_HEALTH_CHECKS asks before the first query of each request.
"""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self):
        # Only now: the app may be imported when Django is ready for it.
        from metahog.libpq import lives

        libpq = getattr(self.connection, "pgconn", None)
        # psycopg2, which Django 3.2 needs, shows nothing of the kind.
        return super().is_usable() if libpq is None else lives(libpq)
