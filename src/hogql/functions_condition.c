/*
 * hogql/functions_condition.c
 *		Conditions, NULL, and comparisons that are written as functions.
 *
 * - Branches are brought to their common type, so that PostgreSQL has none to choose.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/signature.h"

/* The argument in the form of the call's own type. */
static SqlNode *
as_result(const FunctionCall *call, int argument)
{
	return operand_as(&call->arguments[argument], call->type, call->context);
}

/* The arguments from one on, every step-th, as operands. */
static Operand *
operands_from(const FunctionCall *call, int first, int step, int *count)
{
	Operand *operands = palloc(sizeof(Operand) * (call->argument_count + 1));

	*count = 0;
	for (int i = first; i < call->argument_count; i += step)
		operands[(*count)++] = call->arguments[i];
	return operands;
}

/* 42804 at the first argument that does not mix with those before it. */
static const HogqlType *
common_type_of(const FunctionCall *call, Operand *operands, int count)
{
	const HogqlType *type = operands_common_type(operands, count);

	for (int i = 1; !type && i < count; i++)
	{
		if (!operands_common_type(operands, i + 1))
			hogql_error(operand_span(&operands[i], call), ERRCODE_DATATYPE_MISMATCH,
						psprintf("branches of function %s do not mix: %s and %s", call->name,
								 hogql_type_name(operands[0].type),
								 hogql_type_name(operands[i].type)),
						NULL, "Bring them to one type with toString(...) or toFloat(...).");
	}
	return type;
}

/* ---- if, multiIf, transform ---- */

static const HogqlType *
type_of_if(FunctionCall *call)
{
	return common_type_of(call, call->arguments + 1, 2);
}

static SqlNode *
print_if(FunctionCall *call)
{
	return sql_if(call->arguments[0].sql, as_result(call, 1), as_result(call, 2));
}

/* multiIf(c1, v1, c2, v2, …, v): the values, the last one behind the others. */
static Operand *
branches(const FunctionCall *call, int *count)
{
	Operand *values = operands_from(call, 1, 2, count);

	values[(*count)++] = call->arguments[call->argument_count - 1];
	return values;
}

static const HogqlType *
type_of_multi_if(FunctionCall *call)
{
	Operand *values;
	int count;

	if (call->argument_count < 3 || call->argument_count % 2 == 0)
		hogql_error(
			call->span, ERRCODE_UNDEFINED_FUNCTION,
			psprintf("function multiIf takes an odd number of arguments from 3 on, found %d",
					 call->argument_count),
			"They are pairs of a condition and a value, and the value of all else.", NULL);
	for (int i = 0; i + 1 < call->argument_count; i += 2)
	{
		if (!operand_class_accepts(CLASS_CONDITION, &call->arguments[i]))
			argument_error(call, i, ERRCODE_DATATYPE_MISMATCH,
						   psprintf("argument %d of function multiIf has to be a condition, not %s",
									i + 1, hogql_type_name(call->arguments[i].type)),
						   NULL);
	}
	values = branches(call, &count);
	return common_type_of(call, values, count);
}

static SqlNode *
print_multi_if(FunctionCall *call)
{
	List *whens = NIL;
	int last = call->argument_count - 1;

	for (int i = 0; i < last; i += 2)
		whens = lappend(whens,
						sql_when(operand_condition(&call->arguments[i]), as_result(call, i + 1)));
	return sql_case(whens, as_result(call, last));
}

static const HogqlType *
type_of_transform(FunctionCall *call)
{
	const HogqlType *to = call->arguments[2].type->element;
	const HogqlType *other = call->arguments[call->argument_count > 3 ? 3 : 0].type;
	const HogqlType *type = hogql_common_type(to, other);

	if (!type)
		argument_error(call, 2, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function transform cannot give values of type %s and %s",
								hogql_type_name(to), hogql_type_name(other)),
					   "Bring them to one type with toString(...) or toFloat(...).");
	return hogql_with_null(type, to->nullable || other->nullable);
}

static SqlNode *
print_transform(FunctionCall *call)
{
	const HogqlType *from = call->arguments[1].type;
	const HogqlType *key = hogql_common_type(from->element, call->arguments[0].type);
	SqlNode *value;

	if (!key)
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function transform cannot look for a value of type %s in %s",
								hogql_type_name(call->arguments[0].type), hogql_type_name(from)),
					   NULL);
	value = operand_as(&call->arguments[0], key, call->context);
	return sql_template(
		"CASE WHEN {1} = ANY ({2}) THEN ({3})[pg_catalog.array_position({2}, {1})] ELSE {4} END",
		list_make4(value, operand_as(&call->arguments[1], hogql_array(key, false), call->context),
				   operand_as(&call->arguments[2], hogql_array(call->type, false), call->context),
				   as_result(call, call->argument_count > 3 ? 3 : 0)));
}

/* ---- NULL ---- */

