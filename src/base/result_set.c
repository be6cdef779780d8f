/*
 * base/result_set.c
 *		The result of a set-returning function, as a tuplestore.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"

#include "base/result_set.h"

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

static ReturnSetInfo *
check_result_info(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	if (info == NULL || !IsA(info, ReturnSetInfo) || (info->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("set-valued function called in context that cannot accept a set")));
	return info;
}
