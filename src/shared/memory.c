/*
 * shared/memory.c
 *		The memory that all backends share.
 *
 * One block holds everything.  Preloaded, the library asks the server for it
 * at start-up (L2).  Otherwise (L1) the first backend that needs it makes a
 * dynamic segment, which outlives that backend, and leaves its handle in the
 * little memory that the server keeps to spare, where the others find it.
 *
 * The table of sources is as large as it can ever need to be, so that no call
 * fails for want of an entry: with the slots that all backends may have, and
 * one source that each may wait for besides.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/dsm.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/resowner.h"

#include "base/compat.h"
#include "base/deadline.h"
#include "base/settings.h"
#include "shared/memory.h"
#include "shared/table.h"

#define SOURCES_PER_BACKEND (SLOTS_PER_BACKEND + 1)

/* Rooms that want to know when this backend leaves. */
#define MAX_CALLBACKS 8

/* The beginning of the block. */
typedef struct SharedBlock
{
	Size size; /* of all of it */
	int tranche;
	LWLock lock;
	SharedAudit audit;
	SharedCounts counts;
	SharedPrepared prepared;
	BucketDebts debts;
} SharedBlock;

/* Where everything else lies in it. */
typedef struct BlockPlan
{
	Size backends;
	Size sources;
	Size buckets;
	Size statistics;
	Size size;
} BlockPlan;

static SharedBlock *block = NULL;
static SharedBackend *backends = NULL;
static SharedTable *sources = NULL;
static SharedTable *buckets = NULL;
static SharedTable *statistics = NULL;
static SharedBackend *mine = NULL;

static int level = 0;
/* As it is now it stays: there is memory, or there is none to be had. */
static bool settled = false;

static void (*callbacks[MAX_CALLBACKS])(void);
static int ncallbacks = 0;

static shmem_startup_hook_type next_startup_hook = NULL;
#ifdef HAVE_SHMEM_REQUEST_HOOK
static shmem_request_hook_type next_request_hook = NULL;
#endif

static void request(void);
static BlockPlan plan_block(void);
static Size place(Size *end, Size size);
static void start_up(void);
static void init_block(SharedBlock *new_block);
static uint64 random_seed(void);
static void use_block(SharedBlock *present, int present_level);
static bool may_look(void);
static void find_segment(void);
static dsm_segment *map_segment(void);
static void leave_segment(dsm_segment *segment, Datum argument);
static void leave_at_exit(int code, Datum argument);
static void leave(void);
static void forget_oldest_source(void);

void
shared_init(void)
{
	if (!process_shared_preload_libraries_in_progress)
		return;
#ifdef HAVE_SHMEM_REQUEST_HOOK
	next_request_hook = shmem_request_hook;
	shmem_request_hook = request;
#else
	request();
#endif
	next_startup_hook = shmem_startup_hook;
	shmem_startup_hook = start_up;
}

static void
request(void)
{
#ifdef HAVE_SHMEM_REQUEST_HOOK
	if (next_request_hook != NULL)
		next_request_hook();
#endif
	RequestAddinShmemSpace(plan_block().size);
}

static BlockPlan
plan_block(void)
{
	BlockPlan plan;

	plan.size = MAXALIGN(sizeof(SharedBlock));
	plan.backends = place(&plan.size, mul_size(max_backends(), sizeof(SharedBackend)));
	plan.sources = place(&plan.size, shared_table_size(shared_max_sources(), sizeof(SharedSource)));
	plan.buckets = place(&plan.size, shared_table_size(MAX_BUCKETS, sizeof(Bucket)));
	plan.statistics =
		place(&plan.size, shared_table_size(MAX_STATISTICS, sizeof(SharedStatistics)));
	return plan;
}

/* Something of that size begins where the last one ended. */
static Size
place(Size *end, Size size)
{
	Size begin = *end;

	*end = add_size(begin, MAXALIGN(size));
	return begin;
}

uint32
shared_max_sources(void)
{
	return shared_backends() * SOURCES_PER_BACKEND;
}

/* In the postmaster, at its start and after a crash. */
static void
start_up(void)
{
	SharedBlock *present;
	bool found;

	if (next_startup_hook != NULL)
		next_startup_hook();

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	present = ShmemInitStruct("metahog", plan_block().size, &found);
	if (!found)
		init_block(present);
	LWLockRelease(AddinShmemInitLock);
	use_block(present, 2);
}

