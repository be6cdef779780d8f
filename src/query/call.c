/*
 * query/call.c
 *		One call of a query function: its arguments, limits and statement.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/settings.h"
#include "base/wait.h"
#include "query/call.h"
#include "query/limits.h"
#include "query/prefix.h"
#include "query/route.h"
#include "remote/session.h"
#include "shared/rate.h"

/* Positions of the common arguments, counted from query. */
#define ARG_PARAMS 1
#define ARG_MAX_ROWS 2
#define ARG_SKIP_ROWS 3
#define ARG_TIMEOUT 4

/*
 * Compiling a statement on the catalogs takes longer than running it, and by
 * their costs many of them look worth it.
 */
#define WITHOUT_JIT                                     \
	"SELECT pg_catalog.set_config('jit', 'off', true) " \
	"WHERE pg_catalog.current_setting('jit', true) IS NOT NULL"

static void describe_call(void *argument);
static int read_source_and_query(Call *call, FunctionCallInfo fcinfo, int full_nargs);
static void begin(Call *call);
static void find_source(Call *call, Source *given);
static void check_direct_query(const Source *source);
static int64 read_count(FunctionCallInfo fcinfo, int arg, const char *name);
static RemoteError *admit(Call *call, const TextFacts *facts);
static void make_statement(Call *call, bool needs_types);
static void push_limit(Call *call, const TextFacts *facts);
static RemoteError *start_once(Call *call);
static RemoteError *start_on_session(Call *call, Session **session);
static RemoteError *learn_types_first(Call *call);
static RemoteError *acquire(Call *call, Session **session);
static void end_after_cut(Call *call);
static int64 row_bytes(const RowStream *rows);
static void raise_ceiling(const Call *call, const char *what, int64 ceiling)
	pg_attribute_noreturn();

Source *
call_source(FunctionCallInfo fcinfo, bool given)
{
	if (given && PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("source must not be null"),
						errhint("Leave it out to use the setting metahog.source.")));
	return source_lookup(given ? text_to_cstring(PG_GETARG_TEXT_PP(0)) : NULL);
}

void
call_begin(Call *call, FunctionCallInfo fcinfo, int full_nargs, CutPolicy policy)
{
	int query = read_source_and_query(call, fcinfo, full_nargs);
	Wishes wishes;

	params_read(&call->statement, fcinfo, query + ARG_PARAMS);
	wishes.max_rows = read_count(fcinfo, query + ARG_MAX_ROWS, "max_rows");
	wishes.skip_rows = read_count(fcinfo, query + ARG_SKIP_ROWS, "skip_rows");
	wishes.timeout_ms = PG_ARGISNULL(query + ARG_TIMEOUT)
							? -1
							: timeout_from_interval(PG_GETARG_INTERVAL_P(query + ARG_TIMEOUT));
	limits_apply(call, &wishes, policy);
}

void
call_begin_plain(Call *call, FunctionCallInfo fcinfo, int full_nargs)
{
	static const Wishes no_wishes = {-1, -1, -1};

	read_source_and_query(call, fcinfo, full_nargs);
	limits_apply(call, &no_wishes, CUT_IS_ERROR);
}

void
call_begin_catalog(Call *call, const char *source, const char *statement, int nparams,
				   const char *const *params)
{
	static const Wishes no_wishes = {-1, -1, -1};

	begin(call);
	call->source = source_lookup(source);
	check_direct_query(call->source);
	limits_apply(call, &no_wishes, CUT_IS_ERROR);
	call->max_rows = call->row_ceiling = -1;
	call->max_bytes = (int64) setting_max_bytes_ceiling * 1024;
	call_continue_catalog(call, statement, nparams, params);
}

void
call_continue_catalog(Call *call, const char *statement, int nparams, const char *const *params)
{
	memset(&call->statement, 0, sizeof(call->statement));
	call->statement.text = statement;
	call->statement.nparams = nparams;
	call->statement.params = params;
	call->statement.read_only = true;
	call->statement.before = WITHOUT_JIT;
}

