/*
 * hogql/combinators.c
 *		What ClickHouse appends to the names of aggregates: sumIf, uniqArray, avgOrNullIf.
 *
 * - -If becomes a FILTER and -Distinct a DISTINCT, so that the aggregate's own print has them.
 * - -Array gathers the arrays of the group in one jsonb and runs the aggregate over its elements in a
 *   sublink: array_agg() would refuse arrays of different lengths.
 */
#include "postgres.h"

#include "hogql/combinators.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/signature.h"

static const Combinator combinators[] = {
	{"If", COMBINATOR_IF},
	{"Array", COMBINATOR_ARRAY},
	{"Distinct", COMBINATOR_DISTINCT},
	{"OrNull", COMBINATOR_OR_NULL},
	{"OrDefault", COMBINATOR_OR_DEFAULT},
	{"ForEach", COMBINATOR_REFUSED},
	{"Map", COMBINATOR_REFUSED},
	{"SimpleState", COMBINATOR_REFUSED},
	{"State", COMBINATOR_REFUSED},
	{"MergeState", COMBINATOR_REFUSED},
	{"Merge", COMBINATOR_REFUSED},
	{"Resample", COMBINATOR_REFUSED},
	{"ArgMin", COMBINATOR_REFUSED},
	{"ArgMax", COMBINATOR_REFUSED},
};

/* ---- Names ---- */

static const Combinator *
combinator_behind(const char *name)
{
	size_t length = strlen(name);

	for (int i = 0; i < (int) lengthof(combinators); i++)
	{
		size_t suffix = strlen(combinators[i].suffix);

		if (length > suffix && pg_strcasecmp(name + length - suffix, combinators[i].suffix) == 0)
			return &combinators[i];
	}
	return NULL;
}

/* 0A000 for one that is refused, if the name before it is an aggregate's. */
static void
refuse_combinator(const Combinator *combinator, const char *name, HogqlSpan span)
{
	hogql_error(span, ERRCODE_FEATURE_NOT_SUPPORTED,
				psprintf("combinator -%s of function %s is not supported", combinator->suffix,
						 hogql_excerpt(name)),
				"PostgreSQL has no such states of aggregates.",
				"Use the plain aggregate, or one of -If, -Array, -Distinct, -OrNull, -OrDefault.");
}

const HogqlFunction *
combinators_find(const char *name, HogqlSpan span, List **found)
{
	char *base = pstrdup(name);
	const HogqlFunction *function = NULL;
	const Combinator *combinator = combinator_behind(base);
	const Combinator *refused = NULL;

	*found = NIL;
	while (!function && combinator)
	{
		base[strlen(base) - strlen(combinator->suffix)] = '\0';
		*found = lcons((void *) combinator, *found);
		if (combinator->kind == COMBINATOR_REFUSED)
			refused = combinator;
		function = functions_lookup(base);
		combinator = combinator_behind(base);
	}
	if (!function || function->kind != FUNCTION_AGGREGATE)
		return NULL;
	if (refused)
		refuse_combinator(refused, name, span);
	return function;
}

/* ---- What the aggregate itself sees ---- */

static bool
has_combinator(const FunctionCall *call, CombinatorKind kind)
{
	ListCell *cell;

	foreach (cell, call->combinators)
	{
		if (((const Combinator *) lfirst(cell))->kind == kind)
			return true;
	}
	return false;
}

bool
combinators_have_array(const FunctionCall *call)
{
	return has_combinator(call, COMBINATOR_ARRAY);
}

/* The last argument becomes a condition. */
static void
unwrap_if(FunctionCall *call)
{
	Operand *condition;

	if (call->argument_count == 0)
		hogql_error(call->span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("function %s takes a condition as its last argument", call->name),
					NULL, NULL);
	condition = &call->arguments[--call->argument_count];
	if (!operand_class_accepts(CLASS_CONDITION, condition))
		hogql_error(operand_span(condition, call), ERRCODE_DATATYPE_MISMATCH,
					psprintf("the last argument of function %s has to be a condition, not %s",
							 call->name, hogql_type_name(condition->type)),
					NULL, NULL);
	if (condition->sql)
		call->filter = sql_and2(call->filter, operand_condition(condition));
}

/* The arguments become elements; their sql is still that of the arrays. */
static void
unwrap_array(FunctionCall *call)
{
	if (call->argument_count != 1)
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s of %d arrays is not supported", call->name,
							 call->argument_count),
					NULL, "-Array takes one array.");
	if (call->arguments[0].type->kind == HOGQL_NULL)
		return;
	if (call->arguments[0].type->kind != HOGQL_ARRAY)
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("argument 1 of function %s has to be an Array, not %s", call->name,
								hogql_type_name(call->arguments[0].type)),
					   NULL);
	call->arguments[0].type = call->arguments[0].type->element;
}

