/*
 * query/query.c
 *		query(): rows as typed tuples.
 *
 * A function in FROM is always materialised, so this one fills the tuplestore
 * itself.  The first time that a session meets a text, the statement is
 * described beforehand, to find out whether the columns can be had in binary
 * format; what was found is kept with the session.
 */
#include "postgres.h"

#include "funcapi.h"

#include "query/call.h"
#include "query/materialize.h"
#include "remote/text_memory.h"
#include "result/record.h"

#define QUERY_ARGS 6 /* with source */

PG_FUNCTION_INFO_V1(metahog_query);

static TupleDesc declared_columns(FunctionCallInfo fcinfo);
static void start_rows(Call *call, TupleDesc tuple_desc);
static bool choose_binary(Call *call, TupleDesc tuple_desc);
static void describe_columns(Call *call, int *ncolumns, RemoteColumn **columns);
static void check_answer(Call *call, TupleDesc tuple_desc);

Datum
metahog_query(PG_FUNCTION_ARGS)
{
	TupleDesc tuple_desc = declared_columns(fcinfo);
	Call call;

	call_begin(&call, "query", fcinfo, QUERY_ARGS, CUT_IS_ERROR);
	start_rows(&call, tuple_desc);
	materialize_rows(&call, tuple_desc, materialize_record(fcinfo, tuple_desc));
	call_end(&call);
	return (Datum) 0;
}

static TupleDesc
declared_columns(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	if (info == NULL || !IsA(info, ReturnSetInfo) || info->expectedDesc == NULL ||
		info->expectedDesc->natts == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("metahog.query() must be called in FROM with a column definition list"),
				 errhint("For example: SELECT * FROM metahog.query('pagila', 'SELECT title FROM "
						 "film') AS t(title text)")));
	return info->expectedDesc;
}

static void
start_rows(Call *call, TupleDesc tuple_desc)
{
	RemoteError *error;

	call->statement.binary = choose_binary(call, tuple_desc);
	error = call_start(call, false);
	if (error != NULL)
		call_raise(call, error);
	if (call->statement.binary)
		check_answer(call, tuple_desc);
	record_check_columns(tuple_desc, call->rows->ncolumns);
}

/*
 * Also for what writes the columns are known before it runs, and a wrong
 * declaration does no harm.  But it is read as text: an answer that turns out
 * to have changed could not be asked for again.
 */
static bool
choose_binary(Call *call, TupleDesc tuple_desc)
{
	int ncolumns;
	RemoteColumn *columns;

	/* What is remembered is a hint: a refusal, or a write, must not rest on it. */
	if (!call->source->read_only ||
		!text_memory_find(&call->source->id, call->text, &ncolumns, &columns) ||
		ncolumns != tuple_desc->natts)
		describe_columns(call, &ncolumns, &columns);
	record_check_columns(tuple_desc, ncolumns);
	return call->source->read_only && record_fits_binary(tuple_desc, ncolumns, columns);
}

static void
describe_columns(Call *call, int *ncolumns, RemoteColumn **columns)
{
	RemoteError *error = call_describe(call, false);

	if (error == NULL)
		error = call_end_description(call);
	if (error != NULL)
		call_raise(call, error);
	*ncolumns = call->rows->ncolumns;
	*columns = call->rows->columns;
	text_memory_store(&call->source->id, call->text, *ncolumns, *columns);
}

/* Tables may have changed since the text was described: begin anew, in text format. */
static void
check_answer(Call *call, TupleDesc tuple_desc)
{
	RemoteError *error;

	if (record_fits_binary(tuple_desc, call->rows->ncolumns, call->rows->columns))
		return;
	text_memory_forget(&call->source->id, call->text);
	call->rows->stop(call->rows);
	call->statement.binary = false;
	error = call_start(call, false);
	if (error != NULL)
		call_raise(call, error);
}
