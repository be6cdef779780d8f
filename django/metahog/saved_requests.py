"""saved_requests.py: what requests for saved queries, dashboards and the history may hold.

What they are made of (variables, charts, filters, tiles) goes to the extension as it came, which says what is wrong.
"""

from rest_framework import serializers

from .requests import AnyJson, JsonObject, Named, Request, Seconds, Text, Whole


class Version(serializers.IntegerField):
    """The version that was read; a query string has it as text."""

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=2**31 - 1, **options)


class Described(Request):
    folder = Text(required=False, allow_blank=True, help_text="Names with / between them.")
    description = Text(required=False, allow_null=True, allow_blank=True)


class SavedFields(Described):
    kind = Text(required=False, help_text="sql or hogql.")
    variables = AnyJson(
        required=False, allow_null=True, help_text="[{name, type, default?, label?}]; the n-th is $n of SQL."
    )
    chart = AnyJson(required=False, allow_null=True, help_text="How the answer is drawn; null: as a table.")
    document = AnyJson(required=False, allow_null=True)


class CreateSavedRequest(SavedFields):
    name = Text()
    source_id = Text(help_text="Id or name of the source.")
    text = Text(help_text="One statement.")


class AlterSavedRequest(SavedFields):
    name = Text(required=False)
    source_id = Text(required=False)
    text = Text(required=False)
    version = Version(help_text="The one that was read.")


class DashboardFields(Described):
    filters = AnyJson(required=False)
    layout = AnyJson(required=False)
    tiles = AnyJson(required=False, help_text="The whole list; those with an id are kept, or changed.")


class CreateDashboardRequest(DashboardFields):
    name = Text()


class AlterDashboardRequest(DashboardFields):
    name = Text(required=False)
    version = Version(help_text="The one that was read.")


class DropParameters(Request):
    version = Version(required=False, help_text="The one that was read; without it, whichever is there.")


class Limited(Named):
    limit = Whole(required=False, allow_null=True, help_text="Most rows of the answer.")
    offset = Whole(required=False, allow_null=True, help_text="Rows that are left out first.")
    timeout = Seconds(required=False, allow_null=True, help_text="Seconds, or an interval's text.")


class RunSavedRequest(Limited):
    variables = JsonObject(required=False, allow_null=True, help_text="Values by name.")


class PrintSavedRequest(Request):
    variables = JsonObject(required=False, allow_null=True, help_text="Values by name.")


class RunTileRequest(Limited):
    filters = JsonObject(required=False, allow_null=True, help_text="Values of the dashboard's filters, by name.")


class ListParameters(Request):
    search = Text(required=False, help_text="Part of a name or description.")
    folder = Text(required=False, allow_blank=True, help_text="It and what is below it; empty: at the top only.")


class ListSavedParameters(ListParameters):
    source = Text(required=False, help_text="Id or name of a source.")


OUTCOMES = ("ok", "error", "cancelled", "timeout", "refused", "abandoned")


class HistoryParameters(Request):
    search = Text(required=False, help_text="Part of the query.")
    source = Text(required=False, help_text="Id or name of a source.")
    status = serializers.ChoiceField(OUTCOMES, required=False)
    before = serializers.IntegerField(required=False, min_value=0, max_value=2**63 - 1, help_text="Earlier than this id.")
    limit = serializers.IntegerField(default=100, min_value=1, max_value=1000)
