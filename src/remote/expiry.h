/*
 * remote/expiry.h
 *		Ending connections while the backend itself is idle.
 */
#ifndef METAHOG_EXPIRY_H
#define METAHOG_EXPIRY_H

#include "base/deadline.h"
#include "shared/activity.h"
#include "shared/slots.h"

/* Once, from _PG_init. */
extern void expiry_init(void);

/*
 * Shut this idle session's socket down at that monotonic time, and hand it over
 * or shut it down when its slot is asked for, unless it is forgotten before.
 */
extern void expiry_watch(int64 expires_us, Slot *slot, const Handover *handover);

/* The connection of a call. */
typedef struct CallConnection
{
	int socket;
	Slot *slot;
	const Activity *activity; /* which call that is */
	volatile bool *cut_off;	  /* becomes true when it has been ended here */
} CallConnection;

/*
 * A call has sent its statement: at the deadline, or when somebody cancels the
 * call, end the connection, unless the backend is at the call, which then sees
 * for itself.
 */
extern void expiry_watch_call(const CallConnection *call, const Deadline *deadline);

/*
 * Before the connection that has this slot is used by somebody else or closed,
 * and before the slot's memory is freed.  Harmless if it is not watched.
 */
extern void expiry_forget(const Slot *slot);

/*
 * Wait until the remote has closed its end too, for at most so many
 * milliseconds: not before that it counts one connection less.
 */
extern void expiry_await_end(int socket, int within_ms);

/* Set the timer again after error recovery, which stops all timers of the backend. */
extern void expiry_rearm(void);

#endif /* METAHOG_EXPIRY_H */
