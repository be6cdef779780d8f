-- test/regress/hogql.sql: what a person at psql sees of HogQL: answers, and failures with a caret under the own text.

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) IS NOT NULL AS created;
SELECT added > 0 AS recorded FROM metahog.refresh_schema('pagila');
SET metahog.source = 'pagila';

-- Answers

SELECT jsonb_pretty(metahog.hogql('SELECT {n} + 1 AS next, ''it''''s'' AS said', params => '{"n": 41}')::jsonb - 'timings') AS document;
SELECT metahog.hogql_sql('SELECT rating, count() AS films FROM film WHERE length > 90 GROUP BY rating ORDER BY films DESC LIMIT 3', pretty => true) AS sql;
SELECT * FROM metahog.hogql_query('SELECT name, length(name) FROM category ORDER BY category_id LIMIT 3') AS t(name text, letters int);
SELECT ordinal, name, type FROM metahog.hogql_describe('SELECT film_id, toStartOfMonth(last_update) AS month FROM film');
SELECT * FROM metahog.hogql_check('SELECT title FROM film');
SELECT * FROM metahog.hogql_check('SELECT titel FROM film');

-- Failures of the text: the caret is under it

SELECT metahog.hogql('SELECT titel FROM film');
SELECT metahog.hogql('SELECT title
FROM film
WHERE lenght > 180
ORDER BY title');
SELECT metahog.hogql('SELECT ''日本語'', nothing FROM film');
SELECT metahog.hogql('SELECT title FROM flim');
SELECT metahog.hogql('SELECT lenght(title) FROM film');
SELECT metahog.hogql('SELECT title + 1 FROM film');
SELECT metahog.hogql('SELECT title FROM film WHERE');
SELECT metahog.hogql('SELECT (1');
SELECT metahog.hogql('SELECT {who}');
SELECT metahog.hogql('SELECT title FROM film FINAL');

-- Of the remote: under the HogQL as well

SELECT metahog.hogql('SELECT title,
  1 % (length - length)
FROM film');
SELECT metahog.hogql('SELECT toDecimal(title, 2) + CAST(title AS Int64) FROM film');

-- The other files make it for themselves.

SELECT metahog.drop_source('pagila');
