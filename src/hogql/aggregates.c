/*
 * hogql/aggregates.c
 *		Aggregates: count, sum, min, any, argMax, uniq, groupArray and their like.
 *
 * - All skip NULL, as PostgreSQL's own do; those that gather values in an array have a condition for it.
 * - A print is a template of an aggregate, whose marks say where DISTINCT, FILTER and OVER go.
 * - Arrays are gathered as jsonb: PostgreSQL's array of arrays takes only those of one length.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

static SqlNode *
print_template(const FunctionCall *call, const char *template, SqlNode *operand)
{
	return aggregate_of_call(call, sql_aggregate_template(template, list_make1(operand)));
}

static void
refuse_over(const FunctionCall *call, const char *why)
{
	if (call->over)
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s with OVER is not supported", call->name), why,
					"Aggregate in a subquery.");
}

/* ---- count, uniq ---- */

/* Only rows in which no operand is NULL. */
static SqlNode *
with_all_values(const FunctionCall *call, SqlNode *aggregate)
{
	List *conditions = NIL;

	for (int i = 0; i < call->argument_count; i++)
	{
		if (call->arguments[i].type->nullable)
			conditions = lappend(conditions, sql_is_not_null(call->arguments[i].sql));
	}
	return conditions == NIL ? aggregate : filtered(aggregate, sql_and(conditions));
}

static SqlNode *
print_count(FunctionCall *call)
{
	bool distinct = call->distinct || call->function->variant;
	FunctionCall plain = *call;
	SqlNode *count;

	plain.distinct = distinct;
	if (call->argument_count < 2)
		return aggregate_of_call(&plain,
								 aggregate("count",
										   call->argument_count ? call->arguments[0].sql : NULL));
	count = aggregate("count", distinct ? sql_row(argument_list(call, 0)) : NULL);
	return aggregate_of_call(&plain, with_all_values(call, count));
}

/* ---- sum ---- */

static const HogqlType *
type_of_sum(FunctionCall *call)
{
	return call->arguments[0].type;
}

#define SUM "pg_catalog.sum({distinct}{1}){filter}{over}"

static SqlNode *
print_sum(FunctionCall *call)
{
	bool is_int = call->arguments[0].type->kind == HOGQL_INT;

	if (call->type->nullable)
		return print_template(call, is_int ? SUM "::pg_catalog.int8" : SUM, call->arguments[0].sql);
	return print_template(call,
						  is_int ? "COALESCE(" SUM ", 0)::pg_catalog.int8" : "COALESCE(" SUM ", 0)",
						  call->arguments[0].sql);
}

/* ---- Values out of what is gathered ---- */

/* An array as jsonb, all else as it is. */
static SqlNode *
gatherable(const FunctionCall *call, const Operand *operand)
{
	if (operand->type->kind == HOGQL_ARRAY)
		return value_to_jsonb(call->context, operand->sql, operand->type);
	return operand_exact(operand);
}

/* One of what has been gathered by gatherable(). */
static SqlNode *
ungathered(const FunctionCall *call, SqlNode *value, const HogqlType *type)
{
	return type->kind == HOGQL_ARRAY ? value_from_jsonb(call->context, value, type) : value;
}

#define FIRST "(pg_catalog.array_agg({1}{order}){filter: {1} IS NOT NULL}{over})[1]"
#define LAST \
	"(pg_catalog.array_agg({1}{order}){filter: {1} IS NOT NULL}{over})[pg_catalog.count({1}){filter}{over}]"

/* variant: the last one; text: the window function, which will do where there is no NULL to skip. */
static SqlNode *
print_any(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];

	if (call->over && !operand->type->nullable)
		return aggregate_of_call(call, aggregate(call->function->text, operand->sql));
	return ungathered(call,
					  print_template(call, call->function->variant ? LAST : FIRST,
									 gatherable(call, operand)),
					  operand->type);
}

/* ---- min, max, argMin, argMax ---- */

#define ORDERED_FIRST(direction) \
	"(pg_catalog.array_agg({distinct}{1} ORDER BY {1}" direction "){filter: {1} IS NOT NULL})[1]"

