-- sql/schema.sql: what a source has: live, as a snapshot, and what changed between the two.
--
-- The snapshot's tables are written by metahog.refresh_schema() alone; the views are how they are read.

CREATE TABLE metahog.schema_snapshot (
	source_id uuid NOT NULL,
	taken_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	taken_by regrole NOT NULL,
	document json,
	CONSTRAINT schema_snapshot_pkey PRIMARY KEY (source_id),
	CONSTRAINT schema_snapshot_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.source (id) ON DELETE CASCADE
);
-- Read as a whole and often: not worth being compressed.
ALTER TABLE metahog.schema_snapshot ALTER COLUMN document SET STORAGE EXTERNAL;

COMMENT ON TABLE metahog.schema_snapshot IS 'When the schema of a source was last recorded';
COMMENT ON COLUMN metahog.schema_snapshot.source_id IS 'Source that was recorded';
COMMENT ON COLUMN metahog.schema_snapshot.taken_at IS 'When it was recorded';
COMMENT ON COLUMN metahog.schema_snapshot.taken_by IS 'Role that had it recorded';
COMMENT ON COLUMN metahog.schema_snapshot.document IS 'What metahog.schema() answers from the snapshot, but for its age';
COMMENT ON INDEX metahog.schema_snapshot_pkey IS 'Finds the snapshot of a source';

CREATE TABLE metahog.remote_schema (
	source_id uuid NOT NULL,
	schema_name text COLLATE "C" NOT NULL,
	owner text,
	comment text,
	is_default boolean,
	CONSTRAINT remote_schema_pkey PRIMARY KEY (source_id, schema_name),
	CONSTRAINT remote_schema_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.schema_snapshot (source_id)
		ON DELETE CASCADE
);

COMMENT ON TABLE metahog.remote_schema IS 'Snapshot: schemas of a source, without those of the system';
COMMENT ON COLUMN metahog.remote_schema.source_id IS 'Source that it belongs to';
COMMENT ON COLUMN metahog.remote_schema.schema_name IS 'Name';
COMMENT ON COLUMN metahog.remote_schema.owner IS 'Role of the remote that owns it';
COMMENT ON COLUMN metahog.remote_schema.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_schema.is_default IS 'Whether new tables go there unless told otherwise';
COMMENT ON INDEX metahog.remote_schema_pkey IS 'Finds a schema of a source by name';

CREATE TABLE metahog.remote_table (
	source_id uuid NOT NULL,
	schema_name text COLLATE "C" NOT NULL,
	table_name text COLLATE "C" NOT NULL,
	kind text,
	estimated_rows bigint,
	total_bytes bigint,
	comment text,
	primary_key text[],
	is_partition boolean,
	partition_of text,
	has_rls boolean,
	sql_name text,
	CONSTRAINT remote_table_pkey PRIMARY KEY (source_id, schema_name, table_name),
	CONSTRAINT remote_table_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.schema_snapshot (source_id)
		ON DELETE CASCADE
);

COMMENT ON TABLE metahog.remote_table IS 'Snapshot: tables and views of a source';
COMMENT ON COLUMN metahog.remote_table.source_id IS 'Source that it belongs to';
COMMENT ON COLUMN metahog.remote_table.schema_name IS 'Schema that it is in';
COMMENT ON COLUMN metahog.remote_table.table_name IS 'Name';
COMMENT ON COLUMN metahog.remote_table.kind IS 'What it is: table, partitioned table, view, materialized view or foreign table';
COMMENT ON COLUMN metahog.remote_table.estimated_rows IS 'Rows, as the remote last estimated them; null: it has not';
COMMENT ON COLUMN metahog.remote_table.total_bytes IS 'Size on disk, where there are few tables with indexes and TOAST; null: none, or not known';
COMMENT ON COLUMN metahog.remote_table.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_table.primary_key IS 'Columns of the primary key, in its order';
COMMENT ON COLUMN metahog.remote_table.is_partition IS 'Whether it is a partition';
COMMENT ON COLUMN metahog.remote_table.partition_of IS 'Table that it is a partition of, with its schema if that is another';
COMMENT ON COLUMN metahog.remote_table.has_rls IS 'Whether row-level security is enabled';
COMMENT ON COLUMN metahog.remote_table.sql_name IS 'What a statement says for it: quoted where it must be, with its schema where the search path does not lead to it';
COMMENT ON INDEX metahog.remote_table_pkey IS 'Finds a table of a source by name';