static void
init_block(SharedBlock *new_block)
{
	BlockPlan plan = plan_block();
	SharedBackend *new_backends = (SharedBackend *) ((char *) new_block + plan.backends);

	memset(new_block, 0, plan.sources);
	new_block->size = plan.size;
	new_block->tranche = LWLockNewTrancheId();
	LWLockInitialize(&new_block->lock, new_block->tranche);
	LWLockInitialize(&new_block->audit.lock, new_block->tranche);
	LWLockInitialize(&new_block->counts.lock, new_block->tranche);
	pg_atomic_init_u64(&new_block->audit.logged, 0);
	pg_atomic_init_u32(&new_block->prepared.count, 0);
	new_block->debts.seed = random_seed();
	for (int i = 0; i < max_backends(); i++)
	{
		pg_atomic_init_u32(&new_backends[i].wish, 0);
		pg_atomic_init_u64(&new_backends[i].audit_writing, 0);
		for (int j = 0; j < SLOTS_PER_BACKEND; j++)
			pg_atomic_init_u32(&new_backends[i].slots[j].state, 0);
	}
	shared_table_init((SharedTable *) ((char *) new_block + plan.sources), shared_max_sources(),
					  sizeof(SourceKey), sizeof(SharedSource));
	shared_table_init((SharedTable *) ((char *) new_block + plan.buckets), MAX_BUCKETS,
					  sizeof(BucketKey), sizeof(Bucket));
	shared_table_init((SharedTable *) ((char *) new_block + plan.statistics), MAX_STATISTICS,
					  sizeof(StatisticsKey), sizeof(SharedStatistics));
}

static uint64
random_seed(void)
{
	uint64 seed;

	/* What depends on it works with a poor one, too. */
	if (!pg_strong_random(&seed, sizeof(seed)))
		seed = (uint64) monotonic_us();
	return seed;
}

static void
use_block(SharedBlock *present, int present_level)
{
	BlockPlan plan = plan_block();

	LWLockRegisterTranche(present->tranche, "metahog");
	backends = (SharedBackend *) ((char *) present + plan.backends);
	sources = (SharedTable *) ((char *) present + plan.sources);
	buckets = (SharedTable *) ((char *) present + plan.buckets);
	statistics = (SharedTable *) ((char *) present + plan.statistics);
	block = present;
	level = present_level;
	settled = true;
}

/*
 * Without being preloaded.  That there is no memory to be had is nothing that
 * a call should fail for: it is said in the server's log, and this backend
 * goes on at L0.
 */
static void
find_segment(void)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	uint32 holdoff;

	settled = true;
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	holdoff = InterruptHoldoffCount;
	/* The mapping is to last as long as the process. */
	CurrentResourceOwner = NULL;
	PG_TRY();
	{
		dsm_segment *segment = map_segment();

		on_dsm_detach(segment, leave_segment, (Datum) 0);
		use_block(dsm_segment_address(segment), 1);
	}
	PG_CATCH();
	{
		ErrorData *error;

		/* An ERROR sets it to 0, but the lock is still held. */
		InterruptHoldoffCount = holdoff;
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		ereport(LOG_SERVER_ONLY, (errmsg("metahog has no shared memory: %s", error->message),
								  errdetail("Its limits hold in each backend.")));
		FreeErrorData(error);
	}
	PG_END_TRY();
	CurrentResourceOwner = owner;
	LWLockRelease(AddinShmemInitLock);
}

/*
 * The segment that is named in the server's spare memory, made if there is
 * none.  Another version of this library, as after an update of a running
 * server, has another segment.
 */
static dsm_segment *
map_segment(void)
{
	dsm_segment *segment;
	dsm_handle *handle;
	bool found;

	handle = ShmemInitStruct("metahog " METAHOG_VERSION, sizeof(dsm_handle), &found);
	if (!found)
		*handle = DSM_HANDLE_INVALID;
	if (*handle == DSM_HANDLE_INVALID)
	{
		segment = dsm_create(plan_block().size, 0);
		init_block(dsm_segment_address(segment));
		dsm_pin_segment(segment);
		*handle = dsm_segment_handle(segment);
		return segment;
	}
	segment = dsm_attach(*handle);
	if (segment == NULL)
		elog(ERROR, "the segment has gone");
	if (((SharedBlock *) dsm_segment_address(segment))->size != plan_block().size)
		elog(ERROR, "another build of this version has made the segment");
	return segment;
}

