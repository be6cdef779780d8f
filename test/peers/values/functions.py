"""functions.py: HogQL's functions that ClickHouse has under another name, or with another meaning of the same name.

- A template has {0}, {1} … for the operands, {*} for all, {1*} for those from number 1 on, {p} for the parameters in
  parentheses. Where the meaning depends on the first operand being text, the entry is a pair: for text, for all else.
- What is not here is called in ClickHouse by the name it has in HogQL.
"""

import re

from rows import COLUMNS

TEXT_COLUMNS = {column for column, _, kind, _, _ in COLUMNS if kind in ('String', 'Nullable(String)') and column != 'j'}
# Functions that answer text, for the pairs below; others are taken for what they are not.
TEXT_FUNCTIONS = {'toString', 'concat', 'lower', 'upper', 'substring', 'trim', 'replaceAll', 'JSONExtractString', 'extract', 'left', 'right', 'formatDateTime'}

# HogQL's plain names forgive: what cannot be converted is NULL.
CONVERSIONS = {
    'toInt': "accurateCastOrNull({0}, 'Int64')",
    'toInt64': "accurateCastOrNull({0}, 'Int64')",
    'toIntOrZero': 'toInt64OrZero({0})',
    'toIntOrDefault': "if(isNull({0}), NULL, toInt64OrDefault(ifNull({0}, ''), toInt64({1})))",
    '_toInt64': 'toInt64({0})',
    'toFloat': "accurateCastOrNull({0}, 'Float64')",
    'toFloat64': "accurateCastOrNull({0}, 'Float64')",
    'toFloatOrZero': 'toFloat64OrZero({0})',
    'toFloatOrDefault': "if(isNull({0}), NULL, toFloat64OrDefault(ifNull({0}, ''), toFloat64({1})))",
    'toDecimal': 'toDecimal128OrNull(toString({0}), {1})',
    'toUUID': "accurateCastOrNull({0}, 'UUID')",
    'toDate': ('toDateOrNull({*})', 'toDate32({*})'),
    'toDateTime': ("parseDateTime64BestEffortOrNull({0}, 6, 'UTC')", "toDateTime64({0}, 0, 'UTC')"),
    'parseDateTimeBestEffort': ("parseDateTime64BestEffortOrNull({0}, 6, 'UTC')", "toDateTime64({0}, 0, 'UTC')"),
    'parseDateTime': "parseDateTimeOrNull({0}, {1}, 'UTC')",
    'md5': 'hex(MD5({0}))',
}

OPERATORS = {
    # `/` is a float, of decimals too.
    'divide': 'divide(toFloat64({0}), toFloat64({1}))',
    # Strings count characters.
    'length': ('lengthUTF8({0})', 'length({0})'),
    'substring': 'substringUTF8({*})',
    'position': 'positionUTF8({*})',
    'reverse': ('reverseUTF8({0})', 'reverse({0})'),
    'left': 'leftUTF8({*})',
    'right': 'rightUTF8({*})',
    'lower': 'lowerUTF8({0})',
    'upper': 'upperUTF8({0})',
    'lpad': 'leftPadUTF8({*})',
    'leftPad': 'leftPadUTF8({*})',
    'rpad': 'rightPadUTF8({*})',
    'rightPad': 'rightPadUTF8({*})',
    # As MySQL has it: the needle first.
    'locate': 'positionUTF8({1}, {0})',
    'positionCaseInsensitive': 'positionCaseInsensitiveUTF8({*})',
    'split_part': 'arrayElement(splitByString({1}, {0}), {2})',
    'mid': 'substringUTF8({*})',
    'substr': 'substringUTF8({*})',
    'strpos': 'positionUTF8({*})',
    'char_length': 'lengthUTF8({0})',
    'character_length': 'lengthUTF8({0})',
    'lcase': 'lowerUTF8({0})',
    'ucase': 'upperUTF8({0})',
    'regexp_replace': 'replaceRegexpAll({*})',
    'regexp_extract': 'regexpExtract({*})',
    '_toDate': 'toDate32({*})',
    'array_agg': 'groupArray({*})',
    'str_to_date': "parseDateTimeOrNull({*}, 'UTC')",
    'initcap': 'initcapUTF8({0})',
    'translate': 'translateUTF8({*})',
    # NULL counts as an empty text.
    'concat': 'concat({*nulls})',
    'if': 'if(ifNull({0}, 0), {1}, {2})',
    'countDistinct': 'uniqExact({*})',
    'uniq': 'uniqExact({*})',
    'uniqTheta': 'uniqExact({*})',
    'uniqHLL12': 'uniqExact({*})',
    'uniqCombined': 'uniqExact({*})',
    'uniqCombined64': 'uniqExact({*})',
    'date_diff': 'dateDiff({*})',
}



def shifted(direction):
    """dateAdd('month', 2, x), which ClickHouse writes addMonths(x, 2)."""
    def template(operands):
        if len(operands) < 3:
            return f"{'date_add' if direction == 'add' else 'date_sub'}({', '.join(operands)})"
        unit = operands[0].strip("'").capitalize()
        return f'{direction}{unit}s({operands[2]}, {operands[1]})'
    return template


SHIFTS = {'dateAdd': shifted('add'), 'dateSub': shifted('subtract'), 'timestampAdd': shifted('add')}
ALL = {**CONVERSIONS, **OPERATORS, **SHIFTS}
PIECE = re.compile(r'\{(\d+|\*nulls|\d*\*|p)\}')


def is_text(node):
    if node['node'] == 'Constant':
        return isinstance(node.get('value'), str) and 'value_type' not in node
    if node['node'] == 'Field':
        return node['chain'][0] in TEXT_COLUMNS or (node['chain'][0] == 'j' and len(node['chain']) > 1)
    return node['node'] == 'Call' and node['name'] in TEXT_FUNCTIONS


def printed(name, operands, nodes, parameters):
    template = ALL.get(name)
    if isinstance(template, tuple):
        template = template[0 if nodes and is_text(nodes[0]) else 1]
    if callable(template):
        return template(operands)
    if template is None:
        return f"{name}{parameters}({', '.join(operands)})"

    def piece(match):
        what = match.group(1)
        if what == '*nulls':
            return ', '.join(f"ifNull(toString({operand}), '')" for operand in operands)
        if what.endswith('*'):
            return ', '.join(operands[int(what[:-1] or 0):])
        return parameters if what == 'p' else operands[int(what)]

    return PIECE.sub(piece, template)
