/*
 * hogql/functions_json.c
 *		JSON: values by a path, as this or that type.
 *
 * - A path is text[] of PostgreSQL, whose array elements count from 0 where ClickHouse's count from 1.
 * - What is not there, or not of the type, is the default of the type, as in ClickHouse.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "hogql/conversions.h"
#include "hogql/families.h"
#include "hogql/operands.h"

/* ---- Paths ---- */

/* One element of a path, as text. */
static SqlNode *
path_element(const FunctionCall *call, int argument)
{
	const Operand *operand = &call->arguments[argument];
	const char *text = operand_constant_string(operand);
	int64 number;

	if (text)
		return sql_string(text);
	if (operand_constant_int(operand, &number))
		return sql_string(psprintf(INT64_FORMAT, number > 0 ? number - 1 : number));
	if (operand->type->kind == HOGQL_INT)
		return sql_template1("(CASE WHEN {1} > 0 THEN {1} - 1 ELSE {1} END)::pg_catalog.text",
							 operand->sql);
	if (operand->type->kind != HOGQL_STRING)
		argument_error(call, argument, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("an element of a path has to be a String or an integer, not %s",
								hogql_type_name(operand->type)),
					   NULL);
	return operand->sql;
}

/* The path in the arguments from the second one on, without so many at the end. */
static SqlNode *
path(const FunctionCall *call, int without)
{
	List *elements = NIL;

	for (int i = 1; i < call->argument_count - without; i++)
		elements = lappend(elements, path_element(call, i));
	return sql_array(elements, sql_array_type(SQL_TYPE_TEXT));
}

/* The jsonb at the end of the path; NULL if there is none. */
static SqlNode *
value_at(const FunctionCall *call, int without)
{
	if (call->argument_count - without == 1)
		return call->arguments[0].sql;
	return sql_template2("{1} #> {2}", call->arguments[0].sql, path(call, without));
}

static SqlNode *
text_of(SqlNode *value)
{
	return sql_template1("{1} #>> '{{}}'", value);
}

/* ---- A value as a type: NULL if it is none ---- */

/* The text of a number, or of a text that may read as one. */
#define NUMERIC_TEXT \
	"CASE WHEN pg_catalog.jsonb_typeof({1}) IN ('number', 'string') THEN {1} #>> '{{}}' END"

/* JSONExtract(…, 'Int64') takes a boolean for 1 or 0 as well, JSONExtractInt() does not. */
#define NUMERIC_TEXT_OR_BOOL                                                                                 \
	"CASE pg_catalog.jsonb_typeof({1}) WHEN 'number' THEN {1} #>> '{{}}' WHEN 'string' THEN {1} #>> '{{}}' " \
	"WHEN 'boolean' THEN CASE WHEN {1} = 'true' THEN '1' ELSE '0' END END"

#define IS_NUMBER "{1} ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{{1,3}})?$'"
#define CUT "pg_catalog.trunc({1}::pg_catalog.numeric)"

#define CUT_INT                                              \
	"CASE WHEN " IS_NUMBER " THEN CASE WHEN " CUT            \
	" BETWEEN -9223372036854775808 AND 9223372036854775807 " \
	"THEN " CUT "::pg_catalog.int8 END END"

#define BOOL_OF_VALUE                                                                          \
	"CASE pg_catalog.jsonb_typeof({1}) WHEN 'boolean' THEN ({1} #>> '{{}}')::pg_catalog.bool " \
	"WHEN 'number' THEN {1} #>> '{{}}' ~ '^-?[0-9]*[1-9][0-9]*$' END"

#define ELEMENTS \
	"pg_catalog.jsonb_array_elements(CASE WHEN pg_catalog.jsonb_typeof({1}) = 'array' THEN {1} END)"
#define MEMBERS \
	"pg_catalog.jsonb_each(CASE WHEN pg_catalog.jsonb_typeof({1}) = 'object' THEN {1} END)"

static SqlNode *value_or_default(const FunctionCall *call, SqlNode *value, const HogqlType *type);

static SqlNode *
array_value(const FunctionCall *call, SqlNode *value, const HogqlType *type)
{
	SqlNode *item = sql_column(ITEM, "v");
	SqlSelect *select = select_from(
		sql_function_table_ordinal(sql_template1(ELEMENTS, value), ITEM, list_make2("v", "o")));
	SqlNode *element = value_or_default(call, item, type->element);

	if (hogql_is_compound(type->element))
		element = value_to_jsonb(call->context, element, type->element);
	select_item(select, element, "value");
	select_order_by(select, sql_order(sql_column(ITEM, "o"), false, SQL_NULLS_DEFAULT));
	return sql_array_subquery(select);
}

