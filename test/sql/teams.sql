-- test/sql/teams.sql: SET metahog.team_id narrows the session to a team's sources and the shared ones.
--
-- Each source of the name "prod" leads elsewhere, so that an answer tells which one was used.

BEGIN;
SELECT plan(44);

CREATE TEMP TABLE id AS
	SELECT metahog.create_source('prod', current_setting('test.remote_url'), '{"team_id": 1}') AS one,
		metahog.create_source('prod', current_setting('test.scratch_url'), '{"team_id": 2}') AS two,
		metahog.create_source('prod', current_setting('test.remote_superuser_url')) AS shared,
		metahog.create_source('only one', current_setting('test.remote_url'), '{"team_id": 1}') AS only_one;

-- Which one a name is

SELECT is(helper.answer('prod'), 'admin@pagila', 'without a team, the shared one goes before those of teams');
SELECT is(helper.answer('only one'), 'analyst@pagila', 'without a team, the only one of a name is found');
SET LOCAL metahog.team_id = 1;
SELECT is(helper.answer('prod'), 'analyst@pagila', 'a team''s own goes before the shared one');
SELECT is(helper.answer('only one'), 'analyst@pagila', 'and the team''s others are found');
SET LOCAL metahog.team_id = 2;
SELECT is(helper.answer('prod'), 'admin@scratch_teams', 'another team has another one');
SELECT throws_ok($$SELECT helper.answer('only one')$$, '42704', 'source "only one" does not exist',
	'another team''s source does not exist, by name');
SET LOCAL metahog.team_id = 3;
SELECT is(helper.answer('prod'), 'admin@pagila', 'a team without one of its own has the shared one');
SET LOCAL metahog.team_id = -9223372036854775808;
SELECT is(helper.answer('prod'), 'admin@pagila', 'a team id is any bigint');

-- Ids are narrowed as names are

SET LOCAL metahog.team_id = 2;
SELECT is(helper.answer(two::text), 'admin@scratch_teams', 'by id: the team''s own') FROM id;
SELECT is(helper.answer(shared::text), 'admin@pagila', 'by id: the shared one') FROM id;
SELECT throws_ok(format('SELECT helper.answer(%L)', one), '42704', format('source "%s" does not exist', one),
	'by id: another team''s does not exist') FROM id;
SELECT throws_ok(format('SELECT helper.answer(%L)', nobody), '42704', format('source "%s" does not exist', nobody),
	'which is what is said of an id that is nobody''s') FROM gen_random_uuid() AS nobody;
SELECT throws_ok(format('SELECT metahog.%s', call), '42704', NULL, 'nor does it for ' || split_part(call, '(', 1))
FROM id, unnest(ARRAY[format('drop_source(%L)', one), format('alter_source(%L, ''{"max_rows": 1}'')', one),
	format('grant_source(%L, current_user::regrole)', one), format('revoke_source(%L, current_user::regrole)', one),
	'drop_source(''only one'')']) AS call;

-- The view

CREATE FUNCTION pg_temp.visible() RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(name || ':' || coalesce(team_id::text, 'shared'), ' ' ORDER BY name, team_id) FROM metahog.sources$$;
RESET metahog.team_id;
SELECT is(pg_temp.visible(), 'only one:1 prod:1 prod:2 prod:shared', 'the view without a team has all');
SET LOCAL metahog.team_id = 1;
SELECT is(pg_temp.visible(), 'only one:1 prod:1 prod:shared', 'with a team, its own and the shared ones');
SET LOCAL metahog.team_id = 3;
SELECT is(pg_temp.visible(), 'prod:shared', 'with a team that has none, the shared ones');
SET LOCAL metahog.team_id = '';
SELECT is(pg_temp.visible(), 'only one:1 prod:1 prod:2 prod:shared', 'an empty team id is none');

-- A shared one that the role may not use hides no team's that it may

CREATE ROLE teams_analyst;
SELECT metahog.grant_source(one::text, 'teams_analyst') FROM id \g /dev/null
RESET metahog.team_id;
SELECT is(helper.run_as('teams_analyst', $$SELECT helper.answer('prod')$$), 'analyst@pagila', 'without a team, the one that may be used');
SELECT matches(helper.run_as('teams_analyst', format('SELECT helper.answer(%L)', shared)), '^42501 ', 'for the shared one may not') FROM id;

