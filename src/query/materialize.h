/*
 * query/materialize.h
 *		A call's rows as the result of a set-returning function with columns of its own.
 */
#ifndef METAHOG_MATERIALIZE_H
#define METAHOG_MATERIALIZE_H

#include "base/result_set.h"
#include "query/call.h"

/*
 * Read the call's rows to their end and store them.  Raises what they fail
 * with, and what the declared types' input functions raise.
 */
extern void materialize_rows(Call *call, TupleDesc tuple_desc, Tuplestorestate *store);

/* The same for tuples that have a first column which the rows have not. */
extern void materialize_rows_behind(Call *call, Datum first, TupleDesc tuple_desc,
									Tuplestorestate *store);

#endif /* METAHOG_MATERIALIZE_H */
