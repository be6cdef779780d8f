/*
 * hogql/functions_array_search.c
 *		Arrays and what is in them: has, indexOf, hasAll, arrayConcat, arrayIntersect.
 *
 * - An array that is NULL counts as empty, and a NULL is found by a NULL.
 */
#include "postgres.h"

#include "hogql/array_operands.h"
#include "hogql/families.h"
#include "hogql/operands.h"

/* ---- Elements and arrays of one type ---- */

SqlNode *
as_element_of(const FunctionCall *call, const Operand *operand, const HogqlType *array)
{
	if (hogql_is_compound(array->element))
		return value_to_jsonb(call->context, operand->sql, operand->type);
	return operand_as(operand, array->element, call->context);
}

const HogqlType *
array_with(const FunctionCall *call, int array, int value)
{
	const HogqlType *element = call->arguments[array].type->element;
	const Operand *operand = &call->arguments[value];
	const HogqlType *common = hogql_common_type(element, operand->type);

	if (!common && operand_fits(operand, element))
		common = element;
	if (!common)
		argument_error(call, value, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("a value of type %s does not fit an array of %s",
								hogql_type_name(operand->type), hogql_type_name(element)),
					   NULL);
	return hogql_array(common, false);
}

SqlNode *
array_as(const FunctionCall *call, int argument, const HogqlType *type)
{
	return operand_as(&call->arguments[argument], type, call->context);
}

static const HogqlType *
common_array(const FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	for (int i = 1; i < call->argument_count; i++)
	{
		const HogqlType *common = hogql_common_type(type, call->arguments[i].type);

		if (!common)
			argument_error(call, i, ERRCODE_DATATYPE_MISMATCH,
						   psprintf("arrays of function %s do not mix: %s and %s", call->name,
									hogql_type_name(type),
									hogql_type_name(call->arguments[i].type)),
						   NULL);
		type = common;
	}
	return hogql_with_null(type, false);
}

/* ---- Looking for a value ---- */

typedef struct Search
{
	const char *plain; /* neither the elements nor the value can be NULL */
	const char *nulls;
} Search;

static const Search searches[] = {
	{"COALESCE({2} = ANY ({1}), false)",
	 "EXISTS (SELECT 1 FROM pg_catalog.unnest({1}) AS x1(v) WHERE x1.v IS NOT DISTINCT FROM {2})"},
	{"COALESCE(pg_catalog.array_position({1}, {2}), 0)",
	 "COALESCE(pg_catalog.array_position({1}, {2}), 0)"},
	{"(SELECT pg_catalog.count(*) FROM pg_catalog.unnest({1}) AS x1(v) WHERE x1.v = {2})",
	 "(SELECT pg_catalog.count(*) FROM pg_catalog.unnest({1}) AS x1(v) WHERE x1.v IS NOT DISTINCT FROM {2})"},
};

static const HogqlType *
type_of_search(FunctionCall *call)
{
	(void) array_with(call, 0, 1);
	return hogql_type(call->function->variant == 0 ? HOGQL_BOOL : HOGQL_INT, false);
}

static SqlNode *
print_search(FunctionCall *call)
{
	const HogqlType *type = array_with(call, 0, 1);
	const Search *search = &searches[call->function->variant];
	bool nulls = call->arguments[0].type->element->nullable || call->arguments[1].type->nullable;

	return sql_template2(nulls ? search->nulls : search->plain, array_as(call, 0, type),
						 as_element_of(call, &call->arguments[1], type));
}

/* hasAll, hasAny: operators of PostgreSQL do not find a NULL by a NULL. */
static const Search set_searches[] = {
	{"COALESCE({1}, '{{}}') @> COALESCE({2}, '{{}}')",
	 "NOT EXISTS (SELECT 1 FROM pg_catalog.unnest({2}) AS x1(v) WHERE NOT EXISTS "
	 "(SELECT 1 FROM pg_catalog.unnest({1}) AS x2(v) WHERE x2.v IS NOT DISTINCT FROM x1.v))"},
	{"COALESCE({1} && {2}, false)",
	 "EXISTS (SELECT 1 FROM pg_catalog.unnest({2}) AS x1(v), pg_catalog.unnest({1}) AS x2(v) "
	 "WHERE x2.v IS NOT DISTINCT FROM x1.v)"},
};

static const HogqlType *
type_of_common_array(FunctionCall *call)
{
	return common_array(call);
}

static const HogqlType *
type_of_set_search(FunctionCall *call)
{
	(void) common_array(call);
	return hogql_type(HOGQL_BOOL, false);
}

static SqlNode *
print_set_search(FunctionCall *call)
{
	const HogqlType *type = common_array(call);
	const Search *search = &set_searches[call->function->variant];

	return sql_template2(type->element->nullable ? search->nulls : search->plain,
						 array_as(call, 0, type), array_as(call, 1, type));
}

/* ---- Putting arrays together ---- */

static SqlNode *
print_array_concat(FunctionCall *call)
{
	const HogqlType *type = common_array(call);
	SqlNode *joined = array_as(call, 0, type);

	for (int i = 1; i < call->argument_count; i++)
		joined = sql_operation(SQL_OP_CONCAT, joined, array_as(call, i, type));
	return joined;
}

/* In the order of the first array, each once. */
static SqlNode *
print_intersection(FunctionCall *call)
{
	const HogqlType *type = common_array(call);
	SqlSelect *select =
		select_from(sql_function_table_ordinal(sql_call1("unnest", array_as(call, 0, type)), ITEM,
											   list_make2("v", "o")));
	SqlNode *value = sql_column(ITEM, "v");

	for (int i = 1; i < call->argument_count; i++)
		select_where(select, sql_template2("EXISTS (SELECT 1 FROM pg_catalog.unnest({1}) AS x2(v) "
										   "WHERE x2.v IS NOT DISTINCT FROM {2})",
										   array_as(call, i, type), value));
	select_item(select, value, "value");
	select_group_by(select, value);
	select_order_by(select,
					sql_order(aggregate("min", sql_column(ITEM, "o")), false, SQL_NULLS_DEFAULT));
	return sql_array_subquery(select);
}

#define REFUSED(n, way)                                          \
	{                                                            \
		.name = n, .refused = "It is not built.", .instead = way \
	}
#define SEARCH(n, which)                                                     \
	{                                                                        \
		.name = n, .arguments = "array, any", .result_hook = type_of_search, \
		.nulls = NULLS_BY_HOOK, .variant = which, .print = print_search      \
	}
#define SET_SEARCH(n, which)                                                       \
	{                                                                              \
		.name = n, .arguments = "array, array", .result_hook = type_of_set_search, \
		.nulls = NULLS_BY_HOOK, .variant = which, .print = print_set_search        \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	SEARCH("has", 0),
	SEARCH("indexOf", 1),
	SEARCH("countEqual", 2),
	SET_SEARCH("hasAll", 0),
	SET_SEARCH("hasAny", 1),
	{.name = "arrayConcat", .arguments = "array...", .result_hook = type_of_common_array, .nulls = NULLS_BY_HOOK, .print = print_array_concat},
	{.name = "arrayIntersect", .arguments = "array...", .result_hook = type_of_common_array, .nulls = NULLS_BY_HOOK, .print = print_intersection},
	REFUSED("hasSubstr", "Use hasAll(...)."),
};

/* clang-format on */

const FunctionFamily array_search_functions = {"What is in arrays", functions, lengthof(functions)};
