-- test/sql/hogql.sql: the functions that run HogQL: how they are called, what they answer, how they fail.
--
-- What HogQL means is tested elsewhere: here a text goes down the road of execute().

BEGIN;
SELECT no_plan();

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.refresh_schema('pagila') \g /dev/null

-- A document without what differs from call to call.
CREATE FUNCTION pg_temp.constant(document json) RETURNS jsonb LANGUAGE sql AS $$SELECT document::jsonb - 'timings'$$;
CREATE FUNCTION pg_temp.results(document json) RETURNS text LANGUAGE sql AS $$SELECT (document->'results')::jsonb::text$$;

-- How they are called

SELECT is(pg_get_function_arguments(format('metahog.%s(text, text, jsonb, bigint, bigint, interval)', hogql)::regprocedure),
	pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure), hogql || ': the arguments of execute')
FROM unnest(ARRAY['hogql', 'try_hogql', 'hogql_query', 'hogql_rows']) AS hogql;
SELECT is(count(*), 0::bigint, 'what asks another server is volatile, and stays in its own process')
FROM pg_proc
WHERE pronamespace = 'metahog'::regnamespace AND proname ~ 'hogql' AND pg_get_function_arguments(oid) ~ '\mquery text'
  AND proname <> 'hogql_ast' AND (provolatile <> 'v' OR proparallel <> 'u');

SELECT is(pg_temp.results(metahog.hogql('pagila', 'SELECT 1 AS one')), '[[1]]', 'source and query');
SELECT is(pg_temp.results(metahog.hogql('pagila', 'SELECT {a}', '{"a": "x"}')), '[["x"]]', 'params as a literal without type');
SELECT is(pg_temp.results(metahog.hogql('pagila', 'SELECT {a}', '{"a": "x"}'::jsonb)), '[["x"]]', 'params as jsonb');
SELECT is(pg_temp.results(metahog.hogql('pagila', 'SELECT {a}', '{"a": "x"}'::text, 10, 0, '10 s')), '[["x"]]', 'params as text, and all of the rest');
SELECT is(pg_temp.results(metahog.hogql(source => 'pagila', query => 'SELECT 1', max_rows => 1, timeout => '5 s')), '[[1]]', 'by name');
SELECT is(pg_temp.results(metahog.try_hogql('pagila', 'SELECT {a}', '{"a": "x"}')), '[["x"]]', 'try_hogql likewise');
SELECT is(string_agg(r::text, ','), '{"n":1},{"n":2}', 'hogql_rows')
FROM metahog.hogql_rows('pagila', 'SELECT film_id AS n FROM film WHERE film_id < {m} ORDER BY n', '{"m": 3}') AS r;
SELECT results_eq($$SELECT * FROM metahog.hogql_query('pagila', 'SELECT film_id, title FROM film WHERE film_id < {m} ORDER BY 1', '{"m": 3}') AS t(id int, title text)$$,
	$$SELECT * FROM metahog.query('pagila', 'SELECT film_id, title FROM film WHERE film_id < 3 ORDER BY 1') AS t(id int, title text)$$, 'hogql_query');
SELECT throws_ok($$SELECT metahog.hogql_query('pagila', 'SELECT 1')$$, '0A000', NULL, 'hogql_query wants a column list');
SELECT is(string_agg(chunk, ''), E'n\n1\n2\n', 'hogql_stream')
FROM metahog.hogql_stream('pagila', 'SELECT film_id AS n FROM film WHERE film_id < 3 ORDER BY n', format => 'csv') AS chunk;
SELECT results_eq($$SELECT ordinal, name, type, type_oid::int FROM metahog.hogql_describe('pagila', 'SELECT film_id, {a} AS a FROM film', '{"a": 1.5}')$$,
	$$VALUES (1, 'film_id', 'integer', 23), (2, 'a', 'double precision', 701)$$, 'hogql_describe');
SELECT is(metahog.hogql_column_definition('pagila', 'SELECT film_id, title FROM film'), 'film_id integer, title text', 'hogql_column_definition');
SELECT matches(metahog.hogql_explain('pagila', 'SELECT title FROM film')::text, '"Plan"', 'hogql_explain');

-- Without a source

