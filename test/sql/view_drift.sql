-- test/sql/view_drift.sql: refresh_view(): views over remote queries whose columns have changed.
--
-- A view is changed in place if it only grows. Otherwise it is made anew: what hangs on it (privileges, comments,
-- options) is put back, and what depends on it stops that.

SET client_min_messages = warning;
BEGIN;
SELECT plan(103);

CREATE ROLE view_drift_owner;
CREATE ROLE view_drift_reader;
CREATE ROLE view_drift_stranger;
CREATE SCHEMA drift AUTHORIZATION view_drift_owner;
GRANT USAGE ON SCHEMA metahog, drift TO view_drift_reader, view_drift_stranger;

SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.grant_source('r', 'view_drift_owner') \g /dev/null

-- Owner, options, privileges and comments of a view and its columns.
CREATE FUNCTION pg_temp.attached(view regclass) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', relowner::regrole, reloptions, relacl, obj_description(oid, 'pg_class'),
		(SELECT string_agg(concat(attname, attacl, ' ' || col_description(attrelid, attnum)), ' | ' ORDER BY attnum) FROM pg_attribute
			WHERE attrelid = view AND (attacl IS NOT NULL OR col_description(attrelid, attnum) IS NOT NULL)))
	FROM pg_class WHERE oid = view
$$;

-- What new views get by default is not what an old one had.
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO view_drift_stranger;
ALTER DEFAULT PRIVILEGES FOR ROLE view_drift_owner GRANT SELECT ON TABLES TO view_drift_stranger;

SELECT helper.run_on('w', statement) FROM unnest(ARRAY['CREATE TABLE thing (id int, name text, size int, colour text)',
	'INSERT INTO thing VALUES (1, ''one'', 10, ''red'')']) AS statement \g /dev/null
SELECT helper.outcome($$SELECT metahog.create_view('drift.thing', 'r', 'TABLE thing')$$, 'view_drift_owner') \g /dev/null
SET LOCAL ROLE view_drift_owner;
ALTER VIEW drift.thing SET (security_barrier);
REVOKE ALL ON drift.thing FROM view_drift_stranger;
GRANT SELECT, INSERT ON drift.thing TO view_drift_reader WITH GRANT OPTION;
GRANT SELECT (id, name), UPDATE (colour) ON drift.thing TO view_drift_stranger;
GRANT SELECT (size) ON drift.thing TO view_drift_reader WITH GRANT OPTION;
SET LOCAL ROLE view_drift_reader;
GRANT SELECT ON drift.thing TO view_drift_stranger;
GRANT SELECT (size) ON drift.thing TO view_drift_stranger;
RESET ROLE;
COMMENT ON VIEW drift.thing IS 'all things';
COMMENT ON COLUMN drift.thing.name IS 'what it is called';
COMMENT ON COLUMN drift.thing.size IS 'how large it is';
SELECT pg_temp.attached('drift.thing') AS attached \gset
SELECT matches(:'attached'::text, '^view_drift_owner \| \{security_barrier=true\} \| \{view_drift_owner=\w+/view_drift_owner,view_drift_reader=a\*r\*/view_drift_owner,'
	'view_drift_stranger=r/view_drift_reader\} \| all things \| id\{view_drift_stranger=r/view_drift_owner\} \| '
	'name\{view_drift_stranger=r/view_drift_owner\} what it is called \| '
	'size\{view_drift_reader=r\*/view_drift_owner,view_drift_stranger=r/view_drift_reader\} how large it is \| '
	'colour\{view_drift_stranger=w/view_drift_owner\}$', 'there is something to be kept');

-- Columns that are only added leave the view in place

SELECT is(helper.refresh('drift.thing'), '(f,{},{},{})', 'without drift, nothing is done');
CREATE VIEW drift.dependent AS SELECT id, size FROM drift.thing;
SELECT helper.run_on('w', 'ALTER TABLE thing ADD weight numeric(5,1), ADD "B c" date') \g /dev/null
SELECT is(helper.outcome('SELECT count(*) FROM drift.thing'), '42804 | the query returns 6 columns, but 4 are declared | '
	'metahog.column_definition() prints the list to put behind AS; metahog.refresh_view() brings a view up to date.',
	'until a view is refreshed, it cannot be read');
