/*
 * hogql/functions_lambda.c
 *		Functions of arrays that take a lambda: arrayMap, arrayFilter, arraySort and their like.
 *
 * - Each is a sublink over the elements.  The lambda's body is lowered with the columns of that relation
 *   for its parameters; without a lambda, the element itself stands for the body.
 * - An array that is NULL has no elements.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* The elements of a call's arrays, as an entry of FROM. */
typedef struct Loop
{
	SqlSelect *select;
	SqlNode *item; /* an element of the first array, as the array keeps it */
	const HogqlType *item_type;
	SqlNode *body; /* what the lambda gives for it */
	const HogqlType *body_type;
	SqlNode *order; /* its place */
} Loop;

static bool
has_lambda(const FunctionCall *call)
{
	return call->argument_count > 0 && call->arguments[0].type->kind == HOGQL_LAMBDA;
}

/* unnest(a), or ROWS FROM (unnest(a), unnest(b)). */
static SqlNode *
unnested(const FunctionCall *call, int first)
{
	StringInfoData text;

	for (int i = first; i < call->argument_count; i++)
		check_for_sublink(call, call->arguments[i].sql);
	if (call->argument_count - first == 1)
		return sql_call1("unnest", call->arguments[first].sql);
	initStringInfo(&text);
	for (int i = 1; i <= call->argument_count - first; i++)
		appendStringInfo(&text, "%spg_catalog.unnest({%d})", i == 1 ? "ROWS FROM (" : ", ", i);
	appendStringInfoChar(&text, ')');
	return sql_template(text.data, argument_list(call, first));
}

static SqlNode *
lowered_body(FunctionCall *call, const char *name, int first)
{
	List *parameters = NIL;
	SqlNode *body;

	for (int i = first; i < call->argument_count; i++)
	{
		const HogqlType *type = call->arguments[i].type->element;
		SqlNode *column = sql_column(name, psprintf("x%d", i - first + 1));

		if (hogql_is_compound(type))
			column = value_from_jsonb(call->context, column, type);
		parameters = lappend(parameters, column);
	}
	body = call->context->lower_lambda(call->context->state, &call->arguments[0], parameters);
	check_for_sublink(call, body);
	return body;
}

static Loop
begin_loop(FunctionCall *call)
{
	int first = has_lambda(call) ? 1 : 0;
	const HogqlType *element = call->arguments[first].type->element;
	char *name = enter_lambda(call->context);
	List *columns = NIL;
	Loop loop;

	for (int i = first; i < call->argument_count; i++)
		columns = lappend(columns, psprintf("x%d", i - first + 1));
	columns = lappend(columns, "o");
	loop.select = select_from(sql_function_table_ordinal(unnested(call, first), name, columns));
	loop.item = sql_column(name, "x1");
	loop.item_type = element;
	loop.order = sql_order(sql_column(name, "o"), false, SQL_NULLS_DEFAULT);
	loop.body_type = first == 1 ? call->arguments[0].type->element : element;
	if (first == 1)
		loop.body = lowered_body(call, name, first);
	else
		loop.body = hogql_is_compound(element) ? value_from_jsonb(call->context, loop.item, element)
											   : loop.item;
	leave_lambda(call->context);
	return loop;
}

static SqlNode *
place(const Loop *loop)
{
	return ((SqlOrder *) loop->order)->key;
}

/* The body as a condition: 42804 at the lambda, or the array, if it is none. */
static SqlNode *
body_condition(const FunctionCall *call, const Loop *loop)
{
	Operand body = made_operand(loop->body, loop->body_type);

	return operand_condition(&body);
}

/* ---- Types ---- */

static const HogqlType *
first_array(const FunctionCall *call)
{
	return call->arguments[has_lambda(call) ? 1 : 0].type;
}

static const HogqlType *
body_type(const FunctionCall *call)
{
	return has_lambda(call) ? call->arguments[0].type->element : first_array(call)->element;
}

