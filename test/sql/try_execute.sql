-- test/sql/try_execute.sql: try_execute(): the document of execute(), or one in which the failure is told.
--
-- A failure leaves the caller's transaction alive, except for a cancel of the caller's own statement.

BEGIN;
SELECT plan(43);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('refused', 'postgres://u:p@127.0.0.1:1/d?sslmode=disable') \g /dev/null
SELECT metahog.create_source('nobody', format('postgres://nobody:wrong@%s:%s/pagila', current_setting('test.remote_host'),
	current_setting('test.remote_port'))) \g /dev/null
SELECT metahog.create_source('admin', current_setting('test.remote_superuser_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null

-- A document without what differs from call to call.
CREATE FUNCTION pg_temp.constant(document json) RETURNS jsonb LANGUAGE sql AS $$SELECT document::jsonb - 'timings'$$;

-- Success

SELECT is(pg_get_function_arguments('metahog.try_execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	'the arguments are those of execute');
SELECT is(pg_temp.constant(metahog.try_execute(source => 'pagila', query => query, params => params, max_rows => max_rows,
	skip_rows => skip_rows)), pg_temp.constant(metahog.execute(source => 'pagila', query => query, params => params,
	max_rows => max_rows, skip_rows => skip_rows)), 'the same document as that of execute: ' || query)
FROM (VALUES ('SELECT 1', NULL::jsonb, NULL::bigint, NULL::bigint), ('SELECT $1::int AS "a b"', '[3]', NULL, NULL),
	('SELECT g FROM generate_series(1, 5) AS g', NULL, 2, NULL), ('SELECT g FROM generate_series(1, 5) AS g', NULL, 2, 3),
	('SELECT FROM film', NULL, 0, 0), ('SHOW DateStyle', NULL, NULL, NULL)) AS calls (query, params, max_rows, skip_rows);

-- Failure

CREATE TEMP TABLE failure AS SELECT metahog.try_execute('pagila', 'SELECT nothing FROM film', max_rows => 7, skip_rows => 3) AS doc;
SELECT is(array_agg(key), ARRAY['columns', 'types', 'postgres_types', 'results', 'row_count', 'hasMore', 'truncated',
	'limit', 'offset', 'timings', 'notices', 'query', 'source', 'error', 'error_detail'], 'the fields, in their order')
FROM failure, json_object_keys(doc) AS key;
SELECT is(array_agg(key), ARRAY['sqlstate', 'message', 'detail', 'hint', 'position', 'stage'], 'error_detail''s fields')
FROM failure, json_object_keys(doc->'error_detail') AS key;
SELECT is((doc->>'columns', doc->>'types', doc->>'postgres_types', doc->>'results', doc->>'row_count', doc->>'hasMore',
	doc->>'truncated')::text, '([],[],[],[],0,false,)', 'there are no columns and no rows') FROM failure;
SELECT is((doc->>'limit', doc->>'offset', doc->>'source')::text, '(7,3,pagila)', 'what was asked for is told') FROM failure;
SELECT matches(doc->>'query', '^SELECT nothing FROM film', 'and the text') FROM failure;
SELECT is(doc->>'error', 'column "nothing" does not exist', 'error is the message') FROM failure;
SELECT is((doc->'error_detail')::jsonb, '{"sqlstate": "42703", "message": "column \"nothing\" does not exist", "detail": null,
	"hint": "Perhaps you meant to reference the column \"film.rating\".", "position": 8, "stage": "query"}',
	'error_detail has the rest') FROM failure;
SELECT is(json_array_length(doc->'timings'), 4, 'timings are there') FROM failure;

SELECT is(json_build_array(doc->'limit', doc->'offset')::text, '[null, null]', 'limits that are not known are not told: ' || coalesce(source, 'null'))
FROM unnest(ARRAY['missing', NULL, 'pagila']) AS source, metahog.try_execute(source, 'SELECT 1', max_rows => -1, skip_rows => 3) AS doc;
SELECT is(json_build_array(doc->'limit', doc->'offset')::text, '[1000, 3]', 'those that are, are, also before anything is sent')
FROM metahog.try_execute('pagila', '', skip_rows => 3) AS doc;

-- Failures of every origin are told

SELECT is((metahog.try_execute(source, query, params, max_rows, 0, timeout)->'error_detail')::jsonb - '{message,detail,hint,position,cause}'::text[],
	jsonb_build_object('sqlstate', sqlstate, 'stage', stage), format('told: %s of %s', sqlstate, coalesce(source, 'null')))
FROM (VALUES ('missing', 'SELECT 1', NULL, NULL, NULL::interval, '42704', 'source'),
	(NULL, 'SELECT 1', NULL, NULL, NULL, '22004', 'source'),
	('pagila', NULL, NULL, NULL, NULL, '22004', 'source'),
	('pagila', 'SELECT 1', '{}', NULL, NULL, '22023', 'source'),
	('pagila', 'SELECT 1', NULL, -1, NULL, '22023', 'source'),
	('pagila', 'SELECT 1', NULL, NULL, '0', '22023', 'source'),
	('pagila', 'SELECT 1', '[1]', NULL, NULL, '08P01', 'query'),
	('pagila', 'SELECT pg_sleep(9)', NULL, NULL, '100 ms', '57014', 'query'),
	('pagila', 'SELECT 1 / (3 - g) FROM generate_series(1, 9) AS g', NULL, NULL, NULL, '22012', 'fetch'),
	('refused', 'SELECT 1', NULL, NULL, NULL, '08001', 'connect'),
	('nobody', 'SELECT 1', NULL, NULL, NULL, '28P01', 'authenticate'),
	('pagila', 'DROP TABLE film', NULL, NULL, NULL, '0A000', 'query'))
	AS calls (source, query, params, max_rows, timeout, sqlstate, stage);
SELECT is(metahog.try_execute('missing', 'SELECT 42')->>'query', 'SELECT 42', 'the text is told even without a source');
SELECT is((metahog.try_execute('pagila', 'SELECT g, 1 / (3 - g) FROM generate_series(1, 9) AS g')->'results')::text, '[]',
	'an answer that fails half-way has no rows');
SELECT is(metahog.try_execute('pagila', 'SELECT 1', 'no json')->'error_detail'->>'sqlstate', '22P02', 'params that are no JSON');

-- The transaction lives on

CREATE TEMP TABLE kept (n int);
INSERT INTO kept VALUES (1);
SELECT is((metahog.try_execute('pagila', 'SELECT broken')->'error_detail'->>'sqlstate'), '42703', 'a failure');
SELECT is(n, 1, 'what was written before is there') FROM kept;
SELECT is(metahog.execute('pagila', 'SELECT ''sound''')->'results'->0->>0, 'sound', 'the session goes on after it');
SELECT is(array_agg(coalesce(doc->>'error', doc->'results'->0->>0) ORDER BY n),
	'{division by zero,1,division by zero,0,division by zero,0}', 'failures and answers take turns in one statement')
FROM generate_series(0, 5) AS n, metahog.try_execute('pagila', 'SELECT 1 / $1::int', jsonb_build_array(n % 2 * n)) AS doc;
CREATE FUNCTION pg_temp.fail_often() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	failures bigint := 0;
BEGIN
	FOR n IN 1 .. 100 LOOP
		failures := failures + (metahog.try_execute('scratch', 'SELECT 1 / 0')->'error_detail'->>'sqlstate' = '22012')::int;
	END LOOP;
	RETURN failures;
END
$$;
SELECT is(pg_temp.fail_often(), 100::bigint, 'a hundred failures');
SELECT is(metahog.execute('admin', $$SELECT count(*) FROM pg_stat_activity
	WHERE datname = 'scratch_try_execute' AND application_name = 'metahog'$$)->'results'->0->>0, '1',
	'have not left sessions behind');

-- An error of the caller's own is not swallowed

CREATE FUNCTION pg_temp.canceled(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'not canceled';
EXCEPTION WHEN query_canceled THEN
	RETURN SQLERRM;
END
$$;
SET LOCAL statement_timeout = '200ms';
SELECT is(pg_temp.canceled($$SELECT metahog.try_execute('pagila', 'SELECT pg_sleep(20)')$$),
	'canceling statement due to statement timeout', 'statement_timeout ends the caller''s statement');
SET LOCAL statement_timeout = 0;
SELECT is(metahog.try_execute('pagila', 'SELECT 1')->'results'->0->>0, '1', 'and the next call works');

-- Inside PL/pgSQL

CREATE FUNCTION pg_temp.try_and_raise() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text := metahog.try_execute('pagila', 'SELECT 1/0')->>'error';
BEGIN
	BEGIN
		PERFORM metahog.execute('pagila', 'SELECT 1/0');
	EXCEPTION WHEN division_by_zero THEN
		RETURN told || ', ' || SQLERRM;
	END;
	RETURN 'not raised';
END
$$;
SELECT is(pg_temp.try_and_raise(), 'division by zero, division by zero', 'told and raised are one failure');

SELECT * FROM finish();
ROLLBACK;
