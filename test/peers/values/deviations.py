"""deviations.py: where HogQL is meant to give another value than ClickHouse, each by its name; docs/hogql.md has the reasons.

`applies` sees the expression's text, the row, our value and theirs; it must recognise this deviation and nothing else.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Deviation:
    name: str
    applies: Callable


def nothing(value):
    """NULL, also in all places of a tuple or an array."""
    return value is None or (isinstance(value, list) and all(one is None for one in value))


def default(value):
    """What ClickHouse has for a value that is not there."""
    if isinstance(value, list):
        return all(map(default, value))
    return value in (0, '', False, '0', 'nan', '-nan', -1) or str(value).startswith('1970-01-01') or (isinstance(value, float) and math.isnan(value))


def same_json(ours, theirs):
    try:
        return json.loads(ours) == json.loads(theirs)
    except (TypeError, ValueError):
        return False


def same_float(ours, theirs):
    try:
        return abs(float(ours)) > 1e15 and float(ours) == float(theirs)
    except (TypeError, ValueError):
        return False


def columns(text, row, *names):
    return [row.get(name) for name in names if re.search(rf'\b{name}\b', text)]


def not_a_number(text, row):
    return any(isinstance(value, float) and math.isnan(value) for value in columns(text, row, 'f', 'g'))


def before_1970(row, *names):
    return any(str(row.get(name)) < '1970' for name in names if row.get(name) is not None)


FALL = re.compile(r'-(?:10-2[5-9]|10-3\d|11-0[1-7]) ')
WORD_IN_NUMBER = re.compile(r'^[+-]?(?:nan|inf)', re.I)

DEVIATIONS = [
    Deviation('aggregates over nothing', lambda text, row, ours, theirs: 'WHERE id < 0' in text and (nothing(ours) and default(theirs) or 'any(id) >= 0' in text)),
    Deviation('other columns of filled rows', lambda text, row, ours, theirs: ' WITH FILL' in text and ours is None and default(theirs)),
    Deviation('frames without rows', lambda text, row, ours, theirs: ' OVER (' in text and ours is None and default(theirs)),
    Deviation('toInt of a Decimal with a fraction', lambda text, row, ours, theirs: text == 'toInt(d)' and ours is None and '.' in str(row['d'])),
    Deviation('toFloat of the texts nan and inf', lambda text, row, ours, theirs: 'num' in text and WORD_IN_NUMBER.match(row.get('num') or '')),
    Deviation('toFloat of an integer beyond 2^53', lambda text, row, ours, theirs: text in ('toFloat(i)', 'toFloat(n)') and theirs is None and abs(ours) >= 2 ** 53),
    Deviation('toDate of a time with a zone or without seconds', lambda text, row, ours, theirs: theirs is None and re.search(r'\d[T ]\d\d:\d\d$|:\d\d(Z|[+]\d\d.*)$', row.get('dat') or '')),
    Deviation('toDate and toDateTime of impossible texts', lambda text, row, ours, theirs: ours is None and 'dat' in text and re.search(r'^ |^\d{4}$| 25:|-13-', row.get('dat') or '')),
    Deviation('toDecimal of a sign, or out of range', lambda text, row, ours, theirs: text.startswith('toDecimal(num') and row['num'] in ('+', '-', '.', '1e400', '1e', '--1')),
    Deviation('toJSONString does not escape a slash', lambda text, row, ours, theirs: text.startswith('toJSONString') and theirs.replace('\\/', '/') == ours),
    Deviation('types have HogQL\'s names', lambda text, row, ours, theirs: text.startswith('toTypeName(')),
    Deviation('weeks before 1970', lambda text, row, ours, theirs: text.startswith("dateDiff('week', day") and before_1970(row, 'day', 'day2') and abs(ours - theirs) == 1),
    Deviation('age in weeks', lambda text, row, ours, theirs: text.startswith("age('week'") and abs(ours - theirs) <= (2 if before_1970(row, 'day', 'day2') else 1)),
    Deviation('days before 1970', lambda text, row, ours, theirs: text == 'toRelativeDayNum(day2)' and before_1970(row, 'day2')),
    Deviation('impossible dates', lambda text, row, ours, theirs: text.startswith('makeDate(') and ours is None and theirs == '1970-01-01'),
    Deviation('the hour that comes twice, in a zone', lambda text, row, ours, theirs: ('toTimeZone(' in text or 'America/' in text) and FALL.search(str(row.get('ts2')))),
    Deviation('white space of jsonb', lambda text, row, ours, theirs: re.search(r'\bj\b', text) and same_json(ours, theirs)),
    Deviation('a number as a path into an object', lambda text, row, ours, theirs: re.search(r"^JSON\w+\(ifNull\(toString\(j\), '\{\}'\), 1\)$", text) and str(row.get('j')).startswith('{')),
    Deviation('JSON numbers beyond 64 bits', lambda text, row, ours, theirs: re.search(r'\bj\b', text) and '100000000000000000000' in str(row.get('j'))),
    Deviation('NaN sorts above all', lambda text, row, ours, theirs: re.search(r'[<>]|greatest|least|BETWEEN', text) and not_a_number(text, row)),
    Deviation('the rest of Decimals', lambda text, row, ours, theirs: text == 'e % 3'),
    Deviation('lower and upper follow the locale', lambda text, row, ours, theirs: text.startswith(('upper', 'ucase')) and 'ß' in str(row.get('t'))),
    Deviation('strings count characters', lambda text, row, ours, theirs: text in ('ascii(t)', "splitByString('', t)") and not str(row['t']).isascii()),
    Deviation('a user before the host', lambda text, row, ours, theirs: 'url' in text and '@' in str(row.get('url')) and (theirs in ('', 0) or text.startswith('netloc'))),
    Deviation('parameters behind a number sign', lambda text, row, ours, theirs: text.startswith('extractURLParameter') and '#' in row['url']),
    Deviation('netloc ends where the host does', lambda text, row, ours, theirs: text == 'netloc(url)' and ('//' not in row['url'] or theirs.startswith(ours))),
    Deviation('hasAll and hasAny with NULL', lambda text, row, ours, theirs: re.match(r'has(All|Any)\(ai, aj\)', text) and (None in row['ai'] or None in row['aj'])),
    Deviation('a tilde splits', lambda text, row, ours, theirs: text == 'splitByNonAlpha(t)' and '~' in row['t']),
    Deviation('another text of the same float', lambda text, row, ours, theirs: re.search(r'\b[fg]\b', text) and same_float(ours, theirs)),
    Deviation('NULL gives NULL', lambda text, row, ours, theirs: text == "splitByString('l', s)" and row['s'] is None and ours is None),
    Deviation('escapes in a pattern that is no constant', lambda text, row, ours, theirs: re.search(r'LIKE [a-z]$', text) and re.search(r'\\[^%_\\]', str(row.get(text[-1])))),
]


def deviation(text, row, ours, theirs):
    """The name of the deviation that explains the difference, or None."""
    return next((one.name for one in DEVIATIONS if one.applies(text, row, ours, theirs)), None)
