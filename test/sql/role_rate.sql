-- test/sql/role_rate.sql: metahog.rate_limit: who may set it, what of it holds, and what a call takes of it.
--
-- test/t/059_role_rate.pl has what needs several sessions.

SET client_min_messages = error;
BEGIN;
SELECT plan(73);

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

-- The limit that binds a role here: what it may not SET above.
CREATE FUNCTION pg_temp.bound(role text) RETURNS text LANGUAGE sql AS
	$$SELECT coalesce(substring(pg_temp.told(role, 'SET metahog.rate_limit = 2147483647') FROM 'above (\d+)'), 'none')$$;

-- The setting

SELECT is(concat_ws(' ', setting, min_val, context), '0 0 user', 'there is none by default, and everybody may set it')
FROM pg_settings WHERE name = 'metahog.rate_limit';
SELECT is(pg_temp.bound('role_rate_alice'), 'none', 'a role without a stored limit');
SELECT is(pg_temp.passed('role_rate_alice', 5), 5::bigint, 'calls as often as it likes');

-- Exactly as many calls as are stored

ALTER ROLE role_rate_alice SET metahog.rate_limit = 3;
SELECT is(pg_temp.bound('role_rate_bob'), 'none', 'one role''s limit is not another''s');
SELECT is(pg_temp.bound('role_rate_alice'), '3', 'SET ROLE gives the limit that is stored for that role');
SELECT is(pg_temp.passed('role_rate_alice', 6), 3::bigint, 'so many calls may begin');
SELECT matches(pg_temp.told('role_rate_alice'),
	'^53400 \| the role''s rate limit of 3 per minute is reached \| Try again after (20|1?\d) seconds?\. \| ', 'what the next one is told');
SELECT is(pg_temp.passed('role_rate_bob', 4), 4::bigint, 'others go on');
SELECT is(pg_temp.passed(session_user::text, 4), 4::bigint, 'a superuser, too');
SELECT matches(pg_temp.told('role_rate_alice', call), '^53400 \| the role''s rate limit', call)
FROM unnest(ARRAY[$$SELECT * FROM metahog.query('pagila', 'SELECT 1') AS t(n int)$$, $$SELECT metahog.rows('pagila', 'SELECT 1')$$,
	$$SELECT metahog.stream('pagila', 'SELECT 1')$$, $$SELECT * FROM metahog.describe('pagila', 'SELECT 1')$$,
	$$SELECT metahog.explain('pagila', 'SELECT 1')$$, $$SELECT * FROM metahog.schemas('pagila')$$]) AS call;

-- A role lowers its limit, and does not raise it

SELECT is(pg_temp.told('role_rate_alice', format('SET metahog.rate_limit = %s', wish)),
	'42501 | permission denied to raise metahog.rate_limit above 3 | A role may only lower its limit. An administrator raises it with '
	|| format('ALTER ROLE. | SQL statement "SET metahog.rate_limit = %s"', wish), 'SET to ' || wish)
FROM unnest(ARRAY[0, 4]) AS wish;
SELECT is(pg_temp.told('role_rate_alice', $$SELECT set_config('metahog.rate_limit', '4', true)$$) ~ '^42501', true, 'nor by set_config');
SELECT is(pg_temp.told('role_rate_alice', $$SET LOCAL metahog.rate_limit = '3'$$), 'no failure', 'the same again is no raise');
SELECT is(pg_temp.told('role_rate_alice', $$SET LOCAL metahog.rate_limit = '2'$$), 'no failure', 'lower is allowed');
RESET metahog.rate_limit;
SELECT is(pg_temp.told('role_rate_alice', statement),
	'42501 | permission denied to raise or reset metahog.rate_limit | It is 3 per minute, and can only be lowered. | An administrator raises it with '
	|| format('ALTER ROLE. | SQL statement "%s"', statement), statement)
