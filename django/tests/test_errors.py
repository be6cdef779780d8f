"""test_errors.py: each way to be wrong has its status and one shape; and a line of errors.STATUS has a request here."""

import json

import httpx
import pytest
from conftest import ENV, PASSWORD, Client, eventually
from metahog.errors import CAUSES, STATUS

EXECUTE = "direct_query/execute"
JSON = {"content-type": "application/json"}


def shape(response, status, **expected):
    body = response.json()
    assert response.status_code == status, response.text
    assert isinstance(body["error"], str) and body["error"]
    assert set(body) <= {"error", "code", "field", "detail"}
    for name, value in expected.items():
        assert body.get(name) == value, response.text
    return body


@pytest.mark.parametrize(
    "body, status, field",
    [
        (b"", 422, "source_id"),
        (b" ", 400, None),
        (b"{", 400, None),
        (b"[1]", 400, None),
        (b'"text"', 400, None),
        (b"null", 400, None),
        (b'{"source_id": NaN}', 400, None),
        (b'{"source_id": "pagila", "query": "SELECT \xff"}', 400, None),
        (b"[" * 100_000, 400, None),
        (b"9" * 100_000, 400, None),
        (b"{}", 422, "source_id"),
        (b'{"source_id": "pagila"}', 422, "query"),
        (b'{"source_id": "pagila", "query": ""}', 422, "query"),
        (b'{"source_id": "pagila", "query": 1}', 422, "query"),
        (b'{"source_id": "pagila", "query": null}', 422, "query"),
        (b'{"source_id": ["pagila"], "query": "SELECT 1"}', 422, "source_id"),
        (b'{"source_id": "pagila", "query": "SELECT 1\\u0000"}', 422, "query"),
        (b'{"source_id": "pagila", "query": "SELECT \\ud800"}', 422, "query"),
        (b'{"source_id": "pagila\\u0000", "query": "SELECT 1"}', 422, "source_id"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "limit": "9"}', 422, "limit"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "limit": -1}', 422, "limit"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "limit": 1.5}', 422, "limit"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "limit": 99999999999999999999}', 422, "limit"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "limit": true}', 422, "limit"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "offset": -1}', 422, "offset"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": -1}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": 0}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": 1e400}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": []}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": "soon"}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "timeout": "999999999999 years"}', 422, "timeout"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "params": {}}', 422, "params"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "params": "[]"}', 422, "params"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "language": "mdx"}', 422, "language"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "json_numbers": "odd"}', 422, "json_numbers"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "client_query_id": "a b"}', 422, "client_query_id"),
        (
            b'{"source_id": "pagila", "query": "SELECT 1", "client_query_id": "%s"}' % (b"x" * 51),
            422,
            "client_query_id",
        ),
        (b'{"source_id": "pagila", "query": "SELECT 1", "async": "yes"}', 422, "async"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "nothing": 1}', 422, "nothing"),
        (b'{"source_id": "pagila", "query": "SELECT 1", "__proto__": 1}', 422, "__proto__"),
    ],
    ids=lambda value: value[:60].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_bad_bodies(api, body, status, field):
    shape(api.post(EXECUTE, content=body, headers=JSON), status, field=field)


def test_a_null_character_in_a_parameter(api):
    """jsonb has none: the database says so."""
    body = b'{"source_id": "pagila", "query": "SELECT $1", "params": ["a\\u0000b"]}'
    shape(api.post(EXECUTE, content=body, headers=JSON), 400, code="22P05")


def test_a_body_that_is_too_long(api):
    shape(api.post(EXECUTE, content=b" " * 1_000_001, headers=JSON), 413)

    def pieces():
        for _ in range(40):
            yield b" " * 50_000

    # The rest of the body is not read, so this connection is of no more use.
    with Client() as once:
        shape(once.post(EXECUTE, content=pieces(), headers=JSON), 413)


