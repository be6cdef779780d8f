-- test/sql/status.sql: status() tells how far the limits reach, and what would make them reach further.

BEGIN;
SELECT plan(3);

SELECT is(current_setting('shared_preload_libraries') LIKE '%metahog%', state = 'L2', 'the level: ' || state)
FROM metahog.status() WHERE item = 'level';
SELECT is(array_agg(item), '{level,max_connections,rate_limit,activity}', 'and what depends on it')
FROM metahog.status();
SELECT is(bool_and((hint IS NULL) = (SELECT state = 'L2' FROM metahog.status() WHERE item = 'level')), true,
	'with a hint if something would bring more')
FROM metahog.status();

SELECT * FROM finish();
ROLLBACK;
