/*
 * hogql/functions_time_format.c
 *		Dates and times as texts in a format, and back: formatDateTime, parseDateTime, dateName.
 *
 * - A format is a constant, translated here into to_char()'s patterns.  All of it that is no code stands
 *   in double quotes, where to_char() takes no letter for a pattern.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* A code behind a percent sign. */
typedef struct FormatCode
{
	char code;
	const char *pattern; /* of to_char(), in which "" is a literal; or NULL */
	const char *sql;	 /* what to_char() cannot say: a template of the time */
	const char *regexp;	 /* what parseDateTime() takes; NULL: it does not */
	const char *parsed;	 /* pattern of to_timestamp(); NULL: as pattern */
} FormatCode;

#define TWO_DIGITS "[0-9]{2}"
#define ONE_OR_TWO "(0?[1-9]|[12][0-9]|3[01])"
#define MONTH "(0[1-9]|1[0-2])"
#define DAY "(0[1-9]|[12][0-9]|3[01])"
#define HOUR "([01][0-9]|2[0-3])"
#define HALF_HOUR "(0[1-9]|1[0-2])"
#define SIXTY "[0-5][0-9]"
#define LETTERS "[A-Za-z]+"

static const FormatCode format_codes[] = {
	{'Y', "YYYY", NULL, "[0-9]{4}", NULL},
	{'y', "YY", NULL, TWO_DIGITS, NULL},
	{'m', "MM", NULL, MONTH, NULL},
	{'c', "MM", NULL, "(0?[1-9]|1[0-2])", NULL},
	{'d', "DD", NULL, DAY, NULL},
	{'e', "FMDD", NULL, ONE_OR_TWO, NULL},
	{'H', "HH24", NULL, HOUR, NULL},
	{'k', "HH24", NULL, HOUR, NULL},
	{'h', "HH12", NULL, HALF_HOUR, NULL},
	{'I', "HH12", NULL, HALF_HOUR, NULL},
	{'l', "HH12", NULL, HALF_HOUR, NULL},
	{'i', "MI", NULL, SIXTY, NULL},
	{'M', "FMMonth", NULL, LETTERS, NULL},
	{'b', "Mon", NULL, LETTERS, NULL},
	{'a', "Dy", NULL, LETTERS, NULL},
	{'W', "FMDay", NULL, LETTERS, NULL},
	{'S', "SS", NULL, SIXTY, NULL},
	{'s', "SS", NULL, SIXTY, NULL},
	{'f', "US", NULL, "[0-9]{1,6}", NULL},
	{'p', "AM", NULL, "[AaPp][Mm]", NULL},
	{'j', "DDD", NULL, "[0-9]{3}", NULL},
	{'u', "ID", NULL, NULL, NULL},
	{'w', NULL, "EXTRACT(dow FROM {1})::pg_catalog.text", NULL, NULL},
	{'V', "IW", NULL, NULL, NULL},
	{'G', "IYYY", NULL, NULL, NULL},
	{'g', "IY", NULL, NULL, NULL},
	{'Q', "Q", NULL, NULL, NULL},
	{'C', NULL,
	 "pg_catalog.lpad((EXTRACT(year FROM {1})::pg_catalog.int4 / 100)::pg_catalog.text, 2, '0')",
	 NULL, NULL},
	{'D', "MM\"/\"DD\"/\"YY", NULL, MONTH "/" DAY "/" TWO_DIGITS, NULL},
	{'F', "YYYY\"-\"MM\"-\"DD", NULL, "[0-9]{4}-" MONTH "-" DAY, NULL},
	{'T', "HH24\":\"MI\":\"SS", NULL, HOUR ":" SIXTY ":" SIXTY, NULL},
	{'R', "HH24\":\"MI", NULL, HOUR ":" SIXTY, NULL},
	{'r', "HH12\":\"MI\" \"AM", NULL, HALF_HOUR ":" SIXTY " [AaPp][Mm]", NULL},
	{'z', NULL, NULL, NULL, NULL},
	{'n', "\"\n\"", NULL, "\n", NULL},
	{'t', "\"\t\"", NULL, "\t", NULL},
	{'%', "\"%\"", NULL, "%", NULL},
};

