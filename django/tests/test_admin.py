"""test_admin.py: Django's admin: sources made and changed by the extension's functions, running queries, history."""

import re
import threading

import httpx
import pytest
from conftest import ENV, PASSWORD, eventually, running
from test_page import log_in


@pytest.fixture
def admin():
    with httpx.Client(base_url=ENV["METAHOG_URL"], timeout=30) as browser:
        log_in(browser)
        browser.headers["x-csrftoken"] = browser.cookies["csrftoken"]
        yield browser


def form_of(page):
    """The fields of a page's form as a browser would send them back."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag) and 'type="submit"' not in tag:
            fields[name[1]] = value[1] if value else ""
    return fields


def errors_of(page):
    return re.findall(r'class="errorlist[^"]*"[^>]*>\s*<li>(.*?)</li>', page.text)


def test_a_source_from_its_url_to_its_end(admin, api, metadata):
    place = "/admin/metahog/source/"
    form = {
        **form_of(admin.get(place + "add/")),
        "name": "by the admin",
        "url": ENV["METAHOG_REMOTE_URL"],
        "team_id": "1",
        "max_rows": "5",
    }
    assert errors_of(admin.post(place + "add/", data={**form, "url": "mysql://u:s3cret@h/d"})) == [
        "invalid connection URL"
    ]
    assert errors_of(admin.post(place + "add/", data={**form, "url": ""})) == ["This field is required."]
    added = admin.post(place + "add/", data=form)
    assert added.headers.get("location") == place, errors_of(added)
    made = api.get("direct_query/sources/by the admin").json()
    assert (made["team_id"], made["max_rows"]) == (1, 5) and made["created_by_actor"].startswith("user:")

    listed = admin.get(place).text
    assert "by the admin" in listed and "analyst@127.0.0.1" in listed
    page = admin.get(f"{place}{made['id']}/change/")
    assert PASSWORD not in page.text and ENV["METAHOG_REMOTE_URL"] not in page.text
    changed = {**form_of(page), "description": "changed", "max_rows": ""}
    assert admin.post(f"{place}{made['id']}/change/", data=changed).headers["location"] == place
    now = api.get("direct_query/sources/by the admin").json()
    assert (now["description"], now["max_rows"]) == ("changed", None)
    assert api.answer("SELECT 1", source="by the admin")["results"] == [[1]], "the password has stayed"

    tested = admin.post(place, data={"action": "test", "_selected_action": made["id"]}, follow_redirects=True)
    said = re.findall(r'<li class="success">(.*?)</li>', tested.text, re.S)
    assert "“by the admin”: connected" in said, said
    gone = admin.post(
        f"{place}{made['id']}/delete/", data={**form_of(admin.get(f"{place}{made['id']}/delete/")), "post": "yes"}
    )
    assert gone.headers["location"] == place
    assert api.get("direct_query/sources/by the admin").status_code == 404


def test_running_queries_and_their_end(admin, api, remote, mark):
    asks = threading.Thread(target=lambda: api.run(f"SELECT pg_sleep(60) /* {mark} */"))
    asks.start()
    eventually(lambda: running(remote, mark) == 1)
    place = "/admin/metahog/activity/"
    page = admin.get(place)
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page.text, re.S) if mark in row)
    pid = re.search(r'value="(\d+)"', row)[1]
    told = admin.post(place, data={"action": "cancel", "_selected_action": pid}, follow_redirects=True)
    assert "cancelled" in told.text
    asks.join(10)
    assert running(remote, mark) == 0


@pytest.mark.parametrize("model", ["session", "statistics", "activity", "auditrecord"])
def test_what_is_only_shown(admin, metadata, api, model):
    metadata.execute("GRANT SELECT ON metahog.audit_log TO metahog_app")
    api.answer("SELECT 1")
    assert admin.get(f"/admin/metahog/{model}/").status_code == 200
    assert admin.get(f"/admin/metahog/{model}/add/").status_code == 403


def test_a_history_that_may_not_be_read(admin, metadata):
    metadata.execute("REVOKE SELECT ON metahog.audit_log FROM metahog_app")
    assert admin.get("/admin/metahog/auditrecord/").status_code == 403
    assert admin.get("/admin/").status_code == 200


def test_what_is_saved_is_listed(admin, api):
    saved = api.post("saved", json={"name": "for the admin", "source_id": "pagila", "text": "SELECT 1", "folder": "here"}).json()
    board = api.post("dashboards", json={"name": "admin's board", "tiles": [{"saved": saved["id"]}, {"markdown": "x"}]}).json()
    listed = admin.get("/admin/metahog/savedquery/", params={"q": "for the admin"}).text
    assert "for the admin" in listed and "here" in listed and "pagila" in listed
    assert re.search(r'field-tiles">2<', admin.get("/admin/metahog/dashboard/", params={"q": "admin"}).text)
    assert admin.get("/admin/metahog/savedquery/add/").status_code == 403
    api.delete(f"dashboards/{board['id']}")
    api.delete(f"saved/{saved['id']}")
