/*
 * hogql/functions_map.c
 *		Tuples and Maps: jsonb arrays and objects whose fields have static types.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* jsonb_build_array() writes these as they are read back; all else goes through to_jsonb() alike. */
static List *
values_for_json(const FunctionCall *call, int first, int step)
{
	List *list = NIL;

	for (int i = first; i < call->argument_count; i += step)
	{
		const Operand *operand = &call->arguments[i];

		list = lappend(list, operand->type->kind == HOGQL_NULL ? sql_null(sql_type(SQL_TYPE_TEXT))
															   : operand->sql);
	}
	return list;
}

/* ---- Tuples ---- */

static const HogqlType *
type_of_tuple(FunctionCall *call)
{
	List *fields = NIL;

	for (int i = 0; i < call->argument_count; i++)
		fields = lappend(fields, (void *) call->arguments[i].type);
	return hogql_tuple(fields, false);
}

static SqlNode *
print_tuple(FunctionCall *call)
{
	return sql_call("jsonb_build_array", values_for_json(call, 0, 1));
}

/* Which field a constant number names, from 0: 2202E at it if there is none. */
static int
field_number(const FunctionCall *call)
{
	int64 number = required_int(call, 1);
	int count = list_length(call->arguments[0].type->fields);

	if (number < 0)
		number += count + 1;
	if (number < 1 || number > count)
		argument_error(call, 1, ERRCODE_ARRAY_SUBSCRIPT_ERROR,
					   psprintf("the tuple has %d elements, from 1 on", count), NULL);
	return (int) number - 1;
}

static const HogqlType *
type_of_field(FunctionCall *call)
{
	const HogqlType *tuple = call->arguments[0].type;
	const HogqlType *type;

	if (tuple->kind != HOGQL_TUPLE)
		return tuple;
	type = list_nth(tuple->fields, field_number(call));
	return hogql_with_null(type, type->nullable || tuple->nullable);
}

static SqlNode *
print_field(FunctionCall *call)
{
	const HogqlType *tuple = call->arguments[0].type;
	SqlNode *field;

	if (tuple->kind != HOGQL_TUPLE)
		return sql_null(sql_type(SQL_TYPE_TEXT));
	field = sql_template2("{1} -> {2}", call->arguments[0].sql, sql_integer(field_number(call)));
	return value_from_jsonb(call->context, field, list_nth(tuple->fields, field_number(call)));
}

/* ---- Maps ---- */

static const HogqlType *
type_of_map(FunctionCall *call)
{
	Operand *values = palloc(sizeof(Operand) * (call->argument_count + 1));
	const HogqlType *type;
	int count = 0;

	if (call->argument_count % 2 != 0)
		hogql_error(call->span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("function map takes pairs of a key and a value, found %d arguments",
							 call->argument_count),
					NULL, NULL);
	for (int i = 0; i < call->argument_count; i += 2)
	{
		if (call->arguments[i].type->kind != HOGQL_STRING)
			argument_error(call, i, ERRCODE_DATATYPE_MISMATCH, "a key of a Map is a String",
						   "Convert it with toString(...).");
		values[count++] = call->arguments[i + 1];
	}
	type = operands_common_type(values, count);
	if (!type)
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH, "the values of a Map are of one type",
					   "Bring them to one type with toString(...) or toFloat(...).");
	return hogql_map(type, false);
}

static SqlNode *
print_map(FunctionCall *call)
{
	List *list = NIL;

	for (int i = 0; i < call->argument_count; i++)
		list = lappend(list,
					   i % 2 == 0 || call->type->element->kind == HOGQL_NULL
						   ? call->arguments[i].sql
						   : operand_as(&call->arguments[i], call->type->element, call->context));
	return sql_call("jsonb_build_object", list);
}

static const HogqlType *
type_of_map_of_arrays(FunctionCall *call)
{
	if (call->arguments[0].type->element->kind != HOGQL_STRING)
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH, "a key of a Map is a String",
					   "Convert the keys with arrayMap(x -> toString(x), ...).");
	return hogql_map(call->arguments[1].type->element, false);
}

static const HogqlType *
type_of_map_values(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	return hogql_array(type->kind == HOGQL_MAP ? type->element : hogql_type(HOGQL_NULL, true),
					   false);
}

static SqlNode *
print_map_values(FunctionCall *call)
{
	const HogqlType *type = call->type->element;
	SqlSelect *select =
		select_from(sql_function_table(sql_call1("jsonb_each", sql_cast_to(call->arguments[0].sql,
																		   SQL_TYPE_JSONB)),
									   ITEM, list_make2("k", "v")));
	SqlNode *value = sql_column(ITEM, "v");

	select_item(select,
				hogql_is_compound(type) ? value : value_from_jsonb(call->context, value, type),
				"value");
	return sql_array_subquery(select);
}

#define REFUSED(n, way)                                          \
	{                                                            \
		.name = n, .refused = "It is not built.", .instead = way \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "tuple", .arguments = "any...", .result_hook = type_of_tuple, .nulls = NULLS_BY_HOOK, .print = print_tuple},
	{.name = "tupleElement", .arguments = "tuple, constant int", .result_hook = type_of_field, .nulls = NULLS_BY_HOOK, .print = print_field},
	{.name = "map", .arguments = "[any...]", .result_hook = type_of_map, .nulls = NULLS_BY_HOOK, .print = print_map, .note = "keys are Strings"},
	{.name = "mapFromArrays", .arguments = "array, array", .result_hook = type_of_map_of_arrays, .nulls = NULLS_BY_HOOK,
		.sql = "(SELECT COALESCE(pg_catalog.jsonb_object_agg(x1.k, x1.v), '{{}}') FROM ROWS FROM (pg_catalog.unnest({1}), pg_catalog.unnest({2})) AS x1(k, v))"},
	{.name = "mapKeys", .arguments = "map", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER,
		.sql = "ARRAY(SELECT x1.k FROM pg_catalog.jsonb_object_keys({1}::pg_catalog.jsonb) AS x1(k))", .note = "in jsonb's order"},
	{.name = "mapValues", .arguments = "map", .result_hook = type_of_map_values, .nulls = NULLS_BY_HOOK, .print = print_map_values, .note = "in the order of mapKeys"},
	{.name = "mapContains", .arguments = "map, string", .result = RESULT_BOOL, .sql = "pg_catalog.jsonb_exists({1}::pg_catalog.jsonb, {2})"},
	{.name = "mapContainsKey", .same_as = "mapContains"},
	REFUSED("untuple", "Name the elements: t.1, t.2."),
	REFUSED("tupleConcat", "Write the elements in one tuple."),
	REFUSED("tupleToNameValuePairs", NULL),
	REFUSED("mapAdd", NULL),
	REFUSED("mapSubtract", NULL),
	REFUSED("mapApply", "Use mapKeys(...) and mapValues(...) with arrayMap(...)."),
	REFUSED("mapFilter", "Use mapKeys(...) and mapValues(...) with arrayFilter(...)."),
	REFUSED("mapUpdate", NULL),
	REFUSED("mapPopulateSeries", NULL),
	REFUSED("mapConcat", NULL),
	REFUSED("mapSort", NULL),
	REFUSED("mapExists", "Use arrayExists(...) of mapKeys(...)."),
	REFUSED("mapAll", "Use arrayAll(...) of mapKeys(...)."),
};

/* clang-format on */

const FunctionFamily map_functions = {"Tuples and Maps", functions, lengthof(functions)};
