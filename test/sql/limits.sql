-- test/sql/limits.sql: caps and ceilings: how much a call gets, who decides it, and what the caller is told.
--
-- Nothing is cut silently: a document says when it was cut, typed rows and streams fail rather than be short.
-- test/sql/pushed_limits.sql is about what the remote is told.

SET client_min_messages = error;
BEGIN;
SELECT plan(89);

-- Before the library is there, anybody may set anything; when it comes, that does not count. Where it was preloaded, the
-- server refuses it at once.

CREATE ROLE limits_user;
SET LOCAL ROLE limits_user;
DO $$
BEGIN
	SET LOCAL metahog.max_rows_ceiling = 5;
	SET LOCAL metahog.timeout_ceiling = '1 h';
EXCEPTION WHEN insufficient_privilege THEN
	NULL;
END $$;
RESET ROLE;
LOAD 'metahog';
SELECT is(current_setting('metahog.max_rows_ceiling'), '1000000', 'a ceiling that a user moved before the library was loaded');
SELECT is(current_setting('metahog.timeout_ceiling'), '10min', 'and another one');

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('small', current_setting('test.remote_url'), '{"max_rows": 5, "max_bytes": 1000, "timeout": "300 ms"}') \g /dev/null
SELECT metahog.create_source('admin', current_setting('test.remote_superuser_url')) \g /dev/null

-- Rows of ten bytes each.
CREATE FUNCTION pg_temp.tens(count int) RETURNS text LANGUAGE sql AS
	$$SELECT format('SELECT lpad(g::text, 10, ''0'') AS v FROM generate_series(1, %s) AS g', count)$$;
-- What a document tells of its limits: rows, limit, offset, hasMore, truncated.
CREATE FUNCTION pg_temp.told(doc json) RETURNS text LANGUAGE sql AS
	$$SELECT concat_ws(' ', doc->>'row_count', doc->>'limit', doc->>'offset', doc->>'hasMore', doc->>'truncated')$$;
CREATE FUNCTION pg_temp.told(source text, query text, max_rows bigint DEFAULT NULL, skip_rows bigint DEFAULT NULL) RETURNS text LANGUAGE sql AS
	$$SELECT pg_temp.told(metahog.execute(source => source, query => query, max_rows => max_rows, skip_rows => skip_rows))$$;

-- The settings and who may set them

SELECT is(string_agg(concat_ws(' ', name, boot_val || unit, context), ', ' ORDER BY name),
	'metahog.max_bytes 65536kB user, metahog.max_bytes_ceiling 262144kB superuser, metahog.timeout 60000ms user, '
	|| 'metahog.timeout_ceiling 600000ms superuser', 'the defaults: 64 MB, 256 MB, 1 minute, 10 minutes')
FROM pg_settings WHERE name IN ('metahog.max_bytes', 'metahog.max_bytes_ceiling', 'metahog.timeout', 'metahog.timeout_ceiling');
SELECT is(string_agg(concat_ws(' ', name, boot_val, context), ', ' ORDER BY name),
	'metahog.max_rows 1000 user, metahog.max_rows_ceiling 1000000 superuser', 'a thousand rows, a million rows')
FROM pg_settings WHERE name IN ('metahog.max_rows', 'metahog.max_rows_ceiling');
SET LOCAL ROLE limits_user;
SELECT throws_ok(format('SET metahog.%s = 7', name), '42501', format('permission denied to set parameter "metahog.%s"', name),
	'a user does not move the server''s ' || name)
