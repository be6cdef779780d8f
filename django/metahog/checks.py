"""checks.py: what `manage.py check --database default` finds out about the database, the server and the project.

docs/rest.md says what each of them means and what to do.
"""

import json

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string

from . import MINIMUM_EXTENSION, conf

_BUFFERING = {
    "django.middleware.gzip.GZipMiddleware": "gathers an export before it sends it",
    "debug_toolbar.middleware.DebugToolbarMiddleware": "reads whole answers",
}


@register(Tags.database)
def database(app_configs, databases=None, **kwargs):
    """E001 to E003 and W005: the extension, its version, the role's right to it, its level."""
    alias = conf.get("DATABASE")
    if alias not in (databases or ()):
        return []
    try:
        with connections[alias].cursor() as cursor:
            return list(_of_database(cursor))
    except DatabaseError as error:
        return [Error(f"The metadata database does not answer: {type(error).__name__}.", id="metahog.E001")]


def _of_database(cursor):
    if not _migrated(cursor):
        # The migration makes the extension, or says what to run.
        return
    version = _value(
        cursor, "SELECT extversion FROM pg_catalog.pg_extension WHERE extname OPERATOR(pg_catalog.=) 'metahog'"
    )
    if version is None:
        yield Error(
            "The database has no extension metahog.",
            hint="As a superuser, in this database: CREATE EXTENSION metahog;",
            id="metahog.E001",
        )
        return
    if _numbers(version) < _numbers(MINIMUM_EXTENSION):
        yield Error(
            f"The extension is version {version}; this app needs {MINIMUM_EXTENSION}.",
            hint="As a superuser, in this database: ALTER EXTENSION metahog UPDATE;",
            id="metahog.E002",
        )
    role = _value(cursor, "SELECT pg_catalog.quote_ident(current_user)")
    if not _value(cursor, "SELECT pg_catalog.has_schema_privilege('metahog', 'USAGE')"):
        yield Error(
            f"The role {role} has no right to the schema metahog.",
            hint=f"As a superuser, in this database: GRANT USAGE ON SCHEMA metahog TO {role};",
            id="metahog.E003",
        )
        return
    if _value(cursor, "SELECT state FROM metahog.status() WHERE item OPERATOR(pg_catalog.=) 'level'") == "L0":
        yield Warning(
            "MetaHog works at level L0: limits hold for each backend alone, and no running query is known, so none "
            "can be cancelled by another request.",
            hint="SELECT * FROM metahog.status() says which setting of the server brings more.",
            id="metahog.W005",
        )


def _migrated(cursor):
    if _value(cursor, "SELECT pg_catalog.to_regclass('django_migrations')") is None:
        return False
    return _value(cursor, "SELECT true FROM django_migrations WHERE app OPERATOR(pg_catalog.=) 'metahog' LIMIT 1")


def _value(cursor, statement):
    cursor.execute(statement)
    row = cursor.fetchone()
    return row and row[0]


def _numbers(version):
    return [int(part) for part in version.split(".") if part.isdigit()]


@register()
def project(app_configs, **kwargs):
    """E004 and W006 to W008: psycopg, the server, the front end, what stands in the way of streams."""
    return [*_psycopg(), *_server(), *_front_end(), *_middleware()]


# apps.py raises it where there is no psycopg 3 at all.
NO_PSYCOPG = Error(
    "psycopg 3.1 or later is missing.",
    hint="Django's own driver may be psycopg2; MetaHog's queries run on psycopg 3, beside it.",
    id="metahog.E004",
)


def _psycopg():
    import psycopg

    if _numbers(psycopg.__version__) < [3, 1]:
        yield NO_PSYCOPG


def _server():
    path = getattr(settings, "ASGI_APPLICATION", None)
    if path is None:
        return
    try:
        application = import_string(path)
    except ImportError:
        return
    if not getattr(application, "tells_when_clients_leave", False):
        yield Warning(
            f"{path} does not notice when a client goes: its query runs on, until its deadline.",
            hint="application = metahog.asgi.cancelling(get_asgi_application())",
            id="metahog.W006",
        )


def _front_end():
    from .page import manifest

    try:
        found = manifest() is not None
    except (OSError, json.JSONDecodeError):
        found = False
    if not found:
        yield Warning(
            "The front end is not built, or STATICFILES_DIRS does not have it under the prefix metahog.",
            hint="npm ci && npm run build in web/; without a page, silence metahog.W007.",
            id="metahog.W007",
        )


def _middleware():
    for path, what in _BUFFERING.items():
        if path in settings.MIDDLEWARE:
            yield Warning(
                f"{path} {what}: an export takes memory and arrives late.",
                hint="Leave it out, or compress in the proxy, which can do so chunk by chunk.",
                id="metahog.W008",
            )
