/*
 * source/column_list.c
 *		The columns of one row that is written: their names, and the arguments of the statement.
 *
 * Values are arguments, never text of the statement.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "source/column_list.h"
#include "source/own_tables.h"

void
column_list_init(ColumnList *list, const pg_uuid_t *id)
{
	memset(list, 0, sizeof(*list));
	initStringInfo(&list->names);
	initStringInfo(&list->values);
	column_list_argument(list, UUIDOID, UUIDPGetDatum(id), false);
}

void
column_list_add(ColumnList *list, const char *name, Oid type, Datum value, bool isnull)
{
	int number = column_list_argument(list, type, value, isnull);

	column_list_add_sql(list, name, psprintf("$%d", number));
}

void
column_list_add_text(ColumnList *list, const char *name, const char *value)
{
	column_list_add(list, name, TEXTOID, value != NULL ? CStringGetTextDatum(value) : (Datum) 0,
					value == NULL);
}

void
column_list_add_json(ColumnList *list, const char *name, const Jsonb *value)
{
	column_list_add(list, name, JSONBOID, PointerGetDatum(value), value == NULL);
}

void
column_list_add_sql(ColumnList *list, const char *name, const char *value)
{
	const char *separator = list->columns++ > 0 ? ", " : "";

	appendStringInfo(&list->names, "%s%s", separator, name);
	appendStringInfo(&list->values, "%s%s", separator, value);
}

int
column_list_argument(ColumnList *list, Oid type, Datum value, bool isnull)
{
	int i = list->nargs++;

	Assert(list->nargs <= MAX_COLUMNS);
	list->types[i] = type;
	list->args[i] = value;
	list->nulls[i] = isnull ? 'n' : ' ';
	return list->nargs;
}

uint64
column_list_insert(ColumnList *list, const char *table)
{
	return own_table_execute(psprintf("INSERT INTO metahog.%s (id, %s) VALUES ($1, %s) "
									  "ON CONFLICT DO NOTHING",
									  table, list->names.data, list->values.data),
							 list->nargs, list->types, list->args, list->nulls);
}

uint64
column_list_update(ColumnList *list, const char *table)
{
	return own_table_execute(psprintf("UPDATE metahog.%s SET (%s) = ROW (%s) WHERE id = $1", table,
									  list->names.data, list->values.data),
							 list->nargs, list->types, list->args, list->nulls);
}
