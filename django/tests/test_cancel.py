"""test_cancel.py: the remote statement ends when its client goes, or says so, on each server."""

import socket
import threading
import uuid

import pytest
from conftest import Client, eventually, running

SERVERS = ["gunicorn", "uvicorn"]


def hang_up_while(client, remote, mark, path="direct_query/execute", body=None):
    """Sends a query that runs for a minute, and closes the connection in the middle of it."""
    body = body or '{"source_id": "pagila", "query": "SELECT pg_sleep(60) /* %s */"}' % mark
    request = client.build_request("POST", path, content=body, headers={"content-type": "application/json"})
    request = next(client.auth.sync_auth_flow(request))
    lines = [f"POST {request.url.raw_path.decode()} HTTP/1.1", *(f"{k}: {v}" for k, v in request.headers.items())]
    with socket.create_connection((request.url.host, request.url.port)) as connection:
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        eventually(lambda: running(remote, mark) == 1)
    return eventually(lambda: running(remote, mark) == 0, 5)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", ["direct_query/execute", "direct_query/export"])
def test_the_client_goes(app, remote, server, path):
    client = app(server=server).client()
    for _ in range(3):
        assert hang_up_while(client, remote, "mark_" + uuid.uuid4().hex, path) < 1
    assert client.answer("SELECT 1")["results"] == [[1]], "the pool's connections are fit"


@pytest.mark.parametrize("server", SERVERS)
def test_more_clients_go_than_there_are_connections(app, remote, server):
    client = app(server=server, POOL_MAX="2").client()
    for _ in range(4):
        hang_up_while(client, remote, "mark_" + uuid.uuid4().hex)
    assert client.answer("SELECT 1")["results"] == [[1]]


@pytest.mark.parametrize("server", SERVERS)
def test_another_request_cancels(app, remote, mark, server):
    """By client_query_id, over another connection, or another process of the app."""
    one = app(server=server)
    answers = []
    asks = threading.Thread(
        target=lambda: answers.append(one.client().run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    )
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    for other in (Client("METAHOG_READER"), Client("METAHOG_STRANGER", team=2), Client(team=2)):
        assert other.get(f"direct_query/status/{mark}").status_code == 404, "nobody else's call"
        assert other.delete(f"direct_query/status/{mark}").status_code == 404
    assert running(remote, mark) == 1
    response = Client().delete(f"direct_query/status/{mark}")
    assert (response.status_code, response.json()) == (200, {"cancelled": True})
    assert eventually(lambda: running(remote, mark) == 0) < 1
    asks.join(10)
    assert answers[0].status_code == 499
    assert answers[0].json()["detail"]["cause"] == "cancel"
    assert Client().delete(f"direct_query/status/{mark}").status_code == 404, "it has ended"


def test_how_far_a_call_is(reader, api, remote, mark):
    """202 to its user and to a manager of its team, and nothing once it has ended."""
    asks = threading.Thread(target=lambda: reader.run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    eventually(lambda: reader.get(f"direct_query/status/{mark}").json()["query_status"]["stage"] == "running")
    told = reader.get(f"direct_query/status/{mark}")
    status = told.json()["query_status"]
    assert told.status_code == 202
    assert (status["id"], status["source"], status["team_id"], status["rows"]) == (mark, "pagila", 1, 0)
    assert (status["complete"], status["error"], status["query_async"]) == (False, False, False)
    assert status["start_time"] < status["deadline"]
    assert api.get(f"query/{mark}").json() == told.json(), "a manager, by PostHog's address"
    reader.delete(f"direct_query/status/{mark}")
    asks.join(10)
    for client in (reader, api):
        ended = client.get(f"direct_query/status/{mark}")
        assert (ended.status_code, ended.json()) == (404, {"error": "no call of this id is running"})


def test_another_users_call_has_no_status(reader, stranger, api, remote, mark):
    asks = threading.Thread(target=lambda: api.run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    for other in (reader, stranger, Client(team=2)):
        for address in ("direct_query/status", "query"):
            assert other.get(f"{address}/{mark}").status_code == 404
    assert api.get(f"query/{mark}").status_code == 202
    api.delete(f"query/{mark}")
    asks.join(10)


def test_a_manager_cancels_his_teams_calls(reader, api, remote, mark):
    asks = threading.Thread(target=lambda: reader.run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    assert api.delete(f"query/{mark}").status_code == 200, "by PostHog's address as well"
    asks.join(10)
    assert running(remote, mark) == 0


def test_explain_and_describe_are_cancelled_too(api, remote, mark):
    body = {"source_id": "pagila", "query": f"SELECT pg_sleep(60) /* {mark} */", "run": True, "client_query_id": mark}
    answers = []
    asks = threading.Thread(target=lambda: answers.append(api.post("direct_query/explain", json=body)))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    Client().delete(f"direct_query/status/{mark}")
    asks.join(10)
    assert answers[0].status_code == 499
