-- test/sql/hogql_limits.sql: what is too much, or out of range, is refused here and at its place, before the remote sees
-- it; and what need not be computed as a whole is not.

BEGIN;
SELECT plan(40);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

CREATE FUNCTION pg_temp.refusal(query text, params jsonb DEFAULT NULL) RETURNS text AS $$
	SELECT concat_ws(' ', d->'error_detail'->>'sqlstate', d->'error_detail'->>'position', d->>'error')
	FROM metahog.try_hogql('pagila', query, params) AS d
$$ LANGUAGE sql;

CREATE FUNCTION pg_temp.answer(query text, params jsonb DEFAULT NULL) RETURNS text AS $$
	SELECT replace(coalesce(d->>'error', d->>'results'), E'\n', '') FROM metahog.try_hogql('pagila', query, params) AS d
$$ LANGUAGE sql;

-- Constants that are none

SELECT is(pg_temp.refusal(replace(query, '|', '')), concat_ws(' ', sqlstate, strpos(query, '|'), message), query)
FROM (VALUES
	('SELECT COLUMNS(|''['') FROM film', '22023', 'regular expression "[" has a bracket that is not closed'),
	('SELECT COLUMNS(|''('') FROM film', '22023', 'regular expression "(" is none: parentheses () not balanced'),
	('SELECT quantile(|1.5)(length) FROM film', '22023', 'a level of function quantile is from 0 to 1'),
	('SELECT quantiles(0.5, |-1)(length) FROM film', '22023', 'a level of function quantiles is from 0 to 1'),
	('SELECT percentile_cont(|1.5) WITHIN GROUP (ORDER BY length) FROM film', '22023', 'a level of function percentile_cont is from 0 to 1'),
	('SELECT 1::Decimal(|99999, 5)', '22023', 'the precision of type decimal has to be an integer from 1 to 76'),
	('SELECT 1::Decimal(|0)', '22023', 'the precision of type decimal has to be an integer from 1 to 76'),
	('SELECT 1::Decimal(5, |9)', '22023', 'the scale of type decimal has to be an integer from 0 to 5'),
	('SELECT CAST(1 AS Decimal64(|19))', '22023', 'the scale of type decimal64 has to be an integer from 0 to 18'),
	('SELECT CAST([1] AS Array(Decimal(|80)))', '22023', 'the precision of type decimal has to be an integer from 1 to 76'),
	('SELECT ''a''::FixedString(|-1)', '22023', 'the length of type fixedstring has to be an integer from 1 to 16777215'),
	('SELECT ''a''::FixedString(|''x'')', '22023', 'the length of type fixedstring has to be an integer from 1 to 16777215'),
	('SELECT now()::DateTime64(|10)', '22023', 'the precision of type datetime64 has to be an integer from 0 to 9'),
	('SELECT now()::DateTime(|''Mars'')', '22023', 'time zone "Mars" is not known'),
	('SELECT toDateTime64(''2024-01-01'', |10)', '22023', 'argument 2 of function toDateTime64 has to be from 0 to 9'),
	('SELECT now64(|-1)', '22023', 'argument 1 of function now64 has to be from 0 to 9'),
	('SELECT toDecimal(1.5, |77)', '22023', 'argument 2 of function toDecimal has to be from 0 to 76'))
	AS t(query, sqlstate, message);

SELECT is(pg_temp.answer('SELECT COLUMNS(''^film_id\\b'') FROM film ORDER BY 1 LIMIT 1'), '[[1]]', 'a regular expression is ClickHouse''s in COLUMNS, too');
SELECT is(pg_temp.answer('SELECT CAST(1.239 AS Decimal(5, 2)), ''a''::FixedString(3), CAST(1 AS Decimal32(9))'), '[[1.23,"a",1.000000000]]', 'what is in range is taken');

-- Placeholders of LIMIT: the value is looked at anew for each call, also where the text has been compiled before

