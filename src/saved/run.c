/*
 * saved/run.c
 *		run_saved(), try_run_saved(), saved_sql().
 *
 * They go down the road of execute() and its like: the text, the source and the parameters are those of
 * the saved query.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "base/json_writer.h"
#include "query/functions.h"
#include "saved/arguments.h"
#include "saved/run.h"

#define ARG_LIMITS 2 /* max_rows, skip_rows, timeout */

static void find_saved(void *argument, KeptText *text);
static void find_shown(void *argument, KeptText *text);
static char *run_details(const SavedQuery *saved);

PG_FUNCTION_INFO_V1(metahog_run_saved);
PG_FUNCTION_INFO_V1(metahog_try_run_saved);
PG_FUNCTION_INFO_V1(metahog_saved_sql);

/* run_saved(saved text, variables jsonb, max_rows bigint, skip_rows bigint, timeout interval) -> json */
Datum
metahog_run_saved(PG_FUNCTION_ARGS)
{
	return call_execute_kept(fcinfo, "run_saved", ARG_LIMITS, find_saved, fcinfo);
}

Datum
metahog_try_run_saved(PG_FUNCTION_ARGS)
{
	return call_try_execute_kept(fcinfo, "try_run_saved", ARG_LIMITS, find_saved, fcinfo);
}

/* saved_sql(saved text, variables jsonb) -> text: nothing is sent. */
Datum
metahog_saved_sql(PG_FUNCTION_ARGS)
{
	SavedQuery *saved = saved_query_lookup(required_text(fcinfo, 0, "saved"));
	Wishes wishes = {-1, -1, -1};
	Jsonb *given = optional_json(fcinfo, 1);
	BoundVariables variables;
	Call call;

	if (saved->kind->shown == NULL)
	{
		if (given != NULL)
			variables_bind(saved->variables, given, NULL, &variables);
		PG_RETURN_TEXT_P(cstring_to_text(saved->text));
	}
	call_begin_kept(&call, NULL, &wishes, CUT_IS_ERROR, find_shown, fcinfo);
	call_end(&call);
	PG_RETURN_TEXT_P(cstring_to_text(call.text));
}

void
saved_query_text(const SavedQuery *saved, const Jsonb *given, const Jsonb *beneath, KeptText *text)
{
	BoundVariables variables;

	if (saved->source->dropped)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("the source of saved query \"%s\" was dropped", saved->name),
						errhint("Its owner can give it another one with "
								"metahog.alter_saved_query().")));
	variables_bind(saved->variables, given, beneath, &variables);
	text->source = source_id_text(saved->source);
	text->query = saved->text;
	text->language = saved->kind->language;
	text->params = saved->kind->params(&variables);
	text->details = run_details(saved);
}

static void
find_saved(void *argument, KeptText *text)
{
	FunctionCallInfo fcinfo = argument;
	SavedQuery *saved = saved_query_lookup(required_text(fcinfo, 0, "saved"));

	saved_query_text(saved, optional_json(fcinfo, 1), NULL, text);
}

/* The same text, but in the language that shows what is sent. */
static void
find_shown(void *argument, KeptText *text)
{
	FunctionCallInfo fcinfo = argument;

	find_saved(argument, text);
	text->language = saved_query_lookup(required_text(fcinfo, 0, "saved"))->kind->shown;
}

static char *
run_details(const SavedQuery *saved)
{
	StringInfoData details;

	initStringInfo(&details);
	appendStringInfo(&details, "{\"saved_query\": \"%s\", \"name\": ", uuid_text(&saved->id));
	json_write_cstring(&details, saved->name);
	appendStringInfo(&details, ", \"version\": %d, \"language\": \"%s\"}", saved->last.version,
					 saved->kind->name);
	return details.data;
}
