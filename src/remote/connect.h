/*
 * remote/connect.h
 *		From a source's connection options to an authenticated connection.
 */
#ifndef METAHOG_CONNECT_H
#define METAHOG_CONNECT_H

#include "remote/session.h"
#include "source/conninfo.h"

/*
 * Resolve the host and connect to the first of its addresses that answers,
 * within the deadline and metahog.connect_timeout.  The connection is put into
 * session->conn at once, so that it has an owner whatever happens; after an
 * error it may be in any state and the caller abandons the session.
 */
extern RemoteError *connect_session(Session *session, const ConnectionInfo *info,
									const Deadline *deadline);

#endif /* METAHOG_CONNECT_H */
