"""asgi.py: tells views under ASGI that their client has gone.

    application = metahog.asgi.cancelling(get_asgi_application())

- Django's views run in threads here, which no cancelled task ends. So the wrapper reads receive() beside the
  application and, at a disconnect, makes a socket readable that the view polls (watch.py).
- It works with each Django: what it reads is handed on, disconnect included.
- Each request has a thread of its own, which it has in Django from 4.0 on anyway: in 3.2 all share one, where a DELETE
  would wait for the very query that it is to cancel.
"""

import asyncio
import socket

from asgiref.sync import ThreadSensitiveContext


def cancelling(application):
    """The application, whose calls end on the remote when their client goes."""

    async def wrapped(scope, receive, send):
        if scope["type"] != "http":
            return await application(scope, receive, send)
        client = Client()
        messages = asyncio.Queue()
        reader = asyncio.ensure_future(_read(receive, messages, client))
        try:
            async with ThreadSensitiveContext():
                return await application({**scope, "metahog.client": client}, messages.get, send)
        finally:
            reader.cancel()

    wrapped.tells_when_clients_leave = True
    return wrapped


async def _read(receive, messages, client):
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            client.leave()
        messages.put_nowait(message)
        if message["type"] == "http.disconnect":
            return


class Client:
    """A watch (watch.py) that the event loop sets off. Its sockets live as long as a view may poll them."""

    def __init__(self):
        self._left = False
        self._pair = None

    def fileno(self):
        """Called by the view's thread, first."""
        if self._pair is None:
            self._pair = socket.socketpair()
            if self._left:
                self._pair[1].close()
        return self._pair[0].fileno()

    def gone(self):
        return self._left

    def leave(self):
        """Called by the event loop, at most once. Either it sees the pair, or fileno() sees the flag, or both."""
        self._left = True
        if self._pair is not None:
            self._pair[1].close()
