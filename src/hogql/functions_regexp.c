/*
 * hogql/functions_regexp.c
 *		Regular expressions: match, extract, replaceRegexpAll and their like.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/regexp_pattern.h"

static SqlNode *
print_match(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[1], false);

	return sql_operation(SQL_OP_MATCH, call->arguments[0].sql, pattern.sql);
}

/* The text and the pattern in a template. */
static SqlNode *
print_with_pattern(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[1], true);

	return sql_template2(call->function->sql, call->arguments[0].sql, pattern.sql);
}

static SqlNode *
print_extract(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[1], true);
	SqlNode *found = sql_template2("COALESCE(pg_catalog.substring({1}, {2}), '')",
								   call->arguments[0].sql, pattern.sql);

	if (!call->type->nullable)
		return found;
	return sql_if(sql_is_not_null(call->arguments[0].sql), found, NULL);
}

/* Group 0 is the whole match, which is got as a group around the others. */
static SqlNode *
print_regexp_extract(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[1], true);
	SqlNode *group = call->argument_count > 2 ? call->arguments[2].sql : sql_integer(1);
	SqlNode *found =
		sql_template3("COALESCE((pg_catalog.regexp_match({1}, {2}))[{3}::pg_catalog.int4 + 1], '')",
					  call->arguments[0].sql, pattern.whole, group);

	if (!call->type->nullable)
		return found;
	return sql_if(sql_is_not_null(call->arguments[0].sql), found, NULL);
}

/* ---- Replacing ---- */

/* \0 is the whole match, which PostgreSQL calls \&. */
static char *
translated_replacement(const char *text)
{
	StringInfoData out;

	initStringInfo(&out);
	for (const char *c = text; *c; c++)
	{
		if (*c == '\\' && c[1] == '0')
		{
			appendStringInfoString(&out, "\\&");
			c++;
		}
		else if (*c == '\\' && c[1] == '\\')
		{
			appendStringInfoString(&out, "\\\\");
			c++;
		}
		else
			appendStringInfoChar(&out, *c);
	}
	return out.data;
}

static SqlNode *
print_replace(FunctionCall *call)
{
	RegexpPattern pattern = regexp_pattern(&call->arguments[1], true);
	const char *constant = operand_constant_string(&call->arguments[2]);
	SqlNode *replacement = constant ? sql_string(translated_replacement(constant))
									: sql_template1("pg_catalog.replace({1}, E'\\\\0', E'\\\\&')",
													call->arguments[2].sql);

	return sql_template3(call->function->text, call->arguments[0].sql, pattern.sql, replacement);
}

#define ALL_MATCHES                                                                     \
	"ARRAY(SELECT COALESCE(x1.m[1], '') FROM pg_catalog.regexp_matches({1}, {2}, 'g') " \
	"WITH ORDINALITY AS x1(m, o) ORDER BY x1.o)"
#define GROUPS_OF_MATCH                                                                          \
	"ARRAY(SELECT COALESCE(x1.v, '') FROM pg_catalog.unnest(pg_catalog.regexp_match({1}, {2})) " \
	"WITH ORDINALITY AS x1(v, o) ORDER BY x1.o)"
#define COUNT_MATCHES(flags) \
	"(SELECT pg_catalog.count(*) FROM pg_catalog.regexp_matches({1}, {2}, '" flags "') AS x1(m))"

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "match", .arguments = "string, pattern", .result = RESULT_BOOL, .print = print_match},
	{.name = "extract", .arguments = "string, pattern", .result = RESULT_STRING, .print = print_extract,
		.note = "the first group if there is one, else the match; an empty text if there is none"},
	{.name = "extractAll", .arguments = "string, pattern", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER, .sql = ALL_MATCHES, .print = print_with_pattern},
	{.name = "extractGroups", .arguments = "string, pattern", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER, .sql = GROUPS_OF_MATCH, .print = print_with_pattern},
	{.name = "countMatches", .arguments = "string, pattern", .result = RESULT_INT, .nulls = NULLS_NEVER, .sql = COUNT_MATCHES("g"), .print = print_with_pattern},
	{.name = "countMatchesCaseInsensitive", .arguments = "string, pattern", .result = RESULT_INT, .nulls = NULLS_NEVER, .sql = COUNT_MATCHES("gi"), .print = print_with_pattern},
	{.name = "regexpExtract", .arguments = "string, pattern[, int]", .result = RESULT_STRING, .print = print_regexp_extract,
		.note = "a group by its number, 0 is the whole match"},
	{.name = "regexp_extract", .same_as = "regexpExtract"},
	{.name = "replaceRegexpOne", .arguments = "string, pattern, string", .result = RESULT_STRING, .print = print_replace,
		.text = "pg_catalog.regexp_replace({1}, {2}, {3})", .note = "\\1 to \\9 are groups, \\0 the whole match"},
	{.name = "replaceRegexpAll", .arguments = "string, pattern, string", .result = RESULT_STRING, .print = print_replace,
		.text = "pg_catalog.regexp_replace({1}, {2}, {3}, 'g')", .note = "\\1 to \\9 are groups, \\0 the whole match"},
	{.name = "regexp_replace", .same_as = "replaceRegexpAll"},
	{.name = "multiMatchAny", .refused = "PostgreSQL matches one pattern at a time.", .instead = "Join conditions of match(...) with OR, or patterns with |."},
	{.name = "extractAllGroups", .refused = "Arrays of arrays of groups are not built.", .instead = "Use extractAll(...) with one group."},
};

/* clang-format on */

const FunctionFamily regexp_functions = {"Regular expressions", functions, lengthof(functions)};
