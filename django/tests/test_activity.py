"""test_activity.py: connections and sums of past calls, of the team's sources and no others'; notices of what failed."""


def part(client, name):
    response = client.get("activity", params={"part": name})
    assert response.status_code == 200, response.text
    return response.json()[name]


def of(rows, source):
    return [row for row in rows if row["source_id"] == source["id"]]


def test_connections_of_a_source(api, reader, source):
    made = source(max_connections=3)
    assert api.run("SELECT 1", source=made["id"]).status_code == 200
    (row,) = of(part(reader, "sessions"), made)
    assert row["source"] == made["name"]
    assert row["opened"] == 1
    assert row["max_connections"] == 3


def test_sums_of_calls(api, reader, source):
    made = source()
    for query in ("SELECT n FROM generate_series(1, 7) AS n", "SELEC"):
        api.run(query, source=made["id"])
    (row,) = of(part(reader, "statistics"), made)
    assert row["role"] == "metahog_app"
    assert (row["calls"], row["errors"], row["rows"]) == (2, 1, 7)
    assert row["total_seconds"] > 0
    assert row["last_call"] >= row["first_call"]


def test_another_teams_are_not_told(api, stranger, source):
    made = source()
    api.run("SELECT 1", source=made["id"])
    for name in ("calls", "sessions", "statistics"):
        response = stranger.get("activity", params={"part": name})
        assert response.status_code == 200
        assert made["id"] not in response.text


def test_an_unknown_part(api):
    response = api.get("activity", params={"part": "secrets"})
    assert response.status_code == 422
    assert response.json()["field"] == "part"


def test_what_was_said_before_it_failed(api):
    query = "SELECT to_tsquery('the')::text AS q UNION ALL SELECT (1 / (random() * 0)::int)::text"
    body = api.run(query).json()
    assert body["error"] == "division by zero"
    (notice,) = body["notices"]
    assert "stop words" in notice["message"]
    assert "notices" not in api.run("SELEC").json()
