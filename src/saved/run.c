/*
 * saved/run.c
 *		run_saved(), try_run_saved(), saved_sql(), create_saved_view().
 *
 * They go down the road of execute() and its like: the text, the source and the parameters are those of
 * the saved query.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "base/json_writer.h"
#include "query/functions.h"
#include "query/view.h"
#include "saved/arguments.h"
#include "saved/run.h"

#define ARG_LIMITS 2 /* max_rows, skip_rows, timeout */

/* What find_shown() finds. */
typedef struct ShownText
{
	const SavedQuery *saved;
	const Jsonb *given; /* values of variables; NULL: none */
} ShownText;

static void find_saved(void *argument, KeptText *text);
static char *shown_text(const SavedQuery *saved, const Jsonb *given);
static void find_shown(void *argument, KeptText *text);
static void check_source(const SavedQuery *saved);
static char *run_details(const SavedQuery *saved);

PG_FUNCTION_INFO_V1(metahog_run_saved);
PG_FUNCTION_INFO_V1(metahog_try_run_saved);
PG_FUNCTION_INFO_V1(metahog_saved_sql);
PG_FUNCTION_INFO_V1(metahog_create_saved_view);

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

	PG_RETURN_TEXT_P(cstring_to_text(shown_text(saved, optional_json(fcinfo, 1))));
}

/* create_saved_view(view_name text, saved text, variables jsonb) -> regclass */
Datum
metahog_create_saved_view(PG_FUNCTION_ARGS)
{
	char *view_name = required_text(fcinfo, 0, "view_name");
	SavedQuery *saved = saved_query_lookup(required_text(fcinfo, 1, "saved"));
	Jsonb *given = optional_json(fcinfo, 2);

	check_source(saved);
	if (saved->kind->shown == NULL && JB_ROOT_COUNT(saved->variables) > 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("saved query \"%s\" has variables, which a view does not bind",
							   saved->name),
						errhint("Write the values into its text, or save it as HogQL, whose values "
								"become constants.")));
	PG_RETURN_OID(view_create(view_name, "create_saved_view", source_id_text(saved->source),
							  shown_text(saved, given),
							  psprintf("Saved query \"%s\"", saved->name)));
}

void
saved_query_text(const SavedQuery *saved, const Jsonb *given, const Jsonb *beneath, KeptText *text)
{
	BoundVariables variables;

	check_source(saved);
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

/* As text that can be sent, with values in their places; only a language of ours has places for them. */
static char *
shown_text(const SavedQuery *saved, const Jsonb *given)
{
	ShownText shown = {saved, given};
	BoundVariables variables;
	Call call;

	if (saved->kind->shown != NULL)
	{
		call_begin_kept(&call, NULL, NULL, 0, CUT_IS_ERROR, find_shown, &shown);
		call_end(&call);
		return pstrdup(call.text);
	}
	if (given != NULL)
		variables_bind(saved->variables, given, NULL, &variables);
	return saved->text;
}

static void
find_shown(void *argument, KeptText *text)
{
	ShownText *shown = argument;

	saved_query_text(shown->saved, shown->given, NULL, text);
	text->language = shown->saved->kind->shown;
}

static void
check_source(const SavedQuery *saved)
{
	if (saved->source->dropped)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("the source of saved query \"%s\" was dropped", saved->name),
						errhint("Its owner can give it another one with "
								"metahog.alter_saved_query().")));
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
