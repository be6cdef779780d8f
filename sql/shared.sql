-- sql/shared.sql: what all backends share, and how it stands with it.

CREATE FUNCTION metahog.status() RETURNS TABLE (item text, state text, hint text)
	AS 'MODULE_PATHNAME', 'metahog_status'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.status() IS
	'At which level MetaHog works on this server, how far its limits reach, and which setting would bring more';

CREATE FUNCTION metahog.activity() RETURNS TABLE (pid integer, role regrole, source text, stage text, query text,
		started timestamptz, rows bigint, bytes bigint, remote_pid integer, deadline timestamptz)
	AS 'MODULE_PATHNAME', 'metahog_activity'
	LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.activity() IS 'What the view metahog.activity shows';

CREATE VIEW metahog.activity AS
	SELECT a.pid, a.role, a.source, a.stage, a.query, a.started, a.rows, a.bytes, a.remote_pid, a.deadline
	FROM metahog.activity() a;
GRANT SELECT ON metahog.activity TO PUBLIC;

COMMENT ON VIEW metahog.activity IS
	'Running calls of roles whose rights the current one has; all of this database''s for pg_read_all_stats';
COMMENT ON COLUMN metahog.activity.pid IS 'Backend of this server that makes the call';
COMMENT ON COLUMN metahog.activity.role IS 'Role whose call it is';
COMMENT ON COLUMN metahog.activity.source IS 'Name of the source';
COMMENT ON COLUMN metahog.activity.stage IS 'How far it is: waiting, resolving, connecting, running or fetching';
COMMENT ON COLUMN metahog.activity.query IS 'The caller''s text, its first 1 kB; null for the statements of MetaHog itself';
COMMENT ON COLUMN metahog.activity.started IS 'When it began';
COMMENT ON COLUMN metahog.activity.rows IS 'Rows that it has given out so far';
COMMENT ON COLUMN metahog.activity.bytes IS 'Bytes of their values';
COMMENT ON COLUMN metahog.activity.remote_pid IS 'Backend of the remote that answers; null: not connected yet';
COMMENT ON COLUMN metahog.activity.deadline IS 'When it fails if it has not ended by then';

CREATE FUNCTION metahog.cancel(pid integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_cancel'
	LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION metahog.cancel(integer) IS
	'Ends the call that a backend is making, and its remote statement; false if it makes none';
