/*
 * hogql/functions_time_read.c
 *		Dates and times made of something else: now, toDate, toDateTime, fromUnixTimestamp.
 *
 * - A constant text is read here; a DateTime that cannot be is an error at it, a Date is NULL.
 * - Any other text that cannot be read is NULL: the remote raises nothing.
 */
#include "postgres.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/time_constant.h"

/* ---- now ---- */

/* variant: which argument is the zone. */
static const HogqlType *
type_of_now(FunctionCall *call)
{
	const char *zone = zone_argument(call, call->function->variant);

	if (call->function->variant > 0 && call->argument_count > 0)
		(void) digits_argument(call, 0, 9);
	return zone ? hogql_wall_clock(zone, 6, false) : hogql_datetime(6, false);
}

static SqlNode *
print_now(FunctionCall *call)
{
	SqlNode *now = sql_call("now", NIL);

	return call->type->zone
			   ? sql_template2("{1} AT TIME ZONE {2}", now, sql_string(call->type->zone))
			   : now;
}

/* ---- toDate ---- */

static void
cannot_convert(const FunctionCall *call)
{
	argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
				   psprintf("function %s cannot convert a value of type %s", call->name,
							hogql_type_name(call->arguments[0].type)),
				   NULL);
}

static const HogqlType *
type_of_date(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	const char *text = operand_constant_string(&call->arguments[0]);
	WrittenTime time;

	if (!hogql_is_time(type) && !hogql_is_number(type) && type->kind != HOGQL_STRING &&
		type->kind != HOGQL_NULL && type->kind != HOGQL_UNKNOWN)
		cannot_convert(call);
	if (text)
		return hogql_type(HOGQL_DATE, !written_date_read(text, &time));
	return hogql_type(HOGQL_DATE, type->nullable || !hogql_is_time(type));
}

/* A number below 65536 is of days since 1970, a greater one of seconds. */
#define NUMBER_TO_DATE                                                                                                     \
	"CASE WHEN {1} BETWEEN -700000 AND 65535 THEN '1970-01-01'::pg_catalog.date + pg_catalog.trunc({1})::pg_catalog.int4 " \
	"WHEN {1} BETWEEN 65536 AND 253402300799 THEN pg_catalog.to_timestamp({1}::pg_catalog.float8)::pg_catalog.date END"

static SqlNode *
print_date(FunctionCall *call)
{
	Operand time = operand_in_zone(call, 0, 1);
	const char *text = operand_constant_string(&time);
	WrittenTime constant;

	if (text && written_date_read(text, &constant))
		return sql_typed(sql_type(SQL_TYPE_DATE), written_date_text(&constant));
	if (text || time.type->kind == HOGQL_NULL)
		return sql_null(sql_type(SQL_TYPE_DATE));
	if (time.type->kind == HOGQL_STRING || time.type->kind == HOGQL_UNKNOWN)
		return text_to_date(time.sql);
	if (hogql_is_number(time.type))
		return sql_template1(NUMBER_TO_DATE, time.sql);
	return time.type->kind == HOGQL_DATE ? time.sql : sql_cast_to(time.sql, SQL_TYPE_DATE);
}

/* ---- toDateTime ---- */

/* What differs between the names of toDateTime. */
typedef enum ReadMode
{
	READ_FORGIVING,	  /* a text that cannot be read is NULL */
	READ_MONTH_FIRST, /* of D/M/YYYY, the month comes first */
	READ_STRICT,	  /* the second argument is a precision, a text that cannot be read an error */
} ReadMode;

static int
zone_place(const FunctionCall *call)
{
	return call->function->variant == READ_STRICT ? 2 : 1;
}

static int
reading_precision(const FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	const char *text = operand_constant_string(&call->arguments[0]);
	WrittenTime time;

	if (call->function->variant == READ_STRICT)
		return Min(digits_argument(call, 1, 9), 6);
	if (text && written_time_read(text, call->function->variant == READ_MONTH_FIRST, &time))
		return time.is_plain ? 0 : 6;
	return type->kind == HOGQL_STRING ? 6 : 0;
}

static const HogqlType *
type_of_datetime(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	const char *zone = zone_argument(call, zone_place(call));
	bool constant = operand_constant_string(&call->arguments[0]) != NULL;
	bool nullable = type->nullable || (type->kind == HOGQL_STRING && !constant);
	int precision = reading_precision(call);

	if (!hogql_is_time(type) && !hogql_is_number(type) && type->kind != HOGQL_STRING &&
		type->kind != HOGQL_NULL && type->kind != HOGQL_UNKNOWN)
		cannot_convert(call);
	if (zone)
		return hogql_wall_clock(zone, precision, nullable);
	return datetime_like(type, precision, nullable);
}

static SqlNode *
read_constant(const FunctionCall *call, const char *text)
{
	WrittenTime time;

	if (!written_time_read(text, call->function->variant == READ_MONTH_FIRST, &time))
		argument_error(call, 0, ERRCODE_INVALID_DATETIME_FORMAT,
					   psprintf("%s cannot be read as DateTime", hogql_excerpt(text)),
					   "Write it as YYYY-MM-DD hh:mm:ss.");
	return time_constant_sql(&time, call->type);
}

static SqlNode *
read_text(const FunctionCall *call)
{
	SqlNode *text = call->arguments[0].sql;

	if (call->function->variant == READ_STRICT)
		return sql_cast(text, hogql_sql_type(call->type));
	return text_to_datetime(text, call->type);
}

