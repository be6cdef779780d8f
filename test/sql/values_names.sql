-- test/sql/values_names.sql: columns of any number and name, and answers without columns or rows.

BEGIN;
SELECT plan(74);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null

CREATE FUNCTION pg_temp.answer(query text) RETURNS json LANGUAGE sql AS $$SELECT metahog.execute('scratch', query)::text::json$$;

-- The keys of the one object of rows(), in their order.
CREATE FUNCTION pg_temp.keys(query text) RETURNS text[] LANGUAGE sql AS
	$$SELECT ARRAY(SELECT json_object_keys("row") FROM metahog.rows('scratch', query) AS "row")$$;

-- Duplicates

SELECT is((pg_temp.answer('SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a')->'columns')::text, '["a","b","a","a"]', 'columns keeps duplicates');
SELECT is((pg_temp.answer('SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a')->'types')::text, '[["a","Int32"],["b","Int32"],["a","Int32"],["a","Int32"]]', 'so does types');
SELECT is((pg_temp.answer('SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a')->'results')::text, E'[\n[1,2,3,4]]', 'and results');
SELECT is(array_agg("row"::text), ARRAY['{"a":1,"b":2,"a_2":3,"a_3":4}'], 'rows() numbers the later ones')
FROM metahog.rows('scratch', 'SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a') AS "row";
SELECT is(helper.whole('scratch', 'SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a', 'jsonl'), E'{"a":1,"b":2,"a_2":3,"a_3":4}\n', 'as does stream() in jsonl');
SELECT is(helper.whole('scratch', 'SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a', 'json'), E'[\n{"a":1,"b":2,"a_2":3,"a_3":4}\n]\n', 'and in json');
SELECT is(helper.whole('scratch', 'SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a', 'csv'), E'a,b,a,a\n1,2,3,4\n', 'csv has a header as the remote named it');
SELECT is(pg_temp.keys('SELECT 1, 2, 3'), ARRAY['?column?', '?column?_2', '?column?_3'], 'columns without a name');
SELECT is(pg_temp.keys('SELECT 1 AS "A", 2 AS a, 3 AS "a "'), ARRAY['A', 'a', 'a '], 'names that only look the same');
SELECT unnest(ARRAY[
	is(cardinality(keys), 6, 'there is a key for each column'), is((SELECT count(DISTINCT key) FROM unnest(keys) AS key), 6::bigint,
	format('and none twice: %s', keys)), is(keys[1], columns[1], 'and the first is as it was')])
FROM unnest(ARRAY['a a a_2 a_2 a a_3', 'a_2 a a a_2 a_2_2 a', 'a_3 a a a a a_2', 'a_2 a_2 a_2 a a a']) AS c(text),
	string_to_array(text, ' ') AS columns,
	pg_temp.keys((SELECT 'SELECT ' || string_agg('1 AS ' || name, ', ') FROM unnest(columns) AS name)) AS keys;

-- Odd names

SELECT unnest(ARRAY[
	is(answer->'columns'->>0, name, 'columns: ' || to_json(name)),
	is(answer->'types'->0->>0, name, 'types: ' || to_json(name)),
	is(pg_temp.keys(query), ARRAY[name], 'rows(): ' || to_json(name))])