SELECT is(pg_temp.answer('SELECT film_id FROM film ORDER BY 1 LIMIT {n} OFFSET {m}', '{"n": 2, "m": 1}'), '[[2],[3]]', 'LIMIT of a placeholder');
SELECT is(pg_temp.refusal('SELECT film_id FROM film ORDER BY 1 LIMIT {n} OFFSET {m}', params), expected, params::text)
FROM (VALUES ('{"n": -2, "m": 1}'::jsonb, '22023 43 LIMIT must be an integer that is not negative'),
	('{"n": 2, "m": -1}', '22023 54 OFFSET must be an integer that is not negative')) AS t(params, expected);
SELECT is(pg_temp.answer('SELECT film_id FROM film ORDER BY 1 LIMIT {n} OFFSET {m}', '{"n": 1, "m": 0}'), '[[1]]', 'and again LIMIT of a placeholder');
SELECT is(pg_temp.refusal('SELECT film_id FROM film LIMIT {n} BY rating', '{"n": -1}'), '22023 32 LIMIT BY must be an integer that is not negative', 'LIMIT BY');
SELECT is(pg_temp.refusal('SELECT film_id FROM film LIMIT {n} %', '{"n": -0.5}'), '22023 32 a percentage in LIMIT must be from 0 to 100', 'LIMIT %');

-- Too much

SELECT is(pg_temp.refusal('SELECT ''' || repeat('ä', 600000) || ''''), '54000 524293 the query is too long', 'a text of more than 1 MB: its first character that is too many');
SELECT is(pg_temp.refusal('SELECT 1' || string_agg(' EXCEPT SELECT 1', '')), '54001 16010 too many operators in one chain', 'sets in a chain')
FROM generate_series(1, 20000);
SELECT is(pg_temp.refusal('SELECT 1 FROM film GROUP BY ' || string_agg('length + ' || i, ', ' ORDER BY i)), '54011 23882 there are too many keys', 'GROUP BY')
FROM generate_series(1, 1700) AS i;
SELECT is(pg_temp.refusal('SELECT 1 FROM film ORDER BY ' || string_agg('length + ' || i, ', ' ORDER BY i)), '54011 23882 there are too many keys', 'ORDER BY')
FROM generate_series(1, 1700) AS i;
SELECT matches(pg_temp.refusal('SELECT ''' || repeat('x', 500000) || ''' AS a' || repeat(', concat(a, ''1'')', 10)),
	'^54000 8 the SQL of this query is longer than 4194304 bytes', 'SQL of more than 4 MB: the place of what is repeated');

-- Bytes are not text

SELECT is(pg_temp.refusal(replace(query, '|', '')), concat_ws(' ', '0A000', strpos(query, '|'), message), query)
FROM (VALUES
	('SELECT |MD5(title) FROM film', 'bytes are not supported as a column of the result'),
	('SELECT 1, |h FROM (SELECT SHA256(title) AS h FROM film)', 'bytes are not supported as a column of the result'),
	('SELECT |arrayMap(x -> MD5(x), [''a''])', 'bytes are not supported as a column of the result'),
	('SELECT [|MD5(''a'')]', 'bytes are not supported as an element'),
	('SELECT (1, |MD5(''a''))', 'bytes are not supported as an element'),
	('SELECT {''a'': |MD5(''a'')}', 'bytes are not supported as an element')) AS t(query, message);
SELECT is(pg_temp.answer('SELECT hex(h), base64Encode(h) FROM (SELECT MD5(''a'') AS h)'), '[["0CC175B9C0F1B6A831C399E269772661","DMF1ucDxtqgxw5niaXcmYQ=="]]', 'they are seen as digits');

-- Series give their first rows at once

SELECT is(pg_temp.answer('SELECT number FROM numbers(1000000000000) WHERE number % 7 = 3 LIMIT 2'), '[[3],[10]]', 'numbers');
SELECT is(pg_temp.answer('SELECT s.generate_series FROM generateSeries(5, 1000000000000, 5) AS s LIMIT 2'), '[[5],[10]]', 'generateSeries');
SELECT is(json_array_length(metahog.hogql('pagila', 'SELECT * FROM numbers(1000000000000)', max_rows => 5)->'results'), 5, 'max_rows');

SELECT * FROM finish();
ROLLBACK;
