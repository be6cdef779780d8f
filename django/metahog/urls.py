"""urls.py: the routes, one line for each address. Mounted at api/environments/<int:team_id>/, or at api/.

Each address works with and without a slash at its end.
"""

from django.urls import re_path

from .routing import Route
from .views import activity, dashboards, export, history, limits, query, saved, schema, sources
from .views.later import not_yet

# {name}: a part of the address that the view gets as an argument of this name.
ROUTES = {
    "direct_query/execute": Route.of(POST=query.execute),
    "direct_query/describe": Route.of(POST=query.describe),
    "direct_query/explain": Route.of(POST=query.explain),
    "direct_query/check": Route.of(POST=query.check),
    "direct_query/functions": Route.of(GET=query.functions),
    "direct_query/sql": Route.of(POST=query.print_sql),
    "direct_query/export": Route.of(POST=export.export),
    "direct_query/status/{query_id}": Route.of(GET=query.status, DELETE=query.cancel),
    "direct_query/sources": Route.of(GET=sources.list_sources, POST=sources.create),
    "direct_query/sources/test": Route.of(POST=sources.test_form),
    "direct_query/sources/parse": Route.of(POST=sources.parse),
    "direct_query/sources/{source}": Route.of(GET=sources.read, PATCH=sources.alter, DELETE=sources.drop),
    "direct_query/sources/{source}/test": Route.of(POST=sources.test),
    "direct_query/schema/{source}": Route.of(GET=schema.schema),
    "query": Route.of(POST=query.query),
    "query/{query_id}": Route.of(GET=query.status, DELETE=query.cancel),
    "activity": Route.of(GET=activity.activity),
    "activity/{pid}": Route.of(DELETE=activity.cancel),
    "history": Route.of(GET=history.history),
    "limits": Route.of(GET=limits.limits),
    "models": Route.of(GET=not_yet, POST=not_yet),
    "models/{verb:check|suggest|import}": Route.of(POST=not_yet),
    "models/{model}": Route.of(GET=not_yet, PATCH=not_yet, DELETE=not_yet),
    "models/{model}/members": Route.of(GET=not_yet),
    "models/{model}/{verb:ask|sql|plan|drill}": Route.of(POST=not_yet),
    "insights/{kind}": Route.of(POST=not_yet),
    "saved": Route.of(GET=saved.list_saved, POST=saved.create),
    "saved/{saved}": Route.of(GET=saved.read, PATCH=saved.alter, DELETE=saved.drop),
    "saved/{saved}/run": Route.of(POST=saved.run),
    "saved/{saved}/sql": Route.of(POST=saved.print_sql),
    "dashboards": Route.of(GET=dashboards.list_dashboards, POST=dashboards.create),
    "dashboards/{dashboard}": Route.of(GET=dashboards.read, PATCH=dashboards.alter, DELETE=dashboards.drop),
    "dashboards/{dashboard}/tiles/{tile}/run": Route.of(POST=dashboards.run_tile),
    "shares": Route.of(GET=not_yet, POST=not_yet),
    "shares/{share}": Route.of(GET=not_yet, DELETE=not_yet),
}


def _pattern(address):
    """{name} is any text without a slash, {name:a|b} one of these."""
    parts = []
    for part in address.split("/"):
        if part.startswith("{"):
            name, _, choices = part[1:-1].partition(":")
            part = f"(?P<{name}>{choices or '[^/]+'})"
        parts.append(part)
    return "^" + "/".join(parts) + r"/?\Z"


urlpatterns = [re_path(_pattern(address), view) for address, view in ROUTES.items()]
