"""clickhouse.py: a tree of HogQL as ClickHouse's SQL: what PostHog would run, as hogql.md says it.

- The trees are those of metahog.hogql_ast; test/peers/parser shows that PostHog's parser gives the same.
- Functions that are named alike mean the same and are printed as they are; the others are in FUNCTIONS, each with its reason
  if the name does not say it.
- Comparisons are two-valued, as PostHog prints them.
"""

import functions

OPERATORS = {'+': 'plus', '-': 'minus', '*': 'multiply', '/': 'divide', '%': 'modulo'}
COMPARISONS = {'==': 'equals', '!=': 'notEquals', '<': 'less', '<=': 'lessOrEquals', '>': 'greater', '>=': 'greaterOrEquals', 'like': 'like', 'not like': 'notLike',
               'ilike': 'ilike', 'not ilike': 'notILike', '=~': 'match', '!~': 'not match', '=~*': 'match i', '!~*': 'not match i', 'in': 'in', 'not in': 'notIn'}
AS_OPERATORS = {function: operator for operator, function in COMPARISONS.items() if ' ' not in function and function != 'match'}
ORDERED = {'<', '<=', '>', '>='}
NEGATED = {'!=', 'not like', 'not ilike', '!~', '!~*', 'not in'}
TYPES = {'int': 'Int64', 'bigint': 'Int64', 'int64': 'Int64', 'float': 'Float64', 'float64': 'Float64', 'double': 'Float64', 'text': 'String', 'varchar': 'String', 'string': 'String', 'date': 'Date32',
         'datetime': "DateTime64(6,'UTC')", 'timestamp': "DateTime64(6,'UTC')", 'bool': 'Bool', 'boolean': 'Bool', 'uuid': 'UUID'}

# Whether comparisons are those of SQL, NULL and all, as in ON: the last one counts.
PLAIN = [False]


class Untranslatable(Exception):
    """A node that this file has no print for."""


def quoted(text):
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'").replace('\n', '\\n').replace('\t', '\\t').replace('\0', '\\0') + "'"


def name(text):
    return '`' + text.replace('\\', '\\\\').replace('`', '\\`') + '`'


