-- test/sql/params.sql: params: a JSON array whose elements are bound to $1, $2 and so on.
--
-- They are bound, never spliced: what stands in them can not become part of the statement.

BEGIN;
SELECT plan(70);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
CREATE FUNCTION pg_temp.value(query text, params jsonb) RETURNS text LANGUAGE sql AS
	$$SELECT metahog.execute('pagila', query, params)->'results'->0->>0$$;

-- Each kind of value

SELECT is(pg_temp.value(query, params), expected, format('%s with %s', query, params))
FROM (VALUES ('SELECT $1', '["x"]'::jsonb, 'x'), ('SELECT $1::int', '[7]', '7'), ('SELECT $1::text', '[7]', '7'),
	('SELECT $1::text IS NULL', '[null]', 'true'), ('SELECT $1::int IS NULL', '[null]', 'true'), ('SELECT $1 = ''''', '[""]', 'true'),
	('SELECT $1::boolean', '[true]', 'true'), ('SELECT $1::boolean', '[false]', 'false'), ('SELECT $1::text', '[true]', 'true'),
	('SELECT $1::numeric', '[12345678901234567890.123456789]', '12345678901234567890.123456789'),
	('SELECT $1::bigint', '[-9223372036854775808]', '-9223372036854775808'), ('SELECT $1::float8', '[1.5e300]', '1.5e+300'),
	('SELECT $1::numeric', '[1e30]', '1000000000000000000000000000000'), ('SELECT $1::int', '["7"]', '7'),
	('SELECT $1::numeric = 1.5', '[1.50]', 'true'),
	('SELECT $1::date', '["2024-02-29"]', '2024-02-29'), ('SELECT $1::mpaa_rating', '["PG-13"]', 'PG-13'),
	('SELECT $1::int[]', '["{1,2}"]', '[1,2]'), ('SELECT ($1::jsonb)->''a''->1', '[{"a": [1, 2]}]', '2'),
	('SELECT $1::json::text', '[{"a": [1, "x", null, true]}]', '{"a": [1, "x", null, true]}'),
	('SELECT $1::jsonb', '[[]]', '[]'), ('SELECT $1::jsonb', '[{}]', '{}'), ('SELECT $1::jsonb', '[[1, [2, "x"]]]', '[1, [2, "x"]]'),
	('SELECT $1::text', '["é𝒳\t\n\\ \" '' end"]', E'é𝒳\t\n\\ " '' end'), ('SELECT length($1)', '["日本語"]', '3')) AS cases (query, params, expected);

-- Several, in any order, used more than once or in all clauses

SELECT is(pg_temp.value('SELECT concat_ws(''|'', $2::text, $1::text, $3::text, $2::text)', '["a", "b", "c"]'), 'b|a|c|b', 'several');
SELECT is(pg_temp.value('SELECT count(*) FROM film WHERE rating = $1 AND length > $2', '["PG", 90]'),
	pg_temp.value('SELECT count(*) FROM film WHERE rating = ''PG'' AND length > 90', NULL), 'types are inferred from where they stand');
SELECT is(pg_temp.value('SELECT string_agg(g::text, '','') FROM (SELECT g FROM generate_series(1, 9) AS g ORDER BY g DESC LIMIT $1 OFFSET $2) AS s',
	'[2, 3]'), '6,5', 'in LIMIT and OFFSET');
SELECT is(pg_temp.value('SELECT count(*) FROM film WHERE film_id = ANY($1::int[])', '["{1,2,3}"]'), '3', 'a list as an array');
SELECT is(pg_temp.value('SELECT count(*) FROM film WHERE film_id IN (SELECT jsonb_array_elements_text($1::jsonb)::int)', '[[1, 2]]'), '2', 'or as JSON');
SELECT is(pg_temp.value('SELECT 1', '[]'), '1', 'none');
SELECT is(pg_temp.value('SELECT 1', NULL), '1', 'null is none');
SELECT is(pg_temp.value('SELECT ''$1'' || $$ $1 $$ || $1 -- $2', '["x"]'), '$1 $1 x', 'only where they are parameters');
SELECT is(pg_temp.value('SELECT sum(n::int) FROM unnest(ARRAY[' || string_agg('$' || g, ',' ORDER BY g) || ']) AS n', jsonb_agg(g)),
	sum(g)::text, 'as many as there can be') FROM generate_series(1, 65535) AS g;

-- Never spliced

SELECT is(pg_temp.value('SELECT $1', jsonb_build_array(attack)), attack, 'stays a value: ' || attack)
FROM unnest(ARRAY['x''; DROP TABLE film; --', ''' OR 1=1 --', '$2', '\''; SELECT 1', 'a'' || (SELECT version()) || ''b', '"', '{"a":1}', 'NULL', '\N'])
	AS attack;
SELECT is(pg_temp.value('SELECT count(*) FROM film WHERE title = $1', '["'' OR true OR title = ''"]'), '0', 'also in a condition');

-- By every function, and in both types of the argument

SELECT is((SELECT n FROM metahog.query('pagila', 'SELECT $1::int', '[5]') AS t(n int)), 5, 'query');
SELECT is((SELECT r->>'n' FROM metahog.rows('pagila', 'SELECT $1::int AS n', '[5]') AS r), '5', 'rows');
SELECT is((SELECT s FROM metahog.stream('pagila', 'SELECT $1::int AS n', '[5]') AS s), E'{"n":5}\n', 'stream');
SELECT is((metahog.try_execute('pagila', 'SELECT $1::int', '[5]')->'results'->0->>0), '5', 'try_execute');
SELECT is((metahog.execute('pagila', 'SELECT $1::int', '[5]'::text)->'results'->0->>0), '5', 'params as text');
SELECT is((metahog.execute('pagila', 'SELECT $1::int', '[5]'::jsonb)->'results'->0->>0), '5', 'params as jsonb');
SELECT is((metahog.execute('pagila', 'SELECT $1::int', jsonb_build_array(n))->'results'->0->>0)::int, n, 'another value each time')
FROM generate_series(1, 2) AS n;

-- What is wrong

SELECT throws_ok(format('SELECT metahog.execute(''pagila'', ''SELECT 1'', %L)', params), '22023', 'params must be a JSON array', 'no array: ' || params)
FROM unnest(ARRAY['{}', '{"1": 2}', '1', '"x"', 'null', 'true']) AS params;
SELECT throws_ok(format('SELECT metahog.execute(''pagila'', ''SELECT 1'', %L::text)', params), '22P02', NULL, 'no JSON: ' || to_json(params))
FROM unnest(ARRAY['', '[', 'x', '[1,]']) AS params;
SELECT throws_ok($$SELECT metahog.execute('pagila', 'SELECT 1', (SELECT jsonb_agg(g) FROM generate_series(1, 65536) AS g))$$, '22023',
	'params has 65536 elements, more than the 65535 that a statement can have', 'one too many');
SELECT throws_ok(format('SELECT metahog.execute(''pagila'', %L, %L)', query, params), '08P01', NULL, format('another number than %s has: %s', query, params))
FROM (VALUES ('SELECT $1', '[]'), ('SELECT $1, $2', '[1]'), ('SELECT 1', '[1]'), ('SELECT $1', NULL)) AS cases (query, params);
SELECT throws_ok($$SELECT metahog.execute('pagila', 'SELECT $1::int', '["x"]')$$, '22P02', 'invalid input syntax for type integer: "x"',
	'a value that its type does not take');
SELECT throws_ok($$SELECT metahog.execute('pagila', 'SELECT $2::int', '[1, 2]')$$, '42P18', 'could not determine data type of parameter $1',
	'one that is left out');
SELECT is(pg_temp.value('SELECT ''sound''', NULL), 'sound', 'after all this the session is');

SELECT * FROM finish();
ROLLBACK;
