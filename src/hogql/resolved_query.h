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

typedef struct ResolvedQuery
{
	Meaning meaning; /* traits are those of the query as an expression; nodes */
	OutputColumn *columns;
	int ncolumns;
	Scope *scope;		 /* of a select */
	bool is_grouped;	 /* a select with GROUP BY or aggregates */
	List *group_keys;	 /* AstNode *: expressions, aliases and positions looked through */
	List *grouping_sets; /* of GROUP BY GROUPING SETS: Lists of those expressions */
	List *sort_keys;	 /* AstNode *: expressions of ORDER BY, one for each AstOrderExpr */
	List *limit_by_keys; /* AstNode * */
} ResolvedQuery;

/* Of a node that resolve_subquery() has resolved. */
extern ResolvedQuery *resolved_query(const AstNode *query);

#endif /* METAHOG_RESOLVED_QUERY_H */
