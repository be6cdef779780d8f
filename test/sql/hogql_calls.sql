-- test/sql/hogql_calls.sql: aggregates, windows, arrayJoin() and grouping, as expressions have them.

BEGIN;
SELECT plan(97);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

-- Six rows: kind, number (one is NULL), flag, tags, and a day.
CREATE FUNCTION pg_temp.answer(query text) RETURNS text AS $$
	SELECT (metahog.hogql('pagila', replace(query, 't!', $q$(SELECT k, n, f, day, splitByChar(',', tagged) AS tags FROM (VALUES
		('a', 1, true, '2024-01-01'::Date, 'x,y'), ('a', 2, false, '2024-01-02'::Date, 'x'), ('a', NULL, true, '2024-01-03'::Date, 'z'),
		('b', 4, NULL, '2024-01-04'::Date, 'x,z'), ('b', 5, true, '2024-01-08'::Date, 'y'), ('c', 6, false, '2024-01-09'::Date, 'y,y'))
		AS v(k, n, f, day, tagged)) AS t$q$))->'results')::jsonb::text
$$ LANGUAGE sql;

CREATE TEMP TABLE queries (number int GENERATED ALWAYS AS IDENTITY, query text, answer text);
INSERT INTO queries (query, answer) VALUES
	-- Aggregates
	('SELECT count(), count(*), count(n), count(DISTINCT k) FROM t!', '[[6, 6, 5, 3]]'),
	('SELECT k, count() AS c FROM t! GROUP BY k HAVING c > 1 ORDER BY c DESC', '[["a", 3], ["b", 2]]'),
	('SELECT countIf(n > 1), countIf(f), countIf(NOT f), countIf(n), sumIf(n, f), count() FILTER (WHERE n > 1) FROM t!', '[[4, 3, 2, 5, 6, 4]]'),
	('SELECT countIf(n != 1), countIf(NOT (n > 1)) FROM t!', '[[5, 2]]'),
	('SELECT sumIf(n, k = ''a'') FILTER (WHERE f) FROM t!', '[[1]]'),
	('SELECT groupArray(DISTINCT k ORDER BY k DESC) FROM t!', '[[["c", "b", "a"]]]'),
	('SELECT string_agg(k, ''-'' ORDER BY n DESC) FILTER (WHERE n > 3) FROM t!', '[["c-b-b"]]'),
	('SELECT max(k), min(n), any(n) ?? 0 > 0, argMax(k, n), argMin(n, (k, n)) FROM t!', '[["c", 1, 1, "c", 1]]'),
	('SELECT quantile(0.5)(n), percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM t!', '[[4, 4]]'),
	('SELECT sum(n) / count(), sum(n) * 2 + 1, round(avg(n), 1) FROM t!', '[[3, 37, 3.6]]'),
	('SELECT sum(n > 1), avg(f) FROM t!', '[[4, 0.6]]'),
	-- Grouping
	('SELECT if(n > 3, ''big'', ''small'') AS size, count() FROM t! GROUP BY size ORDER BY size', '[["big", 3], ["small", 3]]'),
	('SELECT k || ''!'' AS e, sum(n) FROM t! GROUP BY k ORDER BY e', '[["a!", 3], ["b!", 9], ["c!", 6]]'),
	('SELECT upper(k), count() FROM t! GROUP BY upper(k) ORDER BY 1', '[["A", 3], ["B", 2], ["C", 1]]'),
	('SELECT (k, f) AS pair, count() FROM t! GROUP BY pair ORDER BY pair LIMIT 2', '[[["a", false], 1], [["a", true], 2]]'),
	('SELECT n / 2 AS half, count() FROM t! GROUP BY half ORDER BY half LIMIT 2', '[[0.5, 1], [1, 1]]'),
	('SELECT n % 2 = 0 AS even, count() FROM t! GROUP BY even ORDER BY even', '[[false, 3], [true, 3]]'),
	('SELECT multiIf(count() > 2, k, ''few'') AS label FROM t! GROUP BY k ORDER BY label', '[["a"], ["few"], ["few"]]'),
	('SELECT k FROM t! GROUP BY k HAVING NOT (sum(n) > 3) ORDER BY k', '[["a"]]'),
	('SELECT k, (SELECT k || ''?'') AS q FROM t! GROUP BY k ORDER BY k LIMIT 1', '[["a", "a?"]]'),
	('SELECT (sum(n) AS s) + s FROM t!', '[[36]]'),
	('SELECT {''a'': k, ''b'': {''c'': n}} AS j, j.a AS a, count() FROM t! GROUP BY j, a ORDER BY a, j.b.c LIMIT 1', '[[{"a": "a", "b": {"c": 1}}, "a", 1]]'),
	('SELECT j.b AS part, part.c, count() FROM (SELECT {''b'': {''c'': k}} AS j FROM t!) GROUP BY part, j.b.c ORDER BY 2 LIMIT 1', '[["{\"c\": \"a\"}", "a", 3]]'),
	-- Windows
	('SELECT n, sum(n) OVER (ORDER BY n) FROM t! WHERE n > 2 ORDER BY n', '[[4, 4], [5, 9], [6, 15]]'),
	('SELECT k, n, row_number() OVER (PARTITION BY k ORDER BY n DESC) AS r FROM t! QUALIFY r = 1 ORDER BY k', '[["a", 2, 1], ["b", 5, 1], ["c", 6, 1]]'),
	('SELECT n, lag(n) OVER (ORDER BY day), lead(day) OVER (ORDER BY day) = day + 1 FROM t! ORDER BY day LIMIT 2', '[[1, null, true], [2, 1, true]]'),
	('SELECT n, count() OVER w, sum(n) OVER w FROM t! WINDOW w AS (PARTITION BY k) ORDER BY day LIMIT 2', '[[1, 3, 3], [2, 3, 3]]'),
	('SELECT n, sum(n) OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t! ORDER BY day LIMIT 3', '[[1, 3], [2, 3], [null, 6]]'),
	('SELECT n, count() OVER (ORDER BY day RANGE BETWEEN INTERVAL 2 DAY PRECEDING AND CURRENT ROW) FROM t! ORDER BY day', '[[1, 1], [2, 2], [null, 3], [4, 3], [5, 1], [6, 2]]'),
	('SELECT n, count() OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t! WHERE n > 0 ORDER BY n', '[[1, 2], [2, 2], [4, 2], [5, 3], [6, 2]]'),
	('SELECT k, sum(count()) OVER (ORDER BY k ROWS UNBOUNDED PRECEDING) FROM t! GROUP BY k ORDER BY k', '[["a", 3], ["b", 5], ["c", 6]]'),
	('SELECT k, count() AS c, c / sum(c) OVER () AS share FROM t! GROUP BY k ORDER BY k LIMIT 1', '[["a", 3, 0.5]]'),
	('SELECT n, countIf(f) OVER (ORDER BY day), sum(n) FILTER (WHERE f) OVER (ORDER BY day) FROM t! ORDER BY day LIMIT 2', '[[1, 1, 1], [2, 1, 1]]'),
	('SELECT first_value(k) OVER (ORDER BY day), rank() OVER (ORDER BY k), ntile(2) OVER (ORDER BY day) FROM t! ORDER BY day LIMIT 1', '[["a", 1, 1]]'),
	('SELECT max(day) OVER (PARTITION BY (k, f)) FROM t! ORDER BY day LIMIT 1', '[["2024-01-03"]]'),
	('SELECT any(n) OVER (PARTITION BY k) IGNORE NULLS FROM t! ORDER BY day LIMIT 1', '[[1]]'),
	-- arrayJoin(): before WHERE and GROUP BY; each different call once
	('SELECT k, arrayJoin(tags) AS tag FROM t! ORDER BY day, tag LIMIT 3', '[["a", "x"], ["a", "y"], ["a", "x"]]'),
	('SELECT arrayJoin(tags) AS tag, count() FROM t! GROUP BY tag ORDER BY tag', '[["x", 3], ["y", 4], ["z", 2]]'),
	('SELECT count() FROM t! WHERE arrayJoin(tags) = ''y''', '[[4]]'),
	('SELECT arrayJoin(tags) = arrayJoin(tags) AS same, count() FROM t! GROUP BY same', '[[true, 9]]'),
	('SELECT count() FROM (SELECT arrayJoin([1, 2]) AS a, arrayJoin([3, 4, 5]) AS b)', '[[6]]'),
	('SELECT countIf(arrayJoin(tags) = ''x'') FROM t!', '[[3]]'),
	('SELECT k, arrayJoin(groupArray(n)) AS n FROM t! GROUP BY k ORDER BY n LIMIT 3', '[["a", 1], ["a", 2], ["b", 4]]'),
	('SELECT arrayJoin(arrayMap(x -> x || k, tags)) AS tag FROM t! ORDER BY tag LIMIT 2', '[["xa"], ["xa"]]'),
	-- Lambdas over aggregates and windows: what belongs to the group is computed there
	('SELECT k, arrayMap(x -> x + count(), groupArray(n)) FROM t! GROUP BY k ORDER BY k', '[["a", [4, 5]], ["b", [6, 7]], ["c", [7]]]'),
	('SELECT arrayMap(x -> x / count(), [3, 6]) FROM t!', '[[[0.5, 1]]]'),
	('SELECT arraySum([count(), sum(n)]) FROM t!', '[[24]]'),
	('SELECT arrayMap(x -> x + row_number() OVER (ORDER BY day), [10]) FROM t! ORDER BY day LIMIT 2', '[[[11]], [[12]]]'),
	('SELECT arrayFilter(x -> x > avg(n), groupArray(n)) FROM t!', '[[[4, 5, 6]]]'),
	-- In subqueries too
	('SELECT k, max(n) NOT IN (SELECT n FROM t!) AS o FROM t! GROUP BY k ORDER BY k', '[["a", false], ["b", false], ["c", false]]'),
	('SELECT n, lag(n) OVER (ORDER BY day) IN (SELECT n FROM t! WHERE n IS NULL) AS first FROM t! ORDER BY day LIMIT 3', '[[1, true], [2, false], [null, false]]'),
	('SELECT (lag(n) OVER (ORDER BY day), k) IN (SELECT NULL::Int64, ''a'') AS first FROM t! ORDER BY day LIMIT 2', '[[true], [false]]'),
	('SELECT (count(), max(n)) NOT IN (SELECT 6, 6) FROM t!', '[[false]]'),
	-- Stars in calls
	('SELECT concat(*COLUMNS(''^k$|^n$'')) FROM t! ORDER BY day LIMIT 1', '[["a1"]]'),
	('SELECT tuple(*) FROM (SELECT 1 AS a, ''x'' AS b)', '[[[1, "x"]]]');