SELECT 'drift.thing'::regclass::oid AS before \gset
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,"{weight,""B c""}",{},{})', 'columns are added');
SELECT is('drift.thing'::regclass::oid, :before::oid, 'to the same view');
SELECT is(helper.columns('drift.thing'), 'id integer, name text, size integer, colour text, weight numeric(5,1), "B c" date', 'behind the others');
SELECT is(pg_temp.attached('drift.thing'), :'attached', 'all that hangs on it is left');
SELECT is(t::text, '(1,one,10,red,,)', 'it can be read') FROM drift.thing AS t;
SELECT is(t::text, '(1,10)', 'and so can what depends on it') FROM drift.dependent AS t;
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(f,{},{},{})', 'a second time there is nothing to do');

-- Other drift makes it anew, which what depends on it stops

SELECT helper.run_on('w', 'ALTER TABLE thing ALTER size TYPE bigint') \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '2BP01 | cannot drop view drift.thing because other objects depend on it | '
	'view drift.dependent depends on view drift.thing | The view''s columns have changed, so that it must be made anew: '
	'drop what depends on it, refresh it, and make that again.', 'dependents are not dropped');
SELECT is(helper.columns('drift.thing'), 'id integer, name text, size integer, colour text, weight numeric(5,1), "B c" date', 'nothing is changed then');
DROP VIEW drift.dependent;
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,{},{size},{})', 'without them, the type of a column changes');
SELECT is(pg_temp.attached('drift.thing'), :'attached', 'all that hangs on the view is put back');
SELECT is(helper.columns('drift.thing'), 'id integer, name text, size bigint, colour text, weight numeric(5,1), "B c" date', 'the columns are the new ones');
SELECT helper.run_on('w', 'ALTER TABLE thing ALTER weight TYPE numeric(6,1)') \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,{},{weight},{})', 'a typmod');
SELECT helper.run_on('w', statement) FROM unnest(ARRAY['ALTER TABLE thing DROP name', 'ALTER TABLE thing RENAME colour TO color',
	'ALTER TABLE thing ADD name int']) AS statement \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,{color},{name},{colour})', 'columns that are dropped, renamed, made again');
SELECT is(helper.columns('drift.thing'), 'id integer, size bigint, color text, weight numeric(6,1), "B c" date, name integer', 'are in the query''s order');
SELECT matches(pg_temp.attached('drift.thing'), '\| all things \| id\{view_drift_stranger=r/view_drift_owner\} \| '
	'size\{view_drift_reader=r\*/view_drift_owner,view_drift_stranger=r/view_drift_reader\} how large it is \| '
	'name\{view_drift_stranger=r/view_drift_owner\} what it is called$', 'privileges and comments follow the columns by name');
SELECT is(t::text, '(1,10,red,,,)', 'it can be read') FROM drift.thing AS t;
SELECT helper.run_on('w', 'ALTER TABLE thing DROP "B c", DROP name') \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,{},{},"{""B c"",name}")', 'the last columns are dropped');
SELECT helper.run_on('w', statement) FROM unnest(ARRAY['ALTER TABLE thing DROP size', 'ALTER TABLE thing ADD size bigint']) AS statement \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '(t,{},"{color,weight,size}",{})', 'columns in another order');
SELECT is(helper.columns('drift.thing'), 'id integer, color text, weight numeric(6,1), size bigint', 'are put into it');
SELECT matches(helper.outcome('DROP ROLE view_drift_reader'), 'privileges for column size of view drift.thing', 'the server knows which roles the privileges need');

SELECT helper.run_on('w', 'ALTER TABLE thing RENAME TO other') \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '42P01 | relation "thing" does not exist', 'a query that fails now');
SELECT helper.run_on('w', 'ALTER TABLE other RENAME TO thing') \g /dev/null
SELECT metahog.revoke_source('r', 'view_drift_owner') \g /dev/null
SELECT is(helper.refresh('drift.thing', 'view_drift_owner'), '42501 | permission denied for source "r" | Its owner can allow it with metahog.grant_source().',
	'without the right to the source');
SELECT metahog.grant_source('r', 'view_drift_owner') \g /dev/null

-- Only who owns the view may refresh it

SELECT helper.run_on('w', 'ALTER TABLE thing DROP weight') \g /dev/null
SELECT pg_temp.attached('drift.thing') AS attached \gset
SELECT is(helper.refresh('drift.thing', 'view_drift_reader'), '42501 | must be owner of view thing', 'not somebody else');
SELECT is(helper.refresh('drift.thing'), '(t,{},{},{weight})', 'but a superuser');
SELECT is(pg_temp.attached('drift.thing'), :'attached', 'whose it does not become');

-- Columns that were renamed here keep their names

