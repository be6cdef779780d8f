"""server.py: ClickHouse, inside this process, with the generated rows in table v."""

import json

from chdb import session

from rows import COLUMNS

SETTINGS = {
    'session_timezone': "'UTC'",
    # A constant list may hold NULL, which finds NULL.
    'transform_null_in': 1,
    # Functions of dates before 1970 answer dates before 1970.
    'enable_extended_results_for_datetime_functions': 1,
    'output_format_json_quote_64bit_integers': 0,
    'output_format_json_quote_denormals': 1,
    'output_format_json_quote_decimals': 1,
    'output_format_json_named_tuples_as_objects': 0,
    'allow_experimental_analyzer': 1,
    'date_time_overflow_behavior': "'ignore'",
    'max_threads': 1,
    # Sides of a join that are not there are NULL, and keys that a grouping set does not have.
    'join_use_nulls': 1,
    'group_by_use_nulls': 1,
    'cast_keep_nullable': 1,
}


class ClickHouse:
    def __init__(self, rows):
        self.session = session.Session()
        for setting, value in SETTINGS.items():
            self.session.query(f'SET {setting} = {value}')
        columns = ', '.join(f'`{name}` {kind}' for name, _, kind, _, _ in COLUMNS)
        self.session.query('CREATE DATABASE IF NOT EXISTS peers ENGINE = Memory')
        self.session.query(f'CREATE TABLE peers.v ({columns}) ENGINE = MergeTree ORDER BY id')
        lines = '\n'.join(json.dumps(self.row(row), ensure_ascii=False) for row in rows)
        self.session.query(f'INSERT INTO peers.v SETTINGS input_format_null_as_default = 0, date_time_input_format = \'best_effort\' FORMAT JSONEachRow\n{lines}')

    @staticmethod
    def row(row):
        """JSON has no infinity: the format reads it as text."""
        return {name: str(value) if isinstance(value, float) and (value != value or abs(value) == float('inf')) else value for name, value in row.items()}

    def query(self, text):
        """Rows as lists, and the names of the columns' types; raises what ClickHouse says."""
        document = json.loads(self.session.query(text, 'JSONCompact').bytes())
        return document['data'], [column['type'] for column in document['meta']]
