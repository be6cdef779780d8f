-- sql/audit.sql: the account of what was done, in the database that metahog.database names.
--
-- The audit writer alone makes rows, and the partitions, one for each month. Nobody is granted more than reading, and
-- that on the table as a whole. No pg_extension_config_dump: it is history of this server, not part of what a dump
-- restores elsewhere.

CREATE TABLE metahog.audit_log (
	id bigint NOT NULL,
	time timestamptz NOT NULL,
	action text NOT NULL,
	database text,
	role text,
	login text,
	team_id bigint,
	source text,
	source_id uuid,
	query text,
	query_cut boolean,
	query_hash bytea,
	parameters text,
	parameters_cut boolean,
	details jsonb,
	outcome text NOT NULL,
	sqlstate text,
	rows bigint,
	bytes bigint,
	truncated text,
	waiting_seconds double precision,
	resolving_seconds double precision,
	connecting_seconds double precision,
	running_seconds double precision,
	fetching_seconds double precision,
	total_seconds double precision,
	client_address inet,
	application_name text,
	level text NOT NULL,
	actor text,
	CONSTRAINT audit_log_pkey PRIMARY KEY (id, time)
) PARTITION BY RANGE (time);

GRANT SELECT ON metahog.audit_log TO pg_read_all_stats;
GRANT USAGE ON SCHEMA metahog TO pg_read_all_stats;

COMMENT ON TABLE metahog.audit_log IS 'What was done with sources: each call, and each change of a source, a saved query or a dashboard';
COMMENT ON COLUMN metahog.audit_log.id IS 'Number of the record; later records have higher ones';
COMMENT ON COLUMN metahog.audit_log.time IS 'When it began';
COMMENT ON COLUMN metahog.audit_log.action IS 'Function that was called, such as query, describe or create_source';
COMMENT ON COLUMN metahog.audit_log.database IS 'Database of this server in which it was called';
COMMENT ON COLUMN metahog.audit_log.role IS 'Role that did it, as SET ROLE had it';
COMMENT ON COLUMN metahog.audit_log.login IS 'Role that had logged in';
COMMENT ON COLUMN metahog.audit_log.team_id IS 'Team of the source; null: shared by all teams';
COMMENT ON COLUMN metahog.audit_log.source IS 'Name of the source at that time';
COMMENT ON COLUMN metahog.audit_log.source_id IS 'Its id';
COMMENT ON COLUMN metahog.audit_log.query IS 'Text of the caller, its first 64 kB';
COMMENT ON COLUMN metahog.audit_log.query_cut IS 'Whether the text was longer';
COMMENT ON COLUMN metahog.audit_log.query_hash IS 'SHA-256 of the whole text';
COMMENT ON COLUMN metahog.audit_log.parameters IS
	'Its parameters as JSON, their first 64 kB; null: there were none, or metahog.audit_parameters was off';
COMMENT ON COLUMN metahog.audit_log.parameters_cut IS 'Whether they were longer';
COMMENT ON COLUMN metahog.audit_log.details IS 'Of a change: what was changed, without secrets; of the run of a saved query: which';
COMMENT ON COLUMN metahog.audit_log.outcome IS
	'How it ended: ok, error, cancelled, timeout, refused, abandoned, rolled_back or prepared';
COMMENT ON COLUMN metahog.audit_log.sqlstate IS 'SQLSTATE of its error; null: it had none';
COMMENT ON COLUMN metahog.audit_log.rows IS 'Rows that it gave out';
COMMENT ON COLUMN metahog.audit_log.bytes IS 'Bytes of their values';
COMMENT ON COLUMN metahog.audit_log.truncated IS 'Cap that cut the result: max_rows or max_bytes; null: none';
COMMENT ON COLUMN metahog.audit_log.waiting_seconds IS 'Time spent waiting for a free connection';
COMMENT ON COLUMN metahog.audit_log.resolving_seconds IS 'Time spent resolving the name of the host';
COMMENT ON COLUMN metahog.audit_log.connecting_seconds IS 'Time spent connecting';
COMMENT ON COLUMN metahog.audit_log.running_seconds IS 'Time from sending the statement to the first of the answer';
COMMENT ON COLUMN metahog.audit_log.fetching_seconds IS 'Time from there to the end of the rows';
COMMENT ON COLUMN metahog.audit_log.total_seconds IS 'Time of the whole call';
COMMENT ON COLUMN metahog.audit_log.client_address IS 'Address of the client; null: it came by a socket of this machine';
COMMENT ON COLUMN metahog.audit_log.application_name IS 'What the client called itself';
COMMENT ON COLUMN metahog.audit_log.level IS 'Level at which MetaHog worked: L0, L1 or L2';
COMMENT ON COLUMN metahog.audit_log.actor IS 'Who in the application asked, as metahog.actor had it; null: it said nothing';

-- One row at most. The owner alone reads and writes it.
CREATE TABLE metahog.audit_dropped (time timestamptz NOT NULL);

COMMENT ON TABLE metahog.audit_dropped IS
	'When a month of metahog.audit_log was last dropped: the next one is an hour later, also after a restart';
COMMENT ON COLUMN metahog.audit_dropped.time IS 'That time, by this server''s clock; no row: none was dropped yet';
