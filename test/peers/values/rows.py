"""rows.py: the generated rows that both databases have, and the table's columns in the types of each.

- The same seed makes the same rows. The first rows are the hard values in turn; the others are drawn.
- A column named in capitals in the comment can be NULL; NOT_NULL ones are for the prints that know they cannot.
"""

import datetime
import json
import random
import uuid
from decimal import Decimal

INTEGERS = [0, 1, -1, 2, 7, -7, 10, 100, 127, 128, -128, 255, 256, 32767, 32768, 65535, 65536, 86399, 86400, 1000000,
            2147483647, 2147483648, -2147483648, 4294967295, 1600000000, 9007199254740993, 999999999999999999, -999999999999999999]
SMALL = [0, 1, -1, 2, -2, 3, 4, 5, -5, 6, 8, 10, 12, 16, 31, -10]
FLOATS = [0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.5, 0.1, 0.2, 0.3, 1e-7, 1e-6, 123456.789, -123456.789, 1e10, 1e20, 1e21,
          1.5e300, -1.5e300, 1e-300, 0.30000000000000004, 2.675, 1.005, 1e15, 9007199254740992.0, 99.99, float('inf'),
          float('-inf'), float('nan')]
DECIMALS = ['0', '1', '-1', '1.50', '2.5', '-2.5', '0.1', '0.0001', '123456.7891', '-123456.7891', '100.0000', '99999999.9999', '10', '0.5', '3.1415']
STRINGS = ['', 'a', 'A', 'abc', 'ABC', 'Hello World', 'hello world hello', 'éàü', 'ÉÀÜ', '日本語', 'x🎉y', ' padded ', '\ttab\t', 'a,b,c', ',a,,b,',
           'one two  three', "it's", 'back\\slash', '100%', 'under_score', '%', '_', 'line\nbreak', 'aaa', 'ababab', 'a.b*c', '(a)[b]{c}', 'null',
           'foo=1&bar=2', 'tschüß', 'straße', 'z', 'Z', '~', '-', 'a b', '<a href="x">&amp;</a>']
NUMBERS = ['0', '1', '-1', '+5', '12', '007', '3.14', '-2.5', '.5', '5.', '1e3', '1E-2', '1e400', 'abc', '', ' 1', '1 ', '1_000', '0x10', 'nan', 'inf', '-inf', 'NaN',
           '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809', '12abc', '1.0', '٣', '1,5', '--1', '+', '-', '.', '1e', 'true']
DATES_AS_TEXT = ['2020-02-29', '2021-02-28', '1970-01-01', '1999-12-31', '2024-1-5', '2024/01/05', '20240105', '2024-01-05 10:20:30', '2024-01-05T10:20:30', '2024-01-05T10:20:30Z',
                 '2024-01-05 10:20:30.123456', '2024-01-05T10:20:30+02:00', '2024-01-05 10:20', '', 'abc', '2024-13-01', ' 2024-01-05', '2024', '1704450030', '1704450030123', '2024-01-05 25:00:00', '2024-01-05 10:20:30+0530']
URLS = ['', 'https://posthog.com', 'https://posthog.com/', 'https://www.posthog.com/docs/hogql?x=1&y=2#frag', 'http://user:pass@example.co.uk:8080/a/b/c.html?q=a%20b',
        'http://Example.COM/Path', '//cdn.example.com/lib.js', 'example.com/path', 'ftp://ftp.example.org/file', 'mailto:a@b.com', '/relative/path?x=1', 'https://example.com?x=1',
        'https://example.com#frag', 'https://localhost:3000/?a=&b=2&a=3', 'https://a.b.c.example.com/x//y/', 'https://example.com/%D0%9F?q=%zz', 'not a url', 'https://sub.example.co.jp/', 'https://1.2.3.4/x', 'https://www.example.com.au/a?utm_source=x&utm_medium=y#z?a=1']
