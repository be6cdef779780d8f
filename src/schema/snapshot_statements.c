/*
 * schema/snapshot_statements.c
 *		What is said to this server about snapshots.
 *
 * They run with a search_path of pg_catalog, as the tables' owner.
 */
#include "postgres.h"

#include "schema/snapshot_statements.h"

/* The statements are laid out by hand, one clause a line. */
/* clang-format off */

/*
 * Objects of one kind that are not the same on both sides: o is the snapshot,
 * n is what is live.  Whatever changes by itself, like estimates, is left out.
 * Column by column, as whole rows take twice the time.
 */
#define DIFFERENCE(object, part, table_name, name, columns, same, also) \
	"SELECT " object " AS object, " EITHER("schema_name") " AS schema_name, " \
	table_name " AS table_name, " name " AS name, to_jsonb(o) AS before, to_jsonb(n) AS after " \
	"FROM (SELECT " columns " FROM metahog.remote_" part " WHERE source_id = $1) AS o " \
	"FULL JOIN (SELECT " columns " FROM live_" part ") AS n ON " same " " \
	"WHERE ROW(o.*) IS DISTINCT FROM ROW(n.*) " also

#define SAME(column) "o." column " = n." column
#define EITHER(column) "COALESCE(o." column ", n." column ")"

/* Tables that only one side has. */
#define ONE_SIDED \
	"one_sided AS MATERIALIZED (SELECT schema_name, table_name FROM (" \
	"SELECT schema_name, table_name, true AS here FROM metahog.remote_table WHERE source_id = $1) AS o " \
	"FULL JOIN (SELECT schema_name, table_name, true AS here FROM live_table) AS n " \
	"USING (schema_name, table_name) WHERE o.here IS NULL OR n.here IS NULL)"
#define OF_BOTH_SIDES \
	"AND NOT EXISTS (SELECT FROM one_sided AS t " \
	"WHERE t.schema_name = " EITHER("schema_name") " AND t.table_name = " EITHER("table_name") ") "

/*
 * A table that is added or removed stands for its columns and keys.  A column
 * with another name but the same number and type was renamed.
 */
#define DRIFT \
	"WITH " ONE_SIDED ", difference AS MATERIALIZED (" \
	DIFFERENCE("'schema'", "schema", "NULL::text", EITHER("schema_name"), \
		"schema_name, owner, comment", SAME("schema_name"), "") \
	"UNION ALL " \
	DIFFERENCE("'table'", "table", EITHER("table_name"), EITHER("table_name"), \
		"schema_name, table_name, kind, comment, primary_key, is_partition, partition_of, has_rls", \
		SAME("schema_name") " AND " SAME("table_name"), "") \
	"UNION ALL " \
	DIFFERENCE("'column'", "column", EITHER("table_name"), EITHER("column_name"), \
		"schema_name, table_name, ordinal, column_name, data_type, is_nullable, default_expr, " \
		"identity, generated, comment, enum_labels, hogql_type", \
		SAME("schema_name") " AND " SAME("table_name") " AND " SAME("column_name"), OF_BOTH_SIDES) \
	"UNION ALL " \
	DIFFERENCE("'foreign key'", "key", EITHER("table_name"), EITHER("constraint_name"), \
		"from_schema AS schema_name, from_table AS table_name, constraint_name, from_columns, " \
		"to_schema, to_table, to_columns", \
		SAME("schema_name") " AND " SAME("table_name") " AND " SAME("constraint_name"), OF_BOTH_SIDES) \
	"), " \
	"renamed AS (SELECT o.schema_name, o.table_name, o.name, n.name AS new_name, o.before, n.after " \
	"FROM difference AS o JOIN difference AS n USING (object, schema_name, table_name) " \
	"WHERE object = 'column' AND o.after IS NULL AND n.before IS NULL " \
	"AND o.before -> 'ordinal' = n.after -> 'ordinal' " \
	"AND o.before -> 'data_type' = n.after -> 'data_type'), " \
	"drift AS (SELECT CASE WHEN before IS NULL THEN 'added' WHEN after IS NULL THEN 'removed' " \
	"ELSE 'changed' END AS change, object, schema_name, table_name, name, before, after " \
	"FROM difference AS w WHERE NOT EXISTS (SELECT FROM renamed AS r WHERE w.object = 'column' " \
	"AND r.schema_name = w.schema_name AND r.table_name = w.table_name " \
	"AND (w.after IS NULL AND w.name = r.name OR w.before IS NULL AND w.name = r.new_name)) " \
	"UNION ALL SELECT 'renamed', 'column', schema_name, table_name, name, before, after FROM renamed) "

/* Of two values the members that differ, of one alone those that say something. */
#define DIFFERENT(one, other) \
	"CASE WHEN " other " IS NULL THEN jsonb_strip_nulls(" one ") " \
	"ELSE (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(" one ") AS e " \
	"WHERE e.value IS DISTINCT FROM " other " -> e.key) END"

