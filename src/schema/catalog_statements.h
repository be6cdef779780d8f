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

/* What a compiler asks of one table ($1 schema, $2 table): a row for each column, one of nulls if it has none. */
extern const char NAMED_TABLE_STATEMENT[];

/* The columns of NAMED_TABLE_STATEMENT. */
typedef enum NamedTableColumn
{
	NAMED_COLUMN,
	NAMED_TYPE, /* of a domain, the one that it is made of */
	NAMED_IS_NULLABLE,
	NAMED_IS_KEY,
	NAMED_TABLE_COLUMNS
} NamedTableColumn;

/* Schema and name of each table. */
extern const char TABLE_NAMES_STATEMENT[];

/* All that the document of schema() shows: a row for each table. */
extern const char DOCUMENT_STATEMENT[];

/* The columns of DOCUMENT_STATEMENT. */
typedef enum DocumentColumn
{
	DOCUMENT_SCHEMA,
	DOCUMENT_TABLE,
	DOCUMENT_IS_DEFAULT, /* boolean: the schema is where tables are found and made by name alone */
	DOCUMENT_KIND,
	DOCUMENT_ROWS, /* a number as text */
	DOCUMENT_COMMENT,
	DOCUMENT_PARTITION_OF,
	DOCUMENT_FIELDS,  /* text[][]: the table's columns, each as FieldMember lists it */
	DOCUMENT_TARGETS, /* text[][]: what some of them reference, as TargetMember lists it; or null */
	DOCUMENT_SQL_NAME, /* what a statement says for the table */
	DOCUMENT_COLUMNS
} DocumentColumn;

typedef enum FieldMember
{
	FIELD_NAME,
	FIELD_TYPE,
	FIELD_HOGQL_TYPE,
	FIELD_ROLE, /* nullable, key for a part of the primary key, or null */
	FIELD_SQL_NAME,
	FIELD_MEMBERS
} FieldMember;

typedef enum TargetMember
{
	TARGET_FIELD_NAME,
	TARGET_SCHEMA,
	TARGET_TABLE,
	TARGET_COLUMN,
	TARGET_MEMBERS
} TargetMember;

#endif /* METAHOG_CATALOG_STATEMENTS_H */
