/*
 * hogql/values.c
 *		Values of every type as text, and in and out of jsonb.
 *
 * - A print names its operand more than once without care: the printer binds it.
 * - What is got out of an array stands in FROM of the sublink, so that the sublink's own name for it hides
 *   no other: families.h.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/families.h"
#include "hogql/functions.h"
#include "hogql/operands.h"

/* ---- Out of jsonb and into it ---- */

/* (SELECT coalesce(array_agg(v ORDER BY o), '{}') FROM jsonb_array_elements(j) WITH ORDINALITY e(v, o)) */
static SqlNode *
array_from_jsonb(FunctionContext *context, SqlNode *jsonb, const HogqlType *type)
{
	const char *name = ITEM;
	SqlNode *elements = sql_template1(
		"pg_catalog.jsonb_array_elements(CASE WHEN pg_catalog.jsonb_typeof({1}) = 'array' THEN {1} END)",
		jsonb);
	SqlNode *item = sql_column(name, "v");
	SqlNode *element =
		hogql_is_compound(type->element) ? item : value_from_jsonb(context, item, type->element);
	SqlSelect *select =
		select_from(sql_function_table_ordinal(elements, name, list_make2("v", "o")));
	SqlNode *order = sql_order(sql_column(name, "o"), false, SQL_NULLS_DEFAULT);
	SqlNode *gathered = sql_ordered(aggregate("array_agg", element), list_make1(order));

	select_item(select, sql_coalesce2(gathered, sql_typed(hogql_sql_type(type), "{}")), "value");
	return sql_subquery(select);
}

SqlNode *
value_from_jsonb(FunctionContext *context, SqlNode *jsonb, const HogqlType *type)
{
	SqlNode *text;

	check_stack_depth();
	if (type->kind == HOGQL_JSON || type->kind == HOGQL_TUPLE || type->kind == HOGQL_MAP)
		return jsonb;
	if (type->kind == HOGQL_ARRAY)
		return array_from_jsonb(context, jsonb, type);
	text = sql_template1("{1} #>> '{{}}'", jsonb);
	if (type->kind == HOGQL_STRING || type->kind == HOGQL_NULL || type->kind == HOGQL_UNKNOWN)
		return text;
	return sql_cast(text, hogql_sql_type(type));
}

SqlNode *
value_to_jsonb(FunctionContext *context, SqlNode *value, const HogqlType *type)
{
	if (hogql_is_compound(type) && type->kind != HOGQL_ARRAY)
		return value;
	return sql_call1("to_jsonb", value);
}

/* ---- As text ---- */

#define TEXT_OF_FLOAT                                                                                  \
	"CASE WHEN {1} = 0 OR pg_catalog.abs({1}) >= 1e-6 AND pg_catalog.abs({1}) < 1e21 "                 \
	"THEN {1}::pg_catalog.text::pg_catalog.numeric::pg_catalog.text "                                  \
	"WHEN {1} = 'NaN' THEN 'nan' WHEN {1} = 'Infinity' THEN 'inf' WHEN {1} = '-Infinity' THEN '-inf' " \
	"ELSE pg_catalog.regexp_replace({1}::pg_catalog.text, 'e([+]|(-))0*', 'e\\2') END"

/* Without zeros at the end, and without a point if nothing is behind it. */
#define TEXT_OF_DECIMAL \
	"pg_catalog.regexp_replace({1}::pg_catalog.text, '([.][0-9]*[1-9])0+$|[.]0+$', '\\1')"

static SqlNode *
datetime_to_string(const Operand *operand)
{
	SqlNode *clock = operand->sql;

	if (operand->type->precision == 0)
		return sql_template1("pg_catalog.to_char({1}, 'YYYY-MM-DD HH24:MI:SS')", clock);
	if (operand->type->precision >= 6)
		return sql_template1("pg_catalog.to_char({1}, 'YYYY-MM-DD HH24:MI:SS.US')", clock);
	return sql_template2(
		"pg_catalog.substr(pg_catalog.to_char({1}, 'YYYY-MM-DD HH24:MI:SS.US'), 1, {2})", clock,
		sql_integer(20 + operand->type->precision));
}

