"""test_dashboards.py: dashboards over HTTP: a save of the edit mode is one request, and tiles run by their filters."""

import time
import uuid

import pytest
from conftest import Client
from test_saved import save  # noqa: F401

BY_RATING = {
    "text": "SELECT count(*) FROM film WHERE rating = $1::mpaa_rating",
    "variables": [{"name": "rating", "type": "string", "default": "PG"}],
}


@pytest.fixture
def board(api):
    """board(…fields): the document of a dashboard of this test's own."""
    made = []

    def create(client=api, **fields):
        response = client.post("dashboards", json={"name": "test " + uuid.uuid4().hex, **fields})
        assert response.status_code == 201, response.text
        made.append((client, response.json()["id"]))
        return response.json()

    yield create
    for client, id in made:
        client.delete(f"dashboards/{id}")


@pytest.fixture
def films(board, save):  # noqa: F811
    """A dashboard with one filter, and tiles: a query that it sets, and a text."""
    saved = save(**BY_RATING)
    filters = [{"name": "rating", "type": "string", "default": "R"}]
    return board(filters=filters, tiles=[{"saved": saved["id"]}, {"markdown": "# Films"}])


def run(client, board, number=0, **body):
    return client.post(f"dashboards/{board['id']}/tiles/{board['tiles'][number]['id']}/run", json=body)


def test_all_that_is_said_is_there_again(api, films):
    query, text = films["tiles"]
    assert (query["state"], query["saved"]["kind"], query["saved"]["source"]) == ("ok", "sql", "pagila")
    assert query["saved"]["variables"] == BY_RATING["variables"]
    assert text["markdown"] == "# Films" and text["saved"] is None
    assert query["place"] != text["place"]
    assert films["version"] == 1 and films["team_id"] == 1 and films["may_change"] is True
    assert api.get(f"dashboards/{films['id']}").json() == films == api.get(f"dashboards/{films['name']}").json()


def test_a_tile_runs_by_its_filters(api, films):
    counts = {row[0]: row[1] for row in api.answer("SELECT rating::text, count(*) FROM film GROUP BY 1")["results"]}
    assert run(api, films).json()["results"] == [[counts["R"]]]
    assert run(api, films, filters={"rating": "G"}).json()["results"] == [[counts["G"]]]
    assert run(api, films, filters=None, limit=1).json()["results"] == [[counts["R"]]]
    assert run(api, films, filters={"rating": "'; DROP TABLE film; --"}).status_code == 400


def test_filters_that_are_none(api, films):
    assert run(api, films, filters={"ratin": "G"}).json()["field"] == "filters.ratin"
    assert run(api, films, filters={"rating": 5}).json()["field"] == "filters.rating"
    assert run(api, films, filters=[]).json()["field"] == "filters"
    assert run(api, films, number=1).status_code == 422, "a text is not run"
    for tile in (str(uuid.uuid4()), "1", "%00", "x' OR true"):
        assert api.post(f"dashboards/{films['id']}/tiles/{tile}/run", json={}).status_code == 404


def test_the_edit_mode_saves_at_once(api, films, save):  # noqa: F811
    query, text = films["tiles"]
    new = save(text="SELECT 1", variables=[])
    moved = {**query, "place": {"x": 6, "y": 3, "w": 6, "h": 4}, "overrides": {"title": "Rated", "chart": {"type": "later"}}}
    changed = api.patch(f"dashboards/{films['id']}", json={"version": 1, "name": films["name"] + " 2", "tiles": [moved, {"saved": new["name"]}]})
    assert changed.status_code == 200, changed.text
    told = changed.json()
    assert told["version"] == 2 and told["filters"] == films["filters"] and len(told["tiles"]) == 2
    kept = next(tile for tile in told["tiles"] if tile["id"] == query["id"])
    assert kept["place"] == moved["place"] and kept["overrides"] == moved["overrides"]
    assert text["id"] not in changed.text


def test_two_editors_lose_nothing(api, films):
    address = f"dashboards/{films['id']}"
    first = api.patch(address, json={"version": 1, "tiles": films["tiles"][:1]}).json()
    second = api.patch(address, json={"version": 1, "tiles": []})
    assert second.status_code == 409 and second.json()["code"] == "40001"
    assert second.json()["current"] == first == api.get(address).json()
    assert api.delete(address, params={"version": 1}).json()["current"] == first
    assert api.delete(address, params={"version": 2}).status_code == 204
    assert api.get(address).status_code == 404


