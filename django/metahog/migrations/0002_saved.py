"""0002_saved.py: the models of what people keep, which are views of the extension."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metahog", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Dashboard",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("team_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("folder", models.TextField()),
                ("description", models.TextField(null=True)),
                ("created_by", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("updated_by", models.TextField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("tiles", models.BigIntegerField()),
            ],
            options={
                "db_table": '"metahog"."dashboards"',
                "ordering": ["folder", "name"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="SavedQuery",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("team_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("folder", models.TextField()),
                ("description", models.TextField(null=True)),
                ("created_by", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("updated_by", models.TextField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("kind", models.TextField()),
                ("source_id", models.UUIDField()),
                ("source", models.TextField()),
                ("source_gone", models.BooleanField()),
            ],
            options={
                "verbose_name": "saved query",
                "verbose_name_plural": "saved queries",
                "db_table": '"metahog"."saved_queries"',
                "ordering": ["folder", "name"],
                "managed": False,
            },
        ),
    ]
