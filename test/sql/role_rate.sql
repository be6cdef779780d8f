-- test/sql/role_rate.sql: limit_role and role_limits: who may set a limit, whom it binds, and what a call takes of it.
--
-- test/t/059_role_rate.pl has what needs several sessions.

SET client_min_messages = error;
BEGIN;
SELECT plan(63);

CREATE ROLE role_rate_alice;
CREATE ROLE role_rate_bob;
CREATE ROLE role_rate_team;
CREATE ROLE role_rate_keeper CREATEROLE;
CREATE ROLE role_rate_boss SUPERUSER;
GRANT role_rate_team TO role_rate_alice;

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('rated', current_setting('test.remote_url'), '{"rate_limit": 2}') \g /dev/null
SELECT metahog.grant_source(source, role::regrole)
FROM unnest(ARRAY['pagila', 'rated']) AS source, unnest(ARRAY['role_rate_alice', 'role_rate_bob', 'role_rate_team']) AS role \g /dev/null

-- How many of so many calls a role may begin.
CREATE FUNCTION pg_temp.passed(role text, calls int, source text DEFAULT 'pagila') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	count bigint;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	SELECT count(*) FILTER (WHERE metahog.try_execute(source, 'SELECT 1')->'error_detail'->>'sqlstate' IS NULL)
	FROM generate_series(1, calls) INTO count;
	RESET ROLE;
	RETURN count;
END
$$;

-- What a role is told of a call, or of a statement, that is refused.
CREATE FUNCTION pg_temp.told(role text, statement text DEFAULT $$SELECT metahog.execute('pagila', 'SELECT 1')$$) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	failure text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	failure := helper.failure(statement);
	RESET ROLE;
	RETURN failure;
END
$$;

-- Who may

SELECT is(pg_temp.told('role_rate_alice', $$SELECT metahog.limit_role('role_rate_alice', 3)$$),
	'42501 | permission denied for function limit_role | SQL statement "SELECT metahog.limit_role(''role_rate_alice'', 3)"', 'an ordinary role sets no limit');
GRANT USAGE ON SCHEMA metahog TO role_rate_keeper;
SELECT matches(pg_temp.told('role_rate_keeper', statement), '^42501', 'nor does one that makes roles: ' || statement)
FROM unnest(ARRAY[$$SELECT metahog.limit_role('role_rate_team', NULL)$$, 'TABLE metahog.role_limit', 'DELETE FROM metahog.role_limits',
	'INSERT INTO metahog.role_limit (role, rate_limit, set_by) VALUES (0, 1, 0)']) AS statement;
GRANT EXECUTE ON FUNCTION metahog.limit_role(regrole, integer) TO role_rate_keeper;
SELECT is(pg_temp.told('role_rate_keeper', $$SELECT metahog.limit_role('role_rate_team', 77)$$), 'no failure', 'with EXECUTE one does');
SELECT is(r::text, format('(role_rate_team,77,role_rate_keeper,%s)', quote_ident(now()::text)), 'the view shows it')
FROM metahog.role_limits AS r;
SELECT is(pg_temp.told('role_rate_keeper', $$SELECT metahog.limit_role('role_rate_team', NULL)$$), 'no failure', 'null lifts it');
SELECT is_empty('TABLE metahog.role_limits', 'none is left');

-- What is wrong

SELECT is(helper.failure(format('SELECT metahog.limit_role(%s)', arguments)) , failure || format(' | SQL statement "SELECT metahog.limit_role(%s)"', arguments), arguments)
FROM (VALUES ($$NULL, 3$$, '22023 | role must not be null | ''-'' stands for all roles to whom no other limit applies.'),
	($$'role_rate_alice', 0$$, '22023 | rate_limit must be a whole number from 1 to 2147483647, not 0 | null lifts the limit.'),
	($$'role_rate_alice', -1$$, '22023 | rate_limit must be a whole number from 1 to 2147483647, not -1 | null lifts the limit.'),
	($$1, 3$$, '42704 | role with OID 1 does not exist')) AS cases (arguments, failure);
SELECT is_empty('TABLE metahog.role_limits', 'nothing is stored then');
SELECT is_empty($$SELECT FROM pg_settings WHERE name = 'metahog.rate_limit'$$, 'no setting has to do with it');

SELECT is(pg_temp.passed('role_rate_alice', 5), 5::bigint, 'a role without a limit calls as often as it likes');

-- Exactly as many calls as are said

SELECT metahog.limit_role('role_rate_alice', 3) \g /dev/null
SELECT is(pg_temp.passed('role_rate_alice', 6), 3::bigint, 'so many calls may begin');
SELECT matches(pg_temp.told('role_rate_alice'),
	'^53400 \| the role''s rate limit of 3 per minute is reached \| Try again after (20|1?\d) seconds?\. \| ', 'what the next one is told');
