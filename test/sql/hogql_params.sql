-- test/sql/hogql_params.sql: values of placeholders: their types, where they may stand, and that they are never text of the query.

BEGIN;
SELECT no_plan();

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.refresh_schema('pagila') \g /dev/null

CREATE FUNCTION pg_temp.value(text text, params jsonb) RETURNS text LANGUAGE sql AS $$
SELECT metahog.hogql('pagila', text, params)->'results'->0->>0$$;
CREATE FUNCTION pg_temp.failure(text text, params jsonb) RETURNS text LANGUAGE sql AS $$
SELECT (e->>'sqlstate') || ' ' || coalesce(e->>'position', '-') FROM (SELECT metahog.try_hogql('pagila', text, params)->'error_detail') AS d(e)$$;

-- Types

SELECT is(pg_temp.value('SELECT toTypeName({v})', jsonb_build_object('v', v)), type, v::text || ' is ' || type)
FROM (VALUES ('"x"'::jsonb, 'String'), ('1', 'Int64'), ('-9223372036854775808', 'Int64'), ('9223372036854775808', 'Decimal'), ('1.5', 'Float64'), ('1.0', 'Float64'),
	('true', 'Bool'), ('[1, 2]', 'Array(Int64)'), ('[1, 2.5]', 'Array(Float64)'), ('["a", null]', 'Array(Nullable(String))'), ('[true]', 'Array(Bool)'),
	('{"a": 1}', 'JSON')) AS given (v, type);
SELECT is(metahog.hogql('pagila', 'SELECT {v} AS v', jsonb_build_object('v', v))->'results'->0->>0, printed, v::text || ' arrives')
FROM (VALUES ('"it''s \\ \" x"'::jsonb, 'it''s \ " x'), ('"äß🐗"', 'äß🐗'), ('""', ''), ('12345678901234567890.5', '1.2345678901234567e+19'), ('1e3', '1000'),
	('99999999999999999999', '99999999999999999999'), ('false', 'false'), ('null', NULL), ('[1, null, 3]', '[1,null,3]'), ('["a\"b", "c\\d", "{}", "NULL", ""]', '["a\"b","c\\d","{}","NULL",""]'),
	('[true, 3]', '[1,3]'), ('{"a": [1]}', '{"a": [1]}'), ('[]', '[]')) AS given (v, printed);
SELECT is(pg_temp.failure('SELECT 1, {v}', jsonb_build_object('v', v)), '22023 11', v::text || ' has no type')
FROM unnest(ARRAY['[1, "a"]', '[[1], ["a"]]', '[1, {"a": 1}]']::jsonb[]) AS v;

-- Names

SELECT is(pg_temp.value('SELECT {a.b.c} + {a.d}', '{"a": {"b": {"c": 1}, "d": 2}}'), '3', 'a path into objects');
SELECT is(pg_temp.value('SELECT {variables.n}', '{"variables": {"n": "x"}}'), 'x', 'PostHog''s variables');
SELECT is(pg_temp.value('SELECT {n} || {n} || {m}', '{"n": "a", "m": "b"}'), 'aab', 'one name twice');
SELECT is((SELECT count(DISTINCT m[1]) FROM regexp_matches(metahog.hogql('pagila', 'SELECT {n}, {m}, {n}', '{"n": "a", "m": "b"}')->>'query', '\$(\d)', 'g') AS m), 2::bigint,
	'is one parameter');
SELECT is(pg_temp.failure(text, params), '42P02 8', 'no value: ' || text || coalesce(' in ' || params::text, ''))
FROM (VALUES ('SELECT {a}', NULL::jsonb), ('SELECT {a}', '{}'), ('SELECT {a}', '{"A": 1}'), ('SELECT {a.b}', '{"a": {"c": 1}}'), ('SELECT {a.b}', '{"a": 1}'), ('SELECT {a.b}', '{"a": [1]}'),
	('SELECT {filters}', '{}')) AS missing (text, params);
SELECT is(metahog.try_hogql('pagila', 'SELECT {a.b}')->'error_detail'->>'message', 'placeholder "a.b" has no value', 'it is named');
SELECT throws_ok(format($$SELECT metahog.hogql('pagila', 'SELECT 1', %L::jsonb)$$, params), '22023', 'params must be a JSON object', params || ' is no object')
FROM unnest(ARRAY['[1]', '1', '"x"', 'null']) AS params;
SELECT throws_ok($$SELECT metahog.hogql('pagila', 'SELECT 1', 'not json'::text)$$, '22P02', NULL, 'nor JSON');

-- Where they stand

SELECT is(metahog.hogql('pagila', text, params)->'results'->0->>0, value, text)
FROM (VALUES ('SELECT count() FROM film WHERE film_id IN {ids}', '{"ids": [1, 2, 3]}'::jsonb, '3'),
	('SELECT count() FROM film WHERE film_id IN {ids}', '{"ids": []}', '0'),
	('SELECT count() FROM film WHERE film_id NOT IN {ids}', '{"ids": []}', '1000'),
	('SELECT count() FROM film WHERE film_id NOT IN {ids}', '{"ids": [1]}', '999'),
	('SELECT count() > 100 FROM film WHERE rating IN {ratings}', '{"ratings": ["PG", "G"]}', 'true'),
	('SELECT count() FROM film WHERE film_id IN ({a}, {b})', '{"a": 1, "b": 2}', '2'),
	('SELECT (SELECT count() FROM film WHERE original_language_id = {n}) = (SELECT count() FROM film WHERE original_language_id IS NULL)', '{"n": null}', 'true'),
	('SELECT (SELECT count() FROM film WHERE original_language_id != {n}) = (SELECT count() FROM film WHERE original_language_id IS NOT NULL)', '{"n": null}', 'true'),
	('SELECT count() = 1 FROM film WHERE title LIKE {p} AND film_id = 1', '{"p": "A%"}', 'true'),
	('SELECT film_id FROM film ORDER BY film_id LIMIT {n} OFFSET {m}', '{"n": 1, "m": 4}', '5'),
	('SELECT {a}[2]', '{"a": ["x", "y"]}', 'y'),
	('SELECT if({b}, 1, 2)', '{"b": true}', '1'),
	('SELECT x FROM (SELECT {n} AS x) WHERE x = {n}', '{"n": 5}', '5'),
	('SELECT film_id + {n} AS l FROM film WHERE film_id = 1 GROUP BY l', '{"n": 1}', '2'),
	('SELECT arrayMap(x -> x + {n}, [1, 2])[1]', '{"n": 10}', '11')) AS places (text, params, value);
