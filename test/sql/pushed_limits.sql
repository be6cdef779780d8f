-- test/sql/pushed_limits.sql: what the remote is told of the rows that will be read.
--
-- A SELECT that has no limit of its own gets one, and one row more, in the text that is sent.  Nothing else is
-- changed, and every other text is sent as it is; the answer is the same either way.

BEGIN;
SELECT plan(66);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('writable', 'CREATE TABLE item AS SELECT g AS id FROM generate_series(1, 5) AS g') \g /dev/null

-- Each of these has the rows 1 to 5.  What is to be sent: the text itself up to its end, and the clauses.
CREATE TEMP TABLE pushed (query text, sent text);
INSERT INTO pushed VALUES
	('SELECT g FROM generate_series(1, 5) AS g', 'SELECT g FROM generate_series(1, 5) AS g'),
	('SELECT g FROM generate_series(1, 5) AS g;', 'SELECT g FROM generate_series(1, 5) AS g'),
	('SELECT g FROM generate_series(1, 5) AS g ; ; ', 'SELECT g FROM generate_series(1, 5) AS g '),
	('SELECT g FROM generate_series(1, 5) AS g -- LIMIT 1', 'SELECT g FROM generate_series(1, 5) AS g -- LIMIT 1'),
	('SELECT g FROM generate_series(1, 5) AS g -- ; LIMIT 1;', 'SELECT g FROM generate_series(1, 5) AS g -- ; LIMIT 1;'),
	('SELECT g FROM generate_series(1, 5) AS g; -- LIMIT 1', 'SELECT g FROM generate_series(1, 5) AS g'),
	('SELECT g FROM generate_series(1, 5) AS g /* LIMIT 1 */', 'SELECT g FROM generate_series(1, 5) AS g /* LIMIT 1 */'),
	('/* LIMIT; */ SELECT g FROM generate_series(1, 5) AS g', '/* LIMIT; */ SELECT g FROM generate_series(1, 5) AS g'),
	(E'-- LIMIT 1;\nSELECT g FROM generate_series(1, 5) AS g\n', E'-- LIMIT 1;\nSELECT g FROM generate_series(1, 5) AS g\n'),
	('SELECT g AS "LIMIT 1;" FROM generate_series(1, 5) AS g', 'SELECT g AS "LIMIT 1;" FROM generate_series(1, 5) AS g'),
	('SELECT g FROM generate_series(1, 5) AS g WHERE ''é; LIMIT 1'' <> $$;$$;', 'SELECT g FROM generate_series(1, 5) AS g WHERE ''é; LIMIT 1'' <> $$;$$'),
	('SELECT g FROM (SELECT g FROM generate_series(1, 9) AS g ORDER BY g LIMIT 5) AS s', 'SELECT g FROM (SELECT g FROM generate_series(1, 9) AS g ORDER BY g LIMIT 5) AS s'),
	('SELECT 1 UNION SELECT g FROM generate_series(2, 5) AS g ORDER BY 1', 'SELECT 1 UNION SELECT g FROM generate_series(2, 5) AS g ORDER BY 1'),
	('SELECT 1 UNION ALL (SELECT g FROM generate_series(2, 9) AS g LIMIT 4)', 'SELECT 1 UNION ALL (SELECT g FROM generate_series(2, 9) AS g LIMIT 4)'),
	('VALUES (1), (2), (3), (4), (5)', 'VALUES (1), (2), (3), (4), (5)'),
	('WITH s AS (SELECT g FROM generate_series(1, 5) AS g) TABLE s', 'WITH s AS (SELECT g FROM generate_series(1, 5) AS g) TABLE s'),
	('WITH s AS (SELECT g FROM generate_series(1, 9) AS g LIMIT 5) SELECT * FROM s', 'WITH s AS (SELECT g FROM generate_series(1, 9) AS g LIMIT 5) SELECT * FROM s'),
	('(SELECT g FROM generate_series(1, 5) AS g)', '(SELECT g FROM generate_series(1, 5) AS g)'),
	('((SELECT g FROM generate_series(1, 5) AS g ORDER BY g));', '((SELECT g FROM generate_series(1, 5) AS g ORDER BY g))'),
	('(VALUES (1), (2)) UNION ALL (VALUES (3), (4), (5))', '(VALUES (1), (2)) UNION ALL (VALUES (3), (4), (5))'),
	('SELECT g, count(*) FROM generate_series(1, 5) AS g GROUP BY g HAVING true WINDOW w AS () ORDER BY g', 'SELECT g, count(*) FROM generate_series(1, 5) AS g GROUP BY g HAVING true WINDOW w AS () ORDER BY g');
