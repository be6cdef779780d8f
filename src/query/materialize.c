/*
 * query/materialize.c
 *		A call's rows as the result of a set-returning function with columns of its own.
 */
#include "postgres.h"

#include "utils/array.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/xml.h"

#include "query/materialize.h"
#include "result/record.h"

static int begin_reading(void);
static void read_with(const char *setting, const char *value);
static void store_rows(Call *call, RecordReader *reader, TupleDesc tuple_desc, Datum *values,
					   bool *nulls, Tuplestorestate *store);
static TupleDesc without_first(TupleDesc tuple_desc);

void
materialize_rows(Call *call, TupleDesc tuple_desc, Tuplestorestate *store)
{
	RecordReader reader;

	record_reader_init(&reader, tuple_desc, call->statement.binary);
	store_rows(call, &reader, tuple_desc, reader.values, reader.nulls, store);
}

void
materialize_rows_behind(Call *call, Datum first, TupleDesc tuple_desc, Tuplestorestate *store)
{
	Datum *values = palloc0(tuple_desc->natts * sizeof(Datum));
	bool *nulls = palloc0(tuple_desc->natts * sizeof(bool));
	RecordReader reader;

	record_reader_init(&reader, without_first(tuple_desc), call->statement.binary);
	reader.values = values + 1;
	reader.nulls = nulls + 1;
	values[0] = first;
	store_rows(call, &reader, tuple_desc, values, nulls, store);
}

/*
 * Input functions follow the session's settings.  With some of these they
 * would refuse what the remote prints, or take it for something else: NULL in
 * an array for a word.  Returns the level at which the settings are put back,
 * as an error does by itself.
 */
static int
begin_reading(void)
{
	int level = NewGUCNestLevel();

	if (!Array_nulls)
		read_with("array_nulls", "on");
	if (xmloption != XMLOPTION_CONTENT)
		read_with("xmloption", "content");
	return level;
}

static void
read_with(const char *setting, const char *value)
{
	(void) set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
}

/* Values and nulls are where the reader puts what it reads, or begin before that. */
static void
store_rows(Call *call, RecordReader *reader, TupleDesc tuple_desc, Datum *values, bool *nulls,
		   Tuplestorestate *store)
{
	MemoryContext row_context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog row", ALLOCSET_DEFAULT_SIZES);
	int settings = begin_reading();

	while (call_next_row_or_raise(call))
	{
		MemoryContext caller = MemoryContextSwitchTo(row_context);

		record_read(reader, call->rows);
		tuplestore_putvalues(store, tuple_desc, values, nulls);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(row_context);
	}
	AtEOXact_GUC(true, settings);
	MemoryContextDelete(row_context);
}

static TupleDesc
without_first(TupleDesc tuple_desc)
{
	TupleDesc rest = CreateTemplateTupleDesc(tuple_desc->natts - 1);

	for (int i = 1; i < tuple_desc->natts; i++)
		TupleDescCopyEntry(rest, i, tuple_desc, i + 1);
	return rest;
}
