-- test/sql/hogql_aggregate_values.sql: what aggregates and window functions of HogQL give, as ClickHouse 26.9 does.
--
-- Each line is an expression over the same twelve rows and what chdb gave as well: of an aggregate one value, of
-- a window function one for each row.

BEGIN;
SELECT plan(75);

SELECT metahog.create_source('here', current_setting('test.remote_url')) AS source_id \gset

CREATE TEMP TABLE rows_of AS SELECT $q$(SELECT
	number AS k, number % 3 AS g, number * number - 10 AS i, number / 4 AS f,
	number % 2 = 0 AS b, number % 3 = 1 AS c, concat('v', toString(number % 4)) AS s,
	range(number) AS a, nullIf(number % 5, 2) AS n FROM numbers(12))$q$::text AS query;

SELECT is((answer->'results')::jsonb, expected::jsonb, expression || coalesce(': ' || (answer->>'error'), ''))
FROM rows_of, (VALUES
	($q$count()$q$, $q$[[12]]$q$),
	($q$count(n)$q$, $q$[[10]]$q$),
	($q$countIf(b)$q$, $q$[[6]]$q$),
	($q$sum(i)$q$, $q$[[386]]$q$),
	($q$sumIf(i, b)$q$, $q$[[160]]$q$),
	($q$sum(b)$q$, $q$[[6]]$q$),
	($q$avg(f)$q$, $q$[[1.375]]$q$),
	($q$min(i)$q$, $q$[[-10]]$q$),
	($q$max(f)$q$, $q$[[2.75]]$q$),
	($q$min(s)$q$, $q$[["v0"]]$q$),
	($q$max(s)$q$, $q$[["v3"]]$q$),
	($q$max(b)$q$, $q$[[true]]$q$),
	($q$argMin(s, i)$q$, $q$[["v0"]]$q$),
	($q$argMaxIf(k, i, b)$q$, $q$[[10]]$q$),
	($q$uniq(s)$q$, $q$[[4]]$q$),
	($q$uniqExact(g)$q$, $q$[[3]]$q$),
	($q$uniq(g, b)$q$, $q$[[6]]$q$),
	($q$count(DISTINCT s)$q$, $q$[[4]]$q$),
	($q$countDistinct(s)$q$, $q$[[4]]$q$),
	($q$arraySort(groupArray(k))$q$, $q$[[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]]$q$),
	($q$arraySort(groupArray(n))$q$, $q$[[[0, 0, 0, 1, 1, 1, 3, 3, 4, 4]]]$q$),
	($q$length(groupArray(2)(k))$q$, $q$[[2]]$q$),
	($q$groupUniqArray(g)$q$, $q$[[[0, 1, 2]]]$q$),
	($q$groupUniqArrayIf(s, b)$q$, $q$[[["v0", "v2"]]]$q$),
	($q$stddevPop(f)$q$, $q$[[0.8630131323836657]]$q$),
	($q$stddevSamp(f)$q$, $q$[[0.9013878188659973]]$q$),
	($q$varPop(f)$q$, $q$[[0.7447916666666666]]$q$),
	($q$varSamp(k)$q$, $q$[[13]]$q$),
	($q$covarPop(f, k)$q$, $q$[[2.9791666666666665]]$q$),
	($q$covarSamp(f, k)$q$, $q$[[3.25]]$q$),
	($q$corr(f, i)$q$, $q$[[0.9635293180817431]]$q$),
	($q$skewPop(k)$q$, $q$[[0]]$q$),
	($q$kurtPop(i)$q$, $q$[[2.1499882695910983]]$q$),
	($q$round(skewSamp(i), 9)$q$, $q$[[0.588615545]]$q$),
	($q$tupleElement(simpleLinearRegression(k, i), 1)$q$, $q$[[11]]$q$),
	($q$groupBitAnd(k)$q$, $q$[[0]]$q$),
	($q$groupBitOr(k)$q$, $q$[[15]]$q$),
	($q$groupBitXor(k)$q$, $q$[[0]]$q$),
	($q$quantile(0.5)(i)$q$, $q$[[20.5]]$q$),
	($q$median(f)$q$, $q$[[1.375]]$q$),
	($q$quantiles(0.1, 0.9)(f)$q$, $q$[[[0.275, 2.475]]]$q$),
	($q$quantileIf(0.5)(f, b)$q$, $q$[[1.25]]$q$),
	($q$quantileExact(0.5)(i)$q$, $q$[[26]]$q$),
	($q$quantileExact(1)(i)$q$, $q$[[111]]$q$),
	($q$medianExactLow(k)$q$, $q$[[5]]$q$),
	($q$windowFunnel(3)(k, b, c)$q$, $q$[[2]]$q$),
	($q$windowFunnel(2)(k, c, b, g = 0)$q$, $q$[[3]]$q$),
	($q$sequenceMatch('(?1)(?2)')(k, b, c)$q$, $q$[[true]]$q$),
	($q$sequenceMatch('(?1)(?1)')(k, c, b)$q$, $q$[[false]]$q$),
	($q$sequenceCount('(?1)(?2)')(k, b, c)$q$, $q$[[4]]$q$),
	($q$sequenceCount('(?1).*(?2)')(k, b, c)$q$, $q$[[4]]$q$),
	($q$retention(b, c, k > 100)$q$, $q$[[[1, 1, 0]]]$q$),
	($q$sumArray(a)$q$, $q$[[220]]$q$),
	($q$uniqArray(a)$q$, $q$[[11]]$q$),
	($q$maxArray(a)$q$, $q$[[10]]$q$),
	($q$sumArrayIf(a, b)$q$, $q$[[95]]$q$),
	($q$sumDistinct(g)$q$, $q$[[3]]$q$),
	($q$sumOrNullIf(k, k > 100)$q$, $q$[[null]]$q$),
	($q$maxOrDefaultIf(k, k > 100)$q$, $q$[[0]]$q$),
	($q$sum(n)$q$, $q$[[17]]$q$),
	($q$any(1)$q$, $q$[[1]]$q$),
	($q$anyLast(1)$q$, $q$[[1]]$q$),
	($q$string_agg(toString(k), '-' ORDER BY k)$q$, $q$[["0-1-2-3-4-5-6-7-8-9-10-11"]]$q$),
	($q$percentile_cont(0.5) WITHIN GROUP (ORDER BY k)$q$, $q$[[5.5]]$q$),
	($q$row_number() OVER (PARTITION BY g ORDER BY k)$q$, $q$[[1], [1], [1], [2], [2], [2], [3], [3], [3], [4], [4], [4]]$q$),
	($q$rank() OVER (ORDER BY g)$q$, $q$[[1], [5], [9], [1], [5], [9], [1], [5], [9], [1], [5], [9]]$q$),
	($q$dense_rank() OVER (ORDER BY g)$q$, $q$[[1], [2], [3], [1], [2], [3], [1], [2], [3], [1], [2], [3]]$q$),
	($q$sum(k) OVER (PARTITION BY g ORDER BY k)$q$, $q$[[0], [1], [2], [3], [5], [7], [9], [12], [15], [18], [22], [26]]$q$),
	($q$lag(k) OVER (ORDER BY k)$q$, $q$[[0], [0], [1], [2], [3], [4], [5], [6], [7], [8], [9], [10]]$q$),
	($q$lead(s) OVER (ORDER BY k)$q$, $q$[["v1"], ["v2"], ["v3"], ["v0"], ["v1"], ["v2"], ["v3"], ["v0"], ["v1"], ["v2"], ["v3"], [""]]$q$),
	($q$leadInFrame(k) OVER (ORDER BY k)$q$, $q$[[0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0]]$q$),
	($q$first_value(s) OVER (PARTITION BY g ORDER BY k)$q$, $q$[["v0"], ["v1"], ["v2"], ["v0"], ["v1"], ["v2"], ["v0"], ["v1"], ["v2"], ["v0"], ["v1"], ["v2"]]$q$),
	($q$last_value(n) OVER (ORDER BY k)$q$, $q$[[0], [1], [1], [3], [4], [0], [1], [1], [3], [4], [0], [1]]$q$),
	($q$countIf(b) OVER (PARTITION BY g)$q$, $q$[[2], [2], [2], [2], [2], [2], [2], [2], [2], [2], [2], [2]]$q$),
	($q$max(s) OVER (PARTITION BY g)$q$, $q$[["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"], ["v3"]]$q$)
) AS v(expression, expected), metahog.try_hogql('here',
	'SELECT ' || expression || ' FROM ' || query || CASE WHEN expression LIKE '%OVER%' THEN ' ORDER BY k' ELSE '' END) AS answer;

SELECT * FROM finish();
ROLLBACK;
