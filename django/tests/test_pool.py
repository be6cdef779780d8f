"""test_pool.py: who waits for a connection gets it in his turn."""

import threading
import time

import pytest
from conftest import eventually
from metahog import pool
from metahog.pool import Full, Pool


@pytest.fixture
def one(settings_of_the_app):
    """A pool of one place, which is taken."""
    made = Pool(1)
    connection = made.take()
    yield made, connection
    connection.close()


@pytest.fixture(scope="module")
def settings_of_the_app():
    import django

    django.setup()


def waiting(made):
    """A thread that stands in the queue; what it has taken is in its list."""
    taken = []
    thread = threading.Thread(target=lambda: taken.append(made.take()))
    before = len(made._waiting)
    thread.start()
    eventually(lambda: len(made._waiting) > before)
    return thread, taken


def test_who_comes_later_does_not_overtake(one):
    made, connection = one
    first, taken = waiting(made)
    made.give(connection)
    second, late = waiting(made)
    first.join(5)
    assert taken == [connection] and late == []
    made.give(connection)
    second.join(5)
    assert late == [connection]


def test_who_waits_too_long_is_told_and_leaves_the_queue(one, monkeypatch):
    made, connection = one
    monkeypatch.setattr(pool.conf, "get", lambda name: 0.05)
    began = time.monotonic()
    with pytest.raises(Full):
        made.take()
    assert time.monotonic() - began < 2
    assert not made._waiting
    monkeypatch.undo()
    made.give(connection)
    assert made.take() is connection


def test_a_connection_that_has_died_is_made_anew(one):
    made, connection = one
    connection.close()
    made.give(connection)
    fresh = made.take()
    assert fresh is not connection and fresh.execute("SELECT 1").fetchone() == (1,)
    fresh.close()
