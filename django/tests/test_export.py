"""test_export.py: downloads: whole or visibly broken, in constant memory."""

import csv
import io
import json
import re
from pathlib import Path

import httpx
import pytest
from conftest import ENV, eventually, running

EXPORT = "direct_query/export"
ROWS = "SELECT g AS id, repeat('x', 100) AS text FROM generate_series(1, %d) AS g"


def body(query, **fields):
    return {"source_id": "pagila", "query": query, **fields}


def test_csv_and_jsonl(api):
    sql = "SELECT 1 AS a, 'x,\"y\"' AS \"b c\", NULL AS d, '' AS e"
    response = api.post(EXPORT, json=body(sql))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(response.text))) == [["a", "b c", "d", "e"], ["1", 'x,"y"', "", ""]]
    assert response.text == api.post(EXPORT, json=body(sql, format="csv")).text
    response = api.post(EXPORT, json=body(sql, format="jsonl"))
    assert response.headers["content-type"] == "application/x-ndjson"
    assert json.loads(response.text) == {"a": 1, "b c": 'x,"y"', "d": None, "e": ""}


def test_all_rows_and_a_limit(api):
    assert api.post(EXPORT, json=body(ROWS % 50_000)).text.count("\n") == 50_001, "an export has no default cap"
    assert api.post(EXPORT, json=body(ROWS % 50_000, limit=10, offset=5)).text.split("\n")[1].startswith("6,")
    assert api.post(EXPORT, json=body("SELECT $1::int AS n", params=[7])).text == "n\n7\n"
    assert api.post(EXPORT, json=body("SELECT 1 AS n WHERE false")).text == "n\n"
    assert api.post(EXPORT, json=body("SELECT 1 AS n WHERE false", format="jsonl")).text == ""


def test_for_spreadsheets(api):
    sql = "SELECT * FROM (VALUES ('=1+1'), ('+1'), ('-1'), ('@x'), (E'\\tx'), ('plain'), ('a=1'), ('-5.2')) AS t(v)"
    kept = api.post(EXPORT, json=body(sql))
    assert kept.text.split("\n")[1] == "=1+1"
    escaped = api.post(EXPORT, json=body(sql, formulas="escape", bom=True))
    assert escaped.content.startswith(b"\xef\xbb\xbf")
    values = [row[0] for row in csv.reader(io.StringIO(escaped.content[3:].decode()))]
    assert values == ["v", "'=1+1", "'+1", "-1", "'@x", "'\tx", "plain", "a=1", "-5.2"]
    names = api.post(EXPORT, json=body("SELECT 'x' AS \"=1+1\"", formulas="escape"))
    assert names.text == "'=1+1\nx\n"
    numbers = api.post(EXPORT, json=body("SELECT -1 AS n, -1.5::numeric AS m, 'x' AS t", formulas="escape"))
    assert numbers.text == "n,m,t\n-1,-1.5,x\n", "numbers are no formulas"


def test_the_file_name(api):
    def name(given):
        return api.post(EXPORT, json=body("SELECT 1", file_name=given)).headers["content-disposition"]

    assert (
        name("film by rating") == "attachment; filename=\"film by rating.csv\"; filename*=UTF-8''film%20by%20rating.csv"
    )
    assert "\n" not in name('a"\r\nSet-Cookie: x=1') and '""' not in name('""')
    assert 'filename="_.._etc_passwd.csv"' in name("../../etc/passwd")
    wide = name("\uff02; filename=\uff02evil.exe\uff0f\u2024\u2024\uff0fx")
    assert wide.startswith('attachment; filename="_ filename=_evil.exe_.._x.csv"; '), "quotes and slashes of another width"
    assert re.search(r"UTF-8''%E6%97%A5%E6%9C%AC\.csv", name("日本")) and 'filename="export.csv"' in name("日本")


def test_errors_before_the_first_row_have_a_status(api):
    assert api.post(EXPORT, json=body("SELECT nothing")).json()["code"] == "42703"
    assert api.post(EXPORT, json=body("SELECT 1", source_id="missing")).status_code == 404
    assert api.post(EXPORT, json=body("SELECT 1 / 0")).json()["code"] == "22012"
    assert api.post(EXPORT, json=body("DELETE FROM film RETURNING 1")).json()["code"] == "25006"
    assert api.post(EXPORT, json=body("SELECT pg_sleep(30)", timeout=0.2)).status_code == 504


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_a_later_error_breaks_the_download(app, server):
    """Never a short file that looks whole."""
    client = app(server=server).client()
    sql = "SELECT 1 / (500000 - g) AS n, repeat('x', 50) AS text FROM generate_series(1, 1000000) AS g"
    with pytest.raises(httpx.RemoteProtocolError):
        with client.stream("POST", EXPORT, json=body(sql)) as response:
            assert response.status_code == 200
            for _ in response.iter_bytes():
                pass
    assert client.post(EXPORT, json=body("SELECT 1 AS n")).text == "n\n1\n", "the next one is whole"


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_a_client_that_goes_ends_the_remote_statement(app, server, remote, mark):
    client = app(server=server).client()
    sql = f"SELECT generate_series(1, 100000000) AS id, repeat('x', 100) AS text /* {mark} */"
    with client.stream("POST", EXPORT, json=body(sql)) as response:
        chunks = response.iter_bytes()  # the client hangs up when nobody holds these any more
        next(chunks)
        assert running(remote, mark) == 1
    assert eventually(lambda: running(remote, mark) == 0, 5) < 2


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn"])
def test_memory_stays_flat(app, server):
    """1 M rows, 100 MB: the worker grows by less than 16 MB."""
    one = app(server=server)
    client = one.client()
    client.post(EXPORT, json=body(ROWS % 100_000))
    before = memory(one)
    size = 0
    with client.stream("POST", EXPORT, json=body(ROWS % 1_000_000)) as response:
        for chunk in response.iter_raw():
            size += len(chunk)
    assert size > 100_000_000
    assert memory(one) - before < 16_000


def memory(app):
    """The most kilobytes that any process of the app has had in memory."""
    peaks = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            session = Path(status.parent, "stat").read_text().rpartition(")")[2].split()[3]
        except OSError:
            continue
        if int(session) == app.process.pid:
            peaks.append(int(re.search(r"VmHWM:\s+(\d+)", text)[1]))
    return max(peaks)


def test_who_may_export(reader):
    assert reader.post(EXPORT, json=body("SELECT 1 AS n")).text == "n\n1\n"
    assert ENV["METAHOG_PASSWORD"] not in reader.post(EXPORT, json=body("SELECT nothing")).text
