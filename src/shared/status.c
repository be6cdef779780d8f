/*
 * shared/status.c
 *		status(): at which level MetaHog works, and what would bring more.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "base/settings.h"
#include "shared/audit_status.h"
#include "shared/memory.h"
#include "shared/statistics.h"

#define STATUS_COLUMNS 3

PG_FUNCTION_INFO_V1(metahog_status);

typedef struct StatusItem
{
	const char *name;
	const char *alone;			/* how it is in a backend by itself; NULL: the level itself */
	const char *shared;			/* and with shared memory */
	const char *(*state)(void); /* or who knows */
	const char *(*hint)(void);
} StatusItem;

static const StatusItem items[] = {
	{.name = "level"},
	{.name = "max_connections", .alone = "in each backend", .shared = "across all backends"},
	{.name = "rate_limit", .alone = "in each backend", .shared = "across all backends"},
	{.name = "activity", .alone = "not known", .shared = "of all backends"},
	{.name = "sessions", .alone = "not known", .shared = "of all backends"},
	{.name = "statistics", .alone = "not known", .shared = "of all backends"},
	{.name = "statistics_forgotten",
	 .state = statistics_forgotten_state,
	 .hint = statistics_forgotten_hint},
	{.name = "audit", .state = audit_state, .hint = audit_hint},
	{.name = "audit_ring", .state = audit_ring_state},
	{.name = "audit_logged_instead", .state = audit_logged_state},
	{.name = "audit_lost", .state = audit_lost_state},
};

static const char *const levels[] = {"L0", "L1", "L2"};

static const char *state_of(const StatusItem *item);
static const char *hint_for(const StatusItem *item);

/* status() -> (item text, state text, hint text) */
Datum
metahog_status(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	const StatusItem *item;
	const char *hint;
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
	hint = hint_for(item);
	values[0] = CStringGetTextDatum(item->name);
	values[1] = CStringGetTextDatum(state_of(item));
	nulls[2] = hint == NULL;
	if (hint != NULL)
		values[2] = CStringGetTextDatum(hint);
	SRF_RETURN_NEXT(context,
					HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}

static const char *
state_of(const StatusItem *item)
{
	if (item->state != NULL)
		return item->state();
	if (item->alone == NULL)
		return levels[shared_level()];
	return shared_available() ? item->shared : item->alone;
}

/* What would bring more; NULL if there is no more. */
static const char *
hint_for(const StatusItem *item)
{
	if (item->state != NULL)
		return item->hint != NULL ? item->hint() : NULL;
	switch (shared_level())
	{
		case 0:
			return setting_shared_memory
					   ? "The server's log says why there is no shared memory; with metahog in "
						 "shared_preload_libraries it is there from the server's start."
					   : "Set metahog.shared_memory = on, and reload the configuration.";
		case 1:
			return item->alone == NULL ? "Add metahog to shared_preload_libraries to have shared "
										 "memory from the server's start."
									   : NULL;
		default:
			return NULL;
	}
}
