/*
 * shared/memory.h
 *		The memory that all backends share.
 *
 * Tables of fixed size: an entry for each backend, with a slot for each of
 * its connections, and an entry for each source that is in use.  They hold
 * numbers and no pointers.  One lock guards them, which is held for no longer
 * than it takes to look and to write; what a signal handler has to read or
 * write is atomic, and changes without the lock.
 *
 * There is shared memory at two of three levels.  At L2 the library was
 * preloaded, and has it from the server's start.  At L1 the first backend that
 * needs it makes it.  At L0 there is none: it was switched off, or could not
 * be had.
 */
#ifndef METAHOG_MEMORY_H
#define METAHOG_MEMORY_H

#include "datatype/timestamp.h"
#include "port/atomics.h"
#include "storage/lwlock.h"
#include "utils/uuid.h"

#include "base/errors.h"
#include "base/settings.h"
#include "shared/call_summary.h"
#include "shared/table.h"

/* Connections that one backend may have at a time, idle ones included. */
#define SLOTS_PER_BACKEND 32

/* Calls of one backend that are shown, all of them but for who opens many cursors. */
#define CALLS_PER_BACKEND 8

/* Roles and sources whose calls are counted at a time. */
#define MAX_STATISTICS 1000

/* SQLSTATE classes that errors are counted by, the last one being all others. */
#define ERROR_CLASSES 20
#define OTHER_CLASSES 0

/* Bytes that are shown of why the audit writer fails. */
#define AUDIT_REASON 256

/* Bytes that are shown of a name, which can have no more, and of a query. */
#define SHOWN_NAME 201
#define SHOWN_QUERY 1024

/* Sources and roles with a limit that are not at rest; of more, only debts are kept. */
#define MAX_BUCKETS 4096

/* Owners whose debts are told apart. */
#define MAX_DEBTS 1024

/* Changes of sources in transactions that are prepared, and told of when these are decided. */
#define MAX_PREPARED_CHANGES 64

/* No backend, in a queue. */
#define NOBODY PG_UINT32_MAX

/* The uuid alone is not enough: a copied database has the same ones. */
typedef struct SourceKey
{
	Oid database;
	pg_uuid_t id;
} SourceKey;

static inline bool
source_key_equal(const SourceKey *one, const SourceKey *other)
{
	return memcmp(one, other, sizeof(SourceKey)) == 0;
}

/* Whose bucket: a source's or a role's. */
typedef struct BucketKey
{
	Oid database;
	Oid role;
	pg_uuid_t source;
} BucketKey;

/* How many calls may begin, see rate.c. */
typedef struct Bucket
{
	BucketKey key; /* of the table, must be first */
	Oid owner;	   /* of the source, or the role itself */
	int64 full_ns; /* when it will be full, on the monotonic clock */
} Bucket;

/* What is left of buckets that were forgotten before they were full, see rate.c. */
typedef struct BucketDebts
{
	uint64 seed;			  /* or one could look for an owner who shares another's debts */
	int64 full_ns[MAX_DEBTS]; /* by a hash of the owner: when the last one would be full */
} BucketDebts;

/* A source that has connections or a queue. */
typedef struct SharedSource
{
	SourceKey key;				   /* of the table, must be first */
	pg_atomic_uint32 used;		   /* slots taken; goes up under the lock only */
	pg_atomic_uint32 first_waiter; /* who is next; NOBODY if nobody waits; written under the lock */
	uint32 last_waiter;
	int nwaiters;
	int64 touched_us;		 /* when it was last looked for */
	pg_atomic_uint64 opened; /* connections in all, and how many of them have been closed */
	pg_atomic_uint64 closed;
	pg_atomic_uint32 look_again;  /* who leaves the queue must wake the next, see slot_yield() */
	pg_atomic_uint64 handed_over; /* how often one went from one backend to another */
} SharedSource;

/* One connection of a backend, see slots.c. */
typedef struct SharedSlot
{
	pg_atomic_uint32 state;
	bool connected; /* authenticated; written without the lock */
	SourceKey key;
	int64 idle_since_us;
	int64 free_at_us; /* of one whose connection is ending: when it counts as free at the latest */
} SharedSlot;

/* A running call, see activity.c. */
typedef struct SharedCall
{
	uint64 number;	/* among the backend's calls; 0: none runs here */
	bool inside;	/* the backend is at it, and not at something else while a cursor waits */
	bool cancelled; /* it is to fail as soon as the backend is at it again */
	Oid database;
	Oid role;
	Stage stage;
	TimestampTz started;
	TimestampTz deadline;
	int64 rows; /* given out so far, and the bytes of their values */
	int64 bytes;
	int remote_pid; /* 0: not connected yet */
	pg_uuid_t source_id;
	char actor[MAX_ACTOR + 1]; /* metahog.actor when it began; empty: nobody */
	char source[SHOWN_NAME];
	char query[SHOWN_QUERY];
} SharedCall;

