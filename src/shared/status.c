/*
 * shared/status.c
 *		status(): at which level MetaHog works, and what would bring more.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/result_set.h"
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
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);

	for (int i = 0; i < (int) lengthof(items); i++)
	{
		const char *hint = hint_for(&items[i]);
		Datum values[STATUS_COLUMNS] = {
			CStringGetTextDatum(items[i].name),
			CStringGetTextDatum(state_of(&items[i])),
			hint != NULL ? CStringGetTextDatum(hint) : (Datum) 0,
		};
		bool nulls[STATUS_COLUMNS] = {false, false, hint == NULL};

		tuplestore_putvalues(store, tuple_desc, values, nulls);
	}
	PG_RETURN_NULL();
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
