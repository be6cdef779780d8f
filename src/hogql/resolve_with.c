/*
 * hogql/resolve_with.c
 *		WITH: queries that have a name, and expressions that have one.
 *
 * - Queries are resolved where they stand, each with those before it.  So one that is called like a table
 *   may read that table.
 * - A recursive query has the columns of its first arm, NULL-able: that is all its other arms know of it.
 */
#include "postgres.h"

#include "hogql/resolve_from.h"
#include "hogql/resolve_query.h"
#include "hogql/scope.h"

static void resolve_cte(Resolver *resolver, AstCTE *node);
static void resolve_recursive(Resolver *resolver, Cte *cte, AstCTE *node);
static void check_types(const Cte *cte, const ResolvedQuery *query);
static void set_columns(Cte *cte, const AstCTE *node, const ResolvedQuery *query);

void
resolve_with_clause(Resolver *resolver, List *ctes)
{
	Scope *scope = resolver->scope;
	ListCell *cell;

	if (ctes != NIL)
		scope->ctes = name_map_new();
	foreach (cell, ctes)
	{
		AstCTE *node = lfirst(cell);

		if (node->using_key != NIL)
			refuse_clause(node->using_span, "USING KEY", NULL);
		if (node->is_column)
			scope_add_with(scope, node->name->text, node->expr);
		else
			resolve_cte(resolver, node);
	}
}

static void
resolve_cte(Resolver *resolver, AstCTE *node)
{
	Scope *scope = resolver->scope;
	Cte *cte = palloc0(sizeof(Cte));

	cte->name = node->name->text;
	cte->node = &node->node;
	cte->query = node->expr;
	if (name_map_get(scope->ctes, cte->name) != NULL)
		hogql_error(node->name->span, ERRCODE_DUPLICATE_ALIAS,
					psprintf("WITH has the name %s more than once", hogql_excerpt(cte->name)), NULL,
					NULL);
	cte->is_recursive = node->recursive && node->expr->kind == AST_SELECT_SET_QUERY &&
						((AstSelectSetQuery *) node->expr)->others != NIL;
	if (cte->is_recursive)
		resolve_recursive(resolver, cte, node);
	else
	{
		resolve_apart(resolver, node->expr);
		set_columns(cte, node, resolved_query(node->expr));
		name_map_set(scope->ctes, cte->name, cte);
	}
}

static void
resolve_recursive(Resolver *resolver, Cte *cte, AstCTE *node)
{
	AstSelectSetQuery *set = (AstSelectSetQuery *) node->expr;

	resolve_apart(resolver, set->first);
	set_columns(cte, node, resolved_query(set->first));
	for (int i = 0; i < cte->ncolumns; i++)
		cte->columns[i].type = hogql_with_null(cte->columns[i].type, true);
	name_map_set(resolver->scope->ctes, cte->name, cte);
	resolve_apart(resolver, node->expr);
	check_types(cte, resolved_query(node->expr));
}

/* What its first arm says of them must hold for all rows. */
static void
check_types(const Cte *cte, const ResolvedQuery *query)
{
	for (int i = 0; i < cte->ncolumns; i++)
	{
		const OutputColumn *column = &query->columns[i];

		if (hogql_same_type(cte->columns[i].type, column->type))
			continue;
		hogql_error(column->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("column %s of a recursive query is %s first and %s then",
							 hogql_excerpt(column->name),
							 hogql_type_name(hogql_with_null(cte->columns[i].type, false)),
							 hogql_type_name(hogql_with_null(column->type, false))),
					NULL, "Convert it in the first query, as by toFloat() or toDecimal().");
	}
}

/* What SQL calls them is said where the CTE is defined, so that names in HogQL may be of any length. */
static void
set_columns(Cte *cte, const AstCTE *node, const ResolvedQuery *query)
{
	cte->ncolumns = query->ncolumns;
	cte->columns = columns_of_query(query, node->columns, node->name->span);
}
