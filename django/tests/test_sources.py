"""test_sources.py: sources: list, create, change, drop, test, parse; what a password leaves behind."""

import json

from conftest import ENV, PASSWORD, Client

SOURCES = "direct_query/sources"


def test_create_read_change_drop(api):
    body = {
        "name": "life of a source",
        "url": ENV["METAHOG_REMOTE_URL"],
        "options": {"description": "one", "timeout": 20},
    }
    created = api.post(SOURCES, json=body)
    assert created.status_code == 201
    made = created.json()
    assert (made["name"], made["team_id"], made["description"], made["timeout"]) == ("life of a source", 1, "one", 20)
    assert made["options"]["database"] == "pagila" and made["read_only"] is True
    assert made["created_by_actor"].startswith("user:")
    assert api.get(f"{SOURCES}/{made['id']}").json() == made
    assert api.answer("SELECT 1", source="life of a source")["results"] == [[1]]

    changed = api.patch(f"{SOURCES}/life of a source", json={"name": "renamed", "options": {"max_rows": 5}}).json()
    assert (changed["id"], changed["name"], changed["max_rows"]) == (made["id"], "renamed", 5)
    assert api.answer("SELECT g FROM generate_series(1, 9) AS g", source="renamed")["row_count"] == 5
    assert api.patch(f"{SOURCES}/renamed", json={"schema": "public"}).json()["options"]["schema"] == "public"

    assert api.delete(f"{SOURCES}/renamed").status_code == 204
    assert api.get(f"{SOURCES}/{made['id']}").status_code == 404
    assert api.run("SELECT 1", source=made["id"]).status_code == 404
    assert api.delete(f"{SOURCES}/renamed").status_code == 404


def test_from_its_parts(api):
    parts = api.post(f"{SOURCES}/parse", json={"url": ENV["METAHOG_REMOTE_URL"]}).json()
    assert parts["password"] == PASSWORD and parts["user"] == "analyst"
    created = api.post(SOURCES, json={"name": "of parts", **parts})
    assert created.status_code == 201, created.text
    assert api.answer("SELECT 1", source="of parts")["results"] == [[1]]
    moved = api.patch(
        f"{SOURCES}/of parts", json={"url": ENV["METAHOG_ADMIN_URL"], "options": {"description": "moved"}}
    )
    assert (moved.json()["options"]["user"], moved.json()["description"]) == ("admin", "moved")
    assert api.answer("SELECT current_user", source="of parts")["results"] == [["admin"]]
    api.delete(f"{SOURCES}/of parts")


def test_test_as_stored(api):
    told = api.post(f"{SOURCES}/pagila/test").json()
    assert (told["ok"], told["stage"]) == (True, "query") and told["latency_ms"] > 0


def test_test_before_it_is_saved(api, metadata):
    count = "SELECT count(*) FROM metahog.source"
    before = metadata.execute(count).fetchone()
    assert api.post(f"{SOURCES}/test", json={"url": ENV["METAHOG_REMOTE_URL"]}).json()["ok"] is True
    superuser = api.post(f"{SOURCES}/test", json={"name": "x", "url": ENV["METAHOG_ADMIN_URL"]}).json()
    assert superuser["ok"] is True and "superuser" in superuser["message"]
    refused = api.post(f"{SOURCES}/test", json={"url": "postgres://u:p@127.0.0.1:1/d"}).json()
    assert (refused["ok"], refused["stage"]) == (False, "connect")
    wrong = ENV["METAHOG_REMOTE_URL"].replace(PASSWORD, "wr0ng")
    told = api.post(f"{SOURCES}/test", json={"url": wrong}).json()
    assert (told["ok"], told["stage"]) == (False, "authenticate")
    changed = api.post(f"{SOURCES}/test", json={"source_id": "pagila", "database": "nothing"}).json()
    assert (changed["ok"], changed["stage"]) == (False, "authenticate")
    assert metadata.execute(count).fetchone() == before, "nothing is stored"
    assert api.get(f"{SOURCES}/pagila").json()["options"]["database"] == "pagila"
    assert api.answer("SELECT 1")["results"] == [[1]], "and the connection is as it was"


def test_errors_name_their_field(api):
    cases = [
        ({"name": "x", "url": "mysql://u:secret@h/d"}, "url"),
        ({"name": "x", "url": "postgres://u:secret@h:99999/d"}, "port"),
        ({"name": "x", "host": "h", "port": "many", "database": "d", "user": "u"}, "port"),
        ({"name": "x", "host": "h", "database": "d"}, "user"),
        ({"name": "", "url": "postgres://u:secret@h/d"}, "name"),
        ({"url": "postgres://u:secret@h/d"}, "name"),
        ({"name": "x"}, "url"),
        ({"name": "pagila", "url": "postgres://u:secret@h/d"}, "name"),
        ({"name": "x", "url": "postgres://u:secret@h/d", "options": {"rate_limit": -1}}, "rate_limit"),
        ({"name": "x", "url": "postgres://u:secret@h/d", "options": {"service": "x"}}, "service"),
        ({"name": "x", "url": "postgres://u:secret@h/d", "options": {"team_id": 2}}, "options.team_id"),
        ({"name": "x", "url": "postgres://u:secret@h/d", "nothing": 1}, "nothing"),
    ]
    for body, field in cases:
        response = api.post(SOURCES, json=body)
        assert (response.status_code, response.json().get("field")) == (422, field), response.text
        assert "secret" not in response.text
    assert api.patch(f"{SOURCES}/pagila", json={"options": {"team_id": None}}).status_code == 422


