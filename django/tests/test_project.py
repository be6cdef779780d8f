"""test_project.py: the committed description, the migrations, the checks: what a project has to rely on."""

import os
import subprocess
import sys

import pytest
import yaml
from conftest import DJANGO, ENV, eventually, restart, superuser

import metahog.urls  # noqa: F401  (after pytest has put django/ in the path)


def manage(*arguments, **environment):
    env = {**ENV, "PYTHONPATH": f"{DJANGO}:{DJANGO}/tests", **environment}
    return subprocess.run(
        [sys.executable, str(DJANGO / "manage.py"), *arguments], env=env, capture_output=True, text=True, timeout=120
    )


def test_the_committed_description_is_the_apps():
    made = manage("generateschema", "--generator_class", "metahog.openapi.Generator")
    assert made.returncode == 0, made.stderr
    assert yaml.safe_load(made.stdout) == yaml.safe_load(
        (DJANGO / "openapi.yaml").read_text()
    ), "django/openapi.yaml differs: manage.py generateschema --generator_class metahog.openapi.Generator --file openapi.yaml"


def test_the_description_has_every_route():
    described = yaml.safe_load((DJANGO / "openapi.yaml").read_text())["paths"]
    assert len(described) >= len(metahog.urls.ROUTES)
    assert set(described["/direct_query/sources"]) == {"get", "post"}
    body = described["/direct_query/execute"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"source_id", "query"}
    assert set(body["properties"]) == {"source_id", "query", "language", "params", "limit", "offset", "timeout",
                                       "client_query_id", "json_numbers", "async"}  # fmt: skip


def test_the_migrations_are_complete():
    assert manage("makemigrations", "--check", "--dry-run", "metahog").returncode == 0


def findings(**environment):
    told = manage("check", "--database", "default", **environment)
    return {word.strip("():") for word in (told.stderr + told.stdout).split() if word.startswith("(metahog.")}


@pytest.fixture
def schema_is_closed(metadata):
    metadata.execute("REVOKE USAGE ON SCHEMA metahog FROM metahog_app")
    yield
    metadata.execute("GRANT USAGE ON SCHEMA metahog TO metahog_app")


def test_checks_find_nothing_where_nothing_is(tmp_path):
    (tmp_path / "manifest.json").write_text('{"app.js": "app-12345678.js"}')
    assert findings(METAHOG_WEB=str(tmp_path)) == set()


def test_check_e003(schema_is_closed):
    assert "metahog.E003" in findings()


def test_check_e002(metadata):
    metadata.execute("UPDATE pg_extension SET extversion = '0.0.9' WHERE extname = 'metahog'")
    try:
        assert "metahog.E002" in findings()
    finally:
        metadata.execute("UPDATE pg_extension SET extversion = '0.1.0' WHERE extname = 'metahog'")


@pytest.fixture
def level_l0(metadata, api):
    """The metadata server with nothing shared, and with another library preloaded than ours."""
    metadata.execute("ALTER SYSTEM SET metahog.shared_memory = off")
    metadata.execute("ALTER SYSTEM SET shared_preload_libraries = 'plpgsql'")
    restart("metadata")
    yield
    with superuser("METAHOG_METADATA_PORT", "metahog_web") as connection:
        connection.execute("ALTER SYSTEM RESET metahog.shared_memory")
        connection.execute("ALTER SYSTEM RESET shared_preload_libraries")
    restart("metadata")
    eventually(lambda: api.run("SELECT 1").status_code == 200)


def test_check_w005(level_l0, api):
    assert "metahog.W005" in findings()
    answers = []
    eventually(lambda: answers.append(api.get("limits")) or answers[-1].status_code == 200)
    assert answers[-1].json()["limits"]["server"]["timeout"] == 60, "a connection's first question loads the library"


def test_check_w007(tmp_path):
    assert "metahog.W007" in findings(METAHOG_WEB=str(tmp_path))


# For what Django's own engine for PostgreSQL would refuse before the checks.
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}


@pytest.mark.parametrize(
    "finding, settings",
    [
        ("metahog.W006", "ASGI_APPLICATION = 'plain_asgi.application'"),
        ("metahog.W008", "MIDDLEWARE = ['django.middleware.gzip.GZipMiddleware', *MIDDLEWARE]"),
        ("metahog.E001", "DATABASES['default']['PORT'] = '1'"),
        ("metahog.E004", f"import psycopg\npsycopg.__version__ = '3.0.18'\nDATABASES = {SQLITE}"),
        ("metahog.E004", "import sys\nsys.modules['psycopg'] = None"),
    ],
)
def test_checks_of_a_project(tmp_path, finding, settings):
    (tmp_path / "other_settings.py").write_text(f"from metahog_site.settings import *\n{settings}\n")
    (tmp_path / "plain_asgi.py").write_text("def application(scope, receive, send): ...\n")
    told = manage(
        "check", "--database", "default", "--settings", "other_settings", PYTHONPATH=f"{DJANGO}{os.pathsep}{tmp_path}"
    )
    assert f"({finding})" in told.stderr + told.stdout


def test_a_setting_that_there_is_not(tmp_path):
    (tmp_path / "other_settings.py").write_text("from metahog_site.settings import *\nMETAHOG['POOLMAX'] = 1\n")
    told = manage(
        "check", "--database", "default", "--settings", "other_settings", PYTHONPATH=f"{DJANGO}{os.pathsep}{tmp_path}"
    )
    assert "METAHOG has no setting 'POOLMAX'" in told.stderr


def test_migrate_makes_the_extension_or_says_how(metadata):
    """A role that may not create it is told what a superuser has to run; one that may does it."""
    try:
        metadata.execute("CREATE DATABASE metahog_empty OWNER metahog_app")
        refused = manage("migrate", METAHOG_DB_NAME="metahog_empty")
        assert refused.returncode != 0
        assert (
            "CREATE EXTENSION metahog;" in refused.stderr
            and "GRANT USAGE ON SCHEMA metahog TO metahog_app;" in refused.stderr
        )
        done = manage("migrate", METAHOG_DB_NAME="metahog_empty", METAHOG_DB_USER="admin")
        assert done.returncode == 0, done.stderr
        again = manage("migrate", METAHOG_DB_NAME="metahog_empty", METAHOG_DB_USER="admin")
        assert again.returncode == 0
    finally:
        metadata.execute("DROP DATABASE IF EXISTS metahog_empty WITH (FORCE)")
