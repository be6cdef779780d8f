-- test/sql/statements.sql: which statements are sent, and which are refused, by a source that is read-only.
--
-- One statement at a time, and it has to return rows.  Where that can be told from the text it is refused before it is
-- sent, which shows in that the source need not even be reachable.

SET client_min_messages = warning;
BEGIN;
SELECT plan(121);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('unreachable', 'postgres://u:p@127.0.0.1:1/d?sslmode=disable') \g /dev/null

CREATE FUNCTION pg_temp.sqlstate(source text, query text) RETURNS text LANGUAGE sql AS
	$$SELECT metahog.try_execute(source, query)->'error_detail'->>'sqlstate'$$;

SELECT metahog.execute('writable', statement) FROM unnest(ARRAY[
	'CREATE TABLE item (id int PRIMARY KEY, name text)',
	'INSERT INTO item VALUES (1, ''one'')',
	'CREATE SEQUENCE counter',
	'CREATE FUNCTION add_item() RETURNS int LANGUAGE sql AS $$INSERT INTO item VALUES (99, ''sneaked in'') RETURNING id$$',
	'CREATE PROCEDURE add_item_by_call(INOUT done boolean) LANGUAGE sql AS $$INSERT INTO item VALUES (98, ''called'') RETURNING true$$',
	'CREATE PROCEDURE answer(INOUT n int) LANGUAGE plpgsql AS $$BEGIN n := n + 1; END$$',
	'CREATE PROCEDURE silent() LANGUAGE plpgsql AS $$BEGIN END$$',
	'CREATE VIEW items AS SELECT * FROM item']) AS statement \g /dev/null

-- Statements that return no rows: refused before anything is sent

CREATE TEMP TABLE rowless AS SELECT * FROM unnest(ARRAY[
	'CREATE TABLE t (a int)', 'CREATE TABLE t AS SELECT 1', 'CREATE TEMP TABLE t AS SELECT 1', 'SELECT 1 AS a INTO t',
	'SELECT 1 AS a INTO t UNION SELECT 2', 'CREATE MATERIALIZED VIEW v AS SELECT 1', 'CREATE INDEX ON item (name)',
	'ALTER TABLE item ADD b int', 'DROP TABLE item', 'TRUNCATE item', 'COMMENT ON TABLE item IS ''x''',
	'INSERT INTO item VALUES (2, ''two'')', 'UPDATE item SET name = ''x''', 'DELETE FROM item',
	'WITH gone AS (DELETE FROM item RETURNING *) INSERT INTO item SELECT * FROM gone',
	'COPY item TO STDOUT', 'COPY item FROM STDIN', 'COPY (SELECT 1) TO STDOUT', 'COPY item TO PROGRAM ''cat''',
	'COPY item TO ''x''', 'DO $$BEGIN END$$', 'SET work_mem = ''1MB''', 'SET LOCAL work_mem = ''1MB''',
	'SET TRANSACTION READ WRITE', 'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE', 'SET ROLE admin',
	'RESET ALL', 'DISCARD ALL', 'GRANT SELECT ON item TO analyst', 'CREATE ROLE r', 'VACUUM', 'ANALYZE', 'CHECKPOINT',
	'BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT a', 'ROLLBACK TO a', 'RELEASE a', 'PREPARE TRANSACTION ''x''',
	'COMMIT PREPARED ''x''', 'LISTEN x', 'NOTIFY x', 'UNLISTEN x', 'LOCK TABLE item', 'PREPARE p AS SELECT 1',
	'DEALLOCATE ALL', 'DECLARE c CURSOR FOR SELECT 1', 'CLOSE c', 'REFRESH MATERIALIZED VIEW v', 'REINDEX TABLE item',
	'CLUSTER', 'CREATE EXTENSION hstore', 'SECURITY LABEL ON TABLE item IS ''x''', 'IMPORT FOREIGN SCHEMA s FROM SERVER s INTO s'])
	AS statement;
SELECT is(pg_temp.sqlstate('unreachable', statement), '0A000', 'not sent: ' || statement) FROM rowless;
SELECT is(pg_temp.sqlstate('unreachable', statement), '08001', 'sent: ' || statement)
FROM unnest(ARRAY['SELECT 1', 'VALUES (1)', 'TABLE item', 'SHOW ALL', 'EXPLAIN SELECT 1', '(SELECT 1)',
	'WITH a AS (SELECT 1) SELECT * FROM a', 'INSERT INTO item VALUES (2) RETURNING id', 'DELETE FROM item RETURNING id',
	'UPDATE item SET id = 2 RETURNING *', 'CALL silent()', 'FETCH ALL FROM c', 'EXECUTE p',
	'SELECT into_what_this_grammar_does_not_know FOR EVER']) AS statement;
SELECT is((error->>'message', error->>'stage', error->>'position')::text,
	'("the statement returns no rows, and source ""scratch"" is read-only",query,)', 'what the refusal says')