CREATE TABLE metahog.remote_column (
	source_id uuid NOT NULL,
	schema_name text COLLATE "C" NOT NULL,
	table_name text COLLATE "C" NOT NULL,
	ordinal integer NOT NULL,
	column_name text COLLATE "C" NOT NULL,
	data_type text,
	is_nullable boolean,
	default_expr text,
	identity text,
	generated text,
	comment text,
	enum_labels text[],
	hogql_type text,
	sql_name text,
	CONSTRAINT remote_column_pkey PRIMARY KEY (source_id, schema_name, table_name, column_name),
	CONSTRAINT remote_column_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.schema_snapshot (source_id)
		ON DELETE CASCADE
);

COMMENT ON TABLE metahog.remote_column IS 'Snapshot: columns of the tables and views of a source';
COMMENT ON COLUMN metahog.remote_column.source_id IS 'Source that it belongs to';
COMMENT ON COLUMN metahog.remote_column.schema_name IS 'Schema that its table is in';
COMMENT ON COLUMN metahog.remote_column.table_name IS 'Table that it is in';
COMMENT ON COLUMN metahog.remote_column.ordinal IS 'Its number on the remote; those of dropped columns are missing';
COMMENT ON COLUMN metahog.remote_column.column_name IS 'Name';
COMMENT ON COLUMN metahog.remote_column.data_type IS 'Type, with its modifiers';
COMMENT ON COLUMN metahog.remote_column.is_nullable IS 'Whether it may be null';
COMMENT ON COLUMN metahog.remote_column.default_expr IS 'Default';
COMMENT ON COLUMN metahog.remote_column.identity IS 'Of an identity column: always or by default';
COMMENT ON COLUMN metahog.remote_column.generated IS 'Expression of a generated column';
COMMENT ON COLUMN metahog.remote_column.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_column.enum_labels IS 'Labels of an enum, in its order';
COMMENT ON COLUMN metahog.remote_column.hogql_type IS
	'INTEGER, FLOAT, STRING, BOOLEAN, DATE, DATETIME, JSON, UUID or ARRAY';
COMMENT ON COLUMN metahog.remote_column.sql_name IS 'What a statement says for it: quoted where it must be';
COMMENT ON INDEX metahog.remote_column_pkey IS 'Finds a column of a source by table and name';

CREATE TABLE metahog.remote_key (
	source_id uuid NOT NULL,
	constraint_name text COLLATE "C" NOT NULL,
	from_schema text COLLATE "C" NOT NULL,
	from_table text COLLATE "C" NOT NULL,
	from_columns text[],
	to_schema text,
	to_table text,
	to_columns text[],
	CONSTRAINT remote_key_pkey PRIMARY KEY (source_id, from_schema, from_table, constraint_name),
	CONSTRAINT remote_key_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.schema_snapshot (source_id)
		ON DELETE CASCADE
);

COMMENT ON TABLE metahog.remote_key IS 'Snapshot: foreign keys of a source';
COMMENT ON COLUMN metahog.remote_key.source_id IS 'Source that it belongs to';
COMMENT ON COLUMN metahog.remote_key.constraint_name IS 'Name of the constraint';
COMMENT ON COLUMN metahog.remote_key.from_schema IS 'Schema of the table that refers';
COMMENT ON COLUMN metahog.remote_key.from_table IS 'Table that refers';
COMMENT ON COLUMN metahog.remote_key.from_columns IS 'Its columns';
COMMENT ON COLUMN metahog.remote_key.to_schema IS 'Schema of the table that is referred to';
COMMENT ON COLUMN metahog.remote_key.to_table IS 'Table that is referred to';
COMMENT ON COLUMN metahog.remote_key.to_columns IS 'Its columns, in the order of from_columns';
COMMENT ON INDEX metahog.remote_key_pkey IS 'Finds a foreign key of a source by table and name';

