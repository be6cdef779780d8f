"""test_schema.py: what a source has, whole, as a list, or one table."""

import json


def test_the_document_as_it_is_printed(api, metadata):
    ours = api.get("direct_query/schema/pagila").json()
    theirs = json.loads(metadata.execute("SELECT metahog.schema('pagila')::text").fetchone()[0])
    for document in (ours, theirs):
        document.pop("taken_at")
    assert ours == theirs


def test_the_list_of_tables(api):
    tables = api.get("direct_query/schema/pagila?level=tables").json()["tables"]
    film = next(t for t in tables if t["table_name"] == "film")
    assert (film["schema_name"], film["kind"], film["sql_name"], film["estimated_rows"]) == (
        "public",
        "table",
        "film",
        1000,
    )
    assert film["primary_key"] == ["film_id"]
    assert api.get("direct_query/schema/pagila?level=tables&schema=nothing").json() == {"tables": []}


def test_one_table(api):
    table = api.get("direct_query/schema/pagila?table=film&schema=public").json()
    assert [c["sql_name"] for c in table["columns"]][:2] == ["film_id", "title"]
    assert {k["to_table"] for k in table["foreign_keys"]} >= {"language"}
    assert {k["from_table"] for k in table["foreign_keys"]} >= {"film_actor"}, "those that lead here, too"
    assert any(i["is_primary"] for i in table["indexes"])
    assert {"column_name", "null_frac", "most_common_values"} <= set(table["profile"][0])
    assert api.get("direct_query/schema/pagila?table=nothing").json()["columns"] == []


def test_without_its_schema_a_table_has_no_profile(api):
    assert api.get("direct_query/schema/pagila?table=film").json()["profile"] == []


def test_refresh(api):
    told = api.get("direct_query/schema/pagila?refresh=1")
    assert told.status_code == 200 and set(told.json()) == {"added", "changed", "removed"}
    assert api.get("direct_query/schema/pagila?refresh=1").json() == {"added": 0, "changed": 0, "removed": 0}
    assert api.get("direct_query/schema/pagila?cached=1").json()["cached"] is True


def test_hostile_names(api, remote, source):
    remote.execute('CREATE TABLE public."<img src=x onerror=alert(1)>" ("__proto__" int, "a""b" int)')
    try:
        tables = api.get("direct_query/schema/pagila?level=tables").json()["tables"]
        assert '"<img src=x onerror=alert(1)>"' in [t["sql_name"] for t in tables]
        table = api.get(
            "direct_query/schema/pagila", params={"table": "<img src=x onerror=alert(1)>", "schema": "public"}
        ).json()
        assert [c["sql_name"] for c in table["columns"]] == ["__proto__", '"a""b"']
    finally:
        remote.execute('DROP TABLE public."<img src=x onerror=alert(1)>"')
