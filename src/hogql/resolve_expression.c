/*
 * hogql/resolve_expression.c
 *		Names and types of expressions: the table of kinds of nodes, and what is simple.
 *
 * - A node is resolved once: one that has its meaning is left as it is.
 * - Recursion follows the text's nesting, which the parser has bounded, and the stack is checked.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/params.h"
#include "hogql/scope.h"

/* That of everything that is nothing but what it says. */
static Meaning plain_meaning = {.kind = MEANING_PLAIN, .nodes = 1};

/* ---- Meanings ---- */

static bool
add_child(AstNode *child, void *context)
{
	Meaning *sum = context;

	if (!child->meaning)
		return ast_visit_children(child, add_child, context); /* ORDER BY, OVER */
	sum->traits |= child->meaning->traits;
	sum->nodes += child->meaning->nodes;
	return false;
}

Meaning *
annotate(AstNode *node, const HogqlType *type)
{
	Meaning *meaning = palloc0(sizeof(Meaning));

	meaning->nodes = 1;
	ast_visit_children(node, add_child, meaning);
	if (meaning->nodes > MAX_NODES)
		hogql_error(node->span, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "query is too large",
					psprintf("With aliases expanded it has more than %d nodes.", MAX_NODES), NULL);
	node->type = type;
	node->meaning = meaning;
	return meaning;
}

void
stand_for(AstNode *node, AstNode *expression)
{
	Meaning *meaning = palloc0(sizeof(Meaning));

	meaning->kind = MEANING_ALIAS;
	meaning->traits = expression->meaning->traits;
	meaning->nodes = expression->meaning->nodes;
	meaning->expression = expression;
	node->type = expression->type;
	node->meaning = meaning;
}

/* What a node is another name for; itself if it is none. */
static AstNode *
one_step_through(AstNode *node)
{
	if (node->kind == AST_ALIAS)
		return ((AstAlias *) node)->expr;
	if (node->kind == AST_NAMED_ARGUMENT)
		return ((AstNamedArgument *) node)->value;
	if (!node->meaning || node->meaning->kind != MEANING_ALIAS)
		return node;
	if (node->kind == AST_FIELD &&
		node->meaning->name_parts < list_length(((AstField *) node)->chain))
		return node;
	return node->meaning->expression;
}

AstNode *
looked_through(AstNode *node)
{
	AstNode *next = one_step_through(node);

	while (next != node)
	{
		CHECK_FOR_INTERRUPTS();
		node = next;
		next = one_step_through(node);
	}
	return node;
}

Operand
operand_of(AstNode *node)
{
	return (Operand){.node = looked_through(node), .type = node->type, .sql = NULL};
}

/* ---- Where things may stand ---- */

static const struct
{
	const char *name;
	bool aggregates; /* may stand there */
	bool windows;
	const char *aggregate_hint;
} clauses[] = {
	[CLAUSE_SELECT] = {"SELECT", true, true, NULL},
	[CLAUSE_ARRAY_JOIN] = {"ARRAY JOIN", false, false, NULL},
	[CLAUSE_ON] = {"ON", false, false, NULL},
	[CLAUSE_WHERE] = {"WHERE", false, false, "Use HAVING."},
	[CLAUSE_GROUP_BY] = {"GROUP BY", false, false, NULL},
	[CLAUSE_HAVING] = {"HAVING", true, false, NULL},
	[CLAUSE_WINDOW] = {"WINDOW", true, false, NULL},
	[CLAUSE_QUALIFY] = {"QUALIFY", true, true, NULL},
	[CLAUSE_ORDER_BY] = {"ORDER BY", true, true, NULL},
	[CLAUSE_LIMIT] = {"LIMIT", false, false, NULL},
	[CLAUSE_VALUES] = {"VALUES", false, false, NULL},
};

const char *
clause_name(Clause clause)
{
	return clauses[clause].name;
}