typedef struct SharedBackend
{
	int pid;				/* 0: has not come by; written under the lock */
	uint32 next_waiter;		/* in the queue that it stands in */
	uint32 previous_waiter; /* likewise */
	SourceKey waits_for;	/* whose queue that is */
	uint32 waits_limit;		/* and how many connections it goes by */
	bool waiting;
	bool hears;			/* what others ask for by a signal, see slot_request.c; until it leaves */
	bool waits_in_vain; /* it has changed since: what comes of the wait is not to be kept */
	int64 waiting_since_us;
	pg_atomic_uint32 wish; /* what connection it would take, see wish.c */
	uint64 audit_reserved; /* bytes of the audit ring; under the audit lock */
	/* Where it is writing to the ring, plus 1; 0: nowhere.  Begins under the audit lock, ends without. */
	pg_atomic_uint64 audit_writing;
	SharedSlot slots[SLOTS_PER_BACKEND];
	SharedCall calls[CALLS_PER_BACKEND];
	int hidden_calls;		 /* that there is no room for */
	Oid hidden_role;		 /* whose they are; InvalidOid: of several roles */
	uint64 hidden_last;		 /* number of the last of them */
	uint64 hidden_cancelled; /* those of them up to this number are to fail */
} SharedBackend;

typedef struct StatisticsKey
{
	Oid database;
	Oid role;
	pg_uuid_t source_id; /* zeroes: of calls that have found none */
} StatisticsKey;

/* What the calls of a role to a source add up to, see statistics.c. */
typedef struct SharedStatistics
{
	StatisticsKey key; /* of the table, must be first */
	TimestampTz first_call;
	TimestampTz last_call;
	int64 calls;
	int64 errors;
	int64 cancelled; /* among the errors, as are the next ones */
	int64 timeouts;
	int64 truncations;
	int64 rows;
	int64 bytes;
	double seconds[CALL_STAGES];
	double total_seconds;
	int classes[ERROR_CLASSES];
	int64 errors_of[ERROR_CLASSES]; /* of each class; 0: no more classes */
} SharedStatistics;

/* What there is of statistics besides the table of them. */
typedef struct SharedCounts
{
	LWLock lock; /* for the table too */
	int64 forgotten;
} SharedCounts;

/* What is known of the audit ring and of its reader, see audit_ring.c and audit_writer_state.c. */
typedef struct SharedAudit
{
	LWLock lock; /* for all of it but what is atomic; not held while the file is read or written */

	uint64 ring; /* which file is in use, by its first id; 0: none yet, and the rest is not valid */
	bool preparing;		/* a process is about to make or check it */
	uint64 capacity;	/* bytes of the ring */
	uint64 head;		/* where the next record will begin, a count of bytes that only grows */
	uint64 tail;		/* where the oldest one does; the head if there is none */
	uint64 next_id;		/* of a record */
	uint64 put;			/* records, since the server started, with those that it found */
	uint64 removed;		/* of these */
	uint64 reserved;	/* bytes of it, for records that are yet to come */
	TimestampTz failed; /* when the file could not be used; 0: it can */
	uint64 lost_bytes;	/* thrown away since the server started, for they could not be read */
	pg_atomic_uint64 logged; /* records that went to the log in its place */

	int writer_pid;			  /* 0: there is none */
	uint32 writer_number;	  /* its process number */
	int writer_state;		  /* AuditWriterState */
	bool writer_sleeps;		  /* until its latch is set */
	TimestampTz writer_since; /* when the state began */
	TimestampTz writer_asked; /* when a writer was last asked for */
	int writer_missed;		  /* how often since the last one came */
	int64 dropped_us;		  /* when a writer last dropped a partition; 0: not yet */
	char writer_reason[AUDIT_REASON];
} SharedAudit;

/* A source that a prepared transaction has changed, see changed_sources.c. */
typedef struct PreparedChange
{
	TransactionId transaction;
	SourceKey source;
} PreparedChange;

typedef struct SharedPrepared
{
	pg_atomic_uint32 count; /* changes under the lock only */
	PreparedChange changes[MAX_PREPARED_CHANGES];
} SharedPrepared;

/* Once, from _PG_init. */
extern void shared_init(void);

/*
 * Have something called when this backend leaves, after all transactions have
 * ended and before its entry is given back: what was said last comes first.
 * Afterwards the memory may not be touched, not even by a signal handler.
 */
extern void shared_on_detach(void (*callback)(void));

/* Is there any?  The first call in a backend may have to make it, which it cannot while a transaction ends. */
extern bool shared_available(void);

/* 0, 1 or 2: at which level this backend works. */
extern int shared_level(void);

/* This backend's entry, or that of another.  The first call enters this backend. */
extern SharedBackend *shared_attach(void);
extern SharedBackend *shared_backend(uint32 number);
extern uint32 shared_backends(void);

extern void shared_lock(void);
extern void shared_unlock(void);

/*
 * The source's entry, made if there is none.  Under the lock; it stays valid
 * without as long as somebody has a slot of it or waits for one.
 */
extern SharedSource *shared_source(const SourceKey *key);

/* The entries one after the other, the first behind NULL, under the lock; and how many there can be. */
extern SharedSource *shared_next_source(const SharedSource *source);
extern uint32 shared_max_sources(void);

/* These have locks of their own. */
extern SharedAudit *shared_audit(void);
extern SharedCounts *shared_counts(void);
extern SharedTable *shared_statistics(void);

/* The table of buckets, and what is owed besides, to be used under the lock. */
extern SharedTable *shared_buckets(void);
extern BucketDebts *shared_debts(void);

/* What prepared transactions have changed, to be used under the lock. */
extern SharedPrepared *shared_prepared(void);

/* The key of a source of this database. */
extern SourceKey shared_key(const pg_uuid_t *id);

#endif /* METAHOG_MEMORY_H */
