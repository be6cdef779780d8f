/*
 * hogql/hogql_ast.c
 *		The SQL function hogql_ast(): the tree of a text, without any source.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "hogql/ast_json.h"
#include "hogql/parse_query.h"

static void say_where(void *argument);

PG_FUNCTION_INFO_V1(metahog_hogql_ast);

Datum
metahog_hogql_ast(PG_FUNCTION_ARGS)
{
	char *query;
	StringInfoData out;
	ErrorContextCallback callback = {error_context_stack, say_where, NULL};

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("query must not be null")));
	query = text_to_cstring(PG_GETARG_TEXT_PP(0));
	initStringInfo(&out);
	callback.arg = query;
	error_context_stack = &callback;
	ast_write_json(&out, hogql_parse(query, (int) strlen(query)));
	error_context_stack = callback.previous;
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

/* Positions are those of the text that was given, not of the SQL that gave it. */
static void
say_where(void *argument)
{
	int position = geterrposition();

	if (position < 1)
		return;
	errposition(0);
	internalerrposition(position);
	internalerrquery(argument);
}
