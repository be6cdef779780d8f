-- test/sql/rows.sql: rows(): one JSON object per row, which flow when asked for in a select list.
--
-- The queries without an end below end only because their rows flow: rows collected first would never be all there.

SET client_min_messages = warning;
BEGIN;
SELECT plan(31);
SET LOCAL statement_timeout = '60s';

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('admin', current_setting('test.remote_superuser_url')) \g /dev/null

-- Objects

SELECT is(pg_get_function_result('metahog.rows(text, text, jsonb, bigint, bigint, interval)'::regprocedure), 'SETOF json',
	'the result is a set of json');
SELECT is(pg_get_function_arguments('metahog.rows(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	'the arguments are those of execute');
SELECT is(row::text, '{"z":1,"a":"x","m":null,"j":{"k": [1]}}', 'an object has its columns in order')
FROM metahog.rows('pagila', $$SELECT 1 AS z, 'x' AS a, NULL::int AS m, '{"k": [1]}'::json AS j$$) AS row;
SELECT is(row::text, '{"a":1,"a_2":2,"b":3,"a_3":4}', 'names that repeat are numbered')
FROM metahog.rows('pagila', 'SELECT 1 AS a, 2 AS a, 3 AS b, 4 AS a') AS row;
SELECT is(array_agg(key), ARRAY['a', 'a_2', 'a_3'], 'a name that a numbered one would take is not given twice')
FROM metahog.rows('pagila', 'SELECT 1 AS a, 2 AS a_2, 3 AS a') AS row, json_object_keys(row) AS key;
SELECT is(row::text, '{"say \"é\"\n":1}', 'a name may hold anything')
FROM metahog.rows('pagila', E'SELECT 1 AS "say ""é""\n"') AS row;
SELECT is(array_agg(row::text), ARRAY['{}', '{}'], 'no columns') FROM metahog.rows('pagila', 'SELECT FROM generate_series(1, 2)') AS row;
SELECT is_empty($$SELECT metahog.rows('pagila', 'SELECT 1 WHERE false')$$, 'no rows');
SELECT is((count(*), sum((row->>'g')::int))::text, '(5000,12502500)', 'all rows: there is no default cap')
FROM metahog.rows('pagila', 'SELECT g FROM generate_series(1, 5000) AS g') AS row;
SELECT is((SELECT jsonb_agg(jsonb_build_array(row->'film_id', row->'title', row->'special_features', row->'last_update'))
	FROM metahog.rows('pagila', query) AS row), metahog.execute('pagila', query)::jsonb->'results', 'the values are those of execute')
FROM (VALUES ('SELECT film_id, title, special_features, last_update FROM film ORDER BY 1')) AS q (query);

-- In FROM and in a select list

SELECT results_eq($$SELECT (metahog.rows('pagila', 'SELECT g FROM generate_series(1, 3) AS g')->>'g')::int$$, 'VALUES (1), (2), (3)',
	'in a select list');
SELECT results_eq($$SELECT n, row->>'m' FROM generate_series(1, 2) AS n, metahog.rows('pagila',
	'SELECT g * $1::int AS m FROM generate_series(1, 2) AS g', jsonb_build_array(n)) AS row$$,
	$$VALUES (1, '1'), (1, '2'), (2, '2'), (2, '4')$$, 'once for each local row');
SELECT results_eq($$SELECT n, metahog.rows('pagila', 'SELECT $1::int AS m', jsonb_build_array(n))->>'m' FROM generate_series(1, 3) AS n$$,
	$$VALUES (1, '1'), (2, '2'), (3, '3')$$, 'also in a select list');
SELECT results_eq($$SELECT metahog.rows('pagila', 'SELECT g FROM generate_series(1, 3) AS g')->>'g',
	metahog.rows('pagila', 'SELECT g FROM generate_series(11, 12) AS g')->>'g'$$,
	$$VALUES ('1', '11'), ('2', '12'), ('3', NULL)$$, 'two at a time, on two sessions');

-- Flowing

SELECT is(count(*), 3::bigint, 'LIMIT takes what it needs of rows without end')
FROM (SELECT metahog.rows('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n /* endless 1 */ FROM t') LIMIT 3) AS few;
SELECT is(helper.still_running('endless 1'), 0::bigint, 'the remote is stopped then');
DECLARE c NO SCROLL CURSOR FOR
	SELECT (metahog.rows('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n /* endless 2 */ FROM t')->>'n')::int;
SELECT results_eq('FETCH 2 FROM c', 'VALUES (1), (2)', 'a cursor reads on');
SELECT is(metahog.execute('pagila', 'SELECT 1')->'results'->0->>0, '1', 'other calls may come in between');
MOVE 20000 IN c;
SELECT results_eq('FETCH 1 FROM c', 'VALUES (20003)', 'it stays where it was');
CLOSE c;
SELECT is(helper.still_running('endless 2'), 0::bigint, 'closing it stops the remote');
SELECT ok(EXISTS (SELECT metahog.rows('pagila', 'SELECT * FROM film')), 'EXISTS asks for one row');

-- max_rows is LIMIT, skip_rows is OFFSET

SELECT is(array(SELECT (row->>'g')::int FROM metahog.rows('pagila', 'SELECT g FROM generate_series(1, 9) AS g', max_rows => max_rows,
	skip_rows => skip_rows) AS row), expected, format('max_rows => %s, skip_rows => %s', max_rows, skip_rows))
FROM (VALUES (3, NULL, '{1,2,3}'::int[]), (NULL, 7, '{8,9}'), (2, 3, '{4,5}'), (0, NULL, '{}'), (100, 8, '{9}'), (100, 100, '{}'))
	AS cases (max_rows, skip_rows, expected);

-- Failures

SELECT throws_ok($$SELECT count(*) FROM metahog.rows('pagila', 'SELECT 1/0')$$, '22012', 'division by zero', 'a failure at once');
SELECT throws_ok($$SELECT metahog.rows('pagila', 'SELECT 1 / (3000 - g) FROM generate_series(1, 9000) AS g')$$, '22012', 'division by zero',
	'a failure after rows that were given out');
SELECT throws_ok($$SELECT metahog.rows(NULL, 'SELECT 1', '[]')$$, '22004', 'source must not be null', 'a source that is null');
SELECT is(count(*), 1::bigint, 'the next one works') FROM metahog.rows('pagila', 'SELECT 1');

SELECT * FROM finish();
ROLLBACK;
