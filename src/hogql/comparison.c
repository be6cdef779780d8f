/*
 * hogql/comparison.c
 *		= != < <= > >=, BETWEEN, IS NULL, IS DISTINCT FROM; what LIKE and its like take.
 *
 * - Comparison is two-valued (hogql.md §4): none is ever NULL.  Plain operators are printed where both
 *   operands cannot be NULL, and where NULL filters as false does, so that the remote finds its indexes.
 * - Texts are ordered by their bytes; whether they are equal needs no collation.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/float.h"

#include "hogql/comparison.h"
#include "hogql/expressions.h"

#define BETWEEN "{1} BETWEEN {2} AND {3}"
#define NOT_BETWEEN "{1} NOT BETWEEN {2} AND {3}"

typedef enum ComparisonFamily
{
	FAMILY_EQUAL, /* = and != */
	FAMILY_ORDER,
	FAMILY_PATTERN, /* LIKE and ILIKE */
	FAMILY_REGEX,
	FAMILY_IN,
	FAMILY_COHORT,
} ComparisonFamily;

/* Of each operator: negated is the one without NOT's, and the opposite. */
static const struct
{
	ComparisonFamily family;
	SqlOperator sql;
	bool negated;
} operators[AST_OPERATOR_COUNT] = {
	[OPERATOR_EQUAL] = {FAMILY_EQUAL, SQL_OP_EQUAL, false},
	[OPERATOR_NOT_EQUAL] = {FAMILY_EQUAL, SQL_OP_EQUAL, true},
	[OPERATOR_LESS] = {FAMILY_ORDER, SQL_OP_LESS, false},
	[OPERATOR_LESS_EQUAL] = {FAMILY_ORDER, SQL_OP_LESS_EQUAL, false},
	[OPERATOR_GREATER] = {FAMILY_ORDER, SQL_OP_GREATER, false},
	[OPERATOR_GREATER_EQUAL] = {FAMILY_ORDER, SQL_OP_GREATER_EQUAL, false},
	[OPERATOR_LIKE] = {FAMILY_PATTERN, SQL_OP_LIKE, false},
	[OPERATOR_NOT_LIKE] = {FAMILY_PATTERN, SQL_OP_LIKE, true},
	[OPERATOR_ILIKE] = {FAMILY_PATTERN, SQL_OP_ILIKE, false},
	[OPERATOR_NOT_ILIKE] = {FAMILY_PATTERN, SQL_OP_ILIKE, true},
	[OPERATOR_IN] = {FAMILY_IN, SQL_OP_EQUAL, false},
	[OPERATOR_NOT_IN] = {FAMILY_IN, SQL_OP_EQUAL, true},
	[OPERATOR_IN_COHORT] = {FAMILY_COHORT, SQL_OP_EQUAL, false},
	[OPERATOR_NOT_IN_COHORT] = {FAMILY_COHORT, SQL_OP_EQUAL, true},
	[OPERATOR_REGEX] = {FAMILY_REGEX, SQL_OP_MATCH, false},
	[OPERATOR_NOT_REGEX] = {FAMILY_REGEX, SQL_OP_MATCH, true},
	[OPERATOR_IREGEX] = {FAMILY_REGEX, SQL_OP_IMATCH, false},
	[OPERATOR_NOT_IREGEX] = {FAMILY_REGEX, SQL_OP_IMATCH, true},
};

/* ---- Types ---- */

static bool
is_null_type(const HogqlType *type)
{
	return type->kind == HOGQL_NULL;
}

static bool
has_order(const HogqlType *type)
{
	return type->kind != HOGQL_JSON && type->kind != HOGQL_MAP && type->kind != HOGQL_BYTES &&
		   type->kind != HOGQL_LAMBDA;
}

static const char *
order_hint(const HogqlType *type)
{
	return type->kind == HOGQL_JSON ? "Compare members of the JSON, such as toFloat(col.name)."
									: NULL;
}

/* Of a tuple that is written in place an element, of another one its type. */
static Operand
field_of(const Operand *tuple, int number)
{
	if (tuple->node && tuple->node->kind == AST_TUPLE)
		return operand_of(list_nth(((AstTuple *) tuple->node)->exprs, number));
	return (Operand){.type = list_nth(tuple->type->fields, number)};
}

bool
operands_comparable(const Operand *left, const Operand *right)
{
	Operand operands[2] = {*left, *right};
	int count = list_length(left->type->fields);
	const HogqlType *common;

	check_stack_depth();
	if (left->type->kind != HOGQL_TUPLE || right->type->kind != HOGQL_TUPLE)
	{
		common = operands_common_type(operands, 2);
		return common && common->kind != HOGQL_BYTES && common->kind != HOGQL_LAMBDA;
	}
	if (count != list_length(right->type->fields))
		return false;
	for (int i = 0; i < count; i++)
	{
		Operand a = field_of(left, i);
		Operand b = field_of(right, i);

		if (!operands_comparable(&a, &b))
			return false;
	}
	return true;
}

