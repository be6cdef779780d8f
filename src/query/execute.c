/*
 * query/execute.c
 *		execute() and try_execute(): a whole answer as one document.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/settings.h"
#include "query/functions.h"
#include "query/try_call.h"
#include "result/document.h"

#define EXECUTE_ARGS 6 /* with source */

/* What a call is begun by: a kind, or what finds a text that is kept here. */
typedef struct Beginning
{
	FunctionCallInfo fcinfo;
	CallKind kind;
	int limits; /* number of the argument max_rows, where a text is found */
	FindText find;
	void *argument; /* of find */
	Datum result;
} Beginning;

PG_FUNCTION_INFO_V1(metahog_execute);
PG_FUNCTION_INFO_V1(metahog_try_execute);

static Datum run_or_raise(Beginning *beginning);
static Datum run_or_tell(Beginning *beginning);
static void begin(Call *call, const Beginning *beginning);
static RemoteError *run_document(Call *call, Datum *result);
static Datum answer(Call *call, Document *document, const char *truncated,
					const RemoteError *error);
static int64 limit_of(const Call *call);
static RemoteError *begin_and_run(Call *call, void *argument);
static Datum failed_document(Call *call, const Beginning *beginning, const RemoteError *error);

Datum
metahog_execute(PG_FUNCTION_ARGS)
{
	return call_execute(fcinfo, "execute", NULL);
}

Datum
metahog_try_execute(PG_FUNCTION_ARGS)
{
	return call_try_execute(fcinfo, "try_execute", NULL);
}

Datum
call_execute(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	Beginning beginning = {
		.fcinfo = fcinfo,
		.kind = {action, EXECUTE_ARGS, ARGUMENTS_LIMITS, CUT_IS_TOLD, language},
	};

	return run_or_raise(&beginning);
}

Datum
call_try_execute(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	Beginning beginning = {
		.fcinfo = fcinfo,
		.kind = {action, EXECUTE_ARGS, ARGUMENTS_LIMITS, CUT_IS_TOLD, language},
	};

	return run_or_tell(&beginning);
}

Datum
call_execute_kept(FunctionCallInfo fcinfo, const char *action, int limits, FindText find,
				  void *argument)
{
	Beginning beginning = {fcinfo, {.action = action}, limits, find, argument, (Datum) 0};

	return run_or_raise(&beginning);
}

Datum
call_try_execute_kept(FunctionCallInfo fcinfo, const char *action, int limits, FindText find,
					  void *argument)
{
	Beginning beginning = {fcinfo, {.action = action}, limits, find, argument, (Datum) 0};

	return run_or_tell(&beginning);
}

static Datum
run_or_raise(Beginning *beginning)
{
	Call call;
	RemoteError *error;

	begin(&call, beginning);
	error = run_document(&call, &beginning->result);
	if (error != NULL)
		call_raise(&call, error);
	call_end(&call);
	return beginning->result;
}

static Datum
run_or_tell(Beginning *beginning)
{
	Call call = {.language = beginning->kind.language};
	RemoteError *error = try_call(&call, begin_and_run, beginning);

	return error == NULL ? beginning->result : failed_document(&call, beginning, error);
}

static void
begin(Call *call, const Beginning *beginning)
{
	if (beginning->find == NULL)
		call_begin(call, &beginning->kind, beginning->fcinfo);
	else
		call_begin_kept(call, beginning->kind.action, beginning->fcinfo, beginning->limits,
						CUT_IS_TOLD, beginning->find, beginning->argument);
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
	const Language *language = call->language;
	double before_rows = call->compile_seconds + call->connect_seconds + call->execute_seconds;
	/* Compiling comes first, where there was anything to compile. */
	Timing timings[] = {
		{language != NULL ? language->name : NULL, call->compile_seconds},
		{"connect", call->connect_seconds},
		{"execute", call->execute_seconds},
		{"fetch", Max(0, total - before_rows)},
		{"total", total},
	};
	int skipped = language != NULL ? 0 : 1;
	DocumentEnd end = {
		.truncated = truncated,
		.has_more = truncated != NULL,
		.limit = limit_of(call),
		.offset = call->offset,
		.timings = timings + skipped,
		.ntimings = lengthof(timings) - skipped,
		.notices = call->rows != NULL ? &call->rows->notices : NULL,
		.query = call->statement.text != NULL ? call->statement.text : call->query,
		.source = call->source != NULL ? call->source->name : NULL,
		.language = language != NULL ? language->name : NULL,
		.text = call->query,
		.warnings = call->compiled.warnings,
		.nwarnings = call->compiled.nwarnings,
		.error = error,
	};

	return document_finish(document, &end);
}

/* A LIMIT of the text's own is its caller's, where it is known. */
static int64
limit_of(const Call *call)
{
	int64 own = call->language != NULL && call->compiled.text != NULL ? call->compiled.limit : -1;

	if (own < 0 || call->max_rows < 0)
		return Max(own, call->max_rows);
	return Min(own, call->max_rows);
}

static RemoteError *
begin_and_run(Call *call, void *argument)
{
	Beginning *beginning = argument;

	begin(call, beginning);
	return run_document(call, &beginning->result);
}

static Datum
failed_document(Call *call, const Beginning *beginning, const RemoteError *error)
{
	FunctionCallInfo fcinfo = beginning->fcinfo;
	int query = PG_NARGS() == EXECUTE_ARGS ? 1 : 0;
	Document document;

	if (beginning->find == NULL && call->query == NULL && !PG_ARGISNULL(query))
		call->query = text_to_cstring(PG_GETARG_TEXT_PP(query));
	document_begin(&document, NULL, 0, NULL);
	return answer(call, &document, NULL, error);
}
