/*
 * schema/named_table.h
 *		A table and its columns, as compilers see them.
 */
#ifndef METAHOG_NAMED_TABLE_H
#define METAHOG_NAMED_TABLE_H

typedef struct NamedColumn
{
	const char *name;
	const char *data_type;	/* as format_type() has it */
	const char *hogql_type; /* what is known beside that of a domain, "INTEGER" ...; may be empty */
	bool is_nullable;
	bool is_key; /* a part of the primary key */
} NamedColumn;

typedef struct NamedTable
{
	const char *schema;
	const char *name;
	NamedColumn *columns; /* in their order */
	int ncolumns;
	int nkeys; /* so many of them are a part of the primary key */
} NamedTable;

/* Called for each table of several; what it is given is valid for the call. */
typedef void (*NameVisitor)(void *context, const char *schema, const char *table);

#endif /* METAHOG_NAMED_TABLE_H */
