"""operators.py: comparison, NULL and boolean logic."""

SIDES = [('i', 'm'), ('n', 'k'), ('i', 'k'), ('k', 'm'), ('s', 't'), ('t', 'r'), ('f', 'g'), ('d', 'e'), ('day', 'day2'), ('ts', 'ts2'), ('m', '3'), ('m', 'NULL'), ('k', '3'), ('b', 'c'), ('uid', 'uid'), ('i', 'f'), ('i', 'd'), ('e', '1.5'), ('b', '1')]
SIGNS = ['=', '!=', '<', '<=', '>', '>=']

EXPRESSIONS = [
    *[f'{one} {sign} {other}' for one, other in SIDES for sign in SIGNS if not ((other == 'NULL' or one == 'uid') and sign not in ('=', '!='))],
    *[f'NOT ({one} {sign} {other})' for one, other in SIDES[:6] for sign in ('=', '<', '!=')],
    *[f'{one} IS DISTINCT FROM {other}' for one, other in SIDES[:6]], *[f'{one} IS NOT DISTINCT FROM {other}' for one, other in SIDES[:6]],
    'i IS NULL', 'i IS NOT NULL', 'i = NULL', 'i != NULL', 'NOT (i IS NULL)', 'm BETWEEN 1 AND 5', 'm NOT BETWEEN 1 AND 5', 'k BETWEEN m AND 5', 'm > 1 AND k > 1', 'm > 1 OR k > 1', 'NOT (m > 1 AND k > 1)', 'NOT (m > 1 OR k > 1)', 'm = 1 OR m IS NULL', 'm AND k', 'NOT k', 'k OR c', 'NOT c',
    '(m > 1) = (k > 1)', '(m > 1) != c', 'm = k AND i = n', 'NOT (s LIKE \'a%\')', 's LIKE \'a%\' AND m > 1', "s = 'a' OR s = ''", "s != 'a' AND s != ''", "s IN ('a', '')", "s NOT IN ('a', '')", 'm IN (1, 2, 3) AND k > 0', 'NOT (m IN (1, 2))', 'm ?? 5 > 3', 'ifNull(m, 0) > 3', 'm > k + 1', '(k, t) = (1, \'a\')',
    'k < n = c', 'k = 1 = c',
]