static SqlNode *
numeric_text(const FunctionCall *call, SqlNode *value)
{
	return sql_template1(call->function->result_hook ? NUMERIC_TEXT_OR_BOOL : NUMERIC_TEXT, value);
}

static SqlNode *
value_as(const FunctionCall *call, SqlNode *value, const HogqlType *type)
{
	Operand text = made_operand(NULL, hogql_type(HOGQL_STRING, true));

	check_stack_depth();
	switch (type->kind)
	{
		case HOGQL_STRING:
			return text_of(value);
		case HOGQL_BOOL:
			return sql_template1(BOOL_OF_VALUE, value);
		case HOGQL_INT:
			return sql_template1(CUT_INT, numeric_text(call, value));
		case HOGQL_FLOAT:
			text.sql = numeric_text(call, value);
			return operand_to_float(&text, call);
		case HOGQL_JSON:
			return value;
		default:
			return array_value(call, value, type);
	}
}

static SqlNode *
value_or_default(const FunctionCall *call, SqlNode *value, const HogqlType *type)
{
	SqlNode *converted = value_as(call, value, type);

	if (type->nullable || type->kind == HOGQL_ARRAY || type->kind == HOGQL_JSON)
		return converted;
	return sql_coalesce2(converted, default_of_type(type));
}

/* NULL of a NULL document. */
static SqlNode *
null_of_document(const FunctionCall *call, SqlNode *value)
{
	if (!call->arguments[0].type->nullable || call->type->kind == HOGQL_ARRAY)
		return value;
	return sql_if(sql_is_not_null(call->arguments[0].sql), value, NULL);
}

/* ---- JSONExtractString and its like: variant is the kind ---- */

/* A negative number is 0. */
static SqlNode *
print_extract(FunctionCall *call)
{
	const HogqlType *type = hogql_type(call->function->variant, false);
	SqlNode *value;

	if (type->kind == HOGQL_STRING)
		value = sql_template2("COALESCE({1} #>> {2}, '')", call->arguments[0].sql, path(call, 0));
	else
		value = value_or_default(call, value_at(call, 0), type);
	if (call->function->text)
		value = sql_greatest(list_make2(value, sql_integer(0)));
	return null_of_document(call, value);
}

/* text is a template of the value. */
static SqlNode *
print_of_value(FunctionCall *call)
{
	return null_of_document(call, sql_template1(call->function->text, value_at(call, 0)));
}

/* ---- Types in a text: JSONExtract(j, 'a', 'Array(Int64)') ---- */

/* The name from the cursor on, with what is in its parentheses; NULL if it is malformed. */
static AstTypeName *
parse_type(const char **cursor)
{
	AstTypeName *name = palloc0(sizeof(AstTypeName));
	AstName *word = palloc0(sizeof(AstName));
	int length = 0;

	check_stack_depth();
	while (isalnum((unsigned char) (*cursor)[length]))
		length++;
	if (length == 0)
		return NULL;
	name->node.kind = AST_TYPE_NAME;
	word->text = pnstrdup(*cursor, length);
	name->words = list_make1(word);
	*cursor += length;
	if (**cursor != '(')
		return name;
	(*cursor)++;
	name->args = list_make1(parse_type(cursor));
	if (!linitial(name->args) || **cursor != ')')
		return NULL;
	(*cursor)++;
	return name;
}

static bool
is_extractable(const HogqlType *type)
{
	if (type->kind == HOGQL_ARRAY)
		return is_extractable(type->element);
	return type->kind == HOGQL_INT || type->kind == HOGQL_FLOAT || type->kind == HOGQL_STRING ||
		   type->kind == HOGQL_BOOL || type->kind == HOGQL_JSON;
}

static const HogqlType *
named_type(const FunctionCall *call)
{
	int last = call->argument_count - 1;
	const char *text = required_string(call, last);
	const char *cursor = text;
	AstTypeName *name = parse_type(&cursor);
	const HogqlType *type = NULL;
	int scale;
	bool refused;

	if (name && *cursor == '\0')
		type = hogql_type_of_name(name, &scale, &refused);
	if (!type || !is_extractable(type))
		argument_error(call, last, ERRCODE_UNDEFINED_OBJECT,
					   psprintf("%s is no type that can be got out of JSON", hogql_excerpt(text)),
					   "Types are Int64, Float64, String, Bool, Array(T) and Nullable(T).");
	return type;
}