/* Of values of which the first that is not NULL counts: NULL-able if all are. */
static const HogqlType *
type_of_first_value(FunctionCall *call)
{
	const HogqlType *type = common_type_of(call, call->arguments, call->argument_count);
	bool nullable = true;

	for (int i = 0; i < call->argument_count; i++)
		nullable = nullable && call->arguments[i].type->nullable;
	return hogql_with_null(type, nullable);
}

static List *
results(const FunctionCall *call)
{
	List *list = NIL;

	for (int i = 0; i < call->argument_count; i++)
		list = lappend(list, as_result(call, i));
	return list;
}

static SqlNode *
print_coalesce(FunctionCall *call)
{
	return call->argument_count == 1 ? as_result(call, 0) : sql_coalesce(results(call));
}

static SqlNode *
print_null_if(FunctionCall *call)
{
	const HogqlType *type = common_type_of(call, call->arguments, 2);
	SqlNode *left = operand_as(&call->arguments[0], type, call->context);
	SqlNode *right = operand_as(&call->arguments[1], type, call->context);

	return sql_template3("CASE WHEN {2} = {3} THEN NULL ELSE {1} END", call->arguments[0].sql, left,
						 right);
}

static SqlNode *
print_first(FunctionCall *call)
{
	return call->arguments[0].sql;
}

/* ---- The greatest and the least ---- */

static SqlNode *
print_extreme(FunctionCall *call)
{
	List *list = results(call);
	ListCell *cell;

	if (call->type->kind == HOGQL_STRING)
	{
		foreach (cell, list)
			lfirst(cell) = sql_collate_bytes(lfirst(cell));
	}
	return call->function->variant > 0 ? sql_greatest(list) : sql_least(list);
}

#define READ_AS(n, signature, operator_form)                                            \
	{                                                                                   \
		.name = n, .arguments = signature, .result = RESULT_BOOL, .nulls = NULLS_NEVER, \
		.reads_as = operator_form                                                       \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "if", .arguments = "condition, any, any", .result_hook = type_of_if, .nulls = NULLS_BY_HOOK, .print = print_if,
		.note = "a condition that is NULL is false"},
	{.name = "multiIf", .arguments = "any...", .result_hook = type_of_multi_if, .nulls = NULLS_BY_HOOK, .print = print_multi_if,
		.note = "pairs of a condition and a value, then the value of all else"},
	{.name = "transform", .arguments = "any, array, array[, any]", .result_hook = type_of_transform, .nulls = NULLS_BY_HOOK, .print = print_transform,
		.note = "the element of the second array at the place of the value in the first; else the last argument, or the value"},
	{.name = "coalesce", .arguments = "any...", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .print = print_coalesce},
	{.name = "ifNull", .arguments = "any, any", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .print = print_coalesce},
	{.name = "nullIf", .arguments = "any, any", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .print = print_null_if},
	{.name = "isNull", .arguments = "any", .result = RESULT_BOOL, .nulls = NULLS_NEVER, .sql = "{1} IS NULL"},
	{.name = "isNotNull", .arguments = "any", .result = RESULT_BOOL, .nulls = NULLS_NEVER, .sql = "{1} IS NOT NULL"},
	{.name = "assumeNotNull", .arguments = "any", .result = RESULT_OF_FIRST, .nulls = NULLS_NEVER, .print = print_first,
		.note = "the value; what is NULL stays NULL"},
	{.name = "toNullable", .arguments = "any", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .print = print_first},
	{.name = "greatest", .arguments = "ordered...", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_extreme,
		.note = "NULL is skipped; texts are compared by bytes"},
	{.name = "least", .arguments = "ordered...", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .variant = -1, .print = print_extreme,
		.note = "NULL is skipped; texts are compared by bytes"},
	{.name = "max2", .arguments = "number, number", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_extreme},
	{.name = "min2", .arguments = "number, number", .result_hook = type_of_first_value, .nulls = NULLS_BY_HOOK, .variant = -1, .print = print_extreme},
	{.name = "xor", .arguments = "condition, condition", .result = RESULT_BOOL, .sql = "{1} <> {2}"},
	READ_AS("and", "condition, condition...", "a AND b"),
	READ_AS("or", "condition, condition...", "a OR b"),
	READ_AS("not", "condition", "NOT a"),
	READ_AS("equals", "any, any", "a = b"),
	READ_AS("notEquals", "any, any", "a != b"),
	READ_AS("less", "ordered, ordered", "a < b"),
	READ_AS("lessOrEquals", "ordered, ordered", "a <= b"),
	READ_AS("greater", "ordered, ordered", "a > b"),
	READ_AS("greaterOrEquals", "ordered, ordered", "a >= b"),
	READ_AS("like", "string, string", "a LIKE b"),
	READ_AS("notLike", "string, string", "a NOT LIKE b"),
	READ_AS("ilike", "string, string", "a ILIKE b"),
	READ_AS("notILike", "string, string", "a NOT ILIKE b"),
	READ_AS("in", "any, any", "a IN b"),
	READ_AS("notIn", "any, any", "a NOT IN b"),
};

/* clang-format on */

const FunctionFamily condition_functions = {"Conditions", functions, lengthof(functions)};
