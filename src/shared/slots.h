/*
 * shared/slots.h
 *		How many connections a source may have, across all backends.
 *
 * Whoever opens a connection takes a slot first, and gives it back when the
 * connection is closed.  Without shared memory nothing is taken, and all of
 * these functions agree to everything.
 */
#ifndef METAHOG_SLOTS_H
#define METAHOG_SLOTS_H

#include "base/deadline.h"
#include "base/errors.h"
#include "shared/memory.h"
#include "shared/wish.h"
#include "source/source.h"

/* A slot as its owner knows it, from zeroes. */
typedef struct Slot
{
	SharedSlot *shared; /* NULL: none is held */
	SharedSource *source;
	uint32 limit; /* of the source, when it was taken */
	bool handed;  /* a connection came with it, and waits in passing.c to be received */
} Slot;

/* What somebody else's slot is used for. */
typedef enum SlotUse
{
	SLOT_UNUSED,
	SLOT_CONNECTS,
	SLOT_SERVES, /* a call */
	SLOT_RESTS,
	SLOT_USES,
} SlotUse;

extern SlotUse slot_use(const SharedSlot *shared);

/*
 * Called in a signal handler when somebody waits for a slot that is idle in
 * this backend; it yields what slot_wanted() says.
 */
extern void slots_init(void (*give_up)(void));

/*
 * Take a slot of the source, waiting in order of arrival until the deadline.
 * While it waits, a connection of that fingerprint may be handed to it.
 * Returns NULL, or the error, 53300.  Raises what CHECK_FOR_INTERRUPTS raises:
 * then slot_settle() and slot_free() are to follow.
 */
extern RemoteError *slot_take(Slot *slot, const Source *source, int limit, uint64 fingerprint,
							  const Deadline *deadline);

/* End a wait that an ERROR or the end of the process has cut short; see slot->handed afterwards. */
extern void slot_settle(Slot *slot);

/* This backend has all the slots that one may have. */
extern bool slots_exhausted(void);

/* The connection is open, and counts as such; or it is none any more, while the slot is kept. */
extern void slot_connected(Slot *slot);
extern void slot_disconnected(Slot *slot);

/*
 * Hand the connection that is in use to who waits for it.  True if it is
 * somebody else's now, and the slot with it: slot_free() forgets it.
 */
extern bool slot_hand_over(Slot *slot, const Handover *handover);

/*
 * The connection is idle from now on.  False if it is not to be kept: somebody
 * waits for it, or its source has changed.
 */
extern bool slot_rest(Slot *slot);

/* The connection is used again.  False if it has been asked for. */
extern bool slot_reuse(Slot *slot);

/* It is in use again, to be given to who has asked for it.  False if it must be closed. */
extern bool slot_recover(Slot *slot);

/* The connection is closed. */
extern void slot_free(Slot *slot);

/* Would the end of this connection make room for another that there is none for now? */
extern bool slot_is_scarce(const Slot *slot);

/* What becomes of an idle connection that is asked for. */
typedef enum SlotYield
{
	YIELD_GIVEN,   /* it was handed over */
	YIELD_KEPT,	   /* who asked has got another */
	YIELD_TO_LEAVE /* it must be closed */
} SlotYield;

/*
 * For signal handlers: is the slot idle and asked for?  Then it is yielded, or
 * its connection closed.
 */
extern bool slot_wanted(const Slot *slot);
extern SlotYield slot_yield(Slot *slot, const Handover *handover);

/*
 * For signal handlers too: the connection is shut down, and counts until that
 * monotonic time if somebody else could be kept out by it.  False if it counts
 * no longer, and slot_leave() is of no use.
 */
extern bool slot_hang_up(Slot *slot, int64 free_at_us);

/* For signal handlers too: the connection counts no longer. */
extern void slot_leave(Slot *slot);

/* It was shut down in a handler: does it still count?  Or not any more? */
extern bool slot_is_ending(const Slot *slot);
extern bool slot_left(const Slot *slot);
extern bool slot_given(const Slot *slot);

#endif /* METAHOG_SLOTS_H */