static SqlNode *
print_extreme(FunctionCall *call)
{
	bool greatest = call->function->variant > 0;
	const Operand *operand = &call->arguments[0];

	switch (operand->type->kind)
	{
		case HOGQL_STRING:
			return aggregate_of_call(call, aggregate(call->function->text,
													 sql_collate_bytes(operand->sql)));
		case HOGQL_BOOL:
			return aggregate_of_call(call,
									 aggregate(greatest ? "bool_or" : "bool_and", operand->sql));
		case HOGQL_UUID:
		case HOGQL_TUPLE:
			refuse_over(call, "PostgreSQL has no such extreme of these values.");
			return print_template(call, greatest ? ORDERED_FIRST(" DESC") : ORDERED_FIRST(""),
								  operand->sql);
		default:
			return aggregate_of_call(call, aggregate(call->function->text, operand->sql));
	}
}

#define ARG_EXTREME(direction)                         \
	"(pg_catalog.array_agg({1} ORDER BY {2}" direction \
	"){filter: {1} IS NOT NULL AND {2} IS NOT NULL})[1]"

static SqlNode *
print_arg_extreme(FunctionCall *call)
{
	const Operand *argument = &call->arguments[0];
	SqlNode *value = call->arguments[1].sql;
	SqlNode *found;

	if (call->arguments[1].type->kind == HOGQL_STRING)
		value = sql_collate_bytes(value);
	found =
		sql_aggregate_template(call->function->variant > 0 ? ARG_EXTREME(" DESC") : ARG_EXTREME(""),
							   list_make2(gatherable(call, argument), value));
	call->distinct = false;
	return ungathered(call, aggregate_of_call(call, found), argument->type);
}

/* ---- groupArray, topK ---- */

static const HogqlType *
type_of_group_array(FunctionCall *call)
{
	return hogql_array(hogql_with_null(call->arguments[0].type, false), false);
}

#define GATHERED(distinct, condition) \
	"COALESCE(pg_catalog.array_agg(" distinct "{1}{order}){" condition "}{over}, '{{}}')"

/* The first so many, if the call says how many. */
static SqlNode *
first_of_array(const FunctionCall *call, SqlNode *array)
{
	if (call->parameter_count == 0)
		return array;
	return sql_template2("({1})[1:{2}]", array, call->parameters[0].sql);
}

/* variant: each value once. */
static SqlNode *
print_group_array(FunctionCall *call)
{
	const Operand *operand = &call->arguments[0];
	bool distinct = call->function->variant || call->distinct;
	SqlNode *value = gatherable(call, operand);
	const char *template;

	if (distinct && operand->type->kind == HOGQL_STRING)
		value = sql_collate_bytes(value);
	if (operand->type->nullable)
		template = distinct ? GATHERED("DISTINCT ", "filter: {1} IS NOT NULL")
							: GATHERED("", "filter: {1} IS NOT NULL");
	else
		template = distinct ? GATHERED("DISTINCT ", "filter") : GATHERED("", "filter");
	call->distinct = false;
	return first_of_array(call, print_template(call, template, value));
}

#define TOP                                                                                                             \
	"COALESCE((SELECT pg_catalog.array_agg(x2.v ORDER BY x2.c DESC, x2.v) FROM (SELECT x1.v, pg_catalog.count(*) AS c " \
	"FROM pg_catalog.unnest({1}) AS x1(v) WHERE x1.v IS NOT NULL GROUP BY x1.v ORDER BY 2 DESC, 1 LIMIT {2}) AS x2), '{{}}')"

static SqlNode *
print_top(FunctionCall *call)
{
	SqlNode *number = call->parameter_count > 0 ? call->parameters[0].sql : sql_integer(10);
	SqlNode *gathered;

	call->distinct = false;
	gathered = print_template(call, "pg_catalog.array_agg({1}){filter}",
							  gatherable(call, &call->arguments[0]));
	check_for_sublink(call, gathered);
	return sql_template2(TOP, gathered, number);
}

/* ---- Statistics ---- */

