/*
 * saved/filters.c
 *		Filters of a dashboard: what may be declared, and which variables they set.
 *
 * A filter without "sets" sets the variable of its own name wherever there is one.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/json_writer.h"
#include "hogql/suggest.h"
#include "saved/filters.h"
#include "saved/variables.h"
#include "source/source.h"

#define MAX_FILTERS 100
#define MAX_SETS 1000
#define MAX_VALUES 1000

enum
{
	FILTER_NAME,
	FILTER_LABEL,
	FILTER_TYPE,
	FILTER_DEFAULT,
	FILTER_SETS,
	FILTER_VALUES,
	FILTER_VALUES_FROM,
	FILTER_FIELDS
};

enum
{
	SETS_TILE,
	SETS_VARIABLE,
	SETS_FIELDS
};

enum
{
	FROM_SAVED,
	FROM_COLUMN,
	FROM_FIELDS
};

static const Field fields[FILTER_FIELDS] = {
	[FILTER_NAME] = {"name", FIELD_STRING, MAX_VARIABLE_NAME, false, variable_check_name},
	[FILTER_LABEL] = {"label", FIELD_STRING, 1000, true, NULL},
	[FILTER_TYPE] = {"type", FIELD_STRING, 20, false, variable_check_type},
	[FILTER_DEFAULT] = {"default", FIELD_ANY, 0, true, NULL},
	[FILTER_SETS] = {"sets", FIELD_ARRAY, 256 * 1024, true, NULL},
	[FILTER_VALUES] = {"values", FIELD_ARRAY, 256 * 1024, true, NULL},
	[FILTER_VALUES_FROM] = {"values_from", FIELD_OBJECT, 1000, true, NULL},
};

static const Field sets_fields[SETS_FIELDS] = {
	[SETS_TILE] = {"tile", FIELD_ANY, 0, false, NULL},
	[SETS_VARIABLE] = {"variable", FIELD_STRING, MAX_VARIABLE_NAME, false, variable_check_name},
};

static const Field from_fields[FROM_FIELDS] = {
	[FROM_SAVED] = {"saved", FIELD_STRING, MAX_SAVED_NAME, false, NULL},
	[FROM_COLUMN] = {"column", FIELD_STRING, MAX_SAVED_NAME, false, NULL},
};

static bool next_object(JsonbIterator **iterator, const char *field, JsonbContainer **object);
static void read_filter(JsonbContainer *object, FieldValue *values);
static void check_values(const FieldValue *values);
static void check_sets(const FieldValue *values);
static void check_values_from(const FieldValue *values);
static void write_filter(StringInfo out, JsonbContainer *filter, const List *tiles, bool has_tiles);
static void write_sets(StringInfo out, const Jsonb *sets, const List *tiles, bool has_tiles);
static char *tile_id(const JsonbValue *tile, const List *tiles, bool has_tiles);
static void check_unknown(const Jsonb *filters, const Jsonb *given);
static void apply(StringInfo out, const FieldValue *filter, const JsonbValue *value,
				  const pg_uuid_t *tile, const SavedQuery *saved);
static void set_variable(StringInfo out, const char *variable, const JsonbValue *value);

void
filters_check(const char *name, const FieldValue *value)
{
	JsonbIterator *iterator = JsonbIteratorInit(&value->json->root);
	List *names = NIL;
	JsonbContainer *filter;

	if (JB_ROOT_COUNT(value->json) > MAX_FILTERS)
		field_error(name, psprintf("must not have more than %d elements", MAX_FILTERS));
	while (next_object(&iterator, name, &filter))
	{
		FieldValue values[FILTER_FIELDS];
		ListCell *cell;

		read_filter(filter, values);
		foreach (cell, names)
		{
			if (strcmp(lfirst(cell), values[FILTER_NAME].text) == 0)
				field_error(name, psprintf("has two of the name \"%s\"", values[FILTER_NAME].text));
		}
		names = lappend(names, values[FILTER_NAME].text);
		check_values(values);
		check_sets(values);
		check_values_from(values);
	}
}

Jsonb *
filters_with_ids(const Jsonb *filters, const List *tiles, bool has_tiles)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &filters->root);
	JsonbContainer *filter;
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	while (next_object(&iterator, "filters", &filter))
	{
		if (out.len > 1)
			appendStringInfoChar(&out, ',');
		write_filter(&out, filter, tiles, has_tiles);
	}
	appendStringInfoChar(&out, ']');
	return json_from_text(out.data);
}

Jsonb *
filters_apply(const Jsonb *filters, const Jsonb *given, const pg_uuid_t *tile,
			  const SavedQuery *saved)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &filters->root);
	JsonbContainer *filter;
	StringInfoData out;

	if (given != NULL && !JB_ROOT_IS_OBJECT(given))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("filters must be a JSON object"),
				 errhint("Its keys are the names of filters: '{\"name\": \"x\"}'.")));
	if (given != NULL)
		check_unknown(filters, given);
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	while (next_object(&iterator, "filters", &filter))
	{
		FieldValue values[FILTER_FIELDS];
		JsonbValue value;
		const char *name;

		read_filter(filter, values);
		name = values[FILTER_NAME].text;
		if ((given == NULL || !json_member((JsonbContainer *) &given->root, name, &value)) &&
			!json_member(filter, "default", &value))
			continue;
		variable_check_value("filter", name, values[FILTER_TYPE].text, &value);
		apply(&out, values, &value, tile, saved);
	}
	appendStringInfoChar(&out, '}');
	return json_from_text(out.data);
}

static bool
next_object(JsonbIterator **iterator, const char *field, JsonbContainer **object)
{
	JsonbIteratorToken token;
	JsonbValue item;

	while ((token = JsonbIteratorNext(iterator, &item, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		*object = json_object_of(&item);
		if (*object == NULL)
			field_error(field, "must have objects as elements");
		return true;
	}
	return false;
}

static void
read_filter(JsonbContainer *object, FieldValue *values)
{
	fields_read(fields, FILTER_FIELDS, object, "filter", values);
	if (!values[FILTER_NAME].given)
		field_error("name", "of a filter is missing");
	if (!values[FILTER_TYPE].given)
		field_error("type", psprintf("of filter \"%s\" is missing", values[FILTER_NAME].text));
}

static void
check_values(const FieldValue *values)
{
	const char *name = values[FILTER_NAME].text;
	const char *type = values[FILTER_TYPE].text;
	const Jsonb *list = values[FILTER_VALUES].json;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue item;

	if (values[FILTER_DEFAULT].given)
		variable_check_value("filter", name, type, &values[FILTER_DEFAULT].value);
	if (list == NULL)
		return;
	if (JB_ROOT_COUNT(list) > MAX_VALUES)
		field_error("values", psprintf("must not have more than %d elements", MAX_VALUES));
	iterator = JsonbIteratorInit((JsonbContainer *) &list->root);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		if (token == WJB_ELEM)
			variable_check_value("filter", name, type, &item);
	}
}

static void
check_sets(const FieldValue *values)
{
	const Jsonb *sets = values[FILTER_SETS].json;
	JsonbIterator *iterator;
	JsonbContainer *object;

	if (sets == NULL)
		return;
	if (JB_ROOT_COUNT(sets) > MAX_SETS)
		field_error("sets", psprintf("must not have more than %d elements", MAX_SETS));
	iterator = JsonbIteratorInit((JsonbContainer *) &sets->root);
	while (next_object(&iterator, "sets", &object))
	{
		FieldValue set[SETS_FIELDS];

		fields_read(sets_fields, SETS_FIELDS, object, "filter's sets", set);
		if (!set[SETS_TILE].given || !set[SETS_VARIABLE].given)
			field_error("sets", "must have objects with \"tile\" and \"variable\" as elements");
	}
}

static void
check_values_from(const FieldValue *values)
{
	FieldValue from[FROM_FIELDS];

	if (values[FILTER_VALUES_FROM].json == NULL)
		return;
	fields_read(from_fields, FROM_FIELDS, &values[FILTER_VALUES_FROM].json->root,
				"filter's values_from", from);
	if (!from[FROM_SAVED].given || !from[FROM_COLUMN].given)
		field_error("values_from", "must have \"saved\" and \"column\"");
}

static void
write_filter(StringInfo out, JsonbContainer *filter, const List *tiles, bool has_tiles)
{
	FieldValue values[FILTER_FIELDS];
	bool first = true;

	read_filter(filter, values);
	appendStringInfoChar(out, '{');
	for (int i = 0; i < FILTER_FIELDS; i++)
	{
		if (!values[i].given)
			continue;
		appendStringInfo(out, "%s\"%s\": ", first ? "" : ", ", fields[i].name);
		if (i == FILTER_SETS && values[i].json != NULL)
			write_sets(out, values[i].json, tiles, has_tiles);
		else
			appendStringInfoString(out, json_value_text(&values[i].value));
		first = false;
	}
	appendStringInfoChar(out, '}');
}

static void
write_sets(StringInfo out, const Jsonb *sets, const List *tiles, bool has_tiles)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &sets->root);
	JsonbContainer *object;
	const char *separator = "[";

	if (JB_ROOT_COUNT(sets) == 0)
		appendStringInfoChar(out, '[');
	while (next_object(&iterator, "sets", &object))
	{
		FieldValue set[SETS_FIELDS];

		fields_read(sets_fields, SETS_FIELDS, object, "filter's sets", set);
		appendStringInfo(out, "%s{\"tile\": \"%s\", \"variable\": \"%s\"}", separator,
						 tile_id(&set[SETS_TILE].value, tiles, has_tiles), set[SETS_VARIABLE].text);
		separator = ", ";
	}
	appendStringInfoChar(out, ']');
}

static char *
tile_id(const JsonbValue *tile, const List *tiles, bool has_tiles)
{
	pg_uuid_t id;
	int number;

	if (tile->type == jbvString && source_parse_id(json_string_text(tile), &id))
		return uuid_text(&id);
	if (!json_int(tile, &number))
		field_error("tile", "must be the id of a tile, or its number in \"tiles\"");
	if (!has_tiles || number < 0 || number >= list_length(tiles))
		field_error("tile",
					psprintf("must be the number of a tile in \"tiles\", from 0: %d is none",
							 number));
	return uuid_text(list_nth(tiles, number));
}

static void
check_unknown(const Jsonb *filters, const Jsonb *given)
{
	JsonbIterator *iterator = JsonbIteratorInit((JsonbContainer *) &given->root);
	JsonbIteratorToken token;
	JsonbValue item;

	(void) JsonbIteratorNext(&iterator, &item, false);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		JsonbIterator *known = JsonbIteratorInit((JsonbContainer *) &filters->root);
		JsonbContainer *filter;
		Suggestion suggestion;
		bool found = false;
		char *hint;
		char *name;

		if (token != WJB_KEY)
			continue;
		name = json_string_text(&item);
		suggestion_begin(&suggestion, name);
		while (!found && next_object(&known, "filters", &filter))
		{
			FieldValue values[FILTER_FIELDS];

			read_filter(filter, values);
			suggestion_consider(&suggestion, values[FILTER_NAME].text);
			found = strcmp(values[FILTER_NAME].text, name) == 0;
		}
		hint = suggestion_hint(&suggestion);
		if (!found)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("the dashboard has no filter \"%s\"", name),
							hint != NULL ? errhint("%s", hint) : 0));
	}
}

/* A tile that is gone is nobody's: what a filter says of it is passed over. */
static void
apply(StringInfo out, const FieldValue *filter, const JsonbValue *value, const pg_uuid_t *tile,
	  const SavedQuery *saved)
{
	const char *name = filter[FILTER_NAME].text;
	const Jsonb *sets = filter[FILTER_SETS].json;
	char *id = uuid_text(tile);
	JsonbIterator *iterator;
	JsonbContainer *object;

	if (sets == NULL)
	{
		if (variables_have(saved->variables, name))
			set_variable(out, name, value);
		return;
	}
	iterator = JsonbIteratorInit((JsonbContainer *) &sets->root);
	while (next_object(&iterator, "sets", &object))
	{
		FieldValue set[SETS_FIELDS];

		fields_read(sets_fields, SETS_FIELDS, object, "filter's sets", set);
		if (strcmp(json_string_text(&set[SETS_TILE].value), id) != 0)
			continue;
		if (!variables_have(saved->variables, set[SETS_VARIABLE].text))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("filter \"%s\" sets variable \"%s\", which saved query \"%s\" "
								   "does not have",
								   name, set[SETS_VARIABLE].text, saved->name)));
		set_variable(out, set[SETS_VARIABLE].text, value);
	}
}

static void
set_variable(StringInfo out, const char *variable, const JsonbValue *value)
{
	if (out->len > 1)
		appendStringInfoString(out, ", ");
	json_write_cstring(out, variable);
	appendStringInfo(out, ": %s", json_value_text(value));
}
