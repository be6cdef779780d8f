/*
 * shared/slots.c
 *		How many connections a source may have, across all backends.
 *
 * A slot is busy or idle.  Who finds none free stands in the source's queue
 * and asks for an idle one: its owner is sent a signal, whose handler hands the
 * connection over, or closes it.  So does an owner that ends a call while
 * somebody waits.  What is closed makes a slot free: the first in the queue is
 * told, who takes it and tells the next.
 *
 * - The number of slots taken and the queue change under the lock, except that
 *   a slot is given back without, as that may happen in a signal handler.
 * - Two that cross never miss each other: who waits enters the queue before he
 *   looks for idle slots and free ones, who rests or gives back does so before
 *   he looks at the queue, and both use full barriers in between.
 * - A backend that ends in whatever way gives back what it holds.  One that is
 *   killed with SIGKILL takes the server's shared memory along.
 */
#include "postgres.h"

#include <signal.h>

#include "miscadmin.h"
#include "storage/proc.h"

#include "base/wait.h"
#include "shared/passing.h"
#include "shared/queue.h"
#include "shared/slots.h"

/* A slot's state.  A free one is 0, as memory is at first. */
#define SLOT_FREE 0
#define SLOT_BUSY 1
#define SLOT_IDLE 2
#define SLOT_LEFT 3	 /* its connection was closed in a signal handler, and is no longer counted */
#define SLOT_GIVEN 4 /* its connection was handed over, and counts as the taker's */
#define SLOT_STATE 0xff
#define SLOT_WANTED 0x100	/* with IDLE: somebody waits for it */
#define SLOT_OUTDATED 0x200 /* with BUSY or IDLE: it must not be kept */

/*
 * Backends ignore this signal.  Where somebody else has a handler for it, as
 * in a WAL sender, no connection is kept idle.
 */
#define WANTED_SIGNAL SIGUSR2

static void (*give_up_wanted)(void) = NULL;
static bool reachable = false;

/* For which this backend stands in a queue. */
static Slot *waiting = NULL;

static SharedBackend *attach(void);
static void listen_for_wishes(void);
static void handle_wish(int signal);
static void leave_for_good(void);
static SharedSlot *find_free(void);
static bool take_at_once(Slot *slot, const SourceKey *key, uint64 fingerprint);
static bool take_in_turn(Slot *slot);
static void claim(Slot *slot, const SourceKey *key);
static void occupy(Slot *slot, const SourceKey *key);
static bool take_gift(Slot *slot);
static int stop_waiting(Slot *slot);
static bool all_are_served(const SharedSource *source);
static uint32 find_heir(const SharedSource *source, const Handover *handover);
static bool wait_in_queue(Slot *slot, const Deadline *deadline);
static int leave_queue(SharedSource *source);
static bool is_counted(uint32 state);
static void give_back(SharedSource *source, const SharedSlot *shared);
static void wake_first(const SharedSource *source);
static void ask_for_idle(const SharedSource *source);
static void ask(SharedBackend *owner, SharedSlot *slot, uint32 why);
static bool is_of(const SharedSlot *slot, const SourceKey *key);
static RemoteError *no_slot_error(int limit, int ahead);

void
slots_init(void (*give_up)(void))
{
	give_up_wanted = give_up;
	/* The last to be called, as connections may be handed over until all else is done. */
	passing_init();
	shared_on_detach(leave_for_good);
}

RemoteError *
slot_take(Slot *slot, const Source *source, int limit, uint64 fingerprint, const Deadline *deadline)
{
	SourceKey key;
	int ahead;

	if (!shared_available())
		return NULL;
	attach();
	key = shared_key(&source->id);
	slot->limit = limit;
	slot->handed = false;
	if (find_free() == NULL)
		return make_error(STAGE_WAIT, ERRCODE_TOO_MANY_CONNECTIONS,
						  "this session has as many connections as it may have, %d",
						  SLOTS_PER_BACKEND);
	if (take_at_once(slot, &key, fingerprint) || wait_in_queue(slot, deadline))
		return NULL;
	ahead = stop_waiting(slot);
	return slot->handed ? NULL : no_slot_error(limit, ahead);
}

