-- test/sql/values_stream.sql: rows() and stream() print the values that execute() prints, and what reads them gets them back.
--
-- jsonl: each line is one JSON text. json: all chunks together are one. csv: COPY reads it.

BEGIN;
SELECT plan(28);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.execute('scratch', $$DO 'BEGIN CREATE EXTENSION hstore; CREATE TYPE pair AS (a int, b text); END'$$) \g /dev/null
SELECT metahog.execute('scratch', $$
	CREATE TABLE odd AS
	SELECT n, t, CASE WHEN n % 5 > 0 THEN n / 7.0 END AS amount, ARRAY[t, NULL, t] AS texts, '{}'::int[] AS none, ARRAY[[n, NULL], [0, n]] AS grid,
		json_build_object(t, n) AS doc, E'{"a" :\n[1,\r\n\t2]}'::json AS lines, jsonb_build_array(t, n, NULL) AS docb, hstore(t, t) AS hstore,
		timestamptz '0044-03-15 12:00Z BC' + n * interval '17 days' AS z, 'NaN'::float8 AS nan, convert_to(t, 'UTF8') AS bytes, ROW(n, t)::pair AS r,
		box '(1,1),(0,0)' AS box, ARRAY[box '(1,1),(0,0)'] AS boxes, NULL::text AS nothing, n % 2 = 0 AS even
	FROM unnest(ARRAY['', ' ', 'plain', 'NULL', '"', '""', '\', '\.', '\N', '''', ',', ';', '{}', 'a,b', 'a"b', ' a ', E'\n', E'\r', E'\r\n', E'a\nb', E'\t',
		E'\x01\x1f\x7f', 'é🦡', U&'\FEFF\2028\2029\0085', '#', E'\\\n.', repeat('"x,', 50000), repeat('é', 40000)]) WITH ORDINALITY AS o(t, n)
$$) \g /dev/null

-- Rows as objects, from each of the forms.
CREATE FUNCTION pg_temp.objects(form text, query text) RETURNS SETOF json LANGUAGE plpgsql AS $$
BEGIN
	CASE form
		WHEN 'rows' THEN RETURN QUERY SELECT "row"::text::json FROM metahog.rows('scratch', query) AS "row";
		WHEN 'jsonl' THEN RETURN QUERY SELECT line::json FROM string_to_table(rtrim(helper.whole('scratch', query, 'jsonl'), E'\n'), E'\n') AS line;
		WHEN 'json' THEN RETURN QUERY SELECT json_array_elements(helper.whole('scratch', query, 'json')::json);
	END CASE;
END
$$;

-- The same values as execute's; the line breaks of a json value become blanks where each row is a line.
SELECT results_eq(
	format($q$SELECT (o).key, (o).value::text FROM (SELECT json_each(object) AS o FROM pg_temp.objects(%L, 'SELECT * FROM odd ORDER BY n') AS object) AS e$q$, form),
	format($q$
		SELECT name, CASE WHEN %L THEN translate(c.value::text, E'\n\r', '  ') ELSE c.value::text END
		FROM metahog.execute('scratch', 'SELECT * FROM odd ORDER BY n') AS answer,
			json_array_elements(answer->'results') AS "row",
			ROWS FROM (json_array_elements_text(answer->'columns'), json_array_elements("row")) AS c(name, value)
	$q$, form <> 'json'),
	form || ' has the values of execute')
FROM unnest(ARRAY['rows', 'jsonl', 'json']) AS form;

-- In turn held against the remote's own idea of a row, where to_json() of a composite is not involved.
SELECT results_eq(
	format($q$SELECT object::jsonb FROM pg_temp.objects(%L, 'SELECT n, t, amount, texts, none, grid, doc, lines, docb, z, nan, bytes, box, boxes, nothing, even
		FROM odd ORDER BY n') AS object$q$, form),
	$q$SELECT j::jsonb FROM metahog.query('scratch', 'SELECT to_json(s) FROM (SELECT n, t, amount, texts, none, grid, doc, lines, docb, z, nan, bytes, box, boxes,
		nothing, even FROM odd ORDER BY n) AS s') AS q(j text)$q$,
	form || ' has the rows of the remote''s to_json()')
FROM unnest(ARRAY['rows', 'jsonl', 'json']) AS form;

-- Letter by letter

SELECT is(helper.whole('scratch', $$SELECT 1 AS a, E'x\n"y"' AS b, NULL AS c, '{"k" :1}'::json AS d, '{}'::int[] AS e$$, form), wanted, form)
FROM (VALUES
	('jsonl', E'{"a":1,"b":"x\\n\\"y\\"","c":null,"d":{"k" :1},"e":[]}\n'),
	('json', E'[\n{"a":1,"b":"x\\n\\"y\\"","c":null,"d":{"k" :1},"e":[]}\n]\n'),
	('csv', E'a,b,c,d,e\n1,"x\n""y""",,"{""k"" :1}",{}\n')) AS t(form, wanted);
SELECT is(helper.whole('scratch', query, 'csv'), E'v\n' || wanted || E'\n', 'csv of ' || query)
FROM (VALUES
	($$SELECT '' AS v$$, '""'),
	($$SELECT NULL AS v$$, ''),
	($$SELECT ' ' AS v$$, ' '),
	($$SELECT '\.' AS v$$, '"\."'),
	($$SELECT '\' AS v$$, '\'),
	($$SELECT '"' AS v$$, '""""'),
	($$SELECT E'\r' AS v$$, E'"\r"'),
	($$SELECT true AS v$$, 't'),
	($$SELECT ARRAY[1,NULL] AS v$$, '"{1,NULL}"'),
	($$SELECT timestamptz '2022-05-24 22:53:30Z' AS v$$, '2022-05-24 22:53:30+00'),
	($$SELECT '\x00'::bytea AS v$$, '\x00'),
	($$SELECT 'NaN'::float8 AS v$$, 'NaN')) AS t(query, wanted);

-- Lines are lines, whatever is in the values.

SELECT unnest(ARRAY[
	is(length(text) - length(replace(text, E'\n', '')), 28, 'as many line breaks as rows in jsonl'),
	is(right(text, 1), E'\n', 'the last one at the end')])
FROM helper.whole('scratch', 'SELECT * FROM odd', 'jsonl') AS text;

-- CSV through COPY: every column as text, then as its own type.

SELECT string_agg(format('%I', name), ', ' ORDER BY ordinal) AS columns,
	string_agg(format('%I text', name), ', ' ORDER BY ordinal) AS definition
FROM metahog.describe('scratch', 'SELECT * FROM odd') \gset
SELECT format('%s/values_stream.csv', current_setting('data_directory')) AS file \gset
SELECT format('COPY (SELECT) TO PROGRAM %L', format('rm %L', :'file')) AS remove_file \gset

-- Its lines go into a file of the server's, and from there into a table.
CREATE FUNCTION pg_temp.write_csv(query text, file text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	lines oid := lo_from_bytea(0, convert_to(helper.whole('scratch', query, 'csv'), 'UTF8'));
BEGIN
	RETURN lo_export(lines, file);
END
$$;

CREATE TEMP TABLE read_back (:definition);
SELECT is(pg_temp.write_csv('SELECT * FROM odd ORDER BY n', :'file'), 1, 'csv goes into a file');
COPY read_back FROM :'file' (FORMAT csv, HEADER true);
:remove_file;
SELECT results_eq('SELECT * FROM read_back ORDER BY n::int',
	format('SELECT * FROM metahog.query(''scratch'', ''SELECT %s FROM odd ORDER BY n'') AS t(%s)', :'columns', :'definition'), 'COPY reads every text and null as it was');

CREATE TEMP TABLE typed (n bigint, t text, amount numeric, texts text[], none int[], grid bigint[], doc jsonb, z timestamptz, nan float8, bytes bytea, box box,
	boxes box[], nothing text, even boolean);
SELECT pg_temp.write_csv('SELECT n, t, amount, texts, none, grid, doc, z, nan, bytes, box, boxes, nothing, even FROM odd ORDER BY n', :'file') \g /dev/null
COPY typed FROM :'file' (FORMAT csv, HEADER true);
:remove_file;
SELECT is((SELECT count(*) FROM typed), 28::bigint, 'and every value into its type');
SELECT is_empty($$
	SELECT n FROM typed AS here
	FULL JOIN metahog.query('scratch', 'SELECT n, t, amount, texts, none, grid, doc::jsonb, z, nan, bytes, box, boxes, nothing, even FROM odd')
		AS there(n bigint, t text, amount numeric, texts text[], none int[], grid bigint[], doc jsonb, z timestamptz, nan float8, bytes bytea, box box,
			boxes box[], nothing text, even boolean) USING (n)
	WHERE NOT coalesce(here *= there, false)
$$, 'down to its bytes');

-- One column of nulls and empty texts is where a reader could take a line for none.

CREATE TEMP TABLE single (v text);
SELECT pg_temp.write_csv($$VALUES (NULL), (''), ('\.'), (NULL), ('x')$$, :'file') \g /dev/null
COPY single FROM :'file' (FORMAT csv, HEADER true);
:remove_file;
SELECT results_eq('SELECT v FROM single', $$VALUES (NULL), (''), ('\.'), (NULL), ('x')$$, 'one column');

SELECT * FROM finish();
ROLLBACK;
