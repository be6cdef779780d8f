-- test/sql/source_input.sql: wrong input is refused with one error that names the field, and nothing is stored.
--
-- No message may show the password, or a piece of it that stood where something else should.

BEGIN;
SELECT plan(160);

CREATE TEMP TABLE stored AS SELECT * FROM metahog.source;

-- What calling it says: SQLSTATE and message; the caller looks for the password in everything else.
CREATE FUNCTION pg_temp.outcome(statement text, OUT state text, OUT message text, OUT everything text) LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	state := '00000';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
		hint = PG_EXCEPTION_HINT;
	everything := concat_ws(' ', message, detail, hint);
END
$$;

-- URLs; the password in each of them is s3cret.

CREATE TEMP TABLE bad_url (url text, message text);
INSERT INTO bad_url VALUES
	('', 'invalid connection URL'),
	('mysql://u:s3cret@h/d', 'invalid connection URL'),
	('POSTGRES://u:s3cret@h/d', 'invalid connection URL'),
	('host=h dbname=d user=u password=s3cret', 'invalid connection URL'),
	('postgres://u:s3cret@[::1/d', 'invalid connection URL'),
	('postgres://u:%s3cret@h/d', 'invalid connection URL'),
	('postgres://u:s3cret%00@h/d', 'invalid connection URL'),
	('postgres://u:p@s3cret@h/d', 'invalid connection URL'),
	('postgres://u:p/s3cret@h/d', 'invalid connection URL'),
	('postgres://u:p@h/s3cret@h/d', 'invalid connection URL'),
	('postgres://u:p?s3cret@x@h/d', 'invalid connection URL'),
	('postgres://u:s3cret@h/d?sslmode', 'invalid connection URL'),
	('postgres://u:s3cret@h/d?%FF=require', 'invalid connection URL'),
	('postgres://u:s3cret@h/d?sslmode=require=x', 'invalid connection URL'),
	('postgres://', 'source option "host" is missing'),
	('postgres://u:s3cret@/d', 'source option "host" is missing'),
	('postgres://u:s3cret@h', 'source option "database" is missing'),
	('postgres://u:s3cret@h/', 'source option "database" is missing'),
	('postgres://h/d', 'source option "user" is missing'),
	('postgres://:s3cret@h/d', 'source option "user" is missing'),
	('postgres://u:s3cret@h1,h2/d', 'source option "host" must be one host, not a list'),
	('postgres://u:s3cret@h1:1,h2:2/d', 'source option "host" must be one host, not a list'),
	('postgres://u:s3cret@%2Fvar%2Frun/d', 'source option "host" must not be a socket path'),
	('postgres:///d?host=/var/run&user=u', 'source option "host" must not be a socket path'),
	('postgres://u:s3cret@%40abstract/d', 'source option "host" must not be a socket path'),
	('postgres://u:s3cret@h%20x/d', 'source option "host" must be a host name or an IP address'),
	('postgres://u:p%40s3cret%40h@%40/d', 'source option "host" must not be a socket path'),
	('postgres://u:p@s3cret!/d', 'source option "host" must be a host name or an IP address'),
	('postgres://u:s3cret@h:0/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret@h:65536/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret@h:-1/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret@h:99999999999999999999/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret@h:%205432/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret/h/d', 'source option "port" must be a whole number from 1 to 65535'),
	('postgres://u:s3cret@h/d?sslmode=maybe',
		'source option "sslmode" must be disable, allow, prefer, require, verify-ca or verify-full'),
	('postgres://u:s3cret@h/d?sslmode=verify-full',
		'source option "sslrootcert" is missing: sslmode verify-ca and verify-full need it, as PEM text'),
	('postgres://u:s3cret@h/d?sslmode=verify-ca&sslrootcert=system',
		'source option "sslrootcert" must be certificates as PEM text, not a path'),
	('postgres://u:s3cret@h/d?sslrootcert=/etc/ssl/certs/ca-certificates.crt',
		'source option "sslrootcert" must be certificates as PEM text, not a path'),
	('postgres://u:s3cret@h/d%0Ax', 'source option "database" must not contain control characters'),
	('postgres://u%09x:s3cret@h/d', 'source option "user" must not contain control characters'),
	('postgres://u%FF:s3cret@h/d', 'source option "user" is not valid in the database''s encoding'),
	('postgres://u:s3cret@h/' || repeat('d', 256), 'source option "database" must not be longer than 255 bytes'),
	('postgres://u:s3cret@h/d?host=other', 'source option "host" is given twice in the URL'),
	('postgres://u:s3cret@h/d?%68ost=other', 'source option "host" is given twice in the URL'),
	('postgres://u:s3cret@h:1/d?port=2', 'source option "port" is given twice in the URL'),
	('postgres://u:s3cret@h/d?user=other', 'source option "user" is given twice in the URL'),
	('postgres://u:s3cret@h/d?password=other', 'source option "password" is given twice in the URL'),
	('postgres://u:s3cret@h/d?dbname=other', 'source option "dbname" is given twice in the URL'),
	('postgres://u:s3cret@h/d?sslmode=require&sslmode=disable', 'source option "sslmode" is given twice in the URL');