DOCUMENTS = ['{}', '{"a": 1}', '{"a": {"b": {"c": "deep"}}, "arr": [1, 2, 3]}', '{"a": null}', '{"a": "text", "b": true, "n": -5, "f": 1.5}', '{"a": "12", "b": false, "n": 0, "f": 0}',
             '{"a": [1, "x", null, {"k": 2}], "arr": ["p", "q"]}', '{"a": "", "arr": []}', '{"a": "3.7", "n": 3.7, "f": "2.5"}', '{"n": 9007199254740993, "f": 1e20}', '{"a": "é日本", "x-y": 1, "$browser": "Chrome"}',
             '[1, 2, 3]', '"text"', '12', 'null', 'true', '{"a": {"b": 1}, "arr": [[1, 2], [3]]}', '{"n": "abc", "b": "true", "a": true}']
DAYS = ['1970-01-01', '1970-01-02', '1969-12-31', '1969-12-28', '1965-03-01', '2000-02-29', '2020-02-29', '2020-02-28', '2021-03-01', '2019-12-30', '2020-12-31', '2021-01-01', '2021-01-03', '2021-01-04',
        '2022-01-01', '2022-01-02', '2023-12-31', '2024-01-01', '2024-12-29', '2024-12-30', '2024-03-31', '2024-10-27', '2024-06-15', '2026-11-30', '2038-01-19', '2099-12-31']
INSTANTS = ['1970-01-01 00:00:00', '1970-01-01 00:00:01', '1999-12-31 23:59:59', '2000-01-01 00:00:00', '2020-02-29 12:34:56.789', '2024-03-10 06:59:59', '2024-03-10 07:00:00', '2024-03-10 10:30:00', '2024-03-31 00:59:59.999999',
            '2024-03-31 01:00:00', '2024-10-27 00:30:00', '2024-10-27 01:30:00', '2024-11-03 05:30:00', '2024-11-03 06:30:00', '2024-12-31 23:59:59.999999', '2021-01-03 00:00:00', '2021-01-04 00:00:00', '2024-06-15 13:07:09.5', '2038-01-19 03:14:08', '2024-02-29 23:00:00', '1972-06-30 23:59:59']
UUIDS = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '123e4567-e89b-12d3-a456-426614174000', '018f3b5e-7c3a-7f00-8000-0242ac120002']

# name, PostgreSQL's type, ClickHouse's, the hard values, whether it can be NULL
COLUMNS = [
    ('id', 'bigint NOT NULL', 'Int64', None, False),
    ('i', 'bigint', 'Nullable(Int64)', INTEGERS, True),
    ('n', 'bigint NOT NULL', 'Int64', INTEGERS, False),
    ('k', 'int NOT NULL', 'Int64', SMALL, False),
    ('m', 'int', 'Nullable(Int64)', SMALL, True),
    ('f', 'float8', 'Nullable(Float64)', FLOATS, True),
    ('g', 'float8 NOT NULL', 'Float64', FLOATS, False),
    ('d', 'numeric(18,4)', 'Nullable(Decimal(38,4))', DECIMALS, True),
    ('e', 'numeric(18,4) NOT NULL', 'Decimal(38,4)', DECIMALS, False),
    ('b', 'boolean', 'Nullable(Bool)', [True, False], True),
    ('c', 'boolean NOT NULL', 'Bool', [True, False], False),
    ('s', 'text', 'Nullable(String)', STRINGS, True),
    ('t', 'text NOT NULL', 'String', STRINGS, False),
    ('r', 'text NOT NULL', 'String', STRINGS, False),
    ('num', 'text', 'Nullable(String)', NUMBERS, True),
    ('dat', 'text', 'Nullable(String)', DATES_AS_TEXT, True),
    ('url', 'text NOT NULL', 'String', URLS, False),
    ('uid', 'uuid', 'Nullable(UUID)', UUIDS, True),
    ('day', 'date', 'Nullable(Date32)', DAYS, True),
    ('day2', 'date NOT NULL', 'Date32', DAYS, False),
    ('ts', 'timestamptz', "Nullable(DateTime64(6,'UTC'))", INSTANTS, True),
    ('ts2', 'timestamptz NOT NULL', "DateTime64(6,'UTC')", INSTANTS, False),
    ('wall', 'timestamp NOT NULL', "DateTime64(0,'UTC')", None, False),
    ('j', 'jsonb', 'Nullable(String)', DOCUMENTS, True),
    ('ai', 'bigint[] NOT NULL', 'Array(Nullable(Int64))', None, False),
    ('aj', 'bigint[] NOT NULL', 'Array(Nullable(Int64))', None, False),
    ('at', 'text[] NOT NULL', 'Array(Nullable(String))', None, False),
    ('af', 'float8[] NOT NULL', 'Array(Nullable(Float64))', None, False),
    ('grp', 'int NOT NULL', 'Int64', None, False),
]
NAMES = [column[0] for column in COLUMNS]


