"""psycopg_peer.py: runs statements as a short executor written with psycopg does it, and says how long that took.

usage: psycopg_peer.py CONNINFO STATEMENT…
prints: seconds, growth of this process' memory in kB, number of rows of the first (tab-separated)

Kept: what is timed is what such an executor does for each query: connect, SET statement_timeout, execute, fetchall,
json.dumps. Starting Python and importing modules are not. psycopg2 is the driver because its C is the faster of the
two that Debian has (its psycopg 3 is without the C part).
"""

import json
import resource
import sys
import time

import psycopg2


def peak_kb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(conninfo, statements):
    connection = psycopg2.connect(conninfo)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '60s'")
            answers = [answer(cursor, statement) for statement in statements]
            document = json.dumps(answers, default=str)
    finally:
        connection.close()
    return len(answers[0]["results"]), document


def answer(cursor, statement):
    cursor.execute(statement)
    rows = cursor.fetchall()
    return {"columns": [column.name for column in cursor.description], "results": rows}


def main():
    conninfo, *statements = sys.argv[1:]
    before = peak_kb()
    begin = time.monotonic()
    count, _document = run(conninfo, statements)
    seconds = time.monotonic() - begin
    print(f"{seconds:.6f}\t{peak_kb() - before}\t{count} rows")


if __name__ == "__main__":
    main()