SELECT metahog.create_view('first_name', 'r', 'TABLE thing') \g /dev/null
ALTER VIEW first_name RENAME color TO "my Colour";
ALTER VIEW first_name RENAME TO renamed;
SELECT is(helper.refresh('renamed'), '(f,{},{},{})', 'a column that was renamed here is no drift');
SELECT helper.run_on('w', 'ALTER TABLE thing ADD weight int') \g /dev/null
SELECT is(helper.refresh('renamed'), '(t,{weight},{},{})', 'another is added');
SELECT is(helper.columns('renamed'), 'id integer, "my Colour" text, size bigint, weight integer', 'behind it');
SELECT helper.run_on('w', 'ALTER TABLE thing DROP size') \g /dev/null
SELECT is(helper.refresh('renamed'), '(t,{},{},{size})', 'another is removed');
SELECT is(helper.columns('renamed'), 'id integer, "my Colour" text, weight integer', 'behind it');
SELECT helper.run_on('w', 'ALTER TABLE thing ALTER color TYPE varchar(3)') \g /dev/null
SELECT is(helper.refresh('renamed'), '(t,{},"{""my Colour""}",{})', 'it changes itself');
SELECT is(helper.columns('renamed'), 'id integer, "my Colour" character varying(3), weight integer', 'and keeps its name');
SELECT helper.run_on('w', 'ALTER TABLE thing ADD "my Colour" int') \g /dev/null
SELECT is(helper.refresh('renamed'), '42701 | column "my Colour" of relation "renamed" already exists', 'a new one of that name is for people to settle');
SELECT helper.run_on('w', 'ALTER TABLE thing DROP "my Colour"') \g /dev/null

-- What would be lost in silence stops it

CREATE FUNCTION pg_temp.ignore() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
CREATE FUNCTION pg_temp.refresh_between(view text, before text, after text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE before;
	answer := helper.refresh(view);
	EXECUTE after;
	RETURN answer;
END
$$;
SELECT helper.run_on('w', 'ALTER TABLE thing DROP weight') \g /dev/null
SELECT is(pg_temp.refresh_between('renamed', attach, detach), '2BP01 | cannot refresh view "renamed", which has triggers, rules or defaults | '
	'Its columns have changed, so that it must be made anew. | Drop them, refresh the view, and make them again.', attach)
FROM (VALUES ('CREATE TRIGGER t INSTEAD OF INSERT ON renamed FOR EACH ROW EXECUTE FUNCTION pg_temp.ignore()', 'DROP TRIGGER t ON renamed'),
	('CREATE RULE r AS ON INSERT TO renamed DO INSTEAD NOTHING', 'DROP RULE r ON renamed'),
	('ALTER VIEW renamed ALTER id SET DEFAULT 1', 'ALTER VIEW renamed ALTER id DROP DEFAULT')) AS cases (attach, detach);
SELECT is(helper.refresh('renamed'), '(t,{},{},{weight})', 'without them it is refreshed');

-- What comes is held against what the view was made from, each time

CREATE FUNCTION pg_temp.drift(view text, VARIADIC statements text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM helper.run_on('w', VARIADIC statements);
	RETURN helper.outcome('SELECT string_agg(t::text, '' '') FROM ' || view || ' AS t') || ' -> ' || helper.refresh(view)
		|| ' -> ' || helper.outcome('SELECT string_agg(t::text, '' '') FROM ' || view || ' AS t');
END
$$;
SELECT helper.run_on('w', 'CREATE TABLE sw (id int, price numeric(6,2), cost numeric(6,2), made date)', 'INSERT INTO sw VALUES (1, 10.25, 7.5, ''2022-05-24'')') \g /dev/null
SELECT metahog.create_view(view, source, 'SELECT * FROM sw') FROM (VALUES ('sw', 'r'), ('sw_written', 'w')) AS made (view, source) \g /dev/null
SELECT is(t::text, '(1,10.25,7.50,2022-05-24)', 'a view') FROM sw AS t;
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw RENAME price TO x', 'ALTER TABLE sw RENAME cost TO price', 'ALTER TABLE sw RENAME x TO cost'),
	'42804 | column 2 of the query is "cost" numeric(6,2), but "price" numeric(6,2) is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{},"{cost,price}",{}) -> (1,10.25,7.50,2022-05-24)', 'two columns that have exchanged their names');
SELECT is(helper.columns('sw'), 'id integer, cost numeric(6,2), price numeric(6,2), made date', 'are called what they are');
SELECT matches(pg_temp.drift('sw_written', 'SELECT 1'), '^42804 \| column 2 .* -> \(1,10.25,7.50,2022-05-24\)$', 'also on a source that may be written to');
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw ALTER price TYPE numeric(8,3)'),
	'42804 | column 3 of the query is "price" numeric(8,3), but "price" numeric(6,2) is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{},{price},{}) -> (1,10.25,7.500,2022-05-24)', 'a typmod, by which values would be rounded');
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw ALTER made TYPE text USING to_char(made, ''DD/MM/YYYY'')'),
	'42804 | column 4 of the query is "made" text, but "made" date is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{},{made},{}) -> (1,10.25,7.500,24/05/2022)', 'a type, whose text might be read otherwise');
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw RENAME id TO "Id"'),
	'42804 | column 1 of the query is "Id" integer, but "id" integer is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{Id},{},{id}) -> (1,10.25,7.500,24/05/2022)', 'a name');
