-- test/sql/error_hints.sql: what an error means is said, where the server's words would not help.
--
-- The remote's messages are not looked at for their words: they may be in any language.

SET client_min_messages = error;
BEGIN;
SELECT plan(64);

SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null
SELECT helper.run_on('w', format('CREATE ROLE hasty LOGIN PASSWORD %L', current_setting('test.remote_password')), 'CREATE TABLE one (n int)', 'ALTER ROLE hasty SET statement_timeout = ''200ms''') \g /dev/null
SELECT metahog.create_source('hasty', replace(current_setting('test.scratch_url'), '//admin:', '//hasty:')) \g /dev/null

-- Parameters

CREATE FUNCTION pg_temp.detail(query text, params text, source text DEFAULT 'r') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', d->>'sqlstate', d->>'message', d->>'hint') FROM (SELECT metahog.try_execute(source, query, params)->'error_detail' AS d) AS t
$$;
SELECT is(pg_temp.detail(query, params), '08P01 | the query has ' || counts || ' | params is a JSON array, whose elements are bound to $1, $2 and so on: params => ''["PG", 90]''. Those of a saved query are its variables.', query)
FROM (VALUES ('SELECT $1::int', NULL, '1 parameter, but params has 0 elements'), ('SELECT $1::int', '[]', '1 parameter, but params has 0 elements'),
	('SELECT $2::int, $1::text, $2', '[1]', '2 parameters, but params has 1 element'), ('SELECT $1::int', '[1, 2]', '1 parameter, but params has 2 elements'),
	('SELECT 1', '[1]', '0 parameters, but params has 1 element'), ('SELECT ''$3'', "$4", $5$ $6 $5$, $1::int FROM (SELECT 1 AS "$4") AS a -- $7', '[1, 2]', NULL),
	('SELECT ''$3'', "$4", $a$ $6 $a$, $1::int FROM (SELECT 1 AS "$4") AS a /* $7 */', '[1, 2]', '1 parameter, but params has 2 elements')) AS cases (query, params, counts) WHERE counts IS NOT NULL;
SELECT is(metahog.try_execute('r', 'SELECT $1::int')->'error_detail'->>'detail', 'bind message supplies 0 parameters, but prepared statement "" requires 1', 'the remote''s own words are the detail');
SELECT is(split_part(helper.outcome($$SELECT * FROM metahog.query('r', 'SELECT $1::int AS n') AS t(n int)$$), ' | ', 2), 'the query has 1 parameter, but params has 0 elements', 'in query()');
SELECT is(split_part(helper.outcome($$SELECT metahog.explain('w', 'SELECT $1::int AS n', '[1, 2]')$$), ' | ', 2), 'the query has 1 parameter, but params has 2 elements', 'in explain()');
SELECT is(pg_temp.detail('SELECT $1::' || type, params), '22P02 | ' || message || ' | An array of PostgreSQL is given as a string in its own syntax: params => ''["{1,2}"]''.', type || ' from ' || params)
FROM (VALUES ('int[]', '[[1,2]]', 'malformed array literal: "[1, 2]"'), ('text[]', '["x", ["a", "b"]]', NULL), ('int[]', '[[]]', 'malformed array literal: "[]"'),
	('int', '[[1]]', 'invalid input syntax for type integer: "[1]"')) AS cases (type, params, message) WHERE message IS NOT NULL;
SELECT is(pg_temp.detail('SELECT $1::int', '["x"]'), '22P02 | invalid input syntax for type integer: "x"', 'a string is no array');
SELECT is(pg_temp.detail('SELECT $1::jsonb -> 0, $2::int', '[[1], "x"]'), '22P02 | invalid input syntax for type integer: "x"', 'nor is an array to blame that is none');
SELECT is(helper.outcome(format('SELECT metahog.stream(''r'', ''SELECT 1'', %L)', format)), format('22023 | params must be a JSON array, not "%1$s" | The format of metahog.stream() is named: format => ''%1$s''.', format),
	'stream in format ' || format) FROM unnest(ARRAY['csv', 'json', 'jsonl']) AS format;

-- Who ended it

SELECT is(d->>'error' || ' | ' || (d->'error_detail'->>'detail') || ' | ' || (d->'error_detail'->>'hint'), 'canceling statement due to statement timeout | '
	'The remote ended the statement, before the call''s timeout had passed. | If it is a statement_timeout of the login or the database there, it is raised there: ALTER ROLE ... SET statement_timeout.',
	query) FROM unnest(ARRAY['SELECT pg_sleep(20)', 'SELECT g, CASE WHEN g > 900 THEN pg_sleep(20) END FROM generate_series(1, 1000) AS g']) AS query, metahog.try_execute('hasty', query) AS d;
SELECT is(d->>'error' || ' | ' || (d->'error_detail'->>'detail'), 'the call''s timeout passed before the remote had answered | The deadline passed in stage "query".', 'the call''s own')
FROM metahog.try_execute('hasty', 'SELECT pg_sleep(20)', timeout => '100 ms') AS d;
SELECT is(helper.sqlstate('SELECT count(*) FROM metahog.query(''hasty'', ''SELECT pg_sleep(20)::text AS t'') AS t(t text)'), '57014', 'raised');

