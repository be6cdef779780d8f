-- test/sql/self_source.sql: a source that points at the metadata server itself, at this very database.
--
-- Its session is another one, which sees what has been committed, and knows nothing of the caller's transaction.

SET client_min_messages = error;
SELECT plan(27);

CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE note (id int PRIMARY KEY, body text, mood mood);
INSERT INTO note VALUES (1, 'one', 'glad'), (2, 'two', NULL);
SELECT metahog.create_source('self', current_setting('test.local_url')) \g /dev/null
SELECT metahog.create_source('self, writable', current_setting('test.local_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null

-- How many sessions wait for a lock on the table, when that has come to rest.
CREATE FUNCTION pg_temp.still_waiting(name regclass) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	waiting bigint;
BEGIN
	FOR turn IN 1 .. 50 LOOP
		SELECT count(*) INTO waiting FROM pg_locks WHERE relation = name AND NOT granted;
		EXIT WHEN waiting = 0;
		PERFORM pg_sleep(0.1);
	END LOOP;
	RETURN waiting;
END
$$;

-- The same database, another session

SELECT is((SELECT ok FROM metahog.test_source('self')), true, 'it answers');
SELECT is(metahog.execute('self', 'SELECT current_database()')->'results'->0->>0, current_database()::text, 'the same database');
SELECT isnt((metahog.execute('self', 'SELECT pg_backend_pid()')->'results'->0->>0)::int, pg_backend_pid(), 'another session');
SELECT is((metahog.execute('self', 'TABLE note')->'results')::jsonb, '[[1, "one", "glad"], [2, "two", null]]', 'the rows of a local table');
SELECT results_eq($$SELECT t.id, t.mood, n.body FROM note n JOIN metahog.query('self', 'TABLE note') AS t(id int, body text, mood mood) USING (id, body) ORDER BY 1$$,
	$$VALUES (1, 'glad'::mood, 'one'), (2, NULL, 'two')$$, 'joined with itself, in its own types');
SELECT is(metahog.column_definition('self', 'TABLE note'), 'id integer, body text, mood text', 'described');
SELECT is(helper.sqlstate($$SELECT metahog.execute('self', 'DELETE FROM note RETURNING id')$$), '25006', 'read-only, as any source');

-- It sees what has been committed

BEGIN;
INSERT INTO note VALUES (3, 'not yet', NULL);
SELECT is((SELECT count(*) FROM note), 3::bigint, 'what this transaction has written');
SELECT is(metahog.execute('self', 'SELECT count(*) FROM note')->'results'->0->>0, '2', 'is not there for the source');
COMMIT;
SELECT is(metahog.execute('self', 'SELECT count(*) FROM note')->'results'->0->>0, '3', 'until it is committed');
BEGIN;
SELECT metahog.create_source('new', current_setting('test.local_url')) \g /dev/null
SELECT is(metahog.execute('new', 'SELECT count(*) FROM metahog.source WHERE name = ''new''')->'results'->0->>0, '0',
	'a source may be used before it is committed, also when it does not see itself');
ROLLBACK;
BEGIN;
SELECT is(metahog.execute('self, writable', 'INSERT INTO note VALUES (4, ''four'') RETURNING id')->'results'->0->>0, '4', 'what it writes');
SELECT is((SELECT body FROM note WHERE id = 4), 'four', 'is there for this transaction''s next statement');
ROLLBACK;
SELECT is((SELECT body FROM note WHERE id = 4), 'four', 'and stays when this transaction does not');

-- The caller's own locks: no deadlock detector sees both sides, but the deadline ends it

BEGIN;
LOCK TABLE note;
SELECT is((error->>'sqlstate', error->>'stage')::text, '(57014,query)', 'waiting for the caller itself ends at the deadline')
FROM json_extract_path(metahog.try_execute('self', 'SELECT count(*) FROM note', timeout => '500 ms'), 'error_detail') AS error;
SELECT is(metahog.execute('self', 'SELECT 1')->'results'->0->>0, '1', 'and the next call works');
SELECT is(pg_temp.still_waiting('note'), 0::bigint, 'nobody waits any more');
ROLLBACK;
BEGIN;
LOCK TABLE note;
SET LOCAL statement_timeout = '500ms';
SELECT is(helper.sqlstate($$SELECT metahog.execute('self', 'SELECT count(*) FROM note')$$), '57014', 'or at statement_timeout');
ROLLBACK;

-- Sources behind the source

SELECT is(metahog.execute('self', $$SELECT metahog.execute('pagila', 'SELECT 41 + 1')->'results'$$)->'results'->0->0->0->>0, '42',
	'a source that is queried through the source');
SELECT is(metahog.execute('self', $$SELECT sum(n) FROM metahog.query('pagila', 'VALUES (1), (2)') AS t(n int)$$)->'results'->0->>0, '3', 'its rows, summed up there');
SELECT is(metahog.execute('self', $$SELECT metahog.execute('self', 'SELECT pg_backend_pid()')->'results'->0->>0 <> pg_backend_pid()::text$$)->'results'->0->>0, 'true',
	'itself through itself');
SELECT is((error->>'sqlstate', error->>'position')::text, '(42703,)', 'a failure behind it keeps its SQLSTATE; its position is in another text')
FROM json_extract_path(metahog.try_execute('self', $$SELECT metahog.execute('pagila', 'SELECT nothing')$$), 'error_detail') AS error;
SELECT is(helper.sqlstate($$SELECT metahog.execute('self', $q$SELECT metahog.execute('pagila', 'SELECT pg_sleep(30)')$q$, timeout => '500 ms')$$), '57014',
	'a deadline ends both');
SELECT is(helper.sqlstate($$SELECT metahog.execute('self', 'SELECT metahog.create_source(''x'', ''postgres://u@h/d'')')$$), '25006', 'nothing is administered through it');
SELECT is(metahog.execute('self, writable', $$SELECT metahog.create_source('by itself', 'postgres://u@h/d') IS NOT NULL$$)->'results'->0->>0, 'true',
	'unless it may write');
SELECT is(metahog.execute('self, writable', $$SELECT metahog.alter_source('self, writable', '{"max_rows": 1}')::text$$)->>'error', NULL, 'it may change itself');
SELECT is(metahog.execute('self, writable', 'VALUES (1), (2)')->>'truncated', 'max_rows', 'which holds from the next call on');

SELECT * FROM finish();