static void
check_comparable(AstCompareOperation *compare)
{
	Operand left = operand_of(compare->left);
	Operand right = operand_of(compare->right);
	bool order = operators[compare->op].family == FAMILY_ORDER;

	if (!operands_comparable(&left, &right))
		operator_type_error(compare->operator_span, ast_operator_name(compare->op), left.type,
							right.type, NULL);
	if (order && (!has_order(left.type) || !has_order(right.type)))
		operator_type_error(compare->operator_span, ast_operator_name(compare->op), left.type,
							right.type, order_hint(left.type));
}

static bool
is_text(const HogqlType *type)
{
	return type->kind == HOGQL_STRING || type->kind == HOGQL_NULL || type->kind == HOGQL_UNKNOWN;
}

static void
check_texts(AstCompareOperation *compare)
{
	if (!is_text(compare->left->type) || !is_text(compare->right->type))
		operator_type_error(compare->operator_span, ast_operator_name(compare->op),
							compare->left->type, compare->right->type,
							"Convert the other operand with toString(...).");
}

void
resolve_compare(Resolver *resolver, AstNode *node)
{
	AstCompareOperation *compare = (AstCompareOperation *) node;
	ComparisonFamily family = operators[compare->op].family;

	if (family == FAMILY_COHORT)
		hogql_error(compare->operator_span, ERRCODE_FEATURE_NOT_SUPPORTED,
					"IN COHORT is not supported", "Cohorts are PostHog's.",
					"Use IN with a subquery.");
	if (family == FAMILY_IN)
	{
		resolve_in(resolver, node);
		return;
	}
	resolve_expression(resolver, compare->left);
	resolve_expression(resolver, compare->right);
	read_placeholder(resolver, &compare->left, compare->right->type);
	read_placeholder(resolver, &compare->right, compare->left->type);
	if (family == FAMILY_PATTERN || family == FAMILY_REGEX)
		check_texts(compare);
	else if (!compare->is_null_comparison_style)
		check_comparable(compare);
	annotate(node, hogql_type(HOGQL_BOOL, false));
}

void
resolve_is_distinct(Resolver *resolver, AstNode *node)
{
	AstIsDistinctFrom *distinct = (AstIsDistinctFrom *) node;
	Operand left;
	Operand right;

	resolve_expression(resolver, distinct->left);
	resolve_expression(resolver, distinct->right);
	read_placeholder(resolver, &distinct->left, distinct->right->type);
	read_placeholder(resolver, &distinct->right, distinct->left->type);
	left = operand_of(distinct->left);
	right = operand_of(distinct->right);
	if (!operands_comparable(&left, &right))
		operator_type_error(distinct->operator_span, "IS DISTINCT FROM", distinct->left->type,
							distinct->right->type, NULL);
	annotate(node, hogql_type(HOGQL_BOOL, false));
}

void
resolve_between(Resolver *resolver, AstNode *node)
{
	AstBetweenExpr *between = (AstBetweenExpr *) node;
	AstNode **bounds[2] = {&between->low, &between->high};

	resolve_expression(resolver, between->expr);
	for (int i = 0; i < 2; i++)
	{
		Operand operands[2];
		const HogqlType *common;

		resolve_expression(resolver, *bounds[i]);
		read_placeholder(resolver, bounds[i], between->expr->type);
		operands[0] = operand_of(between->expr);
		operands[1] = operand_of(*bounds[i]);
		common = operands_common_type(operands, 2);
		if (!common || !has_order(common) || common->kind == HOGQL_TUPLE)
			operator_type_error(between->operator_span, "BETWEEN", between->expr->type,
								(*bounds[i])->type, common ? order_hint(common) : NULL);
	}
	annotate(node, hogql_type(HOGQL_BOOL, false));
}

/* ---- Operands brought together ---- */

/* Do the remote's operators take both as they are?  Then a column stays bare, and its index is found. */
static bool
mix_in_sql(const HogqlType *left, const HogqlType *right)
{
	if (hogql_is_number(left) && hogql_is_number(right))
		return true;
	if (hogql_is_time(left) && hogql_is_time(right))
		return !left->zone && !right->zone;
	if (left->kind != right->kind)
		return false;
	return left->kind != HOGQL_ARRAY || left->element->kind == right->element->kind;
}