FROM unnest(ARRAY['max_rows_ceiling', 'max_bytes_ceiling', 'timeout_ceiling', 'max_connections_per_source']) AS name;
SELECT lives_ok(format('SET LOCAL metahog.%s = 7', name), 'but sets its own ' || name)
FROM unnest(ARRAY['max_rows', 'max_bytes', 'timeout']) AS name;
RESET ROLE;
SET LOCAL metahog.max_rows = DEFAULT;
SET LOCAL metahog.max_bytes = DEFAULT;
SET LOCAL metahog.timeout = DEFAULT;
GRANT EXECUTE ON FUNCTION metahog.alter_source(text, jsonb) TO limits_user;
SELECT metahog.grant_source('small', 'limits_user') \g /dev/null
SET LOCAL ROLE limits_user;
SELECT throws_ok($$SELECT metahog.alter_source('small', '{"max_rows": 50}')$$, '42501', 'must be owner of source "small"',
	'nor who may only use a source the source''s');
RESET ROLE;

-- Rows of a document

SELECT is(pg_temp.told('pagila', pg_temp.tens(count), max_rows, skip_rows), told,
	format('%s rows, max_rows => %s, skip_rows => %s', count, max_rows, skip_rows))
FROM (VALUES (999, NULL, NULL, '999 1000 0 false'), (1000, NULL, NULL, '1000 1000 0 false'), (1001, NULL, NULL, '1000 1000 0 true max_rows'),
	(4, 5, NULL, '4 5 0 false'), (5, 5, NULL, '5 5 0 false'), (6, 5, NULL, '5 5 0 true max_rows'),
	(0, 0, NULL, '0 0 0 false'), (1, 0, NULL, '0 0 0 true max_rows'), (1, 1, NULL, '1 1 0 false'),
	(10, 5, 4, '5 5 4 true max_rows'), (10, 5, 5, '5 5 5 false'), (10, 5, 8, '2 5 8 false'), (10, 5, 10, '0 5 10 false'), (10, 5, 99, '0 5 99 false'),
	(2000, 1500, NULL, '1500 1500 0 true max_rows'), (3, 999999999999, 2, '1 1000000 2 false'), (3, 9223372036854775807, 9223372036854775807, '0 1000000 9223372036854775807 false'))
	AS cases (count, max_rows, skip_rows, told);
SELECT is((metahog.execute('pagila', pg_temp.tens(10), max_rows => 2, skip_rows => 3)->'results')::jsonb, '[["0000000004"], ["0000000005"]]',
	'the rows are those that were asked for');
SET LOCAL metahog.max_rows = 3;
SELECT is(pg_temp.told('pagila', pg_temp.tens(10)), '3 3 0 true max_rows', 'metahog.max_rows is the default');
SELECT is(pg_temp.told('pagila', pg_temp.tens(10), 7), '7 7 0 true max_rows', 'the argument goes before it');
SET LOCAL metahog.max_rows = 0;
SELECT is(pg_temp.told('pagila', pg_temp.tens(10)), '0 0 0 true max_rows', 'it may be none');
SET LOCAL metahog.max_rows = DEFAULT;

-- The ceilings of rows

SELECT is(pg_temp.told('small', pg_temp.tens(10), max_rows), told, 'the source''s own: ' || coalesce(max_rows, -1))
FROM (VALUES (NULL, '5 5 0 true max_rows'), (4, '4 4 0 true max_rows'), (5, '5 5 0 true max_rows'), (6, '5 5 0 true max_rows'), (99, '5 5 0 true max_rows'))
	AS cases (max_rows, told);
SET LOCAL metahog.max_rows_ceiling = 3;
SELECT is(pg_temp.told('pagila', pg_temp.tens(10), max_rows), told, 'the server''s: ' || coalesce(max_rows, -1))
FROM (VALUES (NULL, '3 3 0 true max_rows'), (2, '2 2 0 true max_rows'), (4, '3 3 0 true max_rows')) AS cases (max_rows, told);
SELECT is(pg_temp.told('small', pg_temp.tens(10), 99), '5 5 0 true max_rows', 'the source''s own goes before the server''s');
SELECT is((SELECT count(*) FROM metahog.query('pagila', pg_temp.tens(10)) AS t(v text)), 10::bigint, 'the server''s does not bind query');
SELECT is((SELECT count(*) FROM metahog.rows('pagila', pg_temp.tens(10), max_rows => 8)), 8::bigint, 'nor rows');
SELECT is((SELECT count(*) FROM metahog.stream('pagila', pg_temp.tens(10)) AS chunk, string_to_table(rtrim(chunk, E'\n'), E'\n')), 10::bigint, 'nor stream');
SET LOCAL metahog.max_rows_ceiling = DEFAULT;

