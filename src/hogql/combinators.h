/*
 * hogql/combinators.h
 *		What ClickHouse appends to the names of aggregates: sumIf, uniqArray, avgOrNullIf.
 *
 * A name is an aggregate's with any number of them behind it; the last one is the outermost.
 */
#ifndef METAHOG_HOGQL_COMBINATORS_H
#define METAHOG_HOGQL_COMBINATORS_H

#include "hogql/functions.h"

typedef enum CombinatorKind
{
	COMBINATOR_IF,		   /* the last argument is a condition */
	COMBINATOR_ARRAY,	   /* over the elements of its arrays */
	COMBINATOR_DISTINCT,   /* each value once */
	COMBINATOR_OR_NULL,	   /* of no rows: NULL */
	COMBINATOR_OR_DEFAULT, /* of no rows: the default of the type */
	COMBINATOR_REFUSED,
} CombinatorKind;

typedef struct Combinator
{
	const char *suffix;
	CombinatorKind kind;
} Combinator;

/*
 * The aggregate of a name with combinators, which are set, the innermost first; NULL if it is none.
 * Raises 0A000 for those that are refused.
 */
extern const HogqlFunction *combinators_find(const char *name, HogqlSpan span, List **combinators);

/*
 * The call as the aggregate itself is to see it: without conditions, with elements for arrays.  The
 * combinators that it dealt with are no longer in it.  Raises as function_check_arguments() does.
 */
extern FunctionCall *combinators_unwrap(FunctionCall *call);

/* The suffixes of those that are not refused, counted from 0; NULL behind the last. */
extern const char *combinators_nth(int number);

/* Is one of the kind among them? */
extern bool combinators_have(const FunctionCall *call, CombinatorKind kind);

/* What -OrNull and -OrDefault make of the type and of the tree that the aggregate itself gives. */
extern const HogqlType *combinators_type(const FunctionCall *call, const HogqlType *type);
extern SqlNode *combinators_print(FunctionCall *call, FunctionCall *unwrapped);

#endif /* METAHOG_HOGQL_COMBINATORS_H */
