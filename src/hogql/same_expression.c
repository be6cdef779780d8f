/*
 * hogql/same_expression.c
 *		Do two resolved expressions mean the same?
 *
 * - Names are compared by what they stand for, not by how they are written.
 * - A volatile expression is the same as itself alone; so is a subquery.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"

static bool
same_names(const AstName *one, const AstName *other)
{
	return strcmp(one->text, other->text) == 0;
}

/*
 * What a name and the path behind it begin at, an alias looked through, whose own path then comes first:
 * with `b.c AS x`, x.d is the path c, d from b.
 */
static AstNode *
root_of_path(AstNode *node, List **members)
{
	while (node->kind == AST_FIELD)
	{
		List *chain = ((AstField *) node)->chain;

		CHECK_FOR_INTERRUPTS();
		*members = list_concat(list_copy_tail(chain, node->meaning->name_parts), *members);
		if (node->meaning->kind != MEANING_ALIAS)
			return node;
		node = looked_through(node->meaning->expression);
	}
	return node;
}

static bool
same_root(AstNode *one, AstNode *other)
{
	const Meaning *a = one->meaning;
	const Meaning *b = other->meaning;

	if (one->kind != AST_FIELD || other->kind != AST_FIELD)
		return same_expression(one, other);
	if (a->kind != b->kind)
		return false;
	if (a->kind == MEANING_COLUMN)
		return a->entry == b->entry && a->column == b->column;
	return a->kind == MEANING_LAMBDA_ARGUMENT && a->argument == b->argument;
}

static bool
same_field(AstNode *one, AstNode *other)
{
	List *first = NIL;
	List *second = NIL;
	AstNode *a = root_of_path(one, &first);
	AstNode *b = root_of_path(other, &second);
	ListCell *x;
	ListCell *y;

	if (list_length(first) != list_length(second))
		return false;
	forboth (x, first, y, second)
	{
		if (!same_names(lfirst(x), lfirst(y)))
			return false;
	}
	return same_root(a, b);
}

static bool
same_constant(const AstConstant *one, const AstConstant *other)
{
	if (one->value_kind != other->value_kind)
		return false;
	switch (one->value_kind)
	{
		case CONSTANT_NULL:
			return true;
		case CONSTANT_BOOL:
			return one->boolean == other->boolean;
		case CONSTANT_INTEGER:
			return one->integer == other->integer;
		case CONSTANT_FLOAT:
			return memcmp(&one->number, &other->number, sizeof(double)) == 0;
		default:
			return one->length == other->length && memcmp(one->text, other->text, one->length) == 0;
	}
}

static bool
same_placeholder(AstNode *one, AstNode *other)
{
	ListCell *x;
	ListCell *y;
	List *a = ((AstField *) ((AstPlaceholder *) one)->expr)->chain;
	List *b = ((AstField *) ((AstPlaceholder *) other)->expr)->chain;

	if (list_length(a) != list_length(b))
		return false;
	forboth (x, a, y, b)
	{
		if (!same_names(lfirst(x), lfirst(y)))
			return false;
	}
	return true;
}

static bool
same_combinators(const List *one, const List *other)
{
	ListCell *x;
	ListCell *y;

	if (list_length(one) != list_length(other))
		return false;
	forboth (x, one, y, other)
	{
		if (lfirst(x) != lfirst(y))
			return false;
	}
	return true;
}

static bool
same_window(const AstWindowFunction *one, const AstWindowFunction *other)
{
	if (one->node.meaning->function != other->node.meaning->function ||
		!same_combinators(one->node.meaning->combinators, other->node.meaning->combinators))
		return false;
	if (!one->over_identifier || !other->over_identifier)
		return one->over_identifier == other->over_identifier;
	return same_names(one->over_identifier, other->over_identifier);
}

static bool
same_call(const AstCall *one, const AstCall *other)
{
	const Meaning *a = one->node.meaning;
	const Meaning *b = other->node.meaning;

	if (a->kind == MEANING_ARRAY_JOIN || b->kind == MEANING_ARRAY_JOIN)
		return a->kind == b->kind && a->entry == b->entry && a->column == b->column;
	if (a->function != b->function || !same_combinators(a->combinators, b->combinators))
		return false;
	return one->distinct == other->distinct && list_length(one->args) == list_length(other->args) &&
		   list_length(one->params) == list_length(other->params) &&
		   list_length(one->order_by) == list_length(other->order_by) &&
		   (a->function || pg_strcasecmp(one->name->text, other->name->text) == 0);
}

