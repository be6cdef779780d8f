-- test/sql/snapshots.sql: refresh_schema(), schema_drift(), schema(cached => true), and the views of what was recorded.
--
-- A snapshot is changed as a whole or not at all; whatever changes on the remote is told once, by its kind. Two sessions
-- at a time, dumps and standbys are in test/t/051_snapshots.pl.

SET client_min_messages = warning;
BEGIN;
SELECT plan(119);

CREATE ROLE snapshots_user;
CREATE ROLE snapshots_other;
GRANT USAGE ON SCHEMA metahog TO snapshots_user, snapshots_other;

SELECT metahog.create_source('remote', current_setting('test.scratch_url'), '{"read_only": false}') \g /dev/null
SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null

-- What one change on the remote is told as: a line for each row of schema_drift, in its order.
CREATE FUNCTION pg_temp.drift() RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(concat_ws(' ', change, object, schema_name, coalesce(table_name, '-'), name, coalesce(before::text, '-'),
		coalesce(after::text, '-')), e'\n') FROM metahog.schema_drift('remote')$$;
CREATE FUNCTION pg_temp.refresh() RETURNS text LANGUAGE sql AS
	$$SELECT format('%s %s %s', added, changed, removed) FROM metahog.refresh_schema('remote')$$;
-- A document without what tells where and when it was taken.
CREATE FUNCTION pg_temp.body(document json) RETURNS text LANGUAGE sql AS $$SELECT substring(document::text, '"tables":.*')$$;

SELECT helper.run_on('remote',
	'CREATE SCHEMA sales',
	'CREATE TYPE mood AS ENUM (''sad'', ''fine'')',
	'CREATE TABLE customer (id int PRIMARY KEY, gone int, name text NOT NULL DEFAULT ''?'', mood mood)',
	'ALTER TABLE customer DROP COLUMN gone',
	'CREATE TABLE sales.order (id int PRIMARY KEY, customer int CONSTRAINT of REFERENCES customer, total numeric(9,2))',
	'CREATE TABLE sales."Item. 1" ("a b" text[])',
	'CREATE TABLE payment (id int, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day)',
	'CREATE TABLE payment_2024 PARTITION OF payment FOR VALUES FROM (''2024-01-01'') TO (''2025-01-01'')',
	'CREATE VIEW customer_list AS SELECT id, name FROM customer',
	'COMMENT ON TABLE customer IS ''who buys "things"''') \g /dev/null

-- As they are declared

SELECT is(pg_get_function_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid), declared, name || ', as it is declared')
FROM (VALUES ('refresh_schema', 'source text DEFAULT NULL::text, OUT added integer, OUT changed integer, OUT removed integer -> record'),
	('schema_drift', 'source text DEFAULT NULL::text -> TABLE(change text, object text, schema_name text, table_name text,'
		' name text, before jsonb, after jsonb)')) AS expected (name, declared)
JOIN pg_proc p ON p.pronamespace = 'metahog'::regnamespace AND p.proname = name;

-- Without a snapshot

SELECT throws_ok('SELECT metahog.' || call, '55000', 'the schema of source "remote" has not been recorded', 'nothing recorded: ' || call)
FROM unnest(ARRAY['schema(''remote'', cached => true)', 'schema_drift(''remote'')']) AS call;
SELECT is_empty('TABLE metahog.' || name, 'nothing in ' || name)
FROM unnest(ARRAY['remote_schemas', 'remote_tables', 'remote_columns', 'remote_keys']) AS name;

-- The first one

SELECT is(pg_temp.refresh(), '8 0 0', 'all schemas and tables are new, and stand for what is in them');
SELECT bag_eq('SELECT schema_name, owner, comment, is_default FROM metahog.remote_schemas', $$SELECT * FROM metahog.schemas('remote')$$,
	'schemas as they are');
