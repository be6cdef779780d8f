/*
 * hogql/lower_expression.c
 *		Resolved expressions become SQL: the table of kinds of nodes, and what is simple.
 *
 * - Wherever an expression is computed elsewhere already (Substitution), it is that column.
 * - Each node of SQL remembers the piece of the text that it was made of.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/params.h"

/* PostgreSQL takes 100 arguments: more are joined. */
#define MOST_ARGUMENTS 100

/* ---- Values that are simple ---- */

static SqlNode *
lower_constant(Lowering *lowering, AstNode *node)
{
	const AstConstant *constant = (AstConstant *) node;

	switch (constant->value_kind)
	{
		case CONSTANT_NULL:
			return sql_null(hogql_sql_type(node->type));
		case CONSTANT_BOOL:
			return sql_boolean(constant->boolean);
		case CONSTANT_INTEGER:
			return sql_integer(constant->integer);
		case CONSTANT_DECIMAL:
			return sql_numeric(constant->text);
		case CONSTANT_FLOAT:
			return sql_double(constant->number);
		default:
			return sql_string(constant->text);
	}
}

static SqlNode *
lower_placeholder(Lowering *lowering, AstNode *node)
{
	return placeholder_lower(lowering->params, (AstPlaceholder *) node);
}

static SqlNode *
lower_alias(Lowering *lowering, AstNode *node)
{
	return lower_expression(lowering, ((AstAlias *) node)->expr);
}

static SqlNode *
lower_meant(Lowering *lowering, AstNode *node)
{
	return lower_expression(lowering, node->meaning->expression);
}

static SqlNode *
lower_as_condition(Lowering *lowering, AstNode *node)
{
	return lower_condition(lowering, node, LOWER_VALUE);
}

/* What is remembered of a subquery. */
static LoweredQuery *
remembered(Lowering *lowering, const AstNode *query)
{
	ListCell *cell;
	LoweredQuery *lowered;

	foreach (cell, lowering->queries)
	{
		lowered = lfirst(cell);
		if (lowered->query == query)
			return lowered;
	}
	lowered = palloc0(sizeof(LoweredQuery));
	lowered->query = query;
	lowering->queries = lappend(lowering->queries, lowered);
	return lowered;
}

SqlNode *
lower_inner_query(Lowering *lowering, AstNode *query)
{
	LoweredQuery *lowered;

	if (query->meaning->traits & (HAS_COLUMN | HAS_OUTER | HAS_LAMBDA_ARGUMENT | HAS_VOLATILE))
		return lower_subquery(lowering, query);
	lowered = remembered(lowering, query);
	if (!lowered->sql)
		lowered->sql = lower_subquery(lowering, query);
	return lowered->sql;
}

const char *
name_of_query(Lowering *lowering, const AstNode *query)
{
	LoweredQuery *lowered = remembered(lowering, query);

	if (!lowered->relation)
		lowered->relation = name_relation(lowering, NULL);
	return lowered->relation;
}

static SqlNode *
lower_scalar_subquery(Lowering *lowering, AstNode *node)
{
	return sql_subquery(lower_inner_query(lowering, node));
}

/* A call of a function that builds jsonb, or several of them joined by ||. */
static SqlNode *
build_jsonb(const char *function, List *args)
{
	SqlNode *built = NULL;

	if (args == NIL)
		return sql_call(function, NIL);
	while (args != NIL)
	{
		List *rest = list_copy_tail(args, MOST_ARGUMENTS);
		SqlNode *part = sql_call(function, list_truncate(list_copy(args), MOST_ARGUMENTS));

		CHECK_FOR_INTERRUPTS();
		built = built ? sql_operation(SQL_OP_CONCAT, built, part) : part;
		args = rest;
	}
	return built;
}

static SqlNode *
as_jsonb(Lowering *lowering, AstNode *node)
{
	return value_to_jsonb(lowering_context(lowering), lower_expression(lowering, node), node->type);
}

