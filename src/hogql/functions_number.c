/*
 * hogql/functions_number.c
 *		Numbers: arithmetic written as functions, logarithms, trigonometry, bits.
 *
 * - Where ClickHouse gives NaN or an infinity, PostgreSQL raises an error: a CASE keeps it from being
 *   asked.  NaN is greater than all numbers in PostgreSQL, and goes through every comparison with that
 *   in mind.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

#define NOT_A_NUMBER "'NaN'::pg_catalog.float8"
#define INFINITE "'Infinity'::pg_catalog.float8"
#define MINUS_INFINITE "'-Infinity'::pg_catalog.float8"

/* e to the power of what is above or below overflows or is 0; likewise for 2 and 10. */
#define POWER_OF(most, least, power)                                                         \
	"CASE WHEN {1} = 'NaN' THEN {1} WHEN {1} > " most " THEN " INFINITE " WHEN {1} < " least \
	" THEN 0 ELSE " power " END"

#define LOGARITHM(logarithm)                                                 \
	"CASE WHEN {1} > 0 THEN " logarithm " WHEN {1} = 0 THEN " MINUS_INFINITE \
	" WHEN {1} < 0 THEN " NOT_A_NUMBER " END"

/* log(2, x) of numeric is exact for powers of two, unlike a quotient of logarithms. */
#define LOGARITHM_2                                                                              \
	LOGARITHM("CASE WHEN {1} >= 'Infinity' THEN {1} ELSE pg_catalog.log(2::pg_catalog.numeric, " \
			  "{1}::pg_catalog.text::pg_catalog.numeric)::pg_catalog.float8 END")

/* ln(1 + x) without losing the digits of a small x. */
#define LOGARITHM_1P                                                                             \
	"CASE WHEN {1} > -1 THEN CASE WHEN {1} >= 'Infinity' THEN {1} WHEN 1 + {1} = 1 THEN {1} "    \
	"ELSE pg_catalog.ln(1 + {1}) * {1} / ((1 + {1}) - 1) END WHEN {1} = -1 THEN " MINUS_INFINITE \
	" WHEN {1} < -1 THEN " NOT_A_NUMBER " END"

/* The logarithm says whether the power is too great or too small. */
#define POWER                                                                                \
	"CASE WHEN {1} = 1 OR {2} = 0 THEN 1 WHEN {1} = 'NaN' OR {2} = 'NaN' THEN " NOT_A_NUMBER \
	" WHEN {1} = 0 AND {2} < 0 THEN " INFINITE " WHEN {1} = 0 THEN 0"                        \
	" WHEN {1} < 0 AND {2} <> pg_catalog.trunc({2}) THEN " NOT_A_NUMBER                      \
	" WHEN {2} * pg_catalog.ln(pg_catalog.abs({1})) > 709.78 THEN " INFINITE                 \
	" * CASE WHEN {1} < 0 AND {2} - 2 * pg_catalog.floor({2} / 2) = 1 THEN -1 ELSE 1 END"    \
	" WHEN {2} * pg_catalog.ln(pg_catalog.abs({1})) < -745.2 THEN 0"                         \
	" ELSE pg_catalog.power({1}, {2}) END"

#define WITHIN(condition, f) \
	"CASE WHEN " condition " THEN " f " WHEN {1} IS NOT NULL THEN " NOT_A_NUMBER " END"
#define FINITE_ONLY(f) WITHIN("pg_catalog.abs({1}) < 'Infinity'", f)

#define AS_INT "{1}::pg_catalog.int8"
#define AS_INT_2 "{2}::pg_catalog.int8"

/* ---- Integers stay integers ---- */

static bool
both_are_ints(const FunctionCall *call)
{
	return call->arguments[0].type->kind == HOGQL_INT && call->arguments[1].type->kind == HOGQL_INT;
}

/* "text" is the template of integers, the other one of all else. */
static SqlNode *
print_int_division(FunctionCall *call)
{
	const char *quotient = both_are_ints(call) ? AS_INT " / " AS_INT_2
											   : "pg_catalog.trunc({1} / {2})::pg_catalog.int8";

	if (call->function->variant == 0)
		return call_template(call, quotient);
	return call_template(call, psprintf("CASE WHEN {2} = 0 THEN 0 ELSE %s END", quotient));
}

/* The remainder, of floats by way of numeric; format has it twice at most. */
static SqlNode *
print_remainder(FunctionCall *call)
{
	const HogqlType *type = call->type;
	SqlNode *left = operand_exact(&call->arguments[0]);
	SqlNode *right = operand_exact(&call->arguments[1]);
	SqlNode *result;

	if (type->kind == HOGQL_FLOAT)
	{
		left = sql_template1("{1}::pg_catalog.text::pg_catalog.numeric", left);
		right = sql_template1("{1}::pg_catalog.text::pg_catalog.numeric", right);
	}
	result = sql_template2(call->function->sql, left, right);
	return type->kind == HOGQL_FLOAT ? sql_cast_to(result, SQL_TYPE_DOUBLE) : result;
}

