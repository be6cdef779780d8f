/*
 * hogql/arithmetic.c
 *		+ - * / % and the unary minus: on numbers, dates, times and intervals.
 *
 * - Which rule holds is decided from the types alone, in one place, for both passes.
 * - Integers are computed as bigint, so that what overflows is an error and never wraps.
 */
#include "postgres.h"

#include "hogql/expressions.h"
#include "hogql/time_interval.h"

typedef enum ArithmeticRule
{
	RULE_NONE,
	RULE_NUMBERS,		  /* + - * in the common type */
	RULE_DIVISION,		  /* always Float64 */
	RULE_MODULO,		  /* the sign of the left operand; 22012 by zero */
	RULE_DAYS,			  /* Date and a number of days */
	RULE_SECONDS,		  /* DateTime and a number of seconds */
	RULE_DAYS_BETWEEN,	  /* of two Dates */
	RULE_SECONDS_BETWEEN, /* of two times of which one is a DateTime */
	RULE_TIME_INTERVAL,
	RULE_INTERVALS, /* + - */
	RULE_MINUS_INTERVAL,
} ArithmeticRule;

/* Of two float8; without CASE where the divisor is known not to be 0. */
#define QUOTIENT \
	"CASE WHEN {2} = 0 THEN pg_catalog.sign({1}) * 'Infinity'::pg_catalog.float8 ELSE {1} / {2} END"
#define SECONDS_BETWEEN                             \
	"(pg_catalog.floor(EXTRACT(epoch FROM {1})) - " \
	"pg_catalog.floor(EXTRACT(epoch FROM {2})))::pg_catalog.int8"
#define SECONDS "{1} * '1 second'::pg_catalog.interval"

static bool
is_numeric(const HogqlType *type)
{
	return hogql_is_number(type) || type->kind == HOGQL_BOOL || type->kind == HOGQL_NULL ||
		   type->kind == HOGQL_UNKNOWN;
}

/* The parser's `-x`, which is 0 - x. */
static bool
is_unary_minus(const AstArithmeticOperation *operation)
{
	return operation->op == OPERATOR_SUBTRACT && operation->left->kind == AST_CONSTANT &&
		   operation->left->span.start == operation->left->span.end;
}

static ArithmeticRule
rule_of_times(const AstArithmeticOperation *operation)
{
	const HogqlType *left = operation->left->type;
	const HogqlType *right = operation->right->type;
	bool left_time = hogql_is_time(left);
	bool right_time = hogql_is_time(right);
	const HogqlType *other = left_time ? right : left;

	if (left_time && right_time)
	{
		if (operation->op != OPERATOR_SUBTRACT)
			return RULE_NONE;
		return left->kind == HOGQL_DATE && right->kind == HOGQL_DATE ? RULE_DAYS_BETWEEN
																	 : RULE_SECONDS_BETWEEN;
	}
	if (operation->op == OPERATOR_SUBTRACT && !left_time)
		return RULE_NONE;
	if (other->kind == HOGQL_INTERVAL)
		return RULE_TIME_INTERVAL;
	if (other->kind != HOGQL_INT && other->kind != HOGQL_BOOL && other->kind != HOGQL_NULL)
		return RULE_NONE;
	return (left_time ? left : right)->kind == HOGQL_DATE ? RULE_DAYS : RULE_SECONDS;
}

static ArithmeticRule
rule_of(const AstArithmeticOperation *operation)
{
	const HogqlType *left = operation->left->type;
	const HogqlType *right = operation->right->type;
	bool additive = operation->op == OPERATOR_ADD || operation->op == OPERATOR_SUBTRACT;

	if (is_numeric(left) && is_numeric(right))
	{
		if (operation->op == OPERATOR_DIVIDE)
			return RULE_DIVISION;
		return operation->op == OPERATOR_MODULO ? RULE_MODULO : RULE_NUMBERS;
	}
	if (!additive)
		return RULE_NONE;
	if (hogql_is_time(left) || hogql_is_time(right))
		return rule_of_times(operation);
	if (right->kind == HOGQL_INTERVAL && is_unary_minus(operation))
		return RULE_MINUS_INTERVAL;
	if (left->kind == HOGQL_INTERVAL && right->kind == HOGQL_INTERVAL)
		return RULE_INTERVALS;
	return RULE_NONE;
}