SELECT is(pg_temp.passed('role_rate_bob', 4), 4::bigint, 'others go on');
SELECT is(pg_temp.passed(session_user::text, 4), 4::bigint, 'a superuser, too');
SELECT matches(pg_temp.told('role_rate_alice', call), '^53400 \| the role''s rate limit', call)
FROM unnest(ARRAY[$$SELECT * FROM metahog.query('pagila', 'SELECT 1') AS t(n int)$$, $$SELECT metahog.rows('pagila', 'SELECT 1')$$,
	$$SELECT metahog.stream('pagila', 'SELECT 1')$$, $$SELECT * FROM metahog.describe('pagila', 'SELECT 1')$$,
	$$SELECT metahog.explain('pagila', 'SELECT 1')$$, $$SELECT * FROM metahog.schemas('pagila')$$]) AS call;

-- What a role can give up by itself is no limit.
SELECT is(pg_temp.told('role_rate_alice', 'DROP OWNED BY CURRENT_USER'), 'no failure', 'a role gives up its rights');
SELECT metahog.grant_source('pagila', 'role_rate_alice') \g /dev/null
SELECT is(pg_temp.passed('role_rate_alice', 1), 0::bigint, 'and keeps its limit');

-- Inherited by members, each of which has a bucket of its own

CREATE ROLE role_rate_large;
CREATE ROLE role_rate_small IN ROLE role_rate_large;
CREATE ROLE role_rate_carol NOINHERIT IN ROLE role_rate_small;
CREATE ROLE role_rate_colin IN ROLE role_rate_small;
SELECT metahog.grant_source('pagila', role::regrole) FROM unnest('{role_rate_carol,role_rate_colin}'::text[]) AS role \g /dev/null
SELECT metahog.limit_role('role_rate_large', 6) \g /dev/null
SELECT is(pg_temp.passed('role_rate_carol', 9), 6::bigint, 'a member of a member, though it inherits no rights');
SELECT is(pg_temp.passed('role_rate_colin', 4), 4::bigint, 'another has as many of its own');
SELECT metahog.limit_role('role_rate_small', 5) \g /dev/null
SELECT is(pg_temp.passed('role_rate_colin', 4), 1::bigint, 'of several limits the lowest, at once');
SELECT metahog.limit_role('role_rate_small', 60000) \g /dev/null
SELECT matches(pg_temp.told('role_rate_colin'), '^53400 \| the role''s rate limit of 6 per', 'which need not be the nearest');
SELECT metahog.limit_role('role_rate_colin', 60000) \g /dev/null
SELECT is(pg_temp.passed('role_rate_colin', 40), 40::bigint, 'its own limit goes before them');
SELECT is(helper.run_as('role_rate_carol', $$SELECT string_agg(role || ' ' || rate_limit, ', ' ORDER BY role) FROM metahog.role_limits$$),
	'role_rate_large 6, role_rate_small 60000', 'a role sees the limits of those that it is a member of');
GRANT pg_read_all_stats TO role_rate_carol;
ALTER ROLE role_rate_carol INHERIT;
SELECT is(helper.run_as('role_rate_carol', 'SELECT count(*) FROM metahog.role_limits'), '4', 'and all with pg_read_all_stats');

-- Of everybody else

CREATE ROLE role_rate_diana;
SELECT metahog.grant_source('pagila', 'role_rate_diana') \g /dev/null
SELECT metahog.limit_role('-', 4) \g /dev/null
SELECT is(role::text || ' ' || rate_limit, '- 4', 'a limit of all') FROM metahog.role_limits WHERE role = 0;
SELECT is(pg_temp.passed('role_rate_diana', 9), 4::bigint, 'binds a role that has no other');
SELECT is(pg_temp.passed('role_rate_colin', 9), 9::bigint, 'and not one that has');
SELECT is(pg_temp.passed(session_user::text, 9), 9::bigint, 'nor a superuser');
SELECT metahog.limit_role('-', NULL) \g /dev/null
SELECT is(pg_temp.passed('role_rate_diana', 9), 9::bigint, 'until it is lifted');

-- A superuser who limits himself is limited.
SELECT metahog.limit_role('role_rate_boss', 2) \g /dev/null
SELECT is(pg_temp.passed('role_rate_boss', 4), 2::bigint, 'a superuser has the limit that is said of him');

-- A limit goes with its transaction, and with its role.
SAVEPOINT limited;
SELECT metahog.limit_role('role_rate_bob', 1) \g /dev/null
SELECT is(pg_temp.passed('role_rate_bob', 3), 1::bigint, 'a limit');
ROLLBACK TO limited;
SELECT is(pg_temp.passed('role_rate_bob', 3), 3::bigint, 'is gone when that is rolled back');
CREATE ROLE role_rate_gone;
SELECT metahog.limit_role('role_rate_gone', 1) \g /dev/null
DROP ROLE role_rate_gone;
SELECT metahog.limit_role('role_rate_bob', 60000) \g /dev/null
SELECT is(count(*), 0::bigint, 'whoever gets the number of a dropped role finds no limit')
FROM metahog.role_limits AS l WHERE l.role <> 0 AND NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = l.role);

-- Together with a source's: what one of them refuses is not taken from the other

