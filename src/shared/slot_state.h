/*
 * shared/slot_state.h
 *		What a slot's state can be, for the three files that change it.
 *
 * slots.c has what an owner does with a slot, slot_take.c how one is taken,
 * slot_request.c how others' idle ones are asked for.
 */
#ifndef METAHOG_SLOT_STATE_H
#define METAHOG_SLOT_STATE_H

#include "shared/memory.h"

/* A free slot is 0, as memory is at first. */
#define SLOT_FREE 0
#define SLOT_BUSY 1
#define SLOT_IDLE 2
#define SLOT_LEFT 3	  /* its connection was closed in a signal handler, and is no longer counted */
#define SLOT_GIVEN 4  /* its connection was handed over, and counts as the taker's */
#define SLOT_ENDING 5 /* its connection was shut down in a signal handler, and counts for a while */
#define SLOT_STATE 0xff

#define SLOT_WANTED 0x100	/* with IDLE: somebody waits for it */
#define SLOT_OUTDATED 0x200 /* with BUSY or IDLE: it must not be kept */

/* Is it one of those that its source has in use? */
static inline bool
slot_is_counted(uint32 state)
{
	return (state & SLOT_STATE) == SLOT_BUSY || (state & SLOT_STATE) == SLOT_IDLE ||
		   state == SLOT_ENDING;
}

/*
 * A slot that is ending is free if its time has come: then it is not counted any
 * more, and true.  For who looks for a slot, under the lock, whosever this one is.
 */
extern bool slot_collect(SharedSource *source, SharedSlot *shared);

/* Tell who is first in the queue to look again; whom a stale number wakes looks, and sleeps on. */
extern void slots_wake_first(const SharedSource *source);

/* Ends the wait of this backend, if it is in a queue. */
extern void slots_stop_waiting(void);

#endif /* METAHOG_SLOT_STATE_H */
