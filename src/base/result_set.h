/*
 * base/result_set.h
 *		The result of a set-returning function, as a tuplestore.
 */
#ifndef METAHOG_RESULT_SET_H
#define METAHOG_RESULT_SET_H

#include "access/tupdesc.h"
#include "fmgr.h"
#include "utils/tuplestore.h"

/*
 * A tuplestore that is the function's result, for rows as its declaration has
 * them.  Raises 0A000 where a set cannot be taken.
 */
extern Tuplestorestate *materialize_result(FunctionCallInfo fcinfo, TupleDesc *tuple_desc);

/* The same for a function whose columns the caller declares. */
extern Tuplestorestate *materialize_record(FunctionCallInfo fcinfo, TupleDesc tuple_desc);

#endif /* METAHOG_RESULT_SET_H */
