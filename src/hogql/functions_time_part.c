/*
 * hogql/functions_time_part.c
 *		Parts of dates and times: years, weeks in all of their modes, Unix time, zones.
 *
 * - An instant's parts are those of the session's zone, which PostgreSQL takes by itself.
 */
#include "postgres.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"

/* ---- Simple parts ---- */

/* text is a template of one operand, which the second argument may put into a zone. */
static SqlNode *
print_part(FunctionCall *call)
{
	return sql_template1(call->function->text, clock_operand(call, 0, 1).sql);
}

#define PART(field) "EXTRACT(" field " FROM {1})::pg_catalog.int4"

/* Monday is 1, or 0; Sunday is 0, or 1. */
static const char *const days_of_week[] = {
	PART("isodow"),
	"(" PART("isodow") " - 1)",
	PART("dow"),
	"(" PART("dow") " + 1)",
};

static SqlNode *
print_day_of_week(FunctionCall *call)
{
	Operand time = operand_in_zone(call, 0, 2);
	int64 mode = call->argument_count > 1 ? required_int(call, 1) : 0;

	if (mode < 0 || mode > 3)
		argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
					   "the mode of function toDayOfWeek is 0 to 3", NULL);
	return sql_template1(days_of_week[mode], time.sql);
}

/* ---- Weeks ---- */

/* Days since the week began. */
#define SINCE_MONDAY(d) "(EXTRACT(isodow FROM " d ")::pg_catalog.int4 - 1)"
#define SINCE_SUNDAY(d) "EXTRACT(dow FROM " d ")::pg_catalog.int4"

/* The week of the date's year: 0 before the first one.  shift says which week is the first. */
#define WEEK(d, since, shift) \
	"(EXTRACT(doy FROM " d ")::pg_catalog.int4 - 1 - " since(d) " + " shift ") / 7"

#define LAST_OF_YEAR_BEFORE \
	"(pg_catalog.date_trunc('year', {1}::pg_catalog.timestamp)::pg_catalog.date - 1)"
#define NEXT_YEAR \
	"(pg_catalog.date_trunc('year', {1}::pg_catalog.timestamp) + '1 year'::pg_catalog.interval)::pg_catalog.date"

/* The coming first of January is in this week, and in a first week. */
#define IN_NEXT_YEAR(since, shift) \
	NEXT_YEAR " - {1} + " since("{1}") " < 7 AND " WEEK(NEXT_YEAR, since, shift) " = 1"

/* With weeks that belong to the year before or behind. */
#define WHOLE_WEEK(since, shift)                                           \
	"CASE WHEN " IN_NEXT_YEAR(since, shift) " THEN 1 WHEN " WEEK(          \
		"{1}", since, shift) " = 0 THEN " WEEK(LAST_OF_YEAR_BEFORE, since, \
											   shift) " ELSE " WEEK("{1}", since, shift) " END"

#define YEAR_WEEK(since, shift)                                                                                                                                                                                      \
	"CASE WHEN " IN_NEXT_YEAR(since, shift) " THEN (EXTRACT(year FROM {1})::pg_catalog.int4 + 1) * 100 + 1 WHEN " WEEK("{1}", since, shift) " = 0 THEN (EXTRACT(year FROM {1})::pg_catalog.int4 - 1) * 100 + " WEEK( \
		LAST_OF_YEAR_BEFORE, since,                                                                                                                                                                                  \
		shift) " ELSE EXTRACT(year FROM {1})::pg_catalog.int4 * 100 + " WEEK("{1}", since,                                                                                                                           \
																			 shift) " END"

#define MOST_WEEK_MODE 9

typedef struct WeekMode
{
	const char *week;
	const char *year_week;
} WeekMode;

