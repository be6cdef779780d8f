"""test_docs.py: docs/rest.md: its curl lines run and answer as it says; it has every route, setting and check."""

import os
import re
import subprocess

import pytest
from conftest import DJANGO, ENV, PASSWORD
from metahog import conf, errors, urls

PAGE = (DJANGO.parent / "docs" / "rest.md").read_text()


def lines():
    """Each curl line, and the status that a comment before its block announces."""
    for status, block in re.findall(r"(?:<!-- status (\d+) -->\n)?```sh\n(.*?)```", PAGE, re.S):
        for line in block.strip().split("\n"):
            yield pytest.param(line, status, id=line.replace('"$API/', "").split("curl ")[1][:70])


@pytest.mark.parametrize("line, status", lines())
def test_a_line(line, status, tmp_path):
    assert line.startswith("curl ")
    env = {
        "PATH": os.environ["PATH"],
        "API": ENV["METAHOG_URL"] + "/api/environments/1",
        "LOGIN": f"{ENV['METAHOG_LOGIN']}:{PASSWORD}",
    }
    command = line.replace("curl ", "curl -sS -w '\\n%{http_code}' ", 1)
    ran = subprocess.run(["bash", "-c", command], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    told = ran.stdout.rpartition("\n")[2]
    assert told == status or (not status and told in ("200", "201", "204")), ran.stdout


def test_every_route_is_there():
    for address, view in urls.ROUTES.items():
        first = address.split("/{")[0]
        assert first in PAGE, address
        if any(function.status != 501 for function in view.cls.views.values()):
            pattern = re.sub(r"{[^}]+}", r'[^/"? ]+', address)
            assert re.search(r'"\$API/' + pattern + r'/?[?"]', PAGE), f"no line for {address}"


def test_every_setting_check_and_status_is_there():
    for name in conf.DEFAULTS:
        assert f"`{name}`" in PAGE, name
    checks = (DJANGO / "metahog" / "checks.py").read_text()
    for name in set(re.findall(r'id="(metahog\.\w+)"', checks)):
        assert f"`{name}`" in PAGE, name
    for status in {*errors.STATUS.values(), *errors.CAUSES.values()}:
        assert re.search(rf"^\| .*\b{status}\b.* \|", PAGE, re.M), status
