-- test/sql/routing.sql: which source a text belongs to: by a comment, by a prefix, by the session's selection.
--
-- Sources of the same name lead elsewhere, so that an answer tells which one was used.

SET client_min_messages = error;
BEGIN;
SELECT plan(93);

CREATE ROLE routing_user;
CREATE ROLE routing_stranger;
GRANT USAGE ON SCHEMA metahog TO routing_user, routing_stranger;

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS pagila \gset
SELECT metahog.create_source('scratch', current_setting('test.scratch_url')) AS scratch \gset
SELECT metahog.create_source('Mixed', current_setting('test.scratch_url')) AS mixed \gset
SELECT metahog.create_source('TWO', current_setting('test.scratch_url')) AS two \gset
SELECT metahog.create_source('Two', current_setting('test.scratch_url')) AS two \gset
SELECT metahog.create_source('two words', current_setting('test.remote_url')) AS two_words \gset
SELECT metahog.create_source('postgres', current_setting('test.scratch_url')) AS postgres \gset
SELECT metahog.create_source('public', current_setting('test.scratch_url')) AS public \gset
SELECT metahog.create_source('closed', current_setting('test.remote_url'), '{"supports_direct_query": false}') AS closed \gset
SELECT metahog.create_source('prod', current_setting('test.remote_url'), '{"team_id": 1}') AS prod_1 \gset
SELECT metahog.create_source('prod', current_setting('test.scratch_url'), '{"team_id": 2}') AS prod_2 \gset
SELECT metahog.create_source('dropped', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.drop_source('dropped') \g /dev/null
SELECT metahog.grant_source('pagila', 'routing_user') \g /dev/null
SELECT metahog.grant_source(:'prod_2', 'routing_user') \g /dev/null

-- What route() says, or the failure
CREATE FUNCTION pg_temp.route(text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT r::text FROM metahog.route($1) AS r);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
CREATE FUNCTION pg_temp.hint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no failure';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN hint;
END
$$;
CREATE FUNCTION pg_temp.database(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN metahog.execute(query)->'results'->0->>0;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- No source is selected

CREATE TEMP TABLE routed (number serial, query text, source text, sent text);
INSERT INTO routed (query, source, sent) VALUES
	('SELECT 1', NULL, 'SELECT 1'),
	('SELECT * FROM film', NULL, 'SELECT * FROM film'),
	('SELECT * FROM public.film, pg_catalog.pg_class', NULL, 'SELECT * FROM public.film, pg_catalog.pg_class'),
	('SELECT * FROM unknown.film', NULL, 'SELECT * FROM unknown.film'),
	('SELECT * FROM dropped.film', NULL, 'SELECT * FROM dropped.film'),
	('SELECT * FROM postgres.film', NULL, 'SELECT * FROM postgres.film'),
	('SELECT pagila.title FROM film AS pagila', NULL, 'SELECT pagila.title FROM film AS pagila'),
	('SELECT ''pagila.film'' -- pagila.film', NULL, 'SELECT ''pagila.film'' -- pagila.film'),
	('no SQL, pagila.film', NULL, 'no SQL, pagila.film'),
	('-- --pg:pagila', NULL, '-- --pg:pagila'),
	('SELECT 1 --pg:pagila', NULL, 'SELECT 1 --pg:pagila'),
	('-- first' || chr(10) || '--pg:pagila' || chr(10) || 'SELECT 1', NULL, '-- first' || chr(10) || '--pg:pagila' || chr(10) || 'SELECT 1'),
	('SELECT * FROM pagila.film', 'pagila', 'SELECT * FROM film'),
	('SELECT * FROM pagila.public.film f JOIN postgres.actor ON true', 'pagila', 'SELECT * FROM public.film f JOIN actor ON true'),
	('SELECT * FROM PAGILA.film, "pagila".film', 'pagila', 'SELECT * FROM film, film'),
	('SELECT pagila.last_day(now())', 'pagila', 'SELECT last_day(now())'),
	('SELECT ''G''::pagila.mpaa_rating', 'pagila', 'SELECT ''G''::mpaa_rating'),
	('SELECT 1 WHERE EXISTS (SELECT FROM pagila.film)', 'pagila', 'SELECT 1 WHERE EXISTS (SELECT FROM film)'),
	('WITH f AS (SELECT * FROM pagila.film) SELECT * FROM f, unknown.film', 'pagila', 'WITH f AS (SELECT * FROM film) SELECT * FROM f, unknown.film'),
	('WITH film AS (SELECT 1) SELECT * FROM film, pagila.film', 'pagila', 'WITH film AS (SELECT 1) SELECT * FROM film, pagila.film'),
	('EXPLAIN SELECT * FROM pagila.film', 'pagila', 'EXPLAIN SELECT * FROM film'),
	('SELECT 1 FROM "mixed".film, mixed.film', 'Mixed', 'SELECT 1 FROM "mixed".film, film'),
	('SELECT * FROM mixed.t', 'Mixed', 'SELECT * FROM t'),
	('SELECT * FROM "Mixed".t', 'Mixed', 'SELECT * FROM t'),
	('SELECT * FROM "mixed".t', NULL, 'SELECT * FROM "mixed".t'),
	('SELECT * FROM "TWO".t', 'TWO', 'SELECT * FROM t'),
	('SELECT * FROM "two words".film', 'two words', 'SELECT * FROM film'),
	('--pg:pagila' || chr(10) || 'SELECT * FROM film', 'pagila', 'SELECT * FROM film'),
	('--pg:pagila' || chr(13) || chr(10) || 'SELECT * FROM film', 'pagila', 'SELECT * FROM film'),
	(chr(10) || chr(9) || ' --pg: two words ' || chr(10) || 'SELECT 1', 'two words', 'SELECT 1'),
	('--pg:pagila' || chr(10) || 'SELECT * FROM pagila.film', 'pagila', 'SELECT * FROM film'),
	('--pg:pagila' || chr(10) || '--pg:pagila' || chr(10) || 'TABLE film', 'pagila', 'TABLE film'),
	('--pg:pagila' || chr(10) || 'no SQL', 'pagila', 'no SQL'),
	('--pg:postgres' || chr(10) || 'TABLE postgres.t', 'postgres', 'TABLE t'),
	('--pg:public' || chr(10) || 'TABLE public.t', 'public', 'TABLE public.t'),
	('--pg:pagila', 'pagila', ''),
	('--pg:' || :'pagila' || chr(10) || 'SELECT * FROM pagila.film', :'pagila', 'SELECT * FROM film'),
	('--pg:' || :'prod_1' || chr(10) || 'SELECT * FROM prod.film', '42P09 source name "prod" is ambiguous', NULL),
	('SELECT * FROM prod.film', '42P09 source name "prod" is ambiguous', NULL),
	('SELECT * FROM two.t', '42P09 source name "two" is ambiguous', NULL),
	('SELECT * FROM pagila.film, scratch.t', '0A000 the query names two sources, "pagila" and "scratch"', NULL),
	('SELECT * FROM pagila.film WHERE film_id IN (SELECT id FROM scratch.public.t)', '0A000 the query names two sources, "pagila" and "scratch"', NULL),
	('--pg:pagila' || chr(10) || 'TABLE scratch.t', '0A000 the query names two sources, "pagila" and "scratch"', NULL),
	('--pg:pagila' || chr(10) || '--pg:scratch' || chr(10) || 'TABLE t', '0A000 the query names two sources, "pagila" and "scratch"', NULL),
	('--pg:unknown' || chr(10) || 'TABLE t', '42704 source "unknown" does not exist', NULL),
	('--pg:dropped' || chr(10) || 'TABLE t', '42704 source "dropped" does not exist', NULL),
	('--pg:PAGILA' || chr(10) || 'TABLE t', '42704 source "PAGILA" does not exist', NULL),
	('--pg: ' || chr(10) || 'TABLE t', '22023 the comment "--pg:" names no source', NULL);
SELECT is(pg_temp.route(query), coalesce(ROW(source, sent)::text, 'null'), format('route %s', to_json(query))) FROM routed WHERE sent IS NOT NULL ORDER BY number;
SELECT is(pg_temp.route(query), source, format('route %s', to_json(query))) FROM routed WHERE sent IS NULL ORDER BY number;
SELECT is(pg_temp.hint($$SELECT metahog.route('TABLE pagila.film, scratch.t')$$), 'no failure', 'what is no SQL names none');
SELECT is(pg_temp.hint($$SELECT metahog.route('SELECT FROM pagila.film, scratch.t')$$), 'Query each with metahog.query(), and join their rows.', 'the hint at two sources');
SELECT is(pg_temp.hint($$SELECT metahog.execute('SELECT 1')$$), 'Name one in the call or before a table''s name, or select one with SET metahog.source.', 'the hint at none');
SELECT throws_ok($$SELECT metahog.route(NULL)$$, '22004', NULL, 'no query');

-- The forms without source go the same way

SELECT is(pg_temp.database('SELECT current_database() FROM pagila.film LIMIT 1'), 'pagila', 'execute finds its source');
SELECT is(metahog.execute('SELECT count(*) FROM pagila.film')->>'source', 'pagila', 'and tells it');
SELECT is(metahog.execute(E' --pg:pagila\nSELECT count(*) FROM postgres.film')->>'query', E'SELECT count(*) FROM film\nLIMIT 1001', 'and what it was sent');
SELECT is(metahog.try_execute('SELECT * FROM pagila.film, scratch.t')->'error_detail'->>'sqlstate', '0A000', 'try_execute tells of two');
SELECT is((SELECT n FROM metahog.query('SELECT count(*) FROM pagila.film') AS t(n bigint)), 1000::bigint, 'query');
SELECT is((SELECT count(*) FROM (SELECT metahog.rows('SELECT 1 FROM pagila.film LIMIT 3')) AS r), 3::bigint, 'rows');
SELECT is((SELECT s FROM metahog.stream('SELECT count(*) FROM pagila.film') AS s), E'{"count":1000}\n', 'stream');
SELECT is((SELECT type FROM metahog.describe('SELECT pagila.film.title FROM pagila.film')), 'text', 'describe');
SELECT is(metahog.column_definition('SELECT pagila.film.title FROM pagila.film'), 'title text', 'column_definition');
SELECT is(metahog.explain('SELECT * FROM pagila.film')->0->'Plan'->>'Relation Name', 'film', 'explain');
SELECT is(metahog.strip_prefix('SELECT * FROM pagila.film'), 'SELECT * FROM film', 'strip_prefix');
SELECT is((metahog.try_execute(query)->'error_detail'->>'position')::int, strpos(query, 'nothing'), format('the position counts the comment: %s', to_json(query)))
FROM unnest(ARRAY[E'--pg:two words\nSELECT nothing', E'\n --pg:pagila\nSELECT ''日本'', nothing FROM pagila.film', E'--pg:pagila\n--pg:pagila\nSELECT pagila.film.title, nothing FROM pagila.film']) AS query;
SELECT is(metahog.try_execute('SELECT 1 FROM closed.film')->'error_detail'->>'sqlstate', '0A000', 'a source that allows no direct query');

-- A source is selected

SET LOCAL metahog.source = 'scratch';
SELECT is(pg_temp.route('SELECT * FROM t'), '(scratch,"SELECT * FROM t")', 'it is the text''s that names none');
SELECT is(pg_temp.route('SELECT * FROM postgres.t, scratch.t'), '(scratch,"SELECT * FROM t, t")', 'and its prefixes are cut');
SELECT is(pg_temp.route('SELECT * FROM pagila.film'), '(pagila,"SELECT * FROM film")', 'a prefix goes before it');
SELECT is(pg_temp.route(E'--pg:pagila\nTABLE film'), '(pagila,"TABLE film")', 'a comment goes before it');
SELECT is(pg_temp.database('SELECT current_database() FROM pagila.film LIMIT 1'), 'pagila', 'a query goes there');
SELECT is(pg_temp.database('SELECT current_database()'), 'scratch_routing', 'and another one to the selected source');
SELECT metahog.alter_source('scratch', '{"read_only": false}'), metahog.execute('scratch', 'CREATE SCHEMA pagila') \g /dev/null
SELECT is(pg_temp.route('SELECT * FROM pagila.film'), '(pagila,"SELECT * FROM film")', 'a schema that no snapshot has is not known');
SELECT metahog.refresh_schema('scratch') \g /dev/null
SELECT is(pg_temp.route('SELECT * FROM pagila.film'), '(scratch,"SELECT * FROM pagila.film")', 'a schema of the selected source goes before a source');
SELECT is(pg_temp.route(E'--pg:scratch\nTABLE pagila.film'), '(scratch,"TABLE pagila.film")', 'so does one of the comment''s source');
SELECT is(pg_temp.route(E'--pg:pagila\nTABLE pagila.film'), '(pagila,"TABLE film")', 'but only there');
SELECT is(pg_temp.route('SELECT FROM scratch.t, pagila.film'), '(scratch,"SELECT FROM t, pagila.film")', 'and of one that another prefix names');
DELETE FROM metahog.schema_snapshot;
SET LOCAL metahog.source = :'pagila';
SELECT is(pg_temp.route('TABLE film'), format('(%s,"TABLE film")', :'pagila'), 'selected by id');
SET LOCAL metahog.source = 'unknown';
SELECT is(pg_temp.route('SELECT 1'), '42704 source "unknown" does not exist', 'selected, but not there');
SELECT is(pg_temp.route('TABLE pagila.film'), '(pagila,"TABLE film")', 'which does not matter to a text that names its own');
SET LOCAL metahog.source = '';

-- Teams and rights: a source that the session does not see, or the role may not use, is none

SET LOCAL metahog.team_id = 1;
SELECT is(pg_temp.route('TABLE prod.film'), '(prod,"TABLE film")', 'team 1 has one of that name');
SELECT is(pg_temp.database('SELECT current_database() FROM prod.film LIMIT 1'), 'pagila', 'team 1''s is used');
SET LOCAL metahog.team_id = 2;
SELECT is(pg_temp.database('SELECT current_database() FROM prod.pg_catalog.pg_class LIMIT 1'), 'scratch_routing', 'team 2''s is another');
SELECT is(pg_temp.route(format(E'--pg:%s\nTABLE t', :'prod_1')), format('42704 source "%s" does not exist', :'prod_1'), 'team 1''s does not exist for team 2');
SET LOCAL metahog.team_id = 3;
SELECT is(pg_temp.route('TABLE prod.film'), '(,"TABLE prod.film")', 'team 3 has none');
RESET metahog.team_id;
SET LOCAL ROLE routing_user;
SELECT pg_temp.route('TABLE prod.t') AS prod, pg_temp.route('TABLE scratch.t') AS scratch, pg_temp.route('SELECT FROM pagila.film, scratch.t') AS both_of_them,
	pg_temp.route(E'--pg:scratch\nTABLE t') AS comment, pg_temp.database('SELECT current_database() FROM pagila.film LIMIT 1') AS database \gset
SET LOCAL ROLE routing_stranger;
SELECT pg_temp.route('TABLE pagila.film') AS strange, pg_temp.database('SELECT * FROM pagila.film') AS refused \gset
RESET ROLE;
SELECT is(:'prod'::text, '(prod,"TABLE t")', 'the only one that the role may use is not ambiguous');
SELECT is(:'scratch'::text, '(,"TABLE scratch.t")', 'one that it may not use is none');
SELECT is(:'both_of_them'::text, '(pagila,"SELECT FROM film, scratch.t")', 'so two are not two');
SELECT is(:'comment'::text, '42501 permission denied for source "scratch"', 'a comment is as plain as an argument');
SELECT is(:'database'::text, 'pagila', 'what the role may use, it may use so');
SELECT is(:'strange'::text, '(,"TABLE pagila.film")', 'without any right a source is none');
SELECT is(:'refused'::text, '22023 no source selected', 'and a query has none');

SELECT * FROM finish();
ROLLBACK;