static void
check_aggregate(Resolver *resolver, const AstNode *node)
{
	if (resolver->aggregate)
		hogql_error(node->span, ERRCODE_GROUPING_ERROR, "aggregate function calls cannot be nested",
					NULL, "Compute the inner one in a subquery.");
	if (!clauses[resolver->clause].aggregates)
		hogql_error(node->span, ERRCODE_GROUPING_ERROR,
					psprintf("aggregate functions are not allowed in %s",
							 clause_name(resolver->clause)),
					NULL, clauses[resolver->clause].aggregate_hint);
}

static void
check_window(Resolver *resolver, const AstNode *node)
{
	if (resolver->aggregate)
		hogql_error(node->span, ERRCODE_GROUPING_ERROR,
					"aggregate function calls cannot contain window function calls", NULL,
					"Compute the inner one in a subquery.");
	if (resolver->window)
		hogql_error(node->span, ERRCODE_WINDOWING_ERROR, "window function calls cannot be nested",
					NULL, "Compute the inner one in a subquery.");
	if (!clauses[resolver->clause].windows)
		hogql_error(node->span, ERRCODE_WINDOWING_ERROR,
					psprintf("window functions are not allowed in %s",
							 clause_name(resolver->clause)),
					NULL, "QUALIFY filters by window functions.");
}

void
check_place(Resolver *resolver, const AstNode *node, int traits)
{
	if (traits & HAS_AGGREGATE)
		check_aggregate(resolver, node);
	if (traits & HAS_WINDOW)
		check_window(resolver, node);
}

/* ---- Kinds that are simple ---- */

static void
resolve_constant(Resolver *resolver, AstNode *node)
{
	static const HogqlKind kinds[] = {
		[CONSTANT_NULL] = HOGQL_NULL,	[CONSTANT_BOOL] = HOGQL_BOOL,
		[CONSTANT_INTEGER] = HOGQL_INT, [CONSTANT_DECIMAL] = HOGQL_DECIMAL,
		[CONSTANT_FLOAT] = HOGQL_FLOAT, [CONSTANT_STRING] = HOGQL_STRING,
	};

	node->type = hogql_type(kinds[((AstConstant *) node)->value_kind], false);
	node->meaning = &plain_meaning;
}

static void
resolve_placeholder(Resolver *resolver, AstNode *node)
{
	node->type = placeholder_type(resolver->params, (AstPlaceholder *) node);
	node->meaning = &plain_meaning;
}

static void
resolve_alias(Resolver *resolver, AstNode *node)
{
	AstAlias *alias = (AstAlias *) node;

	scope_begin_alias(resolver, alias->alias->text);
	resolve_expression(resolver, alias->expr);
	scope_end_alias(resolver, alias->alias->text, alias->expr);
	annotate(node, alias->expr->type);
	node->flags = alias->expr->flags;
}

/* AND and OR, whose structs are the same. */
static void
resolve_connective(Resolver *resolver, AstNode *node)
{
	bool nullable = false;
	ListCell *cell;

	foreach (cell, ((AstAnd *) node)->exprs)
	{
		AstNode *operand = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		resolve_condition(resolver, operand);
		nullable = nullable || operand->type->nullable;
	}
	annotate(node, hogql_type(HOGQL_BOOL, nullable));
}

static void
resolve_not(Resolver *resolver, AstNode *node)
{
	AstNode *operand = ((AstNot *) node)->expr;

	resolve_condition(resolver, operand);
	annotate(node, hogql_type(HOGQL_BOOL, operand->type->nullable));
}

/* An element of an array, a tuple or a dictionary has a form in JSON, which bytes have not. */
static void
refuse_bytes(List *elements)
{
	ListCell *cell;

	foreach (cell, elements)
	{
		const AstNode *element = lfirst(cell);

		if (element->type->kind == HOGQL_BYTES)
			hogql_error(element->span, ERRCODE_FEATURE_NOT_SUPPORTED,
						"bytes are not supported as an element", NULL,
						"Write hex(...) or base64Encode(...) around them.");
	}
}

