-- sql/shared.sql: what all backends share, and how it stands with it.

CREATE FUNCTION metahog.status() RETURNS TABLE (item text, state text, hint text)
	AS 'MODULE_PATHNAME', 'metahog_status'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.status() IS
	'At which level MetaHog works on this server, how far its limits reach, and which setting would bring more';

CREATE FUNCTION metahog.activity() RETURNS TABLE (pid integer, role regrole, source text, stage text, query text,
		started timestamptz, rows bigint, bytes bigint, remote_pid integer, deadline timestamptz,
		source_id uuid, actor text)
	AS 'MODULE_PATHNAME', 'metahog_activity'
	LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.activity() IS 'What the view metahog.activity shows';

CREATE VIEW metahog.activity AS
	SELECT a.pid, a.role, a.source, a.stage, a.query, a.started, a.rows, a.bytes, a.remote_pid, a.deadline,
		a.source_id, a.actor
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
COMMENT ON COLUMN metahog.activity.source_id IS 'The source''s id';
COMMENT ON COLUMN metahog.activity.actor IS 'Who in the application asks, as metahog.actor said when the call began; null: it said nothing';

CREATE FUNCTION metahog.sessions() RETURNS TABLE (source text, source_id uuid, cl_active integer, cl_waiting integer,
		sv_active integer, sv_idle integer, sv_login integer, maxwait integer, maxwait_us integer, opened bigint,
		closed bigint, handed_over bigint)
	AS 'MODULE_PATHNAME', 'metahog_sessions'
	LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.sessions() IS 'What the view metahog.sessions shows';

CREATE VIEW metahog.sessions AS
	SELECT s.source, s.source_id, s.cl_active, s.cl_waiting, s.sv_active, s.sv_idle, s.sv_login, s.maxwait,
		s.maxwait_us, s.opened, s.closed, s.handed_over
	FROM metahog.sessions() s;
GRANT SELECT ON metahog.sessions TO PUBLIC;

COMMENT ON VIEW metahog.sessions IS
	'Connections of each source that has been used, from all backends, in the words of PgBouncer''s SHOW POOLS; for who may use the source, and for pg_read_all_stats';
COMMENT ON COLUMN metahog.sessions.source IS 'Name of the source';
COMMENT ON COLUMN metahog.sessions.source_id IS 'Its id';
COMMENT ON COLUMN metahog.sessions.cl_active IS 'Calls that have a connection, or are opening one';
COMMENT ON COLUMN metahog.sessions.cl_waiting IS 'Calls that wait for a free connection';
COMMENT ON COLUMN metahog.sessions.sv_active IS 'Connections that serve a call';
COMMENT ON COLUMN metahog.sessions.sv_idle IS 'Connections that are kept for a next call';
COMMENT ON COLUMN metahog.sessions.sv_login IS 'Connections that are being opened';
COMMENT ON COLUMN metahog.sessions.maxwait IS 'How long the first of the calls that wait has waited, whole seconds';
COMMENT ON COLUMN metahog.sessions.maxwait_us IS 'And the microseconds beyond them';
COMMENT ON COLUMN metahog.sessions.opened IS 'Connections that have been opened since the server started';
COMMENT ON COLUMN metahog.sessions.closed IS 'How many of them have been closed';
COMMENT ON COLUMN metahog.sessions.handed_over IS 'How often one went from one backend to another that waited';

CREATE FUNCTION metahog.cancel(pid integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_cancel'
	LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION metahog.cancel(integer) IS
	'Ends the call that a backend is making, and its remote statement; false if it makes none';

CREATE FUNCTION metahog.statistics() RETURNS TABLE (source text, source_id uuid, role regrole, calls bigint,
		errors bigint, errors_by_class jsonb, cancelled bigint, timeouts bigint, truncations bigint, rows bigint,
		bytes bigint, waiting_seconds double precision, resolving_seconds double precision,
		connecting_seconds double precision, running_seconds double precision, fetching_seconds double precision,
		total_seconds double precision, first_call timestamptz, last_call timestamptz)
	AS 'MODULE_PATHNAME', 'metahog_statistics'
	LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.statistics() IS 'What the view metahog.statistics shows';

CREATE VIEW metahog.statistics AS
	SELECT s.source, s.source_id, s.role, s.calls, s.errors, s.errors_by_class, s.cancelled, s.timeouts,
		s.truncations, s.rows, s.bytes, s.waiting_seconds, s.resolving_seconds, s.connecting_seconds,
		s.running_seconds, s.fetching_seconds, s.total_seconds, s.first_call, s.last_call
	FROM metahog.statistics() s;
GRANT SELECT ON metahog.statistics TO PUBLIC;

COMMENT ON VIEW metahog.statistics IS
	'What the calls to each source add up to, for each role whose rights the current one has, for all roles to pg_read_all_stats; since the server started, or the last reset_statistics()';
COMMENT ON COLUMN metahog.statistics.source IS 'Name of the source, also of one that was dropped; null: the calls have found none';
COMMENT ON COLUMN metahog.statistics.source_id IS 'Its id';
COMMENT ON COLUMN metahog.statistics.role IS 'Role whose calls these are';
COMMENT ON COLUMN metahog.statistics.calls IS 'Calls that have ended, in whatever way';
COMMENT ON COLUMN metahog.statistics.errors IS 'Those among them that have failed';
COMMENT ON COLUMN metahog.statistics.errors_by_class IS 'How many failed with which class of SQLSTATE, its first two characters';
COMMENT ON COLUMN metahog.statistics.cancelled IS 'Those that were cancelled, by pg_cancel_backend, Ctrl-C, statement_timeout or the end of their backend';
COMMENT ON COLUMN metahog.statistics.timeouts IS 'Those whose deadline has passed';
COMMENT ON COLUMN metahog.statistics.truncations IS 'Documents that a cap has cut';
COMMENT ON COLUMN metahog.statistics.rows IS 'Rows given out';
COMMENT ON COLUMN metahog.statistics.bytes IS 'Bytes of their values';
COMMENT ON COLUMN metahog.statistics.waiting_seconds IS 'Time spent on looking the source up, and waiting for a free connection';
COMMENT ON COLUMN metahog.statistics.resolving_seconds IS 'Time spent on looking its host up';
COMMENT ON COLUMN metahog.statistics.connecting_seconds IS 'Time spent on connecting';
COMMENT ON COLUMN metahog.statistics.running_seconds IS 'Time until the first row came';
COMMENT ON COLUMN metahog.statistics.fetching_seconds IS 'Time in which rows came, or their caller was busy with them';
COMMENT ON COLUMN metahog.statistics.total_seconds IS 'Sum of these';
COMMENT ON COLUMN metahog.statistics.first_call IS 'When the first of the calls began';
COMMENT ON COLUMN metahog.statistics.last_call IS 'When the last of them did';

CREATE FUNCTION metahog.reset_statistics() RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_reset_statistics'
	LANGUAGE C VOLATILE PARALLEL SAFE;
REVOKE EXECUTE ON FUNCTION metahog.reset_statistics() FROM PUBLIC;
COMMENT ON FUNCTION metahog.reset_statistics() IS 'Begins the statistics of this database anew';
