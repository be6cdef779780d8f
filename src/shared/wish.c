/*
 * shared/wish.c
 *		Which connection a backend that waits would take from another.
 *
 * All that passes between the two is one word of the taker's: his wish.  It
 * goes from nothing to a fingerprint and back to nothing by his own hand, from
 * a fingerprint to claimed by the giver's, and then to granted, or, if the
 * socket could not be passed, to nothing.  Granted it stays until the next one,
 * or its owner would seem to refuse what others have to give.
 *
 * So the giver needs no lock, and may be a signal handler.  Who was claimed
 * has the answer within a few instructions of the giver's.  Should that one be
 * stopped between them, the taker does not stay for it: he leaves a word, until
 * which has been read he makes no other wish, and what was passed is discarded.
 */
#include "postgres.h"

#include <sys/socket.h>

#include "storage/latch.h"
#include "storage/proc.h"

#include "base/deadline.h"
#include "shared/passing.h"
#include "shared/wish.h"

/* What a wish can be besides a fingerprint.  Nothing is 0, as memory is at first. */
#define WISH_NOTHING 0
#define WISH_CLAIMED 1
#define WISH_GRANTED 2
#define WISH_LEFT 3 /* claimed, and not stayed for */
#define FIRST_FINGERPRINT 4

/* How long to sleep between looks at what a giver is about to say. */
#define SETTLE_US 20

/* How long a giver may take who has been interrupted; a handler that closes another connection takes no time. */
#define MOST_SETTLE_US 1000000

/* Something may have been passed to this process, or to another one of its number, that nobody has stayed for. */
static bool unclaimed = true;

static uint32 wish_for(uint64 fingerprint);
static bool is_served(uint32 wish);

void
wish_make(uint64 fingerprint)
{
	pg_atomic_uint32 *wish = &shared_attach()->wish;

	/* Only who has claimed it knows when that is over. */
	if (pg_atomic_read_u32(wish) == WISH_LEFT)
	{
		unclaimed = true;
		return;
	}
	if (unclaimed)
		passing_discard();
	unclaimed = false;
	pg_atomic_exchange_u32(wish, wish_for(fingerprint));
}

/* The letter has all of it; this is for not passing what would be thrown away. */
static uint32
wish_for(uint64 fingerprint)
{
	return fingerprint == 0 ? WISH_NOTHING : Max((uint32) fingerprint, FIRST_FINGERPRINT);
}

bool
wish_drop(void)
{
	pg_atomic_uint32 *wish = &shared_attach()->wish;
	uint32 present = pg_atomic_read_u32(wish);

	return present == WISH_NOTHING || present == WISH_LEFT ||
		   (present >= FIRST_FINGERPRINT &&
			pg_atomic_compare_exchange_u32(wish, &present, WISH_NOTHING));
}

void
wish_settle(void)
{
	int64 end_us = monotonic_us() + MOST_SETTLE_US;

	while (!wish_drop() && !wish_granted())
	{
		uint32 claimed = WISH_CLAIMED;

		if (monotonic_us() < end_us)
			pg_usleep(SETTLE_US);
		else
			pg_atomic_compare_exchange_u32(&shared_attach()->wish, &claimed, WISH_LEFT);
	}
}

bool
wish_granted(void)
{
	return pg_atomic_read_u32(&shared_attach()->wish) == WISH_GRANTED;
}

WishClaim
wish_claim(uint32 backend, const Handover *handover)
{
	uint32 wish = wish_for(handover->fingerprint);

	if (wish == WISH_NOTHING)
		return CLAIM_REFUSED;
	if (pg_atomic_compare_exchange_u32(&shared_backend(backend)->wish, &wish, WISH_CLAIMED))
		return CLAIM_MADE;
	return is_served(wish) ? CLAIM_TOO_LATE : CLAIM_REFUSED;
}

bool
wish_is_served(uint32 backend)
{
	return is_served(pg_atomic_read_u32(&shared_backend(backend)->wish));
}

static bool
is_served(uint32 wish)
{
	return wish == WISH_CLAIMED || wish == WISH_GRANTED;
}

bool
wish_grant(uint32 backend, const Handover *handover)
{
	pg_atomic_uint32 *wish = &shared_backend(backend)->wish;
	bool given = passing_send(backend, handover->socket, handover->letter, handover->size);
	uint32 claimed = WISH_CLAIMED;

	if (!pg_atomic_compare_exchange_u32(wish, &claimed, given ? WISH_GRANTED : WISH_NOTHING))
	{
		/* He has not stayed: the connection is nobody's, and he may wish again. */
		shutdown(handover->socket, SHUT_RDWR);
		pg_atomic_exchange_u32(wish, WISH_NOTHING);
		return false;
	}
	SetLatch(&GetPGProcByNumber(backend)->procLatch);
	return given;
}
