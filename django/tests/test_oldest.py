"""test_oldest.py: each mechanism once more on the oldest that is supported: Debian 12's Django 3.2 with psycopg 3.1.

They are Debian's own packages and run with Debian's Python, outside of the virtual environment; test/prepare oldest
installs them. A later Debian has later ones, which are as good.
"""

import json
import subprocess
import threading

import httpx
import pytest
from conftest import DJANGO, ENV, PASSWORD, App, eventually, running
from test_cancel import hang_up_while

PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module", params=["gunicorn", "uvicorn"])
def oldest(request, tmp_path_factory):
    app = App(tmp_path_factory.mktemp("oldest"), request.param, python=PYTHON)
    yield app
    app.kill()


@pytest.fixture
def client(oldest):
    with oldest.client() as client:
        yield client


def test_versions():
    command = "import django, psycopg; print(django.VERSION[0], psycopg.__version__)"
    told = subprocess.run([PYTHON, "-c", command], env={"PATH": ENV["PATH"]}, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert str(DJANGO / ".venv") not in told.stdout


def test_execute(client):
    document = client.answer("SELECT title FROM film ORDER BY 1", limit=1)
    assert document["row_count"] == 1 and document["hasMore"] is True


def test_parameters_and_settings(client):
    body = '{"source_id": "pagila", "query": "SELECT $1::numeric", "params": [1.2345678901234567890123], "json_numbers": "safe"}'
    response = client.post("direct_query/execute", content=body, headers={"content-type": "application/json"})
    assert response.json()["results"] == [["1.2345678901234567890123"]]


def test_errors(client):
    assert client.run("SELECT nothing").json()["detail"]["position"] == 8
    assert client.run("SELECT 1", source="missing").status_code == 404
    assert client.run("SELECT 1", nothing=1).json() == {"error": "Unknown field.", "field": "nothing"}
    assert client.run("SELECT pg_sleep(30)", timeout=0.2).status_code == 504
    assert client.get("models").status_code == 501


def test_bad_bodies(client):
    for body, status in (
        (b"{", 400),
        (b"\xff", 400),
        (b'{"source_id": "x\\u0000", "query": "x"}', 422),
        (b" " * 1_000_001, 413),
    ):
        response = client.post("direct_query/execute", content=body, headers={"content-type": "application/json"})
        assert response.status_code == status and response.json()["error"]


def test_who_it_is(oldest):
    assert httpx.get(oldest.url + "/api/environments/1/activity").status_code == 401
    assert oldest.client("METAHOG_STRANGER", team=1).get("activity").status_code == 404
    assert oldest.client("METAHOG_READER").post("direct_query/sources", json={}).status_code == 403


def test_sources(client):
    made = client.post("direct_query/sources", json={"name": "on the oldest", "url": ENV["METAHOG_REMOTE_URL"]})
    assert made.status_code == 201
    assert client.post("direct_query/sources/test", json={"url": ENV["METAHOG_REMOTE_URL"]}).json()["ok"] is True
    assert client.delete("direct_query/sources/on the oldest").status_code == 204


def test_saved_queries_dashboards_and_history(client, mark):
    body = '{"name": "%s", "source_id": "pagila", "text": "SELECT $1::numeric", "variables": [{"name": "n", "type": "number"}]}' % mark
    made = client.post("saved", content=body, headers={"content-type": "application/json"})
    assert made.status_code == 201, made.text
    address = f"saved/{made.json()['id']}"
    ran = client.post(address + "/run", content='{"variables": {"n": 1.2345678901234567890123}}', headers={"content-type": "application/json"})
    assert "1.2345678901234567890123" in ran.text
    assert client.post(address + "/run", json={}).json()["field"] == "variables.n"
    board = client.post("dashboards", json={"name": mark, "tiles": [{"saved": mark, "overrides": {"variables": {"n": 5}}}]}).json()
    tile = f"dashboards/{board['id']}/tiles/{board['tiles'][0]['id']}/run"
    assert client.post(tile, json={}).json()["results"] == [[5]]
    assert client.patch(address, json={"version": 1, "folder": "a"}).json()["version"] == 2
    late = client.patch(address, json={"version": 1, "folder": "b"})
    assert late.status_code == 409 and late.json()["current"]["folder"] == "a"
    assert client.request("DELETE", f"dashboards/{board['id']}", json={"version": 1}).status_code == 204
    assert client.delete(address + "?version=2").status_code == 204
    assert client.get("history?limit=1").json()["available"] is True


def test_schema(client):
    assert len(client.get("direct_query/schema/pagila?level=tables").json()["tables"]) > 10


def test_export(client):
    body = {"source_id": "pagila", "query": "SELECT g FROM generate_series(1, 200000) AS g"}
    assert client.post("direct_query/export", json=body).text.count("\n") == 200_001
    assert client.post("direct_query/export", json={**body, "query": "SELECT 1 / 0"}).json()["code"] == "22012"


def test_a_later_error_breaks_the_download(client):
    sql = "SELECT 1 / (500000 - g) AS n, repeat('x', 50) AS text FROM generate_series(1, 1000000) AS g"
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("direct_query/export", json={"source_id": "pagila", "query": sql})


def test_the_client_goes(client, remote, mark):
    assert hang_up_while(client, remote, mark) < 1


def test_cancel(client, remote, mark):
    asks = threading.Thread(target=lambda: client.run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    assert client.delete(f"direct_query/status/{mark}").json() == {"cancelled": True}
    asks.join(10)
    assert running(remote, mark) == 0


def test_the_page_and_the_admin(oldest):
    with httpx.Client(base_url=oldest.url) as browser:
        token = browser.get("/login/").cookies["csrftoken"]
        form = {"username": ENV["METAHOG_LOGIN"], "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert browser.post("/login/", data=form).status_code == 302
        page = browser.get("/")
        assert (
            json.loads(page.text.split('<script id="start" type="application/json">')[1].split("</script>")[0])["team"]
            == 1
        )
        assert browser.get("/admin/metahog/source/").status_code == 200
