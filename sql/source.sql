-- sql/source.sql: sources, who may use them, and the functions that administer them.
--
-- Ordinary roles have no right on the tables: the functions, which check for themselves, and the view are the way
-- in. Everything that creates, changes or administers is out of PUBLIC's reach.

CREATE TABLE metahog.source (
	id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
	team_id bigint,
	name text NOT NULL,
	source_type text NOT NULL DEFAULT 'postgres',
	options jsonb NOT NULL DEFAULT '{}',
	secrets bytea,
	key_id text,
	read_only boolean NOT NULL DEFAULT true,
	supports_direct_query boolean NOT NULL DEFAULT true,
	timeout interval,
	max_rows bigint,
	max_bytes bigint,
	max_connections integer,
	rate_limit integer,
	description text,
	created_by regrole NOT NULL,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	deleted_at timestamptz,
	created_by_actor text,
	CONSTRAINT source_pkey PRIMARY KEY (id),
	CONSTRAINT source_name_check CHECK (name <> '' AND pg_catalog.octet_length(name) <= 200),
	CONSTRAINT source_type_check CHECK (source_type = 'postgres'),
	CONSTRAINT source_options_check CHECK (pg_catalog.jsonb_typeof(options) = 'object'),
	CONSTRAINT source_secrets_check CHECK ((secrets IS NULL) = (key_id IS NULL)),
	CONSTRAINT source_timeout_check CHECK (timeout > '0'),
	CONSTRAINT source_max_rows_check CHECK (max_rows > 0),
	CONSTRAINT source_max_bytes_check CHECK (max_bytes > 0),
	CONSTRAINT source_max_connections_check CHECK (max_connections > 0),
	CONSTRAINT source_rate_limit_check CHECK (rate_limit > 0)
);

-- The lookup in C scans these two by name. They are in the C collation, which no change of a locale library can put
-- into another order.
CREATE UNIQUE INDEX source_team_name_key ON metahog.source (name COLLATE "C", team_id)
	WHERE team_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX source_shared_name_key ON metahog.source (name COLLATE "C")
	WHERE team_id IS NULL AND deleted_at IS NULL;

COMMENT ON TABLE metahog.source IS 'Remote databases that may be queried; live ones have no deleted_at';
COMMENT ON COLUMN metahog.source.id IS 'Identifies the source for ever; sealed secrets are bound to it';
COMMENT ON COLUMN metahog.source.team_id IS 'Team that it belongs to; null: shared by all teams';
COMMENT ON COLUMN metahog.source.name IS 'Unique among the live sources of its team';
COMMENT ON COLUMN metahog.source.source_type IS 'Kind of database: postgres';
COMMENT ON COLUMN metahog.source.options IS 'Connection options that are not secret';
COMMENT ON COLUMN metahog.source.secrets IS 'Secret connection options, sealed; null: there are none';
COMMENT ON COLUMN metahog.source.key_id IS 'Id of the key that sealed the secrets';
COMMENT ON COLUMN metahog.source.read_only IS 'Statements run in a read-only transaction that is rolled back';
COMMENT ON COLUMN metahog.source.supports_direct_query IS 'The source may be queried directly';
COMMENT ON COLUMN metahog.source.timeout IS 'Longest a call may take; null: metahog.timeout_ceiling';
COMMENT ON COLUMN metahog.source.max_rows IS 'Most rows that a call may return; null: metahog.max_rows_ceiling for a document, else any number';
COMMENT ON COLUMN metahog.source.max_bytes IS 'Most bytes of values that a call may return; null: metahog.max_bytes_ceiling for a document, else any number';
COMMENT ON COLUMN metahog.source.max_connections IS 'Most connections at a time; null: metahog.max_connections_per_source';
COMMENT ON COLUMN metahog.source.rate_limit IS 'Most queries per minute; null: no limit';
COMMENT ON COLUMN metahog.source.description IS 'For people';
COMMENT ON COLUMN metahog.source.created_by IS 'Role that owns it: may use, change and grant it';
COMMENT ON COLUMN metahog.source.created_at IS 'When it was created';
COMMENT ON COLUMN metahog.source.updated_at IS 'When it was last changed';
COMMENT ON COLUMN metahog.source.deleted_at IS 'When it was dropped; null: it is live';
COMMENT ON COLUMN metahog.source.created_by_actor IS 'Who in the application created it, as metahog.actor had it; null: it said nothing';
COMMENT ON INDEX metahog.source_pkey IS 'Finds a source by id';
COMMENT ON INDEX metahog.source_team_name_key IS 'Finds a team''s live source by name';
COMMENT ON INDEX metahog.source_shared_name_key IS 'Finds a shared live source by name';