FROM unnest(ARRAY['ALTER ROLE role_rate_alice RESET metahog.rate_limit', 'ALTER ROLE role_rate_alice RESET ALL',
	'ALTER ROLE CURRENT_USER SET metahog.rate_limit = 4', 'ALTER ROLE role_rate_alice SET metahog.rate_limit = 0',
	'ALTER ROLE role_rate_alice SET metahog.rate_limit TO DEFAULT', 'ALTER ROLE role_rate_alice SET metahog."RATE_limit" = 4',
	'ALTER ROLE role_rate_alice IN DATABASE role_rate SET metahog.rate_limit = 4',
	'ALTER ROLE role_rate_alice IN DATABASE postgres SET metahog.rate_limit = 0']) AS statement;
SELECT is(pg_temp.told('role_rate_alice', statement), 'no failure', statement)
FROM unnest(ARRAY['ALTER ROLE role_rate_alice SET work_mem = ''2MB''', 'ALTER ROLE role_rate_alice RESET work_mem',
	'ALTER ROLE role_rate_alice SET metahog.rate_limit = 3', 'ALTER ROLE role_rate_alice IN DATABASE role_rate RESET ALL',
	'ALTER ROLE role_rate_alice SET metahog.rate_limit = 2']) AS statement;
SELECT is(pg_temp.bound('role_rate_alice'), '2', 'what it has lowered');
SELECT matches(pg_temp.told('role_rate_alice', 'ALTER ROLE CURRENT_USER SET metahog.rate_limit = 3'), '^42501', 'stays lowered');
SELECT matches(pg_temp.told('role_rate_bob', 'ALTER ROLE role_rate_alice RESET ALL'), '^42501 \| (must|permission denied)', 'others may not alter it at all');

-- Without a limit a role may give itself one. An administrator raises it.
SELECT is(pg_temp.told('role_rate_team', 'ALTER ROLE role_rate_team SET metahog.rate_limit = 7'), 'no failure', 'a role''s own first limit');
SELECT matches(pg_temp.told('role_rate_team', 'ALTER ROLE role_rate_team RESET metahog.rate_limit'), 'It is 7 per minute', 'is one');
ALTER ROLE role_rate_team SET metahog.rate_limit = 8;
SELECT is(pg_temp.bound('role_rate_team'), '8', 'a superuser raises it');
GRANT role_rate_team TO role_rate_keeper WITH ADMIN OPTION;
SELECT is(pg_temp.told('role_rate_keeper', 'ALTER ROLE role_rate_team SET metahog.rate_limit = 9'), 'no failure', 'and a role that administers it');
SELECT is(pg_temp.bound('role_rate_team'), '9', 'likewise');
ALTER ROLE role_rate_keeper SET metahog.rate_limit = 1;
SELECT is(pg_temp.told('role_rate_keeper', 'ALTER ROLE role_rate_team SET metahog.rate_limit = 10'), 'no failure', 'whatever its own limit is');
SELECT matches(pg_temp.told('role_rate_keeper', 'ALTER ROLE role_rate_keeper SET metahog.rate_limit = 10'), 'It is 1 per minute', 'but its own it lowers only');
ALTER ROLE role_rate_boss SET metahog.rate_limit = 1;
SELECT is(pg_temp.told('role_rate_boss', statement), 'no failure', 'a superuser says what he likes: ' || statement)
FROM unnest(ARRAY['SET LOCAL metahog.rate_limit = 9', 'ALTER ROLE role_rate_boss SET metahog.rate_limit = 9', 'ALTER ROLE role_rate_boss RESET ALL']) AS statement;

-- Where a limit is stored: the order is the server's own.

