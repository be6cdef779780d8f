/*
 * saved/own_rows.c
 *		Rows of the extension's own tables, read by SQL.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/datum.h"

#include "saved/own_rows.h"
#include "source/own_tables.h"

static OwnRow *copy_row(HeapTuple tuple, TupleDesc descriptor, MemoryContext to);

List *
own_rows(const char *statement, int nargs, Oid *types, Datum *args)
{
	MemoryContext caller = CurrentMemoryContext;
	OwnTableWrite write;
	List *rows = NIL;
	uint64 count;

	own_table_write_begin(&write);
	count = own_table_execute(statement, nargs, types, args, NULL);
	for (uint64 i = 0; i < count; i++)
	{
		OwnRow *row = copy_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, caller);
		MemoryContext spi = MemoryContextSwitchTo(caller);

		CHECK_FOR_INTERRUPTS();
		rows = lappend(rows, row);
		MemoryContextSwitchTo(spi);
	}
	own_table_write_end(&write);
	return rows;
}

Datum
own_value(const char *statement, int nargs, Oid *types, Datum *args)
{
	List *rows = own_rows(statement, nargs, types, args);

	if (rows == NIL)
		ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						errmsg("the object was deleted while it was read")));
	return ((OwnRow *) linitial(rows))->values[0];
}

uint64
own_change(const char *statement, int nargs, Oid *types, Datum *args)
{
	OwnTableWrite write;
	uint64 count;

	own_table_write_begin(&write);
	count = own_table_execute(statement, nargs, types, args, NULL);
	own_table_write_end(&write);
	return count;
}

static OwnRow *
copy_row(HeapTuple tuple, TupleDesc descriptor, MemoryContext to)
{
	MemoryContext spi = MemoryContextSwitchTo(to);
	OwnRow *row = palloc(sizeof(OwnRow));

	row->values = palloc(descriptor->natts * sizeof(Datum));
	row->nulls = palloc(descriptor->natts * sizeof(bool));
	heap_deform_tuple(tuple, descriptor, row->values, row->nulls);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (row->nulls[i])
			continue;
		/* What lies elsewhere is fetched while the snapshot is there that sees it. */
		row->values[i] = column->attlen == -1
							 ? PointerGetDatum(PG_DETOAST_DATUM_COPY(row->values[i]))
							 : datumCopy(row->values[i], column->attbyval, column->attlen);
	}
	MemoryContextSwitchTo(spi);
	return row;
}
