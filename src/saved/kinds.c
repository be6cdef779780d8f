/*
 * saved/kinds.c
 *		What a saved query can be: a text of SQL, a text of HogQL.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "base/json_writer.h"
#include "hogql/hogql_text.h"
#include "saved/fields.h"
#include "saved/kinds.h"

static Jsonb *numbered_params(const BoundVariables *variables);
static Jsonb *named_params(const BoundVariables *variables);

static const SavedKind kinds[] = {
	{"sql", NULL, NULL, numbered_params},
	{"hogql", &hogql_language.base, &hogql_shown.base, named_params},
};

const SavedKind *
saved_kind(const char *name)
{
	StringInfoData known;

	initStringInfo(&known);
	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
		appendStringInfo(&known, "%s%s", i > 0 ? ", " : "", kinds[i].name);
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("saved queries of kind \"%s\" are not known", name),
					errhint("There are: %s.", known.data)));
}

/* The n-th is $n. */
static Jsonb *
numbered_params(const BoundVariables *variables)
{
	StringInfoData json;

	if (variables->count == 0)
		return NULL;
	initStringInfo(&json);
	for (int i = 0; i < variables->count; i++)
		appendStringInfo(&json, "%c%s", i == 0 ? '[' : ',', variables->values[i]);
	appendStringInfoChar(&json, ']');
	return json_from_text(json.data);
}

/* Each is {variables.name}. */
static Jsonb *
named_params(const BoundVariables *variables)
{
	StringInfoData json;

	if (variables->count == 0)
		return NULL;
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"variables\": ");
	for (int i = 0; i < variables->count; i++)
	{
		appendStringInfoChar(&json, i == 0 ? '{' : ',');
		json_write_cstring(&json, variables->names[i]);
		appendStringInfo(&json, ": %s", variables->values[i]);
	}
	appendStringInfoString(&json, "}}");
	return json_from_text(json.data);
}
