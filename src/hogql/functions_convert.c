/*
 * hogql/functions_convert.c
 *		Conversions: toInt, toFloat, toDecimal, toBool, toUUID, toString, toTypeName and their like.
 *
 * - HogQL's plain names forgive: what cannot be converted is NULL, never an error of the remote.
 * - A cast that could fail stands in the branch of a CASE whose condition says that it cannot.  Two
 *   conditions in one AND would not do: PostgreSQL may compute them in any order.
 */
#include "postgres.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"

/* ---- Numbers ---- */

#define BIGINT_RANGE " BETWEEN -9223372036854775808 AND 9223372036854775807 "
#define AS_NUMERIC "{1}::pg_catalog.numeric"

#define TEXT_TO_INT                                                                              \
	"CASE WHEN {1} ~ '^[+-]?[0-9]+$' THEN CASE WHEN " AS_NUMERIC BIGINT_RANGE "THEN " AS_NUMERIC \
	"::pg_catalog.int8 END END"

#define DECIMAL_TO_INT \
	"CASE WHEN {1} = pg_catalog.trunc({1}) AND {1}" BIGINT_RANGE "THEN {1}::pg_catalog.int8 END"

/* The upper end is a power of two, and so is exact. */
#define FLOAT_TO_INT                                                         \
	"CASE WHEN {1} = pg_catalog.trunc({1}) AND {1} >= -9223372036854775808 " \
	"AND {1} < 9223372036854775808 THEN {1}::pg_catalog.int8 END"

#define MANTISSA "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)"

/* What is short and has a small exponent is in the range of a float8; the rest is compared with it. */
#define TEXT_TO_FLOAT                                                                           \
	"CASE WHEN pg_catalog.length({1}) < 200 AND {1} ~ '" MANTISSA "([eE][+-]?[0-9]{{1,2}})?$' " \
	"THEN {1}::pg_catalog.float8 WHEN {1} ~ '" MANTISSA "([eE][+-]?[0-9]{{1,3}})?$' "           \
	"THEN CASE WHEN pg_catalog.abs(" AS_NUMERIC ") > 1.7976931348623157e308 "                   \
	"THEN pg_catalog.sign(" AS_NUMERIC ") * 'Infinity'::pg_catalog.float8 "                     \
	"WHEN pg_catalog.abs(" AS_NUMERIC ") < 1e-307 THEN 0 ELSE " AS_NUMERIC                      \
	"::pg_catalog.float8 END END"

#define TEXT_TO_DECIMAL \
	"CASE WHEN {1} ~ '" MANTISSA "([eE][+-]?[0-9]{{1,3}})?$' THEN " AS_NUMERIC " END"

/* float8 to numeric by its text: the cast itself would round to 15 digits. */
#define FLOAT_TO_DECIMAL                                            \
	"CASE WHEN {1} <> 'NaN' AND pg_catalog.abs({1}) <> 'Infinity' " \
	"THEN {1}::pg_catalog.text::pg_catalog.numeric END"

SqlNode *
unix_time(SqlNode *instant)
{
	return sql_template1("pg_catalog.floor(EXTRACT(epoch FROM {1}))::pg_catalog.int8", instant);
}

static SqlNode *
days_since_1970(SqlNode *date)
{
	return sql_template1("({1} - '1970-01-01'::pg_catalog.date)::pg_catalog.int8", date);
}

static void
cannot_convert(const Operand *operand, const FunctionCall *call)
{
	hogql_error(operand_span(operand, call), ERRCODE_DATATYPE_MISMATCH,
				psprintf("function %s cannot convert a value of type %s", call->name,
						 hogql_type_name(operand->type)),
				NULL, NULL);
}

SqlNode *
operand_to_int(const Operand *operand, const FunctionCall *call)
{
	switch (operand->type->kind)
	{
		case HOGQL_NULL:
			return sql_null(sql_type(SQL_TYPE_BIGINT));
		case HOGQL_INT:
			return operand_exact(operand);
		case HOGQL_BOOL:
			return operand_as(operand, hogql_type(HOGQL_INT, true), call->context);
		case HOGQL_DECIMAL:
			return sql_template1(DECIMAL_TO_INT, operand->sql);
		case HOGQL_FLOAT:
			return sql_template1(FLOAT_TO_INT, operand->sql);
		case HOGQL_STRING:
		case HOGQL_UNKNOWN:
			return sql_template1(TEXT_TO_INT, operand->sql);
		case HOGQL_DATE:
			return days_since_1970(operand->sql);
		case HOGQL_DATETIME:
			return unix_time(as_instant(operand));
		default:
			cannot_convert(operand, call);
			return NULL;
	}
}

SqlNode *
operand_to_float(const Operand *operand, const FunctionCall *call)
{
	switch (operand->type->kind)
	{
		case HOGQL_STRING:
		case HOGQL_UNKNOWN:
			return sql_template1(TEXT_TO_FLOAT, operand->sql);
		case HOGQL_FLOAT:
			return operand_exact(operand);
		case HOGQL_NULL:
		case HOGQL_DECIMAL:
		case HOGQL_INT:
		case HOGQL_BOOL:
			return operand_as(operand, hogql_type(HOGQL_FLOAT, true), call->context);
		default:
			return sql_cast_to(operand_to_int(operand, call), SQL_TYPE_DOUBLE);
	}
}

