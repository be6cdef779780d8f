/*
 * hogql/params.c
 *		Values of placeholders: {name}, {a.b}.
 *
 * - A value never becomes text of the statement, but for who asks to see constants.
 * - Arrays of scalars are bound as PostgreSQL's arrays, others as jsonb[].
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "hogql/name_map.h"
#include "hogql/params.h"

/* What a saved query declares, and PostHog calls so as well, has this before its name. */
#define VARIABLES "variables."

/* The protocol counts parameters in 16 bits. */
#define MAX_PARAMS 65535

/* Stands between the parts of a name in a map, and in a signature behind a name, a type and what else was known. */
#define PART_SEPARATOR '\x1f'
#define FIELD_SEPARATOR '\x1d'
#define ENTRY_SEPARATOR '\x1e'

/* In a signature, before the type of a number that must not be negative. */
#define NOT_NEGATIVE "+"

/* A placeholder's name with its value. */
typedef struct Param
{
	const char *path; /* its parts, each with a separator behind it */
	JsonbValue value;
	const HogqlType *type;
	int number;		   /* of the parameter, from 1; 0: none yet */
	bool not_negative; /* it was asked for as a number that is not */
} Param;

struct Params
{
	MemoryContext context; /* of all that belongs to it, whatever is current when it is asked */
	const Jsonb *json;	   /* NULL: no values */
	NameMap *by_path;	   /* of Param: those that were asked for */
	List *asked;		   /* the same in order */
	bool value_seen;	   /* what is compiled depends on a value */
	int count;
	int room;			 /* for so many in the next two */
	const char **values; /* of the parameters */
	Oid *types;
};

/* What the SQL types of values are on every PostgreSQL, alone and in an array. */
static const Oid type_oids[SQL_TYPE_COUNT][2] = {
	[SQL_TYPE_BOOLEAN] = {BOOLOID, BOOLARRAYOID},
	[SQL_TYPE_BIGINT] = {INT8OID, INT8ARRAYOID},
	[SQL_TYPE_NUMERIC] = {NUMERICOID, NUMERICARRAYOID},
	[SQL_TYPE_DOUBLE] = {FLOAT8OID, FLOAT8ARRAYOID},
	[SQL_TYPE_TEXT] = {TEXTOID, TEXTARRAYOID},
	[SQL_TYPE_JSONB] = {JSONBOID, JSONBARRAYOID},
};

static Param *find_param(Params *params, const AstPlaceholder *placeholder);
static char *path_of(const AstPlaceholder *placeholder);
static Param *enter_param(Params *params, char *path);
static bool find_value(const Params *params, const char *path, JsonbValue *value);
static void raise_missing(const AstPlaceholder *placeholder) pg_attribute_noreturn();
static void raise_no_type(const AstPlaceholder *placeholder) pg_attribute_noreturn();
static const HogqlType *type_of_value(const JsonbValue *value);
static const HogqlType *type_of_number(const JsonbValue *value);
static const HogqlType *type_of_array(JsonbContainer *array);
static char *number_text(const JsonbValue *value);
static bool is_negative(const Param *param);
static bool is_constant(const HogqlType *type);
static SqlNode *constant(const HogqlType *type, const char *text);
static void make_parameter(Params *params, Param *param, int number);
static void make_room(Params *params, int number);
static const char *text_of_value(const JsonbValue *value, const HogqlType *type);
static const char *text_of_array(JsonbContainer *array, const HogqlType *element);
static void append_element(StringInfo out, const char *text);
static char *json_text(const JsonbValue *value);
static bool next_field(const char **at, char separator, char **field);

Params *
params_new(const Jsonb *json)
{
	Params *params = palloc0(sizeof(Params));

	if (json != NULL && !JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("params must be a JSON object"),
				 errhint("Its keys are the names of placeholders: '{\"name\": \"x\"}' for "
						 "{name}.")));
	params->context = CurrentMemoryContext;
	params->json = json;
	params->by_path = name_map_new();
	return params;
}

const HogqlType *
placeholder_type(Params *params, const AstPlaceholder *placeholder)
{
	return find_param(params, placeholder)->type;
}