/* NULL only if there is nothing: of too few values PostgreSQL gives it, too. */
#define OF_ONE(statistic) \
	"COALESCE(" statistic \
	"{filter}{over}, CASE WHEN pg_catalog.count({1}){filter}{over} > 0 THEN 'NaN'::pg_catalog.float8 END)"

#define AVERAGE(x) "pg_catalog.avg(" x "){filter}{over}"
#define SKEWNESS(variance)                                                                       \
	"((" AVERAGE("{1} ^ 3") " - 3 * " AVERAGE("{1} ^ 2") " * " AVERAGE("{1}") " + 2 * " AVERAGE( \
		"{1}") " ^ 3) "                                                                          \
			   "/ NULLIF(" variance "({1}){filter}{over}, 0) ^ 1.5)"
#define KURTOSIS(variance)                                                                       \
	"((" AVERAGE("{1} ^ 4") " - 4 * " AVERAGE("{1} ^ 3") " * " AVERAGE("{1}") " + 6 * " AVERAGE( \
		"{1} ^ 2") " * " AVERAGE("{1}") " ^ 2 - 3 * " AVERAGE("{1}") " ^ 4) / NULLIF(" variance  \
																	 "({1}){filter}{over}, 0) ^ 2)"

#define WEIGHTED_AVERAGE \
	"(pg_catalog.sum({1} * {2}){filter}{over} / NULLIF(pg_catalog.sum({2}){filter: {1} IS NOT NULL}{over}, 0))"

#define REGRESSION                                                                 \
	"pg_catalog.jsonb_build_array(pg_catalog.regr_slope({2}, {1}){filter}{over}, " \
	"pg_catalog.regr_intercept({2}, {1}){filter}{over})"

static const HogqlType *
type_of_regression(FunctionCall *call)
{
	const HogqlType *number = hogql_type(HOGQL_FLOAT, true);

	return hogql_tuple(list_make2((void *) number, (void *) number), false);
}

#define AGGREGATE(n, signature, rule, null_rule, template)                             \
	{                                                                                  \
		.name = n, .kind = FUNCTION_AGGREGATE, .arguments = signature, .result = rule, \
		.nulls = null_rule, .sql = template                                            \
	}
#define STATISTIC(n, postgres) AGGREGATE(n, "float", RESULT_FLOAT, NULLS_ALWAYS, postgres)
#define STATISTIC_2(n, postgres) AGGREGATE(n, "float, float", RESULT_FLOAT, NULLS_ALWAYS, postgres)
#define UNIQ(n)                                                                      \
	{                                                                                \
		.name = n, .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED,                \
		.parameters = "[constant int]", .arguments = "any...", .result = RESULT_INT, \
		.nulls = NULLS_NEVER, .variant = 1, .print = print_count, .note = "exact"    \
	}
#define REFUSED(n, why, way)                                                  \
	{                                                                         \
		.name = n, .kind = FUNCTION_AGGREGATE, .refused = why, .instead = way \
	}
