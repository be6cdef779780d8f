-- test/sql/large_texts.sql: texts of any size: time in proportion to it, cancelled and timed out as anything else.
--
-- How much time work takes is asked of the kernel, as this backend's own processor time in hundredths of a second:
-- what others do on the machine does not count.

SET client_min_messages = error;
BEGIN;
SELECT plan(44);

SELECT metahog.create_source('s', current_setting('test.scratch_url')) \g /dev/null
SELECT metahog.create_source('writable', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null

-- Four times the text takes about four times the time, and not sixteen times

CREATE TEMP TABLE kind (name text, head text, part text, separator text, tail text);
INSERT INTO kind VALUES
	('the same name', 'SELECT ', 's.t.x', ',', ' FROM s.t'),
	('tables', 'SELECT 1 FROM ', 's.t%s', ',', ''),
	('columns of as many tables', 'SELECT (SELECT s.t%1$s.x FROM s.t%1$s)', ', (SELECT s.t%1$s.x FROM s.t%1$s)', '', ''),
	('words that are no source', 'SELECT 1 FROM s.x, ', 'w%s.t', ',', ''),
	('quoted words', 'SELECT 1 FROM s.x, ', '"w%s".t', ',', ''),
	('CTEs', 'WITH ', 'c%s AS (SELECT * FROM s.t%1$s)', ',', ' SELECT 1'),
	('recursive CTEs', 'WITH RECURSIVE ', 'c%s AS (SELECT * FROM s.t%1$s)', ',', ' SELECT 1'),
	('subqueries', 'SELECT 1 FROM ', '(SELECT 1 FROM s.t%s) AS q%1$s', ',', ''),
	('functions', 'SELECT 1 FROM ', 's.f%s(1)', ',', ''),
	('types', 'SELECT ', 'x::s.type', ',', ''),
	('comments that name a source', '', E'--pg:s\n', '', 'SELECT 1 FROM s.t');
CREATE FUNCTION pg_temp.text_of(kind kind, parts int) RETURNS text LANGUAGE sql AS
	$$SELECT kind.head || string_agg(format(kind.part, i), kind.separator) || kind.tail FROM generate_series(1, parts) AS i$$;
CREATE FUNCTION pg_temp.processor_time() RETURNS int LANGUAGE sql AS
	$$SELECT (regexp_match(pg_read_file('/proc/self/stat'), '\) \S+ (?:\S+ ){10}(\d+)'))[1]::int$$;
CREATE FUNCTION pg_temp.time_of(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	before int := pg_temp.processor_time();
BEGIN
	PERFORM metahog.strip_prefix('s', query), metahog.route(query);
	RETURN pg_temp.processor_time() - before;
END
$$;
SELECT cmp_ok(pg_temp.time_of(pg_temp.text_of(kind, 40000)), '<=', 9 * pg_temp.time_of(pg_temp.text_of(kind, 10000)) + 10,
	'as long as it is large: ' || name) FROM kind;

-- What took 6.6 s against a deadline of one

SELECT 'WITH ' || string_agg(format('c%s AS (SELECT 1)', i), ',') || ' SELECT ' AS ctes FROM generate_series(1, 20000) AS i \gset
SELECT string_agg(format('s.t%s.x', i), ',') AS columns, string_agg(format('s.t%s', i), ',') AS tables FROM generate_series(1, 15000) AS i \gset
SELECT cmp_ok(pg_temp.time_of(:'ctes' || :'columns' || ' FROM ' || :'tables'), '<', 300, '20,000 CTEs and 30,000 names');
SELECT is((length(sent), strpos(sent, 's.t')), (length(:'ctes' || :'columns' || ' FROM ' || :'tables') - 60000, 0), 'all of them are cut')
FROM metahog.strip_prefix('s', :'ctes' || :'columns' || ' FROM ' || :'tables') AS sent;

-- The deadline ends the work on a text as well: in seconds, however large it is

CREATE TEMP TABLE large AS
	SELECT 'unparsed' AS kind, 'SELECT 1 AS n /*' || repeat('.s', 15000000) || '*/' AS query
	UNION ALL SELECT 'parsed', 'SELECT s.f(1) WHERE 1 IN (1' || repeat(',1', 2000000) || ')';
-- How a statement ended, and whether that took less than three seconds
CREATE FUNCTION pg_temp.ending(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz := clock_timestamp();
	outcome text;
BEGIN
	BEGIN
		EXECUTE statement INTO outcome;
	EXCEPTION WHEN query_canceled THEN
		GET STACKED DIAGNOSTICS outcome = PG_EXCEPTION_DETAIL;
		outcome := 'raised: ' || coalesce(nullif(outcome, ''), SQLERRM);
	END;
	RETURN CASE WHEN clock_timestamp() - began < interval '3 s' THEN 'soon: ' ELSE 'late: ' END || outcome;
END
$$;
SELECT is(pg_temp.ending(format('SELECT metahog.try_execute(''s'', query, timeout => ''10 ms'')->''error_detail''->>''detail'' FROM large WHERE kind = %L', kind)),
	'soon: The deadline passed in stage "source".', 'the deadline of a call, as a value: ' || kind) FROM large;
SELECT is(pg_temp.ending('SELECT metahog.try_execute(''s'', query, timeout => ''10 ms'')->''error_detail''->>''cause'' FROM large WHERE kind = ''parsed'''),
	'soon: deadline', 'which is said to be the cause, though no remote has been asked');
SELECT is(pg_temp.ending(format('SELECT metahog.%s FROM large WHERE kind = %L', call, kind)),
	'soon: raised: The deadline passed in stage "source".', format('raised, %s: %s', kind, call))
FROM large, unnest(ARRAY['execute(''s'', query, timeout => ''10 ms'')', 'rows(''s'', query, timeout => ''10 ms'')',
	'stream(''s'', query, timeout => ''10 ms'')']) AS call;

SET LOCAL metahog.timeout = '10 ms';
SELECT is(pg_temp.ending(format('SELECT metahog.%s FROM large WHERE kind = ''parsed''', call)),
	'soon: raised: The deadline passed in stage "source".', 'by the setting: ' || call)
FROM unnest(ARRAY['strip_prefix(''s'', query)', 'strip_prefix(query)', 'route(query)', 'execute(query)', 'explain(''s'', query)', 'column_definition(''s'', query)', 'create_view(''v'', ''s'', query)']) AS call;
SELECT is(pg_temp.ending('SELECT metahog.try_execute(query)->''error_detail''->>''detail'' FROM large WHERE kind = ''parsed'''),
	'soon: The deadline passed in stage "source".', 'by the setting, as a value');
RESET metahog.timeout;
CREATE TEMP TABLE many AS SELECT repeat(E'--pg:s\n', 2000000) AS query;
SET LOCAL statement_timeout = '200 ms';
SELECT is(pg_temp.ending(format('SELECT metahog.%s FROM many', call)), 'soon: raised: canceling statement due to statement timeout', 'a cancel: ' || call)
FROM unnest(ARRAY['route(query)']) AS call;
SELECT is(pg_temp.ending(format('SELECT metahog.%s FROM many', call)), 'soon: raised: canceling statement due to statement timeout', 'a cancel: ' || call)
FROM unnest(ARRAY['try_execute(query)']) AS call;
RESET statement_timeout;

-- What is too large to be parsed here is sent as it is, after the remote has said what it is

SELECT '/*' || repeat('x', 5000000) || '*/' AS much \gset
SELECT ok(metahog.strip_prefix('s', query) = query, 'no prefix is cut') FROM concat('SELECT ', :'much', ' * FROM s.t') AS query;
SELECT is((metahog.try_execute(source, 'SELECT 1 ' || :'much')->'results')::jsonb, '[[1]]', 'run: ' || source)
FROM unnest(ARRAY['s', 'writable']) AS source;
SELECT is(metahog.try_execute('writable', concat('CREATE TEMP TABLE t AS SELECT 1 AS a ', :'much'))->>'error', NULL, 'what writes');
SELECT is(metahog.try_execute('s', replace(query, '...', :'much'))->'error_detail'->>'sqlstate', '0A000', 'refused for reading: ' || query)
FROM unnest(ARRAY['PREPARE ... TRANSACTION ''x''', '... PREPARE TRANSACTION ''x''', '... COPY (SELECT 1) TO PROGRAM ''true''', 'COMMIT ...']) AS query;
SELECT is(metahog.try_execute('writable', replace(query, '...', :'much'))->'error_detail'->>'sqlstate', sqlstate, 'refused for writing: ' || query)
FROM (VALUES ('COMMIT ...', '2D000'), ('PREPARE TRANSACTION ... ''x''', '2D000'), ('... COMMIT', '42601'), ('PREPARE ... TRANSACTION ''x''', '42601'))
	AS v(query, sqlstate);

SELECT * FROM finish();
ROLLBACK;
