/*
 * base/wait.h
 *		The one place in which a call blocks.
 *
 * Every wait ends at a deadline.  All but one also end at an interrupt (which
 * is raised as the ERROR or FATAL that it is), or when the client has gone.
 */
#ifndef METAHOG_WAIT_H
#define METAHOG_WAIT_H

#include "base/compat.h"
#include "base/deadline.h"

/*
 * A socket to be waited for many times.  The kernel's event set is kept
 * between waits, which saves 8 to 23 % of the throughput of short queries.
 */
typedef struct Waiter
{
	pgsocket socket;
	WaitEventSet *set; /* NULL: made for each wait */
	int position;	   /* of the socket in the set */
	uint32 events;	   /* what the set waits for now */
} Waiter;

/* A waiter that keeps its event set until waiter_close().  Raises on lack of memory or descriptors. */
extern void waiter_open(Waiter *waiter, pgsocket socket);

/* Harmless on a waiter that is not open. */
extern void waiter_close(Waiter *waiter);

/*
 * Wait until the socket is ready for one of events (WL_SOCKET_READABLE,
 * WL_SOCKET_WRITEABLE).  Returns false if the deadline passed first, also
 * when the socket is always ready.  Raises what CHECK_FOR_INTERRUPTS raises.
 */
extern bool wait_for_socket(Waiter *waiter, uint32 events, const Deadline *deadline);

/* The same for a socket that may be another one at the next turn, as while connecting. */
extern bool wait_for_socket_once(pgsocket socket, uint32 events, const Deadline *deadline);

/*
 * Wait until this process's latch is set, or not even that: the caller looks
 * whether what it waits for has come about, and waits again.  Returns false if
 * the deadline has passed.  Raises what CHECK_FOR_INTERRUPTS raises.
 */
extern bool wait_for_wake_up(const Deadline *deadline);

/*
 * For a worker between two turns: until its latch is set, or so many
 * milliseconds have passed.  Serves no interrupt: that is how a turn begins.
 */
extern void wait_for_turn(int timeout_ms);

/*
 * Wait until the socket is readable, serve no interrupt meanwhile and raise
 * nothing: for abort paths, with a short deadline.  Returns false if that
 * passed first; what is readable already is seen even then.
 */
extern bool wait_uninterrupted(pgsocket socket, const Deadline *deadline);

/*
 * CHECK_FOR_INTERRUPTS, and from time to time a look at whether the client
 * is still there: a backend in the midst of a query would not notice by
 * itself.  Cheap enough for once a row.
 */
extern void check_interrupts(void);

#endif /* METAHOG_WAIT_H */
