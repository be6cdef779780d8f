/*
 * remote/handover.h
 *		A session's connection, handed from one backend to another.
 *
 * What goes over is the socket and what is true of the connection.  libpq's
 * state cannot go: the taker needs a connection of libpq's own to the same
 * server, which has lost its socket in the same way.  Such a session is
 * vacant: it knows the remote, and waits for a connection to it.
 */
#ifndef METAHOG_HANDOVER_H
#define METAHOG_HANDOVER_H

#include "remote/session.h"

/* Before the connection rests or is given: says in session->handover whether, and with what, it can be. */
extern void handover_prepare(Session *session);

/*
 * Give it to who waits for one.  True if it is somebody else's now; then the
 * session is vacant.
 */
extern bool handover_to_waiting(Session *session);

/* The connection has been given: the session is vacant, and its slot gone. */
extern void handover_vacate(Session *session);

/*
 * The slot of a vacant session has come with a connection: take it over, but
 * for the waiter.  False if none has arrived, or another than was wished for.
 * Raises nothing.
 */
extern bool handover_take(Session *session);

#endif /* METAHOG_HANDOVER_H */
