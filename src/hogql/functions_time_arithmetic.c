/*
 * hogql/functions_time_arithmetic.c
 *		Differences of times, and times that are moved: dateDiff, age, addDays, dateAdd, toIntervalDay.
 *
 * - Days and more are moved on the clock's face: PostgreSQL does so in the session's zone for an instant,
 *   and for a wall clock by nature.  Hours and less are time that has elapsed.
 */
#include "postgres.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/time_interval.h"

/* One of each unit, as PostgreSQL's interval. */
static const char *const one_of[] = {
	[UNIT_NONE] = NULL,
	[UNIT_MICROSECOND] = "'1 microsecond'::pg_catalog.interval",
	[UNIT_MILLISECOND] = "'1 millisecond'::pg_catalog.interval",
	[UNIT_SECOND] = "'1 second'::pg_catalog.interval",
	[UNIT_MINUTE] = "'1 minute'::pg_catalog.interval",
	[UNIT_HOUR] = "'1 hour'::pg_catalog.interval",
	[UNIT_DAY] = "'1 day'::pg_catalog.interval",
	[UNIT_WEEK] = "'7 days'::pg_catalog.interval",
	[UNIT_MONTH] = "'1 month'::pg_catalog.interval",
	[UNIT_QUARTER] = "'3 months'::pg_catalog.interval",
	[UNIT_YEAR] = "'1 year'::pg_catalog.interval",
};

static SqlNode *
interval_of(SqlNode *count, HogqlUnit unit)
{
	return sql_template1(psprintf("{1} * %s", one_of[unit]), count);
}

/* ---- Intervals ---- */

static const HogqlFunction *
interval_function(const AstNode *node)
{
	const HogqlFunction *function;

	if (!node || node->kind != AST_CALL)
		return NULL;
	function = functions_lookup(((const AstCall *) node)->name->text);
	return function && function->result_hook && strncmp(function->name, "toInterval", 10) == 0
			   ? function
			   : NULL;
}

ConstantInterval
constant_interval(const FunctionCall *call, int argument)
{
	const AstNode *node = operand_node(&call->arguments[argument]);
	const HogqlFunction *function = interval_function(node);
	ConstantInterval interval = {.count = 0};
	Operand count;

	if (function)
	{
		count.node = linitial(((const AstCall *) node)->args);
		count.type = hogql_type(HOGQL_INT, false);
		(void) operand_constant_int(&count, &interval.count);
		interval.unit = function->variant;
	}
	if (interval.count < 1 || interval.count > 1000000 || interval.unit < UNIT_SECOND)
		argument_error(call, argument, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("function %s needs a constant interval of at least one second",
								call->name),
					   "Write it as INTERVAL 5 MINUTE.");
	return interval;
}

static const HogqlType *
type_of_interval(FunctionCall *call)
{
	return hogql_interval(call->function->variant, call->arguments[0].type->nullable);
}

static SqlNode *
print_interval(FunctionCall *call)
{
	return interval_of(call->arguments[0].sql, call->function->variant);
}

/* ---- Moving ---- */

const HogqlType *
moved_type(const HogqlType *type, HogqlUnit unit, bool nullable)
{
	if (type->kind == HOGQL_DATE)
		return unit >= UNIT_DAY ? hogql_type(HOGQL_DATE, nullable) : hogql_datetime(0, nullable);
	return datetime_like(type, unit != UNIT_NONE && unit < UNIT_SECOND ? 6 : type->precision,
						 nullable);
}

/* In a zone whose clock never changes, what the clock shows has elapsed. */
static bool
is_steady_zone(const char *zone)
{
	return pg_strcasecmp(zone, "UTC") == 0 || pg_strcasecmp(zone, "GMT") == 0 ||
		   pg_strcasecmp(zone, "Etc/UTC") == 0 || pg_strcasecmp(zone, "Etc/GMT") == 0;
}

