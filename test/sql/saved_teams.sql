-- test/sql/saved_teams.sql: which saved queries a session of a team sees, by name and by id, and where they go with their source.

SET client_min_messages = warning;
BEGIN;
SELECT plan(34);

SELECT metahog.create_source('shared', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('ones', current_setting('test.remote_url'), '{"team_id": 1}') \g /dev/null
SELECT metahog.create_source('twos', current_setting('test.remote_url'), '{"team_id": 2}') \g /dev/null
CREATE ROLE saved_teams_ann;
SELECT metahog.grant_source(source, 'saved_teams_ann') FROM unnest(ARRAY['shared', 'ones']) AS source \g /dev/null

SELECT metahog.create_saved_query('films', 'shared', 'SELECT ''shared''') AS shared, metahog.create_saved_query('films', 'ones', 'SELECT ''one''') AS one,
	metahog.create_saved_query('films', 'twos', 'SELECT ''two''') AS two, metahog.create_saved_query('only', 'twos', 'SELECT ''only''') AS only \gset
SELECT metahog.create_dashboard('board', '{"tiles": [{"saved": "only"}]}') \g /dev/null
SELECT id AS tile FROM metahog.dashboard_tile \gset

-- What runs, or what is said, in a session of that team.
CREATE FUNCTION pg_temp.as_team(team text, saved text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('metahog.team_id', team, true);
	RETURN helper.outcome(format('SELECT metahog.run_saved(%L)->''results''->0->>0', saved));
END
$$;

SELECT is(regexp_replace(pg_temp.as_team(team, saved), '[0-9a-f]{8}-[-0-9a-f]+', '…'), outcome, format('team %s: %s', team, left(saved, 6)))
FROM (VALUES ('1', 'films', 'one'), ('2', 'films', 'two'), ('3', 'films', 'shared'), ('', 'films', 'shared'), ('2', 'only', 'only'), ('', 'only', 'only'),
	('1', 'only', '42704 | saved query "only" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.'),
	('1', :'one', 'one'), ('1', :'shared', 'shared'), ('', :'two', 'two'),
	('1', :'two', '42704 | saved query "…" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.'),
	('3', :'one', '42704 | saved query "…" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.')) AS asked (team, saved, outcome);

SET LOCAL metahog.team_id = 1;
SELECT is(string_agg(source, ',' ORDER BY source), 'ones,shared', 'the list is the team''s') FROM metahog.saved_queries;
SELECT is(helper.sqlstate(format('SELECT metahog.%s', call)), '42704', 'another team''s is not found: ' || left(call, 30))
FROM unnest(ARRAY[format('alter_saved_query(%L, ''{}'', 1)', :'two'), format('drop_saved_query(%L)', :'two'), format('saved_query_document(%L)', :'two'), format('saved_sql(%L)', :'two'),
	format('place_tile(''board'', %L)', :'two'), 'create_saved_query(''x'', ''twos'', ''SELECT 1'')', format('alter_saved_query(%L, ''{"source": "twos"}'', 1)', :'one'),
	format('create_saved_view(''x'', %L)', :'two')]) AS call;
SELECT is(metahog.dashboard_document('board')::jsonb->'tiles'->0->>'state', 'not_allowed', 'on a shared dashboard its tile tells nothing');
SELECT is(metahog.try_run_tile(:'tile')->'error_detail'->>'sqlstate', '42501', 'nor does running it');
SELECT lives_ok($$SELECT metahog.create_saved_query('new', 'ones', 'SELECT 1'), metahog.create_saved_query('new', 'shared', 'SELECT 1')$$, 'a team''s and a shared one may have the same name');
SELECT is(helper.sqlstate($$SELECT metahog.create_saved_query('new', 'ones', 'SELECT 1')$$), '42710', 'two of a team may not');
RESET metahog.team_id;

-- Without a team, and without a right to all of them

SELECT metahog.drop_saved_query(:'shared') \g /dev/null
SELECT is(helper.outcome($$SELECT metahog.run_saved('films')$$), '42P09 | saved query name "films" is ambiguous | Select a team with SET metahog.team_id, or use the id.', 'one of several teams is ambiguous');
SELECT is(helper.run_as('saved_teams_ann', $$SELECT metahog.run_saved('films')->'results'->0->>0$$), 'one', 'unless the role may use one alone');
SELECT is(helper.run_as('saved_teams_ann', $$SELECT metahog.run_saved('only')$$), '42501 permission denied for saved query "only"', 'who may use none is told so');

-- A source that goes to another team takes them with it

SELECT metahog.alter_source('ones', '{"team_id": 3}') \g /dev/null
SELECT is(regexp_replace(pg_temp.as_team(team, saved), '[0-9a-f]{8}-[-0-9a-f]+', '…'), outcome, format('moved, team %s: %s', team, left(saved, 6)))
FROM (VALUES ('3', 'films', 'one'), ('3', :'one', 'one'), ('1', :'one', '42704 | saved query "…" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.')) AS asked (team, saved, outcome);
SET LOCAL metahog.team_id = 3;
SELECT is(metahog.saved_query_document('films')->>'team_id', '3', 'the document says which is its team');
SELECT is(metahog.alter_saved_query('films', '{"folder": "x"}', 1), 2, 'it is changed there');
SELECT is(team_id, 3::bigint, 'which moves its name to that team') FROM metahog.saved_query WHERE id = :'one';

SELECT * FROM finish();
ROLLBACK;
