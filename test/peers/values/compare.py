"""compare.py: whether a value of ours is ClickHouse's, by the type that ClickHouse says it has.

- Booleans are 0 and 1 there. Floats are compared with the expression's tolerance; NaN equals NaN.
- Times are compared as moments; a time without an offset is in UTC.
"""

import datetime
import math
import re
from decimal import Decimal

WRAPPED = re.compile(r'^(?:Nullable|LowCardinality)\((.*)\)$', re.S)
NESTED = re.compile(r'^(Array|Tuple|Map)\((.*)\)$', re.S)
NUMBER = re.compile(r'^(?:U?Int\d+|Float\d+|Decimal.*|Bool)$')
TIME = re.compile(r'^DateTime')
TUPLE_NAME = re.compile(r'^(?:`[^`]*`|\w+) (?=\w)')


def parts(inside):
    """The types between the parentheses, split at the commas that are in no others."""
    depth, found = 0, ['']
    for letter in inside:
        depth += {'(': 1, ')': -1}.get(letter, 0)
        if letter == ',' and depth == 0:
            found.append('')
        else:
            found[-1] += letter
    return [TUPLE_NAME.sub('', part.strip()) for part in found]


def same(theirs, kind, ours, tolerance):
    while WRAPPED.match(kind):
        kind = WRAPPED.match(kind).group(1)
    if theirs is None or ours is None:
        return theirs is None and ours is None
    nested = NESTED.match(kind)
    if nested:
        return same_nested(theirs, nested.group(1), parts(nested.group(2)), ours, tolerance)
    if NUMBER.match(kind):
        return same_number(theirs, ours, tolerance)
    if TIME.match(kind):
        return isinstance(ours, str) and moment(theirs) == moment(ours)
    if isinstance(ours, (dict, list)):
        return False
    return isinstance(ours, str) and str(theirs) == ours


def same_nested(theirs, kind, inside, ours, tolerance):
    if kind == 'Map':
        return isinstance(ours, dict) and theirs.keys() == ours.keys() and all(same(theirs[key], inside[1], ours[key], tolerance) for key in theirs)
    if not isinstance(ours, list) or len(ours) != len(theirs):
        return False
    kinds = inside if kind == 'Tuple' else inside * len(theirs)
    return all(same(one, kind, other, tolerance) for one, kind, other in zip(theirs, kinds, ours))


def same_number(theirs, ours, tolerance):
    if isinstance(ours, str) and ours not in ('NaN', 'Infinity', '-Infinity'):
        return False
    if isinstance(ours, (dict, list)):
        return False
    one, other = Decimal(str(number(theirs))), Decimal(str(number(ours)))
    if one == other or (one.is_nan() and other.is_nan()):
        return True
    if one.is_nan() or other.is_nan() or one.is_infinite() or other.is_infinite():
        return False
    exact = isinstance(theirs, int) and isinstance(ours, int)
    return not exact and math.isclose(float(one), float(other), rel_tol=tolerance, abs_tol=1e-300)


def number(value):
    if isinstance(value, bool):
        return int(value)
    return {'Infinity': 'inf', '-Infinity': '-inf'}.get(value, value)


def moment(text):
    text = text.replace(' ', 'T')
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.replace(tzinfo=datetime.timezone.utc) if found.tzinfo is None else found.astimezone(datetime.timezone.utc)
