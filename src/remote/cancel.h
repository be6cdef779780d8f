/*
 * remote/cancel.h
 *		Asking a remote to stop what it is doing for us.
 */
#ifndef METAHOG_CANCEL_H
#define METAHOG_CANCEL_H

#include "base/deadline.h"
#include "remote/session.h"

/*
 * Ask until nothing of ours runs on the remote any more, or the deadline has
 * passed.  For a session that is closed afterwards: what it has to say is
 * thrown away, and a request that came late may still be on its way.  Serves
 * no interrupts and raises nothing.
 */
extern void cancel_until_idle(Session *session, const Deadline *deadline);

/*
 * Send a cancel request for what the session is running and wait, for at
 * most so many milliseconds and without serving interrupts, until it has been
 * delivered.  Raises nothing.  When the time is over, the request goes on by
 * itself; the session may be closed at once in either case.  Returns
 * whether delivery was seen.
 */
extern bool cancel_remote(const Session *session, int within_ms);

#endif /* METAHOG_CANCEL_H */
