"""openapi.py: the description of the API, made from the routes and the classes that check their requests.

    manage.py generateschema --generator_class metahog.openapi.Generator --file openapi.yaml

A route is one line in urls.py and one decorated function, and has a place here by that.
"""

from rest_framework.schemas.openapi import AutoSchema, SchemaGenerator

from . import requests

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong, for people."},
        "code": {"type": "string", "description": "SQLSTATE, of what a database said."},
        "field": {"type": "string", "description": "The wrong field, by its path."},
        "notices": {"type": "array", "items": {"type": "object"}, "description": "What the database said before."},
        "detail": {
            "type": "object",
            "properties": {
                "sqlstate": {"type": "string"},
                "message": {"type": "string"},
                "detail": {"type": "string", "nullable": True},
                "hint": {"type": "string", "nullable": True},
                "position": {"type": "integer", "nullable": True, "description": "Characters into the query, from 1."},
                "stage": {"type": "string"},
                "cause": {"type": "string", "enum": ["deadline", "cancel", "remote"]},
                "retry_after": {"type": "number", "description": "Seconds."},
            },
        },
    },
}

# Of the request classes' own fields, what they are in a description.
_FIELDS = {
    requests.Seconds: {"oneOf": [{"type": "number"}, {"type": "string"}]},
    requests.Values: {"type": "array", "items": {}},
    requests.JsonObject: {"type": "object"},
    requests.AnyJson: {},
    requests.YesNo: {"type": "boolean"},
    requests.QueryId: {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,50}$"},
}

_IN_PATH = {
    "query_id": "The client_query_id of a call.",
    "source": "Id or name of a source.",
    "saved": "Id or name of a saved query.",
    "dashboard": "Id or name of a dashboard.",
    "tile": "Id of a tile.",
}


class Schema(AutoSchema):
    """Django REST framework's description of a serializer, with the fields of ours."""

    def map_field(self, field):
        for kind, described in _FIELDS.items():
            if isinstance(field, kind):
                return dict(described)
        return super().map_field(field)

    def describe(self, request_class):
        return self.map_serializer(request_class())


class Generator(SchemaGenerator):
    """Paths from the table of routes, in its order."""

    def get_schema(self, request=None, public=False):
        from .urls import ROUTES

        self._schema = Schema()
        return {
            "openapi": "3.0.2",
            "info": {
                "title": "MetaHog",
                "version": "1",
                "description": "SQL on external databases. Paths are below /api/environments/{team_id}/.",
            },
            "servers": [{"url": "/api/environments/1"}],
            "security": [{"session": []}, {"basic": []}],
            "paths": {f"/{address}": self._path(address, view.cls.views) for address, view in self._addresses(ROUTES)},
            "components": {
                "securitySchemes": {
                    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
                    "basic": {"type": "http", "scheme": "basic"},
                },
                "schemas": {"Error": _ERROR},
            },
        }

    def _addresses(self, routes):
        """{verb:a|b} is an address for each."""
        for address, view in routes.items():
            before, bracket, rest = address.partition("{verb:")
            if not bracket:
                yield address, view
                continue
            choices, _, after = rest.partition("}")
            for choice in choices.split("|"):
                yield before + choice + after, view

    def _path(self, address, views):
        path = {method.lower(): self._operation(address, method, view) for method, view in views.items()}
        names = [part[1:-1] for part in address.split("/") if part.startswith("{")]
        if names:
            path["parameters"] = [
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "description": _IN_PATH.get(name, ""),
                    "schema": {"type": "string"},
                }
                for name in names
            ]
        return path

    def _operation(self, address, method, view):
        words = [part.strip("{}") for part in address.replace("direct_query/", "").split("/")]
        operation = {
            "operationId": "_".join([method.lower(), *words]),
            "description": view.__doc__.strip(),
            "responses": self._responses(view),
        }
        described = self._schema.describe(view.request_class)
        if method in ("GET", "DELETE"):
            operation["parameters"] = self._query_parameters(described)
        elif view.request_class is not requests.Anything:
            operation["requestBody"] = {"content": {"application/json": {"schema": described}}}
        return operation

    def _query_parameters(self, described):
        required = described.get("required", ())
        return [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in described.get("properties", {}).items()
        ]

    def _responses(self, view):
        said = {"description": "Done." if view.status == 204 else "The answer."}
        if view.status not in (204, 501):
            said["content"] = view.content or {"application/json": {"schema": {"type": "object"}}}
        error = {
            "description": "What is wrong.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        return {str(view.status): said, "default": error}
