"""bench.py: how fast the web app is beside what it stands on: make bench-web runs it inside test/app.

Each figure is a ratio to something that runs in turn with it on the same machine; the budgets are those of the last
column, and the exit status says whether all were kept.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import psycopg

ENV = os.environ
HOST, PORT = ENV["METAHOG_URL"].removeprefix("http://").split(":")
API = "/api/environments/1/"
ROUNDS = int(ENV.get("ROUNDS", "5"))
CALLS = 200
ROWS = 1_000_000
BIG = (
    "SELECT g AS id, timestamptz '2022-01-01' + g * interval '1 min' AS at, (g * 1.37)::numeric(12,2) AS amount, "
    "md5(g::text) AS word, g % 2 = 0 AS even FROM generate_series(1, 1000000) AS g"
)

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "django"))
STATEMENT = (
    "WITH settings AS MATERIALIZED (SELECT pg_catalog.count(pg_catalog.set_config(key, value, true))"
    " FROM pg_catalog.jsonb_each_text(%s::pg_catalog.jsonb))"
    " SELECT metahog.try_execute(%s, %s, NULL::pg_catalog.jsonb, NULL::pg_catalog.int8, NULL::pg_catalog.int8,"
    " NULL::pg_catalog.interval)::text FROM settings"
)
SETTINGS = json.dumps({"metahog.actor": "user:1", "metahog.team_id": "1", "application_name": "metahog:"})


class Browser:
    """A client that is logged in and keeps its connection."""

    def __init__(self):
        self.connection = HTTPConnection(HOST, int(PORT), timeout=60)
        self.cookies = {}
        self.request("GET", "/login/")
        form = f"username={ENV['METAHOG_LOGIN']}&password={ENV['METAHOG_PASSWORD']}&csrfmiddlewaretoken={self.cookies['csrftoken']}"
        status, _ = self.request("POST", "/login/", form, "application/x-www-form-urlencoded")
        assert status == 302, status

    def begin(self, method, path, body=None, kind="application/json"):
        headers = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "content-type": kind}
        headers["x-csrftoken"] = self.cookies.get("csrftoken", "")
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        for line in response.headers.get_all("set-cookie") or ():
            name, value = re.match(r"([^=]+)=([^;]*)", line).groups()
            self.cookies[name] = value
        return response

    def request(self, *arguments):
        response = self.begin(*arguments)
        return response.status, response.read()

    def run(self, query, source="pagila"):
        status, body = self.request(
            "POST", API + "direct_query/execute", json.dumps({"source_id": source, "query": query})
        )
        assert status == 200, body
        return body


class Wire:
    """One request again and again, by a socket: http.client alone would take half as long as the statement does."""

    def __init__(self, browser, query, source="pagila"):
        body = json.dumps({"source_id": source, "query": query}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        lines = (
            f"POST {API}direct_query/execute HTTP/1.1", f"Host: {HOST}:{PORT}", f"Cookie: {cookies}",
            f"X-CSRFToken: {browser.cookies['csrftoken']}", "Content-Type: application/json",
            f"Content-Length: {len(body)}", "", "",
        )  # fmt: skip
        self.request = "\r\n".join(lines).encode() + body
        self.socket = socket.create_connection((HOST, int(PORT)), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self):
        self.socket.sendall(self.request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.socket.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)[1])
        while len(body) < length:
            body += self.socket.recv(65536)
        return body


def timed(work, times=1):
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def connect():
    return psycopg.connect(
        host="127.0.0.1", port=ENV["METAHOG_DB_PORT"], dbname=ENV["METAHOG_DB_NAME"], user=ENV["METAHOG_DB_USER"],
        password=ENV["METAHOG_DB_PASSWORD"], autocommit=True,
    )  # fmt: skip


def select_1():
    wire, connection = Wire(Browser(), "SELECT 1"), connect()
    http, direct = [], []
    for _ in range(ROUNDS):
        for times, work in (
            (http, wire.run),
            (direct, lambda: connection.execute(STATEMENT, [SETTINGS, "pagila", "SELECT 1"]).fetchone()),
        ):
            timed(work, 20)
            times.append(timed(work, CALLS))
    return statistics.median(http), statistics.median(direct)


def worker_memory():
    """Kilobytes that the app's processes have had at most, the largest of them."""
    master = int(Path(ENV["METAHOG_APP_DIR"], "app.pid").read_text())
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return max(int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) for pid in workers)


def export():
    """Seconds by HTTP and by psql, and by how many megabytes a worker has grown."""
    browser = Browser()
    body = json.dumps({"source_id": "pagila", "query": BIG})

    def by_http():
        response = browser.begin("POST", API + "direct_query/export", body)
        lines = 0
        while chunk := response.read(1 << 18):
            lines += chunk.count(b"\n")
        assert lines == ROWS + 1, lines

    def by_psql():
        with open(os.devnull, "wb") as nowhere:
            subprocess.run(
                [str(Path(ENV["METAHOG_BINDIR"], "psql")), "-XAtq", ENV["METAHOG_REMOTE_URL"], "-c",
                 f"COPY ({BIG}) TO STDOUT CSV HEADER"],
                check=True, stdout=nowhere,
            )  # fmt: skip

    browser.begin("POST", API + "direct_query/export", json.dumps({"source_id": "pagila", "query": "SELECT 1"})).read()
    before = worker_memory()
    http, psql = [], []
    for _ in range(ROUNDS):
        http.append(timed(by_http))
        psql.append(timed(by_psql))
    return statistics.median(http), statistics.median(psql), (worker_memory() - before) / 1024


def crowd():
    """The median and the longest wait of 64 clients at once on 10 connections."""
    browser = Browser()
    status, made = browser.request(
        "POST", API + "direct_query/sources",
        json.dumps({"name": "crowd", "url": ENV["METAHOG_REMOTE_URL"], "options": {"max_connections": 10}}),
    )  # fmt: skip
    assert status == 201, made
    clients = threading.local()

    def ask(_):
        if not hasattr(clients, "browser"):
            clients.browser = Browser()
        began = time.perf_counter()
        clients.browser.run("SELECT pg_sleep(0.05)", "crowd")
        return time.perf_counter() - began

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(ask, range(128)))
        times = sorted(pool.map(ask, range(640)))
    browser.request("DELETE", API + "direct_query/sources/crowd")
    return statistics.median(times), times[-1]


def main():
    http, direct = select_1()
    exported, copied, grown = export()
    median, longest = crowd()
    table = [
        ("`SELECT 1` over HTTP / by psycopg", http / direct, "at most 2", http / direct <= 2, f"{http * 1000:.2f} / {direct * 1000:.2f} ms"),
        ("1 M rows: `COPY` by psql / export over HTTP", copied / exported, "at least 0.8", copied / exported >= 0.8, f"{copied:.2f} / {exported:.2f} s"),
        ("growth of a worker by it", grown, "at most 16 MB", grown <= 16, "MB"),
        ("64 clients on 10 connections: longest / median wait", longest / median, "at most 3", longest / median <= 3, f"{longest * 1000:.0f} / {median * 1000:.0f} ms"),
    ]  # fmt: skip
    print("| what | measured | budget | kept | |\n|---|---:|---:|---|---|")
    for what, figure, budget, kept, detail in table:
        print(f"| {what} | {figure:.2f} | {budget} | {'yes' if kept else '**no**'} | {detail} |")
    sys.exit(0 if all(row[3] for row in table) else 1)


main()