static const HogqlType *
type_of_map(FunctionCall *call)
{
	return hogql_array(body_type(call), false);
}

static void
check_condition(const FunctionCall *call)
{
	const HogqlType *type = body_type(call);

	if (type->kind != HOGQL_BOOL && type->kind != HOGQL_NULL && type->kind != HOGQL_UNKNOWN &&
		!hogql_is_number(type))
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s needs a condition, not a value of type %s", call->name,
								hogql_type_name(type)),
					   NULL);
}

/* Those whose lambda is a condition: result says what they give. */
static const HogqlType *
type_of_filter(FunctionCall *call)
{
	check_condition(call);
	return hogql_with_null(first_array(call), false);
}

static const HogqlType *
type_of_predicate(FunctionCall *call)
{
	check_condition(call);
	return hogql_type(call->function->variant, false);
}

static const HogqlType *
type_of_sort(FunctionCall *call)
{
	return hogql_with_null(first_array(call), false);
}

static const HogqlType *
type_of_found(FunctionCall *call)
{
	check_condition(call);
	return first_array(call)->element;
}

/* ---- Prints ---- */

/* An element as an array keeps it. */
static SqlNode *
as_element(const FunctionCall *call, SqlNode *value, const HogqlType *type)
{
	Operand operand = made_operand(value, type);

	if (hogql_is_compound(type))
		return value_to_jsonb(call->context, value, type);
	return type->kind == HOGQL_NULL ? sql_null(sql_type(SQL_TYPE_TEXT)) : operand_exact(&operand);
}

static SqlNode *
array_of(const Loop *loop, SqlNode *element)
{
	select_item(loop->select, element, "value");
	select_order_by(loop->select, loop->order);
	return sql_array_subquery(loop->select);
}

static SqlNode *
print_map(FunctionCall *call)
{
	Loop loop = begin_loop(call);

	return array_of(&loop, as_element(call, loop.body, loop.body_type));
}

static SqlNode *
print_filter(FunctionCall *call)
{
	Loop loop = begin_loop(call);

	select_where(loop.select, body_condition(call, &loop));
	return array_of(&loop, loop.item);
}

static SqlNode *
print_exists(FunctionCall *call)
{
	Loop loop = begin_loop(call);

	select_where(loop.select, body_condition(call, &loop));
	select_item(loop.select, sql_integer(1), "value");
	return sql_exists(loop.select);
}

static SqlNode *
print_all(FunctionCall *call)
{
	Loop loop = begin_loop(call);

	select_where(loop.select,
				 sql_not(sql_coalesce2(body_condition(call, &loop), sql_boolean(false))));
	select_item(loop.select, sql_integer(1), "value");
	return sql_not_exists(loop.select);
}

/* One value of all elements for which the condition holds. */
static SqlNode *
one_value(const Loop *loop, SqlNode *value)
{
	select_item(loop->select, value, "value");
	return sql_subquery(loop->select);
}

static SqlNode *
print_count(FunctionCall *call)
{
	Loop loop = begin_loop(call);

	select_where(loop.select, body_condition(call, &loop));
	return one_value(&loop, aggregate("count", NULL));
}

/* variant: the last. */
static SqlNode *
print_first_index(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	SqlNode *index = aggregate(call->function->text, place(&loop));

	select_where(loop.select, body_condition(call, &loop));
	return one_value(&loop, sql_coalesce2(index, sql_integer(0)));
}

/* variant: the last. */
static SqlNode *
print_first(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	SqlNode *found;
	SqlNode *otherwise;

	select_where(loop.select, body_condition(call, &loop));
	select_order_by(loop.select,
					sql_order(place(&loop), call->function->text != NULL, SQL_NULLS_DEFAULT));
	loop.select->limit = sql_integer(1);
	found = one_value(&loop, loop.item);
	if (hogql_is_compound(loop.item_type))
		found = value_from_jsonb(call->context, found, loop.item_type);
	otherwise = loop.item_type->nullable ? NULL : default_of_type(loop.item_type);
	return otherwise ? sql_coalesce2(found, otherwise) : found;
}

