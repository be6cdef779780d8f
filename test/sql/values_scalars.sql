-- test/sql/values_scalars.sql: every built-in type, alone and in arrays, prints as the remote's to_json() prints it.
--
-- Each value is selected twice in one query: as itself, and as to_json(value)::text. The first must be, to the
-- byte, the JSON that the second says. No type may be left out: the list is held against pg_type.

BEGIN;
SELECT plan(178);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null

-- What a query's rows of (value, to_json(value)::text) differ in; null if in nothing. Rows are compared whole,
-- as -> would trim a value.
CREATE FUNCTION pg_temp.differences(query text, source text DEFAULT 'scratch') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer json := metahog.execute(source, query, max_rows => 100000)::text::json;
BEGIN
	IF (answer->>'row_count')::bigint = 0 THEN
		RETURN 'no rows';
	END IF;
	RETURN (
		SELECT string_agg(format('row %s: %s instead of %s', n, "row"->0, coalesce("row"->>1, 'null')), E'\n')
		FROM json_array_elements(answer->'results') WITH ORDINALITY AS r("row", n)
		WHERE "row"::text <> format('[%s,%s]', coalesce("row"->>1, 'null'), "row"->1));
END
$$;

-- Rows of one column, each with what to_json says of it.
CREATE FUNCTION pg_temp.with_json(values_list text) RETURNS text LANGUAGE sql AS
	$$SELECT format('SELECT v, to_json(v)::text FROM (VALUES %s) AS s(v)', values_list)$$;

