"""libpq.py: one statement on a connection, waited for together with the client.

It uses libpq as psycopg shows it (psycopg.pq), for two reasons: values are handed on as the bytes that came, and the
wait is ours, on the database's socket and the client's.

- A statement that is not waited for any more is cancelled, and its end awaited: the connection is fit for the next.
- What the database says against a statement is a Failure; a connection that is lost is Lost; a client that has gone
  is ClientGone.
"""

import re
import select
import time

import psycopg
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus

# A cancel that arrives between two messages is forgotten, so it is repeated.
_CANCEL_AGAIN = 0.25
_CANCEL_AT_MOST = 10

_STAGE = re.compile(r'stage "(\w+)"')


class Failure(Exception):
    """An error that a database reports; detail has the fields of error_detail."""

    def __init__(self, detail):
        super().__init__(detail["message"])
        self.detail = detail


class Lost(Exception):
    """The connection to the metadata database has failed, or cannot be made."""


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


def one(connection, sql, parameters, watch):
    """The bytes of the first column of the first row, None for NULL or no row."""
    value = None
    for result in results(connection, sql, parameters, watch):
        if result.ntuples > 0:
            value = result.get_value(0, 0)
    return value


def results(connection, sql, parameters, watch, row_by_row=False):
    """Sends the statement and yields its results. All of them must be taken, or the connection closed."""
    libpq = connection.pgconn
    try:
        name = _prepared(connection, sql, watch)
        if name is None:
            libpq.send_query_params(sql, parameters)
        else:
            libpq.send_query_prepared(name, parameters)
        if row_by_row:
            libpq.set_single_row_mode()
        _flush(libpq, watch)
        while (result := _next_result(connection, watch)) is not None:
            yield result
    except (Failure, ClientGone):
        raise
    except Exception as error:
        raise Lost(str(error)) from error


def _prepared(connection, sql, watch):
    """The name of a statement that this connection has had before: planning it takes longer than a short call.

    The statements are the constants of caller.py and views/, so they are few.
    """
    known = connection.__dict__.setdefault("metahog_statements", {})
    if sql not in known:
        known[sql] = None
    elif known[sql] is None:
        name = b"metahog_%d" % sum(named is not None for named in known.values())
        connection.pgconn.send_prepare(name, sql)
        _flush(connection.pgconn, watch)
        while _next_result(connection, watch) is not None:
            pass
        known[sql] = name
    return known[sql]


def _flush(libpq, watch):
    while libpq.flush():
        _wait(libpq.socket, select.POLLIN | select.POLLOUT, -1)
        libpq.consume_input()


def _next_result(connection, watch):
    libpq = connection.pgconn
    while libpq.is_busy():
        if _wait(libpq.socket, select.POLLIN, watch.fileno()) and watch.gone():
            cancel(connection)
            raise ClientGone()
        libpq.consume_input()
    result = libpq.get_result()
    if result is not None and result.status not in _GOOD:
        error = _failure(libpq, result)
        _drain(libpq)
        raise error
    return result


_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.COMMAND_OK)


def _wait(database, events, client, seconds=None):
    """Waits for the database's socket or the client's; true if the client's is ready and the database's is not."""
    poll = select.poll()
    poll.register(database, events)
    if client >= 0:
        poll.register(client, select.POLLIN)
    ready = [descriptor for descriptor, _ in poll.poll(None if seconds is None else seconds * 1000)]
    return database not in ready and bool(ready)


def lives(libpq):
    """Is a connection that rests still there? It costs no round trip: the server has said so, or nothing.

    What it says when it goes is a message and then the end, which are read one after the other.
    """
    poll = select.poll()
    poll.register(libpq.socket, select.POLLIN)
    try:
        while libpq.status == ConnStatus.OK and poll.poll(0):
            libpq.consume_input()
    except psycopg.Error:
        return False
    return libpq.status == ConnStatus.OK


def cancel(connection):
    """Ends the connection's statement and awaits its end; raises Lost if that does not come."""
    libpq = connection.pgconn
    give_up = time.monotonic() + _CANCEL_AT_MOST
    while time.monotonic() < give_up:
        connection.cancel()
        again = time.monotonic() + _CANCEL_AGAIN
        while (left := again - time.monotonic()) > 0:
            if not libpq.is_busy():
                if libpq.get_result() is None:
                    return
                continue
            _wait(libpq.socket, select.POLLIN, -1, left)
            libpq.consume_input()
    raise Lost("the statement does not end")


def _drain(libpq):
    """The results behind an error, if the connection lives: they come at once."""
    while libpq.status == ConnStatus.OK and libpq.get_result() is not None:
        pass


def _failure(libpq, result):
    sqlstate = _field(result, DiagnosticField.SQLSTATE)
    message = _field(result, DiagnosticField.MESSAGE_PRIMARY)
    # 57P01 to 57P05: the server ends the connection, which says nothing about the statement.
    if sqlstate is None or sqlstate.startswith("57P") or libpq.status != ConnStatus.OK:
        return Lost(message or "the connection was lost")
    stage = _STAGE.search(_field(result, DiagnosticField.CONTEXT) or "")
    position = _field(result, DiagnosticField.INTERNAL_POSITION)
    detail = {
        "sqlstate": sqlstate,
        "message": message,
        "detail": _field(result, DiagnosticField.MESSAGE_DETAIL),
        "hint": _field(result, DiagnosticField.MESSAGE_HINT),
        "position": int(position) if position else None,
        # What is not said to come from further away was found out here, before any remote was asked.
        "stage": stage[1] if stage else "source",
    }
    if sqlstate == "57014":
        detail["cause"] = _cause(detail["detail"], _field(result, DiagnosticField.SOURCE_FUNCTION))
    if sqlstate == "53400" and (seconds := re.search(r"\d+", detail["hint"] or "")):
        detail["retry_after"] = int(seconds[0])
    return Failure(detail)


def _cause(detail, function):
    """Who ended a statement: a document says it itself; what is raised shows it by who has raised it.

    ProcessInterrupts is the server's own, for a cancel of this very backend, activity_check the extension's.
    """
    if function in ("ProcessInterrupts", "activity_check"):
        return "cancel"
    return "deadline" if (detail or "").startswith("The deadline passed") else "remote"


def _field(result, field):
    value = result.error_field(field)
    return value.decode("utf-8", "replace") if value is not None else None
