-- test/sql/unkept_sessions.sql: an answer does not depend on which session gives it, nor on what was remembered of another one.
--
-- With metahog.session_idle_timeout = 0 every call, and every attempt within a call, has a session of its own.

SET client_min_messages = error;
BEGIN;
SELECT plan(13);

SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.execute('w', statement) FROM unnest(ARRAY[
	'CREATE TYPE mood AS ENUM (''a'', ''b'')', 'CREATE DOMAIN year AS int',
	'CREATE TABLE f (m mood, n int)', 'INSERT INTO f VALUES (''a'', 1)',
	'CREATE TABLE many AS SELECT g AS n FROM generate_series(1, 50) AS g', 'CREATE TABLE done (n int)',
	'CREATE FUNCTION w(n int) RETURNS int LANGUAGE sql AS ''INSERT INTO done VALUES (n) RETURNING n''']) AS statement \g /dev/null

CREATE FUNCTION pg_temp.types(source text) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(type, ', ') FROM metahog.describe(source, 'SELECT m, ARRAY[m] AS ms, f AS row, ARRAY[f] AS rows FROM f')$$;
CREATE FUNCTION pg_temp.values(source text) RETURNS text LANGUAGE sql AS
	$$SELECT (metahog.execute(source, 'SELECT m, ARRAY[m], f, ARRAY[f] FROM f')->'results'->0)::text$$;

SET LOCAL metahog.session_idle_timeout = 0;
SELECT is(pg_temp.types(source), 'mood, mood[], f, f[]', 'described by a session that is not kept: ' || source) FROM unnest(ARRAY['r', 'w']) AS source;
SELECT is(pg_temp.values(source), '["a",["a"],"(a,1)",["(a,1)"]]', 'and run: ' || source) FROM unnest(ARRAY['r', 'w']) AS source;
SELECT is(metahog.column_definition('r', 'SELECT m, ARRAY[m] AS ms, ARRAY[n]::year[] AS y FROM f'), 'm text, ms text[], y integer[]', 'as a definition that this server can read');
RESET metahog.session_idle_timeout;
SELECT is(pg_temp.values('r'), '["a",["a"],"(a,1)",["(a,1)"]]', 'a session that is kept knows the same');
SELECT is(pg_temp.types('r'), 'mood, mood[], f, f[]', 'of both');

-- The shape of a result is remembered, and is only a hint

SELECT results_eq($$SELECT * FROM metahog.query('r', 'SELECT * FROM f') AS t(m text, n int)$$, $$VALUES ('a', 1)$$, 'a table');
SELECT metahog.execute('w', 'ALTER TABLE f ADD o int DEFAULT 7') \g /dev/null
SELECT results_eq($$SELECT * FROM metahog.query('r', 'SELECT * FROM f') AS t(m text, n int, o int)$$, $$VALUES ('a', 1, 7)$$, 'with another column since');
SELECT throws_ok($$SELECT * FROM metahog.query('r', 'SELECT * FROM f') AS t(m text, n int)$$, '42804', NULL, 'the old declaration does not fit');

-- A cap on the answer is none on what is done

SELECT is(metahog.execute('w', 'SELECT w(n) FROM many', max_rows => 3)->>'row_count', '3', 'a SELECT that writes, cut');
SELECT is(metahog.execute('r', 'SELECT count(*) FROM done')->'results'->0->>0, '50', 'has done all of its work');
SELECT is(metahog.execute('w', 'SELECT n FROM many', max_rows => 3)->>'truncated', 'max_rows', 'and an answer says that it was cut');

SELECT * FROM finish();
ROLLBACK;
