/*
 * hogql/aggregates_sequence.c
 *		Aggregates of events in their order: windowFunnel, sequenceMatch, sequenceCount, retention.
 *
 * - The times of each condition are gathered in arrays, and a sublink looks through them.  The aggregates
 *   stand in its FROM and belong to the query around it, because they have columns of that.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/signature.h"

/* 42804 at the first argument behind the time that is no condition. */
static void
check_conditions(const FunctionCall *call, int first)
{
	for (int i = first; i < call->argument_count; i++)
	{
		if (!operand_class_accepts(CLASS_CONDITION, &call->arguments[i]))
			argument_error(call, i, ERRCODE_DATATYPE_MISMATCH,
						   psprintf("argument %d of function %s has to be a condition, not %s",
									i + 1, call->name, hogql_type_name(call->arguments[i].type)),
						   NULL);
	}
}

static void
check_time(const FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	if (!hogql_is_time(type) && !hogql_is_number(type) && type->kind != HOGQL_NULL &&
		type->kind != HOGQL_UNKNOWN)
		argument_error(
			call, 0, ERRCODE_DATATYPE_MISMATCH,
			psprintf("argument 1 of function %s has to be a Date, a DateTime or a number, not %s",
					 call->name, hogql_type_name(type)),
			NULL);
	check_conditions(call, 1);
}

/* ---- windowFunnel ---- */

static const HogqlType *
type_of_funnel(FunctionCall *call)
{
	check_time(call);
	return hogql_type(HOGQL_INT, false);
}

/* Whether the times have to increase; 0A000 for the other modes. */
static bool
funnel_increases(const FunctionCall *call)
{
	bool increases = false;

	for (int i = 1; i < call->parameter_count; i++)
	{
		const char *mode = operand_constant_string(&call->parameters[i]);

		if (strcmp(mode, "strict_increase") == 0)
			increases = true;
		else
			hogql_error(operand_span(&call->parameters[i], call), ERRCODE_FEATURE_NOT_SUPPORTED,
						psprintf("mode %s of function windowFunnel is not supported",
								 hogql_excerpt(mode)),
						NULL, "Leave it out, or use 'strict_increase'.");
	}
	return increases;
}

/* How far from the first event a later one may be: {N} is the number. */
static const char *
window_end(const HogqlType *time, int number)
{
	if (time->kind == HOGQL_DATETIME)
		return psprintf("x1.t1 + {%d} * '1 second'::pg_catalog.interval", number);
	if (time->kind == HOGQL_DATE)
		return psprintf("x1.t1 + {%d}::pg_catalog.int4", number);
	return psprintf("x1.t1 + {%d}", number);
}

/* The times of the rows that fulfil a condition. */
static SqlNode *
times_of(const FunctionCall *call, int condition)
{
	SqlNode *times = aggregate("array_agg", call->arguments[0].sql);

	times = filtered(times, operand_condition(&call->arguments[condition]));
	if (call->filter)
		times = filtered(times, call->filter);
	check_for_sublink(call, times);
	return times;
}

/* The least time of a step behind that of the step before, for each first event. */
static void
append_step(StringInfo text, int step, const char *end, bool increases)
{
	appendStringInfo(
		text,
		" LEFT JOIN LATERAL (SELECT pg_catalog.min(y%d.u) AS t%d FROM pg_catalog.unnest({%d}) AS y%d(u) "
		"WHERE y%d.u %s x%d.t%d AND y%d.u <= %s) AS x%d ON true",
		step, step, step, step, step, increases ? ">" : ">=", step - 1, step - 1, step, end, step);
}

static SqlNode *
print_funnel(FunctionCall *call)
{
	int steps = call->argument_count - 1;
	const char *end = window_end(call->arguments[0].type, steps + 1);
	bool increases = funnel_increases(call);
	List *operands = NIL;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, "(SELECT COALESCE(pg_catalog.max(CASE");
	for (int step = steps; step > 1; step--)
		appendStringInfo(&text, " WHEN x%d.t%d IS NOT NULL THEN %d", step, step, step);
	appendStringInfoString(&text, steps > 1 ? " ELSE 1 END), 0)" : " WHEN true THEN 1 END), 0)");
	appendStringInfoString(&text, " FROM pg_catalog.unnest({1}) AS x1(t1)");
	for (int step = 2; step <= steps; step++)
		append_step(&text, step, end, increases);
	appendStringInfoChar(&text, ')');
	for (int step = 1; step <= steps; step++)
		operands = lappend(operands, times_of(call, step));
	return sql_template(text.data, lappend(operands, call->parameters[0].sql));
}

/* ---- sequenceMatch ---- */

#define MOST_CONDITIONS 5

/* A letter for each combination of conditions: the place is the sum of their powers of two. */
static const char letters[] = "0ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";

static const HogqlType *
type_of_sequence(FunctionCall *call)
{
	check_time(call);
	if (call->argument_count - 1 > MOST_CONDITIONS)
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s takes at most %d conditions here", call->name,
							 MOST_CONDITIONS),
					NULL, NULL);
	return hogql_type(call->function->variant, false);
}

static void
bad_pattern(const FunctionCall *call, int sqlstate, const char *why)
{
	hogql_error(
		operand_span(&call->parameters[0], call), sqlstate,
		psprintf("the pattern of function %s %s", call->name, why), NULL,
		"It has (?1) for a row of the first condition, . for any, .* for any number of them.");
}

/* Letters of all combinations that have a condition, counted from 0. */
static void
append_letters(StringInfo out, int condition, int conditions)
{
	appendStringInfoChar(out, '[');
	for (int mask = 1; mask < 1 << conditions; mask++)
	{
		if (mask & (1 << condition))
			appendStringInfoChar(out, letters[mask]);
	}
	appendStringInfoChar(out, ']');
}