FunctionCall *
combinators_unwrap(FunctionCall *call)
{
	FunctionCall *inner = palloc(sizeof(FunctionCall));
	size_t size = Max(call->argument_count, 1) * sizeof(Operand);

	*inner = *call;
	inner->arguments = palloc(size);
	if (call->argument_count > 0)
		memcpy(inner->arguments, call->arguments, call->argument_count * sizeof(Operand));
	inner->combinators = NIL;
	for (int i = list_length(call->combinators) - 1; i >= 0; i--)
	{
		const Combinator *combinator = list_nth(call->combinators, i);

		if (combinator->kind == COMBINATOR_IF)
			unwrap_if(inner);
		else if (combinator->kind == COMBINATOR_ARRAY)
			unwrap_array(inner);
		else if (combinator->kind == COMBINATOR_DISTINCT)
			inner->distinct = true;
	}
	return inner;
}

/* ---- Types and prints ---- */

const HogqlType *
combinators_type(const FunctionCall *call, const HogqlType *type)
{
	if (has_combinator(call, COMBINATOR_OR_NULL))
		return hogql_with_null(type, true);
	if (has_combinator(call, COMBINATOR_OR_DEFAULT))
		return hogql_with_null(type, false);
	return type;
}

/*
 * (SELECT aggregate(e) FROM jsonb_array_elements(jsonb_agg(to_jsonb(a))) r(a), jsonb_array_elements(r.a) e)
 */
static SqlNode *
print_over_elements(FunctionCall *call, FunctionCall *unwrapped)
{
	const char *rows = "x2";
	const char *elements = "x3";
	SqlNode *arrays = unwrapped->arguments[0].sql;
	const HogqlType *array = call->arguments[0].type;
	const HogqlType *type = array->kind == HOGQL_ARRAY ? array->element : array;
	Operand element;
	SqlNode *gathered;
	SqlSelect *select;

	if (call->over)
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s with OVER is not supported", call->name), NULL,
					"Aggregate in a subquery, or use the array's own functions such as arraySum.");
	gathered =
		filtered(sql_aggregate_template("pg_catalog.jsonb_agg(pg_catalog.to_jsonb({1})){filter}",
										list_make1(arrays)),
				 sql_and2(sql_is_not_null(arrays), unwrapped->filter));
	check_for_sublink(call, gathered);
	select = select_from(
		sql_function_table(sql_call1("jsonb_array_elements", gathered), rows, list_make1("a")));
	select->from =
		lappend(select->from,
				sql_function_table(sql_call1("jsonb_array_elements", sql_column(rows, "a")),
								   elements, list_make1("v")));
	unwrapped->filter = NULL;
	element = made_operand(value_from_jsonb(call->context, sql_column(elements, "v"), type), type);
	unwrapped->arguments[0] = function_operand(unwrapped, 0, &element);
	select_item(select, function_print_inner(unwrapped), "value");
	return sql_subquery(select);
}

/* How many rows the aggregate has seen. */
static SqlNode *
count_of_rows(const FunctionCall *unwrapped)
{
	FunctionCall plain = *unwrapped;

	plain.distinct = false;
	plain.order_by = NIL;
	if (unwrapped->argument_count == 0)
		return aggregate_of_call(&plain, aggregate("count", NULL));
	return aggregate_of_call(&plain, aggregate("count", unwrapped->arguments[0].sql));
}

SqlNode *
combinators_print(FunctionCall *call, FunctionCall *unwrapped)
{
	bool over_elements = has_combinator(call, COMBINATOR_ARRAY);
	bool or_null = has_combinator(call, COMBINATOR_OR_NULL);
	SqlNode *printed;

	if (over_elements)
		printed = print_over_elements(call, unwrapped);
	else
		printed = function_print_inner(unwrapped);
	if (or_null && !unwrapped->type->nullable)
	{
		if (over_elements)
			hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
						psprintf("function %s is not supported", call->name), NULL,
						"Use -Array without -OrNull, and nullIf(...).");
		return sql_if(sql_operation(SQL_OP_GREATER, count_of_rows(unwrapped), sql_integer(0)),
					  printed, NULL);
	}
	if (has_combinator(call, COMBINATOR_OR_DEFAULT))
		return sql_coalesce2(printed, default_of_type(unwrapped->type));
	return printed;
}
