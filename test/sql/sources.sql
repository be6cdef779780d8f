-- test/sql/sources.sql: creating, altering, dropping and selecting sources, as their owner.

BEGIN;
SELECT plan(58);

-- The row that create_source makes.
CREATE FUNCTION pg_temp.created(name text, url text, options jsonb DEFAULT '{}') RETURNS metahog.source LANGUAGE plpgsql AS $$
DECLARE
	created uuid := metahog.create_source(name, url, options);
BEGIN
	RETURN s FROM metahog.source s WHERE s.id = created;
END
$$;

-- From a URL

SELECT lives_ok(
	$$SELECT metahog.create_source('url', 'postgres://u%40x:p%40ss@db.example.com:6543/da%2Fta?sslmode=require')$$,
	'a source is created from a URL');
SELECT is(options, '{"host": "db.example.com", "port": 6543, "database": "da/ta", "user": "u@x", "sslmode": "require"}',
	'its parts are decoded and kept, the password is not among them')
FROM metahog.source WHERE name = 'url';
SELECT ok(secrets IS NOT NULL AND key_id ~ '^[0-9a-f]{16}$', 'the password is sealed, and the key is named')
FROM metahog.source WHERE name = 'url';
SELECT is(ROW(team_id IS NULL, source_type, read_only, supports_direct_query)::text, '(t,postgres,t,t)',
	'the rest has its defaults')
FROM metahog.source WHERE name = 'url';
SELECT ok(timeout IS NULL AND max_rows IS NULL AND max_bytes IS NULL AND max_connections IS NULL AND rate_limit IS NULL,
	'no ceiling is set')
FROM metahog.source WHERE name = 'url';
SELECT is(created_by, current_user::regrole, 'who created it owns it') FROM metahog.source WHERE name = 'url';
SELECT ok(deleted_at IS NULL AND created_at = now() AND updated_at = now(), 'it is live, since now')
FROM metahog.source WHERE name = 'url';
SELECT is(options->>'port', '5432', 'the port is 5432 if the URL has none')
FROM pg_temp.created('no port', 'postgresql://u@h/d');
SELECT ok(secrets IS NULL AND key_id IS NULL, 'a source can do without a password') FROM metahog.source WHERE name = 'no port';
SELECT is(options->>'host', '2001:db8::1', 'an IPv6 address loses its brackets')
FROM pg_temp.created('v6', 'postgres://u:p@[2001:db8::1]:5433/d');
SELECT is(options, '{"host": "h", "port": 1, "database": "d", "user": "u"}', 'the query part may give what is not said before it')
FROM pg_temp.created('query part', 'postgres:///?host=h&port=1&dbname=d&user=u&password=p');

-- From job_inputs

SELECT is(options, '{"host": "h", "port": 5433, "database": "d", "user": "u", "schema": "\"My Schema\""}',
	'job_inputs: the port may be a string, the schema is one name')
FROM pg_temp.created('job',
	'{"host": "h", "port": "5433", "database": "d", "user": "u", "password": "p", "schema": "My Schema", "ssh_tunnel": null}');
SELECT lives_ok($$SELECT metahog.create_source('as jsonb', '{"host": "h", "database": "d", "user": "u"}'::jsonb)$$,
	'job_inputs as jsonb');
SELECT is(options, '{"host": "h", "port": 5433, "database": "d", "user": "u"}',
	'a literal that begins with a brace is job_inputs')
FROM pg_temp.created('literal',
	' {"host": "h", "port": 5433, "database": "d", "user": "u", "password": "p", "schema": ""}');
SELECT is(ROW(team_id, options->>'sslmode')::text, '(7,verify-full)', 'options go with job_inputs, too')
FROM pg_temp.created('job with options',
	'{"host": "h", "port": 5433, "database": "d", "user": "u", "password": "p"}',
	'{"team_id": 7, "sslmode": "verify-full",
	  "sslrootcert": "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"}');
SELECT lives_ok(
	format($$SELECT metahog.create_source('tunnel %s',
		'{"host": "h", "port": 1, "database": "d", "user": "u", "password": "p", "ssh_tunnel": %s}')$$, number, tunnel),
	'a tunnel that is switched off is passed over: ' || tunnel)
FROM unnest(ARRAY['{"enabled": false}', 'null', '"false"', '{}', '{"enabled": "False", "host": "bastion"}', 'false', '""'])
	WITH ORDINALITY AS tunnels (tunnel, number);
SELECT is(count(*), 0::bigint, 'and not kept') FROM metahog.source WHERE options ? 'ssh_tunnel';

-- Options

SELECT lives_ok(
	$$SELECT metahog.create_source('full', 'postgres://u:p@h/d',
		'{"team_id": 42, "description": "of sales", "read_only": false, "supports_direct_query": false,
		  "timeout": "1 min 30 s", "max_rows": 10, "max_bytes": 5000000000, "max_connections": 3, "rate_limit": 60,
		  "schema": "sales, \"Other\"", "timezone": "Europe/Berlin"}')$$,
	'every column has an option');
SELECT is(ROW(team_id, description, read_only, supports_direct_query, timeout, max_rows, max_bytes, max_connections,
	rate_limit)::text, '(42,"of sales",f,f,00:01:30,10,5000000000,3,60)', 'and is written')
FROM metahog.source WHERE name = 'full';
SELECT is(options - ARRAY['host', 'port', 'user', 'database'],
	'{"schema": "sales, \"Other\"", "timezone": "Europe/Berlin"}',
	'schema is a search_path, and the time zone is kept')