SELECT pg_catalog.pg_extension_config_dump('metahog.schema_snapshot', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.remote_schema', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.remote_table', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.remote_column', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.remote_key', '');

CREATE VIEW metahog.remote_schemas WITH (security_barrier) AS
	SELECT s.id AS source_id, s.name AS source, p.taken_at, r.schema_name, r.owner, r.comment, r.is_default
	FROM metahog.remote_schema r
	JOIN metahog.schema_snapshot p ON p.source_id = r.source_id
	JOIN metahog.sources s ON s.id = r.source_id;
GRANT SELECT ON metahog.remote_schemas TO PUBLIC;

COMMENT ON VIEW metahog.remote_schemas IS 'Schemas of the sources that the current role may use, as last recorded';
COMMENT ON COLUMN metahog.remote_schemas.source_id IS 'Id of the source';
COMMENT ON COLUMN metahog.remote_schemas.source IS 'Name of the source';
COMMENT ON COLUMN metahog.remote_schemas.taken_at IS 'When it was recorded';
COMMENT ON COLUMN metahog.remote_schemas.schema_name IS 'Name';
COMMENT ON COLUMN metahog.remote_schemas.owner IS 'Role of the remote that owns it';
COMMENT ON COLUMN metahog.remote_schemas.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_schemas.is_default IS 'Whether new tables go there unless told otherwise';

CREATE VIEW metahog.remote_tables WITH (security_barrier) AS
	SELECT s.id AS source_id, s.name AS source, p.taken_at, r.schema_name, r.table_name, r.kind, r.estimated_rows,
		r.total_bytes, r.comment, r.primary_key, r.is_partition, r.partition_of, r.has_rls, r.sql_name
	FROM metahog.remote_table r
	JOIN metahog.schema_snapshot p ON p.source_id = r.source_id
	JOIN metahog.sources s ON s.id = r.source_id;
GRANT SELECT ON metahog.remote_tables TO PUBLIC;

COMMENT ON VIEW metahog.remote_tables IS 'Tables and views of the sources that the current role may use, as last recorded';
COMMENT ON COLUMN metahog.remote_tables.source_id IS 'Id of the source';
COMMENT ON COLUMN metahog.remote_tables.source IS 'Name of the source';
COMMENT ON COLUMN metahog.remote_tables.taken_at IS 'When it was recorded';
COMMENT ON COLUMN metahog.remote_tables.schema_name IS 'Schema that it is in';
COMMENT ON COLUMN metahog.remote_tables.table_name IS 'Name';
COMMENT ON COLUMN metahog.remote_tables.kind IS 'What it is: table, partitioned table, view, materialized view or foreign table';
COMMENT ON COLUMN metahog.remote_tables.estimated_rows IS 'Rows, as the remote last estimated them; null: it has not';
COMMENT ON COLUMN metahog.remote_tables.total_bytes IS 'Size on disk, where there are few tables with indexes and TOAST; null: none, or not known';
COMMENT ON COLUMN metahog.remote_tables.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_tables.primary_key IS 'Columns of the primary key, in its order';
COMMENT ON COLUMN metahog.remote_tables.is_partition IS 'Whether it is a partition';
COMMENT ON COLUMN metahog.remote_tables.partition_of IS 'Table that it is a partition of, with its schema if that is another';
COMMENT ON COLUMN metahog.remote_tables.has_rls IS 'Whether row-level security is enabled';
COMMENT ON COLUMN metahog.remote_tables.sql_name IS 'What a statement says for it: quoted where it must be, with its schema where the search path does not lead to it';

CREATE VIEW metahog.remote_columns WITH (security_barrier) AS
	SELECT s.id AS source_id, s.name AS source, p.taken_at, r.schema_name, r.table_name, r.ordinal, r.column_name,
		r.data_type, r.is_nullable, r.default_expr, r.identity, r.generated, r.comment, r.enum_labels, r.hogql_type,
		r.sql_name
	FROM metahog.remote_column r
	JOIN metahog.schema_snapshot p ON p.source_id = r.source_id
	JOIN metahog.sources s ON s.id = r.source_id;