def constant(node):
    value = node.get('value')
    if value is None:
        return 'NULL'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if node.get('value_type') == 'number':
        return {'Infinity': 'inf', '-Infinity': '-inf', 'NaN': 'nan'}.get(value, value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return repr(value) if repr(value) not in ('inf', 'nan') else repr(value)
    return str(value)


def field(node):
    chain = node['chain']
    if chain[-1] == '*':
        return '.'.join([*map(name, chain[:-1]), '*'])
    if chain[0] == 'j' and len(chain) > 1:
        return json_path(name('j'), [quoted(str(part)) if isinstance(part, str) else str(part) for part in chain[1:]])
    return '.'.join(name(str(part)) for part in chain)


def json_path(document, path):
    """A property: its text, NULL if it is missing or null; PostHog reads the raw JSON and takes the quotes away."""
    raw = f"nullIf(nullIf(JSONExtractRaw(ifNull({document}, ''), {', '.join(path)}), ''), 'null')"
    return f"if(JSONType(ifNull({document}, ''), {', '.join(path)}) = 'String', JSONExtractString(ifNull({document}, ''), {', '.join(path)}), {raw})"


def comparison(node):
    operator, left, right = node['op'], expression(node['left']), expression(node['right'])
    function = COMPARISONS.get(operator) or COMPARISONS[operator.replace('not ~', '!~')]
    if function.endswith(' i'):
        function, right = function[:-2], f"concat('(?i)', {right})"
    if operator in ('in', 'not in'):
        return f'{function}({left}, {right})'
    call = f'NOT match({left}, {right})' if function == 'not match' else f'{function}({left}, {right})'
    if PLAIN[-1]:
        return call
    if operator in ORDERED:
        return f'ifNull({call}, 0)'
    if operator in NEGATED:
        return f'ifNull({call}, (isNotNull({left})) OR (isNotNull({right})))'
    return f'ifNull({call}, (isNull({left})) AND (isNull({right})))'


def arguments(nodes):
    return [expression(node) for node in nodes or []]


def call(node):
    if node['name'] in AS_OPERATORS:
        return comparison({'op': AS_OPERATORS[node['name']], 'left': node['args'][0], 'right': node['args'][1]})
    printed = arguments(node['args'])
    if node.get('params') is not None:
        parameters = f"({', '.join(arguments(node['params']))})"
    else:
        parameters = ''
    if node.get('distinct'):
        printed[0] = f'DISTINCT {printed[0]}'
    text = functions.printed(node['name'], printed, node['args'], parameters)
    if node.get('filter_expr'):
        text += f" FILTER (WHERE {expression(node['filter_expr'])})"
    return text


def case_of(node):
    """CASE e WHEN v: compares as = does, so that NULL finds NULL."""
    printed = arguments(node['args'])
    pairs = [f'ifNull(equals({printed[0]}, {when}), isNull({printed[0]}) AND isNull({when})), {then}' for when, then in zip(printed[1:-1:2], printed[2:-1:2])]
    return f"multiIf({', '.join(pairs)}, {printed[-1]})"


def window(node):
    text = f"{node['name']}({', '.join(arguments(node.get('exprs')))})"
    if node.get('args'):
        text = f"{node['name']}({', '.join(arguments(node['exprs']))})({', '.join(arguments(node['args']))})"
    if node.get('over_identifier'):
        return f"{text} OVER {name(node['over_identifier'])}"
    return f"{text} OVER ({over(node['over_expr'])})"


def over(node):
    parts = []
    if node.get('partition_by'):
        parts.append(f"PARTITION BY {', '.join(arguments(node['partition_by']))}")
    if node.get('order_by'):
        parts.append(f"ORDER BY {', '.join(map(order, node['order_by']))}")
    if node.get('frame_method'):
        bounds = [bound(node[key]) for key in ('frame_start', 'frame_end') if node.get(key)]
        parts.append(f"{node['frame_method']} {'BETWEEN ' + ' AND '.join(bounds) if len(bounds) > 1 else bounds[0]}")
    return ' '.join(parts)


def bound(node):
    kind = node.get('frame_type')
    if kind == 'CURRENT ROW':
        return kind
    value = node.get('frame_value')
    return f"{'UNBOUNDED' if value is None else value} {kind}"


def order(node):
    return f"{expression(node['expr'])} {node['order']} NULLS LAST"


def between(node):
    low, high = expression(node['low']), expression(node['high'])
    value = expression(node['expr'])
    inside = f'ifNull({value} >= {low}, 0) AND ifNull({value} <= {high}, 0)'
    return f'NOT ({inside})' if node.get('negated') else f'({inside})'


def plain(node):
    PLAIN.append(True)
    try:
        return expression(node)
    finally:
        PLAIN.pop()


def distinct_from(node):
    same = comparison({'op': '==', 'left': node['left'], 'right': node['right']})
    return same if node.get('negated') else f'NOT ({same})'


def array_access(node):
    chain = path_of(node)
    if chain:
        return json_path(name('j'), chain)
    return f"arrayElement({expression(node['array'])}, {expression(node['property'])})"


def path_of(node):
    """The path below the JSON column, if that is where the brackets begin."""
    if node['node'] == 'Field':
        return [quoted(str(part)) if isinstance(part, str) else str(part) for part in node['chain'][1:]] if node['chain'][0] == 'j' else None
    if node['node'] != 'ArrayAccess':
        return None
    before = path_of(node['array'])
    return None if before is None else [*before, expression(node['property'])]


def array_slice(node):
    array, start, end = expression(node['array']), node.get('start_expr'), node.get('end_expr')
    begin = expression(start) if start else '1'
    if end is None:
        return f'arraySlice({array}, {begin})'
    return f'arraySlice({array}, {begin}, ({expression(end)}) - ({begin}) + 1)'


def cast(node):
    kind = TYPES.get(node['type_name'])
    if kind is None:
        raise Untranslatable(node['type_name'])
    value = expression(node['expr'])
    if kind == 'String':
        return functions.printed('toString', [value], [node['expr']], '')
    if node['node'] == 'TryCast':
        return functions.printed({'Int64': 'toInt', 'Float64': 'toFloat', 'Date32': 'toDate', 'UUID': 'toUUID'}[kind], [value], [node['expr']], '')
    return f"CAST({value}, 'Nullable({kind})')"


PRINTS = {
    'Constant': constant, 'Field': field, 'CompareOperation': comparison, 'WindowFunction': window, 'BetweenExpr': between, 'IsDistinctFrom': distinct_from,
    'ArrayAccess': array_access, 'ArraySlice': array_slice, 'TypeCast': cast, 'TryCast': cast,
    'And': lambda node: '(' + ' AND '.join(f'({text})' for text in arguments(node['exprs'])) + ')',
    'Or': lambda node: '(' + ' OR '.join(f'({text})' for text in arguments(node['exprs'])) + ')',
    'Not': lambda node: f"(NOT ({expression(node['expr'])}))",
    'Tuple': lambda node: f"tuple({', '.join(arguments(node['exprs']))})",
    'Array': lambda node: f"array({', '.join(arguments(node['exprs']))})",
    'TupleAccess': lambda node: f"tupleElement({expression(node['tuple'])}, {node['index']})",
    'Lambda': lambda node: f"({', '.join(map(name, node['args']))}) -> ({expression(node['expr'])})",
    'Alias': lambda node: f"({expression(node['expr'])} AS {name(node['alias'])})",
    'ArithmeticOperation': lambda node: functions.printed(OPERATORS[node['op']], arguments([node['left'], node['right']]), [node['left'], node['right']], ''),
}


def expression(node):
    kind = node['node']
    if kind == 'Call':
        return case_of(node) if node['name'] == '_caseWithExpression' else call(node)
    if kind not in PRINTS:
        raise Untranslatable(kind)
    return PRINTS[kind](node)
