-- test/sql/values_types.sql: what the columns' types are called: types has PostHog's names, postgres_types the remote's.

BEGIN;
SELECT plan(75);

SELECT metahog.create_source('scratch', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null

CREATE FUNCTION pg_temp.answer(query text) RETURNS json LANGUAGE sql AS $$SELECT metahog.execute('scratch', query)$$;

-- types and postgres_types of one column that holds an expression.
CREATE FUNCTION pg_temp.types(expression text) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s | %s', answer->'types'->0->>1, answer->'postgres_types'->>0)
	FROM pg_temp.answer('SELECT ' || expression || ' AS v') AS answer
$$;

-- PostHog's names

SELECT is(pg_temp.types('NULL::' || type), format('%s | %s', name, postgres), type)
FROM (VALUES
	('bool', 'Bool', 'boolean'),
	('int2', 'Int16', 'smallint'),
	('int4', 'Int32', 'integer'),
	('int8', 'Int64', 'bigint'),
	('oid', 'UInt32', 'oid'),
	('float4', 'Float32', 'real'),
	('float8', 'Float64', 'double precision'),
	('numeric', 'Decimal', 'numeric'),
	('date', 'Date', 'date'),
	('timestamp', 'DateTime', 'timestamp without time zone'),
	('timestamptz', 'DateTime64(6, ''UTC'')', 'timestamp with time zone'),
	('uuid', 'UUID', 'uuid'),
	('text', 'String', 'text'),
	('varchar', 'String', 'character varying'),
	('json', 'String', 'json'),
	('jsonb', 'String', 'jsonb'),
	('bytea', 'String', 'bytea'),
	('interval', 'String', 'interval'),
	('time', 'String', 'time without time zone'),
	('inet', 'String', 'inet'),
	('point', 'String', 'point'),
	('money', 'String', 'money'),
	('regclass', 'String', 'regclass'),
	('name', 'String', 'name'),
	('"char"', 'String', '"char"'),
	('int4range', 'String', 'int4range'),
	('xid8', 'String', 'xid8')) AS t(type, name, postgres);

SELECT is(pg_temp.types(format('NULL::%s[]', type)), format('Array(%s) | %s[]', name, postgres), type || '[]')
FROM (VALUES
	('bool', 'Bool', 'boolean'),
	('int8', 'Int64', 'bigint'),
	('numeric', 'Decimal', 'numeric'),
	('timestamptz', 'DateTime64(6, ''UTC'')', 'timestamp with time zone'),
	('uuid', 'UUID', 'uuid'),
	('text', 'String', 'text')) AS t(type, name, postgres);
SELECT is(pg_temp.types('NULL::anyarray'), 'Array(String) | anyarray', 'anyarray, which does not say of what');

-- format_type of every built-in type, alone and as an array.

CREATE FUNCTION pg_temp.wrong_names(types text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	wanted text[];
	answer json;
BEGIN
	SELECT array_agg(t.oid::regtype ORDER BY t.oid) INTO wanted
	FROM pg_type AS t
	WHERE t.oid < 10000 AND typtype <> 'p' AND typrelid = 0 AND CASE types WHEN 'arrays' THEN typcategory = 'A' ELSE typcategory <> 'A' END;
	answer := pg_temp.answer('SELECT ' || array_to_string(ARRAY(SELECT format('NULL::%s', type) FROM unnest(wanted) AS type), ', '));
	RETURN QUERY
	SELECT format('%s instead of %s', name, type)
	FROM json_array_elements_text(answer->'postgres_types') WITH ORDINALITY AS n(name, i)
	FULL JOIN unnest(wanted) WITH ORDINALITY AS w(type, i) USING (i)
	-- A cast to bit or character is one to a single of them.
	WHERE name IS DISTINCT FROM CASE type WHEN 'bit' THEN 'bit(1)' WHEN 'character' THEN 'character(1)' WHEN 'bit[]' THEN 'bit(1)[]'
		WHEN 'character[]' THEN 'character(1)[]' ELSE type END;
END
$$;
SELECT is_empty($$SELECT pg_temp.wrong_names('scalars')$$, 'every built-in type has its name');
SELECT is_empty($$SELECT pg_temp.wrong_names('arrays')$$, 'so has every array of one');

-- Type modifiers

SELECT is(pg_temp.types('NULL::' || type), format('%s | %s', name, postgres), type)
FROM (VALUES
	('numeric(10,2)', 'Decimal', 'numeric(10,2)'),
	('numeric(3,-2)', 'Decimal', 'numeric(3,-2)'),
	('numeric(10,2)[]', 'Array(Decimal)', 'numeric(10,2)[]'),
	('varchar(20)', 'String', 'character varying(20)'),
	('char(3)', 'String', 'character(3)'),
	('bit(8)', 'String', 'bit(8)'),
	('varbit(8)', 'String', 'bit varying(8)'),
	('timestamp(3)', 'DateTime', 'timestamp(3) without time zone'),
	('timestamptz(0)', 'DateTime64(6, ''UTC'')', 'timestamp(0) with time zone'),
	('time(6)', 'String', 'time(6) without time zone'),
	('interval day to second(3)', 'String', 'interval day to second(3)'),
	('interval(2)[]', 'Array(String)', 'interval(2)[]')) AS t(type, name, postgres);

-- Types of the remote's own

SELECT pg_temp.answer($$
	DO $do$
	BEGIN
		CREATE SCHEMA "Odd schema";
		CREATE TYPE mood AS ENUM ('sad', 'ok');
		CREATE TYPE "Odd schema"."Odd ""type""" AS ENUM ('a');
		CREATE DOMAIN year AS integer;
		CREATE DOMAIN price AS numeric(10,2);
		CREATE DOMAIN prices AS numeric(8,3)[];
		CREATE DOMAIN later AS year;
		CREATE TYPE pair AS (a int, b text);
		CREATE TYPE floats AS RANGE (SUBTYPE = float8);
		CREATE TABLE made (id int, price price, m mood);
		CREATE TYPE code;
		CREATE FUNCTION code_in(cstring, oid, int) RETURNS code LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
		CREATE FUNCTION code_out(code) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
		CREATE TYPE code (INPUT = code_in, OUTPUT = code_out, TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout, LIKE = text);
		CREATE EXTENSION citext;
		CREATE EXTENSION hstore;
		CREATE EXTENSION cube SCHEMA "Odd schema";
	END
	$do$
$$) \g /dev/null
SELECT is(pg_temp.types('NULL::' || type), format('%s | %s', name, postgres), type)
FROM (VALUES
	('mood', 'String', 'mood'),
	('mood[]', 'Array(String)', 'mood[]'),
	('"Odd schema"."Odd ""type"""', 'String', '"Odd schema"."Odd ""type"""'),
	('year', 'Int32', 'integer'),
	('later', 'Int32', 'integer'),
	('price', 'Decimal', 'numeric(10,2)'),
	('prices', 'Array(Decimal)', 'numeric(8,3)[]'),
	('year[]', 'Array(Int32)', 'year[]'),
	('later[]', 'Array(Int32)', 'later[]'),
	('pair', 'String', 'pair'),
	('pair[]', 'Array(String)', 'pair[]'),
	('floats', 'String', 'floats'),
	('floats[]', 'Array(String)', 'floats[]'),
	('code', 'String', 'code'),
	('code(12)', 'String', 'code(12)'),
	('code(12)[]', 'Array(String)', 'code(12)[]'),
	('made', 'String', 'made'),
	('citext', 'String', 'citext'),
	('citext[]', 'Array(String)', 'citext[]'),
	('hstore', 'String', 'hstore'),
	('"Odd schema".cube', 'String', '"Odd schema".cube')) AS t(type, name, postgres);

SELECT is(pg_temp.types('ROW(1, 2)'), 'String | record', 'a row without a type');
SELECT is(pg_temp.types('pg_sleep(0)'), 'String | void', 'nothing at all');

-- A name is qualified where the source's search_path does not find it.

SELECT metahog.alter_source('scratch', '{"schema": "\"Odd schema\""}') \g /dev/null
SELECT is(pg_temp.types('NULL::' || type), 'String | ' || name, type || ' with another search_path')
FROM (VALUES
	('public.mood', 'public.mood'),
	('public.code(12)', 'public.code(12)'),
	('"Odd ""type"""', '"Odd ""type"""'),
	('cube', 'cube')) AS t(type, name);

SELECT * FROM finish();
ROLLBACK;
