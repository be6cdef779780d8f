/*
 * hogql/functions_split.c
 *		Strings into arrays of pieces.
 *
 * - An empty text gives one empty piece where PostgreSQL would give none, and the other way round.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/regexp_pattern.h"

/* The first so many pieces; 0 and less: all. */
static SqlNode *
first_pieces(const FunctionCall *call, SqlNode *pieces)
{
	int64 most;

	if (call->argument_count < 3)
		return pieces;
	if (operand_constant_int(&call->arguments[2], &most))
		return most <= 0
				   ? pieces
				   : sql_template2("({1})[1:{2}]", pieces, sql_integer(Min(most, PG_INT32_MAX)));
	return sql_template2(
		"({1})[1:CASE WHEN {2} <= 0 THEN 2147483647 ELSE {2}::pg_catalog.int4 END]", pieces,
		call->arguments[2].sql);
}

#define SPLIT_BY_TEXT \
	"CASE WHEN {1} = '' THEN ARRAY[''::pg_catalog.text] ELSE pg_catalog.string_to_array({1}, {2}) END"

static SqlNode *
print_split_by_char(FunctionCall *call)
{
	const char *separator = operand_constant_string(&call->arguments[0]);

	if (separator && pg_mbstrlen(separator) != 1)
		argument_error(call, 0, ERRCODE_INVALID_PARAMETER_VALUE,
					   "function splitByChar needs one character to split by",
					   "splitByString takes a longer separator.");
	return first_pieces(call, sql_template2(SPLIT_BY_TEXT, call->arguments[1].sql,
											call->arguments[0].sql));
}

/* An empty separator: all characters. */
#define SPLIT_BY_STRING                                              \
	"CASE WHEN {2} = '' THEN pg_catalog.string_to_array({1}, NULL) " \
	"WHEN {1} = '' THEN ARRAY[''::pg_catalog.text] ELSE pg_catalog.string_to_array({1}, {2}) END"

static SqlNode *
print_split_by_string(FunctionCall *call)
{
	const char *separator = operand_constant_string(&call->arguments[0]);
	SqlNode *text = call->arguments[1].sql;

	if (separator && *separator == '\0')
		return first_pieces(call, sql_template1("pg_catalog.string_to_array({1}, NULL)", text));
	if (separator)
		return first_pieces(call, sql_template2(SPLIT_BY_TEXT, text, call->arguments[0].sql));
	return first_pieces(call, sql_template2(SPLIT_BY_STRING, text, call->arguments[0].sql));
}

static SqlNode *
print_split_by_regexp(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[0], true);

	return first_pieces(call, sql_template2("pg_catalog.regexp_split_to_array({1}, {2})",
											call->arguments[1].sql, pattern.sql));
}

/* Runs of characters that are not in the brackets, "text" being what they have in between. */
static SqlNode *
print_runs(FunctionCall *call)
{
	char *template =
		psprintf("pg_catalog.string_to_array(pg_catalog.btrim(pg_catalog.regexp_replace({1}, "
				 "'[%s]+', ' ', 'g')), ' ')",
				 call->function->text);
	SqlNode *pieces = sql_template1(template, call->arguments[0].sql);
	int64 most;

	if (call->argument_count < 2)
		return pieces;
	most = required_int(call, 1);
	return most <= 0 ? pieces
					 : sql_template2("({1})[1:{2}]", pieces, sql_integer(Min(most, PG_INT32_MAX)));
}

#define NGRAMS                                                                                                 \
	"COALESCE((SELECT pg_catalog.array_agg(pg_catalog.substr({1}, x1.i, {2}::pg_catalog.int4) ORDER BY x1.i) " \
	"FROM pg_catalog.generate_series(1, pg_catalog.length({1}) - {2}::pg_catalog.int4 + 1) AS x1(i)), '{{}}')"

/* Characters of ASCII that are neither letters nor digits, to stand in brackets of a pattern. */
#define NO_TOKEN "\\x01-/:-@\\[-`{{-\\x7f"

#define RUNS(n, between)                                                           \
	{                                                                              \
		.name = n, .arguments = "string[, int]", .result = RESULT_ARRAY_OF_STRING, \
		.text = between, .print = print_runs                                       \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "splitByChar", .arguments = "string, string[, int]", .result = RESULT_ARRAY_OF_STRING, .print = print_split_by_char,
		.note = "the separator comes first; the third argument keeps so many pieces from the left"},
	{.name = "splitByString", .arguments = "string, string[, int]", .result = RESULT_ARRAY_OF_STRING, .print = print_split_by_string},
	{.name = "splitByRegexp", .arguments = "pattern, string[, int]", .result = RESULT_ARRAY_OF_STRING, .print = print_split_by_regexp},
	RUNS("splitByWhitespace", " \\t\\n\\r\\f\\v"),
	RUNS("splitByNonAlpha", NO_TOKEN),
	RUNS("alphaTokens", "^A-Za-z"),
	{.name = "splitByAlpha", .same_as = "alphaTokens"},
	RUNS("tokens", NO_TOKEN),
	{.name = "split_part", .arguments = "string, string, int", .result = RESULT_STRING, .sql = "pg_catalog.split_part({1}, {2}, {3}::pg_catalog.int4)"},
	{.name = "ngrams", .arguments = "string, int", .result = RESULT_ARRAY_OF_STRING, .sql = NGRAMS},
};

/* clang-format on */

const FunctionFamily split_functions = {"Splitting strings", functions, lengthof(functions)};
