/*
 * saved/variables.c
 *		Variables of a saved query: what may be declared, and the values that a run is given.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "calendar/written_time.h"
#include "hogql/suggest.h"
#include "saved/variables.h"

#define MAX_VARIABLES 100

typedef struct VariableType
{
	const char *name;
	bool (*fits)(const JsonbValue *value);
	const char *hint; /* what fits */
} VariableType;

enum
{
	VARIABLE_NAME,
	VARIABLE_TYPE,
	VARIABLE_DEFAULT,
	VARIABLE_LABEL,
	VARIABLE_FIELDS
};

static const Field fields[VARIABLE_FIELDS] = {
	[VARIABLE_NAME] = {"name", FIELD_STRING, MAX_VARIABLE_NAME, false, variable_check_name},
	[VARIABLE_TYPE] = {"type", FIELD_STRING, 20, false, variable_check_type},
	[VARIABLE_DEFAULT] = {"default", FIELD_ANY, 0, true, NULL},
	[VARIABLE_LABEL] = {"label", FIELD_STRING, 1000, true, NULL},
};

static bool is_string(const JsonbValue *value);
static bool is_number(const JsonbValue *value);
static bool is_boolean(const JsonbValue *value);
static bool is_date(const JsonbValue *value);
static bool is_time(const JsonbValue *value);
static const VariableType *find_type(const char *name);
static void check_one(const JsonbValue *item, const List *before);
static void check_unknown(const Jsonb *declared, const Jsonb *given);
static bool declares(const Jsonb *declared, const char *name, Suggestion *suggestion);
static bool next_variable(JsonbIterator **iterator, JsonbContainer **variable);
static char *string_member(JsonbContainer *object, const char *key);
static bool find_value(JsonbContainer *variable, const char *name, const Jsonb *given,
					   const Jsonb *beneath, JsonbValue *value);

static const VariableType types[] = {
	{"string", is_string, "A string in quotes is one."},
	{"number", is_number, "A number without quotes is one: 3, -1.5."},
	{"boolean", is_boolean, "true and false are."},
	{"date", is_date, "A string of the form \"2026-11-27\" is one."},
	{"time", is_time, "A string of the form \"2026-11-27T13:45:00Z\" is one."},
};

void
variables_check(const char *name, const FieldValue *value)
{
	JsonbIterator *iterator = JsonbIteratorInit(&value->json->root);
	List *names = NIL;
	JsonbIteratorToken token;
	JsonbValue item;

	if (JB_ROOT_COUNT(value->json) > MAX_VARIABLES)
		field_error(name, psprintf("must not have more than %d elements", MAX_VARIABLES));
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		if (token != WJB_ELEM)
			continue;
		check_one(&item, names);
		names = lappend(names, string_member(json_object_of(&item), "name"));
	}
}

static void
check_one(const JsonbValue *item, const List *before)
{
	JsonbContainer *object = json_object_of(item);
	FieldValue values[VARIABLE_FIELDS];
	ListCell *cell;

	if (object == NULL)
		field_error("variables", "must have objects as elements");
	fields_read(fields, VARIABLE_FIELDS, object, "variable", values);
	if (!values[VARIABLE_NAME].given)
		field_error("name", "of a variable is missing");
	if (!values[VARIABLE_TYPE].given)
		field_error("type", psprintf("of variable \"%s\" is missing", values[VARIABLE_NAME].text));
	foreach (cell, before)
	{
		if (strcmp(lfirst(cell), values[VARIABLE_NAME].text) == 0)
			field_error("variables",
						psprintf("has two of the name \"%s\"", values[VARIABLE_NAME].text));
	}
	if (values[VARIABLE_DEFAULT].given)
		variable_check_value("variable", values[VARIABLE_NAME].text, values[VARIABLE_TYPE].text,
							 &values[VARIABLE_DEFAULT].value);
}

void
variable_check_name(const char *name, const FieldValue *value)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789";
	const char *text = value->text;

	if (text[0] == '\0' || isdigit((unsigned char) text[0]) || text[strspn(text, letters)] != '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("field \"%s\" must be a name: \"%s\" is none", name, text),
						errhint("A name has letters of ASCII, digits and _, and begins with no "
								"digit.")));
}

void
variable_check_type(const char *name, const FieldValue *value)
{
	StringInfoData known;

	if (find_type(value->text) != NULL)
		return;
	initStringInfo(&known);
	for (int i = 0; i < (int) lengthof(types); i++)
		appendStringInfo(&known, "%s%s", i > 0 ? ", " : "", types[i].name);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("field \"%s\" names no type: \"%s\"", name, value->text),
					errhint("There are: %s.", known.data)));
}

void
variable_check_value(const char *what, const char *name, const char *type, const JsonbValue *value)
{
	const VariableType *known = find_type(type);

	if (value->type == jbvNull)
		return;
	if (known == NULL)
		elog(ERROR, "type \"%s\" of %s \"%s\" is not known", type, what, name);
	if (!known->fits(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the value of %s \"%s\" is no %s", what, name, type),
						errhint("%s", known->hint)));
}

