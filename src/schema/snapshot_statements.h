/*
 * schema/snapshot_statements.h
 *		What is said to this server about snapshots.
 *
 * $1 is the source's id.  live_schema, live_table, live_column and live_key
 * are what the source has now, in the shape of the tables of the snapshot.
 */
#ifndef METAHOG_SNAPSHOT_STATEMENTS_H
#define METAHOG_SNAPSHOT_STATEMENTS_H

/*
 * change, object, schema_name, table_name, name, before, after: the columns of
 * schema_drift().
 */
extern const char DRIFT_STATEMENT[];

/* One row: how many are added, how many changed or renamed, how many removed. */
extern const char DRIFT_COUNTS_STATEMENT[];

/*
 * All that the document of schema() shows: for each table a row of its own,
 * and behind it one for each of its columns, in which the table is null.
 */
extern const char SNAPSHOT_DOCUMENT_STATEMENT[];

/* The columns of SNAPSHOT_DOCUMENT_STATEMENT. */
typedef enum SnapshotColumn
{
	SNAPSHOT_SCHEMA,
	SNAPSHOT_TABLE,
	SNAPSHOT_IS_DEFAULT,
	SNAPSHOT_KIND,
	SNAPSHOT_ROWS,
	SNAPSHOT_COMMENT,
	SNAPSHOT_PARTITION_OF,
	SNAPSHOT_COLUMN,
	SNAPSHOT_TYPE,
	SNAPSHOT_HOGQL_TYPE,
	SNAPSHOT_IS_NULLABLE,
	SNAPSHOT_IS_PRIMARY_KEY,
	SNAPSHOT_TARGET_SCHEMA,
	SNAPSHOT_TARGET_TABLE,
	SNAPSHOT_TARGET_COLUMN,
	SNAPSHOT_SQL_NAME, /* the table's or the column's */
} SnapshotColumn;

/* Run in this order, they make the snapshot what is live; a row that is the same stays. */
extern const char *const STORE_STATEMENTS[];
extern const int STORE_STATEMENTS_COUNT;

/* The first of them, for schemas and tables, store more than what counts as drift. */
#define STORE_STATEMENTS_BEYOND_DRIFT 4

#endif /* METAHOG_SNAPSHOT_STATEMENTS_H */
