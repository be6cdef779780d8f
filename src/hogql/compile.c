/*
 * hogql/compile.c
 *		From a tree of HogQL to a tree of SQL: resolve, then lower.
 */
#include "postgres.h"

#include "hogql/compile.h"
#include "hogql/hogql_error.h"
#include "hogql/lower_query.h"
#include "hogql/resolved_query.h"
#include "hogql/resolver.h"

static void refuse_bytes(const ResolvedQuery *query);
static CompiledColumn *compiled_columns(const ResolvedQuery *query, const QueryWish *wish);

CompiledQuery *
compile_query(const AstTree *tree, const CompileContext *context)
{
	static const QueryWish top = {.is_top = true};
	Resolver resolver = {.tree = tree,
						 .catalog = context->catalog,
						 .params = context->params,
						 .zone = context->zone,
						 .week_starts_monday = context->week_starts_monday,
						 .server_version = context->server_version};
	Lowering lowering = {.params = context->params,
						 .zone = context->zone,
						 .week_starts_monday = context->week_starts_monday,
						 .server_version = context->server_version};
	CompiledQuery *compiled = palloc0(sizeof(CompiledQuery));

	if (tree->stray_ignore_nulls.end > 0)
		hogql_error(tree->stray_ignore_nulls, ERRCODE_FEATURE_NOT_SUPPORTED,
					"IGNORE NULLS stands behind a call only", NULL, NULL);
	resolve_subquery(&resolver, tree->root);
	refuse_bytes(resolved_query(tree->root));
	compiled->query = &lower_query(&lowering, tree->root, &top)->node;
	compiled->ncolumns = resolved_query(tree->root)->ncolumns;
	compiled->columns = compiled_columns(resolved_query(tree->root), &top);
	compiled->warnings = resolver.warnings;
	return compiled;
}

/* ClickHouse has them in a String; one of PostgreSQL is text, which they are not. */
static void
refuse_bytes(const ResolvedQuery *query)
{
	for (int i = 0; i < query->ncolumns; i++)
	{
		const HogqlType *type = query->columns[i].type;

		while (type->kind == HOGQL_ARRAY)
			type = type->element;
		if (type->kind == HOGQL_BYTES)
			hogql_error(query->columns[i].span, ERRCODE_FEATURE_NOT_SUPPORTED,
						"bytes are not supported as a column of the result", NULL,
						"Write hex(...) or base64Encode(...) around them.");
	}
}

static CompiledColumn *
compiled_columns(const ResolvedQuery *query, const QueryWish *wish)
{
	CompiledColumn *columns = palloc(Max(query->ncolumns, 1) * sizeof(CompiledColumn));

	for (int i = 0; i < query->ncolumns; i++)
		columns[i] = (CompiledColumn){.name = query->columns[i].name,
									  .printed = output_name(&query->columns[i], wish),
									  .type = query->columns[i].type};
	return columns;
}
