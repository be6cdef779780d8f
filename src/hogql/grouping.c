/*
 * hogql/grouping.c
 *		Is everything that a grouped select shows a key, an aggregate, or made of them?
 *
 * - PostgreSQL would say so too, but of a text that the caller has not written.
 * - Subqueries are looked into as well, for the columns of the grouped select that they read.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/scope.h"

typedef struct GroupingCheck
{
	List *keys; /* AstNode * */
	bool (*is_grouped)(const Meaning *column, void *context);
	void *context;
	int depth; /* how many selects further in than the grouped one */
	HogqlSpan
		span; /* of the name that stands for what is being looked at; {-1, -1}: of the node itself */
} GroupingCheck;

static bool check_node(AstNode *node, void *context);

static bool
is_key(const GroupingCheck *check, AstNode *node)
{
	ListCell *cell;

	if (check->depth > 0)
		return false;
	foreach (cell, check->keys)
	{
		if (same_expression(node, lfirst(cell)))
			return true;
	}
	return false;
}

/* A column that is a key by itself, wherever it is read. */
static bool
is_key_column(const GroupingCheck *check, const Meaning *column)
{
	ListCell *cell;

	foreach (cell, check->keys)
	{
		AstNode *key = looked_through(lfirst(cell));

		if (key->kind == AST_FIELD && key->meaning->kind == MEANING_COLUMN &&
			key->meaning->entry == column->entry && key->meaning->column == column->column &&
			key->meaning->name_parts == list_length(((AstField *) key)->chain))
			return true;
	}
	return check->is_grouped && check->is_grouped(column, check->context);
}

static void
check_column(const GroupingCheck *check, AstNode *node)
{
	const Meaning *meaning = node->meaning;
	const char *name;

	if (meaning->levels_up != check->depth || is_key_column(check, meaning))
		return;
	name = meaning->entry->columns[meaning->column].name;
	hogql_error(check->span.start >= 0 ? check->span : node->span, ERRCODE_GROUPING_ERROR,
				psprintf("column %s must be in GROUP BY or in an aggregate", hogql_excerpt(name)),
				NULL,
				psprintf("Use any(%s) if it does not matter which of the group's values it is.",
						 name));
}

static void
check_children(GroupingCheck *check, AstNode *node)
{
	GroupingCheck inner = *check;

	if (node->kind == AST_SELECT_QUERY)
		inner.depth++;
	ast_visit_children(node, check_node, &inner);
}

/* arrayJoin() of aggregates comes after grouping, that of anything else before it: then it must be a key. */
static void
check_array_join(GroupingCheck *check, AstNode *node)
{
	const AstNode *array = linitial(((AstCall *) node)->args);

	if (check->depth > 0)
		return;
	if (array->meaning->traits & HAS_AGGREGATE)
		check_children(check, node);
	else
		hogql_error(check->span.start >= 0 ? check->span : node->span, ERRCODE_GROUPING_ERROR,
					"arrayJoin must be in GROUP BY or in an aggregate", NULL, NULL);
}

/* An alias: what it stands for belongs to the select that defines it. */
static void
check_alias(GroupingCheck *check, AstNode *node)
{
	GroupingCheck inner = *check;
	int levels_up = node->kind == AST_FIELD ? node->meaning->levels_up : 0;

	if (levels_up > check->depth)
		return;
	inner.depth -= levels_up;
	if (inner.span.start < 0)
		inner.span = node->span;
	(void) check_node(node->meaning->expression, &inner);
}

static bool
check_node(AstNode *node, void *context)
{
	GroupingCheck *check = context;
	const Meaning *meaning = node->meaning;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (meaning && is_key(check, node))
		return false;
	if (!meaning)
		check_children(check, node);
	else if (meaning->kind == MEANING_ALIAS)
		check_alias(check, node);
	else if (meaning->kind == MEANING_AGGREGATE && check->depth == 0)
		return false;
	else if (meaning->kind == MEANING_COLUMN)
		check_column(check, node);
	else if (meaning->kind == MEANING_ARRAY_JOIN)
		check_array_join(check, node);
	else if (node->kind != AST_FIELD)
		check_children(check, node);
	return false;
}

void
check_grouping(AstNode *node, List *keys, bool (*is_grouped)(const Meaning *column, void *context),
			   void *context)
{
	GroupingCheck check = {.keys = keys,
						   .is_grouped = is_grouped,
						   .context = context,
						   .depth = 0,
						   .span = {-1, -1}};

	(void) check_node(node, &check);
}
