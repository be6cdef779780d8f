-- test/sql/discovery.sql: schemas, tables, columns, foreign_keys, indexes, functions, profile, schema: what a source has.
--
-- On the demo's database, beside what the remote's own views say; how psql's \d shows it is in test/t/050_discovery.pl.
-- Other shapes are in test/sql/discovery_shapes.sql.

SET client_min_messages = warning;
BEGIN;
SELECT plan(98);

CREATE ROLE discovery_user;

SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SELECT metahog.create_source('admin', current_setting('test.remote_superuser_url')) \g /dev/null

-- As they are declared

SELECT is(pg_get_function_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid), declared, name || ', as it is declared')
FROM (VALUES ('schemas', 'source text DEFAULT NULL::text -> TABLE(schema_name text, owner text, comment text, is_default boolean)'),
	('tables', 'source text DEFAULT NULL::text, in_schema text DEFAULT NULL::text -> TABLE(schema_name text, table_name text,'
		' kind text, estimated_rows bigint, total_bytes bigint, comment text, primary_key text[], is_partition boolean,'
		' partition_of text, has_rls boolean, sql_name text)'),
	('columns', 'source text DEFAULT NULL::text, in_schema text DEFAULT NULL::text, in_table text DEFAULT NULL::text ->'
		' TABLE(schema_name text, table_name text, ordinal integer, column_name text, data_type text, is_nullable boolean,'
		' default_expr text, identity text, generated text, comment text, enum_labels text[], hogql_type text, sql_name text)'),
	('foreign_keys', 'source text DEFAULT NULL::text, in_schema text DEFAULT NULL::text -> TABLE(constraint_name text,'
		' from_schema text, from_table text, from_columns text[], to_schema text, to_table text, to_columns text[])'),
	('indexes', 'source text DEFAULT NULL::text, in_schema text DEFAULT NULL::text -> TABLE(schema_name text, table_name text,'
		' index_name text, columns text[], is_unique boolean, is_primary boolean, predicate text, definition text)'),
	('functions', 'source text DEFAULT NULL::text -> TABLE(name text, arguments text, result text, kind text)'),
	('schema', 'source text DEFAULT NULL::text, cached boolean DEFAULT false -> json')) AS expected (name, declared)
JOIN pg_proc p ON p.pronamespace = 'metahog'::regnamespace AND p.proname = name;
SELECT is(string_agg(pg_get_function_arguments(oid) || ' -> ' || pg_get_function_result(oid), e'\n' ORDER BY pronargs),
	replace($$in_schema text, in_table text -> *$$ || e'\n' || $$source text, in_schema text, in_table text -> *$$, '*',
		'TABLE(column_name text, null_frac real, n_distinct real, most_common_values text[], bounds text[])'),
	'profile, as it is declared')
FROM pg_proc WHERE pronamespace = 'metahog'::regnamespace AND proname = 'profile';

-- The demo's database, beside the remote's own views

SELECT results_eq($$SELECT * FROM metahog.schemas('pagila')$$,
	$$VALUES ('public', 'pg_database_owner', 'standard public schema', true)$$, 'schemas');