-- Without a shared one, a name may be ambiguous

RESET metahog.team_id;
SELECT metahog.drop_source(shared::text) FROM id \g /dev/null
SELECT throws_ok($$SELECT helper.answer('prod')$$, '42P09', 'source name "prod" is ambiguous',
	'of two teams'' sources of a name, neither is guessed');
SELECT is(helper.answer(one::text), 'analyst@pagila', 'an id is not ambiguous') FROM id;
SET LOCAL metahog.team_id = 3;
SELECT throws_ok($$SELECT helper.answer('prod')$$, '42704', 'source "prod" does not exist',
	'a third team learns nothing of the other two');
RESET metahog.team_id;

-- A role that may use one of them means that one

CREATE ROLE teams_ana;
CREATE ROLE teams_bob;
SELECT metahog.grant_source(two::text, 'teams_ana') FROM id \g /dev/null
GRANT USAGE ON SCHEMA metahog TO teams_bob;
SELECT is(helper.run_as('teams_ana', $$SELECT helper.answer('prod')$$), 'admin@scratch_teams', 'the one that a role may use is found');
SELECT is(helper.run_as('teams_bob', $$SELECT helper.answer('prod')$$), '42501 permission denied for source "prod"',
	'a role that may use none of them is told so');
SELECT metahog.grant_source(one::text, 'teams_ana') FROM id \g /dev/null
SELECT is(helper.run_as('teams_ana', $$SELECT helper.answer('prod')$$), '42P09 source name "prod" is ambiguous', 'with a second one it is ambiguous');
SET LOCAL metahog.team_id = 1;
SELECT is(helper.run_as('teams_ana', $$SELECT helper.answer('prod')$$), 'analyst@pagila', 'until a team is selected');
SET LOCAL metahog.team_id = 7;
SELECT is(helper.run_as('teams_ana', $$SELECT helper.answer('prod')$$), '42704 source "prod" does not exist', 'being granted does not widen a team');
RESET metahog.team_id;

-- Names are unique within a team

SELECT throws_ok($$SELECT metahog.create_source('prod', 'postgres://u@h/d', '{"team_id": 1}')$$, '42710',
	'source "prod" already exists', 'a team''s name is taken once');
SELECT lives_ok($$SELECT metahog.create_source('prod', 'postgres://u@h/d', '{"team_id": 4}')$$, 'another team may have it');
SELECT throws_ok(format($$SELECT metahog.alter_source(%L, '{"team_id": 2}')$$, one), '42710', 'source "prod" already exists',
	'moving to a team where the name is taken') FROM id;
SELECT lives_ok(format($$SELECT metahog.alter_source(%L, '{"team_id": null}')$$, one), 'moving to all teams') FROM id;
SELECT throws_ok(format($$SELECT metahog.alter_source(%L, '{"team_id": null}')$$, two), '42710', 'source "prod" already exists',
	'of two shared ones of a name there is only one') FROM id;
SET LOCAL metahog.team_id = 3;
SELECT is(helper.answer('prod'), 'analyst@pagila', 'what is shared is every team''s');

-- What the settings take

RESET metahog.team_id;
SELECT throws_ok(format('SET LOCAL metahog.team_id = %L', value), '22023', NULL, format('%L is no team id', value))
FROM unnest(ARRAY['abc', '1.5', '9223372036854775808', '1 or 1=1']) AS value;

-- The selected source

SET LOCAL metahog.source = 'only one';
SELECT is(metahog.execute('SELECT current_user')->'results'->0->>0, 'analyst', 'a selected source is used when none is named');
SET LOCAL metahog.source = 'nothing';
SELECT throws_ok($$SELECT metahog.execute('SELECT 1')$$, '42704', 'source "nothing" does not exist', 'if it exists');
RESET metahog.source;
SELECT throws_ok($$SELECT metahog.execute('SELECT 1')$$, '22023', 'no source selected', 'if there is one');

SELECT * FROM finish();
ROLLBACK;
