/*
 * query/call.c
 *		One call of a query function: its arguments, its limits, its rows.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/settings.h"
#include "base/wait.h"
#include "query/arguments.h"
#include "query/call.h"
#include "query/error_hints.h"
#include "query/prefix.h"
#include "query/route.h"

/* Positions of the common arguments, counted from query. */
#define ARG_PARAMS 1
#define ARG_MAX_ROWS 2 /* and with it what wishes_read() reads */

/*
 * Compiling a statement on the catalogs takes longer than running it, and by
 * their costs many of them look worth it.  Definitions that have an expression
 * wait for who has locked their table, perhaps for hours.
 */
#define CATALOG_SETTINGS                                             \
	"SELECT pg_catalog.set_config('lock_timeout', '2s', true), "     \
	"CASE WHEN pg_catalog.current_setting('jit', true) IS NOT NULL " \
	"THEN pg_catalog.set_config('jit', 'off', true) END"

/* Of a function that has no such arguments. */
static const Wishes no_wishes = {-1, -1, -1};

static void describe_call(void *argument);
static int read_source_and_query(Call *call, const CallKind *kind, FunctionCallInfo fcinfo);
static void begin(Call *call);
static void register_call(Call *call, const char *action, const char *source);
static void set_limits(Call *call, const Wishes *wishes, CutPolicy policy);
static void find_text(Call *call, const Wishes *wishes, CutPolicy policy);
static void route_text(Call *call, TextWork *work);
static void compile_text(Call *call);
static void take_compiled(Call *call);
static void raise_if_late(Call *call, const TextWork *work);
static void check_direct_query(const Source *source);
static void end_after_cut(Call *call);
static int64 row_bytes(const RowStream *rows);
static void raise_ceiling(const Call *call, const char *what, int64 ceiling)
	pg_attribute_noreturn();

void
call_begin(Call *call, const CallKind *kind, FunctionCallInfo fcinfo)
{
	int query = read_source_and_query(call, kind, fcinfo);
	Wishes wishes = no_wishes;

	if (kind->arguments != ARGUMENTS_NONE)
		params_read(call, fcinfo, query + ARG_PARAMS);
	if (kind->language == NULL)
		params_bind(call);
	if (kind->arguments == ARGUMENTS_LIMITS)
		wishes_read(&wishes, fcinfo, query + ARG_MAX_ROWS);
	find_text(call, &wishes, kind->policy);
}

void
call_begin_source(Call *call, const char *action, const char *source)
{
	begin(call);
	register_call(call, action, source);
	call->source = source_lookup(source);
	set_limits(call, &no_wishes, CUT_IS_ERROR);
}

void
call_begin_catalog(Call *call, const char *action, const char *source)
{
	call_begin_source(call, action, source);
	check_direct_query(call->source);
	call->max_rows = call->row_ceiling = -1;
	call->max_bytes = (int64) setting_max_bytes_ceiling * 1024;
}

void
call_set_catalog_statement(Call *call, const char *statement, int nparams,
						   const char *const *params)
{
	memset(&call->statement, 0, sizeof(call->statement));
	call->statement.text = statement;
	call->statement.nparams = nparams;
	call->statement.params = params;
	call->statement.read_only = true;
	call->statement.before = CATALOG_SETTINGS;
}

void
call_begin_text(Call *call, const char *action, const char *source, char *query)
{
	begin(call);
	call->query = query;
	register_call(call, action, source);
	if (source != NULL)
		call->source = source_lookup(source);
	find_text(call, &no_wishes, CUT_IS_ERROR);
}

void
call_begin_kept(Call *call, const char *action, FunctionCallInfo fcinfo, int limits,
				CutPolicy policy, FindText find, void *argument)
{
	Wishes wishes = no_wishes;
	KeptText text = {0};

	begin(call);
	register_call(call, action, NULL);
	if (fcinfo != NULL)
		wishes_read(&wishes, fcinfo, limits);
	find(argument, &text);
	call->query = text.query;
	call->language = text.language;
	activity_kept_text(&call->activity, text.query, text.details);
	if (text.params != NULL)
		params_take(call, text.params);
	if (text.language == NULL)
		params_bind(call);
	call->source = source_lookup(text.source);
	find_text(call, &wishes, policy);
}

