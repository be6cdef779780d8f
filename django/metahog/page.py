"""page.py: the page itself: a shell that loads the built front end and tells it who is there and where the API is.

- The built files are those of web/dist; their names are in its manifest.json: {"app.js": "app-4F2K.js", …}.
- The page's only inline data is a block of JSON, which no policy has to allow; what the scripts style themselves
  carries the nonce.
"""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url

from . import conf

_POLICY = (
    "default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)

# What the extension offers today; the page shows nothing else.
FEATURES = ("sql", "sources", "activity", "export")


@login_required
def page(request, api, team_id=None):
    """The shell, for the address of the API of one team."""
    nonce = secrets.token_urlsafe(16)
    permission = conf.get("PERMISSION")()
    user = request.user
    start = {
        "api": api,
        "team": team_id,
        "teams": [{"id": id, "name": name} for id, name in conf.get("TEAMS")(user)],
        "user": {"id": user.pk, "name": user.get_username(), "is_staff": user.is_staff},
        "may": {action: permission.may(request, action) for action in ("query", "export", "browse", "save", "manage_sources")},
        "features": FEATURES,
        "csrf": get_token(request),
        "nonce": nonce,
        "login": resolve_url(settings.LOGIN_URL),
        "logout": conf.get("LOGOUT_URL") or "",
        "example": conf.get("EXAMPLE"),
    }
    return shell(request, "metahog/page.html", {"start": start, "nonce": nonce})


def shell(request, template, context):
    """A template with the built files' names and the policy of the page."""
    nonce = context.setdefault("nonce", secrets.token_urlsafe(16))
    response = render(request, template, {**context, "built": built_files()})
    response["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


def built_files():
    """The names of the built files, as a template asks for them: app.js is app_js. Empty if nothing is built."""
    return {name.replace(".", "_"): f"metahog/{file}" for name, file in (manifest() or {}).items()}


def manifest():
    """What the build has written down; None if it has not been run."""
    for directory in settings.STATICFILES_DIRS:
        prefix, path = directory if isinstance(directory, (tuple, list)) else ("", directory)
        file = Path(path, "manifest.json")
        if prefix == "metahog" and file.is_file():
            return json.loads(file.read_text())
    return None
