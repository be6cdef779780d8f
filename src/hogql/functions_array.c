/*
 * hogql/functions_array.c
 *		Arrays without lambdas: arrayElement, arraySlice, arrayDistinct, arrayReduce, range.
 *
 * - An array that is NULL counts as empty.
 * - Sublinks name their entry of FROM x1, with v for an element and o for its place.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/array_operands.h"
#include "hogql/families.h"
#include "hogql/operands.h"

#define UNNESTED "pg_catalog.unnest({1}) WITH ORDINALITY AS x1(v, o)"
#define CARDINALITY "COALESCE(pg_catalog.cardinality({1}), 0)"

/* ---- Putting arrays together ---- */

static const HogqlType *
type_of_pushed(FunctionCall *call)
{
	return array_with(call, 0, 1);
}

/* variant: to the front. */
static SqlNode *
print_pushed(FunctionCall *call)
{
	SqlNode *array = array_as(call, 0, call->type);
	SqlNode *value = as_element_of(call, &call->arguments[1], call->type);

	return call->function->variant ? sql_call2("array_prepend", value, array)
								   : sql_call2("array_append", array, value);
}

static const HogqlType *
type_of_zip(FunctionCall *call)
{
	List *fields = NIL;

	for (int i = 0; i < call->argument_count; i++)
		fields = lappend(fields, (void *) call->arguments[i].type->element);
	return hogql_array(hogql_tuple(fields, false), false);
}

static SqlNode *
print_zip(FunctionCall *call)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, "ARRAY(SELECT pg_catalog.jsonb_build_array(");
	for (int i = 1; i <= call->argument_count; i++)
		appendStringInfo(&text, "%sx1.v%d", i == 1 ? "" : ", ", i);
	appendStringInfoString(&text, ") FROM ROWS FROM (");
	for (int i = 1; i <= call->argument_count; i++)
		appendStringInfo(&text, "%spg_catalog.unnest({%d})", i == 1 ? "" : ", ", i);
	appendStringInfoString(&text, ") WITH ORDINALITY AS x1(");
	for (int i = 1; i <= call->argument_count; i++)
		appendStringInfo(&text, "v%d, ", i);
	appendStringInfoString(&text, "o) ORDER BY x1.o)");
	return call_template(call, text.data);
}

/* ---- Pieces ---- */

/* The first place, from the array's cardinality {2} and the offset {3}; and how many are wanted. */
#define SLICE_BEGIN "CASE WHEN {3} > 0 THEN {3} ELSE {2} + {3} + 1 END"
#define SLICE(end)                                                    \
	"CASE WHEN {3} = 0 THEN '{{}}' ELSE ({1})[GREATEST((" SLICE_BEGIN \
	")::pg_catalog.int4, 1):(" end ")::pg_catalog.int4] END"
#define SLICE_TO_END SLICE("{2}")
#define SLICE_OF_LENGTH \
	SLICE("CASE WHEN {4} >= 0 THEN LEAST(" SLICE_BEGIN " + {4} - 1, {2}) ELSE {2} + {4} END")

static SqlNode *
cardinality(SqlNode *array)
{
	return sql_template1(CARDINALITY, array);
}

static SqlNode *
print_slice(FunctionCall *call)
{
	SqlNode *array = call->arguments[0].sql;

	if (call->argument_count == 2)
		return sql_coalesce2(sql_template3(SLICE_TO_END, array, cardinality(array),
										   call->arguments[1].sql),
							 default_of_type(call->type));
	return sql_coalesce2(sql_template(SLICE_OF_LENGTH,
									  list_make4(array, cardinality(array), call->arguments[1].sql,
												 call->arguments[2].sql)),
						 default_of_type(call->type));
}

static const HogqlType *
type_of_first_array(FunctionCall *call)
{
	return hogql_with_null(call->arguments[0].type, false);
}

/* A template of the arrays; that of an array which is NULL is empty. */
static SqlNode *
print_template(FunctionCall *call)
{
	SqlNode *array = call_template(call, call->function->sql);

	return call->arguments[0].type->nullable ? sql_coalesce2(array, default_of_type(call->type))
											 : array;
}

#define RESIZED                                                                                \
	"ARRAY(SELECT CASE WHEN x1.p BETWEEN 1 AND " CARDINALITY " THEN ({1})[x1.p] ELSE {3} END " \
	"FROM (SELECT CASE WHEN {2} >= 0 THEN x2.i ELSE x2.i + " CARDINALITY                       \
	" + {2} END::pg_catalog.int4 AS p, x2.i "                                                  \
	"FROM pg_catalog.generate_series(1, pg_catalog.abs({2})) AS x2(i)) AS x1 ORDER BY x1.i)"

