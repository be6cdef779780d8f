"""test_query.py: execute, describe, explain and PostHog's own endpoint: what goes in, and what comes out."""

import json
import threading
import time

import pytest
from conftest import eventually, running


def test_document_as_the_extension_printed_it(api, metadata):
    sql = "SELECT title, rental_rate, length FROM film ORDER BY film_id"
    response = api.run(sql, limit=3)
    ours = json.loads(response.content)
    theirs = metadata.execute("SELECT metahog.execute('pagila', %s, max_rows => 3)::text", [sql]).fetchone()[0]
    theirs = json.loads(theirs)
    for document in (ours, theirs):
        document.pop("timings")
    assert response.headers["content-type"] == "application/json"
    assert ours == theirs
    assert ours["hasMore"] is True and ours["truncated"] == "max_rows" and ours["limit"] == 3


def test_numbers_keep_their_digits(api):
    sql = "SELECT 9223372036854775807 AS a, 1234567890.123456789012345678901234567890::numeric AS b"
    assert b"[9223372036854775807,1234567890.123456789012345678901234567890]" in api.run(sql).content
    assert api.answer(sql, json_numbers="safe")["results"] == [
        ["9223372036854775807", "1234567890.123456789012345678901234567890"]
    ]
    assert b"[9223372036854775807," in api.run(sql).content, "what is set for one call holds for that one alone"


def test_duplicate_and_odd_column_names(api):
    document = api.answer('SELECT 1 AS a, 2 AS a, 3 AS "__proto__", 4 AS "<b>", 5 AS "日本"')
    assert document["columns"] == ["a", "a", "__proto__", "<b>", "日本"]
    assert document["results"] == [[1, 2, 3, 4, 5]]


def test_parameters_are_bound_with_every_digit(api):
    body = (
        '{"source_id": "pagila", "query": "SELECT $1::numeric, $2::text, $3::boolean, $4::text, $5::jsonb", '
        '"params": [12345678901234567890.12345678901234567890, "it\'s \\" \\u00e9", true, null, {"a": [1]}]}'
    )
    response = api.post("direct_query/execute", content=body, headers={"content-type": "application/json"})
    assert b'[12345678901234567890.12345678901234567890,"it\'s \\" \xc3\xa9",true,null,{"a": [1]}]' in response.content


def test_limit_offset_and_timeout(api):
    sql = "SELECT g FROM generate_series(1, 9) AS g"
    document = api.answer(sql, limit=2, offset=3)
    assert (document["results"], document["limit"], document["offset"]) == ([[4], [5]], 2, 3)
    assert api.answer(sql, limit=0)["results"] == []
    assert api.answer(sql, timeout="5 min")["row_count"] == 9
    assert api.answer(sql, timeout=2.5)["row_count"] == 9
    began = time.monotonic()
    response = api.run("SELECT pg_sleep(30)", timeout=0.3)
    assert response.status_code == 504
    assert response.json()["detail"]["cause"] == "deadline"
    assert time.monotonic() - began < 5


def test_source_by_name_and_by_id(api):
    id = next(s["id"] for s in api.get("direct_query/sources").json()["sources"] if s["name"] == "pagila")
    assert api.answer("SELECT 1", source=id)["source"] == "pagila"


def test_with_and_without_a_slash(api):
    for path in ("direct_query/execute", "direct_query/execute/"):
        assert api.post(path, json={"source_id": "pagila", "query": "SELECT 1"}).status_code == 200
    assert api.post("direct_query/execute//", json={}).status_code == 404


def test_an_error_of_the_remote_whole(api):
    response = api.run("SELECT titel FROM film")
    assert response.status_code == 400
    detail = {
        "sqlstate": "42703",
        "message": 'column "titel" does not exist',
        "detail": None,
        "hint": 'Perhaps you meant to reference the column "film.title".',
        "position": 8,
        "stage": "query",
    }
    assert response.json() == {"error": detail["message"], "code": "42703", "detail": detail}


def test_writing_is_refused(api):
    assert api.run("DELETE FROM film RETURNING 1").json()["code"] == "25006"
    assert api.run("SELECT 1; SELECT 2").json()["code"] == "42601"
    assert api.run("VACUUM").json()["code"] == "0A000"


def test_a_long_query(api):
    text = "SELECT length($$" + "x" * 900_000 + "$$)"
    assert api.answer(text)["results"] == [[900_000]]


def test_a_wide_and_a_long_result(api):
    columns = ", ".join(f"{n} AS c{n}" for n in range(1600))
    assert len(api.answer(f"SELECT {columns}")["columns"]) == 1600
    document = api.answer("SELECT g, repeat('x', 50) FROM generate_series(1, 100000) AS g", limit=100_000)
    assert document["row_count"] == 100_000 and document["hasMore"] is False


