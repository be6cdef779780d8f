/*
 * saved/fields.c
 *		Definitions as callers give them: a JSON object whose keys are fields that are known.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "hogql/suggest.h"
#include "saved/fields.h"
#include "source/source.h"

/* That it is none of these is told in these words. */
static const char *const type_problems[] = {
	[FIELD_STRING] = "must be a string",
	[FIELD_OBJECT] = "must be a JSON object",
	[FIELD_ARRAY] = "must be a JSON array",
	[FIELD_NUMBER] = "must be a whole number",
};

static int find_field(const Field *fields, int count, const char *key);
static void raise_unknown(const Field *fields, int count, const char *key, const char *what)
	pg_attribute_noreturn();
static void check_length(const Field *field, int length);
static bool has_control_character(const char *text);

void
fields_read(const Field *fields, int count, JsonbContainer *object, const char *what,
			FieldValue *values)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue item;
	int field = 0;

	memset(values, 0, count * sizeof(FieldValue));
	(void) JsonbIteratorNext(&iterator, &item, false);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char *key = json_string_text(&item);

			field = find_field(fields, count, key);
			if (field < 0)
				raise_unknown(fields, count, key, what);
		}
		else if (token == WJB_VALUE)
			field_read(&fields[field], &item, &values[field]);
	}
}

void
field_read(const Field *field, const JsonbValue *value, FieldValue *result)
{
	bool fits = true;

	result->given = true;
	result->value = *value;
	result->is_null = value->type == jbvNull;
	if (field->type == FIELD_ANY)
		return;
	if (result->is_null && !field->may_be_null)
		field_error(field->name, "must not be null");
	if (result->is_null)
		return;
	switch (field->type)
	{
		case FIELD_STRING:
			fits = value->type == jbvString;
			break;
		case FIELD_OBJECT:
			fits = json_object_of(value) != NULL;
			break;
		case FIELD_ARRAY:
			fits = value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data);
			break;
		default:
			fits = json_int(value, &result->number);
			break;
	}
	if (!fits)
		field_error(field->name, type_problems[field->type]);
	if (field->type == FIELD_STRING)
	{
		check_length(field, value->val.string.len);
		result->text = json_string_text(value);
	}
	else if (field->type != FIELD_NUMBER)
	{
		JsonbValue copy = *value;

		check_length(field, value->val.binary.len);
		result->json = JsonbValueToJsonb(&copy);
	}
	if (field->check != NULL)
		field->check(field->name, result);
}

void
fields_add_column(ColumnList *list, const Field *field, const FieldValue *value)
{
	if (!value->given)
		return;
	if (value->is_null)
		column_list_add_sql(list, field->name, "DEFAULT");
	else if (field->type == FIELD_STRING)
		column_list_add_text(list, field->name, value->text);
	else
		column_list_add_json(list, field->name, value->json);
}

/* A text in the form of a uuid is an id, so that nobody can put an object of theirs in an id's place. */
void
field_check_name(const char *name, const FieldValue *value)
{
	pg_uuid_t ignored;

	if (value->text[0] == '\0')
		field_error(name, "must not be empty");
	if (has_control_character(value->text))
		field_error(name, "must not contain control characters");
	if (source_parse_id(value->text, &ignored))
		field_error(name, "must not have the form of a uuid: that stands for an id");
}

void
field_check_folder(const char *name, const FieldValue *value)
{
	const char *folder = value->text;
	size_t length = strlen(folder);

	if (has_control_character(folder))
		field_error(name, "must not contain control characters");
	if (length > 0 &&
		(folder[0] == '/' || folder[length - 1] == '/' || strstr(folder, "//") != NULL))
		field_error(name, "must be names with one / between them");
}

void
field_error(const char *name, const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("field \"%s\" %s", name, problem)));
}

JsonbContainer *
json_object_of(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data)
			   ? value->val.binary.data
			   : NULL;
}

bool
json_member(JsonbContainer *object, const char *key, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(object, key, (int) strlen(key), value) != NULL;
}

char *
json_string_text(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

char *
json_value_text(const JsonbValue *value)
{
	JsonbValue copy = *value;
	Jsonb *json = JsonbValueToJsonb(&copy);

	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

bool
json_int(const JsonbValue *value, int *number)
{
	char *text;
	char *end;
	long read;

	if (value->type != jbvNumeric)
		return false;
	text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	errno = 0;
	read = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || read < PG_INT32_MIN || read > PG_INT32_MAX)
		return false;
	*number = (int) read;
	return true;
}

Jsonb *
json_from_text(const char *text)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}

static int
find_field(const Field *fields, int count, const char *key)
{
	for (int i = 0; i < count; i++)
	{
		if (strcmp(fields[i].name, key) == 0)
			return i;
	}
	return -1;
}

static void
raise_unknown(const Field *fields, int count, const char *key, const char *what)
{
	StringInfoData known;
	Suggestion suggestion;
	char *hint;

	initStringInfo(&known);
	suggestion_begin(&suggestion, key);
	for (int i = 0; i < count; i++)
	{
		suggestion_consider(&suggestion, fields[i].name);
		appendStringInfo(&known, "%s%s", i > 0 ? ", " : "", fields[i].name);
	}
	hint = suggestion_hint(&suggestion);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a %s has no field \"%s\"", what, key),
					errhint("%s", hint != NULL ? hint : psprintf("There are: %s.", known.data))));
}

static void
check_length(const Field *field, int length)
{
	if (length > field->max_bytes)
		field_error(field->name, psprintf("must not be longer than %d bytes", field->max_bytes));
}

static bool
has_control_character(const char *text)
{
	for (; *text != '\0'; text++)
	{
		if ((unsigned char) *text < ' ' || *text == '\x7f')
			return true;
	}
	return false;
}
