-- test/helpers.sql: what several pgTAP files ask. It is in metahog_template, of which each file gets a copy.

CREATE SCHEMA helper;
GRANT USAGE ON SCHEMA helper TO PUBLIC;

-- Failures

CREATE FUNCTION helper.sqlstate(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN '00000';
EXCEPTION WHEN OTHERS OR query_canceled THEN
	RETURN SQLSTATE;
END
$$;

-- SQLSTATE, message, and what there is of detail, hint and the first line of the context.
CREATE FUNCTION helper.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
	context text;
BEGIN
	EXECUTE statement;
	RETURN 'no failure';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''), nullif(hint, ''), split_part(context, E'\n', 1));
END
$$;

-- The one value of a statement that some role runs, or the error.
CREATE FUNCTION helper.run_as(role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	value text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	EXECUTE statement INTO value;
	RESET ROLE;
	RETURN value;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- Run these on a source, one after the other.
CREATE FUNCTION helper.run_on(source text, VARIADIC statements text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	statement text;
BEGIN
	FOREACH statement IN ARRAY statements LOOP
		PERFORM metahog.execute(source, statement);
	END LOOP;
END
$$;

-- Answers

-- Which source was really used: as whom it logged in, and where.
CREATE FUNCTION helper.answer(source text) RETURNS text LANGUAGE sql AS
	$$SELECT metahog.execute(source, 'SELECT current_user || ''@'' || current_database()')->'results'->0->>0$$;

-- The one value of a query, trimmed as -> does.
CREATE FUNCTION helper.value(expression text, source text DEFAULT 'scratch') RETURNS text LANGUAGE sql AS
	$$SELECT (metahog.execute(source, 'SELECT ' || expression)->'results'->0->0)::text$$;

-- It is what the remote itself makes of it.
CREATE FUNCTION helper.same(expression text, description text) RETURNS text LANGUAGE sql AS $$
	SELECT is(helper.value(expression),
		metahog.execute('scratch', format('SELECT coalesce(to_json(%s)::text, ''null'')', expression))->'results'->0->>0, description)
$$;

-- A stream, its chunks put one behind the other.
CREATE FUNCTION helper.whole(source text, query text, format text) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(chunk, '' ORDER BY n) FROM metahog.stream(source, query, format => format) WITH ORDINALITY AS s(chunk, n)$$;

-- How many of analyst's statements, marked so, are running on the remote, when that has come to rest. The source admin
-- must be there.
CREATE FUNCTION helper.still_running(mark text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	running bigint;
BEGIN
	FOR turn IN 1 .. 50 LOOP
		running := metahog.execute('admin', 'SELECT count(*) FROM pg_stat_activity WHERE state = ''active'' AND usename = ''analyst''
			AND query LIKE ''%'' || $1 || ''%''', jsonb_build_array(mark))->'results'->0->>0;
		EXIT WHEN running = 0;
		PERFORM pg_sleep(0.1);
	END LOOP;
	RETURN running;
END
$$;

-- Views over remote queries

-- What a statement gives: its value as text, or SQLSTATE, message, detail and hint.
CREATE FUNCTION helper.outcome(statement text, role text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	value text;
	detail text;
	hint text;
BEGIN
	IF role IS NOT NULL THEN
		EXECUTE format('SET LOCAL ROLE %I', role);
	END IF;
	EXECUTE statement INTO value;
	RESET ROLE;
	RETURN value;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;
CREATE FUNCTION helper.refresh(view text, role text DEFAULT NULL) RETURNS text LANGUAGE sql AS
	$$SELECT helper.outcome(format('SELECT r::text FROM metahog.refresh_view(%L) AS r', view), role)$$;
CREATE FUNCTION helper.columns(view regclass) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
	FROM pg_attribute WHERE attrelid = view
$$;