SELECT is(doc->>'row_count' || ' of ' || (doc->>'limit'), '3 of 3', 'the limit is told') FROM metahog.hogql('pagila', 'SELECT film_id FROM film LIMIT {n}', '{"n": 3}') AS doc;
SELECT is(pg_temp.failure('SELECT film_id FROM film LIMIT {n}', jsonb_build_object('n', v)), '22023 32', 'no limit: ' || v::text)
FROM unnest(ARRAY['"x"', '1.5', 'null']::jsonb[]) AS v;
SELECT is(pg_temp.failure('SELECT film_id FROM film LIMIT {n}', '{"n": -1}'), '22023 32', 'nor is a negative one');

-- JSON has no times: a String beside one is read as one, in lists and tuples as well

SELECT is(pg_temp.value('SELECT ' || text, params), expected, text)
FROM (VALUES
	('toDate(''2024-01-01'') IN {v}', '{"v": ["2024-01-02", "2024-01-01", null]}'::jsonb, 'true'),
	('toDate(''2024-01-01'') NOT IN {v}', '{"v": ["2024-01-02"]}', 'true'),
	('toDate(''2024-01-01'') IN {v}', '{"v": []}', 'false'),
	('2 IN {v}', '{"v": ["1", "2"]}', 'true'),
	('toUUID(''6f9619ff-8b86-d011-b42d-00cf4fc964ff'') IN {v}', '{"v": ["6f9619ff-8b86-d011-b42d-00cf4fc964ff"]}', 'true'),
	('(toDate(''2024-01-01''), 1) = ({v}, 1)', '{"v": "2024-01-01"}', 'true'),
	('({v}, 1) < (toDate(''2024-01-01''), 1)', '{"v": "2023-12-31"}', 'true'),
	('(toDate(''2024-01-01''), 1) IN (({v}, 1), ({w}, 1))', '{"v": "2024-01-02", "w": "2024-01-01"}', 'true'),
	('(toDate(''2024-01-01''), 1) IN [({v}, 1)]', '{"v": "2024-01-02"}', 'false'),
	('CASE toDate(''2024-01-01'') WHEN {v} THEN 1 END', '{"v": "2024-01-01"}', '1'),
	('toDate(''2024-01-01'') IS DISTINCT FROM {v}', '{"v": "2024-01-01"}', 'false')) AS t(text, params, expected);
SELECT is(pg_temp.failure('SELECT toDate(''2024-01-01'') IN {v}', '{"v": ["2024-01-01", "x"]}'), '22007 32', 'what cannot be read is an error at the placeholder');

-- A value is a value

SELECT is(pg_temp.value('SELECT {v}', jsonb_build_object('v', v)), v, 'comes back as it is: ' || v)
FROM unnest(ARRAY['''; DROP TABLE film; --', '$1', '{v}', '\'' OR 1 = 1', '$$x$$', 'E''\x41''', '*/ SELECT 1 /*', '%s %n']) AS v;
SELECT is((metahog.execute('pagila', metahog.hogql_sql('pagila', 'SELECT {v}', jsonb_build_object('v', v)))->'results'->0->>0), v, 'also as a constant of hogql_sql: ' || v)
FROM unnest(ARRAY['''; DROP TABLE film; --', '$1', '{v}', '\'' OR 1 = 1', '$$x$$', 'E''\x41''', '*/ SELECT 1 /*', '%s %n']) AS v;
SELECT matches(pg_temp.failure(text, '{"t": "film", "c": "title", "q": "SELECT 1"}'), '^(0A000|42601|42P01)', 'stands for no ' || what)
FROM (VALUES ('SELECT 1 FROM {t}', 'table'), ('{q}', 'query'), ('SELECT 1 FROM film UNION ALL {q}', 'arm')) AS misused (text, what);
SELECT is(pg_temp.value('SELECT {c} FROM film LIMIT 1', '{"c": "title"}'), 'title', 'nor for a column');

-- A text that is remembered takes values of other types

SELECT is(pg_temp.value('SELECT {v} AS kept', v), value, 'the same text with ' || v::text)
FROM (VALUES (1, '{"v": 1}'::jsonb, '1'), (2, '{"v": 2}', '2'), (3, '{"v": "x"}', 'x'), (4, '{"v": null}', NULL), (5, '{"v": [1]}', '[1]'), (6, '{"v": [2]}', '[2]'), (7, '{"v": 3}', '3'))
	AS turns (n, v, value);
SELECT is(pg_temp.value('SELECT {a} - {b}, {b}', v), value, 'each value to its name: ' || v::text)
FROM (VALUES ('{"a": 5, "b": 3}'::jsonb, '2'), ('{"b": 5, "a": 3}', '-2')) AS turns (v, value);

SELECT * FROM finish();
ROLLBACK;