def test_methods_and_media_types(api):
    shape(api.get(EXECUTE), 405)
    shape(api.put("direct_query/sources", json={}), 405)
    assert "POST" in api.get(EXECUTE).headers["allow"]
    shape(
        api.post(EXECUTE, content=b"source_id=pagila", headers={"content-type": "application/x-www-form-urlencoded"}),
        415,
    )
    shape(api.post(EXECUTE, content=b"{}", headers={"content-type": "text/plain"}), 415)
    for path in ("nothing", "direct_query/nothing", "models/orders/nothing"):
        assert api.get(path).status_code == 404
    assert api.head("direct_query/sources").status_code == 200
    asked = api.get("direct_query/sources", headers={"accept": "text/html"})
    assert asked.headers["content-type"] == "application/json", "answers are JSON, whatever is asked for"


def test_not_logged_in():
    with httpx.Client(base_url=ENV["METAHOG_URL"] + "/api/environments/1/") as nobody:
        for response in (nobody.get("direct_query/sources"), nobody.post(EXECUTE, json={}), nobody.get("models")):
            shape(response, 401)
            assert response.headers["www-authenticate"].startswith("Basic")
        # A browser would bring up a dialog of its own.
        of_page = nobody.get("direct_query/sources", headers={"sec-fetch-site": "same-origin"})
        assert of_page.status_code == 401 and not of_page.headers["www-authenticate"].startswith("Basic")
    shape(Client(auth=(ENV["METAHOG_LOGIN"], "wrong")).get("direct_query/sources"), 401)
    shape(Client(auth=("na\0me", "x")).get("direct_query/sources"), 401)


