"""0001_initial.py: the extension, if the role may create it; the models, which are views of it."""

from django.core.exceptions import ImproperlyConfigured
from django.db import migrations, models

_HINT = (
    "This role may not create the extension. As a superuser, in database {database}:\n"
    "  CREATE EXTENSION metahog;\n"
    "  GRANT USAGE ON SCHEMA metahog TO {role};\n"
    "  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA metahog TO {role};"
)


def create_extension(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT true FROM pg_catalog.pg_extension WHERE extname OPERATOR(pg_catalog.=) 'metahog'")
        if cursor.fetchone():
            return
        cursor.execute(
            "SELECT pg_catalog.quote_ident(current_user), pg_catalog.quote_ident(pg_catalog.current_database()),"
            " rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
        )
        role, database, may = cursor.fetchone()
        if not may:
            raise ImproperlyConfigured(_HINT.format(role=role, database=database))
        cursor.execute("CREATE EXTENSION metahog")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunPython(create_extension, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("pid", models.IntegerField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("source_id", models.UUIDField()),
                ("actor", models.TextField(null=True)),
                ("stage", models.TextField()),
                ("query", models.TextField(null=True)),
                ("started", models.DateTimeField()),
                ("rows", models.BigIntegerField()),
                ("bytes", models.BigIntegerField()),
                ("deadline", models.DateTimeField()),
            ],
            options={
                "verbose_name": "running query",
                "verbose_name_plural": "running queries",
                "db_table": '"metahog"."activity"',
                "ordering": ["started"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("time", models.DateTimeField()),
                ("action", models.TextField()),
                ("role", models.TextField(null=True)),
                ("actor", models.TextField(null=True)),
                ("team_id", models.BigIntegerField(null=True)),
                ("source", models.TextField(null=True)),
                ("query", models.TextField(null=True)),
                ("details", models.JSONField(null=True)),
                ("outcome", models.TextField()),
                ("sqlstate", models.TextField(null=True)),
                ("rows", models.BigIntegerField(null=True)),
                ("total_seconds", models.FloatField(null=True)),
            ],
            options={
                "verbose_name": "record",
                "verbose_name_plural": "history",
                "db_table": '"metahog"."audit_log"',
                "ordering": ["-id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("source_id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("cl_active", models.IntegerField()),
                ("cl_waiting", models.IntegerField()),
                ("sv_active", models.IntegerField()),
                ("sv_idle", models.IntegerField()),
                ("sv_login", models.IntegerField()),
                ("maxwait", models.IntegerField()),
                ("opened", models.BigIntegerField()),
                ("closed", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "connections of a source",
                "verbose_name_plural": "connections",
                "db_table": '"metahog"."sessions"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("team_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("source_type", models.TextField()),
                ("options", models.JSONField()),
                ("read_only", models.BooleanField()),
                ("supports_direct_query", models.BooleanField()),
                ("timeout", models.DurationField(null=True)),
                ("max_rows", models.BigIntegerField(null=True)),
                ("max_bytes", models.BigIntegerField(null=True)),
                ("max_connections", models.IntegerField(null=True)),
                ("rate_limit", models.IntegerField(null=True)),
                ("description", models.TextField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("created_by_actor", models.TextField(null=True)),
            ],
            options={
                "db_table": '"metahog"."sources"',
                "ordering": ["name"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Statistics",
            fields=[
                ("source_id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.TextField(null=True)),
                ("calls", models.BigIntegerField()),
                ("errors", models.BigIntegerField()),
                ("cancelled", models.BigIntegerField()),
                ("timeouts", models.BigIntegerField()),
                ("truncations", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("bytes", models.BigIntegerField()),
                ("total_seconds", models.FloatField()),
                ("last_call", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "statistics",
                "db_table": '"metahog"."statistics"',
                "managed": False,
            },
        ),
    ]