static SharedBackend *
attach(void)
{
	static bool attached = false;

	if (!attached)
	{
		attached = true;
		listen_for_wishes();
	}
	return shared_attach();
}

static void
listen_for_wishes(void)
{
	struct sigaction present;

	if (sigaction(WANTED_SIGNAL, NULL, &present) != 0 || present.sa_handler != SIG_IGN)
		return;
	pqsignal(WANTED_SIGNAL, handle_wish);
	reachable = true;
}

static void
handle_wish(int signal)
{
	int saved_errno = errno;

	give_up_wanted();
	errno = saved_errno;
}

/* At the end of the process: usually all has been given back, and nobody waits. */
static void
leave_for_good(void)
{
	SharedBackend *me = shared_attach();

	if (reachable)
		pqsignal(WANTED_SIGNAL, SIG_IGN);
	if (waiting != NULL)
		stop_waiting(waiting);
	shared_lock();
	for (int i = 0; i < SLOTS_PER_BACKEND; i++)
	{
		if (is_counted(pg_atomic_exchange_u32(&me->slots[i].state, SLOT_FREE)))
			give_back(shared_source(&me->slots[i].key), &me->slots[i]);
	}
	shared_unlock();
}

bool
slots_exhausted(void)
{
	return shared_available() && find_free() == NULL;
}

