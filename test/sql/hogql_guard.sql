-- test/sql/hogql_guard.sql: what a text of HogQL is not to learn, nor to have for nothing.

BEGIN;
SELECT plan(19);

CREATE ROLE hogql_guard_eve;
GRANT hogql_guard_eve TO CURRENT_USER;

SELECT metahog.create_source('ours', current_setting('test.remote_url'), '{"team_id": 1}') AS ours \gset
SELECT metahog.create_source('theirs', current_setting('test.scratch_url'), '{"team_id": 2, "read_only": false}') AS theirs \gset
SELECT metahog.create_source('rated', current_setting('test.remote_url'), '{"rate_limit": 3}') AS rated \gset
SELECT helper.run_on('theirs', 'CREATE TABLE secret_orders (id int, hidden_price int)') \g /dev/null
SELECT metahog.refresh_schema(name) FROM unnest(ARRAY['ours', 'theirs']) AS name \g /dev/null

CREATE FUNCTION pg_temp.told(source text, query text) RETURNS text AS $$
	SELECT concat_ws(' | ', d->'error_detail'->>'sqlstate', d->>'error', d->'error_detail'->>'detail', d->'error_detail'->>'hint')
	FROM metahog.try_hogql(source, query) AS d
$$ LANGUAGE sql;

-- Names: a hint has those of the source that is asked, and of no other

SELECT is(pg_temp.told('theirs', 'SELECT id FROM secret_order'), '42P01 | unknown table "secret_order" | Perhaps you meant "secret_orders".',
	'who may see a table is told its name');
SET LOCAL metahog.team_id = 1;
SELECT doesnt_match(pg_temp.told('ours', query), 'secret_orders|hidden_price', query)
FROM unnest(ARRAY['SELECT 1 FROM secret_order', 'SELECT hidden_pric FROM film', 'SELECT 1 FROM public.secret_orderz', 'SELECT 1 FROM film WHERE film_id IN secret_order']) AS query;
SELECT is(pg_temp.told('theirs', 'SELECT 1'), '42704 | source "theirs" does not exist | SELECT name FROM metahog.sources shows those that you may use.', 'another team''s source does not exist');
SELECT matches(pg_temp.told('ours', 'SELECT 1 FROM theirs.secret_orders'), '^42P01 \| unknown table "theirs.secret_orders"', 'nor does it in a table''s name');
SELECT throws_matching($$SELECT metahog.hogql('SELECT 1 FROM theirs.secret_orders')$$, '^no source selected$', 'nor without a source');
SELECT throws_matching($$SELECT metahog.hogql('SELECT 1 FROM postgres.theirs.secret_orders')$$, '^no source selected$', 'nor behind "postgres"');
SELECT throws_ok($$SELECT metahog.hogql_sql('theirs', 'SELECT 1 FROM secret_orders')$$, '42704', 'source "theirs" does not exist', 'hogql_sql');
SELECT is(c.sqlstate || ' ' || c.message, '42704 source "theirs" does not exist', 'hogql_check') FROM metahog.hogql_check('theirs', 'SELECT 1 FROM secret_orders') AS c;
RESET metahog.team_id;

-- Permission: what sends nothing needs it as well

SELECT matches(helper.run_as('hogql_guard_eve', call), '^42501 |permission denied', call)
FROM unnest(ARRAY[$$SELECT metahog.hogql_sql('ours', 'SELECT title FROM film')$$, $$SELECT c.message FROM metahog.hogql_check('ours', 'SELECT titel FROM film') AS c$$,
	$$SELECT metahog.hogql('ours', 'SELECT 1')$$]) AS call;

-- A call counts once, whatever is compiled for it; what fails before it is sent counts, too, and what sends nothing does not

SELECT is(metahog.hogql('rated', 'SELECT 1')->>'row_count', '1', 'the first call of three');
SELECT ok((SELECT bool_and(c.ok) FROM generate_series(1, 10) AS i, metahog.hogql_check('rated', 'SELECT ' || i) AS c), 'ten checks count as none');
SELECT is(metahog.hogql('rated', format('SELECT %s', i))->>'row_count', '1', 'call ' || i) FROM generate_series(2, 3) AS i;
SELECT matches(pg_temp.told('rated', 'SELECT 4'), '^[0-9A-Z]{5} \| .*rate', 'the fourth is one too many');

SELECT * FROM finish();
ROLLBACK;
