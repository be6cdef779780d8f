/*
 * hogql/resolve_from.h
 *		The clauses that say where rows come from: WITH, FROM and its joins, ARRAY JOIN.
 *
 * All work in the resolver's innermost scope, which is that of the select.
 */
#ifndef METAHOG_RESOLVE_FROM_H
#define METAHOG_RESOLVE_FROM_H

#include "hogql/ast.h"
#include "hogql/resolved_query.h"
#include "hogql/resolver.h"
#include "hogql/scope.h"

/* WITH (AstCTE): queries are resolved at once, expressions when they are used. */
extern void resolve_with_clause(Resolver *resolver, List *ctes);

/* FROM: the scope then has the entries, and the columns that a star lists. */
extern void resolve_from(Resolver *resolver, AstSelectQuery *query);

/* ARRAY JOIN: an entry of FROM whose columns are the elements; for resolve_from(). */
extern void resolve_array_join(Resolver *resolver, AstSelectQuery *query);

/* One table, subquery, VALUES or table function of FROM, whose columns are then known. */
extern FromEntry *resolve_table(Resolver *resolver, AstJoinExpr *join);

/* A subquery where the select around it cannot be seen. */
extern void resolve_apart(Resolver *resolver, AstNode *query);

/* Columns of an entry, as many as the query has.  Names (AstName *) take the place of the first ones' own. */
extern FromColumn *columns_of_query(const ResolvedQuery *query, List *names, HogqlSpan span);

/* Give the first columns other names; raises 42601 at span if there are more names than columns. */
extern void rename_columns(FromColumn *columns, int ncolumns, List *names, HogqlSpan span);

#endif /* METAHOG_RESOLVE_FROM_H */
