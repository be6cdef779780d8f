/*
 * schema/catalog_statements.c
 *		What the catalogs of a remote are asked.
 *
 * Table aliases are the same in all of them, so that fragments fit anywhere: n
 * pg_namespace, c pg_class, a pg_attribute, d pg_description, k another pg_constraint,
 * i the constraint that is the primary key.
 */
#include "postgres.h"

#include "base/qualified.h"
#include "schema/catalog_statements.h"

/* The statements are laid out by hand, one clause a line. */
/* clang-format off */

/* Names that begin with pg_ are reserved for the system. */
#define NOT_SYSTEM "n.nspname " OP("!~") " '^pg_' AND n.nspname " OP("<>") " 'information_schema'"

/* The schema that is named, or all but the system's. */
#define IN_SCHEMA "($1::pg_catalog.text IS NULL AND " NOT_SYSTEM " OR n.nspname " OP("=") " $1)"
#define IN_TABLE "($2::pg_catalog.text IS NULL OR c.relname " OP("=") " $2)"

#define TABLE_KINDS "c.relkind " OP("=") " ANY ('{r,p,v,m,f}')"

#define IS_KIND(kind) "c.relkind " OP("=") " '" kind "'"
#define KIND \
	"CASE WHEN " IS_KIND("r") " THEN 'table' WHEN " IS_KIND("p") " THEN 'partitioned table' " \
	"WHEN " IS_KIND("v") " THEN 'view' WHEN " IS_KIND("m") " THEN 'materialized view' " \
	"ELSE 'foreign table' END"

#define LIVE_COLUMN "a.attnum " OP(">") " 0 AND NOT a.attisdropped"

#define DESCRIPTION(catalog, object) \
	"pg_catalog.pg_description AS d ON d.classoid " OP("=") " 'pg_catalog." catalog "'::pg_catalog.regclass " \
	"AND d.objoid " OP("=") " " object ".oid AND d.objsubid " OP("=") " 0 "

/*
 * Of a partitioned table nobody counts the rows until somebody analyses it as
 * a whole, so the partitions' are added up.  -1 is what was never counted.
 * pg_partition_tree() would wait for partitions that are locked.
 */
#define PARTITIONS \
	"tree (oid, member) AS (" \
	"SELECT c.oid, c.oid FROM pg_catalog.pg_class AS c WHERE " IS_KIND("p") " UNION ALL " \
	"SELECT t.oid, h.inhrelid FROM tree AS t JOIN pg_catalog.pg_inherits AS h " \
	"ON h.inhparent " OP("=") " t.member), " \
	"partitions AS (" \
	"SELECT t.oid, pg_catalog.sum(l.reltuples) FILTER (" \
	"WHERE l.relkind " OP("<>") " 'p' AND l.reltuples " OP(">=") " 0)::pg_catalog.int8 AS estimated_rows " \
	"FROM tree AS t " \
	"JOIN pg_catalog.pg_class AS l ON l.oid " OP("=") " t.member GROUP BY 1)"
#define ESTIMATED_ROWS \
	"CASE WHEN " IS_KIND("v") " THEN NULL " \
	"WHEN c.reltuples " OP(">=") " 0 THEN c.reltuples::pg_catalog.int8 " \
	"ELSE partitions.estimated_rows END"

/* In double quotes if it has a dot itself, so that no two names look the same: see append_name(). */
#define DOTTED(name) \
	"CASE WHEN " name " " OP("~") " '[.\"]' THEN pg_catalog.quote_ident(" name ") ELSE " name "::pg_catalog.text END"
/* A name, and the schema's before it where that cannot be left out. */
#define NAME_IN(schema, name, is_enough) \
	"CASE WHEN " is_enough " THEN '' ELSE " DOTTED(schema) " " OP("||") " '.' END " OP("||") " " DOTTED(name)

