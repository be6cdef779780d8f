/*
 * schema/local_rows.c
 *		A local query as a stream of rows.
 *
 * So whatever writes a remote's rows can write those of the snapshot as well.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "schema/local_rows.h"

/* Rows fetched at a time. */
#define BATCH 1000

typedef struct LocalRows
{
	RowStream rows; /* must be first */
	Portal portal;
	uint64 next;		   /* in the batch that SPI holds */
	MemoryContext context; /* holds the current row's values */
} LocalRows;

static bool next_row(RowStream *rows);
static void stop(RowStream *rows);

RowStream *
local_rows_begin(const char *statement, Datum uuid)
{
	LocalRows *local = palloc0(sizeof(LocalRows));
	Oid types[] = {UUIDOID};
	Datum values[] = {uuid};

	/* Not read_only: that would not see what this very command has written. */
	local->portal = SPI_cursor_open_with_args(NULL, statement, 1, types, values, NULL, false, 0);
	local->context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog local row", ALLOCSET_DEFAULT_SIZES);
	local->rows.next = next_row;
	local->rows.stop = stop;
	local->rows.ncolumns = local->portal->tupDesc->natts;
	local->rows.values = palloc0(local->rows.ncolumns * sizeof(char *));
	local->rows.lengths = palloc0(local->rows.ncolumns * sizeof(int));
	SPI_processed = 0;
	return &local->rows;
}

static bool
next_row(RowStream *rows)
{
	LocalRows *local = (LocalRows *) rows;
	MemoryContext caller;

	if (local->next >= SPI_processed)
	{
		SPI_freetuptable(SPI_tuptable);
		SPI_cursor_fetch(local->portal, true, BATCH);
		local->next = 0;
		if (SPI_processed == 0)
			return false;
	}
	MemoryContextReset(local->context);
	caller = MemoryContextSwitchTo(local->context);
	for (int i = 0; i < rows->ncolumns; i++)
	{
		char *value = SPI_getvalue(SPI_tuptable->vals[local->next], SPI_tuptable->tupdesc, i + 1);

		rows->values[i] = value;
		rows->lengths[i] = value != NULL ? strlen(value) : 0;
	}
	MemoryContextSwitchTo(caller);
	local->next++;
	return true;
}

static void
stop(RowStream *rows)
{
	SPI_cursor_close(((LocalRows *) rows)->portal);
}
