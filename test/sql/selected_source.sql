-- test/sql/selected_source.sql: SET metahog.source selects a source for every function that is called without one.

SET client_min_messages = error;
BEGIN;
SELECT plan(73);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.create_source('team''s', current_setting('test.scratch_url'), '{"team_id": 7}') \g /dev/null

CREATE TEMP TABLE call AS SELECT * FROM unnest(ARRAY['metahog.execute(''SELECT 1'')', 'metahog.query(''SELECT 1'') AS t(n int)', 'metahog.rows(''SELECT 1'')',
	'metahog.stream(''SELECT 1'')', 'metahog.describe(''SELECT 1'')', 'metahog.column_definition(''SELECT 1'')', 'metahog.explain(''SELECT 1'')']) AS call;

-- Every function that takes a source has a form without, or a default for it

SELECT is(array_agg(DISTINCT proname ORDER BY proname), '{column_definition,describe,execute,explain,hogql,hogql_check,hogql_column_definition,hogql_describe,hogql_explain,hogql_query,hogql_rows,hogql_sql,hogql_stream,profile,query,rows,stream,strip_prefix,test_source,try_execute,try_hogql}',
	'the functions that query a source')
FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND proargnames[1] = 'source'
	AND proname NOT IN ('alter_source', 'drop_source', 'grant_source', 'revoke_source') AND pronargs > pronargdefaults;
SELECT is(form.arguments, regexp_replace(full_form.arguments, '^source text(, )?', ''), 'the same arguments without source: ' || proname)
FROM (SELECT proname, pg_get_function_arguments(oid) AS arguments FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND proargnames[1] = 'source') AS full_form
JOIN (SELECT proname, pg_get_function_arguments(oid) AS arguments FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace
	AND (proargnames[1] = 'query' OR proname IN ('profile', 'test_source')) AND proargnames[1] <> 'source') AS form USING (proname)
WHERE full_form.arguments !~ 'params text' AND (full_form.arguments ~ 'exact') = (form.arguments ~ 'exact') AND proname NOT IN ('test_source') ORDER BY proname;

-- None is selected

SELECT is(current_setting('metahog.source'), '', 'none at first');
SELECT matches(helper.failure('SELECT * FROM ' || call), '^22023 \| no source selected \| .*SET metahog\.source', 'without one: ' || call) FROM call;
SELECT matches(helper.failure('SELECT * FROM metahog.test_source()'), '^22023 \| no source selected', 'without one: test_source');
SELECT is((told->'error_detail'->>'sqlstate', told->'error_detail'->>'stage', told->>'source')::text, '(22023,source,)', 'without one: try_execute tells')
FROM metahog.try_execute('SELECT 1') AS told;
SELECT is(metahog.execute('pagila', 'SELECT 1')->>'source', 'pagila', 'naming one needs no selection');

-- One is selected

SET LOCAL metahog.source = 'pagila';
SELECT is(helper.failure('SELECT * FROM ' || call), 'no failure', 'with one: ' || call) FROM call;
SELECT is(metahog.execute('SELECT current_database()')->>'source', 'pagila', 'execute, and the document names it');
SELECT is((metahog.execute('SELECT current_database()')->'results'->0->>0), 'pagila', 'it is that database');
SELECT is(metahog.try_execute('SELECT 1 + 1')->'results'->0->>0, '2', 'try_execute');
SELECT results_eq($$SELECT * FROM metahog.query('VALUES (1), (2)') AS t(n int)$$, 'VALUES (1), (2)', 'query');
SELECT results_eq($$SELECT metahog.rows('VALUES (1), (2)')::text$$, $$VALUES ('{"column1":1}'), ('{"column1":2}')$$, 'rows');
SELECT results_eq($$SELECT metahog.stream('SELECT 1 AS a')$$, ARRAY[E'{"a":1}\n'], 'stream');
SELECT results_eq($$SELECT metahog.stream('SELECT 1 AS a', format => 'csv')$$, ARRAY[E'a\n1\n'], 'stream with a format');
SELECT results_eq($$SELECT * FROM metahog.describe('SELECT 1 AS a')$$, $$VALUES (1, 'a', 'integer', 23::oid)$$, 'describe');
SELECT is(metahog.column_definition('SELECT 1 AS a'), 'a integer', 'column_definition');
SELECT is(metahog.explain('SELECT 1')->0->'Plan'->>'Node Type', 'Result', 'explain');
SELECT is((SELECT ok FROM metahog.test_source()), true, 'test_source');
SELECT matches(helper.failure('SELECT * FROM metahog.test_source(NULL)'), '^22004 \| source must not be null', 'null does not select one');
SELECT is(latency_ms, round(latency_ms::numeric, 3)::float8, 'the latency is told in whole microseconds') FROM metahog.test_source();

