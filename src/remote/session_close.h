/*
 * remote/session_close.h
 *		How a session ends, whatever its state.
 */
#ifndef METAHOG_SESSION_CLOSE_H
#define METAHOG_SESSION_CLOSE_H

#include "remote/session.h"

/* It ends, and what it owns with it; it is in no list any more.  Raises nothing. */
extern void session_close(Session *session);

/*
 * Give it up: what may still run on the remote is cancelled, the connection
 * closed.  Takes at most half a second and raises nothing.
 */
extern void session_abandon(Session *session);

/* Say that a connection is over, wait a little until the remote has seen it, and close the socket; -1: none. */
extern void session_await_end(int socket);

#endif /* METAHOG_SESSION_CLOSE_H */
