/*
 * hogql/hogql.c
 *		The SQL functions that run a text of HogQL, or show what it becomes.
 *
 * They go down the road of execute() and its like: only the text is another one.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "hogql/hogql_text.h"
#include "query/functions.h"

#define SQL_ARGS 4	 /* of hogql_sql(), with source */
#define ARG_PRETTY 2 /* counted from query */

PG_FUNCTION_INFO_V1(metahog_hogql);
PG_FUNCTION_INFO_V1(metahog_try_hogql);
PG_FUNCTION_INFO_V1(metahog_hogql_query);
PG_FUNCTION_INFO_V1(metahog_hogql_rows);
PG_FUNCTION_INFO_V1(metahog_hogql_stream);
PG_FUNCTION_INFO_V1(metahog_hogql_describe);
PG_FUNCTION_INFO_V1(metahog_hogql_column_definition);
PG_FUNCTION_INFO_V1(metahog_hogql_explain);
PG_FUNCTION_INFO_V1(metahog_hogql_sql);

Datum
metahog_hogql(PG_FUNCTION_ARGS)
{
	return call_execute(fcinfo, "hogql", &hogql_language.base);
}

Datum
metahog_try_hogql(PG_FUNCTION_ARGS)
{
	return call_try_execute(fcinfo, "try_hogql", &hogql_language.base);
}

Datum
metahog_hogql_query(PG_FUNCTION_ARGS)
{
	return call_query(fcinfo, "hogql_query", &hogql_language.base);
}

Datum
metahog_hogql_rows(PG_FUNCTION_ARGS)
{
	return call_rows(fcinfo, "hogql_rows", &hogql_language.base);
}

Datum
metahog_hogql_stream(PG_FUNCTION_ARGS)
{
	return call_stream(fcinfo, "hogql_stream", &hogql_language.base);
}

Datum
metahog_hogql_describe(PG_FUNCTION_ARGS)
{
	return call_describe_columns(fcinfo, "hogql_describe", &hogql_language.base);
}

Datum
metahog_hogql_column_definition(PG_FUNCTION_ARGS)
{
	return call_column_definition(fcinfo, "hogql_column_definition", &hogql_language.base);
}

Datum
metahog_hogql_explain(PG_FUNCTION_ARGS)
{
	return call_explain(fcinfo, "hogql_explain", &hogql_language.base);
}

/* hogql_sql([source text,] query text, params jsonb, pretty boolean) -> text: nothing is sent. */
Datum
metahog_hogql_sql(PG_FUNCTION_ARGS)
{
	int pretty = ARG_PRETTY + (PG_NARGS() == SQL_ARGS ? 1 : 0);
	bool is_pretty = !PG_ARGISNULL(pretty) && PG_GETARG_BOOL(pretty);
	CallKind kind = {
		.full_nargs = SQL_ARGS,
		.arguments = ARGUMENTS_PARAMS,
		.policy = CUT_IS_ERROR,
		.language = is_pretty ? &hogql_shown_pretty.base : &hogql_shown.base,
	};
	Call call;

	call_begin(&call, &kind, fcinfo);
	call_end(&call);
	PG_RETURN_TEXT_P(cstring_to_text(call.text));
}
