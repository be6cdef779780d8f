-- test/sql/hogql_errors.sql: what is wrong with an expression of HogQL is said by name and place.
--
-- In each text a bar stands before the character that the error points at; the bar is no part of the query.

BEGIN;
SELECT plan(129);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

CREATE TEMP TABLE texts (number int GENERATED ALWAYS AS IDENTITY, text text, sqlstate text, message text, hint text);

INSERT INTO texts (text, sqlstate, message, hint) VALUES
	-- Names
	('SELECT |filmid FROM film', '42703', 'unknown column "filmid"', 'Perhaps you meant "film_id".'),
	('SELECT film.|titel FROM film', '42703', '%"titel"%', 'Perhaps you meant "title".'),
	('SELECT title.|x FROM film', '42703', 'a value of type String has no member "x"', '%JSON%'),
	('SELECT |title FROM film AS a, film AS b', '42702', '"title" is ambiguous', NULL),
	('SELECT |lenght(title) FROM film', '42883', 'function "lenght" does not exist', 'Perhaps you meant "length".'),
	('SELECT |countIff(title) FROM film', '42883', NULL, 'Perhaps you meant "countIf".'),
	('SELECT |sum_if(length, true) FROM film', '42883', NULL, 'Perhaps you meant "sumIf".'),
	('SELECT |quantilIf(0.5)(length, true) FROM film', '42883', NULL, 'Perhaps you meant "quantileIf".'),
	('SELECT |length(title, 1) FROM film', '42883', 'function length takes 1 argument, found 2', NULL),
	('SELECT title::|Strng FROM film', '42704', 'type "strng" does not exist', 'Perhaps you meant "%tring".'),
	('SELECT title::|Map(String, Int64) FROM film', '0A000', '%not supported%', NULL),
	('SELECT |{x} FROM film', '42P02', NULL, NULL),
	('SELECT 1, |#3', '42P10', 'there is no select item number 3 before this one', NULL),
	-- Types that do not fit: arithmetic
	('SELECT film_id |+ title FROM film', '42804', 'operator + does not take Int64 and String', '%toFloat%'),
	('SELECT title |* 2 FROM film', '42804', 'operator * does not take String and Int64', '%toFloat%'),
	('SELECT |- title FROM film', '42804', 'operator - does not take String', '%toFloat%'),
	('SELECT plus(1, 2) |/ title FROM film', '42804', NULL, NULL),
	('SELECT |plus(title, 2) FROM film', '42804', 'operator + does not take String and Int64', NULL),
	('SELECT last_update |+ last_update FROM film', '42804', 'operator + does not take %', NULL),
	('SELECT last_update |* 2 FROM film', '42804', NULL, NULL),
	('SELECT ''2024-01-01'' |- INTERVAL 1 DAY', '42804', NULL, '%toDate%'),
	('SELECT INTERVAL 1 DAY |* 2', '42804', NULL, NULL),
	-- comparisons
	('SELECT 1 FROM film WHERE title |= film_id', '42804', 'operator == does not take String and Int64', '%toString%'),
	('SELECT 1 FROM film WHERE title |< 5', '42804', 'operator < does not take String and Int64', NULL),
	('SELECT 1 FROM film WHERE last_update |> film_id', '42804', NULL, NULL),
	('SELECT 1 FROM film WHERE film_id |LIKE ''1%''', '42804', NULL, '%toString%'),
	('SELECT 1 FROM film WHERE film_id |=~ ''1''', '42804', NULL, '%toString%'),
	('SELECT 1 FROM film WHERE film_id |BETWEEN 1 AND title', '42804', 'operator BETWEEN does not take Int64 and String', NULL),
	('SELECT 1 FROM film WHERE film_id |IN (1, title)', '42804', 'operator IN does not take Int64 and String', NULL),
	('SELECT 1 FROM film WHERE film_id |NOT IN (SELECT title FROM film)', '42804', 'operator NOT IN does not take Int64 and String', NULL),
	('SELECT 1 FROM film WHERE (film_id, title) |IN ((1, 2))', '42804', NULL, NULL),
	('SELECT 1 FROM film WHERE film_id |IS DISTINCT FROM title', '42804', NULL, NULL),
	('SELECT |equals(title, film_id) FROM film', '42804', NULL, NULL),
	('SELECT {''a'': 1} |< {''a'': 2}', '42804', NULL, '%JSON%'),
	-- constants that cannot be read
	('SELECT 1 FROM film WHERE last_update > |''yesterday''', '22007', '"yesterday" cannot be read as %', NULL),
	('SELECT 1 FROM film WHERE film_id = |''one''', '22P02', '"one" cannot be read as Int64', NULL),
	('SELECT 1 FROM film WHERE film_id IN (1, |''one'')', '22P02', NULL, NULL),
	('SELECT 1 FROM film WHERE film_id BETWEEN 1 AND |''x''', '22P02', NULL, NULL),
	('SELECT DATE |''2024-02-30''', '22007', NULL, NULL),
	('SELECT TIMESTAMP |''2024-13-01''', '22007', NULL, NULL),
	('SELECT |''x''::UUID', '22P02', NULL, NULL),
	('SELECT 1 FROM film WHERE title LIKE |''a\\''', '22025', NULL, '%backslash%'),
	-- conditions
	('SELECT 1 FROM film WHERE |title', '42804', 'a condition must be a Bool or a number, not String', '%notEmpty%'),
	('SELECT 1 FROM film WHERE film_id = 1 AND |title', '42804', NULL, NULL),
	('SELECT NOT |title FROM film', '42804', NULL, NULL),
	('SELECT 1 FROM film HAVING |''x''', '42804', NULL, NULL),
	-- branches and elements
	('SELECT [1, |title] FROM film', '42804', 'operator [] does not take Int64 and String', NULL),
	('SELECT CASE film_id WHEN |''a'' THEN 1 END FROM film', '22P02', NULL, NULL),
	('SELECT CASE film_id WHEN 1 THEN title ELSE |2 END FROM film', '42804', 'branches of CASE do not mix: String and Int64', NULL),
	('SELECT (1, 2).|0', '2202E', 'a tuple of 2 elements has none with number 0', 'They are counted from 1.'),
	('SELECT (1, 2).|3', '2202E', NULL, NULL),
	('SELECT title[|1] FROM film', '42804', 'a value of type String has no elements', NULL),
	('SELECT |film_id[1:2] FROM film', '42804', 'only an Array has slices, not Int64', NULL),
	('SELECT special_features[|''a'':2] FROM film', '42804', 'a bound of a slice must be an integer, not String', NULL),
	('SELECT {|film_id: 1} FROM film', '42804', 'a key must be a String that cannot be NULL, not Int64', NULL),
	('SELECT |[1, 2]::Int64', '42804', 'a value of type Array(Int64) cannot be cast to Int64', NULL),
	-- Lambdas, stars, subqueries where they cannot stand
	('SELECT |x -> x', '42804', 'a lambda cannot stand here', '%arrayMap%'),
	('SELECT length(|x -> x)', '42804', NULL, NULL),
	('SELECT 1 FROM film WHERE |* = 1', '42601', 'a list of columns cannot stand here', NULL),
	('SELECT length(|a := 1)', '42883', 'the function has no argument named "a"', NULL),
	('SELECT (|SELECT 1, 2)', '42601', 'subquery must return only one column', NULL),
	('SELECT arrayJoin(|groupArray(film_id) OVER ()) FROM film', '0A000', 'arrayJoin of a window function is not supported', '%subquery%'),
	-- ClickHouse computes it anew over the subquery's rows, which nobody expects
	('SELECT count() AS n, (SELECT |n + 1) FROM film', '0A000', '"n" is an aggregate, window function or arrayJoin of an outer query', '%FROM%'),
	('SELECT row_number() OVER () AS n, (SELECT max(film_id) FROM film WHERE film_id < |n) FROM film', '0A000', NULL, NULL),
	-- Refused by name
	('SELECT 1 FROM film WHERE film_id |IN COHORT 2', '0A000', 'IN COHORT is not supported', '%subquery%'),
	('SELECT title |IGNORE NULLS FROM film', '0A000', 'IGNORE NULLS stands behind a call only', NULL),
	('SELECT |cityHash64(title) FROM film', '0A000', NULL, NULL);

