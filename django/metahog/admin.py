"""admin.py: sources, running queries, what is saved and the history in Django's admin, for who manages all teams.

- What the models show is read; what changes goes through the extension's functions, as the user who asks.
- No form ever shows a secret: an address is typed anew or left alone.
"""

import json
import uuid

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models

from .caller import Caller
from .errors import Full
from .libpq import Failure, Lost
from .models import Activity, AuditRecord, Dashboard, SavedQuery, Session, Source, Statistics
from .requests import json_text
from .views import sources

_LIMITS = ("max_rows", "max_bytes", "max_connections", "rate_limit")
_NOT_THERE = (Lost, Full)


class SourceForm(forms.ModelForm):
    """A URL makes a source, and moves one that is there; the rest are options of create_source."""

    url = forms.CharField(
        label="Connection URL",
        required=False,
        widget=forms.TextInput(attrs={"size": 80, "autocomplete": "off", "placeholder": "postgres://…"}),
        help_text="postgres://user:password@host:port/database?sslmode=require. It is never shown again.",
    )
    name = forms.CharField(max_length=200)
    description = forms.CharField(required=False)

    class Meta:
        model = Source
        fields = ("name", "url", "team_id", "description", "read_only", *_LIMITS)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["url"].required = self.instance._state.adding
        for name in ("team_id", *_LIMITS):
            self.fields[name].required = False

    def store(self, caller):
        """Creates or changes the source; returns its id."""
        given = self.cleaned_data
        options = {name: given[name] if given[name] != "" else None for name in self.changed_data if name != "url"}
        if self.instance._state.adding:
            name = options.pop("name")
            return caller.ask(sources.CREATE_FROM_URL, name, given["url"], json_text(options)).decode()
        found = str(self.instance.pk)
        if given["url"]:
            caller.ask(sources.ALTER_FROM_URL, found, json_text(options), given["url"])
        else:
            caller.ask(sources.ALTER, found, json_text(options))
        return found

    def clean(self):
        """What the extension has against it is said at the form: it is tried here, and stored when all is well."""
        cleaned = super().clean()
        if not self.errors:
            try:
                self.stored = self.store(self.caller)
            except Failure as error:
                raise ValidationError(error.detail["message"]) from None
            except _NOT_THERE:
                raise ValidationError("The metadata database does not answer.") from None
        return cleaned

    def validate_unique(self):
        """The extension knows better: names are unique within a team."""


class ReadOnly(admin.ModelAdmin):
    """A view of the extension's."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    form = SourceForm
    list_display = ("name", "team_id", "address", "read_only", "running", "last_call", "description")
    search_fields = ("name", "description")
    actions = ["test"]

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"caller": Caller(request.user)})

    def get_actions(self, request):
        """Django's own action would delete rows."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.display(description="address")
    def address(self, source):
        return "{user}@{host}:{port}/{database}".format_map({"port": 5432, **source.options})

    @admin.display(description="running")
    def running(self, source):
        return Activity.objects.filter(source_id=source.pk).count()

    @admin.display(description="last use")
    def last_call(self, source):
        return Statistics.objects.filter(source_id=source.pk).aggregate(last=models.Max("last_call"))["last"]

    @admin.action(description="Test the selected sources")
    def test(self, request, queryset):
        for source in queryset:
            try:
                told = json.loads(Caller(request.user).ask(sources.TEST, source.pk))
            except Failure as error:
                told = {"ok": False, "message": str(error)}
            except _NOT_THERE:
                told = {"ok": False, "message": "the metadata database does not answer"}
            level = messages.SUCCESS if told["ok"] else messages.ERROR
            self.message_user(request, f"“{source.name}”: {told['message']}", level)

    def save_form(self, request, form, change):
        """It is stored already, by the form's own check, and has nothing else to be saved."""
        form.save_m2m = lambda: None
        return Source.objects.get(pk=uuid.UUID(form.stored))

    def save_model(self, request, obj, form, change):
        """See save_form."""

    def delete_model(self, request, obj):
        try:
            Caller(request.user).ask(sources.DROP, obj.pk)
        except Failure as error:
            raise PermissionDenied(error.detail["message"]) from None


@admin.register(Activity)
class ActivityAdmin(ReadOnly):
    list_display = ("pid", "source", "actor", "stage", "query", "started", "rows")
    actions = ["cancel"]

    @admin.action(description="Cancel the selected queries", permissions=["view"])
    def cancel(self, request, queryset):
        for call in queryset:
            ended = Caller(request.user).ask(b"metahog.cancel($2::pg_catalog.int4)", call.pid) == b"t"
            said = "cancelled" if ended else "it had ended"
            self.message_user(request, f"{call.source}: {said}", messages.SUCCESS if ended else messages.WARNING)


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = (
        "source",
        "cl_active",
        "cl_waiting",
        "sv_active",
        "sv_idle",
        "sv_login",
        "maxwait",
        "opened",
        "closed",
    )


@admin.register(Statistics)
class StatisticsAdmin(ReadOnly):
    list_display = (
        "source",
        "calls",
        "errors",
        "cancelled",
        "timeouts",
        "truncations",
        "rows",
        "total_seconds",
        "last_call",
    )


@admin.register(SavedQuery)
class SavedQueryAdmin(ReadOnly):
    list_display = ("name", "folder", "team_id", "kind", "source", "source_gone", "updated_by", "updated_at", "version")
    list_filter = ("kind", "source_gone")
    search_fields = ("name", "description", "folder", "source")


@admin.register(Dashboard)
class DashboardAdmin(ReadOnly):
    list_display = ("name", "folder", "team_id", "tiles", "updated_by", "updated_at", "version")
    search_fields = ("name", "description", "folder")


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnly):
    list_display = (
        "time",
        "action",
        "source",
        "actor",
        "role",
        "outcome",
        "sqlstate",
        "rows",
        "total_seconds",
        "query",
    )
    list_filter = ("action", "outcome")
    search_fields = ("query", "source", "actor")
    show_full_result_count = False

    def has_module_permission(self, request):
        return super().has_module_permission(request) and _may_read_audit()

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and _may_read_audit()


def _may_read_audit():
    """The role of Django's connection, which need not be one that may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.has_table_privilege('metahog.audit_log', 'SELECT')")
        return cursor.fetchone()[0]