def test_who_may_manage(reader, api):
    body = {"name": "x", "url": ENV["METAHOG_REMOTE_URL"]}
    for response in (
        reader.post(SOURCES, json=body),
        reader.patch(f"{SOURCES}/pagila", json={"description": "x"}),
        reader.delete(f"{SOURCES}/pagila"),
        reader.post(f"{SOURCES}/pagila/test"),
        reader.post(f"{SOURCES}/test", json=body),
        reader.post(f"{SOURCES}/parse", json={"url": body["url"]}),
    ):
        assert (response.status_code, response.json()) == (403, {"error": "not allowed", "code": "42501"})
    assert [s["name"] for s in reader.get(SOURCES).json()["sources"]] == [
        s["name"] for s in api.get(SOURCES).json()["sources"]
    ]


def test_no_password_in_an_answer_or_a_log(api, app):
    """Whatever goes wrong: neither the body nor the app's log has the password or the metadata database's address."""
    secret = "s3cr3t-of-a-test"
    one = app()
    client = one.client()
    bodies = [
        {"name": "leak", "url": f"postgres://u:{secret}@127.0.0.1:1/d"},
        {"name": "leak", "host": "h,h2", "user": "u", "database": "d", "password": secret},
        {"name": "leak", "url": f"postgres://u:{secret}@h:99999/d"},
        {"name": "leak", "url": f"postgres://u:{secret}@@h/d"},
        {"name": "leak\0", "url": f"postgres://u:{secret}@h/d"},
    ]
    for body in bodies:
        for path in (SOURCES, f"{SOURCES}/test"):
            assert secret not in client.post(path, json=body).text
    client.run("SELECT 1", source="leak")
    assert secret not in json.dumps(client.get(SOURCES).json())
    client.delete(f"{SOURCES}/leak")
    one.kill()
    assert secret not in one.log.read_text() and PASSWORD not in one.log.read_text()


def test_another_teams_source(api, stranger, source):
    """404 by name and by id, in every route; and the other team may have the same name."""
    theirs = source()
    at_home = Client("METAHOG_STRANGER", team=2)
    for name in (theirs["id"], theirs["name"]):
        for response in (
            at_home.run("SELECT 1", source=name),
            at_home.post("direct_query/describe", json={"source_id": name, "query": "SELECT 1"}),
            at_home.post("direct_query/explain", json={"source_id": name, "query": "SELECT 1"}),
            at_home.post("direct_query/export", json={"source_id": name, "query": "SELECT 1"}),
            at_home.get(f"{SOURCES}/{name}"),
            at_home.get(f"direct_query/schema/{name}"),
            at_home.get(f"direct_query/schema/{name}?level=tables"),
            at_home.get(f"direct_query/schema/{name}?table=film"),
        ):
            assert response.status_code == 404, response.text
        managing = Client(team=2)
        for response in (
            managing.patch(f"{SOURCES}/{name}", json={"description": "x"}),
            managing.delete(f"{SOURCES}/{name}"),
            managing.post(f"{SOURCES}/{name}/test"),
            managing.post(f"{SOURCES}/test", json={"source_id": name, "database": "x"}),
        ):
            assert response.status_code == 404, response.text
    assert theirs["id"] not in at_home.get(SOURCES).text
    assert api.get(f"{SOURCES}/{theirs['id']}").status_code == 200


def test_another_teams_address(api, stranger, reader):
    """A team that is not the user's is not found, as one that does not exist."""
    for client in (Client("METAHOG_STRANGER", team=1), Client("METAHOG_READER", team=2), Client(team=3)):
        for response in (client.get(SOURCES), client.run("SELECT 1"), client.get("activity"), client.get("models")):
            assert (response.status_code, response.json()) == (404, {"error": "not found"})


def test_the_database_refuses_without_the_permission_class(app, source):
    """With a permission class that allows everybody everything, another team's source stays out of reach."""
    theirs = source()
    client = app(PERMISSION="open_permission.Open").client("METAHOG_STRANGER", team=2)
    assert client.post(SOURCES, json={"name": "by anybody", "url": ENV["METAHOG_REMOTE_URL"]}).status_code == 201
    assert client.delete(f"{SOURCES}/by anybody").status_code == 204
    for name in (theirs["id"], theirs["name"], "pagila"):
        assert client.run("SELECT 1", source=name).status_code == 404
        assert client.patch(f"{SOURCES}/{name}", json={"options": {"description": "x"}}).status_code == 404
        assert client.delete(f"{SOURCES}/{name}").status_code == 404
    assert client.get(SOURCES).json() == {"sources": []}
