-- test/sql/parallel.sql: every function and view does in a parallel worker what its mark says.
--
-- What is marked safe is run in a worker, whatever it is; what is added later is found by its mark.

SET client_min_messages = warning;
BEGIN;
SELECT no_plan();

-- So that there is something to be shown.
SELECT metahog.create_source('parallel_own', current_setting('test.remote_url'), '{"team_id": 7}'),
	metahog.create_source('parallel_other', current_setting('test.remote_url'));
CREATE ROLE parallel_ana;
SELECT metahog.grant_source('parallel_own', 'parallel_ana');
SELECT metahog.execute(source, 'SELECT 1') FROM unnest(ARRAY['parallel_own', 'parallel_other']) AS source \g /dev/null

-- The setting has another name since 16.
CREATE FUNCTION pg_temp.force_workers(forced boolean) RETURNS void LANGUAGE sql AS $$
	SELECT set_config(name, CASE WHEN forced THEN 'on' ELSE 'off' END, false) FROM pg_settings
	WHERE name IN ('force_parallel_mode', 'debug_parallel_query')
$$;

-- How many workers have run a statement; raises what it raises there.
CREATE FUNCTION pg_temp.workers(statement text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	line text;
	launched int := 0;
	place text;
BEGIN
	PERFORM pg_temp.force_workers(true);
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ' || statement LOOP
		launched := launched + coalesce(substring(line FROM 'Workers Launched: (\d+)')::int, 0);
	END LOOP;
	PERFORM pg_temp.force_workers(false);
	RETURN launched;
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	-- What is refused without shared memory, wherever it runs.
	GET STACKED DIAGNOSTICS place = PG_EXCEPTION_CONTEXT;
	RETURN (place LIKE 'parallel worker%')::int;
END
$$;

-- An argument of each type that a function may ask for.
CREATE FUNCTION pg_temp.an_argument(type regtype) RETURNS text LANGUAGE sql AS $$
	SELECT format('%L::%s', CASE type
		WHEN 'integer'::regtype THEN '0'
		WHEN 'bigint'::regtype THEN '7'
		WHEN 'boolean'::regtype THEN 'false'
		WHEN 'regrole'::regtype THEN current_user
		WHEN 'uuid'::regtype THEN (SELECT id::text FROM metahog.sources WHERE name = 'parallel_other')
		WHEN 'jsonb'::regtype THEN '{}'
		WHEN 'text'::regtype THEN 'postgres://u:p@127.0.0.1/d'
	END, type)
$$;
CREATE FUNCTION pg_temp.call(function oid) RETURNS text LANGUAGE sql AS $$
	SELECT format('metahog.%I(%s)', proname, CASE proname
		-- Which text it is matters to this one.
		WHEN 'hogql_ast' THEN quote_literal('SELECT 1')
		ELSE (SELECT string_agg(pg_temp.an_argument(type), ', ' ORDER BY place) FROM unnest(proargtypes) WITH ORDINALITY AS a(type, place)) END)
	FROM pg_proc WHERE oid = function
$$;

CREATE TEMP VIEW safe AS
	SELECT oid, oid::regprocedure AS signature, pg_temp.call(oid) AS call, provolatile = 'v' AS volatile
	FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND proparallel = 's';
SELECT cmp_ok((SELECT count(*) FROM safe), '>', 5::bigint, 'there are functions that are marked safe');
SELECT is(pg_temp.workers('SELECT * FROM ' || call), 1, signature || ' runs in a worker') FROM safe ORDER BY signature::text;
SELECT is((SELECT count(*) FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND proparallel = 'r'), 0::bigint,
	'what runs in the leader alone would find itself in parallel mode all the same, so no function is marked so');

-- The views, where the planner takes them; and what they say does not depend on who asks.
CREATE FUNCTION pg_temp.rows_of(view text, forced boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	shown text;
BEGIN
	PERFORM pg_temp.force_workers(forced);
	EXECUTE format('SELECT string_agg(v::text, chr(10) ORDER BY v::text) FROM metahog.%I AS v', view) INTO shown;
	PERFORM pg_temp.force_workers(false);
	RETURN shown;
END
$$;
SELECT is(pg_temp.rows_of(viewname, true), pg_temp.rows_of(viewname, false), viewname || ' shows a worker what it shows everybody')
	FROM pg_views WHERE schemaname = 'metahog' ORDER BY viewname;
SELECT is(pg_temp.workers('SELECT * FROM metahog.' || view), 1, view || ' is read by a worker')
	FROM unnest(ARRAY['activity', 'sessions', 'sources', 'statistics']) AS view;

-- Rights are those of the caller there, too.
SET ROLE parallel_ana;
SELECT is(pg_temp.rows_of(view, true), pg_temp.rows_of(view, false), view || ' shows another role''s worker what it shows the role')
	FROM unnest(ARRAY['activity', 'sessions', 'sources', 'statistics']) AS view;
RESET ROLE;

SELECT finish();
ROLLBACK;