SELECT throws_ok($$SELECT metahog.hogql('SELECT 1')$$, '22023', 'no source selected', 'there has to be one');
SELECT is(pg_temp.results(metahog.hogql('SELECT film_id FROM pagila.film LIMIT 1')), '[[1]]', 'the text names it');
SELECT is(metahog.hogql(E'--pg:pagila\nSELECT 1')->>'source', 'pagila', 'in a comment');
SELECT is(pg_temp.results(metahog.hogql('SELECT count() FROM pagila.public.film')), '[[1000]]', 'before a schema');
SELECT is(metahog.hogql_check('SELECT 1')::text, (false, '22023', 'no source selected', x.hint, NULL::int, NULL::int)::text, 'hogql_check says so too')
FROM metahog.hogql_check('SELECT 1') AS x;
SET metahog.source = 'pagila';
SELECT is(pg_temp.results(metahog.hogql('SELECT 1')), '[[1]]', 'the session selects it');
SELECT is(pg_temp.results(metahog.try_hogql('SELECT {a}', params => '{"a": 1}')), '[[1]]', 'and params by name');
SELECT is(pg_temp.results(metahog.hogql('SELECT {a}', '{"a": 1}'::jsonb, 5)), '[[1]]', 'or by type');
SELECT is(count(*), 1::bigint, 'hogql_rows') FROM metahog.hogql_rows('SELECT 1') AS r;
SELECT is(count(*), 1::bigint, 'hogql_query') FROM metahog.hogql_query('SELECT 1') AS t(n bigint);
SELECT is(count(*), 1::bigint, 'hogql_stream') FROM metahog.hogql_stream('SELECT 1') AS r;
SELECT is(name, 'x', 'hogql_describe') FROM metahog.hogql_describe('SELECT 1 AS x');
SELECT is(metahog.hogql_column_definition('SELECT 1 AS x'), 'x integer', 'hogql_column_definition');
SELECT matches(metahog.hogql_sql('SELECT 1 AS x'), '^SELECT 1', 'hogql_sql');
SELECT ok(ok, 'hogql_check') FROM metahog.hogql_check('SELECT 1');
RESET metahog.source;

-- The document

CREATE TEMP TABLE answer AS
SELECT metahog.hogql('pagila', 'SELECT title, film_id FROM film WHERE film_id <= {n} ORDER BY film_id', '{"n": 2}') AS doc;
SELECT is(array_agg(key), ARRAY['columns', 'types', 'postgres_types', 'results', 'row_count', 'hasMore', 'truncated',
	'limit', 'offset', 'timings', 'notices', 'query', 'hogql', 'warnings', 'source', 'error'], 'the fields, in their order')
FROM answer, json_object_keys(doc) AS key;
SELECT is(pg_temp.results(doc), pg_temp.results(metahog.execute('pagila', 'SELECT title, film_id FROM film WHERE film_id <= 2 ORDER BY film_id')), 'results') FROM answer;
SELECT is(doc->>'hogql', 'SELECT title, film_id FROM film WHERE film_id <= {n} ORDER BY film_id', 'hogql is the text') FROM answer;
SELECT matches(doc->>'query', '^SELECT "film"."title"', 'query is the SQL that was sent') FROM answer;
SELECT is(doc->>'warnings', '[]', 'there are no warnings') FROM answer;
SELECT is(array_agg(part->>'k'), ARRAY['hogql', 'connect', 'execute', 'fetch', 'total'], 'timings tell of compiling too')
FROM answer, json_array_elements(doc->'timings') AS part;
SELECT is(pg_temp.constant(metahog.try_hogql('pagila', text)), pg_temp.constant(metahog.hogql('pagila', text)), 'try_hogql answers the same: ' || text)
FROM unnest(ARRAY['SELECT 1', 'SELECT title FROM film LIMIT 2']) AS text;
SELECT is((metahog.execute('pagila', metahog.hogql_sql('pagila', text, params))->'results')::jsonb, (metahog.hogql('pagila', text, params)->'results')::jsonb,
	'hogql_sql is the SQL of the same rows: ' || text)
FROM (VALUES ('SELECT title FROM film WHERE title = {t} OR length > {n} ORDER BY title LIMIT 5', '{"t": "it''s", "n": 180}'::jsonb),
	('SELECT {a} AS a, {b} AS b, {c} AS c', '{"a": [1, 2], "b": "x\\y''z", "c": null}')) AS texts (text, params);