CREATE TABLE metahog.source_grant (
	source_id uuid NOT NULL,
	role regrole NOT NULL,
	granted_by regrole NOT NULL,
	granted_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	CONSTRAINT source_grant_pkey PRIMARY KEY (source_id, role),
	CONSTRAINT source_grant_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.source (id) ON DELETE CASCADE
);

COMMENT ON TABLE metahog.source_grant IS 'Roles that may use a source besides its owner';
COMMENT ON COLUMN metahog.source_grant.source_id IS 'Source that was granted';
COMMENT ON COLUMN metahog.source_grant.role IS 'Role that may use it, and so may its members';
COMMENT ON COLUMN metahog.source_grant.granted_by IS 'Role that granted it';
COMMENT ON COLUMN metahog.source_grant.granted_at IS 'When it was granted';
COMMENT ON INDEX metahog.source_grant_pkey IS 'Finds the grants of a source';

CREATE TABLE metahog.role_limit (
	role regrole NOT NULL,
	rate_limit integer NOT NULL,
	set_by regrole NOT NULL,
	set_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	CONSTRAINT role_limit_pkey PRIMARY KEY (role),
	CONSTRAINT role_limit_rate_limit_check CHECK (rate_limit > 0)
);

COMMENT ON TABLE metahog.role_limit IS 'How often roles may call';
COMMENT ON COLUMN metahog.role_limit.role IS 'Role that it binds, and members of it that have none of their own; -: all others';
COMMENT ON COLUMN metahog.role_limit.rate_limit IS 'Most calls that one role may begin in a minute';
COMMENT ON COLUMN metahog.role_limit.set_by IS 'Role that set it';
COMMENT ON COLUMN metahog.role_limit.set_at IS 'When it was set';
COMMENT ON INDEX metahog.role_limit_pkey IS 'Finds a role''s limit';

-- Whom these tables name has this right, without which what they say of him is void. So the server does not drop such a
-- role before DROP OWNED, and whoever gets its number later has nothing of what it had.
CREATE DOMAIN metahog.source_role AS regrole;
REVOKE ALL ON TYPE metahog.source_role FROM PUBLIC;
COMMENT ON DOMAIN metahog.source_role IS
	'Not in use: the right to it, which create_source and grant_source give, says that a role is the one that sources and grants name';

SELECT pg_catalog.pg_extension_config_dump('metahog.source', '');
-- A role that is gone would be dumped as a number, which may be another role's where it is restored.
SELECT pg_catalog.pg_extension_config_dump('metahog.source_grant',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.oid OPERATOR(pg_catalog.=) role)');
SELECT pg_catalog.pg_extension_config_dump('metahog.role_limit',
	'WHERE role::pg_catalog.oid OPERATOR(pg_catalog.=) 0 OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.oid OPERATOR(pg_catalog.=) role)');

CREATE FUNCTION metahog.source_is_usable(id uuid, team_id bigint, created_by regrole) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_source_is_usable'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.source_is_usable(uuid, bigint, regrole) IS
	'Whether the session''s team sees a source, and the current role may use it';

CREATE VIEW metahog.sources WITH (security_barrier) AS
	SELECT s.id, s.team_id, s.name, s.source_type, s.options, s.read_only, s.supports_direct_query, s.timeout,
		s.max_rows, s.max_bytes, s.max_connections, s.rate_limit, s.description, s.created_by, s.created_at,
		s.updated_at, s.created_by_actor
	FROM metahog.source s
	WHERE s.deleted_at IS NULL AND metahog.source_is_usable(s.id, s.team_id, s.created_by);
GRANT SELECT ON metahog.sources TO PUBLIC;

COMMENT ON VIEW metahog.sources IS 'Live sources that the current role may use and the session''s team sees';
COMMENT ON COLUMN metahog.sources.id IS 'Id, which stands for the source wherever its name does';
COMMENT ON COLUMN metahog.sources.team_id IS 'Team that it belongs to; null: shared by all teams';
COMMENT ON COLUMN metahog.sources.name IS 'Unique among the live sources of its team';
COMMENT ON COLUMN metahog.sources.source_type IS 'Kind of database: postgres';
COMMENT ON COLUMN metahog.sources.options IS 'Connection options; none of them is secret';
COMMENT ON COLUMN metahog.sources.read_only IS 'Statements run in a read-only transaction that is rolled back';
COMMENT ON COLUMN metahog.sources.supports_direct_query IS 'The source may be queried directly';
COMMENT ON COLUMN metahog.sources.timeout IS 'Longest a call may take; null: metahog.timeout_ceiling';
COMMENT ON COLUMN metahog.sources.max_rows IS 'Most rows that a call may return; null: metahog.max_rows_ceiling for a document, else any number';
COMMENT ON COLUMN metahog.sources.max_bytes IS 'Most bytes of values that a call may return; null: metahog.max_bytes_ceiling for a document, else any number';
COMMENT ON COLUMN metahog.sources.max_connections IS 'Most connections at a time; null: metahog.max_connections_per_source';
COMMENT ON COLUMN metahog.sources.rate_limit IS 'Most queries per minute; null: no limit';
COMMENT ON COLUMN metahog.sources.description IS 'For people';
COMMENT ON COLUMN metahog.sources.created_by IS 'Role that owns it: may use, change and grant it';
COMMENT ON COLUMN metahog.sources.created_at IS 'When it was created';
COMMENT ON COLUMN metahog.sources.updated_at IS 'When it was last changed';
COMMENT ON COLUMN metahog.sources.created_by_actor IS 'Who in the application created it, as metahog.actor had it; null: it said nothing';

