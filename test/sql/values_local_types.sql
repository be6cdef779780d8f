-- test/sql/values_local_types.sql: which types of this server hold a remote's values.
--
-- Every type that the remote's pg_type has gets one whose text means the same here, and the values of all of them can be
-- read back. What a caller declares is read, or refused where it would become something else.

SET client_min_messages = warning;
BEGIN;
SELECT plan(52);

SELECT metahog.create_source('w', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('r', current_setting('test.scratch_url')) \g /dev/null
SELECT helper.run_on('w', 'CREATE EXTENSION hstore', 'CREATE EXTENSION citext', 'CREATE TYPE mood AS ENUM (''sad'', ''glad'')', 'CREATE DOMAIN price AS money',
	'CREATE DOMAIN yard AS numeric(5,1)', 'CREATE DOMAIN moods AS mood[]', 'CREATE TYPE pair AS (a int, b money)', 'CREATE TYPE priced AS RANGE (SUBTYPE = money)',
	'CREATE TABLE fact (a int, b int)', 'INSERT INTO fact SELECT g % 10, g % 20 FROM generate_series(1, 1000) AS g',
	'CREATE STATISTICS facts (ndistinct, dependencies, mcv) ON a, b FROM fact') \g /dev/null
SELECT helper.run_on('w', 'ANALYZE fact') \g /dev/null

-- What SELECT … FROM metahog.query() gives with the columns that column_definition() prints, or the failure.
CREATE FUNCTION pg_temp.read_back(query text, OUT definition text, OUT value text) LANGUAGE plpgsql AS $$
BEGIN
	definition := metahog.column_definition('r', query);
	EXECUTE format('SELECT v::text FROM metahog.query(%L, %L) AS t(%s)', 'r', query, definition) INTO value;
	definition := substr(definition, 3);
EXCEPTION WHEN OTHERS THEN
	value := concat_ws(' ', SQLSTATE, SQLERRM);
END
$$;

-- A value of every type whose own type is used here. Of those that are not listed, only text may be made.
CREATE TEMP TABLE sample (type, input) AS VALUES ('boolean', 't'), ('bytea', '\x00ff'), ('"char"', 'x'), ('name', 'a b'), ('bigint', '-9223372036854775808'), ('smallint', '-1'),
	('int2vector', '1 2'), ('integer', '-7'), ('text', 'NULL'), ('oid', '4294967295'), ('tid', '(1,2)'), ('xid', '4294967295'), ('cid', '7'), ('oidvector', '1 2'),
	('json', '{"a" : "\u0000"}'), ('xml', 'a<b/>c'), ('point', '(0.1,2)'), ('lseg', '[(0,1),(2,3)]'), ('path', '((0,1),(2,3))'), ('box', '(2,3),(0,1)'),
	('polygon', '((0,1),(2,3))'), ('line', '{1,2,3}'), ('real', '0.1'), ('double precision', '1e-300'), ('circle', '<(1,2),3>'), ('macaddr', '08:00:2b:01:02:03'),
	('macaddr8', '08:00:2b:01:02:03:04:05'), ('inet', '10.1.2.3/8'), ('cidr', '10.0.0.0/8'), ('character', 'x '), ('character varying', 'x '), ('date', '0044-03-15 BC'),
	('time without time zone', '24:00:00'), ('timestamp without time zone', '12022-05-24 01:02:03.5'), ('timestamp with time zone', '2022-05-24 01:02:03.5+00'),
	('interval', '-1 years -2 mons +3 days -04:05:06.7'), ('time with time zone', '01:02:03+02'), ('bit', '101'), ('bit varying', '101'), ('numeric', 'NaN'), ('refcursor', 'a "b"'),
	('uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('pg_lsn', '16/B374D848'), ('tsvector', '''a''''b'':1A,2'), ('tsquery', '''fat'' & !''cat'''), ('jsonb', '{"a": 1}'),
	('jsonpath', '$."a"[*]'), ('txid_snapshot', '10:20:10,14'), ('pg_snapshot', '10:20:10,14'), ('xid8', '18446744073709551615'), ('int4range', '[1,5)'),
	('numrange', '(,1.50)'), ('tsrange', '["2022-05-24 01:02:03",)'), ('tstzrange', '["2022-05-24 01:02:03+00",)'), ('daterange', '[2022-05-24,2022-05-26)'),
	('int8range', 'empty'), ('int4multirange', '{[1,5),[7,9)}'), ('nummultirange', '{}'), ('tsmultirange', '{["2022-05-24 01:02:03",)}'),
	('tstzmultirange', '{["2022-05-24 01:02:03+00",)}'), ('datemultirange', '{[2022-05-24,2022-05-26)}'), ('int8multirange', '{}');
-- An array of it: of two, and a null.
CREATE FUNCTION pg_temp.array_of(input text, delimiter text) RETURNS text LANGUAGE sql AS $$
	SELECT '{' || quoted || delimiter || 'NULL' || delimiter || quoted || '}' FROM CAST('"' || regexp_replace(input, '(["\\])', '\\\1', 'g') || '"' AS text) AS quoted
$$;

CREATE TEMP TABLE remote_type AS SELECT * FROM metahog.query('r', $$
	SELECT t.typtype, quote_ident(n.nspname) || '.' || quote_ident(t.typname), format_type(t.oid, NULL), t.typelem <> 0 AND o.proname = 'array_out', format_type(e.oid, NULL), e.typdelim
	FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace JOIN pg_proc o ON o.oid = t.typoutput LEFT JOIN pg_type e ON e.oid = t.typelem
	WHERE (t.typtype <> 'p' OR t.typname IN ('record', '_record', 'void', 'anyarray', '_cstring'))$$)
	AS t(kind "char", qualified text, name text, is_array boolean, element text, delimiter "char");
SELECT cmp_ok(count(*), '>', 500::bigint, 'many types') FROM remote_type;

SET LOCAL timezone = 'UTC';
CREATE TEMP TABLE answer AS
SELECT t.*, coalesce(s.input, CASE WHEN is_array THEN pg_temp.array_of(e.input, t.delimiter::text) END) AS input, empty.definition, empty.value AS no_value, read_back.value
FROM remote_type AS t LEFT JOIN sample AS s ON s.type = t.name LEFT JOIN sample AS e ON e.type = t.element AND t.is_array,
	pg_temp.read_back(format('SELECT NULL::%s AS v', qualified)) AS empty,
	pg_temp.read_back(format('SELECT %L::%s AS v', coalesce(s.input, pg_temp.array_of(e.input, t.delimiter::text)), qualified)) AS read_back;

SELECT is_empty($$SELECT name, definition, no_value FROM answer WHERE definition IS NULL OR no_value IS NOT NULL$$, 'the null of every type can be read');
SELECT is_empty($$SELECT name, definition FROM answer WHERE definition NOT IN ('text', 'text[]') AND input IS NULL AND kind <> 'd'
	AND element IS DISTINCT FROM 'information_schema.' || split_part(element, '.', 2) AND element IS DISTINCT FROM 'yard'$$,
	'every type but text that is chosen has a sample');
SELECT is_empty($$SELECT name, definition, input, value FROM answer WHERE input IS NOT NULL
	AND value IS DISTINCT FROM CASE WHEN name = 'boolean' THEN 'true' ELSE (metahog.execute('r', format('SELECT %L::%s::text', input, qualified))->'results'->0->>0) END$$,
	'which is read back as what it is');
SELECT is_empty($$SELECT s.type, definition FROM sample AS s LEFT JOIN answer AS a ON a.name = s.type
	WHERE definition IS DISTINCT FROM CASE s.type WHEN 'character' THEN 'bpchar' WHEN 'bit' THEN '"bit"' ELSE s.type END$$, 'no type is text for no reason');

-- What has no input, or means something else here

SELECT is(definition, expected, query) FROM (VALUES ('12.34::money', 'text'), ('12.34::money::price', 'text'), ('ARRAY[12.34::money]', 'text[]'), ('ARRAY[12.34::money::price]', 'text[]'),
	('ARRAY[1.5::yard]', 'numeric[]'), ('''fact''::regclass', 'text'), ('ARRAY[''fact''::regclass]', 'text[]'), ('priced(1::money, 2::money)', 'text'), ('''glad''::mood', 'text'),
	('''{glad}''::moods', 'text[]'), ('ROW(1, 2::money)::pair', 'text'), ('ROW(1, 2)', 'text'), ('ARRAY[ROW(1, 2)]', 'text[]'), ('''A''::citext', 'text'), ('(SELECT c FROM pg_class AS c LIMIT 1)', 'text'),
	('(SELECT relacl FROM pg_class LIMIT 1)', 'text[]'), ('pg_sleep(0)', 'text'), ('(SELECT adbin FROM pg_attrdef LIMIT 1)', 'text'), ('(SELECT stavalues1 FROM pg_statistic LIMIT 1)', 'text[]'))
	AS cases (query, expected), pg_temp.read_back('SELECT ' || query || ' AS v');
SELECT is(metahog.column_definition('r', 'SELECT n_distinct, dependencies FROM pg_stats_ext'), 'n_distinct text, dependencies text', 'extended statistics');
SELECT metahog.create_view('stats_ext', 'r', 'SELECT statistics_name, n_distinct, dependencies FROM pg_stats_ext') \g /dev/null
SELECT is(count(*), 1::bigint, 'can be a view') FROM stats_ext WHERE n_distinct LIKE '{"1, 2": %';

-- What is declared

CREATE TYPE purse AS (owner text, content money[]);
CREATE TYPE watched AS (n int, what regclass);
CREATE DOMAIN dollars AS money;
CREATE TYPE span AS RANGE (SUBTYPE = money, MULTIRANGE_TYPE_NAME = spans);
CREATE TYPE mood AS ENUM ('glad');
CREATE FUNCTION pg_temp.declared(expression text, type text) RETURNS text LANGUAGE sql AS
	$$SELECT helper.outcome(format('SELECT v::text FROM metahog.query(''r'', %L) AS t(v %s)', 'SELECT ' || expression, type))$$;
SELECT is(pg_temp.declared(expression, type), '42804 | column "v" cannot be read as money | What the text of money is worth depends on lc_monetary, which may differ on the remote.'
	' | Declare it numeric, with a cast in the query if it is money there (v::numeric); that can be cast to money here.', expression || ' as ' || type)
FROM (VALUES ('1::money', 'money'), ('0.05', 'money'), ('ARRAY[1::money]', 'money[]'), ('1::money', 'dollars'), ('NULL', 'dollars[]'), ('ROW(''me'', NULL)', 'purse'), ('''empty''', 'span'), ('''{}''', 'spans')) AS cases (expression, type);
SELECT is(pg_temp.declared(expression, type), '42804 | column "v" cannot be read as a type that names objects of this server | Its values name objects of the remote.'
	' | Declare it text. Text can be cast here, if objects of this server with the same names are meant.', expression || ' as ' || type)
FROM (VALUES ('''fact''::regclass', 'regclass'), ('''fact''::regclass::oid', 'regclass'), ('''int4''::regtype', 'regtype'), ('ARRAY[''public''::regnamespace]', 'regnamespace[]'),
	('(SELECT relacl FROM pg_class LIMIT 1)', 'aclitem[]'), ('ROW(1, ''fact''::regclass)', 'watched')) AS cases (expression, type);
SELECT is(pg_temp.declared(expression, type), expected, expression || ' as ' || type)
FROM (VALUES ('''pg_class''', 'regclass', 'pg_class'), ('''glad''::mood', 'mood', 'glad'), ('''sad''::mood', 'mood', '22P02 | invalid input value for enum mood: "sad"'),
	('1::money::numeric', 'numeric', '1.00'), ('12.34::money', 'text', '$12.34')) AS cases (expression, type, expected);

-- What this session has set, each in the form that is sent as text

CREATE FUNCTION pg_temp.declared_with(setting text, value text, expression text, type text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config(setting, value, true);
	RETURN (SELECT replace(pg_temp.declared(expression, type), E'\n', '')) || ' | ' || current_setting(setting);
END
$$;
SAVEPOINT settings;
SELECT is(pg_temp.declared_with('xmloption', 'document', '''a<b/>c''::xml', 'xml'), 'a<b/>c | document', 'xml');
SELECT is(pg_temp.declared_with('array_nulls', 'off', '''{NULL,"NULL"}''::varchar[]', 'text[]'), '{NULL,"NULL"} | off', 'nulls in an array');
RESET array_nulls;
SELECT is(pg_temp.declared_with('array_nulls', 'off', '''x''', 'int'), '22P02 | invalid input syntax for type integer: "x" | off', 'after an error, too');
ROLLBACK TO settings;
SELECT is(pg_temp.declared_with('intervalstyle', style, format('ARRAY[%L::interval, NULL]', i), 'interval[]'), replace((SELECT string_agg(v, '') FROM (SELECT
	set_config('intervalstyle', style, true) IS NULL, ARRAY[i::interval, NULL]::text AS v) AS s), E'\n', '') || ' | ' || style, style || ', ' || i)
FROM unnest(ARRAY['sql_standard']) AS style, unnest(ARRAY['-1 day', '-1 day +02:03', '-1 mon -2 days 03:00', '1 year -1 day -00:00:01']) AS i;

SELECT * FROM finish();
ROLLBACK;