/* What is the first week: 7 the first whole one, 10 the one with most days in the year, 13 that of 1 January. */
static const WeekMode week_modes[] = {
	{WEEK("{1}", SINCE_SUNDAY, "7"), YEAR_WEEK(SINCE_SUNDAY, "7")},
	{WEEK("{1}", SINCE_MONDAY, "10"), YEAR_WEEK(SINCE_MONDAY, "10")},
	{WHOLE_WEEK(SINCE_SUNDAY, "7"), YEAR_WEEK(SINCE_SUNDAY, "7")},
	{WHOLE_WEEK(SINCE_MONDAY, "10"), YEAR_WEEK(SINCE_MONDAY, "10")},
	{WEEK("{1}", SINCE_SUNDAY, "10"), YEAR_WEEK(SINCE_SUNDAY, "10")},
	{WEEK("{1}", SINCE_MONDAY, "7"), YEAR_WEEK(SINCE_MONDAY, "7")},
	{WHOLE_WEEK(SINCE_SUNDAY, "10"), YEAR_WEEK(SINCE_SUNDAY, "10")},
	{WHOLE_WEEK(SINCE_MONDAY, "7"), YEAR_WEEK(SINCE_MONDAY, "7")},
	{WHOLE_WEEK(SINCE_SUNDAY, "13"), YEAR_WEEK(SINCE_SUNDAY, "13")},
	{WHOLE_WEEK(SINCE_MONDAY, "13"), YEAR_WEEK(SINCE_MONDAY, "13")},
};

/* variant: with the year. */
static SqlNode *
print_week(FunctionCall *call)
{
	Operand time = operand_in_zone(call, 0, 2);
	int64 mode = call->argument_count > 1 ? required_int(call, 1) : 0;

	if (mode < 0 || mode > MOST_WEEK_MODE)
		argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("the mode of function %s is 0 to 9", call->name), NULL);
	return sql_template1(call->function->variant ? week_modes[mode].year_week
												 : week_modes[mode].week,
						 sql_cast_to(time.sql, SQL_TYPE_DATE));
}

/* ---- Unix time ---- */

/* text is a template of the instant. */
static SqlNode *
print_of_instant(FunctionCall *call)
{
	Operand time = call->arguments[0];
	const char *zone = zone_argument(call, 1);

	if (zone && time.type->kind == HOGQL_DATE)
	{
		time.sql = as_wall_clock(&time, zone);
		time.type = hogql_wall_clock(zone, 0, time.type->nullable);
	}
	return sql_template1(call->function->text, as_instant(&time));
}

#define UNIX_TIME(scale) "pg_catalog.floor(EXTRACT(epoch FROM {1})" scale ")::pg_catalog.int8"

/* ---- Zones ---- */

static const HogqlType *
type_of_zoned(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;

	return hogql_wall_clock(zone_argument(call, 1), type->precision, type->nullable);
}

static SqlNode *
print_zoned(FunctionCall *call)
{
	return operand_in_zone(call, 0, 1).sql;
}

static SqlNode *
print_zone(FunctionCall *call)
{
	const char *zone = call->argument_count > 0 ? call->arguments[0].type->zone : NULL;

	return sql_string(zone ? zone : call->context->zone);
}

static SqlNode *
print_zone_offset(FunctionCall *call)
{
	const Operand *time = &call->arguments[0];

	if (!time->type->wall_clock)
		return sql_template1("EXTRACT(timezone FROM {1})::pg_catalog.int4", as_instant(time));
	return sql_template2("EXTRACT(epoch FROM {1} - ({2} AT TIME ZONE 'UTC'))::pg_catalog.int4",
						 time->sql, as_instant(time));
}

#define PART_FUNCTION(n, template)                                                      \
	{                                                                                   \
		.name = n, .arguments = "time[, zone]", .result = RESULT_INT, .text = template, \
		.print = print_part                                                             \
	}
#define INSTANT_FUNCTION(n, template)                                                   \
	{                                                                                   \
		.name = n, .arguments = "time[, zone]", .result = RESULT_INT, .text = template, \
		.print = print_of_instant                                                       \
	}
#define PART_8(field) "EXTRACT(" field " FROM {1})::pg_catalog.int8"
#define YEAR_MONTH \
	"(EXTRACT(year FROM {1})::pg_catalog.int4 * 100 + EXTRACT(month FROM {1})::pg_catalog.int4)"
#define YEAR_TO_SECOND "pg_catalog.to_char({1}, 'YYYYMMDDHH24MISS')::pg_catalog.int8"

/* clang-format off */

