"""test_faults.py: servers that stop, processes that are killed, too many clients at once: what the client is told.

These tests restart the throw-away servers, so each waits until all is well again.
"""

import signal
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from conftest import eventually, restart, running, superuser


def asked_meanwhile(ask):
    """A request in a thread of its own; its answer, or what it raised, is in the list when it is there."""
    answers = []

    def run():
        try:
            answers.append(ask())
        except httpx.HTTPError as error:
            answers.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


def all_is_well(client):
    eventually(lambda: client.run("SELECT 1").status_code == 200, 30)


def test_metadata_server_restarted_in_mid_query(app, remote, mark):
    client = app().client()
    thread, answers = asked_meanwhile(lambda: client.run(f"SELECT pg_sleep(60) /* {mark} */"))
    eventually(lambda: running(remote, mark) == 1)
    restart("metadata")
    thread.join(10)
    assert (answers[0].status_code, answers[0].headers["retry-after"]) == (503, "1")
    assert answers[0].json() == {"error": "the metadata database does not answer", "code": "08006"}
    assert eventually(lambda: running(remote, mark) == 0) < 5
    all_is_well(client)
    assert client.run("SELECT 1").status_code == 200, "a connection that has ended meanwhile is not used"


def test_metadata_server_restarted_in_mid_export(app, mark):
    client = app().client()
    sql = f"SELECT generate_series(1, 100000000) AS id, repeat('x', 100) AS text /* {mark} */"
    with pytest.raises(httpx.HTTPError):
        with client.stream("POST", "direct_query/export", json={"source_id": "pagila", "query": sql}) as response:
            chunks = response.iter_raw()
            next(chunks)
            restart("metadata")
            for _ in chunks:
                pass
    all_is_well(client)


def test_metadata_server_is_away(app):
    """503 of the API's own shape, also where it is Django that needs the database."""
    client = app().client()
    assert client.run("SELECT 1").status_code == 200
    with superuser("METAHOG_METADATA_PORT", "postgres") as connection:
        connection.execute("ALTER DATABASE metahog_web ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'metahog_web' AND usename = 'metahog_app'"
        )
        try:
            for _ in range(3):
                for response in (client.run("SELECT 1"), client.get("direct_query/sources")):
                    assert (response.status_code, response.headers["retry-after"]) == (503, "1"), response.text
                    assert response.json()["code"] == "08006"
                page = httpx.get(client.base_url.join("/"), cookies={"sessionid": "x" * 32})
                assert (page.status_code, page.headers["retry-after"]) == (503, "1")
        finally:
            connection.execute("ALTER DATABASE metahog_web ALLOW_CONNECTIONS true")
    all_is_well(client)


def test_remote_killed(api, remote, mark):
    """By its administrator: 400, since the metadata server is well, and the stage says where."""
    thread, answers = asked_meanwhile(lambda: api.run(f"SELECT pg_sleep(60) /* {mark} */"))
    eventually(lambda: running(remote, mark) == 1)
    remote.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE strpos(query, %s) > 0 AND pid <> pg_backend_pid()",
        [mark],
    )
    thread.join(10)
    assert (answers[0].status_code, answers[0].json()["code"]) == (400, "08006")
    assert answers[0].json()["detail"]["stage"] in ("query", "fetch")


def test_remote_restarted(api, remote, mark):
    thread, answers = asked_meanwhile(lambda: api.run(f"SELECT pg_sleep(60) /* {mark} */"))
    eventually(lambda: running(remote, mark) == 1)
    restart("remote")
    thread.join(10)
    assert answers[0].status_code == 400
    all_is_well(api)


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_app_killed(app, remote, metadata, server, mark):
    """kill -9 with queries running: the metadata server notices that its client has gone, and ends the remote statement."""
    metadata.execute("ALTER ROLE metahog_app SET client_connection_check_interval = '200ms'")
    try:
        one = app(server=server)
        threads = [asked_meanwhile(lambda: one.client().run(f"SELECT pg_sleep(60) /* {mark} */"))[0] for _ in range(3)]
        eventually(lambda: running(remote, mark) == 3)
        one.kill(signal.SIGKILL)
        assert eventually(lambda: running(remote, mark) == 0) < 1.5
        for thread in threads:
            thread.join(10)
    finally:
        metadata.execute("ALTER ROLE metahog_app RESET client_connection_check_interval")


def test_app_stopped(app, remote, mark):
    """A worker that is told to stop ends what it still asks for."""
    one = app()
    thread, _ = asked_meanwhile(lambda: one.client().run(f"SELECT pg_sleep(600) /* {mark} */", timeout="10 min"))
    eventually(lambda: running(remote, mark) == 1)
    one.process.send_signal(signal.SIGINT)
    one.process.wait(60)
    assert eventually(lambda: running(remote, mark) == 0, 20) < 20
    thread.join(10)


def test_no_place_in_the_pool(app, remote, mark):
    """More calls than connections wait for one, and not for ever."""
    one = app(POOL_MAX="1")
    thread, answers = asked_meanwhile(lambda: one.client().run(f"SELECT pg_sleep(7) /* {mark} */"))
    eventually(lambda: running(remote, mark) == 1)
    began = time.monotonic()
    refused = one.client().run("SELECT 1")
    assert (refused.status_code, refused.json()) == (429, {"error": "all connections are in use", "code": "53300"})
    assert refused.headers["retry-after"] == "1" and 4 < time.monotonic() - began < 7
    thread.join(10)
    assert answers[0].status_code == 200


def test_64_clients_on_10_connections(app, source):
    """None fails, and none waits longer than three times the median."""
    id = source(max_connections=10)["id"]
    one = app(POOL_MAX="12", threads="16")
    # Each has a client of its own: one that threads share may close a connection that another thread reads from.
    own = threading.local()

    def ask(_):
        if not hasattr(own, "client"):
            own.client = one.client()
        began = time.monotonic()
        response = own.client.run("SELECT pg_sleep(0.05)", source=id)
        return response.status_code, time.monotonic() - began

    with ThreadPoolExecutor(64) as crowd:
        list(crowd.map(ask, range(64)))
        answers = list(crowd.map(ask, range(640)))
    assert {status for status, _ in answers} == {200}
    times = [seconds for _, seconds in answers]
    assert max(times) < 3 * statistics.median(times) + 0.2, (max(times), statistics.median(times))


def test_descriptors_stay_few(app):
    """After a hundred calls that went well, failed, were cut and hung up, the app has the files open that it had."""
    from pathlib import Path

    from test_cancel import hang_up_while

    one = app(POOL_MAX="2", threads="2")
    client = one.client()
    worker = int(Path(f"/proc/{one.process.pid}/task/{one.process.pid}/children").read_text().split()[0])

    def some():
        for _ in range(10):
            client.run("SELECT 1")
            client.run("SELECT nothing")
            client.post("direct_query/export", json={"source_id": "pagila", "query": "SELECT * FROM film"})
        with superuser("METAHOG_REMOTE_PORT", "pagila") as remote:
            hang_up_while(client, remote, "mark_fd")

    some()
    before = len(list(Path(f"/proc/{worker}/fd").iterdir()))
    for _ in range(5):
        some()
    assert len(list(Path(f"/proc/{worker}/fd").iterdir())) <= before + 2
