/*
 * hogql/fill.h
 *		ORDER BY … WITH FILL, in both passes.
 */
#ifndef METAHOG_HOGQL_FILL_H
#define METAHOG_HOGQL_FILL_H

#include "hogql/lower_layers.h"
#include "hogql/resolve_query.h"

/*
 * The clause of the last key, if it has one; the keys are resolved.  Columns of the query are NULL-able then.
 * Raises 0A000 if another key has one, 42804 and 22023 for what it cannot be.
 */
extern void resolve_fill(Resolver *resolver, List *order_by, ResolvedQuery *resolved);

/* The key of ORDER BY that is filled, or NULL. */
extern const AstOrderExpr *filled_key(List *order_by);

/* The rows that are there and those that were missing. */
extern void layers_fill(Layers *layers, const AstOrderExpr *order, const AstNode *expression);

#endif /* METAHOG_HOGQL_FILL_H */
