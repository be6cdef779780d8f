-- test/regress/psql.sql: what a person at psql sees: answers, failures with a caret under the own text, and help.
--
-- Shown are only things that are the same everywhere: no ids, ports or times.

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) IS NOT NULL AS created;
SELECT name, source_type, options ? 'password' AS shows_password, read_only, supports_direct_query, max_rows FROM metahog.sources;
SELECT ok, stage, message FROM metahog.test_source('pagila');
SET metahog.source = 'pagila';

-- Answers

SELECT * FROM metahog.query('SELECT category_id, name FROM category ORDER BY 1', max_rows => 3) AS t(id int, name text);
SELECT ordinal, name, type FROM metahog.describe('SELECT film_id, title, rental_rate, rating, special_features FROM film');
SELECT metahog.column_definition('SELECT film_id, title, rental_rate, rating, special_features FROM film');
SELECT metahog.rows('SELECT g AS n, g * 1.5 AS "times 1.5", NULL AS nothing FROM generate_series(1, 2) AS g');
SELECT regexp_replace(metahog.execute('SELECT g AS n, ''row '' || g AS name FROM generate_series(1, 9) AS g', max_rows => 2)::text,
	'"t":[0-9.]+', '"t":…', 'g') AS document;
SELECT jsonb_pretty(metahog.execute('SELECT $1::int AS answer', '[42]'::jsonb)::jsonb - 'timings') AS document;
\pset format unaligned
\pset tuples_only on
\pset recordsep ''
SELECT metahog.stream('SELECT g AS n, ''a "quoted" word'' AS text FROM generate_series(1, 2) AS g', format => 'csv');
\pset format aligned
\pset tuples_only off
\pset recordsep '\n'

-- Prefixes

SELECT metahog.strip_prefix('SELECT pagila.film.title AS "pagila.film" FROM pagila.public.film WHERE title <> ''pagila.film''');
SELECT * FROM metahog.route('SELECT title FROM pagila.film JOIN postgres.language USING (language_id)');
SELECT * FROM metahog.route('--pg:pagila
SELECT title FROM film');

-- What the remote says beside its answer is in the document, or is said here

SELECT metahog.execute('SELECT to_tsquery(''the'')')->'notices' AS notices;
SELECT * FROM metahog.query('SELECT to_tsquery(''the'')') AS t(words text);
SELECT metahog.rows('SELECT to_tsquery(''the'')');
SELECT metahog.rows('SELECT 1 AS a2345678901234567890123456789012345678901234567890123456789012345');
SELECT metahog.execute('SELECT to_tsquery(''the''), 1 / length(to_tsquery(''of'')::text)');

-- Failures: the caret is under the caller's own text

SELECT metahog.execute('SELECT titel FROM film');
SELECT metahog.execute('SELECT title
FROM film
WHERE lenght > 180
ORDER BY title');
SELECT metahog.execute('SELECT ''日本語'', nothing');
SELECT * FROM metahog.query('SELECT 1,, 2') AS t(a int, b int);
SELECT metahog.rows('SELECT upper(1)');
SELECT metahog.stream('SELECT * FROM filn');
SELECT * FROM metahog.describe('SELECT 1 +');
SELECT metahog.explain('SELECT titel
FROM film');
SELECT metahog.execute('SELECT 1 / 0');
SELECT metahog.execute('SELECT ''[1,''::json');
-- also where what was sent had no prefixes
SELECT metahog.execute('SELECT pagila.film.title, titel FROM pagila.film');
SELECT * FROM metahog.query('SELECT pagila.film.title, ''日本語'',
	pagila.lower(''é''), nothing
FROM pagila /* 映画 */ . film') AS t(title text);
SELECT metahog.rows('pagila', 'SELECT * FROM postgres.filn');
SELECT metahog.explain('SELECT film_id FROM pagila.film JOIN pagila.user ON true');
SELECT metahog.execute('--pg:pagila
SELECT titel FROM pagila.film');
\set VERBOSITY terse
SELECT metahog.execute('SELECT titel FROM film');
\set VERBOSITY default

-- Failures that are not the text's

SELECT metahog.execute('DROP TABLE film');
SELECT metahog.execute('SELECT 1; SELECT 2');
SELECT metahog.execute('INSERT INTO film SELECT * FROM film RETURNING film_id');
SELECT * FROM metahog.query('SELECT 1, 2') AS t(a int);
SELECT * FROM metahog.query('SELECT ''x''') AS t(a int);
SELECT metahog.query('SELECT 1');
SELECT metahog.execute('SELECT pg_sleep(30)', timeout => '100 ms');
SELECT metahog.execute('pagila', 'SELECT $1::int', '{"1": 1}');
SELECT metahog.execute('pagilla', 'SELECT 1');
RESET metahog.source;
SELECT metahog.execute('SELECT 1');
SELECT metahog.execute('SELECT count(*) FROM pagila.film')->'results' AS answer;
SELECT metahog.create_source('bad', 'mysql://root:secret@db/x');
SELECT metahog.create_source('bad', 'postgres://root:secret@db/x?options=-csearch_path%3Dx');
SELECT metahog.create_source('bad', 'postgres://root:secret@db:70000/x');
SELECT metahog.create_source('pagila', current_setting('test.remote_url'));
SELECT metahog.alter_source('pagila', '{"max_rows": 2}');
SELECT * FROM metahog.query('pagila', 'SELECT category_id FROM category') AS t(id int);
SELECT metahog.alter_source('pagila', '{"max_row": 2}');
SELECT regexp_replace(metahog.try_execute('pagila', 'SELECT titel FROM film')::text, '"t":[0-9.]+', '"t":…', 'g') AS document;

-- Help: every function is described

SELECT count(*) FILTER (WHERE obj_description(oid, 'pg_proc') IS NULL) AS without_description, count(*) > 30 AS enough
FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace;
\df metahog.execute

SELECT metahog.drop_source('pagila');
SELECT count(*) FROM metahog.sources;
