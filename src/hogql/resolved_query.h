/*
 * hogql/resolved_query.h
 *		What the resolver has found out about a query: a select, a set of them, or VALUES.
 *
 * It is the meaning of the query's node.
 */
#ifndef METAHOG_RESOLVED_QUERY_H
#define METAHOG_RESOLVED_QUERY_H

#include "hogql/ast.h"
#include "hogql/meaning.h"
#include "hogql/scope.h"

/* A column of the result. */
typedef struct OutputColumn
{
	const char *name;	 /* in full */
	const char *printed; /* at most 63 bytes; unique, but at the top of the text */
	const HogqlType *type;
	AstNode *expression; /* of a select: what is computed, an alias looked through; else NULL */
	HogqlSpan span;		 /* of the item of the select list */
	bool is_ambiguous;	 /* one before it has the same name */
} OutputColumn;

/* An arm of a set, and how it is joined to what is before it. */
typedef struct SetArm
{
	AstSetOperator operator; /* not of the first arm */
	bool by_name;
	AstNode *query;
	int *
		columns; /* for each column of the set so far, the arm's, or -1 for NULL; NULL: in its order */
	int ncolumns; /* so many */
} SetArm;

typedef struct ResolvedQuery
{
	Meaning meaning; /* traits are those of the query as an expression; nodes */
	OutputColumn *columns;
	int ncolumns;
	Scope *
		scope; /* of a set: of its WITH and ORDER BY, with the set's columns as those of an entry */

	/* Of a select. */
	bool is_grouped; /* by GROUP BY or aggregates */
	bool
		has_grouping_sets; /* some row lacks some of the keys: ROLLUP, CUBE, GROUPING SETS, TOTALS */
	List *group_keys;	 /* AstNode *: expressions, where positions and ALL stand for items those */
	List *limit_by_keys; /* AstNode * */

	/* Of a select or a set: AstNode *, an expression for each AstOrderExpr. */
	List *sort_keys;

	/* Of a set. */
	List *
		arms; /* SetArm *; INTERSECT has been bound: it is a set of its own, if others are there too */
} ResolvedQuery;

/* Of a node that resolve_subquery() has resolved. */
extern ResolvedQuery *resolved_query(const AstNode *query);

#endif /* METAHOG_RESOLVED_QUERY_H */
