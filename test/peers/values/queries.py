"""queries.py: a whole tree of a query as ClickHouse's SQL; importing it teaches clickhouse.expression subqueries."""

from clickhouse import PRINTS, Untranslatable, arguments, expression, name, order, over, plain

TABLES = {'v': 'peers.v'}
UNKNOWN = ('interpolate', 'top', 'settings', 'sample')


def select(node):
    for field in UNKNOWN:
        if node.get(field) is not None:
            raise Untranslatable(field)
    parts = [ctes(node), f"SELECT {'DISTINCT ' if node.get('distinct') else ''}{', '.join(map(item, node['select']))}"]
    if node.get('select_from'):
        parts.append(f"FROM {tables(node['select_from'])}")
    if node.get('array_join_list'):
        parts.append(f"{node['array_join_op']} {', '.join(arguments(node['array_join_list']))}")
    for field, word in (('prewhere', 'PREWHERE'), ('where', 'WHERE')):
        if node.get(field):
            parts.append(f'{word} {expression(node[field])}')
    parts.append(group_by(node))
    for field, word in (('having', 'HAVING'), ('qualify', 'QUALIFY')):
        if node.get(field):
            parts.append(f'{word} {expression(node[field])}')
    if node.get('window_exprs'):
        parts.append('WINDOW ' + ', '.join(f'{name(key)} AS ({over(value)})' for key, value in node['window_exprs'].items()))
    parts.append(ending(node))
    return ' '.join(part for part in parts if part)


def item(node):
    return f"{expression(node['expr'])} AS {name(node['alias'])}" if node['node'] == 'Alias' else expression(node)


def ctes(node):
    if not node.get('ctes'):
        return ''
    return 'WITH ' + ('RECURSIVE ' if node['ctes'][0].get('recursive') else '') + ', '.join(map(cte, node['ctes']))


def cte(node):
    if node['cte_type'] == 'subquery':
        return f"{name(node['name'])} AS ({expression(node['expr'])})"
    inner = expression(node['expr'])
    return f"{inner} AS {name(node['name'])}"


def tables(node):
    text = table(node)
    while node := node.get('next_join'):
        text += f" {node['join_type'].replace('OUTER ', '')} {table(node)}"
        if node.get('constraint'):
            constraint = node['constraint']
            if constraint['constraint_type'] == 'USING':
                inside = constraint['expr']
                text += f" USING ({', '.join(arguments(inside['exprs'] if inside['node'] == 'Tuple' else [inside]))})"
            else:
                text += f" ON {plain(constraint['expr'])}"
    return text


def table(node):
    inner = node['table']
    if inner['node'] == 'Field':
        text = TABLES.get('.'.join(inner['chain']), '.'.join(map(name, inner['chain'])))
        if node.get('table_args') is not None:
            text = f"{inner['chain'][0]}({', '.join(arguments(node['table_args']))})"
    else:
        text = expression(inner)
        text = text if text.startswith('(') else f'({text})'
    return f"{text} AS {name(node['alias'])}" if node.get('alias') else text


def group_by(node):
    mode = node.get('group_by_mode')
    if mode == 'all':
        text = 'GROUP BY ALL'
    elif not node.get('group_by'):
        return ''
    elif mode in ('cube', 'rollup'):
        text = f"GROUP BY {mode.upper()}({', '.join(arguments(node['group_by']))})"
    elif mode == 'grouping_sets':
        text = 'GROUP BY GROUPING SETS (' + ', '.join(f"({', '.join(arguments(one['exprs']))})" for one in node['group_by']) + ')'
    else:
        text = f"GROUP BY {', '.join(arguments(node['group_by']))}"
    return text + (' WITH TOTALS' if node.get('with_totals') else '')


def ending(node):
    parts = []
    if node.get('order_by'):
        parts.append(f"ORDER BY {', '.join(map(filled, node['order_by']))}")
    if node.get('limit_by'):
        limit_by = node['limit_by']
        offset = f" OFFSET {expression(limit_by['offset_value'])}" if limit_by.get('offset_value') else ''
        parts.append(f"LIMIT {expression(limit_by['n'])}{offset} BY {', '.join(arguments(limit_by['exprs']))}")
    if node.get('limit'):
        parts.append(f"LIMIT {expression(node['limit'])}{' WITH TIES' if node.get('limit_with_ties') else ''}")
    if node.get('offset'):
        parts.append(f"OFFSET {expression(node['offset'])}")
    return ' '.join(parts)


def filled(node):
    text = order(node)
    fill = node.get('with_fill')
    if fill is not None:
        text = text.replace(' NULLS LAST', '') + ' WITH FILL'
        for field, word in (('from_value', 'FROM'), ('to_value', 'TO'), ('step_value', 'STEP')):
            if fill.get(field):
                text += f' {word} {expression(fill[field])}'
    return text


def select_set(node):
    text = f"({expression(node['initial_select_query'])})"
    for arm in node['subsequent_select_queries']:
        text += f" {operator(arm['set_operator'])} ({expression(arm['select_query'])})"
    end = ending(node)
    return f'SELECT * FROM ({text}) {end}' if end else text


def operator(words):
    """Bare EXCEPT and INTERSECT are ALL in HogQL."""
    if 'BY NAME' in words:
        raise Untranslatable(words)
    return {'EXCEPT': 'EXCEPT ALL', 'INTERSECT': 'INTERSECT ALL'}.get(words, words)


def values(node):
    return ' UNION ALL '.join(f"SELECT {', '.join(arguments(row))}" for row in node['rows'])


def subquery(printed):
    return lambda node: f'({printed(node)})'


PRINTS['SelectQuery'] = subquery(select)
PRINTS['SelectSetQuery'] = subquery(select_set)
PRINTS['ValuesQuery'] = subquery(values)


def whole(node):
    return select(node) if node['node'] == 'SelectQuery' else select_set(node)
