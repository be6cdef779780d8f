/*
 * query/execute.c
 *		execute() and try_execute(): a whole answer as one document.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "base/settings.h"
#include "query/call.h"
#include "result/document.h"

#define EXECUTE_ARGS 6 /* with source */

PG_FUNCTION_INFO_V1(metahog_execute);
PG_FUNCTION_INFO_V1(metahog_try_execute);

static RemoteError *run_document(Call *call, Datum *result);
static Datum answer(Call *call, Document *document, const char *truncated,
					const RemoteError *error);
static RemoteError *run_in_subtransaction(Call *call, FunctionCallInfo fcinfo, Datum *result);
static RemoteError *error_from_data(Stage stage, const ErrorData *data);
static Datum failed_document(Call *call, FunctionCallInfo fcinfo, const RemoteError *error);

Datum
metahog_execute(PG_FUNCTION_ARGS)
{
	Call call;
	Datum result;
	RemoteError *error;

	call_begin(&call, "execute", fcinfo, EXECUTE_ARGS, CUT_IS_TOLD);
	error = run_document(&call, &result);
	if (error != NULL)
		call_raise(&call, error);
	call_end(&call);
	PG_RETURN_DATUM(result);
}

Datum
metahog_try_execute(PG_FUNCTION_ARGS)
{
	Call call = {0};
	Datum result;
	RemoteError *error = run_in_subtransaction(&call, fcinfo, &result);

	if (error != NULL)
		result = failed_document(&call, fcinfo, error);
	PG_RETURN_DATUM(result);
}

/* The document of a call that has begun, or its failure. */
static RemoteError *
run_document(Call *call, Datum *result)
{
	Document document;
	const char *truncated = NULL;
	NextRow next;
	RemoteError *error = call_start(call, true);

	if (error != NULL)
		return error;
	document_begin(&document, call->types, call->rows->ncolumns, call->rows->columns);
	while ((next = call_next_row(call)) == NEXT_ROW)
		document_add_row(&document, call->rows);
	if (call->rows->error != NULL)
		return call->rows->error;

	if (next == NEXT_CUT_ROWS)
		truncated = "max_rows";
	else if (next == NEXT_CUT_BYTES)
		truncated = "max_bytes";
	if (truncated != NULL)
		activity_truncated(&call->activity, truncated);
	*result = answer(call, &document, truncated, NULL);
	return NULL;
}

static Datum
answer(Call *call, Document *document, const char *truncated, const RemoteError *error)
{
	double total = seconds_since(call->start_us);
	Timing timings[] = {
		{"connect", call->connect_seconds},
		{"execute", call->execute_seconds},
		{"fetch", Max(0, total - call->connect_seconds - call->execute_seconds)},
		{"total", total},
	};
	DocumentEnd end = {
		.truncated = truncated,
		.has_more = truncated != NULL,
		.limit = call->max_rows,
		.offset = call->offset,
		.timings = timings,
		.ntimings = lengthof(timings),
		.notices = call->rows != NULL ? &call->rows->notices : NULL,
		.query = call->statement.text != NULL ? call->statement.text : call->query,
		.source = call->source != NULL ? call->source->name : NULL,
		.error = error,
	};

	return document_finish(document, &end);
}

/*
 * Remote failures come as values.  What is raised here (no such source, no
 * right to it, a bad argument) is caught in a subtransaction, except that a
 * cancel of the caller's own statement is not ours to swallow.
 */
static RemoteError *
run_in_subtransaction(Call *call, FunctionCallInfo fcinfo, Datum *result)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	RemoteError *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		call_begin(call, "try_execute", fcinfo, EXECUTE_ARGS, CUT_IS_TOLD);
		error = run_document(call, result);
		if (error != NULL)
			activity_set_error(&call->activity, error);
		call_end(call);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		Stage stage = call_current_stage(call);
		ErrorData *data;

		MemoryContextSwitchTo(context);
		data = CopyErrorData();
		FlushErrorState();
		/* Whatever becomes of the error, the subtransaction is ours to end. */
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (data->sqlerrcode == ERRCODE_QUERY_CANCELED && !call->timed_out)
			ReThrowError(data);
		error = error_from_data(stage, data);
		error->timed_out = call->timed_out;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

static RemoteError *
error_from_data(Stage stage, const ErrorData *data)
{
	RemoteError *error = make_error(stage, data->sqlerrcode, "%s", data->message);

	error->detail = data->detail;
	error->hint = data->hint;
	return error;
}

static Datum
failed_document(Call *call, FunctionCallInfo fcinfo, const RemoteError *error)
{
	int query = PG_NARGS() == EXECUTE_ARGS ? 1 : 0;
	Document document;

	if (call->query == NULL && !PG_ARGISNULL(query))
		call->query = text_to_cstring(PG_GETARG_TEXT_PP(query));
	document_begin(&document, NULL, 0, NULL);
	return answer(call, &document, NULL, error);
}