SELECT bag_eq('SELECT schema_name, table_name, kind, estimated_rows, total_bytes, comment, primary_key, is_partition, partition_of,
	has_rls, sql_name FROM metahog.remote_tables', $$SELECT * FROM metahog.tables('remote')$$, 'tables as they are');
SELECT bag_eq('SELECT schema_name, table_name, ordinal, column_name, data_type, is_nullable, default_expr, identity, generated, comment,
	enum_labels, hogql_type, sql_name FROM metahog.remote_columns', $$SELECT * FROM metahog.columns('remote')$$, 'columns as they are');
SELECT bag_eq('SELECT constraint_name, from_schema, from_table, from_columns, to_schema, to_table, to_columns FROM metahog.remote_keys',
	$$SELECT * FROM metahog.foreign_keys('remote')$$, 'foreign keys as they are');
SELECT is(concat_ws(' ', source, source_id = s.id, taken_at > now() - interval '1 minute', r.count), 'remote t t ' || r.count, view || ': whose, and when')
FROM (SELECT 'remote_schemas' AS view, source, source_id, taken_at, count(*) FROM metahog.remote_schemas GROUP BY 2, 3, 4
	UNION ALL SELECT 'remote_tables', source, source_id, taken_at, count(*) FROM metahog.remote_tables GROUP BY 2, 3, 4
	UNION ALL SELECT 'remote_columns', source, source_id, taken_at, count(*) FROM metahog.remote_columns GROUP BY 2, 3, 4
	UNION ALL SELECT 'remote_keys', source, source_id, taken_at, count(*) FROM metahog.remote_keys GROUP BY 2, 3, 4) AS r,
	metahog.sources AS s WHERE s.name = 'remote';
SELECT is(taken_by::text, current_user::text, 'by whom') FROM metahog.schema_snapshot;

-- The document

SELECT is(pg_temp.body(metahog.schema('remote', cached => true)), pg_temp.body(metahog.schema('remote')), 'it is the live one');
SELECT is(concat_ws(' ', d->>'source', d->>'cached', (d->>'age')::float8 BETWEEN 0 AND 60,
	(d->>'taken_at')::timestamptz = (SELECT taken_at FROM metahog.schema_snapshot)), 'remote true t t', 'with its age')
FROM metahog.schema('remote', true) AS d;
UPDATE metahog.schema_snapshot SET taken_at = taken_at - interval '1 day';
SELECT cmp_ok((metahog.schema('remote', true)->>'age')::float8, '>=', 86400::float8, 'which grows');
SELECT is(metahog.refresh_schema('pagila')::text, '(30,0,0)', 'of the demo''s database');
SELECT is(pg_temp.body(metahog.schema('pagila', true)), pg_temp.body(metahog.schema('pagila')), 'too, it is the live one');
SET LOCAL metahog.source = 'pagila';
SELECT is(metahog.refresh_schema()::text, '(0,0,0)', 'refresh_schema() of the selected source');
SELECT is_empty('SELECT * FROM metahog.schema_drift()', 'schema_drift()');
SELECT is(metahog.schema(cached => true)->>'source', 'pagila', 'schema(cached => true)');
SELECT is(metahog.refresh_schema(NULL)::text, '(0,0,0)', 'refresh_schema(NULL)');
RESET metahog.source;

-- Once more

CREATE TEMP TABLE place AS SELECT ctid AS place, tableoid::regclass AS part FROM metahog.remote_column
	UNION ALL SELECT ctid, tableoid FROM metahog.remote_table UNION ALL SELECT ctid, tableoid FROM metahog.remote_key;
SELECT is(pg_temp.drift(), NULL, 'nothing has changed');
SELECT is(pg_temp.refresh(), '0 0 0', 'nothing is changed');
SELECT bag_eq('SELECT ctid AS place, tableoid::regclass AS part FROM metahog.remote_column UNION ALL SELECT ctid, tableoid
	FROM metahog.remote_table UNION ALL SELECT ctid, tableoid FROM metahog.remote_key', 'TABLE place', 'rows that are the same are not written again');
CREATE FUNCTION pg_temp.chunks() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	chunks text;
BEGIN
	EXECUTE format('SELECT string_agg(DISTINCT chunk_id::text, '','') FROM %s',
		(SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'metahog.schema_snapshot'::regclass)) INTO chunks;
	RETURN chunks;
END
$$;
SELECT is(before, pg_temp.chunks(), 'nor is a large document') FROM (SELECT pg_temp.chunks() AS before) AS b,
	LATERAL (SELECT metahog.refresh_schema('pagila') WHERE before IS NOT NULL OFFSET 0) AS again;
SELECT helper.run_on('remote', 'INSERT INTO customer SELECT i, i FROM generate_series(1, 1000) AS i', 'ANALYZE customer', 'CREATE INDEX ON customer (name)') \g /dev/null
SELECT is(pg_temp.drift(), NULL, 'rows, sizes and indexes are no part of it');
SELECT is(pg_temp.refresh(), '0 0 0', 'nor counted');
SELECT is(estimated_rows, 1000::bigint, 'but recorded') FROM metahog.remote_tables WHERE source = 'remote' AND table_name = 'customer';
SELECT is((metahog.schema('remote', true)->'tables'->'customer'->>'rows')::int, 1000, 'in the document, too');

-- What changes, one by one: what is done on the remote, how it is told, how it is counted

CREATE TEMP TABLE step (number serial, done text, told text, counted text);
INSERT INTO step (done, told, counted) VALUES
	('CREATE SCHEMA extra', 'added schema extra - extra - {"owner": "admin", "schema_name": "extra"}', '1 0 0'),
	('COMMENT ON SCHEMA extra IS ''more''', 'changed schema extra - extra {"comment": null} {"comment": "more"}', '0 1 0'),
	('ALTER SCHEMA extra OWNER TO analyst', 'changed schema extra - extra {"owner": "admin"} {"owner": "analyst"}', '0 1 0'),
	('ALTER SCHEMA extra RENAME TO other', 'removed schema extra - extra {"owner": "analyst", "comment": "more", "schema_name": "extra"} -' || e'\n'
		|| 'added schema other - other - {"owner": "analyst", "comment": "more", "schema_name": "other"}', '1 0 1'),
	('DROP SCHEMA other', 'removed schema other - other {"owner": "analyst", "comment": "more", "schema_name": "other"} -', '0 0 1'),
	('CREATE TABLE sales.note (id int PRIMARY KEY, "order" int REFERENCES sales.order)', 'added table sales note note - {"kind": "table",'
		' "has_rls": false, "table_name": "note", "primary_key": ["id"], "schema_name": "sales", "is_partition": false}', '1 0 0'),
	('COMMENT ON TABLE sales.note IS ''said''', 'changed table sales note note {"comment": null} {"comment": "said"}', '0 1 0'),
	('ALTER TABLE sales.note ENABLE ROW LEVEL SECURITY', 'changed table sales note note {"has_rls": false} {"has_rls": true}', '0 1 0'),
	('ALTER TABLE sales.note DROP CONSTRAINT note_pkey', 'changed table sales note note {"primary_key": ["id"]} {"primary_key": null}', '0 1 0'),
	('ALTER TABLE sales.note ALTER id DROP NOT NULL', 'changed column sales note id {"is_nullable": false} {"is_nullable": true}', '0 1 0'),
	('ALTER TABLE sales.note ADD PRIMARY KEY (id)', 'changed table sales note note {"primary_key": null} {"primary_key": ["id"]}' || e'\n'
		|| 'changed column sales note id {"is_nullable": true} {"is_nullable": false}', '0 2 0'),
	('ALTER TABLE sales.note RENAME TO remark', 'removed table sales note note {"kind": "table", "comment": "said", "has_rls": true,'
		' "table_name": "note", "primary_key": ["id"], "schema_name": "sales", "is_partition": false} -' || e'\n'
		|| 'added table sales remark remark - {"kind": "table", "comment": "said", "has_rls": true, "table_name": "remark", "primary_key": ["id"],'
		' "schema_name": "sales", "is_partition": false}', '1 0 1'),
	('DROP TABLE sales.remark', 'removed table sales remark remark {"kind": "table", "comment": "said", "has_rls": true, "table_name": "remark",'
		' "primary_key": ["id"], "schema_name": "sales", "is_partition": false} -', '0 0 1'),
	('ALTER TABLE payment DETACH PARTITION payment_2024', 'changed table public payment_2024 payment_2024'
		' {"is_partition": true, "partition_of": "payment"} {"is_partition": false, "partition_of": null}', '0 1 0'),
	('ALTER TABLE customer ADD "New one" varchar(9) DEFAULT ''x''', 'added column public customer New one - {"ordinal": 5, "data_type":'
		' "character varying(9)", "hogql_type": "STRING", "table_name": "customer", "column_name": "New one", "is_nullable": true,'
		' "schema_name": "public", "default_expr": "''x''::character varying"}', '1 0 0'),
	('ALTER TABLE customer ALTER "New one" TYPE varchar(10)', 'changed column public customer New one {"data_type": "character varying(9)"}'
		' {"data_type": "character varying(10)"}', '0 1 0'),
	('ALTER TABLE customer ALTER "New one" TYPE int USING NULL, ALTER "New one" DROP DEFAULT', 'changed column public customer New one'
		' {"data_type": "character varying(10)", "hogql_type": "STRING", "default_expr": "''x''::character varying"}'
		' {"data_type": "integer", "hogql_type": "INTEGER", "default_expr": null}', '0 1 0'),
	('ALTER TABLE customer ALTER "New one" SET DEFAULT 5', 'changed column public customer New one {"default_expr": null} {"default_expr": "5"}', '0 1 0'),
	('COMMENT ON COLUMN customer."New one" IS ''new''', 'changed column public customer New one {"comment": null} {"comment": "new"}', '0 1 0'),
	('ALTER TABLE customer RENAME "New one" TO old', 'renamed column public customer New one {"column_name": "New one"} {"column_name": "old"}', '0 1 0'),
	('DO $$BEGIN UPDATE customer SET old = 1; ALTER TABLE customer ALTER old SET NOT NULL, ALTER old DROP DEFAULT; END$$', 'changed column public customer old {"is_nullable": true, "default_expr": "5"}'
		' {"is_nullable": false, "default_expr": null}', '0 1 0'),
	('ALTER TABLE customer ALTER old ADD GENERATED ALWAYS AS IDENTITY', 'changed column public customer old {"identity": null} {"identity": "always"}', '0 1 0'),
	('ALTER TABLE customer ALTER old DROP IDENTITY, ALTER old TYPE bigint', 'changed column public customer old {"identity": "always", "data_type": "integer"}'
		' {"identity": null, "data_type": "bigint"}', '0 1 0'),
	('ALTER TABLE customer DROP COLUMN old, ADD COLUMN new int NOT NULL DEFAULT 1', 'added column public customer new - {"ordinal": 6,'
		' "data_type": "integer", "hogql_type": "INTEGER", "table_name": "customer", "column_name": "new", "is_nullable": false,'
		' "schema_name": "public", "default_expr": "1"}' || e'\n' || 'removed column public customer old {"comment": "new", "ordinal": 5,'
		' "data_type": "bigint", "hogql_type": "INTEGER", "table_name": "customer", "column_name": "old", "is_nullable": false,'
		' "schema_name": "public"} -', '1 0 1'),
	('ALTER TABLE customer DROP COLUMN new, ADD COLUMN new int GENERATED ALWAYS AS (1) STORED', 'changed column public customer new {"ordinal": 6,'
		' "generated": null, "is_nullable": false, "default_expr": "1"} {"ordinal": 7, "generated": "1", "is_nullable": true,'
		' "default_expr": null}', '0 1 0'),
	('DO $$BEGIN ALTER TABLE customer RENAME new TO newer; ALTER TABLE customer ALTER newer DROP EXPRESSION; ALTER TABLE customer ALTER newer'
		' TYPE text; END$$', 'removed column public customer new {"ordinal": 7, "data_type": "integer", "generated": "1", "hogql_type": "INTEGER",'
		' "table_name": "customer", "column_name": "new", "is_nullable": true, "schema_name": "public"} -' || e'\n'
		|| 'added column public customer newer - {"ordinal": 7, "data_type": "text", "hogql_type": "STRING", "table_name": "customer",'
		' "column_name": "newer", "is_nullable": true, "schema_name": "public"}', '1 0 1'),
	('ALTER TYPE mood ADD VALUE ''great''', 'changed column public customer mood {"enum_labels": ["sad", "fine"]} {"enum_labels": ["sad", "fine", "great"]}', '0 1 0'),
	('ALTER TYPE mood RENAME TO temper', 'changed column public customer mood {"data_type": "mood"} {"data_type": "temper"}', '0 1 0'),
	('ALTER TABLE sales.order DROP CONSTRAINT of', 'removed foreign key sales order of {"to_table": "customer", "to_schema": "public",'
		' "table_name": "order", "to_columns": ["id"], "schema_name": "sales", "from_columns": ["customer"], "constraint_name": "of"} -', '0 0 1'),
	('ALTER TABLE sales.order ADD CONSTRAINT of FOREIGN KEY (id) REFERENCES customer', 'added foreign key sales order of - {"to_table": "customer",'
		' "to_schema": "public", "table_name": "order", "to_columns": ["id"], "schema_name": "sales", "from_columns": ["id"], "constraint_name": "of"}', '1 0 0'),
	('ALTER TABLE sales.order DROP CONSTRAINT of, ADD CONSTRAINT of FOREIGN KEY (customer) REFERENCES sales.order', 'changed foreign key sales order of'
		' {"to_table": "customer", "to_schema": "public", "from_columns": ["id"]} {"to_table": "order", "to_schema": "sales", "from_columns": ["customer"]}', '0 1 0'),
	('ALTER TABLE sales.order RENAME customer TO buyer', 'renamed column sales order customer {"column_name": "customer"} {"column_name": "buyer"}' || e'\n'
		|| 'changed foreign key sales order of {"from_columns": ["customer"]} {"from_columns": ["buyer"]}', '0 2 0'),
	('DO $$BEGIN DROP VIEW customer_list; CREATE MATERIALIZED VIEW customer_list AS SELECT id, name FROM customer; END$$',
		'changed table public customer_list customer_list {"kind": "view"} {"kind": "materialized view"}', '0 1 0');
CREATE TEMP TABLE outcome (number int, told text, counted text, body boolean);
DO $$
DECLARE
	s record;
BEGIN
	FOR s IN SELECT * FROM step ORDER BY number LOOP
		PERFORM helper.run_on('remote', s.done);
		INSERT INTO outcome VALUES (s.number, pg_temp.drift(), pg_temp.refresh(),
			pg_temp.body(metahog.schema('remote', true)) = pg_temp.body(metahog.schema('remote')));
	END LOOP;
END
$$;
SELECT is(o.told || coalesce(' (' || o.counted || ')', ''), s.told || ' (' || s.counted || ')', done) FROM step s JOIN outcome o USING (number) ORDER BY number;
SELECT is(count(*), 0::bigint, 'after each the snapshot was what is there') FROM outcome WHERE body IS NOT TRUE;
SELECT is(pg_temp.drift(), NULL, 'and then nothing has changed');

-- No connection is made for what is recorded

CREATE TEMP TABLE kept AS SELECT pg_temp.body(metahog.schema('remote', true)) AS body;
SELECT metahog.create_source('elsewhere', 'postgres://u:p@127.0.0.1:1/d?sslmode=disable', '{"rate_limit": 1}') \g /dev/null
INSERT INTO metahog.schema_snapshot SELECT s.id, taken_at, taken_by, document FROM metahog.schema_snapshot p, metahog.sources s, metahog.sources r
WHERE s.name = 'elsewhere' AND r.name = 'remote' AND p.source_id = r.id;
SELECT is(pg_temp.body(metahog.schema('elsewhere', true)), body, 'the document, where nobody listens') FROM kept, generate_series(1, 3);
SELECT throws_ok($$SELECT metahog.refresh_schema('elsewhere')$$, '08001', NULL, 'recording asks the source');
SELECT throws_ok($$SELECT metahog.schema_drift('elsewhere')$$, '53400', NULL, 'so does comparing');
SELECT is(pg_temp.body(metahog.schema('elsewhere', true)), body, 'a failure leaves what was recorded') FROM kept;
SELECT metahog.create_source('hasty', current_setting('test.remote_url'), '{"rate_limit": 1}') \g /dev/null
SELECT is(metahog.refresh_schema('hasty')::text, '(30,0,0)', 'recording counts once against the rate');
SELECT throws_ok($$SELECT metahog.refresh_schema('hasty')$$, '53400', NULL, 'a second time it is too much');

-- All or nothing

SELECT helper.run_on('remote', 'CREATE TABLE late (id int)') \g /dev/null
SAVEPOINT before;
SELECT is(pg_temp.refresh(), '1 0 0', 'recorded in a transaction');
SELECT isnt_empty($$SELECT FROM metahog.remote_tables WHERE table_name = 'late'$$, 'which sees it');
ROLLBACK TO before;
SELECT is_empty($$SELECT FROM metahog.remote_tables WHERE table_name = 'late'$$, 'rolled back, it is not there');
SELECT is(pg_temp.body(metahog.schema('remote', true)), body, 'nor in the document') FROM kept;
-- Each fails after some of the parts have been fetched, or while they are stored.
ALTER TABLE metahog.remote_column ADD CONSTRAINT refuse CHECK (table_name <> 'late');
DO $$
BEGIN
	FOR i IN 1 .. 50 LOOP
		BEGIN
			PERFORM set_config('metahog.max_bytes_ceiling', CASE WHEN i % 2 = 0 THEN '1kB' ELSE '256MB' END, true);
			PERFORM metahog.refresh_schema('remote');
			RAISE 'not reached';
		EXCEPTION WHEN program_limit_exceeded OR check_violation THEN
			NULL;
		END;
	END LOOP;
END
$$;
SELECT is(pg_temp.body(metahog.schema('remote', true)), body, 'nor is anything after failures in the middle') FROM kept;
ALTER TABLE metahog.remote_column DROP CONSTRAINT refuse;
SELECT is(current_user::text || ' ' || current_setting('search_path'), session_user || ' "$user", public', 'and the session is what it was');
SELECT is(pg_temp.refresh(), '1 0 0', 'the next time it is recorded');

-- The caller's own objects do not stand in for those of the catalogs

CREATE SCHEMA snapshots_trap;
CREATE FUNCTION snapshots_trap.to_jsonb(anyelement) RETURNS jsonb LANGUAGE plpgsql AS $$BEGIN RAISE 'caught'; END$$;
CREATE FUNCTION snapshots_trap.is_not(text, text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE 'caught'; END$$;
CREATE OPERATOR snapshots_trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = snapshots_trap.is_not);
CREATE TEMP TABLE live_table (a int);
CREATE TEMP TABLE difference (a int);
SET LOCAL search_path = snapshots_trap, pg_catalog, public;
SELECT helper.run_on('remote', 'DROP TABLE late') \g /dev/null
SELECT pg_temp.drift() AS trapped_drift, pg_temp.refresh() AS trapped_refresh \gset
RESET search_path;
SELECT matches(:'trapped_drift'::text, '^removed table public late', 'what is compared');
SELECT is(:'trapped_refresh'::text, '0 0 1', 'what is recorded');

-- Who may

SELECT is(helper.run_as('snapshots_user', 'SELECT metahog.' || call), '42501 permission denied for ' || refused, 'without a grant: ' || call)
FROM (VALUES ('refresh_schema(''remote'')', 'function refresh_schema'), ('schema_drift(''remote'')', 'source "remote"'),
	('schema(''remote'', true)', 'source "remote"')) AS calls (call, refused);
SELECT is(helper.run_as('snapshots_user', 'SELECT count(*) FROM metahog.' || name), '42501 permission denied for table ' || name, 'not for everybody: ' || name)
FROM unnest(ARRAY['schema_snapshot', 'remote_schema', 'remote_table', 'remote_column', 'remote_key']) AS name;
CREATE FUNCTION pg_temp.seen_by(role text) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(helper.run_as(role, format('SELECT coalesce(string_agg(DISTINCT source, '','' ORDER BY source), ''-'') FROM metahog.remote_%s', part)), ' ' ORDER BY part)
	FROM unnest(ARRAY['columns', 'keys', 'schemas', 'tables']) AS part$$;
SELECT is(pg_temp.seen_by('snapshots_user'), '- - - -', 'without a grant, nothing of it is seen');
SELECT metahog.grant_source('remote', 'snapshots_user') \g /dev/null
SELECT is(pg_temp.seen_by('snapshots_user'), 'remote remote remote remote', 'with a grant, what is the source''s');
SELECT is(pg_temp.seen_by('snapshots_other'), '- - - -', 'by nobody else');
SELECT is(helper.run_as('snapshots_user', 'SELECT metahog.schema(''remote'', true)->>''source'''), 'remote', 'the document is for who has a grant');
SELECT is(helper.run_as('snapshots_user', 'SELECT count(*) FROM metahog.schema_drift(''remote'')'), '0', 'and so is comparing');
SELECT is(helper.run_as('snapshots_user', 'SELECT metahog.refresh_schema(''remote'')'), '42501 permission denied for function refresh_schema',
	'recording is not');
GRANT EXECUTE ON FUNCTION metahog.refresh_schema(text) TO snapshots_user;
SELECT is(helper.run_as('snapshots_user', 'SELECT metahog.refresh_schema(''remote'')'), '(0,0,0)', 'until the function is granted, too');
SELECT is(taken_by::text, 'snapshots_user', 'who is remembered') FROM metahog.schema_snapshot JOIN metahog.sources ON id = source_id WHERE name = 'remote';
SELECT is(helper.run_as('snapshots_user', 'SELECT metahog.refresh_schema(''pagila'')'), '42501 permission denied for source "pagila"', 'for one''s own sources');
SAVEPOINT before;
SET LOCAL transaction_read_only = on;
SELECT throws_ok($$SELECT metahog.refresh_schema('remote')$$, '25006', 'cannot execute metahog.refresh_schema() in a read-only transaction',
	'not in a read-only transaction');
SELECT is(metahog.schema('remote', true)->>'cached', 'true', 'in which the document can be read');
SELECT is_empty($$SELECT * FROM metahog.schema_drift('remote')$$, 'and compared');
ROLLBACK TO before;

-- Teams with a source of the same name

SELECT metahog.create_source('prod', current_setting('test.scratch_url'), '{"team_id": 1}') AS one,
	metahog.create_source('prod', current_setting('test.remote_url'), '{"team_id": 2}') AS two \gset
SELECT metahog.refresh_schema(:'one'), metahog.refresh_schema(:'two') \g /dev/null
SET LOCAL metahog.team_id = 1;
SELECT is(metahog.schema('prod', true)->'tables'->'film' IS NULL, true, 'a team has its own');
SELECT is(count(*), 0::bigint, 'in the views, too') FROM metahog.remote_tables WHERE source = 'prod' AND table_name = 'film';
SELECT throws_ok(format('SELECT metahog.schema(%L, true)', :'two'), '42704', NULL, 'not another''s');
SET LOCAL metahog.team_id = 2;
SELECT is(metahog.schema('prod', true)->'tables'->'film' IS NOT NULL, true, 'which has its own');
SELECT is(count(*), 1::bigint, 'and sees it') FROM metahog.remote_tables WHERE source = 'prod' AND table_name = 'film';
RESET metahog.team_id;

-- The end

SELECT metahog.drop_source('remote') \g /dev/null
SELECT is_empty(format('SELECT FROM metahog.%s JOIN metahog.source ON id = source_id WHERE name = ''remote''', part), 'a dropped source has nothing in ' || part)
FROM unnest(ARRAY['schema_snapshot', 'remote_schema', 'remote_table', 'remote_column', 'remote_key']) AS part;
SELECT isnt_empty($$SELECT FROM metahog.remote_tables WHERE source = 'pagila'$$, 'the others have theirs');
SELECT throws_ok($$SELECT metahog.schema('remote', true)$$, '42704', NULL, 'and is not found');

SELECT * FROM finish();
ROLLBACK;