/* code: in the format, where it may be any character. */
static const FormatCode *
find_code(const FunctionCall *call, const char *code)
{
	for (int i = 0; i < (int) lengthof(format_codes); i++)
	{
		if (format_codes[i].code == *code)
			return &format_codes[i];
	}
	argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
				   *code ? psprintf("format code %%%.*s is not known", pg_mblen(code), code)
						 : "the format ends with a lone percent sign",
				   "Write %% for a percent sign.");
}

/* A character that stands for itself, inside of to_char()'s quotes. */
static void
append_literal(StringInfo out, char c)
{
	if (c == '"' || c == '\\')
		appendStringInfoChar(out, '\\');
	appendStringInfoChar(out, c);
}

/* ---- Formatting ---- */

/* What of a format has been read: parts of SQL, and the pattern of to_char() at its end. */
typedef struct Formatting
{
	const Operand *time;
	List *parts;
	StringInfoData pattern;
} Formatting;

static void
end_pattern(Formatting *formatting)
{
	if (formatting->pattern.len == 0)
		return;
	formatting->parts = lappend(formatting->parts,
								sql_template2("pg_catalog.to_char({1}, {2})", formatting->time->sql,
											  sql_string(pstrdup(formatting->pattern.data))));
	resetStringInfo(&formatting->pattern);
}

/* +hhmm of the zone in which the time is seen. */
static SqlNode *
zone_offset(const Operand *time)
{
	SqlNode *seconds;

	if (!time->type->wall_clock)
		seconds = sql_template1("EXTRACT(timezone FROM {1})::pg_catalog.int4", as_instant(time));
	else
		seconds =
			sql_template2("EXTRACT(epoch FROM {1} - ({2} AT TIME ZONE 'UTC'))::pg_catalog.int4",
						  time->sql, as_instant(time));
	return sql_template1(
		"CASE WHEN {1} < 0 THEN '-' ELSE '+' END || pg_catalog.to_char("
		"pg_catalog.abs({1}) / 3600 * 100 + pg_catalog.abs({1}) / 60 % 60, 'FM0000')",
		seconds);
}

static void
append_code(Formatting *formatting, const FormatCode *code)
{
	if (code->pattern)
	{
		appendStringInfoString(&formatting->pattern, code->pattern);
		return;
	}
	end_pattern(formatting);
	formatting->parts =
		lappend(formatting->parts, code->sql ? sql_template1(code->sql, formatting->time->sql)
											 : zone_offset(formatting->time));
}

/* Literal text up to the next percent sign: quoted as a whole, as a character may have several bytes. */
static const char *
append_text(StringInfo pattern, const char *c)
{
	appendStringInfoChar(pattern, '"');
	for (; *c && *c != '%'; c++)
		append_literal(pattern, *c);
	appendStringInfoChar(pattern, '"');
	return c;
}

static SqlNode *
joined(List *parts)
{
	SqlNode *text = parts == NIL ? sql_string("") : linitial(parts);

	for (int i = 1; i < list_length(parts); i++)
		text = sql_operation(SQL_OP_CONCAT, text, list_nth(parts, i));
	return text;
}

static SqlNode *
print_format(FunctionCall *call)
{
	Operand time = clock_operand(call, 0, 2);
	Formatting formatting = {.time = &time};
	const char *c = required_string(call, 1);

	initStringInfo(&formatting.pattern);
	while (*c)
	{
		if (*c != '%')
			c = append_text(&formatting.pattern, c);
		else
		{
			append_code(&formatting, find_code(call, c + 1));
			c += 2;
		}
	}
	end_pattern(&formatting);
	return joined(formatting.parts);
}

/* ---- Parsing ---- */

#define PARSED "CASE WHEN {1} ~ {2} THEN pg_catalog.to_timestamp({1}, {3})%s END"

static const HogqlType *
type_of_parsed(FunctionCall *call)
{
	const char *zone = zone_argument(call, 2);

	return zone ? hogql_wall_clock(zone, 0, true) : hogql_datetime(0, true);
}