/* Of two that are numbers, Bool or NULL. */
static const HogqlType *
type_of_numbers(const HogqlType *left, const HogqlType *right)
{
	const HogqlType *integer = hogql_type(HOGQL_INT, false);
	const HogqlType *a = left->kind == HOGQL_BOOL ? hogql_with_null(integer, left->nullable) : left;
	const HogqlType *b =
		right->kind == HOGQL_BOOL ? hogql_with_null(integer, right->nullable) : right;
	const HogqlType *common = hogql_common_type(a, b);

	if (common->kind == HOGQL_NULL || common->kind == HOGQL_UNKNOWN)
		return hogql_type(HOGQL_INT, true);
	return common;
}

static const HogqlType *
type_of_times(const AstArithmeticOperation *operation, ArithmeticRule rule)
{
	const HogqlType *left = operation->left->type;
	const HogqlType *right = operation->right->type;
	const HogqlType *time = hogql_is_time(left) ? left : right;
	bool nullable = left->nullable || right->nullable;

	switch (rule)
	{
		case RULE_DAYS_BETWEEN:
		case RULE_SECONDS_BETWEEN:
			return hogql_type(HOGQL_INT, nullable);
		case RULE_TIME_INTERVAL:
			return moved_type(time, (time == left ? right : left)->unit, nullable);
		case RULE_INTERVALS:
			return hogql_interval(left->unit == right->unit ? left->unit : UNIT_NONE, nullable);
		case RULE_MINUS_INTERVAL:
			return right;
		default:
			return hogql_with_null(time, nullable);
	}
}

static const HogqlType *
type_of_rule(const AstArithmeticOperation *operation, ArithmeticRule rule)
{
	const HogqlType *left = operation->left->type;
	const HogqlType *right = operation->right->type;

	switch (rule)
	{
		case RULE_NUMBERS:
		case RULE_MODULO:
			return type_of_numbers(left, right);
		case RULE_DIVISION:
			return hogql_type(HOGQL_FLOAT, left->nullable || right->nullable);
		default:
			return type_of_times(operation, rule);
	}
}

static void
raise_no_rule(const AstArithmeticOperation *operation)
{
	const HogqlType *left = operation->left->type;
	const HogqlType *right = operation->right->type;
	bool text = left->kind == HOGQL_STRING || right->kind == HOGQL_STRING;
	bool time = hogql_is_time(left) || hogql_is_time(right) || left->kind == HOGQL_INTERVAL ||
				right->kind == HOGQL_INTERVAL;

	if (is_unary_minus(operation))
		hogql_error(operation->operator_span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("operator - does not take %s", hogql_type_name(right)), NULL,
					text ? "Convert the String with toFloat(...)." : NULL);
	operator_type_error(operation->operator_span, ast_operator_name(operation->op), left, right,
						!text  ? NULL
						: time ? "Convert the String with toDate(...) or toDateTime(...)."
							   : "Convert the String with toFloat(...); || joins texts.");
}

void
resolve_arithmetic(Resolver *resolver, AstNode *node)
{
	AstArithmeticOperation *operation = (AstArithmeticOperation *) node;
	ArithmeticRule rule;

	resolve_expression(resolver, operation->left);
	resolve_expression(resolver, operation->right);
	rule = rule_of(operation);
	if (rule == RULE_NONE)
		raise_no_rule(operation);
	annotate(node, type_of_rule(operation, rule));
}

/* ---- The second pass ---- */

static SqlOperator
sql_operator(AstOperator op)
{
	switch (op)
	{
		case OPERATOR_ADD:
			return SQL_OP_ADD;
		case OPERATOR_SUBTRACT:
			return SQL_OP_SUBTRACT;
		case OPERATOR_MULTIPLY:
			return SQL_OP_MULTIPLY;
		default:
			return SQL_OP_MODULO;
	}
}

/* Operands in the type of the result; of integers it is enough that one is a bigint. */
static SqlNode *
lower_numbers(Lowering *lowering, AstArithmeticOperation *operation)
{
	Operand left = lowered_operand(lowering, operation->left);
	Operand right = lowered_operand(lowering, operation->right);
	const HogqlType *type = operation->node.type;
	const FunctionContext *context = lowering_context(lowering);
	SqlNode *second = right.sql;

	if (is_unary_minus(operation) && right.type->kind == type->kind)
		return sql_unary(SQL_OP_MINUS, operand_exact(&right));
	if (type->kind != HOGQL_INT || right.type->kind != HOGQL_INT)
		second = operand_as(&right, type, context);
	return sql_operation(sql_operator(operation->op), operand_as(&left, type, context), second);
}

