"""ours.py: metahog.hogql on the generated rows, through psql; and the trees of texts.

psql is told by the environment where the server is, as for the parser's peer; METAHOG_REMOTE_URL is the source's.
"""

import json
import os
import subprocess

from rows import COLUMNS

PSQL = [os.environ.get('PSQL', 'psql'), '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-f', '-']
BEFORE = """
SET client_min_messages = warning;
SET log_min_error_statement = panic;
SET metahog.max_rows = 100000;
SET metahog.max_bytes = '200MB';
"""
TREE = """
CREATE FUNCTION pg_temp.tree(text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN replace(metahog.hogql_ast($1)::text, E'\\n', '');
EXCEPTION WHEN OTHERS THEN
	RETURN json_build_object('error', SQLERRM);
END $$;
"""


def psql(script, *options):
    done = subprocess.run(PSQL + list(options), input=script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f'psql: {done.stderr.strip()}')
    return done.stdout.splitlines()


def literal(text):
    return "E'" + text.replace('\\', '\\\\').replace("'", "''").replace('\n', '\\n').replace('\r', '\\r') + "'"


def copied(value):
    """A value in COPY's text format."""
    if value is None:
        return r'\N'
    if isinstance(value, bool):
        return 't' if value else 'f'
    if isinstance(value, list):
        value = '{' + ','.join('NULL' if one is None else '"' + str(one).replace('\\', '\\\\').replace('"', '\\"') + '"' for one in value) + '}'
    if isinstance(value, float):
        value = {'inf': 'Infinity', '-inf': '-Infinity', 'nan': 'NaN'}.get(repr(value), repr(value))
    return str(value).replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r')


def load(rows):
    """The rows into table v of the remote, and back: what jsonb makes of a document is what both sides have."""
    remote = os.environ['METAHOG_REMOTE_URL']
    columns = ', '.join(f'"{name}" {kind}' for name, kind, _, _, _ in COLUMNS)
    lines = '\n'.join('\t'.join(copied(row[name]) for name, *_ in COLUMNS) for row in rows)
    psql(f"SET client_min_messages = warning; SET timezone = 'UTC'; DROP TABLE IF EXISTS v; CREATE TABLE v ({columns}, PRIMARY KEY (id));\nCOPY v FROM STDIN;\n{lines}\n\\.\n", '-d', remote)
    documents = psql("SELECT coalesce(j::text, '') FROM v ORDER BY id;", '-d', remote)
    for row, document in zip(rows, documents):
        row['j'] = document or None
    psql(f"SELECT metahog.create_source('peers', {literal(remote)}) \\g /dev/null")


def trees(texts):
    script = BEFORE + TREE + ''.join(f'SELECT pg_temp.tree({literal(text)});\n' for text in texts)
    return [json.loads(line) for line in psql(script)]


def documents(texts):
    """What try_hogql answers to each text."""
    script = BEFORE + ''.join(f"SELECT replace(metahog.try_hogql('peers', {literal(text)})::text, E'\\n', '');\n" for text in texts)
    return [json.loads(line) for line in psql(script)]


def functions():
    """The names of all functions that HogQL has."""
    return psql('SELECT name FROM metahog.hogql_functions() WHERE supported ORDER BY name;\n')