FROM unnest(ARRAY[' ', '"', '\', '''', 'a,b', E'line\nbreak', E'\x01\x7f', 'é🦡', repeat('n', 63)]) AS name,
	format('SELECT 1 AS %I', name) AS query,
	pg_temp.answer(query) AS answer;
SELECT is(helper.whole('scratch', format('SELECT 1 AS %I, 2 AS %I, 3 AS %I', 'a,b', '"', E'line\nbreak'), 'csv'), E'"a,b","""","line\nbreak"\n1,2,3\n',
	'a header that needs quotes');

-- No columns

SELECT unnest(ARRAY[
	is((answer->'columns')::text || (answer->'types')::text || (answer->'postgres_types')::text, '[][][]', 'no columns have no types'),
	is((answer->'results')::text, E'[\n[],\n[],\n[]]', 'rows without columns are rows all the same'),
	is(answer->>'row_count', '3', 'and are counted')])
FROM pg_temp.answer('SELECT FROM generate_series(1, 3)') AS answer;
SELECT is(array_agg("row"::text), ARRAY['{}', '{}'], 'rows() has empty objects') FROM metahog.rows('scratch', 'SELECT FROM generate_series(1, 2)') AS "row";
SELECT is(helper.whole('scratch', 'SELECT FROM generate_series(1, 2)', 'jsonl'), E'{}\n{}\n', 'stream() in jsonl, too');
SELECT is(helper.whole('scratch', 'SELECT FROM generate_series(1, 2)', 'json'), E'[\n{},\n{}\n]\n', 'in json');
SELECT is(helper.whole('scratch', 'SELECT FROM generate_series(1, 2)', 'csv'), E'\n\n\n', 'in csv');

-- No rows

SELECT unnest(ARRAY[
	is((answer->'columns')::text, '["a","b"]', 'without rows there are columns'),
	is((answer->'types')::text, '[["a","Int32"],["b","String"]]', 'and types'),
	is((answer->'results')::text, '[]', 'and no results'),
	is(ARRAY[answer->>'row_count', answer->>'hasMore', answer->>'truncated'], ARRAY['0', 'false', NULL], 'and nothing was cut')])
FROM pg_temp.answer($$SELECT 1 AS a, 'x' AS b WHERE false$$) AS answer;
SELECT is(count(*), 0::bigint, 'rows() has none') FROM metahog.rows('scratch', 'SELECT 1 WHERE false');
SELECT is(count(*), 0::bigint, 'query() has none') FROM metahog.query('scratch', 'SELECT 1 WHERE false') AS t(n int);
SELECT is(helper.whole('scratch', 'SELECT 1 WHERE false', 'jsonl'), NULL, 'jsonl has no chunk');
SELECT is(helper.whole('scratch', 'SELECT 1 WHERE false', 'json'), E'[\n]\n', 'json is an empty array');
SELECT is(helper.whole('scratch', 'SELECT 1 AS a, 2 AS b WHERE false', 'csv'), E'a,b\n', 'csv has its header');
SELECT is((answer->'results')::text, '[]', 'neither columns nor rows') FROM pg_temp.answer('SELECT WHERE false') AS answer;

-- 1,600 columns, the most that a table can have, and 1,664, the most that a query can

CREATE FUNCTION pg_temp.wide(n int, name text) RETURNS text LANGUAGE sql AS
	$$SELECT 'SELECT ' || string_agg(format('%s AS %I', i, format(name, i)), ', ' ORDER BY i) FROM generate_series(1, n) AS i$$;
SELECT unnest(ARRAY[
	is((answer->'results'->0)::jsonb, (SELECT jsonb_agg(i ORDER BY i) FROM generate_series(1, n) AS i), format('%s columns', n)),
	is(json_array_length(answer->'types'), n, 'with as many types'),
	is((answer->'columns')::jsonb, (SELECT jsonb_agg(format('c%s', i) ORDER BY i) FROM generate_series(1, n) AS i), 'and names')])
FROM unnest(ARRAY[1600, 1664]) AS n, pg_temp.answer(pg_temp.wide(n, 'c%s')) AS answer;
SELECT is(pg_temp.keys(pg_temp.wide(1600, 'same')), ARRAY(SELECT 'same' || coalesce('_' || nullif(i, 1), '') FROM generate_series(1, 1600) AS i ORDER BY i),
	'1,600 columns of one name');
SELECT format('SELECT * FROM metahog.query(''scratch'', %L) AS t(%s)', pg_temp.wide(1600, 'c%s'),
	(SELECT string_agg(format('c%s int', i), ', ') FROM generate_series(1, 1600) AS i)) AS wide_query \gset
SELECT is((SELECT sum(value::int) FROM (:wide_query) AS t, LATERAL jsonb_each_text(to_jsonb(t))), 1280800::bigint, 'query() of 1,600 columns');

SELECT * FROM finish();
ROLLBACK;