-- The texts as an array literal, every element quoted, in the way of array_out.
CREATE FUNCTION pg_temp.array_literal(inputs text[], delimiter text) RETURNS text LANGUAGE sql AS $$
	SELECT '{' || string_agg(coalesce('"' || replace(replace(input, '\', '\\'), '"', '\"') || '"', 'NULL'), delimiter) || '}'
	FROM unnest(inputs) AS input
$$;

-- Values of every type, as its input function takes them.

CREATE TEMP TABLE sample (type regtype PRIMARY KEY, inputs text[] NOT NULL);

INSERT INTO sample VALUES
	-- numbers
	('bool', ARRAY['true', 'false']),
	('int2', ARRAY['0', '-32768', '32767']),
	('int4', ARRAY['0', '-2147483648', '2147483647']),
	('int8', ARRAY['0', '-9223372036854775808', '9223372036854775807', '9007199254740993']),
	('float4', ARRAY['0', '-0', '1', '0.1', '1e10', '3.4028235e38', '1e-45', '-1.5e-7', 'NaN', 'Infinity', '-Infinity']),
	('float8', ARRAY['0', '-0', '1', '0.1', '0.30000000000000004', '1e15', '1e16', '1.7976931348623157e308', '5e-324', '2.5e-7',
		'NaN', 'Infinity', '-Infinity']),
	('numeric', ARRAY['0', '0.00', '-0', '.5', '-0.000', '1e3', '1e-20', '100.10', 'NaN', 'Infinity', '-Infinity',
		repeat('1234567890', 100), '-' || repeat('9', 1000) || '.' || repeat('8', 1000), '1e131071']),
	('money', ARRAY['0', '-12.34', '92233720368547758.07', '-92233720368547758.08']),
	-- texts
	('text', ARRAY['', ' ', 'plain', 'NULL', 'null', '"', '\', '\\', '"\"', '''', '/', '</script>', '{}', '{"a": 1}', '[1,2]',
		E'a\nb\r\nc\td\be\ff', (SELECT string_agg(chr(n), '') FROM generate_series(1, 127) AS n),
		(SELECT string_agg(chr(n), '') FROM generate_series(128, 160) AS n), U&'\FEFF\2028\2029\FFFD\FFFF\E000', 'äöü€ñ 日本語',
		U&'\+01F9A1\+01F600 \+10FFFF', U&'e\0301', repeat('x', 100000), repeat(E'"\\', 5000)]
		-- a special character at each place of a word of eight bytes
		|| (SELECT array_agg(overlay(repeat('_', 17) PLACING special FROM place FOR 1))
			FROM generate_series(1, 17) AS place, unnest(ARRAY['"', '\', E'\x01', E'\x1f', E'\x7f', 'é', '🦡']) AS special)),
	('varchar', ARRAY['', 'a b ', '"', '\']),
	('bpchar', ARRAY['', 'a ', 'ab  c  ', '"']),
	('"char"', ARRAY['', 'a', '"', '\', '\310', ' ', E'\n', E'\x7f']),
	('name', ARRAY['', 'pg_class', '"quoted"', 'Ünïcödé', repeat('n', 63)]),
	('bytea', ARRAY['', '\x00', '\xdeadBEEF', 'text\\\000', '\x' || repeat('00ff', 5000)]),
	('xml', ARRAY['', 'plain', '<a b="c">&lt;"\</a>', E'<a>\n<b/>\n</a>', '<?xml version="1.0" encoding="UTF-8"?><a>é</a>']),
	('refcursor', ARRAY['', 'my cursor', '"']),
	('uuid', ARRAY['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF', 'a0eebc999c0b4ef8bb6d6bb9bd380a11']),
	-- dates and times
	('date', ARRAY['2022-05-24', '1970-01-01', '0001-01-01', '0044-03-15 BC', '4713-11-24 BC', '9999-12-31', '10000-01-01',
		'5874897-12-31', 'infinity', '-infinity']),
	('time', ARRAY['00:00', '23:59:59.999999', '24:00', '12:34:56.7']),
	('timetz', ARRAY['00:00+00', '23:59:59.999999-15:59', '24:00+05:30', '12:34:56.7+15:59:59', '12:00-00:00:01']),
	('timestamp', ARRAY['2022-05-24 22:53:30', '2022-05-24 22:53:30.5', '2022-05-24 22:53:30.000001', '0001-01-01', '9999-12-31 23:59:59.999999',
		'10000-01-01', '294276-12-31 23:59:59.999999', '4713-11-24 00:00:00 BC', '0044-03-15 12:00 BC', 'infinity', '-infinity', 'epoch']),
	('timestamptz', ARRAY['2022-05-24 22:53:30+00', '2022-05-24 22:53:30.5-08', '2022-05-24 00:00+05:45', '1890-01-01 00:00 Europe/Amsterdam',
		'10000-01-01+00', '294276-12-31 23:59:59.999999+00', '4713-11-24 00:00:00+00 BC', '0044-03-15 12:00+00 BC', 'infinity', '-infinity',
		'epoch']),
	('interval', ARRAY['0', '1 year', '-1 year -2 mons +3 days -04:05:06.789', '1 mon', '178000000 years', '-178000000 years',
		'2147483647 days', '100000 hours 0.000001 sec', '-00:00:01', 'P1Y2M3DT4H5M6S']),
	-- documents
	('json', ARRAY['null', 'true', '0', '-0', '1e400', '0.10', '""', '[]', '{}', '  {"a" : 1 ,  "a":2, "" : [ ] }  ', E'[1,\n\t2,\r\n3]',
		'"\ud83e\udda1 \u00e9 \/ \n"', '"é🦡"', repeat('[', 1000) || repeat(']', 1000), '12345678901234567890.12345678901234567890',
		'"' || repeat('long ', 20000) || '"']),
	('jsonb', ARRAY['null', 'false', '0', '-0', '1e400', '0.10', '""', '[]', '{}', '  {"b" : 1 ,  "a":2, "b":[ ] }', E'[1,\n2]',
		'"\ud83e\udda1 \u00e9 \/ \n \""', '"é🦡\\"', repeat('[', 1000) || repeat(']', 1000), repeat('{"k":', 500) || 'null' || repeat('}', 500),
		'12345678901234567890.12345678901234567890']),
	('jsonpath', ARRAY['$', 'strict $.a[*] ? (@.b == "x\"y").c', '$."key with \\"']),
	('tsvector', ARRAY['', 'a fat cat', '''it''''s'':1A,2 ''back\\slash'':3B', '"quoted"']),
	('tsquery', ARRAY['', 'fat & (rat | !cat)', '''it''''s'':AB <2> b:*']),
	-- geometry
	('point', ARRAY['(0,0)', '(-1.5,1e300)', '(NaN,Infinity)']),
	('lseg', ARRAY['[(0,0),(1,1)]']),
	('line', ARRAY['{1,2,3}', '{0,-1,0.1}']),
	('path', ARRAY['[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))']),
	('box', ARRAY['(1,1),(0,0)', '(2,2),(-1,-1.5)']),
	('polygon', ARRAY['((0,0),(1,1),(2,0))']),
	('circle', ARRAY['<(0,0),1>', '<(1,2),Infinity>']),
	-- networks
	('inet', ARRAY['127.0.0.1', '10.1.2.3/8', '::1', '2001:db8::1/64', '::ffff:1.2.3.4']),
	('cidr', ARRAY['10/8', '192.168.1.0/24', '2001:db8::/32', '0/0']),
	('macaddr', ARRAY['08:00:2b:01:02:03']),
	('macaddr8', ARRAY['08:00:2b:01:02:03:04:05']),
	-- bits and ranges
	('bit', ARRAY['', '0', '1', '10101010101010101']),
	('varbit', ARRAY['', '0', '101', repeat('10', 500)]),
	('int4range', ARRAY['empty', '[1,5)', '(,)', '[,5]', '[2147483646,]']),
	('int8range', ARRAY['empty', '[-9223372036854775808,0)', '(,)']),
	('numrange', ARRAY['empty', '[1.0,2.50]', '(,Infinity)', '[NaN,]']),
	('daterange', ARRAY['empty', '[2022-01-01,2022-12-31]', '[-infinity,infinity]', '["0044-03-15 BC",]']),
	('tsrange', ARRAY['empty', '["2022-01-01 00:00","2022-01-02 12:30")', '(,infinity)']),
	('tstzrange', ARRAY['empty', '["2022-01-01 00:00+02","2022-01-02 12:30-08")', '(,infinity)']),
	('int4multirange', ARRAY['{}', '{[1,2),[5,9)}', '{(,)}']),
	('int8multirange', ARRAY['{}', '{[1,2),[5,9)}']),
	('nummultirange', ARRAY['{}', '{[1.0,2.5),[5,]}']),
	('datemultirange', ARRAY['{}', '{[2022-01-01,2022-02-01),[2023-01-01,)}']),
	('tsmultirange', ARRAY['{}', '{["2022-01-01 00:00","2022-01-02 00:00")}']),
	('tstzmultirange', ARRAY['{}', '{["2022-01-01 00:00+02","2022-01-02 00:00-08")}']),
	-- names and numbers of the system's own
	('oid', ARRAY['0', '26', '4294967295']),
	('xid', ARRAY['0', '4294967295']),
	('cid', ARRAY['0', '4294967295']),
	('tid', ARRAY['(0,1)', '(4294967295,65535)']),
	('xid8', ARRAY['0', '18446744073709551615']),
	('pg_lsn', ARRAY['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF']),
	('pg_snapshot', ARRAY['10:20:10,14,15', '1:1:']),
	('txid_snapshot', ARRAY['10:20:10,14,15', '1:1:']),
	('aclitem', ARRAY['postgres=arwdDxt/postgres', '=r*/postgres']),
	('int2vector', ARRAY['', '0', '1 -2 32767']),
	('oidvector', ARRAY['', '26', '1 2 4294967295']),
	('regclass', ARRAY['pg_class', '-', '4294967295', 'information_schema.tables', '"Odd ""table"""']),
	('regcollation', ARRAY['"C"', '-', '"POSIX"']),
	('regconfig', ARRAY['english', '-']),
	('regdictionary', ARRAY['simple', '-']),
	('regnamespace', ARRAY['pg_catalog', '-']),
	('regoper', ARRAY['0', '15', '||/']),
	('regoperator', ARRAY['0', '+(integer,integer)', '!~~(text,text)']),
	('regproc', ARRAY['now', '-', '1']),
	('regprocedure', ARRAY['sum(integer)', '-', 'lower(text)']),
	('regrole', ARRAY['postgres', '-']),
	('regtype', ARRAY['int4', '-', 'character varying[]', '"char"']),
	('information_schema.cardinal_number', ARRAY['0', '2147483647']),
	('information_schema.character_data', ARRAY['', 'a"b']),
	('information_schema.sql_identifier', ARRAY['pg_class', '"']),
	('information_schema.time_stamp', ARRAY['2022-05-24 22:53:30+00', 'infinity']),
	('information_schema.yes_or_no', ARRAY['YES', 'NO']);

-- Types that no literal makes: where the remote has a value, if anywhere at all.

CREATE TEMP TABLE expression (type regtype PRIMARY KEY, expression text NOT NULL);

INSERT INTO expression VALUES
	('pg_node_tree', '(SELECT ev_action FROM pg_rewrite WHERE ev_class = ''pg_views''::regclass)'),
	('pg_ndistinct', '(SELECT stxdndistinct FROM pg_statistic_ext_data)'),
	('pg_dependencies', '(SELECT stxddependencies FROM pg_statistic_ext_data)'),
	('pg_mcv_list', '(SELECT stxdmcv FROM pg_statistic_ext_data)'),
	('pg_brin_bloom_summary', 'NULL::pg_brin_bloom_summary'),
	('pg_brin_minmax_multi_summary', 'NULL::pg_brin_minmax_multi_summary'),
	('gtsvector', 'NULL::gtsvector');

SELECT metahog.execute('scratch', 'CREATE TABLE "Odd ""table""" AS SELECT n % 3 AS a, n % 2 AS b FROM generate_series(1, 100) AS n') \g /dev/null
SELECT metahog.execute('scratch', 'CREATE STATISTICS extended (ndistinct, dependencies, mcv) ON a, b FROM "Odd ""table"""') \g /dev/null
SELECT metahog.execute('scratch', 'ANALYZE "Odd ""table"""') \g /dev/null

SELECT is_empty(
	$$
	SELECT t.oid::regtype
	FROM pg_catalog.pg_type AS t
	WHERE t.oid < 16384
	  AND t.typtype <> 'p'
	  AND t.typrelid = 0
	  AND t.typcategory <> 'A' OR t.oid IN ('int2vector'::regtype, 'oidvector'::regtype)
	EXCEPT
	(SELECT type FROM sample UNION ALL SELECT type FROM expression)
	$$,
	'there are values of every built-in type');

-- Alone

CREATE TEMP TABLE built_in AS
	SELECT type, inputs, typname AS label, typdelim::text AS delimiter,
		format('%I.%I', nspname, typname) AS cast_to,
		format('%I.%I', nspname, (SELECT typname FROM pg_type AS a WHERE a.oid = t.typarray)) AS cast_to_array
	FROM sample
	JOIN pg_type AS t ON t.oid = type
	JOIN pg_namespace AS n ON n.oid = typnamespace;

SELECT is(
	pg_temp.differences(pg_temp.with_json(
		(SELECT string_agg(format('(%L::%s)', input, cast_to), ', ') FROM unnest(inputs || NULL::text) AS input))),
	NULL, label)
FROM built_in
ORDER BY type::oid;

SELECT is(pg_temp.differences(pg_temp.with_json(format('(%s), (NULL)', expression))), NULL, type::text)
FROM expression
ORDER BY type::oid;

-- In arrays: of one dimension, with nulls, of two, of three, and with bounds of their own. An array of
-- vectors is one of values, not of dimensions, all the same.

SELECT is(
	pg_temp.differences(pg_temp.with_json((
		SELECT string_agg(format('(%L::%s)', literal, cast_to_array), ', ')
		FROM pg_temp.array_literal(inputs, delimiter) AS line,
			pg_temp.array_literal(array_fill(NULL::text, ARRAY[cardinality(inputs)]), delimiter) AS nulls,
			unnest(ARRAY[NULL, '{}', line, nulls, pg_temp.array_literal(NULL || inputs || NULL::text, delimiter),
				format('{%s%s%s}', line, delimiter, nulls), format('{{%s}%s{%s}}', line, delimiter, line),
				format('[0:%s]=%s', cardinality(inputs) - 1, line),
				format('[-7:-6][3:%s]={%s%s%s}', cardinality(inputs) + 2, line, delimiter, line)]) AS literal))),
	NULL, label || '[]')
FROM built_in
ORDER BY type::oid;

SELECT is(
	pg_temp.differences(pg_temp.with_json(format('(ARRAY[%1$s, NULL]), (ARRAY[[%1$s], [%1$s]]), (NULL)',
		expression))),
	NULL, type || '[]')
FROM expression
WHERE EXISTS (SELECT FROM pg_type WHERE oid = type AND typarray <> 0)
ORDER BY type::oid;

-- What the letters mean, said once without the remote's help.

SELECT is(
	(metahog.execute('scratch', $q$
		SELECT true, 1.50, 'NaN'::float8, 1e20::float8, 'a"b\c', '\xdead'::bytea, date '2022-05-24', timestamp '2022-05-24 22:53:30',
			timestamptz '2022-05-24 22:53:30.5+02', '{"a" :  1}'::json, '{"a" :  1}'::jsonb, ARRAY[[1, NULL], [3, 4]], NULL, 26::oid,
			interval '1 day 2 hours', '1 2'::int2vector, 'infinity'::timestamptz, timestamp '0044-03-15 12:00 BC'
	$q$)->'results')::text,
	E'[\n[true,1.50,"NaN",1e+20,"a\\"b\\\\c","\\\\xdead","2022-05-24","2022-05-24T22:53:30","2022-05-24T20:53:30.5+00:00",{"a" :  1},'
	'{"a": 1},[[1,null],[3,4]],null,"26","1 day 02:00:00",[1,2],"infinity","0044-03-15T12:00:00 BC"]]',
	'one row of many types, letter by letter');

-- What no json of PostgreSQL's own can be looked into: found by its text.

SELECT ok(
	position(E'"results":[\n[["\\u0000"],["\\u0000"]]],' IN
		metahog.execute('scratch', $q$SELECT '["\u0000"]'::json, ARRAY['"\u0000"'::json]$q$)::text) > 0,
	'json may hold an escaped NUL');

-- A zone of minutes and seconds is written out.

SELECT metahog.create_source('zone', current_setting('test.scratch_url'), '{"timezone": "Africa/Monrovia"}') \g /dev/null
SELECT is(
	(metahog.execute('zone', $q$
		SELECT timestamptz '1960-01-01 00:00Z', timestamptz '1960-01-01 00:00Z BC', timestamptz '2022-01-01 00:00Z',
			ARRAY[timestamptz '1960-01-01 00:00:00.25Z']
	$q$)->'results'->0)::text,
	'["1959-12-31T23:15:30-00:44:30","1961-12-31T23:16:52-00:43:08 BC","2022-01-01T00:00:00+00:00",["1959-12-31T23:15:30.25-00:44:30"]]',
	'zones with minutes and seconds, letter by letter');

CREATE FUNCTION pg_temp.differences_in(zone text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM metahog.alter_source('zone', jsonb_build_object('timezone', zone));
	RETURN pg_temp.differences(
		$q$SELECT t, to_json(t)::text FROM generate_series(timestamptz '1840-01-01 BC', '2040-01-01', '37 days 01:00:00.1') AS t$q$, 'zone');
END
$$;
SELECT is(pg_temp.differences_in(zone), NULL, zone)
FROM unnest(ARRAY['Asia/Kathmandu', 'Africa/Monrovia', 'America/St_Johns', 'Europe/Amsterdam', 'Pacific/Kiritimati', 'UTC']) AS zone;

SELECT * FROM finish();
ROLLBACK;