/* "1.5", "1e20" */
static char *
exact_digits(double number)
{
	char *digits = float8out_internal(number);
	char *plus = strchr(digits, '+');

	if (plus)
		memmove(plus, plus + 1, strlen(plus));
	return digits;
}

/*
 * A constant with a point beside a Decimal is read as it is written: as a Float64 it would turn the
 * Decimal into one, whose index is not found.
 */
static void
keep_decimal(Operand *operands, int count)
{
	bool has_decimal = false;

	for (int i = 0; i < count; i++)
		has_decimal = has_decimal || operands[i].type->kind == HOGQL_DECIMAL;
	for (int i = 0; has_decimal && i < count; i++)
	{
		const AstConstant *constant = (const AstConstant *) operands[i].node;

		if (!constant || constant->node.kind != AST_CONSTANT ||
			constant->value_kind != CONSTANT_FLOAT || !isfinite(constant->number))
			continue;
		operands[i].sql = sql_numeric(exact_digits(constant->number));
	}
}

void
bring_together(Lowering *lowering, Operand *operands, int count)
{
	const HogqlType *common = operands_common_type(operands, count);
	bool mixed = false;

	keep_decimal(operands, count);
	for (int i = 1; i < count; i++)
		mixed = mixed || !mix_in_sql(operands[0].type, operands[i].type);
	for (int i = 0; i < count; i++)
	{
		bool stays = mixed ? hogql_same_type(operands[i].type, common) : true;

		if (!stays)
			operands[i].sql = operand_as(&operands[i], common, lowering_context(lowering));
		else if (operands[i].type->kind == HOGQL_NULL)
			operands[i].sql = sql_null(hogql_sql_type(common));
	}
}

/* ---- Null-safe forms ---- */

SqlNode *
null_safe(SqlNode *condition, bool when_null, bool nullable, LoweringMode mode)
{
	if (!nullable || mode == LOWER_JOIN || (mode == LOWER_FILTER && !when_null))
		return condition;
	return sql_coalesce2(condition, sql_boolean(when_null));
}

SqlNode *
equal_sides(Operand *left, Operand *right, LoweringMode mode, bool negated)
{
	bool both = left->type->nullable && right->type->nullable;
	bool either = left->type->nullable || right->type->nullable;
	bool plain = !either || mode == LOWER_JOIN || (mode == LOWER_FILTER && !negated && !both);

	if (left->type->kind == HOGQL_NULL || right->type->kind == HOGQL_NULL)
	{
		SqlNode *tested = left->type->kind == HOGQL_NULL ? right->sql : left->sql;

		if (!tested)
			return sql_boolean(negated); /* a tuple that is written in place */
		return negated ? sql_is_not_null(tested) : sql_is_null(tested);
	}
	if (plain)
		return sql_operation(negated ? SQL_OP_NOT_EQUAL : SQL_OP_EQUAL, left->sql, right->sql);
	return sql_operation(negated ? SQL_OP_DISTINCT : SQL_OP_NOT_DISTINCT, left->sql, right->sql);
}

/* Equal if all fields are, not equal if one is not. */
static SqlNode *
equal_tuples(Lowering *lowering, Operand *left, Operand *right, LoweringMode mode, bool negated)
{
	Operand *a = lowered_tuple_fields(lowering, left);
	Operand *b = lowered_tuple_fields(lowering, right);
	List *conditions = NIL;

	for (int i = 0; i < list_length(left->type->fields); i++)
		conditions = lappend(conditions, lower_equal(lowering, &a[i], &b[i], mode, negated));
	return negated ? sql_or(conditions) : sql_and(conditions);
}

SqlNode *
lower_equal(Lowering *lowering, Operand *left, Operand *right, LoweringMode mode, bool negated)
{
	Operand sides[2] = {*left, *right};

	check_stack_depth();
	if (left->type->kind == HOGQL_TUPLE && right->type->kind == HOGQL_TUPLE)
		return equal_tuples(lowering, left, right, mode, negated);
	bring_together(lowering, sides, 2);
	return equal_sides(&sides[0], &sides[1], mode, negated);
}