SELECT is(metahog.execute('pagila', query, max_rows => 2)->>'query', sent || E'\nLIMIT 3', 'sent with a limit: ' || to_json(query)) FROM pushed;
CREATE TEMP TABLE kept AS SELECT * FROM unnest(ARRAY[
	'SELECT g FROM generate_series(1, 9) AS g ORDER BY g LIMIT 5',
	'SELECT g FROM generate_series(1, 5) AS g LIMIT ALL OFFSET 0',
	'SELECT g FROM generate_series(0, 5) AS g OFFSET 1;',
	'SELECT g FROM generate_series(1, 9) AS g ORDER BY g FETCH FIRST 5 ROWS ONLY',
	'SELECT g FROM generate_series(1, 9) AS g ORDER BY g <= 5 DESC FETCH FIRST 1 ROW WITH TIES',
	'SELECT 1 UNION SELECT g FROM generate_series(2, 9) AS g ORDER BY 1 LIMIT 5',
	'(SELECT g FROM generate_series(1, 9) AS g ORDER BY g LIMIT 5)',
	'WITH s AS (SELECT g FROM generate_series(1, 5) AS g) SELECT * FROM s LIMIT 7',
	'VALUES (1), (2), (3), (4), (5), (6) LIMIT 5',
	'EXPLAIN (COSTS off, VERBOSE) SELECT g FROM generate_series(1, 5) AS g WHERE g > random()']) AS query;
SELECT is(metahog.execute('pagila', query, max_rows => 2)->>'query', query, 'sent as it is: ' || to_json(query)) FROM kept;
SELECT is(metahog.execute('writable', query, max_rows => 2)->>'query', query, 'sent as it is: ' || to_json(query))
FROM unnest(ARRAY['SHOW ALL', 'SELECT id FROM item FOR UPDATE', 'SELECT id FROM item ORDER BY id FOR SHARE', '(SELECT id FROM item FOR KEY SHARE)',
	'INSERT INTO item VALUES (6), (7), (8) RETURNING id', 'UPDATE item SET id = id RETURNING id',
	'WITH gone AS (SELECT 1) DELETE FROM item WHERE id > 5 RETURNING id', 'CREATE TABLE other (id int)', 'SELECT 7 AS id INTO more']) AS query;

-- The answer is the same: the first two, and that there are more; or all five, and that there are none

SELECT is(array_agg(DISTINCT doc->>'hasMore' || (doc->'results'->0->>0) || (doc->'results'->1->>0) || json_array_length(doc->'results')), '{true122}',
	'two of five: ' || query_kind)
FROM (SELECT 'pushed' AS query_kind, query FROM pushed UNION ALL SELECT 'kept', query FROM kept WHERE query NOT LIKE 'EXPLAIN%') AS q,
	metahog.execute('pagila', query, max_rows => 2) AS doc GROUP BY query_kind ORDER BY query_kind;
SELECT is(array_agg(DISTINCT doc->>'hasMore' || (doc->'results'->0->>0) || (doc->'results'->1->>0) || json_array_length(doc->'results')), '{true342}',
	'two of five, after two: ' || query_kind)
FROM (SELECT 'pushed' AS query_kind, query FROM pushed UNION ALL SELECT 'kept', query FROM kept WHERE query NOT LIKE 'EXPLAIN%') AS q,
	metahog.execute('pagila', query, max_rows => 2, skip_rows => 2) AS doc GROUP BY query_kind ORDER BY query_kind;
SELECT is(array_agg(DISTINCT doc->>'hasMore' || (doc->'results'->0->>0) || (doc->'results'->4->>0) || json_array_length(doc->'results')), '{false155}',
	'all five: ' || query_kind)
FROM (SELECT 'pushed' AS query_kind, query FROM pushed UNION ALL SELECT 'kept', query FROM kept WHERE query NOT LIKE 'EXPLAIN%') AS q,
	metahog.execute('pagila', query, max_rows => 5) AS doc GROUP BY query_kind ORDER BY query_kind;
