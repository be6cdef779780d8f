-- test/sql/read_write.sql: a source that may write: each call is one transaction of the remote, committed at its end.
--
-- What is written does not depend on how much of the answer is read, and is not undone by what the caller does.

SET client_min_messages = error;
BEGIN;
SELECT plan(88);

SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null

CREATE FUNCTION pg_temp.context(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	context text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	RETURN context;
END
$$;
-- What the remote's table holds, seen by another session.
CREATE FUNCTION pg_temp.ids() RETURNS text LANGUAGE sql AS
	$$SELECT metahog.execute('r', 'SELECT string_agg(id::text, '','' ORDER BY id) FROM item')->'results'->0->>0$$;

-- Statements that return no rows have a document, too

CREATE TEMP TABLE ddl AS SELECT metahog.execute('w', 'CREATE TABLE item (id int PRIMARY KEY, next int REFERENCES item DEFERRABLE INITIALLY DEFERRED)') AS doc;
SELECT is((doc->>'columns', doc->>'types', doc->>'results', doc->>'row_count', doc->>'hasMore', doc->>'truncated', doc->>'error')::text,
	'([],[],[],0,false,,)', 'the document of DDL: no columns, no rows, no error') FROM ddl;
SELECT lives_ok(format('SELECT metahog.execute(''w'', %L)', statement), 'runs: ' || statement)
FROM unnest(ARRAY['INSERT INTO item VALUES (1), (2)', 'UPDATE item SET next = 1 WHERE id = 2', 'DELETE FROM item WHERE id = 99',
	'CREATE INDEX ON item (next)', 'ALTER TABLE item ADD note text', 'COMMENT ON TABLE item IS ''it''', 'CREATE VIEW items AS SELECT id FROM item',
	'CREATE FUNCTION add(a int) RETURNS int LANGUAGE sql AS $$INSERT INTO item VALUES (a) RETURNING id$$',
	'CREATE FUNCTION fail() RETURNS int LANGUAGE plpgsql AS $$BEGIN INSERT INTO item VALUES (77); RAISE ''failed''; END$$',
	'CREATE PROCEDURE silent() LANGUAGE sql AS $$INSERT INTO item VALUES (3)$$',
	'CREATE PROCEDURE with_answer(INOUT n int) LANGUAGE sql AS $$INSERT INTO item VALUES (n) RETURNING id * 10$$',
	'CREATE PROCEDURE committing() LANGUAGE plpgsql AS $$BEGIN INSERT INTO item VALUES (66); COMMIT; END$$',
	'ANALYZE item', 'GRANT SELECT ON item TO analyst', 'DO $$BEGIN PERFORM 1; END$$', 'CALL silent()', 'LOCK TABLE item', 'CREATE TABLE copied AS TABLE item',
	'SELECT 1 AS a INTO made', 'TRUNCATE copied', 'DROP TABLE copied, made']) AS statement;
SELECT is(pg_temp.ids(), '1,2,3', 'each was committed');

-- Statements that write and return rows

SELECT is((metahog.execute('w', query)->'results')::jsonb, results::jsonb, 'written and told: ' || query)
FROM (VALUES ('INSERT INTO item (id) VALUES (10), (11) RETURNING id', '[[10], [11]]'), ('UPDATE item SET note = ''x'' WHERE id = 10 RETURNING id, note', '[[10, "x"]]'),
	('DELETE FROM item WHERE id = 11 RETURNING id', '[[11]]'), ('SELECT add(12)', '[[12]]'), ('CALL with_answer(13)', '[[130]]'),
	('WITH added AS (INSERT INTO item VALUES (14) RETURNING id) SELECT id + 1 FROM added', '[[15]]'), ('SELECT id FROM item WHERE id = 14 FOR UPDATE', '[[14]]'),
	('SELECT count(*) FROM item', '[[7]]'), ('SELECT FROM item WHERE id < 3', '[[], []]'), ('SHOW transaction_read_only', '[["off"]]')) AS cases (query, results);
SELECT results_eq($$SELECT * FROM metahog.query('w', 'INSERT INTO item (id) VALUES (20), (21) RETURNING id, note') AS t(id int, note text)$$,
	$$VALUES (20, NULL::text), (21, NULL)$$, 'by query');
SELECT results_eq($$SELECT metahog.rows('w', 'INSERT INTO item (id) VALUES (22), (23) RETURNING id')->>'id'$$, $$VALUES ('22'), ('23')$$, 'by rows');
SELECT results_eq($$SELECT metahog.stream('w', 'INSERT INTO item (id) VALUES (24), (25) RETURNING id', format => 'csv')$$, ARRAY[E'id\n24\n25\n'], 'by stream');
SELECT is(metahog.try_execute('w', 'INSERT INTO item (id) VALUES ($1) RETURNING id', '[26]')->'results'->0->>0, '26', 'by try_execute, with a parameter');
SELECT is_empty($$SELECT metahog.rows('w', 'INSERT INTO item (id) VALUES (27)')$$, 'no rows are no rows');
SELECT is(pg_temp.ids(), '1,2,3,10,12,13,14,20,21,22,23,24,25,26,27', 'each once');

-- A wrong declaration is found out before anything runs

SELECT is(helper.sqlstate($$SELECT * FROM metahog.query('w', 'INSERT INTO item (id) VALUES (30) RETURNING id, note') AS t(id int)$$), '42804', 'too few columns');
SELECT is(helper.sqlstate($$SELECT * FROM metahog.query('w', 'INSERT INTO item (id) VALUES (31)') AS t(id int)$$), '0A000', 'columns for what has none');
SELECT is(helper.sqlstate($$SELECT metahog.stream('w', 'INSERT INTO item (id) VALUES (32) RETURNING id', format => 'xml')$$), '22023', 'a format that is not');
SELECT is(helper.sqlstate($$SELECT * FROM metahog.describe('w', 'INSERT INTO item (id) VALUES (33) RETURNING id')$$), '00000', 'a description');
SELECT is(helper.sqlstate($$SELECT metahog.explain('w', 'INSERT INTO item (id) VALUES (34)')$$), '00000', 'a plan');
SELECT is(pg_temp.ids(), '1,2,3,10,12,13,14,20,21,22,23,24,25,26,27', 'nothing has run');
SELECT metahog.execute('w', 'DELETE FROM item') \g /dev/null

-- A cap ends the answer, not the work

SELECT is((doc->>'results', doc->>'row_count', doc->>'hasMore', doc->>'truncated')::text, (E'[\n[1]]', '1', 'true', 'max_rows')::text, 'cut at max_rows')
FROM metahog.execute('w', 'INSERT INTO item (id) SELECT generate_series(1, 5) RETURNING id', max_rows => 1) AS doc;
SET LOCAL metahog.max_bytes = '1kB';
SELECT is((doc->>'row_count', doc->>'truncated')::text, '(0,max_bytes)', 'cut at max_bytes')
FROM metahog.execute('w', 'INSERT INTO item (id) VALUES (6) RETURNING repeat(''x'', 2000)') AS doc;
SET LOCAL metahog.max_bytes = DEFAULT;
SELECT is((SELECT count(*) FROM metahog.query('w', 'INSERT INTO item (id) VALUES (7), (8) RETURNING id', max_rows => 1) AS t(id int)), 1::bigint, 'limited by query');
SELECT is((SELECT count(*) FROM (SELECT metahog.rows('w', 'INSERT INTO item (id) SELECT generate_series(9, 3000) RETURNING id') LIMIT 1) AS r), 1::bigint, 'one row asked for');
SELECT is(metahog.execute('r', 'SELECT count(*), max(id) FROM item')->'results'->>0, '[3000,3000]', 'all of it is written');
SELECT metahog.alter_source('w', '{"max_rows": 2}') \g /dev/null
SELECT is(helper.sqlstate($$SELECT * FROM metahog.query('w', 'DELETE FROM item RETURNING id') AS t(id int)$$), '54000', 'a ceiling is an error');
SELECT is(pg_temp.ids(), NULL, 'but what was done is done');
SELECT metahog.alter_source('w', '{"max_rows": null}') \g /dev/null

-- Failures undo the whole call

SELECT is(helper.sqlstate(format('SELECT metahog.execute(''w'', %L)', statement)), sqlstate, 'fails: ' || statement)
FROM (VALUES ('INSERT INTO item (id) VALUES (1), (1)', '23505'), ('INSERT INTO item (id) VALUES (1), (1) RETURNING id', '23505'), ('SELECT fail()', 'P0001'),
	('INSERT INTO item (id) SELECT 10 / (3 - g) FROM generate_series(1, 9) AS g RETURNING id', '22012'), ('VACUUM item', '25001'),
	('INSERT INTO item VALUES (1, 99)', '23503'), ('INSERT INTO item VALUES (1, 99) RETURNING id', '23503'), ('CALL committing()', '2D000'),
	('DO $$BEGIN INSERT INTO item VALUES (65); COMMIT; END$$', '2D000'),
	('INSERT INTO item VALUES (1); INSERT INTO item VALUES (2)', '42601'), ('', '42601'), ('COPY item TO STDOUT', '0A000'), ('COPY item FROM STDIN', '0A000')) AS cases (statement, sqlstate);
SELECT is((error->>'message', error->>'detail')::text, '("insert or update on table ""item"" violates foreign key constraint ""item_next_fkey""","Key (next)=(99) is not present in table ""item"".")',
	'a constraint that fails at COMMIT is told as the statement''s own failure')
FROM json_extract_path(metahog.try_execute('w', 'INSERT INTO item VALUES (1, 99) RETURNING id'), 'error_detail') AS error;
SELECT is(helper.sqlstate($$SELECT * FROM metahog.query('w', 'INSERT INTO item VALUES (1, 99) RETURNING id') AS t(id int)$$), '23503', 'by query');
SELECT is(helper.sqlstate($$SELECT metahog.rows('w', 'INSERT INTO item VALUES (1, 99) RETURNING id')$$), '23503', 'by rows');
SELECT is(helper.sqlstate($$SELECT metahog.rows('w', 'INSERT INTO item VALUES (1, 99), (2, 99) RETURNING id') LIMIT 1$$), '23503', 'by rows that are not all read');
SELECT matches(pg_temp.context($$SELECT metahog.rows('w', 'INSERT INTO item VALUES (1, 99), (2, 99) RETURNING id') LIMIT 1$$), 'source "w", stage "fetch"',
	'with source and stage in the context');
SELECT is(helper.sqlstate($$SELECT metahog.stream('w', 'INSERT INTO item VALUES (1, 99) RETURNING id')$$), '23503', 'by stream');
SELECT is(helper.sqlstate($$SELECT metahog.execute('w', 'INSERT INTO item SELECT g, 99 FROM generate_series(1, 9) AS g RETURNING id', max_rows => 1)$$), '23503', 'behind a cap');
SELECT is(pg_temp.ids(), NULL, 'nothing is left of any of them');

-- The transaction is not the caller's to end

SELECT is(helper.sqlstate(format('SELECT metahog.execute(''w'', %L)', statement)), '2D000', 'refused: ' || statement)
FROM unnest(ARRAY['COMMIT', 'ROLLBACK', 'END', 'ABORT', 'COMMIT /* and go on */;', 'BEGIN', 'SAVEPOINT a', 'COMMIT AND CHAIN', $$PREPARE TRANSACTION 'x'$$]) AS statement;
SELECT is((metahog.execute('w', 'SELECT pg_backend_pid()')->'results')::text = pid, true, 'before it is sent: the session is used again')
FROM (SELECT (metahog.execute('w', 'SELECT pg_backend_pid()')->'results')::text AS pid, metahog.try_execute('w', 'COMMIT')) AS before;
SELECT metahog.execute('w', 'SET TRANSACTION READ ONLY') \g /dev/null
SELECT is(metahog.execute('w', 'INSERT INTO item (id) VALUES (1) RETURNING id')->'results'->0->>0, '1', 'what leaves it as it is does no harm');
SELECT is(pg_temp.ids(), '1', 'to the next one');

-- Sessions are reset

SELECT metahog.execute('w', statement) FROM unnest(ARRAY['SET work_mem = ''7777kB''', 'SET search_path = pg_catalog', 'SET ROLE analyst', 'SET TimeZone = ''Asia/Tokyo''',
	'CREATE TEMP TABLE item (id text)', 'PREPARE p AS SELECT 1', 'LISTEN x', 'SELECT pg_advisory_lock(4711)', 'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
	'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', 'SELECT set_config(''statement_timeout'', ''1ms'', false)']) AS statement \g /dev/null
SELECT is((metahog.execute('w', $$SELECT current_setting('work_mem'), current_user, current_setting('TimeZone'), to_regclass('item')::text,
	(SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
	(SELECT count(*) FROM pg_cursors WHERE name = 'c'), current_setting('default_transaction_read_only'), current_setting('search_path'),
	current_setting('statement_timeout')::interval > '1 s'$$)->'results')::jsonb,
	'[["4MB", "admin", "UTC", "item", 0, 0, 0, 0, "off", "\"$user\", public", true]]', 'what one call has set is gone in the next');

-- The caller's own transaction

SAVEPOINT before;
SELECT metahog.execute('w', 'INSERT INTO item (id) VALUES (2)') \g /dev/null
ROLLBACK TO before;
SELECT is(pg_temp.ids(), '1,2', 'undoing that does not undo what the remote has committed');
SELECT metahog.alter_source('w', '{"read_only": true}') \g /dev/null
SELECT is(helper.sqlstate($$SELECT metahog.execute('w', 'INSERT INTO item (id) VALUES (4) RETURNING id')$$), '25006', 'a source that is made read-only is so at once');

SELECT * FROM finish();
ROLLBACK;