SqlNode *
placeholder_lower(Params *params, const AstPlaceholder *placeholder)
{
	Param *param = find_param(params, placeholder);
	const char *text;

	if (is_constant(param->type))
		return constant(param->type, param->type->kind == HOGQL_NULL ? NULL : "{}");
	if (param->number == 0)
		make_parameter(params, param, params->count + 1);
	text = params->values[param->number - 1];
	return sql_parameter(param->number, hogql_sql_type(param->type), constant(param->type, text));
}

const char *
placeholder_string(Params *params, const AstPlaceholder *placeholder)
{
	Param *param = find_param(params, placeholder);

	if (param->type->kind != HOGQL_STRING)
		return NULL;
	params->value_seen = true;
	return text_of_value(&param->value, param->type);
}

List *
placeholder_strings(Params *params, const AstPlaceholder *placeholder)
{
	Param *param = find_param(params, placeholder);
	JsonbIterator *iterator;
	JsonbValue value;
	JsonbIteratorToken token;
	List *strings = NIL;

	if (param->type->kind != HOGQL_ARRAY || param->type->element->kind != HOGQL_STRING)
		return NIL;
	params->value_seen = true;
	iterator = JsonbIteratorInit(param->value.val.binary.data);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token == WJB_ELEM)
			strings =
				lappend(strings, unconstify(char *, text_of_value(&value, param->type->element)));
	}
	return strings;
}

bool
placeholder_integer(Params *params, const AstPlaceholder *placeholder, int64 *value)
{
	Param *param = find_param(params, placeholder);

	if (param->type->kind != HOGQL_INT)
		return false;
	params->value_seen = true;
	*value =
		DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(param->value.val.numeric)));
	return true;
}

bool
placeholder_not_negative(Params *params, const AstPlaceholder *placeholder)
{
	Param *param = find_param(params, placeholder);

	param->not_negative = true;
	return !is_negative(param);
}

int
params_count(const Params *params)
{
	return params->count;
}

const char *const *
params_values(const Params *params)
{
	return params->values;
}

const Oid *
params_types(const Params *params)
{
	return params->types;
}

const char *
params_signature(const Params *params)
{
	StringInfoData signature;
	ListCell *cell;

	if (params->value_seen)
		return NULL;
	initStringInfo(&signature);
	foreach (cell, params->asked)
	{
		const Param *param = lfirst(cell);

		appendStringInfo(&signature, "%s%c%s%s%c%d%c", param->path, FIELD_SEPARATOR,
						 param->not_negative ? NOT_NEGATIVE : "", hogql_type_name(param->type),
						 FIELD_SEPARATOR, param->number, ENTRY_SEPARATOR);
	}
	return signature.data;
}

/* A name with one of the separators in it finds nothing, or itself: the types are compared in any case. */
bool
params_fit(Params *params, const char *signature)
{
	char *entry;

	while (next_field(&signature, ENTRY_SEPARATOR, &entry))
	{
		const char *at = entry;
		char *path;
		char *type;
		Param *param;
		int number;

		CHECK_FOR_INTERRUPTS();
		if (!next_field(&at, FIELD_SEPARATOR, &path) || !next_field(&at, FIELD_SEPARATOR, &type))
			return false;
		param = enter_param(params, path);
		if (param == NULL || param->type == NULL)
			return false;
		if (strncmp(type, NOT_NEGATIVE, strlen(NOT_NEGATIVE)) == 0)
		{
			if (is_negative(param))
				return false;
			type += strlen(NOT_NEGATIVE);
		}
		if (strcmp(hogql_type_name(param->type), type) != 0)
			return false;
		number = (int) strtol(at, NULL, 10);
		if (number > 0)
			make_parameter(params, param, number);
	}
	return true;
}

static Param *
find_param(Params *params, const AstPlaceholder *placeholder)
{
	char *path = path_of(placeholder);
	Param *param = name_map_get(params->by_path, path);

	if (param == NULL)
		param = enter_param(params, path);
	if (param == NULL)
		raise_missing(placeholder);
	if (param->type == NULL)
		raise_no_type(placeholder);
	return param;
}

static char *
path_of(const AstPlaceholder *placeholder)
{
	StringInfoData path;
	ListCell *cell;

	initStringInfo(&path);
	foreach (cell, ((const AstField *) placeholder->expr)->chain)
	{
		const AstName *name = lfirst(cell);

		appendStringInfo(&path, "%s%c", name->text, PART_SEPARATOR);
	}
	return path.data;
}

