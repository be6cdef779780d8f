/*
 * remote/session_acquire.h
 *		A session for a call, from the cache or new, and what becomes of it afterwards.
 */
#ifndef METAHOG_SESSION_ACQUIRE_H
#define METAHOG_SESSION_ACQUIRE_H

#include "remote/session.h"

typedef struct OpenedSession
{
	Activity activity; /* given: the call that it is for */
	Session *session;
	double connect_seconds; /* with the wait for a slot; 0 for one from the cache */
} OpenedSession;

/* Once, from _PG_init. */
extern void session_init(void);

/*
 * A session for the source, from the cache or new, busy for the caller.
 * Returns NULL, or the error with the stage in which it occurred.
 */
extern RemoteError *session_acquire(const Source *source, const Deadline *deadline,
									OpenedSession *opened);

/* The same, always new: for test_source. */
extern RemoteError *session_open(const Source *source, const Deadline *deadline,
								 OpenedSession *opened);

/* Give it back after a call that ended well; it goes to who waits, is kept, or closed if it may not be. */
extern void session_release(Session *session);

#endif /* METAHOG_SESSION_ACQUIRE_H */
