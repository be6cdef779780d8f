/*
 * hogql/meaning.h
 *		What the resolver has found out about an expression, beside its type.
 *
 * Every resolved expression has a meaning; those that are nothing but what they say share one.
 * - Lowering reads meanings and never changes them: an alias that is used five times is lowered
 *   five times from the same nodes.
 * - An alias is a link to its expression, not a copy, so annotating takes linear time and memory;
 *   what the copies will cost is in "nodes", counted before any of them is made.
 */
#ifndef METAHOG_HOGQL_MEANING_H
#define METAHOG_HOGQL_MEANING_H

#include "postgres.h"

#include "nodes/pg_list.h"

struct AstNode;
struct FromEntry;
struct HogqlFunction;
struct HogqlType;

typedef enum MeaningKind
{
	MEANING_PLAIN,	/* what the node itself says */
	MEANING_COLUMN, /* a name: a column of an entry of FROM, of this select or an outer one */
	MEANING_ALIAS,	/* stands for another expression: a name that is an alias, #N, equals(a, b) */
	MEANING_LAMBDA_ARGUMENT, /* a name: the argument of a lambda around it */
	MEANING_AGGREGATE,		 /* a call: an aggregate over the rows of a group */
	MEANING_WINDOW,			 /* a call: computed over a window */
	MEANING_ARRAY_JOIN, /* a call of arrayJoin(): a column of an entry of FROM that the select was given for it */
	MEANING_STAR, /* *, t.*, COLUMNS(…): stands for the expressions in "expansion" */
} MeaningKind;

/* What an expression contains, at any depth, but not inside its subqueries unless said. */
typedef enum Traits
{
	HAS_COLUMN = 1 << 0, /* a column of the select that it stands in, outside of any aggregate */
	HAS_OUTER = 1 << 1,	 /* a column of an outer select; from inside subqueries as well */
	HAS_AGGREGATE = 1 << 2,
	HAS_WINDOW = 1 << 3,
	HAS_ARRAY_JOIN = 1 << 4,
	HAS_VOLATILE = 1 << 5, /* rand() and the like; from inside subqueries as well */
	HAS_SUBQUERY = 1 << 6,
	HAS_LAMBDA_ARGUMENT = 1 << 7, /* of a lambda around the expression, not of one inside it */
	HAS_BARE_AGGREGATE = 1 << 8,  /* an aggregate that reads no column, as count() */
} Traits;

/* An argument of a lambda.  While a body is lowered, whoever calls the lambda says what each one is in SQL. */
typedef struct LambdaArgument
{
	const char *name;
	const struct HogqlType *type; /* of the elements that it runs over */
} LambdaArgument;

typedef struct Meaning
{
	MeaningKind kind;
	int traits; /* of enum Traits */

	/*
	 * How many nodes lowering makes of the expression, aliases expanded; more than MAX_NODES is an
	 * error when it is summed up.
	 */
	int64 nodes;

	/*
	 * A name: how many parts of its chain, from the left, are the name.  What is behind them is a
	 * path into JSON or elements of a tuple, as if written with [].
	 */
	int name_parts;

	/* A name of a column: whose it is, and which of its columns; how many selects further out. */
	struct FromEntry *entry;
	int column; /* from 0 */
	int levels_up;

	struct AstNode *expression; /* an alias: what it stands for, resolved */
	LambdaArgument *argument;	/* a lambda's argument */
	List *arguments;			/* a lambda: its arguments, LambdaArgument * */

	/* A call: its function, and the combinators of an aggregate (functions.h). */
	const struct HogqlFunction *function;
	List *combinators;

	List *expansion; /* a star: the resolved expressions (AstNode *) that it stands for */
} Meaning;

/* Limit of hogql.md §7 for the whole text, after expansion. */
#define MAX_NODES 1000000

#endif /* METAHOG_HOGQL_MEANING_H */