@pytest.mark.parametrize(
    "body, field",
    [
        ({"name": ""}, "name"), ({"name": None}, "name"), ({"tiles": {}}, "tiles"), ({"tiles": [1]}, "tiles"), ({"tiles": [{}]}, "tiles"),
        ({"tiles": [{"markdown": "x", "place": {"x": 7, "y": 0, "w": 6, "h": 1}}]}, "place"), ({"filters": 1}, "filters"),
        ({"filters": [{"name": "a", "type": "money"}]}, "type"), ({"layout": []}, "layout"), ({"nothing": 1}, "nothing"),
        ({"tiles": [{"id": str(uuid.uuid4())}]}, "tiles"), ({"tiles": [{"markdown": "x" * 70_000}]}, "markdown"),
    ],
)  # fmt: skip
def test_definitions_that_are_none(api, body, field):
    name = "test " + uuid.uuid4().hex
    response = api.post("dashboards", json={"name": name, **body})
    assert response.status_code == 422, response.text
    assert response.json()["field"] == field, response.text
    assert api.get("dashboards", params={"search": name}).json() == {"dashboards": []}


def test_a_tile_whose_query_is_not_there_makes_no_dashboard(api):
    name = "test " + uuid.uuid4().hex
    response = api.post("dashboards", json={"name": name, "tiles": [{"markdown": "kept?"}, {"saved": "no such"}]})
    assert response.status_code == 404
    assert api.get(f"dashboards/{name}").status_code == 404


def test_a_query_that_has_gone(api, board, save):  # noqa: F811
    saved = save(**BY_RATING)
    made = board(tiles=[{"saved": saved["id"]}])
    assert api.delete(f"saved/{saved['id']}").status_code == 204
    tile = api.get(f"dashboards/{made['id']}").json()["tiles"][0]
    assert (tile["state"], tile["saved"]) == ("gone", None)
    assert run(api, made).status_code == 404


def test_another_team_sees_nothing(films, stranger):
    for name in (films["id"], films["name"]):
        assert stranger.get(f"dashboards/{name}").status_code == 404
        assert stranger.patch(f"dashboards/{name}", json={"version": 1, "tiles": []}).status_code == 404
        assert stranger.delete(f"dashboards/{name}").status_code == 404
    assert run(stranger, films).status_code == 404
    assert films["id"] not in stranger.get("dashboards").text


def test_another_team_sees_nothing_without_the_permission_class(app, films):
    with app(PERMISSION="open_permission.Open").client("METAHOG_STRANGER", team=2) as client:
        assert client.get(f"dashboards/{films['id']}").status_code == 404
        assert run(client, films).status_code == 404


def test_a_tile_of_a_source_that_another_team_has_tells_nothing(api, board, save, metadata):  # noqa: F811
    """The dashboard is of team 2, whose tile's query has since moved to a source of team 1."""
    two = Client(team=2)
    made = two.post("direct_query/sources", json={"name": "of two " + uuid.uuid4().hex, "url": "postgres://a:b@127.0.0.1/c"}).json()
    saved = save(two, source_id=made["id"], name="secret " + uuid.uuid4().hex)
    dashboard = board(two, tiles=[{"saved": saved["id"]}])
    metadata.execute("SELECT metahog.alter_saved_query(%s, '{\"source\": \"pagila\"}', 1)", [saved["id"]])
    seen = two.get(f"dashboards/{dashboard['id']}")
    assert seen.json()["tiles"][0]["state"] == "not_allowed"
    assert saved["name"] not in seen.text and "pagila" not in seen.text
    assert run(two, dashboard).status_code == 403
    two.delete(f"direct_query/sources/{made['id']}")
    api.delete(f"saved/{saved['id']}")


def test_lists(api, board):
    word = uuid.uuid4().hex
    top, below = board(name=f"a {word}"), board(name=f"b {word}", folder=word, tiles=[{"markdown": "x"}])
    rows = api.get("dashboards", params={"search": word}).json()["dashboards"]
    assert [(row["id"], row["tiles"]) for row in rows] == [(top["id"], 0), (below["id"], 1)]
    assert [row["id"] for row in api.get("dashboards", params={"search": word, "folder": word}).json()["dashboards"]] == [below["id"]]


def test_a_thousand_tiles(api, board, save):  # noqa: F811
    saved = save(**BY_RATING)
    tiles = [{"saved": saved["id"], "place": {"x": n % 12, "y": n // 12, "w": 1, "h": 1}} for n in range(1000)]
    made = board(tiles=tiles)
    assert len(made["tiles"]) == 1000
    assert run(api, made, number=999).status_code == 200
    began = time.monotonic()
    again = api.patch(f"dashboards/{made['id']}", json={"version": 1, "tiles": made["tiles"]})
    assert again.status_code == 200 and len(again.json()["tiles"]) == 1000
    assert time.monotonic() - began < 10
    more = api.post("dashboards", json={"name": "test " + uuid.uuid4().hex, "tiles": [*tiles, tiles[0]]})
    assert more.status_code == 422, more.text


def test_a_name_is_unique_in_its_team(api, films):
    again = api.post("dashboards", json={"name": films["name"]})
    assert (again.status_code, again.json()["field"]) == (422, "name")