static void
resolve_tuple(Resolver *resolver, AstNode *node)
{
	AstTuple *tuple = (AstTuple *) node;
	List *fields = NIL;
	ListCell *cell;

	tuple->exprs = resolve_expressions(resolver, tuple->exprs);
	refuse_bytes(tuple->exprs);
	foreach (cell, tuple->exprs)
		fields = lappend(fields, (void *) ((AstNode *) lfirst(cell))->type);
	annotate(node, hogql_tuple(fields, false));
}

/* 42804 at the first element that does not fit those before it. */
static void
raise_mixed_array(Operand *elements, int count)
{
	for (int i = 2; i < count; i++)
	{
		const HogqlType *before = operands_common_type(elements, i - 1);

		if (!operands_common_type(elements, i))
			operator_type_error(elements[i - 1].node->span, "[]", before, elements[i - 1].type,
								NULL);
	}
	operator_type_error(elements[count - 1].node->span, "[]",
						operands_common_type(elements, count - 1), elements[count - 1].type, NULL);
}

static void
resolve_array(Resolver *resolver, AstNode *node)
{
	AstArray *array = (AstArray *) node;
	Operand *elements;
	const HogqlType *element;
	int count = 0;
	ListCell *cell;

	array->exprs = resolve_expressions(resolver, array->exprs);
	refuse_bytes(array->exprs);
	elements = palloc(sizeof(Operand) * (list_length(array->exprs) + 1));
	foreach (cell, array->exprs)
		elements[count++] = operand_of(lfirst(cell));
	element = operands_common_type(elements, count);
	if (!element)
		raise_mixed_array(elements, count);
	annotate(node, hogql_array(element, false));
}

static void
resolve_dict(Resolver *resolver, AstNode *node)
{
	ListCell *cell;

	foreach (cell, ((AstDict *) node)->items)
	{
		AstNode *key = linitial(lfirst(cell));

		CHECK_FOR_INTERRUPTS();
		resolve_expression(resolver, key);
		resolve_expression(resolver, lsecond(lfirst(cell)));
		refuse_bytes(lfirst(cell));
		if (key->type->kind != HOGQL_STRING || key->type->nullable)
			hogql_error(key->span, ERRCODE_DATATYPE_MISMATCH,
						psprintf("a key must be a String that cannot be NULL, not %s",
								 hogql_type_name(key->type)),
						NULL, "Convert it with toString(...) and assumeNotNull(...).");
	}
	annotate(node, hogql_type(HOGQL_JSON, false));
}

static void
resolve_scalar_subquery(Resolver *resolver, AstNode *node)
{
	resolve_subquery(resolver, node);
	if (node->type->kind == HOGQL_TUPLE)
		hogql_error(node->span, ERRCODE_SYNTAX_ERROR, "subquery must return only one column", NULL,
					NULL);
}

static void
refuse_star(Resolver *resolver, AstNode *node)
{
	hogql_error(node->span, ERRCODE_SYNTAX_ERROR, "a list of columns cannot stand here", NULL,
				"It may be an item of a select list, or an argument of a function.");
}

static void
refuse_lambda(Resolver *resolver, AstNode *node)
{
	hogql_error(node->span, ERRCODE_DATATYPE_MISMATCH, "a lambda cannot stand here", NULL,
				"It may be an argument of a function that takes one, such as arrayMap.");
}

static void
refuse_named_argument(Resolver *resolver, AstNode *node)
{
	hogql_error(((AstNamedArgument *) node)->name->span, ERRCODE_UNDEFINED_FUNCTION,
				"no function here has an argument of this name", NULL, NULL);
}

/* ---- All kinds ---- */

typedef void (*ResolveKind)(Resolver *resolver, AstNode *node);

