/*
 * hogql/functions_time_start.c
 *		The starts of years, months, weeks, hours and intervals.
 *
 * - Days and more give a Date, but toStartOfDay; what is less gives a DateTime of the argument's zone.
 */
#include "postgres.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/time_interval.h"

/* ---- Templates of one operand, a timestamp or a timestamptz, by the unit ---- */

#define TRUNCATED(unit) "pg_catalog.date_trunc('" unit "', {1})"
#define TRUNCATED_DATE(unit) TRUNCATED(unit) "::pg_catalog.date"

static const char *const starts[] = {
	[UNIT_SECOND] = TRUNCATED("second"),
	[UNIT_MINUTE] = TRUNCATED("minute"),
	[UNIT_HOUR] = TRUNCATED("hour"),
	[UNIT_DAY] = TRUNCATED("day"),
	[UNIT_WEEK] = TRUNCATED_DATE("week"),
	[UNIT_MONTH] = TRUNCATED_DATE("month"),
	[UNIT_QUARTER] = TRUNCATED_DATE("quarter"),
	[UNIT_YEAR] = TRUNCATED_DATE("year"),
};

static SqlNode *
clock_argument(const FunctionCall *call, int argument, int zone)
{
	return clock_operand(call, argument, zone).sql;
}

/* A DateTime in the zone of the argument, or of the one that is named. */
static const HogqlType *
start_type(const FunctionCall *call, int argument, int zone)
{
	const HogqlType *type = clock_operand(call, argument, zone).type;

	if (call->arguments[argument].type->kind == HOGQL_DATE && !type->zone)
		return hogql_datetime(0, type->nullable);
	return datetime_like(type, 0, type->nullable);
}

static const HogqlType *
type_of_start(FunctionCall *call)
{
	return start_type(call, 0, 1);
}

/* A clock's time as a value of the type: it is one already but where a Date became an instant. */
static SqlNode *
start_as(SqlNode *start, const Operand *time, const HogqlType *type)
{
	if (time->type->kind == HOGQL_DATE && !type->wall_clock)
		return sql_cast_to(start, SQL_TYPE_TIMESTAMPTZ);
	return start;
}

/* To a Date: text is a template. */
static SqlNode *
print_start_date(FunctionCall *call)
{
	return sql_template1(call->function->text, clock_argument(call, 0, 1));
}

/* To a DateTime. */
static SqlNode *
print_start(FunctionCall *call)
{
	SqlNode *start = sql_template1(call->function->text, clock_argument(call, 0, 1));

	return start_as(start, &call->arguments[0], call->type);
}

#define MINUTES(n)                                                                         \
	"(pg_catalog.date_trunc('hour', {1}) + pg_catalog.floor(EXTRACT(minute FROM {1}) / " n \
	") * '" n " minutes'::pg_catalog.interval)"

#define ISO_YEAR                                                                                           \
	"pg_catalog.date_trunc('week', pg_catalog.make_date(EXTRACT(isoyear FROM {1})::pg_catalog.int4, 1, 4)" \
	"::pg_catalog.timestamp)::pg_catalog.date"
#define LAST_OF_MONTH \
	"(pg_catalog.date_trunc('month', {1}) + '1 month -1 day'::pg_catalog.interval)::pg_catalog.date"

/* ---- Weeks ---- */

static const char *const week_starts[2][2] = {
	/* of Sunday, of Monday: the first day, the last one */
	{"({1}::pg_catalog.date - EXTRACT(dow FROM {1})::pg_catalog.int4)",
	 "({1}::pg_catalog.date - EXTRACT(dow FROM {1})::pg_catalog.int4 + 6)"},
	{"pg_catalog.date_trunc('week', {1})::pg_catalog.date",
	 "(pg_catalog.date_trunc('week', {1})::pg_catalog.date + 6)"},
};

/* variant: the last day. */
static SqlNode *
print_week_start(FunctionCall *call)
{
	bool monday = call->context->monday_first;

	if (call->argument_count > 1)
		monday = required_int(call, 1) % 2 != 0;
	return sql_template1(week_starts[monday][call->function->variant], clock_argument(call, 0, 2));
}

