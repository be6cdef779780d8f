"""test_page.py: the shell of the page, log-in and log-out, and the policy that guards them."""

import json
import re

import httpx
import pytest
from conftest import ENV, PASSWORD


@pytest.fixture
def browser():
    with httpx.Client(base_url=ENV["METAHOG_URL"]) as client:
        yield client


def log_in(browser, user="METAHOG_LOGIN", then="/"):
    token = browser.get("/login/").cookies["csrftoken"]
    form = {"username": ENV[user], "password": PASSWORD, "csrfmiddlewaretoken": token, "next": then}
    return browser.post("/login/", data=form)


def start(page):
    return json.loads(re.search(r'<script id="start" type="application/json">(.*?)</script>', page.text)[1])


def test_log_in_and_out(browser):
    assert browser.get("/sql").headers["location"] == "/login/?next=/sql"
    assert log_in(browser, then="/sql").headers["location"] == "/sql"
    assert log_in(browser, then="https://elsewhere.example/").headers["location"] == "/"
    assert browser.get("/").status_code == 200
    token = browser.cookies["csrftoken"]
    assert browser.post("/logout/", headers={"x-csrftoken": token}).headers["location"] == "/login/"
    assert browser.get("/").status_code == 302


def test_what_the_page_is_told(browser):
    log_in(browser, "METAHOG_READER")
    told = start(browser.get("/"))
    assert told["api"] == "/api/environments/1/" and told["team"] == 1
    assert told["teams"] == [{"id": 1, "name": "Team 1"}]
    assert told["user"]["name"] == "reader" and told["may"]["manage_sources"] is False
    assert told["csrf"] and "sql" in told["features"] and "dashboards" not in told["features"]
    assert browser.get(told["api"] + "direct_query/sources").status_code == 200


def test_a_team_of_ones_own(browser):
    log_in(browser)
    assert start(browser.get("/?team=2"))["api"] == "/api/environments/2/"
    assert browser.get("/?team=3").status_code == 404
    assert browser.get("/?team=x").status_code == 200
    assert browser.get("/?team=" + "9" * 400).status_code == 404
    assert browser.get("/?team=²").status_code in (200, 404)


def test_the_policy(browser):
    for path in ("/login/", "/"):
        page = browser.get(path)
        policy = page.headers["content-security-policy"]
        nonce = re.search(r"style-src 'self' 'nonce-([^']{16,})'", policy)[1]
        assert (
            policy.startswith("default-src 'self'; ") and "unsafe" not in policy and "frame-ancestors 'self'" in policy
        )
        assert nonce not in browser.get(path).headers["content-security-policy"], "a new one each time"
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page.text), "no script stands in the page"
        assert " style=" not in page.text and " onclick=" not in page.text
        log_in(browser)


def test_every_screen_is_the_same_shell(browser):
    log_in(browser)
    for path in ("/", "/sql", "/sql/new", "/sources", "/activity", "/dashboards"):
        assert browser.get(path).status_code == 200
    assert browser.get("/nothing").status_code == 404


def test_a_user_without_a_team(browser, metadata):
    metadata.execute("DELETE FROM auth_user_groups WHERE user_id = (SELECT id FROM auth_user WHERE username = 'loner')")
    metadata.execute(
        "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined)"
        " SELECT 'loner', password, false, false, true, '', '', '', now() FROM auth_user WHERE username = 'reader'"
        " ON CONFLICT DO NOTHING"
    )
    token = browser.get("/login/").cookies["csrftoken"]
    browser.post("/login/", data={"username": "loner", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert browser.get("/").status_code == 404


def test_the_page_under_uvicorn(app):
    """Shell, built files and a query of a logged-in browser, by the other server."""
    with httpx.Client(base_url=app(server="uvicorn").url, timeout=60) as browser:
        assert log_in(browser).headers["location"] == "/"
        page = browser.get("/")
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        assert {file.rsplit(".", 1)[1] for file in files} == {"js", "css"}
        for file in files:
            served = browser.get(file)
            assert served.status_code == 200 and "immutable" in served.headers["cache-control"]
        told = start(page)
        asked = {"source_id": "pagila", "query": "SELECT count(*) FROM film"}
        token = {"x-csrftoken": told["csrf"]}
        address = told["api"] + "direct_query/execute"
        assert browser.post(address, json=asked).status_code == 403
        assert browser.post(address, json=asked, headers=token).json()["results"] == [[1000]]
        rows = browser.post(told["api"] + "direct_query/export", json=asked, headers=token)
        assert rows.text == "count\n1000\n"
