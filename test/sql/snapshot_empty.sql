-- test/sql/snapshot_empty.sql: the snapshot of a remote that has nothing at all is one nevertheless.

SET client_min_messages = warning;
BEGIN;
SELECT plan(8);

SELECT metahog.create_source('empty', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT helper.run_on('empty', 'DROP SCHEMA public CASCADE') \g /dev/null

SELECT is(helper.sqlstate('SELECT metahog.schema(''empty'', cached => true)'), '55000', 'there is none at first');
SELECT is(r::text, '(0,0,0)', 'nothing is added by the first') FROM metahog.refresh_schema('empty') AS r;
SELECT is((d->'tables')::text || (d->'columns')::text, '{}{}', 'but there is a document') FROM metahog.schema('empty', cached => true) AS d;
SELECT is_empty('SELECT * FROM metahog.schema_drift(''empty'')', 'and nothing has changed since');
SELECT is((d->'tables')::text || (d->'columns')::text, '{}{}', 'as the remote has it') FROM metahog.schema('empty') AS d;
SELECT helper.run_on('empty', 'CREATE SCHEMA made', 'CREATE TABLE made.thing (n int)') \g /dev/null
SELECT is(r::text, '(2,0,0)', 'what is made later is added') FROM metahog.refresh_schema('empty') AS r;
SELECT helper.run_on('empty', 'DROP SCHEMA made CASCADE') \g /dev/null
SELECT is(r::text, '(0,0,2)', 'and removed') FROM metahog.refresh_schema('empty') AS r;
SELECT is((d->'tables')::text || (d->'columns')::text, '{}{}', 'which leaves an empty one') FROM metahog.schema('empty', cached => true) AS d;

SELECT * FROM finish();
ROLLBACK;