SELECT is(doc->'columns'->>0, repeat('a_long_name_', 10), 'a name that the remote has no room for is told in full')
FROM metahog.hogql('pagila', format('SELECT 1 AS %s', repeat('a_long_name_', 10))) AS doc;
SELECT is(r::jsonb ? repeat('a_long_name_', 10), true, 'by hogql_rows as well')
FROM metahog.hogql_rows('pagila', format('SELECT 1 AS %s', repeat('a_long_name_', 10))) AS r;

-- Limits

SELECT is(format('%s rows, limit %s, offset %s, more %s, %s', doc->>'row_count', doc->>'limit', doc->>'offset', doc->>'hasMore', doc->>'truncated'), told, text)
FROM (VALUES ('SELECT film_id FROM film', NULL::bigint, NULL::bigint, '1000 rows, limit 1000, offset 0, more false, '),
	('SELECT film_id FROM film', 10, NULL, '10 rows, limit 10, offset 0, more true, max_rows'),
	('SELECT film_id FROM film LIMIT 5', NULL, NULL, '5 rows, limit 5, offset 0, more false, '),
	('SELECT film_id FROM film LIMIT 5', 10, NULL, '5 rows, limit 5, offset 0, more false, '),
	('SELECT film_id FROM film LIMIT 50', 10, NULL, '10 rows, limit 10, offset 0, more true, max_rows'),
	('SELECT film_id FROM film LIMIT 10', 10, NULL, '10 rows, limit 10, offset 0, more false, '),
	('SELECT film_id FROM film ORDER BY film_id LIMIT 5', NULL, 2, '3 rows, limit 5, offset 2, more false, '),
	('SELECT film_id FROM film', 4, 2, '4 rows, limit 4, offset 2, more true, max_rows'),
	('SELECT film_id FROM film WHERE film_id IN (SELECT film_id FROM film)', 999, NULL, '999 rows, limit 999, offset 0, more true, max_rows'))
	AS calls (text, max_rows, skip_rows, told),
	metahog.hogql('pagila', text, max_rows => max_rows, skip_rows => skip_rows) AS doc;
SELECT is((SELECT count(*) FROM regexp_matches(metahog.hogql('pagila', 'SELECT count() FROM (SELECT film_id FROM film)')->>'query', 'LIMIT', 'g')), 1::bigint,
	'no limit is put into subqueries');

-- Failures

SELECT is((metahog.try_hogql('pagila', text, params)->'error_detail')::jsonb - '{message,detail,hint}'::text[],
	jsonb_build_object('sqlstate', sqlstate, 'position', pos, 'stage', stage), 'told: ' || sqlstate || ' of ' || text)
FROM (VALUES ('', NULL::jsonb, '42601', 1, 'parse'), ('SELECT FROM film', NULL, '42601', 8, 'parse'),
	('SELECT 1; SELECT 2', NULL, '42601', 11, 'parse'), ('SELECT titel FROM film', NULL, '42703', 8, 'resolve'),
	('SELECT 1 FROM flim', NULL, '42P01', 15, 'resolve'), ('SELECT lenght(title) FROM film', NULL, '42883', 8, 'resolve'),
	(E'SELECT \'ä🐗\',\n  nope FROM film', NULL, '42703', 16, 'resolve'), ('SELECT {a}', NULL, '42P02', 8, 'resolve'),
	('SELECT title FROM film WHERE title > 1', NULL, '42804', 36, 'resolve'))
	AS failing (text, params, sqlstate, pos, stage);
SELECT is((metahog.try_hogql('pagila', 'SELECT title, 1 % (length - length) FROM film')->'error_detail')::jsonb - '{detail,hint,cause,position}'::text[],
	'{"sqlstate": "22012", "message": "division by zero", "stage": "query"}', 'the remote''s failures are its own');
SELECT is((metahog.try_hogql('nowhere', 'SELECT 1')->'error_detail'->>'sqlstate'), '42704', 'no such source');
SELECT is(json_build_array(doc->'limit', doc->'offset', doc->>'hogql')::text, '[7, 3, "SELECT nope FROM film"]', 'what is known is told of a failure too')
FROM metahog.try_hogql('pagila', 'SELECT nope FROM film', max_rows => 7, skip_rows => 3) AS doc;
SELECT throws_ok($$SELECT metahog.hogql('pagila', 'SELECT nope FROM film')$$, '42703', NULL, 'or raised');
SELECT throws_ok($$SELECT metahog.hogql('pagila', NULL)$$, '22004', 'query must not be null', 'null is no text');
SELECT is(pg_temp.results(metahog.hogql('pagila', 'SELECT 1')), '[[1]]', 'a call after all of these');

