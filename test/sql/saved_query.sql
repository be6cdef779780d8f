-- test/sql/saved_query.sql: saved queries: what may be saved, who sees, runs and changes it, and what becomes of it.

SET client_min_messages = warning;
BEGIN;
SELECT plan(120);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

CREATE ROLE saved_query_ann;
CREATE ROLE saved_query_bob;
CREATE ROLE saved_query_eve;
GRANT USAGE ON SCHEMA metahog TO saved_query_eve;
SELECT metahog.grant_source('pagila', role) FROM unnest(ARRAY['saved_query_ann', 'saved_query_bob']::regrole[]) AS role \g /dev/null

CREATE FUNCTION pg_temp.doc(saved text) RETURNS jsonb LANGUAGE sql AS $$SELECT metahog.saved_query_document(saved)::jsonb$$;
CREATE FUNCTION pg_temp.results(saved text, variables jsonb DEFAULT NULL) RETURNS text LANGUAGE sql AS
	$$SELECT (metahog.run_saved(saved, variables)->'results')::jsonb::text$$;

-- Saving

SELECT matches(metahog.create_saved_query('films', 'pagila', 'SELECT count(*) FROM film')::text, '^[0-9a-f-]{36}$', 'an id is returned');
SELECT id AS films FROM metahog.saved_queries WHERE name = 'films' \gset
SELECT is(pg_temp.doc('films') - '{created_at,updated_at}'::text[], jsonb_build_object('id', :'films', 'name', 'films', 'description', NULL, 'folder', '',
	'kind', 'sql', 'source_id', :'source_id', 'source', 'pagila', 'team_id', NULL, 'text', 'SELECT count(*) FROM film', 'document', NULL, 'variables', '[]'::jsonb,
	'chart', NULL, 'owner', current_user, 'created_by', current_user, 'updated_by', current_user, 'version', 1, 'may_change', true, 'source_gone', false),
	'the whole of it as a document');
SELECT is(array_agg(key), '{id,name,description,folder,kind,source_id,source,team_id,text,document,variables,chart,owner,created_by,created_at,updated_by,updated_at,version,may_change,source_gone}',
	'its fields, in their order') FROM json_object_keys(metahog.saved_query_document('films')) AS key;