#define NO_SUCH_AGGREGATE "PostgreSQL has no such aggregate."

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "count", .kind = FUNCTION_AGGREGATE, .arguments = "[any...]", .result = RESULT_INT, .nulls = NULLS_NEVER, .print = print_count},
	UNIQ("uniq"),
	{.name = "uniqExact", .same_as = "uniq"},
	{.name = "uniqHLL12", .same_as = "uniq"},
	{.name = "uniqTheta", .same_as = "uniq"},
	{.name = "uniqCombined", .same_as = "uniq"},
	{.name = "uniqCombined64", .same_as = "uniq"},
	{.name = "countDistinct", .same_as = "uniq"},
	{.name = "sum", .kind = FUNCTION_AGGREGATE, .arguments = "number", .result_hook = type_of_sum, .nulls = NULLS_PASS, .print = print_sum,
		.note = "0 if there is nothing to sum, NULL if the argument can be NULL"},
	AGGREGATE("avg", "number", RESULT_FLOAT, NULLS_ALWAYS, "pg_catalog.avg({distinct}{1}){filter}{over}::pg_catalog.float8"),
	{.name = "min", .kind = FUNCTION_AGGREGATE, .arguments = "ordered", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .variant = -1, .text = "min", .print = print_extreme,
		.note = "texts by their bytes"},
	{.name = "max", .kind = FUNCTION_AGGREGATE, .arguments = "ordered", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .variant = 1, .text = "max", .print = print_extreme,
		.note = "texts by their bytes"},
	{.name = "any", .kind = FUNCTION_AGGREGATE, .arguments = "any", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .text = "first_value", .print = print_any,
		.note = "the first that is not NULL"},
	{.name = "any_value", .same_as = "any"},
	{.name = "first_value", .same_as = "any"},
	{.name = "anyLast", .kind = FUNCTION_AGGREGATE, .arguments = "any", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .variant = 1, .text = "last_value", .print = print_any,
		.note = "the last that is not NULL"},
	{.name = "last_value", .same_as = "anyLast"},
	REFUSED("anyHeavy", NO_SUCH_AGGREGATE, "Use topK(1)(x)."),
	{.name = "argMin", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .arguments = "any, ordered", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .variant = -1, .print = print_arg_extreme},
	{.name = "argMax", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .arguments = "any, ordered", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .variant = 1, .print = print_arg_extreme},
	{.name = "groupArray", .kind = FUNCTION_AGGREGATE, .parameters = "[constant int]", .arguments = "any", .result_hook = type_of_group_array, .nulls = NULLS_NEVER, .print = print_group_array,
		.note = "NULL is skipped"},
	{.name = "array_agg", .same_as = "groupArray"},
	{.name = "groupUniqArray", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "[constant int]", .arguments = "any", .result_hook = type_of_group_array, .nulls = NULLS_NEVER, .variant = 1, .print = print_group_array,
		.note = "sorted; NULL is skipped"},
	{.name = "groupArrayDistinct", .same_as = "groupUniqArray"},
	{.name = "topK", .kind = FUNCTION_AGGREGATE, .over = OVER_GATHERED, .parameters = "[constant int]", .arguments = "any", .result_hook = type_of_group_array, .nulls = NULLS_NEVER, .print = print_top,
		.note = "exact; equally frequent ones in their order"},
	STATISTIC("stddevPop", "stddev_pop"),
	STATISTIC("stddevSamp", OF_ONE("pg_catalog.stddev_samp({distinct}{1})")),
	{.name = "stddev", .same_as = "stddevSamp"},
	STATISTIC("varPop", "var_pop"),
	STATISTIC("varSamp", OF_ONE("pg_catalog.var_samp({distinct}{1})")),
	{.name = "stddevPopStable", .same_as = "stddevPop"},
	{.name = "stddevSampStable", .same_as = "stddevSamp"},
	{.name = "varPopStable", .same_as = "varPop"},
	{.name = "varSampStable", .same_as = "varSamp"},
	STATISTIC_2("covarPop", "covar_pop"),
	STATISTIC_2("covarSamp", OF_ONE("pg_catalog.covar_samp({1}, {2})")),
	STATISTIC_2("corr", OF_ONE("pg_catalog.corr({1}, {2})")),
	STATISTIC("skewPop", SKEWNESS("pg_catalog.var_pop")),
	STATISTIC("skewSamp", SKEWNESS("pg_catalog.var_samp")),
	STATISTIC("kurtPop", KURTOSIS("pg_catalog.var_pop")),
	STATISTIC("kurtSamp", KURTOSIS("pg_catalog.var_samp")),
	STATISTIC_2("avgWeighted", WEIGHTED_AVERAGE),
	{.name = "simpleLinearRegression", .kind = FUNCTION_AGGREGATE, .arguments = "float, float", .result_hook = type_of_regression, .nulls = NULLS_BY_HOOK, .sql = REGRESSION,
		.note = "slope and intercept"},
	AGGREGATE("groupBitAnd", "int", RESULT_INT, NULLS_ALWAYS, "pg_catalog.bit_and({distinct}{1}::pg_catalog.int8){filter}{over}"),
	AGGREGATE("groupBitOr", "int", RESULT_INT, NULLS_ALWAYS, "pg_catalog.bit_or({distinct}{1}::pg_catalog.int8){filter}{over}"),
	{.name = "groupBitXor", .kind = FUNCTION_AGGREGATE, .arguments = "int", .result = RESULT_INT, .nulls = NULLS_ALWAYS, .since = 14,
		.sql = "pg_catalog.bit_xor({distinct}{1}::pg_catalog.int8){filter}{over}"},
	AGGREGATE("string_agg", "string, string", RESULT_STRING, NULLS_ALWAYS, "string_agg"),
	AGGREGATE("json_agg", "any", RESULT_JSON, NULLS_ALWAYS, "jsonb_agg"),
	AGGREGATE("every", "condition", RESULT_BOOL, NULLS_ALWAYS, "bool_and"),
	AGGREGATE("bool_and", "condition", RESULT_BOOL, NULLS_ALWAYS, "bool_and"),
	AGGREGATE("bool_or", "condition", RESULT_BOOL, NULLS_ALWAYS, "bool_or"),
	REFUSED("sumMap", NO_SUCH_AGGREGATE, "Use arrayJoin(...) and sum(...) by key."),
	REFUSED("minMap", NO_SUCH_AGGREGATE, "Use arrayJoin(...) and min(...) by key."),
	REFUSED("maxMap", NO_SUCH_AGGREGATE, "Use arrayJoin(...) and max(...) by key."),
	REFUSED("sumWithOverflow", NO_SUCH_AGGREGATE, "Use sum(...)."),
	REFUSED("sumKahan", NO_SUCH_AGGREGATE, "Use sum(...)."),
	REFUSED("deltaSum", NO_SUCH_AGGREGATE, "Use lagInFrame(...) in a subquery and sum(...)."),
	REFUSED("deltaSumTimestamp", NO_SUCH_AGGREGATE, "Use lagInFrame(...) in a subquery and sum(...)."),
	REFUSED("groupArrayMovingSum", NO_SUCH_AGGREGATE, "Use sum(...) OVER (ORDER BY ... ROWS n PRECEDING)."),
	REFUSED("groupArrayMovingAvg", NO_SUCH_AGGREGATE, "Use avg(...) OVER (ORDER BY ... ROWS n PRECEDING)."),
	REFUSED("groupArrayInsertAt", NO_SUCH_AGGREGATE, "Use groupArray(...)."),
	REFUSED("groupArraySample", NO_SUCH_AGGREGATE, "Use groupArray(...)."),
	REFUSED("groupBitmap", NO_SUCH_AGGREGATE, "Use uniq(...)."),
	REFUSED("topKWeighted", NO_SUCH_AGGREGATE, "Use sum(...) by value, and LIMIT."),
	REFUSED("contingency", NO_SUCH_AGGREGATE, NULL),
	REFUSED("cramersV", NO_SUCH_AGGREGATE, NULL),
	REFUSED("theilsU", NO_SUCH_AGGREGATE, NULL),
	REFUSED("entropy", NO_SUCH_AGGREGATE, NULL),
	REFUSED("rankCorr", NO_SUCH_AGGREGATE, "Use corr(...) of ranks from a subquery."),
	REFUSED("studentTTest", NO_SUCH_AGGREGATE, NULL),
	REFUSED("welchTTest", NO_SUCH_AGGREGATE, NULL),
	REFUSED("mannWhitneyUTest", NO_SUCH_AGGREGATE, NULL),
	REFUSED("boundingRatio", NO_SUCH_AGGREGATE, NULL),
	REFUSED("exponentialMovingAverage", NO_SUCH_AGGREGATE, NULL),
	REFUSED("maxIntersections", NO_SUCH_AGGREGATE, NULL),
	REFUSED("uniqUpTo", NO_SUCH_AGGREGATE, "Use least(uniq(x), n + 1)."),
};

/* clang-format on */

const FunctionFamily aggregate_functions = {"Aggregates", functions, lengthof(functions)};