static SqlNode *
lower_tuple(Lowering *lowering, AstNode *node)
{
	List *values = NIL;
	ListCell *cell;

	foreach (cell, ((AstTuple *) node)->exprs)
		values = lappend(values, as_jsonb(lowering, lfirst(cell)));
	return build_jsonb("jsonb_build_array", values);
}

static SqlNode *
lower_dict(Lowering *lowering, AstNode *node)
{
	List *values = NIL;
	ListCell *cell;

	foreach (cell, ((AstDict *) node)->items)
	{
		values = lappend(values, lower_expression(lowering, linitial(lfirst(cell))));
		values = lappend(values, as_jsonb(lowering, lsecond(lfirst(cell))));
	}
	return build_jsonb("jsonb_build_object", values);
}

static SqlNode *
lower_array(Lowering *lowering, AstNode *node)
{
	const HogqlType *element = node->type->element;
	List *values = NIL;
	ListCell *cell;

	foreach (cell, ((AstArray *) node)->exprs)
	{
		CHECK_FOR_INTERRUPTS();
		values =
			lappend(values, hogql_is_compound(element) ? as_jsonb(lowering, lfirst(cell))
													   : lower_as(lowering, lfirst(cell), element));
	}
	return sql_array(values, hogql_sql_type(node->type));
}

/* ---- All kinds ---- */

typedef SqlNode *(*LowerKind)(Lowering *lowering, AstNode *node);

static const LowerKind kinds[AST_KIND_COUNT] = {
	[AST_SELECT_QUERY] = lower_scalar_subquery,
	[AST_SELECT_SET_QUERY] = lower_scalar_subquery,
	[AST_ALIAS] = lower_alias,
	[AST_AND] = lower_as_condition,
	[AST_OR] = lower_as_condition,
	[AST_NOT] = lower_as_condition,
	[AST_ARITHMETIC_OPERATION] = lower_arithmetic,
	[AST_COMPARE_OPERATION] = lower_as_condition,
	[AST_IS_DISTINCT_FROM] = lower_as_condition,
	[AST_BETWEEN_EXPR] = lower_as_condition,
	[AST_FIELD] = lower_field,
	[AST_CONSTANT] = lower_constant,
	[AST_CALL] = lower_call,
	[AST_EXPR_CALL] = lower_meant,
	[AST_WINDOW_FUNCTION] = lower_window_function,
	[AST_TYPE_CAST] = lower_cast,
	[AST_TRY_CAST] = lower_cast,
	[AST_TUPLE] = lower_tuple,
	[AST_ARRAY] = lower_array,
	[AST_DICT] = lower_dict,
	[AST_ARRAY_ACCESS] = lower_array_access,
	[AST_ARRAY_SLICE] = lower_array_slice,
	[AST_TUPLE_ACCESS] = lower_tuple_access,
	[AST_PLACEHOLDER] = lower_placeholder,
	[AST_POSITIONAL_REF] = lower_meant,
};

SqlNode *
lower_substituted(Lowering *lowering, AstNode *node)
{
	ListCell *cell;

	foreach (cell, lowering->substitutions)
	{
		const Substitution *substitution = lfirst(cell);

		if (same_expression(node, substitution->expression))
			return sql_column(substitution->table, substitution->column);
	}
	return NULL;
}

/* What was made of a node says so, unless something inside it, which is all that it is, has said so. */
static SqlNode *
with_span(SqlNode *sql, const AstNode *node)
{
	if (sql->span.start < 0 && node->span.start >= 0)
		sql_at(sql, node->span.start, node->span.end);
	return sql;
}

SqlNode *
lower_expression(Lowering *lowering, AstNode *node)
{
	SqlNode *sql;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	sql = lower_substituted(lowering, node);
	if (sql)
		return with_span(sql, node);
	if (!kinds[node->kind])
		elog(ERROR, "a %s cannot be lowered", ast_kind_name(node->kind));
	if ((node->kind == AST_CALL || node->kind == AST_WINDOW_FUNCTION) &&
		node->meaning->kind == MEANING_ALIAS)
		return lower_meant(lowering, node);
	return with_span(kinds[node->kind](lowering, node), node);
}

