-- test/sql/audit.sql: metahog.audit_log: who may read it, and who may do more. What is in it: test/t/060_audit_writer.pl.

BEGIN;
SELECT plan(15);

CREATE ROLE audit_reader IN ROLE pg_read_all_stats;
CREATE ROLE audit_chosen;
CREATE ROLE audit_importer;
CREATE ROLE audit_nobody;
GRANT USAGE ON SCHEMA metahog TO audit_chosen, audit_importer, audit_nobody;
GRANT SELECT ON metahog.audit_log TO audit_chosen;
GRANT INSERT ON metahog.audit_log TO audit_importer;

CREATE TABLE metahog.audit_log_1999_12 PARTITION OF metahog.audit_log
	FOR VALUES FROM ('1999-12-01 00:00+00') TO ('2000-01-01 00:00+00');
INSERT INTO metahog.audit_log (id, time, action, outcome, level) VALUES (1, '1999-12-31 23:59:59+00', 'execute', 'ok', 'L0');

CREATE FUNCTION pg_temp.reading(role text) RETURNS text LANGUAGE sql AS
	$$SELECT helper.run_as(role, 'SELECT count(*) FROM metahog.audit_log')$$;
CREATE FUNCTION pg_temp.doing(role text, statement text) RETURNS text LANGUAGE sql AS
	$$SELECT left(helper.run_as(role, statement || ' RETURNING 1'), 5)$$;

-- Reading

SELECT is(pg_temp.reading('audit_reader'), '1', 'who has pg_read_all_stats reads it');
SELECT is(pg_temp.reading('audit_chosen'), '1', 'and so does who was granted to');
SELECT is(pg_temp.reading('audit_nobody'), '42501 permission denied for table audit_log', 'but nobody else');
SELECT is(pg_temp.reading('audit_importer'), '42501 permission denied for table audit_log', 'not even who inserts');
SELECT is(helper.run_as(role, 'SELECT count(*) FROM metahog.audit_log_1999_12'),
	'42501 permission denied for table audit_log_1999_12', 'partitions are read as one table only: ' || role)
FROM unnest(ARRAY['audit_reader', 'audit_chosen']) AS role;

-- Writing

SELECT is(pg_temp.doing(role, statement), '42501', role || ' may not ' || split_part(statement, ' ', 1))
FROM unnest(ARRAY['audit_reader', 'audit_importer']) AS role,
	unnest(ARRAY['UPDATE metahog.audit_log SET outcome = ''ok''', 'DELETE FROM metahog.audit_log']) AS statement;
SELECT is(pg_temp.doing('audit_reader',
	$$INSERT INTO metahog.audit_log VALUES (2, '1999-12-31 00:00+00', 'execute')$$), '42501', 'nor INSERT, unless granted');
SET LOCAL ROLE audit_importer;
INSERT INTO metahog.audit_log (id, time, action, outcome, level) VALUES (2, '1999-12-31 00:00+00', 'execute', 'ok', 'L0');
RESET ROLE;
SELECT is(pg_temp.reading('audit_reader'), '2', 'who was granted INSERT can');
SELECT is(helper.run_as('audit_importer', 'TRUNCATE metahog.audit_log'), '42501 permission denied for table audit_log',
	'but not TRUNCATE');

-- As it is created

SELECT is_empty($$SELECT grantee FROM information_schema.table_privileges
	WHERE table_schema = 'metahog' AND table_name = 'audit_log'
	  AND grantee NOT IN ('postgres', 'pg_read_all_stats', 'audit_chosen', 'audit_importer')$$, 'nobody else has a right on it');
SELECT is(pg_get_partkeydef('metahog.audit_log'::regclass), 'RANGE ("time")', 'it is partitioned by time');

SELECT * FROM finish();
ROLLBACK;