CREATE VIEW metahog.role_limits WITH (security_barrier) AS
	SELECT l.role, l.rate_limit, l.set_by, l.set_at
	FROM metahog.role_limit l
	WHERE l.role OPERATOR(pg_catalog.=) 0::pg_catalog.oid
		OR pg_catalog.pg_has_role(l.role::pg_catalog.oid, 'MEMBER')
		OR pg_catalog.pg_has_role('pg_read_all_stats'::pg_catalog.name, 'USAGE');
GRANT SELECT ON metahog.role_limits TO PUBLIC;

COMMENT ON VIEW metahog.role_limits IS
	'Limits of the current role, of those that it is a member of, and of all; every limit for pg_read_all_stats';
COMMENT ON COLUMN metahog.role_limits.role IS 'Role that it binds, and members of it that have none of their own; -: all others';
COMMENT ON COLUMN metahog.role_limits.rate_limit IS 'Most calls that one role may begin in a minute';
COMMENT ON COLUMN metahog.role_limits.set_by IS 'Role that set it';
COMMENT ON COLUMN metahog.role_limits.set_at IS 'When it was set';

CREATE FUNCTION metahog.create_source(name text, url text, options jsonb DEFAULT '{}') RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_create_source_from_url'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_source(text, text, jsonb) IS
	'Creates a source from a URL, postgres://user:password@host:port/database?sslmode=require; returns its id';

CREATE FUNCTION metahog.create_source(name text, job_inputs jsonb, options jsonb DEFAULT '{}') RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_create_source_from_job'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_source(text, jsonb, jsonb) IS
	'Creates a source from PostHog''s job_inputs: host, port, database, user, password, schema, ssh_tunnel; returns its id';

CREATE FUNCTION metahog.parse_url(url text) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'metahog_parse_url'
	LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION metahog.parse_url(text) IS
	'The fields of a connection URL as create_source would take them, the password among them; nothing is stored';

CREATE FUNCTION metahog.alter_source(source text, options jsonb) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_alter_source'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.alter_source(text, jsonb) IS
	'Changes the options that are named and keeps the rest; null sets one back to its default';

CREATE FUNCTION metahog.drop_source(source text) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_drop_source'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.drop_source(text) IS
	'Drops a source: its name is free again, its secrets are gone, its row stays for history';

CREATE FUNCTION metahog.grant_source(source text, role regrole) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_grant_source'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.grant_source(text, regrole) IS
	'Lets a role and its members use a source, and the schema metahog';

CREATE FUNCTION metahog.revoke_source(source text, role regrole) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_revoke_source'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.revoke_source(text, regrole) IS
	'Takes back what grant_source gave, save for the right to the schema';

CREATE FUNCTION metahog.limit_role(role regrole, rate_limit integer) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_limit_role'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.limit_role(regrole, integer) IS
	'Bounds how many calls a role may begin in a minute; null lifts the limit; the role - stands for all that have none';

CREATE FUNCTION metahog.public_key() RETURNS text
	AS 'MODULE_PATHNAME', 'metahog_public_key'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.public_key() IS
	'Key, in base64, for which clients seal {"password", "host", "user", "team_id"} (libsodium sealed box) to give it as password_sealed';

CREATE FUNCTION metahog.rotate_keys() RETURNS integer
	AS 'MODULE_PATHNAME', 'metahog_rotate_keys'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.rotate_keys() IS
	'Seals all secrets anew with the first key of the key file; returns how many were changed';

REVOKE EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.create_source(text, jsonb, jsonb) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.alter_source(text, jsonb) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.drop_source(text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.grant_source(text, regrole) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.revoke_source(text, regrole) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.limit_role(regrole, integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metahog.rotate_keys() FROM PUBLIC;
