/*
 * source/url_functions.c
 *		parse_url(): the fields of a connection URL, for a form that a person fills by pasting one.
 *
 * Nothing is stored, and nothing is asked of the network. What create_source
 * would refuse in the URL is refused here with the same words.
 */
#include "postgres.h"

#include <sodium.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/json_writer.h"
#include "source/options.h"
#include "source/secret_memory.h"

static void write_given(StringInfo json, const SourceOptions *options);

PG_FUNCTION_INFO_V1(metahog_parse_url);

/* parse_url(url text) -> jsonb, null for null; the password is in it if the URL has one. */
Datum
metahog_parse_url(PG_FUNCTION_ARGS)
{
	text *argument = PG_GETARG_TEXT_PP(0);
	char *url = secret_copy(VARDATA_ANY(argument), VARSIZE_ANY_EXHDR(argument));
	SourceOptions options = {0};
	StringInfoData json;
	Datum result;

	options_read_url(&options, url);
	initStringInfo(&json);
	write_given(&json, &options);
	result = DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
	sodium_memzero(json.data, json.len);
	return result;
}

/* A URL gives nothing but connection options and the password. */
static void
write_given(StringInfo json, const SourceOptions *options)
{
	const char *separator = "";

	appendStringInfoChar(json, '{');
	for (int i = 0; i <= OPTION_PASSWORD; i++)
	{
		const char *value = options->values[i].text;

		if (value == NULL)
			continue;
		appendStringInfoString(json, separator);
		json_write_cstring(json, options_name((SourceOption) i));
		appendStringInfoChar(json, ':');
		if (i == OPTION_PORT)
			appendStringInfoString(json, value);
		else
			json_write_cstring(json, value);
		separator = ",";
	}
	appendStringInfoChar(json, '}');
}