SqlNode *
moved_time(const Operand *time, SqlNode *interval, HogqlUnit unit, bool back,
		   const FunctionContext *context)
{
	const char *template = back ? "{1} - {2}" : "{1} + {2}";
	const HogqlType *type = time->type;
	const char *zone = type->zone ? type->zone : context->zone;
	Operand moved;

	if (type->kind == HOGQL_DATE && unit >= UNIT_DAY)
		return sql_cast_to(sql_template2(template, time->sql, interval), SQL_TYPE_DATE);
	if (type->kind == HOGQL_DATE)
		return sql_template2(template, sql_cast_to(time->sql, SQL_TYPE_TIMESTAMPTZ), interval);
	if (!type->wall_clock || unit >= UNIT_DAY || is_steady_zone(zone))
		return sql_template2(template, time->sql, interval);
	moved = made_operand(sql_template2(template, as_instant(time), interval),
						 hogql_datetime(type->precision, true));
	return as_wall_clock(&moved, type->zone);
}

/* addDays(x, n): variant is the unit; text is "-" for subtractDays. */
static const HogqlType *
type_of_add(FunctionCall *call)
{
	return moved_type(call->arguments[0].type, call->function->variant,
					  call->arguments[0].type->nullable || call->arguments[1].type->nullable);
}

static SqlNode *
print_add(FunctionCall *call)
{
	HogqlUnit unit = call->function->variant;
	bool back = call->function->text != NULL;
	const Operand *time = &call->arguments[0];

	if (time->type->kind == HOGQL_DATE && unit == UNIT_DAY)
		return sql_template2(back ? "{1} - {2}::pg_catalog.int4" : "{1} + {2}::pg_catalog.int4",
							 time->sql, call->arguments[1].sql);
	return moved_time(time, interval_of(call->arguments[1].sql, unit), unit, back, call->context);
}

/* dateAdd('day', n, x) and dateAdd(x, INTERVAL …), told apart by the number of arguments. */
typedef struct DateAdd
{
	Operand time;
	HogqlUnit unit;
	Operand *count; /* of units; else interval is set */
	Operand *interval;
} DateAdd;

static void
check_argument(const FunctionCall *call, int argument, bool fits, const char *wanted)
{
	if (!fits)
		argument_error(call, argument, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("argument %d of function %s has to be %s, not %s", argument + 1,
								call->name, wanted,
								hogql_type_name(call->arguments[argument].type)),
					   NULL);
}

static HogqlUnit
unit_argument(const FunctionCall *call, int argument)
{
	HogqlUnit unit = hogql_unit(required_string(call, argument));

	if (unit == UNIT_NONE)
		argument_error(call, argument, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s is no unit of time",
								hogql_excerpt(required_string(call, argument))),
					   "Units are second, minute, hour, day, week, month, quarter, year.");
	return unit;
}

static Operand
time_operand(const FunctionCall *call, int argument)
{
	Operand time = call->arguments[argument];
	const HogqlType *type = hogql_datetime(0, time.type->nullable);

	if (hogql_is_time(time.type))
		return time;
	check_argument(call, argument,
				   time.type->kind == HOGQL_NULL || operand_constant_string(&time) != NULL,
				   "a Date or DateTime");
	if (time.sql)
		time.sql = operand_as(&time, type, call->context);
	time.type = type;
	return time;
}

static DateAdd
read_date_add(const FunctionCall *call)
{
	DateAdd add = {.unit = UNIT_NONE};

	if (call->argument_count == 3)
	{
		add.unit = unit_argument(call, 0);
		add.count = &call->arguments[1];
		add.time = time_operand(call, 2);
		check_argument(call, 1,
					   add.count->type->kind == HOGQL_INT || add.count->type->kind == HOGQL_NULL,
					   "an integer");
		return add;
	}
	add.time = time_operand(call, 0);
	add.interval = &call->arguments[1];
	add.unit = add.interval->type->unit;
	check_argument(call, 1, add.interval->type->kind == HOGQL_INTERVAL, "an interval");
	return add;
}

static const HogqlType *
type_of_date_add(FunctionCall *call)
{
	DateAdd add = read_date_add(call);
	const Operand *by = add.count ? add.count : add.interval;

	return moved_type(add.time.type, add.unit, add.time.type->nullable || by->type->nullable);
}

/* variant: back. */
static SqlNode *
print_date_add(FunctionCall *call)
{
	DateAdd add = read_date_add(call);
	SqlNode *interval =
		add.count ? interval_of(operand_as(add.count, hogql_type(HOGQL_INT, true), call->context),
								add.unit)
				  : add.interval->sql;

	return moved_time(&add.time, interval, add.unit, call->function->variant != 0, call->context);
}

/* ---- Differences ---- */

