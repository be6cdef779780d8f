-- test/sql/demo_dashboard.sql: the dashboard of the demo: each tile runs, by its filters too.

SET client_min_messages = warning;
BEGIN;
SELECT plan(10);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
\ir ../demo/dashboard.sql

CREATE FUNCTION pg_temp.tiles(filters jsonb) RETURNS TABLE (name text, doc jsonb) LANGUAGE sql AS $$
	SELECT t->'saved'->>'name', metahog.try_run_tile((t->>'id')::uuid, filters)::jsonb
	FROM json_array_elements(metahog.dashboard_document('DVD rental')->'tiles') AS t
$$;
CREATE TEMP TABLE whole AS SELECT * FROM pg_temp.tiles('{}');
CREATE TEMP TABLE part AS SELECT * FROM pg_temp.tiles('{"since": "2022-05-01", "rating": "PG"}');

SELECT is(doc->>'error', NULL, name || ' runs') FROM whole;
SELECT is((SELECT count(*)::int FROM whole JOIN part USING (name) WHERE whole.doc->'results' <> part.doc->'results'
		AND part.doc->>'error' IS NULL), 6, 'the filters reach each tile');
SELECT is((SELECT doc->'results'->0->>0 FROM whole WHERE name = 'Revenue'),
	(SELECT n FROM metahog.query('pagila', 'SELECT sum(amount)::text FROM payment') AS t(n text)), 'all revenue');
SELECT is((SELECT count(*)::int FROM whole WHERE (doc->>'row_count')::int = 0), 0, 'none is empty');
SELECT is((SELECT array_agg(name) FROM whole WHERE doc->'columns' ? 'rating'), ARRAY['Revenue by category'], 'one has a filter''s column, to be clicked on');

SELECT * FROM finish();
ROLLBACK;
