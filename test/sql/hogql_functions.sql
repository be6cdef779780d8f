-- test/sql/hogql_functions.sql: the table of HogQL's functions is whole, and says what it has.

BEGIN;
SELECT plan(12);

-- Reading it checks each entry: that it is printed in some way, and that its signature has known words.
SELECT cmp_ok(count(*), '>', 400::bigint, 'there are several hundred functions') FROM metahog.hogql_functions();

SELECT is_empty(
	$$ SELECT name FROM metahog.hogql_functions() GROUP BY name HAVING count(*) > 1 $$,
	'no name is there twice');

SELECT is_empty(
	$$ SELECT name FROM metahog.hogql_functions() WHERE supported IS DISTINCT FROM (arguments IS NOT NULL) $$,
	'what is supported says what it takes');

SELECT is_empty(
	$$ SELECT name FROM metahog.hogql_functions() WHERE NOT supported AND (note IS NULL OR note !~ '^[A-Z].*[.]$') $$,
	'what is refused says why, in sentences');

SELECT is_empty(
	$$ SELECT name FROM metahog.hogql_functions() WHERE kind NOT IN ('scalar', 'aggregate', 'window') $$,
	'each is of a kind');

SELECT results_eq(
	$$ SELECT kind, arguments, supported FROM metahog.hogql_functions() WHERE name = 'substring' $$,
	$$ VALUES ('scalar', '(string, int[, int])', true) $$,
	'a function and its arguments');

SELECT results_eq(
	$$ SELECT kind, arguments FROM metahog.hogql_functions() WHERE name = 'quantile' $$,
	$$ VALUES ('aggregate', '([constant number])(float)') $$,
	'parameters come first');

SELECT results_eq(
	$$ SELECT arguments, note FROM metahog.hogql_functions() WHERE name = 'substr' $$,
	$$ VALUES ('(string, int[, int])', 'the same as substring') $$,
	'another name says whose it is');

SELECT results_eq(
	$$ SELECT supported, note FROM metahog.hogql_functions() WHERE name = 'sipHash64' $$,
	$$ VALUES (false, 'PostgreSQL has no such hash. Use hex(SHA256(x)) or md5(x).') $$,
	'what is refused names the way round');

SELECT is_empty(
	$$
	SELECT name FROM unnest(ARRAY['count', 'sum', 'avg', 'min', 'max', 'uniq', 'if', 'multiIf', 'coalesce', 'ifNull',
		'toString', 'toInt', 'toFloat', 'toDate', 'toDateTime', 'now', 'today', 'dateDiff', 'toStartOfDay',
		'toStartOfWeek', 'toStartOfMonth', 'toStartOfHour', 'toStartOfInterval', 'dateTrunc', 'formatDateTime', 'concat',
		'lower', 'upper', 'length', 'substring', 'replaceAll', 'startsWith', 'match', 'extract', 'splitByChar',
		'JSONExtractString', 'JSONExtractInt', 'groupArray', 'argMax', 'quantile', 'round', 'floor']) AS name
	WHERE name NOT IN (SELECT f.name FROM metahog.hogql_functions() AS f WHERE f.supported)
	$$,
	'what most queries use is there');

SELECT results_eq(
	$$ SELECT arguments, note FROM metahog.hogql_functions() WHERE name = 'equals' $$,
	$$ VALUES ('(any, any)', 'the same as a = b') $$,
	'a function that is another way to write an operator');

SELECT results_eq(
	$$ SELECT note FROM metahog.hogql_functions() WHERE name = 'gcd' $$,
	$$ VALUES ('needs PostgreSQL 13 or later') $$,
	'a function that older servers do not have');

SELECT * FROM finish();
ROLLBACK;
