-- test/sql/status.sql: status() tells how far the limits reach, and what would make them reach further.

BEGIN;
SELECT plan(9);

CREATE TEMP TABLE expected AS
SELECT CASE WHEN current_setting('shared_preload_libraries') LIKE '%metahog%' THEN 'L2'
	WHEN current_setting('metahog.shared_memory', true) = 'off' THEN 'L0' ELSE 'L1' END AS level;

SELECT is(s.state, e.level, 'the level: ' || e.level)
FROM metahog.status() s, expected e WHERE s.item = 'level';
SELECT is(array_agg(item), '{level,max_connections,rate_limit,activity,sessions,statistics,statistics_forgotten,audit,audit_ring,audit_logged_instead,audit_lost}',
	'and what depends on it')
FROM metahog.status();
-- Whether statistics were forgotten is a matter of the files that run beside this one.
SELECT is(array_agg(s.item ORDER BY s.item) FILTER (WHERE s.hint IS NOT NULL AND s.item <> 'statistics_forgotten'),
	CASE e.level WHEN 'L0' THEN '{activity,audit,level,max_connections,rate_limit,sessions,statistics}' WHEN 'L1' THEN '{audit,level}'
		ELSE '{audit}' END::text[],
	'with a hint where something would bring more')
FROM metahog.status() s, expected e GROUP BY e.level;
SELECT is(s.state, CASE e.level WHEN 'L0' THEN 'in each backend' ELSE 'across all backends' END, 'how far a limit reaches')
FROM metahog.status() s, expected e WHERE s.item = 'max_connections';

-- No database of the test's server is named to hold an audit log.
SELECT is(s.state, 'to the server log', 'where records go')
FROM metahog.status() s WHERE s.item = 'audit';
SELECT is(s.state, 'not in use', 'no ring is made where nobody reads it')
FROM metahog.status() s WHERE s.item = 'audit_ring';
SELECT matches(s.state, '^\d+ records$', 'records that went to the log are counted')
FROM metahog.status() s WHERE s.item = 'audit_logged_instead';
SET metahog.audit = 'off';
SELECT is(s.state, 'off', 'nothing is recorded')
FROM metahog.status() s WHERE s.item = 'audit';
SET metahog.audit = 'log';
SELECT is(s.hint, NULL, 'the log was asked for')
FROM metahog.status() s WHERE s.item = 'audit';

SELECT * FROM finish();
ROLLBACK;