SELECT is(pg_temp.answer(query), answer, query) FROM queries ORDER BY number;

-- What cannot be: the bar stands before the place

CREATE TEMP TABLE texts (number int GENERATED ALWAYS AS IDENTITY, text text, sqlstate text, message text, hint text);
INSERT INTO texts (text, sqlstate, message, hint) VALUES
	('SELECT 1 FROM film WHERE |count() > 1', '42803', 'aggregate functions are not allowed in WHERE', 'Use HAVING.'),
	('SELECT count() AS c FROM film WHERE |c > 1', '42803', 'aggregate functions are not allowed in WHERE', NULL),
	('SELECT count() FROM film GROUP BY |count()', '42803', 'aggregate functions are not allowed in GROUP BY', NULL),
	('SELECT 1 FROM film a JOIN film b ON |count() = 1', '42803', 'aggregate functions are not allowed in ON', NULL),
	('SELECT sum(|count()) FROM film', '42803', 'aggregate function calls cannot be nested', '%subquery%'),
	('SELECT count() AS c, sum(|c) FROM film', '42803', 'aggregate function calls cannot be nested', NULL),
	('SELECT sum(|row_number() OVER ()) FROM film', '42803', 'aggregate function calls cannot contain window function calls', NULL),
	('SELECT sum(|rank() OVER ()) OVER () FROM film', '42P20', 'window function calls cannot be nested', NULL),
	('SELECT 1 FROM film WHERE |row_number() OVER () = 1', '42P20', 'window functions are not allowed in WHERE', '%QUALIFY%'),
	('SELECT row_number() OVER () AS r FROM film HAVING |r = 1', '42P20', 'window functions are not allowed in HAVING', '%QUALIFY%'),
	('SELECT title, |length FROM film GROUP BY title', '42803', 'column "length" must be in GROUP BY or in an aggregate', 'Use any(length)%'),
	('SELECT count(), |title FROM film', '42803', NULL, NULL),
	('SELECT count() FROM film ORDER BY |title', '42803', NULL, NULL),
	('SELECT count() FROM film HAVING |length > 1', '42803', NULL, NULL),
	('SELECT title, (SELECT 1 WHERE |length = 1) FROM film GROUP BY title', '42803', NULL, NULL),
	('SELECT title, |arrayJoin(special_features) FROM film GROUP BY title', '42803', 'arrayJoin must be in GROUP BY or in an aggregate', NULL),
	('SELECT |row_number() FROM film', '42P20', NULL, NULL),
	('SELECT lag(length) OVER (ORDER BY title) |IGNORE NULLS FROM film', '0A000', 'IGNORE NULLS of lag is not supported', NULL),
	('SELECT |length(title) OVER () FROM film', '42809', NULL, NULL),
	('SELECT |length(DISTINCT title) FROM film', '42809', NULL, NULL),
	('SELECT count() OVER |w FROM film', '42704', NULL, NULL),
	('SELECT sum(length) OVER (ORDER BY last_update RANGE |1 PRECEDING) FROM film', '42804', NULL, 'Write it as INTERVAL 1 DAY.'),
	('SELECT arrayMap(x -> |sum(x), [1]) FROM film', '42803', 'an aggregate cannot read the argument of a lambda', NULL),
	('SELECT arrayMap(|(x, y) -> x, [1])', '42883', NULL, NULL),
	('SELECT arrayMap(x -> |y, [1])', '42703', NULL, NULL),
	('SELECT arrayMap(x -> |arrayJoin([x]), [1])', '0A000', NULL, NULL),
	('SELECT arrayJoin(|title) FROM film', '42804', NULL, NULL);

SELECT is(concat_ws(' ', c.sqlstate, c.position), concat_ws(' ', t.sqlstate, strpos(t.text, '|')), t.text)
FROM texts AS t, metahog.hogql_check('pagila', replace(t.text, '|', '')) AS c ORDER BY number;
SELECT alike(concat_ws(' | ', c.message, CASE WHEN t.hint IS NOT NULL THEN c.hint END), concat_ws(' | ', coalesce(t.message, '%'), t.hint), 'the words of ' || t.text)
FROM texts AS t, metahog.hogql_check('pagila', replace(t.text, '|', '')) AS c
WHERE t.message IS NOT NULL OR t.hint IS NOT NULL ORDER BY number;

SELECT * FROM finish();
ROLLBACK;
