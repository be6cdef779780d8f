"""worker.py: gunicorn's worker with threads, which waits a moment for a client's next request.

    gunicorn --worker-class metahog.worker.Lingering --threads 16 …

After each answer gunicorn's own hands the connection back to its main thread, which hands the next request to a thread
again. That costs as much time as a short query. A program that asks one thing after the other asks soon.

- A thread that somebody else needs does not linger: half of them never do, and none while a request waits for one.
- Workers share their clients evenly, for those of a worker that has most of them would wait longest.
- An answer that is there as a whole leaves in one piece: a client that is woken by the head alone waits again.
- The garbage collector leaves alone what has been loaded, and comes after thousands of new objects instead of hundreds:
  it would take a tenth of a short call's time.
"""

import gc
import select
import socket
import struct
import threading
import time

from gunicorn.workers.gthread import ThreadWorker

_MILLISECONDS = 10
_NEW_OBJECTS = 10_000
# A worker with twice as many clients as threads lets a millisecond pass, one with thrice as many two, at most four.
_SECONDS_OF_A_ROUND = 0.001
_ROUNDS = 4
# A request that has begun goes on within so many seconds, or ends: a client that stalls has a thread. Seconds,
# microseconds; a reverse proxy that gathers requests first is the better defence.
_PATIENCE = struct.pack("ll", 20, 0)


class Lingering(ThreadWorker):
    def init_process(self):
        self._may_linger = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))
        super().init_process()

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = _in_one_piece(self.wsgi)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)

    def accept(self, *listener):
        """The more clients there are for each thread, the longer a new one is left to the other workers."""
        waiting = self.nr_conns / self.cfg.threads - 1
        if waiting > 0 and self.cfg.workers > 1:
            time.sleep(min(waiting, _ROUNDS) * _SECONDS_OF_A_ROUND)
        super().accept(*listener)

    def handle(self, conn):
        """As gunicorn's own; true, and nothing else, if the connection is kept."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _PATIENCE)
        kept = super().handle(conn)
        while kept is True and self._next_comes(conn):
            kept = super().handle(conn)
        return kept

    def _next_comes(self, conn):
        # What was read ahead does not make the socket readable; the main thread knows what to do with it.
        if not self.alive or self.tpool._work_queue.qsize() or conn.parser.unreader.buf.getvalue():
            return False
        if not self._may_linger.acquire(blocking=False):
            return False
        try:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            return bool(poll.poll(_MILLISECONDS))
        finally:
            self._may_linger.release()


def _in_one_piece(application):
    """The application, whose answers that are no streams are sent together with their heads."""

    def run(environ, start_response):
        answer = application(environ, start_response)
        sender = environ["gunicorn.socket"]
        if getattr(answer, "streaming", True) or sender.family == socket.AF_UNIX:
            return answer
        return _Whole(answer, sender)

    return run


class _Whole:
    """What is written between the two settings waits for the second. Afterwards the client has it: close() is late."""

    def __init__(self, answer, sender):
        self._answer = answer
        self._sender = sender
        self.close = answer.close

    def __iter__(self):
        self._sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        yield from self._answer
        self._sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)