SELECT is(metahog.execute('writable', 'SELECT id FROM item ORDER BY id FOR UPDATE', max_rows => 2, skip_rows => 1)::jsonb->'results', '[[2], [3]]',
	'a lock: the rows are skipped here');

-- What is sent in other cases

SELECT is(metahog.execute('pagila', 'SELECT 1')->>'query', E'SELECT 1\nLIMIT 1001', 'the default cap is pushed too');
SELECT is(metahog.execute('pagila', 'SELECT 1', skip_rows => 4)->>'query', E'SELECT 1\nLIMIT 1001\nOFFSET 4', 'so is an offset');
SELECT is(metahog.try_execute('pagila', 'SELECT 1/0 -- end', max_rows => 1)->>'query', E'SELECT 1/0 -- end\nLIMIT 2', 'the text of a failure');
SELECT is(metahog.try_execute('pagila', query, max_rows => 1)->>'query', query, 'a text that is not understood here is sent as it is: ' || query)
FROM unnest(ARRAY['SELECT FOR EVER', 'SELECT 1; SELECT 2', 'SELECT ''x']) AS query;

-- Without a default cap there is nothing to push unless it is asked for

CREATE FUNCTION pg_temp.own_text() RETURNS text LANGUAGE sql AS
	$$SELECT 'SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()'$$;
SELECT is((SELECT q FROM metahog.query('pagila', pg_temp.own_text()) AS t(q text)), pg_temp.own_text(), 'query without max_rows sends the text as it is');
SELECT is((SELECT q FROM metahog.query('pagila', pg_temp.own_text(), max_rows => 1) AS t(q text)), pg_temp.own_text() || E'\nLIMIT 2', 'with it, a limit');
SELECT is((SELECT count(*) FROM metahog.query('pagila', pg_temp.own_text(), skip_rows => 1) AS t(q text)), 0::bigint, 'and with skip_rows an offset');
SELECT is((SELECT r->>'query' FROM metahog.rows('pagila', pg_temp.own_text()) AS r), pg_temp.own_text(), 'so do rows');
SELECT is((SELECT r->>'query' FROM metahog.rows('pagila', pg_temp.own_text(), max_rows => 5) AS r), pg_temp.own_text() || E'\nLIMIT 6', 'with a limit');
SELECT matches((SELECT s FROM metahog.stream('pagila', pg_temp.own_text(), max_rows => 5) AS s), 'LIMIT 6', 'and stream');

SELECT is((SELECT r->>'query' FROM metahog.rows('pagila', pg_temp.own_text(), max_rows => 9223372036854775806) AS r),
	pg_temp.own_text() || E'\nLIMIT 9223372036854775807', 'the largest limit');
SELECT is((SELECT r->>'query' FROM metahog.rows('pagila', pg_temp.own_text(), max_rows => 9223372036854775807) AS r), pg_temp.own_text(),
	'one more row than can be counted is not asked for');
SELECT is((SELECT count(*) FROM metahog.query('pagila', 'VALUES (1), (2)', max_rows => 9223372036854775807, skip_rows => 1) AS t(n int)), 1::bigint,
	'an offset without a limit');

-- The remote reads strings by the standard, whatever the caller's session does

\set by_standard 'SELECT \'a\\\', g FROM generate_series(1, 3) AS g'
SET LOCAL standard_conforming_strings = off;
SET LOCAL backslash_quote = off;
SELECT is(doc->>'query', :'by_standard' || chr(10) || 'LIMIT 2', 'a backslash at the end of a string is read as by the remote')
FROM metahog.execute('pagila', :'by_standard', max_rows => 1) AS doc;
SELECT is((current_setting('standard_conforming_strings'), current_setting('backslash_quote'))::text, '(off,off)', 'and the settings are the caller''s again');
SELECT is(metahog.try_execute('pagila', 'no SQL at all')->'error_detail'->>'sqlstate', '42601', 'after a text that is not understood');
SELECT is((current_setting('standard_conforming_strings'), current_setting('backslash_quote'))::text, '(off,off)', 'too');
SET LOCAL standard_conforming_strings = on;

SELECT * FROM finish();
ROLLBACK;