/* Two tuples as two rows, whose fields are brought together; is one of them NULL-able? */
static bool
rows_of_tuples(Lowering *lowering, Operand *left, Operand *right, SqlNode **a, SqlNode **b)
{
	Operand *lefts = lowered_tuple_fields(lowering, left);
	Operand *rights = lowered_tuple_fields(lowering, right);
	List *first = NIL;
	List *second = NIL;
	bool nullable = false;

	check_stack_depth();
	for (int i = 0; i < list_length(left->type->fields); i++)
	{
		Operand sides[2] = {lefts[i], rights[i]};

		nullable = nullable || lefts[i].type->nullable || rights[i].type->nullable;
		if (lefts[i].type->kind == HOGQL_TUPLE && rights[i].type->kind == HOGQL_TUPLE)
			nullable |=
				rows_of_tuples(lowering, &lefts[i], &rights[i], &sides[0].sql, &sides[1].sql);
		else
			bring_together(lowering, sides, 2);
		if (lefts[i].type->kind == HOGQL_STRING && rights[i].type->kind == HOGQL_STRING)
			sides[0].sql = sql_collate_bytes(sides[0].sql);
		first = lappend(first, sides[0].sql);
		second = lappend(second, sides[1].sql);
	}
	*a = sql_row(first);
	*b = sql_row(second);
	return nullable;
}

static SqlNode *
order_tuples(Lowering *lowering, SqlOperator op, Operand *left, Operand *right, LoweringMode mode)
{
	SqlNode *a;
	SqlNode *b;
	bool nullable = rows_of_tuples(lowering, left, right, &a, &b);

	return null_safe(sql_operation(op, a, b), false, nullable, mode);
}

static SqlNode *
lower_order(Lowering *lowering, SqlOperator op, Operand *left, Operand *right, LoweringMode mode)
{
	Operand sides[2] = {*left, *right};
	bool nullable = left->type->nullable || right->type->nullable;
	bool texts = left->type->kind == HOGQL_STRING && right->type->kind == HOGQL_STRING;
	bool arrays = left->type->kind == HOGQL_ARRAY && left->type->element->kind == HOGQL_STRING;

	if (left->type->kind == HOGQL_TUPLE && right->type->kind == HOGQL_TUPLE)
		return order_tuples(lowering, op, left, right, mode);
	if (is_null_type(left->type) || is_null_type(right->type))
		return sql_boolean(false);
	bring_together(lowering, sides, 2);
	if (texts || arrays)
		return null_safe(sql_compare_bytes(op, sides[0].sql, sides[1].sql), false, nullable, mode);
	return null_safe(sql_operation(op, sides[0].sql, sides[1].sql), false, nullable, mode);
}

/* ---- The whole ---- */

SqlNode *
lower_compare(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated)
{
	AstCompareOperation *compare = (AstCompareOperation *) node;
	ComparisonFamily family = operators[compare->op].family;
	Operand left;
	Operand right;

	if (operators[compare->op].negated)
		negated = !negated;
	if (family == FAMILY_PATTERN || family == FAMILY_REGEX)
		return lower_pattern(lowering, compare, operators[compare->op].sql, mode, negated);
	if (family == FAMILY_IN)
		return lower_in(lowering, node, mode, negated);
	if (negated && family == FAMILY_ORDER)
		return sql_not(
			lower_compare(lowering, node, mode == LOWER_JOIN ? mode : LOWER_VALUE, false));
	left = lowered_tuple(lowering, compare->left);
	right = lowered_tuple(lowering, compare->right);
	if (family == FAMILY_ORDER)
		return lower_order(lowering, operators[compare->op].sql, &left, &right, mode);
	if (mode == LOWER_JOIN && !compare->is_null_comparison_style && is_null_type(right.type))
		return sql_null(sql_type(SQL_TYPE_BOOLEAN));
	return lower_equal(lowering, &left, &right, mode, negated);
}

SqlNode *
lower_is_distinct(Lowering *lowering, AstNode *node, bool negated)
{
	AstIsDistinctFrom *distinct = (AstIsDistinctFrom *) node;
	bool equal = distinct->negated != negated;
	Operand left;
	Operand right;

	left = lowered_tuple(lowering, distinct->left);
	right = lowered_tuple(lowering, distinct->right);
	return lower_equal(lowering, &left, &right, LOWER_VALUE, !equal);
}

SqlNode *
lower_between(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated)
{
	AstBetweenExpr *between = (AstBetweenExpr *) node;
	Operand sides[3] = {lowered_operand(lowering, between->expr),
						lowered_operand(lowering, between->low),
						lowered_operand(lowering, between->high)};
	bool nullable = false;
	SqlNode *tested;

	if (between->negated)
		negated = !negated;
	for (int i = 0; i < 3; i++)
	{
		if (is_null_type(sides[i].type))
			return sql_boolean(negated);
		nullable = nullable || sides[i].type->nullable;
	}
	bring_together(lowering, sides, 3);
	tested = sides[0].sql;
	if (sides[0].type->kind == HOGQL_STRING)
		tested = sql_collate_bytes(tested);
	return null_safe(sql_template3(negated ? NOT_BETWEEN : BETWEEN, tested, sides[1].sql,
								   sides[2].sql),
					 negated, nullable, mode);
}
