"""aggregates.py: aggregates and their combinators: over groups, over all rows, over none."""

from expressions import e

NEAR = 1e-9
SIMPLE = [
    'count()', 'count(i)', 'count(*)', 'countIf(c)', 'countIf(b)', 'countIf(k > 3)', 'countIf(m > 3)', 'count(DISTINCT k)', 'count(DISTINCT k, c)', 'countDistinct(k)',
    'sum(k)', 'sum(i)', 'sum(e)', 'sum(c)', 'sumIf(k, c)', 'sumIf(m, b)', 'sum(n % 1000)', 'avg(k)', 'avg(m)', 'avg(e)', 'avgIf(k, c)',
    'min(k)', 'max(k)', 'min(i)', 'max(i)', 'min(t)', 'max(t)', 'min(s)', 'max(s)', 'min(day)', 'max(ts2)', 'min(c)', 'max(b)', 'min(e)', 'maxIf(k, c)', 'minIf(m, k > 0)',
    'argMin(id, k * 1000 + id)', 'argMax(id, k * 1000 + id)', 'argMax(t, id)', 'argMin(s, id)', 'argMax(s, id)', 'argMaxIf(t, id, c)', 'argMax(id, t || toString(id))', 'argMax((id, t), id)',
    'uniq(k)', 'uniq(i)', 'uniqExact(t)', 'uniqIf(k, c)', 'uniqExact(k, c)', 'uniq(k, m)', 'uniqExactIf(t, b)',
    'arraySort(groupArray(k))', 'arraySort(groupArray(i))', 'length(groupArray(s))', 'arraySort(groupUniqArray(k))', 'arraySort(groupUniqArray(s))', 'arraySort(groupArrayIf(k, c))', 'length(groupArray(2)(k))', 'arraySort(groupUniqArrayIf(k, c))', 'arraySort(groupArrayDistinct(k))',
    'median(k)', 'quantile(0.5)(k)', 'quantile(0.9)(k)', 'quantile(0)(k)', 'quantile(1)(m)', 'quantileIf(0.5)(k, c)', 'quantiles(0.1, 0.5, 0.9)(k)', 'quantileExact(0.5)(k)', 'quantileExact(0.9)(i)', 'quantileExact(1)(k)', 'medianExact(k)', 'medianExactLow(k)', 'medianExactHigh(k)', 'quantileExactIf(0.5)(k, c)',
    'any(grp)', 'anyLast(grp)', 'any(id) >= 0', 'groupBitAnd(k)', 'groupBitOr(k)', 'topK(1)(id * 0 + 3)',
    'argMaxArray([k, 1], [1, 2])', 'uniqArray([k, 1], [1, k])', 'avgWeightedArray([k, 1], [1, 2])', 'topK(2)(1)', 'any([1, 2])', 'sumArray([1, 2])', 'sumArray([k, 1])', 'sumArrayIf([k, 1], c)', 'uniqArray([k, 1])', 'countArray([k, 1, 2])', 'maxArray([k, 5])', 'minArray([k, 5])', 'avgArray([k, 1])', 'sumArray(ai)', 'arraySort(groupUniqArrayArray([k, 1]))', 'arraySort(groupArrayArray([k, 1]))',
    'sumDistinct(k)', 'countDistinctIf(k, c)', 'uniqDistinct(k)', 'avgDistinct(k)', 'sumOrNull(k)', 'sumOrDefault(k)', 'avgOrNull(k)', 'avgOrDefault(k)', 'maxOrNull(k)', 'maxOrDefault(k)', 'sumIfOrNull(k, k > 1000)', 'countOrNull(k)', 'minOrDefault(t)',
    'sum(k) / count()', 'sum(k) + max(m)', 'if(count() > 3, sum(k), 0)', 'round(avg(k), 2)', 'coalesce(max(i), 0)', 'sum(k) FILTER (WHERE c)', 'count(*) FILTER (WHERE k > 3)', 'max(if(c, k, NULL))', 'sum(CASE WHEN c THEN 1 ELSE 0 END)',
    'retention(k > 0, c, b)', 'windowFunnel(100000000)(fromUnixTimestamp(id), k > 0, c, k > 3)', 'windowFunnel(2)(fromUnixTimestamp(id), k > 0, c)', "sequenceMatch('(?1)(?2)')(fromUnixTimestamp(id), k > 0, c)", "sequenceMatch('(?1).*(?2)')(fromUnixTimestamp(id), k > 5, k < 0)", "sequenceCount('(?1)(?2)')(fromUnixTimestamp(id), k > 0, c)",
]
MOMENTS = ['stddevPop(k)', 'stddevSamp(k)', 'varPop(k)', 'varSamp(k)', 'covarPop(k, id)', 'covarSamp(k, id)', 'corr(k, id)', 'skewPop(k)', 'skewSamp(k)', 'kurtPop(k)', 'kurtSamp(k)', 'avgWeighted(k, id + 1)', 'simpleLinearRegression(id, k)', 'stddevPopIf(k, c)', 'varSamp(m)']

EXPRESSIONS = []
QUERIES = [
    *[f'SELECT grp, {one} FROM v GROUP BY grp ORDER BY grp' for one in SIMPLE],
    *[e(f'SELECT grp, {one} FROM v GROUP BY grp ORDER BY grp', tolerance=1e-6) for one in MOMENTS],
    *[f'SELECT {one} FROM v' for one in SIMPLE], *[e(f'SELECT {one} FROM v', tolerance=1e-6) for one in MOMENTS],
    *[f'SELECT {one} FROM v WHERE id < 0' for one in SIMPLE], *[f'SELECT {one} FROM v WHERE id < 0' for one in MOMENTS],
]
