"""pool.py: the connections on which calls run: not Django's own, whose transaction a failure would end.

- A pool belongs to one process and is made in it: a connection does not survive a fork.
- A connection that rests keeps MetaHog's sessions with the remotes warm; the one used last is used next.
- Nobody waits for a connection for longer than POOL_WAIT. A pool in full use is Full; a database that cannot be
  reached is Lost.
- Who waits is served in the order of arrival: a place is handed to him, so that nobody who comes later can take it.
"""

import collections
import contextlib
import os
import queue
import threading
import time

import psycopg
from django.conf import settings
from psycopg.pq import ConnStatus, TransactionStatus

from . import conf
from .libpq import Lost, lives

_CONNECT_TIMEOUT = 5

# Names of Django's settings for a database, and libpq's.
_KEYWORDS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}

# Of OPTIONS, what libpq knows; the rest is for Django and its driver.
_OPTIONS = {"service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "options"}


class Full(Exception):
    """All connections of the pool are in use."""


class Pool:
    """At most so many places; each is empty or has a connection that rests."""

    def __init__(self, size):
        self._places = [None] * size
        self._waiting = collections.deque()
        self._lock = threading.Lock()
        self._pruning = threading.Lock()

    @contextlib.contextmanager
    def connection(self):
        """A connection for the block; one that is not fit for another statement afterwards is closed."""
        connection = self.take()
        try:
            yield connection
        finally:
            self.give(connection)

    def take(self):
        place = self._take_place()
        try:
            if place is not None and lives(place[0].pgconn):
                return place[0]
            return connect()
        except BaseException:
            self._give_place(None)
            raise

    def give(self, connection):
        libpq = connection.pgconn
        if libpq.status == ConnStatus.OK and libpq.transaction_status == TransactionStatus.IDLE:
            self._give_place((connection, time.monotonic()))
            self._prune_later()
        else:
            connection.close()
            self._give_place(None)

    def _take_place(self):
        with self._lock:
            if self._places:
                return self._places.pop()
            mine = queue.SimpleQueue()
            self._waiting.append(mine)
        try:
            return mine.get(timeout=conf.get("POOL_WAIT"))
        except queue.Empty:
            with self._lock:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise Full() from None
        # It came at the last moment.
        return mine.get()

    def _give_place(self, place):
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(place)
            else:
                self._places.append(place)

    def _prune_later(self):
        if self._pruning.acquire(blocking=False):
            timer = threading.Timer(conf.get("POOL_IDLE"), self._prune)
            timer.daemon = True
            timer.start()

    def _prune(self):
        self._pruning.release()
        oldest = time.monotonic() - conf.get("POOL_IDLE")
        with self._lock:
            for index, place in enumerate(self._places):
                if place is not None and place[1] <= oldest:
                    place[0].close()
                    self._places[index] = None
            resting = any(place is not None for place in self._places)
        if resting:
            self._prune_later()


_pools = {}
_lock = threading.Lock()


def calls():
    """The pool for what is answered as a whole."""
    return _pool("POOL_MAX")


def streams():
    """The pool for exports, which may be slow to be taken: they do not keep others waiting."""
    return _pool("STREAM_POOL_MAX")


def _pool(size):
    key = (os.getpid(), size)
    with _lock:
        if key not in _pools:
            _pools[key] = Pool(conf.get(size))
        return _pools[key]


def connect():
    """A new connection, in autocommit: a call is one statement."""
    given = settings.DATABASES[conf.get("DATABASE")]
    keywords = {ours: given[theirs] for theirs, ours in _KEYWORDS.items() if given.get(theirs)}
    keywords.update({key: value for key, value in given.get("OPTIONS", {}).items() if key in _OPTIONS})
    try:
        return psycopg.connect(
            autocommit=True,
            connect_timeout=_CONNECT_TIMEOUT,
            client_encoding="UTF8",
            application_name="metahog",
            **keywords,
        )
    except psycopg.Error as error:
        raise Lost(str(error)) from error
