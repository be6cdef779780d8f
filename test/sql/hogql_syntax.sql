-- test/sql/hogql_syntax.sql: what is no HogQL, what of it is refused, and how much of it there may be.
--
-- Places of errors are in test/t/031_hogql_places.pl: PL/pgSQL does not see them.

BEGIN;
SELECT plan(128);

CREATE FUNCTION pg_temp.fault(query text) RETURNS text LANGUAGE sql AS $$SELECT helper.outcome(format('SELECT metahog.hogql_ast(%L)', query))$$;

-- Texts that end too early, or go on too long

SELECT is(pg_temp.fault(query), '42601 | ' || fault, query) FROM (VALUES
	('', 'syntax error at end of input | Expected SELECT.'),
	(' -- nothing', 'syntax error at end of input | Expected SELECT.'),
	(';', 'syntax error at or near ";" | Expected SELECT.'),
	('SELECT', 'syntax error at end of input | Expected an expression.'),
	('SELECT a FROM', 'syntax error at end of input | Expected the name of a table or a subquery.'),
	('SELECT a FROM t WHERE', 'syntax error at end of input | Expected an expression.'),
	('SELECT a;;', 'syntax error at or near ";" | Expected the end of the query, or its next clause.'),
	('SELECT a; SELECT b', 'syntax error at or near "SELECT" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM t 5', 'syntax error at or near "5" | Expected the end of the query, or its next clause.'),
	('SELECT f(a', 'syntax error at or near "(", which is never closed | Expected "," or ")" in the arguments of a call at the end.'),
	('SELECT [a, (b', 'syntax error at or near "(", which is never closed | Expected an operator or ")" at the end.'),
	('SELECT {a: 1', 'syntax error at or near "{", which is never closed | Expected "," or "}" in a dictionary at the end.'),
	('SELECT (a]', 'syntax error at or near "]" | Expected an operator or ")".'),
	('SELECT a)', 'syntax error at or near ")" | Expected the end of the query, or its next clause.'),
	('SELECT ''abc', 'unterminated string | It ends with '', which is written twice inside.'),
	('SELECT "abc', 'unterminated quoted name | It ends with ", which is written twice inside.'),
	('SELECT /* abc', 'unterminated comment | A comment ends with */.'),
	('SELECT f''abc', 'unterminated template | A template ends with a single quote.'),
	('SELECT f''{a', 'syntax error at or near "{", which is never closed | Expected "}" behind an expression of a template at the end.')
) AS cases (query, fault);

-- Tokens

SELECT is(pg_temp.fault('SELECT ' || token), fault, token) FROM (VALUES
	('12abc', '42601 | invalid number "12abc" | Separate a number from a name by a blank.'),
	('1_000', '42601 | invalid number "1_000" | Separate a number from a name by a blank.'),
	('0o17', '42601 | invalid number "0o17" | Separate a number from a name by a blank.'),
	('0b12', '42601 | invalid number "0b12" | Separate a number from a name by a blank.'),
	('0x', '42601 | invalid number "0x" | Separate a number from a name by a blank.'),
	('1e', '42601 | invalid number "1e" | Separate a number from a name by a blank.'),
	('0x1p3', '42601 | hexadecimal numbers have no fraction or exponent'),
	('0x1.8p3', '42601 | hexadecimal numbers have no fraction or exponent'),
	('+a', '42601 | syntax error at or near "+" | Expected an expression.'),
	('a & b', '42601 | unexpected character'),
	('a ! b', '42601 | unexpected character'),
	('é', '42601 | unexpected character | Names of other letters stand in double quotes.'),
	('""', '42601 | a quoted name is empty'),
	('``', '42601 | a quoted name is empty'),
	('''a\qb''', '22025 | invalid escape in quotes | Write \\ for a backslash.'),
	('''a\x4g''', '22025 | invalid escape in quotes | Write \\ for a backslash.'),
	('"a\d"', '22025 | invalid escape in quotes | Write \\ for a backslash.'),
	('f''a\}''', '22025 | invalid escape in quotes | Write \\ for a backslash.'),
	('''a\{b''', '22025 | invalid escape in quotes | Write \\ for a backslash.'),
	('a.99999999999999999999', '42601 | the number is too large')
) AS cases (token, fault);

-- What stands where it may not

