-- test/sql/query.sql: query(): typed rows, for use in FROM beside local tables.
--
-- Nothing may be missing from them unless the caller asked for that.  Values as such: test/sql/values_*.sql.

BEGIN;
SELECT plan(44);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('reader', current_setting('test.scratch_url')) \g /dev/null

-- Rows

SELECT is(pg_get_function_result('metahog.query(text, text, jsonb, bigint, bigint, interval)'::regprocedure), 'SETOF record',
	'the result is declared by the caller');
SELECT is(pg_get_function_arguments('metahog.query(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	'the arguments are those of execute');
SELECT results_eq(
	$$SELECT * FROM metahog.query('pagila', 'SELECT film_id, rental_rate, special_features, rating FROM film WHERE film_id = 1')
		AS t(id int, rate numeric, features text[], rating text)$$,
	$$SELECT (row->>0)::int, (row->>1)::numeric, array(SELECT jsonb_array_elements_text(row->2)), row->>3
		FROM jsonb_path_query(metahog.execute('pagila', 'SELECT film_id, rental_rate, special_features, rating FROM film
			WHERE film_id = 1')::jsonb, '$.results[*]') AS row$$, 'the values are those of execute');
SELECT is((array_agg(n), sum(n), count(*))::text, '("{1,NULL,3}",4,3)', 'rows stay in order, and nulls null')
FROM metahog.query('pagila', 'VALUES (1), (NULL), (3)') AS t(n int);
SELECT is_empty($$SELECT * FROM metahog.query('pagila', 'SELECT 1 WHERE false') AS t(n int)$$, 'no rows');
SELECT is(count(*), 16044::bigint, 'all rows: there is no default cap')
FROM metahog.query('pagila', 'SELECT rental_id FROM rental') AS t(id int);
SELECT is((count(*), sum(n))::text, '(300000,45000150000)', 'also where they do not fit into work_mem')
FROM metahog.query('pagila', 'SELECT g, repeat(''x'', 30) FROM generate_series(1, 300000) AS g') AS t(n bigint, filler text);

-- Local and remote together

CREATE TEMP TABLE wanted (film_id int PRIMARY KEY, note text);
INSERT INTO wanted VALUES (2, 'two'), (5, 'five'), (100000, 'none');
SELECT results_eq(
	$$SELECT w.note, t.id FROM wanted w LEFT JOIN metahog.query('pagila', 'SELECT film_id FROM film') AS t(id int)
		ON t.id = w.film_id ORDER BY w.film_id$$, $$VALUES ('two', 2), ('five', 5), ('none', NULL)$$, 'a join with a local table');
SELECT results_eq(
	$$SELECT w.film_id, n FROM wanted w, metahog.query('pagila', 'SELECT count(*) FROM film WHERE film_id = $1',
		jsonb_build_array(w.film_id)) AS t(n bigint) ORDER BY 1$$, $$VALUES (2, 1::bigint), (5, 1), (100000, 0)$$,
	'a lateral join: one remote query for each local row');
SELECT is(count(*), 16::bigint, 'two sources in one statement, or one twice')
FROM metahog.query('pagila', 'SELECT category_id FROM category') AS a(id int)
JOIN metahog.query('pagila', 'SELECT category_id::bigint FROM category') AS b(id bigint) USING (id);
SELECT is(count(*), 9::bigint, 'scanned more than once by the executor')
FROM generate_series(1, 3) AS g LEFT JOIN metahog.query('pagila', 'VALUES (1), (2), (3)') AS t(n int) ON g > 0 OR n > g;
SELECT is((SELECT max(n) FROM metahog.query('pagila', 'VALUES (1), (7)') AS t(n int)) + 1, 8, 'in a subquery');
CREATE TEMP TABLE copied AS SELECT * FROM metahog.query('pagila', 'SELECT category_id, name FROM category') AS t(id int, name varchar(25));
SELECT is((count(*), min(id), max(id))::text, '(16,1,16)', 'into a table') FROM copied;
CREATE VIEW pg_temp.categories AS SELECT * FROM metahog.query('pagila', 'SELECT name FROM category ORDER BY name') AS t(name text);
SELECT is(count(*), 16::bigint, 'in a view') FROM categories;
DECLARE c CURSOR FOR SELECT * FROM metahog.query('pagila', 'SELECT g FROM generate_series(1, 9) AS g') AS t(n int);
MOVE 4 IN c;
SELECT results_eq('FETCH 2 FROM c', 'VALUES (5), (6)', 'through a cursor');
CLOSE c;
CREATE FUNCTION pg_temp.films(longer_than int) RETURNS TABLE (id int, length int) LANGUAGE sql AS
	$$SELECT * FROM metahog.query('pagila', 'SELECT film_id, length FROM film WHERE length > $1', jsonb_build_array(longer_than)) AS t(id int, length int)$$;
SELECT ok(count(*) > 0 AND min(length) > 180, 'in a function') FROM pg_temp.films(180);
PREPARE films(text) AS SELECT * FROM metahog.query('pagila', $1) AS t(n int);
SELECT results_eq($$EXECUTE films('SELECT 1')$$, 'VALUES (1)', 'prepared: the text may differ from call to call');
SELECT results_eq($$EXECUTE films('SELECT 2 UNION SELECT 3 ORDER BY 1')$$, 'VALUES (2), (3)', 'and does');

-- What is declared

SELECT results_eq($$SELECT * FROM metahog.query('pagila', 'SELECT 1, 2.5, ''2024-02-29''') AS t(a numeric, b text, c date)$$,
	$$VALUES (1::numeric, '2.5', '2024-02-29'::date)$$, 'the caller''s types need not be the remote''s');
SELECT is(b, 'x         ', 'a length that is declared holds')
FROM metahog.query('pagila', 'SELECT ''x''') AS t(b char(10));
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 1, 2') AS t(a int)$$),
	'^42804 \| the query returns 2 columns, but 1 are declared \| metahog.column_definition\(\)', 'too few columns');
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 1') AS t(a int, b int)$$), '^42804 \|',
	'too many columns');
SELECT is(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT ''x''') AS t(number int)$$),
	'22P02 | invalid input syntax for type integer: "x" | column "number" of the remote''s result', 'a value that does not fit');
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 3000000000') AS t(number int)$$), '^22003 \|',
	'a number that is too large');
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 1')$$), '^42601 \| a column definition list is required',
	'no list: the server''s own error');
SELECT matches(helper.failure($$SELECT metahog.query('pagila', 'SELECT 1')$$),
	'^0A000 \| metahog.query\(\) must be called in FROM with a column definition list \| For example: SELECT', 'not in FROM');

-- max_rows is LIMIT, skip_rows is OFFSET

SELECT results_eq(format('SELECT * FROM metahog.query(''pagila'', ''SELECT g FROM generate_series(1, 9) AS g'', %s) AS t(n int)', arguments),
	format('SELECT generate_series(%s, %s)', first, last), 'as LIMIT and OFFSET would: ' || arguments)
FROM (VALUES ('max_rows => 3', 1, 3), ('skip_rows => 7', 8, 9), ('max_rows => 3, skip_rows => 2', 3, 5),
	('max_rows => 0', 1, 0), ('max_rows => 9', 1, 9), ('max_rows => 100', 1, 9), ('skip_rows => 100', 1, 0),
	('max_rows => NULL, skip_rows => NULL', 1, 9)) AS cases (arguments, first, last);

-- Failures

SELECT is(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 1/0') AS t(n int)$$),
	'22012 | division by zero | source "pagila", stage "query"', 'a failure at once is raised, whole');
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT 10 / (5000 - g) FROM generate_series(1, 9000) AS g') AS t(n int)$$),
	'^22012 \| division by zero \| source "pagila", stage "fetch"', 'and one that comes after rows');
SELECT matches(helper.failure($$SELECT * FROM metahog.query('pagila', 'SELECT nothing') AS t(n int)$$), '^42703 \|', 'a name that is not');
SELECT results_eq($$SELECT * FROM metahog.query('pagila', 'SELECT 1') AS t(n int)$$, 'VALUES (1)', 'the next one works');

-- What a text returned when it was first met may have changed

SELECT metahog.execute('scratch', 'CREATE TABLE shape AS SELECT 1 AS a') \g /dev/null
PREPARE shape AS SELECT * FROM metahog.query('reader', 'SELECT * FROM shape') AS t(a int);
SELECT results_eq('EXECUTE shape', 'VALUES (1)', 'first an int');
SELECT metahog.execute('scratch', 'ALTER TABLE shape ALTER a TYPE text USING ''2''') \g /dev/null
SELECT results_eq('EXECUTE shape', 'VALUES (2)', 'then a text');
SELECT results_eq('EXECUTE shape', 'VALUES (2)', 'which is known by now');
SELECT metahog.execute('scratch', 'ALTER TABLE shape ALTER a TYPE bigint USING 3') \g /dev/null
SELECT results_eq('EXECUTE shape', 'VALUES (3)', 'then a bigint');
SELECT metahog.execute('scratch', 'ALTER TABLE shape ADD b int') \g /dev/null
SELECT matches(helper.failure('EXECUTE shape'), '^42804 \| the query returns 2 columns', 'then there are two columns');
SELECT metahog.execute('scratch', 'DROP TABLE shape') \g /dev/null
SELECT matches(helper.failure('EXECUTE shape'), '^42P01 \| relation "shape" does not exist', 'then there is no table');

SELECT * FROM finish();
ROLLBACK;