def test_describe(api):
    response = api.post(
        "direct_query/describe", json={"source_id": "pagila", "query": "SELECT title, rating FROM film WHERE $1 > 1"}
    )
    assert [(c["name"], c["type"]) for c in response.json()["columns"]] == [
        ("title", "text"),
        ("rating", "mpaa_rating"),
    ]
    broken = api.post("direct_query/describe", json={"source_id": "pagila", "query": "SELECT nothing"})
    assert (broken.status_code, broken.json()["code"], broken.json()["detail"]["position"]) == (400, "42703", 8)


def test_explain(api):
    body = {"source_id": "pagila", "query": "SELECT * FROM film WHERE film_id = $1", "params": [1]}
    plan = api.post("direct_query/explain", json=body).json()
    assert "Plan" in json.dumps(plan) and "Actual Rows" not in json.dumps(plan)
    assert "Actual Rows" in json.dumps(api.post("direct_query/explain", json={**body, "run": True}).json())
    refused = api.post("direct_query/explain", json={**body, "query": "SELECT nothing", "params": None})
    assert (refused.status_code, refused.json()["code"]) == (400, "42703")


def test_posthogs_endpoint(api):
    raw = {"kind": "HogQLQuery", "query": "SELECT 1 AS n", "connectionId": "pagila", "sendRawQuery": True}
    document = api.post("query/", json={"query": raw, "refresh": "blocking", "client_query_id": "a-1"}).json()
    assert (document["columns"], document["results"], document["error"]) == (["n"], [[1]], None)
    assert set(document) >= {"columns", "types", "results", "hasMore", "limit", "offset", "timings", "error"}
    direct = {"kind": "DirectQuery", "query": "SELECT 2", "connectionId": "pagila"}
    assert api.post("query", json={"query": direct}).json()["results"] == [[2]]
    assert api.post("query/", json={"query": {"kind": "TrendsQuery", "series": []}}).status_code == 501
    missing = api.post("query/", json={"query": {"kind": "DirectQuery", "connectionId": "pagila"}})
    assert (missing.status_code, missing.json()["field"]) == (422, "query.query")


def test_the_call_leaves_nothing_behind(api, metadata):
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'metahog_app' AND backend_type = 'client backend'"
        " AND application_name LIKE 'metahog:%'"
    )
    api.answer("SELECT 1", client_query_id="left-behind")
    eventually(lambda: metadata.execute(sql).fetchone()[0] == 0, 5)


def test_what_is_recorded_of_a_call(api, metadata, mark):
    """The audit and the activity have the user of the application, not only the one role of the database."""
    api.answer(f"SELECT 1 /* {mark} */")
    sql = "SELECT actor, role, application_name FROM metahog.audit_log WHERE strpos(query, %s) > 0"
    eventually(lambda: metadata.execute(sql, [mark]).fetchone())
    actor, role, application = metadata.execute(sql, [mark]).fetchone()
    assert (role, application) == ("metahog_app", "metahog:") and actor.startswith("user:")


def test_activity(api, reader, stranger, remote, mark):
    asks = threading.Thread(target=lambda: api.run(f"SELECT pg_sleep(60) /* {mark} */", client_query_id=mark))
    asks.start()
    eventually(lambda: running(remote, mark))
    (call,) = [c for c in api.get("activity").json()["activity"] if c["client_query_id"] == mark]
    assert (call["source"], call["stage"], call["mine"]) == ("pagila", "running", True)
    (seen,) = [c for c in reader.get("activity").json()["activity"] if c["client_query_id"] == mark]
    assert seen["mine"] is False
    assert mark not in stranger.get("activity").text, "another team's calls are its own affair"
    assert reader.delete(f"activity/{call['pid']}").status_code == 404, "another user's is not ended"
    assert stranger.delete(f"activity/{call['pid']}").status_code == 404
    assert running(remote, mark) == 1
    assert api.delete(f"activity/{call['pid']}").json() == {"cancelled": True}
    asks.join(10)
    assert running(remote, mark) == 0


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "models"), ("POST", "models"), ("POST", "models/check"), ("GET", "models/orders"),
        ("GET", "models/orders/members"), ("POST", "models/orders/ask"), ("POST", "insights/trends"),
        ("POST", "insights/actors"), ("GET", "shares"), ("POST", "shares"), ("GET", "shares/1"),
    ],
)  # fmt: skip
def test_what_is_not_there_yet(api, method, path):
    response = api.request(method, path, json={} if method == "POST" else None)
    assert response.status_code == 501
    assert response.json() == {"error": "this function is not there yet", "code": "0A000"}


def test_in_the_background_is_not_there_yet(api):
    assert api.run("SELECT 1", **{"async": True}).status_code == 501
