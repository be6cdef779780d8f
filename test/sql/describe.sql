-- test/sql/describe.sql: describe() and column_definition(): what a query would return, without running it.

BEGIN;
SELECT plan(46);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('scratch', statement) FROM unnest(ARRAY[
	'CREATE TABLE item (id int, name text)',
	'CREATE SEQUENCE counter',
	'CREATE DOMAIN positive AS int', 'CREATE DOMAIN numbers AS int[]',
	'CREATE PROCEDURE silent() LANGUAGE plpgsql AS $$BEGIN END$$']) AS statement \g /dev/null

-- describe

SELECT is(pg_get_function_arguments('metahog.describe(text, text)'::regprocedure) || ' -> '
	|| pg_get_function_result('metahog.describe(text, text)'::regprocedure),
	'source text, query text -> TABLE(ordinal integer, name text, type text, type_oid oid)', 'describe, as it is declared');
SELECT results_eq($$SELECT * FROM metahog.describe('pagila', 'SELECT film_id AS id, title, rental_rate, rating, special_features FROM film')$$,
	$$SELECT ordinal, name, type, coalesce(oid::oid, (metahog.execute('pagila', 'SELECT ''mpaa_rating''::regtype::oid')->'results'->0->>0)::oid)
	FROM (VALUES (1, 'id', 'integer', 23), (2, 'title', 'text', 25), (3, 'rental_rate', 'numeric(4,2)', 1700),
		(4, 'rating', 'mpaa_rating', NULL), (5, 'special_features', 'text[]', 1009)) AS expected (ordinal, name, type, oid)$$,
	'the columns, in order, with the types of the remote');
SELECT is(jsonb_agg(type ORDER BY ordinal), (metahog.execute('pagila', query)->'postgres_types')::jsonb, 'the types are those of the document: ' || query)
FROM unnest(ARRAY['TABLE film', 'TABLE payment', 'TABLE staff', 'SELECT film, ARRAY[film], NULL::year, 1::bit(3), ''1 s''::interval(2) FROM film',
	'SHOW ALL', 'EXPLAIN SELECT 1', 'VALUES (1, ''x'', NULL)']) AS query, metahog.describe('pagila', query) GROUP BY query ORDER BY query;
SELECT is(array_agg(name ORDER BY ordinal), ARRAY['a', 'a', '?column?', 'A "b"'], 'names are told as they are')
FROM metahog.describe('pagila', 'SELECT 1 AS a, 2 AS a, 3, 4 AS "A ""b"""');
SELECT is_empty($$SELECT * FROM metahog.describe('pagila', 'SELECT FROM film')$$, 'no columns');
SELECT is_empty($$SELECT * FROM metahog.describe('scratch', 'CALL silent()')$$, 'nor has a CALL without an answer');
SELECT is(count(*), 2::bigint, 'parameters need not be given') FROM metahog.describe('pagila', 'SELECT $1::int, $2 FROM film WHERE title = $3');
SELECT is(type, 'integer', 'a semicolon and comments may follow') FROM metahog.describe('pagila', 'SELECT 1; -- one');
SELECT is(name, 'b', 'joins with other things') FROM pg_class
JOIN metahog.describe('pagila', 'SELECT 1 AS a, 2 AS b') ON ordinal = 2 WHERE relname = 'pg_class';

-- Nothing is run

SELECT is(count(*), 1::bigint, 'not run: ' || query)
FROM unnest(ARRAY['SELECT 1 / 0', 'SELECT pg_sleep(1000)', 'SELECT count(*) FROM generate_series(1, 100000000000)',
	'INSERT INTO item VALUES (1, ''x'') RETURNING id', 'DELETE FROM item RETURNING name', 'SELECT nextval(''counter'')']) AS query,
	metahog.describe('scratch', query) GROUP BY query;
SELECT is((metahog.execute('scratch', 'SELECT (SELECT count(*) FROM item), is_called FROM counter')->'results')::jsonb, '[[0, false]]',
	'not even where it could write');

