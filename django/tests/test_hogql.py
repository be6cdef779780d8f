"""test_hogql.py: HogQL over HTTP: run, described, explained, exported, checked, shown as SQL."""

import pytest


def hogql(api, query, **fields):
    return api.run(query, language="hogql", **fields)


def test_execute(api):
    document = hogql(api, "SELECT title, length FROM film WHERE film_id = {id}", params={"id": 1}).json()
    assert document["columns"] == ["title", "length"]
    assert document["results"] == api.answer("SELECT title, length FROM film WHERE film_id = 1")["results"]
    assert document["hogql"] == "SELECT title, length FROM film WHERE film_id = {id}"
    assert document["query"].startswith('SELECT "film"."title"')
    assert document["warnings"] == []


def test_values_are_values(api):
    params = {"name": "O'Brien {x}", "list": [1, 2], "deep": {"er": 1.5}, "no": None}
    answer = hogql(api, "SELECT {name}, 2 IN {list}, {deep.er}, {no} IS NULL", params=params)
    assert answer.json()["results"] == [["O'Brien {x}", True, 1.5, True]]


def test_limit_and_offset(api):
    document = hogql(api, "SELECT film_id FROM film ORDER BY film_id", limit=2, offset=3).json()
    assert (document["results"], document["limit"], document["offset"], document["hasMore"]) == ([[4], [5]], 2, 3, True)


@pytest.mark.parametrize(
    "query, stage, code, position",
    [
        ("SELECT 1 FROM", "parse", "42601", 14),
        ("SELECT titel FROM film", "resolve", "42703", 8),
        ("SELECT {name}", "resolve", "42P02", 8),
    ],
)
def test_failures_have_a_place(api, query, stage, code, position):
    response = hogql(api, query)
    detail = response.json()["detail"]
    assert response.status_code == 400
    assert (detail["stage"], detail["sqlstate"], detail["position"]) == (stage, code, position)


@pytest.mark.parametrize(
    "fields, says",
    [({"language": "hogql", "params": [1]}, "An object of values."), ({"params": {"a": 1}}, "A list of values."), ({"params": "x"}, "A list of values, for HogQL an object.")],
)  # fmt: skip
def test_params_of_the_wrong_kind(api, fields, says):
    response = api.run("SELECT 1", **fields)
    assert (response.status_code, response.json()) == (422, {"error": says, "field": "params"})


def test_describe(api):
    asked = {"source_id": "pagila", "query": "SELECT film_id AS id, {x} AS x FROM film", "language": "hogql", "params": {"x": "a"}}
    columns = api.post("direct_query/describe", json=asked).json()["columns"]
    assert [(c["name"], c["type"]) for c in columns] == [("id", "integer"), ("x", "text")]


def test_describe_of_sql_takes_no_params(api):
    asked = {"source_id": "pagila", "query": "SELECT 1", "params": [1]}
    response = api.post("direct_query/describe", json=asked)
    assert (response.status_code, response.json()["field"]) == (422, "params")


def test_explain(api):
    asked = {"source_id": "pagila", "query": "SELECT title FROM film WHERE film_id = {id}", "language": "hogql", "params": {"id": 1}}
    plan = api.post("direct_query/explain", json=asked).json()
    assert "Plan" in plan[0]


def test_export(api):
    asked = {"source_id": "pagila", "query": "SELECT film_id FROM film WHERE film_id <= {n} ORDER BY film_id", "language": "hogql", "params": {"n": 2}}
    assert api.post("direct_query/export", json=asked).text == "film_id\n1\n2\n"


def test_check(api):
    def check(query, **fields):
        return api.post("direct_query/check", json={"source_id": "pagila", "query": query, **fields}).json()

    assert check("SELECT title FROM film") == {"ok": True, "problems": []}
    assert check("SELECT {x}", params={"x": 1})["ok"]
    (problem,) = check("SELECT title, titel FROM film")["problems"]
    assert (problem["code"], problem["position"], problem["end_position"]) == ("42703", 15, 20)
    assert "title" in problem["hint"]
    assert problem["message"]


def test_show_sql(api):
    asked = {"source_id": "pagila", "query": "SELECT title FROM film WHERE title = {t}", "params": {"t": "it's"}}
    sql = api.post("direct_query/sql", json=asked).json()["sql"]
    assert "'it''s'" in sql and "\n" in sql
    assert "\n" not in api.post("direct_query/sql", json={**asked, "pretty": False}).json()["sql"]
    failed = api.post("direct_query/sql", json={**asked, "query": "SELECT nope FROM film"})
    assert (failed.status_code, failed.json()["detail"]["position"]) == (400, 8)


def test_functions(api, reader):
    functions = {f["name"]: f for f in reader.get("direct_query/functions").json()["functions"]}
    assert functions["toStartOfMonth"]["supported"] and functions["sipHash64"]["supported"] is False
    assert len(functions) > 300


def test_posthogs_own_endpoint(api):
    query = {
        "kind": "HogQLQuery", "query": "SELECT {a} + {variables.b}", "connectionId": "pagila",
        "values": {"a": 1}, "variables": {"018f": {"code_name": "b", "variableId": "018f", "value": 2}},
    }  # fmt: skip
    document = api.post("query/", json={"query": query}).json()
    assert document["results"] == [[3]]
    without = api.post("query/", json={"query": {**query, "query": "SELECT 1", "values": None, "variables": None}})
    assert without.json()["results"] == [[1]]
    missing = api.post("query/", json={"query": {**query, "variables": {}}})
    assert (missing.status_code, missing.json()["code"]) == (400, "42P02")


def test_another_teams_source_is_not_found(stranger):
    assert hogql(stranger, "SELECT 1").status_code == 404
    problems = stranger.post("direct_query/check", json={"source_id": "pagila", "query": "SELECT 1"}).json()["problems"]
    assert problems[0]["code"] == "42704"
