-- test/sql/hogql_expressions.sql: what expressions of HogQL give.
--
-- Each expression is asked of one row of columns; its value is what ClickHouse gives for it, or what the page of
-- HogQL says where that deviates. Beside it stands its static type.

BEGIN;
SELECT plan(509);

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) AS source_id \gset

CREATE TEMP TABLE expressions (number int GENERATED ALWAYS AS IDENTITY, expression text, value text, type text);
INSERT INTO expressions (expression, value, type) VALUES
	-- Constants
	('1', '1', 'Int64'), ('0x1F', '31', 'Int64'), ('0b101', '5', 'Int64'), ('-7', '-7', 'Int64'),
	('9223372036854775807', '9223372036854775807', 'Int64'), ('9223372036854775808', '9223372036854775808', 'Decimal'),
	('1.5', '1.5', 'Float64'), ('1e3', '1000', 'Float64'), ('.5', '0.5', 'Float64'), ('inf', '"Infinity"', 'Float64'),
	('-inf', '"-Infinity"', 'Float64'), ('nan', '"NaN"', 'Float64'), ('''it''''s''', '"it''s"', 'String'), ('true', 'true', 'Bool'),
	('''a\\b''', '"a\\b"', 'String'), ('null', 'null', 'Nothing'),
	-- Arithmetic of integers, in bigint
	('1 + 2', '3', 'Int64'), ('2147483647 + 1', '2147483648', 'Int64'), ('i * 3 - 1', '20', 'Int64'), ('-i', '-7', 'Int64'),
	('- (i + 1)', '-8', 'Int64'), ('7 % 3', '1', 'Int64'), ('-7 % 3', '-1', 'Int64'), ('7 % -3', '1', 'Int64'),
	('1 + 2 * 3', '7', 'Int64'), ('(1 + 2) * 3', '9', 'Int64'), ('10 - 3 - 2', '5', 'Int64'), ('true + 1', '2', 'Int64'),
	('b + b', '2', 'Int64'), ('plus(i, 1)', '8', 'Int64'), ('minus(1, i)', '-6', 'Int64'), ('multiply(2, i)', '14', 'Int64'),
	('negate(i)', '-7', 'Int64'), ('modulo(i, 4)', '3', 'Int64'),
	-- of floats and decimals
	('1 + 0.5', '1.5', 'Float64'), ('i + f', '9.5', 'Float64'), ('i + d', '8.25', 'Decimal'), ('d + f', '3.75', 'Float64'),
	('d * 2', '2.50', 'Decimal'), ('7.5 % 2', '1.5', 'Float64'), ('d % 1', '0.25', 'Decimal'), ('-f', '-2.5', 'Float64'),
	-- / is Float64 always, and by zero it is infinite
	('7 / 2', '3.5', 'Float64'), ('6 / 3', '2', 'Float64'), ('i / 2', '3.5', 'Float64'), ('1 / 0', '"Infinity"', 'Float64'),
	('-1 / 0', '"-Infinity"', 'Float64'), ('0 / 0', '"NaN"', 'Float64'), ('i / (i - 7)', '"Infinity"', 'Float64'),
	('d / 0.5', '2.5', 'Float64'), ('divide(1, 4)', '0.25', 'Float64'), ('b / 2', '0.5', 'Float64'),
	-- NULL in, NULL out
	('n + 1', 'null', 'Nullable(Int64)'), ('n / 0', 'null', 'Nullable(Float64)'), ('i + NULL', 'null', 'Nullable(Int64)'), ('-n', 'null', 'Nullable(Int64)'),
	-- Precedence of what is not arithmetic
	('1 + 1 = 2', 'true', 'Bool'), ('1 < 2 = true', 'true', 'Bool'), ('NOT 1 = 2', 'true', 'Bool'), ('NOT i BETWEEN 1 AND 5', 'true', 'Bool'),
	('1 OR 0 AND 0', 'true', 'Bool'), ('n ?? 5', '5', 'Int64'), ('n ?? 5 > 3', '1', 'Int64'), ('i > 5 ? ''big'' : ''small''', '"big"', 'String'),
	('i > 9 ? 1 : i > 5 ? 2 : 3', '2', 'Int64'), ('n IS NULL = true', 'true', 'Bool'), ('-1::String', '"-1"', 'String'), ('-i::Int64', '-7', 'Int64'),
	-- Numbers as conditions
	('i AND 1', 'true', 'Bool'), ('0 OR 0.0', 'false', 'Bool'), ('NOT 0', 'true', 'Bool'), ('NOT i', 'false', 'Bool'), ('i ? 1 : 2', '1', 'Int64'),
	('and(i, 1)', 'true', 'Bool'), ('or(0, 0)', 'false', 'Bool'), ('not(1)', 'false', 'Bool'), ('NOT n', 'null', 'Nullable(Bool)'),
	-- Comparisons of mixed types
	('1 = 1.0', 'true', 'Bool'), ('i < 7.5', 'true', 'Bool'), ('d = 1.25', 'true', 'Bool'), ('b = 1', 'true', 'Bool'), ('true > 0', 'true', 'Bool'),
	('day = ''2024-02-29''', 'true', 'Bool'), ('''2024-02-29'' = day', 'true', 'Bool'), ('day < at', 'true', 'Bool'), ('at > ''2024-02-29''', 'true', 'Bool'),
	('at = ''2024-02-29 12:30:00''', 'true', 'Bool'), ('day IN (''2024-02-28'', ''2024-02-29'')', 'true', 'Bool'), ('i = ''7''', 'true', 'Bool'),
	('f >= ''2.5''', 'true', 'Bool'), ('b = ''true''', 'true', 'Bool'), ('day BETWEEN ''2024-01-01'' AND ''2024-12-31''', 'true', 'Bool'),
	('at BETWEEN day AND day + 1', 'true', 'Bool'), ('i IN [1, 7]', 'true', 'Bool'), ('i IN (1.5, 7.0)', 'true', 'Bool'),
	-- Texts compare by bytes
	('''a'' < ''B''', 'false', 'Bool'), ('s > ''Z''', 'true', 'Bool'), ('s BETWEEN ''A'' AND ''Z''', 'false', 'Bool'), ('''é'' > ''z''', 'true', 'Bool'),
	-- Patterns
	('s LIKE ''he%''', 'true', 'Bool'), ('s LIKE ''h_llo''', 'true', 'Bool'), ('s ILIKE ''HE%''', 'true', 'Bool'), ('''50%'' LIKE ''50\\%''', 'true', 'Bool'),
	('''500'' LIKE ''50\\%''', 'false', 'Bool'), ('''a\\d'' LIKE ''a\\d''', 'true', 'Bool'), ('s NOT LIKE ''x%''', 'true', 'Bool'), ('s =~ ''^h.*o$''', 'true', 'Bool'),
	('s =~* ''HELLO''', 'true', 'Bool'), ('s !~ ''x''', 'true', 'Bool'), ('s !~* ''HELLO''', 'false', 'Bool'), ('s =~ ''l{2}''', 'true', 'Bool'),
	-- Dates and times
	('day + 1', '"2024-03-01"', 'Date'), ('day - 29', '"2024-01-31"', 'Date'), ('1 + day', '"2024-03-01"', 'Date'), ('day - DATE ''2024-01-01''', '59', 'Int64'),
	('day + INTERVAL 1 YEAR', '"2025-02-28"', 'Date'), ('day - INTERVAL 1 MONTH', '"2024-01-29"', 'Date'), ('INTERVAL 1 WEEK + day', '"2024-03-07"', 'Date'),
	('toTypeName(day + INTERVAL 1 HOUR)', '"DateTime"', 'String'), ('toString(at + 90)', '"2024-02-29 12:31:30"', 'String'),
	('toString(at + INTERVAL 1 DAY)', '"2024-03-01 12:30:00"', 'String'), ('toString(at - INTERVAL ''90 minutes'')', '"2024-02-29 11:00:00"', 'String'),
	('at - toDateTime(''2024-02-29 12:00:00'')', '1800', 'Int64'), ('at - day', '45000', 'Int64'), ('day - at', '-45000', 'Int64'),
	('toString(day + INTERVAL 36 HOUR)', '"2024-03-01 12:00:00"', 'String'), ('day + (-INTERVAL 1 DAY)', '"2024-02-28"', 'Date'),
	('DATE ''2024-02-29'' = day', 'true', 'Bool'), ('TIMESTAMP ''2024-02-29 12:30:00'' = at', 'true', 'Bool'),
	-- Zones: a wall clock of a zone is led back where it meets an instant
	('toTimeZone(at, ''Europe/Berlin'') = at', 'true', 'Bool'), ('at < toTimeZone(at, ''Asia/Tokyo'')', 'false', 'Bool'), ('toTimeZone(at, ''Asia/Tokyo'') IN (at, day)', 'true', 'Bool'),
	('toTimeZone(at, ''Europe/Berlin'') = ''2024-02-29 13:30:00''', 'true', 'Bool'), ('toTimeZone(at, ''Europe/Berlin'') - at', '0', 'Int64'),
	('toTimeZone(at, ''Europe/Berlin'') = toTimeZone(at, ''Asia/Tokyo'')', 'true', 'Bool'), ('(toTimeZone(at, ''Europe/Berlin''), 1) = (at, 1)', 'true', 'Bool'),
	('toString(toTimeZone(at, ''Europe/Berlin'') + INTERVAL 1 DAY)', '"2024-03-01 13:30:00"', 'String'),
	('toHour(if(b, toTimeZone(at, ''Asia/Tokyo''), at))', '12', 'Int64'),
	-- Elements
	('arr[1]', '10', 'Int64'), ('arr[-1]', '30', 'Int64'), ('arr[9]', '0', 'Int64'), ('arr[0]', '0', 'Int64'), ('[''a''][2]', '""', 'String'), ('[1, NULL][3]', 'null', 'Nullable(Int64)'),
	('arr[1:2]', '[10, 20]', 'Array(Int64)'), ('arr[2:]', '[20, 30]', 'Array(Int64)'), ('arr[:1]', '[10]', 'Array(Int64)'), ('arr?.[2]', '20', 'Int64'),
	('20 IN arr', 'true', 'Bool'), ('n IN arr', 'false', 'Bool'), ('n NOT IN arr', 'true', 'Bool'), ('arr = [10, 20, 30]', 'true', 'Bool'), ('arr < [10, 20, 31]', 'true', 'Bool'),
	('map(''a'', 1)[''a'']', '1', 'Int64'), ('map(''a'', 1)[''b'']', '0', 'Int64'), ('[[1, 2], [3]][1][2]', '2', 'Int64'), ('[(1, ''x''), (2, ''y'')][2].2', '"y"', 'String'),
	('j.a', '"1"', 'Nullable(String)'), ('j.b.c', '"x"', 'Nullable(String)'), ('j[''b''][''c'']', '"x"', 'Nullable(String)'), ('j.list[1]', '"5"', 'Nullable(String)'),
	('j.list[-1]', '"6"', 'Nullable(String)'), ('j.list[0]', 'null', 'Nullable(String)'), ('j.list[i - 6]', '"5"', 'Nullable(String)'), ('j.nothing', 'null', 'Nullable(String)'),
	('j.`a b`', '"y"', 'Nullable(String)'), ('j.nil', 'null', 'Nullable(String)'), ('j[''b'' || '''']?.c', '"x"', 'Nullable(String)'), ('toInt(j.a) + 1', '2', 'Nullable(Int64)'),
	('j.b', '"{\"c\": \"x\"}"', 'Nullable(String)'), ('j.a = ''1''', 'true', 'Bool'), ('j.nothing != ''1''', 'true', 'Bool'), ('(j.b AS part).c', '"x"', 'Nullable(String)'),
	-- Lambdas
	('arrayMap(x -> x + i, arr)', '[17, 27, 37]', 'Array(Int64)'), ('arrayMap(lambda x: x * 2, arr)', '[20, 40, 60]', 'Array(Int64)'),
	('arrayMap((x, y) -> x || toString(y), [''a'', ''b''], arr[1:2])', '["a10", "b20"]', 'Array(String)'), ('arrayMap(x -> arrayMap(y -> x + y, [1, 2]), [10, 20])', '[[11, 12], [21, 22]]', 'Array(Array(Int64))'),
	('arrayFilter(x -> x > 10, arr)', '[20, 30]', 'Array(Int64)'), ('arrayFilter(x -> x != n, [1, NULL])', '[1]', 'Array(Nullable(Int64))'), ('arrayExists(i -> i = 30, arr)', 'true', 'Bool'),
	('arrayMap(t -> t.1 + t.2, [(1, 2), (3, 4)])', '[3, 7]', 'Array(Int64)'), ('arrayMap(x -> (x, s), [1])', '[[1, "hello"]]', 'Array(Tuple(Int64, String))'),
	('arrayMap(x -> (x + 1 AS y) * y, [1, 2])', '[4, 9]', 'Array(Int64)'), ('arrayMap(x -> (SELECT x + i), [1, 2])', '[8, 9]', 'Array(Nullable(Int64))'), ('arrayMap(x -> x.a, [j])', '["1"]', 'Array(Nullable(String))'),
	('arrayFilter(x -> x IN (SELECT 20), arr)', '[20]', 'Array(Int64)'), ('arraySort(x -> -x, arr)', '[30, 20, 10]', 'Array(Int64)'), ('arrayMap(x -> x ? 1 : 0, [0, 5])', '[0, 1]', 'Array(Int64)'),
	-- CASE and its like
	('CASE WHEN i > 5 THEN ''a'' WHEN i > 1 THEN ''b'' END', '"a"', 'Nullable(String)'), ('CASE i WHEN 1 THEN ''one'' WHEN 7 THEN ''seven'' ELSE ''many'' END', '"seven"', 'String'),
	('CASE n WHEN NULL THEN 1 ELSE 2 END', '1', 'Int64'), ('CASE n WHEN 1 THEN 1 END', 'null', 'Nullable(Int64)'), ('if(n > 1, 1, 2)', '2', 'Int64'),
	('if(i = 7, 1, 2.5)', '1', 'Float64'), ('multiIf(i = 1, ''a'', i = 7, ''b'', ''c'')', '"b"', 'String'), ('coalesce(n, NULL, i)', '7', 'Int64'),
	('ifNull(n, ''3'')', '3', 'Int64'), ('nullIf(i, 7)', 'null', 'Nullable(Int64)'),
	-- Tuples
	('(1, ''a'').2', '"a"', 'String'), ('(1, ''a'')', '[1, "a"]', 'Tuple(Int64, String)'), ('tuple(i, s).1 + 1', '8', 'Int64'), ('(i,).1', '7', 'Int64'),
	('tupleElement((i, s), 2)', '"hello"', 'String'), ('(1, 2) = (1, 2)', 'true', 'Bool'), ('(1, 2) < (1, 3)', 'true', 'Bool'), ('(1, ''b'') > (1, ''B'')', 'true', 'Bool'),
	('(i, s) IN ((7, ''hello''), (8, ''x''))', 'true', 'Bool'), ('(i, s) IN (7, ''hello'')', 'true', 'Bool'), ('(1, n) = (1, NULL)', 'true', 'Bool'),
	('(i, day) = (7, ''2024-02-29'')', 'true', 'Bool'), ('((1, 2), 3).1.2', '2', 'Int64'),
	-- Dictionaries
	('{''a'': 1, ''b'': [1, 2], ''c'': NULL}', '{"a": 1, "b": [1, 2], "c": null}', 'JSON'), ('{}', '{}', 'JSON'), ('{''a'': {''b'': i}}[''a''][''b'']', '"7"', 'Nullable(String)'),
	-- Casts
	('''12''::Int64', '12', 'Int64'), ('''1.5''::Float64', '1.5', 'Float64'), ('1.9::Int64', '1', 'Int64'), ('CAST(-1.9 AS Int64)', '-1', 'Int64'),
	('i::String', '"7"', 'String'), ('f::String', '"2.5"', 'String'), ('CAST(d AS Decimal(10, 1))', '1.2', 'Decimal'), ('d::Decimal(10, 1)', '1.2', 'Decimal'),
	('1::Bool', 'true', 'Bool'), ('true::Int64', '1', 'Int64'), ('''2024-02-29''::Date', '"2024-02-29"', 'Date'), ('at::Date', '"2024-02-29"', 'Date'),
	('NULL::Int64', 'null', 'Nullable(Int64)'), ('TRY_CAST(s AS Int64)', 'null', 'Nullable(Int64)'), ('TRY_CAST(''12'' AS Int64)', '12', 'Nullable(Int64)'),
	('TRY_CAST(s AS Date)', 'null', 'Nullable(Date)'), ('TRY_CAST(s AS Bool)', 'null', 'Nullable(Bool)'), ('TRY_CAST(''yes'' AS Bool)', 'true', 'Nullable(Bool)'),
	('TRY_CAST(''1.55'' AS Decimal(10, 1))', '1.5', 'Nullable(Decimal)'), ('i::int', '7', 'Int64'), ('s::varchar(3)', '"hello"', 'String'),
	('CAST(i AS double precision)', '7', 'Float64'), ('''7''::bigint + 1', '8', 'Int64'),
	-- Subqueries
	('(SELECT 1)', '1', 'Nullable(Int64)'), ('(SELECT 1 WHERE false)', 'null', 'Nullable(Int64)'), ('EXISTS(SELECT 1)', 'true', 'Bool'), ('NOT EXISTS(SELECT 1 WHERE false)', 'true', 'Bool'),
	('(SELECT i + 1)', '8', 'Nullable(Int64)'), ('i IN (SELECT 7)', 'true', 'Bool'), ('(i, s) IN (SELECT 7, ''hello'')', 'true', 'Bool'), ('i NOT IN (SELECT 8)', 'true', 'Bool'),
	('day IN (SELECT DATE ''2024-02-29'')', 'true', 'Bool'), ('i IN (SELECT 7.0)', 'true', 'Bool'),
	-- Aliases anywhere, and positions
	('(i + 1 AS next) * next', '64', 'Int64'), ('f''{s}, {i + 1}!''', '"hello, 8!"', 'String'), ('s || i || n', '"hello7"', 'String');

CREATE FUNCTION pg_temp.answer(expression text) RETURNS jsonb AS $$
	SELECT (metahog.hogql('pagila', format($q$SELECT %s FROM (SELECT 7 AS i, 2.5 AS f, toDecimal('1.25', 2) AS d0, assumeNotNull(d0) AS d,
		'hello' AS s, true AS b, NULL::Int64 AS n, DATE '2024-02-29' AS day, toDateTime('2024-02-29 12:30:00') AS at, [10, 20, 30] AS arr,
		{'a': 1, 'b': {'c': 'x'}, 'list': [5, 6], 'a b': 'y', 'nil': NULL} AS j) AS one$q$, expression))
		->'results'->0->0)::jsonb
$$ LANGUAGE sql;

SELECT is(pg_temp.answer(expression), value::jsonb, expression) FROM expressions ORDER BY number;
SELECT is(pg_temp.answer('toTypeName(' || expression || ')')#>>'{}', type, 'the type of ' || expression)
FROM expressions WHERE type <> 'Nothing' ORDER BY number;

-- Placeholders: a String beside a time or a number is read as a constant is

CREATE FUNCTION pg_temp.bound(expression text, params jsonb) RETURNS text AS $$
	SELECT metahog.hogql('pagila', 'SELECT ' || expression, params)->'results'->0->>0
$$ LANGUAGE sql;

SELECT is(pg_temp.bound('DATE ''2024-02-29'' = {d}', '{"d": "2024-02-29"}'), 'true', 'a String is read as a Date');
SELECT is(pg_temp.bound('now() > {d}', '{"d": "2024-02-29 10:00:00"}'), 'true', 'as a DateTime');
SELECT is(pg_temp.bound('7 BETWEEN {a} AND {b}', '{"a": "1", "b": 9}'), 'true', 'as a number, in BETWEEN');
SELECT is(pg_temp.bound('toDate(''2024-01-02'') IN ({a}, {b})', '{"a": "2024-01-01", "b": "2024-01-02"}'), 'true', 'in IN');
SELECT is(pg_temp.bound('''7'' = {a}', '{"a": "7"}'), 'true', 'beside a String it is one');
SELECT is(pg_temp.bound('7 IN {a}', '{"a": [1, 7]}'), 'true', 'an array is the list of IN');
SELECT is(pg_temp.bound('7 NOT IN {a}', '{"a": [1, null]}'), 'true', 'which may have a NULL');
SELECT is(pg_temp.bound('NULL IN {a}', '{"a": [1, null]}'), 'true', 'that only NULL finds');
SELECT is(pg_temp.bound('{a} IS NULL AND 1 != {a}', '{"a": null}'), 'true', 'null is NULL');
SELECT is((c.sqlstate, c.position)::text, '(22007,16)', 'what cannot be read is told at the placeholder')
FROM metahog.hogql_check('pagila', 'SELECT now() > {d}', '{"d": "yesterday"}') AS c;

SELECT * FROM finish();
ROLLBACK;
