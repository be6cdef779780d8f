-- test/sql/stream.sql: stream(): chunks of text for export, as jsonl, json or csv.
--
-- The chunks of a stream, put together, are one text; where it is cut does not depend on lines.  Memory does not grow
-- with the number of rows.

SET client_min_messages = warning;
BEGIN;
SELECT plan(51);
SET LOCAL statement_timeout = '60s';

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('admin', current_setting('test.remote_superuser_url')) \g /dev/null

SELECT is(pg_get_function_arguments('metahog.stream(text, text, jsonb, bigint, bigint, interval, text)'::regprocedure),
	pg_get_function_arguments('metahog.execute(text, text, jsonb, bigint, bigint, interval)'::regprocedure)
	|| ', format text DEFAULT ''jsonl''::text', 'the arguments are those of execute and format');
SELECT is(pg_get_function_result('metahog.stream(text, text, jsonb, bigint, bigint, interval, text)'::regprocedure), 'SETOF text',
	'the result is a set of texts');

-- The formats, to the letter

SELECT is(helper.whole('pagila', query, format), expected, format('%s: %s', format, to_json(query)))
FROM (VALUES ('SELECT 1 AS a, ''x'' AS b UNION ALL SELECT 2, NULL', 'jsonl', E'{"a":1,"b":"x"}\n{"a":2,"b":null}\n'),
	('SELECT 1 AS a, ''x'' AS b UNION ALL SELECT 2, NULL', 'json', E'[\n{"a":1,"b":"x"},\n{"a":2,"b":null}\n]\n'),
	('SELECT 1 AS a, ''x'' AS b UNION ALL SELECT 2, NULL', 'csv', E'a,b\n1,x\n2,\n'),
	('SELECT 1 AS a WHERE false', 'jsonl', NULL),
	('SELECT 1 AS a WHERE false', 'json', E'[\n]\n'),
	('SELECT 1 AS a WHERE false', 'csv', E'a\n'),
	('SELECT 1 AS a, 2 AS a', 'jsonl', E'{"a":1,"a_2":2}\n'),
	('SELECT 1 AS a, 2 AS a', 'json', E'[\n{"a":1,"a_2":2}\n]\n'),
	('SELECT 1 AS a, 2 AS a', 'csv', E'a,a\n1,2\n'),
	('SELECT ''=1+1'' AS "=a", ''+x'' AS b, ''-1'' AS c, -1.5 AS d, ''@x'' AS e, E''\tx'' AS f, ''-x,y'' AS g, ''a=1'' AS h, '''' AS i, NULL AS j', 'csv_escaped',
		E'''=a,b,c,d,e,f,g,h,i,j\n''=1+1,''+x,-1,-1.5,''@x,''\tx,"''-x,y",a=1,"",\n'),
	(E'SELECT E''\\n=x'' AS a, E''\\r=x'' AS b, E''\\ny'' AS c', 'csv_escaped', E'a,b,c\n"\'\n=x","\'\r=x","\'\ny"\n'),
	('SELECT ''=1+1'' AS "=a"', 'csv', E'=a\n=1+1\n'),
	('SELECT ''a,b'' AS "x,y", ''say "é"'' AS "q""q", '''' AS e, NULL AS n', 'csv', E'"x,y","q""q",e,n\n"a,b","say ""é""","",\n'),
	(E'SELECT E''a\\nb'' AS a, E''\\r'' AS b, '' '' AS c', 'csv', E'a,b,c\n"a\nb","\r", \n'),
	(E'SELECT E''a\\nb'' AS a', 'jsonl', E'{"a":"a\\nb"}\n'),
	('SELECT ARRAY[1,2] AS a, true AS b, ''{"k": 1}''::jsonb AS j, 1.50 AS n', 'csv', E'a,b,j,n\n"{1,2}",t,"{""k"": 1}",1.50\n'),
	('SELECT ARRAY[1,2] AS a, true AS b, ''{"k": 1}''::jsonb AS j, 1.50 AS n', 'jsonl', E'{"a":[1,2],"b":true,"j":{"k": 1},"n":1.50}\n'),
	(E'SELECT ''{"k":\n1}''::json AS j', 'jsonl', E'{"j":{"k": 1}}\n'))
	AS cases (query, format, expected);
SELECT is((SELECT string_agg(chunk, '') FROM metahog.stream('pagila', 'SELECT 1 AS a') AS chunk), E'{"a":1}\n', 'jsonl is the default');
SELECT is((SELECT string_agg(chunk, '') FROM metahog.stream('pagila', 'SELECT 1 AS a', NULL, NULL, NULL, NULL, NULL) AS chunk),
	E'{"a":1}\n', 'also for null');
SELECT is((SELECT string_agg(chunk, '') FROM metahog.stream('pagila', 'SELECT $1::int AS a', '[5]', 1, 0, '9 s', 'csv') AS chunk), E'a\n5\n',
	'every argument by position');
SELECT throws_ok(format('SELECT metahog.stream(''pagila'', ''SELECT 1'', format => %L)', format), '22023',
	format('format "%s" is not known', format), 'no such format: ' || format) FROM unnest(ARRAY['xml', 'CSV', '', 'json ']) AS format;

-- The whole of a larger answer

\set large 'SELECT g AS n, md5(g::text) AS hash, CASE WHEN g % 7 = 0 THEN NULL ELSE g / 3.0 END AS part FROM generate_series(1, 20000) AS g'
CREATE TEMP TABLE expected AS SELECT * FROM metahog.query('pagila', :'large') AS t(n int, hash text, part numeric);
SELECT is((count(*), count(DISTINCT hash))::text, '(20000,20000)', 'what is to be exported') FROM expected;
CREATE TEMP TABLE chunks AS SELECT format, number, chunk
FROM unnest(ARRAY['jsonl', 'json', 'csv']) AS format, metahog.stream('pagila', :'large', format => format) WITH ORDINALITY AS s(chunk, number);
CREATE TEMP TABLE wholes AS SELECT format, string_agg(chunk, '' ORDER BY number) AS body FROM chunks GROUP BY 1;
SELECT ok(count(*) > 5, 'is many chunks of ' || format) FROM chunks GROUP BY format ORDER BY format;
SELECT ok(min(length(chunk)) FILTER (WHERE number < last) >= 65000 AND max(length(chunk)) < 66000,
	'of about 64 kB: ' || format)
FROM chunks JOIN (SELECT format, max(number) AS last FROM chunks GROUP BY 1) AS ends USING (format) GROUP BY format ORDER BY format;
SELECT set_eq($$SELECT (line::json->>'n')::int, line::json->>'hash', (line::json->>'part')::numeric
	FROM wholes, string_to_table(rtrim(body, E'\n'), E'\n') AS line WHERE format = 'jsonl'$$, 'TABLE expected', 'jsonl is all of it');
SELECT set_eq($$SELECT r.* FROM wholes, json_to_recordset(body::json) AS r(n int, hash text, part numeric) WHERE format = 'json'$$,
	'TABLE expected', 'json is all of it');
SELECT set_eq($$SELECT f[1]::int AS n, f[2] AS hash, nullif(f[3], '')::numeric AS part
	FROM wholes, string_to_table(rtrim(body, E'\n'), E'\n') WITH ORDINALITY AS l(line, number), string_to_array(line, ',') AS a(f)
	WHERE format = 'csv' AND number > 1$$, 'TABLE expected', 'csv is all of it');

-- Chunks

SELECT is((array_agg(length(chunk)))::text, '{3000009}', 'a row that is larger than a chunk is not cut')
FROM metahog.stream('pagila', 'SELECT repeat(''x'', 3000000) AS a') AS chunk;
SELECT is(max_chunks, 1::bigint, 'a short answer is one chunk')
FROM (SELECT count(*) AS max_chunks FROM metahog.stream('pagila', 'SELECT * FROM category', format => 'json')) AS c;
SELECT is(count(*), 2::bigint, 'LIMIT takes what it needs of rows without end')
FROM (SELECT metahog.stream('pagila', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t') LIMIT 2) AS few;
SELECT results_eq($$SELECT metahog.stream('pagila', 'SELECT $1::int AS a', jsonb_build_array(n)) FROM generate_series(1, 2) AS n$$,
	ARRAY[E'{"a":1}\n', E'{"a":2}\n'], 'once for each local row');

-- Memory

CREATE FUNCTION pg_temp.memory() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts';
DECLARE export NO SCROLL CURSOR FOR
	SELECT metahog.stream('pagila', 'SELECT g, repeat(md5(g::text), 10) FROM generate_series(1, 400000) AS g', format => 'csv');
MOVE 10 IN export;
SELECT pg_temp.memory() AS before \gset
MOVE 1500 IN export;
SELECT ok(pg_temp.memory() - :before < 2000000, 'a hundred megabytes have passed, none of them is kept');
FETCH 1 FROM export \gset last_
SELECT ok(length(:'last_stream') >= 65000, 'and there is more to come');
CLOSE export;

-- max_rows is LIMIT, skip_rows is OFFSET

SELECT is((SELECT string_agg(chunk, '') FROM metahog.stream('pagila', 'SELECT g FROM generate_series(1, 9) AS g', max_rows => max_rows,
	skip_rows => skip_rows, format => 'csv') AS chunk), expected, format('max_rows => %s, skip_rows => %s', max_rows, skip_rows))
FROM (VALUES (2, NULL, E'g\n1\n2\n'), (NULL, 7, E'g\n8\n9\n'), (1, 3, E'g\n4\n'), (0, NULL, E'g\n')) AS cases (max_rows, skip_rows, expected);

-- Failures

SELECT throws_ok($$SELECT metahog.stream('pagila', 'SELECT 1/0')$$, '22012', 'division by zero', 'a failure at once');
SELECT throws_ok($$SELECT metahog.stream('pagila', 'SELECT 1 / (30000 - g) FROM generate_series(1, 90000) AS g')$$, '22012', 'division by zero',
	'a failure after chunks that were given out');
SELECT throws_ok($$SELECT metahog.stream('pagila', 'SELECT 1', max_rows => -1)$$, '22023', 'max_rows must not be negative', 'a negative max_rows');
SELECT is(count(*), 1::bigint, 'the next one works') FROM metahog.stream('pagila', 'SELECT 1');

SELECT * FROM finish();
ROLLBACK;