NextRow
call_next_row(Call *call)
{
	RowStream *rows = call->rows;

	activity_check(&call->activity);
	while (rows->next(rows))
	{
		if (call->skip_rows > 0)
		{
			call->skip_rows--;
			continue;
		}
		if (call->max_rows >= 0 && call->rows_seen >= call->max_rows)
		{
			end_after_cut(call);
			return NEXT_CUT_ROWS;
		}
		call->bytes_seen += row_bytes(rows);
		if (call->max_bytes >= 0 && call->bytes_seen > call->max_bytes)
		{
			rows->stop(rows);
			return NEXT_CUT_BYTES;
		}
		call->rows_seen++;
		activity_rows(&call->activity, call->rows_seen, call->bytes_seen);
		return NEXT_ROW;
	}
	explain_error(rows->error, call->query, &call->statement);
	return NEXT_END;
}

bool
call_next_row_or_raise(Call *call)
{
	NextRow next = call_next_row(call);

	if (next == NEXT_ROW)
		return true;
	call_raise_notices(call);
	if (call->rows->error != NULL)
		call_raise(call, call->rows->error);
	if (next == NEXT_CUT_BYTES)
		raise_ceiling(call, "bytes", call->max_bytes);
	if (next == NEXT_CUT_ROWS && call->row_ceiling >= 0)
		raise_ceiling(call, "rows", call->row_ceiling);
	return false;
}

void
call_enter(Call *call)
{
	call->context.callback = describe_call;
	call->context.arg = call;
	call->context.previous = error_context_stack;
	error_context_stack = &call->context;
	activity_inside(&call->activity, true);
}

void
call_leave(Call *call)
{
	activity_inside(&call->activity, false);
	error_context_stack = call->context.previous;
}

void
call_end(Call *call)
{
	activity_end(&call->activity);
	call_leave(call);
}

void
call_raise(Call *call, const RemoteError *error)
{
	call_raise_notices(call);
	call->raised = error;
	activity_set_error(&call->activity, error);
	raise_error(error, call->query);
}

Stage
call_current_stage(const Call *call)
{
	if (call->raised != NULL)
		return call->raised->stage;
	/* What only looks at a text is no activity. */
	if (call->compile_stage != STAGE_SOURCE)
		return call->compile_stage;
	return activity_current_stage(&call->activity);
}

void
call_compiles(Call *call, Stage stage)
{
	call->compile_stage = stage;
	activity_stage(&call->activity, stage);
}

/* They are no errors of the call's, which its context would take them for. */
void
call_raise_notices(Call *call)
{
	ErrorContextCallback *context = error_context_stack;

	if (call->rows == NULL)
		return;
	error_context_stack = call->context.previous;
	notices_raise(&call->rows->notices);
	error_context_stack = context;
}

static void
describe_call(void *argument)
{
	const Call *call = argument;

	activity_note_raised(&call->activity, geterrcode());
	if (call->begun)
		errcontext("source \"%s\", stage \"%s\"", call->source->name,
				   stage_name(call_current_stage(call)));
}

/* Returns the number of the argument query: with source it is one more. */
static int
read_source_and_query(Call *call, const CallKind *kind, FunctionCallInfo fcinfo)
{
	int query = PG_NARGS() == kind->full_nargs ? 1 : 0;
	char *source = NULL;

	begin(call);
	call->language = kind->language;
	call->query = query_argument(fcinfo, query);
	if (query == 1)
		source = source_argument(fcinfo);
	register_call(call, kind->action, source);
	if (source != NULL)
		call->source = source_lookup(source);
	return query;
}

static void
begin(Call *call)
{
	memset(call, 0, sizeof(*call));
	call->start_us = monotonic_us();
	call->max_rows = call->offset = -1; /* what is told of a call that comes to nothing */
}

/* From here on whatever becomes of it is recorded. */
static void
register_call(Call *call, const char *action, const char *source)
{
	if (action != NULL)
		activity_begin(&call->activity, action, source, call->query);
	call_enter(call);
}

