-- test/sql/hogql_null_logic.sql: comparisons of HogQL are two-valued, as values and as filters.
--
-- Each comparison is asked of rows without and with NULLs, as a value, as a filter, and under NOT as both: a
-- filter must keep exactly the rows for which the value is true, and NOT is the exact opposite.

BEGIN;
SELECT plan(300);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

-- The values of an expression in the order of i: t, f, or n for NULL.
CREATE FUNCTION pg_temp.truth(expression text, data text) RETURNS text AS $$
	SELECT string_agg(CASE row->>0 WHEN 'true' THEN 't' WHEN 'false' THEN 'f' ELSE 'n' END, '' ORDER BY number)
	FROM json_array_elements(metahog.hogql('pagila',
		format('SELECT %s FROM (VALUES %s) AS v(i, x, y) ORDER BY i', expression, data))->'results')
		WITH ORDINALITY AS r(row, number)
$$ LANGUAGE sql;

-- The same for a condition: t for the rows that it keeps, f for the others.
CREATE FUNCTION pg_temp.kept(clause text, expression text, data text, rows int) RETURNS text AS $$
	SELECT string_agg(CASE WHEN kept.i IS NULL THEN 'f' ELSE 't' END, '' ORDER BY i.i)
	FROM generate_series(1, rows) AS i(i)
	LEFT JOIN (SELECT (row->>0)::int AS i FROM json_array_elements(metahog.hogql('pagila',
		format(CASE clause
			WHEN 'WHERE' THEN 'SELECT i FROM (VALUES %2$s) AS v(i, x, y) WHERE %1$s'
			WHEN 'HAVING' THEN 'SELECT i FROM (VALUES %2$s) AS v(i, x, y) GROUP BY i, x, y HAVING %1$s'
			WHEN 'countIf' THEN 'SELECT i FROM (VALUES %2$s) AS v(i, x, y) GROUP BY i HAVING countIf(%1$s) = 1'
			WHEN 'if' THEN 'SELECT i FROM (VALUES %2$s) AS v(i, x, y) WHERE if(%1$s, 1, 0) = 1'
			WHEN 'AND' THEN 'SELECT i FROM (VALUES %2$s) AS v(i, x, y) WHERE i > 0 AND (i < 0 OR %1$s)'
			END, expression, data))->'results') AS row) AS kept ON kept.i = i.i
$$ LANGUAGE sql;

CREATE FUNCTION pg_temp.opposite(truth text) RETURNS text AS $$ SELECT translate(truth, 'tf', 'ft') $$ LANGUAGE sql;

-- Numbers

CREATE TEMP TABLE numbers (expression text, truth text);
INSERT INTO numbers VALUES
	-- of (1, 1), (1, 2), (2, 1), (1, NULL), (NULL, 1), (NULL, NULL)
	('x = y', 'tfffft'),
	('x == y', 'tfffft'),
	('x != y', 'fttttf'),
	('x <> y', 'fttttf'),
	('x < y', 'ftffff'),
	('x <= y', 'ttffff'),
	('x > y', 'fftfff'),
	('x >= y', 'tftfff'),
	('equals(x, y)', 'tfffft'),
	('notEquals(x, y)', 'fttttf'),
	('less(x, y)', 'ftffff'),
	('x IS DISTINCT FROM y', 'fttttf'),
	('x IS NOT DISTINCT FROM y', 'tfffft'),
	('x BETWEEN y AND 2', 'tftfff'),
	('x NOT BETWEEN y AND 2', 'ftfttt'),
	('x IN (y, 3)', 'tfffft'),
	('x NOT IN (y, 3)', 'fttttf'),
	('x IN (1, 3)', 'ttftff'),
	('x NOT IN (1, 3)', 'fftftt'),
	('x IN (1, NULL)', 'ttfttt'),
	('x NOT IN (1, NULL)', 'fftfff'),
	('x IN [1, 3]', 'ttftff'),
	('x IN 1', 'ttftff'),
	('x IN []', 'ffffff'),
	('x IN (SELECT 1 UNION ALL SELECT 3)', 'ttftff'),
	('x NOT IN (SELECT 1 UNION ALL SELECT 3)', 'fftftt'),
	('x IN (SELECT 1 UNION ALL SELECT NULL)', 'ttfttt'),
	('x NOT IN (SELECT 1 UNION ALL SELECT NULL)', 'fftfff'),
	('(x, y) = (1, 2)', 'ftffff'),
	('(x, y) != (1, 2)', 'tftttt'),
	('(x, y) IN ((1, 2), (2, 1))', 'fttfff'),
	('(x, y) NOT IN ((1, 2), (2, 1))', 'tffttt'),
	('(x, y) IN ((1, NULL), (2, 1))', 'ffttff'),
	('x = NULL', 'fffftt'),
	('x != NULL', 'ttttff'),
	('x IS NULL', 'fffftt'),
	('x IS NOT NULL', 'ttttff'),
	('x < NULL', 'ffffff'),
	('x = y AND y = 1', 'tfffff'),
	('x = y OR y = 1', 'tftftt'),
	('x = 1 AND NOT (y = 2)', 'tfftff');

