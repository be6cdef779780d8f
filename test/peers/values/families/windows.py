"""windows.py: window functions and frames."""

CALLS = ['row_number()', 'rank()', 'dense_rank()', 'sum(k)', 'count()', 'avg(k)', 'min(k)', 'max(m)', 'first_value(k)', 'last_value(k)', 'lagInFrame(k)', 'lagInFrame(k, 2)', 'lagInFrame(k, 1, -1)', 'lagInFrame(s)', 'percent_rank()', 'cume_dist()', 'ntile(3)', 'nth_value(k, 2)', 'countIf(c)', 'sumIf(k, c)']
FRAMED = ['leadInFrame(k)', 'leadInFrame(k, 2)', 'leadInFrame(k, 1, -1)', 'leadInFrame(s, 1)']
WHOLE = ['lag(k)', 'lead(k)', 'lag(k, 2, 7)', 'lead(t, 1)', 'lag(m)', 'lead(s, 2)']
UNBOUNDED = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'
FRAMES = ['ROWS BETWEEN 2 PRECEDING AND CURRENT ROW', 'ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING', 'ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING', UNBOUNDED, 'ROWS UNBOUNDED PRECEDING', 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'RANGE BETWEEN 3 PRECEDING AND 3 FOLLOWING', 'ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING']

EXPRESSIONS = []
QUERIES = [
    *[f'SELECT id, {call} OVER (PARTITION BY grp ORDER BY id) AS w FROM v ORDER BY id' for call in CALLS],
    *[f'SELECT id, {call} OVER (ORDER BY id DESC) AS w FROM v ORDER BY id' for call in CALLS],
    *[f'SELECT id, {call} OVER (PARTITION BY grp ORDER BY id {UNBOUNDED}) AS w FROM v ORDER BY id' for call in FRAMED],
    *[f'SELECT id, {call} OVER (PARTITION BY grp ORDER BY id {frame}) AS w FROM v ORDER BY id' for call in ('sum(k)', 'count()', 'max(m)', 'first_value(k)', 'last_value(k)') for frame in FRAMES],
    *[f'SELECT id, {call} OVER (PARTITION BY grp ORDER BY id) AS w FROM v ORDER BY id' for call in WHOLE],
    *[f'SELECT id, {call} OVER (PARTITION BY grp) AS w FROM v ORDER BY id' for call in ('sum(k)', 'count()', 'avg(k)', 'max(t)', 'min(day)')],
    *[f'SELECT id, {call} OVER (PARTITION BY c ORDER BY k) AS w FROM v ORDER BY id' for call in ('sum(n % 100)', 'rank()', 'dense_rank()', 'count()')],
    'SELECT id, sum(k) OVER w, count() OVER w FROM v WINDOW w AS (PARTITION BY grp ORDER BY id) ORDER BY id',
    'SELECT id, row_number() OVER (PARTITION BY grp ORDER BY id) AS r FROM v QUALIFY r <= 2 ORDER BY id',
    'SELECT id, k - lagInFrame(k) OVER (ORDER BY id) AS change FROM v ORDER BY id',
    'SELECT grp, sum(k) AS total, rank() OVER (ORDER BY total DESC, grp) AS place FROM v GROUP BY grp ORDER BY grp',
    'SELECT grp, sum(sum(k)) OVER (ORDER BY grp) FROM v GROUP BY grp ORDER BY grp',
]