/* What a statement says for a table: quoted where it must be, with its schema where the search path does not lead to it. */
#define TABLE_SQL_NAME \
	"pg_catalog.concat(CASE WHEN NOT pg_catalog.pg_table_is_visible(c.oid) " \
	"THEN pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.') END, pg_catalog.quote_ident(c.relname))"
#define COLUMN_SQL_NAME "pg_catalog.quote_ident(a.attname)"

/* Beside a partition of the same schema the name is enough. */
#define PARTITION_OF \
	"CASE WHEN relispartition THEN (" \
	"SELECT " NAME_IN("pn.nspname", "p.relname", "p.relnamespace " OP("=") " c.relnamespace") " " \
	"FROM pg_catalog.pg_inherits AS h " \
	"JOIN pg_catalog.pg_class AS p ON p.oid " OP("=") " h.inhparent " \
	"JOIN pg_catalog.pg_namespace AS pn ON pn.oid " OP("=") " p.relnamespace " \
	"WHERE h.inhrelid " OP("=") " c.oid) END"

/*
 * The size on disk as pg_total_relation_size() has it, which costs the remote
 * several file accesses for each table: so for a thousand tables and no more.
 * Where there are more it is told from the pages that VACUUM and ANALYZE have
 * counted in the table itself.
 */
#define FEW_TABLES \
	"few (are_few) AS MATERIALIZED (" \
	"SELECT pg_catalog.count(*) " OP("<=") " 1000 FROM (" \
	"SELECT FROM pg_catalog.pg_class AS c WHERE c.relkind " OP("=") " ANY ('{r,m}') LIMIT 1001) AS s)"
/* It would wait for a table that somebody has locked, or is about to lock: not told either. */
#define LOCKED_TABLES \
	"locked (oid) AS MATERIALIZED (" \
	"SELECT COALESCE(x.indrelid, l.relation) FROM pg_catalog.pg_locks AS l " \
	"LEFT JOIN pg_catalog.pg_index AS x ON x.indexrelid " OP("=") " l.relation " \
	"WHERE l.locktype " OP("=") " 'relation' AND l.mode " OP("=") " 'AccessExclusiveLock')"
#define TOTAL_BYTES \
	"CASE WHEN c.relkind " OP("=") " ANY ('{v,f}') THEN NULL " \
	"WHEN (SELECT few.are_few FROM few) THEN CASE WHEN c.relkind " OP("<>") " 'p' THEN " \
	"CASE WHEN NOT c.oid " OP("=") " ANY (SELECT locked.oid FROM locked) " \
	"THEN pg_catalog.pg_total_relation_size(c.oid) END " \
	"WHEN NOT EXISTS (SELECT FROM tree JOIN locked ON locked.oid " OP("=") " tree.member " \
	"WHERE tree.oid " OP("=") " c.oid) " \
	"THEN (SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(tree.member))::pg_catalog.int8 " \
	"FROM tree WHERE tree.oid " OP("=") " c.oid) END " \
	"WHEN c.relkind " OP("<>") " 'p' THEN c.relpages " \
	OP("*") " pg_catalog.current_setting('block_size')::pg_catalog.int8 END"

/* Names of the columns whose numbers an array lists, in its order. */
#define COLUMN_NAMES(table, numbers) \
	"ARRAY(SELECT a.attname::pg_catalog.text " \
	"FROM pg_catalog.unnest(" numbers ") WITH ORDINALITY AS u (number, place) " \
	"JOIN pg_catalog.pg_attribute AS a ON a.attrelid " OP("=") " " table " " \
	"AND a.attnum " OP("=") " u.number " \
	"ORDER BY u.place)"

/* Most keys have one column, for which this is far quicker. */
#define PRIMARY_KEY \
	"CASE WHEN pg_catalog.cardinality(i.conkey) " OP("=") " 1 THEN ARRAY[(" \
	"SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a " \
	"WHERE a.attrelid " OP("=") " c.oid AND a.attnum " OP("=") " i.conkey[1])] " \
	"WHEN i.conkey IS NOT NULL THEN " COLUMN_NAMES("c.oid", "i.conkey") " END"
