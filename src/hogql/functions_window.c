/*
 * hogql/functions_window.c
 *		Window functions, which need OVER; any aggregate may have it as well.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* A row that is not there: the third argument, or the default of the type unless NULL could be there. */
static const HogqlType *
type_of_neighbour(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	const HogqlType *common;

	if (call->argument_count < 3)
		return type;
	common = operands_common_type(call->arguments, 1);
	common = hogql_common_type(common, call->arguments[2].type);
	if (!common && operand_fits(&call->arguments[2], type))
		common = type;
	if (!common)
		argument_error(call, 2, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("a default of type %s does not fit a value of type %s",
								hogql_type_name(call->arguments[2].type), hogql_type_name(type)),
					   NULL);
	return common;
}

static SqlNode *
missing_row(const FunctionCall *call)
{
	if (call->argument_count > 2)
		return operand_as(&call->arguments[2], call->type, call->context);
	return call->type->nullable ? NULL : default_of_type(call->type);
}

static SqlNode *
neighbour(FunctionCall *call, const char *name)
{
	SqlNode *offset = call->argument_count > 1 ? call->arguments[1].sql : sql_integer(1);
	SqlNode *otherwise = missing_row(call);
	List *args = list_make2(operand_as(&call->arguments[0], call->type, call->context),
							sql_cast_to(offset, SQL_TYPE_INTEGER));

	if (otherwise)
		args = lappend(args, otherwise);
	return aggregate_of_call(call, sql_aggregate(name, args));
}

static SqlNode *
print_neighbour(FunctionCall *call)
{
	return neighbour(call, call->function->text);
}

/*
 * ClickHouse's looks no further than the frame, which ends at the current row where it is not given but
 * the window is ordered: then there is nothing ahead.
 */
static SqlNode *
print_lead_in_frame(FunctionCall *call)
{
	SqlWindow *over = call->over;
	SqlNode *otherwise;

	if (over->order_by == NIL || over->frame != SQL_FRAME_NONE)
		return neighbour(call, "lead");
	otherwise = missing_row(call);
	return otherwise ? otherwise : sql_null(hogql_sql_type(call->type));
}

#define RANKING(n, rule)                                                                           \
	{                                                                                              \
		.name = n, .kind = FUNCTION_WINDOW, .arguments = "", .result = rule, .nulls = NULLS_NEVER, \
		.sql = n                                                                                   \
	}
#define NEIGHBOUR(n, postgres)                                                                 \
	{                                                                                          \
		.name = n, .kind = FUNCTION_WINDOW, .arguments = "any[, int[, any]]",                  \
		.result_hook = type_of_neighbour, .nulls = NULLS_BY_HOOK, .text = postgres,            \
		.print = print_neighbour,                                                              \
		.note = "where there is no such row: the third argument, else the default of the type" \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	RANKING("row_number", RESULT_INT),
	RANKING("rank", RESULT_INT),
	RANKING("dense_rank", RESULT_INT),
	RANKING("percent_rank", RESULT_FLOAT),
	RANKING("cume_dist", RESULT_FLOAT),
	{.name = "rowNumber", .same_as = "row_number"},
	{.name = "denseRank", .same_as = "dense_rank"},
	{.name = "percentRank", .same_as = "percent_rank"},
	{.name = "ntile", .kind = FUNCTION_WINDOW, .arguments = "int", .result = RESULT_INT, .nulls = NULLS_NEVER, .sql = "pg_catalog.ntile({1}::pg_catalog.int4){over}"},
	{.name = "nth_value", .kind = FUNCTION_WINDOW, .arguments = "any, int", .result = RESULT_OF_FIRST, .nulls = NULLS_ALWAYS, .sql = "pg_catalog.nth_value({1}, {2}::pg_catalog.int4){over}"},
	NEIGHBOUR("lag", "lag"),
	NEIGHBOUR("lead", "lead"),
	NEIGHBOUR("lagInFrame", "lag"),
	{.name = "leadInFrame", .kind = FUNCTION_WINDOW, .arguments = "any[, int[, any]]", .result_hook = type_of_neighbour, .nulls = NULLS_BY_HOOK, .print = print_lead_in_frame,
		.note = "give the window a frame that reaches ahead: ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"},
};

/* clang-format on */

const FunctionFamily window_functions = {"Window functions", functions, lengthof(functions)};