/* variant: descending. */
static SqlNode *
print_sort(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	bool descending = call->function->variant;
	SqlNode *key = loop.body_type->kind == HOGQL_STRING
					   ? sql_order_bytes(loop.body, descending, SQL_NULLS_LAST)
					   : sql_order(loop.body, descending, SQL_NULLS_LAST);

	select_order_by(loop.select, key);
	return array_of(&loop, loop.item);
}

/* ---- Sums and extremes ---- */

static void
check_number(const FunctionCall *call)
{
	const HogqlType *type = body_type(call);

	if (type->kind != HOGQL_BOOL && type->kind != HOGQL_NULL && !hogql_is_number(type))
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s needs numbers, not values of type %s", call->name,
								hogql_type_name(type)),
					   "Convert them with arrayMap(x -> toFloat(x), ...).");
}

static const HogqlType *
type_of_sum(FunctionCall *call)
{
	const HogqlType *type = body_type(call);

	check_number(call);
	return hogql_type(hogql_is_number(type) ? type->kind : HOGQL_INT, false);
}

static const HogqlType *
type_of_float(FunctionCall *call)
{
	check_number(call);
	return hogql_type(HOGQL_FLOAT, false);
}

static const HogqlType *
type_of_extreme(FunctionCall *call)
{
	const HogqlType *type = body_type(call);

	if (type->kind == HOGQL_ARRAY || type->kind == HOGQL_TUPLE || type->kind == HOGQL_MAP ||
		type->kind == HOGQL_JSON || type->kind == HOGQL_UUID)
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s does not take values of type %s", call->name,
								hogql_type_name(type)),
					   "Use arraySort(...) and its first element.");
	return hogql_with_null(type, type->nullable);
}

/* text is the aggregate. */
static SqlNode *
print_sum(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	Operand body = made_operand(loop.body, loop.body_type);
	SqlNode *value = operand_as(&body, call->type, call->context);
	SqlNode *sum =
		sql_coalesce2(aggregate(call->function->text, value), default_of_type(call->type));

	if (call->type->kind != HOGQL_DECIMAL)
		sum = sql_cast(sum, hogql_sql_type(call->type));
	return one_value(&loop, sum);
}

/* None: the default of the type. */
static SqlNode *
print_extreme(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	bool greatest = call->function->variant;
	SqlNode *extreme;

	if (loop.body_type->kind == HOGQL_BOOL)
		extreme = aggregate(greatest ? "bool_or" : "bool_and", loop.body);
	else if (loop.body_type->kind == HOGQL_STRING)
		extreme = aggregate(call->function->text, sql_collate_bytes(loop.body));
	else
		extreme = aggregate(call->function->text, loop.body);
	if (!call->type->nullable)
		extreme = sql_coalesce2(extreme, default_of_type(call->type));
	return one_value(&loop, extreme);
}

/* PostgreSQL has no product: one element after the other, with a query that calls itself. */
#define PRODUCT                                                                                                                                                     \
	"CASE WHEN pg_catalog.cardinality({1}) > 0 THEN (WITH RECURSIVE x1(i, v) AS (SELECT 0, 1::pg_catalog.float8 UNION ALL SELECT x1.i + 1, x1.v * ({1})[x1.i + 1] " \
	"FROM x1 WHERE x1.i < pg_catalog.cardinality({1})) SELECT x1.v FROM x1 ORDER BY x1.i DESC LIMIT 1) ELSE 0 END"

static SqlNode *
print_product(FunctionCall *call)
{
	Loop loop = begin_loop(call);
	Operand body = made_operand(loop.body, loop.body_type);
	const HogqlType *number = hogql_type(HOGQL_FLOAT, true);

	return sql_template1(PRODUCT, array_of(&loop, operand_as(&body, number, call->context)));
}