static const HogqlType *
type_of_resized(FunctionCall *call)
{
	return call->argument_count > 2 ? array_with(call, 0, 2) : type_of_first_array(call);
}

static SqlNode *
print_resized(FunctionCall *call)
{
	const HogqlType *element = call->type->element;
	SqlNode *filler;

	if (call->argument_count > 2)
		filler = as_element_of(call, &call->arguments[2], call->type);
	else if (element->nullable || hogql_is_compound(element))
		filler = sql_null(sql_type(hogql_sql_type(call->type).kind));
	else
		filler = default_of_type(element);
	return sql_template3(RESIZED, array_as(call, 0, call->type), call->arguments[1].sql, filler);
}

#define ROTATION \
	"(({2} % NULLIF(" CARDINALITY ", 0) + " CARDINALITY ") % " CARDINALITY ")::pg_catalog.int4"
#define ROTATED                                                                                \
	"CASE WHEN " CARDINALITY " = 0 THEN {1} ELSE ({1})[" ROTATION " + 1:] || ({1})[:" ROTATION \
	"] END"

/* variant: to the right. */
static SqlNode *
print_rotated(FunctionCall *call)
{
	SqlNode *by = call->arguments[1].sql;

	if (call->function->variant)
		by = sql_template1("- {1}", by);
	return sql_template2(ROTATED, call->arguments[0].sql, by);
}

/* ---- One element ---- */

static const HogqlType *
type_of_element(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	if (type->kind != HOGQL_ARRAY && type->kind != HOGQL_MAP && type->kind != HOGQL_NULL)
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("a value of type %s has no elements", hogql_type_name(type)), NULL);
	if (type->kind == HOGQL_NULL)
		return type;
	if (type->kind == HOGQL_MAP && call->arguments[1].type->kind != HOGQL_STRING)
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH, "a key of a Map is a String",
					   "Convert it with toString(...).");
	if (type->kind == HOGQL_ARRAY && call->arguments[1].type->kind != HOGQL_INT &&
		call->arguments[1].type->kind != HOGQL_NULL)
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH,
					   "an element of an Array has an integer place", NULL);
	return hogql_with_null(type->element,
						   type->element->nullable || call->arguments[1].type->nullable);
}

/* What is outside is the default of the type, unless elements can be NULL. */
static SqlNode *
or_default(const FunctionCall *call, SqlNode *element, const HogqlType *type)
{
	SqlNode *otherwise = type->nullable ? NULL : default_of_type(type);

	return otherwise ? sql_coalesce2(element, otherwise) : element;
}

static SqlNode *
print_element(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	SqlNode *container = call->arguments[0].sql;
	SqlNode *place =
		call->arguments[1].type->kind == HOGQL_NULL
			? sql_null(sql_type(type->kind == HOGQL_MAP ? SQL_TYPE_TEXT : SQL_TYPE_INTEGER))
			: call->arguments[1].sql;
	SqlNode *element;
	int64 number;

	if (type->kind == HOGQL_NULL)
		return sql_null(sql_type(SQL_TYPE_TEXT));
	if (type->kind == HOGQL_MAP)
		element = value_from_jsonb(call->context, sql_template2("{1} -> {2}", container, place),
								   type->element);
	else
	{
		if (operand_constant_int(&call->arguments[1], &number) && number > 0 &&
			number <= PG_INT32_MAX)
			element = sql_template2("({1})[{2}]", container, place);
		else
			element =
				sql_template2("({1})[CASE WHEN {2} < 0 THEN pg_catalog.cardinality({1}) + {2} + 1 "
							  "ELSE {2} END::pg_catalog.int4]",
							  container, place);
		if (hogql_is_compound(type->element))
			element = value_from_jsonb(call->context, element, type->element);
	}
	return or_default(call, element, type->element);
}

/* ---- Joined to a text ---- */

static SqlNode *
print_joined(FunctionCall *call)
{
	const HogqlType *element = call->arguments[0].type->element;
	SqlNode *separator = call->argument_count > 1 ? call->arguments[1].sql : sql_string("");
	Operand item = made_operand(sql_column(ITEM, "v"), element);
	SqlSelect *select;
	SqlNode *joined;

	if (element->kind == HOGQL_STRING || element->kind == HOGQL_NULL)
		return sql_template2("COALESCE(pg_catalog.array_to_string({1}, {2}), '')",
							 call->arguments[0].sql, separator);
	select = select_from(sql_function_table_ordinal(sql_call1("unnest", call->arguments[0].sql),
													ITEM, list_make2("v", "o")));
	if (hogql_is_compound(element))
		item.sql = value_from_jsonb(call->context, item.sql, element);
	joined =
		sql_ordered(sql_aggregate("string_agg",
								  list_make2(operand_to_string(&item, call->context), separator)),
					list_make1(sql_order(sql_column(ITEM, "o"), false, SQL_NULLS_DEFAULT)));
	select_item(select, sql_coalesce2(joined, sql_string("")), "value");
	return sql_subquery(select);
}

