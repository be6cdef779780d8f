-- test/sql/values_made_types.sql: values of types that somebody made: enums, domains, composites, ranges, extensions'.
--
-- They print as the remote's to_json() prints them, except that composites are strings, and so are types with a
-- cast to json of their own, but for hstore.

BEGIN;
SELECT plan(76);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('reader', current_setting('test.scratch_url')) \g /dev/null

CREATE FUNCTION pg_temp.run(statement text) RETURNS void LANGUAGE plpgsql AS
	$$BEGIN PERFORM metahog.execute('scratch', statement); END$$;

SELECT pg_temp.run($$
	DO $do$
	BEGIN
		CREATE EXTENSION citext;
		CREATE EXTENSION hstore;
		CREATE EXTENSION ltree;
		CREATE EXTENSION cube;
		CREATE TYPE mood AS ENUM ('sad', 'so so', '"quoted"', 'back\slash', 'é🦡', '1');
		CREATE DOMAIN flag AS boolean;
		CREATE DOMAIN small AS smallint;
		CREATE DOMAIN number AS bigint;
		CREATE DOMAIN ratio AS double precision;
		CREATE DOMAIN price AS numeric(10,2);
		CREATE DOMAIN day AS date;
		CREATE DOMAIN moment AS timestamptz;
		CREATE DOMAIN doc AS json;
		CREATE DOMAIN docs AS jsonb[];
		CREATE DOMAIN feeling AS mood;
		CREATE DOMAIN label AS citext;
		CREATE DOMAIN tags AS hstore;
		CREATE TYPE pair AS (a int, b text);
		CREATE DOMAIN couple AS pair;
		CREATE DOMAIN deep AS price;
		CREATE DOMAIN deeper AS deep;
		CREATE TYPE floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = floatmultirange);
		CREATE TABLE thing (id int, name text, tags hstore);
		INSERT INTO thing VALUES (1, 'a "thing"', 'k=>v'), (2, NULL, NULL);
		CREATE VIEW things AS SELECT * FROM thing;
	END
	$do$
$$) \g /dev/null

-- Enums and domains

SELECT helper.same('enum_range(NULL::mood)', 'enum labels');
SELECT helper.same(format('%L::mood', label), 'enum label ' || label)
FROM unnest(ARRAY['so so', '"quoted"', 'back\slash', 'é🦡', '1']) AS label;
SELECT unnest(ARRAY[
	helper.same(format('%L::%s', input, type), 'domain ' || type),
	helper.same(format('ARRAY[%L, NULL]::%s[]', input, type), 'array of domain ' || type),
	helper.same(format('NULL::%s', type), 'no value of domain ' || type)])
FROM (VALUES ('flag', 'true'), ('small', '-1'), ('number', '9223372036854775807'), ('ratio', 'NaN'), ('price', '1.50'), ('day', 'infinity'),
	('moment', '2022-05-24 22:53:30+02'), ('doc', '{"a" :  1}'), ('docs', '{"{\"a\": 1}",NULL}'), ('feeling', 'sad'), ('label', 'Été "x"'),
	('tags', 'a=>1, b=>NULL'), ('deeper', '2.5')) AS t(type, input);

-- Composites

