-- test/sql/values_settings.sql: what a remote's administrator has set by default does not change what is printed.
--
-- Defaults are set for the database, or for a role in it, then a new session answers as before.

BEGIN;
SELECT plan(53);

SELECT metahog.create_source('admin', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('admin', format('CREATE ROLE values_settings LOGIN PASSWORD %L', current_setting('test.remote_password'))) \g /dev/null
SELECT metahog.execute('admin', $$DO 'BEGIN CREATE EXTENSION hstore; CREATE TYPE mood AS ENUM (''sad''); END'$$) \g /dev/null
SELECT metahog.create_source('s', replace(current_setting('test.scratch_url'), '//admin:', '//values_settings:')) \g /dev/null

CREATE FUNCTION pg_temp.run(statement text) RETURNS void LANGUAGE plpgsql AS
	$$BEGIN PERFORM metahog.execute('admin', statement); END$$;

-- Whatever a setting might print otherwise.
CREATE FUNCTION pg_temp.sensitive() RETURNS text LANGUAGE sql AS $$
	SELECT $q$SELECT
		date '2022-05-24' AS d, timestamp '2022-05-24 22:53:30.5' AS t, timestamptz '2022-05-24 22:53:30Z' AS z,
		timestamptz '1850-01-01 00:00Z' AS old, time '22:53:30' AS time, timetz '22:53:30+02' AS timetz,
		interval '-1 year 2 mons -3 days 4 hours 5.6 secs' AS i, 0.1::float4 AS f, 0.1::float8 + 0.2 AS g, 1e-300::float8 AS h,
		'\x00ff'::bytea AS b, 'a\nb''' AS backslash, ARRAY[date '2022-05-24'] AS dates, ARRAY[timestamptz '2022-05-24 22:53:30Z'] AS zones,
		ARRAY[0.3::float4, 1.1] AS floats, ARRAY['\x00ff'::bytea] AS bytes, ARRAY[interval '1 year -1 hour'] AS intervals,
		tstzrange('2022-05-24 22:53:30Z', NULL) AS range, daterange('2022-05-24', NULL) AS days, 'public.mood'::regtype AS type,
		'sad'::public.mood AS mood, 'a=>1'::public.hstore AS hstore, '{1,NULL}'::text[] AS nulls, ROW(date '2022-05-24', 0.1::float4) AS r,
		'{"a": 1}'::jsonb AS j, point(0.1, 0.2) AS p, xmlelement(name a, '\x00ff'::bytea) AS x$q$
$$;

-- All that is printed of it, in every form. metahog.query() is declared with the types of the columns.
CREATE FUNCTION pg_temp.printed() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('execute', (answer->'results')::text, 'types', answer->'postgres_types',
		'rows', (SELECT array_agg("row"::text) FROM metahog.rows('s', pg_temp.sensitive()) AS "row"),
		'csv', (SELECT string_agg(chunk, '') FROM metahog.stream('s', pg_temp.sensitive(), format => 'csv') AS chunk),
		'query', (SELECT to_jsonb(t)
			FROM metahog.query('s', 'SELECT d, t, z, old, time, timetz, i, f, g, h, b, backslash FROM (' || pg_temp.sensitive() || ') AS s')
				AS t(d date, t timestamp, z timestamptz, old timestamptz, time time, timetz timetz, i interval, f float4, g float8, h float8, b bytea,
					backslash text)),
		'texts', (SELECT to_jsonb(t)
			FROM metahog.query('s', 'SELECT dates, zones, floats, bytes, intervals, range, days, type FROM (' || pg_temp.sensitive() || ') AS s')
				AS t(dates date[], zones timestamptz[], floats float4[], bytes bytea[], intervals interval[], range tstzrange, days daterange, type text)))
	FROM metahog.execute('s', pg_temp.sensitive()) AS answer
$$;

-- After some setting, on a session that has begun since.
CREATE FUNCTION pg_temp.printed_with(setting text, value text, scope text DEFAULT 'DATABASE scratch_values_settings') RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	printed jsonb;
BEGIN
	PERFORM pg_temp.run(format('ALTER %s SET %I = %s', scope, setting, value));
	PERFORM metahog.alter_source('s', jsonb_build_object('description', setting));
	printed := pg_temp.printed();
	PERFORM pg_temp.run(format('ALTER %s RESET %I', scope, setting));
	RETURN printed;
END
$$;

CREATE TEMP TABLE usual AS SELECT pg_temp.printed() AS printed;

SELECT is((printed->>'execute'),
	E'[\n["2022-05-24","2022-05-24T22:53:30.5","2022-05-24T22:53:30+00:00","1850-01-01T00:00:00+00:00","22:53:30","22:53:30+02",'
	'"-10 mons -3 days +04:00:05.6",0.1,0.30000000000000004,1e-300,"\\\\x00ff","a\\\\nb''",["2022-05-24"],["2022-05-24T22:53:30+00:00"],'
	'[0.3,1.1],["\\\\x00ff"],["1 year -01:00:00"],"[\\"2022-05-24 22:53:30+00\\",)","[2022-05-24,)","mood","sad",{"a": "1"},["1",null],'
	'"(2022-05-24,0.1)",{"a": 1},"(0.1,0.2)","<a>AP8=</a>"]]',
	'what is printed with a remote''s usual defaults')
FROM usual;

SELECT is(pg_temp.printed_with(setting, value), printed, format('%s = %s', setting, value))
FROM usual, (VALUES
	('datestyle', '''SQL, DMY'''),
	('datestyle', '''German'''),
	('datestyle', '''Postgres, YMD'''),
	('datestyle', '''ISO, DMY'''),
	('intervalstyle', 'iso_8601'),
	('intervalstyle', 'sql_standard'),
	('intervalstyle', 'postgres_verbose'),
	('extra_float_digits', '-15'),
	('extra_float_digits', '0'),
	('extra_float_digits', '3'),
	('bytea_output', 'escape'),
	('timezone', '''America/St_Johns'''),
	('timezone', '''Etc/UTC'''),
	('timezone', '''<+02>-02'''),
	('standard_conforming_strings', 'off'),
	('statement_timeout', '''1h'''),
	('lock_timeout', '''1h'''),
	('idle_in_transaction_session_timeout', '''1h'''),
	('client_encoding', 'latin1'),
	('client_min_messages', 'debug5'),
	('default_transaction_isolation', 'serializable'),
	('default_transaction_read_only', 'on'),
	('default_transaction_deferrable', 'on'),
	('synchronize_seqscans', 'off'),
	('transform_null_equals', 'on'),
	('jit_above_cost', '0'),
	('row_security', 'off')) AS t(setting, value);

SELECT is(pg_temp.printed_with(setting, value, scope), printed, format('%s: %s = %s', scope, setting, value))
FROM usual, (VALUES
	('datestyle', '''German'''),
	('intervalstyle', 'iso_8601'),
	('extra_float_digits', '-15'),
	('bytea_output', 'escape'),
	('timezone', '''America/St_Johns''')) AS t(setting, value),
	unnest(ARRAY['ROLE values_settings', 'ROLE values_settings IN DATABASE scratch_values_settings']) AS scope;

-- Everything at once.

SELECT pg_temp.run(format('ALTER ROLE values_settings SET %I = %s', setting, value))
FROM (VALUES ('datestyle', '''Postgres, DMY'''), ('intervalstyle', 'sql_standard'), ('extra_float_digits', '-3'), ('bytea_output', 'escape'),
	('timezone', '''Asia/Kathmandu'''), ('standard_conforming_strings', 'off')) AS t(setting, value) \g /dev/null
SELECT metahog.alter_source('s', '{"description": "new session"}') \g /dev/null
SELECT is(pg_temp.printed(), printed, 'all together') FROM usual;
SELECT is(pg_temp.printed(), printed, 'and once more, when the session knows the defaults') FROM usual;
SELECT is(
	(SELECT array_agg("row"->>'setting') FROM metahog.rows('s', $q$
		SELECT unnest(ARRAY[current_setting('datestyle'), current_setting('intervalstyle'), current_setting('extra_float_digits'),
			current_setting('bytea_output'), current_setting('timezone'), current_setting('standard_conforming_strings')]) AS setting
	$q$) AS "row"),
	ARRAY['ISO, DMY', 'postgres', '1', 'hex', 'UTC', 'on'],
	'what a statement sees');

-- A source's own zone goes before the remote's default, a session's change is gone with its statement.

SELECT metahog.alter_source('s', '{"timezone": "Asia/Tokyo"}') \g /dev/null
SELECT is(metahog.execute('s', $$SELECT timestamptz '2022-05-24 22:53:30Z'$$)->'results'->0->>0, '2022-05-25T07:53:30+09:00', 'the source''s zone');
SELECT is(metahog.execute('s', $$SELECT set_config(name, value, false)
	FROM (VALUES ('timezone', 'UTC'), ('datestyle', 'German'), ('bytea_output', 'escape')) AS s(name, value)$$)->>'row_count', '3',
	'a statement may set what it likes');
SELECT is((metahog.execute('s', $$SELECT timestamptz '2022-05-24 22:53:30Z', '\x00'::bytea$$)->'results'->0)::text,
	'["2022-05-25T07:53:30+09:00","\\x00"]', 'the next one does not notice');
SELECT metahog.alter_source('s', '{"timezone": null}') \g /dev/null

-- search_path: the source's schema goes before the remote's default.

SELECT pg_temp.run('CREATE SCHEMA other') \g /dev/null
SELECT pg_temp.run('CREATE VIEW other.here AS SELECT 1 AS other') \g /dev/null
SELECT pg_temp.run('CREATE VIEW public.here AS SELECT 1 AS public') \g /dev/null
SELECT pg_temp.run('GRANT USAGE ON SCHEMA other TO values_settings') \g /dev/null
SELECT pg_temp.run('GRANT SELECT ON other.here, public.here TO values_settings') \g /dev/null
SELECT pg_temp.run('ALTER ROLE values_settings SET search_path = other') \g /dev/null
SELECT metahog.alter_source('s', '{"description": "newer session"}') \g /dev/null
SELECT is((metahog.execute('s', 'SELECT * FROM here')->'columns')::text, '["other"]', 'without a schema, the remote''s search_path counts');
SELECT metahog.alter_source('s', '{"schema": "public"}') \g /dev/null
SELECT is((metahog.execute('s', 'SELECT * FROM here')->'columns')::text, '["public"]', 'with one, it does not');
SELECT is(pg_temp.printed(), printed, 'nor for the names of types') FROM usual;

-- A path of which the source's is only the beginning is another one: also in a session's second call, when what the remote
-- has by itself is left out.
SELECT pg_temp.run('ALTER ROLE values_settings SET search_path = public, other') \g /dev/null
SELECT metahog.alter_source('s', '{"schema": "public", "description": "another session"}') \g /dev/null
SELECT is(metahog.execute('s', 'SELECT current_setting(''search_path'')')->'results'->0->>0, 'public', 'nothing is behind it, in call ' || call)
FROM generate_series(1, 2) AS call;

-- statement_timeout: the remote's own is only ever lowered.

SELECT pg_temp.run('ALTER ROLE values_settings SET statement_timeout = ''1s''') \g /dev/null
SELECT metahog.alter_source('s', '{"description": "newest session"}') \g /dev/null
SELECT is(metahog.execute('s', 'SELECT current_setting(''statement_timeout'')')->'results'->0->>0, '1s', 'a short statement_timeout stays');
SELECT is(pg_temp.printed(), printed, 'it changes nothing') FROM usual;
SELECT is(metahog.try_execute('s', 'SELECT pg_sleep(20)')->>'error', 'canceling statement due to statement timeout', 'but it holds');
SELECT is(metahog.try_execute('s', 'SELECT pg_sleep(20)')->'error_detail'->>'sqlstate', '57014', 'every time');

SELECT * FROM finish();
ROLLBACK;
