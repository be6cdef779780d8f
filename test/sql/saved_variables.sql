-- test/sql/saved_variables.sql: variables of saved queries: how they are declared, and what values they take.
--
-- A value is checked against its variable's type and bound: nothing that is given becomes text of a statement.

SET client_min_messages = warning;
BEGIN;
SELECT plan(87);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null

CREATE FUNCTION pg_temp.saved(kind text, text text, variables jsonb) RETURNS text LANGUAGE sql AS
	$$SELECT metahog.create_saved_query(gen_random_uuid()::text || '.', 'pagila', text, jsonb_build_object('kind', kind, 'variables', variables))::text$$;
-- The rows, or SQLSTATE, message and hint.
CREATE FUNCTION pg_temp.run(saved text, variables jsonb DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN doc->>'error' IS NULL THEN (doc->'results')::jsonb::text
		ELSE concat_ws(' | ', doc->'error_detail'->>'sqlstate', doc->>'error', doc->'error_detail'->>'hint') END
	FROM metahog.try_run_saved(saved, variables) AS doc
$$;

-- Declaring

SELECT is(helper.outcome(format($$SELECT pg_temp.saved('sql', 'SELECT 1', %L) IS NOT NULL$$, variables)), coalesce(outcome, 'true'), left(variables, 100))
FROM (VALUES
	('[]', NULL),
	('[{"name": "x", "type": "string"}]', NULL),
	('[{"name": "_x9", "type": "date", "default": "2026-02-28", "label": "From"}, {"name": "X", "type": "time", "default": null}]', NULL),
	('{}', '22023 | field "variables" must be a JSON array'),
	('7', '22023 | field "variables" must be a JSON array'),
	('[7]', '22023 | field "variables" must have objects as elements'),
	('[[]]', '22023 | field "variables" must have objects as elements'),
	('[{"type": "string"}]', '22023 | field "name" of a variable is missing'),
	('[{"name": "x"}]', '22023 | field "type" of variable "x" is missing'),
	('[{"name": "x", "type": "text"}]', '22023 | field "type" names no type: "text" | There are: string, number, boolean, date, time.'),
	('[{"name": "1x", "type": "string"}]', '22023 | field "name" must be a name: "1x" is none | A name has letters of ASCII, digits and _, and begins with no digit.'),
	('[{"name": "x''; DROP TABLE film", "type": "string"}]', '22023 | field "name" must be a name: "x''; DROP TABLE film" is none | A name has letters of ASCII, digits and _, and begins with no digit.'),
	('[{"name": "é", "type": "string"}]', '22023 | field "name" must be a name: "é" is none | A name has letters of ASCII, digits and _, and begins with no digit.'),
	('[{"name": "", "type": "string"}]', '22023 | field "name" must be a name: "" is none | A name has letters of ASCII, digits and _, and begins with no digit.'),
	('[{"name": "x", "type": "string"}, {"name": "x", "type": "number"}]', '22023 | field "variables" has two of the name "x"'),
	('[{"name": "x", "type": "number", "default": "7"}]', '22023 | the value of variable "x" is no number | A number without quotes is one: 3, -1.5.'),
	('[{"name": "x", "type": "string", "defualt": 7}]', '22023 | a variable has no field "defualt" | Perhaps you meant "default".'),
	((SELECT jsonb_agg(jsonb_build_object('name', 'v' || n, 'type', 'number'))::text FROM generate_series(1, 100) AS n), NULL),
	((SELECT jsonb_agg(jsonb_build_object('name', 'v' || n, 'type', 'number'))::text FROM generate_series(1, 101) AS n), '22023 | field "variables" must not have more than 100 elements')
) AS declared (variables, outcome);
SELECT is(helper.sqlstate($$SELECT pg_temp.saved('sql', 'SELECT 1', '[{"name": "x", "type": "string", "default": "\u0000"}]')$$), '22P05', 'a NUL is no text');
SELECT is(helper.sqlstate(format($$SELECT pg_temp.saved('sql', 'SELECT 1', %L)$$, repeat('[', 100000) || repeat(']', 100000))), '54001', 'depth has its limits');
SELECT is(helper.outcome($$SELECT pg_temp.saved('sql', 'SELECT 1', '[{"name": "x", "type": "string", "name": "y"}]') IS NOT NULL$$), 'true', 'of a name that stands twice the last counts, as jsonb has it');

-- Values of each type, in both languages

SELECT pg_temp.saved('sql', 'SELECT $1::text, $2::numeric, $3::boolean, $4::date, $5::timestamptz', declared) AS sql,
	pg_temp.saved('hogql', 'SELECT {variables.s}, {variables.n}, {variables.b}, {variables.d}, {variables.t}', declared) AS hogql
FROM (VALUES ('[{"name": "s", "type": "string", "default": "a"}, {"name": "n", "type": "number", "default": 1}, {"name": "b", "type": "boolean", "default": true},
	{"name": "d", "type": "date", "default": "2026-11-27"}, {"name": "t", "type": "time", "default": "2026-11-27T13:45:00Z"}]'::jsonb)) AS v (declared) \gset
SELECT is(pg_temp.run(:'sql'), '[["a", 1, true, "2026-11-27", "2026-11-27T13:45:00+00:00"]]', 'the defaults are taken');
SELECT is(pg_temp.run(:'hogql'), '[["a", 1, true, "2026-11-27", "2026-11-27T13:45:00Z"]]', 'by HogQL, too');
SELECT is(pg_temp.run(:'sql', '{"s": "b", "n": -2.50, "b": false, "d": "2000-02-29", "t": "2000-01-01T00:00:00+02:00"}'), '[["b", -2.50, false, "2000-02-29", "1999-12-31T22:00:00+00:00"]]', 'what is given goes before');
SELECT is(pg_temp.run(:'hogql', '{"s": "b", "n": -2.50, "b": false}'), '[["b", -2.5, false, "2026-11-27", "2026-11-27T13:45:00Z"]]', 'one by one');
SELECT is(pg_temp.run(saved, '{"s": null, "n": null, "b": null, "d": null, "t": null}'), '[[null, null, null, null, null]]', 'null is a value of each type')
FROM unnest(ARRAY[:'sql', :'hogql']) AS saved;
SELECT is(pg_temp.run(saved, jsonb_build_object(variable, value::jsonb)), format('22023 | the value of variable "%s" is no %s | %s', variable, type, hint), format('%s: %s', variable, left(value, 50)))
FROM (VALUES ('s', 'string', 'A string in quotes is one.', ARRAY['7', 'true', '[]', '{}', '["x"]']),
	('n', 'number', 'A number without quotes is one: 3, -1.5.', ARRAY['"7"', 'true', '[1]', '"1; DROP TABLE film"']),
	('b', 'boolean', 'true and false are.', ARRAY['"true"', '1', '{}']),
	('d', 'date', 'A string of the form "2026-11-27" is one.', ARRAY['20261127', '"2026-02-30"', '"27.11.2026"', '"2026-11-27T00:00"', '"2026-1-027"', '"today"', '"infinity"', '""', '"2026-11-27''"']),
	('t', 'time', 'A string of the form "2026-11-27T13:45:00Z" is one.', ARRAY['"2026-11-27"', '"13:45"', '"2026-11-27T25:00:00Z"', '"now"', '"2026-11-27T13:45:00Z''; SELECT"', '0'])) AS wrong (variable, type, hint, given),
	unnest(given) AS value, (SELECT :'sql' AS saved) AS which;

-- What is not a value

SELECT is(pg_temp.run(:'sql', '{"S": "x"}'), '22023 | the saved query has no variable "S" | Perhaps you meant "s".', 'a name that nobody declared');
SELECT is(pg_temp.run(:'sql', '{"__proto__": {}}'), '22023 | the saved query has no variable "__proto__"', 'nor this one');
SELECT is(pg_temp.run(:'sql', '"s"'), '22023 | variables must be a JSON object | Its keys are the names of variables: ''{"name": "x"}''.', 'values come as an object');
SELECT pg_temp.saved('sql', 'SELECT $1::text', '[{"name": "x", "type": "string"}]') AS needs \gset
SELECT is(pg_temp.run(:'needs'), '22023 | variable "x" has no value | Give it one, which may be null: it has no default.', 'without a default it needs one');
SELECT is(pg_temp.run(:'needs', '{"x": null}'), '[[null]]', 'which may be null');

-- Values are bound, whatever they say

SELECT is(pg_temp.run(:'needs', jsonb_build_object('x', value)), jsonb_build_array(jsonb_build_array(value))::text, 'bound: ' || left(value, 40))
FROM unnest(ARRAY['''', '"', '\', '''; DROP TABLE film; --', '$1', '{variables.x}', 'é 🔑', '', E'a\nb', repeat('x', 100000), '$$', '%s']) AS value;
SELECT pg_temp.saved('hogql', 'SELECT {variables.x}, {variables.x} = {variables.x}', '[{"name": "x", "type": "string"}]') AS twice \gset
SELECT is(pg_temp.run(:'twice', jsonb_build_object('x', value)), jsonb_build_array(jsonb_build_array(value, true))::text, 'bound by HogQL: ' || left(value, 40))
FROM unnest(ARRAY['''', '"', '\', '''; DROP TABLE film; --', '{variables.x}', 'é 🔑', '']) AS value;
SELECT pg_temp.saved('sql', 'SELECT $1::numeric', '[{"name": "n", "type": "number"}]') AS number \gset
SELECT is(pg_temp.run(:'number', '{"n": 123456789012345678901234567890.123456789}'), '[[123456789012345678901234567890.123456789]]', 'a number keeps its digits');
SELECT is(pg_temp.run(:'number', '{"n": 1e-20}'), '[[0.00000000000000000001]]', 'a small one, too');
SELECT is(length(pg_temp.run(:'number', '{"n": 1e1000}')), 1005, 'and a huge one');
SELECT is(pg_temp.run(pg_temp.saved('sql', 'SELECT film_id FROM film WHERE title = $2 AND film_id = $1', '[{"name": "id", "type": "number"}, {"name": "title", "type": "string"}]'),
	jsonb_build_object('id', 7, 'title', title)), '[[7]]', 'the n-th variable is $n, and takes the type of its place')
FROM metahog.query('pagila', 'SELECT title FROM film WHERE film_id = 7') AS t (title text);
SELECT is(pg_temp.run(pg_temp.saved('hogql', 'SELECT film_id FROM film WHERE film_id > {variables.id} AND rental_rate < {variables.rate} ORDER BY film_id LIMIT {variables.most}',
	'[{"name": "id", "type": "number"}, {"name": "rate", "type": "number", "default": 1.5}, {"name": "most", "type": "number", "default": 2}]'),
	'{"id": 48}'), (metahog.execute('pagila', 'SELECT film_id FROM film WHERE film_id > 48 AND rental_rate < 1.5 ORDER BY film_id LIMIT 2')->'results')::jsonb::text, 'in HogQL each stands where its name is');
SELECT is(pg_temp.run(pg_temp.saved('hogql', 'SELECT count() > 0, count() FROM rental WHERE rental_date >= {variables.since} AND rental_date < {variables.until}',
	'[{"name": "since", "type": "date"}, {"name": "until", "type": "time"}]'), jsonb_build_object('since', day, 'until', day + 1 || 'T00:00:00Z')),
	(metahog.execute('pagila', 'SELECT count(*) > 0, count(*) FROM rental WHERE rental_date >= $1::date AND rental_date < $1::date + 1', jsonb_build_array(day))->'results')::jsonb::text,
	'days and times are compared with those of a table')
FROM metahog.query('pagila', 'SELECT min(rental_date)::date FROM rental') AS t (day date);
SELECT is(pg_temp.run(pg_temp.saved('hogql', 'SELECT {variables.y}', '[{"name": "x", "type": "string", "default": "a"}]')),
	'42P02 | placeholder "variables.y" has no value | Declare it among the variables of the saved query, or give it a value in params: {"variables": {"name": "x"}}.', 'a name in the text that is not declared');
SELECT is(pg_temp.run(pg_temp.saved('sql', 'SELECT 1', '[{"name": "x", "type": "string", "default": "a"}]')),
	'08P01 | the query has 0 parameters, but params has 1 element | params is a JSON array, whose elements are bound to $1, $2 and so on: params => ''["PG", 90]''. Those of a saved query are its variables.', 'a variable that the text of SQL has not');

SELECT * FROM finish();
ROLLBACK;
