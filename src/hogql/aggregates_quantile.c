/*
 * hogql/aggregates_quantile.c
 *		Quantiles, all of them exact.
 *
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* 22023 at a level that is none. */
static void
check_levels(const FunctionCall *call)
{
	for (int i = 0; i < call->parameter_count; i++)
	{
		double value;

		if (!operand_constant_number(&call->parameters[i], &value) || value < 0 || value > 1)
			hogql_error(operand_span(&call->parameters[i], call), ERRCODE_INVALID_PARAMETER_VALUE,
						psprintf("a level of function %s is from 0 to 1", call->name), NULL, NULL);
	}
}

/* The level as it is, or one in the middle. */
static SqlNode *
level(const FunctionCall *call)
{
	check_levels(call);
	return call->parameter_count > 0 ? sql_cast_to(call->parameters[0].sql, SQL_TYPE_DOUBLE)
									 : sql_double(0.5);
}

static SqlNode *
ordered_set(FunctionCall *call, const char *name, SqlNode *levels, bool descending)
{
	const Operand *operand = &call->arguments[0];
	SqlNode *order = operand->type->kind == HOGQL_STRING
						 ? sql_order_bytes(operand->sql, descending, SQL_NULLS_DEFAULT)
						 : sql_order(operand->sql, descending, SQL_NULLS_DEFAULT);

	call->distinct = false;
	call->order_by = NIL;
	return aggregate_of_call(call, sql_within_group(aggregate(name, levels), list_make1(order)));
}

static SqlNode *
print_quantile(FunctionCall *call)
{
	return ordered_set(call, "percentile_cont", level(call), false);
}

static SqlNode *
print_quantiles(FunctionCall *call)
{
	List *levels = NIL;

	check_levels(call);
	for (int i = 0; i < call->parameter_count; i++)
		levels = lappend(levels, call->parameters[i].sql);
	return ordered_set(call, "percentile_cont", sql_array(levels, sql_array_type(SQL_TYPE_DOUBLE)),
					   false);
}

/* text is the name; the only parameter is the level, and the call says which end comes first. */
static SqlNode *
print_percentile(FunctionCall *call)
{
	return ordered_set(call, call->function->text, level(call), call->descending);
}

/* PostgreSQL's array of arrays has no single elements. */
static const HogqlType *
type_of_exact(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	if (type->kind == HOGQL_ARRAY)
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s does not take a value of type %s", call->name,
								hogql_type_name(type)),
					   NULL);
	return hogql_with_null(type, true);
}

/* The element of a number, counted from 0, of the sorted values; {2} is the level. */
#define ELEMENT(number) \
	"(pg_catalog.array_agg({1} ORDER BY {1}){filter: {1} IS NOT NULL})[" number " + 1]"
#define COUNT "pg_catalog.count({1}){filter}::pg_catalog.int4"

static const char *const exact_templates[] = {
	ELEMENT("LEAST(pg_catalog.floor({2} * " COUNT ")::pg_catalog.int4, " COUNT " - 1)"),
	ELEMENT("(" COUNT " - 1) / 2"),
};

/* variant: the lower one in the middle. */
static SqlNode *
print_exact(FunctionCall *call)
{
	SqlNode *value = operand_exact(&call->arguments[0]);

	call->distinct = false;
	if (call->arguments[0].type->kind == HOGQL_STRING)
		value = sql_collate_bytes(value);
	return aggregate_of_call(call, sql_aggregate_template(exact_templates[call->function->variant],
														  list_make2(value, level(call))));
}

#define LIKE_QUANTILE(n)                 \
	{                                    \
		.name = n, .same_as = "quantile" \
	}
#define REFUSED(n)                                                                            \
	{                                                                                         \
		.name = n, .kind = FUNCTION_AGGREGATE, .refused = "PostgreSQL has no such quantile.", \
		.instead = "Use quantile(p)(x) or quantileExact(p)(x), which are exact."              \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "quantile", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "[constant number]", .arguments = "float", .result = RESULT_FLOAT, .nulls = NULLS_ALWAYS, .print = print_quantile,
		.note = "exact, between the two values next to it"},
	{.name = "median", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .arguments = "float", .result = RESULT_FLOAT, .nulls = NULLS_ALWAYS, .print = print_quantile},
	LIKE_QUANTILE("quantileTDigest"),
	LIKE_QUANTILE("quantileTiming"),
	LIKE_QUANTILE("quantileExactInclusive"),
	{.name = "medianTDigest", .same_as = "median"},
	{.name = "medianTiming", .same_as = "median"},
	{.name = "quantiles", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "constant number...", .arguments = "float", .result = RESULT_ARRAY_OF_FLOAT, .nulls = NULLS_ALWAYS, .print = print_quantiles},
	{.name = "quantilesTDigest", .same_as = "quantiles"},
	{.name = "quantilesTiming", .same_as = "quantiles"},
	{.name = "quantileExact", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "[constant number]", .arguments = "ordered", .result_hook = type_of_exact, .nulls = NULLS_BY_HOOK, .print = print_exact,
		.note = "one of the values"},
	{.name = "quantileExactHigh", .same_as = "quantileExact"},
	{.name = "medianExact", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .arguments = "ordered", .result_hook = type_of_exact, .nulls = NULLS_BY_HOOK, .print = print_exact},
	{.name = "medianExactHigh", .same_as = "medianExact"},
	{.name = "medianExactLow", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .arguments = "ordered", .result_hook = type_of_exact, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_exact},
	{.name = "percentile_cont", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "constant number", .arguments = "float", .result = RESULT_FLOAT, .nulls = NULLS_ALWAYS, .text = "percentile_cont", .print = print_percentile,
		.note = "percentile_cont(p) WITHIN GROUP (ORDER BY x)"},
	{.name = "percentile_disc", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "constant number", .arguments = "ordered", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .text = "percentile_disc", .print = print_percentile,
		.note = "percentile_disc(p) WITHIN GROUP (ORDER BY x)"},
	REFUSED("quantileExactLow"),
	REFUSED("quantileExactExclusive"),
	REFUSED("quantileExactWeighted"),
	REFUSED("quantileTDigestWeighted"),
	REFUSED("quantileTimingWeighted"),
	REFUSED("quantileBFloat16"),
	REFUSED("quantileDeterministic"),
	REFUSED("quantileDD"),
	REFUSED("quantileGK"),
	REFUSED("quantileInterpolatedWeighted"),
	REFUSED("quantilesExact"),
};

/* clang-format on */

const FunctionFamily quantile_functions = {"Quantiles", functions, lengthof(functions)};