CREATE ROLE role_rate_dave;
SELECT metahog.limit_role('role_rate_dave', 5) \g /dev/null
SELECT metahog.grant_source(source, 'role_rate_dave') FROM unnest(ARRAY['pagila', 'rated']) AS source \g /dev/null
SELECT is(pg_temp.passed('role_rate_dave', 9, 'rated'), 2::bigint, 'the source''s limit');
SELECT matches(pg_temp.told('role_rate_dave', $$SELECT metahog.execute('rated', 'SELECT 1')$$),
	'^53400 \| the source''s rate limit of 2 per minute is reached \| Try again after (30|[12]?\d) seconds?\.', 'is the one that is told');
SELECT is(pg_temp.passed('role_rate_dave', 9), 3::bigint, 'took two of the role''s');
SELECT metahog.create_source('other', current_setting('test.remote_url'), '{"rate_limit": 2}') \g /dev/null
SELECT metahog.grant_source('other', role::regrole) FROM unnest(ARRAY['role_rate_dave', 'role_rate_bob']) AS role \g /dev/null
SELECT is(pg_temp.passed('role_rate_dave', 9, 'other'), 0::bigint, 'the role''s limit');
SELECT is(pg_temp.passed('role_rate_bob', 9, 'other'), 2::bigint, 'took none of the source''s');

-- An empty statement, and one that is not allowed, are no calls.
CREATE ROLE role_rate_erin;
SELECT metahog.limit_role('role_rate_erin', 1) \g /dev/null
SELECT metahog.grant_source('pagila', 'role_rate_erin') \g /dev/null
SELECT matches(pg_temp.told('role_rate_erin', format('SELECT metahog.execute(''pagila'', %L)', query)), sqlstate, 'not sent: ' || query)
FROM (VALUES ('', '^42601'), ('CREATE TABLE t ()', '^0A000')) AS cases (query, sqlstate);
SELECT is(pg_temp.passed('role_rate_erin', 2), 1::bigint, 'it still has its call');

-- A role with more sources in use than its share of a full table is.
CREATE ROLE role_rate_ivy;
GRANT USAGE ON SCHEMA metahog TO role_rate_ivy;
GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb) TO role_rate_ivy;
SET LOCAL ROLE role_rate_ivy;
SELECT metahog.create_source('busy_' || i, current_setting('test.remote_url'), '{"rate_limit": 1}') FROM generate_series(1, 30) AS i \g /dev/null
RESET ROLE;
SELECT is(sum(pg_temp.passed('role_rate_ivy', 1, 'busy_' || i)), 20::numeric, 'twenty sources of one owner') FROM generate_series(1, 20) AS i;

-- A crowd of sources, each of which owes as much as can be, pushes nobody's limit out. There is room for 4,096 buckets.
CREATE ROLE role_rate_frank;
GRANT USAGE ON SCHEMA metahog TO role_rate_frank;
GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb) TO role_rate_frank;
SET LOCAL metahog.denied_networks = '127.0.0.0/8';
SET LOCAL metahog.audit = 'off';
SET LOCAL ROLE role_rate_frank;
SELECT metahog.create_source('crowd_' || i, 'postgres://u:p@127.0.0.1:1/d', '{"rate_limit": 1}') FROM generate_series(1, 4200) AS i \g /dev/null
SELECT is(count(*), 4200::bigint, 'more sources of one''s own than there are buckets')
FROM generate_series(1, 4200) AS i WHERE metahog.try_execute('crowd_' || i, 'SELECT 1') IS NOT NULL;
RESET ROLE;
SELECT is(pg_temp.passed('role_rate_dave', 1), 0::bigint, 'leave no more calls to a role that has had all of its own');
SELECT is(pg_temp.passed('role_rate_bob', 1, 'other'), 0::bigint, 'and none to such a source');
SELECT is(metahog.try_execute('crowd_' || i, 'SELECT 1')->'error_detail'->>'sqlstate', '53400', 'nor to the first or the last of the crowd: ' || i)
FROM unnest('{1,2000,4100,4200}'::int[]) AS i;
SET LOCAL metahog.denied_networks TO DEFAULT;
SELECT metahog.alter_source('other', '{"rate_limit": 3}') \g /dev/null
CREATE ROLE role_rate_gina;
SELECT metahog.grant_source('pagila', 'role_rate_gina') \g /dev/null
SELECT metahog.limit_role('role_rate_gina', 3) \g /dev/null
SELECT is(pg_temp.passed('role_rate_gina', 9), 3::bigint, 'who comes new is not what the crowd''s owner owes');

-- A role of its own: sources of other test files are the superuser's.
CREATE ROLE role_rate_hank;
GRANT USAGE ON SCHEMA metahog TO role_rate_hank;
GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb) TO role_rate_hank;
SET LOCAL ROLE role_rate_hank;
SELECT metahog.create_source('fresh', current_setting('test.remote_url'), '{"rate_limit": 2}') \g /dev/null
RESET ROLE;
SELECT is(pg_temp.passed('role_rate_hank', 4, 'fresh'), 2::bigint, 'nor do other owners'' sources make room for it');

SELECT is(sum(pg_temp.passed('role_rate_ivy', 1, 'busy_' || i)), 10::numeric, 'nor does one owe for the crowd who has many sources in use')
FROM generate_series(21, 30) AS i;

SELECT * FROM finish();
ROLLBACK;
