/*
 * query/try_call.h
 *		A call whose failure is a value, whatever it comes from.
 */
#ifndef METAHOG_TRY_CALL_H
#define METAHOG_TRY_CALL_H

#include "query/call.h"

/* Begins the call and does something with it.  Returns its failure as a value, or raises it. */
typedef RemoteError *(*CallWork)(Call *call, void *argument);

/*
 * Do the work, and end the call.  Returns its failure, NULL if there is none,
 * so that the caller's transaction lives on: what was raised has been rolled
 * back in a subtransaction.  Only a cancel of the caller's own statement is
 * raised on.
 */
extern RemoteError *try_call(Call *call, CallWork work, void *argument);

#endif /* METAHOG_TRY_CALL_H */
