/*
 * shared/wish.h
 *		Which connection a backend that waits would take from another.
 *
 * A connection is of use only to who would have opened it in the same way,
 * which a fingerprint says.  Who waits says which one he would take.  Who has
 * one to give claims him, passes the socket, and tells him.
 */
#ifndef METAHOG_WISH_H
#define METAHOG_WISH_H

#include "shared/memory.h"

/* What a connection is handed over with. */
typedef struct Handover
{
	uint64 fingerprint; /* of what it was opened by; 0: it is not to be handed over */
	pgsocket socket;
	const void *letter; /* what the taker is told */
	size_t size;
} Handover;

/* What came of looking for a taker. */
typedef enum WishClaim
{
	CLAIM_MADE,
	CLAIM_TOO_LATE, /* somebody else gives him one */
	CLAIM_REFUSED,	/* he would not take it */
} WishClaim;

/* This backend would take such a connection, as long as it stands in the queue. */
extern void wish_make(uint64 fingerprint);

/* It would not any more.  False if it is being given one, and must wait for that. */
extern bool wish_drop(void);

/*
 * It would not any more; and if it is being given one, that is over afterwards:
 * it has come, or the giver has taken so long that it will not be taken.
 */
extern void wish_settle(void);

/* Has it been given one?  That holds until the next wish. */
extern bool wish_granted(void);

/* Is that backend, which stands in a queue, being given one? */
extern bool wish_is_served(uint32 backend);

/* For who has a connection to give; the second must follow the first if that was made. */
extern WishClaim wish_claim(uint32 backend, const Handover *handover);
extern bool wish_grant(uint32 backend, const Handover *handover);

#endif /* METAHOG_WISH_H */