SELECT is(helper.value($$ROW(1, 'x,"y\')::pair$$), '"(1,\"x,\"\"y\\\\\")"', 'a composite is a string');
SELECT is(helper.value($$ROW(NULL, NULL)::couple$$), '"(,)"', 'so is a domain over one');
SELECT is(helper.value($$ROW(1, 'x')$$), '"(1,x)"', 'and a row without a type');
SELECT is(helper.value($$thing FROM thing WHERE id = 1$$), '"(1,\"a \"\"thing\"\"\",\"\"\"k\"\"=>\"\"v\"\"\")"', 'a table''s row');
SELECT is(helper.value($$array_agg(t ORDER BY id) FROM things AS t$$), '["(1,\"a \"\"thing\"\"\",\"\"\"k\"\"=>\"\"v\"\"\")","(2,,)"]', 'an array of a view''s rows');
SELECT is(helper.value($$ARRAY['(1,x)', NULL]::couple[]$$), '["(1,x)",null]', 'an array of a domain over a composite');

-- Types of extensions

SELECT helper.same(format('%L::%s', input, type), format('%s %L', type, input))
FROM (VALUES ('citext', 'Mixed "Case"'), ('citext[]', '{a,"B b",NULL}'), ('ltree', 'Top.Science'), ('cube', '(1,2),(3,4)'),
	('cube[]', '{"(1,2),(3,4)",NULL}'), ('floats', '[1.5,2)'), ('floatmultirange', '{[1,2),[3,4]}'),
	('hstore', ''), ('hstore', 'a=>1'), ('hstore', 'a=>NULL, "b c"=>"NULL", "\"q\""=>"\\", ""=>""'), ('hstore', '"=>"=>", ", "é"=>"🦡"'),
	('hstore[]', '{"a=>1",NULL,"\"b c\"=>\"d, e\"",""}')) AS t(type, input);
SELECT helper.same($$(SELECT hstore(array_agg(chr(n)), array_agg(chr(n) || chr(m)))
	FROM generate_series(1, 300) AS n, unnest('{34,92,44,61}'::int[]) AS m)$$,
	'hstore with every character up to U+012C');

-- A cast of a type's own to json is not used: its text goes into the document, not the remote's idea of it.

SELECT pg_temp.run($$CREATE FUNCTION "json"(mood) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT json_build_object(''mood'', $1::text)'$$) \g /dev/null
SELECT pg_temp.run('CREATE CAST (mood AS json) WITH FUNCTION "json"(mood)') \g /dev/null
SELECT is(metahog.execute('scratch', $$SELECT to_json('sad'::mood)::text$$)->'results'->0->>0, '{"mood" : "sad"}', 'the remote would use its cast');
SELECT is(helper.value($$'sad'::mood$$), '"sad"', 'the value stays a string');

-- Types made after the session was opened: what is read-only finds out by a second flush, what writes beforehand.

SELECT is(helper.value('pg_backend_pid()', 'reader'), helper.value('pg_backend_pid()', 'reader'), 'there is a session that stays');
CREATE FUNCTION pg_temp.reader_pid() RETURNS text LANGUAGE sql AS $$SELECT helper.value('pg_backend_pid()', 'reader')$$;
CREATE TEMP TABLE before AS SELECT pg_temp.reader_pid() AS pid;
SELECT pg_temp.run($$
	DO $do$
	BEGIN
		CREATE TYPE late AS ENUM ('a', 'b');
		CREATE DOMAIN late_numbers AS int[];
		CREATE DOMAIN late_price AS numeric(5,1);
		CREATE TABLE late_table (id int, n late_numbers);
		INSERT INTO late_table VALUES (1, '{1,2}');
		CREATE EXTENSION seg;
		DROP EXTENSION hstore CASCADE;
		CREATE EXTENSION hstore;
	END
	$do$
$$) \g /dev/null
SELECT is(
	(SELECT format('%s %s %s', (a->'results'->0)::text, a->'postgres_types', (SELECT json_agg(t->1) FROM json_array_elements(a->'types') AS t))
	 FROM metahog.execute(source, $q$
		SELECT 'a'::late, enum_range(NULL::late), ARRAY['{1,2}', NULL]::late_numbers[], ARRAY[1.5]::late_price[], t, ARRAY[t], '1..2'::seg,
			'a=>1'::hstore, ARRAY['b=>NULL'::hstore]
		FROM late_table AS t
	 $q$) AS a),
	'["a",["a","b"],[[1,2],null],[1.5],"(1,\"{1,2}\")",["(1,\"{1,2}\")"],"1 .. 2",{"a": "1"},[{"b": null}]] '
	'["late","late[]","late_numbers[]","late_price[]","late_table","late_table[]","seg","hstore","hstore[]"] '
	'["String", "Array(String)", "Array(Array(Int32))", "Array(Decimal)", "String", "Array(String)", "String", "String", "Array(String)"]',
	'late types: ' || source)
FROM unnest(ARRAY['reader', 'scratch']) AS source;
SELECT is(
	(SELECT array_agg("row"::text) FROM metahog.rows('reader', $$SELECT 'b'::late AS x, '2..3'::seg AS y$$) AS "row"),
	ARRAY['{"x":"b","y":"2 .. 3"}'], 'rows() knows them now');
SELECT is(pg_temp.reader_pid(), (SELECT pid FROM before), 'on the same session');

-- A type dropped and made again under its name has another oid.

SELECT pg_temp.run($$DO 'BEGIN DROP TYPE late; CREATE TYPE late AS (x int, y int); END'$$) \g /dev/null
SELECT is(helper.value($$'(1,2)'::late$$, 'reader'), '"(1,2)"', 'a type made anew is not the old one');
SELECT is(helper.value($$ARRAY['(1,2)'::late]$$, 'reader'), '["(1,2)"]', 'nor is its array');

-- A statement that writes is not run twice to learn a type.

SELECT pg_temp.run($$CREATE TABLE log (n int, m text)$$) \g /dev/null
SELECT pg_temp.run($$CREATE TYPE later AS ENUM ('x')$$) \g /dev/null
SELECT is(helper.value($$1$$), '1', 'the session that writes is there');
SELECT is((metahog.execute('scratch', $$INSERT INTO log VALUES (1) RETURNING n, 'x'::later, ARRAY['x'::later]$$)->'results')::text,
	E'[\n[1,"x",["x"]]]', 'what is returned is right');
SELECT is(helper.value('count(*) FROM log'), '1', 'and was done once');

SELECT * FROM finish();
ROLLBACK;
