"""test_road.py: the short road of a request for the API is as safe as the long one, and its worker keeps nobody waiting."""

import socket
import time

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