CREATE FUNCTION pg_temp.checked(text text, OUT ok boolean, OUT sqlstate text, OUT message text, OUT hint text, OUT "position" int) AS $$
	SELECT c.ok, c.sqlstate, c.message, c.hint, c.position FROM metahog.hogql_check('pagila', replace(text, '|', '')) AS c
$$ LANGUAGE sql;

SELECT is(concat_ws(' ', c.sqlstate, c.position), concat_ws(' ', t.sqlstate, strpos(t.text, '|')), t.text)
FROM texts AS t, pg_temp.checked(t.text) AS c ORDER BY number;
SELECT alike(c.message, t.message, 'message of ' || t.text)
FROM texts AS t, pg_temp.checked(t.text) AS c WHERE t.message IS NOT NULL ORDER BY number;
SELECT alike(c.hint, t.hint, 'hint of ' || t.text)
FROM texts AS t, pg_temp.checked(t.text) AS c WHERE t.hint IS NOT NULL ORDER BY number;

-- Reading names from the source is a call of its own, which is none of the error's.
CREATE FUNCTION pg_temp.context_of(query text) RETURNS text AS $$
DECLARE
	context text;
BEGIN
	PERFORM metahog.hogql('pagila', query);
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	RETURN split_part(context, E'\nSQL statement', 1);
END
$$ LANGUAGE plpgsql;
SELECT is(pg_temp.context_of('SELECT filmid FROM film'), 'source "pagila", stage "resolve"', 'the context is told once');

SELECT * FROM finish();
ROLLBACK;
