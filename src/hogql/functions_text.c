/*
 * hogql/functions_text.c
 *		Strings: length, case, concatenation, pieces, padding, trimming, replacing.
 *
 * - Everything counts characters, as PostgreSQL does, where ClickHouse counts bytes.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/families.h"
#include "hogql/operands.h"

/* A length that is longer than any text, so that sums with it do not overflow. */
#define LONGEST "1073741823"
#define AS_INT4(operand) \
	"(CASE WHEN " operand " > " LONGEST " THEN " LONGEST " ELSE " operand " END)::pg_catalog.int4"

/* ---- Length and emptiness, of whatever has one ---- */

typedef enum LengthQuestion
{
	LENGTH,
	EMPTY,
	NOT_EMPTY,
} LengthQuestion;

static const char *const text_lengths[] =
	{[LENGTH] = "pg_catalog.char_length({1})", [EMPTY] = "{1} = ''", [NOT_EMPTY] = "{1} <> ''"};

static const char *const array_lengths[] = {[LENGTH] = "COALESCE(pg_catalog.cardinality({1}), 0)",
											[EMPTY] =
												"COALESCE(pg_catalog.cardinality({1}), 0) = 0",
											[NOT_EMPTY] =
												"COALESCE(pg_catalog.cardinality({1}), 0) <> 0"};

static const char *const map_lengths[] =
	{[LENGTH] = "(SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_object_keys({1}))",
	 [EMPTY] = "{1} = '{{}}'",
	 [NOT_EMPTY] = "{1} <> '{{}}'"};

#define NIL_UUID "'00000000-0000-0000-0000-000000000000'::pg_catalog.uuid"

static const char *const uuid_lengths[] =
	{[LENGTH] = NULL, [EMPTY] = "{1} = " NIL_UUID, [NOT_EMPTY] = "{1} <> " NIL_UUID};

static const char *
length_template(const FunctionCall *call)
{
	switch (call->arguments[0].type->kind)
	{
		case HOGQL_STRING:
		case HOGQL_NULL:
		case HOGQL_UNKNOWN:
			return text_lengths[call->function->variant];
		case HOGQL_ARRAY:
			return array_lengths[call->function->variant];
		case HOGQL_MAP:
			return map_lengths[call->function->variant];
		case HOGQL_UUID:
			return uuid_lengths[call->function->variant];
		default:
			return NULL;
	}
}

static const HogqlType *
type_of_length(FunctionCall *call)
{
	const HogqlType *type = call->arguments[0].type;
	bool nullable = type->nullable && type->kind != HOGQL_ARRAY;

	if (!length_template(call))
		argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("function %s does not take a value of type %s",
								call->function->name, hogql_type_name(type)),
					   "Convert it with toString(...).");
	return hogql_type(call->function->variant == LENGTH ? HOGQL_INT : HOGQL_BOOL, nullable);
}

static SqlNode *
print_length(FunctionCall *call)
{
	return call_template(call, length_template(call));
}

/* ---- Joining ---- */

static SqlNode *
argument_to_string(const FunctionCall *call, int argument)
{
	return operand_to_string(&call->arguments[argument], call->context);
}

static SqlNode *
print_concat(FunctionCall *call)
{
	List *parts = NIL;

	for (int i = 0; i < call->argument_count; i++)
		parts = lappend(parts, argument_to_string(call, i));
	return sql_concat(parts);
}

/* Texts one behind the other; of a NULL among them all is NULL. */
static SqlNode *
join_strictly(List *parts)
{
	SqlNode *joined = linitial(parts);

	for (int i = 1; i < list_length(parts); i++)
		joined = sql_operation(SQL_OP_CONCAT, joined, list_nth(parts, i));
	return joined;
}

static SqlNode *
print_with_separator(FunctionCall *call)
{
	List *parts = NIL;

	for (int i = 1; i < call->argument_count; i++)
	{
		if (i > 1)
			parts = lappend(parts, call->arguments[0].sql);
		parts = lappend(parts, argument_to_string(call, i));
	}
	return join_strictly(parts);
}

/* The number in braces from here on, or the next one; *end is behind the brace.  -1 if it is none. */
static int
format_place(const char *at, int *next, const char **end)
{
	size_t digits = strspn(at, "0123456789");

	if (at[digits] != '}' || digits > 3)
		return -1;
	*end = at + digits + 1;
	return digits > 0 ? (int) strtol(at, NULL, 10) : (*next)++;
}