static void
set_limits(Call *call, const Wishes *wishes, CutPolicy policy)
{
	Limits limits = limits_of(call->source, wishes, policy);

	call->deadline = deadline_from_us(call->start_us, limits.timeout_ms);
	call->max_rows = limits.max_rows;
	call->offset = call->skip_rows = limits.skip_rows;
	call->max_bytes = limits.max_bytes;
	call->row_ceiling = limits.row_ceiling;
	activity_source(&call->activity, call->source, &call->deadline);
	call->begun = true;
}

/* What the source is to be sent; where none is given yet, the text tells which, or the session. */
static void
find_text(Call *call, const Wishes *wishes, CutPolicy policy)
{
	TextWork work = {0};

	/* Until the source is known, its own ceiling is not. */
	if (call->source == NULL)
	{
		work.deadline = deadline_from_us(call->start_us, timeout_of(NULL, wishes));
		route_text(call, &work);
		check_direct_query(call->source);
		set_limits(call, wishes, policy);
	}
	else
	{
		check_direct_query(call->source);
		set_limits(call, wishes, policy);
		work.deadline = call->deadline;
		if (call->language == NULL)
			call->text = prefix_strip(call->query, call->source, &call->statement, &work);
	}
	raise_if_late(call, &work);
	if (call->language != NULL)
		compile_text(call);
}

static void
route_text(Call *call, TextWork *work)
{
	Route route;

	if (call->language != NULL)
	{
		Source *named = call->language->find_source(call);

		call->source = named != NULL ? named : source_lookup(NULL);
		return;
	}
	route_query(call->query, &route, &call->statement, work);
	raise_if_late(call, work);
	call->source = route.source != NULL ? route.source : source_lookup(NULL);
	call->text = route.text;
}

static void
compile_text(Call *call)
{
	int64 start_us = monotonic_us();

	call->language->compile(call);
	take_compiled(call);
	call->compile_seconds = seconds_since(start_us);
	/* What comes next is looking for a connection. */
	call_compiles(call, STAGE_SOURCE);
}

/* It need not be parsed again to be known. */
static void
take_compiled(Call *call)
{
	const Compiled *compiled = &call->compiled;

	call->text = compiled->text;
	call->facts = (TextFacts){
		.returns_rows = true,
		.takes_limit = !compiled->has_limit,
		.length = (int) strlen(compiled->text),
	};
	call->facts_known = true;
	call->statement.nparams = compiled->nparams;
	call->statement.params = compiled->params;
	call->statement.param_types = compiled->param_types;
	call->statement.printed = compiled->printed;
	call->statement.pinned = true;
}

static void
raise_if_late(Call *call, const TextWork *work)
{
	call->timed_out = work->timed_out;
	if (call->timed_out)
		call_raise(call, make_deadline_error(call_current_stage(call)));
}

static void
check_direct_query(const Source *source)
{
	if (source->supports_direct_query)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("source \"%s\" does not allow direct queries", source->name),
			 errhint("Its owner can set supports_direct_query with metahog.alter_source().")));
}

/* Where the remote has had a LIMIT, this was its last row: nothing is left to be cancelled. */
static void
end_after_cut(Call *call)
{
	RowStream *rows = call->rows;

	if (!call->limit_pushed)
		rows->stop(rows);
	else
	{
		while (rows->next(rows))
			;
	}
}

static int64
row_bytes(const RowStream *rows)
{
	int64 bytes = 0;

	for (int i = 0; i < rows->ncolumns; i++)
		bytes += rows->lengths[i];
	return bytes;
}

static void
raise_ceiling(const Call *call, const char *what, int64 ceiling)
{
	/* A statement of our own: the source's ceilings have nothing to do with it. */
	if (call->query == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("source \"%s\" has more to tell of its schema than " INT64_FORMAT " %s",
						call->source->name, ceiling, what),
				 errhint("Ask for one of its schemas or tables, or have a superuser raise "
						 "metahog.max_bytes_ceiling.")));
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the result has more than the " INT64_FORMAT " %s that source \"%s\" allows",
					ceiling, what, call->source->name),
			 errhint("Select less, or have the source's owner raise max_%s.", what)));
}