#define PRIMARY_KEY_CONSTRAINT \
	"pg_catalog.pg_constraint AS i ON i.conrelid " OP("=") " c.oid AND i.contype " OP("=") " 'p' "

/* A column's type, of a domain the type that it is made of, through any number of domains. */
#define BASE_TYPE \
	"CASE WHEN t.typtype " OP("=") " 'd' THEN (" \
	"WITH RECURSIVE chain (base) AS (SELECT t.typbasetype UNION ALL " \
	"SELECT b.typbasetype FROM chain AS k " \
	"JOIN pg_catalog.pg_type AS b ON b.oid " OP("=") " k.base WHERE b.typtype " OP("=") " 'd') " \
	"SELECT k.base FROM chain AS k " \
	"JOIN pg_catalog.pg_type AS b ON b.oid " OP("=") " k.base WHERE b.typtype " OP("<>") " 'd') " \
	"ELSE t.oid END"

/*
 * For CASE: the types that have a name of HogQL's.  To look each up in an array
 * takes longer, and a schema has many columns.
 */
#define WHEN_TYPE(type, oid, name) "WHEN " type " " OP("=") " " oid " THEN '" name "' "
#define WHEN_HOGQL_TYPE(type) \
	WHEN_TYPE(type, "25", "STRING") WHEN_TYPE(type, "1043", "STRING") \
	WHEN_TYPE(type, "20", "INTEGER") WHEN_TYPE(type, "23", "INTEGER") \
	WHEN_TYPE(type, "21", "INTEGER") WHEN_TYPE(type, "26", "INTEGER") \
	WHEN_TYPE(type, "16", "BOOLEAN") WHEN_TYPE(type, "1184", "DATETIME") \
	WHEN_TYPE(type, "1114", "DATETIME") WHEN_TYPE(type, "1082", "DATE") \
	WHEN_TYPE(type, "1700", "FLOAT") WHEN_TYPE(type, "701", "FLOAT") \
	WHEN_TYPE(type, "700", "FLOAT") WHEN_TYPE(type, "3802", "JSON") \
	WHEN_TYPE(type, "114", "JSON") WHEN_TYPE(type, "2950", "UUID")

/* A domain is of its base type's category. */
#define HOGQL_TYPE \
	"CASE WHEN t.typcategory " OP("=") " 'A' THEN 'ARRAY' " WHEN_HOGQL_TYPE("t.oid") \
	"WHEN t.typtype " OP("=") " 'd' THEN (SELECT CASE " WHEN_HOGQL_TYPE("d.base") \
	"ELSE 'STRING' END FROM (SELECT " BASE_TYPE " AS base) AS d) " \
	"ELSE 'STRING' END"

const char SCHEMAS_STATEMENT[] =
	"SELECT n.nspname, pg_catalog.pg_get_userbyid(n.nspowner), d.description, "
	"n.nspname " OP("=") " pg_catalog.current_schema() IS TRUE "
	"FROM pg_catalog.pg_namespace AS n "
	"LEFT JOIN " DESCRIPTION("pg_namespace", "n")
	"WHERE " NOT_SYSTEM " ORDER BY 1";

const char TABLES_STATEMENT[] =
	"WITH RECURSIVE " FEW_TABLES ", " LOCKED_TABLES ", " PARTITIONS " "
	"SELECT n.nspname, c.relname, " KIND ", " ESTIMATED_ROWS ", " TOTAL_BYTES ", d.description, "
	PRIMARY_KEY ", relispartition, " PARTITION_OF ", relrowsecurity, " TABLE_SQL_NAME " "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"LEFT JOIN " DESCRIPTION("pg_class", "c")
	"LEFT JOIN " PRIMARY_KEY_CONSTRAINT
	"LEFT JOIN partitions ON partitions.oid " OP("=") " c.oid "
	"WHERE " TABLE_KINDS " AND " IN_SCHEMA " ORDER BY 1, 2";

