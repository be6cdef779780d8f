/*
 * query/rows.c
 *		rows() and stream(): answers that flow, in constant memory.
 *
 * Both give out one value per call, so that in a select list the rows of the
 * remote are read as fast as the caller takes them.  What is unfinished when
 * the caller stops asking is stopped on the remote.
 */
#include "postgres.h"

#include "executor/executor.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "query/functions.h"
#include "result/chunks.h"
#include "result/document.h"

#define ROWS_ARGS 6 /* with source */
#define STREAM_ARGS 7
#define ARG_FORMAT 5 /* counted from query */

/* About 64 kB, as COPY and the protocol's buffers like it. */
#define CHUNK_BYTES (64 * 1024)

PG_FUNCTION_INFO_V1(metahog_rows);
PG_FUNCTION_INFO_V1(metahog_stream);

typedef struct Flow
{
	Call call;
	RowWriter writer;
	ExprContext *econtext; /* which tells us when nobody asks any more */
	bool begun;			   /* what stands before the first row has been written */
	bool ended;			   /* so has what stands behind the last */
} Flow;

static Datum give_out(FunctionCallInfo fcinfo, FuncCallContext *context, DatumBuffer *buffer);
static Flow *begin_flow(FunctionCallInfo fcinfo, const CallKind *kind, FuncCallContext *context);
static void check_caller(FunctionCallInfo fcinfo);
static ChunkFormat read_format(FunctionCallInfo fcinfo, int full_nargs);
static void end_flow(Flow *flow);
static void stop_flow(Datum argument);
static void fill_chunk(Flow *flow, StringInfo out);

Datum
metahog_rows(PG_FUNCTION_ARGS)
{
	return call_rows(fcinfo, "rows", NULL);
}

Datum
metahog_stream(PG_FUNCTION_ARGS)
{
	return call_stream(fcinfo, "stream", NULL);
}

Datum
call_rows(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	CallKind kind = {action, ROWS_ARGS, ARGUMENTS_LIMITS, CUT_IS_ERROR, language};
	FuncCallContext *context;
	Flow *flow;
	DatumBuffer buffer;

	if (SRF_IS_FIRSTCALL())
	{
		context = SRF_FIRSTCALL_INIT();
		context->user_fctx = begin_flow(fcinfo, &kind, context);
	}
	context = SRF_PERCALL_SETUP();
	flow = context->user_fctx;
	datum_buffer_init(&buffer);
	call_enter(&flow->call);
	if (call_next_row_or_raise(&flow->call))
		row_writer_object(&flow->writer, &buffer.text, flow->call.rows);
	call_leave(&flow->call);
	return give_out(fcinfo, context, &buffer);
}

Datum
call_stream(FunctionCallInfo fcinfo, const char *action, const Language *language)
{
	CallKind kind = {action, STREAM_ARGS, ARGUMENTS_LIMITS, CUT_IS_ERROR, language};
	FuncCallContext *context;
	Flow *flow;
	DatumBuffer buffer;

	if (SRF_IS_FIRSTCALL())
	{
		context = SRF_FIRSTCALL_INIT();
		context->user_fctx = begin_flow(fcinfo, &kind, context);
	}
	context = SRF_PERCALL_SETUP();
	flow = context->user_fctx;
	datum_buffer_init(&buffer);
	call_enter(&flow->call);
	fill_chunk(flow, &buffer.text);
	call_leave(&flow->call);
	return give_out(fcinfo, context, &buffer);
}

/* What was written, or the end of the set if that is nothing. */
static Datum
give_out(FunctionCallInfo fcinfo, FuncCallContext *context, DatumBuffer *buffer)
{
	if (buffer->text.len == VARHDRSZ)
	{
		end_flow(context->user_fctx);
		SRF_RETURN_DONE(context);
	}
	SRF_RETURN_NEXT(context, datum_buffer_finish(buffer));
}

static Flow *
begin_flow(FunctionCallInfo fcinfo, const CallKind *kind, FuncCallContext *context)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller = MemoryContextSwitchTo(context->multi_call_memory_ctx);
	Flow *flow = palloc0(sizeof(Flow));
	ChunkFormat format;
	RemoteError *error;

	check_caller(fcinfo);
	call_begin(&flow->call, kind, fcinfo);
	format = read_format(fcinfo, kind->full_nargs);
	error = call_start(&flow->call, true);
	if (error != NULL)
		call_raise(&flow->call, error);
	call_leave(&flow->call);
	row_writer_init(&flow->writer, format, flow->call.types, flow->call.rows->ncolumns,
					flow->call.rows->columns);
	flow->econtext = info->econtext;
	RegisterExprContextCallback(flow->econtext, stop_flow, PointerGetDatum(flow));
	MemoryContextSwitchTo(caller);
	return flow;
}

static void
check_caller(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	if (info == NULL || !IsA(info, ReturnSetInfo) || (info->allowedModes & SFRM_ValuePerCall) == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("set-valued function called in context that cannot accept a set")));
}

/* rows() has no such argument, and gives single objects: one line each. */
static ChunkFormat
read_format(FunctionCallInfo fcinfo, int full_nargs)
{
	int arg = ARG_FORMAT + (PG_NARGS() == full_nargs ? 1 : 0);

	if (full_nargs != STREAM_ARGS || PG_ARGISNULL(arg))
		return CHUNK_JSONL;
	return chunk_format_from_name(text_to_cstring(PG_GETARG_TEXT_PP(arg)));
}

static void
end_flow(Flow *flow)
{
	UnregisterExprContextCallback(flow->econtext, stop_flow, PointerGetDatum(flow));
	activity_end(&flow->call.activity);
}

static void
stop_flow(Datum argument)
{
	Flow *flow = (Flow *) DatumGetPointer(argument);

	call_enter(&flow->call);
	flow->call.rows->stop(flow->call.rows);
	/* What writes is run to its end, and may have failed there, at COMMIT. */
	if (flow->call.rows->error != NULL)
		call_raise(&flow->call, flow->call.rows->error);
	call_end(&flow->call);
}

/* Append rows until the chunk is large enough or the rows are over. */
static void
fill_chunk(Flow *flow, StringInfo out)
{
	if (flow->ended)
		return;
	enlargeStringInfo(out, CHUNK_BYTES + CHUNK_BYTES / 4);
	if (!flow->begun)
		row_writer_begin(&flow->writer, out);
	flow->begun = true;
	while (out->len < CHUNK_BYTES)
	{
		if (!call_next_row_or_raise(&flow->call))
		{
			row_writer_end(&flow->writer, out);
			flow->ended = true;
			return;
		}
		row_writer_add(&flow->writer, out, flow->call.rows);
	}
}
