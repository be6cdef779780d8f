"""watch.py: notices that the client of a request has gone while a view waits for the database.

Neither WSGI nor Django looks at the client's socket while a view runs. What a server gives us differs: gunicorn and
uWSGI their socket, wsgiref a stream on it, and under ASGI asgi.cancelling() sets a flag. Each becomes a Watch.

- A watch never reads from the client's socket, it only peeks: the next request may be in it.
"""

import functools
import logging
import socket

try:
    # It is there in uWSGI's own processes alone, and a request has no time to look for it.
    import uwsgi
except ImportError:
    uwsgi = None

_log = logging.getLogger(__name__)


class Watch:
    """A descriptor to poll for reading beside the database's, and the question what its readiness means."""

    def __init__(self, client):
        self._client = client

    def fileno(self):
        """The descriptor; -1 once it has nothing more to tell."""
        return self._client.fileno() if self._client is not None else -1

    def gone(self):
        """Asked when the descriptor is readable: has the client gone? If not, it is not to be asked again."""
        try:
            # TLS or not: the socket's own recv, for a TLS socket cannot peek.
            found = socket.socket.recv(self._client, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
        if found:
            self._client = None
        return not found


class NoWatch:
    """For servers that show nothing of the client: only the deadline and a DELETE end a call."""

    def fileno(self):
        return -1

    def gone(self):
        return False


def watch_of(request):
    """The watch for a request of Django REST framework."""
    plain = request._request
    scope = getattr(plain, "scope", None)
    if scope is not None and "metahog.client" in scope:
        return scope["metahog.client"]
    client = plain.META.get("gunicorn.socket") or _uwsgi_socket() or _wsgiref_socket(plain.META)
    if client is None:
        _warn()
        return NoWatch()
    return Watch(client)


@functools.lru_cache(maxsize=1)
def _warn():
    """Once for each process."""
    _log.warning(
        "This server does not show its clients' sockets: a query whose client goes runs on, until its deadline."
    )


class _Descriptor(socket.socket):
    """A socket that somebody else owns and closes."""

    def __del__(self):
        self.detach()


def _uwsgi_socket():
    return uwsgi and _Descriptor(fileno=uwsgi.connection_fd())


def _wsgiref_socket(environ):
    """runserver: the input is Django's LimitedStream on a buffered reader on the socket."""
    limited = environ.get("wsgi.input")
    stream = getattr(limited, "stream", None) or getattr(getattr(limited, "_read", None), "__self__", None)
    return getattr(getattr(stream, "raw", None), "_sock", None)
