/*
 * source/column_list.h
 *		The columns of one row that is written: their names, and the arguments of the statement.
 */
#ifndef METAHOG_COLUMN_LIST_H
#define METAHOG_COLUMN_LIST_H

#include "lib/stringinfo.h"
#include "utils/jsonb.h"
#include "utils/uuid.h"

/* All columns that are ever written together, with some room. */
#define MAX_COLUMNS 24

/* Two lists of the same length, "name, options" and "$2, $3", and what stands behind the latter. */
typedef struct ColumnList
{
	StringInfoData names;
	StringInfoData values;
	int columns;
	int nargs;
	Oid types[MAX_COLUMNS];
	Datum args[MAX_COLUMNS];
	char nulls[MAX_COLUMNS];
} ColumnList;

/* Without columns; the first argument, $1, is always the row's id. */
extern void column_list_init(ColumnList *list, const pg_uuid_t *id);

/* A column, and the argument that is its value. */
extern void column_list_add(ColumnList *list, const char *name, Oid type, Datum value, bool isnull);
extern void column_list_add_text(ColumnList *list, const char *name, const char *value);
extern void column_list_add_json(ColumnList *list, const char *name, const Jsonb *value);

/* A column whose value is an expression of SQL. */
extern void column_list_add_sql(ColumnList *list, const char *name, const char *value);

/* An argument alone; returns its number. */
extern int column_list_argument(ColumnList *list, Oid type, Datum value, bool isnull);

/*
 * Write the row, between own_table_write_begin() and _end(): a new one, unless another is in its way, or
 * the one of that id.  Returns how many rows were written.
 */
extern uint64 column_list_insert(ColumnList *list, const char *table);
extern uint64 column_list_update(ColumnList *list, const char *table);

#endif /* METAHOG_COLUMN_LIST_H */