static bool
same_frame_bound(const AstWindowFrameExpr *one, const AstWindowFrameExpr *other)
{
	return one->frame_type == other->frame_type;
}

/* What a node itself says, its children apart. */
static bool
same_node(AstNode *one, AstNode *other)
{
	switch (one->kind)
	{
		case AST_FIELD:
			return same_field(one, other);
		case AST_CONSTANT:
			return same_constant((AstConstant *) one, (AstConstant *) other);
		case AST_PLACEHOLDER:
			return same_placeholder(one, other);
		case AST_CALL:
			return same_call((AstCall *) one, (AstCall *) other);
		case AST_WINDOW_FUNCTION:
			return same_window((AstWindowFunction *) one, (AstWindowFunction *) other);
		case AST_ARITHMETIC_OPERATION:
			return ((AstArithmeticOperation *) one)->op == ((AstArithmeticOperation *) other)->op;
		case AST_COMPARE_OPERATION:
			return ((AstCompareOperation *) one)->op == ((AstCompareOperation *) other)->op;
		case AST_IS_DISTINCT_FROM:
			return ((AstIsDistinctFrom *) one)->negated == ((AstIsDistinctFrom *) other)->negated;
		case AST_BETWEEN_EXPR:
			return ((AstBetweenExpr *) one)->negated == ((AstBetweenExpr *) other)->negated;
		case AST_TUPLE_ACCESS:
			return ((AstTupleAccess *) one)->index == ((AstTupleAccess *) other)->index;
		case AST_TYPE_CAST:
		case AST_TRY_CAST:
			return one->flags == other->flags && hogql_same_type(one->type, other->type);
		case AST_ORDER_EXPR:
			return ((AstOrderExpr *) one)->descending == ((AstOrderExpr *) other)->descending &&
				   ((AstOrderExpr *) one)->nulls == ((AstOrderExpr *) other)->nulls;
		case AST_WINDOW_EXPR:
			return ((AstWindowExpr *) one)->frame_method ==
					   ((AstWindowExpr *) other)->frame_method &&
				   list_length(((AstWindowExpr *) one)->partition_by) ==
					   list_length(((AstWindowExpr *) other)->partition_by);
		case AST_WINDOW_FRAME_EXPR:
			return same_frame_bound((AstWindowFrameExpr *) one, (AstWindowFrameExpr *) other);
		case AST_ARRAY_SLICE:
			return !((AstArraySlice *) one)->start_expr == !((AstArraySlice *) other)->start_expr;
		case AST_AND:
		case AST_OR:
		case AST_NOT:
		case AST_TUPLE:
		case AST_ARRAY:
		case AST_DICT:
		case AST_ARRAY_ACCESS:
			return true;
		default:
			return false; /* subqueries, lambdas */
	}
}

/* Children that are no part of what a node means: names are compared above, types by the node's. */
static bool
children_count(const AstNode *node)
{
	return node->kind != AST_FIELD && node->kind != AST_PLACEHOLDER && node->kind != AST_CONSTANT &&
		   !(node->meaning && node->meaning->kind == MEANING_ARRAY_JOIN);
}

static bool
collect_child(AstNode *child, void *context)
{
	if (child->kind != AST_TYPE_NAME)
		*(List **) context = lappend(*(List **) context, child);
	return false;
}

static bool
same_children(AstNode *one, AstNode *other)
{
	List *a = NIL;
	List *b = NIL;
	ListCell *x;
	ListCell *y;

	ast_visit_children(one, collect_child, &a);
	ast_visit_children(other, collect_child, &b);
	if (list_length(a) != list_length(b))
		return false;
	forboth (x, a, y, b)
	{
		if (!same_expression(lfirst(x), lfirst(y)))
			return false;
	}
	return true;
}

bool
same_expression(AstNode *one, AstNode *other)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	one = looked_through(one);
	other = looked_through(other);
	if (one == other)
		return true;
	if (one->kind != other->kind || (one->meaning && one->meaning->traits & HAS_VOLATILE) ||
		(other->meaning && other->meaning->traits & HAS_VOLATILE))
		return false;
	if (!same_node(one, other))
		return false;
	return !children_count(one) || same_children(one, other);
}
