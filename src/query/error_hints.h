/*
 * query/error_hints.h
 *		What a remote's error means to who wrote the query.
 */
#ifndef METAHOG_ERROR_HINTS_H
#define METAHOG_ERROR_HINTS_H

#include "base/errors.h"
#include "remote/statement.h"

/*
 * Where the remote speaks of what the caller cannot see (the protocol, its own
 * timeout, a character without a shape), say what is meant.  SQLSTATE, stage
 * and position stay what they are; NULL is let pass, and so is what befalls
 * statements of our own, which have no query.  Returns the error.
 */
extern RemoteError *explain_error(RemoteError *error, const char *query,
								  const Statement *statement);

#endif /* METAHOG_ERROR_HINTS_H */
