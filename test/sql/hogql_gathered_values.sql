-- test/sql/hogql_gathered_values.sql: aggregates that PostgreSQL has no place for: over a window, of arrays, of constants.
--
-- Each line is an expression over the same twelve rows, or a query of them, and what chdb gave as well.

BEGIN;
SELECT plan(81);

SELECT metahog.create_source('here', current_setting('test.remote_url')) AS source_id \gset

CREATE TEMP TABLE rows_of AS SELECT $q$(SELECT
	number AS k, number % 3 AS g, number * number - 10 AS i, number / 4 AS f,
	number % 2 = 0 AS b, number % 3 = 1 AS c, concat('v', toString(number % 4)) AS s,
	range(number) AS a, nullIf(number % 5, 2) AS n FROM numbers(12))$q$::text AS query;

-- Over windows

SELECT is((answer->'results')::jsonb, expected::jsonb, expression || coalesce(': ' || (answer->>'error'), ''))
FROM rows_of, (VALUES
	($q$uniq(g) OVER (ORDER BY k)$q$, $q$[[1], [2], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$count(DISTINCT g) OVER (ORDER BY k)$q$, $q$[[1], [2], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$uniqIf(g, b) OVER (ORDER BY k)$q$, $q$[[1], [1], [2], [2], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$uniq(g, b) OVER (ORDER BY k)$q$, $q$[[1], [2], [3], [4], [5], [6], [6], [6], [6], [6], [6], [6]]$q$),
	($q$uniq(n) OVER (ORDER BY k)$q$, $q$[[1], [2], [2], [3], [4], [4], [4], [4], [4], [4], [4], [4]]$q$),
	($q$quantile(0.9)(i) OVER (ORDER BY k ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)$q$, $q$[[-10], [-9.1], [-6.6], [-2.499999999999999], [3.9000000000000012], [12.3], [22.700000000000003], [35.1], [49.5], [65.9], [84.30000000000001], [104.7]]$q$),
	($q$median(f) OVER (PARTITION BY g)$q$, $q$[[1.125], [1.375], [1.625], [1.125], [1.375], [1.625], [1.125], [1.375], [1.625], [1.125], [1.375], [1.625]]$q$),
	($q$quantiles(0.1, 0.9)(f) OVER (PARTITION BY g ORDER BY k)$q$, $q$[[[0, 0]], [[0.25, 0.25]], [[0.5, 0.5]], [[0.07500000000000001, 0.675]], [[0.325, 0.925]], [[0.575, 1.175]], [[0.15000000000000002, 1.35]], [[0.4, 1.6]], [[0.65, 1.85]], [[0.22500000000000003, 2.0250000000000004]], [[0.47500000000000003, 2.2750000000000004]], [[0.7250000000000001, 2.5250000000000004]]]$q$),
	($q$quantileIf(0.5)(f, b) OVER (ORDER BY k)$q$, $q$[[0], [0], [0.25], [0.25], [0.5], [0.5], [0.75], [0.75], [1], [1], [1.25], [1.25]]$q$),
	($q$quantileExact(0.5)(i) OVER (ORDER BY k)$q$, $q$[[-10], [-9], [-9], [-6], [-6], [-1], [-1], [6], [6], [15], [15], [26]]$q$),
	($q$argMax(s, i) OVER (PARTITION BY g ORDER BY k)$q$, $q$[["v0"], ["v1"], ["v2"], ["v3"], ["v0"], ["v1"], ["v2"], ["v3"], ["v0"], ["v1"], ["v2"], ["v3"]]$q$),
	($q$argMin(n, f) OVER (ORDER BY k)$q$, $q$[[0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0]]$q$),
	($q$argMaxIf(s, i, b) OVER (ORDER BY k)$q$, $q$[["v0"], ["v0"], ["v2"], ["v2"], ["v0"], ["v0"], ["v2"], ["v2"], ["v0"], ["v0"], ["v2"], ["v2"]]$q$),
	($q$groupUniqArray(g) OVER (ORDER BY k)$q$, $q$[[[0]], [[0, 1]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2]]]$q$),
	($q$sumArray(a) OVER (ORDER BY k)$q$, $q$[[0], [0], [1], [4], [10], [20], [35], [56], [84], [120], [165], [220]]$q$),
	($q$uniqArray(a) OVER (ORDER BY k)$q$, $q$[[0], [1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11]]$q$),
	($q$sumDistinct(g) OVER (ORDER BY k)$q$, $q$[[0], [1], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$sum(DISTINCT g) OVER (ORDER BY k)$q$, $q$[[0], [1], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$windowFunnel(3)(k, b, c) OVER (ORDER BY k)$q$, $q$[[1], [2], [2], [2], [2], [2], [2], [2], [2], [2], [2], [2]]$q$),
	($q$sequenceMatch('(?1)(?2)')(k, b, c) OVER (ORDER BY k)$q$, $q$[[false], [true], [true], [true], [true], [true], [true], [true], [true], [true], [true], [true]]$q$),
	($q$sequenceCount('(?1)(?2)')(k, b, c) OVER (ORDER BY k)$q$, $q$[[0], [1], [1], [1], [2], [2], [2], [3], [3], [3], [4], [4]]$q$),
	($q$retention(b, c, k > 5) OVER (ORDER BY k)$q$, $q$[[[1, 0, 0]], [[1, 1, 0]], [[1, 1, 0]], [[1, 1, 0]], [[1, 1, 0]], [[1, 1, 0]], [[1, 1, 1]], [[1, 1, 1]], [[1, 1, 1]], [[1, 1, 1]], [[1, 1, 1]], [[1, 1, 1]]]$q$),
	($q$uniq(s) OVER (PARTITION BY b) + 1$q$, $q$[[3], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$uniq(g) OVER w$q$, $q$[[1], [2], [3], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$medianIf(k, b) OVER w$q$, $q$[[0], [0], [1], [1], [2], [2], [3], [3], [4], [4], [5], [5]]$q$),
	($q$quantileOrNullIf(0.5)(k, k > 5) OVER w$q$, $q$[[null], [null], [null], [null], [null], [null], [6], [6.5], [7], [7.5], [8], [8.5]]$q$),
	($q$countIf(DISTINCT g, b) OVER w$q$, $q$[[1], [1], [2], [2], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$uniq(a) OVER w$q$, $q$[[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11], [12]]$q$),
	($q$argMax(a, k) OVER w$q$, $q$[[[]], [[0]], [[0, 1]], [[0, 1, 2]], [[0, 1, 2, 3]], [[0, 1, 2, 3, 4]], [[0, 1, 2, 3, 4, 5]], [[0, 1, 2, 3, 4, 5, 6]], [[0, 1, 2, 3, 4, 5, 6, 7]], [[0, 1, 2, 3, 4, 5, 6, 7, 8]], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]]$q$),
	($q$argMax((k, g), i) OVER w$q$, $q$[[[0, 0]], [[1, 1]], [[2, 2]], [[3, 0]], [[4, 1]], [[5, 2]], [[6, 0]], [[7, 1]], [[8, 2]], [[9, 0]], [[10, 1]], [[11, 2]]]$q$),
	($q$argMax(s, (g, k)) OVER w$q$, $q$[["v0"], ["v1"], ["v2"], ["v2"], ["v2"], ["v1"], ["v1"], ["v1"], ["v0"], ["v0"], ["v0"], ["v3"]]$q$),
	($q$windowFunnel(3)(k, b, n = 1, n = 3) OVER w$q$, $q$[[1], [2], [2], [3], [3], [3], [3], [3], [3], [3], [3], [3]]$q$),
	($q$avgArray(a) OVER w$q$, $q$[[null], [0], [0.3333333333333333], [0.6666666666666666], [1], [1.3333333333333333], [1.6666666666666667], [2], [2.3333333333333335], [2.6666666666666665], [3], [3.3333333333333335]]$q$),
	($q$sumArrayIf(a, b) OVER w$q$, $q$[[0], [0], [1], [1], [7], [7], [22], [22], [50], [50], [95], [95]]$q$),
	($q$leadInFrame(k) OVER w$q$, $q$[[0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0]]$q$),
	($q$leadInFrame(k, 2, 99) OVER w$q$, $q$[[99], [99], [99], [99], [99], [99], [99], [99], [99], [99], [99], [99]]$q$),
	($q$uniqArray(a, arrayMap(x -> x % 2, a)) OVER w$q$, $q$[[0], [1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11]]$q$)
) AS v(expression, expected), metahog.try_hogql('here', 'SELECT ' || expression || ' FROM ' || query || ' WINDOW w AS (ORDER BY k) ORDER BY k') AS answer;

-- Of arrays, of constants

SELECT is((answer->'results')::jsonb, expected::jsonb, expression || coalesce(': ' || (answer->>'error'), ''))
FROM rows_of, (VALUES
	($q$topK(9)(1)$q$, $q$[[[1]]]$q$),
	($q$any([])$q$, $q$[[[]]]$q$),
	($q$any([1,2])$q$, $q$[[[1, 2]]]$q$),
	($q$sumArray([1,2,3])$q$, $q$[[72]]$q$),
	($q$windowFunnel(10)(toDateTime('2020-01-01 00:00:00'), true, false)$q$, $q$[[1]]$q$),
	($q$argMax([1], 2)$q$, $q$[[[1]]]$q$),
	($q$uniqArray([1,1,2])$q$, $q$[[2]]$q$),
	($q$groupArray([1])$q$, $q$[[[[1], [1], [1], [1], [1], [1], [1], [1], [1], [1], [1], [1]]]]$q$),
	($q$quantilesArray(0.5)([1,2,3])$q$, $q$[[[2]]]$q$),
	($q$topK(2)('a'), count()$q$, $q$[[["a"], 12]]$q$),
	($q$anyLast([1]) = [1]$q$, $q$[[true]]$q$),
	($q$topKIf(3)(1, 0)$q$, $q$[[[]]]$q$),
	($q$groupUniqArray([1,2])$q$, $q$[[[[1, 2]]]]$q$),
	($q$uniqArray(a, arrayMap(x -> x % 2, a))$q$, $q$[[11]]$q$),
	($q$argMaxArray(a, arrayMap(x -> -x, a))$q$, $q$[[0]]$q$),
	($q$argMaxArrayIf(a, a, b)$q$, $q$[[9]]$q$),
	($q$round(corrArray(a, arrayMap(x -> x % 3, a)), 6)$q$, $q$[[0.186198]]$q$),
	($q$avgWeightedArray(a, a)$q$, $q$[[5.5]]$q$)
) AS v(expression, expected), metahog.try_hogql('here', 'SELECT ' || expression || ' FROM ' || query) AS answer;

-- In queries

SELECT is((answer->'results')::jsonb, expected::jsonb, text || coalesce(': ' || (answer->>'error'), ''))
FROM rows_of, (VALUES
	($q$SELECT g, topK(2)(1) FROM ROWS_ GROUP BY g ORDER BY g$q$, $q$[[0, [1]], [1, [1]], [2, [1]]]$q$),
	($q$SELECT g, uniq(count()) OVER () FROM ROWS_ GROUP BY g ORDER BY g$q$, $q$[[0, 1], [1, 1], [2, 1]]$q$),
	($q$SELECT g, median(sum(i)) OVER (ORDER BY g) AS m FROM ROWS_ GROUP BY g ORDER BY m, g$q$, $q$[[0, 86], [1, 106], [2, 126]]$q$),
	($q$SELECT k, uniq(g) OVER (ORDER BY k) AS u FROM ROWS_ QUALIFY u = 2$q$, $q$[[1, 2]]$q$),
	($q$SELECT k FROM ROWS_ ORDER BY argMax(i, k) OVER (PARTITION BY g), k$q$, $q$[[0], [3], [6], [9], [1], [4], [7], [10], [2], [5], [8], [11]]$q$),
	($q$SELECT k, uniq(g) OVER (ORDER BY k) / count() OVER (ORDER BY k) AS r, sum(k) OVER (PARTITION BY g) FROM ROWS_ ORDER BY k$q$, $q$[[0, 1, 18], [1, 1, 22], [2, 1, 26], [3, 0.75, 18], [4, 0.6, 22], [5, 0.5, 26], [6, 0.42857142857142855, 18], [7, 0.375, 22], [8, 0.3333333333333333, 26], [9, 0.3, 18], [10, 0.2727272727272727, 22], [11, 0.25, 26]]$q$),
	($q$SELECT DISTINCT uniq(g) OVER (ORDER BY k) AS u FROM ROWS_ ORDER BY u$q$, $q$[[1], [2], [3]]$q$),
	($q$SELECT k, median(f) OVER (PARTITION BY g) AS m, m + 1 FROM ROWS_ ORDER BY m, k LIMIT 1 BY g$q$, $q$[[0, 1.125, 2.125], [1, 1.375, 2.375], [2, 1.625, 2.625]]$q$),
	($q$SELECT * FROM (SELECT k, uniq(s) OVER (PARTITION BY b ORDER BY k ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS u FROM ROWS_) ORDER BY k$q$, $q$[[0, 2], [1, 2], [2, 2], [3, 2], [4, 2], [5, 2], [6, 2], [7, 2], [8, 2], [9, 2], [10, 2], [11, 2]]$q$),
	($q$SELECT uniq(g) OVER (ORDER BY k) AS u, count() FROM (SELECT uniq(g) OVER (ORDER BY k) AS g, k FROM ROWS_) GROUP BY k, g ORDER BY k$q$, $q$[[1, 1], [2, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1], [3, 1]]$q$),
	($q$SELECT sum(u) FROM (SELECT uniqIf(g, b) OVER (ORDER BY k) AS u FROM ROWS_)$q$, $q$[[30]]$q$),
	($q$SELECT k, quantile(0.5)(k) FILTER (WHERE b) OVER (ORDER BY k) FROM ROWS_ ORDER BY k$q$, $q$[[0, 0], [1, 0], [2, 1], [3, 1], [4, 2], [5, 2], [6, 3], [7, 3], [8, 4], [9, 4], [10, 5], [11, 5]]$q$),
	($q$WITH k * 2 AS d SELECT k, uniq(d % 4) OVER (ORDER BY k) FROM ROWS_ ORDER BY k$q$, $q$[[0, 1], [1, 2], [2, 2], [3, 2], [4, 2], [5, 2], [6, 2], [7, 2], [8, 2], [9, 2], [10, 2], [11, 2]]$q$),
	($q$SELECT k, windowFunnel(2)(k, b, NOT b) OVER (PARTITION BY g ORDER BY k) AS w FROM ROWS_ ORDER BY k$q$, $q$[[0, 1], [1, 0], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [7, 1], [8, 1], [9, 1], [10, 1], [11, 1]]$q$),
	($q$SELECT g, sum(topK(1)(7)[1]) OVER () FROM ROWS_ GROUP BY g ORDER BY g$q$, $q$[[0, 21], [1, 21], [2, 21]]$q$),
	($q$SELECT arrayMap(x -> x + uniq(g) OVER (), [1]) FROM ROWS_ ORDER BY k$q$, $q$[[[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]], [[4]]]$q$),
	($q$SELECT g, any(max(n)) OVER (ORDER BY g), sumIf(count(), count() > 1) OVER (ORDER BY g) FROM ROWS_ GROUP BY g ORDER BY g$q$, $q$[[0, 4, 4], [1, 4, 8], [2, 4, 12]]$q$),
	($q$SELECT g, uniq(max(n)) OVER (ORDER BY g) FROM ROWS_ GROUP BY g ORDER BY g$q$, $q$[[0, 1], [1, 1], [2, 2]]$q$)
) AS v(text, expected), metahog.try_hogql('here', replace(text, 'ROWS_', query)) AS answer;

-- What is wrong is told at its place

SELECT is(concat_ws(' ', c.sqlstate, c.position, c.message), expected, text)
FROM (VALUES
	('SELECT quantile(2)(number) OVER () FROM numbers(3)', '22023 17 a level of function quantile is from 0 to 1'),
	('SELECT uniq() OVER () FROM numbers(3)', '42883 8 function uniq takes at least 1 argument, found 0'),
	('SELECT row_number(DISTINCT) OVER () FROM numbers(3)', '0A000 8 DISTINCT of row_number is not supported'),
	('SELECT uniq(number) OVER nowhere FROM numbers(3)', '42704 26 unknown window "nowhere"'),
	('SELECT uniq(median(number) OVER ()) OVER () FROM numbers(3)', '42P20 13 window function calls cannot be nested'),
	('SELECT 1 FROM numbers(3) WHERE uniq(number) OVER () > 1', '42P20 32 window functions are not allowed in WHERE'),
	('SELECT sum(uniq(number) OVER ()) FROM numbers(3)', '42803 12 aggregate function calls cannot contain window function calls'),
	('SELECT _aggregateOfArrays(''uniq'', [1])', '42883 8 function "_aggregateOfArrays" does not exist'))
	AS t(text, expected), metahog.hogql_check('here', text) AS c;

SELECT * FROM finish();
ROLLBACK;
