-- test/sql/values_json_numbers.sql: metahog.json_numbers says whether numbers that JavaScript would round are strings.
--
-- JavaScript keeps whole numbers up to 2^53 and any 15 digits.

BEGIN;
SELECT plan(52);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('scratch', $$DO 'BEGIN CREATE DOMAIN number AS bigint; CREATE DOMAIN amount AS numeric; END'$$) \g /dev/null

-- An expression's value by both settings.
CREATE FUNCTION pg_temp.check(expression text, exact text, safe text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL metahog.json_numbers = exact;
	RETURN NEXT is(helper.value(expression), exact, 'exact: ' || expression);
	SET LOCAL metahog.json_numbers = safe;
	RETURN NEXT is(helper.value(expression), safe, 'safe: ' || expression);
	RESET metahog.json_numbers;
END
$$;

SELECT is(current_setting('metahog.json_numbers'), 'exact', 'exact is the default');

-- Integers

SELECT pg_temp.check('9007199254740991', '9007199254740991', '9007199254740991');
SELECT pg_temp.check('9007199254740992', '9007199254740992', '9007199254740992');
SELECT pg_temp.check('9007199254740993', '9007199254740993', '"9007199254740993"');
SELECT pg_temp.check('(-9007199254740992)', '-9007199254740992', '-9007199254740992');
SELECT pg_temp.check('(-9007199254740993)', '-9007199254740993', '"-9007199254740993"');
SELECT pg_temp.check('9223372036854775807', '9223372036854775807', '"9223372036854775807"');
SELECT pg_temp.check('(-9223372036854775807 - 1)', '-9223372036854775808', '"-9223372036854775808"');
SELECT pg_temp.check('2147483647', '2147483647', '2147483647');
SELECT pg_temp.check('32767::int2', '32767', '32767');

-- Numerics

SELECT pg_temp.check('123456789012345::numeric', '123456789012345', '123456789012345');
SELECT pg_temp.check('1234567890123456::numeric', '1234567890123456', '"1234567890123456"');
SELECT pg_temp.check('-12345678901.2345', '-12345678901.2345', '-12345678901.2345');
SELECT pg_temp.check('-12345678901.23456', '-12345678901.23456', '"-12345678901.23456"');
SELECT pg_temp.check('12.50', '12.50', '12.50');
SELECT pg_temp.check('''NaN''::numeric', '"NaN"', '"NaN"');

-- Floats have no more digits than JavaScript's own numbers; what they are in JSON stays.

SELECT pg_temp.check('0.30000000000000004::float8', '0.30000000000000004', '0.30000000000000004');
SELECT pg_temp.check('1.7976931348623157e308::float8', '1.7976931348623157e+308', '1.7976931348623157e+308');

-- Where they stand

SELECT pg_temp.check('ARRAY[[1, 9007199254740993], [NULL, -1]]', '[[1,9007199254740993],[null,-1]]', '[[1,"9007199254740993"],[null,-1]]');
SELECT pg_temp.check('ARRAY[1.5, 1234567890.123456789]', '[1.5,1234567890.123456789]', '[1.5,"1234567890.123456789"]');
SELECT pg_temp.check('9007199254740993::number', '9007199254740993', '"9007199254740993"');
SELECT pg_temp.check('ARRAY[9007199254740993::number]', '[9007199254740993]', '["9007199254740993"]');
SELECT pg_temp.check('ARRAY[1234567890.123456789::amount]', '[1234567890.123456789]', '["1234567890.123456789"]');
SELECT pg_temp.check($$'{"n": 9007199254740993}'::jsonb$$, '{"n": 9007199254740993}', '{"n": 9007199254740993}');

-- The other forms

SET LOCAL metahog.json_numbers = safe;
SELECT is(array_agg("row"::text), ARRAY['{"n":"9007199254740993"}'], 'rows()') FROM metahog.rows('scratch', 'SELECT 9007199254740993 AS n') AS "row";
SELECT is(string_agg(chunk, ''), E'{"n":"9007199254740993"}\n', 'stream() in jsonl')
FROM metahog.stream('scratch', 'SELECT 9007199254740993 AS n') AS chunk;
SELECT is(string_agg(chunk, ''), E'n\n9007199254740993\n', 'csv is text anyway')
FROM metahog.stream('scratch', 'SELECT 9007199254740993 AS n', format => 'csv') AS chunk;
SELECT is(n, 9007199254740993, 'query() has numbers') FROM metahog.query('scratch', 'SELECT 9007199254740993') AS t(n bigint);
SELECT throws_ok('SET LOCAL metahog.json_numbers = about', '22023', NULL, 'there is no third way');

SELECT * FROM finish();
ROLLBACK;
