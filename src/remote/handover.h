/*
 * remote/handover.h
 *		A session's connection, handed from one backend to another.
 *
 * What goes over is the socket and what is true of the connection.  libpq's
 * state stays: the taker puts the socket into a connection of libpq's own,
 * which has given its socket away in the same way, or was made for this.  A
 * session that has given its connection away is vacant: it knows the remote,
 * and waits for a connection to it.
 */
#ifndef METAHOG_HANDOVER_H
#define METAHOG_HANDOVER_H

#include "remote/session.h"

/* Of a new session: by what it was opened, which must be the same for both sides. */
extern uint64 handover_fingerprint(const Session *session);

/* A wish for a connection of that fingerprint, 0 if this backend cannot be handed any. */
extern uint64 handover_wish(const Session *session);

/* Of a connection that has just been opened: what a taker will have to know. */
extern void handover_learn(Session *session);

/*
 * Before the connection rests or is given: says in session->handover whether,
 * and with what, it can be.
 */
extern void handover_prepare(Session *session);

/* The connection has been given: the session is vacant for as long as what it knows may be used. */
extern void handover_vacate(Session *session);

/*
 * Take in what has come with the session's slot, into session->handed.  False
 * if that is nothing, or nothing that was wished for.  Raises nothing.
 */
extern bool handover_receive(Session *session);

/* Does the session know the server that it leads to?  Otherwise only a new session can take it. */
extern bool handover_fits(const Session *session);

/*
 * Make it the session's own, which is new, or vacant and knows the server.
 * False if that cannot be; then it is left where it was.
 */
extern bool handover_seat(Session *session);

#endif /* METAHOG_HANDOVER_H */
