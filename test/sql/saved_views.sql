-- test/sql/saved_views.sql: create_saved_view(): a local view of what a saved query is.

SET client_min_messages = warning;
BEGIN;
SELECT plan(19);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
CREATE ROLE saved_views_ann;
GRANT USAGE ON SCHEMA metahog TO saved_views_ann;
SELECT metahog.create_saved_query('plain', 'pagila', 'SELECT film_id, title FROM film WHERE film_id < 4'),
	metahog.create_saved_query('asking', 'pagila', 'SELECT $1::text AS x', '{"variables": [{"name": "x", "type": "string", "default": "a"}]}'),
	metahog.create_saved_query('hogql', 'pagila', 'SELECT {variables.x} AS x, count() AS n FROM film WHERE film_id < {variables.n}',
		'{"kind": "hogql", "variables": [{"name": "x", "type": "string", "default": "it''s \"\\ $$"}, {"name": "n", "type": "number"}]}'),
	metahog.create_saved_query('wrong', 'pagila', 'SELECT nothing') \g /dev/null

SELECT is(metahog.create_saved_view('plain_films', 'plain')::text, 'plain_films', 'a view is made');
SELECT is(helper.columns('plain_films'), 'film_id integer, title text', 'with typed columns');
SELECT is(count(*), 3::bigint, 'and read') FROM plain_films;
SELECT is(obj_description('plain_films'::regclass), 'Saved query "plain" on source "pagila", made by metahog.create_saved_view()', 'its comment says of what');
SELECT is(metahog.create_saved_view('hogql_films', 'hogql', '{"n": 6}')::text, 'hogql_films', 'one of HogQL, too');
SELECT is(x || '|' || n, 'it''s "\ $$|5', 'whose values have become constants') FROM hogql_films;
SELECT is(metahog.alter_saved_query('plain', '{"text": "SELECT 1 AS other"}', 1), 2, 'later the saved query changes');
SELECT is(helper.columns('plain_films'), 'film_id integer, title text', 'and the view does not');
SELECT is(helper.refresh('plain_films'), '(f,{},{},{})', 'it can be refreshed');
SELECT is(helper.outcome(format('SELECT metahog.create_saved_view(%s)', args), role), outcome, args)
FROM (VALUES
	($$'x', 'asking'$$, NULL, '0A000 | saved query "asking" has variables, which a view does not bind | Write the values into its text, or save it as HogQL, whose values become constants.'),
	($$'x', 'asking', '{"x": "b"}'$$, NULL, '0A000 | saved query "asking" has variables, which a view does not bind | Write the values into its text, or save it as HogQL, whose values become constants.'),
	($$'x', 'hogql'$$, NULL, '22023 | variable "n" has no value | Give it one, which may be null: it has no default.'),
	($$'x', 'nowhere'$$, NULL, '42704 | saved query "nowhere" does not exist | SELECT name FROM metahog.saved_queries shows those that you may use.'),
	($$'x', 'wrong'$$, NULL, '42703 | column "nothing" does not exist'),
	($$'plain_films', 'plain'$$, NULL, '42P07 | relation "plain_films" already exists'),
	($$NULL, 'plain'$$, NULL, '22004 | view_name must not be null'),
	($$'x', 'plain'$$, 'saved_views_ann', '42501 | permission denied for saved query "plain" | Who may use its source sees it: metahog.grant_source().')) AS refused (args, role, outcome);
SELECT is(metahog.saved_sql('hogql', '{"n": 6}'), metahog.hogql_sql('pagila', 'SELECT {x} AS x, count() AS n FROM film WHERE film_id < {n}', '{"x": "it''s \"\\ $$", "n": 6}'), 'it is the text that saved_sql shows');
SELECT metahog.drop_source('pagila') \g /dev/null
SELECT is(helper.outcome($$SELECT metahog.create_saved_view('x', 'plain')$$), '42704 | the source of saved query "plain" was dropped | Its owner can give it another one with metahog.alter_saved_query().', 'without a source there is none');

SELECT * FROM finish();
ROLLBACK;