static const HogqlType *
type_of_typed(FunctionCall *call)
{
	const HogqlType *type = named_type(call);

	return type->kind == HOGQL_ARRAY
			   ? type
			   : hogql_with_null(type, type->nullable || call->arguments[0].type->nullable);
}

static SqlNode *
print_typed(FunctionCall *call)
{
	return null_of_document(call, value_or_default(call, value_at(call, 1), named_type(call)));
}

static const HogqlType *
type_of_members(FunctionCall *call)
{
	const HogqlType *key = hogql_type(HOGQL_STRING, false);
	const HogqlType *value = call->function->variant ? named_type(call) : key;

	return hogql_array(hogql_tuple(list_make2((void *) key, (void *) value), false), false);
}

/* variant: the values are of a type that the last argument names; else raw. */
static SqlNode *
print_members(FunctionCall *call)
{
	bool typed = call->function->variant;
	SqlNode *members = sql_template1(MEMBERS, value_at(call, typed ? 1 : 0));
	SqlSelect *select = select_from(sql_function_table(members, ITEM, list_make2("k", "v")));
	SqlNode *value = sql_column(ITEM, "v");

	value =
		typed ? value_or_default(call, value, named_type(call)) : sql_cast_to(value, SQL_TYPE_TEXT);
	select_item(select, sql_call2("jsonb_build_array", sql_column(ITEM, "k"), value), "value");
	return sql_array_subquery(select);
}

/* ---- JSON_VALUE ---- */

/* $, and behind it .name, ."name", [n], [*]. */
static bool
is_json_path(const char *path)
{
	if (*path++ != '$')
		return false;
	while (*path)
	{
		const char *begin = path;

		if (*path == '.' && path[1] == '"' && strchr(path + 2, '"') &&
			!memchr(path, '\\', strlen(path)))
			path = strchr(path + 2, '"') + 1;
		else if (*path == '.' && (isalpha((unsigned char) path[1]) || path[1] == '_'))
			for (path++; isalnum((unsigned char) *path) || *path == '_'; path++)
				;
		else if (strncmp(path, "[*]", 3) == 0)
			path += 3;
		else if (*path == '[' && isdigit((unsigned char) path[1]))
		{
			path += 1 + strspn(path + 1, "0123456789");
			if (*path++ != ']')
				return false;
		}
		if (path == begin)
			return false;
	}
	return true;
}

#define VALUE_BY_PATH                                                        \
	"CASE WHEN pg_catalog.jsonb_typeof({1}) IN ('object', 'array') THEN '' " \
	"WHEN pg_catalog.jsonb_typeof({1}) = 'null' THEN 'null' ELSE COALESCE({1} #>> '{{}}', '') END"

static SqlNode *
print_json_value(FunctionCall *call)
{
	const char *path_text = required_string(call, 1);

	if (!is_json_path(path_text))
		argument_error(call, 1, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s is no path into JSON", hogql_excerpt(path_text)),
					   "Write it as $.a.b[0].");
	return null_of_document(
		call,
		sql_template1(
			VALUE_BY_PATH,
			sql_template2(
				"pg_catalog.jsonb_path_query_first({1}, {2}::pg_catalog.jsonpath, '{{}}', true)",
				call->arguments[0].sql, sql_string(psprintf("strict %s", path_text)))));
}

#define RAW "COALESCE({1}::pg_catalog.text, '')"
#define RAW_ELEMENTS                                    \
	"ARRAY(SELECT x1.v::pg_catalog.text FROM " ELEMENTS \
	" WITH ORDINALITY AS x1(v, o) ORDER BY x1.o)"
#define KEYS "ARRAY(SELECT x1.k FROM " MEMBERS " AS x1(k, v))"
#define LENGTH                                                                                \
	"CASE pg_catalog.jsonb_typeof({1}) WHEN 'array' THEN pg_catalog.jsonb_array_length({1}) " \
	"WHEN 'object' THEN (SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_object_keys({1}))::pg_catalog.int4 ELSE 0 END"
#define TYPE_NAME                                                                                                          \
	"CASE pg_catalog.jsonb_typeof({1}) WHEN 'object' THEN 'Object' WHEN 'array' THEN 'Array' WHEN 'string' THEN 'String' " \
	"WHEN 'boolean' THEN 'Bool' WHEN 'number' THEN CASE WHEN {1}::pg_catalog.text ~ '[.eE]' THEN 'Double' "                \
	"WHEN ({1} #>> '{{}}')::pg_catalog.numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN 'Int64' "         \
	"WHEN ({1} #>> '{{}}')::pg_catalog.numeric BETWEEN 0 AND 18446744073709551615 THEN 'UInt64' ELSE 'Double' END ELSE 'Null' END"

