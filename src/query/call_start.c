/*
 * query/call_start.c
 *		From a call's text to its columns: admitted, sent, types known.
 *
 * A text is run once, but for one that only reads: that is begun anew when a
 * session turns out to be unfit, or when a type has to be asked for first.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "query/call.h"
#include "query/error_hints.h"
#include "remote/session_acquire.h"
#include "shared/rate.h"

static const TextFacts *facts_of(Call *call);
static RemoteError *admit(Call *call, const TextFacts *facts);
static void make_statement(Call *call, bool needs_types);
static void push_limit(Call *call, const TextFacts *facts);
static RemoteError *start_once(Call *call);
static void rename_columns(Call *call);
static RemoteError *start_on_session(Call *call, Session **session);
static bool must_be_described(const Call *call, const TextFacts *facts);
static RemoteError *describe_first(Call *call, const TextFacts *facts);
static RemoteError *take_description(Call *call, const TextFacts *facts);
static RemoteError *copy_error(void);
static RemoteError *no_rows_error(const Call *call);
static RemoteError *acquire(Call *call, Session **session);

bool
call_reads_only(const Call *call)
{
	/* Nothing that is compiled here writes. */
	return call->source->read_only || call->language != NULL;
}

RemoteError *
call_start(Call *call, bool needs_types)
{
	const TextFacts *facts = facts_of(call);
	RemoteError *error = admit(call, facts);

	if (error != NULL)
		return error;

	make_statement(call, needs_types);
	/* A LIMIT would change how much a statement does that writes. */
	if (facts->takes_limit && call->statement.read_only)
		push_limit(call, facts);
	if (must_be_described(call, facts))
	{
		error = describe_first(call, facts);
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
	const TextFacts *facts = facts_of(call);
	RemoteError *error = admit(call, facts);

	if (error != NULL)
		return error;
	if (!facts->returns_rows)
		return no_rows_error(call);
	make_statement(call, needs_types);
	call->statement.describe_only = true;
	error = start_once(call);
	return error != NULL ? error : take_description(call, facts);
}

RemoteError *
call_end_description(Call *call)
{
	while (call->rows->next(call->rows))
		;
	call->statement.describe_only = false;
	activity_stage(&call->activity, STAGE_QUERY);
	return call->rows->error;
}

RemoteError *
call_start_catalog(Call *call)
{
	TextFacts ours = {.returns_rows = true};
	RemoteError *error = admit(call, &ours);

	return error != NULL ? error : start_once(call);
}

/* They are asked for once, since parsing a large text takes its time. */
static const TextFacts *
facts_of(Call *call)
{
	if (!call->facts_known)
		call->facts = statement_text_facts(call->text);
	call->facts_known = true;
	return &call->facts;
}

/*
 * May the statement be sent?  What can only fail, or do nothing but harm, is
 * refused here; a call counts once against the source's rate.
 */
static RemoteError *
admit(Call *call, const TextFacts *facts)
{
	RemoteError *error;

	if (deadline_passed(&call->deadline))
		return make_deadline_error(call_current_stage(call));
	if (facts->copies)
		return copy_error();
	if (facts->is_empty)
		return make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR, "the query is empty");
	if (!facts->returns_rows && call_reads_only(call))
		return no_rows_error(call);
	/* Not left to be found out afterwards: PREPARE TRANSACTION would stay on the remote. */
	if (facts->controls_transaction)
		return make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_TERMINATION,
						  "a statement may not begin or end a transaction here");
	if (facts->begins_unread && !call_reads_only(call))
		return make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR,
						  "the beginning of the statement cannot be read");
	if (call->admitted)
		return NULL;
	call->admitted = true;
	error = activity_admit(&call->activity);
	return error != NULL ? error : rate_take(call->source);
}

static void
make_statement(Call *call, bool needs_types)
{
	call->statement.text = call->text;
	call->statement.caller_chars = pg_mbstrlen(call->query);
	call->statement.read_only = call_reads_only(call);
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

		if (error == NULL)
			rename_columns(call);
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

/* Names that the remote has no room for are known here. */
static void
rename_columns(Call *call)
{
	const Compiled *compiled = &call->compiled;

	if (compiled->names == NULL || call->rows->ncolumns != compiled->ncolumns)
		return;
	for (int i = 0; i < compiled->ncolumns; i++)
	{
		if (compiled->names[i] != NULL)
			call->rows->columns[i].name = pstrdup(compiled->names[i]);
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
		activity_stage(&call->activity, STAGE_QUERY);
		error = statement_start(*session, &call->statement, &call->deadline, &call->rows);
		activity_stage(&call->activity, STAGE_FETCH);
		call->execute_seconds = seconds_since(start_us);
	} while (error == NULL && call->rows == NULL);
	return explain_error(error, call->query, &call->statement);
}

/*
 * What writes must not be run twice, so its types are learnt beforehand.  And
 * what cannot be read here is not run on trust where only reading is allowed:
 * if it returns rows, it is neither COPY nor PREPARE TRANSACTION.
 */
static bool
must_be_described(const Call *call, const TextFacts *facts)
{
	const Statement *statement = &call->statement;

	if (statement->read_only)
		return facts->unread && !call->described;
	return statement->needs_types && facts->returns_rows;
}

static RemoteError *
describe_first(Call *call, const TextFacts *facts)
{
	RemoteError *error;

	call->statement.describe_only = true;
	error = start_once(call);
	if (error == NULL && call->statement.read_only)
		error = take_description(call, facts);
	return error != NULL ? error : call_end_description(call);
}

/* The remote has described the text: refuse one that nobody here could read, and that has no rows. */
static RemoteError *
take_description(Call *call, const TextFacts *facts)
{
	RemoteError *error;

	call->described = call->rows->ncolumns > 0;
	if (!facts->unread || call->described)
		return NULL;
	error = call_end_description(call);
	return error != NULL ? error : no_rows_error(call);
}

/* Its data would go over a protocol of their own, which nothing here speaks. */
static RemoteError *
copy_error(void)
{
	RemoteError *error =
		make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
				   "COPY cannot move data between a source and its caller: it returns no rows");

	error->hint = pstrdup("To export rows, use metahog.stream(source, query, format => 'csv').");
	return error;
}

static RemoteError *
no_rows_error(const Call *call)
{
	RemoteError *error;

	if (!call->source->read_only)
		return make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
						  "the statement returns no rows");
	error = make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
					   "the statement returns no rows, and source \"%s\" is read-only",
					   call->source->name);
	error->hint = pstrdup("Only statements that return rows can be run there: SELECT, VALUES, "
						  "TABLE, WITH, SHOW, EXPLAIN, or one with RETURNING.");
	return error;
}

static RemoteError *
acquire(Call *call, Session **session)
{
	OpenedSession opened = {.activity = call->activity};
	RemoteError *error;

	error = session_acquire(call->source, &call->deadline, &opened);

	call->connect_seconds += opened.connect_seconds;
	*session = opened.session;
	return error;
}
