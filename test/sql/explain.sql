-- test/sql/explain.sql: explain(): the remote's plan of a query, guessed or measured.
--
-- Without run the query is not executed; with run it is, under the same guard as everywhere.

BEGIN;
SELECT plan(35);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('writable', 'CREATE TABLE item (id int)') \g /dev/null

SELECT is(pg_get_function_arguments('metahog.explain(text, text, jsonb, boolean)'::regprocedure) || ' -> '
	|| pg_get_function_result('metahog.explain(text, text, jsonb, boolean)'::regprocedure),
	'source text, query text, params jsonb DEFAULT NULL::jsonb, run boolean DEFAULT false -> json', 'as it is declared');

-- The plan

CREATE TEMP TABLE plan AS SELECT run, metahog.explain('pagila', 'SELECT * FROM film WHERE film_id <= 10', run => run)->0 AS plan
FROM unnest(ARRAY[false, true]) AS run;
SELECT is(plan->'Plan'->>'Relation Name', 'film', format('run => %s: the plan of the query', run)) FROM plan;
SELECT is(plan->'Plan'->'Output' IS NOT NULL, true, format('run => %s: the columns are named', run)) FROM plan;
SELECT is((plan->'Plan'->>'Actual Rows')::int, CASE WHEN run THEN 10 END, format('run => %s: measured or not', run)) FROM plan;
SELECT is(plan->'Execution Time' IS NOT NULL, run, format('run => %s: the time is told or not', run)) FROM plan;
SELECT is(plan->'Plan'->'Shared Hit Blocks' IS NOT NULL, run, format('run => %s: so are the blocks', run)) FROM plan;
SELECT matches(metahog.explain('pagila', 'SELECT * FROM film WHERE film_id = $1', '[77]')->0->'Plan'->>'Index Cond', '= 77',
	'with the parameters that are given');
SELECT is((metahog.explain('pagila', 'SELECT * FROM generate_series(1, $1::int)', '[5]', true)->0->'Plan'->>'Actual Rows')::int, 5,
	'every argument by position');
SELECT ok(metahog.explain('pagila', query)->0->'Plan' IS NOT NULL, 'also of ' || query)
FROM unnest(ARRAY['VALUES (1)', 'TABLE film', '(SELECT 1)', 'WITH a AS (SELECT 1) SELECT * FROM a', 'SELECT 1;', 'SELECT 1 -- one']) AS query;

-- Whether it is run

SELECT ok(metahog.explain('scratch', query)->0->'Plan' IS NOT NULL, 'not run: ' || query)
FROM unnest(ARRAY['SELECT 1 / (random() * 0)::int', 'SELECT pg_sleep(1000)', 'INSERT INTO item VALUES (1)', 'DELETE FROM item']) AS query;
SELECT throws_ok($$SELECT metahog.explain('scratch', 'INSERT INTO item VALUES (1)', run => true)$$, '25006', NULL,
	'run, it may not write');
SELECT is((metahog.execute('scratch', 'SELECT count(*) FROM item')->'results'->0->>0), '0', 'and nothing was written');
SELECT ok(metahog.explain('writable', 'INSERT INTO item VALUES (1)', run => true)->0->'Execution Time' IS NOT NULL, 'where it may write, it is run');
SELECT is((metahog.execute('scratch', 'SELECT count(*) FROM item')->'results'->0->>0), '1', 'and has written');
SELECT ok(metahog.explain('pagila', 'SELECT 1', NULL, NULL)->0->'Plan' IS NOT NULL, 'null for run is no');

-- Failures; where in the text: test/sql/errors.sql

SELECT throws_ok(format('SELECT metahog.explain(''pagila'', %L)', query), sqlstate, NULL, 'fails: ' || query)
FROM (VALUES ('SELECT nothing', '42703'), ('DROP TABLE film', '42601'), ('SELECT 1; SELECT 2', '42601'), ('', '42601'),
	('SELECT $1::int', '08P01')) AS cases (query, sqlstate);
SELECT throws_ok($$SELECT metahog.explain('missing', 'SELECT 1')$$, '42704', 'source "missing" does not exist', 'no such source');
SELECT throws_ok($$SELECT metahog.explain('pagila', 'SELECT 1', '{}')$$, '22023', 'params must be a JSON array', 'params that are no array');

SELECT * FROM finish();
ROLLBACK;
