-- test/sql/source_bounds.sql: each bound of an option is within what is allowed, and the next value is not.

BEGIN;
SELECT plan(36);

-- Names

SELECT lives_ok(format($$SELECT metahog.create_source(%L, 'postgres://u:s3cret@h/d')$$, name),
	format('%s bytes are not too many or too few for a name', octet_length(name)))
FROM unnest(ARRAY['x', repeat('x', 200), repeat(convert_from('\xc3a4', 'UTF8'), 100)]) AS name;
SELECT throws_ok(format($$SELECT metahog.create_source(%L, 'postgres://u:s3cret@h/d')$$, repeat(convert_from('\xc3a4', 'UTF8'), 101)), '22023',
	'source option "name" must not be longer than 200 bytes', 'bytes are counted, and not characters');

-- Other options

SELECT lives_ok(format($$SELECT metahog.create_source('bound ' || %L, '{"host": "h", "database": "d", "user": "u"}'::jsonb, '{}'),
	metahog.alter_source('bound ' || %L, %L), metahog.drop_source('bound ' || %L)$$, key, key, jsonb_build_object(key, inside), key),
	format('%s: %s is within its bounds', key, left(inside::text, 20)))
FROM (VALUES ('host', to_jsonb(repeat('h', 253))), ('database', to_jsonb(repeat('d', 255))), ('user', to_jsonb(repeat('u', 255))),
	('password', to_jsonb(repeat('p', 8192))), ('port', '1'), ('port', '65535'), ('max_rows', '1'), ('max_rows', '9223372036854775807'),
	('max_bytes', '1'), ('max_connections', '1'), ('max_connections', '2147483647'), ('rate_limit', '1'), ('rate_limit', '2147483647'),
	('team_id', '-9223372036854775808'), ('team_id', '9223372036854775807'), ('timeout', '0.001')) AS bound (key, inside);
SELECT throws_like(format($$SELECT metahog.create_source('beyond', '{"host": "h", "database": "d", "user": "u"}'::jsonb, '{}'),
	metahog.alter_source('beyond', %L)$$, jsonb_build_object(key, beyond)), format('source option "%s" must %%', key),
	format('%s: %s is beyond its bounds', key, left(beyond::text, 20)))
FROM (VALUES ('host', to_jsonb(repeat('h', 254))), ('database', to_jsonb(repeat('d', 256))), ('user', to_jsonb(repeat('u', 256))),
	('password', to_jsonb(repeat('p', 8193))), ('port', '0'), ('port', '65536'), ('max_rows', '0'), ('max_rows', '9223372036854775808'),
	('max_bytes', '0'), ('max_connections', '0'), ('max_connections', '2147483648'), ('rate_limit', '0'), ('rate_limit', '2147483648'),
	('team_id', '-9223372036854775809'), ('team_id', '9223372036854775808'), ('timeout', '0')) AS bound (key, beyond);

SELECT * FROM finish();
ROLLBACK;