/*
 * Not while a transaction ends: an error that is being handled would be
 * forgotten with ours.  Nor while the process does.
 */
static bool
may_look(void)
{
	return !shmem_exit_inprogress && (IsTransactionState() || !IsTransactionOrTransactionBlock());
}

bool
shared_available(void)
{
	if (!setting_shared_memory)
		return false;
	if (!settled && may_look())
		find_segment();
	return block != NULL;
}

int
shared_level(void)
{
	return shared_available() ? level : 0;
}

void
shared_on_detach(void (*callback)(void))
{
	/* While the library is loaded: not to be seen but by who adds one too many. */
	if (ncallbacks == MAX_CALLBACKS)
		elog(ERROR, "more than %d callbacks for the end of a backend", MAX_CALLBACKS);
	callbacks[ncallbacks++] = callback;
}

SharedBackend *
shared_attach(void)
{
	if (mine == NULL)
	{
		SharedBackend *backend = shared_backend(my_proc_number());

		/* After the end of the last transaction, and before the process gives its number back. */
		if (level == 2)
			on_shmem_exit(leave_at_exit, (Datum) 0);
		shared_lock();
		backend->pid = MyProcPid;
		shared_unlock();
		mine = backend;
	}
	return mine;
}

/* A segment is unmapped before what on_shmem_exit() has noted is called. */
static void
leave_segment(dsm_segment *segment, Datum argument)
{
	leave();
}

static void
leave_at_exit(int code, Datum argument)
{
	leave();
}

static void
leave(void)
{
	if (mine != NULL)
	{
		while (ncallbacks > 0)
			callbacks[--ncallbacks]();
		shared_lock();
		mine->pid = 0;
		mine->hears = false;
		for (int i = 0; i < CALLS_PER_BACKEND; i++)
			mine->calls[i].number = 0;
		mine->hidden_calls = 0;
		mine->hidden_last = mine->hidden_cancelled = 0;
		shared_unlock();
	}
	mine = NULL;
	block = NULL;
}

SharedBackend *
shared_backend(uint32 number)
{
	Assert(number < shared_backends());
	return &backends[number];
}

uint32
shared_backends(void)
{
	return max_backends();
}

void
shared_lock(void)
{
	LWLockAcquire(&block->lock, LW_EXCLUSIVE);
}

void
shared_unlock(void)
{
	LWLockRelease(&block->lock);
}

SharedAudit *
shared_audit(void)
{
	return &block->audit;
}

SharedCounts *
shared_counts(void)
{
	return &block->counts;
}

SharedPrepared *
shared_prepared(void)
{
	return &block->prepared;
}

SharedTable *
shared_statistics(void)
{
	return statistics;
}

SharedSource *
shared_source(const SourceKey *key)
{
	bool found;
	SharedSource *source = shared_table_enter(sources, key, &found);

	if (source == NULL)
	{
		forget_oldest_source();
		source = shared_table_enter(sources, key, &found);
	}
	if (!found)
	{
		pg_atomic_init_u32(&source->used, 0);
		pg_atomic_init_u32(&source->first_waiter, NOBODY);
		pg_atomic_init_u64(&source->opened, 0);
		pg_atomic_init_u64(&source->closed, 0);
		pg_atomic_init_u32(&source->look_again, 0);
		pg_atomic_init_u64(&source->handed_over, 0);
		source->last_waiter = NOBODY;
	}
	source->touched_us = monotonic_us();
	return source;
}

SharedSource *
shared_next_source(const SharedSource *source)
{
	return shared_table_next(sources, source);
}

/* There always is one that nobody uses: the table has room for all that can be in use, and one is being added. */
static void
forget_oldest_source(void)
{
	SharedSource *source = NULL;
	SharedSource *oldest = NULL;

	while ((source = shared_table_next(sources, source)) != NULL)
	{
		if (pg_atomic_read_u32(&source->used) == 0 && source->nwaiters == 0 &&
			(oldest == NULL || source->touched_us < oldest->touched_us))
			oldest = source;
	}
	if (oldest != NULL)
		shared_table_remove(sources, oldest);
}

SharedTable *
shared_buckets(void)
{
	return buckets;
}

BucketDebts *
shared_debts(void)
{
	return &block->debts;
}

SourceKey
shared_key(const pg_uuid_t *id)
{
	SourceKey key = {.database = MyDatabaseId, .id = *id};

	return key;
}