FROM metahog.source WHERE name = 'full';
SELECT is(timeout, interval '2.5 s', 'a number as timeout is seconds')
FROM pg_temp.created('seconds', 'postgres://u:p@h/d', '{"timeout": 2.5}');
SELECT lives_ok($$SELECT metahog.create_source('everything in options', 'postgres://',
	'{"host": "h", "database": "d", "user": "u", "password": "p"}')$$, 'a URL may leave all to options');

-- Names

SELECT throws_ok($$SELECT metahog.create_source('url', 'postgres://u:p@h/d')$$, '42710', 'source "url" already exists',
	'a name is taken once');
SELECT lives_ok($$SELECT metahog.create_source('name ' || n, 'postgres://u:p@h/d') FROM generate_series(1, 20) AS n$$,
	'many may be made in one statement');
SELECT lives_ok(format($$SELECT metahog.create_source(%L, 'postgres://u:p@h/d')$$, 'Quelle "ö" ''q'' \ %s'),
	'a name may hold what it likes');
SELECT lives_ok(format($$SELECT metahog.drop_source(%L)$$, 'Quelle "ö" ''q'' \ %s'), 'and is found again');

-- Altering

SELECT metahog.create_source('changing', current_setting('test.remote_url'), '{"max_rows": 5, "timeout": "10 s"}') \g /dev/null
SELECT is(helper.answer('changing'), 'analyst@pagila', 'a source answers');
CREATE TEMP TABLE before AS SELECT * FROM metahog.source WHERE name = 'changing';
SELECT lives_ok($$SELECT metahog.alter_source('changing', '{"description": "new", "max_rows": null, "timezone": "Asia/Tokyo"}')$$,
	'options are changed');
SELECT is(ROW(description, max_rows, timeout)::text, '(new,,00:00:10)',
	'what is named changes, null goes back to the default, the rest stays')
FROM metahog.source WHERE name = 'changing';
SELECT is(s.options, b.options || '{"timezone": "Asia/Tokyo"}', 'the connection''s options are merged')
FROM metahog.source s JOIN before b USING (id);
SELECT is(ROW(s.secrets, s.key_id), ROW(b.secrets, b.key_id), 'a password that is not given stays')
FROM metahog.source s JOIN before b USING (id);
SELECT is(helper.answer('changing'), 'analyst@pagila', 'and opens still');
SELECT lives_ok(format($$SELECT metahog.alter_source('changing', '{"timezone": null, "password": %s}')$$,
	to_json(current_setting('test.remote_password'))), 'a password is given again');
SELECT is(s.options, b.options, 'null removes a connection''s option')
FROM metahog.source s JOIN before b USING (id);
SELECT isnt(s.secrets, b.secrets, 'the same password sealed again is another ciphertext')
FROM metahog.source s JOIN before b USING (id);
SELECT is(helper.answer('changing'), 'analyst@pagila', 'which opens');
SELECT lives_ok($$SELECT metahog.alter_source('changing', '{"name": "changed", "read_only": false}')$$, 'it is renamed');
SELECT is(helper.answer('changed'), 'analyst@pagila', 'and found by the new name');
SELECT throws_ok($$SELECT helper.answer('changing')$$, '42704', 'source "changing" does not exist', 'not by the old one');
SELECT is(helper.answer(id::text), 'analyst@pagila', 'an id stays') FROM before;
SELECT is(helper.answer(upper(id::text)), 'analyst@pagila', 'in capitals, too') FROM before;
SELECT throws_ok($$SELECT metahog.alter_source('changed', '{"name": "url"}')$$, '42710', 'source "url" already exists',
	'not to a name that is taken');
SELECT lives_ok($$SELECT metahog.alter_source('changed', '{"name": "changed"}'), metahog.alter_source('changed', '{}')$$,
	'its own name is no duplicate, and nothing is a change');
SELECT metahog.alter_source('changed', '{"password": null}') \g /dev/null
SELECT ok(secrets IS NULL AND key_id IS NULL, 'null removes the password') FROM metahog.source WHERE name = 'changed';

-- Dropping

SELECT metahog.alter_source('changed', jsonb_build_object('password', current_setting('test.remote_password'))) \g /dev/null
SELECT ok(secrets IS NOT NULL AND key_id IS NOT NULL, 'a source with a password') FROM metahog.source WHERE name = 'changed';
SELECT lives_ok($$SELECT metahog.drop_source('changed')$$, 'it is dropped');
SELECT is(count(*), 0::bigint, 'and gone from the view') FROM metahog.sources WHERE name = 'changed';
SELECT ok(s.deleted_at IS NOT NULL AND s.secrets IS NULL AND s.key_id IS NULL, 'its row stays, its secrets do not')
FROM metahog.source s JOIN before b USING (id);
SELECT throws_ok(format($$SELECT metahog.drop_source(%L)$$, gone), '42704', format('source "%s" does not exist', gone),
	'it cannot be dropped again')
FROM before, unnest(ARRAY['changed', id::text]) AS gone;
SELECT throws_ok($$SELECT helper.answer(id::text) FROM before$$, '42704', NULL, 'its id is of no use any more');
SELECT lives_ok($$SELECT metahog.create_source('changed', current_setting('test.remote_url'))$$, 'its name is free again');

SELECT * FROM finish();
ROLLBACK;