const char DRIFT_STATEMENT[] =
	DRIFT
	"SELECT change, object, schema_name, table_name, name, "
	DIFFERENT("before", "after") ", " DIFFERENT("after", "before") " "
	"FROM drift ORDER BY schema_name, table_name NULLS FIRST, "
	"array_position(ARRAY['schema', 'table', 'column', 'foreign key'], object), name";

const char DRIFT_COUNTS_STATEMENT[] =
	DRIFT
	"SELECT (count(*) FILTER (WHERE change = 'added'))::integer, "
	"(count(*) FILTER (WHERE change IN ('changed', 'renamed')))::integer, "
	"(count(*) FILTER (WHERE change = 'removed'))::integer FROM drift";

const char SNAPSHOT_DOCUMENT_STATEMENT[] =
	"WITH referenced AS ("
	"SELECT DISTINCT ON (k.from_schema, k.from_table, u.from_column) k.from_schema, k.from_table, "
	"u.from_column, k.to_schema, k.to_table, u.to_column "
	"FROM metahog.remote_key AS k "
	"CROSS JOIN LATERAL ROWS FROM (unnest(k.from_columns), unnest(k.to_columns)) "
	"AS u (from_column, to_column) "
	"WHERE k.source_id = $1 "
	"ORDER BY k.from_schema, k.from_table, u.from_column, cardinality(k.from_columns), "
	"k.constraint_name) "
	"SELECT r.shown_schema, r.shown_table, r.is_default, r.kind, r.estimated_rows, r.comment, "
	"r.partition_of, r.column_name, r.data_type, r.hogql_type, r.is_nullable, r.is_primary_key, "
	"r.to_schema, r.to_table, r.to_column, r.sql_name "
	"FROM (SELECT t.schema_name, t.table_name, 0 AS ordinal, t.schema_name AS shown_schema, "
	"t.table_name AS shown_table, s.is_default, t.kind, t.estimated_rows, t.comment, t.partition_of, "
	"NULL::text AS column_name, NULL::text AS data_type, NULL::text AS hogql_type, "
	"NULL::boolean AS is_nullable, NULL::boolean AS is_primary_key, NULL::text AS to_schema, "
	"NULL::text AS to_table, NULL::text AS to_column, t.sql_name "
	"FROM metahog.remote_table AS t "
	"LEFT JOIN metahog.remote_schema AS s ON s.source_id = $1 AND s.schema_name = t.schema_name "
	"WHERE t.source_id = $1 "
	"UNION ALL "
	"SELECT c.schema_name, c.table_name, c.ordinal, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
	"c.column_name, c.data_type, c.hogql_type, c.is_nullable, "
	"COALESCE(c.column_name = ANY (t.primary_key), false), f.to_schema, f.to_table, f.to_column, c.sql_name "
	"FROM metahog.remote_column AS c "
	"JOIN metahog.remote_table AS t ON t.source_id = $1 AND t.schema_name = c.schema_name "
	"AND t.table_name = c.table_name "
	"LEFT JOIN referenced AS f ON f.from_schema = c.schema_name AND f.from_table = c.table_name "
	"AND f.from_column = c.column_name "
	"WHERE c.source_id = $1) AS r "
	"ORDER BY r.schema_name, r.table_name, r.ordinal";

/* Rows of which the live side has no exact copy. */
#define DELETE_OLD(part, same) \
	"DELETE FROM metahog.remote_" part " AS o WHERE o.source_id = $1 AND NOT EXISTS (" \
	"SELECT FROM live_" part " AS n WHERE " same " AND ROW(n.*) IS NOT DISTINCT FROM ROW(o.*))"
#define INSERT_NEW(part, same) \
	"INSERT INTO metahog.remote_" part " SELECT n.* FROM live_" part " AS n WHERE NOT EXISTS (" \
	"SELECT FROM metahog.remote_" part " AS o WHERE o.source_id = $1 AND " same ")"

#define SAME_SCHEMA SAME("schema_name")
#define SAME_TABLE SAME("schema_name") " AND " SAME("table_name")
#define SAME_COLUMN SAME_TABLE " AND " SAME("column_name")
#define SAME_FOREIGN_KEY SAME("from_schema") " AND " SAME("from_table") " AND " SAME("constraint_name")

const char *const STORE_STATEMENTS[] = {
	DELETE_OLD("schema", SAME_SCHEMA),
	INSERT_NEW("schema", SAME_SCHEMA),
	DELETE_OLD("table", SAME_TABLE),
	INSERT_NEW("table", SAME_TABLE),
	DELETE_OLD("column", SAME_COLUMN),
	INSERT_NEW("column", SAME_COLUMN),
	DELETE_OLD("key", SAME_FOREIGN_KEY),
	INSERT_NEW("key", SAME_FOREIGN_KEY),
};
const int STORE_STATEMENTS_COUNT = lengthof(STORE_STATEMENTS);

/* clang-format on */