/* ---- dateTrunc ---- */

static HogqlUnit
truncation_unit(const FunctionCall *call)
{
	HogqlUnit unit = hogql_unit(required_string(call, 0));

	if (unit < UNIT_SECOND)
		argument_error(call, 0, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s is no unit to which a time can be cut",
								hogql_excerpt(required_string(call, 0))),
					   "Units are second, minute, hour, day, week, month, quarter, year.");
	return unit;
}

static const HogqlType *
type_of_truncation(FunctionCall *call)
{
	HogqlUnit unit = truncation_unit(call);
	const HogqlType *type = call->arguments[1].type;

	if (unit >= UNIT_WEEK || (unit == UNIT_DAY && type->kind == HOGQL_DATE))
		return hogql_type(HOGQL_DATE, type->nullable);
	return start_type(call, 1, 2);
}

static SqlNode *
print_truncation(FunctionCall *call)
{
	HogqlUnit unit = truncation_unit(call);
	const Operand *time = &call->arguments[1];

	SqlNode *start;

	if (unit == UNIT_DAY && time->type->kind == HOGQL_DATE)
		return time->sql;
	start = sql_template1(starts[unit], clock_argument(call, 1, 2));
	return unit >= UNIT_WEEK ? start : start_as(start, time, call->type);
}

/* ---- toStartOfInterval ---- */

/* Of {1}, a clock's time: {2} of them at a time. */
#define START_OF_HOURS                                                                                                   \
	"(pg_catalog.date_trunc('day', {1}) + pg_catalog.floor(EXTRACT(epoch FROM {1} - pg_catalog.date_trunc('day', {1})) " \
	"/ (3600 * {2})) * {2} * '1 hour'::pg_catalog.interval)"
#define START_OF_DAYS(first)                                                           \
	"('" first "'::pg_catalog.date + pg_catalog.floor(({1}::pg_catalog.date - '" first \
	"'::pg_catalog.date)"                                                              \
	"::pg_catalog.numeric / {2})::pg_catalog.int4 * {2})"
#define MONTHS_SINCE_1970 \
	"((EXTRACT(year FROM {1})::pg_catalog.int4 - 1970) * 12 + EXTRACT(month FROM {1})::pg_catalog.int4 - 1)"
#define START_OF_MONTHS                                                    \
	"('1970-01-01'::pg_catalog.date + pg_catalog.floor(" MONTHS_SINCE_1970 \
	"::pg_catalog.numeric / {2})"                                          \
	"::pg_catalog.int4 * {2} * '1 month'::pg_catalog.interval)::pg_catalog.date"
#define START_OF_YEARS \
	"pg_catalog.make_date(CASE WHEN EXTRACT(year FROM {1}) < {2} THEN 1 ELSE EXTRACT(year FROM {1})::pg_catalog.int4 / {2} * {2} END, 1, 1)"
#define START_OF_SECONDS \
	"pg_catalog.to_timestamp(pg_catalog.floor(EXTRACT(epoch FROM {1}) / {2}) * {2})"

static const HogqlType *
type_of_interval_start(FunctionCall *call)
{
	ConstantInterval interval = constant_interval(call, 1);

	if (interval.unit >= UNIT_WEEK)
		return hogql_type(HOGQL_DATE, call->arguments[0].type->nullable);
	return start_type(call, 0, 2);
}

/* Seconds and minutes are counted from 1970 on, whatever the zone. */
static SqlNode *
start_of_seconds(const FunctionCall *call, int64 seconds)
{
	const Operand *given = &call->arguments[0];
	Operand clock = clock_operand(call, 0, 2);
	SqlNode *time = as_instant(given->type->kind == HOGQL_DATETIME ? given : &clock);
	SqlNode *start = sql_template2(START_OF_SECONDS, time, sql_integer(seconds));
	Operand instant = made_operand(start, hogql_datetime(0, true));

	return call->type->wall_clock ? as_wall_clock(&instant, call->type->zone) : start;
}