const char COLUMNS_STATEMENT[] =
	"SELECT n.nspname, c.relname, a.attnum, a.attname, "
	"pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, "
	"CASE WHEN attgenerated " OP("=") " '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END, "
	"CASE WHEN attidentity " OP("=") " 'a' THEN 'always' "
	"WHEN attidentity " OP("=") " 'd' THEN 'by default' END, "
	"CASE WHEN attgenerated " OP("<>") " '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END, "
	"d.description, "
	"CASE WHEN e.oid IS NOT NULL THEN ARRAY(SELECT l.enumlabel::pg_catalog.text "
	"FROM pg_catalog.pg_enum AS l WHERE l.enumtypid " OP("=") " e.oid ORDER BY l.enumsortorder) END, "
	HOGQL_TYPE ", " COLUMN_SQL_NAME " "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"JOIN pg_catalog.pg_attribute AS a ON a.attrelid " OP("=") " c.oid AND " LIVE_COLUMN " "
	"JOIN pg_catalog.pg_type AS t ON t.oid " OP("=") " a.atttypid "
	"LEFT JOIN pg_catalog.pg_type AS e ON e.oid " OP("=") " " BASE_TYPE " AND e.typtype " OP("=") " 'e' "
	"LEFT JOIN pg_catalog.pg_attrdef AS f "
	"ON f.adrelid " OP("=") " a.attrelid AND f.adnum " OP("=") " a.attnum AND a.atthasdef "
	"LEFT JOIN pg_catalog.pg_description AS d "
	"ON d.classoid " OP("=") " 'pg_catalog.pg_class'::pg_catalog.regclass "
	"AND d.objoid " OP("=") " c.oid AND d.objsubid " OP("=") " a.attnum "
	"WHERE " TABLE_KINDS " AND " IN_SCHEMA " AND " IN_TABLE " ORDER BY 1, 2, 3";

/* What a partition has from its parent is told of the parent. */
const char FOREIGN_KEYS_STATEMENT[] =
	"SELECT k.conname, n.nspname, c.relname, " COLUMN_NAMES("k.conrelid", "k.conkey") ", "
	"rn.nspname, rc.relname, " COLUMN_NAMES("k.confrelid", "k.confkey") " "
	"FROM pg_catalog.pg_constraint AS k "
	"JOIN pg_catalog.pg_class AS c ON c.oid " OP("=") " k.conrelid "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"JOIN pg_catalog.pg_class AS rc ON rc.oid " OP("=") " k.confrelid "
	"JOIN pg_catalog.pg_namespace AS rn ON rn.oid " OP("=") " rc.relnamespace "
	"WHERE k.contype " OP("=") " 'f' AND conparentid " OP("=") " 0 AND " IN_SCHEMA " ORDER BY 2, 3, 1";

/* A column by its name, as everywhere; an expression has none, so it is printed. */
const char INDEXES_STATEMENT[] =
	"SELECT n.nspname, c.relname, ic.relname, "
	"ARRAY(SELECT COALESCE((SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a "
	"WHERE a.attrelid " OP("=") " x.indrelid AND a.attnum " OP("=") " x.indkey[u.place " OP("-") " 1]), "
	"pg_catalog.pg_get_indexdef(x.indexrelid, u.place, true)) "
	"FROM pg_catalog.generate_series(1, indnkeyatts) AS u (place) ORDER BY u.place), "
	"x.indisunique, x.indisprimary, pg_catalog.pg_get_expr(x.indpred, x.indrelid, true), "
	"pg_catalog.pg_get_indexdef(x.indexrelid) "
	"FROM pg_catalog.pg_index AS x "
	"JOIN pg_catalog.pg_class AS ic ON ic.oid " OP("=") " x.indexrelid "
	"JOIN pg_catalog.pg_class AS c ON c.oid " OP("=") " x.indrelid "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"WHERE " TABLE_KINDS " AND " IN_SCHEMA " ORDER BY 1, 2, 3";