/* NULL if there is no such value. */
static Param *
enter_param(Params *params, char *path)
{
	JsonbValue value;
	MemoryContext caller;
	Param *param;

	if (!find_value(params, path, &value))
		return NULL;
	caller = MemoryContextSwitchTo(params->context);
	param = palloc0(sizeof(Param));
	param->path = pstrdup(path);
	param->value = value;
	param->type = type_of_value(&value);
	name_map_set(params->by_path, param->path, param);
	params->asked = lappend(params->asked, param);
	MemoryContextSwitchTo(caller);
	return param;
}

static bool
find_value(const Params *params, const char *path, JsonbValue *value)
{
	const char *at = path;
	char *part;

	if (params->json == NULL)
		return false;
	value->type = jbvBinary;
	value->val.binary.data = (JsonbContainer *) &params->json->root;
	while (next_field(&at, PART_SEPARATOR, &part))
	{
		JsonbValue found;

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data) ||
			getKeyJsonValueFromContainer(value->val.binary.data, part, (int) strlen(part),
										 &found) == NULL)
			return false;
		*value = found;
	}
	return true;
}

static void
raise_missing(const AstPlaceholder *placeholder)
{
	StringInfoData name;
	const char *dot = "";
	ListCell *cell;

	initStringInfo(&name);
	foreach (cell, ((const AstField *) placeholder->expr)->chain)
	{
		appendStringInfo(&name, "%s%s", dot, ((const AstName *) lfirst(cell))->text);
		dot = ".";
	}
	hogql_error(
		placeholder->node.span, ERRCODE_UNDEFINED_PARAMETER,
		psprintf("placeholder %s has no value", hogql_excerpt(name.data)), NULL,
		strncmp(name.data, VARIABLES, strlen(VARIABLES)) == 0
			? "Declare it among the variables of the saved query, or give it a value in "
			  "params: {\"variables\": {\"name\": \"x\"}}."
			: "Give it one in params, a JSON object whose keys are the names of placeholders.");
}

static void
raise_no_type(const AstPlaceholder *placeholder)
{
	hogql_error(placeholder->node.span, ERRCODE_INVALID_PARAMETER_VALUE,
				"the elements of an array must be of one type", NULL,
				"Give all of them as strings, or all as numbers.");
}

/* NULL if it has none. */
static const HogqlType *
type_of_value(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return hogql_type(HOGQL_NULL, true);
		case jbvString:
			return hogql_type(HOGQL_STRING, false);
		case jbvBool:
			return hogql_type(HOGQL_BOOL, false);
		case jbvNumeric:
			return type_of_number(value);
		case jbvBinary:
			if (JsonContainerIsArray(value->val.binary.data))
				return type_of_array(value->val.binary.data);
			return hogql_type(HOGQL_JSON, false);
		default:
			elog(ERROR, "unexpected jsonb value type %d", (int) value->type);
	}
	return NULL;
}

/* As a constant of the text would be read. */
static const HogqlType *
type_of_number(const JsonbValue *value)
{
	char *text = number_text(value);
	char *end;

	if (strchr(text, '.') != NULL)
		return hogql_type(HOGQL_FLOAT, false);
	errno = 0;
	(void) strtoll(text, &end, 10);
	return hogql_type(errno == 0 && *end == '\0' ? HOGQL_INT : HOGQL_DECIMAL, false);
}

static const HogqlType *
type_of_array(JsonbContainer *array)
{
	JsonbIterator *iterator = JsonbIteratorInit(array);
	const HogqlType *common = NULL;
	JsonbValue value;
	JsonbIteratorToken token;

	check_stack_depth();
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		const HogqlType *type;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		type = type_of_value(&value);
		if (type != NULL && common != NULL && !hogql_same_type(common, type))
			type = hogql_common_type(common, type);
		else if (type != NULL && common != NULL)
			type = hogql_with_null(common, common->nullable || type->nullable);
		if (type == NULL)
			return NULL;
		common = type;
	}
	return hogql_array(common != NULL ? common : hogql_type(HOGQL_NULL, true), false);
}

static char *
number_text(const JsonbValue *value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
}

