-- test/sql/views.sql: create_view(): local views over remote queries. What becomes of them: test/sql/view_drift.sql.
--
-- Such a view is the server's own: what holds for any view (rights, dependents, transactions) holds for it.

SET client_min_messages = warning;
BEGIN;
SELECT plan(68);

CREATE ROLE views_owner;
CREATE ROLE views_reader;
CREATE ROLE views_stranger;
CREATE SCHEMA views_schema AUTHORIZATION views_owner;

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS pagila \gset
SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') AS w \gset
SELECT metahog.create_source('r', current_setting('test.scratch_url')) AS r \gset

SELECT helper.run_on('w', statement) FROM unnest(ARRAY['CREATE EXTENSION hstore',
	'CREATE TYPE mood AS ENUM (''sad'', ''glad'')', 'CREATE DOMAIN price AS numeric(6,2)', 'CREATE TYPE pair AS (a int, b text)',
	$$CREATE TABLE item (id int, name varchar(20), mood mood, price price, moods mood[], prices price[], tags text[], attributes hstore, pair pair,
		at timestamptz(3), length interval(2), doc jsonb, code char(3), bits bit(4), kind "char", owner regrole, day date, raw bytea, "a b" float8)$$,
	$$INSERT INTO item VALUES (1, 'one', 'sad', 1.5, '{sad,glad}', '{1,2.25}', '{x,"y z"}', 'k=>v', '(1,x)', '2022-05-24 22:53:30.123+00', '1.25 s',
		'{"a": 1}', 'abc', '1010', 'k', 'admin', '2022-05-24', '\x00ff', 0.5)$$,
	$$INSERT INTO item (id, name) VALUES (2, 'two')$$]) AS statement \g /dev/null

-- What is made

SELECT is(pg_get_function_arguments(function) || ' -> ' || pg_get_function_result(function), declaration, 'declared: ' || function)
FROM (VALUES ('metahog.create_view(text, text, text)'::regprocedure, 'view_name text, source text, query text -> regclass'),
	('metahog.create_view(text, text)', 'view_name text, query text -> regclass'),
	('metahog.refresh_view(text)', 'view_name text, OUT refreshed boolean, OUT added text[], OUT changed text[], OUT removed text[] -> record'))
	AS declared (function, declaration);
SELECT is(metahog.create_view('films', 'pagila', 'SELECT film_id, title, length FROM film')::text, 'films', 'a view is made, and told');
SELECT is(helper.columns('films'), 'film_id integer, title text, length smallint', 'with the columns of the query');
SELECT is(pg_get_viewdef('films'), format(E' SELECT query.film_id,\n    query.title,\n    query.length\n   FROM metahog.query(''%s''::text,'
	' ''SELECT film_id, title, length FROM film''::text, true) query(film_id integer, title text, length smallint);', :'pagila'),
	'it is a call of metahog.query() with the source''s id');
SELECT is(obj_description('films'::regclass), 'Query on source "pagila", made by metahog.create_view()', 'a comment says which source that is');
SELECT is(count(*), 1000::bigint, 'it can be read') FROM films;
SELECT is(array_agg(title ORDER BY title), (SELECT array_agg(title ORDER BY title) FROM metahog.query('pagila', 'SELECT title FROM film WHERE length > 180') AS t(title text)),
	'WHERE on top of it') FROM films WHERE length > 180;
SELECT is(count(*), 3::bigint, 'LIMIT on top of it') FROM (SELECT FROM films LIMIT 3) AS t;
SELECT results_eq($$SELECT title, stars FROM films JOIN (VALUES (1, 5), (2, 3)) AS favourite (film_id, stars) USING (film_id) ORDER BY film_id$$,
	$$VALUES ('AMBER ACCORD', 5), ('AMBER ALIBI', 3)$$, 'joined with something local');

