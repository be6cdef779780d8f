-- test/sql/values_query.sql: query() hands over values as they are, whether they travel in binary form or as text.
--
-- A read-only source sends binary where the declared type is the column's own and has a binary form that depends
-- on nothing else; one that may write sends text. Both must give the very value, down to its bytes. That binary
-- is really asked for: test/t/031_malformed_values.pl.

BEGIN;
SELECT plan(198);

SELECT metahog.create_source('text', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('binary', current_setting('test.scratch_url')) \g /dev/null

CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'so "so"');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN present AS text NOT NULL;
CREATE DOMAIN percents AS percent[];
CREATE TYPE floats AS RANGE (SUBTYPE = float8);
SELECT metahog.execute('text', $$
	DO $do$
	BEGIN
		CREATE TYPE filler AS (x int); -- so that the types' numbers are not the local ones
		CREATE EXTENSION hstore;
		CREATE EXTENSION citext;
		CREATE TYPE mood AS ENUM ('so "so"', 'sad');
		CREATE TYPE pair AS (a int, b text);
		CREATE DOMAIN percent AS int;
		CREATE DOMAIN percents AS percent[];
		CREATE TYPE floats AS RANGE (SUBTYPE = float8);
	END
	$do$
$$) \g /dev/null

-- What differs between values from a source and the same ones made here; null if nothing does. *= compares bytes.
CREATE FUNCTION pg_temp.differences(source text, type text, inputs text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	list text := (SELECT string_agg(format('(%s, %L::%s)', n, input, type), ', ') FROM unnest(inputs) WITH ORDINALITY AS i(input, n));
	differences text;
BEGIN
	EXECUTE format('
		SELECT string_agg(coalesce(remote.v::text, ''null'') || '' instead of '' || coalesce(here.v::text, ''null''), '', '')
		FROM metahog.query(%L, %L) AS remote(n int, v %s)
		FULL JOIN (SELECT * FROM (VALUES %s) AS v(n, v) OFFSET 0) AS here USING (n)
		WHERE NOT coalesce(remote *= here, false)', source, 'SELECT * FROM (VALUES ' || list || ') AS s(n, v)', type, list) INTO differences;
	RETURN differences;
END
$$;

SELECT is(pg_temp.differences(source, type, inputs || NULL::text), NULL, format('%s as %s', type, source))
FROM (VALUES
	('boolean', ARRAY['t', 'f']),
	('int2', ARRAY['-32768', '32767']),
	('int4', ARRAY['-2147483648', '2147483647']),
	('int8', ARRAY['-9223372036854775808', '9223372036854775807']),
	('oid', ARRAY['0', '4294967295']),
	('float4', ARRAY['0.1', '-0', 'NaN', 'Infinity', '3.4028235e38', '1e-45']),
	('float8', ARRAY['0.1', '0.30000000000000004', '-0', 'NaN', '-Infinity', '5e-324', '1.7976931348623157e308']),
	('numeric', ARRAY['0', '0.000', '-0.1', '1e-20', 'NaN', 'Infinity', '-Infinity', repeat('123', 333), '1e131071', '100.10']),
	('numeric(10,2)', ARRAY['12345678.90', '-0.01', 'NaN']),
	('text', ARRAY['', 'a"b\c', E'\n\t\x01', 'éü🦡', repeat('long', 50000)]),
	('varchar', ARRAY['', 'a ']),
	('varchar(3)', ARRAY['abc', 'éüñ']),
	('pg_catalog.bpchar', ARRAY['', 'a  ']),
	('char(5)', ARRAY['', 'ab', 'éüñ']),
	('"char"', ARRAY['', 'a', '\', '\310']),
	('name', ARRAY['', 'pg_class', 'é"']),
	('bytea', ARRAY['', '\x00', '\x0001feff', '\x' || repeat('00ff', 50000)]),
	('date', ARRAY['2022-05-24', '4713-11-24 BC', '5874897-12-31', 'infinity', '-infinity']),
	('time', ARRAY['00:00', '24:00', '12:34:56.789012']),
	('time(2)', ARRAY['12:34:56.78']),
	('timetz', ARRAY['00:00+00', '23:59:59.999999-15:59:59', '12:00+05:30']),
	('timestamp', ARRAY['2022-05-24 22:53:30.5', '294276-12-31 23:59:59.999999', '4713-11-24 BC', 'infinity', '-infinity']),
	('timestamptz', ARRAY['2022-05-24 22:53:30.5+02', '294276-12-31 23:59:59.999999+00', '4713-11-24 00:00+00 BC', 'infinity', '-infinity']),
	('timestamptz(0)', ARRAY['2022-05-24 22:53:30+02']),
	('interval', ARRAY['0', '1 year -2 mons 3 days -04:05:06.789', '178000000 years', '-00:00:00.000001']),
	('interval hour to minute', ARRAY['04:05']),
	('uuid', ARRAY['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']),
	('json', ARRAY['{"a" :  1, "a":2}', E'[1,\n2]', '"\u0000é"']),
	('jsonb', ARRAY['{"b": 1.10, "a": [null, {}]}', '"é🦡"', repeat('[', 500) || repeat(']', 500)]),
	('jsonpath', ARRAY['$.a[*] ? (@.b > 1)']),
	('xml', ARRAY['<a b="c">&lt;</a>', 'text']),
	('inet', ARRAY['10.1.2.3/8', '2001:db8::1/64']),
	('cidr', ARRAY['10/8', '::/0']),
	('macaddr', ARRAY['08:00:2b:01:02:03']),
	('macaddr8', ARRAY['08:00:2b:01:02:03:04:05']),
	('pg_catalog."bit"', ARRAY['', '101']),
	('bit(3)', ARRAY['101']),
	('varbit', ARRAY['', '10101010101']),
	('point', ARRAY['(0.1,-1e300)']),
	('polygon', ARRAY['((0,0),(1,1),(2,0))']),
	('circle', ARRAY['<(1,2),3>']),
	('tsvector', ARRAY['', '''a''''b'':1A,2']),
	('tsquery', ARRAY['fat & (rat | !cat)']),
	('int4range', ARRAY['empty', '[1,5)', '(,)']),
	('tstzrange', ARRAY['["2022-01-01 00:00+02","2022-01-02 12:30-08")']),
	('nummultirange', ARRAY['{}', '{[1.0,2.5),[5,]}']),
	('pg_lsn', ARRAY['16/B374D848']),
	('xid8', ARRAY['18446744073709551615']),
	('int2vector', ARRAY['', '1 -2']),
	('int[]', ARRAY['{}', '{1,NULL,3}', '{{1,2},{3,4}}', '[-1:1]={1,2,3}']),
	('text[]', ARRAY['{}', '{"",NULL,"null","a\"b\\c,{}"}', '[0:0][2:3]={{é,🦡}}']),
	('numeric(8,3)[]', ARRAY['{1.5,NaN}']),
	('timestamptz[]', ARRAY['{"2022-05-24 22:53:30+02",infinity}']),
	('bytea[]', ARRAY['{"\\x00ff",NULL}']),
	('jsonb[]', ARRAY['{"{\"a\": 1}",NULL,"null"}']),
	('box[]', ARRAY['{(1,1),(0,0);(2,2),(0,0)}']),
	('float8[]', ARRAY['{0.1,NaN,-Infinity}']),
	('mood', ARRAY['sad', 'so "so"']),
	('mood[]', ARRAY['{sad,NULL,"so \"so\""}']),
	('citext', ARRAY['Mixed Case']),
	('hstore', ARRAY['', 'a=>1, "b c"=>NULL']),
	('pair', ARRAY['(1,"x,""y""")', '(,)']),
	('pair[]', ARRAY['{"(1,x)",NULL}']),
	('percent', ARRAY['0', '100']),
	('percent[]', ARRAY['{1,NULL}']),
	('percents', ARRAY['{1,2}', '{}']),
	('floats', ARRAY['[0.1,2)', 'empty'])) AS t(type, inputs),
	unnest(ARRAY['binary', 'text']) AS source;

-- Declared otherwise than the remote has it: as if the caller had typed the remote's text.

CREATE FUNCTION pg_temp.query(source text, expression text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT v::text FROM metahog.query(%L, %L) AS t(v %s)', source, 'SELECT ' || expression, type) INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(array_agg(pg_temp.query(source, expression, type)), ARRAY[answer, answer], format('%s as %s', expression, type))
FROM (VALUES
	('1', 'bigint', '1'),
	('1', 'text', '1'),
	('1', 'numeric', '1'),
	('1', 'numeric(5,2)', '1.00'),
	('1::bigint', 'int', '1'),
	('3000000000', 'int', '22003'),
	('32768', 'int2', '22003'),
	('''x''::text', 'int', '22P02'),
	('''12''::text', 'int', '12'),
	('1.5', 'int', '22P02'),
	('1.5', 'float8', '1.5'),
	('1.555', 'numeric(4,2)', '1.56'),
	('100.5', 'numeric(4,2)', '22003'),
	('123.456::numeric(8,3)', 'numeric(6,1)', '123.5'),
	('''abc''::text', 'varchar(2)', '22001'),
	('''abc''::text', 'char(5)', 'abc'),
	('''a    ''::char(5)', 'char(2)', 'a'),
	('''abc''::varchar', 'varchar(2)', '22001'),
	('''{"a":1}''::json', 'jsonb', '{"a": 1}'),
	('''{"a":1}''::text', 'json', '{"a":1}'),
	('timestamptz ''2022-05-24 22:53:30.567Z''', 'timestamptz(1)', '2022-05-24 22:53:30.6+00'),
	('timestamp ''2022-05-24 22:53:30''', 'date', '2022-05-24'),
	('date ''2022-05-24''', 'timestamp', '2022-05-24 00:00:00'),
	('''\x41''::bytea', 'text', '\x41'),
	('ARRAY[1,2]', 'bigint[]', '{1,2}'),
	('ARRAY[1,2]', 'text', '{1,2}'),
	('B''101''', 'bit(2)', '22026'),
	('true', 'int', '22P02'),
	('true', 'text', 't'),
	('ROW(1, ''x'')', 'pair', '(1,x)'),
	('''sad''::mood', 'text', 'sad'),
	('''sad''::text', 'mood', 'sad'),
	('''glad''::text', 'mood', '22P02'),
	('''1''::int', 'percent', '1'),
	('101', 'percent', '23514'),
	('ARRAY[1, 101]', 'percents', '23514'),
	('NULL::text', 'present', '23502'),
	('NULL::int', 'percent', NULL)) AS t(expression, type, answer),
	unnest(ARRAY['binary', 'text']) AS source
GROUP BY expression, type, answer
ORDER BY expression, type;

SELECT is(pg_temp.query(source, '1, 2', 'int'), '42804', 'too many columns from ' || source) FROM unnest(ARRAY['binary', 'text']) AS source;
SELECT throws_ok(format('SELECT * FROM metahog.query(%L, ''SELECT 1'') AS t(a int, b int)', source), '42804',
	'the query returns 1 columns, but 2 are declared', 'too few from ' || source) FROM unnest(ARRAY['binary', 'text']) AS source;

-- The server's settings of this session are for this session's own output, not for what comes from the remote.

SET LOCAL datestyle = 'German';
SET LOCAL intervalstyle = 'iso_8601';
SET LOCAL timezone = 'Asia/Tokyo';
SET LOCAL extra_float_digits = -15;
SET LOCAL bytea_output = 'escape';
SELECT is(pg_temp.differences(source, type, inputs), NULL, format('%s as %s with other settings here', type, source))
FROM (VALUES
	('date', ARRAY['2022-05-04', '4713-11-24 BC']),
	('timestamptz', ARRAY['2022-05-04 22:53:30.5+02', 'infinity']),
	('interval', ARRAY['1 year -2 mons 3 days -04:05:06.789']),
	('float8', ARRAY['0.30000000000000004']),
	('bytea', ARRAY['\x00ff5c'])) AS t(type, inputs),
	unnest(ARRAY['binary', 'text']) AS source;
RESET datestyle; RESET intervalstyle; RESET timezone; RESET extra_float_digits; RESET bytea_output;

-- A client whose encoding is not the database's: values are received as text, and converted on their way out.

SET LOCAL client_encoding = 'LATIN1';
SELECT is(pg_temp.differences(source, type, inputs), NULL, format('%s as %s with a client of LATIN1', type, source))
FROM (VALUES
	('text', ARRAY[U&'\00E9\00FC', U&'\+01F9A1', '\']),
	('name', ARRAY[U&'\00E9']),
	('char(5)', ARRAY[U&'\00E9']),
	('jsonb', ARRAY[U&'{"\00E9": "\+01F9A1"}']),
	('text[]', ARRAY[U&'{"\00E9",NULL}']),
	('int', ARRAY['1'])) AS t(type, inputs),
	unnest(ARRAY['binary', 'text']) AS source;
RESET client_encoding;

SELECT * FROM finish();
ROLLBACK;
