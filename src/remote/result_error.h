/*
 * remote/result_error.h
 *		What libpq says of a failure, as a RemoteError.
 */
#ifndef METAHOG_RESULT_ERROR_H
#define METAHOG_RESULT_ERROR_H

#include "remote/session.h"

/*
 * Why connecting failed.  The connection must have had PQERRORS_VERBOSE, whose
 * text holds the SQLSTATE; SQLSTATEs other than those that say something of
 * the credentials, the database or the remote's resources become 08001.
 */
extern RemoteError *error_from_connection(PGconn *conn, Stage stage);

/*
 * Why a statement failed.  position counts from the beginning of the text
 * that was sent.  A FATAL of the remote is 08006, with the remote's words in
 * the detail: its SQLSTATE would say that the caller's own session is ending.
 */
extern RemoteError *error_from_result(PGconn *conn, const PGresult *result, Stage stage);

/* The connection broke without a word from the remote: 08006. */
extern RemoteError *error_connection_lost(PGconn *conn, Stage stage);

/* Take notices of the session's remote: none is shown, one of them is remembered. */
extern void watch_notices(Session *session);

#endif /* METAHOG_RESULT_ERROR_H */
