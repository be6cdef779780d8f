/*
 * shared/slot_take.c
 *		Taking a slot of a source, in order of arrival.
 *
 * Who finds none free stands in the queue and asks for an idle one.  He is
 * handed a connection with its slot, or the first in the queue finds that one
 * has come free, takes it, and tells the next.
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/wait.h"
#include "shared/queue.h"
#include "shared/slot_deadlock.h"
#include "shared/slot_request.h"
#include "shared/slot_state.h"
#include "shared/slots.h"

/* How often to look whether a connection has ended that was shut down elsewhere. */
#define ENDING_MS 5

/* How often to look whether those who have the connections wait as well, at most. */
#define DEADLOCK_US 200000

/* For which this backend stands in a queue. */
static Slot *waiting = NULL;

static SharedSlot *find_free(void);
static bool take_at_once(Slot *slot, const SourceKey *key, uint64 fingerprint);
static void claim(Slot *slot, const SourceKey *key);
static void occupy(Slot *slot, const SourceKey *key);
static bool wait_in_queue(Slot *slot, const Deadline *deadline, char **deadlock);
static bool take_gift(Slot *slot);
static bool take_in_turn(Slot *slot, bool *soon);
static int stop_waiting(Slot *slot);
static int leave_queue(SharedSource *source);
static RemoteError *no_slot_error(int limit, int ahead);
static RemoteError *deadlock_error(const char *others);

RemoteError *
slot_take(Slot *slot, const Source *source, int limit, uint64 fingerprint, const Deadline *deadline)
{
	SourceKey key;
	char *deadlock = NULL;
	int ahead;

	if (!shared_available())
		return NULL;
	slot_request_listen();
	key = shared_key(&source->id);
	slot->limit = limit;
	slot->handed = false;
	if (find_free() == NULL)
		return make_error(STAGE_WAIT, ERRCODE_TOO_MANY_CONNECTIONS,
						  "this session has as many connections as it may have, %d",
						  SLOTS_PER_BACKEND);
	if (take_at_once(slot, &key, fingerprint) || wait_in_queue(slot, deadline, &deadlock))
		return NULL;
	ahead = stop_waiting(slot);
	if (slot->handed)
		return NULL;
	return deadlock != NULL ? deadlock_error(deadlock) : no_slot_error(limit, ahead);
}

bool
slots_exhausted(void)
{
	return shared_available() && find_free() == NULL;
}

static SharedSlot *
find_free(void)
{
	SharedBackend *me = shared_attach();

	for (int i = 0; i < SLOTS_PER_BACKEND; i++)
	{
		if (pg_atomic_read_u32(&me->slots[i].state) == SLOT_FREE)
			return &me->slots[i];
	}
	return NULL;
}

/* If that cannot be, this backend is in the queue afterwards. */
static bool
take_at_once(Slot *slot, const SourceKey *key, uint64 fingerprint)
{
	bool free;

	shared_lock();
	shared_attach()->waits_in_vain = false;
	slot->source = shared_source(key);
	free = slot->source->nwaiters == 0 && pg_atomic_read_u32(&slot->source->used) < slot->limit;
	if (free)
		claim(slot, key);
	else
	{
		/*
		 * First, or who sees him in the queue might think that he wants none.
		 * He does not if there are too many: they must become fewer.
		 */
		shared_attach()->waits_limit = slot->limit;
		wish_make(pg_atomic_read_u32(&slot->source->used) > slot->limit ? 0 : fingerprint);
		queue_enter(slot->source);
		waiting = slot;
		pg_memory_barrier();
		slot_request_idle(slot->source);
	}
	shared_unlock();
	return free;
}

/* Under the lock. */
static void
claim(Slot *slot, const SourceKey *key)
{
	occupy(slot, key);
	slot->shared->connected = false;
	pg_atomic_fetch_add_u32(&slot->source->used, 1);
}

static void
occupy(Slot *slot, const SourceKey *key)
{
	bool outdated = shared_attach()->waits_in_vain;

	slot->shared = find_free();
	slot->shared->key = *key;
	pg_atomic_exchange_u32(&slot->shared->state, outdated ? SLOT_BUSY | SLOT_OUTDATED : SLOT_BUSY);
}