SELECT metahog.execute('r', 'SELECT pg_backend_pid()')->'results'->0->>0 AS connection \gset
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw RENAME made TO x', 'ALTER TABLE sw RENAME "Id" TO made', 'ALTER TABLE sw RENAME x TO "Id"'),
	'42804 | column 1 of the query is "made" integer, but "Id" integer is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{},"{made,Id}",{}) -> (1,10.25,7.500,24/05/2022)', 'the first and the last');
SELECT helper.run_on('w', 'ALTER TABLE sw RENAME made TO x', 'ALTER TABLE sw RENAME "Id" TO made', 'ALTER TABLE sw RENAME x TO "Id"') \g /dev/null
SELECT is(helper.refresh('sw'), '(t,{},"{Id,made}",{})', 'and back');
SELECT is(metahog.execute('r', 'SELECT pg_backend_pid()')->'results'->0->>0, :'connection', 'what is not read costs no connection');
ALTER VIEW sw RENAME "Id" TO ident;
SELECT is(ident, 1, 'a column that was renamed here is read') FROM sw;
SELECT is(pg_temp.drift('sw', 'ALTER TABLE sw DROP COLUMN price', 'ALTER TABLE sw ADD COLUMN price numeric(8,3)'),
	'42804 | column 3 of the query is "made" text, but "price" numeric(8,3) is declared | metahog.refresh_view() brings a view up to date.'
	' -> (t,{},"{made,price}",{}) -> (1,10.25,24/05/2022,)', 'another order');
DROP VIEW sw_written;
SELECT metahog.create_view('sw_written', 'w', 'INSERT INTO sw ("Id", cost) VALUES (2, 3) RETURNING "Id", cost') \g /dev/null
SELECT matches(pg_temp.drift('sw_written', 'ALTER TABLE sw ALTER cost TYPE int'), '^42804 \| column 2 of the query is "cost" integer', 'what writes');
SELECT helper.run_on('w', 'ALTER TABLE sw ALTER cost TYPE int8') \g /dev/null
SELECT matches(helper.outcome('TABLE sw_written'), '^42804 \| column 2 of the query is "cost" bigint', 'is held against it before it runs');
SELECT is(metahog.execute('w', 'SELECT count(*) FROM sw WHERE "Id" = 2')->'results'->0->>0, '1', 'so that nothing was written');
SELECT is(helper.outcome(format('SELECT t::text FROM metahog.query(''r'', ''SELECT 1 AS a, 2 AS b''%s) AS t(b int, a int)', exact)), expected, 'by hand' || exact)
FROM (VALUES ('', '(1,2)'), (', exact => false', '(1,2)'), (', NULL::boolean', '(1,2)'), (', ''[]''', '(1,2)'), (', true',
	'42804 | column 1 of the query is "a" integer, but "b" integer is declared | metahog.refresh_view() brings a view up to date.')) AS cases (exact, expected);
SET LOCAL metahog.source = 'r';
SELECT is(helper.outcome('SELECT t::text FROM metahog.query(''SELECT 1 AS a'', exact => true) AS t(b int)'),
	'42804 | column 1 of the query is "a" integer, but "b" integer is declared | metahog.refresh_view() brings a view up to date.', 'on the selected source');
SELECT is(helper.outcome('SELECT t::text FROM metahog.query(''SELECT 1 AS a'', false) AS t(b int)'), '(1)', 'and without');
RESET metahog.source;
SELECT is(t::text, '(1,2)', 'the same names and types') FROM metahog.query('r', 'SELECT 1 AS a, 2 AS a', exact => true) AS t(a int, a_2 int);

