-- test/sql/permissions.sql: who may see, use, change and grant a source.
--
-- A source belongs to its creator and to the members of that role; others need a grant. Being let into the schema
-- gives nothing but the view and the functions that check for themselves.

SET client_min_messages = warning;
BEGIN;
SELECT plan(85);

CREATE ROLE permissions_owner;
CREATE ROLE permissions_member IN ROLE permissions_owner;
CREATE ROLE permissions_distant NOINHERIT IN ROLE permissions_owner;
CREATE ROLE permissions_group;
CREATE ROLE permissions_ana IN ROLE permissions_group;
CREATE ROLE permissions_bob;
CREATE ROLE "permissions ""odd"" Name";

CREATE FUNCTION pg_temp.use_as(role text, source text) RETURNS text LANGUAGE sql AS
	$$SELECT helper.run_as(role, format($query$SELECT metahog.execute(%L, 'SELECT 42')->'results'->0->>0$query$, source))$$;
CREATE FUNCTION pg_temp.seen_by(role text) RETURNS text LANGUAGE sql AS
	$$SELECT helper.run_as(role, 'SELECT coalesce(string_agg(name, '','' ORDER BY name), '''') FROM metahog.sources')$$;

-- Outside of the schema

SELECT is(helper.run_as('permissions_bob', statement), '42501 permission denied for schema metahog',
	'without USAGE on the schema: ' || statement)
FROM unnest(ARRAY['SELECT count(*) FROM metahog.sources', 'SELECT metahog.execute(''x'', ''SELECT 1'')',
	'SELECT metahog.public_key()']) AS statement;

-- Inside, without a grant

GRANT USAGE ON SCHEMA metahog TO permissions_bob, permissions_owner;
SELECT is(pg_temp.seen_by('permissions_bob'), '', 'the view may be read, and is empty');
SELECT matches(helper.run_as('permissions_bob', 'SELECT metahog.public_key()'), '^[A-Za-z0-9+/]{43}=$',
	'the public key is public');
SELECT is(helper.run_as('permissions_bob', 'SELECT metahog.' || call),
	'42501 permission denied for function ' || split_part(call, '(', 1), 'not for everybody: ' || call)
FROM unnest(ARRAY['create_source(''x'', ''postgres://u:p@h/d'')', 'create_source(''x'', ''{}''::jsonb)',
	'alter_source(''x'', ''{}'')', 'drop_source(''x'')', 'grant_source(''x'', ''permissions_bob'')',
	'revoke_source(''x'', ''permissions_bob'')', 'rotate_keys()']) AS call;
SELECT is(helper.run_as('permissions_bob', statement), '42501 permission denied for table ' || tablename, statement)
FROM unnest(ARRAY['source', 'source_grant']) AS tablename,
	unnest(ARRAY['SELECT count(*) FROM metahog.%s', 'DELETE FROM metahog.%s RETURNING 1',
		'INSERT INTO metahog.%s DEFAULT VALUES RETURNING 1', 'TRUNCATE metahog.%s CASCADE',
		'LOCK TABLE metahog.%s IN ACCESS SHARE MODE']) AS form,
	format(form, tablename) AS statement;
SELECT is(count(*), 0::bigint, 'no column of the tables is open to everybody')
FROM pg_attribute
WHERE attrelid IN ('metahog.source'::regclass, 'metahog.source_grant'::regclass)
	AND has_column_privilege('permissions_bob', attrelid, attnum, 'SELECT, INSERT, UPDATE, REFERENCES');
SELECT is(helper.run_as('permissions_bob', 'INSERT INTO metahog.sources (name) VALUES (''x'') RETURNING name'),
	'42501 permission denied for view sources', 'the view is for reading');
SELECT is(count(*), 0::bigint, 'no function of the schema runs with its owner''s rights')
FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND prosecdef;

-- An ordinary role that may create

GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb), metahog.alter_source(text, jsonb),
	metahog.drop_source(text), metahog.grant_source(text, regrole), metahog.revoke_source(text, regrole)
	TO permissions_owner, permissions_bob;
GRANT USAGE ON SCHEMA metahog TO permissions_member, permissions_distant;
SELECT matches(helper.run_as('permissions_owner',
	format('SELECT metahog.create_source(''mine'', %L)', current_setting('test.remote_url'))), '^[0-9a-f-]{36}$',
	'a role with EXECUTE creates a source');
SELECT is(created_by::text, 'permissions_owner', 'and owns it, rather than whoever wrote the row')
FROM metahog.source WHERE name = 'mine';
SELECT metahog.create_source('root''s', current_setting('test.remote_url')) \g /dev/null

SELECT is(pg_temp.use_as(role, 'mine'), outcome, format('using: %s', role))
FROM (VALUES ('permissions_owner', '42'), ('permissions_member', '42'), (current_user, '42'),
	('permissions_distant', '42501 permission denied for source "mine"'),
	('permissions_bob', '42501 permission denied for source "mine"')) AS expected (role, outcome);
SELECT is(pg_temp.seen_by(role), names, format('seeing: %s', role))
FROM (VALUES ('permissions_owner', 'mine'), ('permissions_member', 'mine'), (current_user::text, 'mine,root''s'),
	('permissions_distant', ''), ('permissions_bob', '')) AS expected (role, names);
SELECT is(pg_temp.use_as('permissions_bob', id::text), '42501 permission denied for source "mine"', 'an id opens no door')
FROM metahog.source WHERE name = 'mine';
SELECT is(pg_temp.use_as('permissions_owner', 'root''s'), '42501 permission denied for source "root''s"',
	'a superuser''s source is not everybody''s');

-- Granting

SELECT is(helper.run_as('permissions_bob', 'SELECT metahog.' || call), '42501 must be owner of source "mine"',
	'not an owner''s business: ' || call)
FROM unnest(ARRAY['alter_source(''mine'', ''{"max_rows": 1}'')', 'drop_source(''mine'')',
	'grant_source(''mine'', ''permissions_bob'')', 'revoke_source(''mine'', ''permissions_bob'')']) AS call;
SELECT ok(NOT has_schema_privilege('permissions_group', 'metahog', 'USAGE'), 'a role that is not let into the schema');
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.grant_source(''mine'', ''permissions_group'')'), '',
	'the owner grants');
SELECT ok(has_schema_privilege('permissions_group', 'metahog', 'USAGE'), 'is let in by the grant');
SELECT is(granted_by::text, 'permissions_owner', 'who granted is kept')
FROM metahog.source_grant WHERE role = 'permissions_group'::regrole;
SELECT is(pg_temp.use_as(role, 'mine'), '42', format('using what was granted: %s', role))
FROM unnest(ARRAY['permissions_group', 'permissions_ana']) AS role;
SELECT is(pg_temp.seen_by('permissions_ana'), 'mine', 'and seeing it');
SELECT is(pg_temp.use_as('permissions_ana', 'root''s'), '42501 permission denied for source "root''s"', 'and no other');
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.grant_source(''mine'', ''permissions_group'')'), '',
	'granting twice is fine');
SELECT is(count(*), 1::bigint, 'and is one grant') FROM metahog.source_grant;
GRANT EXECUTE ON FUNCTION metahog.grant_source(text, regrole) TO permissions_group;
SELECT is(helper.run_as('permissions_ana', 'SELECT metahog.grant_source(''mine'', ''permissions_bob'')'),
	'42501 must be owner of source "mine"', 'who was granted to does not grant on');
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.revoke_source(''mine'', ''permissions_group'')'), '',
	'the owner revokes');
SELECT is(pg_temp.use_as('permissions_ana', 'mine'), '42501 permission denied for source "mine"', 'which works at once');
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.revoke_source(''mine'', ''permissions_group'')'), '',
	'revoking what was not granted is no error');
SELECT lives_ok($$SELECT metahog.grant_source('mine', '"permissions ""odd"" Name"')$$, 'any role''s name will do');
SELECT is(pg_temp.use_as('permissions "odd" Name', 'mine'), '42', 'and it may use the source');
SELECT throws_ok($$SELECT metahog.grant_source('mine', 4294967295::oid::regrole)$$, '42704',
	'role with OID 4294967295 does not exist', 'there must be such a role');
SELECT lives_ok($$SELECT metahog.revoke_source('mine', 4294967295::oid::regrole)$$, 'but what a role has left behind can be revoked');
SELECT throws_ok(format('SELECT metahog.%s_source(''mine'', NULL)', verb), '22023', 'role must not be null', verb || ' needs a role')
FROM unnest(ARRAY['grant', 'revoke']) AS verb;

-- Changing

SELECT is(helper.run_as(role, format('SELECT metahog.alter_source(''mine'', ''{"max_rows": %s}'')', number)), '',
	format('changing: %s', role))
FROM unnest(ARRAY['permissions_owner', 'permissions_member', current_user]) WITH ORDINALITY AS roles (role, number);
SELECT is((max_rows, created_by::text)::text, '(3,permissions_owner)', 'a change makes nobody else the owner')
FROM metahog.source WHERE name = 'mine';

-- The stored password does not follow to another host

SELECT is(helper.run_as('permissions_owner', format('SELECT metahog.alter_source(''mine'', %L)', options)), outcome,
	'the owner: ' || options)
FROM (VALUES ('{"host": "elsewhere.example"}', '42501 the password must be given again when the host or port changes'),
	('{"port": 7777}', '42501 the password must be given again when the host or port changes'), ('{"host": "127.0.0.1"}', ''), ('{"host": "elsewhere.example", "password": "other"}', ''),
	('{"host": "third.example", "password": null}', ''), ('{"host": "fourth.example"}', '')) AS change (options, outcome);
SELECT metahog.alter_source('mine', '{"password": "again"}') \g /dev/null
SELECT lives_ok($$SELECT metahog.alter_source('mine', '{"host": "fifth.example"}')$$, 'a superuser may send it elsewhere');

-- Whose rights the writing has, and for how long

CREATE SCHEMA permissions_trap;
CREATE FUNCTION permissions_trap.now() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN RAISE 'trapped'; END$$;
CREATE FUNCTION permissions_trap.equal(uuid, uuid) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE 'trapped'; END$$;
CREATE OPERATOR permissions_trap.= (FUNCTION = permissions_trap.equal, LEFTARG = uuid, RIGHTARG = uuid);
CREATE DOMAIN permissions_trap.bigint AS pg_catalog.int8 CHECK (VALUE IS NULL);
GRANT USAGE ON SCHEMA permissions_trap TO permissions_owner;
SET LOCAL search_path = permissions_trap, pg_catalog, public;
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.' || call), '', 'whatever the search_path: ' || call)
FROM unnest(ARRAY['alter_source(''mine'', ''{"max_rows": 9}'')', 'grant_source(''mine'', ''permissions_bob'')',
	'revoke_source(''mine'', ''permissions_bob'')']) AS call;
SELECT is(pg_catalog.current_setting('search_path'), 'permissions_trap, pg_catalog, public', 'which is put back');
SET LOCAL search_path = public, pg_catalog;

CREATE FUNCTION pg_temp.failing_call() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		PERFORM metahog.create_source('mine', 'postgres://u:p@h/d');
	EXCEPTION WHEN duplicate_object THEN
		NULL;
	END;
	RETURN current_user || ' ' || current_setting('search_path');
END
$$;
SELECT is(helper.run_as('permissions_owner', 'SELECT pg_temp.failing_call()'), 'permissions_owner public, pg_catalog',
	'after a refusal the caller is who it was');
CREATE FUNCTION pg_temp.refused_write() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		SET LOCAL transaction_read_only = on;
		PERFORM metahog.alter_source('mine', '{"max_rows": 11}');
	EXCEPTION WHEN read_only_sql_transaction THEN
		RETURN current_user || ' ' || current_setting('search_path');
	END;
	RETURN 'written';
END
$$;
SELECT is(helper.run_as('permissions_owner', 'SELECT pg_temp.refused_write()'), 'permissions_owner public, pg_catalog',
	'also when it is the writing that fails');

-- While it is the tables' owner who writes, nothing that he has left there makes more of the caller

CREATE FUNCTION permissions_climb() RETURNS trigger LANGUAGE plpgsql AS
	$$BEGIN PERFORM pg_catalog.set_config('role', 'permissions_bob', false); RETURN new; END$$;
CREATE TRIGGER climb BEFORE UPDATE ON metahog.source FOR EACH ROW EXECUTE FUNCTION permissions_climb();
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.alter_source(''mine'', ''{"max_rows": 12}'')'),
	'42501 cannot set parameter "role" within security-definer function', 'a trigger does not change the role');
DROP TRIGGER climb ON metahog.source;
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.alter_source(''mine'', ''{"max_rows": 12}'')'), '', 'without it all goes on');

-- Rotation is for superusers, whoever may execute it

GRANT EXECUTE ON FUNCTION metahog.rotate_keys() TO permissions_owner;
SELECT is(helper.run_as('permissions_owner', 'SELECT metahog.rotate_keys()'), '42501 must be superuser to rotate keys',
	'an owner does not rotate keys');

-- Dropping

SELECT is(helper.run_as('permissions_member', 'SELECT metahog.drop_source(''mine'')'), '', 'a member of the owner drops it');
SELECT is(pg_temp.use_as('permissions_owner', 'mine'), '42704 source "mine" does not exist', 'and it is gone');

SELECT * FROM finish();
ROLLBACK;