/* False at the deadline, or in a deadlock with the others that it names; still in the queue. */
static bool
wait_in_queue(Slot *slot, const Deadline *deadline, char **deadlock)
{
	int64 next_look_us = 0;
	bool soon = false;

	while (!take_gift(slot) && !take_in_turn(slot, &soon))
	{
		Deadline next = soon ? deadline_within_ms(deadline, ENDING_MS) : *deadline;

		if (monotonic_us() >= next_look_us)
		{
			next_look_us = monotonic_us() + DEADLOCK_US;
			*deadlock = slot_deadlock();
		}
		if (*deadlock != NULL || (!wait_for_wake_up(&next) && deadline_passed(deadline)))
			return false;
	}
	return true;
}

/* A connection that somebody has handed over brings its slot along. */
static bool
take_gift(Slot *slot)
{
	SharedSource *source = slot->source;
	SourceKey key;
	bool first;

	if (!wish_granted())
		return false;
	shared_lock();
	key = source->key;
	occupy(slot, &key);
	slot->shared->connected = true;
	pg_atomic_fetch_add_u64(&source->handed_over, 1);
	first = queue_leave(source) == 0;
	/* Who comes next may have been told of another slot, or rely on one, while we were the first. */
	if ((first && pg_atomic_exchange_u32(&source->look_again, 0) != 0) ||
		pg_atomic_read_u32(&source->used) < slot->limit)
		slots_wake_first(source);
	shared_unlock();
	slot->handed = true;
	waiting = NULL;
	return true;
}

/* If there is none, says whether one may come soon without a word. */
static bool
take_in_turn(Slot *slot, bool *soon)
{
	SharedSource *source = slot->source;
	SourceKey key;
	bool free;

	*soon = false;
	/* Only the first in the queue needs the lock. */
	if (pg_atomic_read_u32(&source->first_waiter) != my_proc_number())
		return false;

	shared_lock();
	free = pg_atomic_read_u32(&source->used) < slot->limit && wish_drop();
	if (free)
	{
		key = source->key;
		claim(slot, &key);
		leave_queue(source);
		waiting = NULL;
	}
	else if (!wish_is_served(my_proc_number()))
		*soon = slot_request_idle(source);
	shared_unlock();
	return free;
}

/* Returns how many were ahead; but it may have been handed a connection meanwhile. */
static int
stop_waiting(Slot *slot)
{
	int ahead;

	wish_settle();
	if (take_gift(slot))
		return 0;
	shared_lock();
	ahead = leave_queue(slot->source);
	shared_unlock();
	waiting = NULL;
	return ahead;
}

/* Returns how many were ahead. */
static int
leave_queue(SharedSource *source)
{
	int ahead = queue_leave(source);

	if (ahead == 0)
		slots_wake_first(source);
	return ahead;
}

void
slot_settle(Slot *slot)
{
	if (slot == waiting)
		stop_waiting(slot);
}

void
slots_stop_waiting(void)
{
	if (waiting != NULL)
		stop_waiting(waiting);
}

static RemoteError *
no_slot_error(int limit, int ahead)
{
	RemoteError *error = make_error(STAGE_WAIT, ERRCODE_TOO_MANY_CONNECTIONS,
									"no free connection to the source before the timeout");

	error->detail = psprintf("All %d connections were in use, and %d call%s ahead of this one.",
							 limit, ahead, ahead == 1 ? " was" : "s were");
	error->hint = pstrdup("Let fewer calls run at once, or raise the source's max_connections or "
						  "metahog.max_connections_per_source.");
	return error;
}

static RemoteError *
deadlock_error(const char *others)
{
	RemoteError *error =
		make_error(STAGE_WAIT, ERRCODE_T_R_DEADLOCK_DETECTED,
				   "deadlock detected while waiting for a connection to the source");

	error->detail = psprintf("This session has a connection that others wait for, and waits for "
							 "those of others that wait as well: %s.",
							 others);
	error->hint =
		pstrdup("Close cursors, or read them to their end, before a call that needs another "
				"connection, or raise the source's max_connections.");
	return error;
}