INSERT INTO bad_url
SELECT format('postgres://u:s3cret@h/d?%s=x', key), format('source option "%s" may not be set by a URL', key)
FROM unnest(ARRAY['service', 'servicefile', 'passfile', 'options', 'hostaddr', 'sslkey', 'sslcert', 'sslcrl', 'sslpassword',
	'sslkeylogfile', 'ssl', 'application_name', 'fallback_application_name', 'target_session_attrs', 'connect_timeout',
	'client_encoding', 'krbsrvname', 'gssencmode', 'requirepeer', 'replication', 'tcp_user_timeout', 'channel_binding',
	'nonsense', '']) AS key;

SELECT is(o.state || ' ' || o.message, '22023 ' || b.message, 'refused: ' || left(b.url, 60))
FROM bad_url b, pg_temp.outcome(format('SELECT metahog.create_source(''bad'', %L::text)', b.url)) o;
SELECT ok(bool_and(o.everything !~ 's3cret'), 'no message shows the password, nor a piece of it')
FROM bad_url b, pg_temp.outcome(format('SELECT metahog.create_source(''bad'', %L::text)', b.url)) o;

-- Options

CREATE TEMP TABLE bad_option (options text, message text, state text DEFAULT '22023');
INSERT INTO bad_option VALUES
	('[]', 'options must be a JSON object'),
	('1', 'options must be a JSON object'),
	('null', 'options must be a JSON object'),
	('{"hots": "h"}', 'source option "hots" is not known'),
	('{"Host": "h"}', 'source option "Host" is not known'),
	('{"service": "x"}', 'source option "service" is not known'),
	('{"passfile": "x"}', 'source option "passfile" is not known'),
	('{"options": "-c x=y"}', 'source option "options" is not known'),
	('{"name": "other"}', 'source option "name" is not known'),
	('{"host": "other"}', 'source option "host" is given twice'),
	('{"user": "other"}', 'source option "user" is given twice'),
	('{"password": "other"}', 'source option "password" is given twice'),
	('{"password_sealed": "AAAA"}', 'source option "password" must not be given together with "password_sealed"'),
	('{"password_sealed": null}', 'source option "password_sealed" must not be null'),
	('{"password_sealed": 1}', 'source option "password_sealed" must be a string'),
	('{"schema": ""}', 'source option "schema" must not be empty'),
	('{"schema": "a,,b"}', 'source option "schema" must be a list of schemas, as in search_path'),
	('{"schema": "a; drop"}', 'source option "schema" must be a list of schemas, as in search_path'),
	('{"schema": ["a"]}', 'source option "schema" must be a string'),
	('{"timezone": "Middle/Earth"}', 'source option "timezone" must be the name of a time zone, such as "Europe/Berlin"'),
	('{"timezone": "../../../etc/passwd"}',
		'source option "timezone" must be the name of a time zone, such as "Europe/Berlin"'),
	('{"week_start": "Friday"}', 'source option "week_start" must be sunday or monday'),
	('{"week_start": 1}', 'source option "week_start" must be a string'),
	('{"timezone": ""}', 'source option "timezone" must be the name of a time zone, such as "Europe/Berlin"'),
	('{"sslmode": "REQUIRE"}', 'source option "sslmode" must be disable, allow, prefer, require, verify-ca or verify-full'),
	('{"sslmode": true}', 'source option "sslmode" must be a string'),
	('{"sslrootcert": "/etc/passwd"}', 'source option "sslrootcert" must be certificates as PEM text, not a path'),
	('{"sslrootcert": 1}', 'source option "sslrootcert" must be a string'),
	('{"ssh_tunnel": 5}', 'source option "ssh_tunnel" must be an object'),
	('{"ssh_tunnel": []}', 'source option "ssh_tunnel" must be an object'),
	('{"team_id": "42"}', 'source option "team_id" must be a whole number of 64 bits'),
	('{"team_id": 1.5}', 'source option "team_id" must be a whole number of 64 bits'),
	('{"team_id": 9223372036854775808}', 'source option "team_id" must be a whole number of 64 bits'),
	('{"description": 1}', 'source option "description" must be a string'),
	('{"read_only": "false"}', 'source option "read_only" must be true or false'),
	('{"supports_direct_query": 0}', 'source option "supports_direct_query" must be true or false'),
	('{"timeout": 0}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"timeout": -1}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"timeout": "-5 s"}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"timeout": "soon"}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"timeout": 1e30}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"timeout": {}}', 'source option "timeout" must be an interval or a number of seconds, above zero'),
	('{"max_rows": 0}', 'source option "max_rows" must be a whole number above zero'),
	('{"max_rows": "10"}', 'source option "max_rows" must be a whole number above zero'),
	('{"max_bytes": -1}', 'source option "max_bytes" must be a whole number above zero'),
	('{"max_bytes": 1e19}', 'source option "max_bytes" must be a whole number above zero'),
	('{"max_connections": 2147483648}', 'source option "max_connections" must be a whole number from 1 to 2147483647'),
	('{"rate_limit": 0.5}', 'source option "rate_limit" must be a whole number from 1 to 2147483647');
