/*
 * schema/catalog_statements.h
 *		What the catalogs of a remote are asked.
 *
 * One statement for each discovery function, its columns those of the
 * function.  All of them read pg_catalog alone: information_schema hides what
 * the login may not see, and tears composite keys apart.  Parameters are text
 * or null; null stands for all.
 */
#ifndef METAHOG_CATALOG_STATEMENTS_H
#define METAHOG_CATALOG_STATEMENTS_H

extern const char SCHEMAS_STATEMENT[];
extern const char TABLES_STATEMENT[];		/* $1 schema */
extern const char COLUMNS_STATEMENT[];		/* $1 schema, $2 table */
extern const char FOREIGN_KEYS_STATEMENT[]; /* $1 schema */
extern const char INDEXES_STATEMENT[];		/* $1 schema */
extern const char FUNCTIONS_STATEMENT[];
extern const char PROFILE_STATEMENT[]; /* $1 schema, $2 table */

/*
 * All that the document of schema() shows: for each table a row of its own,
 * with column_name null, and behind it a row for each of its columns, with the
 * table's part null.
 */
extern const char DOCUMENT_STATEMENT[];

/* The columns of DOCUMENT_STATEMENT. */
typedef enum DocumentColumn
{
	DOCUMENT_SCHEMA,
	DOCUMENT_TABLE,
	DOCUMENT_IS_DEFAULT, /* the schema is where tables are found and made by name alone */
	DOCUMENT_KIND,
	DOCUMENT_ROWS,
	DOCUMENT_COMMENT,
	DOCUMENT_PARTITION_OF,
	DOCUMENT_COLUMN,
	DOCUMENT_TYPE,
	DOCUMENT_HOGQL_TYPE,
	DOCUMENT_IS_NULLABLE,
	DOCUMENT_IS_PRIMARY_KEY,
	DOCUMENT_REFERENCED_SCHEMA,
	DOCUMENT_REFERENCED_TABLE,
	DOCUMENT_REFERENCED_COLUMN,
	DOCUMENT_COLUMNS
} DocumentColumn;

#endif /* METAHOG_CATALOG_STATEMENTS_H */