RemoteError *
call_start_catalog(Call *call)
{
	TextFacts ours = {.returns_rows = true};
	RemoteError *error = admit(call, &ours);

	return error != NULL ? error : start_once(call);
}

void
call_begin_text(Call *call, const char *source, char *query)
{
	static const Wishes no_wishes = {-1, -1, -1};

	begin(call);
	call->query = query;
	find_source(call, source != NULL ? source_lookup(source) : NULL);
	limits_apply(call, &no_wishes, CUT_IS_ERROR);
}

RemoteError *
call_start(Call *call, bool needs_types)
{
	TextFacts facts = statement_text_facts(call->text);
	RemoteError *error = admit(call, &facts);

	if (error != NULL)
		return error;

	make_statement(call, needs_types);
	/* A LIMIT would change how much a statement does that writes. */
	if (facts.takes_limit && call->statement.read_only)
		push_limit(call, &facts);
	/* What writes must not be run twice, so it is described beforehand. */
	if (needs_types && !call->statement.read_only && facts.returns_rows)
	{
		error = learn_types_first(call);
		if (error != NULL)
			return error;
	}
	return start_once(call);
}

RemoteError *
call_start_prefixed(Call *call, const char *prefix)
{
	TextFacts unknown = {.returns_rows = true};
	RemoteError *error = admit(call, &unknown);

	if (error != NULL)
		return error;
	make_statement(call, false);
	call->statement.text = psprintf("%s%s", prefix, call->text);
	call->statement.prefix_chars = pg_mbstrlen(prefix);
	return start_once(call);
}

RemoteError *
call_describe(Call *call, bool needs_types)
{
	TextFacts facts = statement_text_facts(call->text);
	RemoteError *error = admit(call, &facts);

	if (error != NULL)
		return error;
	if (!facts.returns_rows)
		return make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
						  "the statement returns no rows");
	make_statement(call, needs_types);
	call->statement.describe_only = true;
	return start_once(call);
}

RemoteError *
call_end_description(Call *call)
{
	while (call->rows->next(call->rows))
		;
	call->statement.describe_only = false;
	call->stage = STAGE_QUERY;
	return call->rows->error;
}

NextRow
call_next_row(Call *call)
{
	RowStream *rows = call->rows;

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
		return NEXT_ROW;
	}
	return NEXT_END;
}

bool
call_next_row_or_raise(Call *call)
{
	NextRow next = call_next_row(call);

	if (next == NEXT_ROW)
		return true;
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
}

void
call_leave(Call *call)
{
	error_context_stack = call->context.previous;
}

void
call_raise(Call *call, const RemoteError *error)
{
	call->stage = error->stage;
	raise_error(error, call->query);
}

static void
describe_call(void *argument)
{
	const Call *call = argument;

	errcontext("source \"%s\", stage \"%s\"", call->source->name, stage_name(call->stage));
}

/* Returns the number of the argument query: with source it is one more. */
static int
read_source_and_query(Call *call, FunctionCallInfo fcinfo, int full_nargs)
{
	int query = PG_NARGS() == full_nargs ? 1 : 0;

	begin(call);
	if (PG_ARGISNULL(query))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("query must not be null")));
	call->query = text_to_cstring(PG_GETARG_TEXT_PP(query));
	find_source(call, query == 1 ? call_source(fcinfo, true) : NULL);
	return query;
}

static void
begin(Call *call)
{
	memset(call, 0, sizeof(*call));
	call->start_us = monotonic_us();
	call->max_rows = call->offset = -1; /* what is told of a call that comes to nothing */
}

/* The source, and what it is to be sent.  Where none is given the text tells, or the session. */
static void
find_source(Call *call, Source *given)
{
	Route route;

	if (given != NULL)
	{
		call->source = given;
		call->text = prefix_strip(call->query, given, &call->statement);
	}
	else
	{
		route_query(call->query, &route, &call->statement);
		call->source = route.source != NULL ? route.source : source_lookup(NULL);
		call->text = route.text;
	}
	check_direct_query(call->source);
}

