-- test/sql/dashboards.sql: dashboards: what is on them, who sees and changes what, and how their filters reach the tiles.

SET client_min_messages = warning;
BEGIN;
SELECT plan(116);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('secret', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('going', current_setting('test.remote_url')) \g /dev/null

CREATE ROLE dashboards_ann;
CREATE ROLE dashboards_eve;
GRANT USAGE ON SCHEMA metahog TO dashboards_eve;
SELECT metahog.grant_source(source, 'dashboards_ann') FROM unnest(ARRAY['pagila', 'going']) AS source \g /dev/null

SELECT metahog.create_saved_query('films', 'pagila', 'SELECT count(*) FROM film WHERE film_id <= $1', '{"variables": [{"name": "most", "type": "number", "default": 10}]}') AS films,
	metahog.create_saved_query('by title', 'pagila', 'SELECT count() FROM film WHERE film_id <= {variables.most} AND title > {variables.title}',
		'{"kind": "hogql", "variables": [{"name": "title", "type": "string", "default": ""}, {"name": "most", "type": "number", "default": 5}]}') AS by_title,
	metahog.create_saved_query('hidden', 'secret', 'SELECT 42') AS hidden,
	metahog.create_saved_query('gone', 'pagila', 'SELECT 43') AS gone,
	metahog.create_saved_query('sourceless', 'going', 'SELECT 44') AS sourceless \gset

CREATE FUNCTION pg_temp.doc(dashboard text) RETURNS jsonb LANGUAGE sql AS $$SELECT metahog.dashboard_document(dashboard)::jsonb$$;
CREATE FUNCTION pg_temp.tile(dashboard text, number int) RETURNS uuid LANGUAGE sql AS $$SELECT (pg_temp.doc(dashboard)->'tiles'->number->>'id')::uuid$$;
-- The rows, or SQLSTATE and message.
CREATE FUNCTION pg_temp.run(tile uuid, filters jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN doc->>'error' IS NULL THEN (doc->'results')::jsonb::text
		ELSE concat_ws(' | ', doc->'error_detail'->>'sqlstate', regexp_replace(doc->>'error', '[0-9a-f]{8}-[-0-9a-f]+', '…'), doc->'error_detail'->>'hint') END
	FROM metahog.try_run_tile(tile, filters) AS doc
$$;

-- Making one, tile by tile

SELECT metahog.create_dashboard('first') AS first \gset
SELECT is(pg_temp.doc('first') - '{created_at,updated_at}'::text[], jsonb_build_object('id', :'first', 'name', 'first', 'description', NULL, 'folder', '', 'filters', '[]'::jsonb,
	'layout', '{}'::jsonb, 'team_id', NULL, 'owner', current_user, 'created_by', current_user, 'updated_by', current_user, 'version', 1, 'may_change', true, 'tiles', '[]'::jsonb), 'an empty one');
SELECT is(array_agg(key), '{id,name,description,folder,filters,layout,team_id,owner,created_by,created_at,updated_by,updated_at,version,may_change,tiles}', 'its fields, in their order')
FROM json_object_keys(metahog.dashboard_document('first')) AS key;
SELECT metahog.place_tile('first', 'films') AS t1 \gset
SELECT metahog.place_text('first', '# Films') AS t2 \gset
SELECT metahog.place_tile('first', :'by_title', '{"x": 6, "y": 0, "w": 6, "h": 2}', '{"title": "Titles", "chart": {"type": "bar"}, "variables": {"most": 7}}') AS t3 \gset
SELECT metahog.place_tile('first', 'films') AS t4 \gset
SELECT is(jsonb_path_query_array(pg_temp.doc('first'), '$.tiles[*].place'), '[{"h": 4, "w": 6, "x": 0, "y": 0}, {"h": 2, "w": 6, "x": 6, "y": 0}, {"h": 4, "w": 6, "x": 0, "y": 4}, {"h": 4, "w": 6, "x": 0, "y": 8}]',
	'tiles go below what is there, and are told from the top, from left to right');
SELECT is(pg_temp.doc('first')->'tiles'->1, jsonb_build_object('id', :'t3', 'place', '{"x": 6, "y": 0, "w": 6, "h": 2}'::jsonb, 'overrides', '{"title": "Titles", "chart": {"type": "bar"}, "variables": {"most": 7}}'::jsonb,
	'markdown', NULL, 'saved_query_id', :'by_title', 'saved', jsonb_build_object('name', 'by title', 'kind', 'hogql', 'source_id', (SELECT id FROM metahog.sources WHERE name = 'pagila'), 'source', 'pagila',
	'variables', '[{"name": "title", "type": "string", "default": ""}, {"name": "most", "type": "number", "default": 5}]'::jsonb, 'chart', NULL, 'version', 1), 'state', 'ok'), 'what a tile with a saved query tells');
SELECT is(pg_temp.doc('first')->'tiles'->2, jsonb_build_object('id', :'t2', 'place', '{"x": 0, "y": 4, "w": 6, "h": 4}'::jsonb, 'overrides', '{}'::jsonb, 'markdown', '# Films', 'saved_query_id', NULL, 'saved', NULL, 'state', 'ok'), 'and one with a text');
SELECT is((version, tiles)::text, '(5,4)', 'each raises the dashboard''s version') FROM metahog.dashboards WHERE name = 'first';
SELECT metahog.remove_tile('first', :'t4') \g /dev/null
SELECT is((version, tiles)::text, '(6,3)', 'so does taking one away') FROM metahog.dashboards WHERE name = 'first';

-- Running tiles

SELECT is(pg_temp.run(:'t1'), '[[10]]', 'a tile is run with what its query has');
SELECT is(pg_temp.run(:'t3'), '[[7]]', 'and with variables of its own');
SELECT is(pg_temp.run(:'t2'), '22023 | tile "…" shows a text, which is not run', 'a text is not run');
SELECT is(pg_temp.run(:'t4'), '42704 | tile "…" does not exist', 'nor a tile that is gone');
SELECT is(pg_temp.run(:'t1', '{"most": 3}'), '22023 | the dashboard has no filter "most"', 'without filters there are none to be given');
SELECT is(metahog.run_tile(:'t1', max_rows => 0)->>'truncated', 'max_rows', 'caps are kept');
SELECT is(helper.sqlstate($$SELECT metahog.run_tile(NULL)$$), '22004', 'a tile must be named');

-- One save of the editor

SELECT is(metahog.alter_dashboard('first', jsonb_build_object('description', 'Films', 'folder', 'sales', 'layout', '{"gap": 8}'::jsonb,
	'tiles', jsonb_build_array(
		jsonb_build_object('id', :'t3', 'place', '{"x": 0, "y": 0, "w": 12, "h": 3}'::jsonb),
		'{"saved": "films", "place": {"x": 0, "y": 3, "w": 4, "h": 3}}'::jsonb,
		'{"markdown": "new", "place": {"x": 4, "y": 3, "w": 4, "h": 3}}'::jsonb,
		jsonb_build_object('id', :'t2', 'markdown', 'changed', 'place', '{"x": 8, "y": 3, "w": 4, "h": 3}'::jsonb)),
	'filters', '[{"name": "most", "type": "number", "label": "At most", "default": 4, "values": [1, 2, null]},
		{"name": "letter", "type": "string", "sets": [{"tile": 0, "variable": "title"}], "values_from": {"saved": "films", "column": "title"}}]'::jsonb), 6), 7, 'all of it in one call');
SELECT is(jsonb_path_query_array(doc, '$.tiles[*].id'), jsonb_build_array(:'t3', doc->'tiles'->1->'id', doc->'tiles'->2->'id', :'t2'), 'tiles with an id are kept, those without are new, the rest is gone') FROM pg_temp.doc('first') AS doc;
SELECT is(jsonb_path_query_array(doc, '$.tiles[*].markdown'), '[null, null, "new", "changed"]', 'what is named is changed') FROM pg_temp.doc('first') AS doc;
SELECT is(doc->'tiles'->0->'overrides', '{"title": "Titles", "chart": {"type": "bar"}, "variables": {"most": 7}}', 'and the rest stays') FROM pg_temp.doc('first') AS doc;
SELECT is(doc->'filters'->1->'sets', jsonb_build_array(jsonb_build_object('tile', :'t3', 'variable', 'title')), 'a filter''s number of a tile has become its id') FROM pg_temp.doc('first') AS doc;
SELECT is((doc->>'description', doc->>'folder', doc->>'layout')::text, '(Films,sales,"{""gap"": 8}")', 'and the rest of it') FROM pg_temp.doc('first') AS doc;
SELECT pg_temp.doc('first') - '{updated_at,version}'::text[] AS before \gset
SELECT is(metahog.alter_dashboard('first', jsonb_build_object('version', 7, 'tiles', pg_temp.doc('first')->'tiles', 'filters', pg_temp.doc('first')->'filters')), 8, 'what the document tells can be given back');
SELECT is(pg_temp.doc('first') - '{updated_at,version}'::text[], :'before'::jsonb, 'and changes nothing');
SELECT is(pg_temp.run(pg_temp.tile('first', 0), filters), outcome, 'filters: ' || filters::text)
FROM (VALUES ('{}'::jsonb, '[[4]]'), ('{"most": 6}', '[[6]]'), ('{"most": 6, "letter": "ZZZ"}', '[[0]]'), ('{"most": null}', '[[0]]'),
	('{"letter": 7}', '22023 | the value of filter "letter" is no string | A string in quotes is one.'),
	('{"leter": "x"}', '22023 | the dashboard has no filter "leter" | Perhaps you meant "letter".'),
	('[]', '22023 | filters must be a JSON object | Its keys are the names of filters: ''{"name": "x"}''.')) AS given (filters, outcome);
SELECT is(pg_temp.run(pg_temp.tile('first', 1), '{"most": 6, "letter": "ZZZ"}'), '[[6]]', 'a filter with "sets" sets nothing else, one without sets the variable of its name');
SELECT is(metahog.run_tile(pg_temp.tile('first', 1), NULL)->'results'->0->>0, '4', 'no filters are none');

-- What cannot be on a dashboard

SELECT is(regexp_replace(helper.outcome(format($$SELECT metahog.alter_dashboard('first', %L, 8)$$, changes)), '[0-9a-f]{8}-[-0-9a-f]+', '…'), outcome, left(changes, 100))
FROM (VALUES
	('{"tiles": {}}', '22023 | field "tiles" must be a JSON array'),
	('{"tiles": [7]}', '22023 | field "tiles" must have objects as elements'),
	('{"tiles": [{}]}', '22023 | a new tile must have either "saved" or "markdown"'),
	('{"tiles": [{"saved": "films", "markdown": "x"}]}', '22023 | a new tile must have either "saved" or "markdown"'),
	('{"tiles": [{"saved": "nothing"}]}', '42704 | saved query "nothing" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.'),
	('{"tiles": [{"saved": 7}]}', '22023 | field "saved" must be a string'),
	('{"tiles": [{"markdwn": "x"}]}', '22023 | a tile has no field "markdwn" | Perhaps you meant "markdown".'),
	('{"tiles": [{"id": "x"}]}', '22023 | field "id" of a tile must be a uuid: "x" is none'),
	('{"tiles": [{"id": "00000000-0000-0000-0000-000000000000"}]}', '22023 | the dashboard has no tile "…" | A tile without an id is a new one.'),
	(jsonb_build_object('tiles', jsonb_build_array(jsonb_build_object('id', :'t2'), jsonb_build_object('id', :'t2')))::text, '22023 | field "tiles" has two elements of the id "…"'),
	(jsonb_build_object('tiles', jsonb_build_array(jsonb_build_object('id', :'t2', 'saved', 'films')))::text, '22023 | tile "…" shows a text, and no saved query | Remove it, and place another one.'),
	(jsonb_build_object('tiles', jsonb_build_array(jsonb_build_object('id', :'t3', 'markdown', 'x')))::text, '22023 | tile "…" shows a saved query, and no text | Remove it, and place another one.'),
	('{"tiles": [{"markdown": "x", "place": {"x": 7, "y": 0, "w": 6, "h": 4}}]}', '22023 | field "place" is no place on the dashboard: {"h": 4, "w": 6, "x": 7, "y": 0} | It has x, y, w and h: x + w is at most 12 columns, y at most 100000, h from 1 to 1000.'),
	('{"tiles": [{"markdown": "x", "place": {"x": 0, "y": -1, "w": 6, "h": 4}}]}', '22023 | field "place" is no place on the dashboard: {"h": 4, "w": 6, "x": 0, "y": -1} | It has x, y, w and h: x + w is at most 12 columns, y at most 100000, h from 1 to 1000.'),
	('{"tiles": [{"markdown": "x", "place": {"x": 0, "y": 0, "w": 6}}]}', '22023 | field "place" is no place on the dashboard: {"w": 6, "x": 0, "y": 0} | It has x, y, w and h: x + w is at most 12 columns, y at most 100000, h from 1 to 1000.'),
	('{"tiles": [{"markdown": "x", "place": {"x": 2147483647, "y": 0, "w": 2147483647, "h": 1}}]}', '22023 | field "place" is no place on the dashboard: {"h": 1, "w": 2147483647, "x": 2147483647, "y": 0} | It has x, y, w and h: x + w is at most 12 columns, y at most 100000, h from 1 to 1000.'),
	('{"tiles": [{"markdown": "x", "place": {"x": 0.5, "y": 0, "w": 6, "h": 4}}]}', '22023 | field "x" must be a whole number'),
	('{"tiles": [{"markdown": "x", "place": {"x": 1e100, "y": 0, "w": 6, "h": 4}}]}', '22023 | field "x" must be a whole number'),
	('{"tiles": [{"saved": "films", "overrides": {"titel": "x"}}]}', '22023 | a tile''s overrides has no field "titel" | Perhaps you meant "title".'),
	('{"tiles": [{"saved": "films", "overrides": {"variables": []}}]}', '22023 | field "variables" must be a JSON object'),
	('{"tiles": [{"saved": "films", "overrides": []}]}', '22023 | field "overrides" must be a JSON object'),
	(jsonb_build_object('tiles', jsonb_build_array(jsonb_build_object('markdown', repeat('x', 65537))))::text, '22023 | field "markdown" must not be longer than 65536 bytes'),
	((SELECT jsonb_build_object('tiles', jsonb_agg('{"markdown": "x"}'::jsonb))::text FROM generate_series(1, 1001)), '22023 | field "tiles" must not have more than 1000 elements'),
	('{"filters": [{"name": "x"}]}', '22023 | field "type" of filter "x" is missing'),
	('{"filters": [{"type": "string"}]}', '22023 | field "name" of a filter is missing'),
	('{"filters": [{"name": "x", "type": "string"}, {"name": "x", "type": "date"}]}', '22023 | field "filters" has two of the name "x"'),
	('{"filters": [{"name": "x", "type": "number", "default": "1"}]}', '22023 | the value of filter "x" is no number | A number without quotes is one: 3, -1.5.'),
	('{"filters": [{"name": "x", "type": "number", "values": [1, "1"]}]}', '22023 | the value of filter "x" is no number | A number without quotes is one: 3, -1.5.'),
	('{"filters": [{"name": "x", "type": "number", "sets": [{"tile": 0, "variable": "x"}]}]}', '22023 | field "tile" must be the number of a tile in "tiles", from 0: 0 is none'),
	('{"tiles": [{"markdown": "x"}], "filters": [{"name": "x", "type": "number", "sets": [{"tile": 1, "variable": "x"}]}]}', '22023 | field "tile" must be the number of a tile in "tiles", from 0: 1 is none'),
	('{"filters": [{"name": "x", "type": "number", "sets": [{"tile": "first", "variable": "x"}]}]}', '22023 | field "tile" must be the id of a tile, or its number in "tiles"'),
	('{"filters": [{"name": "x", "type": "number", "sets": [{"tile": 0}]}]}', '22023 | field "sets" must have objects with "tile" and "variable" as elements'),
	('{"filters": [{"name": "x", "type": "string", "values_from": {"saved": "films"}}]}', '22023 | field "values_from" must have "saved" and "column"'),
	('{"layout": 7}', '22023 | field "layout" must be a JSON object'),
	('{"owner": "me"}', '22023 | a dashboard has no field "owner" | There are: name, description, folder, layout, filters, tiles, version.')
) AS refused (changes, outcome);
SELECT is((version, tiles)::text, '(8,4)', 'nothing of it is stored') FROM metahog.dashboards WHERE name = 'first';
SELECT is(metahog.alter_dashboard('first', '{"filters": [{"name": "x", "type": "string", "default": "a", "sets": []}]}', 8), 9, 'a filter may set nothing yet');
SELECT is(metahog.alter_dashboard('first', jsonb_build_object('filters', jsonb_build_array(jsonb_build_object('name', 'x', 'type', 'string', 'default', 'a', 'sets',
	jsonb_build_array(jsonb_build_object('tile', gen_random_uuid(), 'variable', 'x'), jsonb_build_object('tile', :'t3', 'variable', 'nothing'))))), 9), 10, 'or a variable that is not there');
SELECT is(pg_temp.run(:'t3'), '22023 | filter "x" sets variable "nothing", which saved query "by title" does not have', 'which running tells');

-- Versions and names

SELECT is(regexp_replace(helper.outcome($$SELECT metahog.alter_dashboard('first', '{"name": "x"}', 9)$$), 'at [^;]*;', 'at …;'),
	format('40001 | dashboard "first" was changed by somebody else | Version 10 is there, written by %s at …; version 9 was read. | Read it again, and make the change anew.', current_user), 'another version is there');
SELECT is(helper.sqlstate($$SELECT metahog.alter_dashboard('first', '{"name": "x"}')$$), '22023', 'a version must be given');
SELECT is(metahog.alter_dashboard('first', '{}', 10), 10, 'nothing changes nothing');
SELECT metahog.create_dashboard('second', '{"tiles": [{"saved": "hidden"}, {"saved": "gone"}, {"saved": "sourceless"}, {"saved": "films"}, {"markdown": "x"}]}') AS second \gset
SELECT is(helper.outcome($$SELECT metahog.create_dashboard('second')$$), '42710 | dashboard "second" already exists | A team''s live dashboards, and the shared ones, each have a name of their own.', 'names are unique');
SELECT is(helper.sqlstate($$SELECT metahog.alter_dashboard('second', '{"name": "first"}', 1)$$), '42710', 'also those that are changed');
SELECT is(helper.sqlstate(format('SELECT metahog.create_dashboard(%s)', args)), '22023', 'no dashboard: ' || left(args, 60))
FROM unnest(ARRAY[$$''$$, $$gen_random_uuid()::text$$, $$E'a\tb'$$, $$'x', '[]'$$, $$'x', '{"name": "y"}'$$, $$'x', '{"version": 1}'$$]) AS args;

-- Who sees what

SELECT metahog.drop_saved_query('gone') \g /dev/null
SELECT metahog.drop_source('going') \g /dev/null
SELECT is(jsonb_path_query_array(pg_temp.doc('second'), '$.tiles[*].state'), '["ok", "gone", "source_gone", "ok", "ok"]', 'what has become of tiles');
SELECT is(helper.run_as('dashboards_ann', $$SELECT jsonb_path_query_array(metahog.dashboard_document('second')::jsonb, '$.tiles[*].state')$$), '["not_allowed", "gone", "source_gone", "ok", "ok"]', 'ann''s are others');
SELECT is(helper.run_as('dashboards_ann', $$SELECT (metahog.dashboard_document('second')::jsonb->'tiles'->0) - 'id'$$),
	'{"place": {"h": 4, "w": 6, "x": 0, "y": 0}, "saved": null, "state": "not_allowed", "markdown": null, "overrides": {}, "saved_query_id": null}', 'of one that she may not use she learns nothing');
SELECT is(helper.run_as('dashboards_eve', $$SELECT jsonb_path_query_array(metahog.dashboard_document('second')::jsonb, '$.tiles[*].state')$$), '["not_allowed", "gone", "not_allowed", "not_allowed", "ok"]', 'eve sees the dashboard, too');
SELECT pg_temp.tile('second', 0) AS u0, pg_temp.tile('second', 1) AS u1, pg_temp.tile('second', 2) AS u2, pg_temp.tile('second', 3) AS u3 \gset
GRANT EXECUTE ON FUNCTION pg_temp.run TO PUBLIC;
SELECT is(helper.run_as('dashboards_ann', format('SELECT pg_temp.run(%L)', tile)), outcome, 'ann runs: ' || outcome)
FROM (VALUES (:'u0', '42501 | permission denied for the saved query of tile "…"'), (:'u1', '42704 | the saved query of tile "…" was dropped | Remove the tile, or give it another saved query with metahog.alter_dashboard().'),
	(:'u2', '42704 | the source of saved query "sourceless" was dropped | Its owner can give it another one with metahog.alter_saved_query().'), (:'u3', '[[10]]')) AS tiles (tile, outcome);
SELECT is(helper.run_as('dashboards_ann', statement), outcome, statement)
FROM (VALUES ($$SELECT string_agg(name || may_change, ',' ORDER BY name) FROM metahog.dashboards$$, 'firstfalse,secondfalse'),
	($$SELECT metahog.alter_dashboard('second', '{}', 1)$$, '42501 must be owner of dashboard "second"'),
	($$SELECT metahog.drop_dashboard('second')$$, '42501 must be owner of dashboard "second"'),
	($$SELECT metahog.place_text('second', 'x')$$, '42501 must be owner of dashboard "second"'),
	($$SELECT metahog.place_tile('second', 'films')$$, '42501 must be owner of dashboard "second"'),
	($$SELECT metahog.remove_tile('second', gen_random_uuid())$$, '42501 must be owner of dashboard "second"'),
	($$SELECT metahog.create_dashboard('ann''s', '{"tiles": [{"saved": "films"}, {"saved": "hidden"}]}')$$, '42501 permission denied for saved query "hidden"'),
	($$SELECT metahog.create_dashboard('ann''s', '{"tiles": [{"saved": "films"}]}') IS NOT NULL$$, 'true'),
	($$SELECT metahog.alter_dashboard('ann''s', '{"folder": "x"}', 1)$$, '2'),
	($$SELECT count(*) FROM metahog.dashboard$$, '42501 permission denied for table dashboard'),
	($$SELECT count(*) FROM metahog.dashboard_tile$$, '42501 permission denied for table dashboard_tile')) AS asked (statement, outcome);
SELECT is(metahog.alter_dashboard('second', jsonb_build_object('tiles', pg_temp.doc('second')->'tiles' || '{"markdown": "y"}'), 1), 2, 'who may not use all of the queries keeps their tiles');
SELECT is(jsonb_path_query_array(pg_temp.doc('second'), '$.tiles[*].state'), '["ok", "gone", "source_gone", "ok", "ok", "ok"]', 'as they were');

-- Teams

SET LOCAL metahog.team_id = 1;
SELECT metahog.create_dashboard('first') AS of_one \gset
SELECT is((doc->>'team_id', doc->>'id' = :'of_one')::text, '(1,t)', 'a team''s own goes before a shared one') FROM pg_temp.doc('first') AS doc;
SELECT is(count(*), 4::bigint, 'the team sees its own and the shared') FROM metahog.dashboards;
SET LOCAL metahog.team_id = 2;
SELECT is(pg_temp.doc('first')->>'id', :'first', 'another team sees the shared one');
SELECT is(helper.outcome(format('SELECT metahog.dashboard_document(%L)', :'of_one')), format('42704 | dashboard "%s" does not exist | SELECT name FROM metahog.dashboards shows those that there are.', :'of_one'), 'and none of another''s');
SELECT is(count(*), 3::bigint, 'nor in the list') FROM metahog.dashboards;
RESET metahog.team_id;
SELECT is(pg_temp.doc('first')->>'id', :'first', 'without a team the shared one goes first');

-- A thousand tiles

SELECT metahog.create_dashboard('below', '{"tiles": [{"markdown": "a"}]}') \g /dev/null
SELECT metahog.alter_dashboard('below', jsonb_build_object('tiles', jsonb_build_array(
	pg_temp.doc('below')->'tiles'->0 || '{"place": {"x": 0, "y": 10, "w": 6, "h": 4}}', '{"markdown": "b"}'::jsonb)), 1) \g /dev/null
SELECT is(pg_temp.doc('below')->'tiles'->1->'place'->>'y', '14', 'a new tile goes below one that is moved in the same call');
SELECT metahog.create_dashboard('many', jsonb_build_object('tiles', jsonb_agg(jsonb_build_object('saved', 'films', 'place', jsonb_build_object('x', 0, 'y', n, 'w', 12, 'h', 1))))) FROM generate_series(1, 1000) AS n \g /dev/null
SELECT is(jsonb_array_length(pg_temp.doc('many')->'tiles'), 1000, 'a dashboard has a thousand tiles');
SELECT is(helper.sqlstate($$SELECT metahog.place_text('many', 'x')$$), '54000', 'and no more');

-- Dropping

SELECT metahog.drop_dashboard('first', 10) \g /dev/null
SELECT is(pg_temp.doc('first')->>'id', :'of_one', 'what is left of the name is the team''s');
SELECT is(helper.sqlstate(format('SELECT metahog.dashboard_document(%L)', :'first')), '42704', 'it is gone');
SELECT is(pg_temp.run(:'t3'), '42704 | tile "…" does not exist', 'and so are its tiles');
SELECT lives_ok($$SELECT metahog.create_dashboard('first')$$, 'its name is free again');
SELECT is(helper.sqlstate($$SELECT metahog.drop_dashboard('second', 1)$$), '40001', 'who drops another version is told');

SELECT * FROM finish();
ROLLBACK;