/* Literal text between two places. */
static void
append_regexp_literal(StringInfo out, const char *c, const char *end)
{
	for (; c < end; c++)
	{
		if (strchr("\\^$.|?*+()[]{}", *c))
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, *c);
	}
}

/* What parseDateTime() takes for a code; returns what stands behind it. */
static const char *
append_parsed_code(const FunctionCall *call, const char *c, StringInfo regexp, StringInfo pattern)
{
	const FormatCode *code = find_code(call, c);

	if (!code->regexp)
		argument_error(call, 1, ERRCODE_FEATURE_NOT_SUPPORTED,
					   psprintf("format code %%%c cannot be parsed", code->code), NULL);
	appendStringInfoString(regexp, code->regexp);
	appendStringInfoString(pattern, code->pattern);
	return c + 1;
}

static SqlNode *
print_parsed(FunctionCall *call)
{
	const char *c = required_string(call, 1);
	StringInfoData regexp;
	StringInfoData pattern;

	initStringInfo(&regexp);
	initStringInfo(&pattern);
	appendStringInfoChar(&regexp, '^');
	while (*c)
	{
		const char *text = c;

		if (*c == '%')
		{
			c = append_parsed_code(call, c + 1, &regexp, &pattern);
			continue;
		}
		c = append_text(&pattern, c);
		append_regexp_literal(&regexp, text, c);
	}
	appendStringInfoChar(&regexp, '$');
	return sql_template3(psprintf(PARSED, call->type->wall_clock ? "::pg_catalog.timestamp" : ""),
						 call->arguments[0].sql, sql_string(regexp.data), sql_string(pattern.data));
}

/* ---- Names ---- */

/* A part of a time as text, of each unit that dateName() takes. */
static const struct
{
	const char *name;
	const char *pattern;
} date_names[] = {
	{"year", "YYYY"},	{"quarter", "Q"},	{"month", "FMMonth"}, {"dayofyear", "FMDDD"},
	{"day", "FMDD"},	{"week", "FMIW"},	{"weekday", "FMDay"}, {"hour", "FMHH24"},
	{"minute", "FMMI"}, {"second", "FMSS"},
};

static SqlNode *
print_date_name(FunctionCall *call)
{
	const char *name = required_string(call, 0);
	Operand time = clock_operand(call, 1, 2);

	for (int i = 0; i < (int) lengthof(date_names); i++)
	{
		if (pg_strcasecmp(date_names[i].name, name) == 0)
			return sql_template2("pg_catalog.to_char({1}, {2})", time.sql,
								 sql_string(date_names[i].pattern));
	}
	argument_error(
		call, 0, ERRCODE_INVALID_PARAMETER_VALUE,
		psprintf("%s is no part of a time", hogql_excerpt(name)),
		"Parts are year, quarter, month, dayofyear, day, week, weekday, hour, minute, second.");
}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "formatDateTime", .arguments = "time, constant string[, zone]", .result = RESULT_STRING, .nulls = NULLS_OF_FIRST, .print = print_format,
		.note = "%M is the month's name, %i the minute"},
	{.name = "date_format", .same_as = "formatDateTime"},
	{.name = "to_char", .same_as = "formatDateTime"},
	{.name = "parseDateTime", .arguments = "string, constant string[, zone]", .result_hook = type_of_parsed, .nulls = NULLS_BY_HOOK, .print = print_parsed,
		.note = "NULL for a text that does not fit the format"},
	{.name = "parseDateTimeOrNull", .same_as = "parseDateTime"},
	{.name = "str_to_date", .same_as = "parseDateTime"},
	{.name = "monthName", .arguments = "time", .result = RESULT_STRING, .sql = "pg_catalog.to_char({1}, 'FMMonth')"},
	{.name = "dateName", .arguments = "constant string, time[, zone]", .result = RESULT_STRING, .print = print_date_name},
	{.name = "formatDateTimeInJodaSyntax", .refused = "Its codes are not translated.", .instead = "Use formatDateTime(...)."},
	{.name = "parseDateTimeInJodaSyntax", .refused = "Its codes are not translated.", .instead = "Use parseDateTime(...)."},
};

/* clang-format on */

const FunctionFamily time_format_functions = {"Formats of dates and times", functions,
											  lengthof(functions)};