INSERT INTO bad_option
SELECT format('{"ssh_tunnel": %s}', tunnel), 'SSH tunnels are not supported', '0A000'
FROM unnest(ARRAY['{"enabled": true}', '{"enabled": "True"}', '{"host": "bastion"}', 'true', '"bastion"']) AS tunnel;

SELECT is(o.state || ' ' || o.message, b.state || ' ' || b.message, 'refused: ' || b.options)
FROM bad_option b,
	pg_temp.outcome(format('SELECT metahog.create_source(''bad'', ''postgres://u:s3cret@h/d'', %L)', b.options)) o;

-- job_inputs

CREATE TEMP TABLE bad_job (job text, message text, state text DEFAULT '22023');
INSERT INTO bad_job VALUES
	('{"port": 1, "database": "d", "user": "u"}', 'source option "host" is missing'),
	('{"host": "h", "database": null, "user": "u"}', 'source option "database" must not be null'),
	('{"host": "h", "database": "d", "user": ""}', 'source option "user" must not be empty'),
	('{"host": "h", "database": "d", "user": "u", "password": ""}', 'source option "password" must not be empty'),
	('{"host": "h", "database": "d", "user": "u", "password": 7}', 'source option "password" must be a string'),
	('{"host": "h", "database": "d", "user": "u", "sslmode": "require"}', 'source option "sslmode" is not known'),
	('{"host": "h", "port": "5432x", "database": "d", "user": "u"}',
		'source option "port" must be a whole number from 1 to 65535'),
	('{"host": "h", "port": 5432.5, "database": "d", "user": "u"}',
		'source option "port" must be a whole number from 1 to 65535'),
	('{"host": "h", "password": "s3cret" oops', 'job_inputs is not valid JSON');