/* A trigger's function cannot be called, whatever its privileges say. */
const char FUNCTIONS_STATEMENT[] =
	"SELECT " NAME_IN("n.nspname", "p.proname", "pg_catalog.pg_function_is_visible(p.oid)") ", "
	"pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid), "
	"CASE WHEN prokind " OP("=") " 'p' THEN 'procedure' WHEN prokind " OP("=") " 'a' THEN 'aggregate' "
	"WHEN prokind " OP("=") " 'w' THEN 'window' ELSE 'function' END "
	"FROM pg_catalog.pg_proc AS p "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " p.pronamespace "
	"WHERE " NOT_SYSTEM " "
	"AND p.prorettype " OP("<>") " 'pg_catalog.trigger'::pg_catalog.regtype "
	"AND p.prorettype " OP("<>") " 'pg_catalog.event_trigger'::pg_catalog.regtype "
	"AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
	"AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1, 2";

/* Of a table with children there are two rows: the one for the whole tree is what a query sees. */
const char PROFILE_STATEMENT[] =
	"SELECT s.attname, s.null_frac, s.n_distinct, "
	"s.most_common_vals::pg_catalog.text::pg_catalog.text[], "
	"s.histogram_bounds::pg_catalog.text::pg_catalog.text[] "
	"FROM pg_catalog.pg_stats AS s "
	"JOIN pg_catalog.pg_namespace AS n ON n.nspname " OP("=") " s.schemaname "
	"JOIN pg_catalog.pg_class AS c ON c.relnamespace " OP("=") " n.oid AND c.relname " OP("=") " s.tablename "
	"JOIN pg_catalog.pg_attribute AS a ON a.attrelid " OP("=") " c.oid AND a.attname " OP("=") " s.attname "
	"WHERE n.nspname " OP("=") " $1 AND c.relname " OP("=") " $2 AND s.inherited " OP("=") " ("
	"SELECT pg_catalog.bool_or(w.inherited) FROM pg_catalog.pg_stats AS w "
	"WHERE w.schemaname " OP("=") " s.schemaname AND w.tablename " OP("=") " s.tablename "
	"AND w.attname " OP("=") " s.attname) "
	"ORDER BY a.attnum";

/*
 * Asked for each table of a text, it has to be compiled quickly: domains are seen through twice, and not
 * through any number of them.
 */
const char NAMED_TABLE_STATEMENT[] =
	"SELECT a.attname, pg_catalog.format_type("
	"CASE WHEN b.typbasetype " OP("<>") " 0 THEN b.typbasetype WHEN t.typbasetype " OP("<>") " 0 "
	"THEN t.typbasetype ELSE a.atttypid END, NULL), "
	"NOT a.attnotnull OR " IS_KIND("f") ", a.attnum " OP("=") " ANY (i.conkey) IS TRUE "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid " OP("=") " c.oid AND " LIVE_COLUMN " "
	"LEFT JOIN pg_catalog.pg_type AS t ON t.oid " OP("=") " a.atttypid "
	"LEFT JOIN pg_catalog.pg_type AS b ON b.oid " OP("=") " t.typbasetype "
	"LEFT JOIN " PRIMARY_KEY_CONSTRAINT
	"WHERE " TABLE_KINDS " AND " NOT_SYSTEM " AND n.nspname " OP("=") " $1 AND c.relname " OP("=") " $2 "
	"ORDER BY a.attnum";

const char TABLE_NAMES_STATEMENT[] =
	"SELECT n.nspname, c.relname "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"WHERE " TABLE_KINDS " AND " NOT_SYSTEM " ORDER BY 1, 2";

