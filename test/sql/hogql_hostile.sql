-- test/sql/hogql_hostile.sql: texts that were made to break the printer are answered or refused here, and never reach
-- the remote as SQL that it cannot read.

BEGIN;
SELECT plan(22);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

CREATE FUNCTION pg_temp.answer(query text) RETURNS text AS $$
	SELECT string_agg(r::text, ' ') FROM metahog.hogql_rows('pagila', query) AS r
$$ LANGUAGE sql;

CREATE FUNCTION pg_temp.refusal(query text) RETURNS text AS $$
	SELECT concat_ws(' ', sqlstate, message) FROM metahog.hogql_check('pagila', query)
$$ LANGUAGE sql;

-- Characters of several bytes in formats
SELECT is(pg_temp.answer('SELECT toString(parseDateTime(''é2020-01-02ß'', ''é%Y-%m-%dß'')) AS x'),
	'{"x":"2020-01-02 00:00:00"}', 'parseDateTime: characters of the format are not cut into bytes');
SELECT is(pg_temp.refusal('SELECT formatDateTime(now(), ''%é'')'),
	'22023 format code %é is not known', 'formatDateTime: nor is one that is no code');
SELECT is(pg_temp.answer('SELECT formatDateTime(DATE ''2024-01-02'', ''é"\\''''{1}%Y{2}'') AS x'),
	'{"x":"é\"\\''{1}2024{2}"}', 'formatDateTime: no mark of a template and no quote is more than itself');

-- Arrays of something else, and of nothing
SELECT is(pg_temp.refusal('SELECT multiSearchAny(title, [1]) FROM film'),
	'42804 function multiSearchAny looks for Strings, not for values of type Int64', 'multiSearchAny takes Strings only');
SELECT is(pg_temp.refusal('SELECT multiSearchFirstIndex(title, [[1]]) FROM film'),
	'42804 function multiSearchFirstIndex looks for Strings, not for values of type Array(Int64)', 'multiSearchFirstIndex too');
SELECT is(pg_temp.answer('SELECT multiSearchAny(''a'', []) AS x'), '{"x":false}', 'of no needle, none is found');
SELECT is(pg_temp.answer('SELECT hasAny([[1], [2, 3]], []) AS a, hasAll([[1]], []) AS b, arrayConcat([[1]], []) AS c'),
	'{"a":false,"b":true,"c":[[1]]}', 'an array without elements has the form of the other one');

SELECT is(pg_temp.answer('SELECT toString([[[''a''], []], []]) AS s'), '{"s":"[[[''a''],[]],[]]"}',
	'arrays in arrays in arrays are texts');

-- Parameters, and columns that a row of totals lacks
SELECT is(pg_temp.refusal('SELECT windowFunnel(length)(last_update, true) FROM film'),
	'42804 argument 1 of function windowFunnel has to be a constant number, not Nullable(Int64)', 'a parameter is the same for all rows');
SELECT is(pg_temp.answer('SELECT any(title) AS t FROM film WHERE film_id = 1 GROUP BY film_id WITH TOTALS LIMIT 0'),
	'{"t":"AMBER ACCORD"}', 'totals by a primary key');
SELECT matches(pg_temp.refusal('SELECT title FROM film GROUP BY film_id ' || clause), '^42803 column "title" must be in', clause)
FROM unnest(ARRAY['WITH TOTALS', 'WITH ROLLUP']) AS clause;
SELECT matches(pg_temp.refusal('SELECT title FROM film GROUP BY ' || clause), '^42803 column "title" must be in', clause)
FROM unnest(ARRAY['CUBE(film_id)', 'GROUPING SETS ((film_id), ())']) AS clause;

SELECT is(pg_temp.answer('SELECT film_id AS i FROM film WHERE film_id IN (1, 3) GROUP BY film_id WITH TOTALS ' || clause), rows, clause)
FROM (VALUES ('ORDER BY i WITH FILL LIMIT 2 BY i', '{"i":1} {"i":2} {"i":3} {"i":null}'),
	('ORDER BY i LIMIT 1 BY i LIMIT 1', '{"i":1} {"i":null}')) AS t(clause, rows);

-- NULL in the place of what has a form of its own
SELECT is(pg_temp.answer('SELECT mapKeys(NULL) AS k, mapValues(NULL) AS v, mapContains(NULL, ''a'') AS c'),
	'{"k":[],"v":[],"c":null}', 'functions of maps take NULL');
SELECT is(pg_temp.answer('SELECT toUUIDOrDefault(NULL, toUUID(''6f9619ff-8b86-d011-b42d-00cf4fc964ff'')) AS u'),
	'{"u":null}', 'and toUUIDOrDefault');

-- A Date has a time of day, which is midnight
SELECT is(pg_temp.answer('SELECT toHour(d) AS h, toMinute(d) AS m, toSecond(d, ''Europe/Berlin'') AS s, toMillisecond(d) AS f '
	'FROM (SELECT DATE ''2024-01-02'' AS d)'), '{"h":0,"m":0,"s":0,"f":0}', 'parts of the time of day of a Date');

-- Regular expressions
SELECT is(pg_temp.refusal('SELECT 1 FROM film WHERE title =~ ''***=A'''),
	'22023 regular expression "***=A" has nothing that it repeats at its start', 'directors of PostgreSQL are none here');
SELECT is(pg_temp.refusal('SELECT 1 FROM film WHERE title =~ ''(?i)***:A'''),
	'22023 regular expression "(?i)***:A" has nothing that it repeats at its start', 'nor are they behind options');

-- 24,000 columns without names, which are called like the text, of characters of several bytes
SELECT performs_ok($$SELECT * FROM metahog.hogql_check('pagila', (SELECT string_agg(arm, ' UNION ALL ') FROM (
		SELECT 'SELECT ' || string_agg('concat(''éééééééééé'', ' || number || ')', ', ') AS arm
		FROM generate_series(1, 400) AS number, generate_series(1, 60) AS query GROUP BY query) AS arms))$$,
	20000, 'names of columns are found in linear time');

SELECT * FROM finish();
ROLLBACK;