static SharedSlot *
find_free(void)
{
	SharedBackend *me = attach();

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
	slot->source = shared_source(key);
	free = slot->source->nwaiters == 0 && pg_atomic_read_u32(&slot->source->used) < slot->limit;
	if (free)
		claim(slot, key);
	else
	{
		queue_enter(slot->source);
		waiting = slot;
		wish_make(fingerprint);
		pg_memory_barrier();
		ask_for_idle(slot->source);
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
	slot->shared = find_free();
	slot->shared->key = *key;
	pg_atomic_exchange_u32(&slot->shared->state, SLOT_BUSY);
}

/* False at the deadline, still in the queue. */
static bool
wait_in_queue(Slot *slot, const Deadline *deadline)
{
	while (!take_gift(slot) && !take_in_turn(slot))
	{
		if (!wait_for_wake_up(deadline))
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

	if (!wish_granted())
		return false;
	shared_lock();
	key = source->key;
	occupy(slot, &key);
	slot->shared->connected = true;
	queue_leave(source);
	wish_end();
	/* Who comes next may have been told of another slot while we were the first. */
	if (pg_atomic_read_u32(&source->used) < slot->limit)
		wake_first(source);
	shared_unlock();
	slot->handed = true;
	waiting = NULL;
	return true;
}

static bool
take_in_turn(Slot *slot)
{
	SharedSource *source = slot->source;
	SourceKey key;
	bool free;

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
	else
		ask_for_idle(source);
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

void
slot_settle(Slot *slot)
{
	if (slot == waiting)
		stop_waiting(slot);
}

/* Returns how many were ahead. */
static int
leave_queue(SharedSource *source)
{
	int ahead = queue_leave(source);

	if (ahead == 0)
		wake_first(source);
	return ahead;
}

void
slot_connected(Slot *slot)
{
	if (slot->shared == NULL)
		return;
	slot->shared->connected = true;
	pg_atomic_fetch_add_u64(&slot->source->opened, 1);
}

void
slot_disconnected(Slot *slot)
{
	slot->handed = false;
	slot->shared->connected = false;
	pg_atomic_fetch_add_u64(&slot->source->closed, 1);
}

bool
slot_hand_over(Slot *slot, const Handover *handover)
{
	uint32 heir = NOBODY;

	if (slot->shared == NULL || handover->fingerprint == 0 ||
		pg_atomic_read_u32(&slot->source->first_waiter) == NOBODY)
		return false;
	shared_lock();
	/* Not if the source has changed, or may have fewer connections than it has. */
	if (pg_atomic_read_u32(&slot->shared->state) == SLOT_BUSY &&
		pg_atomic_read_u32(&slot->source->used) <= slot->limit)
		heir = find_heir(slot->source, handover);
	if (heir != NOBODY)
		pg_atomic_exchange_u32(&slot->shared->state, SLOT_GIVEN);
	shared_unlock();
	if (heir == NOBODY)
		return false;
	if (!wish_grant(heir, handover))
	{
		pg_atomic_exchange_u32(&slot->shared->state, SLOT_BUSY);
		return false;
	}
	pg_atomic_fetch_add_u64(&slot->source->handed_over, 1);
	return true;
}

/* The first in the queue who is not being given one already; under the lock. */
static uint32
find_heir(const SharedSource *source, const Handover *handover)
{
	uint32 number = pg_atomic_read_u32((pg_atomic_uint32 *) &source->first_waiter);

	for (; number != NOBODY; number = shared_backend(number)->next_waiter)
	{
		WishClaim claim = wish_claim(number, handover);

		if (claim == CLAIM_MADE)
			return number;
		/* It is his turn all the same: he will open another. */
		if (claim == CLAIM_REFUSED)
			return NOBODY;
	}
	return NOBODY;
}

SlotUse
slot_use(const SharedSlot *shared)
{
	switch (pg_atomic_read_u32((pg_atomic_uint32 *) &shared->state) & SLOT_STATE)
	{
		case SLOT_BUSY:
			return shared->connected ? SLOT_SERVES : SLOT_CONNECTS;
		case SLOT_IDLE:
			return SLOT_RESTS;
		default:
			return SLOT_UNUSED;
	}
}

bool
slot_rest(Slot *slot)
{
	uint32 busy = SLOT_BUSY;

	if (slot->shared == NULL)
		return true;
	if (!reachable)
		return false;
	slot->shared->idle_since_us = monotonic_us();
	if (!pg_atomic_compare_exchange_u32(&slot->shared->state, &busy, SLOT_IDLE))
		return false;
	return pg_atomic_read_u32(&slot->source->first_waiter) == NOBODY ||
		   all_are_served(slot->source);
}

/* Is each that stands in the queue being given a connection already? */
static bool
all_are_served(const SharedSource *source)
{
	uint32 number;

	shared_lock();
	number = pg_atomic_read_u32((pg_atomic_uint32 *) &source->first_waiter);
	while (number != NOBODY && wish_is_served(number))
		number = shared_backend(number)->next_waiter;
	shared_unlock();
	return number == NOBODY;
}

bool
slot_reuse(Slot *slot)
{
	uint32 idle = SLOT_IDLE;

	return slot->shared == NULL ||
		   pg_atomic_compare_exchange_u32(&slot->shared->state, &idle, SLOT_BUSY);
}

void
slot_free(Slot *slot)
{
	if (slot->shared == NULL)
		return;
	if (is_counted(pg_atomic_exchange_u32(&slot->shared->state, SLOT_FREE)))
		give_back(slot->source, slot->shared);
	slot->shared = NULL;
	slot->handed = false;
}

bool
slot_is_scarce(const Slot *slot)
{
	return slot->shared != NULL && pg_atomic_read_u32(&slot->source->used) >= slot->limit;
}

bool
slot_wanted(const Slot *slot)
{
	uint32 state = slot->shared != NULL ? pg_atomic_read_u32(&slot->shared->state) : SLOT_FREE;

	return (state & SLOT_STATE) == SLOT_IDLE && state != SLOT_IDLE;
}

SlotYield
slot_yield(Slot *slot, const Handover *handover)
{
	uint32 wanted = SLOT_IDLE | SLOT_WANTED;
	uint32 heir = pg_atomic_read_u32(&slot->source->first_waiter);
	WishClaim claim;

	if (pg_atomic_read_u32(&slot->shared->state) != wanted)
		return YIELD_TO_LEAVE;
	claim = heir < shared_backends() ? wish_claim(heir, handover) : CLAIM_TOO_LATE;
	if (claim == CLAIM_REFUSED)
		return YIELD_TO_LEAVE;
	if (claim == CLAIM_TOO_LATE)
	{
		if (!pg_atomic_compare_exchange_u32(&slot->shared->state, &wanted, SLOT_IDLE))
			return YIELD_TO_LEAVE;
		/* Who is the first by now may rely on what we were asked for. */
		wake_first(slot->source);
		return YIELD_KEPT;
	}
	pg_atomic_exchange_u32(&slot->shared->state, SLOT_GIVEN);
	if (!wish_grant(heir, handover))
	{
		pg_atomic_exchange_u32(&slot->shared->state, SLOT_IDLE | SLOT_WANTED);
		return YIELD_TO_LEAVE;
	}
	pg_atomic_fetch_add_u64(&slot->source->handed_over, 1);
	return YIELD_GIVEN;
}

void
slot_leave(Slot *slot)
{
	if (slot->shared == NULL)
		return;
	if (is_counted(pg_atomic_exchange_u32(&slot->shared->state, SLOT_LEFT)))
		give_back(slot->source, slot->shared);
}

/* Is a slot in that state one of those that its source has in use? */
static bool
is_counted(uint32 state)
{
	return (state & SLOT_STATE) == SLOT_BUSY || (state & SLOT_STATE) == SLOT_IDLE;
}

bool
slot_left(const Slot *slot)
{
	return slot->shared != NULL && pg_atomic_read_u32(&slot->shared->state) == SLOT_LEFT;
}

bool
slot_given(const Slot *slot)
{
	return slot->shared != NULL && pg_atomic_read_u32(&slot->shared->state) == SLOT_GIVEN;
}

/* After this the entry may be forgotten; whom a stale number wakes looks, and sleeps on. */
static void
give_back(SharedSource *source, const SharedSlot *shared)
{
	if (shared->connected)
		pg_atomic_fetch_add_u64(&source->closed, 1);
	pg_atomic_fetch_sub_u32(&source->used, 1);
	wake_first(source);
}

static void
wake_first(const SharedSource *source)
{
	uint32 first = pg_atomic_read_u32((pg_atomic_uint32 *) &source->first_waiter);

	if (first < shared_backends())
		SetLatch(&GetPGProcByNumber(first)->procLatch);
}

/* Ask for the connection that has been idle for longest, unless as many are asked for as are waited for. */
static void
ask_for_idle(const SharedSource *source)
{
	SharedBackend *owner = NULL;
	SharedSlot *oldest = NULL;
	int asked = 0;

	for (uint32 i = 0; i < shared_backends(); i++)
	{
		SharedBackend *backend = shared_backend(i);

		for (int j = 0; backend->pid != 0 && j < SLOTS_PER_BACKEND; j++)
		{
			SharedSlot *slot = &backend->slots[j];
			uint32 state = pg_atomic_read_u32(&slot->state);

			if ((state & SLOT_STATE) != SLOT_IDLE || !is_of(slot, &source->key))
				continue;
			if (state & SLOT_WANTED)
				asked++;
			else if (oldest == NULL || slot->idle_since_us < oldest->idle_since_us)
			{
				oldest = slot;
				owner = backend;
			}
		}
	}
	if (oldest != NULL && asked < source->nwaiters)
		ask(owner, oldest, SLOT_WANTED);
}

/* Under the lock, or its owner might be another process by now. */
static void
ask(SharedBackend *owner, SharedSlot *slot, uint32 why)
{
	uint32 state = pg_atomic_read_u32(&slot->state);

	do
	{
		if (!is_counted(state) || (why == SLOT_WANTED && state != SLOT_IDLE))
			return;
	} while (!pg_atomic_compare_exchange_u32(&slot->state, &state, state | why));
	if ((state & SLOT_STATE) == SLOT_IDLE)
		kill(owner->pid, WANTED_SIGNAL);
}

static bool
is_of(const SharedSlot *slot, const SourceKey *key)
{
	return memcmp(&slot->key, key, sizeof(SourceKey)) == 0;
}

void
slots_source_changed(const pg_uuid_t *source_id)
{
	SourceKey key;

	if (!shared_available())
		return;
	key = shared_key(source_id);
	shared_lock();
	for (uint32 i = 0; i < shared_backends(); i++)
	{
		SharedBackend *backend = shared_backend(i);

		for (int j = 0; backend->pid != 0 && j < SLOTS_PER_BACKEND; j++)
		{
			if (is_of(&backend->slots[j], &key))
				ask(backend, &backend->slots[j], SLOT_OUTDATED);
		}
	}
	shared_unlock();
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
