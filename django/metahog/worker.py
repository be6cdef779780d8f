"""worker.py: gunicorn's worker with threads, which waits a moment for a client's next request.

    gunicorn --worker-class metahog.worker.Lingering --threads 16 …

After each answer gunicorn's own hands the connection back to its main thread, which hands the next request to a thread
again. That costs as much time as a short query. A program that asks one thing after the other asks soon.

- A thread that somebody else needs does not linger: half of them never do, and none while a request waits for one.
"""

import select
import socket
import struct
import threading

from gunicorn.workers.gthread import ThreadWorker

_MILLISECONDS = 10
# A request that has begun goes on within so many seconds, or ends: a client that stalls has a thread. Seconds,
# microseconds; a reverse proxy that gathers requests first is the better defence.
_PATIENCE = struct.pack("ll", 20, 0)


class Lingering(ThreadWorker):
    def init_process(self):
        self._may_linger = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))
        super().init_process()

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
