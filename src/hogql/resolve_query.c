/*
 * hogql/resolve_query.c
 *		Queries of any kind: what they have in common, and their names.
 *
 * Output names are in full for HogQL.  What SQL calls a column has at most 63 bytes and is unique, so
 * that whoever reads it reads the one that is meant.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/params.h"
#include "hogql/resolve_query.h"
#include "hogql/scope.h"

static void set_type(AstNode *node, const ResolvedQuery *query);
static bool is_printable(const char *name);
static bool add_nodes(AstNode *child, void *context);

void
resolve_subquery(Resolver *resolver, AstNode *query)
{
	Resolver caller = *resolver;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (query->meaning != NULL)
		return;
	resolver->aggregate = NULL;
	resolver->window = NULL;
	switch (query->kind)
	{
		case AST_SELECT_QUERY:
			resolve_select(resolver, (AstSelectQuery *) query);
			break;
		case AST_SELECT_SET_QUERY:
			resolve_set(resolver, (AstSelectSetQuery *) query);
			break;
		case AST_VALUES_QUERY:
			resolve_values(resolver, (AstValuesQuery *) query);
			break;
		default:
			refuse_clause(query->span, "A placeholder for a query",
						  "A placeholder stands for a value: write the query itself.");
	}
	resolver->scope = caller.scope;
	resolver->clause = caller.clause;
	resolver->aggregate = caller.aggregate;
	resolver->window = caller.window;
}

ResolvedQuery *
resolved_query(const AstNode *query)
{
	return (ResolvedQuery *) query->meaning;
}

void
finish_query(AstNode *node, ResolvedQuery *query, const Scope *scope)
{
	Meaning *meaning = &query->meaning;

	meaning->kind = MEANING_PLAIN;
	meaning->nodes = 1;
	ast_visit_children(node, add_nodes, meaning);
	if (meaning->nodes > MAX_NODES)
		hogql_error(node->span, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "query is too large",
					psprintf("With aliases expanded it has more than %d nodes.", MAX_NODES), NULL);
	meaning->traits = HAS_SUBQUERY | (meaning->traits & (HAS_VOLATILE | HAS_LAMBDA_ARGUMENT));
	if (scope != NULL && scope->reads_outer)
		meaning->traits |= HAS_COLUMN;
	if (scope != NULL && scope->reads_far)
		meaning->traits |= HAS_OUTER;
	name_columns(query);
	set_type(node, query);
	node->meaning = meaning;
}

void
name_columns(ResolvedQuery *query)
{
	NameMap *names = name_map_new();
	NameMap *printed = name_map_new();

	for (int i = 0; i < query->ncolumns; i++)
	{
		OutputColumn *column = &query->columns[i];
		OutputColumn *first = name_map_get(names, column->name);

		if (first != NULL)
			first->is_ambiguous = column->is_ambiguous = true;
		else
		{
			name_map_set(names, column->name, column);
			if (is_printable(column->name))
				name_map_set(printed, column->name, column);
		}
	}
	for (int i = 0; i < query->ncolumns; i++)
	{
		OutputColumn *column = &query->columns[i];

		if (name_map_get(printed, column->name) == column)
		{
			column->printed = column->name;
			continue;
		}
		column->printed = psprintf("c_%d", i + 1);
		while (name_map_get(printed, column->printed) != NULL)
			column->printed = psprintf("%s_", column->printed);
		name_map_set(printed, column->printed, column);
	}
}

AstNode *
item_at_position(const AstNode *key, const ResolvedQuery *resolved)
{
	const AstConstant *constant = (const AstConstant *) key;

	if (key->kind != AST_CONSTANT || constant->value_kind != CONSTANT_INTEGER)
		return NULL;
	if (constant->integer < 1 || constant->integer > resolved->ncolumns)
		hogql_error(key->span, ERRCODE_INVALID_COLUMN_REFERENCE,
					psprintf("there is no select item number " INT64_FORMAT, constant->integer),
					NULL, "Integers here are positions in the select list.");
	return resolved->columns[constant->integer - 1].expression;
}

void
resolve_count(Resolver *resolver, AstNode *count, const char *clause)
{
	const AstConstant *constant = (const AstConstant *) count;

	if (count == NULL)
		return;
	resolver->clause = CLAUSE_LIMIT;
	if (count->kind == AST_CONSTANT && constant->value_kind == CONSTANT_INTEGER &&
		constant->integer >= 0)
	{
		resolve_expression(resolver, count);
		return;
	}
	if (count->kind == AST_PLACEHOLDER)
	{
		resolve_expression(resolver, count);
		if ((count->type->kind == HOGQL_INT || count->type->kind == HOGQL_UNKNOWN) &&
			placeholder_not_negative(resolver->params, (const AstPlaceholder *) count))
			return;
	}
	hogql_error(count->span, ERRCODE_INVALID_PARAMETER_VALUE,
				psprintf("%s must be an integer that is not negative", clause), NULL,
				"It may be a constant or a placeholder.");
}

void
resolve_percentage(Resolver *resolver, AstNode *percentage)
{
	const AstConstant *constant = (const AstConstant *) percentage;
	bool is_known = percentage != NULL && percentage->kind == AST_CONSTANT;

	if (percentage == NULL)
		return;
	resolver->clause = CLAUSE_LIMIT;
	resolve_expression(resolver, percentage);
	if (is_known && constant->value_kind == CONSTANT_INTEGER && constant->integer >= 0 &&
		constant->integer <= 100)
		return;
	if (is_known && constant->value_kind == CONSTANT_FLOAT && constant->number >= 0 &&
		constant->number <= 100)
		return;
	if (percentage->kind == AST_PLACEHOLDER &&
		(hogql_is_number(percentage->type) || percentage->type->kind == HOGQL_UNKNOWN) &&
		placeholder_not_negative(resolver->params, (const AstPlaceholder *) percentage))
		return;
	hogql_error(percentage->span, ERRCODE_INVALID_PARAMETER_VALUE,
				"a percentage in LIMIT must be from 0 to 100", NULL,
				"It may be a constant or a placeholder.");
}

void
refuse_clause(HogqlSpan span, const char *what, const char *hint)
{
	hogql_error(span, ERRCODE_FEATURE_NOT_SUPPORTED, psprintf("%s is not supported", what), NULL,
				hint);
}

/* As a value it is NULL if there is no row. */
static void
set_type(AstNode *node, const ResolvedQuery *query)
{
	List *fields = NIL;

	if (query->ncolumns == 1)
	{
		node->type = hogql_with_null(query->columns[0].type, true);
		return;
	}
	for (int i = 0; i < query->ncolumns; i++)
		fields = lappend(fields, unconstify(HogqlType *, query->columns[i].type));
	node->type = hogql_tuple(fields, true);
}

static bool
is_printable(const char *name)
{
	return name[0] != '\0' && strlen(name) < NAMEDATALEN;
}

/* Joins and the like have no number themselves. */
static bool
add_nodes(AstNode *child, void *context)
{
	Meaning *sum = context;

	if (child->meaning == NULL || child->kind == AST_JOIN_EXPR)
		return ast_visit_children(child, add_nodes, context);
	sum->nodes += child->meaning->nodes;
	sum->traits |= child->meaning->traits;
	return false;
}
