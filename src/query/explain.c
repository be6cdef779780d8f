/*
 * query/explain.c
 *		explain(): the remote's plan for a query, guessed or measured.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/json_writer.h"
#include "query/call.h"

#define EXPLAIN_ARGS 4 /* with source */
#define ARG_PARAMS 1   /* counted from query, as the next one is */
#define ARG_RUN 2

/* On a line of its own, so that the caller's text keeps its lines. */
#define PLAN_PREFIX "EXPLAIN (FORMAT JSON, VERBOSE)\n"
#define RUN_PREFIX "EXPLAIN (FORMAT JSON, VERBOSE, ANALYZE, BUFFERS)\n"

PG_FUNCTION_INFO_V1(metahog_explain);

Datum
metahog_explain(PG_FUNCTION_ARGS)
{
	int query = PG_NARGS() == EXPLAIN_ARGS ? 1 : 0;
	bool run = !PG_ARGISNULL(query + ARG_RUN) && PG_GETARG_BOOL(query + ARG_RUN);
	const char *prefix = run ? RUN_PREFIX : PLAN_PREFIX;
	Call call;
	RemoteError *error;
	StringInfoData plan;

	call_begin_plain(&call, "explain", fcinfo, EXPLAIN_ARGS);
	params_read(&call, fcinfo, query + ARG_PARAMS);
	error = call_start_prefixed(&call, prefix);
	if (error != NULL)
		call_raise(&call, error);

	initStringInfo(&plan);
	if (call_next_row_or_raise(&call) && call.rows->ncolumns == 1 && call.rows->values[0] != NULL)
		json_write_verbatim(&plan, call.rows->values[0], call.rows->lengths[0], false);
	call.rows->stop(call.rows);
	if (call.rows->error != NULL)
		call_raise(&call, call.rows->error);
	call_raise_notices(&call);
	if (plan.len == 0)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION), errmsg("the remote sent no plan")));
	call_end(&call);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(plan.data, plan.len));
}