class Maker:
    """Draws values; one for each run."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self):
        return self.random.choice([self.random.randint(-100, 100), self.random.randint(-10**6, 10**6), self.random.randint(-10**17, 10**17)])

    def small(self):
        return self.random.randint(-12, 40)

    def float(self):
        return self.random.choice([round(self.random.uniform(-100, 100), self.random.randint(0, 6)), self.random.uniform(-1, 1) * 10 ** self.random.randint(-12, 24)])

    def decimal(self):
        return str(Decimal(self.random.randint(-10**9, 10**9)).scaleb(-self.random.randint(0, 4)))

    def text(self):
        letters = 'abcABC xyz,.%_é日\\\'0123456789-/🎉\t'
        return ''.join(self.random.choice(letters) for _ in range(self.random.randint(1, 12)))

    def day(self):
        return str(datetime.date(1960, 1, 1) + datetime.timedelta(days=self.random.randint(0, 40000)))

    def instant(self):
        seconds = self.random.randint(0, 2**31)
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds, microseconds=self.random.choice([0, 500000, 123456, 999999]))
        return str(moment)

    def document(self):
        return json.dumps({'a': self.random.choice([1, -3, 'x', '7', None, True, [1, 2], {'b': 5}, 2.5]), 'n': self.random.randint(-99, 99), 'f': round(self.random.uniform(-9, 9), 3),
                           'arr': [self.random.randint(0, 9) for _ in range(self.random.randint(0, 4))], 'b': self.random.random() < 0.5})

    def array(self, one, most=5):
        return [None if self.random.random() < 0.12 else one() for _ in range(self.random.randint(0, most))]

    def drawn(self, name):
        makers = {'i': self.integer, 'n': self.integer, 'k': self.small, 'm': self.small, 'f': self.float, 'g': self.float, 'd': self.decimal, 'e': self.decimal,
                  's': self.text, 't': self.text, 'r': self.text, 'day': self.day, 'day2': self.day, 'ts': self.instant, 'ts2': self.instant, 'j': self.document,
                  'uid': lambda: str(uuid.UUID(int=self.random.getrandbits(128))), 'b': lambda: self.random.random() < 0.5, 'c': lambda: self.random.random() < 0.5}
        return makers[name]() if name in makers else None

    def value(self, name, hard, can_be_null, number):
        if name == 'id':
            return number
        if name == 'grp':
            return number % 5
        if name == 'wall':
            return self.instant()[:19]
        if name in ('ai', 'aj'):
            return self.array(lambda: self.random.randint(-3, 6))
        if name == 'at':
            return self.array(lambda: self.random.choice(['a', 'b', 'c', '', 'é', 'B', 'x,y']))
        if name == 'af':
            return self.array(lambda: self.random.choice([0.5, -1.25, 3.0, 100.0, 0.1]), 4)
        if can_be_null and self.random.random() < 0.08:
            return None
        # Each column begins at a place of its own, or the same values would always meet.
        if number < len(hard) + 10 and number < 30:
            return hard[(number + 3 * NAMES.index(name)) % len(hard)]
        drawn = self.drawn(name) if self.random.random() < 0.6 else None
        return self.random.choice(hard) if drawn is None else drawn


def make(count, seed):
    maker = Maker(seed)
    return [{name: maker.value(name, hard, null, number) for name, _, _, hard, null in COLUMNS} for number in range(count)]
