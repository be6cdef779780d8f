-- test/sql/prefixes.sql: names of sources before names of tables are cut off before sending, and nothing else is.
--
-- In the cases, what is to be cut stands between « and ». Where positions count, the remote's own errors tell them.

SET client_min_messages = error;
BEGIN;
SELECT plan(202);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS pagila \gset
SELECT metahog.create_source(name, current_setting('test.remote_url')) FROM unnest(ARRAY['Mixed', 'Upper', 'select', 'two words', 'a"b', 'данные', 'dot.ted', 'postgresql', 'public',
	'pg_catalog', 'U', 'x', 'schemas']) AS name \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
INSERT INTO metahog.schema_snapshot (source_id, taken_by) SELECT id, created_by FROM metahog.source WHERE name IN ('schemas', 'Mixed');
INSERT INTO metahog.remote_schema (source_id, schema_name) SELECT id, schema_name FROM metahog.source, unnest(ARRAY['schemas', 'postgres', 'film']) AS schema_name WHERE name = 'schemas';
INSERT INTO metahog.remote_schema (source_id, schema_name) SELECT id, 'mixed' FROM metahog.source WHERE name = 'Mixed';

-- What is cut

CREATE TEMP TABLE cut (number serial, source text DEFAULT 'pagila', marked text);
INSERT INTO cut (marked) VALUES
	('SELECT * FROM «pagila.»film'),
	('SELECT * FROM «postgres.»film'),
	('SELECT * FROM «pagila.»public.film'),
	('SELECT * FROM «postgres.»public.film'),
	('SELECT * FROM «PAGILA.»film, «Postgres.»actor'),
	('SELECT * FROM «"pagila".»film'),
	('SELECT * FROM «"pagila".»"film"'),
	('SELECT * FROM «U&"\0070agila".»film'),
	('SELECT * FROM «U&"!0070agila" UESCAPE ''!''.»film'),
	('SELECT * FROM «pagila . »film'),
	('SELECT * FROM «pagila /* here */ . -- and there
	»film'),
	(E'SELECT *\nFROM\t«pagila\n.\n»film'),
	('SELECT*FROM(«pagila.»film CROSS JOIN«"pagila".»"actor")'),
	('TABLE «pagila.»film'),
	('TABLE ONLY «pagila.»film'),
	('SELECT * FROM ONLY («pagila.»film)'),
	('SELECT * FROM «pagila.»film AS f'),
	('SELECT * FROM «pagila.»film f(a, b)'),
	('SELECT * FROM «pagila.»film TABLESAMPLE system (10)'),
	('SELECT * FROM «pagila.»film f JOIN «pagila.»language l USING (language_id)'),
	('SELECT * FROM «pagila.»film f LEFT JOIN «pagila.»public.language l ON l.language_id = f.language_id'),
	('SELECT * FROM «pagila.»film, «postgres.»actor, LATERAL (SELECT * FROM «pagila.»city) AS c'),
	('SELECT «pagila.»film.title FROM «pagila.»film'),
	('SELECT «pagila.»public.film.title FROM «pagila.»public.film'),
	('SELECT «pagila.»film.* FROM «pagila.»film'),
	('SELECT «pagila.»film.special_features[1] FROM «pagila.»film'),
	('SELECT («pagila.»film.special_features)[1:2], («pagila.»public.film).title FROM «pagila.»film'),
	('SELECT «pagila.»film FROM «pagila.»film'),
	('SELECT count(«pagila.»film) FROM «pagila.»public.film'),
	('SELECT 1 FROM film WHERE «pagila.»film.length > 100 GROUP BY «pagila.»film.title HAVING max(«pagila.»film.length) > 1 ORDER BY «pagila.»film.title'),
	('SELECT sum(x) OVER (PARTITION BY «pagila.»film.rating ORDER BY «pagila.»film.title) FROM «pagila.»film WINDOW w AS (ORDER BY «pagila.»film.length)'),
	('SELECT (SELECT count(*) FROM «pagila.»film), EXISTS (SELECT FROM «pagila.»actor), ARRAY(SELECT 1 FROM «pagila.»city)'),
	('SELECT 1 WHERE 1 IN (SELECT film_id FROM «pagila.»film) AND 2 = ANY (SELECT 1 FROM «pagila.»actor)'),
	('SELECT CASE WHEN «pagila.»film.length > 1 THEN «pagila.»film.title ELSE «pagila.»film.rating::text END FROM «pagila.»film'),
	('SELECT 1 FROM «pagila.»film UNION ALL (SELECT 2 FROM «pagila.»actor) EXCEPT VALUES ((SELECT 3 FROM «pagila.»city))'),
	('WITH a AS (SELECT * FROM «pagila.»film), b AS (SELECT * FROM a, «pagila.»actor) SELECT * FROM b, «pagila.»city'),
	('WITH film AS (SELECT * FROM «pagila.»film) SELECT film.title FROM film'),
	('WITH film AS (SELECT * FROM «pagila.»film) SELECT * FROM «pagila.»public.film JOIN film USING (film_id)'),
	('SELECT * FROM (WITH film AS (SELECT 1) TABLE film) AS f, «pagila.»film'),
	('WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, «pagila.»film WHERE n < 3) TABLE r'),
	('WITH pagila AS (SELECT 1) SELECT * FROM pagila, «pagila.»film'),
	('SELECT pagila.title FROM «pagila.»film AS pagila'),
	('SELECT «pagila.»lower(''A''), «pagila.»public.last_day(now())'),
	('SELECT * FROM «pagila.»film_in_stock(1, 2), ROWS FROM («pagila.»f(1), «pagila.»g(2))'),
	('SELECT ''PG''::«pagila.»mpaa_rating, CAST(1 AS «pagila.»public.year), «pagila.»mpaa_rating ''G'', NULL::«pagila.»mpaa_rating[]'),
	('SELECT * FROM «pagila.»film FOR UPDATE'),
	('SELECT * FROM «pagila.»film ORDER BY 1 LIMIT (SELECT 1 FROM «pagila.»actor LIMIT 1) OFFSET 2'),
	('EXPLAIN SELECT * FROM «pagila.»film'),
	('EXPLAIN (COSTS off) SELECT * FROM «pagila.»film'),
	('CALL «pagila.»tidy((SELECT 1 FROM «pagila.»film))'),
	('INSERT INTO «pagila.»film (title) SELECT title FROM «pagila.»old RETURNING «pagila.»film.film_id'),
	('INSERT INTO «pagila.»film AS f VALUES (1) ON CONFLICT (film_id) DO UPDATE SET title = (SELECT 1 FROM «pagila.»old) RETURNING *'),
	('UPDATE «pagila.»film SET (a, b) = (SELECT 1, 2 FROM «pagila.»old), c = «pagila.»film.d FROM «pagila.»city WHERE «pagila.»film.film_id = 1 RETURNING 1'),
	('DELETE FROM «pagila.»film USING «pagila.»city WHERE «pagila.»film.film_id = 1 RETURNING 1'),
	('WITH film AS (DELETE FROM «pagila.»film RETURNING *) SELECT * FROM film'),
	('SELECT * FROM (SELECT «pagila.»film.title FROM «pagila.»film) AS film'),
	('SELECT 1 FROM actor AS film WHERE EXISTS (SELECT FROM «pagila.»film WHERE «pagila.»film.film_id = 1)'),
	('SELECT 1 FROM «pagila.»film WHERE EXISTS (SELECT FROM actor AS film WHERE pagila.film.film_id = film.actor_id)'),
	('WITH film AS (SELECT «pagila.»film.title FROM «pagila.»film) SELECT film.title FROM film'),
	('WITH film AS (SELECT 1) SELECT pagila.film.title, «pagila.»actor.last_name FROM film, «pagila.»actor'),
	('SELECT «pagila.»film.title FROM «pagila.»film AS film'),
	('SELECT pagila.film FROM «pagila.»film, (SELECT 1 AS film) AS pagila'),
	('SELECT 1 FROM (SELECT 1 FROM actor AS film) AS a, «pagila.»film WHERE «pagila.»film.length > 1'),
	('UPDATE «pagila.»film SET (a, b) = (WITH old AS (SELECT 1) SELECT 1, 2 FROM old, pagila.old)'),
	('SELECT ''pagila.film'', * FROM «pagila.»film -- pagila.film'),
	('SELECT ''é日本語𝒳'', «pagila.»film."é𝒳" FROM «pagila.»film'),
	('SELECT * FROM «pagila.»film WHERE title = $1 AND «pagila.»film.length > $2;'),
	('SELECT 1 FROM «pagila.»film JOIN «pagila.»film AS film2 ON film2.title = «pagila.»film.title'),
	('SELECT e''pagila.film\'' pagila.film'' FROM «pagila.»film');
INSERT INTO cut (source, marked) VALUES
	('Mixed', 'SELECT * FROM «"Mixed".»film, «postgres.»actor'),
	('Upper', 'SELECT * FROM «upper.»film, «UPPER.»film, «Upper.»film, «"Upper".»film, "upper".film, "UPPER".film'),
	('select', 'SELECT * FROM «"select".»film'),
	('two words', 'SELECT * FROM «"two words".»film'),
	('a"b', 'SELECT * FROM «"a""b".»film'),
	('данные', 'SELECT * FROM «данные.»film, «"данные".»таблица'),
	('dot.ted', 'SELECT * FROM «"dot.ted".»film'),
	('postgresql', 'SELECT * FROM «postgresql.»film, «postgres.»film'),
	('U', 'SELECT * FROM «u.»film, «U.»film, «"U".»film'),
	('public', 'SELECT * FROM «postgres.»film');
SELECT is(metahog.strip_prefix(source, translate(marked, '«»', '')), regexp_replace(marked, '«[^»]*»', '', 'g'), format('cut from %s: %s', source, to_json(marked))) FROM cut ORDER BY number;

-- What stays as it is

CREATE TEMP TABLE kept (number serial, source text DEFAULT 'pagila', query text);
INSERT INTO kept (query) VALUES
	('SELECT 1'),
	('SELECT * FROM film'),
	('SELECT * FROM public.film'),
	('SELECT ''pagila.film'''),
	('SELECT ''it''''s pagila.film'', E''\''pagila.film'', U&''pagila.film'', B''0'', $1'),
	('SELECT $$pagila.film$$, $pagila.film$, $pagila$ FROM pagila.film $pagila$'),
	('SELECT $$ ''pagila.film $$, $a$ $$ pagila.film $$ $a$'),
	('SELECT 1 -- FROM pagila.film'),
	('SELECT 1 /* FROM pagila.film /* nested pagila.film */ pagila.film */'),
	('SELECT title AS "pagila.film" FROM film AS "pagila.film"'),
	('SELECT "pagila.film".title FROM film AS "pagila.film"'),
	('SELECT * FROM "pagila.film"'),
	('SELECT * FROM pagilas.film, my_pagila.film, pagila2.film, pagila$.film, _pagila.film, pagilaé.film'),
	('SELECT * FROM "Pagila".film, "PAGILA".film, " pagila".film, "Postgres".film'),
	('SELECT * FROM pagila'),
	('SELECT pagila FROM film AS pagila'),
	('SELECT pagila.title FROM film AS pagila'),
	('SELECT pagila.* FROM film AS pagila'),
	('SELECT pagila.film FROM (SELECT 1 AS film) AS pagila'),
	('SELECT (pagila.film).title FROM (SELECT film FROM film) AS pagila'),
	('SELECT (pagila.film).title.length FROM (SELECT film FROM film) AS pagila'),
	('SELECT pagila.title FROM film'),
	('SELECT pagila.* FROM film'),
	('SELECT pagila.film FROM film'),
	('SELECT film.pagila, f.pagila.title, public.pagila FROM film AS f'),
	('SELECT public.pagila.title FROM public.pagila'),
	('WITH pagila AS (SELECT 1 AS film) SELECT pagila.film FROM pagila'),
	('WITH RECURSIVE postgres AS (SELECT 1 AS film) SELECT postgres.film, postgres.* FROM postgres'),
	('SELECT pagila.film FROM pagila() AS film'),
	('SELECT pagila.film FROM generate_series(1, 2) AS pagila(film)'),
	('SELECT pagila.film FROM xmltable(''/a'' PASSING ''<a/>'' COLUMNS film text) AS pagila'),
	('SELECT pagila.film FROM (a JOIN b USING (c)) AS pagila'),
	('WITH film AS (SELECT 1 AS n) SELECT * FROM film, pagila.film'),
	('WITH RECURSIVE film AS (SELECT 1 AS n UNION SELECT n FROM pagila.film) TABLE film'),
	('WITH film AS (SELECT 1) SELECT (SELECT count(*) FROM pagila.film) FROM film'),
	('WITH film AS (SELECT 1), other AS (SELECT * FROM pagila.film) TABLE other'),
	('SELECT * FROM actor AS film WHERE pagila.film.title = film.last_name'),
	('SELECT pagila.film.title FROM actor AS a JOIN city AS film ON true'),
	('SELECT ''1''::int, 1::text, now()::timestamp(0), extract(year FROM now()), interval ''1 day'', 1::pg_catalog.int4'),
	('SELECT 1 FROM film WHERE title LIKE ''pagila.%'' AND title ~ $re$^pagila\.film$re$'),
	('SELECT ''pagila.film''::regclass, to_regclass(''pagila.film'')'),
	('SELECT pagila.'),
	('SELECT * FROM pagila.film WHERE ALL RIGHT'),
	('SELECT * FROM pagila.film; SELECT * FROM pagila.film'),
	('SELECT * FROM pagila.film WHERE title = ''open'),
	('SELECT * FROM pagila..film'),
	('SHOW pagila.film'),
	('SELECT current_setting(''pagila.film''), 1.5, .5, f.title FROM film f'),
	(''),
	('-- pagila.film');
INSERT INTO kept (source, query) VALUES
	('schemas', 'SELECT * FROM schemas.film, postgres.film'),
	('schemas', 'SELECT schemas.film.title, "schemas".film.*, schemas.f(1) FROM SCHEMAS.film'),
	('schemas', 'SELECT film.film FROM film.film'),
	('Mixed', 'SELECT * FROM mixed.film, MIXED.film, Mixed.film'),
	('public', 'SELECT public.film.title FROM public.film, "public".film'),
	('pg_catalog', 'SELECT pg_catalog.lower(''A''), 1::pg_catalog.int4 FROM pg_catalog.pg_class'),
	('x', 'SELECT U&"x\002Efilm" FROM film');
SELECT is(metahog.strip_prefix(source, query), query, format('kept for %s: %s', source, to_json(query))) FROM kept ORDER BY number;
SELECT ok((SELECT count(*) FROM cut) >= 60 AND (SELECT count(*) FROM kept) >= 50, 'these are many');

-- What is left means what it meant: keywords are quoted, tokens kept apart

SELECT is(metahog.strip_prefix(source, query), sent, format('%s: %s', source, to_json(query))) FROM (VALUES
	('pagila', 'SELECT * FROM pagila.user', 'SELECT * FROM "user"'),
	('pagila', 'SELECT * FROM pagila.Order, pagila."order", pagila.public.order', 'SELECT * FROM "order", "order", public.order'),
	('pagila', 'SELECT pagila.user.name, pagila.user FROM pagila.user WHERE pagila.user.id = 1', 'SELECT "user".name, "user" FROM "user" WHERE "user".id = 1'),
	('pagila', 'SELECT pagila.coalesce(1), pagila.left(''a'', 1), 1::pagila.int', 'SELECT "coalesce"(1), "left"(''a'', 1), 1::"int"'),
	('pagila', 'SELECT * FROM pagila.values, pagila.data, pagila.type', 'SELECT * FROM "values", data, type'),
	('pagila', 'SELECT * FROM"pagila".film', 'SELECT * FROM film'),
	('pagila', 'SELECT*FROM"pagila".film', 'SELECT*FROM film'),
	('pagila', 'SELECT bits.u&pagila."film".n FROM bits, pagila.film', 'SELECT bits.u& "film".n FROM bits, film'),
	('pagila', 'SELECT 1,pagila.f(2)-pagila.film.n&pagila.film.n FROM pagila.film', 'SELECT 1,f(2)-film.n&film.n FROM film'),
	('Mixed', 'SELECT * FROM "Mixed".film, mixed.film', 'SELECT * FROM film, mixed.film')) AS cases (source, query, sent);

-- The remote is sent what strip_prefix shows, by every function; a document tells it

SELECT is(metahog.execute('pagila', 'SELECT title FROM pagila.film f JOIN postgres.public.language USING (language_id) WHERE f.length > $1 ORDER BY 1', '[184]', max_rows => 1)::jsonb
	- '{timings,types,postgres_types}'::text[] ->> 'query',
	E'SELECT title FROM film f JOIN public.language USING (language_id) WHERE f.length > $1 ORDER BY 1\nLIMIT 2', 'execute, with a limit');
SELECT is(metahog.execute('pagila', 'SELECT count(*) FROM pagila.film')->'results'->0->>0, metahog.execute('pagila', 'SELECT count(*) FROM film')->'results'->0->>0, 'the same answer');
SELECT is(metahog.try_execute('pagila', 'SELECT count(*) FROM pagila.film')->>'error', NULL, 'try_execute');
SELECT is((SELECT n FROM metahog.query('pagila', 'SELECT count(*) FROM pagila.film') AS t(n bigint)), 1000::bigint, 'query') FROM generate_series(1, 2);
SELECT is((SELECT r->>'count' FROM metahog.rows('pagila', 'SELECT count(*) FROM pagila.film') AS r), '1000', 'rows');
SELECT is((SELECT s FROM metahog.stream('pagila', 'SELECT count(*) FROM pagila.film', format => 'csv') AS s), E'count\n1000\n', 'stream');
SELECT is((SELECT type FROM metahog.describe('pagila', 'SELECT count(*) FROM pagila.film')), 'bigint', 'describe');
SELECT is(metahog.column_definition('pagila', 'SELECT count(*) FROM pagila.film'), 'count bigint', 'column_definition');
SELECT is(metahog.explain('pagila', 'SELECT * FROM pagila.film')->0->'Plan'->>'Relation Name', 'film', 'explain');
SELECT is(metahog.execute('writable', statement)->>'error', NULL, statement)
FROM unnest(ARRAY['CREATE TABLE "user" (id int)', 'INSERT INTO writable.user VALUES (7)', 'UPDATE writable.user SET id = writable.user.id + 1']) AS statement;
SELECT is(metahog.execute('writable', 'SELECT writable.user.id FROM writable.user')::jsonb->'results', '[[8]]', 'a table whose name is a keyword');

-- Positions of errors count in the caller's text

SELECT is((told->'error_detail'->>'position')::int, strpos(query, mark), format('position in %s', to_json(query)))
FROM (VALUES ('SELECT titel FROM pagila.film', 'titel'), ('SELECT * FROM pagila.filn', 'filn'), ('SELECT * FROM pagila.film WHERE nothing', 'nothing'),
	('SELECT pagila.film.titel FROM pagila.film', 'film.titel'), ('SELECT pagila.film.title, nothing FROM pagila.film', 'nothing'),
	('SELECT ''é日本語𝒳'', nothing FROM pagila.film', 'nothing'), ('SELECT pagila.film."é𝒳", 1 FROM pagila /* 日本 */ . film', 'film."é𝒳"'),
	('SELECT pagila.lower(''日本''), pagila.film.title, ''é'', nothing FROM pagila /* 日本 */ . film', 'nothing'),
	(E'SELECT 1\nFROM pagila.film, -- 日本\n\tpagila.filn', 'filn'), ('SELECT * FROM pagila.user', 'user'), ('SELECT * FROM pagila.film, pagila.user', 'user'),
	('SELECT * FROM"pagila".filn', 'filn'), ('SELECT * FROM"pagila".film WHERE nothing', 'nothing'), ('SELECT pagila.film.title FROM pagila.film WHERE 1 = pagila.nothing(1)', 'nothing'),
	('SELECT * FROM pagila.film LIMIT nothing', 'nothing')) AS cases (query, mark),
	metahog.try_execute('pagila', query, max_rows => 5, skip_rows => 1) AS told;
SELECT is((metahog.try_execute('writable', query)->'error_detail'->>'position')::int, strpos(query, 'nothing'), 'behind a keyword in quotes')
FROM (VALUES ('SELECT writable.user.id, nothing FROM writable.user')) AS t (query);
SELECT is((metahog.try_execute('pagila', 'SELECT 1 FROM pagila.film WHERE 1 = ')->'error_detail'->>'position')::int, 37, 'what is no SQL here is sent as it is');

-- Views of the demo, as the remote itself prints them: every name is qualified

SELECT metahog.create_source('bare', current_setting('test.remote_url'), '{"schema": "pg_catalog"}') \g /dev/null
CREATE TEMP TABLE view AS SELECT * FROM metahog.query('bare', $$SELECT oid::regclass::text, pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace$$)
	AS v(name text, definition text);
SELECT ok(count(*) > 3 AND min(length(definition)) > 50 AND bool_and(definition ~ 'public\.'), 'there are views') FROM view;
SELECT is(metahog.strip_prefix('pagila', replace(definition, 'public.', 'pagila.')), replace(definition, 'public.', ''), 'the view ' || name) FROM view;
SELECT is(metahog.strip_prefix('pagila', replace(definition, 'public.', 'pagila.public.')), definition, 'the view ' || name || ', with its schema') FROM view;
SELECT is(metahog.try_execute('pagila', replace(definition, 'public.', 'pagila.'), max_rows => 5)->>'error', NULL, 'the view ' || name || ' runs') FROM view;

-- A large text takes no longer than it must

SELECT is(length(metahog.strip_prefix('pagila', 'SELECT ' || string_agg('pagila.film.title', ', ') || ' FROM pagila.film')),
	length('SELECT ' || string_agg('film.title', ', ') || ' FROM film'), 'ten thousand prefixes') FROM generate_series(1, 10000);

-- Strings are read as the remote reads them

SET LOCAL standard_conforming_strings = off;
SELECT is(metahog.strip_prefix('pagila', query), replace(query, 'pagila.', ''), 'a backslash ends no string')
FROM concat('SELECT ''a', chr(92), ''', title FROM pagila.film') AS query;
SET LOCAL standard_conforming_strings = on;

-- What is wrong with the call

SELECT throws_ok($$SELECT metahog.strip_prefix('nothing', 'SELECT 1')$$, '42704', NULL, 'no such source');
SELECT throws_ok($$SELECT metahog.strip_prefix(NULL, 'SELECT 1')$$, '22004', NULL, 'no source');
SELECT throws_ok($$SELECT metahog.strip_prefix('pagila', NULL)$$, '22004', NULL, 'no query');

SELECT * FROM finish();
ROLLBACK;
