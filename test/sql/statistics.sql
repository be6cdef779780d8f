-- test/sql/statistics.sql: what calls add up to in metahog.statistics, and who sees it.

SET client_min_messages = warning;
BEGIN;
SELECT plan(29);

CREATE TEMP VIEW shared AS SELECT state <> 'L0' AS memory FROM metahog.status() WHERE item = 'level';
CREATE FUNCTION pg_temp.shown_to(role text, columns text = 'coalesce(source, ''-'')') RETURNS text LANGUAGE sql AS
	$$SELECT helper.run_as(role, format('SELECT coalesce(string_agg(%s, '','' ORDER BY source), '''') FROM metahog.statistics', columns))$$;
-- What is said of the calls of the current role to a source; null stands for none.
CREATE FUNCTION pg_temp.said(columns text, source text = 'statistics_a') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT concat_ws('' '', %s) FROM metahog.statistics s
		WHERE s.source IS NOT DISTINCT FROM %L AND s.role = current_user::regrole', columns, source) INTO said;
	RETURN said;
END
$$;
-- Expects it of the statistics where there are any, and nothing where not.
CREATE FUNCTION pg_temp.says(columns text, expected text, what text, source text = 'statistics_a') RETURNS text LANGUAGE sql AS
	$$SELECT is(pg_temp.said(columns, source), CASE WHEN memory THEN expected END, what) FROM shared$$;

CREATE ROLE statistics_ana;
CREATE ROLE statistics_bob;
CREATE ROLE statistics_team IN ROLE statistics_ana;
CREATE ROLE statistics_monitor IN ROLE pg_read_all_stats;
SELECT metahog.create_source('statistics_a', current_setting('test.remote_url'), '{"team_id": 7}') AS id,
	metahog.create_source('statistics_b', current_setting('test.remote_url')) AS other \gset
SELECT metahog.grant_source(source, 'statistics_ana') FROM unnest(ARRAY['statistics_a', 'statistics_b']) AS source;
GRANT USAGE ON SCHEMA metahog TO statistics_bob, statistics_monitor;

-- What is counted

SELECT is(pg_temp.said('calls'), NULL, 'nobody has called');
SELECT count(*) FROM metahog.query('statistics_a', 'SELECT repeat(''x'', 10) FROM generate_series(1, 5)') AS t(x text) \g /dev/null
SELECT pg_temp.says('calls, errors, errors_by_class, cancelled, timeouts, truncations, rows, bytes', '1 0 {} 0 0 0 5 50', 'one call');
SELECT pg_temp.says('source_id', :'id', 'with its source''s id');
SELECT pg_temp.says('first_call = last_call AND first_call > now() - interval ''1 min''', 't', 'and when it began');
SELECT pg_temp.says('connecting_seconds > 0 AND running_seconds > 0', 't', 'and where its time went');

SELECT metahog.execute('statistics_a', 'SELECT pg_sleep(0.2)') \g /dev/null
SELECT pg_temp.says('calls, round(running_seconds::numeric, 1), rows', '2 0.2 6', 'one that takes its time');
SELECT pg_temp.says('round((waiting_seconds + resolving_seconds + connecting_seconds + running_seconds + fetching_seconds - total_seconds)::numeric, 6)',
	'0.000000', 'the stages make up the total');
SELECT pg_temp.says('last_call > first_call', 't', 'a later one');

SELECT metahog.execute('statistics_a', 'SELECT generate_series(1, 10)', max_rows => 3) \g /dev/null
SELECT pg_temp.says('calls, truncations, rows', '3 1 9', 'a document that was cut');

SELECT metahog.try_execute('statistics_a', 'SELECT 1 / 0'), metahog.try_execute('statistics_a', 'SELECT 1 / 0'),
	metahog.try_execute('statistics_a', 'SELEC') \g /dev/null
SELECT pg_temp.says('calls, errors, errors_by_class', '6 3 {"22": 2, "42": 1}', 'failures, by their class');
SELECT is(helper.sqlstate($$SELECT metahog.execute('statistics_a', 'SELECT 1 / 0')$$), '22012', 'a failure that is raised');
SELECT pg_temp.says('errors_by_class', '{"22": 3, "42": 1}', 'counts as well');
SELECT is(helper.sqlstate($$SELECT metahog.execute('statistics_a', 'SELECT pg_sleep(60)', timeout => '300 ms')$$), '57014', 'a deadline that passes');
SELECT pg_temp.says('errors, timeouts, cancelled, errors_by_class->''57''', '5 1 0 1', 'is counted');

SELECT ok FROM metahog.test_source('statistics_a') \g /dev/null
SELECT pg_temp.says('calls', '9', 'test_source is a call');
SELECT count(*) FROM metahog.tables('statistics_a') \g /dev/null
SELECT pg_temp.says('calls', '10', 'and so is discovery');

SELECT is(helper.sqlstate($$SELECT metahog.execute('statistics_none', 'SELECT 1')$$), '42704', 'a call to no source');
SELECT pg_temp.says('source_id IS NULL, calls > 0, errors_by_class->>''42'' >= ''1''', 't t t', 'is counted without one', NULL);

-- Classes that a remote invents

SELECT metahog.try_execute('statistics_b', format($$DO 'BEGIN RAISE EXCEPTION ''invented'' USING ERRCODE = ''%sX000''; END'$$, letter))
FROM unnest(string_to_array('A B C D E F G H I J K L M N O P Q R S T U V W X Y Z', ' ')) AS letter \g /dev/null
SELECT pg_temp.says('errors, (SELECT sum(value::int) FROM jsonb_each_text(errors_by_class)), errors_by_class ? ''other''',
	'26 26 f', 'what is refused before it is sent has one class', 'statistics_b');
SELECT metahog.alter_source('statistics_b', '{"read_only": false}');
SELECT metahog.try_execute('statistics_b', format($$DO 'BEGIN RAISE EXCEPTION ''invented'' USING ERRCODE = ''%sX000''; END'$$, letter))
FROM unnest(string_to_array('A B C D E F G H I J K L M N O P Q R S T U V W X Y Z', ' ')) AS letter \g /dev/null
SELECT pg_temp.says('errors, (SELECT sum(value::int) FROM jsonb_each_text(errors_by_class)), errors_by_class->''AX'', errors_by_class->''other''',
	'52 52 1 8', 'more classes than there is room for are one', 'statistics_b');

-- Who sees it

SET LOCAL ROLE statistics_ana;
SELECT metahog.execute('statistics_b', 'SELECT 1') \g /dev/null
RESET ROLE;
SELECT is(pg_temp.shown_to('statistics_ana', 'source || '' '' || role'), CASE WHEN memory THEN 'statistics_b statistics_ana' ELSE '' END,
	'a role sees its own') FROM shared;
SELECT is(pg_temp.shown_to('statistics_team'), CASE WHEN memory THEN 'statistics_b' ELSE '' END, 'as its members do') FROM shared;
SELECT is(pg_temp.shown_to('statistics_bob'), '', 'but nobody else');
SELECT is(pg_temp.shown_to('statistics_monitor'), CASE WHEN memory THEN 'statistics_a,statistics_b,statistics_b,-' ELSE '' END,
	'but for pg_read_all_stats') FROM shared;
SET LOCAL metahog.team_id = 8;
SELECT is(pg_temp.shown_to('statistics_monitor'), CASE WHEN memory THEN 'statistics_b,statistics_b,-' ELSE '' END,
	'a selected team narrows it') FROM shared;
RESET metahog.team_id;
SELECT metahog.drop_source('statistics_b');
SELECT is(pg_temp.shown_to('statistics_ana'), CASE WHEN memory THEN 'statistics_b' ELSE '' END, 'a dropped source keeps them') FROM shared;

-- A new beginning

SELECT is(helper.run_as(role, 'SELECT metahog.reset_statistics()'), '42501 permission denied for function reset_statistics',
	'not everybody may begin anew: ' || role)
FROM unnest(ARRAY['statistics_ana', 'statistics_monitor']) AS role;
SELECT metahog.reset_statistics();
SELECT is(pg_temp.shown_to('statistics_monitor'), '', 'reset_statistics: nothing is left');

SELECT * FROM finish();
ROLLBACK;