/* format('{} {0}', a): the pattern's own text between the arguments; a doubled brace is one. */
static SqlNode *
print_format(FunctionCall *call)
{
	const char *pattern = required_string(call, 0);
	List *parts = NIL;
	StringInfoData text;
	int next = 0;

	initStringInfo(&text);
	for (const char *c = pattern; *c;)
	{
		int place;

		if ((*c != '{' && *c != '}') || c[1] == *c)
		{
			appendStringInfoChar(&text, *c);
			c += (*c == '{' || *c == '}') ? 2 : 1;
			continue;
		}
		place = *c == '{' ? format_place(c + 1, &next, &c) : -1;
		if (place < 0 || place + 1 >= call->argument_count)
			argument_error(call, 0, ERRCODE_INVALID_PARAMETER_VALUE,
						   "the pattern of function format does not fit its arguments",
						   "Write {} or {0} for an argument, and {{ for a brace.");
		parts = lappend(parts, sql_string(pstrdup(text.data)));
		parts = lappend(parts, argument_to_string(call, place + 1));
		resetStringInfo(&text);
	}
	return join_strictly(lappend(parts, sql_string(text.data)));
}

/* ---- Pieces ---- */

#define BEGIN "CASE WHEN {2} < 0 THEN pg_catalog.length({1}) + {2} + 1 ELSE {2} END"

#define SUBSTRING_FROM                                                      \
	"CASE WHEN {2} = 0 THEN '' ELSE pg_catalog.substr({1}, GREATEST(" BEGIN \
	", 1)::pg_catalog.int4) END"

/* {3} is the begin, {4} the length. */
#define SUBSTRING_OF_LENGTH                                                                                   \
	"CASE WHEN {2} = 0 THEN '' WHEN {4} >= 0 THEN pg_catalog.substr({1}, GREATEST({3}, 1)::pg_catalog.int4, " \
	"GREATEST({3} + {4} - GREATEST({3}, 1), 0)::pg_catalog.int4) "                                            \
	"ELSE pg_catalog.substr({1}, GREATEST({3}, 1)::pg_catalog.int4, "                                         \
	"GREATEST(pg_catalog.length({1}) + {4} - GREATEST({3}, 1) + 1, 0)::pg_catalog.int4) END"

/* A constant from a place counted from 1 needs no cases. */
static bool
is_plain_substring(const FunctionCall *call)
{
	int64 offset;
	int64 length = 0;

	if (!operand_constant_int(&call->arguments[1], &offset) || offset < 1 || offset > 1000000000)
		return false;
	return call->argument_count == 2 || (operand_constant_int(&call->arguments[2], &length) &&
										 length >= 0 && length <= 1000000000);
}

static SqlNode *
print_substring(FunctionCall *call)
{
	SqlNode *text = call->arguments[0].sql;
	SqlNode *offset = call->arguments[1].sql;
	SqlNode *begin;

	if (is_plain_substring(call))
		return sql_call("substr", argument_list(call, 0));
	if (call->argument_count == 2)
		return null_of_null(call, 1, call_template(call, SUBSTRING_FROM));
	begin = sql_template2(BEGIN, text, offset);
	return null_of_null(call, 1,
						sql_template(SUBSTRING_OF_LENGTH,
									 list_make4(text, offset, begin,
												sql_template1("LEAST({1}, " LONGEST ")",
															  operand_exact(
																  &call->arguments[2])))));
}

/* {3} is the pad, and what is longer is cut. */
static SqlNode *
print_pad(FunctionCall *call)
{
	SqlNode *pad = call->argument_count > 2 ? call->arguments[2].sql : sql_string(" ");

	return sql_template3(psprintf("pg_catalog.%s({1}, " AS_INT4("{2}") ", {3})",
								  call->function->text),
						 call->arguments[0].sql, call->arguments[1].sql, pad);
}

static SqlNode *
print_trim(FunctionCall *call)
{
	return sql_call(call->function->text, argument_list(call, 0));
}

#define REPLACE_ONE                                                                              \
	"CASE WHEN {2} <> '' AND pg_catalog.strpos({1}, {2}) > 0 THEN pg_catalog.overlay({1}, {3}, " \
	"pg_catalog.strpos({1}, {2}), pg_catalog.length({2})) ELSE {1} END"

#define XML_ESCAPED                                                                                   \
	"pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(" \
	"{1}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '\"', '&quot;'), '''', '&apos;')"

#define QUOTED_PATTERN \
	"pg_catalog.regexp_replace({1}, '([\\\\|()^$.\\[\\]?*+{{:-])', '\\\\\\1', 'g')"

#define TRIM(n, f)                                                                      \
	{                                                                                   \
		.name = n, .arguments = "string[, string]", .result = RESULT_STRING, .text = f, \
		.print = print_trim                                                             \
	}
#define PAD(n, f)                                                                            \
	{                                                                                        \
		.name = n, .arguments = "string, int[, string]", .result = RESULT_STRING, .text = f, \
		.print = print_pad                                                                   \
	}
#define STRING_OF_STRING(n, template)                                              \
	{                                                                              \
		.name = n, .arguments = "string", .result = RESULT_STRING, .sql = template \
	}
#define NORMALIZE(n, form)                                                      \
	{                                                                           \
		.name = n, .arguments = "string", .result = RESULT_STRING, .since = 13, \
		.sql = "pg_catalog.normalize({1}, '" form "')"                          \
	}