FROM json_extract_path(metahog.try_execute('scratch', 'SET work_mem = ''1MB'''), 'error_detail') AS error;
SELECT matches(metahog.try_execute('scratch', 'DROP TABLE item')->'error_detail'->>'hint', 'SELECT, VALUES, TABLE, WITH, SHOW, EXPLAIN',
	'its hint names what can be run');
SELECT throws_ok(format('SELECT * FROM metahog.%s', call), '0A000', NULL, 'by every function: ' || call)
FROM unnest(ARRAY['execute(''scratch'', ''DROP TABLE item'')', 'query(''scratch'', ''DROP TABLE item'') AS t(a int)',
	'rows(''scratch'', ''DROP TABLE item'')', 'stream(''scratch'', ''DROP TABLE item'')',
	'describe(''scratch'', ''DROP TABLE item'')', 'column_definition(''scratch'', ''DROP TABLE item'')']) AS call;

-- What the text does not tell the remote's read-only transaction or the answer does

SELECT is(pg_temp.sqlstate('scratch', statement), '25006', 'refused by the remote: ' || statement)
FROM unnest(ARRAY['INSERT INTO item VALUES (2, ''two'') RETURNING id', 'UPDATE item SET name = ''x'' RETURNING id',
	'DELETE FROM item RETURNING id', 'WITH gone AS (DELETE FROM item RETURNING *) SELECT * FROM gone',
	'SELECT add_item()', 'CALL add_item_by_call(NULL)', 'SELECT nextval(''counter'')', 'SELECT * FROM item FOR UPDATE',
	'EXPLAIN ANALYZE DELETE FROM item', 'INSERT INTO items VALUES (3) RETURNING *'])
	AS statement;
SELECT is(pg_temp.sqlstate('scratch', 'CALL silent()'), '0A000', 'a CALL without an answer');
SELECT is((metahog.execute('scratch', 'CALL answer(41)')->'results'->0->>0), '42', 'a CALL with one');
SELECT is(metahog.execute('scratch', 'EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1')->>'columns', '["QUERY PLAN"]',
	'a table that is made nevertheless, and rolled back');
SELECT is(metahog.execute('scratch', 'EXPLAIN DELETE FROM item')->>'columns', '["QUERY PLAN"]', 'a plan writes nothing');
SELECT results_eq($$SELECT * FROM metahog.query('scratch', 'TABLE item') AS t(id int, name text)$$, $$VALUES (1, 'one')$$,
	'after all of this the data are what they were');
SELECT is((metahog.execute('scratch', $$SELECT is_called, (SELECT count(*) FROM pg_class WHERE relname IN ('t', 'v')) FROM counter$$)
	->'results')::jsonb, '[[false, 0]]', 'and so is the rest');

-- One statement

SELECT is(pg_temp.sqlstate('scratch', text), '42601', 'several statements: ' || to_json(text))
FROM unnest(ARRAY['SELECT 1; SELECT 2', 'SELECT 1; DROP TABLE item', 'COMMIT; DROP TABLE item', ';;SELECT 1; SELECT 2',
	E'SELECT 1;\n-- and\nSELECT 2', 'BEGIN; SELECT 1; COMMIT', 'SELECT 1; no statement at all']) AS text;
SELECT is(metahog.try_execute('scratch', 'SELECT 1; SELECT 2')->>'error',
	'cannot insert multiple commands into a prepared statement', 'it is the remote that says so');
SELECT is((metahog.try_execute('scratch', text)->'results')::jsonb, '[["a;b"]]', 'one statement: ' || to_json(text))
FROM unnest(ARRAY['SELECT ''a;b'';', 'SELECT $x$a;b$x$ ;;; ', E'; SELECT ''a;b''', E'SELECT ''a;b'' -- ; SELECT 2\n',
	'SELECT /* ; */ ''a;b'' AS "x;y"']) AS text;
SELECT is((error->>'sqlstate', error->>'message')::text, '(42601,"the query is empty")', 'nothing to run: ' || to_json(text))
FROM unnest(ARRAY['', ' ', E'\n\t', '-- a comment', '/* a comment */', ';', ' ; ; ']) AS text,
	json_extract_path(metahog.try_execute('scratch', text), 'error_detail') AS error;
SELECT is(pg_temp.sqlstate('scratch', text), '42601', 'not SQL: ' || text)
FROM unnest(ARRAY['SELEC 1', 'SELECT ''unfinished', 'SELECT 1 /* unfinished', 'SELECT 1)', '\copy item to stdout', 'SELECT $$']) AS text;

SELECT is((metahog.execute('scratch', 'SELECT 1')->'results')::jsonb, '[[1]]', 'after all of them the source answers');
SELECT results_eq($$SELECT * FROM metahog.query('scratch', 'TABLE item') AS t(id int, name text)$$, $$VALUES (1, 'one')$$,
	'and nothing has changed');

SELECT * FROM finish();
ROLLBACK;