-- Views that somebody else made

CREATE VIEW by_hand AS SELECT * FROM metahog.query('r', 'TABLE thing') AS t(id int, color varchar(3));
SELECT helper.run_on('w', 'ALTER TABLE thing ADD size int') \g /dev/null
SELECT is(helper.refresh('by_hand'), '(t,{size},{},{})', 'one that has the same form can be refreshed');
SELECT matches(pg_get_viewdef('by_hand'), $$metahog.query\('r'::text$$, 'its source is called as before');
SELECT is(pg_temp.refresh_between('other', 'CREATE VIEW other AS ' || query, 'DROP VIEW other'), '42809 | view "other" is not one that metahog.create_view() makes | '
	'Change it by hand: CREATE OR REPLACE VIEW, with the columns that metahog.column_definition() prints.', query)
FROM unnest(ARRAY['SELECT 1 AS n', 'SELECT * FROM by_hand', 'VALUES (1)', 'SELECT * FROM generate_series(1, 3) AS n', 'SELECT * FROM pg_show_all_settings() AS t',
	'SELECT * FROM metahog.describe(''r'', ''TABLE thing'')',
	'SELECT t.* FROM metahog.query(''r'', ''TABLE thing'') AS t(id int, color text), by_hand',
	'WITH w AS (SELECT 1) SELECT * FROM metahog.query(''r'', ''TABLE thing'') AS t(id int, color text)',
	'SELECT * FROM ROWS FROM (metahog.query(''r'', ''TABLE thing'') AS (id int, color text)) WITH ORDINALITY',
	'SELECT * FROM ROWS FROM (metahog.query(''r'', ''TABLE thing'') AS (id int, color text), generate_series(1, 2))']
	|| ARRAY(SELECT format('SELECT %s FROM metahog.query(''r'', ''TABLE thing'') AS t(id int, color text)', list)
		FROM unnest(ARRAY['DISTINCT *', '*, 1 AS n', 'id', 'color, id', 'id + 1 AS id, color']) AS list)
	|| ARRAY(SELECT 'SELECT * FROM metahog.query(''r'', ''TABLE thing'') AS t(id int, color text) ' || clause
		FROM unnest(ARRAY['WHERE id = 1', 'ORDER BY id', 'LIMIT 1', 'OFFSET 1', 'GROUP BY id, color', 'UNION SELECT 1, ''x''']) AS clause)
	|| ARRAY(SELECT format('SELECT * FROM metahog.query(%s) AS t(id int, color text)', arguments)
		FROM unnest(ARRAY['''TABLE thing''', '''r'', ''TABLE thing'', max_rows => 3', '''r'', ''TABLE thing'', ''[]''::jsonb', 'current_user::text, ''TABLE thing''',
			'''r'', ''TABLE '' || ''thing''', '''r'', NULL::text']) AS arguments)) AS query;
CREATE TABLE local (id int);
CREATE MATERIALIZED VIEW kept AS TABLE by_hand;
SELECT is(helper.refresh(name), failure, format('refresh_view(%L)', name))
FROM (VALUES ('local', '42809 | "local" is not a view | metahog.refresh_view() is for views that metahog.create_view() made.'),
	('kept', '42809 | "kept" is not a view | metahog.refresh_view() is for views that metahog.create_view() made.'),
	('nothing', '42P01 | relation "nothing" does not exist'), (NULL, '22004 | view_name must not be null'), ('a b', '42602 | invalid name syntax'))
	AS cases (name, failure);

-- It happens in the caller's transaction

DROP MATERIALIZED VIEW kept;
SAVEPOINT before;
SELECT metahog.create_view('undone', 'r', 'TABLE thing') \g /dev/null
SELECT helper.run_on('w', 'ALTER TABLE thing DROP size') \g /dev/null
SELECT is(helper.refresh('by_hand'), '(t,{},{},{size})', 'refreshed');
ROLLBACK TO before;
SELECT is(to_regclass('undone'), NULL, 'the making is undone');
SELECT is(helper.columns('by_hand'), 'id integer, color character varying(3), size integer', 'and so is the refreshing');
SELECT is(helper.outcome('SELECT metahog.refresh_view(''by_hand'')'), '(t,{},{},{size})', 'in a select list');
SELECT helper.run_on('w', 'ALTER TABLE thing ADD size int') \g /dev/null
SELECT is(helper.refresh('by_hand'), '(t,{size},{},{})', 'and again');

SELECT * FROM finish();
ROLLBACK;
