-- test/sql/hogql_clauses.sql: the rarer clauses of HogQL: LIMIT of a percentage, WITH FILL, WITH TOTALS, ASOF joins, PIVOT and
-- UNPIVOT.

BEGIN;
SELECT no_plan();

SELECT metahog.create_source('shop', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT helper.run_on('shop',
	'CREATE TABLE sales (id int8 NOT NULL, city text NOT NULL, year int4 NOT NULL, day date NOT NULL, at timestamptz NOT NULL, amount float8)',
	$$INSERT INTO sales VALUES
		(1, 'Oslo', 2023, '2024-01-01', '2024-01-01 10:00:00+00', 10), (2, 'Oslo', 2024, '2024-01-03', '2024-01-03 10:00:05+00', 20),
		(3, 'Bergen', 2023, '2024-01-03', '2024-01-03 10:00:07+00', 5), (4, 'Bergen', 2024, '2024-01-06', '2024-01-06 10:00:00+00', NULL),
		(5, 'Tromsø', 2024, '2024-01-06', '2024-01-06 10:00:01+00', 1)$$,
	'CREATE TABLE prices (city text NOT NULL, since date NOT NULL, price float8)',
	$$INSERT INTO prices VALUES ('Oslo', '2023-12-01', 1), ('Oslo', '2024-01-02', 2), ('Bergen', '2024-01-04', 3), ('Bergen', '2024-01-05', 4)$$,
	'CREATE TABLE scores (name text NOT NULL, maths int8, music int8, sports int8)',
	$$INSERT INTO scores VALUES ('Ada', 1, 2, NULL), ('Bob', 3, NULL, NULL)$$) \g /dev/null

-- The rows, or where and how it failed.
CREATE FUNCTION pg_temp.answer(query text, params jsonb = NULL) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(nullif(concat_ws(' ', d->'error_detail'->>'sqlstate', d->'error_detail'->>'position', d->'error_detail'->>'message'), ''), (d->'results')::jsonb::text)
	FROM metahog.try_hogql('shop', query, params) AS d
$$;

-- LIMIT of a percentage

SELECT is(pg_temp.answer('SELECT id FROM sales ORDER BY id LIMIT 40 %'), '[[1], [2]]', 'two of five');
SELECT is(pg_temp.answer('SELECT id FROM sales ORDER BY id DESC LIMIT 59 %'), '[[5], [4]]', 'parts of a row are none');
SELECT is(pg_temp.answer('SELECT id FROM sales ORDER BY id LIMIT 40 % OFFSET 1'), '[[2], [3]]', 'behind an offset');
SELECT is(pg_temp.answer('SELECT id FROM sales ORDER BY id LIMIT {p} %', '{"p": 20}'), '[[1]]', 'a placeholder');
SELECT is(pg_temp.answer('SELECT DISTINCT city FROM sales ORDER BY city LIMIT 67 %'), '[["Bergen"], ["Oslo"]]', 'of distinct rows');
SELECT is(pg_temp.answer('SELECT city, count() AS n FROM sales GROUP BY city ORDER BY n DESC, city LIMIT 50 %'), '[["Bergen", 2]]', 'of groups');
SELECT is(pg_temp.answer('SELECT id FROM sales ORDER BY row_number() OVER (ORDER BY id DESC) LIMIT 20 %'), '[[5]]', 'sorted by a window function');
SELECT is(pg_temp.answer('(SELECT id FROM sales UNION ALL SELECT id FROM sales) ORDER BY id LIMIT 30 %'), '[[1], [1], [2]]', 'of a set');
SELECT is(pg_temp.answer('SELECT id FROM sales LIMIT 101 %'), '22023 28 a percentage in LIMIT must be from 0 to 100', 'at most all');

-- WITH FILL

SELECT is(pg_temp.answer('SELECT day, sum(amount) FROM sales GROUP BY day ORDER BY day WITH FILL'),
	'[["2024-01-01", 10], ["2024-01-02", null], ["2024-01-03", 25], ["2024-01-04", null], ["2024-01-05", null], ["2024-01-06", 1]]', 'days');
SELECT is(pg_temp.answer('SELECT day, count() AS n FROM sales GROUP BY day ORDER BY day DESC WITH FILL'),
	'[["2024-01-06", 2], ["2024-01-05", null], ["2024-01-04", null], ["2024-01-03", 2], ["2024-01-02", null], ["2024-01-01", 1]]', 'downwards');
SELECT is(pg_temp.answer($$SELECT day FROM sales WHERE id = 1 ORDER BY day WITH FILL FROM '2023-12-30' TO toDate('2024-01-03')$$),
	'[["2023-12-30"], ["2023-12-31"], ["2024-01-01"], ["2024-01-02"]]', 'between bounds, the second one not included');
SELECT is(pg_temp.answer('SELECT id FROM sales WHERE id IN (1, 4) ORDER BY id WITH FILL FROM 0 TO 8 STEP 2'), '[[0], [1], [2], [4], [6]]', 'rows between the steps stay');
SELECT is(pg_temp.answer('SELECT id FROM sales WHERE id IN (1, 4) ORDER BY id WITH FILL FROM 2 TO 4'), '[[1], [2], [3], [4]]', 'and outside');
SELECT is(pg_temp.answer('SELECT id FROM sales WHERE id IN (1, 4) ORDER BY id DESC WITH FILL STEP -2'), '[[4], [2], [1]]', 'a negative step');
SELECT is(pg_temp.answer('SELECT id / 4 AS x FROM sales WHERE id < 4 ORDER BY x WITH FILL STEP 0.25 FROM 0'), '42601 75 syntax error at or near "FROM"', 'FROM comes first');
SELECT is(pg_temp.answer('SELECT id / 4 AS x FROM sales WHERE id IN (1, 3) ORDER BY x WITH FILL FROM 0 STEP 0.25'), '[[0], [0.25], [0.5], [0.75]]', 'floats');
SELECT is(pg_temp.answer('SELECT id, at FROM sales WHERE id IN (2, 3) ORDER BY at WITH FILL'),
	'[[2, "2024-01-03T10:00:05+00:00"], [null, "2024-01-03T10:00:06+00:00"], [3, "2024-01-03T10:00:07+00:00"]]', 'seconds');
SELECT is(pg_temp.answer('SELECT toStartOfMonth(day) AS m, count() FROM sales GROUP BY m ORDER BY m WITH FILL TO toDate(''2024-04-01'') STEP INTERVAL 1 MONTH'),
	'[["2024-01-01", 5], ["2024-02-01", null], ["2024-03-01", null]]', 'months');
SELECT is(pg_temp.answer('SELECT city, day FROM sales WHERE city != ''Tromsø'' ORDER BY city, day WITH FILL'),
	'[["Bergen", "2024-01-03"], ["Bergen", "2024-01-04"], ["Bergen", "2024-01-05"], ["Bergen", "2024-01-06"], ["Oslo", "2024-01-01"], ["Oslo", "2024-01-02"], ["Oslo", "2024-01-03"]]',
	'for each value of the keys before');
SELECT is(pg_temp.answer('SELECT day, day + 1 AS next FROM sales WHERE id < 3 ORDER BY day WITH FILL'), '[["2024-01-01", "2024-01-02"], ["2024-01-02", null], ["2024-01-03", "2024-01-04"]]',
	'all but the key is NULL');
SELECT is(pg_temp.answer('SELECT id FROM sales WHERE id IN (1, 4) ORDER BY id WITH FILL LIMIT 2 OFFSET 1'), '[[2], [3]]', 'before LIMIT');
SELECT is(pg_temp.answer('SELECT id FROM sales WHERE id > 9 ORDER BY id WITH FILL FROM 1 TO 3'), '[[1], [2]]', 'of nothing');
SELECT is(pg_temp.answer('SELECT count(), max(id) FROM (SELECT id, city FROM sales WHERE id IN (1, 4) ORDER BY id WITH FILL) WHERE city IS NULL'), '[[2, 3]]', 'in a subquery');
SELECT is(pg_temp.answer('(SELECT id FROM sales WHERE id = 1 UNION ALL SELECT id FROM sales WHERE id = 3) ORDER BY id WITH FILL'), '[[1], [2], [3]]', 'of a set');
SELECT is(pg_temp.answer('WITH s AS (SELECT id FROM sales WHERE id IN (1, 3)) SELECT DISTINCT id FROM s ORDER BY id WITH FILL'), '[[1], [2], [3]]', 'of distinct rows of a CTE');
SELECT is(pg_temp.answer(query), answer, query) FROM (VALUES
	('SELECT city FROM sales ORDER BY city WITH FILL', '42804 33 WITH FILL needs a number, a Date or a DateTime, not String'),
	('SELECT id FROM sales ORDER BY id WITH FILL STEP 0', '22023 49 STEP must be a constant other than 0'),
	('SELECT id FROM sales ORDER BY id WITH FILL STEP -1', '22023 49 STEP must be positive'),
	('SELECT id FROM sales ORDER BY id DESC WITH FILL STEP 1', '22023 54 STEP must be negative with DESC'),
	('SELECT id FROM sales ORDER BY id WITH FILL TO amount', '22023 47 WITH FILL takes what is known without any row'),
	('SELECT day FROM sales ORDER BY day WITH FILL STEP INTERVAL 1 HOUR', '22023 51 this STEP is none of the key''s type')) AS t(query, answer);
SELECT matches(pg_temp.answer('SELECT id FROM sales ORDER BY id WITH FILL, city'), '^0A000 .* WITH FILL of a key that is not the last is not supported$', 'the last key alone');

-- WITH TOTALS

SELECT is(pg_temp.answer('SELECT city, sum(amount), count() FROM sales GROUP BY city WITH TOTALS ORDER BY city'),
	'[["Bergen", 5, 2], ["Oslo", 30, 2], ["Tromsø", 1, 1], [null, 36, 5]]', 'one more row');
SELECT is(pg_temp.answer('SELECT city, count() FROM sales GROUP BY city WITH TOTALS ORDER BY city DESC LIMIT 1'), '[["Tromsø", 1], [null, 5]]', 'outside of LIMIT');
SELECT is(pg_temp.answer('SELECT concat(city, ''!'') AS c, sum(amount) / count() AS a FROM sales GROUP BY city WITH TOTALS ORDER BY a'),
	'[["Tromsø!", 1], ["Bergen!", 2.5], ["Oslo!", 15], ["!", 7.2]]', 'what is made of keys and aggregates');
SELECT is(pg_temp.answer('SELECT toYear(day) AS y, city, uniq(id) FROM sales WHERE city = ''Oslo'' GROUP BY y, city WITH TOTALS'), '[[2024, "Oslo", 2], [null, null, 2]]', 'several keys');
SELECT is(pg_temp.answer('SELECT city, count() FROM sales WHERE id > 9 GROUP BY city WITH TOTALS'), '[[null, 0]]', 'of nothing');
SELECT is(pg_temp.answer('SELECT DISTINCT count() AS n FROM sales GROUP BY city WITH TOTALS ORDER BY n'), '[[1], [2], [5]]', 'with DISTINCT');
SELECT is(pg_temp.answer('SELECT city, count() FROM sales GROUP BY city, year WITH TOTALS ORDER BY city, year DESC LIMIT 1 BY city'),
	'[["Bergen", 1], ["Oslo", 1], ["Tromsø", 1], [null, 5]]', 'with LIMIT BY, sorted by what is not shown');
SELECT is(pg_temp.answer('SELECT sum(n) FROM (SELECT city, count() AS n FROM sales GROUP BY city WITH TOTALS)'), '[[10]]', 'in a subquery');
SELECT is(pg_temp.answer('SELECT city, topK(1)(year), length(topK(9)(year)) FROM sales GROUP BY city WITH TOTALS ORDER BY city'),
	'[["Bergen", [2023], 2], ["Oslo", [2023], 2], ["Tromsø", [2024], 1], [null, [2024], 2]]', 'in sublinks');
SELECT is(pg_temp.answer(query), answer, query) FROM (VALUES
	('SELECT city FROM sales GROUP BY city WITH TOTALS HAVING count() > 1', '0A000 38 WITH TOTALS together with HAVING is not supported'),
	('SELECT city, row_number() OVER () FROM sales GROUP BY city WITH TOTALS', '0A000 60 WITH TOTALS together with window functions is not supported')) AS t(query, answer);

-- ASOF

SELECT is(pg_temp.answer('SELECT s.id, p.price FROM sales s ASOF JOIN prices p ON s.city = p.city AND s.day >= p.since ORDER BY s.id'),
	'[[1, 1], [2, 2], [4, 4]]', 'the latest one before');
SELECT is(pg_temp.answer('SELECT s.id, p.price FROM sales s ASOF LEFT JOIN prices p ON s.city = p.city AND p.since <= s.day ORDER BY s.id'),
	'[[1, 1], [2, 2], [3, null], [4, 4], [5, null]]', 'rows without one stay with LEFT');
SELECT is(pg_temp.answer('SELECT s.id, p.price FROM sales s LEFT ASOF JOIN prices p ON s.city = p.city AND s.day < p.since ORDER BY s.id'),
	'[[1, 2], [2, null], [3, 3], [4, null], [5, null]]', 'the next one');
SELECT is(pg_temp.answer('SELECT s.id, p.price FROM sales s ASOF JOIN (SELECT city AS c, since, price FROM prices) p ON s.city = p.c AND s.day > p.since WHERE s.city = ''Oslo'' ORDER BY s.id'),
	'[[1, 1], [2, 2]]', 'of a subquery');
SELECT is(pg_temp.answer(query), answer, query) FROM (VALUES
	('SELECT 1 FROM sales s ASOF JOIN prices p ON s.city = p.city', '42601 23 ASOF JOIN has no inequality'),
	('SELECT 1 FROM sales s ASOF JOIN prices p ON s.day >= p.since AND s.day <= p.since', '42601 72 ASOF JOIN has more than one inequality'),
	('SELECT 1 FROM sales s ASOF JOIN prices p ON s.day >= s.day', '42601 51 the inequality of ASOF JOIN must compare the two tables with each other')) AS t(query, answer);

-- PIVOT

SELECT is(pg_temp.answer('SELECT * FROM (SELECT city, year, amount FROM sales) PIVOT (sum(amount) FOR year IN (2023, 2024)) ORDER BY city'),
	'[["Bergen", 5, null], ["Oslo", 10, 20], ["Tromsø", null, 1]]', 'a column for each value');
SELECT is(pg_temp.answer('SELECT city, `2023_n`, new_s FROM sales PIVOT (sum(amount) AS s, count() AS n FOR year IN (2023, 2024 AS new) GROUP BY city) ORDER BY city'),
	'[["Bergen", 1, null], ["Oslo", 1, 20], ["Tromsø", 0, 1]]', 'several aggregates, names of values, grouped by');
SELECT is(pg_temp.answer('SELECT `2024_Oslo` AS a, `2023_Bergen` AS b FROM (SELECT city, year, amount FROM sales) AS s PIVOT (max(s.amount) FOR year IN (2023, 2024) city IN (''Oslo'', ''Bergen''))'),
	'[[20, 5]]', 'two columns, and nothing left to group by');

-- UNPIVOT

SELECT is(pg_temp.answer('SELECT * FROM scores UNPIVOT (points FOR subject IN (maths, music, sports)) ORDER BY name, subject'),
	'[["Ada", "maths", 1], ["Ada", "music", 2], ["Bob", "maths", 3]]', 'a row for each column that is not NULL');
SELECT is(pg_temp.answer('SELECT name, subject, points FROM scores UNPIVOT INCLUDE NULLS (points FOR subject IN (music, sports)) ORDER BY name, subject'),
	'[["Ada", "music", 2], ["Ada", "sports", null], ["Bob", "music", null], ["Bob", "sports", null]]', 'or for each');
SELECT matches(pg_temp.answer('SELECT count() FROM scores UNPIVOT (points FOR subject IN (maths, musics))'), '^42703 67 .*musics', 'columns must be there');
SELECT matches(pg_temp.answer('SELECT * FROM sales PIVOT (sum(amounts) FOR year IN (2023))'), '^42703 32 .*amounts', 'as in PIVOT');
SELECT is((metahog.hogql('shop', 'SELECT * FROM sales PIVOT (sum(amount), count() AS n FOR year IN (2023, 2024 AS new) city IN (''Oslo'') GROUP BY city, day)')->'columns')::jsonb::text,
	'["city", "day", "2023_Oslo_sum(amount)", "2023_Oslo_n", "new_Oslo_sum(amount)", "new_Oslo_n"]', 'names');

-- What is grouped by, in what is printed as a sublink

SELECT is(pg_temp.answer('SELECT extractAll(upper(city), ''O|E''), count() FROM sales GROUP BY upper(city) ORDER BY upper(city)'), '[[["E", "E"], 2], [["O", "O"], 2], [["O"], 1]]', 'a key that is no column');
SELECT is(pg_temp.answer('SELECT encodeURLComponent(toString(count())) FROM sales'), '[["5"]]', 'an aggregate that reads no column');
SELECT is(pg_temp.answer('SELECT encodeURLComponent(toString(row_number() OVER (ORDER BY id))) FROM sales ORDER BY id LIMIT 2'), '[["1"], ["2"]]', 'a window function');
SELECT is(pg_temp.answer('SELECT upper(city) AS u, count(), (SELECT count() FROM prices AS p WHERE upper(p.city) = u) FROM sales GROUP BY u ORDER BY u'),
	'[["BERGEN", 2, 2], ["OSLO", 2, 2], ["TROMSØ", 1, 0]]', 'a subquery has aggregates of its own');

SELECT finish();
ROLLBACK;
