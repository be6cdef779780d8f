"""test_limits.py: what limits a caller: the server's settings, the role's limits, each source's own."""

import pytest
from conftest import Client


def limits(client):
    response = client.get("limits")
    assert response.status_code == 200, response.text
    return response.json()["limits"]


@pytest.fixture
def role_limits(metadata):
    """Of the app's role, of all roles, and of one that is not the app's affair."""
    metadata.execute("CREATE ROLE limits_other")
    for role, most in (("metahog_app", 60000), ("-", 50000), ("limits_other", 7)):
        metadata.execute("SELECT metahog.limit_role(%s::text::regrole, %s)", [role, most])
    yield
    for role in ("metahog_app", "-", "limits_other"):
        metadata.execute("SELECT metahog.limit_role(%s::text::regrole, NULL)", [role])
    metadata.execute("DROP ROLE limits_other")


@pytest.fixture
def role_settings(metadata):
    metadata.execute("ALTER ROLE metahog_app SET metahog.timeout = '2500ms'")
    metadata.execute("ALTER ROLE metahog_app SET metahog.max_rows_ceiling = 4321")
    yield
    metadata.execute("ALTER ROLE metahog_app RESET metahog.timeout")
    metadata.execute("ALTER ROLE metahog_app RESET metahog.max_rows_ceiling")


def test_the_servers(reader):
    told = limits(reader)
    assert told["role"] == "metahog_app"
    assert told["server"] == {
        "timeout": 60,
        "timeout_ceiling": 600,
        "max_rows": 1000,
        "max_rows_ceiling": 1000000,
        "max_bytes": 64 * 2**20,
        "max_bytes_ceiling": 256 * 2**20,
        "max_connections_per_source": 10,
    }


def test_as_they_are_set_for_the_role(role_settings, app):
    """A new process has new connections, which begin with the role's settings."""
    server = limits(app().client())["server"]
    assert (server["timeout"], server["max_rows_ceiling"]) == (2.5, 4321)


def test_the_roles(api, role_limits):
    assert limits(api)["roles"] == [{"role": "-", "rate_limit": 50000}, {"role": "metahog_app", "rate_limit": 60000}]


def test_no_role_is_limited(api):
    assert limits(api)["roles"] == []


def test_the_sources(reader, stranger, source):
    made = source(timeout=20, max_rows=5, max_bytes=4096, max_connections=2, rate_limit=30)
    of_team_two = source(team=2)
    found = {s["id"]: s for s in limits(reader)["sources"]}
    assert found[made["id"]] == {
        "id": made["id"],
        "name": made["name"],
        "timeout": 20,
        "max_rows": 5,
        "max_bytes": 4096,
        "max_connections": 2,
        "rate_limit": 30,
    }
    assert of_team_two["id"] not in found, "another team's"
    other = {s["id"]: s for s in limits(stranger)["sources"]}
    assert made["id"] not in other
    assert other[of_team_two["id"]]["timeout"] is None


def test_who_may_not_ask():
    with Client(auth=None) as nobody:
        assert nobody.get("limits").status_code == 401
    with Client("METAHOG_STRANGER") as stranger:
        assert stranger.get("limits").status_code == 404, "another team's address"
