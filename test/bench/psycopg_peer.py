"""psycopg_peer.py: runs one statement as a short executor written with psycopg does it, and says how long that took.

usage: psycopg_peer.py CONNINFO STATEMENT
prints: seconds, growth of this process' memory in kB, number of rows (tab-separated)

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


def run(conninfo, statement):
    connection = psycopg2.connect(conninfo)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '60s'")
            cursor.execute(statement)
            rows = cursor.fetchall()
            columns = [column.name for column in cursor.description]
            document = json.dumps({"columns": columns, "results": rows}, default=str)
    finally:
        connection.close()
    return len(rows), document


def main():
    conninfo, statement = sys.argv[1:3]
    before = peak_kb()
    begin = time.monotonic()
    count, _document = run(conninfo, statement)
    seconds = time.monotonic() - begin
    print(f"{seconds:.6f}\t{peak_kb() - before}\t{count} rows")


if __name__ == "__main__":
    main()