/* A value of a zone as one of the call's type. */
static SqlNode *
in_zone_of_call(const FunctionCall *call, SqlNode *instant)
{
	Operand operand = made_operand(instant, hogql_datetime(0, true));

	return call->type->wall_clock ? as_wall_clock(&operand, call->type->zone) : instant;
}

/* To whole seconds, or so many digits behind them. */
static SqlNode *
cut_to_precision(const FunctionCall *call, SqlNode *time)
{
	int from = call->arguments[0].type->precision;

	if (call->type->precision >= 6 || call->arguments[0].type->kind != HOGQL_DATETIME)
		return time;
	if (from <= call->type->precision && !call->arguments[0].type->wall_clock)
		return time;
	if (call->type->precision > 0)
		return sql_cast(time, (SqlType){.kind = hogql_sql_type(call->type).kind,
										.precision = call->type->precision,
										.scale = -1});
	return sql_template1("pg_catalog.date_trunc('second', {1})", time);
}

static SqlNode *
print_datetime(FunctionCall *call)
{
	Operand time = operand_in_zone(call, 0, zone_place(call));
	const char *text = operand_constant_string(&time);

	if (text)
		return read_constant(call, text);
	switch (time.type->kind)
	{
		case HOGQL_NULL:
			return sql_null(hogql_sql_type(call->type));
		case HOGQL_STRING:
		case HOGQL_UNKNOWN:
			return read_text(call);
		case HOGQL_DATE:
			return sql_cast(time.sql, hogql_sql_type(call->type));
		case HOGQL_DATETIME:
			return cut_to_precision(call, time.sql);
		default:
			return in_zone_of_call(call,
								   sql_template1("pg_catalog.to_timestamp({1}::pg_catalog.float8)",
												 time.sql));
	}
}

/* ---- Unix time ---- */

/* variant: digits of the fraction; text: units in a second. */
static const HogqlType *
type_of_unix_time(FunctionCall *call)
{
	const char *zone = zone_argument(call, 1);
	bool nullable = call->arguments[0].type->nullable;

	return zone ? hogql_wall_clock(zone, call->function->variant, nullable)
				: hogql_datetime(call->function->variant, nullable);
}

static SqlNode *
print_unix_time(FunctionCall *call)
{
	return in_zone_of_call(call, sql_template1(psprintf("pg_catalog.to_timestamp({1}%s)",
														call->function->text),
											   call->arguments[0].sql));
}

#define READ(n, mode)                                                           \
	{                                                                           \
		.name = n, .arguments = "any[, zone]", .result_hook = type_of_datetime, \
		.nulls = NULLS_BY_HOOK, .variant = mode, .print = print_datetime        \
	}
#define FROM_UNIX(n, digits, units)                                                        \
	{                                                                                      \
		.name = n, .arguments = "int[, zone]", .result_hook = type_of_unix_time,           \
		.nulls = NULLS_BY_HOOK, .variant = digits, .text = units, .print = print_unix_time \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "now", .arguments = "[zone]", .result_hook = type_of_now, .nulls = NULLS_BY_HOOK, .print = print_now,
		.note = "the same in a whole query"},
	{.name = "now64", .arguments = "[constant int[, zone]]", .variant = 1, .result_hook = type_of_now, .nulls = NULLS_BY_HOOK, .print = print_now},
	{.name = "current_timestamp", .same_as = "now64"},
	{.name = "NOW", .same_as = "now"},
	{.name = "today", .arguments = "", .result = RESULT_DATE, .sql = "CURRENT_DATE"},
	{.name = "current_date", .same_as = "today"},
	{.name = "curdate", .same_as = "today"},
	{.name = "yesterday", .arguments = "", .result = RESULT_DATE, .sql = "CURRENT_DATE - 1"},
	{.name = "toDate", .arguments = "any[, zone]", .result_hook = type_of_date, .nulls = NULLS_BY_HOOK, .print = print_date,
		.note = "NULL for text that is no date, and for impossible dates"},
	{.name = "_toDate", .same_as = "toDate"},
	{.name = "toDateTime", .arguments = "any[, zone]", .result_hook = type_of_datetime, .nulls = NULLS_BY_HOOK, .variant = READ_FORGIVING, .print = print_datetime,
		.note = "a constant that cannot be read is an error, any other text NULL"},
	{.name = "_toDateTime", .same_as = "toDateTime"},
	{.name = "parseDateTimeBestEffort", .same_as = "toDateTime"},
	{.name = "parseDateTimeBestEffortOrNull", .same_as = "toDateTime"},
	{.name = "parseDateTime64BestEffort", .same_as = "toDateTime"},
	{.name = "parseDateTime64BestEffortOrNull", .same_as = "toDateTime"},
	READ("toDateTimeUS", READ_MONTH_FIRST),
	{.name = "parseDateTimeBestEffortUS", .same_as = "toDateTimeUS"},
	{.name = "toDateTime64", .arguments = "any, constant int[, zone]", .result_hook = type_of_datetime, .nulls = NULLS_BY_HOOK, .variant = READ_STRICT, .print = print_datetime,
		.note = "text that cannot be read is an error"},
	FROM_UNIX("fromUnixTimestamp", 0, "::pg_catalog.float8"),
	FROM_UNIX("fromUnixTimestamp64Second", 0, "::pg_catalog.float8"),
	FROM_UNIX("fromUnixTimestamp64Milli", 3, " / 1000::pg_catalog.float8"),
	FROM_UNIX("fromUnixTimestamp64Micro", 6, " / 1000000::pg_catalog.float8"),
};

/* clang-format on */

const FunctionFamily time_reading_functions = {"Dates and times", functions, lengthof(functions)};
