/*
 * schema/live_names.c
 *		Tables by name as a source has them now.
 *
 * What a remote calls its tables is somebody else's text: it is checked before it is used.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "query/call.h"
#include "schema/catalog_statements.h"
#include "schema/discovery.h"
#include "schema/live_names.h"

struct LiveNames
{
	Call call;
};

static void add_column(NamedTable *table, int *room, const RowStream *rows);
static char *value_of(const RowStream *rows, int column);
static bool is_true(const RowStream *rows, int column);

LiveNames *
live_names_begin(const Source *source)
{
	LiveNames *live = palloc0(sizeof(LiveNames));

	call_begin_catalog(&live->call, "hogql", source_id_text(source));
	/* What goes wrong between two questions is not this call's. */
	call_leave(&live->call);
	return live;
}

void
live_names_end(LiveNames *live)
{
	call_enter(&live->call);
	call_end(&live->call);
}

NamedTable *
live_names_read(LiveNames *live, const char *schema, const char *name)
{
	const char *params[] = {schema, name};
	NamedTable *table = NULL;
	int room = 0;

	call_enter(&live->call);
	call_set_catalog_statement(&live->call, NAMED_TABLE_STATEMENT, lengthof(params), params);
	discovery_start(&live->call, "columns", NAMED_TABLE_COLUMNS);
	while (call_next_row_or_raise(&live->call))
	{
		CHECK_FOR_INTERRUPTS();
		if (table == NULL)
		{
			table = palloc0(sizeof(NamedTable));
			table->schema = pstrdup(schema);
			table->name = pstrdup(name);
		}
		if (live->call.rows->values[NAMED_COLUMN] != NULL)
			add_column(table, &room, live->call.rows);
	}
	call_leave(&live->call);
	return table;
}

void
live_names_visit(LiveNames *live, NameVisitor visit, void *context)
{
	call_enter(&live->call);
	call_set_catalog_statement(&live->call, TABLE_NAMES_STATEMENT, 0, NULL);
	discovery_start(&live->call, "tables", 2);
	while (call_next_row_or_raise(&live->call))
	{
		char *schema = value_of(live->call.rows, 0);
		char *table = value_of(live->call.rows, 1);

		CHECK_FOR_INTERRUPTS();
		visit(context, schema, table);
		pfree(schema);
		pfree(table);
	}
	call_leave(&live->call);
}

static void
add_column(NamedTable *table, int *room, const RowStream *rows)
{
	NamedColumn *column;

	if (table->ncolumns == *room)
	{
		*room = *room == 0 ? 16 : *room * 2;
		table->columns = table->columns == NULL
							 ? palloc(*room * sizeof(NamedColumn))
							 : repalloc(table->columns, *room * sizeof(NamedColumn));
	}
	column = &table->columns[table->ncolumns++];
	column->name = value_of(rows, NAMED_COLUMN);
	column->data_type = value_of(rows, NAMED_TYPE);
	column->hogql_type = "";
	column->is_nullable = is_true(rows, NAMED_IS_NULLABLE);
	column->is_key = is_true(rows, NAMED_IS_KEY);
	if (column->is_key)
		table->nkeys++;
}

/* A null is empty.  Raises 22021 for what is no text. */
static char *
value_of(const RowStream *rows, int column)
{
	if (rows->values[column] == NULL)
		return pstrdup("");
	(void) pg_verifymbstr(rows->values[column], rows->lengths[column], false);
	return pnstrdup(rows->values[column], rows->lengths[column]);
}

static bool
is_true(const RowStream *rows, int column)
{
	return rows->values[column] != NULL && rows->values[column][0] == 't';
}