SELECT is(pg_temp.doc(:'films'), pg_temp.doc('films'), 'its id stands for its name');
SELECT is((pg_temp.doc('films')->>'created_at')::timestamptz, now(), 'times are told in ISO 8601');
SELECT lives_ok($$SELECT metahog.create_saved_query('all', '{"source": "pagila", "text": "SELECT title FROM film WHERE length > {variables.least} ORDER BY title",
	"kind": "hogql", "description": "Long ones", "folder": "films/long", "variables": [{"name": "least", "type": "number", "default": 100}],
	"chart": {"type": "bar", "from_a_later_version": [1, {"x": null}]}, "document": {"pinned": true}}')$$, 'a definition has it all');
SELECT is((doc->>'kind', doc->>'description', doc->>'folder', doc->>'variables', doc->>'chart', doc->>'document')::text,
	'(hogql,"Long ones",films/long,"[{""name"": ""least"", ""type"": ""number"", ""default"": 100}]","{""type"": ""bar"", ""from_a_later_version"": [1, {""x"": null}]}","{""pinned"": true}")',
	'and all of it is kept') FROM pg_temp.doc('all') AS doc;
SELECT lives_ok(format($$SELECT metahog.create_saved_query('by id', %L, 'SELECT 1', '{"description": null, "chart": null}')$$, :'source_id'), 'the source may be named by its id');
SET LOCAL metahog.actor = 'user:42';
SELECT metahog.create_saved_query('asked', 'pagila', 'SELECT 1') \g /dev/null
SELECT is((created_by, updated_by, owner)::text, format('(user:42,user:42,%s)', current_user), 'who asked in the application has made it') FROM metahog.saved_queries WHERE name = 'asked';
RESET metahog.actor;

-- What cannot be saved

SELECT is(helper.failure(format('SELECT metahog.create_saved_query(%s)', args)) LIKE outcome, true, format('%s: %s', left(args, 120), helper.failure(format('SELECT metahog.create_saved_query(%s)', args))))
FROM (VALUES
	($$'films', 'pagila', 'SELECT 1'$$, '42710 | saved query "films" already exists | A team''s live saved queries, and the shared ones, each have a name of their own.%'),
	($$'', 'pagila', 'SELECT 1'$$, '22023 | field "name" must not be empty%'),
	($$repeat('x', 201), 'pagila', 'SELECT 1'$$, '22023 | field "name" must not be longer than 200 bytes%'),
	($$E'a\nb', 'pagila', 'SELECT 1'$$, '22023 | field "name" must not contain control characters%'),
	($$gen_random_uuid()::text, 'pagila', 'SELECT 1'$$, '22023 | field "name" must not have the form of a uuid%'),
	($$NULL, 'pagila', 'SELECT 1'$$, '22004 | name must not be null%'),
	($$'x', NULL, 'SELECT 1'$$, '22004 | source must not be null%'),
	($$'x', 'pagila', NULL$$, '22004 | text must not be null%'),
	($$'x', 'pagila', 'SELECT 1', NULL$$, '22004 | options must not be null%'),
	($$'x', 'nowhere', 'SELECT 1'$$, '42704 | source "nowhere" does not exist%'),
	($$'x', 'pagila', repeat('x', 1048577)$$, '22023 | field "text" must not be longer than 1048576 bytes%'),
	($$'x', 'pagila', 'SELECT 1', '[]'$$, '22023 | options must be a JSON object%'),
	($$'x', 'pagila', 'SELECT 1', '{"kind": "prql"}'$$, '22023 | saved queries of kind "prql" are not known | There are: sql, hogql.%'),
	($$'x', 'pagila', 'SELECT 1', '{"kind": null}'$$, '22023 | field "kind" must not be null%'),
	($$'x', 'pagila', 'SELECT 1', '{"foldr": "x"}'$$, '22023 | a saved query has no field "foldr" | Perhaps you meant "folder".%'),
	($$'x', 'pagila', 'SELECT 1', '{"__proto__": {}}'$$, '22023 | a saved query has no field "__proto__" | There are: %'),
	($$'x', 'pagila', 'SELECT 1', '{"text": "SELECT 2"}'$$, '22023 | field "text" is an argument, and no option%'),
	($$'x', 'pagila', 'SELECT 1', '{"version": 7}'$$, '22023 | field "version" is not the creator''s to say%'),
	($$'x', 'pagila', 'SELECT 1', '{"folder": "/x"}'$$, '22023 | field "folder" must be names with one / between them%'),
	($$'x', 'pagila', 'SELECT 1', '{"folder": "a//b"}'$$, '22023 | field "folder" must be names with one / between them%'),
	($$'x', 'pagila', 'SELECT 1', '{"folder": 7}'$$, '22023 | field "folder" must be a string%'),
	($$'x', 'pagila', 'SELECT 1', '{"chart": []}'$$, '22023 | field "chart" must be a JSON object%'),
	($$'x', 'pagila', 'SELECT 1', '{"chart": "bar"}'$$, '22023 | field "chart" must be a JSON object%'),
	($$'x', 'pagila', 'SELECT 1', jsonb_build_object('chart', jsonb_build_object('x', repeat('x', 65536)))$$, '22023 | field "chart" must not be longer than 65536 bytes%'),
	($$'x', 'pagila', 'SELECT 1', '{"document": 1e400}'$$, '22023 | field "document" must be a JSON object%'),
	($$'x', '{"text": "SELECT 1"}'$$, '22023 | field "source" is missing%'),
	($$'x', '{"source": "pagila"}'$$, '22023 | field "text" is missing%'),
	($$'x', '{"source": 7, "text": "SELECT 1"}'$$, '22023 | field "source" must be a string%'),
	($$'x', '{"source": "pagila", "text": "SELECT 1", "name": "y"}'$$, '22023 | field "name" is an argument, and not in the definition%')
) AS refused (args, outcome);
SELECT is(count(*), 4::bigint, 'nothing of it is stored') FROM metahog.saved_query;

-- Running

SELECT metahog.create_saved_query('large', 'pagila', format('SELECT %L', string_agg(md5(i::text), ''))) FROM generate_series(1, 32000) AS i \g /dev/null
SELECT is(length(metahog.run_saved('large')->'results'->0->>0), 1024000, 'a text of a megabyte is kept, and run');
SELECT is(length(pg_temp.doc('large')->>'text'), 1024009, 'and told');
SELECT metahog.drop_saved_query('large') \g /dev/null
SELECT is(pg_temp.results('films'), '[[1000]]', 'a text of SQL is run');
SELECT is(array_agg(key), (SELECT array_agg(key) FROM json_object_keys(metahog.execute('pagila', 'SELECT 1')) AS key), 'the document is that of execute')
FROM json_object_keys(metahog.run_saved('films')) AS key;
SELECT is((doc->>'row_count', doc->>'limit', doc->>'hasMore', doc->>'hogql' IS NOT NULL)::text, '(2,2,true,t)', 'a text of HogQL is, too, and caps are kept')
FROM metahog.run_saved('all', max_rows => 2) AS doc;
SELECT is(metahog.run_saved('all', max_rows => 1, skip_rows => 1)->'results'->0->>0, metahog.run_saved('all')->'results'->1->>0, 'rows are skipped');
SELECT is(metahog.run_saved('all', '{"least": 1}')->>'row_count', '1000', 'variables reach it');
SELECT is(helper.sqlstate($$SELECT metahog.run_saved('films', timeout => '-1 s')$$), '22023', 'limits are checked as ever');
SELECT is((doc->>'error', doc->'error_detail'->>'sqlstate', (doc#>>'{timings,-1,t}')::float8 < 60, doc->>'limit')::text, '("max_rows must not be negative",22023,t,)', 'and told, with the time that it took')
FROM metahog.try_run_saved('films', max_rows => -1) AS doc;
SELECT is(metahog.saved_sql('films'), 'SELECT count(*) FROM film', 'SQL is shown as it is');
SELECT matches(metahog.saved_sql('all', '{"least": 99}'), 'WHERE.*99', 'of HogQL what is sent');
SELECT metahog.create_saved_query('wrong', 'pagila', 'SELECT nothing FROM film') \g /dev/null
SELECT is(helper.failure($$SELECT metahog.run_saved('wrong')$$), '42703 | column "nothing" does not exist | Perhaps you meant to reference the column "film.rating". | source "pagila", stage "query"', 'an error of the remote is raised');
SELECT is((doc->>'error', doc->'error_detail'->>'sqlstate', doc->'error_detail'->>'stage', doc->'error_detail'->>'position', split_part(doc->>'query', E'\n', 1))::text,
	'("column ""nothing"" does not exist",42703,query,8,"SELECT nothing FROM film")', 'or told, with its place in the text that was saved') FROM metahog.try_run_saved('wrong') AS doc;
SELECT is((doc->>'error', doc->'error_detail'->>'sqlstate', doc->'error_detail'->>'stage', doc->>'results', doc->>'source')::text, outcome, 'told: ' || name)
FROM (VALUES ('nowhere', NULL::jsonb, '("saved query ""nowhere"" does not exist",42704,source,[],)'),
	(gen_random_uuid()::text, NULL, NULL), (NULL, NULL, '("saved must not be null",22004,source,[],)'),
	('all', '{"lest": 1}', '("the saved query has no variable ""lest""",22023,source,[],)'),
	('all', '[]', '("variables must be a JSON object",22023,source,[],)')) AS asked (name, variables, outcome),
	metahog.try_run_saved(name, variables) AS doc WHERE outcome IS NOT NULL;
SELECT is(doc->'error_detail'->>'sqlstate', '42704', 'an id that nothing has') FROM metahog.try_run_saved(gen_random_uuid()::text) AS doc;
SELECT metahog.create_saved_query('writes', 'pagila', 'DELETE FROM film RETURNING 1') \g /dev/null
SELECT is(metahog.try_run_saved('writes')->'error_detail'->>'sqlstate', '25006', 'what holds for the source holds for it: it is read-only');

-- A deadline, and a cancel of the caller's own

SELECT metahog.create_saved_query('slow', 'pagila', 'SELECT pg_sleep(20)') \g /dev/null
SELECT is((doc->'error_detail'->>'sqlstate', doc->'error_detail'->>'cause', doc->'error_detail'->>'stage')::text, '(57014,deadline,query)', 'a deadline ends it, and is told')
FROM metahog.try_run_saved('slow', timeout => '0.2 s') AS doc;
SET LOCAL statement_timeout = '0.3 s';
SELECT is(helper.sqlstate($$SELECT metahog.try_run_saved('slow')$$), '57014', 'a cancel of the caller''s own is raised');
SET LOCAL statement_timeout = 0;
SELECT metahog.drop_saved_query('slow') \g /dev/null

-- Where nothing may be written

CREATE FUNCTION pg_temp.only_reading(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL transaction_read_only = on;
	RETURN helper.sqlstate(statement);
END
$$;
CREATE FUNCTION pg_temp.reading(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	BEGIN
		result := pg_temp.only_reading(statement);
		RAISE 'back' USING ERRCODE = 'ZZ000';
	EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
		RETURN result;
	END;
END
$$;
SELECT is(pg_temp.reading('SELECT ' || call), outcome, 'in a read-only transaction: ' || call)
FROM (VALUES ('metahog.run_saved(''films'')', '00000'), ('metahog.alter_saved_query(''films'', ''{"folder": "x"}'', 1)', '25006')) AS asked (call, outcome);

-- Who sees and runs it

SELECT is(helper.run_as(role, 'SELECT count(*) FROM metahog.saved_queries'), seen, format('%s sees %s', role, seen))
FROM (VALUES ('saved_query_ann', '6'), ('saved_query_eve', '0')) AS expected (role, seen);
SELECT is(helper.run_as('saved_query_ann', statement), outcome, 'ann: ' || statement)
FROM (VALUES ($$SELECT (metahog.run_saved('films')->'results')::jsonb$$, '[[1000]]'), ($$SELECT metahog.saved_query_document('films')->>'may_change'$$, 'false'),
	($$SELECT bool_or(may_change) FROM metahog.saved_queries$$, 'false'),
	($$SELECT metahog.alter_saved_query('films', '{"text": "SELECT 2"}', 1)$$, '42501 must be owner of saved query "films" or of its source'),
	($$SELECT metahog.drop_saved_query('films')$$, '42501 must be owner of saved query "films" or of its source'),
	($$SELECT count(*) FROM metahog.saved_query$$, '42501 permission denied for table saved_query'),
	($$SELECT metahog.create_saved_query('ann''s', 'pagila', 'SELECT 3') IS NOT NULL$$, 'true')) AS asked (statement, outcome);
SELECT is(helper.run_as('saved_query_eve', statement), outcome, 'eve: ' || statement)
FROM (VALUES ($$SELECT metahog.run_saved('films')->>'results'$$, '42501 permission denied for saved query "films"'),
	($$SELECT metahog.saved_query_document('films')$$, '42501 permission denied for saved query "films"'),
	($$SELECT metahog.saved_sql('films')$$, '42501 permission denied for saved query "films"'),
	($$SELECT metahog.alter_saved_query('films', '{}', 1)$$, '42501 permission denied for saved query "films"'),
	($$SELECT metahog.drop_saved_query('films')$$, '42501 permission denied for saved query "films"'),
	($$SELECT metahog.try_run_saved('films')->'error_detail'->>'stage'$$, 'source'),
	($$SELECT metahog.create_saved_query('eve''s', 'pagila', 'SELECT 3')$$, '42501 permission denied for source "pagila"')) AS asked (statement, outcome);
SELECT is(helper.run_as('saved_query_bob', $$SELECT metahog.alter_saved_query('ann''s', '{"text": "SELECT 2"}', 1)$$),
	'42501 must be owner of saved query "ann''s" or of its source', 'whoever uses the source as well does not change it');
SELECT is(metahog.alter_saved_query('ann''s', '{"folder": "of ann"}', 1), 2, 'who owns the source does');
SELECT is(pg_temp.doc('ann''s')->>'owner', 'saved_query_ann', 'which makes nobody else its owner');

-- Changing

SELECT is(metahog.alter_saved_query('films', '{"text": "SELECT 1", "description": "x", "chart": {"type": "bar"}}', 1), 2, 'the new version is returned');
SELECT is((doc->>'text', doc->>'description', doc->>'version', doc->>'folder', doc->>'name')::text, '("SELECT 1",x,2,"",films)', 'what is named is changed, and the rest stays') FROM pg_temp.doc('films') AS doc;
SET LOCAL metahog.actor = 'user:7';
SELECT is(metahog.alter_saved_query('films', '{"chart": null, "description": null, "name": "movies", "version": 2}'), 3, 'the version may be among the changes');
SELECT is((doc->'chart', doc->>'description', doc->>'created_by', doc->>'updated_by')::text, format('(null,,%s,user:7)', current_user), 'null takes away; who has changed it is told') FROM pg_temp.doc('movies') AS doc;
RESET metahog.actor;
SELECT is(regexp_replace(helper.outcome(format('SELECT metahog.alter_saved_query(%s)', args)), 'at [^;]*;', 'at …;'), outcome, args)
FROM (VALUES
	($$'movies', '{"text": "SELECT 9"}', 2$$, '40001 | saved query "movies" was changed by somebody else | Version 3 is there, written by user:7 at …; version 2 was read. | Read it again, and make the change anew.'),
	($$'movies', '{"text": "SELECT 9", "version": 1}'$$, '40001 | saved query "movies" was changed by somebody else | Version 3 is there, written by user:7 at …; version 1 was read. | Read it again, and make the change anew.'),
	($$'movies', '{}', 9$$, '40001 | saved query "movies" was changed by somebody else | Version 3 is there, written by user:7 at …; version 9 was read. | Read it again, and make the change anew.'),
	($$'movies', '{"text": "SELECT 9"}'$$, '22023 | the version that was read is missing | Give it, so that nobody''s change is lost: it is in the document, and in the view.'),
	($$'movies', '{"text": "SELECT 9"}', NULL$$, '22023 | the version that was read is missing | Give it, so that nobody''s change is lost: it is in the document, and in the view.'),
	($$'movies', '{"version": 2}', 3$$, '22023 | version is given twice: 3 and 2'),
	($$'movies', '{"version": "3"}'$$, '22023 | field "version" must be a whole number'),
	($$'movies', '{"version": 1e30}'$$, '22023 | field "version" must be a whole number'),
	($$'movies', '{"name": "all"}', 3$$, '42710 | saved query "all" already exists | A team''s live saved queries, and the shared ones, each have a name of their own.'),
	($$'movies', '{"name": null}', 3$$, '22023 | field "name" must not be null'),
	($$'movies', '{"source": "nowhere"}', 3$$, '42704 | source "nowhere" does not exist | SELECT name FROM metahog.sources shows those that you may use.'),
	($$'movies', '{"owner": "x"}', 3$$, '22023 | a saved query has no field "owner" | There are: name, kind, text, description, folder, variables, chart, document, source, version.'),
	($$'movies', NULL, 3$$, '22004 | changes must not be null'),
	($$'nowhere', '{}', 3$$, '42704 | saved query "nowhere" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.'),
	($$'movies', '{}', 3$$, '3'),
	($$'movies', '{"name": "movies"}', 3$$, '4')) AS refused (args, outcome);

-- Dropping

SELECT metahog.drop_saved_query('movies', 4) \g /dev/null
SELECT is(helper.outcome($$SELECT metahog.run_saved('movies')$$), '42704 | saved query "movies" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.', 'it is gone by name');
SELECT is(helper.sqlstate(format('SELECT metahog.saved_query_document(%L)', :'films')), '42704', 'and by id');
SELECT is(count(*), 1::bigint, 'its row is kept') FROM metahog.saved_query WHERE id = :'films' AND deleted_at IS NOT NULL AND version = 5;
SELECT lives_ok($$SELECT metahog.create_saved_query('movies', 'pagila', 'SELECT 1')$$, 'its name is free again');
SELECT is(helper.sqlstate($$SELECT metahog.drop_saved_query('movies', 7)$$), '40001', 'who drops another version is told');

-- A right that is taken away

SELECT metahog.revoke_source('pagila', 'saved_query_ann') \g /dev/null
SELECT is(helper.run_as('saved_query_ann', statement), outcome, 'ann, without a right to the source: ' || statement)
FROM (VALUES ($$SELECT string_agg(name, ',') FROM metahog.saved_queries$$, 'ann''s'), ($$SELECT metahog.saved_query_document('ann''s')->>'text'$$, 'SELECT 3'),
	($$SELECT bool_or(may_change) || (metahog.saved_query_document('ann''s')->>'may_change') FROM metahog.saved_queries$$, 'falsefalse'),
	($$SELECT metahog.run_saved('ann''s')$$, '42501 permission denied for source "pagila"'),
	($$SELECT metahog.alter_saved_query('ann''s', '{"text": "SELECT 4"}', 2)$$, '42501 permission denied for source "pagila"'),
	($$SELECT metahog.run_saved('all')$$, '42501 permission denied for saved query "all"')) AS asked (statement, outcome);
SELECT is(helper.run_as('saved_query_ann', $$SELECT metahog.drop_saved_query('ann''s')$$), '', 'what is hers she may drop');

-- A source that is dropped

SELECT metahog.create_source('other', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.drop_source('pagila') \g /dev/null
SELECT is(bool_and(source_gone), true, 'saved queries stay, and say that their source is gone') FROM metahog.saved_queries;
SELECT is((doc->>'source_gone', doc->>'source')::text, '(true,pagila)', 'the document does, too') FROM pg_temp.doc('movies') AS doc;
SELECT is((doc->>'error', doc->'error_detail'->>'sqlstate', doc->'error_detail'->>'stage')::text, '("the source of saved query ""movies"" was dropped",42704,source)', 'running says so') FROM metahog.try_run_saved('movies') AS doc;
SELECT is(helper.run_as('saved_query_bob', $$SELECT count(*) FROM metahog.saved_queries$$), '6', 'who could use the source still sees them');
SELECT is(metahog.alter_saved_query('movies', '{"description": "to be moved"}', 1), 2, 'they can be changed');
SELECT is(metahog.alter_saved_query('movies', '{"source": "other"}', 2), 3, 'and put on another source');
SELECT is(pg_temp.results('movies'), '[[1]]', 'where they run');

SELECT * FROM finish();
ROLLBACK;
