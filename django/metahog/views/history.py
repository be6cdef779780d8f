"""history.py: the queries that were run, from the extension's audit, the last first.

Of a team, everybody reads what he himself has run, and who manages sources all of it.
"""

from .. import answers
from ..routing import route
from ..saved_requests import HistoryParameters

# The audit is written into a table of one database, which need not be this one.
# The view has its order itself: with a LIMIT alone beside it, the last ones are read from an index's end, and no others.
_HISTORY = b"""CASE WHEN pg_catalog.current_setting('metahog.database', true) OPERATOR(pg_catalog.=) pg_catalog.current_database()::pg_catalog.text
  THEN pg_catalog.json_build_object('history', (
    SELECT coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(f) ORDER BY f.id DESC), '[]') FROM (
      SELECT h.* FROM metahog.history AS h
      WHERE ($2::pg_catalog.bool OR h.actor OPERATOR(pg_catalog.=) pg_catalog.current_setting('metahog.actor'))
        AND ($3::pg_catalog.text IS NULL OR pg_catalog.strpos(pg_catalog.lower(h.query), pg_catalog.lower($3::pg_catalog.text)) OPERATOR(pg_catalog.>) 0)
        AND ($4::pg_catalog.text IS NULL OR h.source_id::pg_catalog.text OPERATOR(pg_catalog.=) $4::pg_catalog.text
          OR h.source OPERATOR(pg_catalog.=) $4::pg_catalog.text)
        AND ($5::pg_catalog.text IS NULL OR h.outcome OPERATOR(pg_catalog.=) $5::pg_catalog.text)
        AND ($6::pg_catalog.int8 IS NULL OR h.id OPERATOR(pg_catalog.<) $6::pg_catalog.int8)
      LIMIT $7::pg_catalog.int8) AS f), 'available', true)
  ELSE pg_catalog.json_build_object('history', '[]'::pg_catalog.json, 'available', false, 'why',
    CASE WHEN coalesce(pg_catalog.current_setting('metahog.database', true), '') OPERATOR(pg_catalog.=) ''
      THEN 'The server keeps no history in a table: its setting metahog.database names no database.'
      ELSE 'The server keeps the history in another database than this one, which its setting metahog.database names.' END)
  END"""


@route(HistoryParameters, action="browse")
def history(caller, fields):
    """What was run, the last first; or why that is not known here."""
    manages = "true" if caller.may("manage_sources") else "false"
    asked = (fields.get(name) for name in ("search", "source", "status", "before", "limit"))
    return answers.passed_on(caller.ask(_HISTORY, manages, *asked))
