/*
 * hogql/functions_time.c
 *		What all functions of dates and times share: zones, and texts that are read as times.
 *
 * - An instant (timestamptz) is shown in the session's zone by PostgreSQL itself; a wall clock
 *   (timestamp) is what some zone's clock shows.  Types say which of them a value is.
 */
#include "postgres.h"

#include "pgtime.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"

/* ---- Zones ---- */

SqlNode *
as_instant(const Operand *operand)
{
	const HogqlType *type = operand->type;

	if (type->kind == HOGQL_DATETIME && !type->wall_clock)
		return operand->sql;
	if (type->kind == HOGQL_DATETIME && type->zone)
		return sql_template2("{1} AT TIME ZONE {2}", operand->sql, sql_string(type->zone));
	return sql_cast_to(operand->sql, SQL_TYPE_TIMESTAMPTZ);
}

SqlNode *
as_wall_clock(const Operand *operand, const char *zone)
{
	const HogqlType *type = operand->type;

	if (type->kind == HOGQL_DATE)
		return sql_cast_to(operand->sql, SQL_TYPE_TIMESTAMP);
	if (!zone && type->wall_clock)
		return operand->sql;
	if (!zone)
		return sql_cast_to(operand->sql, SQL_TYPE_TIMESTAMP);
	if (type->wall_clock && type->zone && strcmp(type->zone, zone) == 0)
		return operand->sql;
	return sql_template2("{1} AT TIME ZONE {2}", as_instant(operand), sql_string(zone));
}

/*
 * pg_tzset() also takes what describes a zone, as "X5": names that it has a file for have no digits, but
 * for those of regions and the few below.
 */
static bool
is_zone_name(const char *name)
{
	static const char *const with_digits[] = {"CST6CDT", "EST5EDT", "MST7MDT", "PST8PDT",
											  "GMT0",	 "GMT+0",	"GMT-0"};

	if (!pg_tzset(name) || strpbrk(name, ":,<>"))
		return false;
	if (strchr(name, '/') || !strpbrk(name, "0123456789"))
		return true;
	for (int i = 0; i < (int) lengthof(with_digits); i++)
	{
		if (pg_strcasecmp(with_digits[i], name) == 0)
			return true;
	}
	return false;
}

void
zone_check(const char *name, HogqlSpan span)
{
	if (!is_zone_name(name))
		hogql_error(span, ERRCODE_INVALID_PARAMETER_VALUE,
					psprintf("time zone %s is not known", hogql_excerpt(name)), NULL,
					"Write a name such as 'Europe/Berlin' or 'UTC'.");
}

const char *
zone_argument(const FunctionCall *call, int argument)
{
	const char *name;

	if (argument >= call->argument_count)
		return NULL;
	name = required_string(call, argument);
	zone_check(name, operand_span(&call->arguments[argument], call));
	return name;
}

Operand
operand_in_zone(const FunctionCall *call, int argument, int zone)
{
	Operand operand = call->arguments[argument];
	const char *name = zone_argument(call, zone);

	if (!name || operand.type->kind != HOGQL_DATETIME)
		return operand;
	if (operand.sql)
		operand.sql = as_wall_clock(&operand, name);
	operand.type = hogql_wall_clock(name, operand.type->precision, operand.type->nullable);
	return operand;
}

Operand
clock_operand(const FunctionCall *call, int argument, int zone)
{
	Operand operand = operand_in_zone(call, argument, zone);

	if (operand.type->kind != HOGQL_DATE)
		return operand;
	if (operand.sql)
		operand.sql = sql_cast_to(operand.sql, SQL_TYPE_TIMESTAMP);
	operand.type = hogql_wall_clock(zone_argument(call, zone), 0, operand.type->nullable);
	return operand;
}

const HogqlType *
datetime_like(const HogqlType *type, int precision, bool nullable)
{
	if (type->kind == HOGQL_DATETIME && type->wall_clock)
		return hogql_wall_clock(type->zone, precision, nullable);
	return hogql_datetime(precision, nullable);
}

/* ---- Texts as dates and times, in SQL ---- */

/*
 * Year, month and day with a mark between, all of them such as there are.  z is what may stand before a
 * month or a day of one digit.
 */
#define YEARS "(?!0000)[0-9]{{4}}"
#define LEAP_YEARS "([0-9]{{2}}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
#define VALID_DATE(mark, z)                                                    \
	"(" YEARS mark "((" z "[13578]|1[02])" mark "(" z "[1-9]|[12][0-9]|3[01])" \
	"|(" z "[469]|11)" mark "(" z "[1-9]|[12][0-9]|30)"                        \
	"|" z "2" mark "(" z "[1-9]|1[0-9]|2[0-8]))"                               \
	"|" LEAP_YEARS mark z "2" mark "29)"
#define VALID_DATES "(" VALID_DATE("-", "0?") "|" VALID_DATE("/", "0?") "|" VALID_DATE("", "0") ")"

#define CLOCK "([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
#define OFFSET "( ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))"

#define TEXT_TO_DATE                                \
	"CASE WHEN {1} ~ '^" VALID_DATES "([ T].*)?$' " \
	"THEN pg_catalog.substring({1}, '^[0-9/-]+')::pg_catalog.date END"

#define DIGITS_TO_INSTANT                                                                \
	"WHEN {1} ~ '^[0-9]{{9,10}}$' THEN pg_catalog.to_timestamp({1}::pg_catalog.float8) " \
	"WHEN {1} ~ '^[0-9]{{13}}$' THEN pg_catalog.to_timestamp({1}::pg_catalog.float8 / 1000) "

#define TEXT_TO_INSTANT                                             \
	"CASE WHEN {1} ~ '^" VALID_DATES "([ T]+" CLOCK OFFSET "?)?$' " \
	"THEN {1}::pg_catalog.timestamptz " DIGITS_TO_INSTANT "END"

/* {2} is the zone of what has no offset. */
#define TEXT_TO_CLOCK                                                                      \
	"CASE WHEN {1} ~ '^" VALID_DATES "([ T]+" CLOCK ")?$' THEN {1}::pg_catalog.timestamp " \
	"ELSE (CASE WHEN {1} ~ '^" VALID_DATES "[ T]+" CLOCK OFFSET "$' "                      \
	"THEN {1}::pg_catalog.timestamptz " DIGITS_TO_INSTANT "END) AT TIME ZONE {2} END"

SqlNode *
text_to_date(SqlNode *text)
{
	return sql_template1(TEXT_TO_DATE, text);
}

SqlNode *
text_to_datetime(SqlNode *text, const HogqlType *type)
{
	if (type->wall_clock && type->zone)
		return sql_template2(TEXT_TO_CLOCK, text, sql_string(type->zone));
	return sql_template1(TEXT_TO_INSTANT, text);
}