INSERT INTO bad_job VALUES
	('{"host": "h", "database": "d", "user": "u", "ssh_tunnel": {"enabled": true, "host": "b"}}',
		'SSH tunnels are not supported', '0A000');

SELECT is(o.state || ' ' || o.message, b.state || ' ' || b.message, 'refused: ' || b.job)
FROM bad_job b, pg_temp.outcome(format('SELECT metahog.create_source(''bad'', %L)', b.job)) o;
SELECT throws_ok($$SELECT metahog.create_source('bad', '[]'::jsonb)$$, '22023', 'job_inputs must be a JSON object',
	'job_inputs is an object');

-- Names and nulls

SELECT throws_ok(format($$SELECT metahog.create_source(%L, 'postgres://u:s3cret@h/d')$$, name), '22023',
	format('source option "name" must not %s', reason), reason)
FROM (VALUES ('', 'be empty'), (repeat('x', 201), 'be longer than 200 bytes'), (E'a\nb', 'contain control characters'),
	(gen_random_uuid()::text, 'have the form of a uuid: that stands for a source''s id')) AS bad (name, reason);
SELECT throws_ok($$SELECT metahog.create_source(NULL, 'postgres://u:s3cret@h/d')$$, '22023', 'name must not be null', 'no name');
SELECT throws_ok($$SELECT metahog.create_source('bad', NULL::text)$$, '22023', 'url must not be null', 'no URL');
SELECT throws_ok($$SELECT metahog.create_source('bad', NULL::jsonb)$$, '22023', 'job_inputs must not be null', 'no job_inputs');
SELECT throws_ok($$SELECT metahog.create_source('bad', 'postgres://u:s3cret@h/d', NULL)$$, '22023',
	'options must not be null', 'no options');

SELECT set_eq('SELECT * FROM metahog.source', 'SELECT * FROM stored', 'nothing of all this has been stored');

-- Altering is as strict, and leaves what there was.

SELECT metahog.create_source('good', 'postgres://u:s3cret@h/d') \g /dev/null
CREATE TEMP TABLE good AS SELECT * FROM metahog.source;
SELECT is(o.state || ' ' || o.message, '22023 ' || b.message, 'alter_source refuses: ' || b.options)
FROM (VALUES
		('{"host": null}', 'source option "host" must not be null'),
		('{"port": null}', 'source option "port" must not be null'),
		('{"name": ""}', 'source option "name" must not be empty'),
		('{"name": null}', 'source option "name" must not be null'),
		('{"sslmode": "verify-full"}',
			'source option "sslrootcert" is missing: sslmode verify-ca and verify-full need it, as PEM text'),
		('{"password": "a", "password_sealed": "b"}',
			'source option "password" must not be given together with "password_sealed"'),
		('{"max_rows": 5, "max_bytes": "x"}', 'source option "max_bytes" must be a whole number above zero')
	) AS b (options, message),
	pg_temp.outcome(format('SELECT metahog.alter_source(''good'', %L)', b.options)) o;
SELECT set_eq('SELECT * FROM metahog.source', 'SELECT * FROM good', 'and changes nothing');
SELECT throws_ok($$SELECT metahog.alter_source('good', NULL)$$, '22023', 'options must not be null', 'no options to alter');
SELECT throws_ok(format($$SELECT metahog.%s$$, call), '22004', 'source must not be null', call)
FROM unnest(ARRAY['alter_source(NULL, ''{}'')', 'drop_source(NULL)', 'grant_source(NULL, ''postgres'')',
	'revoke_source(NULL, ''postgres'')']) AS call;

SELECT * FROM finish();
ROLLBACK;