/*
 * A row for each table, its columns in an array: that takes the remote a
 * fraction of what a row for each column does, which would have to be sorted.
 * The tables are sorted before they have their columns, in a query of its own
 * that OFFSET keeps from being pulled up: so little is sorted, and the first
 * rows are on their way while the others' columns are looked for.  What a
 * table's columns reference comes in their order, each at most once.
 */
const char DOCUMENT_STATEMENT[] =
	"WITH RECURSIVE " PARTITIONS ", "
	"referenced AS ("
	"SELECT DISTINCT ON (k.conrelid, ka.attnum) k.conrelid, ka.attname, rn.nspname, rc.relname, a.attname AS to_name "
	"FROM pg_catalog.pg_constraint AS k "
	"CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey)) "
	"AS u (from_number, to_number) "
	"JOIN pg_catalog.pg_class AS rc ON rc.oid " OP("=") " k.confrelid "
	"JOIN pg_catalog.pg_namespace AS rn ON rn.oid " OP("=") " rc.relnamespace "
	"JOIN pg_catalog.pg_attribute AS ka "
	"ON ka.attrelid " OP("=") " k.conrelid AND ka.attnum " OP("=") " u.from_number "
	"JOIN pg_catalog.pg_attribute AS a "
	"ON a.attrelid " OP("=") " k.confrelid AND a.attnum " OP("=") " u.to_number "
	"WHERE k.contype " OP("=") " 'f' AND conparentid " OP("=") " 0 "
	"ORDER BY k.conrelid, ka.attnum, pg_catalog.cardinality(k.conkey), k.conname), "
	"targets (oid, columns) AS ("
	"SELECT r.conrelid, pg_catalog.array_agg(ARRAY[r.attname::pg_catalog.text, "
	"r.nspname::pg_catalog.text, r.relname::pg_catalog.text, r.to_name::pg_catalog.text]) "
	"FROM referenced AS r GROUP BY 1) "
	"SELECT c.nspname, c.relname, c.is_default, c.kind, c.estimated_rows, c.description, c.partition_of, "
	"ARRAY(SELECT ARRAY[a.attname::pg_catalog.text, pg_catalog.format_type(a.atttypid, a.atttypmod), "
	"COALESCE(CASE " WHEN_HOGQL_TYPE("a.atttypid") "END, (SELECT " HOGQL_TYPE " "
	"FROM pg_catalog.pg_type AS t WHERE t.oid " OP("=") " a.atttypid)), "
	"CASE WHEN NOT a.attnotnull THEN 'nullable' WHEN a.attnum " OP("=") " ANY (c.conkey) THEN 'key' END, " COLUMN_SQL_NAME "] "
	"FROM pg_catalog.pg_attribute AS a WHERE a.attrelid " OP("=") " c.oid AND " LIVE_COLUMN " "
	"ORDER BY a.attnum), "
	"c.columns, c.sql_name "
	"FROM ("
	"SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, "
	"n.nspname " OP("=") " pg_catalog.current_schema() IS TRUE AS is_default, " KIND " AS kind, "
	ESTIMATED_ROWS "::pg_catalog.text AS estimated_rows, d.description, "
	PARTITION_OF " AS partition_of, c.oid, i.conkey, targets.columns, " TABLE_SQL_NAME " AS sql_name "
	"FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n ON n.oid " OP("=") " c.relnamespace "
	"LEFT JOIN " DESCRIPTION("pg_class", "c")
	"LEFT JOIN " PRIMARY_KEY_CONSTRAINT
	"LEFT JOIN partitions ON partitions.oid " OP("=") " c.oid "
	"LEFT JOIN targets ON targets.oid " OP("=") " c.oid "
	"WHERE " TABLE_KINDS " AND " NOT_SYSTEM " ORDER BY n.nspname, c.relname OFFSET 0) AS c";

/* clang-format on */