bool
variables_have(const Jsonb *declared, const char *name)
{
	return declares(declared, name, NULL);
}

void
variables_bind(const Jsonb *declared, const Jsonb *given, const Jsonb *beneath,
			   BoundVariables *bound)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &declared->root);
	int count = JB_ROOT_COUNT(declared);
	JsonbContainer *variable;

	if (given != NULL && !JB_ROOT_IS_OBJECT(given))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variables must be a JSON object"),
						errhint("Its keys are the names of variables: '{\"name\": \"x\"}'.")));
	if (given != NULL)
		check_unknown(declared, given);
	bound->count = 0;
	bound->names = palloc0(Max(count, 1) * sizeof(char *));
	bound->values = palloc0(Max(count, 1) * sizeof(char *));
	while (next_variable(&iterator, &variable))
	{
		char *name = string_member(variable, "name");
		JsonbValue value;

		if (!find_value(variable, name, given, beneath, &value))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("variable \"%s\" has no value", name),
							errhint("Give it one, which may be null: it has no default.")));
		variable_check_value("variable", name, string_member(variable, "type"), &value);
		bound->names[bound->count] = name;
		bound->values[bound->count++] = json_value_text(&value);
	}
}

/* What nobody has asked for is likely a name that was misspelt. */
static void
check_unknown(const Jsonb *declared, const Jsonb *given)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &given->root);
	JsonbIteratorToken token;
	JsonbValue item;

	(void) JsonbIteratorNext(&iterator, &item, false);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		Suggestion suggestion;
		char *name;
		char *hint;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		name = json_string_text(&item);
		suggestion_begin(&suggestion, name);
		if (declares(declared, name, &suggestion))
			continue;
		hint = suggestion_hint(&suggestion);
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the saved query has no variable \"%s\"", name),
						hint != NULL ? errhint("%s", hint) : 0));
	}
}

static bool
declares(const Jsonb *declared, const char *name, Suggestion *suggestion)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &declared->root);
	JsonbContainer *variable;

	while (next_variable(&iterator, &variable))
	{
		char *known = string_member(variable, "name");

		if (strcmp(known, name) == 0)
			return true;
		if (suggestion != NULL)
			suggestion_consider(suggestion, known);
	}
	return false;
}

/* The elements of a column that was checked when it was written. */
static bool
next_variable(JsonbIterator **iterator, JsonbContainer **variable)
{
	JsonbIteratorToken token;
	JsonbValue item;

	while ((token = JsonbIteratorNext(iterator, &item, true)) != WJB_DONE)
	{
		if (token != WJB_ELEM)
			continue;
		*variable = json_object_of(&item);
		if (*variable == NULL)
			elog(ERROR, "a variable of a saved query is no object");
		return true;
	}
	return false;
}

static char *
string_member(JsonbContainer *object, const char *key)
{
	JsonbValue value;

	if (!json_member(object, key, &value) || value.type != jbvString)
		elog(ERROR, "a variable of a saved query has no %s", key);
	return json_string_text(&value);
}

static bool
find_value(JsonbContainer *variable, const char *name, const Jsonb *given, const Jsonb *beneath,
		   JsonbValue *value)
{
	return (given != NULL && json_member((JsonbContainer *) &given->root, name, value)) ||
		   (beneath != NULL && json_member((JsonbContainer *) &beneath->root, name, value)) ||
		   json_member(variable, "default", value);
}

static const VariableType *
find_type(const char *name)
{
	for (int i = 0; i < (int) lengthof(types); i++)
	{
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	}
	return NULL;
}

static bool
is_string(const JsonbValue *value)
{
	return value->type == jbvString;
}

static bool
is_number(const JsonbValue *value)
{
	return value->type == jbvNumeric;
}

static bool
is_boolean(const JsonbValue *value)
{
	return value->type == jbvBool;
}

/* Of one form alone, which every language of queries reads as the same day. */
static bool
is_date(const JsonbValue *value)
{
	WrittenTime time;
	char *text;

	if (value->type != jbvString || value->val.string.len != (int) strlen("YYYY-MM-DD"))
		return false;
	text = json_string_text(value);
	return text[4] == '-' && text[7] == '-' && strspn(text, "0123456789-") == 10 &&
		   written_date_read(text, &time);
}

static bool
is_time(const JsonbValue *value)
{
	WrittenTime time;
	char *text;

	if (value->type != jbvString || value->val.string.len < (int) strlen("YYYY-MM-DDThh:mm") ||
		value->val.string.len > (int) strlen("YYYY-MM-DDThh:mm:ss.ssssss+hh:mm"))
		return false;
	text = json_string_text(value);
	return strspn(text, "0123456789") == 4 && text[4] == '-' && text[7] == '-' &&
		   (text[10] == 'T' || text[10] == ' ') && text[13] == ':' &&
		   written_time_read(text, false, &time);
}
