"""requests.py: what a request's body or query string may hold. The OpenAPI description is made from these classes.

- An unknown field is refused, so that a misspelt one is not lost.
- Text keeps its spaces; null characters and lone surrogates, which a database cannot store, are refused by name.
- What the extension checks better (names of options, values of limits) is left to it.
"""

import functools
import json
import re

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from .errors import Problem


# They look at each character of a query by itself.
_SLOW = (ProhibitNullCharactersValidator(), ProhibitSurrogateCharactersValidator())


def _is_not_slow(validator):
    return not isinstance(validator, tuple(map(type, _SLOW)))


def _storable(text):
    """What text they refuse has either no UTF-8 or a null character, and they say what is wrong with it."""
    try:
        fine = b"\0" not in text.encode()
    except UnicodeEncodeError:
        fine = False
    if not fine:
        for validator in _SLOW:
            validator(text)


class Text(serializers.CharField):
    """Text as it is, never made of a number."""

    def __init__(self, **options):
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)
        self.validators = [*filter(_is_not_slow, self.validators), _storable]

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number of 64 bits, written as a number."""

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=2**63 - 1, **options)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """true or false, and no word for them."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Seconds(serializers.Field):
    """Seconds, or an interval's text: 2.5, "5 min"."""

    default_error_messages = {"invalid": "Seconds, or the text of an interval."}

    def to_internal_value(self, data):
        if isinstance(data, str) and data.strip() and "\0" not in data and data.isprintable():
            return data
        if isinstance(data, bool) or not isinstance(data, (int, float)) or not 0 < data < 10**9:
            self.fail("invalid")
        return f"{data:f} seconds"

    def to_representation(self, value):
        return value


class Values(serializers.Field):
    """A JSON array, for HogQL an object. Its text is taken out of the body by the database, for a float of Python's
    loses digits.
    """

    default_error_messages = {"invalid": "A list of values, for HogQL an object."}

    def to_internal_value(self, data):
        if not isinstance(data, (list, dict)):
            self.fail("invalid")
        return data

    def to_representation(self, value):
        return value


class JsonObject(serializers.Field):
    """A JSON object, as text for the database."""

    default_error_messages = {"invalid": "An object."}

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            self.fail("invalid")
        return data

    def to_representation(self, value):
        return value


class AnyJson(serializers.Field):
    """Whatever it is, the extension checks it."""

    def to_internal_value(self, data):
        return data

    def to_representation(self, value):
        return value


class QueryId(Text):
    """The caller's name for a call, by which it can be cancelled. It has to fit into application_name."""

    default_error_messages = {"form": "1 to 50 letters, digits, dots, hyphens and underscores."}

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        if not re.fullmatch("[A-Za-z0-9_.-]{1,50}", name):
            self.fail("form")
        return name


class Request(serializers.Serializer):
    """The ground of all: unknown fields are refused. Only those that are there, or have to be, are looked at."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        fields = self.fields.fields
        for name in data:
            if name not in fields:
                raise serializers.ValidationError({str(name): ["Unknown field."]})
        values, wrong = {}, {}
        for name, field in fields.items():
            if name in data or field.required:
                try:
                    values[name] = field.run_validation(data.get(name, empty))
                except serializers.ValidationError as error:
                    wrong[name] = error.detail
            elif field.default is not empty:
                values[name] = field.default
        if wrong:
            raise serializers.ValidationError(wrong)
        return values

    def run_validators(self, value):
        """A request has none of its own, but validate()."""


# What params are in each language.
_PARAMS = {"sql": (list, "A list of values."), "hogql": (dict, "An object of values.")}


class OnSource(Request):
    source_id = Text(help_text="Id or name of the source.")
    query = Text(help_text="One statement.")
    language = serializers.ChoiceField(["sql", "hogql"], default="sql")

    def validate(self, data):
        kind, says = _PARAMS[data["language"]]
        if not isinstance(data.get("params"), (kind, type(None))):
            raise serializers.ValidationError({"params": [says]})
        return data


class Named(Request):
    client_query_id = QueryId(required=False, allow_null=True, help_text="By which the call can be cancelled.")
    json_numbers = serializers.ChoiceField(["exact", "safe"], required=False, allow_null=True)


class ExecuteRequest(OnSource, Named):
    params = Values(required=False, allow_null=True, help_text="Bound to $1, $2, …; for HogQL by name, to {name}.")
    limit = Whole(required=False, allow_null=True, help_text="Most rows of the answer.")
    offset = Whole(required=False, allow_null=True, help_text="Rows that are left out first.")
    timeout = Seconds(required=False, allow_null=True, help_text="Seconds, or an interval's text.")


class DirectRequest(ExecuteRequest):
    def get_fields(self):
        """ "async" is a word of Python's, so it cannot be declared as the others are."""
        in_background = YesNo(default=False, help_text="Answer at once with a job, and run it in the background.")
        return {**super().get_fields(), "async": in_background}


class DescribeRequest(OnSource, Named):
    params = Values(required=False, allow_null=True, help_text="Of HogQL; SQL is described without.")

    def validate(self, data):
        if data["language"] == "sql" and "params" in data:
            raise serializers.ValidationError({"params": ["Unknown field."]})
        return super().validate(data)


class CheckRequest(Named):
    source_id = Text(help_text="Id or name of the source.")
    query = Text(help_text="One query of HogQL.")
    params = JsonObject(required=False, allow_null=True, help_text="Values of placeholders.")


