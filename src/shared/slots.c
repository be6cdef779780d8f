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

#include "storage/proc.h"

#include "base/deadline.h"
#include "shared/passing.h"
#include "shared/slot_request.h"
#include "shared/slot_state.h"
#include "shared/slots.h"

static void leave_for_good(void);
static bool all_are_served(const SharedSource *source);
static uint32 find_heir(const SharedSource *source, const Handover *handover);
static bool leave(SharedSource *source, SharedSlot *shared, uint32 state);
static void give_back(SharedSource *source, const SharedSlot *shared);

void
slots_init(void (*give_up)(void))
{
	slot_request_init(give_up);
	/* The last to be called, as connections may be handed over until all else is done. */
	passing_init();
	shared_on_detach(leave_for_good);
}

/* At the end of the process: usually all has been given back, and nobody waits. */
static void
leave_for_good(void)
{
	SharedBackend *me = shared_attach();

	slot_request_ignore();
	slots_stop_waiting();
	shared_lock();
	for (int i = 0; i < SLOTS_PER_BACKEND; i++)
	{
		if (slot_is_counted(pg_atomic_exchange_u32(&me->slots[i].state, SLOT_FREE)))
			give_back(shared_source(&me->slots[i].key), &me->slots[i]);
	}
	shared_unlock();
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
	if (!slot_request_heard())
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
		/* Whatever was to be marked meanwhile, it is not kept. */
		pg_atomic_exchange_u32(&slot->shared->state, SLOT_BUSY | SLOT_OUTDATED);
		return false;
	}
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

bool
slot_recover(Slot *slot)
{
	uint32 wanted = SLOT_IDLE | SLOT_WANTED;

	return slot_reuse(slot) ||
		   pg_atomic_compare_exchange_u32(&slot->shared->state, &wanted, SLOT_BUSY);
}

void
slot_free(Slot *slot)
{
	if (slot->shared == NULL)
		return;
	if (slot_is_counted(pg_atomic_exchange_u32(&slot->shared->state, SLOT_FREE)))
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
		/* Somebody may rely on what we were asked for: who is first by now, or when who is has left. */
		pg_atomic_exchange_u32(&slot->source->look_again, 1);
		slots_wake_first(slot->source);
		return YIELD_KEPT;
	}
	pg_atomic_exchange_u32(&slot->shared->state, SLOT_GIVEN);
	if (!wish_grant(heir, handover))
	{
		pg_atomic_exchange_u32(&slot->shared->state, SLOT_IDLE | SLOT_WANTED);
		return YIELD_TO_LEAVE;
	}
	return YIELD_GIVEN;
}

bool
slot_hang_up(Slot *slot, int64 free_at_us)
{
	uint32 state;

	if (slot->shared == NULL)
		return false;
	if (!slot_is_scarce(slot))
	{
		slot_leave(slot);
		return false;
	}
	slot->shared->free_at_us = free_at_us;
	state = pg_atomic_read_u32(&slot->shared->state);
	do
	{
		if (!slot_is_counted(state))
			return false;
	} while (!pg_atomic_compare_exchange_u32(&slot->shared->state, &state, SLOT_ENDING));
	/* He looks how long that takes. */
	slots_wake_first(slot->source);
	return true;
}

void
slot_leave(Slot *slot)
{
	if (slot->shared == NULL)
		return;
	while (!leave(slot->source, slot->shared, pg_atomic_read_u32(&slot->shared->state)))
		;
}

bool
slot_collect(SharedSource *source, SharedSlot *shared)
{
	return monotonic_us() >= shared->free_at_us && leave(source, shared, SLOT_ENDING);
}

/* From that state, if it is one of those that are counted.  False if it was in another one. */
static bool
leave(SharedSource *source, SharedSlot *shared, uint32 state)
{
	if (!slot_is_counted(state))
		return true;
	if (!pg_atomic_compare_exchange_u32(&shared->state, &state, SLOT_LEFT))
		return false;
	give_back(source, shared);
	return true;
}

bool
slot_is_ending(const Slot *slot)
{
	return slot->shared != NULL && pg_atomic_read_u32(&slot->shared->state) == SLOT_ENDING &&
		   monotonic_us() < slot->shared->free_at_us;
}

bool
slot_left(const Slot *slot)
{
	uint32 state = slot->shared != NULL ? pg_atomic_read_u32(&slot->shared->state) : SLOT_FREE;

	return state == SLOT_LEFT || (state == SLOT_ENDING && !slot_is_ending(slot));
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
	slots_wake_first(source);
}

void
slots_wake_first(const SharedSource *source)
{
	uint32 first = pg_atomic_read_u32((pg_atomic_uint32 *) &source->first_waiter);

	if (first < shared_backends())
		SetLatch(&GetPGProcByNumber(first)->procLatch);
}