SELECT is(pg_temp.fault(query), '42601 | ' || fault, query) FROM (VALUES
	('SELECT a AS true', '"true" cannot be an alias | Choose another name, or put it into double quotes.'),
	('SELECT a null', 'syntax error at or near "null" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM t AS false', '"false" cannot be an alias | Choose another name, or put it into double quotes.'),
	('SELECT a day', 'syntax error at or near "day" | Expected the end of the query, or its next clause.'),
	('SELECT a AS b + c', 'syntax error at or near "+" | Expected the end of the query, or its next clause.'),
	('SELECT try FROM t', 'syntax error at or near "try" | Expected an expression.'),
	('SELECT where a', 'syntax error at or near "where" | Expected an expression.'),
	('SELECT a IS b', 'syntax error at or near "b" | Expected NULL or DISTINCT FROM behind IS.'),
	('SELECT a BETWEEN 1 OR 2', 'syntax error at or near "OR" | Expected AND between the bounds of BETWEEN.'),
	('SELECT a NOT b', 'syntax error at or near "NOT" | Expected the end of the query, or its next clause.'),
	('SELECT a ? b', 'syntax error at end of input | Expected ":" behind the first choice of "?".'),
	('SELECT CASE a END', 'syntax error at or near "END" | Expected WHEN behind the operand of CASE.'),
	('SELECT CASE WHEN a THEN b', 'syntax error at end of input | Expected WHEN, ELSE or END in CASE.'),
	('SELECT INTERVAL ''soon''', 'invalid interval "soon" | Write a number and a unit, as in ''3 days''.'),
	('SELECT INTERVAL ''1.5 days''', 'invalid interval "1.5 days" | Write a number and a unit, as in ''3 days''.'),
	('SELECT a::', 'syntax error at end of input | Expected the name of a type behind "::".'),
	('SELECT a::select', 'syntax error at or near "select" | Expected the name of a type behind "::".'),
	('SELECT CAST(a AS Array(Int8)', 'syntax error at or near "(", which is never closed | Expected ")" behind the type of a cast at the end.'),
	('SELECT f(a) OVER', 'syntax error at end of input | Expected a window behind OVER.'),
	('SELECT f(a ORDER BY a) OVER ()', 'syntax error at or near "OVER" | Expected the end of the query, or its next clause.'),
	('SELECT f(a) OVER (ROWS 1)', 'syntax error at or near ")" | Expected PRECEDING or FOLLOWING.'),
	('SELECT f(a) FILTER (b)', 'syntax error at or near "b" | Expected WHERE in FILTER.'),
	('SELECT {f(1)}', 'syntax error at or near "}" | Expected ":" behind a key of a dictionary.'),
	('SELECT a FROM {1: 2}', 'a dictionary is no table | Expected the name of a table or a subquery.'),
	('{1: 2}', 'a dictionary is no query | Expected SELECT.'),
	('SELECT a FROM t SEMI INNER JOIN u ON 1', 'syntax error at or near "JOIN" | Expected JOIN.'),
	('SELECT a FROM t LEFT u', 'syntax error at or near "u" | Expected JOIN.'),
	('SELECT a FROM t ON 1', 'syntax error at or near "ON" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM t CROSS JOIN u ON 1', 'syntax error at or near "ON" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM (t) AS x', 'syntax error at or near "AS" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM t FINAL AS x', 'syntax error at or near "AS" | Expected the end of the query, or its next clause.'),
	('SELECT a ARRAY JOIN b AS c', 'ARRAY JOIN stands behind FROM only'),
	('SELECT a FROM t PIVOT (sum(a) GROUP BY b)', 'syntax error at or near "GROUP" | Expected FOR behind the aggregates of PIVOT.'),
	('SELECT a FROM t GROUP a', 'syntax error at or near "a" | Expected BY behind GROUP.'),
	('SELECT a FROM t LIMIT 1 BY a LIMIT 2 BY b', 'syntax error at or near "BY" | Expected the end of the query, or its next clause.'),
	('SELECT a FROM t SAMPLE x', 'syntax error at or near "x" | Expected a number.'),
	('SELECT a FROM t SETTINGS a = b', 'syntax error at or near "b" | Expected a number or a string.'),
	('SELECT a FROM t ORDER BY a NULLS', 'syntax error at end of input | Expected FIRST or LAST behind NULLS.'),
	('WITH a AS (b) SELECT 1', 'syntax error at or near "b" | Expected SELECT.'),
	('WITH 1 SELECT 1', 'syntax error at or near "SELECT" | Expected AS and a name behind an expression of WITH.'),
	('SELECT 1 UNION', 'syntax error at end of input | Expected SELECT.'),
	('VALUES (1)', 'syntax error at or near "VALUES" | Expected SELECT.')
) AS cases (query, fault);

-- Refused by name

