/*
 * hogql/resolve_query.h
 *		What the files that resolve queries share.
 */
#ifndef METAHOG_RESOLVE_QUERY_H
#define METAHOG_RESOLVE_QUERY_H

#include "hogql/ast.h"
#include "hogql/resolved_query.h"
#include "hogql/resolver.h"

/* Per kind of query; node is not resolved yet, and has its meaning and type afterwards. */
extern void resolve_select(Resolver *resolver, AstSelectQuery *query);
extern void resolve_set(Resolver *resolver, AstSelectSetQuery *set);
extern void resolve_values(Resolver *resolver, AstValuesQuery *values);

/*
 * Give the node its meaning, whose columns are known: the type, traits of the scope (NULL: none), the
 * number of nodes, and names of the columns.
 */
extern void finish_query(AstNode *node, ResolvedQuery *query, const Scope *scope);

/* Give the columns printed names that are unique and short enough. */
extern void name_columns(ResolvedQuery *query);

/* GROUP BY in all of its forms; check_grouped() when all other clauses have been resolved. */
extern void resolve_group_by(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved);
extern void check_grouped(AstSelectQuery *query, const ResolvedQuery *resolved);

/* ORDER BY: the keys; positions are looked for in the columns. */
extern List *resolve_order_by(Resolver *resolver, List *order_by, const ResolvedQuery *resolved);

/* The expression that is the item of this number, if a key is an integer; else NULL. */
extern AstNode *item_at_position(const AstNode *key, const ResolvedQuery *resolved);

/* LIMIT, OFFSET and their like: an integer that is known and not negative, or a placeholder; may be NULL. */
extern void resolve_count(Resolver *resolver, AstNode *count, const char *clause);

/* The n of LIMIT n %: a number from 0 to 100 that is known, or a placeholder; may be NULL. */
extern void resolve_percentage(Resolver *resolver, AstNode *percentage);

/* Refuse by name. */
extern void refuse_clause(HogqlSpan span, const char *what, const char *hint)
	pg_attribute_noreturn();

#endif /* METAHOG_RESOLVE_QUERY_H */