/* ---- Arrays of arrays ---- */

static const HogqlType *
type_of_flattened(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	while (type->element->kind == HOGQL_ARRAY)
		type = type->element;
	return hogql_with_null(type, false);
}

/* One more relation for each dimension: the elements of those of the one before. */
static SqlNode *
print_flattened(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type->element;
	SqlSelect *select =
		select_from(sql_function_table_ordinal(sql_call1("unnest", call->arguments[0].sql), ITEM,
											   list_make2("v", "o")));
	char *name = ITEM;

	select_order_by(select, sql_order(sql_column(name, "o"), false, SQL_NULLS_DEFAULT));
	if (type->kind != HOGQL_ARRAY)
		return call->arguments[0].sql;
	for (int i = 2; type->kind == HOGQL_ARRAY; i++, type = type->element)
	{
		SqlNode *elements = sql_call1("jsonb_array_elements", sql_column(name, "v"));

		name = psprintf("x%d", i);
		select->from =
			lappend(select->from, sql_function_table_ordinal(elements, name, list_make2("v", "o")));
		select_order_by(select, sql_order(sql_column(name, "o"), false, SQL_NULLS_DEFAULT));
	}
	select_item(select,
				hogql_is_compound(type)
					? sql_column(name, "v")
					: value_from_jsonb(call->context, sql_column(name, "v"), type),
				"value");
	return sql_array_subquery(select);
}

/* ---- Numbers ---- */

static const HogqlType *
type_of_numbers(FunctionCall *call)
{
	const HogqlType *element = call->arguments[0].type->element;

	if (!hogql_is_number(element))
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s needs an array of numbers, not of %s", call->name,
								hogql_type_name(element)),
					   NULL);
	return hogql_with_null(call->arguments[0].type, false);
}

static SqlNode *
print_running(FunctionCall *call)
{
	return sql_cast(call_template(call, call->function->text), hogql_sql_type(call->type));
}

#define RANGE                                                                  \
	"ARRAY(SELECT x1.i FROM pg_catalog.generate_series({1}::pg_catalog.int8, " \
	"({2} - pg_catalog.sign({3}))::pg_catalog.int8, {3}::pg_catalog.int8) AS x1(i))"

static SqlNode *
print_range(FunctionCall *call)
{
	SqlNode *begin = call->argument_count > 1 ? call->arguments[0].sql : sql_integer(0);
	SqlNode *end = call->arguments[call->argument_count > 1 ? 1 : 0].sql;
	SqlNode *step = call->argument_count > 2 ? call->arguments[2].sql : sql_integer(1);

	return sql_template3(RANGE, begin, end, step);
}

static const HogqlType *
type_of_filled(FunctionCall *call)
{
	return hogql_array(call->arguments[1].type, false);
}

static SqlNode *
print_filled(FunctionCall *call)
{
	return sql_template2("pg_catalog.array_fill({1}, ARRAY[COALESCE({2}, 0)::pg_catalog.int4])",
						 as_element_of(call, &call->arguments[1], call->type),
						 call->arguments[0].sql);
}

/* ---- arrayReduce ---- */

Operand *
elements_of(FunctionContext *context, const Operand *arrays, int count, const char *relation)
{
	Operand *elements = palloc0(sizeof(Operand) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		const HogqlType *element = arrays[i].type->element;
		SqlNode *column = NULL;

		if (arrays[i].sql)
			column = sql_column(relation, psprintf("v%d", i + 1));
		if (column && hogql_is_compound(element))
			column = value_from_jsonb(context, column, element);
		elements[i] = made_operand(column, element);
	}
	return elements;
}

SqlSelect *
select_from_elements(const Operand *arrays, int count, const char *relation)
{
	StringInfoData text;
	List *columns = NIL;
	List *values = NIL;

	initStringInfo(&text);
	for (int i = 1; i <= count; i++)
	{
		appendStringInfo(&text, "%spg_catalog.unnest({%d})", i == 1 ? "ROWS FROM (" : ", ", i);
		columns = lappend(columns, psprintf("v%d", i));
		values = lappend(values, arrays[i - 1].sql);
	}
	appendStringInfoChar(&text, ')');
	return select_from(sql_function_table(sql_template(text.data, values), relation, columns));
}