Operand
lowered_operand(Lowering *lowering, AstNode *node)
{
	Operand operand = operand_of(node);

	operand.sql = lower_expression(lowering, node);
	return operand;
}

SqlNode *
lower_as(Lowering *lowering, AstNode *node, const HogqlType *type)
{
	Operand operand = lowered_operand(lowering, node);

	return operand_as(&operand, type, lowering_context(lowering));
}

/* ---- Keys ---- */

SqlNode *
lower_key(Lowering *lowering, AstNode *node)
{
	List *values = NIL;
	ListCell *cell;

	if (!is_written_tuple(lowering, node))
		return lower_expression(lowering, node);
	foreach (cell, ((AstTuple *) looked_through(node))->exprs)
		values = lappend(values, lower_key(lowering, lfirst(cell)));
	return sql_row(values);
}

/* ---- Conditions ---- */

/* AND of operands, OR of them; under NOT each is the opposite of the other. */
static SqlNode *
lower_connective(Lowering *lowering, AstNode *node, LoweringMode mode)
{
	List *conditions = NIL;
	ListCell *cell;

	foreach (cell, ((AstAnd *) node)->exprs)
	{
		CHECK_FOR_INTERRUPTS();
		conditions = lappend(conditions, lower_condition(lowering, lfirst(cell), mode));
	}
	return node->kind == AST_AND ? sql_and(conditions) : sql_or(conditions);
}

/*
 * NOT of a comparison is the opposite comparison, which is never NULL either; of all else NOT, under
 * which NULL is not what false is.
 */
static SqlNode *
lower_not(Lowering *lowering, AstNode *node, LoweringMode mode)
{
	AstNode *operand = looked_through(((AstNot *) node)->expr);
	LoweringMode inner = mode == LOWER_JOIN ? LOWER_JOIN : LOWER_VALUE;

	if (lowering->substitutions == NIL)
	{
		if (operand->kind == AST_COMPARE_OPERATION)
			return lower_compare(lowering, operand, mode, true);
		if (operand->kind == AST_BETWEEN_EXPR)
			return lower_between(lowering, operand, mode, true);
		if (operand->kind == AST_IS_DISTINCT_FROM)
			return lower_is_distinct(lowering, operand, true);
	}
	return sql_not(lower_condition(lowering, ((AstNot *) node)->expr, inner));
}

static SqlNode *
condition_of_kind(Lowering *lowering, AstNode *node, LoweringMode mode)
{
	switch (node->kind)
	{
		case AST_AND:
		case AST_OR:
			return lower_connective(lowering, node, mode);
		case AST_NOT:
			return lower_not(lowering, node, mode);
		case AST_COMPARE_OPERATION:
			return lower_compare(lowering, node, mode, false);
		case AST_BETWEEN_EXPR:
			return lower_between(lowering, node, mode, false);
		case AST_IS_DISTINCT_FROM:
			return lower_is_distinct(lowering, node, false);
		default:
			return NULL;
	}
}

SqlNode *
lower_condition(Lowering *lowering, AstNode *node, LoweringMode mode)
{
	AstNode *meant = looked_through(node);
	SqlNode *sql;

	check_stack_depth();
	if (node->type->kind == HOGQL_NULL)
		return sql_null(sql_type(SQL_TYPE_BOOLEAN));
	sql = lower_substituted(lowering, node);
	if (!sql)
		sql = condition_of_kind(lowering, meant, mode);
	if (!sql)
		sql = lower_expression(lowering, node);
	if (node->type->kind == HOGQL_UNKNOWN)
		sql = sql_cast_to(sql, SQL_TYPE_BOOLEAN);
	if (hogql_is_number(node->type))
		sql = sql_operation(SQL_OP_NOT_EQUAL, sql, sql_integer(0));
	return with_span(sql, meant);
}
