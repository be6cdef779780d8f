/*
 * shared/sessions.c
 *		sessions(): each source's connections and who waits for them, as PgBouncer shows its pools.
 *
 * Under the lock all is only copied; what belongs together is found afterwards.
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/result_set.h"
#include "shared/memory.h"
#include "shared/slots.h"
#include "source/source.h"

#define SESSIONS_COLUMNS 12

PG_FUNCTION_INFO_V1(metahog_sessions);

/* The connections of one source. */
typedef struct Pool
{
	SourceKey key;
	int waiting;
	int64 longest_us; /* that the first of them has waited */
	int uses[SLOT_USES];
	int64 opened;
	int64 closed;
	int64 handed_over;
} Pool;

typedef struct UsedSlot
{
	SourceKey key;
	SlotUse use;
} UsedSlot;

static Pool *read_pools(int *npools);
static int copy_pools(Pool *pools);
static int copy_slots(UsedSlot *slots);
static int compare_keys(const void *a, const void *b);
static void put_pool(Tuplestorestate *store, TupleDesc tuple_desc, const Source *source,
					 const Pool *pool);

/* sessions() -> (source, source_id, cl_active, cl_waiting, sv_active, sv_idle, sv_login, maxwait, maxwait_us, opened, closed, handed_over) */
Datum
metahog_sessions(PG_FUNCTION_ARGS)
{
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	bool sees_all = has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
	int npools = 0;
	Pool *pools = shared_available() ? read_pools(&npools) : NULL;

	for (int i = 0; i < npools; i++)
	{
		Source *source = source_of_id(&pools[i].key.id, false);

		CHECK_FOR_INTERRUPTS();
		if (source != NULL && (sees_all || source_usable(source)))
			put_pool(store, tuple_desc, source, &pools[i]);
	}
	PG_RETURN_NULL();
}

/* Those of this database. */
static Pool *
read_pools(int *npools)
{
	Pool *pools = MemoryContextAllocHuge(CurrentMemoryContext, shared_max_sources() * sizeof(Pool));
	UsedSlot *slots =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   (Size) shared_backends() * SLOTS_PER_BACKEND * sizeof(UsedSlot));
	int nslots;

	shared_lock();
	*npools = copy_pools(pools);
	nslots = copy_slots(slots);
	shared_unlock();

	qsort(pools, *npools, sizeof(Pool), compare_keys);
	for (int i = 0; i < nslots; i++)
	{
		Pool *pool = bsearch(&slots[i].key, pools, *npools, sizeof(Pool), compare_keys);

		if (pool != NULL)
			pool->uses[slots[i].use]++;
	}
	pfree(slots);
	return pools;
}

static int
copy_pools(Pool *pools)
{
	SharedSource *source = NULL;
	int64 now = monotonic_us();
	int count = 0;

	while ((source = shared_next_source(source)) != NULL)
	{
		uint32 first = pg_atomic_read_u32(&source->first_waiter);

		if (source->key.database != MyDatabaseId)
			continue;
		pools[count++] = (Pool){
			.key = source->key,
			.waiting = source->nwaiters,
			.longest_us = first == NOBODY ? 0 : now - shared_backend(first)->waiting_since_us,
			.opened = (int64) pg_atomic_read_u64(&source->opened),
			.closed = (int64) pg_atomic_read_u64(&source->closed),
			.handed_over = (int64) pg_atomic_read_u64(&source->handed_over),
		};
	}
	return count;
}

static int
copy_slots(UsedSlot *slots)
{
	int count = 0;

	for (uint32 i = 0; i < shared_backends(); i++)
	{
		const SharedBackend *backend = shared_backend(i);

		for (int j = 0; backend->pid != 0 && j < SLOTS_PER_BACKEND; j++)
		{
			SlotUse use = slot_use(&backend->slots[j]);

			if (use != SLOT_UNUSED)
				slots[count++] = (UsedSlot){.key = backend->slots[j].key, .use = use};
		}
	}
	return count;
}

/* A Pool and a UsedSlot begin with it. */
static int
compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(SourceKey));
}

static void
put_pool(Tuplestorestate *store, TupleDesc tuple_desc, const Source *source, const Pool *pool)
{
	Datum values[SESSIONS_COLUMNS];
	bool nulls[SESSIONS_COLUMNS] = {false};

	values[0] = CStringGetTextDatum(source->name);
	values[1] = UUIDPGetDatum(&source->id);
	values[2] = Int32GetDatum(pool->uses[SLOT_SERVES] + pool->uses[SLOT_CONNECTS]);
	values[3] = Int32GetDatum(pool->waiting);
	values[4] = Int32GetDatum(pool->uses[SLOT_SERVES]);
	values[5] = Int32GetDatum(pool->uses[SLOT_RESTS]);
	values[6] = Int32GetDatum(pool->uses[SLOT_CONNECTS]);
	values[7] = Int32GetDatum((int32) (pool->longest_us / USECS_PER_SEC));
	values[8] = Int32GetDatum((int32) (pool->longest_us % USECS_PER_SEC));
	values[9] = Int64GetDatum(pool->opened);
	values[10] = Int64GetDatum(pool->closed);
	values[11] = Int64GetDatum(pool->handed_over);
	tuplestore_putvalues(store, tuple_desc, values, nulls);
}
