/*
 * shared/memory.c
 *		The memory that all backends share, if the library was preloaded.
 *
 * The tables are as large as they can ever need to be, so that no call fails
 * for want of an entry: with the slots that all backends may have, and one
 * source that each may wait for besides.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/hsearch.h"

#include "base/compat.h"
#include "base/deadline.h"
#include "shared/memory.h"

#define SOURCES_PER_BACKEND (SLOTS_PER_BACKEND + 1)

static SharedBackend *backends = NULL;
static HTAB *sources = NULL;
static SharedAudit *audit = NULL;
static LWLock *lock = NULL;
static SharedBackend *mine = NULL;

void (*shared_detach_hook)(void) = NULL;

static shmem_startup_hook_type next_startup_hook = NULL;
#ifdef HAVE_SHMEM_REQUEST_HOOK
static shmem_request_hook_type next_request_hook = NULL;
#endif

static void request(void);
static Size backends_size(void);
static long max_sources(void);
static void start_up(void);
static void detach(int code, Datum argument);
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
	RequestAddinShmemSpace(
		add_size(backends_size(), hash_estimate_size(max_sources(), sizeof(SharedSource))));
	RequestAddinShmemSpace(sizeof(SharedAudit));
	RequestNamedLWLockTranche("metahog", 1);
}

static Size
backends_size(void)
{
	return mul_size(max_backends(), sizeof(SharedBackend));
}

static long
max_sources(void)
{
	return (long) max_backends() * SOURCES_PER_BACKEND;
}

/* In the postmaster, at its start and after a crash. */
static void
start_up(void)
{
	HASHCTL control = {.keysize = sizeof(SourceKey), .entrysize = sizeof(SharedSource)};
	bool found;

	if (next_startup_hook != NULL)
		next_startup_hook();

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	backends = ShmemInitStruct("metahog backends", backends_size(), &found);
	if (!found)
	{
		memset(backends, 0, backends_size());
		for (int i = 0; i < max_backends(); i++)
		{
			for (int j = 0; j < SLOTS_PER_BACKEND; j++)
				pg_atomic_init_u32(&backends[i].slots[j].state, 0);
		}
	}
	sources = ShmemInitHash("metahog sources", max_sources(), max_sources(), &control,
							HASH_ELEM | HASH_BLOBS | HASH_FIXED_SIZE);
	lock = &GetNamedLWLockTranche("metahog")->lock;
	audit = ShmemInitStruct("metahog audit", sizeof(SharedAudit), &found);
	if (!found)
	{
		memset(audit, 0, sizeof(SharedAudit));
		LWLockInitialize(&audit->lock, lock->tranche);
		pg_atomic_init_u64(&audit->logged, 0);
	}
	LWLockRelease(AddinShmemInitLock);
}

bool
shared_available(void)
{
	return backends != NULL;
}

SharedBackend *
shared_attach(void)
{
	if (mine == NULL)
	{
		SharedBackend *backend = shared_backend(my_proc_number());

		/* After the end of the last transaction, and before the process gives its number back. */
		on_shmem_exit(detach, (Datum) 0);
		shared_lock();
		backend->pid = MyProcPid;
		shared_unlock();
		mine = backend;
	}
	return mine;
}

static void
detach(int code, Datum argument)
{
	shared_detach_hook();
	shared_lock();
	mine->pid = 0;
	for (int i = 0; i < CALLS_PER_BACKEND; i++)
		mine->calls[i].number = 0;
	shared_unlock();
	mine = NULL;
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
	LWLockAcquire(lock, LW_EXCLUSIVE);
}

void
shared_unlock(void)
{
	LWLockRelease(lock);
}

SharedAudit *
shared_audit(void)
{
	return audit;
}

SharedSource *
shared_source(const SourceKey *key)
{
	SharedSource *source = hash_search(sources, key, HASH_FIND, NULL);

	if (source == NULL)
	{
		if (hash_get_num_entries(sources) >= max_sources())
			forget_oldest_source();
		source = hash_search(sources, key, HASH_ENTER, NULL);
		pg_atomic_init_u32(&source->used, 0);
		pg_atomic_init_u32(&source->first_waiter, NOBODY);
		source->last_waiter = NOBODY;
		source->nwaiters = 0;
		source->bucket.limit = 0;
	}
	source->touched_us = monotonic_us();
	return source;
}

/* There always is one that nobody uses: the table has room for all that can be in use, and one is being added. */
static void
forget_oldest_source(void)
{
	HASH_SEQ_STATUS scan;
	SharedSource *source;
	SharedSource *oldest = NULL;

	hash_seq_init(&scan, sources);
	while ((source = hash_seq_search(&scan)) != NULL)
	{
		if (pg_atomic_read_u32(&source->used) == 0 && source->nwaiters == 0 &&
			(oldest == NULL || source->touched_us < oldest->touched_us))
			oldest = source;
	}
	if (oldest != NULL)
		hash_search(sources, &oldest->key, HASH_REMOVE, NULL);
}

SourceKey
shared_key(const pg_uuid_t *id)
{
	SourceKey key = {.database = MyDatabaseId, .id = *id};

	return key;
}