CREATE ROLE role_rate_carol;
ALTER DATABASE role_rate SET metahog.rate_limit = 40;
SELECT is(pg_temp.bound('role_rate_carol'), '40', 'of the database');
SELECT matches(pg_temp.told('role_rate_carol', statement), 'It is 40 per minute', 'that is one of the role, too: ' || statement)
FROM unnest(ARRAY['ALTER ROLE CURRENT_USER SET metahog.rate_limit = 41', 'ALTER ROLE CURRENT_USER IN DATABASE role_rate SET metahog.rate_limit = 41']) AS statement;
ALTER ROLE role_rate_carol SET metahog.rate_limit = 50;
SELECT is(pg_temp.bound('role_rate_carol'), '50', 'of the role');
ALTER ROLE role_rate_carol IN DATABASE role_rate SET metahog.rate_limit = 60;
SELECT is(pg_temp.bound('role_rate_carol'), '60', 'of the role in the database');
ALTER ROLE role_rate_carol IN DATABASE role_rate SET metahog.rate_limit = 0;
SELECT is(pg_temp.bound('role_rate_carol'), 'none', 'none at all, as the others are not asked then');
SELECT is(pg_temp.told('role_rate_carol', 'ALTER ROLE CURRENT_USER IN DATABASE role_rate RESET ALL'), 'no failure', 'what is there instead is less');
SELECT is(pg_temp.bound('role_rate_carol'), '50', 'and holds again');
ALTER DATABASE role_rate OWNER TO role_rate_carol;
SELECT matches(pg_temp.told('role_rate_carol', statement), 'It is 40 per minute', 'a database''s owner: ' || statement)
FROM unnest(ARRAY['ALTER DATABASE role_rate SET metahog.rate_limit = 41', 'ALTER DATABASE role_rate RESET ALL']) AS statement;
SELECT is(pg_temp.told('role_rate_carol', 'ALTER DATABASE role_rate SET metahog.rate_limit = 39'), 'no failure', 'a database''s owner lowers it');
ALTER DATABASE role_rate RESET metahog.rate_limit;

-- The session's own, lower one

SET LOCAL metahog.rate_limit = 2;
SELECT is(pg_temp.passed('role_rate_bob', 4), 2::bigint, 'a lower one of the session');
SELECT matches(pg_temp.told('role_rate_bob'), '^53400 \| the session''s rate limit of 2 per minute is reached \| Try again after (30|[12]?\d) seconds?\.', 'is called so');
SELECT is(pg_temp.passed(session_user::text, 4), 2::bigint, 'it is all that a superuser has');
SELECT matches(pg_temp.told(session_user::text), '^53400 \| the role''s rate limit of 2 per minute is reached', 'his role''s');
SET LOCAL metahog.rate_limit = 0;
SELECT is(pg_temp.passed('role_rate_bob', 4), 4::bigint, 'it ends with the setting');

-- Together with a source's: what one of them refuses is not taken from the other

CREATE ROLE role_rate_dave;
ALTER ROLE role_rate_dave SET metahog.rate_limit = 5;
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
ALTER ROLE role_rate_erin SET metahog.rate_limit = 1;
SELECT metahog.grant_source('pagila', 'role_rate_erin') \g /dev/null
SELECT matches(pg_temp.told('role_rate_erin', format('SELECT metahog.execute(''pagila'', %L)', query)), sqlstate, 'not sent: ' || query)
FROM (VALUES ('', '^42601'), ('CREATE TABLE t ()', '^0A000')) AS cases (query, sqlstate);
SELECT is(pg_temp.passed('role_rate_erin', 2), 1::bigint, 'it still has its call');

-- There is room for so many buckets. Of more, those are forgotten that will be full first.
CREATE ROLE role_rate_frank;
SET LOCAL metahog.denied_networks = '127.0.0.0/8';
SELECT metahog.create_source('crowd_' || i, current_setting('test.remote_url'), '{"rate_limit": 6000}') FROM generate_series(1, 1100) AS i \g /dev/null
SELECT metahog.grant_source('crowd_' || i, 'role_rate_frank') FROM generate_series(1, 1100) AS i \g /dev/null
SET LOCAL ROLE role_rate_frank;
SELECT is(count(*), 1100::bigint, 'more sources than there are buckets')
FROM generate_series(1, 1100) AS i WHERE metahog.try_execute('crowd_' || i, 'SELECT 1')->'error_detail'->>'sqlstate' = '42501';
RESET ROLE;
SET LOCAL metahog.denied_networks TO DEFAULT;
SELECT is(pg_temp.passed('role_rate_dave', 1), 0::bigint, 'leave no more calls to a role that has had all of its own');
SELECT is(pg_temp.passed('role_rate_bob', 1, 'other'), 0::bigint, 'and none to such a source');

SELECT * FROM finish();
ROLLBACK;
