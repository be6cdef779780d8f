-- test/sql/snapshot_statistics.sql: what this server's statistics say of the snapshot's tables does not matter.
--
-- They are always late. Autovacuum that comes by while a first snapshot is being stored sees none of its rows, and tells
-- the planner that the tables are empty, however many pages they have.

SET client_min_messages = warning;
BEGIN;
SELECT plan(5);

SELECT metahog.create_source('large', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('large', $remote$DO $$
	BEGIN
		FOR i IN 1..20 LOOP
			EXECUTE format('CREATE TABLE t%s (%s)', i,
				(SELECT string_agg(format('c%s int', n), ', ') FROM generate_series(1, 1500) AS n));
		END LOOP;
	END $$ $remote$) \g /dev/null

-- So that to hash what is live looks expensive, as it does with the usual memory and ten times as many columns.
SET LOCAL work_mem = '64kB';
-- To compare each of 30,000 columns with each takes minutes.
SET LOCAL statement_timeout = '20s';
SELECT is(r::text, '(21,0,0)', 'the first time') FROM metahog.refresh_schema('large') AS r;
UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE relnamespace = 'metahog'::regnamespace AND relname ~ '^remote_.*[^s]$'
	AND relkind = 'r';
SELECT is(r::text, '(0,0,0)', 'once more') FROM metahog.refresh_schema('large') AS r;
SELECT is_empty('SELECT * FROM metahog.schema_drift(''large'')', 'compared');
SELECT metahog.execute('large', 'ALTER TABLE t7 RENAME c9 TO d') \g /dev/null
SELECT is(r::text, '(0,1,0)', 'after a change') FROM metahog.refresh_schema('large') AS r;
SELECT is((SELECT count(*) FROM metahog.remote_columns WHERE source = 'large'), 30000::bigint, 'all of it is recorded');

SELECT * FROM finish();
ROLLBACK;