SELECT bag_eq($$SELECT schema_name, table_name, kind, comment FROM metahog.tables('pagila')$$,
	$$SELECT * FROM metahog.query('admin', 'SELECT schemaname, tablename, CASE tablename WHEN ''payment'' THEN ''partitioned table''
		ELSE ''table'' END, obj_description(tablename::regclass, ''pg_class'') FROM pg_tables WHERE schemaname = ''public''
		UNION ALL SELECT schemaname, viewname, ''view'', obj_description(viewname::regclass, ''pg_class'') FROM pg_views
		WHERE schemaname = ''public'' UNION ALL SELECT schemaname, matviewname, ''materialized view'',
		obj_description(matviewname::regclass, ''pg_class'') FROM pg_matviews') AS t(s text, n text, kind text, comment text)$$,
	'tables: names, kinds and comments');
SELECT results_eq($$SELECT schema_name, table_name FROM metahog.tables('pagila')$$,
	$$SELECT schema_name, table_name FROM metahog.tables('pagila') ORDER BY schema_name COLLATE "C", table_name COLLATE "C"$$,
	'tables: in the order of their names');
SELECT bag_eq($$SELECT table_name, primary_key FROM metahog.tables('pagila') WHERE primary_key IS NOT NULL$$,
	$$SELECT * FROM metahog.query('admin', 'SELECT table_name, array_agg(column_name::text ORDER BY k.ordinal_position)
		FROM information_schema.table_constraints JOIN information_schema.key_column_usage k USING (constraint_name, table_name)
		WHERE constraint_type = ''PRIMARY KEY'' AND k.table_schema = ''public'' GROUP BY 1') AS t(name text, key text[])$$,
	'tables: primary keys');
SELECT bag_eq($$SELECT table_name, estimated_rows FROM metahog.tables('pagila') WHERE kind <> 'view'$$,
	$$SELECT t.table_name, (metahog.execute('pagila', 'SELECT count(*) FROM ' || t.table_name)->'results'->0->>0)::bigint
	FROM metahog.tables('pagila') AS t WHERE kind <> 'view'$$, 'tables: rows, of what was analysed, and of all its partitions');
SELECT bag_eq($$SELECT table_name, total_bytes FROM metahog.tables('pagila')$$,
	$$SELECT * FROM metahog.query('pagila', 'SELECT relname, CASE relkind WHEN ''v'' THEN NULL WHEN ''p'' THEN
		(SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(oid)) ELSE pg_total_relation_size(oid) END
		FROM pg_class WHERE relnamespace = ''public''::regnamespace AND relkind IN (''r'', ''v'', ''m'', ''p'')')
		AS t(name text, bytes bigint)$$, 'tables: bytes, of a partitioned one all its partitions''');
SELECT results_eq($$SELECT is_partition, partition_of, has_rls, count(*) FROM metahog.tables('pagila') GROUP BY 1, 2, 3$$,
	$$VALUES (false, NULL, false, 22::bigint), (true, 'payment', false, 7)$$, 'tables: partitions');
SELECT bag_eq($$SELECT table_name, ordinal, column_name, is_nullable, default_expr FROM metahog.columns('pagila')
		WHERE table_name <> 'rental_by_category'$$,
	$$SELECT * FROM metahog.query('admin', 'SELECT table_name, ordinal_position, column_name, is_nullable = ''YES'', column_default
		FROM information_schema.columns WHERE table_schema = ''public''') AS t(n text, i int, c text, nullable boolean, d text)$$,
	'columns: numbers, names, nulls and defaults');
SELECT bag_eq($$SELECT table_name, column_name, data_type, comment FROM metahog.columns('pagila')$$,
	$$SELECT * FROM metahog.query('pagila', 'SELECT relname, attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum)
		FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = ''public''::regnamespace AND attnum > 0
		AND relkind IN (''r'', ''v'', ''m'', ''p'') AND NOT attisdropped') AS t(n text, c text, type text, comment text)$$,
	'columns: types and comments');
SELECT results_eq($$SELECT data_type, hogql_type FROM metahog.columns('pagila') GROUP BY 1, 2 ORDER BY 1$$,
	$$VALUES ('boolean', 'BOOLEAN'), ('bytea', 'STRING'), ('character(20)', 'STRING'), ('date', 'DATE'), ('integer', 'INTEGER'),
		('mpaa_rating', 'STRING'), ('numeric', 'FLOAT'), ('numeric(4,2)', 'FLOAT'), ('numeric(5,2)', 'FLOAT'),
		('smallint', 'INTEGER'), ('text', 'STRING'), ('text[]', 'ARRAY'), ('timestamp with time zone', 'DATETIME'),
		('tsvector', 'STRING'), ('year', 'INTEGER')$$, 'columns: what the types are to PostHog');
SELECT is(enum_labels, '{G,PG,PG-13,R,NC-17}', 'columns: labels of an enum') FROM metahog.columns('pagila', 'public', 'film')
WHERE column_name = 'rating';
SELECT bag_eq($$SELECT from_table, constraint_name, format('FOREIGN KEY (%s) REFERENCES %s(%s)', array_to_string(from_columns, ', '),
		to_table, array_to_string(to_columns, ', ')) FROM metahog.foreign_keys('pagila')$$,
	$$SELECT * FROM metahog.query('admin', 'SELECT conrelid::regclass, conname, substring(pg_get_constraintdef(oid), ''^[^)]*\)[^)]*\)'')
		FROM pg_constraint WHERE contype = ''f'' AND NOT (SELECT relispartition FROM pg_class WHERE oid = conrelid)')
		AS t(n text, c text, d text)$$, 'foreign keys');
SELECT is(from_columns::text || ' -> ' || to_columns::text, '{rental_id,customer_id} -> {rental_id,customer_id}',
	'foreign keys: a composite one is whole') FROM metahog.foreign_keys('pagila') WHERE to_table = 'rental';
SELECT bag_eq($$SELECT schema_name, table_name, index_name, definition FROM metahog.indexes('pagila')$$,
	$$SELECT * FROM metahog.query('pagila', 'SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes
		WHERE schemaname = ''public''') AS t(s text, n text, i text, d text)$$, 'indexes');
SELECT bag_eq($$SELECT table_name, columns FROM metahog.indexes('pagila') WHERE is_primary AND is_unique$$,
	$$SELECT table_name, primary_key FROM metahog.tables('pagila') WHERE primary_key IS NOT NULL$$, 'indexes: of primary keys');
SELECT is_empty($$SELECT * FROM metahog.functions('pagila')$$, 'functions: not those of triggers');
SELECT results_eq(format($$SELECT * FROM metahog.profile('pagila', 'public', %L)$$, name),
	format($$SELECT * FROM metahog.query('pagila', %L) AS t(c text, f real, d real, m text[], b text[])$$,
		format('SELECT s.attname, null_frac, n_distinct, most_common_vals::text::text[], histogram_bounds::text::text[]
		FROM pg_stats s JOIN pg_attribute a ON a.attrelid = tablename::regclass AND a.attname = s.attname
		WHERE tablename = %L ORDER BY attnum', name)), 'profile: ' || name)
FROM unnest(ARRAY['film', 'customer', 'rental', 'payment', 'rental_by_category']) AS name;
SELECT is(most_common_values[1:3], '{4.99,2.99,0.99}', 'profile: what is most common comes first')
FROM metahog.profile('pagila', 'public', 'film') WHERE column_name = 'rental_rate';

-- The document says the same

CREATE TEMP TABLE doc AS SELECT metahog.schema('pagila') AS d;
SELECT is((SELECT array_agg(k) FROM json_object_keys(d) AS k), '{source,cached,taken_at,age,tables,columns}', 'what the document has')
FROM doc;
SELECT is(concat_ws(' ', d->>'source', d->>'cached', d->>'age'), 'pagila false 0.000', 'where from, and how old') FROM doc;
SELECT cmp_ok(now() - (d->>'taken_at')::timestamptz, '<', interval '1 minute', 'and when') FROM doc;
SELECT bag_eq($$SELECT key, t.* FROM doc, json_each(d->'tables'),
		json_to_record(value) AS t(schema text, sql_name text, kind text, rows bigint, comment text, partition_of text)$$,
	$$SELECT table_name, schema_name, sql_name, kind, estimated_rows, comment, partition_of FROM metahog.tables('pagila')$$, 'tables');
SELECT bag_eq($$SELECT key, f.* FROM doc, json_each(d->'tables'), json_to_recordset(value->'fields')
		AS f(name text, sql_name text, type text, hogql_type text, nullable boolean, primary_key boolean)$$,
	$$SELECT table_name, column_name, c.sql_name, data_type, hogql_type, is_nullable, coalesce(column_name = ANY (primary_key), false)
	FROM metahog.columns('pagila') AS c JOIN metahog.tables('pagila') USING (table_name)$$, 'fields');
SELECT bag_eq($$SELECT key, f.name, r.* FROM doc, json_each(d->'tables'), json_to_recordset(value->'fields') AS f(name text, "references" json),
		json_to_record(f."references") AS r(schema text, "table" text, "column" text) WHERE f."references" IS NOT NULL$$,
	$$SELECT from_table, c, to_schema, to_table, r FROM metahog.foreign_keys('pagila'),
		ROWS FROM (unnest(from_columns), unnest(to_columns)) AS u (c, r)
		WHERE NOT (c = 'customer_id' AND to_table = 'rental')$$,
	'references: of two keys with a column, the shorter');
SELECT is((SELECT json_object_agg(key, value) FROM json_each(d->'columns'))::jsonb,
	(SELECT jsonb_object_agg(key, (SELECT jsonb_agg(jsonb_build_array(f->>'name', f->>'type')) FROM json_array_elements(value->'fields') AS f))
	FROM json_each(d->'tables')), 'columns: the flat shape') FROM doc;
SELECT is(d->'columns'->'city'->>0, '["city_id","integer"]', 'for instance') FROM doc;

-- What is named is shown, also if it is the system's

SELECT is(t.kind, named.kind, in_schema || '.' || in_table) FROM (VALUES ('pg_catalog', 'pg_class', 'table'), ('information_schema', 'tables', 'view'))
	AS named (in_schema, in_table, kind), metahog.tables('pagila', in_schema) AS t WHERE t.table_name = in_table;
SELECT is(data_type, 'name', 'its columns') FROM metahog.columns('pagila', 'pg_catalog', 'pg_class') WHERE column_name = 'relname';
SELECT is(columns, '{oid}', 'its indexes') FROM metahog.indexes('pagila', 'pg_catalog') WHERE index_name = 'pg_class_oid_index';
SELECT is_empty($$SELECT * FROM metahog.foreign_keys('pagila', 'pg_catalog')$$, 'it has no foreign keys');
SELECT is_empty($$SELECT * FROM metahog.tables('admin') WHERE schema_name ~ '^pg_|^information_schema$'$$, 'otherwise not');

-- What there is not is an empty set

SELECT is_empty('SELECT * FROM metahog.' || call, call)
FROM unnest(ARRAY['tables(''pagila'', ''missing'')', 'tables(''pagila'', '''')', 'tables(''pagila'', ''PUBLIC'')', 'tables(''pagila'', ''public; --'')',
	'columns(''pagila'', ''missing'')', 'columns(''pagila'', in_table => ''missing'')', 'columns(''pagila'', ''public'', ''"film"'')',
	'foreign_keys(''pagila'', ''missing'')', 'indexes(''pagila'', ''missing'')', 'profile(''pagila'', ''missing'', ''film'')',
	'profile(''pagila'', ''public'', NULL)']) AS call;

-- All forms

SET LOCAL metahog.source = 'pagila';
SELECT bag_eq('SELECT * FROM metahog.' || form, 'SELECT * FROM metahog.' || full_form, form)
FROM (VALUES ('schemas()', 'schemas(''pagila'')'), ('schemas(NULL)', 'schemas(source => ''pagila'')'), ('tables()', 'tables(''pagila'')'),
	('tables(in_schema => ''public'')', 'tables(''pagila'')'), ('tables(NULL, NULL)', 'tables(source => ''pagila'')'),
	('columns()', 'columns(''pagila'')'), ('columns(in_table => ''film'')', 'columns(''pagila'', NULL, ''film'')'),
	('columns(in_table => ''film'', in_schema => ''public'', source => ''pagila'')', 'columns(''pagila'', ''public'', ''film'')'),
	('foreign_keys()', 'foreign_keys(''pagila'', ''public'')'), ('indexes()', 'indexes(''pagila'', ''public'')'),
	('functions()', 'functions(''pagila'')'), ('profile(''public'', ''film'')', 'profile(''pagila'', ''public'', ''film'')'),
	('profile(in_table => ''film'', in_schema => ''public'')', 'profile(''pagila'', ''public'', ''film'')'),
	('profile(NULL, ''public'', ''film'')', 'profile(source => ''pagila'', in_schema => ''public'', in_table => ''film'')'))
	AS forms (form, full_form);
SELECT is((metahog.schema()->'tables')::jsonb, (d->'tables')::jsonb, 'schema()') FROM doc;
SELECT is((metahog.schema(cached => NULL)->'tables')::jsonb, (d->'tables')::jsonb, 'schema(cached => NULL)') FROM doc;
RESET metahog.source;
SELECT throws_ok('SELECT metahog.' || call, '22023', 'no source selected', 'no source: ' || call)
FROM unnest(ARRAY['schemas()', 'tables()', 'columns()', 'foreign_keys()', 'indexes()', 'functions()', 'profile(''public'', ''film'')', 'schema()']) AS call;
SELECT is(count(*), 29::bigint, 'in a select list') FROM (SELECT metahog.tables('pagila')) AS t;
SELECT is(count(*), 29::bigint, 'by id') FROM metahog.sources AS s, metahog.tables(s.id::text) AS t WHERE s.name = 'pagila';
SELECT is(count(*), 14::bigint, 'joined with one another') FROM metahog.tables('pagila') AS t
JOIN metahog.columns('pagila') AS c USING (schema_name, table_name) WHERE t.table_name = 'film';

-- Who may, and how much

GRANT USAGE ON SCHEMA metahog TO discovery_user;
SET LOCAL ROLE discovery_user;
SELECT throws_ok('SELECT metahog.' || call, '42501', 'permission denied for source "pagila"', 'no right to the source: ' || call)
FROM unnest(ARRAY['schemas(''pagila'')', 'tables(''pagila'')', 'columns(''pagila'')', 'foreign_keys(''pagila'')', 'indexes(''pagila'')',
	'functions(''pagila'')', 'profile(''pagila'', ''public'', ''film'')', 'schema(''pagila'')']) AS call;
RESET ROLE;
SELECT metahog.grant_source('pagila', 'discovery_user') \g /dev/null
SET LOCAL ROLE discovery_user;
SELECT is(count(*), 29::bigint, 'a grant on the source is enough') FROM metahog.tables('pagila');
RESET ROLE;
SELECT throws_ok($$SELECT metahog.tables('missing')$$, '42704', 'source "missing" does not exist', 'no such source');
SELECT metahog.create_source('indirect', current_setting('test.remote_url'), '{"supports_direct_query": false}') \g /dev/null
SELECT throws_ok($$SELECT metahog.tables('indirect')$$, '0A000', 'source "indirect" does not allow direct queries', 'no direct queries');
SELECT metahog.create_source('capped', current_setting('test.remote_url'), '{"max_rows": 1, "max_bytes": 1}') \g /dev/null
SELECT is(count(*), 29::bigint, 'the source''s ceilings are for its data') FROM metahog.tables('capped');
SET LOCAL metahog.max_bytes_ceiling = '1kB';
SELECT throws_ok('SELECT metahog.' || call, '54000', 'source "capped" has more to tell of its schema than 1024 bytes',
	'the server''s ceiling binds: ' || call) FROM unnest(ARRAY['columns(''capped'')', 'schema(''capped'')']) AS call;
RESET metahog.max_bytes_ceiling;
SELECT metahog.create_source('hasty', current_setting('test.remote_url'), '{"rate_limit": 1}') \g /dev/null
SELECT is(count(*), 1::bigint, 'the source''s rate counts') FROM metahog.schemas('hasty');
SELECT throws_ok($$SELECT metahog.schemas('hasty')$$, '53400', NULL, 'every call');

SELECT * FROM finish();
ROLLBACK;
