"""schema.py: what a source has: the whole document, the list of tables, or all about one table."""

from .. import answers
from ..requests import SchemaParameters
from ..routing import route

_DOCUMENT = b"metahog.schema($2)"

_TABLES = b"""pg_catalog.json_build_object('tables', (
  SELECT coalesce(pg_catalog.json_agg(t), '[]') FROM metahog.tables($2, $3) AS t))"""

_TABLE = b"""pg_catalog.json_build_object(
  'columns', (SELECT coalesce(pg_catalog.json_agg(c), '[]') FROM metahog.columns($2, $3, $4) AS c),
  'foreign_keys', (SELECT coalesce(pg_catalog.json_agg(k), '[]') FROM metahog.foreign_keys($2, $3) AS k
    WHERE k.from_table OPERATOR(pg_catalog.=) $4 OR k.to_table OPERATOR(pg_catalog.=) $4),
  'indexes', (SELECT coalesce(pg_catalog.json_agg(i), '[]') FROM metahog.indexes($2, $3) AS i
    WHERE i.table_name OPERATOR(pg_catalog.=) $4),
  'profile', (SELECT coalesce(pg_catalog.json_agg(p), '[]') FROM metahog.profile($2, $3, $4) AS p))"""

_SNAPSHOT = b"metahog.schema($2, true)"

_REFRESH = b"(SELECT pg_catalog.row_to_json(r) FROM metahog.refresh_schema($2) AS r)"


@route(SchemaParameters, action="browse")
def schema(caller, fields, source):
    """The schema of a source; refresh=1 asks the remote anew and stores what it says, cached=1 reads what is stored."""
    if fields.get("refresh"):
        return answers.passed_on(caller.ask(_REFRESH, source))
    if "table" in fields:
        return answers.passed_on(caller.ask(_TABLE, source, fields.get("schema"), fields["table"]))
    if fields.get("level") == "tables":
        return answers.passed_on(caller.ask(_TABLES, source, fields.get("schema")))
    return answers.passed_on(caller.ask(_SNAPSHOT if fields.get("cached") else _DOCUMENT, source))
