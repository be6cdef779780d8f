/*
 * query/materialize.c
 *		Results of set-returning functions with columns of their own.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "query/materialize.h"
#include "result/record.h"

static void store_rows(Call *call, RecordReader *reader, TupleDesc tuple_desc, Datum *values,
					   bool *nulls, Tuplestorestate *store);
static TupleDesc without_first(TupleDesc tuple_desc);
static ReturnSetInfo *check_result_info(FunctionCallInfo fcinfo);

Tuplestorestate *
materialize_result(FunctionCallInfo fcinfo, TupleDesc *tuple_desc)
{
	check_result_info(fcinfo);
	if (get_call_result_type(fcinfo, NULL, tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return materialize_record(fcinfo, *tuple_desc);
}

Tuplestorestate *
materialize_record(FunctionCallInfo fcinfo, TupleDesc tuple_desc)
{
	ReturnSetInfo *info = check_result_info(fcinfo);
	MemoryContext caller = MemoryContextSwitchTo(info->econtext->ecxt_per_query_memory);
	bool random_access = (info->allowedModes & SFRM_Materialize_Random) != 0;
	Tuplestorestate *store = tuplestore_begin_heap(random_access, false, work_mem);

	info->returnMode = SFRM_Materialize;
	info->setResult = store;
	info->setDesc = CreateTupleDescCopy(tuple_desc);
	MemoryContextSwitchTo(caller);
	return store;
}

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

/* Values and nulls are where the reader puts what it reads, or begin before that. */
static void
store_rows(Call *call, RecordReader *reader, TupleDesc tuple_desc, Datum *values, bool *nulls,
		   Tuplestorestate *store)
{
	MemoryContext row_context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog row", ALLOCSET_DEFAULT_SIZES);

	while (call_next_row_or_raise(call))
	{
		MemoryContext caller = MemoryContextSwitchTo(row_context);

		record_read(reader, call->rows);
		tuplestore_putvalues(store, tuple_desc, values, nulls);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(row_context);
	}
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

static ReturnSetInfo *
check_result_info(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	if (info == NULL || !IsA(info, ReturnSetInfo) || (info->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("set-valued function called in context that cannot accept a set")));
	return info;
}
