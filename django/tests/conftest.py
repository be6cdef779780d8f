"""conftest.py: what the tests share: clients of a running app, the servers behind it, and further apps.

They run inside test/app, which says in the environment where everything is:

    test/app django/.venv/bin/pytest django/tests

- Every request goes over a socket to a real server. Nothing is mocked.
- What a test creates it names after itself, and drops.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import psycopg
import pytest

ENV = os.environ
DJANGO = Path(__file__).resolve().parent.parent
PASSWORD = ENV.get("METAHOG_PASSWORD", "")
TEAM = "/api/environments/1/"


def pytest_configure(config):
    if "METAHOG_URL" not in ENV:
        pytest.exit("run by test/app: test/app django/.venv/bin/pytest django/tests", 2)


class Client(httpx.Client):
    """A client of one user, below one team."""

    def __init__(self, user="METAHOG_LOGIN", url=None, team=1, **options):
        options.setdefault("auth", (ENV[user], PASSWORD))
        base = (url or ENV["METAHOG_URL"]) + f"/api/environments/{team}/"
        super().__init__(base_url=base, timeout=60, **options)

    def run(self, query, source="pagila", **fields):
        return self.post("direct_query/execute", json={"source_id": source, "query": query, **fields})

    def answer(self, query, **fields):
        response = self.run(query, **fields)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture(scope="session")
def api():
    """Staff of teams 1 and 2."""
    with Client() as client:
        yield client


@pytest.fixture(scope="session")
def reader():
    """Of team 1, no staff."""
    with Client("METAHOG_READER") as client:
        yield client


@pytest.fixture(scope="session")
def stranger():
    """Of team 2, at its own address."""
    with Client("METAHOG_STRANGER", team=2) as client:
        yield client


def superuser(port, database):
    return psycopg.connect(host=ENV["METAHOG_STAGE"], port=ENV[port], user="postgres", dbname=database, autocommit=True)


@pytest.fixture
def metadata():
    """The superuser's connection to the app's database."""
    with superuser("METAHOG_METADATA_PORT", "metahog_web") as connection:
        yield connection


@pytest.fixture
def remote():
    """The superuser's connection to the remote."""
    with superuser("METAHOG_REMOTE_PORT", "pagila") as connection:
        yield connection


def running(remote, mark):
    """How many statements with this mark run on the remote."""
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
        " AND strpos(query, %s) > 0"
    )
    return remote.execute(sql, [mark]).fetchone()[0]


def eventually(question, seconds=10):
    """Asks until the answer is true; how long that took."""
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < seconds, "it has not come about"
        time.sleep(0.01)
    return time.monotonic() - began


@pytest.fixture
def mark():
    """A word that finds this test's statements."""
    return "mark_" + uuid.uuid4().hex


@pytest.fixture
def source(api):
    """A source of this test's own; call it with options."""
    made = []

    def create(url=None, team=1, **options):
        name = "test " + uuid.uuid4().hex
        client = api if team == 1 else Client(team=team)
        body = {"name": name, "url": url or ENV["METAHOG_REMOTE_URL"], "options": options}
        response = client.post("direct_query/sources", json=body)
        assert response.status_code == 201, response.text
        made.append((client, response.json()["id"]))
        return response.json()

    yield create
    for client, id in made:
        client.delete(f"direct_query/sources/{id}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class App:
    """Another process with the app: on gunicorn or uvicorn, with other settings, killed as a test likes."""

    def __init__(self, directory, server="gunicorn", python=sys.executable, **settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = Path(directory, f"app-{self.port}.log")
        command = {
            "gunicorn": ["gunicorn", "metahog_site.wsgi:application", "--worker-class", "metahog.worker.Lingering", "--threads",
                         settings.pop("threads", "16"), "--graceful-timeout", "2", "--bind", f"127.0.0.1:{self.port}"],
            "uvicorn": ["uvicorn", "metahog_site.asgi:application", "--port", str(self.port), "--lifespan", "off"],
        }[server]  # fmt: skip
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [python, "-m", *command],
                cwd=directory,
                env={
                    **ENV,
                    "PYTHONPATH": f"{DJANGO}:{DJANGO}/tests",
                    **{f"METAHOG_{k}": v for k, v in settings.items()},
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        eventually(self._answers, 30)

    def _answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(self.url + "/login/").status_code == 200
        except httpx.HTTPError:
            return False

    def client(self, user="METAHOG_LOGIN", **options):
        return Client(user, url=self.url, **options)

    def kill(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)


@pytest.fixture
def app(tmp_path):
    """app(server="uvicorn", PERMISSION="…"): starts one, which ends with the test."""
    started = []

    def start(server="gunicorn", **settings):
        started.append(App(tmp_path, server, **settings))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def as_server_user(*command):
    """Runs a command as the user to whom the throw-away servers belong."""
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, env={**ENV, "HOME": "/"}, timeout=60)


def restart(name):
    """Restarts the throw-away server metadata or remote, as an administrator in a hurry would."""
    data = Path(ENV["METAHOG_STAGE"], name)
    as_server_user(
        str(Path(ENV["METAHOG_BINDIR"], "pg_ctl")),
        "-D",
        str(data),
        "-m",
        "fast",
        "-w",
        "-s",
        "-l",
        f"{data}.log",
        "restart",
    )