/* (?1).*(?2) as a pattern over letters. */
static char *
translated_sequence(const FunctionCall *call)
{
	const char *c = operand_constant_string(&call->parameters[0]);
	int conditions = call->argument_count - 1;
	StringInfoData out;

	initStringInfo(&out);
	while (*c)
	{
		if (*c == ' ')
			c++;
		else if (strncmp(c, ".*", 2) == 0)
		{
			appendStringInfoString(&out, ".*?");
			c += 2;
		}
		else if (*c == '.')
			appendStringInfoChar(&out, *c++);
		else if (strncmp(c, "(?t", 3) == 0)
			bad_pattern(call, ERRCODE_FEATURE_NOT_SUPPORTED, "has a condition on time");
		else if (strncmp(c, "(?", 2) == 0 && c[2] >= '1' && c[2] <= '0' + conditions && c[3] == ')')
		{
			append_letters(&out, c[2] - '1', conditions);
			c += 4;
		}
		else
			bad_pattern(call, ERRCODE_INVALID_PARAMETER_VALUE, "cannot be read");
	}
	return out.data;
}

/* The rows' letters in the order of time; those without a condition have none. */
static SqlNode *
sequence_text(const FunctionCall *call)
{
	StringInfoData mask;
	List *conditions = NIL;
	SqlNode *number;
	SqlNode *text;

	initStringInfo(&mask);
	for (int i = 1; i < call->argument_count; i++)
	{
		appendStringInfo(&mask, "%sCASE WHEN {%d} THEN %d ELSE 0 END", i == 1 ? "" : " + ", i,
						 1 << (i - 1));
		conditions = lappend(conditions, operand_condition(&call->arguments[i]));
	}
	number = sql_template(mask.data, conditions);
	text =
		sql_aggregate("string_agg", list_make2(sql_template2("pg_catalog.substr({1}, {2} + 1, 1)",
															 sql_string(letters), number),
											   sql_string("")));
	text =
		sql_ordered(text, list_make1(sql_order(call->arguments[0].sql, false, SQL_NULLS_DEFAULT)));
	text = filtered(text, sql_operation(SQL_OP_GREATER, number, sql_integer(0)));
	return call->filter ? filtered(text, call->filter) : text;
}

static SqlNode *
print_sequence(FunctionCall *call)
{
	SqlNode *text = sequence_text(call);

	check_for_sublink(call, text);
	return sql_template2(call->function->text, text, sql_string(translated_sequence(call)));
}

/* ---- retention ---- */

static const HogqlType *
type_of_retention(FunctionCall *call)
{
	check_conditions(call, 0);
	return hogql_array(hogql_type(HOGQL_INT, false), false);
}

static SqlNode *
print_retention(FunctionCall *call)
{
	List *elements = NIL;
	SqlNode *first = NULL;

	for (int i = 0; i < call->argument_count; i++)
	{
		SqlNode *condition = operand_condition(&call->arguments[i]);
		SqlNode *fulfilled = aggregate_of_call(
			call, sql_aggregate_template("COALESCE(pg_catalog.bool_or({1}){filter}{over}, false)",
										 list_make1(condition)));

		first = first ? first : fulfilled;
		if (i > 0)
			fulfilled = sql_and2(first, fulfilled);
		elements = lappend(elements, sql_cast_to(fulfilled, SQL_TYPE_INTEGER));
	}
	return sql_array(elements, sql_array_type(SQL_TYPE_BIGINT));
}

#define REFUSED(n, way)                                                                        \
	{                                                                                          \
		.name = n, .kind = FUNCTION_AGGREGATE, .refused = "PostgreSQL has no such aggregate.", \
		.instead = way                                                                         \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "windowFunnel", .kind = FUNCTION_AGGREGATE, .over = OVER_EVENTS, .parameters = "constant number[, constant string...]", .arguments = "any, any...", .result_hook = type_of_funnel,
		.nulls = NULLS_BY_HOOK, .print = print_funnel, .note = "the window is in seconds, in days if the time is a Date; mode strict_increase"},
	{.name = "sequenceMatch", .kind = FUNCTION_AGGREGATE, .over = OVER_EVENTS, .parameters = "constant string", .arguments = "any, any...", .result_hook = type_of_sequence,
		.nulls = NULLS_BY_HOOK, .variant = HOGQL_BOOL, .text = "COALESCE({1} ~ {2}, false)", .print = print_sequence, .note = "at most 5 conditions"},
	{.name = "sequenceCount", .kind = FUNCTION_AGGREGATE, .over = OVER_EVENTS, .parameters = "constant string", .arguments = "any, any...", .result_hook = type_of_sequence,
		.nulls = NULLS_BY_HOOK, .variant = HOGQL_INT, .text = "(SELECT pg_catalog.count(*) FROM pg_catalog.regexp_matches({1}, {2}, 'g') AS x1(m))", .print = print_sequence},
	{.name = "retention", .kind = FUNCTION_AGGREGATE, .over = OVER_CONDITIONS, .arguments = "any...", .result_hook = type_of_retention, .nulls = NULLS_BY_HOOK, .print = print_retention},
	REFUSED("sequenceNextNode", "Use leadInFrame(...) in a subquery."),
	REFUSED("sequenceMatchEvents", "Use sequenceMatch(...)."),
	REFUSED("histogram", "Use count() by floor(x / width)."),
	REFUSED("uniqState", "Use uniq(...)."),
};

/* clang-format on */

const FunctionFamily sequence_functions = {"Events in their order", functions, lengthof(functions)};