/* An element of an array or a tuple: a text is in quotes, NULL is a word. */
static SqlNode *
element_to_string(const Operand *element, FunctionContext *context)
{
	SqlNode *text = operand_to_string(element, context);

	if (element->type->kind == HOGQL_STRING)
		text = sql_template1(
			"'''' || pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace("
			"{1}, E'\\\\', E'\\\\\\\\'), '''', E'\\\\'''), E'\\n', E'\\\\n'), E'\\t', E'\\\\t') || ''''",
			text);
	else if (element->type->kind == HOGQL_DATE || element->type->kind == HOGQL_DATETIME ||
			 element->type->kind == HOGQL_UUID)
		text = sql_template1("'''' || {1} || ''''", text);
	return element->type->nullable ? sql_coalesce2(text, sql_string("NULL")) : text;
}

static SqlNode *
array_to_string(const Operand *operand, FunctionContext *context)
{
	const HogqlType *type = operand->type->element;
	const char *name = ITEM;
	SqlNode *value = sql_column(name, "v");
	Operand element;
	SqlSelect *select = select_from(
		sql_function_table_ordinal(sql_call1("unnest", operand->sql), name, list_make2("v", "o")));
	SqlNode *order = sql_order(sql_column(name, "o"), false, SQL_NULLS_DEFAULT);
	SqlNode *joined;

	if (hogql_is_compound(type))
		value = value_from_jsonb(context, value, type);
	element = made_operand(value, type);
	joined =
		sql_ordered(sql_aggregate("string_agg", list_make2(element_to_string(&element, context),
														   sql_string(","))),
					list_make1(order));
	select_item(select, sql_template1("'[' || COALESCE({1}, '') || ']'", joined), "value");
	return sql_subquery(select);
}

static SqlNode *
tuple_to_string(const Operand *operand, FunctionContext *context)
{
	List *parts = list_make1(sql_string("("));
	int number = 0;
	ListCell *cell;

	foreach (cell, operand->type->fields)
	{
		const HogqlType *type = lfirst(cell);
		SqlNode *field = sql_template2("{1} -> {2}", operand->sql, sql_integer(number));
		Operand element = made_operand(value_from_jsonb(context, field, type), type);

		if (number++ > 0)
			parts = lappend(parts, sql_string(","));
		parts = lappend(parts, element_to_string(&element, context));
	}
	return sql_concat(lappend(parts, sql_string(")")));
}

/* {'a':1,'b':2}, in jsonb's order. */
static SqlNode *
map_to_string(const Operand *operand, FunctionContext *context)
{
	const HogqlType *type = operand->type->element;
	SqlSelect *select = select_from(
		sql_function_table(sql_call1("jsonb_each", operand->sql), ITEM, list_make2("k", "v")));
	Operand key = made_operand(sql_column(ITEM, "k"), hogql_type(HOGQL_STRING, false));
	Operand value = made_operand(value_from_jsonb(context, sql_column(ITEM, "v"), type), type);
	SqlNode *entry = sql_concat(list_make3(element_to_string(&key, context), sql_string(":"),
										   element_to_string(&value, context)));
	SqlNode *joined = sql_aggregate("string_agg", list_make2(entry, sql_string(",")));

	select_item(select, sql_template1("'{{' || COALESCE({1}, '') || '}}'", joined), "value");
	return sql_subquery(select);
}

SqlNode *
operand_to_string(const Operand *operand, FunctionContext *context)
{
	check_stack_depth();
	switch (operand->type->kind)
	{
		case HOGQL_STRING:
			return operand->sql;
		case HOGQL_NULL:
			return sql_null(sql_type(SQL_TYPE_TEXT));
		case HOGQL_FLOAT:
			return sql_template1(TEXT_OF_FLOAT, operand->sql);
		case HOGQL_DECIMAL:
			return sql_template1(TEXT_OF_DECIMAL, operand->sql);
		case HOGQL_DATE:
			return sql_template1("pg_catalog.to_char({1}, 'YYYY-MM-DD')", operand->sql);
		case HOGQL_DATETIME:
			return datetime_to_string(operand);
		case HOGQL_ARRAY:
			return array_to_string(operand, context);
		case HOGQL_TUPLE:
			return tuple_to_string(operand, context);
		case HOGQL_MAP:
			return map_to_string(operand, context);
		default:
			return sql_cast_to(operand->sql, SQL_TYPE_TEXT);
	}
}
