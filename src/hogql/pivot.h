/*
 * hogql/pivot.h
 *		PIVOT and UNPIVOT, as the queries that they stand for.
 */
#ifndef METAHOG_HOGQL_PIVOT_H
#define METAHOG_HOGQL_PIVOT_H

#include "hogql/ast.h"
#include "hogql/resolver.h"

/*
 * The query that a PivotExpr or an UnpivotExpr stands for, not resolved.  It is made of the node's own
 * parts and takes its place.
 */
extern AstNode *query_of_pivot(Resolver *resolver, AstNode *node);
extern AstNode *query_of_unpivot(Resolver *resolver, AstNode *node);

/* A flag of a ColumnsExpr: names that it excludes need not be columns, and it may stand for nothing. */
#define STAR_MAY_BE_EMPTY (1 << 1)

#endif /* METAHOG_HOGQL_PIVOT_H */
