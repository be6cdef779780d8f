"""remember.py: what was found out about a user a moment ago: METAHOG["REMEMBER"] seconds, in this process alone.

Who a session or a password belongs to, and to which teams he does, are three questions to the database, which take
longer than a short call. A log-out, a new password or a lost membership is noticed that many seconds later, in the
process that a user logs out from at once. With 0, the default, nothing is remembered.
"""

import threading
import time

from django.contrib.auth.signals import user_logged_out

from . import conf

# More users at a time than that, and the oldest are asked about again.
_MOST = 10_000

_known = {}
_lock = threading.Lock()


def remember(key, find):
    """What find() returned when it was last asked for this key, or returns now; what it raises is not remembered."""
    seconds = conf.get("REMEMBER")
    if seconds <= 0:
        return find()
    now = time.monotonic()
    found = _known.get(key)
    if found is None or found[1] <= now:
        found = find(), now + seconds
        with _lock:
            if len(_known) >= _MOST:
                _known.clear()
            _known[key] = found
    return found[0]


def forget(**signal):
    """Of everybody: log-outs are rare."""
    with _lock:
        _known.clear()


user_logged_out.connect(forget)