-- hogql_check

SELECT is(c::text, answer, 'hogql_check: ' || text)
FROM (VALUES ('SELECT title FROM film', '(t,,,,,)'),
	('SELECT title, titel FROM film', '(f,42703,"unknown column ""titel""","Perhaps you meant ""title"".",15,20)'))
	AS texts (text, answer), metahog.hogql_check('pagila', text) AS c;
SELECT is(position || ' ' || end_position, '8 8', 'an end is behind the last character') FROM metahog.hogql_check('pagila', 'SELECT ');
SELECT ok(ok, 'with params') FROM metahog.hogql_check('pagila', 'SELECT {a}', '{"a": 1}');

-- Rights

CREATE ROLE hogql_reader;
GRANT USAGE ON SCHEMA metahog TO hogql_reader;
SELECT is(helper.run_as('hogql_reader', $$SELECT metahog.hogql('pagila', 'SELECT 1')->'results'$$), '42501 permission denied for source "pagila"',
	'a role without a grant is refused') ;
SELECT is(helper.run_as('hogql_reader', $$SELECT metahog.hogql_sql('pagila', 'SELECT 1')$$), '42501 permission denied for source "pagila"', 'also the SQL');
SELECT is(helper.run_as('hogql_reader', $$SELECT sqlstate FROM metahog.hogql_check('pagila', 'SELECT 1')$$), '42501', 'and the check');
SELECT metahog.grant_source('pagila', 'hogql_reader') \g /dev/null
SELECT is(helper.run_as('hogql_reader', $$SELECT metahog.hogql('pagila', 'SELECT count() FROM film')->'results'->0->>0$$), '1000', 'one with a grant is not');

-- The week

SELECT is(metahog.hogql('pagila', $$SELECT toStartOfWeek(toDate('2024-05-15'))$$)->'results'->0->>0, '2024-05-12', 'weeks begin on Sunday');
SET metahog.hogql_week_start = monday;
SELECT is(metahog.hogql('pagila', $$SELECT toStartOfWeek(toDate('2024-05-15'))$$)->'results'->0->>0, '2024-05-13', 'or as is set');
SELECT metahog.alter_source('pagila', '{"week_start": "sunday"}') \g /dev/null
SELECT is(metahog.hogql('pagila', $$SELECT toStartOfWeek(toDate('2024-05-15'))$$)->'results'->0->>0, '2024-05-12', 'but a source''s own day goes before it');
SELECT metahog.alter_source('pagila', '{"week_start": null}') \g /dev/null
RESET metahog.hogql_week_start;

-- A text is remembered, and forgotten when what it means has changed

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT helper.run_on('scratch', 'DROP TABLE IF EXISTS hogql_kept', 'CREATE TABLE hogql_kept (a int)', 'INSERT INTO hogql_kept VALUES (1)') \g /dev/null
SELECT metahog.refresh_schema('scratch') \g /dev/null
SELECT is(metahog.hogql('scratch', 'SELECT * FROM hogql_kept')->>'columns', '["a"]', 'a table as it was recorded');
SELECT helper.run_on('scratch', 'ALTER TABLE hogql_kept ADD COLUMN b int') \g /dev/null
SELECT is(metahog.hogql('scratch', 'SELECT * FROM hogql_kept')->>'columns', '["a"]', 'for as long as it is recorded so');
SELECT metahog.refresh_schema('scratch') \g /dev/null
SELECT is(metahog.hogql('scratch', 'SELECT * FROM hogql_kept')->>'columns', '["a","b"]', 'and then anew');
SELECT helper.run_on('scratch', 'ALTER TABLE hogql_kept DROP COLUMN b') \g /dev/null
SELECT is((doc->>'sqlstate', doc->>'position', doc->>'hint')::text,
	'(42703,8,"The source may have changed since its schema was recorded: metahog.refresh_schema() records it anew.")', 'what has gone meanwhile is told as such')
FROM (SELECT metahog.try_hogql('scratch', 'SELECT b FROM hogql_kept')->'error_detail' AS doc) AS d;
SELECT helper.run_on('scratch', 'DROP TABLE hogql_kept') \g /dev/null

SELECT * FROM finish();
ROLLBACK;