static bool
is_negative(const Param *param)
{
	return param->value.type == jbvNumeric && number_text(&param->value)[0] == '-';
}

/* Of which there is only one value. */
static bool
is_constant(const HogqlType *type)
{
	return type->kind == HOGQL_NULL ||
		   (type->kind == HOGQL_ARRAY && type->element->kind == HOGQL_NULL);
}

static SqlNode *
constant(const HogqlType *type, const char *text)
{
	switch (type->kind)
	{
		case HOGQL_NULL:
			return sql_null(hogql_sql_type(type));
		case HOGQL_STRING:
			return sql_string(text);
		case HOGQL_BOOL:
			return sql_boolean(text[0] == 't');
		case HOGQL_INT:
			return sql_bigint(strtoll(text, NULL, 10));
		case HOGQL_DECIMAL:
			return sql_numeric(text);
		case HOGQL_FLOAT:
			return sql_double(strtod(text, NULL));
		default:
			return sql_typed(hogql_sql_type(type), text);
	}
}

static void
make_parameter(Params *params, Param *param, int number)
{
	SqlType type = hogql_sql_type(param->type);
	MemoryContext caller;

	if (number > MAX_PARAMS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the text has more than %d placeholders", MAX_PARAMS)));
	caller = MemoryContextSwitchTo(params->context);
	make_room(params, number);
	params->values[number - 1] = text_of_value(&param->value, param->type);
	params->types[number - 1] = type_oids[type.kind][type.is_array ? 1 : 0];
	params->count = Max(params->count, number);
	param->number = number;
	MemoryContextSwitchTo(caller);
}

static void
make_room(Params *params, int number)
{
	int room = Max(8, 2 * number);
	const char **values;
	Oid *types;

	if (number <= params->room)
		return;
	values = palloc0(room * sizeof(char *));
	types = palloc0(room * sizeof(Oid));
	if (params->room > 0)
	{
		memcpy(values, params->values, params->room * sizeof(char *));
		memcpy(types, params->types, params->room * sizeof(Oid));
	}
	params->values = values;
	params->types = types;
	params->room = room;
}

/* As the input function of the SQL type reads it. */
static const char *
text_of_value(const JsonbValue *value, const HogqlType *type)
{
	if (value->type == jbvNull)
		return NULL;
	switch (type->kind)
	{
		case HOGQL_STRING:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case HOGQL_BOOL:
			return value->val.boolean ? "true" : "false";
		case HOGQL_INT:
		case HOGQL_DECIMAL:
		case HOGQL_FLOAT:
			if (value->type == jbvBool)
				return value->val.boolean ? "1" : "0";
			return number_text(value);
		case HOGQL_ARRAY:
			return text_of_array(value->val.binary.data, type->element);
		default:
			return json_text(value);
	}
}

static const char *
text_of_array(JsonbContainer *array, const HogqlType *element)
{
	JsonbIterator *iterator = JsonbIteratorInit(array);
	bool compound = hogql_is_compound(element);
	StringInfoData out;
	JsonbValue value;
	JsonbIteratorToken token;

	initStringInfo(&out);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		appendStringInfoChar(&out, out.len == 0 ? '{' : ',');
		append_element(&out, compound && value.type != jbvNull ? json_text(&value)
															   : text_of_value(&value, element));
	}
	appendStringInfoString(&out, out.len == 0 ? "{}" : "}");
	return out.data;
}

static void
append_element(StringInfo out, const char *text)
{
	if (text == NULL)
	{
		appendStringInfoString(out, "NULL");
		return;
	}
	appendStringInfoChar(out, '"');
	for (; *text != '\0'; text++)
	{
		CHECK_FOR_INTERRUPTS();
		if (*text == '"' || *text == '\\')
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, *text);
	}
	appendStringInfoChar(out, '"');
}

static char *
json_text(const JsonbValue *value)
{
	JsonbValue copy = *value;
	Jsonb *json = JsonbValueToJsonb(&copy);

	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

/* Up to the separator, palloc'd; false at the end of the text. */
static bool
next_field(const char **at, char separator, char **field)
{
	const char *end = strchr(*at, separator);

	if (end == NULL)
		return false;
	*field = pnstrdup(*at, end - *at);
	*at = end + 1;
	return true;
}
