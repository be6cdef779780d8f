-- test/sql/sessions.sql: who sees which sources' connections in metahog.sessions.

SET client_min_messages = warning;
BEGIN;
SELECT plan(8);

CREATE TEMP VIEW shared AS SELECT state <> 'L0' AS memory FROM metahog.status() WHERE item = 'level';
CREATE FUNCTION pg_temp.shown_to(role text) RETURNS text LANGUAGE sql AS
	$$SELECT helper.run_as(role, 'SELECT coalesce(string_agg(source, '','' ORDER BY source), '''') FROM metahog.sessions')$$;

CREATE ROLE sessions_ana;
CREATE ROLE sessions_bob;
CREATE ROLE sessions_monitor IN ROLE pg_read_all_stats;
SELECT metahog.create_source('sessions_a', current_setting('test.remote_url'), '{"team_id": 7}'),
	metahog.create_source('sessions_b', current_setting('test.remote_url'));
SELECT metahog.grant_source('sessions_a', 'sessions_ana');
GRANT USAGE ON SCHEMA metahog TO sessions_bob, sessions_monitor;

SELECT is(pg_temp.shown_to('sessions_monitor'), '', 'nothing has been used');
SELECT metahog.execute(source, 'SELECT 1') FROM unnest(ARRAY['sessions_a', 'sessions_b']) AS source \g /dev/null

SELECT is(pg_temp.shown_to('sessions_monitor'), CASE WHEN memory THEN 'sessions_a,sessions_b' ELSE '' END,
	'pg_read_all_stats sees all sources that are used') FROM shared;
SELECT is(pg_temp.shown_to('sessions_ana'), CASE WHEN memory THEN 'sessions_a' ELSE '' END,
	'another role those that it may use') FROM shared;
SELECT is(pg_temp.shown_to('sessions_bob'), '', 'which may be none');
SELECT is(helper.run_as('sessions_bob', 'SELECT count(*) FROM metahog.sessions()'), '0', 'nor does the function tell');

SELECT is((SELECT string_agg(format('%s %s %s %s', source, sv_idle, opened, closed), ', ' ORDER BY source) FROM metahog.sessions),
	CASE WHEN memory THEN 'sessions_a 1 1 0, sessions_b 1 1 0' END, 'each with what it has') FROM shared;

SET LOCAL metahog.team_id = 8;
SELECT is(pg_temp.shown_to('sessions_monitor'), CASE WHEN memory THEN 'sessions_b' ELSE '' END,
	'a selected team narrows it') FROM shared;
RESET metahog.team_id;

SELECT metahog.drop_source('sessions_b');
SELECT is(pg_temp.shown_to('sessions_monitor'), CASE WHEN memory THEN 'sessions_a' ELSE '' END,
	'a dropped source is not shown') FROM shared;

SELECT * FROM finish();
ROLLBACK;
