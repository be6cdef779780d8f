-- test/sql/values_arrays.sql: arrays are JSON arrays of any depth, whatever is in their elements.
--
-- values_scalars.sql has an array of every built-in type; here is what array_out quotes, escapes or prefixes,
-- and what user-made types do to it. An answer is held against the remote's to_json(), or given letter by letter.

BEGIN;
SELECT plan(57);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null

-- Shapes

SELECT is(helper.value($$'{}'::int[]$$), '[]', 'an empty array');
SELECT is(helper.value($$NULL::int[]$$), 'null', 'no array');
SELECT is(helper.value($$ARRAY[NULL]::int[]$$), '[null]', 'an array of a null');
SELECT is(helper.value($$'[-2:0]={1,2,3}'::int[]$$), '[1,2,3]', 'bounds are not printed');
SELECT is(helper.value($$'[0:0][5:6]={{1,2}}'::text[]$$), '[["1","2"]]', 'nor are those of two dimensions');
SELECT is(helper.value($$ARRAY[[[1,2],[3,4]],[[5,6],[7,NULL]]]$$), '[[[1,2],[3,4]],[[5,6],[7,null]]]', 'three dimensions');
SELECT is(helper.value($$ARRAY[[[[[[1]]]]]]$$), '[[[[[[1]]]]]]', 'six dimensions, which is the most that there can be');
SELECT is(helper.value($$ARRAY['{}'::json, '[]']$$), '[{},[]]', 'documents in an array');
SELECT is(
	(SELECT array_agg(n::int) FROM json_array_elements_text(helper.value('array_agg(n) FROM generate_series(1, 100000) AS n')::json) AS n),
	(SELECT array_agg(n) FROM generate_series(1, 100000) AS n),
	'a hundred thousand elements');

-- What is in an element

SELECT helper.same(format('ARRAY[%L::text, ''x'', %1$L]', element), 'an element ' || to_json(element))
FROM unnest(ARRAY['', ' ', ' x ', 'null', 'NULL', 'Null', 'nUlL', 'nullx', '"', '""', '\', '\\', '\"', '"\', '{', '}', '{}', '{"a"}', ',', ',,',
	'[0:1]={1,2}', E'\n', E'\t\r\x0b\f', E'\x01\x1f\x7f', '''', 'é', 'a"b\c{d}e,f g']) AS element;
SELECT helper.same($$ARRAY['{"a\"b": "c\\\\d, {}"}'::json, '"\u00e9 \" \\"', NULL, 'null']$$, 'json with quotes and backslashes');
SELECT helper.same($$ARRAY['{"a\"b": "c\\\\d, {}"}'::jsonb, '"NULL"', NULL, 'null']$$, 'jsonb with quotes and backslashes');
SELECT helper.same($$(SELECT array_agg(chr(n) ORDER BY n) FROM generate_series(1, 1500) AS n)$$, 'every character up to U+05DC');
SELECT helper.same($$(SELECT array_agg(chr(n) || chr(m) ORDER BY n, m)
	FROM unnest('{34,92,123,125,44,32,110,10}'::int[]) AS n, unnest('{34,92,123,125,44,32,110,10}'::int[]) AS m)$$, 'every pair of special characters');
SELECT helper.same($$ARRAY[repeat('\"', 100000), repeat('🦡', 100000)]$$, 'long elements');

-- Delimiters and elements of user-made types

SELECT is(helper.value($$ARRAY[box '(1,1),(0,0)', NULL, box '(2,2),(0,0)']$$), '["(1,1),(0,0)",null,"(2,2),(0,0)"]', 'boxes stand between semicolons');

SELECT metahog.execute('scratch', $$
	DO $do$
	BEGIN
		CREATE TYPE bar;
		CREATE FUNCTION bar_in(cstring) RETURNS bar LANGUAGE internal IMMUTABLE STRICT AS 'textin';
		CREATE FUNCTION bar_out(bar) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
		CREATE TYPE bar (INPUT = bar_in, OUTPUT = bar_out, LIKE = text, DELIMITER = '|');
		CREATE TYPE pair AS (a int, b text);
		CREATE DOMAIN positive AS int CHECK (VALUE > 0);
		CREATE DOMAIN numbers AS int[];
		CREATE DOMAIN more_numbers AS numbers;
		CREATE DOMAIN document AS jsonb;
		CREATE TYPE mood AS ENUM ('sad', 'so, "so"', 'null', '{}');
	END
	$do$
$$) \g /dev/null
SELECT helper.same($$'{a|b,c|NULL|"d|e"|""}'::bar[]$$, 'a delimiter of a type''s own');
SELECT helper.same($$enum_range(NULL::mood)$$, 'enum labels');
SELECT helper.same($$ARRAY[1, NULL]::positive[]$$, 'a domain''s elements are those of its base');
SELECT helper.same($$ARRAY['{"a": 1}', NULL]::document[]$$, 'of jsonb, too');
SELECT helper.same($$'{1,2}'::more_numbers$$, 'a domain over a domain over an array');
SELECT helper.same($$ARRAY['{1,2}', NULL, '{{3},{NULL}}', '[5:5]={4}']::numbers[]$$, 'an array of a domain over an array');
SELECT helper.same($$ARRAY[ARRAY['{1,2}'::more_numbers, '{}'], ARRAY[NULL, '{3}']]::more_numbers[]$$, 'in two dimensions');
SELECT is(helper.value($$ARRAY[ROW(1, 'x,"y"')::pair, NULL, ROW(NULL, '')::pair]$$), '["(1,\"x,\"\"y\"\"\")",null,"(,\"\")"]', 'composites are strings');
SELECT is(helper.value($$ARRAY[ROW(1, 'x'), ROW(true, NULL)]$$), '["(1,x)","(t,)"]', 'so are rows without a type');

-- anyarray, the type of columns that hold values of other columns

SELECT metahog.execute('scratch', $$
	DO $do$
	BEGIN
		CREATE TABLE sampled AS SELECT n AS number, format('no, %s', n) AS word FROM unnest(ARRAY[1, 2, 1, 2]) AS n;
		ANALYZE sampled;
	END
	$do$
$$) \g /dev/null
SELECT helper.same($$(SELECT most_common_vals FROM pg_stats WHERE tablename = 'sampled' AND attname = 'word')$$, 'anyarray of text');
SELECT is(helper.value($$(SELECT most_common_vals FROM pg_stats WHERE tablename = 'sampled' AND attname = 'number')$$), '["1","2"]',
	'of numbers, whose type is not told: strings');
SELECT is(helper.value($$(SELECT most_common_vals::text::int[] FROM pg_stats WHERE tablename = 'sampled' AND attname = 'number')$$), '[1,2]',
	'a cast tells it');
SELECT is(helper.value($$(SELECT histogram_bounds FROM pg_stats WHERE tablename = 'sampled' AND attname = 'number')$$), 'null', 'no anyarray');
SELECT is(metahog.column_definition('scratch', 'SELECT most_common_vals AS v FROM pg_stats'), 'v text[]', 'anyarray is read as text[]');
SELECT results_eq($$SELECT v[1] FROM metahog.query('scratch', 'SELECT most_common_vals FROM pg_stats WHERE tablename = ''sampled'' AND attname = ''word''')
	AS t(v text[])$$, $$VALUES ('no, 1')$$, 'and so it can be');

SELECT * FROM finish();
ROLLBACK;
