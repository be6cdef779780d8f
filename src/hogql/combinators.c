/*
 * hogql/combinators.c
 *		What ClickHouse appends to the names of aggregates: sumIf, uniqArray, avgOrNullIf.
 *
 * - -If becomes a FILTER and -Distinct a DISTINCT, so that the aggregate's own print has them.
 * - -Array gathers the arrays of the group in one jsonb and runs the aggregate over its elements in a
 *   sublink: array_agg() would refuse arrays of different lengths.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

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

/* Those that are refused come last. */
const char *
combinators_nth(int number)
{
	if (number >= (int) lengthof(combinators) || combinators[number].kind == COMBINATOR_REFUSED)
		return NULL;
	return combinators[number].suffix;
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

bool
combinators_have(const FunctionCall *call, CombinatorKind kind)
{
	ListCell *cell;

	foreach (cell, call->combinators)
	{
		if (((const Combinator *) lfirst(cell))->kind == kind)
			return true;
	}
	return false;
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

/* What an argument of -Array is to the aggregate.  Of several arrays a shorter one ends with NULL. */
static const HogqlType *
element_type(const FunctionCall *call, int argument)
{
	const HogqlType *type = call->arguments[argument].type;

	if (type->kind == HOGQL_NULL)
		return type;
	if (type->kind != HOGQL_ARRAY)
		argument_error(call, argument, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("argument %d of function %s has to be an Array, not %s",
								argument + 1, call->name, hogql_type_name(type)),
					   NULL);
	return call->argument_count > 1 ? hogql_with_null(type->element, true) : type->element;
}

/* The arguments become elements; their sql is still that of the arrays. */
static void
unwrap_array(FunctionCall *call)
{
	if (call->argument_count == 0)
		hogql_error(call->span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("function %s takes an Array", call->name), NULL, NULL);
	for (int i = 0; i < call->argument_count; i++)
		call->arguments[i].type = element_type(call, i);
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
	if (combinators_have(call, COMBINATOR_OR_NULL))
		return hogql_with_null(type, true);
	if (combinators_have(call, COMBINATOR_OR_DEFAULT))
		return hogql_with_null(type, false);
	return type;
}

#define ROWS "x2"
#define ELEMENTS "x3"

/* The arrays of all rows in one; several arrays of a row in one of their own. */
static SqlNode *
gathered_rows(const FunctionCall *unwrapped)
{
	StringInfoData text;
	List *arrays = argument_list(unwrapped, 0);
	List *conditions = list_make1(unwrapped->filter);
	bool single = list_length(arrays) == 1;
	ListCell *cell;
	int number = 0;

	initStringInfo(&text);
	appendStringInfoString(&text, "pg_catalog.jsonb_agg(");
	if (!single)
		appendStringInfoString(&text, "pg_catalog.jsonb_build_array(");
	foreach (cell, arrays)
	{
		appendStringInfo(&text, "%spg_catalog.to_jsonb({%d})", number > 0 ? ", " : "", number + 1);
		conditions = lappend(conditions, sql_is_not_null(lfirst(cell)));
		number++;
	}
	appendStringInfoString(&text, single ? "){filter}" : ")){filter}");
	if (!unwrapped->filter)
		conditions = list_delete_first(conditions);
	return filtered(sql_aggregate_template(text.data, arrays), sql_and(conditions));
}

/* Their elements, those of several arrays side by side. */
static SqlNode *
elements_of_rows(int arrays)
{
	SqlNode *row = sql_column(ROWS, "a");
	StringInfoData text;
	List *columns = NIL;

	if (arrays == 1)
		return sql_function_table(sql_call1("jsonb_array_elements", row), ELEMENTS,
								  list_make1("v1"));
	initStringInfo(&text);
	for (int i = 0; i < arrays; i++)
	{
		appendStringInfo(&text, "%spg_catalog.jsonb_array_elements({1} -> %d)",
						 i == 0 ? "ROWS FROM (" : ", ", i);
		columns = lappend(columns, psprintf("v%d", i + 1));
	}
	appendStringInfoChar(&text, ')');
	return sql_function_table(sql_template1(text.data, row), ELEMENTS, columns);
}

/*
 * (SELECT aggregate(e) FROM jsonb_array_elements(jsonb_agg(to_jsonb(a))) r(a), jsonb_array_elements(r.a) e)
 */
static SqlNode *
print_over_elements(FunctionCall *call, FunctionCall *unwrapped)
{
	SqlNode *gathered = gathered_rows(unwrapped);
	SqlSelect *select;

	check_for_sublink(call, gathered);
	select = select_from(
		sql_function_table(sql_call1("jsonb_array_elements", gathered), ROWS, list_make1("a")));
	select->from = lappend(select->from, elements_of_rows(unwrapped->argument_count));
	unwrapped->filter = NULL;
	for (int i = 0; i < unwrapped->argument_count; i++)
	{
		const HogqlType *array = call->arguments[i].type;
		const HogqlType *type = array->kind == HOGQL_ARRAY ? array->element : array;
		SqlNode *value = sql_column(ELEMENTS, psprintf("v%d", i + 1));
		Operand element;

		if (unwrapped->argument_count > 1)
			type = hogql_with_null(type, true);
		element = made_operand(value_from_jsonb(call->context, value, type), type);
		unwrapped->arguments[i] = function_operand(unwrapped, i, &element);
	}
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
	bool over_elements = combinators_have(call, COMBINATOR_ARRAY);
	bool or_null = combinators_have(call, COMBINATOR_OR_NULL);
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
	if (combinators_have(call, COMBINATOR_OR_DEFAULT))
		return sql_coalesce2(printed, default_of_type(unwrapped->type));
	return printed;
}