SELECT $$(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 1, NULL), (5, NULL, 1), (6, NULL, NULL)$$ AS data \gset

SELECT is(pg_temp.truth(expression, :'data'), truth, expression) FROM numbers;
SELECT is(pg_temp.truth('NOT (' || expression || ')', :'data'), pg_temp.opposite(truth), 'NOT ' || expression) FROM numbers;
SELECT is(pg_temp.kept('WHERE', expression, :'data', 6), truth, 'WHERE ' || expression) FROM numbers;
SELECT is(pg_temp.kept('WHERE', 'NOT (' || expression || ')', :'data', 6), pg_temp.opposite(truth), 'WHERE NOT ' || expression)
FROM numbers;
SELECT is(pg_temp.kept('AND', expression, :'data', 6), truth, 'in AND and OR: ' || expression) FROM numbers;

-- Other clauses that filter

SELECT is(pg_temp.kept(clause, expression, :'data', 6), truth, clause || ' ' || expression)
FROM numbers, unnest(ARRAY['HAVING', 'countIf', 'if']) AS clause
WHERE expression IN ('x = y', 'x != y', 'x < y', 'x IN (1, NULL)', 'x NOT BETWEEN y AND 2');

-- Texts

CREATE TEMP TABLE texts (expression text, truth text);
INSERT INTO texts VALUES
	-- of ('ab', 'a%'), ('ab', 'B%'), ('ab', NULL), (NULL, 'a%'), (NULL, NULL)
	('x LIKE y', 'tffft'),
	('x NOT LIKE y', 'ftttf'),
	('x ILIKE y', 'tffft'),
	('x NOT ILIKE y', 'ftttf'),
	('like(x, y)', 'tffft'),
	('notLike(x, y)', 'ftttf'),
	('x LIKE ''a%''', 'tttff'),
	('x NOT LIKE ''a%''', 'ffftt'),
	('x =~ ''^a''', 'tttff'),
	('x !~ ''^a''', 'ffftt'),
	('x =~* ''^A''', 'tttff'),
	('x !~* ''^A''', 'ffftt'),
	('x < y', 'fffff'),
	('x > ''aB''', 'tttff'),
	('x = y', 'fffft');

SELECT $$(1, 'ab', 'a%'), (2, 'ab', 'B%'), (3, 'ab', NULL), (4, NULL, 'a%'), (5, NULL, NULL)$$ AS texts_data \gset

SELECT is(pg_temp.truth(expression, :'texts_data'), truth, expression) FROM texts;
SELECT is(pg_temp.truth('NOT (' || expression || ')', :'texts_data'), pg_temp.opposite(truth), 'NOT ' || expression) FROM texts;
SELECT is(pg_temp.kept('WHERE', expression, :'texts_data', 5), truth, 'WHERE ' || expression) FROM texts;
SELECT is(pg_temp.kept('WHERE', 'NOT (' || expression || ')', :'texts_data', 5), pg_temp.opposite(truth), 'WHERE NOT ' || expression)
FROM texts;

-- A Bool keeps its NULL

SELECT $$(1, true, 1), (2, false, 1), (3, NULL, 1)$$ AS bools_data \gset
SELECT is(pg_temp.truth('x', :'bools_data'), 'tfn', 'a Bool is what it is');
SELECT is(pg_temp.truth('NOT x', :'bools_data'), 'ftn', 'NOT of it is NULL where it is');
SELECT is(pg_temp.truth('x = true', :'bools_data'), 'tff', 'compared it is two-valued');
SELECT is(pg_temp.truth('x != true', :'bools_data'), 'ftt', 'also with !=');
SELECT is(pg_temp.kept('WHERE', 'x', :'bools_data', 3), 'tff', 'NULL filters as false does');
SELECT is(pg_temp.kept('WHERE', 'NOT x', :'bools_data', 3), 'ftf', 'under NOT as well');

-- What is printed: plain operators where that is right, so that indexes are found

CREATE FUNCTION pg_temp.printed(query text) RETURNS text AS $$
	SELECT metahog.hogql_sql('pagila', query)
$$ LANGUAGE sql;

SELECT unalike(pg_temp.printed('SELECT 1 FROM film WHERE ' || condition), '%DISTINCT FROM%', condition || ' filters as it is')
FROM (VALUES ('film_id = 1'), ('film_id != 1'), ('film_id IN (1, 2)'), ('film_id NOT IN (1, 2)'), ('film_id > 1'), ('title LIKE ''A%'''),
	('original_language_id = 1'), ('original_language_id > 1'), ('original_language_id IN (1, 2)'), ('original_language_id = film_id'))
	AS c(condition);
SELECT alike(pg_temp.printed('SELECT 1 FROM film WHERE ' || condition), '%' || form || '%', condition || ' has to know of NULL')
FROM (VALUES ('original_language_id != 1', 'IS DISTINCT FROM'), ('NOT (original_language_id < 1)', 'COALESCE'),
	('original_language_id NOT IN (1, 2)', 'COALESCE'), ('original_language_id = length', 'IS NOT DISTINCT FROM')) AS c(condition, form);

SELECT * FROM finish();
ROLLBACK;