-- Bytes of a document: of its values, checked for each row

SELECT is(pg_temp.told(metahog.execute('pagila', 'SELECT repeat(''x'', 70000000)')), '0 1000 0 true max_bytes', 'by default 64 MB');
SET LOCAL metahog.max_bytes = '1kB';
SELECT is(pg_temp.told('pagila', query, max_rows), told, query || coalesce(', max_rows => ' || max_rows, ''))
FROM (VALUES (pg_temp.tens(102), NULL, '102 1000 0 false'), (pg_temp.tens(103), NULL, '102 1000 0 true max_bytes'), (pg_temp.tens(500), NULL, '102 1000 0 true max_bytes'),
	(pg_temp.tens(500), 102, '102 102 0 true max_rows'), (pg_temp.tens(500), 103, '102 103 0 true max_bytes'), (pg_temp.tens(500), 101, '101 101 0 true max_rows'),
	('SELECT repeat(''x'', 1024)', NULL, '1 1000 0 false'), ('SELECT repeat(''x'', 1025)', NULL, '0 1000 0 true max_bytes'),
	('SELECT repeat(''x'', 512), repeat(''y'', 512)', NULL, '1 1000 0 false'), ('SELECT repeat(''x'', 512), repeat(''y'', 513)', NULL, '0 1000 0 true max_bytes'),
	('SELECT NULL::text FROM generate_series(1, 900)', NULL, '900 1000 0 false'),
	('SELECT 1 AS ' || repeat('a', 60) || ', 2 AS ' || repeat('b', 60) || ' FROM generate_series(1, 500)', NULL, '500 1000 0 false'))
	AS cases (query, max_rows, told);
SELECT is((metahog.execute('pagila', 'SELECT repeat(''x'', 2000)')->>'columns'), '["repeat"]', 'without a row the columns are told nevertheless');
SELECT is(pg_temp.told('pagila', pg_temp.tens(500), NULL, 450), '50 1000 450 false', 'what is skipped does not count');
SELECT is(pg_temp.told('pagila', 'SHOW ALL', NULL, 1000), '0 1000 1000 false', 'also where it is skipped here');
SET LOCAL metahog.max_bytes = '1GB';
SET LOCAL metahog.max_bytes_ceiling = '2kB';
SELECT is(pg_temp.told('pagila', pg_temp.tens(500)), '204 1000 0 true max_bytes', 'the server''s ceiling of bytes');
SELECT is(pg_temp.told(metahog.execute('small', 'SELECT repeat(''x'', 100) FROM generate_series(1, 5)')), '5 5 0 false', 'the source''s: not reached');
SELECT is(pg_temp.told(metahog.execute('small', 'SELECT repeat(''x'', 300) FROM generate_series(1, 5)')), '3 5 0 true max_bytes', 'the source''s: reached');
SELECT is((SELECT count(*) FROM metahog.query('pagila', pg_temp.tens(500)) AS t(v text)), 500::bigint, 'the server''s does not bind query');
SET LOCAL metahog.max_bytes = DEFAULT;
SET LOCAL metahog.max_bytes_ceiling = DEFAULT;

-- Rows that can not say that there are more

CREATE TEMP TABLE form AS SELECT * FROM (VALUES
	('query', 'SELECT count(*) FROM metahog.query(%L, %L%s) AS t(v text)'),
	('rows', 'SELECT count(*) FROM metahog.rows(%L, %L%s)'),
	('rows in a select list', 'SELECT count(*) FROM (SELECT metahog.rows(%L, %L%s)) AS r'),
	('stream', 'SELECT count(*) FROM metahog.stream(%L, %L%s)')) AS forms (name, form);
