"""conf.py: the settings of this app: METAHOG = {…} in the project's settings.

One table of names and defaults; any other name is an error, so that a misspelt one is not lost.
"""

import functools

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

DEFAULTS = {
    # The entry of DATABASES whose database has the extension.
    "DATABASE": "default",
    # For somebody who has no query yet: {"source": name, "query": text}, or None.
    "EXAMPLE": None,
    # Where a POST logs out, for the page's menu; None: it offers none.
    "LOGOUT_URL": None,
    # Bytes that the body of a request may have.
    "MAX_BODY": 1_000_000,
    # Who may do what: a class like permissions.Default.
    "PERMISSION": "metahog.permissions.Default",
    # Seconds after which a connection that nobody uses is closed.
    "POOL_IDLE": 300,
    # Connections for calls that each process has at most.
    "POOL_MAX": 8,
    # Seconds that a call waits for one of them.
    "POOL_WAIT": 5,
    # Seconds for which a process remembers who a session belongs to, and his teams: see remember.py.
    "REMEMBER": 0,
    # Function of the request to further settings for its calls, which row policies read: {"app.region": "eu"}.
    "SETTINGS": "metahog.conf.no_settings",
    # Connections for exports that each process has at most.
    "STREAM_POOL_MAX": 4,
    # Function of the request to the id of the team that its address names, or None: see teams.py.
    "TEAM": "metahog.teams.team",
    # Function of a user to [(id, name), …]: the teams that the page offers.
    "TEAMS": "metahog.teams.teams",
}

# Those whose value is the path of something to import.
_PATHS = ("PERMISSION", "SETTINGS", "TEAM", "TEAMS")


@functools.lru_cache(maxsize=None)
def get(name):
    """The value of a setting; for a path, what it names. A request asks a dozen times."""
    given = getattr(settings, "METAHOG", {})
    unknown = sorted(set(given) - set(DEFAULTS))
    if unknown:
        raise ImproperlyConfigured(f"METAHOG has no setting {unknown[0]!r}; it has {', '.join(DEFAULTS)}")
    value = given.get(name, DEFAULTS[name])
    return import_string(value) if name in _PATHS and isinstance(value, str) else value


def no_settings(request):
    """The default of SETTINGS."""
    return {}


def _forget(**signal):
    """A test of the project's has other settings for a while."""
    get.cache_clear()


setting_changed.connect(_forget)
