/*
 * shared/status.c
 *		status(): at which level MetaHog works, and what would bring more.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "shared/memory.h"

#define STATUS_COLUMNS 3

PG_FUNCTION_INFO_V1(metahog_status);

typedef struct StatusItem
{
	const char *name;
	const char *alone;	/* how it is in a backend by itself */
	const char *shared; /* and with shared memory */
} StatusItem;

static const StatusItem items[] = {
	{"level", "L0", "L2"},
	{"max_connections", "in each backend", "across all backends"},
	{"rate_limit", "in each backend", "across all backends"},
	{"activity", "not known", "of all backends"},
};

/* status() -> (item text, state text, hint text) */
Datum
metahog_status(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const StatusItem *item;
	Datum values[STATUS_COLUMNS];
	bool nulls[STATUS_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc tuple_desc;

		context = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		context->tuple_desc = BlessTupleDesc(tuple_desc);
		MemoryContextSwitchTo(caller);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= lengthof(items))
		SRF_RETURN_DONE(context);

	item = &items[context->call_cntr];
	values[0] = CStringGetTextDatum(item->name);
	values[1] = CStringGetTextDatum(shared_available() ? item->shared : item->alone);
	nulls[2] = shared_available();
	values[2] = nulls[2] ? (Datum) 0
						 : CStringGetTextDatum("Add metahog to shared_preload_libraries, and "
											   "restart the server.");
	SRF_RETURN_NEXT(context,
					HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}