SELECT is(metahog.create_view('items', 'r', 'TABLE item')::text, 'items', 'columns of many types');
SELECT is(helper.columns('items'), 'id integer, name character varying(20), mood text, price numeric(6,2), moods text[], prices numeric[], tags text[], '
	'attributes text, pair text, at timestamp(3) with time zone, length interval(2), doc jsonb, code character(3), bits bit(4), kind "char", owner text, '
	'day date, raw bytea, "a b" double precision', 'are declared as column_definition prints them');
SELECT is(metahog.column_definition('r', 'TABLE item'), helper.columns('items'), 'indeed');
SET LOCAL timezone = 'UTC';
SELECT is(items::text, '(1,one,sad,1.50,"{sad,glad}","{1.00,2.25}","{x,""y z""}","""k""=>""v""","(1,x)","2022-05-24 22:53:30.123+00",00:00:01.25,'
	'"{""a"": 1}",abc,1010,k,admin,2022-05-24,"\\x00ff",0.5)', 'their values arrive') FROM items WHERE id = 1;
SELECT is(helper.refresh('items'), '(f,{},{},{})', 'and they are what the query returns: nothing to be refreshed');

SET LOCAL metahog.source = 'r';
SELECT is(metahog.create_view('selected', 'SELECT 42 AS answer')::text, 'selected', 'on the selected source');
RESET metahog.source;
SELECT is(answer, 42, 'which is another''s choice no more') FROM selected;
SELECT is(helper.refresh('selected'), '(f,{},{},{})', 'nor when it is refreshed');
SELECT metahog.alter_source('r', '{"name": "renamed"}') \g /dev/null
SELECT is(answer, 42, 'the source may be renamed') FROM selected;
SELECT metahog.alter_source('renamed', '{"name": "r"}') \g /dev/null

-- Names and texts are quoted

SELECT is(metahog.create_view('"A "" view; --"', 'r', 'SELECT 1 AS "select", 2 AS "a ""b", 3 AS "A;", 4 AS a, 5 AS a, 6 AS a_2, 7 AS ctid')::text,
	'"A "" view; --"', 'odd names');
SELECT is(helper.columns('"A "" view; --"'), '"select" integer, "a ""b" integer, "A;" integer, a integer, a_2 integer, a_2_2 integer, ctid integer',
	'of columns, too; those that occur twice are made unique');
SELECT is(helper.columns(metahog.create_view('long_names', 'r', format('SELECT 1 AS %1$I, 2 AS %1$I', repeat('ü', 31) || 'n'))::text),
	format('"%sn" integer, "%s_2" integer', repeat('ü', 31), repeat('ü', 30)), 'names as long as can be stay different');
SELECT is(v::text, '(1,2,3,4,5,6,7)', 'all of them can be read') FROM "A "" view; --" AS v;
SELECT is(helper.refresh('"A "" view; --"'), '(f,{},{},{})', 'and refreshed');
SELECT is(metahog.create_view('VIEWS_SCHEMA.Folded', 'r', 'SELECT 1 AS n')::text, 'views_schema.folded', 'a name is read as in SQL: folded, qualified');
SELECT is(metahog.create_view('pg_temp.temporary', 'r', 'SELECT 1 AS n')::text, 'temporary', 'a temporary view');
SELECT is(relpersistence::text, 't', 'is one') FROM pg_class WHERE oid = 'temporary'::regclass;
SELECT is(helper.refresh('temporary'), '(f,{},{},{})', 'and can be refreshed');
SELECT is(helper.columns(metahog.create_view('long', 'r', format('SELECT 1 AS %s, 2 AS "%s"', repeat('n', 63), repeat('é', 31) || 'x'))),
	repeat('n', 63) || ' integer, ' || quote_ident(repeat('é', 31) || 'x') || ' integer', 'the longest names');

