/*
 * query/explain.c
 *		explain(): the remote's plan for a query, guessed or measured.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/json_writer.h"
#include "query/functions.h"

#define EXPLAIN_ARGS 4 /* with source */
#define ARG_RUN 2	   /* counted from query */

/* On a line of its own, so that the caller's text keeps its lines. */
#define PLAN_PREFIX "EXPLAIN (FORMAT JSON, VERBOSE)\n"
#define RUN_PREFIX "EXPLAIN (FORMAT JSON, VERBOSE, ANALYZE, BUFFERS)\n"

PG_FUNCTION_INFO_V1(metahog_explain);

static void check_explainable(const Call *call);
static bool can_be_explained(const Node *statement);

Datum
metahog_explain(PG_FUNCTION_ARGS)
{
	return call_explain(fcinfo, "explain", NULL);
}

Datum
call_explain(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	CallKind kind = {action, EXPLAIN_ARGS, ARGUMENTS_PARAMS, CUT_IS_ERROR, language};
	int query = PG_NARGS() == EXPLAIN_ARGS ? 1 : 0;
	bool run = !PG_ARGISNULL(query + ARG_RUN) && PG_GETARG_BOOL(query + ARG_RUN);
	const char *prefix = run ? RUN_PREFIX : PLAN_PREFIX;
	Call call;
	RemoteError *error;
	StringInfoData plan;

	call_begin(&call, &kind, fcinfo);
	check_explainable(&call);
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

/* The remote would find a syntax error at the first word.  What cannot be read here is its own to judge. */
static void
check_explainable(const Call *call)
{
	List *statements = NIL;
	const Node *statement;

	if (!statement_text_parse(call->text, &statements) || list_length(statements) != 1)
		return;
	statement = linitial_node(RawStmt, statements)->stmt;
	if (can_be_explained(statement))
		return;
	ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
					errmsg("%s has no plan that could be explained",
						   GetCommandTagName(CreateCommandTag((Node *) statement))),
					errhint("Give explain() a SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE "
							"or MERGE; other statements can be run with execute().")));
}

static bool
can_be_explained(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
#ifdef HAVE_MERGE
		case T_MergeStmt:
#endif
		case T_DeclareCursorStmt:
		case T_CreateTableAsStmt:
		case T_RefreshMatViewStmt:
		case T_ExecuteStmt:
			return true;
		default:
			return false;
	}
}