static const HogqlFunction functions[] = {
	PART_FUNCTION("toYear", PART("year")),
	PART_FUNCTION("toQuarter", PART("quarter")),
	PART_FUNCTION("toMonth", PART("month")),
	PART_FUNCTION("toDayOfMonth", PART("day")),
	PART_FUNCTION("toDayOfYear", PART("doy")),
	PART_FUNCTION("toHour", PART("hour")),
	PART_FUNCTION("toMinute", PART("minute")),
	PART_FUNCTION("toSecond", "pg_catalog.floor(EXTRACT(second FROM {1}))::pg_catalog.int4"),
	PART_FUNCTION("toMillisecond", "(pg_catalog.floor(EXTRACT(milliseconds FROM {1}))::pg_catalog.int4 % 1000)"),
	PART_FUNCTION("toISOYear", PART("isoyear")),
	PART_FUNCTION("toISOWeek", PART("week")),
	{.name = "year", .same_as = "toYear"},
	{.name = "quarter", .same_as = "toQuarter"},
	{.name = "month", .same_as = "toMonth"},
	{.name = "day", .same_as = "toDayOfMonth"},
	{.name = "dayOfMonth", .same_as = "toDayOfMonth"},
	{.name = "dayOfYear", .same_as = "toDayOfYear"},
	{.name = "hour", .same_as = "toHour"},
	{.name = "minute", .same_as = "toMinute"},
	{.name = "second", .same_as = "toSecond"},
	{.name = "millisecond", .same_as = "toMillisecond"},
	{.name = "toDayOfWeek", .arguments = "time[, constant int[, zone]]", .result = RESULT_INT, .print = print_day_of_week,
		.note = "1 Monday to 7 Sunday; mode 1: 0 Monday, 2: 0 Sunday, 3: 1 Sunday"},
	{.name = "dayOfWeek", .same_as = "toDayOfWeek"},
	{.name = "toWeek", .arguments = "time[, constant int[, zone]]", .result = RESULT_INT, .print = print_week,
		.note = "modes 0 to 7 as in MySQL, 8 and 9: the first week has 1 January"},
	{.name = "week", .same_as = "toWeek"},
	{.name = "toYearWeek", .arguments = "time[, constant int[, zone]]", .result = RESULT_INT, .variant = 1, .print = print_week},
	{.name = "yearweek", .same_as = "toYearWeek"},

	PART_FUNCTION("toYYYYMM", YEAR_MONTH),
	PART_FUNCTION("toYYYYMMDD", "(" YEAR_MONTH " * 100 + EXTRACT(day FROM {1})::pg_catalog.int4)"),
	PART_FUNCTION("toYYYYMMDDhhmmss", YEAR_TO_SECOND),
	INSTANT_FUNCTION("toUnixTimestamp", UNIX_TIME("")),
	INSTANT_FUNCTION("toUnixTimestamp64Milli", UNIX_TIME(" * 1000")),
	INSTANT_FUNCTION("toUnixTimestamp64Micro", UNIX_TIME(" * 1000000")),
	PART_FUNCTION("toRelativeYearNum", PART("year")),
	PART_FUNCTION("toRelativeQuarterNum", "(EXTRACT(year FROM {1})::pg_catalog.int4 * 4 + EXTRACT(quarter FROM {1})::pg_catalog.int4 - 1)"),
	PART_FUNCTION("toRelativeMonthNum", "(EXTRACT(year FROM {1})::pg_catalog.int4 * 12 + EXTRACT(month FROM {1})::pg_catalog.int4)"),
	PART_FUNCTION("toRelativeDayNum", "({1}::pg_catalog.date - '1970-01-01'::pg_catalog.date)"),
	PART_FUNCTION("toModifiedJulianDay", "({1}::pg_catalog.date - '1858-11-17'::pg_catalog.date)"),

	{.name = "toTimeZone", .arguments = "datetime, zone", .result_hook = type_of_zoned, .nulls = NULLS_BY_HOOK, .print = print_zoned},
	{.name = "timeZoneOf", .arguments = "time", .result = RESULT_STRING, .nulls = NULLS_NEVER, .print = print_zone},
	{.name = "timezoneOf", .same_as = "timeZoneOf"},
	{.name = "timezone", .arguments = "", .result = RESULT_STRING, .print = print_zone, .note = "of the session"},
	{.name = "timeZoneOffset", .arguments = "datetime", .result = RESULT_INT, .print = print_zone_offset, .note = "in seconds"},
	{.name = "timezoneOffset", .same_as = "timeZoneOffset"},
};

/* clang-format on */

const FunctionFamily time_part_functions = {"Parts of dates and times", functions,
											lengthof(functions)};
