-- test/sql/network_policy.sql: which hosts and addresses may be connected to.
--
-- What is resolved is checked, at every connect, whatever the host is written like.

BEGIN;
SELECT plan(84);

CREATE FUNCTION pg_temp.url(host text) RETURNS text LANGUAGE sql AS
	$$SELECT replace(current_setting('test.remote_url'), '@127.0.0.1:', '@' || host || ':')$$;
CREATE FUNCTION pg_temp.answer(source text) RETURNS text LANGUAGE sql AS
	$$SELECT metahog.execute(source, 'SELECT current_user')->'results'->0->>0$$;
-- The answer of a new source at this host.
CREATE FUNCTION pg_temp.answer_of_host(host text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM metahog.create_source('at ' || host, pg_temp.url(host));
	RETURN pg_temp.answer('at ' || host);
END
$$;

-- Who decides. An ordinary role may set anything before the library is loaded; loading takes it back.

CREATE ROLE network_policy_low;
SET LOCAL SESSION AUTHORIZATION network_policy_low;
DO $$
BEGIN
	SET metahog.denied_networks = '255.255.255.255/32';
	SET metahog.allowed_hosts = 'evil.example';
EXCEPTION WHEN insufficient_privilege THEN
	NULL;	-- the library is loaded already
END
$$;
SET LOCAL SESSION AUTHORIZATION DEFAULT;
SET LOCAL client_min_messages = error;
SELECT metahog.public_key() \g /dev/null
SET LOCAL client_min_messages = notice;
SELECT is(setting, boot_val, name || ' is not what an ordinary role had set') FROM pg_settings
WHERE name IN ('metahog.allowed_hosts', 'metahog.denied_networks');
SELECT is(context, 'superuser', name || ' is a superuser''s') FROM pg_settings
WHERE name IN ('metahog.allowed_hosts', 'metahog.denied_networks');
SELECT is(boot_val, '169.254.0.0/16, fe80::/10, fd00:ec2::254/128', 'link-local addresses and metadata services are denied')
FROM pg_settings WHERE name = 'metahog.denied_networks';
SELECT throws_ok(format('SET LOCAL metahog.denied_networks = %L', value), '22023', NULL, 'no networks: ' || value)
FROM unnest(ARRAY['localhost', '10.0.0.0/33', '10.0.0.0/8, nonsense', '::/129']) AS value;

-- Denied networks

SELECT is(pg_temp.answer_of_host(host), 'analyst', 'not denied: ' || host) FROM unnest(ARRAY['127.0.0.1', 'localhost']) AS host;
SELECT throws_ok(format('SELECT pg_temp.answer_of_host(%L)', host), '42501',
	format('the address of host "%s" is not allowed', btrim(host, '[]')), 'denied from the start: ' || host)
FROM unnest(ARRAY['169.254.169.254', '[fe80::1]', '[fd00:ec2::254]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]',
	'[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::a9fe:a9fe]', '[64:ff9b:1:a9fe:a9:fe00::]', '[2002:a9fe:a9fe::1]', '[::a9fe:a9fe]',
	'[2001:0:a9fe:a9fe::1]', '[2001:0:102:304::5601:5601]', '2852039166', '0xa9fea9fe', '169.254.43518']) AS host;
SELECT throws_ok(format('SELECT pg_temp.answer_of_host(%L)', host), '42501', NULL,
	'no way around a list to this machine: ' || host)
FROM unnest(ARRAY['0.0.0.0', '0', '[::]', '[::ffff:0.0.0.0]']) AS host;

-- IPv4 in the wrappings of IPv6, as addresses and in the list

SELECT throws_ok(format('SET LOCAL metahog.allowed_hosts = %L', value), '22023', NULL, 'no hosts: ' || value)
FROM unnest(ARRAY[' ', ',', '10.0.0.0/33', 'db.example.com, *', '*.', 'a b?', 'http://db.example.com']) AS value;
CREATE FUNCTION pg_temp.denied_by(list text, host text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	PERFORM set_config('metahog.denied_networks', list, true);
	PERFORM metahog.create_source('denied by', pg_temp.url(host));
	said := metahog.try_execute('denied by', 'SELECT 1', timeout => '200 ms')->'error_detail'->>'sqlstate';
	PERFORM metahog.drop_source('denied by');
	RETURN said IS NOT DISTINCT FROM '42501';
END
$$;
SELECT is(pg_temp.denied_by(list, host), denied::text, format('%s %s by %s', host, CASE WHEN denied THEN 'is denied' ELSE 'is not denied' END, list))
FROM (VALUES
	('::ffff:127.0.0.0/104', '127.0.0.1', true), ('::ffff:127.0.0.1', '127.0.0.1', true), ('::ffff:7f00:0/104', '[::ffff:127.0.0.1]', true),
	('::ffff:0:0/96', '127.0.0.1', true), ('::ffff:128.0.0.0/97', '127.0.0.1', false), ('::ffff:127.0.0.2', '127.0.0.1', false),
	('127.0.0.1', '[::ffff:127.0.0.1]', true), ('::/0', '[::1]', true), ('::/0', '127.0.0.1', false), ('::/0', '[::ffff:127.0.0.1]', false),
	('64:ff9b::/96', '[64:ff9b::7f00:1]', true), ('127.0.0.0/8', '[64:ff9b::7f00:1]', true), ('64:ff9b::/96', '127.0.0.1', false),
	('127.0.0.0/8', '[2002:8000:1::1]', false), ('127.0.0.0/8', '[2001:db8:7f00:1::7f00:1]', false)) AS t(list, host, denied);
RESET metahog.denied_networks;
SET LOCAL metahog.denied_networks = '127.0.0.0/8, ::1/128';
SELECT throws_ok(format('SELECT pg_temp.answer(%L)', name), '42501', format('the address of host "%s" is not allowed', options->>'host'),
	'checked at connect: ' || name)
FROM metahog.source WHERE name IN ('at 127.0.0.1', 'at localhost');
SELECT throws_ok(format('SELECT pg_temp.answer_of_host(%L)', host), '42501', NULL, 'however it is written: ' || host)
FROM unnest(ARRAY['127.1', '0x7f.1', '2130706433', '017700000001', '[::ffff:127.0.0.1]', '[::1]', '127.8.7.6']) AS host;
SET LOCAL metahog.denied_networks = '';
SELECT is(pg_temp.answer('at 127.0.0.1'), 'analyst', 'an empty list denies nothing');

-- Allowed hosts, by name: decided at creation

SET LOCAL metahog.allowed_hosts = 'db.example.com, *.internal.example';
SELECT lives_ok(format('SELECT metahog.create_source(%L, %L)', host, pg_temp.url(host)), 'allowed: ' || host)
FROM unnest(ARRAY['db.example.com', 'DB.Example.COM', 'db.example.com.', 'a.internal.example', 'a.b.internal.example']) AS host;
SELECT throws_ok(format('SELECT metahog.create_source(%L, %L)', host, pg_temp.url(host)), '42501',
	format('host "%s" is not allowed', host), 'not allowed: ' || host)
FROM unnest(ARRAY['internal.example', 'xinternal.example', '.internal.example', 'db.example.com.evil.org', 'example.com',
	'127.0.0.1', 'db.example.co']) AS host;
SELECT throws_ok($$SELECT metahog.alter_source('db.example.com', '{"host": "evil.org"}')$$, '42501',
	'host "evil.org" is not allowed', 'nor by altering');
SELECT throws_ok($$SELECT pg_temp.answer('at 127.0.0.1')$$, '42501', 'the address of host "127.0.0.1" is not allowed',
	'a source from before the list is held to it');
SET LOCAL metahog.allowed_hosts = 'LOCALHOST.';
SELECT is(pg_temp.answer('at localhost'), 'analyst', 'a name that is listed may have any address');

-- Allowed hosts, by network: decided at connect

SET LOCAL metahog.allowed_hosts = '127.0.0.0/8, ::1';
SELECT is(pg_temp.answer(name), 'analyst', 'within the network: ' || name)
FROM metahog.source WHERE name IN ('at 127.0.0.1', 'at localhost');
SELECT lives_ok($$SELECT metahog.create_source('name', 'postgres://u:p@db.example.org/d')$$,
	'a name may lead into the network: it is not known yet');
SELECT throws_ok($$SELECT metahog.create_source('address', 'postgres://u:p@10.1.2.3/d')$$, '42501',
	'host "10.1.2.3" is not allowed', 'an address outside of it does not');
SET LOCAL metahog.allowed_hosts = '10.0.0.0/8';
SELECT throws_ok($$SELECT pg_temp.answer('at localhost')$$, '42501', 'the address of host "localhost" is not allowed',
	'a name that leads out of it is refused at connect');
SET LOCAL metahog.allowed_hosts = '127.0.0.0/8, ::1';
SET LOCAL metahog.denied_networks = '127.0.0.0/8, ::1';
SELECT throws_ok($$SELECT pg_temp.answer('at 127.0.0.1')$$, '42501', 'the address of host "127.0.0.1" is not allowed',
	'what is denied is denied, allowed or not');
RESET metahog.allowed_hosts;
RESET metahog.denied_networks;

-- A name that cannot be resolved

SELECT throws_like($$SELECT pg_temp.answer_of_host('no-such-host.invalid')$$, 'could not resolve host "no-such-host.invalid": %',
	'a host that does not exist is named');

SELECT * FROM finish();
ROLLBACK;