#define OF_LENGTH(n, question)                                                                \
	{                                                                                         \
		.name = n, .arguments = "any", .result_hook = type_of_length, .nulls = NULLS_BY_HOOK, \
		.variant = question, .print = print_length                                            \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	OF_LENGTH("length", LENGTH),
	{.name = "lengthUTF8", .same_as = "length"},
	{.name = "char_length", .same_as = "length"},
	{.name = "character_length", .same_as = "length"},
	OF_LENGTH("empty", EMPTY),
	OF_LENGTH("notEmpty", NOT_EMPTY),
	STRING_OF_STRING("lower", "pg_catalog.lower({1})"),
	{.name = "lowerUTF8", .same_as = "lower"},
	{.name = "lcase", .same_as = "lower"},
	STRING_OF_STRING("upper", "pg_catalog.upper({1})"),
	{.name = "upperUTF8", .same_as = "upper"},
	{.name = "ucase", .same_as = "upper"},
	{.name = "concat", .arguments = "[any...]", .result = RESULT_STRING, .nulls = NULLS_NEVER, .print = print_concat,
		.note = "of toString of each; NULL counts as an empty text"},
	{.name = "concatWithSeparator", .arguments = "string, any...", .result = RESULT_STRING, .print = print_with_separator},
	{.name = "concat_ws", .same_as = "concatWithSeparator"},
	{.name = "format", .arguments = "constant string, any...", .result = RESULT_STRING, .print = print_format,
		.note = "{} is the next argument, {0} the first"},
	{.name = "repeat", .arguments = "string, int", .result = RESULT_STRING, .sql = "pg_catalog.repeat({1}, {2}::pg_catalog.int4)"},
	STRING_OF_STRING("reverse", "pg_catalog.reverse({1})"),
	{.name = "reverseUTF8", .same_as = "reverse"},
	STRING_OF_STRING("initcap", "pg_catalog.initcap({1})"),
	{.name = "initcapUTF8", .same_as = "initcap"},
	{.name = "ascii", .arguments = "string", .result = RESULT_INT, .sql = "pg_catalog.ascii({1})"},
	PAD("leftPad", "lpad"),
	{.name = "lpad", .same_as = "leftPad"},
	{.name = "leftPadUTF8", .same_as = "leftPad"},
	PAD("rightPad", "rpad"),
	{.name = "rpad", .same_as = "rightPad"},
	{.name = "rightPadUTF8", .same_as = "rightPad"},
	{.name = "substring", .arguments = "string, int[, int]", .result = RESULT_STRING, .print = print_substring,
		.note = "from 1 on; a negative place counts from the end"},
	{.name = "substr", .same_as = "substring"},
	{.name = "mid", .same_as = "substring"},
	{.name = "substringUTF8", .same_as = "substring"},
	{.name = "left", .arguments = "string, int", .result = RESULT_STRING, .sql = "pg_catalog.left({1}, " AS_INT4("{2}") ")",
		.note = "of a negative number: all but so many at the end"},
	{.name = "leftUTF8", .same_as = "left"},
	{.name = "right", .arguments = "string, int", .result = RESULT_STRING, .sql = "pg_catalog.right({1}, " AS_INT4("{2}") ")",
		.note = "of a negative number: all but so many at the beginning"},
	{.name = "rightUTF8", .same_as = "right"},
	TRIM("trim", "btrim"),
	{.name = "trimBoth", .same_as = "trim"},
	TRIM("trimLeft", "ltrim"),
	{.name = "ltrim", .same_as = "trimLeft"},
	TRIM("trimRight", "rtrim"),
	{.name = "rtrim", .same_as = "trimRight"},
	{.name = "replaceAll", .arguments = "string, string, string", .result = RESULT_STRING, .sql = "pg_catalog.replace({1}, {2}, {3})"},
	{.name = "replace", .same_as = "replaceAll"},
	{.name = "replaceOne", .arguments = "string, string, string", .result = RESULT_STRING, .sql = REPLACE_ONE, .note = "the first one"},
	{.name = "translate", .arguments = "string, string, string", .result = RESULT_STRING, .sql = "pg_catalog.translate({1}, {2}, {3})"},
	{.name = "translateUTF8", .same_as = "translate"},
	STRING_OF_STRING("encodeXMLComponent", XML_ESCAPED),
	STRING_OF_STRING("regexpQuoteMeta", QUOTED_PATTERN),
	NORMALIZE("normalizeUTF8NFC", "NFC"),
	NORMALIZE("normalizeUTF8NFD", "NFD"),
	NORMALIZE("normalizeUTF8NFKC", "NFKC"),
	NORMALIZE("normalizeUTF8NFKD", "NFKD"),
	{.name = "soundex", .refused = "PostgreSQL has it in an extension only."},
	{.name = "decodeXMLComponent", .refused = "PostgreSQL has no such function.", .instead = "Use replaceAll(...) for the entities that occur."},
	{.name = "char", .refused = "ClickHouse's counts bytes, PostgreSQL's characters.", .instead = "Write the text itself."},
};

/* clang-format on */

const FunctionFamily text_functions = {"Strings", functions, lengthof(functions)};
