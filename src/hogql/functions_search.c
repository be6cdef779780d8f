/*
 * hogql/functions_search.c
 *		Looking for a text in another.
 *
 * - A needle is never made into a pattern, so that nothing in it has a meaning of its own.
 */
#include "postgres.h"

#include <ctype.h>

#include "hogql/families.h"

/* From a place on, counted from 1: 0 if the needle does not occur there. */
#define POSITION_FROM                                                                                    \
	"CASE WHEN {3} > pg_catalog.length({1}) + 1 THEN 0 "                                                 \
	"WHEN pg_catalog.strpos(pg_catalog.substr({1}, GREATEST({3}, 1)::pg_catalog.int4), {2}) = 0 THEN 0 " \
	"ELSE pg_catalog.strpos(pg_catalog.substr({1}, GREATEST({3}, 1)::pg_catalog.int4), {2}) "            \
	"+ GREATEST({3}, 1) - 1 END"

static SqlNode *
lowered(const FunctionCall *call, int argument)
{
	SqlNode *text = call->arguments[argument].sql;

	return call->function->variant ? sql_call1("lower", text) : text;
}

/* variant: case does not matter. */
static SqlNode *
print_position(FunctionCall *call)
{
	SqlNode *text = lowered(call, 0);
	SqlNode *needle = lowered(call, 1);

	if (call->argument_count == 2)
		return sql_call2("strpos", text, needle);
	return null_of_null(call, 2,
						sql_template3(POSITION_FROM, text, needle, call->arguments[2].sql));
}

/* locate(needle, haystack): the other way round. */
static SqlNode *
print_locate(FunctionCall *call)
{
	Operand needle = call->arguments[0];

	call->arguments[0] = call->arguments[1];
	call->arguments[1] = needle;
	return print_position(call);
}

#define COUNT_SUBSTRINGS                                                                                             \
	"CASE WHEN {2} = '' THEN 0 ELSE (pg_catalog.length({1}) - pg_catalog.length(pg_catalog.replace({1}, {2}, ''))) " \
	"/ pg_catalog.length({2}) END"

static SqlNode *
print_count(FunctionCall *call)
{
	return sql_template2(COUNT_SUBSTRINGS, lowered(call, 0), lowered(call, 1));
}

static const char search_any[] =
	"EXISTS (SELECT 1 FROM pg_catalog.unnest({2}) AS x1(v) WHERE pg_catalog.strpos({1}, x1.v) > 0)";

static const char search_first_index[] =
	"COALESCE((SELECT pg_catalog.min(x1.o) FROM pg_catalog.unnest({2}) WITH ORDINALITY AS x1(v, o) "
	"WHERE pg_catalog.strpos({1}, x1.v) > 0), 0)";

/* 42804 at what is no array of Strings. */
static const HogqlType *
type_of_search(FunctionCall *call)
{
	const HogqlType *element = call->arguments[1].type->element;

	if (element->kind != HOGQL_STRING && element->kind != HOGQL_NULL)
		argument_error(call, 1, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s looks for Strings, not for values of type %s",
								call->name, hogql_type_name(element)),
					   NULL);
	return hogql_type(call->function->text == search_any ? HOGQL_BOOL : HOGQL_INT, false);
}

static SqlNode *
print_search(FunctionCall *call)
{
	return sql_template2(call->function->text, lowered(call, 0),
						 call->function->variant
							 ? sql_cast(sql_template1("pg_catalog.lower({1}::pg_catalog.text)",
													  call->arguments[1].sql),
										sql_array_type(SQL_TYPE_TEXT))
							 : call->arguments[1].sql);
}

/* Characters of a token: letters and digits of ASCII, and all that is not ASCII. */
static bool
is_token(const char *text)
{
	for (const char *c = text; *c; c++)
	{
		if (!IS_HIGHBIT_SET(*c) && !isalnum((unsigned char) *c))
			return false;
	}
	return *text != '\0';
}

static SqlNode *
print_has_token(FunctionCall *call)
{
	const char *token = required_string(call, 1);

	if (!is_token(token))
		argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s is no token", hogql_excerpt(token)),
					   "A token has letters and digits only.");
	return sql_template2("{1} ~ {2}", lowered(call, 0),
						 sql_string(
							 psprintf("(^|[\\x01-/:-@\\[-`{-\\x7f])%s($|[\\x01-/:-@\\[-`{-\\x7f])",
									  token)));
}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "position", .arguments = "string, string[, int]", .result = RESULT_INT, .print = print_position,
		.note = "counted from 1; 0 if it does not occur"},
	{.name = "strpos", .same_as = "position"},
	{.name = "positionUTF8", .same_as = "position"},
	{.name = "positionCaseInsensitive", .arguments = "string, string[, int]", .result = RESULT_INT, .variant = 1, .print = print_position},
	{.name = "positionCaseInsensitiveUTF8", .same_as = "positionCaseInsensitive"},
	{.name = "locate", .arguments = "string, string[, int]", .result = RESULT_INT, .print = print_locate,
		.note = "what to look for comes first"},
	{.name = "startsWith", .arguments = "string, string", .result = RESULT_BOOL, .sql = "pg_catalog.starts_with({1}, {2})"},
	{.name = "startsWithUTF8", .same_as = "startsWith"},
	{.name = "endsWith", .arguments = "string, string", .result = RESULT_BOOL, .sql = "pg_catalog.right({1}, pg_catalog.length({2})) = {2}"},
	{.name = "endsWithUTF8", .same_as = "endsWith"},
	{.name = "countSubstrings", .arguments = "string, string", .result = RESULT_INT, .print = print_count,
		.note = "they do not overlap"},
	{.name = "countSubstringsCaseInsensitive", .arguments = "string, string", .result = RESULT_INT, .variant = 1, .print = print_count},
	{.name = "countSubstringsCaseInsensitiveUTF8", .same_as = "countSubstringsCaseInsensitive"},
	{.name = "multiSearchAny", .arguments = "string, array", .result_hook = type_of_search, .nulls = NULLS_BY_HOOK, .text = search_any, .print = print_search},
	{.name = "multiSearchAnyUTF8", .same_as = "multiSearchAny"},
	{.name = "multiSearchAnyCaseInsensitive", .arguments = "string, array", .result_hook = type_of_search, .nulls = NULLS_BY_HOOK, .variant = 1, .text = search_any, .print = print_search},
	{.name = "multiSearchAnyCaseInsensitiveUTF8", .same_as = "multiSearchAnyCaseInsensitive"},
	{.name = "multiSearchFirstIndex", .arguments = "string, array", .result_hook = type_of_search, .nulls = NULLS_BY_HOOK, .text = search_first_index, .print = print_search},
	{.name = "multiSearchFirstIndexUTF8", .same_as = "multiSearchFirstIndex"},
	{.name = "hasToken", .arguments = "string, constant string", .result = RESULT_BOOL, .print = print_has_token},
	{.name = "multiFuzzyMatchAny", .refused = "PostgreSQL cannot match with errors."},
	{.name = "ngramDistance", .refused = "PostgreSQL has it in an extension only."},
	{.name = "ngramSearch", .refused = "PostgreSQL has it in an extension only."},
};

/* clang-format on */

const FunctionFamily search_functions = {"Searching in strings", functions, lengthof(functions)};