SELECT is(pg_temp.fault(query), '0A000 | ' || fault, query) FROM (VALUES
	('let x := 1', 'programs of Hog are not supported | A text is one query: SELECT …'),
	('x := 1', 'programs of Hog are not supported | A text is one query: SELECT …'),
	('return 1', 'programs of Hog are not supported | A text is one query: SELECT …'),
	('if (a) { return 1 }', 'programs of Hog are not supported | A text is one query: SELECT …'),
	('fun f() { return 1 }', 'programs of Hog are not supported | A text is one query: SELECT …'),
	('SELECT x -> { return 1 }', 'lambdas of statements, x -> {…}, are not supported | The body of a lambda is an expression.'),
	('SELECT <a/>', 'tags (HogQLX) are not supported'),
	('SELECT a FROM <t/>', 'tags (HogQLX) are not supported'),
	('<a/>', 'tags (HogQLX) are not supported | A text is one query: SELECT …'),
	('SELECT F''a''', 'full templates, F''…'', are not supported | Write f''…'', or concat().'),
	('SELECT CAST(a AS Enum8(''a'' = 1))', 'enumerations as types are not supported | Use String.'),
	('SELECT EXTRACT(week FROM a)', 'EXTRACT of a week is not supported | Use toISOWeek(x), or toWeek(x, mode).')
) AS cases (query, fault);

-- How deep, how long

CREATE FUNCTION pg_temp.state(query text) RETURNS text LANGUAGE sql AS $$SELECT helper.sqlstate(format('SELECT metahog.hogql_ast(%L)', query))$$;

SELECT is(pg_temp.state('SELECT ' || repeat(opening, 500) || inside || repeat(closing, 500)) || ' ' || pg_temp.state('SELECT ' || repeat(opening, 501) || inside || repeat(closing, 501)),
	'00000 54001', format('%s 500 and 501 times', opening || inside || closing))
FROM (VALUES ('(', 'a', ')'), ('f(', 'a', ')'), ('[', 'a', ']'), ('a[', '1', ']'), ('- ', 'a', ''), ('NOT ', 'a', ''), ('a ? b : ', 'c', ''), ('x -> ', 'x', ''), ('f''{', 'a', '}'''), ('(SELECT ', '1', ')'),
	('CASE WHEN a THEN ', 'b', ' END'), ('a := ', '1', ''), ('{1: ', '2', '}')) AS nests (opening, inside, closing);
SELECT is(pg_temp.state('SELECT a' || repeat(link, 1000)) || ' ' || pg_temp.state('SELECT a' || repeat(link, 1001)), '00000 54001', format('%s 1000 and 1001 times', link))
FROM unnest(ARRAY[' + a', '[1]', '::int', ' = a', ' ?? a']) AS link;
SELECT is(pg_temp.state('SELECT a' || repeat(link, 20000)), '00000', format('%s 20000 times', link)) FROM unnest(ARRAY[' OR a', ' AND a', ' || a', ', a']) AS link;
SELECT is(pg_temp.fault('SELECT ' || repeat(' ', 1024 * 1024)), '54000 | the query is too long | It has 1048583 bytes; at most 1048576 are allowed.', 'one megabyte');
SELECT is(pg_temp.fault('SELECT a' || repeat('z', 1000000) || ' 5'), '42601 | syntax error at or near "5" | Expected the end of the query, or its next clause.', 'a long name');
SELECT is(length(pg_temp.fault('SELECT a ' || repeat('z', 200) || ' ' || repeat('y', 200))) < 250, true, 'is cut in messages');

-- Linear time: each of these has up to a megabyte. None takes a second; were one quadratic, it would take an hour.

CREATE FUNCTION pg_temp.seconds(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz := clock_timestamp();
BEGIN
	PERFORM pg_temp.state(query);
	RETURN extract(epoch FROM clock_timestamp() - started);
END
$$;
SELECT cmp_ok(pg_temp.seconds(query), '<', 60::numeric, what) FROM (VALUES
	('200 parentheses', 'SELECT ' || repeat('(', 200) || 'a' || repeat(')', 200)),
	('10,000 ORs', 'SELECT 1 WHERE ' || repeat('a = 1 OR ', 10000) || 'b'),
	('an IN list of a megabyte', 'SELECT a IN (' || repeat('1,', 520000) || '1)'),
	('a run of names that is no lambda', 'SELECT ' || repeat('a,', 520000) || 'b'),
	('parentheses that are not closed', 'SELECT ' || repeat('(', 1000000)),
	('braces that are not closed', 'SELECT ' || repeat('{', 1000000)),
	('templates that are not closed', 'SELECT ' || repeat('f''{', 300000)),
	('intervals without a unit', 'SELECT ' || repeat('interval + ', 90000) || 'a'),
	('casts that are none', 'SELECT ' || repeat('cast(a, ', 480) || 'a' || repeat(', b', 200000)),
	('the letter e', 'SELECT ' || repeat('"é",', 150000) || '1')
) AS cases (what, query);

SELECT * FROM finish();
ROLLBACK;
