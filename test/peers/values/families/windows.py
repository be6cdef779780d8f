"""windows.py: window functions and frames."""

CALLS = ['row_number()', 'rank()', 'dense_rank()', 'sum(k)', 'count()', 'avg(k)', 'min(k)', 'max(m)', 'first_value(k)', 'last_value(k)', 'lagInFrame(k)', 'lagInFrame(k, 2)', 'lagInFrame(k, 1, -1)', 'lagInFrame(s)', 'percent_rank()', 'cume_dist()', 'ntile(3)', 'nth_value(k, 2)', 'countIf(c)', 'sumIf(k, c)']
FRAMED = ['leadInFrame(k)', 'leadInFrame(k, 2)', 'leadInFrame(k, 1, -1)', 'leadInFrame(s, 1)']
WHOLE = ['lag(k)', 'lead(k)', 'lag(k, 2, 7)', 'lead(t, 1)', 'lag(m)', 'lead(s, 2)']
# PostgreSQL has no window function for these: their rows are gathered first.
GATHERED = [
    'uniq(k)', 'uniq(s)', 'uniqExact(m)', 'uniq(k, c)', 'uniqIf(k, c)', 'sumDistinct(k)', 'median(k)', 'quantile(0.9)(k)', 'quantiles(0.1, 0.5)(k)', 'quantileIf(0.5)(k, k > 2)',
    'quantileExact(0.3)(k)', 'argMax(s, id)', 'argMin(m, id)', 'argMaxIf(k, id, k > 2)', 'argMax([k, 1], id)', 'sumArray([k, 1])', 'sumArrayIf([k, 1], c)', 'uniqArray([k, 1])', 'uniqArray([k, 1], [1, k])',
    'windowFunnel(100)(fromUnixTimestamp(id), c, k > 3)', "sequenceMatch('(?1).*(?2)')(fromUnixTimestamp(id), c, k > 3)", "sequenceCount('(?1)(?2)')(fromUnixTimestamp(id), c, k > 3)", 'retention(c, k > 3, k > 100)',
]
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
    *[f'SELECT id, {call} OVER (PARTITION BY grp ORDER BY id) AS w FROM v ORDER BY id' for call in GATHERED],
    *[f'SELECT id, {call} OVER (ORDER BY id {frame}) AS w FROM v ORDER BY id' for call in GATHERED for frame in FRAMES[1:4]],
    *[f'SELECT id, {call} OVER (PARTITION BY grp) AS w FROM v ORDER BY id' for call in ('uniq(k)', 'uniqExact(s)', 'median(k)', 'quantileExact(0.5)(k)')],
    *[f'SELECT id, arraySort({call} OVER (PARTITION BY grp ORDER BY id)) AS w FROM v ORDER BY id' for call in ('groupUniqArray(k)', 'groupUniqArrayIf(s, c)', 'topK(1000)(k)')],
    'SELECT id, uniq(k) OVER w AS u, median(k) OVER w, leadInFrame(k) OVER w FROM v WINDOW w AS (PARTITION BY grp ORDER BY id) ORDER BY id',
    'SELECT id, uniq(k) OVER (PARTITION BY grp ORDER BY id) AS u FROM v QUALIFY u > 1 ORDER BY id',
    *[f'SELECT grp, {call} OVER (ORDER BY grp) FROM v GROUP BY grp ORDER BY grp' for call in ('uniq(max(k))', 'any(max(m))', 'sumIf(count(), count() > 1)', 'countIf(max(k) > 3)', 'groupArray(max(m))', 'median(sum(k))')],
    'SELECT id, sum(k) OVER w, count() OVER w FROM v WINDOW w AS (PARTITION BY grp ORDER BY id) ORDER BY id',
    'SELECT id, row_number() OVER (PARTITION BY grp ORDER BY id) AS r FROM v QUALIFY r <= 2 ORDER BY id',
    'SELECT id, k - lagInFrame(k) OVER (ORDER BY id) AS change FROM v ORDER BY id',
    'SELECT grp, sum(k) AS total, rank() OVER (ORDER BY total DESC, grp) AS place FROM v GROUP BY grp ORDER BY grp',
    'SELECT grp, sum(sum(k)) OVER (ORDER BY grp) FROM v GROUP BY grp ORDER BY grp',
]