-- column_definition

SELECT is(pg_get_function_arguments('metahog.column_definition(text, text)'::regprocedure) || ' -> '
	|| pg_get_function_result('metahog.column_definition(text, text)'::regprocedure),
	'source text, query text -> text', 'column_definition, as it is declared');
SELECT is(metahog.column_definition('pagila', query), definition, query)
FROM (VALUES ('SELECT title, count(*) AS n FROM film GROUP BY 1', 'title text, n bigint'),
	('SELECT 1 AS "select", 2 AS "A b", 3 AS "x""y"', '"select" integer, "A b" integer, "x""y" integer'),
	('SELECT 1 AS a, 2 AS a, 3 AS a_2', 'a integer, a_2 integer, a_2_2 integer'),
	('SELECT 1.5::numeric(5,2) AS n, ''x''::varchar(9) AS v, now()::timestamp(3) AS t', 'n numeric(5,2), v character varying(9), t timestamp(3) without time zone'),
	('SELECT ARRAY[1] AS i, ''{}''::numeric(5,2)[] AS n', 'i integer[], n numeric(5,2)[]'),
	('SELECT rating, ARRAY[rating] AS ratings, film, release_year FROM film', 'rating text, ratings text[], film text, release_year integer'),
	('SELECT ''film''::regclass AS table_name, NULL AS nothing', 'table_name text, nothing text'),
	('SELECT FROM film', '')) AS cases (query, definition);
SELECT is(metahog.column_definition('scratch', query), 'p integer, ps integer[], n integer[], ns text[]', 'domains, arrays of them and over arrays')
FROM (VALUES ('SELECT 1::positive AS p, ''{1}''::positive[] AS ps, ''{1}''::numbers AS n, ''{}''::numbers[] AS ns')) AS domains (query);
SELECT is(ns, '{"{1,2}",NULL}', 'elements that are arrays themselves are their text')
FROM metahog.query('scratch', 'SELECT ARRAY[''{1,2}'', NULL]::numbers[]') AS t(ns text[]);

-- It fits: for every table of the remote

CREATE FUNCTION pg_temp.count_typed(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	rows bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (SELECT * FROM metahog.query(''pagila'', %L) AS t(%s) OFFSET 0) AS q', query,
		metahog.column_definition('pagila', query)) INTO rows;
	RETURN rows;
END
$$;
CREATE TEMP TABLE remote_table AS SELECT * FROM metahog.query('pagila',
	'SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = ''public''::regnamespace AND relkind IN (''r'', ''p'', ''v'', ''m'')')
	AS t(name text);
SELECT cmp_ok(count(*), '>=', 15::bigint, 'the tables and views of the remote') FROM remote_table;
SELECT is_empty($$SELECT name FROM remote_table
	WHERE pg_temp.count_typed('TABLE ' || name) <> (metahog.execute('pagila', 'SELECT count(*) FROM ' || name)->'results'->0->>0)::bigint$$,
	'each of them can be read with the definition that is printed for it');

-- Failures

SELECT throws_ok(format('SELECT * FROM metahog.%s(''pagila'', %L)', function, query), sqlstate, NULL, format('%s of %s', function, query))
FROM unnest(ARRAY['describe', 'column_definition']) AS function,
	(VALUES ('SELECT nothing', '42703'), ('DROP TABLE film', '0A000'), ('SELECT 1; SELECT 2', '42601'), ('', '42601')) AS cases (query, sqlstate);
SELECT throws_ok($$SELECT metahog.describe('missing', 'SELECT 1')$$, '42704', 'source "missing" does not exist', 'no such source');
SELECT throws_ok($$SELECT metahog.describe('pagila', NULL)$$, '22004', 'query must not be null', 'no query');
SELECT throws_ok($$SELECT * FROM metahog.describe('scratch', 'DROP TABLE item')$$, '0A000', 'the statement returns no rows',
	'also where it might be run');

SELECT * FROM finish();
ROLLBACK;