static SqlNode *
print_interval_start(FunctionCall *call)
{
	ConstantInterval interval = constant_interval(call, 1);
	SqlNode *clock = clock_argument(call, 0, 2);
	SqlNode *n = sql_integer(interval.unit == UNIT_WEEK		 ? interval.count * 7
							 : interval.unit == UNIT_QUARTER ? interval.count * 3
															 : interval.count);

	switch (interval.unit)
	{
		case UNIT_SECOND:
			return start_of_seconds(call, interval.count);
		case UNIT_MINUTE:
			return start_of_seconds(call, interval.count * 60);
		case UNIT_HOUR:
			return start_as(sql_template2(START_OF_HOURS, clock, n), &call->arguments[0],
							call->type);
		case UNIT_DAY:
			return sql_cast(sql_template2(START_OF_DAYS("1970-01-01"), clock, n),
							hogql_sql_type(call->type));
		case UNIT_WEEK:
			return sql_template2(START_OF_DAYS("1970-01-05"), clock, n);
		case UNIT_MONTH:
		case UNIT_QUARTER:
			return sql_template2(START_OF_MONTHS, clock, n);
		default:
			return sql_template2(START_OF_YEARS, clock, n);
	}
}

#define START_DATE(n, template)                                                                 \
	{                                                                                           \
		.name = n, .arguments = "time[, zone]", .result = RESULT_DATE, .nulls = NULLS_OF_FIRST, \
		.text = template, .print = print_start_date                                             \
	}
#define START_TIME(n, template)                                               \
	{                                                                         \
		.name = n, .arguments = "time[, zone]", .result_hook = type_of_start, \
		.nulls = NULLS_BY_HOOK, .text = template, .print = print_start        \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	START_DATE("toStartOfYear", TRUNCATED_DATE("year")),
	START_DATE("toStartOfQuarter", TRUNCATED_DATE("quarter")),
	START_DATE("toStartOfMonth", TRUNCATED_DATE("month")),
	START_DATE("toStartOfISOYear", ISO_YEAR),
	START_DATE("toMonday", TRUNCATED_DATE("week")),
	START_DATE("toLastDayOfMonth", LAST_OF_MONTH),
	{.name = "last_day", .same_as = "toLastDayOfMonth"},
	{.name = "toStartOfWeek", .arguments = "time[, constant int[, zone]]", .result = RESULT_DATE, .nulls = NULLS_OF_FIRST, .print = print_week_start,
		.note = "even modes Sunday, odd ones Monday; without a mode, metahog.hogql_week_start"},
	{.name = "toLastDayOfWeek", .arguments = "time[, constant int[, zone]]", .result = RESULT_DATE, .nulls = NULLS_OF_FIRST, .variant = 1, .print = print_week_start},
	START_TIME("toStartOfDay", TRUNCATED("day")),
	START_TIME("toStartOfHour", TRUNCATED("hour")),
	START_TIME("toStartOfMinute", TRUNCATED("minute")),
	START_TIME("toStartOfSecond", TRUNCATED("second")),
	START_TIME("toStartOfFiveMinutes", MINUTES("5")),
	{.name = "toStartOfFiveMinute", .same_as = "toStartOfFiveMinutes"},
	START_TIME("toStartOfTenMinutes", MINUTES("10")),
	START_TIME("toStartOfFifteenMinutes", MINUTES("15")),
	START_TIME("timeSlot", MINUTES("30")),
	{.name = "toStartOfInterval", .arguments = "time, interval[, zone]", .result_hook = type_of_interval_start, .nulls = NULLS_BY_HOOK, .print = print_interval_start,
		.note = "weeks from Monday; seconds to days give a DateTime, weeks to years a Date"},
	{.name = "dateTrunc", .arguments = "constant string, time[, zone]", .result_hook = type_of_truncation, .nulls = NULLS_BY_HOOK, .print = print_truncation,
		.note = "weeks begin on Monday"},
	{.name = "date_trunc", .same_as = "dateTrunc"},
};

/* clang-format on */

const FunctionFamily time_start_functions = {"Starts of days, weeks and more", functions,
											 lengthof(functions)};