static SqlNode *
operand_to_decimal(const Operand *operand, const FunctionCall *call)
{
	switch (operand->type->kind)
	{
		case HOGQL_STRING:
		case HOGQL_UNKNOWN:
			return sql_template1(TEXT_TO_DECIMAL, operand->sql);
		case HOGQL_FLOAT:
			return sql_template1(FLOAT_TO_DECIMAL, operand->sql);
		case HOGQL_DATE:
		case HOGQL_DATETIME:
			return sql_cast_to(operand_to_int(operand, call), SQL_TYPE_NUMERIC);
		default:
			if (!hogql_common_type(operand->type, hogql_type(HOGQL_DECIMAL, false)))
				cannot_convert(operand, call);
			return operand_as(operand, hogql_type(HOGQL_DECIMAL, true), call->context);
	}
}

/* Whether a value can be without its number: texts, and for integers what has a fraction. */
static bool
may_fail(const HogqlType *type, HogqlKind wanted)
{
	if (type->kind == HOGQL_STRING || type->kind == HOGQL_UNKNOWN)
		return true;
	return wanted != HOGQL_FLOAT &&
		   (type->kind == HOGQL_FLOAT || (type->kind == HOGQL_DECIMAL && wanted == HOGQL_INT));
}

static void
check_convertible(const FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];
	HogqlKind kind = operand->type->kind;

	if (kind == HOGQL_ARRAY || kind == HOGQL_TUPLE || kind == HOGQL_MAP || kind == HOGQL_JSON ||
		kind == HOGQL_UUID || kind == HOGQL_INTERVAL)
		cannot_convert(operand, call);
}

/* variant is the kind of number. */
static const HogqlType *
type_of_number(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	HogqlKind wanted = call->function->variant;

	check_convertible(call);
	if (call->argument_count > 1)
		(void) digits_argument(call, 1, MOST_DECIMAL_DIGITS);
	return hogql_type(wanted, type->nullable || may_fail(type, wanted));
}

static const HogqlType *
type_of_number_or_default(FunctionCall *call)
{
	bool nullable = call->arguments[0].type->nullable ||
					(call->argument_count > 1 && call->arguments[1].type->nullable);

	check_convertible(call);
	return hogql_type(call->function->variant, nullable);
}

static SqlNode *
print_number(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];

	if (call->function->variant == HOGQL_INT)
		return operand_to_int(operand, call);
	if (call->function->variant == HOGQL_FLOAT)
		return operand_to_float(operand, call);
	if (call->argument_count == 1)
		return operand_to_decimal(operand, call);
	return sql_template2("pg_catalog.trunc({1}, {2}::pg_catalog.int4)",
						 operand_to_decimal(operand, call), call->arguments[1].sql);
}

/* A value that is NULL stays so: the default is for what cannot be converted. */
static SqlNode *
or_default(const FunctionCall *call, SqlNode *value, SqlNode *otherwise)
{
	SqlNode *converted = sql_coalesce2(value, otherwise);

	if (!call->arguments[0].type->nullable)
		return converted;
	return sql_if(sql_is_not_null(call->arguments[0].sql), converted, NULL);
}

static SqlNode *
print_number_or_default(FunctionCall *call)
{
	HogqlKind kind = call->function->variant;
	const HogqlType *type = hogql_type(kind, true);
	SqlNode *otherwise = call->argument_count > 1
							 ? operand_as(&call->arguments[1], type, call->context)
							 : default_of_type(type);

	return or_default(call,
					  kind == HOGQL_INT ? operand_to_int(&call->arguments[0], call)
										: operand_to_float(&call->arguments[0], call),
					  otherwise);
}

/* _toInt64: a fraction is cut off. */
static SqlNode *
print_cut_int(FunctionCall *call)
{
	if (call->arguments[0].type->kind == HOGQL_FLOAT ||
		call->arguments[0].type->kind == HOGQL_DECIMAL)
		return call_template(call, "pg_catalog.trunc({1})::pg_catalog.int8");
	return operand_to_int(&call->arguments[0], call);
}

/* ---- Bool, UUID ---- */

static SqlNode *
print_bool(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];

	if (operand->type->kind == HOGQL_STRING)
		return sql_cast_to(operand->sql, SQL_TYPE_BOOLEAN);
	if (operand->type->kind != HOGQL_BOOL && operand->type->kind != HOGQL_NULL &&
		!hogql_is_number(operand->type))
		cannot_convert(operand, call);
	return operand_condition(operand);
}

#define TEXT_TO_UUID                                                                  \
	"CASE WHEN {1} ~ '^[0-9A-Fa-f]{{8}}(-[0-9A-Fa-f]{{4}}){{3}}-[0-9A-Fa-f]{{12}}$' " \
	"THEN {1}::pg_catalog.uuid END"

