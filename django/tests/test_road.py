"""test_road.py: the short road of a request for the API is as safe as the long one, and its worker keeps nobody waiting."""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from conftest import ENV, TEAM, Client

EXECUTE = "direct_query/execute"


def test_an_answer_has_the_headers_of_all_middleware(api):
    headers = api.run("SELECT 1").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["allow"] == "POST, OPTIONS"
    assert int(headers["content-length"]) > 0


def test_an_answer_to_a_session_is_none_for_caches_of_others():
    with httpx.Client(base_url=ENV["METAHOG_URL"]) as browser:
        browser.get("/login/")
        form = {"username": ENV["METAHOG_LOGIN"], "password": ENV["METAHOG_PASSWORD"]}
        browser.post("/login/", data={**form, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
        assert browser.get(TEAM + "direct_query/sources").headers["vary"] == "Cookie"


def test_a_host_that_is_not_ours_is_refused(api):
    assert api.get("direct_query/sources", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["RUN", "DISPATCH", "ADMIT", "SETUP", "__CLASS__", "TRACE", "PROPFIND"])
def test_no_word_but_a_method_of_http_reaches_the_view(api, method):
    response = api.request(method, EXECUTE, json={"source_id": "pagila", "query": "SELECT 1"})
    assert response.status_code == 405
    assert response.json()["error"]


def test_a_form_is_no_way_around_the_token(api):
    """What a page of somebody else's can send without being asked is a form, or text."""
    with httpx.Client(base_url=ENV["METAHOG_URL"], cookies={"sessionid": "x" * 32}) as browser:
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
            response = browser.post(TEAM + EXECUTE, content=b"{}", headers={"Content-Type": kind})
            assert response.status_code in (401, 415), kind


def test_requests_in_one_packet_are_answered_one_after_the_other(api):
    host, port = ENV["METAHOG_URL"].removeprefix("http://").split(":")
    login = api.build_request("GET", "limits").headers
    authorization = next(api.auth.sync_auth_flow(api.build_request("GET", "limits"))).headers["Authorization"]
    one = f"GET {TEAM}direct_query/sources HTTP/1.1\r\nHost: {login['host']}\r\nAuthorization: {authorization}\r\n\r\n"
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(one.encode() * 3)
        got = b""
        while got.count(b"HTTP/1.1 200") < 3 or not got.endswith(b"}"):
            got += client.recv(65536)


def test_an_answer_comes_in_one_piece(api):
    """A client that is woken by the head alone has to wait again for the body."""
    host, port = ENV["METAHOG_URL"].removeprefix("http://").split(":")
    built = next(api.auth.sync_auth_flow(api.build_request("GET", "limits")))
    lines = [f"GET {TEAM}limits HTTP/1.1", f"Host: {host}:{port}", f"Authorization: {built.headers['Authorization']}"]
    with socket.create_connection((host, int(port)), 10) as client:
        for _ in range(20):
            client.sendall("\r\n".join([*lines, "", ""]).encode())
            head, _, body = client.recv(65536).partition(b"\r\n\r\n")
            assert f"content-length: {len(body)}".encode() in head.lower()


def _raw(api, head, body, seconds=10):
    """What comes back for bytes that no client library would send."""
    host, port = ENV["METAHOG_URL"].removeprefix("http://").split(":")
    built = next(api.auth.sync_auth_flow(api.build_request("POST", EXECUTE)))
    lines = [f"POST {TEAM}{EXECUTE} HTTP/1.1", f"Host: {host}:{port}", f"Authorization: {built.headers['Authorization']}",
             "Content-Type: application/json", "Connection: close", *head]  # fmt: skip
    with socket.create_connection((host, int(port)), seconds) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        client.shutdown(socket.SHUT_WR)
        got = b""
        while piece := client.recv(65536):
            got += piece
    return int(got.split(b" ")[1]) if got else None


@pytest.mark.parametrize(
    "head, body",
    [
        (["Transfer-Encoding: chunked"], b"zz\r\n{}\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"5\r\n{"),
        (["Content-Length: 50"], b"{"),
        (["Content-Length: 2", "Transfer-Encoding: chunked"], b"2\r\n{}\r\n0\r\n\r\n"),
        (["Content-Length: 2", "Content-Length: 3"], b"{}"),
        (["Content-Length: -1"], b"{}"),
    ],
)
def test_a_body_that_is_none_is_no_error_of_ours(api, head, body):
    assert _raw(api, head, body) in (400, 422, None)


@pytest.mark.parametrize(
    "path",
    ["/static/../metahog_site/settings.py", "/static/%2e%2e/%2e%2e/manage.py", "/static/metahog/..%2f..%2fpackage.json",
     "/static//etc/passwd", "/static/metahog/%00", "/sql/%0d%0aSet-Cookie:x=1", "/?team=7",
     "/api/environments/" + "9" * 3000 + "/activity"],
)  # fmt: skip
def test_hostile_addresses(path):
    with httpx.Client(base_url=ENV["METAHOG_URL"]) as browser:
        browser.get("/login/")
        form = {"username": ENV["METAHOG_LOGIN"], "password": ENV["METAHOG_PASSWORD"]}
        browser.post("/login/", data={**form, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
        response = browser.get(path)
        assert response.status_code < 500
        assert response.status_code in (400, 404, 414) or path.startswith("/sql/")
        assert "set-cookie" not in response.headers or "x=1" not in response.headers["set-cookie"]
        assert "SECRET_KEY" not in response.text and "root:" not in response.text


@pytest.mark.parametrize("place", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_log_in_leads_to_no_other_site(place):
    with httpx.Client(base_url=ENV["METAHOG_URL"]) as browser:
        browser.get("/login/", params={"next": place})
        form = {"username": ENV["METAHOG_LOGIN"], "password": ENV["METAHOG_PASSWORD"], "next": place}
        response = browser.post("/login/", data={**form, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
        assert response.status_code == 302 and response.headers["location"] == "/"


def test_a_session_is_another_one_after_the_log_in():
    """One that was put into a browser beforehand is nobody's."""
    with httpx.Client(base_url=ENV["METAHOG_URL"], cookies={"sessionid": "a" * 32}) as browser:
        browser.get("/login/")
        form = {"username": ENV["METAHOG_LOGIN"], "password": ENV["METAHOG_PASSWORD"]}
        response = browser.post("/login/", data={**form, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})
        assert "sessionid=" in response.headers["set-cookie"] and "sessionid=" + "a" * 32 not in response.headers["set-cookie"]
    with httpx.Client(base_url=ENV["METAHOG_URL"], cookies={"sessionid": "a" * 32}) as other:
        assert other.get(TEAM + "limits").status_code == 401


def test_connections_that_rest_keep_nobody_waiting():
    """A thread that waits for its client's next request is one that others do without."""
    resting = [Client() for _ in range(40)]
    try:
        for client in resting:
            assert client.run("SELECT 1").status_code == 200
        with Client() as fresh:
            began = time.monotonic()
            assert fresh.run("SELECT 1").status_code == 200
            assert time.monotonic() - began < 2
    finally:
        for client in resting:
            client.close()


def test_workers_share_their_clients():
    """Of 64 that come at once, no worker of two gets nearly all."""
    master = int(Path(ENV["METAHOG_APP_DIR"], "app.pid").read_text())
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()

    def descriptors():
        return [len(os.listdir(f"/proc/{worker}/fd")) for worker in workers]

    before = descriptors()
    clients = [Client() for _ in range(64)]
    try:
        with ThreadPoolExecutor(64) as pool:
            assert {response.status_code for response in pool.map(lambda client: client.get("limits"), clients)} == {200}
        # What each has got: its clients, and some connections of its own to the database.
        got = [after - had for after, had in zip(descriptors(), before)]
        assert len(got) == 2 and min(got) >= 16, got
    finally:
        for client in clients:
            client.close()