class PrintRequest(CheckRequest):
    pretty = YesNo(default=True, help_text="A clause on a line of its own.")


class ExplainRequest(OnSource, Named):
    params = Values(required=False, allow_null=True)
    run = YesNo(default=False, help_text="Run the query and measure it.")


class ExportRequest(ExecuteRequest):
    format = serializers.ChoiceField(["csv", "jsonl"], default="csv")
    file_name = Text(required=False, allow_null=True, max_length=200)
    bom = YesNo(default=False, help_text="Begin with a byte order mark, which a spreadsheet may need.")
    formulas = serializers.ChoiceField(
        ["keep", "escape"],
        default="keep",
        help_text="escape: a value that a spreadsheet would compute gets an apostrophe.",
    )


class ConnectionFields(Request):
    """What create_source takes: a URL, or its parts."""

    url = Text(required=False)
    host = Text(required=False)
    port = AnyJson(required=False)
    database = Text(required=False)
    user = Text(required=False)
    password = Text(required=False, allow_null=True, write_only=True)
    schema = Text(required=False, allow_null=True)
    ssh_tunnel = JsonObject(required=False)
    password_sealed = Text(required=False, write_only=True)
    timezone = Text(required=False, allow_null=True)
    week_start = Text(required=False, allow_null=True)
    sslmode = Text(required=False, allow_null=True)
    sslrootcert = Text(required=False, allow_null=True)
    description = Text(required=False, allow_null=True, allow_blank=True)
    read_only = AnyJson(required=False)
    supports_direct_query = AnyJson(required=False)
    timeout = AnyJson(required=False)
    max_rows = AnyJson(required=False)
    max_bytes = AnyJson(required=False)
    max_connections = AnyJson(required=False)
    rate_limit = AnyJson(required=False)
    options = JsonObject(required=False, help_text="The same and further options, as create_source has them.")

    def validate(self, data):
        if "team_id" in data.get("options", {}):
            raise serializers.ValidationError({"options": {"team_id": ["A source's team is the one in the address."]}})
        return data


# The fields that create_source takes as job_inputs; all others are options.
JOB_INPUTS = ("host", "port", "database", "user", "password", "schema", "ssh_tunnel")


class CreateSourceRequest(ConnectionFields):
    name = Text()

    def validate(self, data):
        if "url" not in data and "host" not in data:
            raise serializers.ValidationError({"url": ["A URL or a host is required."]})
        return super().validate(data)


class AlterSourceRequest(ConnectionFields):
    name = Text(required=False)


class TestSourceRequest(ConnectionFields):
    """Fields of a form that is not saved: of a new source, or with source_id of one that is there."""

    source_id = Text(required=False)
    name = Text(required=False)


class ParseRequest(Request):
    url = Text()


class SchemaParameters(Request):
    level = serializers.ChoiceField(["tables"], required=False)
    table = Text(required=False)
    schema = Text(required=False)
    refresh = serializers.BooleanField(required=False)
    cached = serializers.BooleanField(required=False)


class ActivityParameters(Request):
    part = serializers.ChoiceField(["calls", "sessions", "statistics"], default="calls")


class RawQuery(serializers.Serializer):
    """A query of PostHog's, in SQL or HogQL on a source; further fields are PostHog's own."""

    kinds = ("HogQLQuery", "DirectQuery")

    kind = Text()
    query = Text(required=False)
    connectionId = Text(required=False)
    sendRawQuery = YesNo(required=False)
    limit = Whole(required=False, allow_null=True)
    values = JsonObject(required=False, allow_null=True, help_text="Of placeholders, by name.")
    variables = JsonObject(required=False, allow_null=True, help_text="PostHog's: {variables.code_name}.")

    def validate(self, data):
        data.setdefault("sendRawQuery", data["kind"] == "DirectQuery")
        for name in ("query", "connectionId"):
            if data["kind"] in self.kinds and name not in data:
                raise serializers.ValidationError({name: ["This field is required."]})
        return data


class QueryRequest(Named):
    query = RawQuery()
    refresh = AnyJson(required=False, help_text="PostHog's; answers are never cached here.")


class Nothing(Request):
    """An empty body."""


class Anything(serializers.Serializer):
    """What a route that is not there yet is sent."""


class Fields(dict):
    """A request's checked fields."""

    # The body as it came: what the database takes out of it keeps its digits.
    body = None
    # The same where there are parameters to be taken out of it.
    params = None

    def with_values(self, name):
        """The body, for the database to take the values of this name out of it; None if there are none."""
        return self.body if self.get(name) is not None else None


@functools.lru_cache(maxsize=None)
def _checker(request_class):
    """One serializer for all requests: checking changes nothing in it, and making one costs more than the check."""
    return request_class()


def _given(request):
    """What the request says: in its body, or, where it needs none, in its query string. A DELETE may use either."""
    if request.method in ("GET", "HEAD"):
        return request.query_params.dict()
    if request.method == "DELETE" and request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        return request.query_params.dict()
    return request.data


def checked(request_class, request):
    """The request's fields, checked."""
    data = _given(request)
    if not isinstance(data, dict):
        raise Problem(400, "the body is not a JSON object")
    fields = Fields(_checker(request_class).run_validation(data))
    fields.body = getattr(request, "body_text", None)
    if fields.get("params") is not None or isinstance(fields.get("query"), dict):
        fields.params = request.body_text
    return fields


def json_text(value):
    """A value of a request as JSON for the database; None is NULL."""
    return None if value is None else json.dumps(value)
