-- test/sql/actor.sql: what an application says and asks beside its queries: metahog.actor, and parse_url.

SET client_min_messages = warning;
BEGIN;
SELECT plan(24);

-- Who in the application asks

SELECT is(current_setting('metahog.actor', true), NULL, 'nothing is said at first') WHERE current_setting('metahog.actor', true) IS NULL
UNION ALL SELECT is(current_setting('metahog.actor'), '', 'nothing is said at first') WHERE current_setting('metahog.actor', true) IS NOT NULL;
SELECT metahog.create_source('plain', current_setting('test.remote_url')) \g /dev/null
SET LOCAL metahog.actor = 'user:42';
SELECT metahog.create_source('asked', current_setting('test.remote_url')) \g /dev/null
SELECT is(created_by_actor, expected, name) FROM (VALUES ('plain', NULL), ('asked', 'user:42')) AS v (name, expected) JOIN metahog.sources USING (name);
SELECT lives_ok(format('SET LOCAL metahog.actor = %L', repeat('x', 128)), '128 bytes are enough for anybody');
SELECT throws_ok(format('SET LOCAL metahog.actor = %L', repeat('x', 129)), '22023', 'invalid value for parameter "metahog.actor": "' || repeat('x', 129) || '"',
	'more are refused');
SELECT throws_ok(format('SET LOCAL metahog.actor = %L', repeat('é', 65)), '22023', NULL, 'it is bytes that count');
SELECT is(metahog.execute('asked', 'SELECT 1')->>'error', NULL, 'a long one does no harm');
SELECT metahog.alter_source('asked', '{"description": "x"}') \g /dev/null
SELECT is(created_by_actor, 'user:42', 'who changes a source has not made it') FROM metahog.sources WHERE name = 'asked';
CREATE ROLE actor_other;
GRANT USAGE ON SCHEMA metahog TO actor_other;
SELECT is(helper.run_as('actor_other', $$SELECT set_config('metahog.actor', 'user:42', true) || metahog.execute('asked', 'SELECT 1')$$),
	'42501 permission denied for source "asked"', 'it grants nothing');

-- The parts of a URL

SELECT is(metahog.parse_url(url), expected::jsonb, url) FROM (VALUES
	('postgres://reader:s%40cret@db.example.com:5433/sales?sslmode=require',
		'{"host": "db.example.com", "port": 5433, "user": "reader", "password": "s@cret", "database": "sales", "sslmode": "require"}'),
	('postgresql://db.example.com', '{"host": "db.example.com"}'),
	('postgres://', '{}'),
	('postgres://u@[::1]/d%22%5C', '{"host": "::1", "user": "u", "database": "d\"\\"}'),
	('postgres://u:%F0%9F%94%91@h/d', '{"host": "h", "user": "u", "password": "🔑", "database": "d"}'),
	(NULL, NULL)) AS urls (url, expected);
SELECT throws_ok(format('SELECT metahog.parse_url(%L)', url), '22023', message, 'refused: ' || url) FROM (VALUES
	('mysql://u:secret@h/d', 'invalid connection URL'),
	('', 'invalid connection URL'),
	('postgres://u:se@cret@h/d', 'invalid connection URL'),
	('postgres://u:secret@h:99999/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:secret@h/d?passfile=x', 'source option "passfile" may not be set by a URL'),
	('postgres://u:secret@h/d?host=x', 'source option "host" is given twice in the URL'),
	('postgres://u:secret@h1,h2/d', NULL)) AS urls (url, message);
SELECT is(count(*), 2::bigint, 'nothing of it is stored') FROM metahog.source;
SELECT is(helper.run_as('actor_other', $$SELECT metahog.parse_url('postgres://h/d')$$), '{"host": "h", "database": "d"}', 'anybody may ask');

SELECT * FROM finish();
ROLLBACK;
