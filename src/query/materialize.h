/*
 * query/materialize.h
 *		Results of set-returning functions with columns of their own.
 */
#ifndef METAHOG_MATERIALIZE_H
#define METAHOG_MATERIALIZE_H

#include "access/tupdesc.h"
#include "fmgr.h"
#include "utils/tuplestore.h"

#include "query/call.h"

/*
 * A tuplestore that is the function's result, for rows as its declaration has
 * them.  Raises 0A000 where a set cannot be taken.
 */
extern Tuplestorestate *materialize_result(FunctionCallInfo fcinfo, TupleDesc *tuple_desc);

/* The same for a function whose columns the caller declares. */
extern Tuplestorestate *materialize_record(FunctionCallInfo fcinfo, TupleDesc tuple_desc);

/*
 * Read the call's rows to their end and store them.  Raises what they fail
 * with, and what the declared types' input functions raise.
 */
extern void materialize_rows(Call *call, TupleDesc tuple_desc, Tuplestorestate *store);

/* The same for tuples that have a first column which the rows have not. */
extern void materialize_rows_behind(Call *call, Datum first, TupleDesc tuple_desc,
									Tuplestorestate *store);

#endif /* METAHOG_MATERIALIZE_H */