static const ResolveKind kinds[AST_KIND_COUNT] = {
	[AST_SELECT_QUERY] = resolve_scalar_subquery,
	[AST_SELECT_SET_QUERY] = resolve_scalar_subquery,
	[AST_ALIAS] = resolve_alias,
	[AST_AND] = resolve_connective,
	[AST_OR] = resolve_connective,
	[AST_NOT] = resolve_not,
	[AST_ARITHMETIC_OPERATION] = resolve_arithmetic,
	[AST_COMPARE_OPERATION] = resolve_compare,
	[AST_IS_DISTINCT_FROM] = resolve_is_distinct,
	[AST_BETWEEN_EXPR] = resolve_between,
	[AST_FIELD] = resolve_field,
	[AST_CONSTANT] = resolve_constant,
	[AST_CALL] = resolve_call,
	[AST_EXPR_CALL] = resolve_expr_call,
	[AST_WINDOW_FUNCTION] = resolve_window_function,
	[AST_TYPE_CAST] = resolve_cast,
	[AST_TRY_CAST] = resolve_cast,
	[AST_LAMBDA] = refuse_lambda,
	[AST_TUPLE] = resolve_tuple,
	[AST_ARRAY] = resolve_array,
	[AST_DICT] = resolve_dict,
	[AST_ARRAY_ACCESS] = resolve_array_access,
	[AST_ARRAY_SLICE] = resolve_array_slice,
	[AST_TUPLE_ACCESS] = resolve_tuple_access,
	[AST_COLUMNS_EXPR] = refuse_star,
	[AST_SPREAD_EXPR] = refuse_star,
	[AST_PLACEHOLDER] = resolve_placeholder,
	[AST_NAMED_ARGUMENT] = refuse_named_argument,
	[AST_POSITIONAL_REF] = resolve_positional_ref,
};

void
resolve_expression(Resolver *resolver, AstNode *node)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (node->meaning)
		return;
	if (is_star(node))
		refuse_star(resolver, node);
	if (!kinds[node->kind])
		elog(ERROR, "a %s is no expression", ast_kind_name(node->kind));
	kinds[node->kind](resolver, node);
	Assert(node->type && node->meaning);
}

void
resolve_condition(Resolver *resolver, AstNode *node)
{
	HogqlKind kind;

	resolve_expression(resolver, node);
	kind = node->type->kind;
	if (kind == HOGQL_BOOL || kind == HOGQL_NULL || kind == HOGQL_UNKNOWN ||
		hogql_is_number(node->type))
		return;
	hogql_error(node->span, ERRCODE_DATATYPE_MISMATCH,
				psprintf("a condition must be a Bool or a number, not %s",
						 hogql_type_name(node->type)),
				NULL,
				kind == HOGQL_STRING ? "Compare it with a value, or use notEmpty(...)." : NULL);
}

List *
resolve_expressions(Resolver *resolver, List *nodes)
{
	List *resolved = NIL;
	ListCell *cell;

	foreach (cell, nodes)
	{
		AstNode *node = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (node->kind == AST_SPREAD_EXPR)
			node = ((AstSpreadExpr *) node)->expr;
		if (is_star(node))
		{
			resolve_star(resolver, node);
			resolved = list_concat(resolved, node->meaning->expansion);
			continue;
		}
		resolve_expression(resolver, node);
		resolved = lappend(resolved, node);
	}
	return resolved;
}

void
operator_type_error(HogqlSpan span, const char *operator_name, const HogqlType *left,
					const HogqlType *right, const char *hint)
{
	bool text = left->kind == HOGQL_STRING || right->kind == HOGQL_STRING;
	bool number = hogql_is_number(left) || hogql_is_number(right);

	if (!hint && text)
		hint = number ? "Convert the String with toFloat(...), or the number with toString(...)."
					  : "Convert the other operand with toString(...).";
	hogql_error(span, ERRCODE_DATATYPE_MISMATCH,
				psprintf("operator %s does not take %s and %s", operator_name,
						 hogql_type_name(left), hogql_type_name(right)),
				NULL, hint);
}
