"""models.py: the extension's views as Django models, for reading: the ORM, templates, the admin.

Nothing is written through them: sources are changed by the extension's functions, which check, seal and record. They
are read on Django's own connection, which sees what its role may see, of all teams.
"""

from django.db import models


class View(models.Model):
    """Of the extension's: Django neither makes nor changes it."""

    class Meta:
        abstract = True
        managed = False


class Source(View):
    """A remote database."""

    id = models.UUIDField(primary_key=True)
    team_id = models.BigIntegerField(null=True)
    name = models.TextField()
    source_type = models.TextField()
    options = models.JSONField()
    read_only = models.BooleanField()
    supports_direct_query = models.BooleanField()
    timeout = models.DurationField(null=True)
    max_rows = models.BigIntegerField(null=True)
    max_bytes = models.BigIntegerField(null=True)
    max_connections = models.IntegerField(null=True)
    rate_limit = models.IntegerField(null=True)
    description = models.TextField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by_actor = models.TextField(null=True)

    class Meta(View.Meta):
        abstract = False
        db_table = '"metahog"."sources"'
        ordering = ["name"]

    def __str__(self):
        return self.name


class Activity(View):
    """A call that is running; a backend may make several at a time, of which a cancel ends all."""

    pid = models.IntegerField(primary_key=True)
    source = models.TextField()
    source_id = models.UUIDField()
    actor = models.TextField(null=True)
    stage = models.TextField()
    query = models.TextField(null=True)
    started = models.DateTimeField()
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    deadline = models.DateTimeField()

    class Meta(View.Meta):
        abstract = False
        db_table = '"metahog"."activity"'
        ordering = ["started"]
        verbose_name = "running query"
        verbose_name_plural = "running queries"

    def __str__(self):
        return f"{self.source}: {self.query}"


class Session(View):
    """The connections to one source, from all backends."""

    source_id = models.UUIDField(primary_key=True)
    source = models.TextField()
    cl_active = models.IntegerField()
    cl_waiting = models.IntegerField()
    sv_active = models.IntegerField()
    sv_idle = models.IntegerField()
    sv_login = models.IntegerField()
    maxwait = models.IntegerField()
    opened = models.BigIntegerField()
    closed = models.BigIntegerField()

    class Meta(View.Meta):
        abstract = False
        db_table = '"metahog"."sessions"'
        verbose_name = "connections of a source"
        verbose_name_plural = "connections"

    def __str__(self):
        return self.source


class Statistics(View):
    """What the calls of one role to one source add up to. A source has a row for each role."""

    source_id = models.UUIDField(primary_key=True)
    source = models.TextField(null=True)
    calls = models.BigIntegerField()
    errors = models.BigIntegerField()
    cancelled = models.BigIntegerField()
    timeouts = models.BigIntegerField()
    truncations = models.BigIntegerField()
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    total_seconds = models.FloatField()
    last_call = models.DateTimeField()

    class Meta(View.Meta):
        abstract = False
        db_table = '"metahog"."statistics"'
        verbose_name_plural = "statistics"

    def __str__(self):
        return self.source or ""


class AuditRecord(View):
    """What was done with sources. Its table is open to pg_read_all_stats and to whom its owner grants it."""

    id = models.BigIntegerField(primary_key=True)
    time = models.DateTimeField()
    action = models.TextField()
    role = models.TextField(null=True)
    actor = models.TextField(null=True)
    team_id = models.BigIntegerField(null=True)
    source = models.TextField(null=True)
    query = models.TextField(null=True)
    details = models.JSONField(null=True)
    outcome = models.TextField()
    sqlstate = models.TextField(null=True)
    rows = models.BigIntegerField(null=True)
    total_seconds = models.FloatField(null=True)

    class Meta(View.Meta):
        abstract = False
        db_table = '"metahog"."audit_log"'
        ordering = ["-id"]
        verbose_name = "record"
        verbose_name_plural = "history"

    def __str__(self):
        return f"{self.action} {self.source or ''}"


class Kept(View):
    """What people keep: it has a name within its team, and a version."""

    id = models.UUIDField(primary_key=True)
    team_id = models.BigIntegerField(null=True)
    name = models.TextField()
    folder = models.TextField()
    description = models.TextField(null=True)
    created_by = models.TextField()
    created_at = models.DateTimeField()
    updated_by = models.TextField()
    updated_at = models.DateTimeField()
    version = models.IntegerField()

    class Meta(View.Meta):
        abstract = True

    def __str__(self):
        return self.name


class SavedQuery(Kept):
    """A query that was saved; its text is in metahog.saved_query_document()."""

    kind = models.TextField()
    source_id = models.UUIDField()
    source = models.TextField()
    source_gone = models.BooleanField()

    class Meta(Kept.Meta):
        abstract = False
        db_table = '"metahog"."saved_queries"'
        ordering = ["folder", "name"]
        verbose_name = "saved query"
        verbose_name_plural = "saved queries"


class Dashboard(Kept):
    """A dashboard; its tiles are in metahog.dashboard_document()."""

    tiles = models.BigIntegerField()

    class Meta(Kept.Meta):
        abstract = False
        db_table = '"metahog"."dashboards"'
        ordering = ["folder", "name"]