static SqlNode *
print_abs(FunctionCall *call)
{
	return sql_call1("abs", operand_exact(&call->arguments[0]));
}

/* ---- The table ---- */

#define OPERATOR_FUNCTION(n, signature, rule, operator_form)                         \
	{                                                                                \
		.name = n, .arguments = signature, .result = rule, .reads_as = operator_form \
	}
#define FLOAT_FUNCTION(n, template)                                              \
	{                                                                            \
		.name = n, .arguments = "float", .result = RESULT_FLOAT, .sql = template \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	OPERATOR_FUNCTION("plus", "any, any", RESULT_COMMON, "a + b"),
	OPERATOR_FUNCTION("minus", "any, any", RESULT_COMMON, "a - b"),
	OPERATOR_FUNCTION("multiply", "number, number", RESULT_COMMON, "a * b"),
	OPERATOR_FUNCTION("divide", "number, number", RESULT_FLOAT, "a / b"),
	OPERATOR_FUNCTION("modulo", "number, number", RESULT_COMMON, "a % b"),
	OPERATOR_FUNCTION("negate", "number", RESULT_OF_FIRST, "-a"),
	{.name = "intDiv", .arguments = "number, number", .result = RESULT_INT, .print = print_int_division,
		.note = "towards zero; division by zero is an error"},
	{.name = "intDivOrZero", .arguments = "number, number", .result = RESULT_INT, .variant = 1, .print = print_int_division},
	{.name = "moduloOrZero", .arguments = "number, number", .result = RESULT_COMMON, .print = print_remainder,
		.sql = "CASE WHEN {2} = 0 THEN 0 ELSE {1} % {2} END"},
	{.name = "positiveModulo", .arguments = "number, number", .result = RESULT_COMMON, .print = print_remainder,
		.sql = "(({1} % {2}) + {2}) % {2}"},
	{.name = "abs", .arguments = "number", .result = RESULT_OF_FIRST, .print = print_abs},
	{.name = "gcd", .arguments = "int, int", .result = RESULT_INT, .since = 13, .sql = "pg_catalog.gcd(" AS_INT ", " AS_INT_2 ")"},
	{.name = "lcm", .arguments = "int, int", .result = RESULT_INT, .since = 13, .sql = "pg_catalog.lcm(" AS_INT ", " AS_INT_2 ")"},
	{.name = "sign", .arguments = "number", .result = RESULT_INT,
		.sql = "CASE WHEN {1} > 0 THEN 1 WHEN {1} < 0 THEN -1 WHEN {1} = 0 THEN 0 END"},

	FLOAT_FUNCTION("exp", POWER_OF("709.782712893384", "-745.133", "pg_catalog.exp({1})")),
	FLOAT_FUNCTION("exp2", POWER_OF("1023.9999999999999", "-1074.9", "pg_catalog.power(2::pg_catalog.float8, {1})")),
	FLOAT_FUNCTION("exp10", POWER_OF("308.25471555991674", "-323.3", "pg_catalog.power(10::pg_catalog.float8, {1})")),
	FLOAT_FUNCTION("ln", LOGARITHM("pg_catalog.ln({1})")),
	{.name = "log", .same_as = "ln"},
	FLOAT_FUNCTION("log2", LOGARITHM_2),
	FLOAT_FUNCTION("log10", LOGARITHM("pg_catalog.log({1})")),
	FLOAT_FUNCTION("log1p", LOGARITHM_1P),
	FLOAT_FUNCTION("sqrt", WITHIN("{1} >= 0", "pg_catalog.sqrt({1})")),
	FLOAT_FUNCTION("cbrt", "pg_catalog.cbrt({1})"),
	{.name = "pow", .arguments = "float, float", .result = RESULT_FLOAT, .sql = POWER},
	{.name = "power", .same_as = "pow"},
	{.name = "hypot", .arguments = "float, float", .result = RESULT_FLOAT, .sql = "pg_catalog.sqrt({1} * {1} + {2} * {2})"},

	FLOAT_FUNCTION("sin", FINITE_ONLY("pg_catalog.sin({1})")),
	FLOAT_FUNCTION("cos", FINITE_ONLY("pg_catalog.cos({1})")),
	FLOAT_FUNCTION("tan", FINITE_ONLY("pg_catalog.tan({1})")),
	FLOAT_FUNCTION("asin", WITHIN("pg_catalog.abs({1}) <= 1", "pg_catalog.asin({1})")),
	FLOAT_FUNCTION("acos", WITHIN("pg_catalog.abs({1}) <= 1", "pg_catalog.acos({1})")),
	FLOAT_FUNCTION("atan", "pg_catalog.atan({1})"),
	{.name = "atan2", .arguments = "float, float", .result = RESULT_FLOAT, .sql = "pg_catalog.atan2({1}, {2})"},
	FLOAT_FUNCTION("sinh", "pg_catalog.sinh({1})"),
	FLOAT_FUNCTION("cosh", "pg_catalog.cosh({1})"),
	FLOAT_FUNCTION("tanh", "pg_catalog.tanh({1})"),
	FLOAT_FUNCTION("asinh", "pg_catalog.asinh({1})"),
	FLOAT_FUNCTION("acosh", WITHIN("{1} >= 1", "pg_catalog.acosh({1})")),
	FLOAT_FUNCTION("atanh", WITHIN("pg_catalog.abs({1}) <= 1", "pg_catalog.atanh({1})")),
	FLOAT_FUNCTION("degrees", "pg_catalog.degrees({1})"),
	FLOAT_FUNCTION("radians", "pg_catalog.radians({1})"),
	{.name = "pi", .arguments = "", .result = RESULT_FLOAT, .sql = "pg_catalog.pi()"},
	{.name = "e", .arguments = "", .result = RESULT_FLOAT, .sql = "2.718281828459045::pg_catalog.float8"},
	{.name = "factorial", .arguments = "int", .result = RESULT_INT,
		.sql = "CASE WHEN {1} <= 0 THEN 1 ELSE pg_catalog.factorial({1}::pg_catalog.int8)::pg_catalog.int8 END", .note = "of 0 to 20"},
	{.name = "width_bucket", .arguments = "float, float, float, int", .result = RESULT_INT,
		.sql = "pg_catalog.width_bucket({1}, {2}, {3}, {4}::pg_catalog.int4)::pg_catalog.int8"},
	{.name = "erf", .refused = "PostgreSQL has it from version 16 on only."},
	{.name = "erfc", .refused = "PostgreSQL has it from version 16 on only."},
	{.name = "lgamma", .refused = "PostgreSQL has no such function."},
	{.name = "tgamma", .refused = "PostgreSQL has no such function."},

	{.name = "isFinite", .arguments = "float", .result = RESULT_BOOL, .sql = "pg_catalog.abs({1}) < 'Infinity'"},
	{.name = "isInfinite", .arguments = "float", .result = RESULT_BOOL, .sql = "pg_catalog.abs({1}) = 'Infinity'"},
	{.name = "isNaN", .arguments = "float", .result = RESULT_BOOL, .sql = "{1} = 'NaN'"},
	{.name = "ifNotFinite", .arguments = "float, float", .result = RESULT_FLOAT,
		.sql = "CASE WHEN pg_catalog.abs({1}) < 'Infinity' THEN {1} WHEN {1} IS NOT NULL THEN {2} END"},

	{.name = "bitAnd", .arguments = "int, int", .result = RESULT_INT, .sql = AS_INT " & " AS_INT_2},
	{.name = "bitOr", .arguments = "int, int", .result = RESULT_INT, .sql = AS_INT " | " AS_INT_2},
	{.name = "bitXor", .arguments = "int, int", .result = RESULT_INT, .sql = AS_INT " # " AS_INT_2},
	{.name = "bitNot", .arguments = "int", .result = RESULT_INT, .sql = "~ " AS_INT},
	{.name = "bitShiftLeft", .arguments = "int, int", .result = RESULT_INT, .sql = AS_INT " << {2}::pg_catalog.int4"},
	{.name = "bitShiftRight", .arguments = "int, int", .result = RESULT_INT, .sql = AS_INT " >> {2}::pg_catalog.int4"},
	{.name = "bitTest", .arguments = "int, int", .result = RESULT_INT, .sql = "(" AS_INT " >> {2}::pg_catalog.int4) & 1"},
	{.name = "bitCount", .arguments = "int", .result = RESULT_INT,
		.sql = "pg_catalog.length(pg_catalog.replace((" AS_INT "::pg_catalog.bit(64))::pg_catalog.text, '0', ''))::pg_catalog.int8"},

	{.name = "rand", .arguments = "", .result = RESULT_INT, .is_volatile = true,
		.sql = "pg_catalog.floor(pg_catalog.random() * 4294967296)::pg_catalog.int8", .note = "0 to 4294967295"},
	{.name = "rand64", .refused = "PostgreSQL's random numbers have no 64 bits.", .instead = "Use rand()."},
	{.name = "randCanonical", .arguments = "", .result = RESULT_FLOAT, .is_volatile = true, .sql = "pg_catalog.random()"},
	{.name = "generateUUIDv4", .arguments = "", .result = RESULT_UUID, .is_volatile = true, .since = 13, .sql = "pg_catalog.gen_random_uuid()"},
};

/* clang-format on */

const FunctionFamily number_functions = {"Numbers", functions, lengthof(functions)};