#define YEAR(x) "EXTRACT(year FROM " x ")::pg_catalog.int4"
#define MONTHS(x) "(" YEAR(x) " * 12 + EXTRACT(month FROM " x ")::pg_catalog.int4)"
#define QUARTERS(x) "(" YEAR(x) " * 4 + EXTRACT(quarter FROM " x ")::pg_catalog.int4)"
#define MONDAY(x) "pg_catalog.date_trunc('week', " x ")::pg_catalog.date"
#define EPOCH(x, seconds) \
	"pg_catalog.floor(EXTRACT(epoch FROM " x ") / " seconds ")::pg_catalog.int8"

/* How many boundaries of a unit lie between two clocks' times; of two instants for what is below a day. */
static const char *const differences[] = {
	[UNIT_MICROSECOND] = "(EXTRACT(epoch FROM {2} - {1}) * 1000000)::pg_catalog.int8",
	[UNIT_MILLISECOND] =
		"(pg_catalog.floor(EXTRACT(epoch FROM {2}) * 1000) - pg_catalog.floor(EXTRACT(epoch FROM {1}) * 1000))::pg_catalog.int8",
	[UNIT_SECOND] = "(" EPOCH("{2}", "1") " - " EPOCH("{1}", "1") ")",
	[UNIT_MINUTE] = "(" EPOCH("{2}", "60") " - " EPOCH("{1}", "60") ")",
	[UNIT_HOUR] = "(" EPOCH("{2}", "3600") " - " EPOCH("{1}", "3600") ")",
	[UNIT_DAY] = "({2}::pg_catalog.date - {1}::pg_catalog.date)",
	[UNIT_WEEK] = "((" MONDAY("{2}") " - " MONDAY("{1}") ") / 7)",
	[UNIT_MONTH] = "(" MONTHS("{2}") " - " MONTHS("{1}") ")",
	[UNIT_QUARTER] = "(" QUARTERS("{2}") " - " QUARTERS("{1}") ")",
	[UNIT_YEAR] = "(" YEAR("{2}") " - " YEAR("{1}") ")",
};

/* age() of PostgreSQL counts whole months; the rest is elapsed on the clock. */
#define AGE_MONTHS \
	"(EXTRACT(year FROM pg_catalog.age({2}, {1})) * 12 + EXTRACT(month FROM pg_catalog.age({2}, {1})))"
#define AGE_SECONDS(seconds) \
	"pg_catalog.trunc(EXTRACT(epoch FROM {2} - {1}) / " seconds ")::pg_catalog.int8"

static const char *const ages[] = {
	[UNIT_MICROSECOND] = "(EXTRACT(epoch FROM {2} - {1}) * 1000000)::pg_catalog.int8",
	[UNIT_MILLISECOND] = "pg_catalog.trunc(EXTRACT(epoch FROM {2} - {1}) * 1000)::pg_catalog.int8",
	[UNIT_SECOND] = AGE_SECONDS("1"),
	[UNIT_MINUTE] = AGE_SECONDS("60"),
	[UNIT_HOUR] = AGE_SECONDS("3600"),
	[UNIT_DAY] = AGE_SECONDS("86400"),
	[UNIT_WEEK] = AGE_SECONDS("604800"),
	[UNIT_MONTH] = AGE_MONTHS "::pg_catalog.int8",
	[UNIT_QUARTER] = "pg_catalog.trunc(" AGE_MONTHS "::pg_catalog.numeric / 3)::pg_catalog.int8",
	[UNIT_YEAR] = "EXTRACT(year FROM pg_catalog.age({2}, {1}))::pg_catalog.int8",
};

/* An instant needs no zone, in which two of them may look alike. */
static SqlNode *
instant_of(const FunctionCall *call, int argument, const Operand *clock)
{
	const Operand *given = &call->arguments[argument];

	return as_instant(given->type->kind == HOGQL_DATETIME ? given : clock);
}

/* variant: age. */
static SqlNode *
print_difference(FunctionCall *call)
{
	HogqlUnit unit = unit_argument(call, 0);
	Operand from = clock_operand(call, 1, 3);
	Operand to = clock_operand(call, 2, 3);
	const char *template = call->function->variant ? ages[unit] : differences[unit];

	if (unit < UNIT_DAY)
		return sql_template2(template, instant_of(call, 1, &from), instant_of(call, 2, &to));
	return sql_template2(template, as_wall_clock(&from, from.type->zone),
						 as_wall_clock(&to, to.type->zone));
}

