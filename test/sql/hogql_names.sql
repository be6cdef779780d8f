-- test/sql/hogql_names.sql: what names in HogQL stand for, and what is said of those that stand for nothing.
--
-- Tables are those of the snapshot, or without one those that the source has now: every case is asked of both.

SET client_min_messages = warning;
BEGIN;
SELECT * FROM no_plan();

SELECT metahog.create_source('remote', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('elsewhere', current_setting('test.scratch_url'), '{"schema": "sales"}') \g /dev/null
SELECT helper.run_on('remote',
	'CREATE SCHEMA sales',
	'CREATE TYPE mood AS ENUM (''sad'', ''fine'')',
	'CREATE DOMAIN price AS numeric(10,2)',
	'CREATE DOMAIN low_price AS price',
	'CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, "Mixed" int, "a b" int, props jsonb, mood mood, cost low_price, spot point, words varchar(9)[])',
	'CREATE TABLE sales.person (id int, region text)',
	'CREATE TABLE sales.deal (id bigint, person_id int)',
	'CREATE VIEW people AS SELECT id, name FROM person',
	'CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM person',
	'CREATE TABLE part (id int, day date) PARTITION BY RANGE (day)',
	'CREATE TABLE empty ()',
	'CREATE EXTENSION IF NOT EXISTS postgres_fdw',
	'CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw',
	'CREATE FOREIGN TABLE far (id int NOT NULL) SERVER nowhere',
	$$INSERT INTO person VALUES (1, 'Ann', 5, 6, '{"plan": {"x-y": 1, "id": 2}}', 'fine', 1.50, '(1,2)', '{u,v}')$$,
	$$INSERT INTO sales.person VALUES (2, 'north')$$,
	'INSERT INTO sales.deal VALUES (1, 1)',
	'REFRESH MATERIALIZED VIEW counted')
\g /dev/null

-- The rows of a text, or its error: SQLSTATE, position, message, hint.
CREATE FUNCTION pg_temp.answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	document json := metahog.try_hogql('remote', query);
	error json := document->'error_detail';
BEGIN
	IF document->>'error' IS NOT NULL THEN
		RETURN concat_ws(' | ', error->>'sqlstate', error->>'position', error->>'message', error->>'hint');
	END IF;
	RETURN replace(replace(regexp_replace(document->>'results', '\n', '', 'g'), '], [', '],['), '", ', '",');
END
$$;

CREATE TEMP TABLE cases (number serial, topic text, query text, answer text);

-- Tables

INSERT INTO cases (topic, query, answer) VALUES
	('a table', 'SELECT name FROM person', '[["Ann"]]'),
	('with its schema', 'SELECT name FROM public.person', '[["Ann"]]'),
	('of another schema', 'SELECT region FROM sales.person', '[["north"]]'),
	('with the source', 'SELECT name FROM remote.person', '[["Ann"]]'),
	('with both', 'SELECT region FROM remote.sales.person', '[["north"]]'),
	('two of a name', 'SELECT public.person.id, sales.person.id FROM public.person, sales.person', '[[1,2]]'),
	('two of a name, which is ambiguous alone', 'SELECT person.id FROM public.person, sales.person',
		'42702 | 8 | "person" is ambiguous | Say which one is meant: give each an alias of its own.'),
	('a view', 'SELECT name FROM people', '[["Ann"]]'),
	('a materialized view', 'SELECT n FROM counted', '[[1]]'),
	('a partitioned table', 'SELECT count() FROM part', '[[0]]'),
	('a table without columns', 'SELECT count() FROM empty', '[[0]]'),
	('a table that is not there', 'SELECT 1 FROM persn', '42P01 | 15 | unknown table "persn" | Perhaps you meant "person".'),
	('a table in another case', 'SELECT 1 FROM PERSON', '42P01 | 15 | unknown table "PERSON" | Perhaps you meant "person".'),
	('a table of another schema', 'SELECT 1 FROM deal', '42P01 | 15 | unknown table "deal" | Perhaps you meant "sales.deal".'),
	('a CTE is suggested too', 'WITH recent AS (SELECT 1) SELECT 1 FROM recnt', '42P01 | 41 | unknown table "recnt" | Perhaps you meant "recent".'),
	('a table that nothing is like', 'SELECT 1 FROM quite_another', '42P01 | 15 | unknown table "quite_another"'),
	('information_schema', 'SELECT 1 FROM information_schema.tables', '42P01 | 15 | unknown table "information_schema.tables"'),
	('pg_catalog', 'SELECT 1 FROM pg_catalog.pg_class', '42P01 | 15 | unknown table "pg_catalog.pg_class"'),
	('a system table without its schema', 'SELECT 1 FROM pg_authid', '42P01 | 15 | unknown table "pg_authid"'),
	('a schema that is not there', 'SELECT 1 FROM nowhere.person', '42P01 | 15 | unknown table "nowhere.person" | Perhaps you meant "person".'),
	('a name of too many parts', 'SELECT 1 FROM a.b.c.d', '42P01 | 15 | unknown table "a.b.c.d"'),
	('a name that no table can have', format('SELECT 1 FROM %s', repeat('x', 70)), format('42P01 | 15 | unknown table "%s"', repeat('x', 70)));

-- Columns

INSERT INTO cases (topic, query, answer) VALUES
	('a column with its table', 'SELECT person.name FROM person', '[["Ann"]]'),
	('with schema and table', 'SELECT public.person.name FROM public.person', '[["Ann"]]'),
	('with source, schema and table', 'SELECT remote.public.person.name FROM person', '[["Ann"]]'),
	('an alias hides the table''s name', 'SELECT person.name FROM person AS p', '42703 | 8 | unknown column "person"'),
	('exactly as it is written', 'SELECT "Mixed", `a b`, Mixed FROM person', '[[5,6,5]]'),
	('and not in another case', 'SELECT mixed FROM person', '42703 | 8 | unknown column "mixed" | Perhaps you meant "Mixed".'),
	('a column that is not there', 'SELECT nmae FROM person', '42703 | 8 | unknown column "nmae" | Perhaps you meant "name".'),
	('of a table that is', 'SELECT person.nam FROM person', '42703 | 15 | table "person" has no column "nam" | Perhaps you meant "name".'),
	('that nothing is like', 'SELECT something_else FROM person', '42703 | 8 | unknown column "something_else"'),
	('an alias comes before a column', 'SELECT "Mixed" AS id FROM person WHERE id = 5', '[[5]]'),
	('a table before an alias', 'SELECT 7 AS person, person.id FROM person', '[[7,1]]'),
	('an argument of a lambda before all', 'SELECT arrayExists(name -> name = ''u'', words) FROM person', '[[true]]'),
	('an inner table before an outer one', 'SELECT (SELECT id FROM sales.person WHERE id = 2) FROM person', '[[2]]'),
	('an outer table', 'SELECT (SELECT count() FROM sales.deal WHERE person_id = name_of.id) FROM person AS name_of', '[[1]]'),
	('what is behind a column is a path', 'SELECT props.plan.`x-y`, person.props.plan.id FROM person', '[["1","2"]]'),
	('but not of a column of another type', 'SELECT name.first FROM person',
		'42703 | 13 | a value of type String has no member "first" | Only columns of type JSON have members. See JSONExtractString(...).'),
	('an enum is text', 'SELECT mood, mood = ''fine'', upper(mood) FROM person', '[["fine",true,"FINE"]]'),
	('a domain is what it is made of', 'SELECT cost, cost * 2 FROM person', '[[1.50,3.00]]'),
	('any other type is text', 'SELECT spot FROM person', '[["(1,2)"]]'),
	('names that need quotes', 'SELECT 1 AS "it''s ""quoted""", 2 AS `back``tick`', '[[1,2]]'),
	('a name that would capture', 'SELECT (SELECT max(a.id) FROM sales.deal AS a WHERE a.person_id = r1.id) FROM person AS r1', '[[1]]'),
	('the same alias inside and outside', 'SELECT (SELECT p.region FROM sales.person AS p) AS r FROM person AS p WHERE p.id IN (SELECT p.person_id FROM sales.deal AS p)', '[["north"]]');

SELECT is(pg_temp.answer(query), answer, topic || ', live') FROM cases ORDER BY number;
SELECT metahog.refresh_schema('remote') \g /dev/null
SELECT is(pg_temp.answer(query), answer, topic || ', recorded') FROM cases ORDER BY number;

-- Without a source the text names one, also behind "postgres"

SELECT is((metahog.hogql(query)->'results'->0)::text, answer, query)
FROM (VALUES ('SELECT name FROM remote.person', '["Ann"]'), ('SELECT name FROM postgres.remote.person', '["Ann"]'),
	('SELECT region FROM postgres.remote.sales.person', '["north"]')) AS t(query, answer);
SELECT throws_ok($$SELECT metahog.hogql('SELECT name FROM postgres.person')$$, NULL, 'no source selected', '"postgres" alone names none');

-- The source's option "schema" is looked in first, then public

SELECT is((metahog.hogql('elsewhere', 'SELECT region FROM person')->'results'->0)::text, '["north"]', 'a table of the source''s own schema');
SELECT is((metahog.hogql('elsewhere', 'SELECT name FROM people')->'results'->0)::text, '["Ann"]', 'and then one of public');

-- Nobody makes sure that a foreign table's columns are NOT NULL

SELECT matches(metahog.hogql_sql('remote', 'SELECT id != 1 FROM far'), 'IS DISTINCT FROM|COALESCE', 'a foreign table''s column may be NULL');
SELECT doesnt_match(metahog.hogql_sql('remote', 'SELECT id != 1 FROM person'), 'IS DISTINCT FROM|COALESCE', 'a table''s own is what it says');

-- Output names

SELECT is((metahog.hogql('remote', 'SELECT id, person.name, props.plan.id, 1  +   2, id AS x, sum(id) OVER ()  FROM person')->'columns')::text,
	'["id","name","id","1 + 2","x","sum(id) OVER ()"]', 'an alias, the last name of a chain, or the text');
SELECT is((metahog.hogql('remote', format('SELECT id AS %s FROM person', repeat('n', 80)))->'columns')::text, format('["%s"]', repeat('n', 80)),
	'a name that the remote would cut is whole');
SELECT matches(metahog.hogql_sql('remote', format('SELECT id AS %s FROM person', repeat('n', 80))), ' AS "c_1" ', 'and has another one there');
SELECT is((metahog.hogql('remote', format('SELECT %1$s + 1 AS y FROM (SELECT id AS %1$s FROM person)', repeat('n', 80)))->'results'->0)::text, '[2]',
	'by which it can be read');

-- What has been read of a snapshot is read again when the snapshot is another one

SELECT helper.run_on('remote', 'ALTER TABLE person RENAME COLUMN name TO title') \g /dev/null
SELECT is(pg_temp.answer('SELECT title FROM person'), '42703 | 8 | unknown column "title"', 'a snapshot knows what it was taken of');
SELECT metahog.refresh_schema('remote') \g /dev/null
SELECT is(pg_temp.answer('SELECT title FROM person'), '[["Ann"]]', 'a new one what is there now');
SAVEPOINT before;
SELECT helper.run_on('remote', 'ALTER TABLE person RENAME COLUMN title TO name') \g /dev/null
SELECT metahog.refresh_schema('remote') \g /dev/null
SELECT is(pg_temp.answer('SELECT name FROM person'), '[["Ann"]]', 'also within a transaction');
ROLLBACK TO before;
SELECT is(pg_temp.answer('SELECT name FROM person'), '42703 | 8 | unknown column "name"', 'and the old one when that is rolled back');
DELETE FROM metahog.schema_snapshot;
SELECT is(pg_temp.answer('SELECT name FROM person'), '[["Ann"]]', 'without one the source is asked');

-- Nobody is asked where no table is named; else a source that cannot be reached has the connection's error

SELECT metahog.create_source('gone', 'postgres://x@127.0.0.1:1/x') \g /dev/null
SELECT is(metahog.hogql_sql('gone', 'SELECT 1 + 1 AS two'), 'SELECT 1::pg_catalog.int8 + 1 AS "two"', 'a text without tables');
SELECT is(c.message, 'function "isValidJSON" may not be supported by this source', 'a version that nobody knows yet is not said to be too old')
FROM metahog.hogql_check('gone', 'SELECT isValidJSON(''{}'')') AS c;
SELECT is(metahog.try_hogql('gone', 'SELECT 1 FROM person')->'error_detail'->>'sqlstate', '08001', 'a text with one');

SELECT * FROM finish();
ROLLBACK;