-- What cannot be seen

SELECT is(d->'error_detail'->>'hint', format('Character %s of the query is %s, which cannot be seen. Put a space in its place, or nothing.', place, what), replace(what, 'U+', ''))
FROM (VALUES (E'\uFEFFSELECT 1', 1, 'U+FEFF, a byte order mark'), (E'SELECT\u00a01', 7, 'U+00A0, a no-break space'), (E'SELECT 1 AS a\n FROM\u00a0t', 20, 'U+00A0, a no-break space'),
	(E'SELECT a\u200b FROM (SELECT 1 AS a) AS x', 9, 'U+200B, a zero-width space'), (E'SELECT ''\u00a0'' AS "\u00a0", 1\u3000+ 1', 19, NULL), (E'SELECT ''\u00a0é'', upper\u2060(''x'')', 19, 'U+2060, a word joiner or invisible operator'),
	(E'SELECT 1 FROM pg_class\u202fAS c', 23, 'U+202F, a narrow no-break space'), (E'SELECT \u0001', 8, 'U+0001, a control character'), (E'SELECT 1\u2028, 2', 9, 'U+2028, a line separator'),
	(E'SELECT r.pg_class\u00ad.relname FROM r.pg_class\u00ad', 43, 'U+00AD, a soft hyphen')) AS cases (query, place, what), metahog.try_execute('r', query) AS d WHERE what IS NOT NULL;
SELECT isnt(coalesce(metahog.try_execute('r', query)->'error_detail'->>'hint', '') ~ 'cannot be seen', true, 'not blamed: ' || query)
FROM unnest(ARRAY[E'SELECT ''\u00a0'', nothing', E'SELECT nothing, ''\u00a0''', E'SELECT 1 / 0, ''\u00a0''', E'SELECT nothing AS "\u00a0"', E'SELECT naïve']) AS query;
SELECT is(metahog.try_execute('r', E'SELECT ''\u00a0'' AS "\u200b"')->>'error', NULL, 'in strings and names they are as good as any other');

-- What has no plan, and what moves data beside the rows

SELECT is(helper.outcome(format('SELECT metahog.explain(%L, %L)', source, query)), format('42601 | %s has no plan that could be explained | Give explain() a SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, '
	'DELETE or MERGE; other statements can be run with execute().', command), query)
FROM (VALUES ('r', 'SHOW ALL', 'SHOW'), ('r', 'EXPLAIN SELECT 1', 'EXPLAIN'), ('r', 'COPY pg_class TO STDOUT', 'COPY'), ('w', 'CREATE TABLE x (a int)', 'CREATE TABLE'), ('r', 'SET a.b = 1', 'SET'),
	('r', 'BEGIN', 'BEGIN'), ('r', 'DO ''BEGIN END''', 'DO')) AS cases (source, query, command);
SELECT is(helper.outcome(format('SELECT metahog.explain(''w'', %L)::jsonb->0 ? ''Plan''', query)), 'true', 'has one: ' || query)
FROM unnest(ARRAY['SELECT 1', 'VALUES (1)', 'TABLE pg_class', 'WITH a AS (SELECT 1) TABLE a', 'DELETE FROM one', 'UPDATE one SET n = 1', 'INSERT INTO one VALUES (1)', 'CREATE TABLE y AS SELECT 1']) AS query;
SELECT is(helper.outcome(format('SELECT metahog.%s(%L, %L)', function, source, query)), '0A000 | COPY cannot move data between a source and its caller: it returns no rows | '
	'To export rows, use metahog.stream(source, query, format => ''csv'').', function || ' on ' || source || ': ' || query)
FROM (VALUES ('execute', 'r', 'COPY pg_class TO STDOUT'), ('execute', 'w', 'COPY (SELECT 1) TO STDOUT'), ('stream', 'w', 'COPY pg_class TO STDOUT'), ('describe', 'r', 'COPY pg_class FROM STDIN'))
	AS cases (function, source, query);

-- Sources that are none

SELECT is(helper.outcome(call), '22023 | no source selected: the name that was given is empty | Leave it out to use the setting metahog.source.', call)
FROM unnest(ARRAY['SELECT metahog.execute('''', ''SELECT 1'')', 'SELECT metahog.drop_source('''')', 'SELECT count(*) FROM metahog.tables('''')']) AS call;
SELECT is(split_part(helper.outcome(call), ' | ', 1) || split_part(helper.outcome(call), ' | ', 2), '22004source must not be null', call)
FROM unnest(ARRAY['SELECT metahog.execute(NULL::text, ''SELECT 1'')', 'SELECT metahog.drop_source(NULL)', 'SELECT metahog.alter_source(NULL, ''{}'')', 'SELECT metahog.grant_source(NULL, ''postgres'')',
	'SELECT count(*) FROM metahog.test_source(NULL)', 'SELECT metahog.create_view(''v'', NULL, ''SELECT 1'')']) AS call;

SELECT * FROM finish();
ROLLBACK;
