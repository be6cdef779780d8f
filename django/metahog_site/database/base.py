"""base.py: Django's engine for PostgreSQL, with a look at the socket in the place of SELECT 1.

A connection that rests has nothing to say, unless the server has closed it. CONN_HEALTH_CHECKS asks before the first
query of each request.
"""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self):
        libpq = getattr(self.connection, "pgconn", None)
        if libpq is None:
            # psycopg2, which Django 3.2 needs, shows nothing of the kind.
            return super().is_usable()
        try:
            libpq.consume_input()
        except self.Database.Error:
            return False
        return libpq.status == 0