def test_csrf_and_sessions(metadata):
    """A session may ask, and with the token it may change; an expired one may nothing."""
    url = ENV["METAHOG_URL"]
    with httpx.Client(base_url=url) as browser:
        token = browser.get("/login/").cookies["csrftoken"]
        form = {"username": ENV["METAHOG_LOGIN"], "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert browser.post("/login/", data={**form, "password": "wrong"}).status_code == 200
        assert browser.post("/login/", data=form).status_code == 302
        api = "/api/environments/1/"
        assert browser.get(api + "direct_query/sources").status_code == 200
        query = {"source_id": "pagila", "query": "SELECT 1"}
        body = shape(browser.post(api + EXECUTE, json=query), 403)
        assert "CSRF" in body["error"]
        token = browser.cookies["csrftoken"]
        assert browser.post(api + EXECUTE, json=query, headers={"x-csrftoken": token}).status_code == 200
        metadata.execute("UPDATE django_session SET expire_date = now() - interval '1 second'")
        ask = lambda: browser.post(api + EXECUTE, json=query, headers={"x-csrftoken": token})  # noqa: E731
        assert eventually(lambda: ask().status_code == 401) < 3, "within what the project remembers"
        shape(ask(), 401)
        assert browser.get("/").headers["location"].startswith("/login/")


def named(api, source, name):
    """What a line of STATUS or CAUSES looks like from outside: (request, the code)."""
    limited = source(rate_limit=1)["id"] if name == "53400" else None
    narrow = source(max_connections=1)["id"] if name == "53300" else None
    return {
        "42704": lambda: api.run("SELECT 1", source="missing"),
        "22P02": lambda: api.delete("activity/many"),
        "22003": lambda: api.delete("activity/99999999999"),
        "22007": lambda: api.run("SELECT 1", timeout="soon"),
        "22015": lambda: api.run("SELECT 1", timeout="999999999999 years"),
        "22023": lambda: api.post("direct_query/sources/parse", json={"url": "http://h/d"}),
        "42710": lambda: api.post("direct_query/sources", json={"name": "pagila", "url": ENV["METAHOG_REMOTE_URL"]}),
        "53400": lambda: [api.run("SELECT 1", source=limited) for _ in range(2)][-1],
        "53300": lambda: crowded(api, narrow),
    }[name]


def crowded(api, narrow):
    """A call that finds the source's only connection in use."""
    with api.stream(
        "POST",
        "direct_query/export",
        json={"source_id": narrow, "query": "SELECT g, repeat('x', 1000) FROM generate_series(1, 1000000) AS g"},
    ):
        return api.run("SELECT 1", source=narrow, timeout=0.3)


@pytest.mark.parametrize("stage, sqlstate", [key for key in STATUS if key[1] in (
    "42704", "22P02", "22003", "22007", "22015", "22023", "42710", "53400", "53300")])  # fmt: skip
def test_the_table(api, source, stage, sqlstate):
    response = named(api, source, sqlstate)()
    assert response.json()["code"] == sqlstate, response.text
    assert response.status_code == STATUS[stage, sqlstate]
    if response.status_code == 429:
        assert 1 <= int(response.headers["retry-after"]) <= 60
    if sqlstate == "53400":
        assert int(response.headers["retry-after"]) >= response.json()["detail"]["retry_after"] > 0


def test_the_table_what_the_database_forbids(api, source, metadata):
    """42501 of stage source: the role of the app has no right to this source."""
    metadata.execute("SELECT metahog.create_source('not for the app', 'postgres://u:p@h/d', '{\"team_id\": 1}')")
    try:
        response = api.run("SELECT 1", source="not for the app")
        assert (response.status_code, response.json()["code"]) == (403, "42501")
        assert "not for the app" not in api.get("direct_query/sources").text
    finally:
        metadata.execute("SELECT metahog.drop_source('not for the app')")


def test_the_table_a_key_that_is_not_loaded(api, source, metadata):
    id = source()["id"]
    metadata.execute("UPDATE metahog.source SET key_id = '0123456789abcdef' WHERE id = %s", [id])
    response = api.run("SELECT 1", source=id)
    assert (response.status_code, response.json()["code"]) == (503, "55000")
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize("sqlstate, status", [("40001", 409), ("53400", 429), ("55000", 503), ("42704", 400), ("42501", 400),
                                              ("22023", 400), ("42710", 400), ("22P02", 400), ("XX000", 400)])  # fmt: skip
def test_the_same_codes_from_a_remote(api, source, remote, sqlstate, status):
    """What the remote says is no news about the source, but a conflict is a conflict."""
    remote.execute(
        "CREATE OR REPLACE FUNCTION public.fail_with(code text) RETURNS int LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION USING ERRCODE = code, MESSAGE = 'says the remote'; END$$"
    )
    response = api.run("SELECT fail_with($1)", params=[sqlstate])
    assert (response.status_code, response.json()["code"]) == (status, sqlstate), response.text


def explained(api, source):
    """explain raises what execute tells in its document."""
    body = {"source_id": source, "query": "SELECT pg_sleep(30)", "run": True}
    return api.post("direct_query/explain", json=body)


def test_who_ended_a_statement(api, source, remote):
    """57014 is a deadline's, or the remote's own; another request's is in test_cancel.py."""
    short = source(timeout=0.2)["id"]
    remote.execute("DROP ROLE IF EXISTS impatient")
    remote.execute(f"CREATE ROLE impatient LOGIN PASSWORD '{PASSWORD}'")
    remote.execute("ALTER ROLE impatient SET statement_timeout = '100ms'")
    impatient = source(url=ENV["METAHOG_REMOTE_URL"].replace("//analyst:", "//impatient:"))["id"]
    for id, cause in ((short, "deadline"), (impatient, "remote")):
        for response in (api.run("SELECT pg_sleep(30)", source=id), explained(api, id)):
            assert response.status_code == CAUSES[cause], response.text
            assert response.json()["detail"]["cause"] == cause


def test_unreachable(api, source):
    response = api.run("SELECT 1", source=source(url="postgres://u:p@127.0.0.1:1/d?sslmode=disable")["id"])
    body = shape(response, 400, code="08001")
    assert body["detail"]["stage"] == "connect"


def test_errors_are_json_of_one_shape_everywhere(api):
    for response in (api.get("direct_query/schema/missing"), api.get("direct_query/schema/pagila?level=all"),
                     api.get("direct_query/schema/pagila?nothing=1"), api.delete("direct_query/status/none"),
                     api.patch("direct_query/sources/missing", json={}), api.post("query", json={"query": 1})):  # fmt: skip
        assert 400 <= response.status_code < 500
        assert json.loads(response.text)["error"]