CREATE FUNCTION pg_temp.answer(view text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	value text;
BEGIN
	EXECUTE format('SELECT answer FROM %I', view) INTO value;
	RETURN value;
END
$$;
SET LOCAL escape_string_warning = off;
SET LOCAL standard_conforming_strings = off;
SELECT metahog.create_view('backslash_off', 'r', E'SELECT ''a\\''''b\\\\c$$'' || E''\\x41'' AS answer') \g /dev/null
SET LOCAL standard_conforming_strings = on;
SELECT metahog.create_view('backslash_on', 'r', E'SELECT ''a\\''''b\\\\c$$'' || E''\\x41'' AS answer') \g /dev/null
SELECT is(pg_temp.answer(view), 'a\''b\\c$$A', 'backslashes and quotes in a query: ' || view) FROM unnest(ARRAY['backslash_off', 'backslash_on']) AS view;
SET LOCAL standard_conforming_strings = off;
SELECT is(helper.refresh('backslash_on'), '(f,{},{},{})', 'refreshed with standard_conforming_strings off');
SET LOCAL standard_conforming_strings = on;
SET LOCAL quote_all_identifiers = on;
SELECT metahog.create_view('quoted', 'r', 'SELECT ''x''::text AS n; -- a comment') \g /dev/null
SET LOCAL quote_all_identifiers = off;
SELECT is(helper.columns('quoted'), 'n text', 'with all identifiers quoted');

-- What else is called text or query, or comes first in the search_path, is not meant.
CREATE SCHEMA views_trap;
CREATE DOMAIN views_trap.text AS pg_catalog.text CHECK (VALUE IS NULL);
CREATE DOMAIN views_trap.date AS pg_catalog.date CHECK (VALUE IS NULL);
SET LOCAL search_path = views_trap, pg_catalog, public;
SELECT metahog.create_view('public.trapped', 'r', 'SELECT ''x''::text AS answer, day, moods FROM item WHERE id = 1') \g /dev/null
SELECT is(metahog.column_definition('r', 'SELECT mood, day FROM item'), 'mood pg_catalog.text, day pg_catalog.date', 'column_definition knows of it, too');
SET LOCAL search_path = public;
SELECT is(helper.columns('trapped'), 'answer text, day date, moods text[]', 'types are the server''s own, whatever the search_path');
SELECT is(pg_temp.answer('trapped'), 'x', 'and so are values');

-- What is refused makes nothing

SELECT is(helper.outcome(format('SELECT metahog.create_view(%L, %L, %L)', view, source, query)), failure, description)
FROM (VALUES ('v', 'r', 'SELECT FROM item', '42P16 | the query returns no columns, of which a view could be made', 'no columns'),
	('v', 'r', 'DROP TABLE item', '0A000 | the statement returns no rows, and source "r" is read-only | Only statements that return rows can be run there: '
		'SELECT, VALUES, TABLE, WITH, SHOW, EXPLAIN, or one with RETURNING.', 'no rows'),
	('v', 'w', 'DROP TABLE item', '0A000 | the statement returns no rows', 'no rows, where it could be run'),
	('v', 'r', 'SELECT nothing FROM item', '42703 | column "nothing" does not exist', 'an error of the remote'),
	('v', 'r', 'SELECT 1; SELECT 2', '42601 | cannot insert multiple commands into a prepared statement', 'two statements'),
	('v', 'r', 'SELECT id FROM item WHERE id = $1', '0A000 | a view''s query must not have parameters | Write the values into the query, or select from the view with WHERE.',
		'parameters'),
	('v', 'missing', 'SELECT 1', '42704 | source "missing" does not exist | SELECT name FROM metahog.sources shows those that you may use.', 'no such source'),
	('v', NULL, 'SELECT 1', '22004 | source must not be null', 'null for a source'),
	('v', 'r', NULL, '22004 | query must not be null', 'null for a query'),
	(NULL, 'r', 'SELECT 1', '22004 | view_name must not be null', 'null for a view'),
	('a b', 'r', 'SELECT 1', '42602 | invalid name syntax', 'no name'),
	('', 'r', 'SELECT 1', '42602 | invalid name syntax', 'an empty name'),
	('nowhere.v', 'r', 'SELECT 1', '3F000 | schema "nowhere" does not exist', 'no such schema'),
	('elsewhere.public.v', 'r', 'SELECT 1', '0A000 | cross-database references are not implemented: "elsewhere.public.v"', 'another database'),
	('films', 'r', 'SELECT 1', '42P07 | relation "films" already exists', 'a name that is taken'))
	AS cases (view, source, query, failure, description);
SELECT is(helper.outcome('SELECT metahog.create_view(''v'', ''SELECT 1'')'), '22023 | no source selected | Name one in the call or before a table''s name, or select one with SET metahog.source.',
	'no source selected');
SELECT is(to_regclass('v'), NULL, 'nothing was made');
SELECT is(helper.outcome($$SELECT metahog.create_view('v', 'w', 'INSERT INTO item (id) VALUES (99) RETURNING id')$$), 'v', 'a query that writes');
SELECT is(metahog.execute('r', 'SELECT count(*) FROM item WHERE id = 99')->'results'->0->>0, '0', 'is not run');
DROP VIEW v;
SELECT is(count(*), 1::bigint, 'DROP VIEW drops it, and its comment') FROM (SELECT to_regclass('v') WHERE NOT EXISTS
	(SELECT FROM pg_description WHERE description LIKE 'Query on source "w"%')) AS gone;

-- The right to make one is the server's own

GRANT USAGE ON SCHEMA metahog TO views_owner, views_reader, views_stranger;
SELECT metahog.grant_source('r', 'views_owner') \g /dev/null
SELECT is(helper.outcome($$SELECT metahog.create_view('views_schema.mine', 'r', 'SELECT id, name FROM item')$$, 'views_owner'), 'views_schema.mine', 'made by who may');
SELECT is(relowner::regrole::text, 'views_owner', 'it belongs to them') FROM pg_class WHERE oid = 'views_schema.mine'::regclass;
SELECT is(helper.outcome($$SELECT metahog.create_view('views_schema.other', 'r', 'SELECT 1 AS n')$$, 'views_reader'), failure, 'not without the right to the source')
FROM (VALUES ('42501 | permission denied for source "r" | Its owner can allow it with metahog.grant_source().')) AS expected (failure);
SELECT metahog.grant_source('r', 'views_reader') \g /dev/null
SELECT is(helper.outcome($$SELECT metahog.create_view('views_schema.other', 'r', 'SELECT 1 AS n')$$, 'views_reader'), '42501 | permission denied for schema views_schema',
	'nor without the right to the schema');

-- Who reads needs SELECT on the view, and the right to the source: functions in a view are called as who reads it.

GRANT USAGE ON SCHEMA views_schema TO views_reader, views_stranger;
SELECT is(helper.outcome('SELECT count(*) FROM views_schema.mine', 'views_reader'), '42501 | permission denied for view mine', 'the source alone is not enough');
GRANT SELECT ON views_schema.mine TO views_reader, views_stranger;
SELECT is(helper.outcome('SELECT count(*) FROM views_schema.mine', 'views_reader'), '2', 'with both, it can be read');
SELECT is(helper.outcome('SELECT count(*) FROM views_schema.mine', 'views_stranger'),
	'42501 | permission denied for source "r" | Its owner can allow it with metahog.grant_source().', 'the view alone is not enough');
SELECT metahog.revoke_source('r', 'views_owner') \g /dev/null
SELECT is(helper.outcome('SELECT count(*) FROM views_schema.mine', 'views_reader'), '2', 'what the owner may does not matter');
SELECT metahog.grant_source('r', 'views_owner') \g /dev/null

-- The source is the same whichever team is selected, but not visible to others

SELECT metahog.create_source('team''s', current_setting('test.scratch_url'), '{"team_id": 42}') \g /dev/null
SET LOCAL metahog.team_id = 42;
SELECT is(metahog.create_view('of_team', 'team''s', 'SELECT 42 AS answer')::text, 'of_team', 'a team''s view');
SET LOCAL metahog.team_id = 7;
SELECT matches(helper.outcome('SELECT answer FROM of_team'), '^42704 \| source "[0-9a-f-]{36}" does not exist', 'not for another team');
SET LOCAL metahog.team_id = '';
SELECT is(pg_temp.answer('of_team'), '42', 'without a team, who may use the source may read it');

SELECT * FROM finish();
ROLLBACK;