static SqlNode *
print_uuid(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];
	SqlNode *uuid = operand->sql;

	if (operand->type->kind == HOGQL_STRING || operand->type->kind == HOGQL_UNKNOWN)
		uuid = sql_template1(TEXT_TO_UUID, operand->sql);
	else if (operand->type->kind == HOGQL_NULL)
		uuid = sql_null(sql_type(SQL_TYPE_UUID));
	else if (operand->type->kind != HOGQL_UUID)
		cannot_convert(operand, call);
	if (call->argument_count == 1)
		return uuid;
	return or_default(call, uuid,
					  operand_as(&call->arguments[1], hogql_type(HOGQL_UUID, true), call->context));
}

static const HogqlType *
type_of_uuid(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	if (call->argument_count > 1)
		return hogql_type(HOGQL_UUID, type->nullable || call->arguments[1].type->nullable);
	return hogql_type(HOGQL_UUID, type->nullable || type->kind == HOGQL_STRING);
}

/* ---- Texts of other types ---- */

static SqlNode *
print_string(FunctionCall *call)
{
	return operand_to_string(&call->arguments[0], call->context);
}

static SqlNode *
print_type_name(FunctionCall *call)
{
	return sql_string(hogql_type_name(call->arguments[0].type));
}

/* Compound values are jsonb already; a DateTime is written as toString() does. */
static SqlNode *
print_json_string(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];

	switch (operand->type->kind)
	{
		case HOGQL_JSON:
		case HOGQL_TUPLE:
		case HOGQL_MAP:
			return sql_cast_to(operand->sql, SQL_TYPE_TEXT);
		case HOGQL_NULL:
			return sql_null(sql_type(SQL_TYPE_TEXT));
		case HOGQL_DATETIME:
			return sql_template1("pg_catalog.to_json({1})::pg_catalog.text",
								 operand_to_string(operand, call->context));
		case HOGQL_FLOAT:
		case HOGQL_DECIMAL:
			return operand_to_string(operand, call->context);
		default:
			return sql_template1("pg_catalog.to_json({1})::pg_catalog.text", operand->sql);
	}
}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "toInt", .arguments = "any", .result_hook = type_of_number, .nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .print = print_number,
		.note = "NULL for text that is no integer, and for numbers with a fraction"},
	{.name = "toInt64", .same_as = "toInt"},
	{.name = "toIntOrZero", .arguments = "any", .result_hook = type_of_number_or_default, .nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .print = print_number_or_default,
		.note = "0 where toInt gives NULL"},
	{.name = "toIntOrDefault", .arguments = "any, any", .result_hook = type_of_number_or_default, .nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .print = print_number_or_default,
		.note = "the second argument where toInt gives NULL"},
	{.name = "_toInt64", .arguments = "any", .result_hook = type_of_number, .nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .print = print_cut_int,
		.note = "a fraction is cut off"},
	{.name = "toFloat", .arguments = "any", .result_hook = type_of_number, .nulls = NULLS_BY_HOOK, .variant = HOGQL_FLOAT, .print = print_number,
		.note = "NULL for text that is no number"},
	{.name = "toFloat64", .same_as = "toFloat"},
	{.name = "toFloatOrZero", .arguments = "any", .result_hook = type_of_number_or_default, .nulls = NULLS_BY_HOOK, .variant = HOGQL_FLOAT, .print = print_number_or_default,
		.note = "0 where toFloat gives NULL"},
	{.name = "toFloatOrDefault", .arguments = "any[, any]", .result_hook = type_of_number_or_default, .nulls = NULLS_BY_HOOK, .variant = HOGQL_FLOAT, .print = print_number_or_default,
		.note = "the second argument, or 0, where toFloat gives NULL"},
	{.name = "toDecimal", .arguments = "any[, constant int]", .result_hook = type_of_number, .nulls = NULLS_BY_HOOK, .variant = HOGQL_DECIMAL, .print = print_number,
		.note = "cut, not rounded, to so many digits; NULL for what is no number"},
	{.name = "toBool", .arguments = "any", .result = RESULT_BOOL, .print = print_bool,
		.note = "a number is true unless it is 0; text is true/false, t/f, yes/no, on/off, 1/0, else an error"},
	{.name = "toUUID", .arguments = "any", .result_hook = type_of_uuid, .nulls = NULLS_BY_HOOK, .print = print_uuid,
		.note = "NULL for text that is no UUID"},
	{.name = "toUUIDOrDefault", .arguments = "any, uuid", .result_hook = type_of_uuid, .nulls = NULLS_BY_HOOK, .print = print_uuid,
		.note = "the second argument for text that is no UUID"},
	{.name = "toString", .arguments = "any", .result = RESULT_STRING, .print = print_string,
		.note = "a DateTime of precision 6 has microseconds; a Bool is true or false"},
	{.name = "toNullableString", .same_as = "toString"},
	{.name = "toTypeName", .arguments = "any", .result = RESULT_STRING, .nulls = NULLS_NEVER, .print = print_type_name,
		.note = "the type as HogQL sees it"},
	{.name = "toJSONString", .arguments = "any", .result = RESULT_STRING, .print = print_json_string},
};

/* clang-format on */

const FunctionFamily conversion_functions = {"Conversions", functions, lengthof(functions)};