#define MAY_TAKE_LAMBDA "[lambda, ]array..."
#define PREDICATE(n, signature, kind, f)                                     \
	{                                                                        \
		.name = n, .arguments = signature, .result_hook = type_of_predicate, \
		.nulls = NULLS_BY_HOOK, .variant = kind, .print = f                  \
	}
#define INDEX(n, f)                                                                          \
	{                                                                                        \
		.name = n, .arguments = "lambda, array...", .result_hook = type_of_predicate,        \
		.nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .text = f, .print = print_first_index, \
		.note = "0 if there is none"                                                         \
	}
#define FOUND(n, end)                                                             \
	{                                                                             \
		.name = n, .arguments = "lambda, array...", .result_hook = type_of_found, \
		.nulls = NULLS_BY_HOOK, .text = end, .print = print_first,                \
		.note = "if there is none, the default of the type"                       \
	}
#define NUMBER(n, hook, f)                                                                    \
	{                                                                                         \
		.name = n, .arguments = MAY_TAKE_LAMBDA, .result_hook = hook, .nulls = NULLS_BY_HOOK, \
		.text = f, .print = print_sum, .note = "0 if there are none"                          \
	}
#define EXTREME(n, f, greatest)                                                        \
	{                                                                                  \
		.name = n, .arguments = MAY_TAKE_LAMBDA, .result_hook = type_of_extreme,       \
		.nulls = NULLS_BY_HOOK, .text = f, .variant = greatest, .print = print_extreme \
	}
#define REFUSED(n, way)                                          \
	{                                                            \
		.name = n, .refused = "It is not built.", .instead = way \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "arrayMap", .arguments = "lambda, array...", .result_hook = type_of_map, .nulls = NULLS_BY_HOOK, .print = print_map,
		.note = "several arrays run in parallel"},
	{.name = "arrayFilter", .arguments = "lambda, array...", .result_hook = type_of_filter, .nulls = NULLS_BY_HOOK, .print = print_filter},
	PREDICATE("arrayExists", MAY_TAKE_LAMBDA, HOGQL_BOOL, print_exists),
	PREDICATE("arrayAll", MAY_TAKE_LAMBDA, HOGQL_BOOL, print_all),
	PREDICATE("arrayCount", MAY_TAKE_LAMBDA, HOGQL_INT, print_count),
	INDEX("arrayFirstIndex", "min"),
	INDEX("arrayLastIndex", "max"),
	FOUND("arrayFirst", NULL),
	FOUND("arrayLast", "last"),
	{.name = "arraySort", .arguments = MAY_TAKE_LAMBDA, .result_hook = type_of_sort, .nulls = NULLS_BY_HOOK, .print = print_sort, .note = "NULL last"},
	{.name = "arrayReverseSort", .arguments = MAY_TAKE_LAMBDA, .result_hook = type_of_sort, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_sort, .note = "NULL last"},
	NUMBER("arraySum", type_of_sum, "sum"),
	NUMBER("arrayAvg", type_of_float, "avg"),
	EXTREME("arrayMin", "min", 0),
	EXTREME("arrayMax", "max", 1),
	{.name = "arrayProduct", .arguments = MAY_TAKE_LAMBDA, .result_hook = type_of_float, .nulls = NULLS_BY_HOOK, .print = print_product},
	REFUSED("arrayFold", "Use arraySum(...), arrayReduce(...) or a subquery."),
	REFUSED("arrayFill", "Use arrayMap(...)."),
	REFUSED("arrayReverseFill", "Use arrayMap(...)."),
	REFUSED("arraySplit", "Use arrayFilter(...)."),
	REFUSED("arrayReverseSplit", "Use arrayFilter(...)."),
	REFUSED("arrayPartialSort", "Use arraySort(...)."),
	REFUSED("arrayPartialReverseSort", "Use arrayReverseSort(...)."),
	REFUSED("arrayAUC", NULL),
};

/* clang-format on */

const FunctionFamily lambda_functions = {"Arrays with a lambda", functions, lengthof(functions)};