static int64
read_count(FunctionCallInfo fcinfo, int arg, const char *name)
{
	int64 count;

	if (PG_ARGISNULL(arg))
		return -1;
	count = PG_GETARG_INT64(arg);
	if (count < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must not be negative", name)));
	return count;
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

/*
 * May the statement be sent?  What can only fail, or do nothing but harm, is
 * refused here; a call counts once against the source's rate.
 */
static RemoteError *
admit(Call *call, const TextFacts *facts)
{
	RemoteError *error;

	if (facts->is_empty)
		return make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR, "the query is empty");
	if (!facts->returns_rows && call->source->read_only)
	{
		error = make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
						   "the statement returns no rows, and source \"%s\" is read-only",
						   call->source->name);
		error->hint = pstrdup("Only statements that return rows can be run there: SELECT, VALUES, "
							  "TABLE, WITH, SHOW, EXPLAIN, or one with RETURNING.");
		return error;
	}
	/* Not left to be found out afterwards: PREPARE TRANSACTION would stay on the remote. */
	if (facts->controls_transaction)
		return make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_TERMINATION,
						  "a statement may not begin or end a transaction here");
	error = call->admitted ? NULL : rate_take(call->source);
	call->admitted = true;
	return error;
}

static void
make_statement(Call *call, bool needs_types)
{
	call->statement.text = call->text;
	call->statement.caller_chars = pg_mbstrlen(call->query);
	call->statement.read_only = call->source->read_only;
	call->statement.needs_types = needs_types;
	call->skip_rows = call->offset;
	call->limit_pushed = false;
}

/* Let the remote plan for the rows that will be read, and one more that tells of the rest. */
static void
push_limit(Call *call, const TextFacts *facts)
{
	bool limited = call->max_rows >= 0 && call->max_rows < PG_INT64_MAX;
	int64 limit = limited ? call->max_rows + 1 : -1;

	if (!limited && call->skip_rows == 0)
		return;
	call->statement.text = statement_text_with_limit(call->text, facts, limit, call->skip_rows);
	call->skip_rows = 0;
	call->limit_pushed = limited;
}

/*
 * Run the statement.  If a result shows a type that the session does not know
 * (one made after the session was opened, or a table's row type), it is
 * stopped, and the question about the type goes ahead of it in a second flush.
 */
static RemoteError *
start_once(Call *call)
{
	for (int attempt = 0;; attempt++)
	{
		Session *session;
		List *missing;
		RemoteError *error = start_on_session(call, &session);

		if (error != NULL || !call->statement.needs_types)
			return error;

		missing = remote_types_missing(call->types, call->rows->ncolumns, call->rows->columns);
		if (missing == NIL)
			return NULL;
		if (attempt > 0 || !(call->statement.read_only || call->statement.describe_only))
		{
			remote_types_settle(&session->types, missing);
			return NULL;
		}
		call->rows->stop(call->rows);
		/* Of all of them: it may be another session that answers. */
		call->statement.types_query = remote_types_lookup_query(
			remote_types_foreign(call->rows->ncolumns, call->rows->columns));
	}
}

/* A session that was open before may turn out to be unfit; a new one never does. */
static RemoteError *
start_on_session(Call *call, Session **session)
{
	RemoteError *error;

	do
	{
		int64 start_us;

		error = acquire(call, session);
		if (error != NULL)
			return error;
		start_us = monotonic_us();
		call->types = &(*session)->types;
		call->stage = STAGE_QUERY;
		error = statement_start(*session, &call->statement, &call->deadline, &call->rows);
		call->stage = STAGE_FETCH;
		call->execute_seconds = seconds_since(start_us);
	} while (error == NULL && call->rows == NULL);
	return error;
}

static RemoteError *
learn_types_first(Call *call)
{
	RemoteError *error;

	call->statement.describe_only = true;
	error = start_once(call);
	return error != NULL ? error : call_end_description(call);
}

static RemoteError *
acquire(Call *call, Session **session)
{
	OpenedSession opened = {.stage = &call->stage};
	RemoteError *error;

	error = session_acquire(call->source, &call->deadline, &opened);

	call->connect_seconds += opened.connect_seconds;
	*session = opened.session;
	return error;
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
