-- test/sql/secrets.sql: a password is in the database as ciphertext alone, bound to its row.
--
-- Key files, rotation and sealed passwords need a server of their own: test/t/020_keys.pl.

BEGIN;
SELECT plan(26);

SELECT metahog.create_source(name, current_setting('test.remote_url')) FROM unnest(ARRAY['one', 'two']) AS name \g /dev/null
SELECT metahog.create_source('none', 'postgres://u@h/d') \g /dev/null

-- What is kept

SELECT ok(strpos(s::text, current_setting('test.remote_password')) = 0, 'no column has the password: ' || name)
FROM metahog.source s;
SELECT ok(position(convert_to(current_setting('test.remote_password'), 'UTF8') IN secrets) = 0,
	'nor has the ciphertext: ' || name)
FROM metahog.source WHERE secrets IS NOT NULL;
SELECT is(get_byte(secrets, 0), 1, 'it begins with the version of its format: ' || name)
FROM metahog.source WHERE secrets IS NOT NULL;
SELECT is(count(DISTINCT secrets), 2::bigint, 'one password sealed twice is two ciphertexts') FROM metahog.source;
SELECT is(count(DISTINCT key_id), 1::bigint, 'by the same key') FROM metahog.source;
SELECT ok(secrets IS NULL AND key_id IS NULL, 'without a password there is nothing to seal')
FROM metahog.source WHERE name = 'none';
SELECT hasnt_column('metahog', 'sources', column_name::name, 'not in the view: ' || column_name)
FROM unnest(ARRAY['secrets', 'key_id']) AS column_name;
SELECT ok(strpos(s::text, current_setting('test.remote_password')) = 0, 'nor is the password in any other column of it: ' || name)
FROM metahog.sources s;

-- What opens

CREATE TEMP TABLE sealed AS SELECT * FROM metahog.source;
CREATE FUNCTION pg_temp.unseal() RETURNS void LANGUAGE sql AS
	$$UPDATE metahog.source s SET secrets = b.secrets, key_id = b.key_id FROM sealed b WHERE s.id = b.id$$;

SELECT is(helper.answer('one'), 'analyst@pagila', 'a password that was sealed opens');
UPDATE metahog.source s SET secrets = b.secrets FROM sealed b WHERE s.name = 'one' AND b.name = 'two';
SELECT throws_ok($$SELECT helper.answer('one')$$, '55000',
	format('the source''s secrets do not open with key "%s"', key_id), 'not in another row')
FROM sealed WHERE name = 'one';
SELECT pg_temp.unseal() \g /dev/null
UPDATE metahog.source SET secrets = set_byte(secrets, octet_length(secrets) - 1, (get_byte(secrets, octet_length(secrets) - 1) # 1))
WHERE name = 'one';
SELECT throws_ok($$SELECT helper.answer('one')$$, '55000',
	format('the source''s secrets do not open with key "%s"', key_id), 'not with a bit turned')
FROM sealed WHERE name = 'one';
UPDATE metahog.source SET secrets = '\x01' WHERE name = 'one';
SELECT throws_ok($$SELECT helper.answer('one')$$, '55000', NULL, 'not cut short');
SELECT pg_temp.unseal() \g /dev/null
UPDATE metahog.source SET secrets = set_byte(secrets, 0, 2) WHERE name = 'one';
SELECT throws_ok($$SELECT helper.answer('one')$$, '55000', NULL, 'not as another version');
SELECT pg_temp.unseal() \g /dev/null
UPDATE metahog.source SET key_id = '0123456789abcdef' WHERE name = 'one';
SELECT throws_ok($$SELECT helper.answer('one')$$, '55000',
	'the source''s secrets are sealed with key "0123456789abcdef", which is not loaded', 'a key that is not loaded is named');
SELECT throws_ok('SELECT metahog.rotate_keys()', '55000', NULL, 'nor can it be rotated');
SELECT pg_temp.unseal() \g /dev/null
SELECT is(helper.answer('one'), 'analyst@pagila', 'put back, it opens again');
SELECT is(metahog.rotate_keys(), 0, 'what the first key has sealed already is not sealed anew');

-- The public key

SELECT matches(metahog.public_key(), '^[A-Za-z0-9+/]{43}=$', 'the public key is 32 bytes in base64');
SELECT is(metahog.public_key(), metahog.public_key(), 'and stays the same');

SELECT * FROM finish();
ROLLBACK;