/* The call of the aggregate that the first argument names, over the elements of the others. */
static FunctionCall *
reduction(FunctionCall *call)
{
	FunctionCall *inner = palloc0(sizeof(FunctionCall));

	inner->name = required_string(call, 0);
	inner->span = operand_span(&call->arguments[0], call);
	inner->context = call->context;
	inner->function = functions_find(inner->name, inner->span, call->context, &inner->combinators);
	if (inner->function->kind != FUNCTION_AGGREGATE || inner->combinators != NIL)
		argument_error(call, 0, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s is no plain aggregate", hogql_excerpt(inner->name)), NULL);
	inner->argument_count = call->argument_count - 1;
	inner->arguments = elements_of(call->context, call->arguments + 1, inner->argument_count, "x4");
	return inner;
}

static const HogqlType *
type_of_reduction(FunctionCall *call)
{
	FunctionCall *inner = reduction(call);

	function_check_arguments(inner);
	return function_result_type(inner);
}

static SqlNode *
print_reduction(FunctionCall *call)
{
	SqlSelect *select = select_from_elements(call->arguments + 1, call->argument_count - 1, "x4");

	select_item(select, function_print(reduction(call)), "value");
	return sql_subquery(select);
}

/* ---- Templates ---- */

#define SELECTED(what, rest) "ARRAY(SELECT " what " FROM " UNNESTED " " rest " ORDER BY x1.o)"
#define DISTINCT_ELEMENTS              \
	"ARRAY(SELECT x1.v FROM " UNNESTED \
	" WHERE x1.v IS NOT NULL GROUP BY x1.v ORDER BY pg_catalog.min(x1.o))"
#define UNIQUE_COUNT                                                                                                 \
	"(SELECT pg_catalog.count(DISTINCT x1.v) + pg_catalog.count(DISTINCT x1.v IS NULL) FILTER (WHERE x1.v IS NULL) " \
	"FROM pg_catalog.unnest({1}) AS x1(v))"
#define COMPACTED                                                                                                                  \
	"ARRAY(SELECT x2.v FROM (SELECT x1.v, x1.o, x1.o = 1 OR x1.v IS DISTINCT FROM pg_catalog.lag(x1.v) OVER (ORDER BY x1.o) AS c " \
	"FROM " UNNESTED ") AS x2 WHERE x2.c ORDER BY x2.o)"
#define ENUMERATED_UNIQUE                                                                                                     \
	"ARRAY(SELECT x2.n FROM (SELECT x1.o, pg_catalog.row_number() OVER (PARTITION BY x1.v ORDER BY x1.o) AS n FROM " UNNESTED \
	") AS x2 ORDER BY x2.o)"
#define ENUMERATED                                                                       \
	"ARRAY(SELECT x1.i FROM pg_catalog.generate_series(1::pg_catalog.int8, " CARDINALITY \
	") AS x1(i))"
#define DIFFERENCES                                                                                                                  \
	"ARRAY(SELECT x2.d FROM (SELECT x1.o, CASE WHEN x1.o = 1 THEN 0 ELSE x1.v - pg_catalog.lag(x1.v) OVER (ORDER BY x1.o) END AS d " \
	"FROM " UNNESTED ") AS x2 ORDER BY x2.o)"
#define RUNNING_SUMS                                                                                     \
	"ARRAY(SELECT x2.s FROM (SELECT x1.o, pg_catalog.sum(x1.v) OVER (ORDER BY x1.o) AS s FROM " UNNESTED \
	") AS x2 ORDER BY x2.o)"

#define SAME_ARRAY(n, signature, template)                                     \
	{                                                                          \
		.name = n, .arguments = signature, .result_hook = type_of_first_array, \
		.nulls = NULLS_BY_HOOK, .sql = template, .print = print_template       \
	}
#define OF_ARRAY(n, rule, template)                                                            \
	{                                                                                          \
		.name = n, .arguments = "array", .result = rule, .nulls = NULLS_NEVER, .sql = template \
	}
#define NUMBERS(n, template)                                                                     \
	{                                                                                            \
		.name = n, .arguments = "array", .result_hook = type_of_numbers, .nulls = NULLS_BY_HOOK, \
		.text = template, .print = print_running                                                 \
	}
#define REFUSED(n, way)                                          \
	{                                                            \
		.name = n, .refused = "It is not built.", .instead = way \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "array", .arguments = "[any...]", .result = RESULT_ARRAY_OF_FIRST, .nulls = NULLS_NEVER, .reads_as = "[a, b]"},
	{.name = "arrayJoin", .arguments = "array", .result = RESULT_ELEMENT, .reads_as = "a row for each element"},
	{.name = "arrayPushBack", .arguments = "array, any", .result_hook = type_of_pushed, .nulls = NULLS_BY_HOOK, .print = print_pushed},
	{.name = "arrayPushFront", .arguments = "array, any", .result_hook = type_of_pushed, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_pushed},
	SAME_ARRAY("arrayPopBack", "array", "({1})[:pg_catalog.cardinality({1}) - 1]"),
	SAME_ARRAY("arrayPopFront", "array", "({1})[2:]"),
	{.name = "arrayZip", .arguments = "array...", .result_hook = type_of_zip, .nulls = NULLS_BY_HOOK, .print = print_zip, .note = "a shorter array is filled with NULL"},
	{.name = "arraySlice", .arguments = "array, int[, int]", .result_hook = type_of_first_array, .nulls = NULLS_BY_HOOK, .print = print_slice,
		.note = "a negative place counts from the end, a negative length leaves so many out there"},
	{.name = "arrayResize", .arguments = "array, int[, any]", .result_hook = type_of_resized, .nulls = NULLS_BY_HOOK, .print = print_resized},
	{.name = "arrayRotateLeft", .arguments = "array, int", .result_hook = type_of_first_array, .nulls = NULLS_BY_HOOK, .print = print_rotated},
	{.name = "arrayRotateRight", .arguments = "array, int", .result_hook = type_of_first_array, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_rotated},
	{.name = "arrayElement", .arguments = "any, any", .result_hook = type_of_element, .nulls = NULLS_BY_HOOK, .print = print_element,
		.note = "from 1, or from the end; outside, the default of the type, or NULL if elements can be NULL"},
	SAME_ARRAY("arrayReverse", "array", "ARRAY(SELECT x1.v FROM " UNNESTED " ORDER BY x1.o DESC)"),
	SAME_ARRAY("arrayDistinct", "array", DISTINCT_ELEMENTS),
	SAME_ARRAY("arrayCompact", "array", COMPACTED),
	OF_ARRAY("arrayUniq", RESULT_INT, UNIQUE_COUNT),
	OF_ARRAY("arrayEnumerate", RESULT_ARRAY_OF_INT, ENUMERATED),
	OF_ARRAY("arrayEnumerateUniq", RESULT_ARRAY_OF_INT, ENUMERATED_UNIQUE),
	{.name = "arrayFlatten", .arguments = "array", .result_hook = type_of_flattened, .nulls = NULLS_BY_HOOK, .print = print_flattened},
	{.name = "flatten", .same_as = "arrayFlatten"},
	NUMBERS("arrayDifference", DIFFERENCES),
	NUMBERS("arrayCumSum", RUNNING_SUMS),
	{.name = "arrayStringConcat", .arguments = "array[, string]", .result = RESULT_STRING, .nulls = NULLS_NEVER, .print = print_joined, .note = "NULL is skipped"},
	{.name = "arrayReduce", .arguments = "constant string, array...", .result_hook = type_of_reduction, .nulls = NULLS_BY_HOOK, .print = print_reduction},
	{.name = "range", .arguments = "int[, int[, int]]", .result = RESULT_ARRAY_OF_INT, .nulls = NULLS_NEVER, .print = print_range, .note = "the end is not in it"},
	{.name = "arrayWithConstant", .arguments = "int, any", .result_hook = type_of_filled, .nulls = NULLS_BY_HOOK, .print = print_filled},
	REFUSED("arrayCumSumNonNegative", "Use arrayCumSum(...)."),
	REFUSED("arrayEnumerateDense", "Use arrayEnumerateUniq(...)."),
	REFUSED("arrayEnumerateUniqRanked", "Use arrayEnumerateUniq(...)."),
	REFUSED("arrayReduceInRanges", "Use arrayReduce(...) of arraySlice(...)."),
	REFUSED("arrayShiftLeft", "Use arraySlice(...) and arrayResize(...)."),
	REFUSED("arrayShiftRight", "Use arraySlice(...) and arrayResize(...)."),
	REFUSED("arrayShuffle", NULL),
	REFUSED("arrayRandomSample", NULL),
	REFUSED("arrayJaccardIndex", "Use length(arrayIntersect(...))."),
	REFUSED("arraySymmetricDifference", "Use arrayFilter(x -> not has(b, x), a)."),
	REFUSED("arrayUnion", "Use arrayDistinct(arrayConcat(...))."),
	REFUSED("kql_array_sort_asc", "Use arraySort(...)."),
};

/* clang-format on */

const FunctionFamily array_functions = {"Arrays", functions, lengthof(functions)};