GRANT SELECT ON metahog.remote_columns TO PUBLIC;

COMMENT ON VIEW metahog.remote_columns IS 'Columns of the sources that the current role may use, as last recorded';
COMMENT ON COLUMN metahog.remote_columns.source_id IS 'Id of the source';
COMMENT ON COLUMN metahog.remote_columns.source IS 'Name of the source';
COMMENT ON COLUMN metahog.remote_columns.taken_at IS 'When it was recorded';
COMMENT ON COLUMN metahog.remote_columns.schema_name IS 'Schema that its table is in';
COMMENT ON COLUMN metahog.remote_columns.table_name IS 'Table that it is in';
COMMENT ON COLUMN metahog.remote_columns.ordinal IS 'Its number on the remote; those of dropped columns are missing';
COMMENT ON COLUMN metahog.remote_columns.column_name IS 'Name';
COMMENT ON COLUMN metahog.remote_columns.data_type IS 'Type, with its modifiers';
COMMENT ON COLUMN metahog.remote_columns.is_nullable IS 'Whether it may be null';
COMMENT ON COLUMN metahog.remote_columns.default_expr IS 'Default';
COMMENT ON COLUMN metahog.remote_columns.identity IS 'Of an identity column: always or by default';
COMMENT ON COLUMN metahog.remote_columns.generated IS 'Expression of a generated column';
COMMENT ON COLUMN metahog.remote_columns.comment IS 'Comment';
COMMENT ON COLUMN metahog.remote_columns.enum_labels IS 'Labels of an enum, in its order';
COMMENT ON COLUMN metahog.remote_columns.hogql_type IS 'INTEGER, FLOAT, STRING, BOOLEAN, DATE, DATETIME, JSON, UUID or ARRAY';
COMMENT ON COLUMN metahog.remote_columns.sql_name IS 'What a statement says for it: quoted where it must be';

CREATE VIEW metahog.remote_keys WITH (security_barrier) AS
	SELECT s.id AS source_id, s.name AS source, p.taken_at, r.constraint_name, r.from_schema, r.from_table,
		r.from_columns, r.to_schema, r.to_table, r.to_columns
	FROM metahog.remote_key r
	JOIN metahog.schema_snapshot p ON p.source_id = r.source_id
	JOIN metahog.sources s ON s.id = r.source_id;
GRANT SELECT ON metahog.remote_keys TO PUBLIC;

COMMENT ON VIEW metahog.remote_keys IS 'Foreign keys of the sources that the current role may use, as last recorded';
COMMENT ON COLUMN metahog.remote_keys.source_id IS 'Id of the source';
COMMENT ON COLUMN metahog.remote_keys.source IS 'Name of the source';
COMMENT ON COLUMN metahog.remote_keys.taken_at IS 'When it was recorded';
COMMENT ON COLUMN metahog.remote_keys.constraint_name IS 'Name of the constraint';
COMMENT ON COLUMN metahog.remote_keys.from_schema IS 'Schema of the table that refers';
COMMENT ON COLUMN metahog.remote_keys.from_table IS 'Table that refers';
COMMENT ON COLUMN metahog.remote_keys.from_columns IS 'Its columns';
COMMENT ON COLUMN metahog.remote_keys.to_schema IS 'Schema of the table that is referred to';
COMMENT ON COLUMN metahog.remote_keys.to_table IS 'Table that is referred to';
COMMENT ON COLUMN metahog.remote_keys.to_columns IS 'Its columns, in the order of from_columns';

CREATE FUNCTION metahog.schemas(source text DEFAULT NULL)
	RETURNS TABLE (schema_name text, owner text, comment text, is_default boolean)
	AS 'MODULE_PATHNAME', 'metahog_schemas'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10;
COMMENT ON FUNCTION metahog.schemas(text) IS
	'Lists the schemas of a source, without those of the system';

CREATE FUNCTION metahog.tables(source text DEFAULT NULL, in_schema text DEFAULT NULL)
	RETURNS TABLE (schema_name text, table_name text, kind text, estimated_rows bigint, total_bytes bigint,
		comment text, primary_key text[], is_partition boolean, partition_of text, has_rls boolean,
		sql_name text)
	AS 'MODULE_PATHNAME', 'metahog_tables'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000;
