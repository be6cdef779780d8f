/*
 * remote/pipeline.h
 *		Reading from a session, result by result, within a deadline.
 */
#ifndef METAHOG_PIPELINE_H
#define METAHOG_PIPELINE_H

#include "remote/session.h"

/*
 * The session's next result, as PQgetResult gives it; NULL in *result is the
 * end of one command's results.  Sends what still waits to be sent.  Returns
 * false if the deadline passed first.  The caller clears the result.
 */
extern bool pipeline_next(Session *session, const Deadline *deadline, PGresult **result);

/*
 * Throw away what the remote sends, until it shows that no statement of ours
 * is running any more: one has failed, so that the rest is skipped, or the
 * last has ended, or the connection is lost.  Returns false if the deadline
 * passed first.  For abort paths: no interrupt is served and nothing raised.
 */
extern bool pipeline_falls_idle(PGconn *conn, const Deadline *deadline);

/* Is a result here already, or with what can be read without waiting? */
extern bool pipeline_is_ready(Session *session);

#endif /* METAHOG_PIPELINE_H */
