/*
 * hogql/resolve_asof.c
 *		ASOF JOIN: which of its conditions says what is near.
 *
 * That is the only inequality of both tables, as in a.t >= b.t; all others must hold besides.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/ast.h"
#include "hogql/resolved_join.h"

/* Tables of one side. */
typedef struct Side
{
	const Scope *scope;
	int from;
	int end;
} Side;

static List *flatten(List *conditions);
static const AstCompareOperation *inequality(const AstNode *condition);
static bool reads(AstNode *node, void *context);
static void take(const Scope *scope, const AstCompareOperation *comparison, ResolvedJoin *resolved);
static void asof_error(HogqlSpan span, const char *message) pg_attribute_noreturn();

void
resolve_asof(const Scope *scope, const AstJoinExpr *join, ResolvedJoin *resolved)
{
	ListCell *cell;

	if (resolved->pairs != NIL)
		asof_error(join->join_span, "ASOF JOIN needs ON, not USING");
	resolved->conditions = flatten(resolved->conditions);
	foreach (cell, resolved->conditions)
	{
		const AstCompareOperation *comparison = inequality(lfirst(cell));

		if (comparison == NULL)
			continue;
		if (resolved->asof_key != NULL)
			asof_error(comparison->operator_span, "ASOF JOIN has more than one inequality");
		take(scope, comparison, resolved);
	}
	if (resolved->asof_key == NULL)
		asof_error(join->join_span, "ASOF JOIN has no inequality");
}

/* Members of AND, as conditions of their own. */
static List *
flatten(List *conditions)
{
	List *flat = NIL;
	ListCell *cell;

	check_stack_depth();
	foreach (cell, conditions)
	{
		AstNode *condition = lfirst(cell);

		if (condition->kind == AST_AND)
			flat = list_concat(flat, flatten(((AstAnd *) condition)->exprs));
		else
			flat = lappend(flat, condition);
	}
	return flat;
}

static const AstCompareOperation *
inequality(const AstNode *condition)
{
	const AstCompareOperation *comparison = (const AstCompareOperation *) condition;

	if (condition->kind != AST_COMPARE_OPERATION)
		return NULL;
	switch (comparison->op)
	{
		case OPERATOR_LESS:
		case OPERATOR_LESS_EQUAL:
		case OPERATOR_GREATER:
		case OPERATOR_GREATER_EQUAL:
			return comparison;
		default:
			return NULL;
	}
}

/* Does it read a column of the side, at any depth? */
static bool
reads(AstNode *node, void *context)
{
	const Side *side = context;
	const Meaning *meaning = node->meaning;

	check_stack_depth();
	if (meaning != NULL && meaning->kind == MEANING_ALIAS)
		return reads(meaning->expression, context);
	if (meaning != NULL && meaning->kind == MEANING_COLUMN &&
		meaning->entry->scope == side->scope && meaning->entry->number >= side->from &&
		meaning->entry->number < side->end)
		return true;
	return ast_visit_children(node, reads, context);
}

/* The greatest of what is not greater is near, or the least of what is not less. */
static void
take(const Scope *scope, const AstCompareOperation *comparison, ResolvedJoin *resolved)
{
	Side right = {scope, resolved->right_from, resolved->right_end};
	bool greater = comparison->op == OPERATOR_GREATER || comparison->op == OPERATOR_GREATER_EQUAL;
	bool on_left = reads(comparison->left, &right);
	bool on_right = reads(comparison->right, &right);
	Side left = {scope, resolved->left_from, resolved->right_from};
	AstNode *key = on_left ? comparison->left : comparison->right;

	if (on_left == on_right || reads(key, &left))
		asof_error(comparison->operator_span,
				   "the inequality of ASOF JOIN must compare the two tables with each other");
	resolved->asof_key = key;
	resolved->asof_descending = on_right ? greater : !greater;
}

static void
asof_error(HogqlSpan span, const char *message)
{
	hogql_error(span, ERRCODE_SYNTAX_ERROR, message, NULL,
				"One condition of ON is >=, >, <= or < between columns of both tables, such as "
				"ON a.id = b.id AND a.time >= b.time.");
}