-- With more arguments

SELECT is(metahog.execute('SELECT $1::int', params => '[5]')->'results'->0->>0, '5', 'params by name');
SELECT is(metahog.execute('SELECT $1::int', '[5]'::jsonb)->'results'->0->>0, '5', 'params as jsonb');
SELECT is((doc->>'row_count', doc->>'offset')::text, '(2,3)', 'all by position')
FROM metahog.execute('SELECT g FROM generate_series(1, $1::int) AS g', '[9]'::jsonb, 2, 3, '5 s') AS doc;
SELECT is((SELECT count(*) FROM metahog.query('SELECT g FROM generate_series(1, 9) AS g', max_rows => 4) AS t(n int)), 4::bigint, 'max_rows of query');
SELECT is((SELECT count(*) FROM metahog.rows('SELECT g FROM generate_series(1, 9) AS g', skip_rows => 4)), 5::bigint, 'skip_rows of rows');
SELECT is(metahog.explain('SELECT * FROM generate_series(1, $1::int)', '[3]'::jsonb, true)->0->'Plan'->>'Actual Rows', '3', 'params and run of explain');
SELECT matches(helper.failure(format('SELECT metahog.execute(%s)', arguments)), '^42704 \| source "SELECT \$1" does not exist',
	'two texts are a source and a query, whatever is selected: ' || arguments)
FROM unnest(ARRAY['''SELECT $1'', ''[5]''', '''SELECT $1''::text, ''[5]''::text']) AS arguments;
SELECT matches(helper.failure($$SELECT metahog.execute('SELECT 1', '[5]')$$), '^42704 \| source "SELECT 1" does not exist', 'which the error tells');
SELECT is(metahog.execute('scratch', 'SELECT current_database()')->>'source', 'scratch', 'naming another one goes before the selection');

-- What may be selected, and for how long

SELECT set_config('metahog.source', :'source_id', true) \g /dev/null
SELECT is(metahog.execute('SELECT 1')->>'source', 'pagila', 'by id');
SET LOCAL metahog.source = 'nothing';
SELECT matches(helper.failure($$SELECT metahog.execute('SELECT 1')$$), '^42704 \| source "nothing" does not exist', 'one that is not: known when it is used');
SET LOCAL metahog.source = 'team''s';
SET LOCAL metahog.team_id = '8';
SELECT matches(helper.failure($$SELECT metahog.execute('SELECT 1')$$), '^42704 \|', 'another team''s is not found');
SET LOCAL metahog.team_id = '7';
SELECT is(metahog.execute('SELECT 1')->>'source', 'team''s', 'the own team''s is');
SET LOCAL metahog.team_id = '';
SAVEPOINT a;
SET LOCAL metahog.source = 'scratch';
SELECT is(metahog.execute('SELECT 1')->>'source', 'scratch', 'in a subtransaction');
ROLLBACK TO a;
SELECT is(metahog.execute('SELECT 1')->>'source', 'team''s', 'after it');
SET LOCAL metahog.source = '';
SELECT matches(helper.failure($$SELECT metahog.execute('SELECT 1')$$), '^22023 \|', 'empty is none');
CREATE FUNCTION pg_temp.in_scratch() RETURNS text LANGUAGE sql SET metahog.source = 'scratch' AS $$SELECT metahog.execute('SELECT current_database()')->'results'->0->>0$$;
SELECT is(pg_temp.in_scratch(), 'scratch_selected_source', 'a function may select its own');
SELECT is(current_setting('metahog.source'), '', 'for itself');
CREATE ROLE selected_source_user;
SELECT metahog.grant_source('pagila', 'selected_source_user') \g /dev/null
SET LOCAL ROLE selected_source_user;
SET LOCAL metahog.source = 'scratch';
SELECT metahog.try_execute('SELECT 1')->'error_detail'->>'sqlstate' AS refused \gset
SET LOCAL metahog.source = 'pagila';
SELECT metahog.try_execute('SELECT 1')->>'source' AS allowed \gset
RESET ROLE;
SELECT is((:'refused', :'allowed')::text, '(42501,pagila)', 'selecting gives no right to it');

SELECT * FROM finish();
ROLLBACK;