/* ---- Made of parts ---- */

#define MAKE_DATE                                                                                 \
	"CASE WHEN {1} BETWEEN 1 AND 9999 AND {2} BETWEEN 1 AND 12 THEN CASE WHEN {3} BETWEEN 1 AND " \
	"EXTRACT(day FROM pg_catalog.make_date({1}::pg_catalog.int4, {2}::pg_catalog.int4, 1) "       \
	"+ '1 month -1 day'::pg_catalog.interval) THEN pg_catalog.make_date({1}::pg_catalog.int4, "   \
	"{2}::pg_catalog.int4, {3}::pg_catalog.int4) END END"

#define INTERVAL(n, unit)                                                            \
	{                                                                                \
		.name = "toInterval" n, .arguments = "int", .result_hook = type_of_interval, \
		.nulls = NULLS_BY_HOOK, .variant = unit, .print = print_interval             \
	}
#define ADD(n, unit)                                                                \
	{.name = "add" n,                                                               \
	 .arguments = "time, int",                                                      \
	 .result_hook = type_of_add,                                                    \
	 .nulls = NULLS_BY_HOOK,                                                        \
	 .variant = unit,                                                               \
	 .print = print_add},                                                           \
	{                                                                               \
		.name = "subtract" n, .arguments = "time, int", .result_hook = type_of_add, \
		.nulls = NULLS_BY_HOOK, .variant = unit, .text = "-", .print = print_add    \
	}
#define DATE_ADD(n, back)                                                           \
	{                                                                               \
		.name = n, .arguments = "any, any[, any]", .result_hook = type_of_date_add, \
		.nulls = NULLS_BY_HOOK, .variant = back, .print = print_date_add,           \
		.note = "of a unit, a number and a time, or of a time and an interval"      \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "dateDiff", .arguments = "constant string, time, time[, zone]", .result = RESULT_INT, .print = print_difference,
		.note = "boundaries of the unit that lie between; weeks begin on Monday"},
	{.name = "date_diff", .same_as = "dateDiff"},
	{.name = "timestampDiff", .same_as = "dateDiff"},
	{.name = "age", .arguments = "constant string, time, time[, zone]", .result = RESULT_INT, .variant = 1, .print = print_difference,
		.note = "whole units that have elapsed"},
	ADD("Years", UNIT_YEAR),
	ADD("Quarters", UNIT_QUARTER),
	ADD("Months", UNIT_MONTH),
	ADD("Weeks", UNIT_WEEK),
	ADD("Days", UNIT_DAY),
	ADD("Hours", UNIT_HOUR),
	ADD("Minutes", UNIT_MINUTE),
	ADD("Seconds", UNIT_SECOND),
	ADD("Milliseconds", UNIT_MILLISECOND),
	ADD("Microseconds", UNIT_MICROSECOND),
	DATE_ADD("dateAdd", 0),
	{.name = "date_add", .same_as = "dateAdd"},
	{.name = "timestampAdd", .same_as = "dateAdd"},
	{.name = "timestamp_add", .same_as = "dateAdd"},
	DATE_ADD("dateSub", 1),
	{.name = "date_sub", .same_as = "dateSub"},
	{.name = "timestampSub", .same_as = "dateSub"},
	{.name = "timestamp_sub", .same_as = "dateSub"},
	INTERVAL("Year", UNIT_YEAR),
	INTERVAL("Quarter", UNIT_QUARTER),
	INTERVAL("Month", UNIT_MONTH),
	INTERVAL("Week", UNIT_WEEK),
	INTERVAL("Day", UNIT_DAY),
	INTERVAL("Hour", UNIT_HOUR),
	INTERVAL("Minute", UNIT_MINUTE),
	INTERVAL("Second", UNIT_SECOND),
	{.name = "makeDate", .arguments = "int, int, int", .result = RESULT_DATE, .nulls = NULLS_ALWAYS, .sql = MAKE_DATE, .note = "NULL for an impossible date"},
	{.name = "make_date", .same_as = "makeDate"},
};

/* clang-format on */

const FunctionFamily time_arithmetic_functions = {"Differences and moved times", functions,
												  lengthof(functions)};