#define EXTRACT(n, rule, kind)                                                             \
	{                                                                                      \
		.name = n, .arguments = "json[, any...]", .result = rule, .nulls = NULLS_OF_FIRST, \
		.variant = kind, .print = print_extract                                            \
	}
#define OF_VALUE(n, rule, template)                                                        \
	{                                                                                      \
		.name = n, .arguments = "json[, any...]", .result = rule, .nulls = NULLS_OF_FIRST, \
		.text = template, .print = print_of_value                                          \
	}
#define SIMPLE(n)                                                                 \
	{                                                                             \
		.name = n, .refused = "It searches the text without reading it as JSON.", \
		.instead = "Use JSONExtract... of the same type."                         \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	EXTRACT("JSONExtractString", RESULT_STRING, HOGQL_STRING),
	EXTRACT("JSONExtractInt", RESULT_INT, HOGQL_INT),
	{.name = "JSONExtractUInt", .arguments = "json[, any...]", .result = RESULT_INT, .nulls = NULLS_OF_FIRST, .variant = HOGQL_INT, .text = "0", .print = print_extract,
		.note = "a negative number is 0"},
	EXTRACT("JSONExtractFloat", RESULT_FLOAT, HOGQL_FLOAT),
	EXTRACT("JSONExtractBool", RESULT_BOOL, HOGQL_BOOL),
	OF_VALUE("JSONExtractRaw", RESULT_STRING, RAW),
	{.name = "JSONExtractArrayRaw", .arguments = "json[, any...]", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER, .text = RAW_ELEMENTS, .print = print_of_value},
	{.name = "JSONExtractKeys", .arguments = "json[, any...]", .result = RESULT_ARRAY_OF_STRING, .nulls = NULLS_NEVER, .text = KEYS, .print = print_of_value,
		.note = "in jsonb's order"},
	{.name = "JSONExtractKeysAndValuesRaw", .arguments = "json[, any...]", .result_hook = type_of_members, .nulls = NULLS_BY_HOOK, .print = print_members},
	{.name = "JSONExtractKeysAndValues", .arguments = "json, any...", .result_hook = type_of_members, .nulls = NULLS_BY_HOOK, .variant = 1, .print = print_members},
	{.name = "JSONExtract", .arguments = "json, any...", .result_hook = type_of_typed, .nulls = NULLS_BY_HOOK, .print = print_typed,
		.note = "the type is the last argument"},
	{.name = "JSONHas", .arguments = "json[, any...]", .result = RESULT_BOOL, .nulls = NULLS_OF_FIRST, .text = "{1} IS NOT NULL", .print = print_of_value},
	OF_VALUE("JSONLength", RESULT_INT, LENGTH),
	{.name = "JSONArrayLength", .same_as = "JSONLength"},
	OF_VALUE("JSONType", RESULT_STRING, TYPE_NAME),
	{.name = "isValidJSON", .arguments = "string", .result = RESULT_BOOL, .since = 16, .sql = "{1} IS JSON"},
	{.name = "JSON_VALUE", .arguments = "json, constant string", .result = RESULT_STRING, .nulls = NULLS_OF_FIRST, .print = print_json_value},
	{.name = "JSON_QUERY", .refused = "Its arrays of matches are not built.", .instead = "Use JSON_VALUE(...) or JSONExtractRaw(...)."},
	{.name = "JSON_EXISTS", .refused = "It is not built.", .instead = "Use JSONHas(...)."},
	SIMPLE("simpleJSONExtractString"),
	SIMPLE("simpleJSONExtractInt"),
	SIMPLE("simpleJSONExtractUInt"),
	SIMPLE("simpleJSONExtractFloat"),
	SIMPLE("simpleJSONExtractBool"),
	SIMPLE("simpleJSONExtractRaw"),
	SIMPLE("simpleJSONHas"),
	SIMPLE("visitParamExtractString"),
	SIMPLE("visitParamExtractInt"),
	SIMPLE("visitParamExtractRaw"),
	SIMPLE("visitParamHas"),
};

/* clang-format on */

const FunctionFamily json_functions = {"JSON", functions, lengthof(functions)};