COMMENT ON FUNCTION metahog.tables(text, text) IS
	'Lists the tables and views of a source, or of one of its schemas';

CREATE FUNCTION metahog.columns(source text DEFAULT NULL, in_schema text DEFAULT NULL, in_table text DEFAULT NULL)
	RETURNS TABLE (schema_name text, table_name text, ordinal integer, column_name text, data_type text,
		is_nullable boolean, default_expr text, identity text, generated text, comment text, enum_labels text[],
		hogql_type text, sql_name text)
	AS 'MODULE_PATHNAME', 'metahog_columns'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000;
COMMENT ON FUNCTION metahog.columns(text, text, text) IS
	'Lists the columns of a source, of one of its schemas, or of one of its tables';

CREATE FUNCTION metahog.foreign_keys(source text DEFAULT NULL, in_schema text DEFAULT NULL)
	RETURNS TABLE (constraint_name text, from_schema text, from_table text, from_columns text[], to_schema text,
		to_table text, to_columns text[])
	AS 'MODULE_PATHNAME', 'metahog_foreign_keys'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100;
COMMENT ON FUNCTION metahog.foreign_keys(text, text) IS
	'Lists the foreign keys of a source, or of the tables of one schema; composite ones whole';

CREATE FUNCTION metahog.indexes(source text DEFAULT NULL, in_schema text DEFAULT NULL)
	RETURNS TABLE (schema_name text, table_name text, index_name text, columns text[], is_unique boolean,
		is_primary boolean, predicate text, definition text)
	AS 'MODULE_PATHNAME', 'metahog_indexes'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1000;
COMMENT ON FUNCTION metahog.indexes(text, text) IS
	'Lists the indexes of a source, or of one of its schemas';

CREATE FUNCTION metahog.functions(source text DEFAULT NULL)
	RETURNS TABLE (name text, arguments text, result text, kind text)
	AS 'MODULE_PATHNAME', 'metahog_functions'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 100;
COMMENT ON FUNCTION metahog.functions(text) IS
	'Lists the functions of a source that its login may call, without those of the system';

CREATE FUNCTION metahog.profile(source text, in_schema text, in_table text)
	RETURNS TABLE (column_name text, null_frac real, n_distinct real, most_common_values text[], bounds text[])
	AS 'MODULE_PATHNAME', 'metahog_profile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20;
COMMENT ON FUNCTION metahog.profile(text, text, text) IS
	'Tells what the remote''s planner knows of a table''s columns, without reading the table';

CREATE FUNCTION metahog.profile(in_schema text, in_table text)
	RETURNS TABLE (column_name text, null_frac real, n_distinct real, most_common_values text[], bounds text[])
	AS 'MODULE_PATHNAME', 'metahog_profile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 20;
COMMENT ON FUNCTION metahog.profile(text, text) IS
	'Tells what the planner of the selected source knows of a table''s columns, without reading the table';

CREATE FUNCTION metahog.schema(source text DEFAULT NULL, cached boolean DEFAULT false) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_schema'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.schema(text, boolean) IS
	'All tables of a source with their columns as one document: live, or from the snapshot with its age';

CREATE FUNCTION metahog.refresh_schema(source text DEFAULT NULL, OUT added integer, OUT changed integer,
		OUT removed integer)
	AS 'MODULE_PATHNAME', 'metahog_refresh_schema'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.refresh_schema(text) IS
	'Records the schemas, tables, columns and foreign keys of a source; tells how much differs from the last time';

CREATE FUNCTION metahog.schema_drift(source text DEFAULT NULL)
	RETURNS TABLE (change text, object text, schema_name text, table_name text, name text, before jsonb, after jsonb)
	AS 'MODULE_PATHNAME', 'metahog_schema_drift'
	LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 10;
COMMENT ON FUNCTION metahog.schema_drift(text) IS
	'Lists what is different on a source now from what was last recorded';

REVOKE EXECUTE ON FUNCTION metahog.refresh_schema(text) FROM PUBLIC;
