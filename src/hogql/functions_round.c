/*
 * hogql/functions_round.c
 *		Rounding: round, roundBankers, floor, ceil, trunc, roundDown.
 *
 * - The result is of the type of the number.  A Float64 is scaled by a power of ten, as ClickHouse does
 *   it, so that both have the same last digit.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

typedef enum Rounding
{
	ROUND,
	ROUND_BANKERS,
	ROUND_FLOOR,
	ROUND_CEIL,
	ROUND_TRUNC,
} Rounding;

/* PostgreSQL's round() of a float8 is half to even, that of a numeric half away from zero. */
static const char *const postgres_names[] = {
	[ROUND] = "round",	   [ROUND_BANKERS] = "round", [ROUND_FLOOR] = "floor",
	[ROUND_CEIL] = "ceil", [ROUND_TRUNC] = "trunc",
};

/* A number in the middle goes to the even neighbour. */
#define HALF_TO_EVEN                                                                                 \
	"CASE WHEN pg_catalog.abs({1} - pg_catalog.trunc({1})) = 0.5 AND pg_catalog.trunc({1}) % 2 = 0 " \
	"THEN pg_catalog.trunc({1}) ELSE pg_catalog.round({1}) END"

static SqlNode *
round_whole(Rounding rounding, SqlNode *number, bool is_float)
{
	if (rounding == ROUND_BANKERS && !is_float)
		return sql_template1(HALF_TO_EVEN, number);
	return sql_call1(postgres_names[rounding], number);
}

static SqlNode *
power_of_ten(int64 exponent, bool is_float)
{
	char *digits = psprintf("1e%d", (int) exponent);

	return is_float ? sql_double(strtod(digits, NULL)) : sql_numeric(digits);
}

/* By a constant number of digits behind the point, which may be negative. */
static SqlNode *
round_constant(Rounding rounding, SqlNode *number, int64 digits, bool is_float)
{
	SqlNode *power;

	if (digits == 0)
		return round_whole(rounding, number, is_float);
	power = power_of_ten(digits > 0 ? digits : -digits, is_float);
	number = sql_template2(digits > 0 ? "{1} * {2}" : "{1} / {2}", number, power);
	number = round_whole(rounding, number, is_float);
	return sql_template2(digits > 0 ? "{1} / {2}" : "{1} * {2}", number, power);
}

static SqlNode *
round_by(Rounding rounding, SqlNode *number, SqlNode *digits, bool is_float)
{
	const char *power = is_float
							? "pg_catalog.power(10::pg_catalog.float8, {1}::pg_catalog.float8)"
							: "pg_catalog.power(10::pg_catalog.numeric, {1}::pg_catalog.numeric)";
	SqlNode *scale = sql_template1(power, digits);
	SqlNode *scaled = sql_template2("{1} * {2}", number, scale);

	return sql_template2("{1} / {2}", round_whole(rounding, scaled, is_float), scale);
}

static SqlNode *
print_rounded(FunctionCall *call)
{
	Rounding rounding = call->function->variant;
	HogqlKind kind = call->arguments[0].type->kind;
	bool is_float = kind == HOGQL_FLOAT;
	SqlNode *number = operand_exact(&call->arguments[0]);
	int64 digits = 0;
	bool constant = call->argument_count == 1 || operand_constant_int(&call->arguments[1], &digits);

	if (constant && (digits > 300 || digits < -300))
		argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("function %s rounds to at most 300 digits", call->name), NULL);
	if (kind == HOGQL_INT && constant && digits >= 0)
		return number;
	if (kind == HOGQL_INT)
		number = sql_cast_to(number, SQL_TYPE_NUMERIC);
	/* numeric has this one itself, and keeps the digits. */
	if (kind == HOGQL_DECIMAL && constant && digits > 0 && rounding == ROUND)
		return sql_call2("round", number, sql_integer(digits));
	number = constant ? round_constant(rounding, number, digits, is_float)
					  : round_by(rounding, number, call->arguments[1].sql, is_float);
	return kind == HOGQL_INT ? sql_cast_to(number, SQL_TYPE_BIGINT) : number;
}

/* The greatest element that is not above the number; the least one if all are. */
#define ROUND_DOWN                                                                                    \
	"COALESCE((SELECT pg_catalog.max(x1.v) FROM pg_catalog.unnest({2}) AS x1(v) WHERE x1.v <= {1}), " \
	"(SELECT pg_catalog.min(x1.v) FROM pg_catalog.unnest({2}) AS x1(v)))"

static const HogqlType *
type_of_round_down(FunctionCall *call)
{
	const HogqlType *element = call->arguments[1].type->element;

	if (!hogql_is_number(element))
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function roundDown needs an array of numbers, not of %s",
								hogql_type_name(element)),
					   NULL);
	return hogql_with_null(element, true);
}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "round", .arguments = "number[, int]", .result = RESULT_OF_FIRST, .variant = ROUND, .print = print_rounded,
		.note = "a Float64 half to even, a Decimal half away from zero; the digits may be negative"},
	{.name = "roundBankers", .arguments = "number[, int]", .result = RESULT_OF_FIRST, .variant = ROUND_BANKERS, .print = print_rounded,
		.note = "half to even"},
	{.name = "floor", .arguments = "number[, int]", .result = RESULT_OF_FIRST, .variant = ROUND_FLOOR, .print = print_rounded},
	{.name = "ceil", .arguments = "number[, int]", .result = RESULT_OF_FIRST, .variant = ROUND_CEIL, .print = print_rounded},
	{.name = "ceiling", .same_as = "ceil"},
	{.name = "trunc", .arguments = "number[, int]", .result = RESULT_OF_FIRST, .variant = ROUND_TRUNC, .print = print_rounded},
	{.name = "truncate", .same_as = "trunc"},
	{.name = "roundDown", .arguments = "number, array", .result_hook = type_of_round_down, .nulls = NULLS_BY_HOOK, .sql = ROUND_DOWN},
};

/* clang-format on */

const FunctionFamily rounding_functions = {"Rounding", functions, lengthof(functions)};