static SqlNode *
lower_division(Lowering *lowering, AstArithmeticOperation *operation)
{
	const HogqlType *type = hogql_type(HOGQL_FLOAT, true);
	Operand left = lowered_operand(lowering, operation->left);
	Operand right = lowered_operand(lowering, operation->right);
	SqlNode *dividend = operand_as(&left, type, lowering_context(lowering));
	SqlNode *divisor = operand_as(&right, type, lowering_context(lowering));
	double value;

	if (operand_constant_number(&right, &value) && value != 0)
		return sql_operation(SQL_OP_DIVIDE, dividend, divisor);
	return sql_template2(QUOTIENT, dividend, divisor);
}

static SqlNode *
lower_modulo(Lowering *lowering, AstArithmeticOperation *operation)
{
	bool is_integer = operation->node.type->kind == HOGQL_INT;
	const HogqlType *type = hogql_type(is_integer ? HOGQL_INT : HOGQL_DECIMAL, true);
	Operand left = lowered_operand(lowering, operation->left);
	Operand right = lowered_operand(lowering, operation->right);
	SqlNode *remainder =
		sql_operation(SQL_OP_MODULO, operand_as(&left, type, lowering_context(lowering)),
					  operand_as(&right, type, lowering_context(lowering)));

	if (operation->node.type->kind != HOGQL_FLOAT)
		return remainder;
	return sql_cast_to(remainder, SQL_TYPE_DOUBLE);
}

/* The operand that is a time. */
static AstNode *
time_of(const AstArithmeticOperation *operation)
{
	return hogql_is_time(operation->left->type) ? operation->left : operation->right;
}

static AstNode *
other_of(const AstArithmeticOperation *operation)
{
	return hogql_is_time(operation->left->type) ? operation->right : operation->left;
}

/* PostgreSQL adds integers to a date, and no other numbers. */
static SqlNode *
lower_days(Lowering *lowering, AstArithmeticOperation *operation)
{
	Operand days = lowered_operand(lowering, other_of(operation));

	return sql_operation(sql_operator(operation->op),
						 lower_expression(lowering, time_of(operation)),
						 sql_cast_to(days.sql, SQL_TYPE_INTEGER));
}

static SqlNode *
lower_seconds(Lowering *lowering, AstArithmeticOperation *operation)
{
	FunctionContext *context = lowering_context(lowering);
	Operand time = lowered_operand(lowering, time_of(operation));
	Operand seconds = lowered_operand(lowering, other_of(operation));
	SqlNode *number = operand_as(&seconds, hogql_type(HOGQL_FLOAT, true), context);

	return moved_time(&time, sql_template1(SECONDS, number), UNIT_SECOND,
					  operation->op == OPERATOR_SUBTRACT, context);
}

static SqlNode *
lower_seconds_between(Lowering *lowering, AstArithmeticOperation *operation)
{
	const HogqlType *instant = hogql_datetime(0, true);
	Operand left = lowered_operand(lowering, operation->left);
	Operand right = lowered_operand(lowering, operation->right);

	return sql_template2(SECONDS_BETWEEN, operand_as(&left, instant, lowering_context(lowering)),
						 operand_as(&right, instant, lowering_context(lowering)));
}

static SqlNode *
lower_time_interval(Lowering *lowering, AstArithmeticOperation *operation)
{
	Operand time = lowered_operand(lowering, time_of(operation));
	Operand interval = lowered_operand(lowering, other_of(operation));

	return moved_time(&time, interval.sql, interval.type->unit, operation->op == OPERATOR_SUBTRACT,
					  lowering_context(lowering));
}

SqlNode *
lower_arithmetic(Lowering *lowering, AstNode *node)
{
	AstArithmeticOperation *operation = (AstArithmeticOperation *) node;

	switch (rule_of(operation))
	{
		case RULE_DIVISION:
			return lower_division(lowering, operation);
		case RULE_MODULO:
			return lower_modulo(lowering, operation);
		case RULE_DAYS:
			return lower_days(lowering, operation);
		case RULE_SECONDS:
			return lower_seconds(lowering, operation);
		case RULE_SECONDS_BETWEEN:
			return lower_seconds_between(lowering, operation);
		case RULE_TIME_INTERVAL:
			return lower_time_interval(lowering, operation);
		case RULE_MINUS_INTERVAL:
			return sql_unary(SQL_OP_MINUS, lower_expression(lowering, operation->right));
		case RULE_DAYS_BETWEEN:
		case RULE_INTERVALS:
			return sql_operation(sql_operator(operation->op),
								 lower_expression(lowering, operation->left),
								 lower_expression(lowering, operation->right));
		default:
			return lower_numbers(lowering, operation);
	}
}
