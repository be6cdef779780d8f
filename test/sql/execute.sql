-- test/sql/execute.sql: execute(): one document with the answer of a query.
--
-- The document's fields and their order are what callers outside the project read.

BEGIN;
SELECT plan(56);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

-- How it is called

SELECT is(pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure),
	'source text, query text, params jsonb DEFAULT NULL::jsonb, max_rows bigint DEFAULT NULL::bigint, '
	|| 'skip_rows bigint DEFAULT NULL::bigint, timeout interval DEFAULT NULL::interval', 'the arguments, in their order');
SELECT is(pg_get_function_result('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure), 'json',
	'the result is json');
SELECT is(count(*), 0::bigint, 'what asks another server is volatile, and stays in its own process')
FROM pg_proc
WHERE pronamespace = 'metahog'::regnamespace AND pg_get_function_arguments(oid) ~ '\mquery text' AND proname <> 'hogql_ast' AND (provolatile <> 'v' OR proparallel <> 'u');

-- The document

CREATE TEMP TABLE answer AS
SELECT metahog.execute('pagila',
	$$SELECT title, film_id::bigint AS n, NULL::date AS d FROM film WHERE film_id <= 2 ORDER BY film_id$$) AS doc;
SELECT is(array_agg(key), ARRAY['columns', 'types', 'postgres_types', 'results', 'row_count', 'hasMore', 'truncated',
	'limit', 'offset', 'timings', 'notices', 'query', 'source', 'error'], 'the fields, in their order')
FROM answer, json_object_keys(doc) AS key;
SELECT is(doc->>'columns', '["title","n","d"]', 'columns') FROM answer;
SELECT is(doc->>'types', '[["title","String"],["n","Int64"],["d","Date"]]', 'types pair a column with its type') FROM answer;
SELECT is(doc->>'postgres_types', '["text","bigint","date"]', 'postgres_types are the remote''s names') FROM answer;
SELECT is((doc->'results')::jsonb, (SELECT jsonb_agg(jsonb_build_array(title, n, NULL) ORDER BY n)
	FROM metahog.query('pagila', 'SELECT title, film_id FROM film WHERE film_id <= 2') AS t(title text, n int)),
	'results are arrays of values, in the order of the columns') FROM answer;
SELECT is((doc->>'row_count', doc->>'hasMore', doc->>'truncated', doc->>'limit', doc->>'offset')::text,
	'(2,false,,1000,0)', 'two rows, and no more') FROM answer;
SELECT is(json_typeof(doc->'truncated'), 'null', 'truncated is there, and null') FROM answer;
SELECT is(doc->>'source', 'pagila', 'source is its name') FROM answer;
SELECT is(json_typeof(doc->'error'), 'null', 'error is there, and null') FROM answer;
SELECT matches(doc->>'query', '^SELECT title, film_id::bigint AS n', 'query is the text that was sent') FROM answer;
SELECT is(array_agg(part->>'k'), ARRAY['connect', 'execute', 'fetch', 'total'], 'timings of each stage')
FROM answer, json_array_elements(doc->'timings') AS part;
SELECT ok(bool_and((part->>'t')::float8 >= 0 AND (part->>'t')::float8 < 60), 'in seconds')
FROM answer, json_array_elements(doc->'timings') AS part;
SELECT ok(sum((part->>'t')::float8) FILTER (WHERE part->>'k' <> 'total')
	<= sum((part->>'t')::float8) FILTER (WHERE part->>'k' = 'total') + 0.000003, 'which add up to no more than the total')
FROM answer, json_array_elements(doc->'timings') AS part;
SELECT ok((part->>'t')::float8 > 0, 'the first call connects') FROM answer, json_array_elements(doc->'timings') AS part
WHERE part->>'k' = 'connect';
SELECT is((part->>'t')::float8, 0::float8, 'the next one does not')
FROM json_array_elements(metahog.execute('pagila', 'SELECT 1')->'timings') AS part WHERE part->>'k' = 'connect';
SELECT is((metahog.execute('pagila', 'SELECT pg_backend_pid()')->'results')::text,
	(metahog.execute('pagila', 'SELECT pg_backend_pid()')->'results')::text, 'for it has the same session');

-- Shapes

SELECT is((doc->>'columns', doc->>'types', doc->>'postgres_types', doc->>'results', doc->>'row_count', doc->>'hasMore')::text,
	'("[""a""]","[[""a"",""Int32""]]","[""integer""]",[],0,false)', 'no rows: the columns are told')
FROM metahog.execute('pagila', 'SELECT 1 AS a WHERE false') AS doc;
SELECT is((doc->>'columns', doc->>'types', doc->>'postgres_types', doc->>'row_count')::text, '([],[],[],3)',
	'no columns: the rows are counted')
FROM metahog.execute('pagila', 'SELECT FROM generate_series(1, 3)') AS doc;
SELECT is((metahog.execute('pagila', 'SELECT FROM generate_series(1, 3)')->'results')::jsonb, '[[], [], []]', 'and empty');
SELECT is(metahog.execute('pagila', 'SELECT 1 AS "say ""é""", 2')->>'columns', '["say \"é\"","?column?"]',
	'a name may hold anything');
SELECT is((doc->>'row_count', json_array_length(doc->'results'))::text, '(1000,1000)', 'the default is a thousand rows')
FROM metahog.execute('pagila', 'SELECT g FROM generate_series(1, 3000) AS g') AS doc;
SELECT is((metahog.execute('pagila', 'SELECT repeat(''x'', 3000000)')->'results'->0->>0), repeat('x', 3000000),
	'a large value arrives whole');

-- Statements that return rows in other ways than SELECT

SELECT is((metahog.execute('pagila', statement)->'results')::jsonb, results::jsonb, 'runs: ' || to_json(statement))
FROM (VALUES ('VALUES (1, ''a''), (2, NULL)', '[[1, "a"], [2, null]]'),
	('TABLE category LIMIT 0', '[]'),
	('(SELECT 1 UNION SELECT 2) ORDER BY 1 DESC', '[[2], [1]]'),
	('WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t', '[[1], [2], [3]]'),
	('SHOW TimeZone', '[["UTC"]]'),
	('SHOW transaction_read_only', '[["on"]]'),
	('EXPLAIN (COSTS off) SELECT 1', '[["Result"]]'),
	('SELECT 1;', '[[1]]'), ('SELECT 1 ; -- done', '[[1]]'), (E'\n /* one */ SELECT 1\n', '[[1]]')) AS runs (statement, results);

-- Ways to call it

SELECT is((metahog.execute(:'source_id', 'SELECT 1')->>'source'), 'pagila', 'by id: the name is told');
SELECT is((metahog.execute('pagila', 'SELECT $1::int + $2::int', '[40, 2]')->'results'->0->>0), '42',
	'untyped literals in a row');
SELECT is((metahog.execute(query => 'SELECT $1::int', params => '[7]', source => 'pagila', max_rows => 5,
	timeout => '10 s')->'results'->0->>0), '7', 'named arguments, in any order');
SELECT is((doc->'results'->>0, doc->>'row_count', doc->>'offset', doc->>'limit')::text, '([3],1,1,1)',
	'every argument by position')
FROM metahog.execute('pagila', 'SELECT g FROM generate_series(2, 9) AS g WHERE g > $1::int - 5', '[6]', 1, 1, '10 s') AS doc;
SELECT lives_ok($$SELECT metahog.execute('pagila', 'SELECT 1', NULL, NULL, NULL, NULL)$$, 'null stands for the default');
PREPARE by_driver AS SELECT metahog.execute($1, $2, $3)->'results'->0->>0;
PREPARE by_types (text, text, jsonb, bigint, bigint, interval) AS
	SELECT metahog.execute($1, $2, $3, $4, $5, $6)->'results'->0->>0;
SELECT is(count(*), 2::bigint, 'a driver may bind the arguments with or without types')
FROM pg_prepared_statements WHERE name LIKE 'by\_%';
SELECT results_eq($$EXECUTE by_driver('pagila', 'SELECT upper($1)', '["x"]')$$, $$VALUES ('X')$$, 'bound without types');
SELECT results_eq($$EXECUTE by_types('pagila', 'SELECT upper($1)', '["y"]', 1, 0, '5 s')$$, $$VALUES ('Y')$$, 'bound with types');
SELECT is(array_agg(metahog.execute('pagila', 'SELECT $1::int * 2', jsonb_build_array(n))->'results'->0->>0 ORDER BY n),
	'{2,4,6}', 'once for each row of a table') FROM generate_series(1, 3) AS n;
SELECT is((metahog.execute('pagila', 'SELECT $1::text', jsonb_build_array(
	metahog.execute('pagila', 'SELECT ''inner''')->'results'->0->>0))->'results'->0->>0), 'inner', 'one inside another');

-- Arguments that are wrong

SELECT throws_ok($$SELECT metahog.execute(NULL, 'SELECT 1', '[]')$$, '22004', 'source must not be null', 'a source that is null');
SELECT throws_ok($$SELECT metahog.execute('pagila', NULL::text)$$, '22004', 'query must not be null', 'a query that is null');
SELECT throws_ok($$SELECT metahog.execute('pagila', 'SELECT 1', max_rows => -1)$$, '22023', 'max_rows must not be negative',
	'a negative max_rows');
SELECT throws_ok($$SELECT metahog.execute('pagila', 'SELECT 1', skip_rows => -1)$$, '22023', 'skip_rows must not be negative',
	'a negative skip_rows');
SELECT throws_ok(format($$SELECT metahog.execute('pagila', 'SELECT 1', timeout => %L)$$, timeout), '22023',
	'timeout must be greater than zero', 'a timeout of ' || timeout)
FROM unnest(ARRAY['0', '-1 s', '1 s -1 day']) AS timeout;
SELECT metahog.create_source('closed', current_setting('test.remote_url'), '{"supports_direct_query": false}') \g /dev/null
SELECT throws_ok($$SELECT metahog.execute('closed', 'SELECT 1')$$, '0A000', 'source "closed" does not allow direct queries',
	'a source that is not for direct queries');

-- Where it stands

SET LOCAL transaction_read_only = on;
SELECT is((metahog.execute('pagila', 'SELECT 1')->'results'->0->>0), '1', 'also in a read-only transaction');
SAVEPOINT a;
SELECT is((metahog.execute('pagila', 'SELECT 1')->'results'->0->>0), '1', 'in a subtransaction');
ROLLBACK TO a;
SELECT is((metahog.execute('pagila', 'SELECT 1')->'results'->0->>0), '1', 'and after it');

SELECT * FROM finish();
ROLLBACK;