SELECT is(array(SELECT helper.sqlstate(format(form, 'small', pg_temp.tens(count), arguments))
	FROM (VALUES (5, ''), (6, ''), (6, ', max_rows => 5'), (6, ', max_rows => 3'), (5, ', max_rows => 9'), (6, ', max_rows => 9'), (9, ', skip_rows => 4'), (9, ', skip_rows => 3'))
		AS cases (count, arguments)), '{00000,54000,00000,00000,00000,54000,00000,54000}', 'the source''s ceiling of rows: ' || name) FROM form;
SELECT is(array(SELECT helper.sqlstate(format(form, 'small', format('SELECT repeat(''x'', %s) FROM generate_series(1, %s)', size, count), ''))
	FROM (VALUES (1000, 1), (1001, 1), (250, 4), (251, 4)) AS cases (size, count)), '{00000,54000,00000,54000}',
	'the source''s ceiling of bytes: ' || name) FROM form;
SELECT throws_ok($$SELECT * FROM metahog.query('small', 'SELECT generate_series(1, 9)') AS t(n int)$$, '54000',
	'the result has more than the 5 rows that source "small" allows', 'what the error says of rows');
SELECT throws_ok($$SELECT metahog.rows('small', 'SELECT repeat(''x'', 1001)')$$, '54000',
	'the result has more than the 1000 bytes that source "small" allows', 'and of bytes');
SELECT is(metahog.execute('small', 'SELECT 1')->'results'->0->>0, '1', 'the next one works');

-- Time

SELECT is(helper.sqlstate(format('SELECT metahog.execute(%L, ''SELECT pg_sleep(30)''%s)', source, arguments)), '57014', format('%s%s', source, arguments))
FROM (VALUES ('pagila', ', timeout => ''200 ms'''), ('small', ''), ('small', ', timeout => ''1 h''')) AS cases (source, arguments);
SET LOCAL metahog.timeout = '200ms';
SELECT is(helper.sqlstate($$SELECT metahog.execute('pagila', 'SELECT pg_sleep(30)')$$), '57014', 'metahog.timeout is the default');
SELECT is(helper.sqlstate($$SELECT metahog.execute('pagila', 'SELECT pg_sleep(0.5)', timeout => '20 s')$$), '00000', 'the argument goes before it');
SET LOCAL metahog.timeout = '1h';
SET LOCAL metahog.timeout_ceiling = '200ms';
SELECT is(helper.sqlstate(format('SELECT metahog.execute(''pagila'', ''SELECT pg_sleep(30)''%s)', arguments)), '57014', 'the server''s ceiling' || arguments)
FROM unnest(ARRAY['', ', timeout => ''1 h''']) AS arguments;
SELECT is(helper.sqlstate($$SELECT * FROM metahog.describe('pagila', 'SELECT 1')$$), '00000', 'which leaves time enough for the rest');
SET LOCAL metahog.timeout = DEFAULT;
SET LOCAL metahog.timeout_ceiling = DEFAULT;

-- At a cap the remote is stopped

SELECT is(pg_temp.told('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t', 3), '3 3 0 true max_rows',
	'rows without end: the cap of rows');
SELECT is(pg_temp.told('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n /* capped */ FROM t LIMIT 1000000000000', 3),
	'3 3 0 true max_rows', 'also where no LIMIT can be pushed');
SELECT is(helper.sqlstate($$SELECT * FROM metahog.query('small', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t') AS t(n int)$$),
	'54000', 'the ceiling');
SET LOCAL metahog.max_bytes = '1kB';
SELECT is(pg_temp.told('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1000000000 UNION ALL SELECT n FROM t) SELECT n /* capped */ FROM t LIMIT 1000000000000', 1000000),
	'102 1000000 0 true max_bytes', 'the cap of bytes');
SELECT is(helper.still_running('/* capped */'), 0::bigint, 'none of them goes on');

SELECT * FROM finish();
ROLLBACK;
