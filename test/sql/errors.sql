-- test/sql/errors.sql: failures: which SQLSTATE, which words, where in the caller's text, raised and told.
--
-- A remote's own error arrives whole.  Context names the source and the stage, and never a secret.

SET client_min_messages = error;
BEGIN;
SELECT plan(201);

CREATE ROLE errors_user;
SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('team''s', current_setting('test.remote_url'), '{"team_id": 7}') \g /dev/null
SELECT metahog.create_source('own', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('refused', 'postgres://u:p@127.0.0.1:1/d?sslmode=disable') \g /dev/null
SELECT metahog.create_source('nowhere', 'postgres://u:p@nowhere.invalid/d') \g /dev/null
SELECT metahog.create_source('tls', current_setting('test.remote_url'), '{"sslmode": "require"}') \g /dev/null
SELECT metahog.create_source('denied', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('one', current_setting('test.remote_url'), '{"max_connections": 1}') \g /dev/null
SELECT metahog.create_source('hasty', current_setting('test.remote_url'), '{"rate_limit": 1}') \g /dev/null
SELECT metahog.create_source('keyless', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source(name, format('postgres://%s:%s@%s:%s/%s', username, password, current_setting('test.remote_host'),
	current_setting('test.remote_port'), database))
FROM (VALUES ('wrong password', 'analyst', 'wr0ng', 'pagila'), ('no such role', 'nobody', 'wr0ng', 'pagila'), ('no such database', 'analyst', current_setting('test.remote_password'), 'nothing'),
	('no login', 'errors_nologin', 'pass', 'pagila')) AS sources (name, username, password, database) \g /dev/null
SELECT metahog.execute('writable', statement) FROM unnest(ARRAY[
	'DROP ROLE IF EXISTS errors_nologin',
	'CREATE ROLE errors_nologin PASSWORD ''pass''',
	'CREATE TABLE item (id int PRIMARY KEY)',
	$$CREATE FUNCTION fail(message text, detail text, hint text, code text) RETURNS int LANGUAGE plpgsql AS
		$f$BEGIN RAISE EXCEPTION USING MESSAGE = message, DETAIL = detail, HINT = hint, ERRCODE = code; END$f$ $$,
	$$CREATE FUNCTION chatter() RETURNS int LANGUAGE plpgsql AS $f$BEGIN RAISE WARNING 'noise'; RAISE NOTICE 'more' USING DETAIL = 'in detail', HINT = 'listen', ERRCODE = 'P0042'; RETURN 1; END$f$ $$,
	$$CREATE FUNCTION ended() RETURNS int LANGUAGE plpgsql AS $f$BEGIN PERFORM set_config('statement_timeout', '50', true);
		RAISE query_canceled; END$f$ $$,
	$$CREATE FUNCTION inner_error() RETURNS int LANGUAGE plpgsql AS $f$BEGIN RETURN (SELECT nothing); END$f$ $$]) AS statement \g /dev/null
UPDATE metahog.source SET key_id = '0123456789abcdef' WHERE name = 'keyless';
SELECT metahog.execute('hasty', 'SELECT 1') \g /dev/null

-- What is raised.
CREATE FUNCTION pg_temp.raised(statement text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
	context text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN OTHERS OR query_canceled THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	RETURN jsonb_build_object('sqlstate', SQLSTATE, 'message', SQLERRM, 'detail', nullif(detail, ''), 'hint', nullif(hint, ''), 'context', context);
END
$$;

-- Every situation, told and raised

CREATE TEMP TABLE situation (number serial, source text, query text DEFAULT 'SELECT 1', timeout interval, sqlstate text, stage text, message text,
	detail text, hint text);
INSERT INTO situation (source, sqlstate, stage, message, hint) VALUES
	('missing', '42704', 'source', 'source "missing" does not exist', 'metahog\.sources'),
	('refused', '08001', 'connect', 'Connection refused', NULL),
	('tls', '08001', 'tls', 'SSL', NULL),
	('wrong password', '28P01', 'authenticate', '^password authentication failed for user "analyst"$', NULL),
	('no such role', '28P01', 'authenticate', '^password authentication failed for user "nobody"$', NULL),
	('no login', '28000', 'authenticate', '^role "errors_nologin" is not permitted to log in$', NULL),
	('no such database', '3D000', 'authenticate', '^database "nothing" does not exist$', NULL),
	('keyless', '55000', 'source', '0123456789abcdef', NULL),
	('hasty', '53400', 'wait', 'rate limit of 1 ', '^Try again after \d+ seconds?\.$'),
	('nowhere', '08001', 'resolve', 'nowhere\.invalid', NULL);
INSERT INTO situation (source, query, sqlstate, stage, message, detail, hint) VALUES
	('pagila', 'SELEC', '42601', 'query', '^syntax error at or near "SELEC"$', NULL, NULL),
	('pagila', 'SELECT 1; SELECT 2', '42601', 'query', '^cannot insert multiple commands into a prepared statement$', NULL, NULL),
	('pagila', '', '42601', 'query', '^the query is empty$', NULL, NULL),
	('pagila', 'SELECT nothing', '42703', 'query', '^column "nothing" does not exist$', NULL, NULL),
	('pagila', 'SELECT * FROM filn', '42P01', 'query', '^relation "filn" does not exist$', NULL, NULL),
	('pagila', 'SELECT upper(1)', '42883', 'query', '^function upper\(integer\) does not exist$', NULL, '^No function matches the given name'),
	('pagila', 'SELECT titel FROM film', '42703', 'query', '^column "titel" does not exist$', NULL, '"film\.title"'),
	('pagila', 'SELECT 1 / 0', '22012', 'query', '^division by zero$', NULL, NULL),
	('pagila', 'SELECT 1 / (2 - g) FROM generate_series(1, 3) AS g', '22012', 'fetch', '^division by zero$', NULL, NULL),
	('pagila', 'SELECT ''[''::json', '22P02', 'query', '^invalid input syntax for type json$', '^The input string ended unexpectedly\.$', NULL),
	('pagila', 'TABLE pg_authid', '42501', 'query', '^permission denied for table pg_authid$', NULL, NULL),
	('pagila', 'DELETE FROM film', '0A000', 'query', '^the statement returns no rows, and source "pagila" is read-only$', NULL, 'SELECT'),
	('scratch', 'DELETE FROM item RETURNING id', '25006', 'query', '^cannot execute DELETE in a read-only transaction$', NULL, NULL),
	('scratch', 'SELECT fail(''100 %s %n {}'', ''a "detail"'', ''a hint'', ''ZX123'')', 'ZX123', 'query', '^100 %s %n \{\}$', '^a "detail"$', '^a hint$'),
	('scratch', E'SELECT fail(''two\nlines'', ''détail'', ''日本語'', ''P0001'')', 'P0001', 'query', E'^two\nlines$', '^détail$', '^日本語$'),
	('scratch', 'SELECT inner_error()', '42703', 'query', '^column "nothing" does not exist$', NULL, NULL),
	('scratch', 'SELECT pg_terminate_backend(pg_backend_pid())', '08006', 'fetch', '^the remote ended the connection$', '57P01', NULL);
INSERT INTO situation (source, query, timeout, sqlstate, stage, message, detail) VALUES
	('pagila', 'SELECT pg_sleep(30)', '200 ms', '57014', 'query', 'timeout', 'stage "query"'),
	('pagila', 'SELECT repeat(''x'', 20000), pg_sleep(g / 3 * 10) FROM generate_series(1, 3) AS g', '200 ms', '57014', 'fetch', 'timeout', 'stage "fetch"');

CREATE TEMP TABLE failure AS
SELECT s.*, told->'error_detail' AS told, told->>'error' AS error, told->>'results' AS results,
	pg_temp.raised(format('SELECT metahog.execute(source => %L, query => %L, timeout => %L)', source, query, timeout)) AS raised
FROM situation s, LATERAL (SELECT metahog.try_execute(source => source, query => query, timeout => timeout)::jsonb) AS t (told)
ORDER BY number;
SELECT is((told->>'sqlstate', told->>'stage')::text, (sqlstate, coalesce(stage, told->>'stage'))::text, format('%s of %s: %s', sqlstate, source, to_json(query)))
FROM failure ORDER BY number;
SELECT ok(told->>'message' ~ message AND error = told->>'message' AND results = '[]', format('the message: %s', told->'message')) FROM failure ORDER BY number;
SELECT ok(coalesce(told->>'detail' ~ detail, detail IS NULL) AND (detail IS NOT NULL OR told->>'detail' IS NULL OR stage NOT IN ('query', 'fetch')),
	format('the detail: %s', told->>'detail')) FROM failure ORDER BY number;
SELECT ok(coalesce(told->>'hint' ~ hint, hint IS NULL), format('the hint: %s', told->>'hint')) FROM failure ORDER BY number;
SELECT ok(raised - 'context' = told - '{stage,position,cause,retry_after}'::text[] OR (source = 'hasty' AND (raised->>'sqlstate') = '53400'),
	format('raised as it is told: %s', sqlstate)) FROM failure ORDER BY number;
SELECT is(count(*), 2::bigint, 'who ended a statement is told: its deadline') FROM failure WHERE sqlstate = '57014' AND told->>'cause' = 'deadline';
SELECT is(count(*), 0::bigint, 'and of nothing else') FROM failure WHERE sqlstate <> '57014' AND told ? 'cause';
SELECT is((d->>'sqlstate', d->>'cause')::text, '(57014,remote)', 'or the remote, by a timeout of its own')
FROM metahog.try_execute('scratch', 'SELECT ended()') AS t, json_extract_path(t, 'error_detail') AS d;
SELECT is(ceil((told->>'retry_after')::numeric)::text, substring(told->>'hint' FROM '\d+'), 'when to retry is a number as well, in seconds')
FROM failure WHERE told->>'sqlstate' = '53400';
SELECT is(count(*), 0::bigint, 'where it is known') FROM failure WHERE told->>'sqlstate' <> '53400' AND told ? 'retry_after';
SELECT is(count(*), 0::bigint, 'the context of what is raised names source and stage')
FROM failure WHERE stage <> 'source' AND strpos(raised->>'context', format('source "%s", stage "%s"', source, stage)) = 0;
SELECT is(count(*), 0::bigint, 'nothing that is told or raised has a password')
FROM failure WHERE concat(told, raised) ~ ('wr0ng|' || current_setting('test.remote_password'));
SELECT is(pg_temp.raised(call)->>'sqlstate', '22023', 'a bad option or URL: ' || call)
FROM unnest(ARRAY[$$SELECT metahog.create_source('x', 'postgres://u:s3cret@h:99999/d')$$, $$SELECT metahog.create_source('x', 'http://u:s3cret@h/d')$$,
	$$SELECT metahog.create_source('x', 'postgres://u:s3cret@h/d', '{"passfile": "x"}')$$, $$SELECT metahog.alter_source('own', '{"port": 0}')$$]) AS call;
SET LOCAL metahog.team_id = '8';
SELECT is((told->'error_detail'->>'sqlstate', told->>'error')::text, ROW('42704', 'source "team''s" does not exist')::text, 'another team''s source does not exist')
FROM metahog.try_execute('team''s', 'SELECT 1') AS told;
RESET metahog.team_id;
GRANT USAGE ON SCHEMA metahog TO errors_user;
SET LOCAL ROLE errors_user;
SELECT metahog.try_execute('own', 'SELECT 1')->'error_detail' AS refusal \gset
RESET ROLE;
SELECT is(:'refusal'::jsonb - 'hint', '{"sqlstate": "42501", "message": "permission denied for source \"own\"", "detail": null, "position": null, "stage": "source"}',
	'not allowed to use it');
SET LOCAL metahog.denied_networks = '127.0.0.0/8';
SELECT is((told->'error_detail'->>'sqlstate', told->'error_detail'->>'stage')::text, '(42501,resolve)', 'an address that is not allowed: ' || (told->>'error'))
FROM metahog.try_execute('denied', 'SELECT 1') AS told;
RESET metahog.denied_networks;
DECLARE holder NO SCROLL CURSOR FOR SELECT metahog.rows('one', 'SELECT g FROM generate_series(1, 1000000) AS g');
MOVE 1 IN holder;
SELECT is((told->'error_detail'->>'sqlstate', told->'error_detail'->>'stage')::text, '(53300,wait)', 'no free connection: ' || (told->>'error'))
FROM metahog.try_execute('one', 'SELECT 1', timeout => '300 ms') AS told;
SELECT is(pg_temp.raised($$SELECT metahog.execute('one', 'SELECT 1', timeout => '300 ms')$$)->>'sqlstate', '53300', 'raised, too');
CLOSE holder;
SELECT is(metahog.execute('one', 'SELECT 1')->'results'->0->>0, '1', 'when it has been given back there is one');
SELECT is(pg_temp.raised($$SELECT metahog.execute('hasty', 'SELECT 1')$$)->>'sqlstate', '53400', 'too often');
SELECT matches(pg_temp.raised($$SELECT metahog.execute('hasty', 'SELECT 1')$$)->>'hint', '\d+ second', 'its hint says when to retry');
SELECT metahog.alter_source('pagila', '{"max_rows": 1}') \g /dev/null
SELECT is(pg_temp.raised($$SELECT * FROM metahog.query('pagila', 'VALUES (1), (2)') AS t(n int)$$)->>'sqlstate', '54000', 'a ceiling of the source');
SELECT metahog.alter_source('pagila', '{"max_rows": null}') \g /dev/null

-- Position: characters into the caller's own text, from 1

SELECT is((metahog.try_execute('pagila', query)->'error_detail'->>'position')::int, strpos(query, mark), 'position in ' || to_json(query))
FROM (VALUES ('SELECT nothing FROM film', 'nothing'), ('nothing', 'nothing'), ('   nothing', 'nothing'), (E'SELECT 1,\n\n  nothing\nFROM film', 'nothing'),
	(E'SELECT 1,\r\n\t nothing', 'nothing'), ('SELECT ''é日本語𝒳'', nothing', 'nothing'), (E'-- é\nSELECT 1 AS "日本", nothing', 'nothing'),
	('SELECT "ünknown" FROM film', '"ünknown"'), ('SELECT * FROM film, filn', 'filn'), ('SELECT 1 + , 2', ','), ('/* 𝒳 */ SELECT upper(1)', 'upper'),
	('SELECT nothing; ', 'nothing'), (repeat(' ', 100000) || 'nothing', 'nothing')) AS cases (query, mark);
SELECT is((metahog.try_execute('pagila', 'SELECT 1 +')->'error_detail'->>'position')::int, 11, 'position at the end of the text');
SELECT is(metahog.try_execute('pagila', query)->'error_detail'->>'position', NULL, 'no position: ' || query)
FROM unnest(ARRAY['SELECT 1 / 0', 'SELECT 1; SELECT 2', '']) AS query;
SELECT is(metahog.try_execute('scratch', 'SELECT inner_error()')->'error_detail'->>'position', NULL, 'nor one that is in a text of the remote');
SELECT is((metahog.try_execute('pagila', 'SELECT nothing', max_rows => 1, skip_rows => 1)->'error_detail'->>'position')::int, 8, 'a limit that is pushed moves nothing');
SELECT is((metahog.try_execute('pagila', 'SELECT $1::int', '["x"]')->'error_detail'->>'position'), NULL, 'nor has a parameter a position');
SELECT is(raised - '{detail,context}'::text[], '{"sqlstate": "42703", "message": "column \"titel\" does not exist", "hint": "Perhaps you meant to reference the column \"film.title\"."}',
	'the same: ' || call)
FROM unnest(ARRAY[$$query('pagila', 'SELECT titel FROM film') AS t(a text)$$, $$rows('pagila', 'SELECT titel FROM film')$$,
	$$stream('pagila', 'SELECT titel FROM film')$$, $$describe('pagila', 'SELECT titel FROM film')$$, $$column_definition('pagila', 'SELECT titel FROM film')$$,
	$$explain('pagila', 'SELECT titel FROM film')$$]) AS call, pg_temp.raised('SELECT * FROM metahog.' || call) AS raised
WHERE strpos(raised->>'context', 'source "pagila", stage "query"') > 0;
SELECT matches(pg_temp.raised($$SELECT metahog.execute('scratch', 'SELECT fail(''m'', ''d'', ''h'', ''P0001'')')$$)->>'context',
	'remote: PL/pgSQL function fail\(text,text,text,text\) line 1 at RAISE', 'the remote''s own context is kept, and marked');

-- What is no failure

SELECT is(metahog.execute('scratch', 'SELECT chatter()')->'results'->0->>0, '1', 'warnings and notices of the remote are not');
SELECT is((metahog.execute('scratch', 'SELECT chatter()')->'notices')::jsonb, '[{"severity": "WARNING", "message": "noise", "detail": null, "hint": null, "sqlstate": "01000"},
	{"severity": "NOTICE", "message": "more", "detail": "in detail", "hint": "listen", "sqlstate": "P0042"}]', 'but are told in the document');
SELECT is((metahog.execute('scratch', 'SELECT 1')->'notices')::text, '[]', 'of the next one there are none');
SELECT is(array_agg(notice->>'message'), ARRAY['noise', 'more'], 'those of a call that fails')
FROM json_array_elements(metahog.try_execute('scratch', 'SELECT chatter() / 0')->'notices') AS notice;
SELECT is((metahog.try_execute(source, query)->'notices')::text, '[]', 'none without a remote') FROM (VALUES ('no such source', 'SELECT 1'), ('scratch', '')) AS cases (source, query);
SELECT is(metahog.execute('scratch', format('SELECT 1 AS %s', repeat('n', 70)))->'notices'->0->>'message',
	format('identifier "%s" will be truncated to "%s"', repeat('n', 70), repeat('n', 63)), 'what is said of the text');
SELECT is((SELECT array_agg(key ORDER BY n) FROM json_object_keys(metahog.try_execute('scratch', 'SELECT 1 / 0')) WITH ORDINALITY AS k(key, n)), ARRAY['columns', 'types', 'postgres_types',
	'results', 'row_count', 'hasMore', 'truncated', 'limit', 'offset', 'timings', 'notices', 'query', 'source', 'error', 'error_detail'], 'the fields, in their order');
SELECT is(metahog.execute('scratch', 'SELECT 1')->'results'->0->>0, '1', 'after all of this the source answers');

SELECT * FROM finish();
ROLLBACK;
