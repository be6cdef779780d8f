/*
 * remote/execution.c
 *		The run of one statement, read back step by step.
 */
#include "postgres.h"

#include "base/compat.h"
#include "remote/execution.h"
#include "remote/expiry.h"
#include "remote/pipeline.h"
#include "remote/result_error.h"
#include "remote/session_close.h"
#include "remote/type_modifier.h"

/* How often a statement is begun anew because the remote lacks something that we only like to have. */
#define MAX_DEGRADES 3

/*
 * More than this is no answer to a command of our own.  The largest, the types
 * of a remote that has made thousands, is a tenth of it.
 */
#define MAX_OWN_BYTES (8 * 1024 * 1024)

/* A session that has been told more of types, in all of its calls, is not kept for another one. */
#define MAX_TYPE_BYTES (4 * MAX_OWN_BYTES)

/* What a row and each of its values is counted as besides its text. */
#define OWN_ROW_BYTES 8

static void send_statement(Execution *execution);
static void read_until_columns(Execution *execution);
static void end_step(Execution *execution);
static void fail_as_writable(Execution *execution);
static bool read_result(Execution *execution, PGresult **result);
static void take_result(Execution *execution, PGresult *result);
static void fail_on_copy(Execution *execution, StepKind kind);
static void take_own_rows(Execution *execution, const PGresult *result);
static size_t count_bytes(const PGresult *result);
static void take_guard_failure(Execution *execution, const PGresult *result);
static bool takes_no_writes(const Execution *execution, RemoteError *error);
static bool do_without_types(Execution *execution, const RemoteError *error);
static void take_statement_result(Execution *execution, PGresult *result);
static void take_columns(Execution *execution, const PGresult *result);
static void fail_on_columns(Execution *execution);
static void session_taken(void *argument);
static void clear_on_reset(void *argument);
static RemoteError *statement_error(Execution *execution, const PGresult *result);
static int position_in_caller_text(const Statement *statement, int position);
static bool is_row_result(ExecStatusType status);
static bool is_copy(ExecStatusType status);
static Stage current_stage(const Execution *execution);

Execution *
execution_begin(Session *session, const Statement *statement, const Deadline *deadline)
{
	Execution *execution = palloc0(sizeof(Execution));

	execution->session = session;
	session->user = execution;
	session->taken = session_taken;
	session->notices = &execution->rows.notices;
	execution->statement = *statement;
	execution->deadline = *deadline;
	execution->cleanup.func = clear_on_reset;
	execution->cleanup.arg = execution;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &execution->cleanup);
	expiry_watch_call(&(CallConnection){.socket = PQsocket(session->conn),
										.slot = &session->slot,
										.activity = &session->activity,
										.cut_off = &session->cut_off},
					  deadline);

	for (int degrades = 0; degrades <= MAX_DEGRADES; degrades++)
	{
		send_statement(execution);
		read_until_columns(execution);
		if (!execution->degraded || execution->session == NULL)
			break;
	}
	if (execution->rows.error != NULL)
		execution_read_to_end(execution);
	return execution;
}

static void
send_statement(Execution *execution)
{
	Session *session = execution->session;

	execution_forget_attempt(execution);
	execution->degraded = false;
	execution->cleaning_up = false;
	execution->left = false;
	execution->is_read_only = false;
	execution->step = 0;
	if (guard_send(session, &execution->statement, deadline_remaining_ms(&execution->deadline),
				   &execution->list))
		execution_begin_step(execution);
	else
		execution_fail_in_doubt(execution, error_connection_lost(session->conn, STAGE_QUERY));
}

static void
read_until_columns(Execution *execution)
{
	while (execution->session != NULL && execution->rows.columns == NULL &&
		   execution->rows.error == NULL && !execution->degraded)
	{
		StepKind kind = execution->list.steps[execution->step];

		if (kind == STEP_END || kind == STEP_SYNC)
			return;
		execution_read_step(execution);
	}
	if (execution->degraded)
		execution_end_attempt(execution);
}

void
execution_forget_attempt(Execution *execution)
{
	RowStream *rows = &execution->rows;

	rows->ncolumns = 0;
	rows->nparams = 0;
	rows->columns = NULL;
	rows->values = NULL;
	rows->lengths = NULL;
	rows->error = NULL;
	notices_begin(&rows->notices);
}

bool
execution_in_statement(const Execution *execution)
{
	return execution->list.steps[execution->step] == STEP_STATEMENT;
}

/*
 * Row by row, though libpq 17 could hand over chunks, with a fifth to two
 * fifths less work for narrow rows.  A chunk keeps back what a slow statement
 * has given already, and takes the memory of all of its rows before a cap sees
 * the first.
 *
 * What libpq refuses comes at once: a result that has no rows, or is an
 * aborted pipeline's.
 */
void
execution_begin_step(Execution *execution)
{
	execution->own_bytes = 0;
	PQsetSingleRowMode(execution->session->conn);
}

bool
execution_read_step(Execution *execution)
{
	PGresult *result;

	if (!read_result(execution, &result))
		return false;
	if (result != NULL)
		take_result(execution, result);
	if (execution->session == NULL)
		return false;
	if (result == NULL || execution->list.steps[execution->step] == STEP_SYNC)
		end_step(execution);
	return true;
}

static void
end_step(Execution *execution)
{
	Session *session = execution->session;
	StepKind kind = execution->list.steps[execution->step++];

	if (kind == STEP_SETTINGS && !execution->aborted && !execution->is_read_only &&
		execution->statement.read_only)
	{
		fail_as_writable(execution);
		return;
	}
	/* The remote has warned that there was no transaction to end. */
	if (kind == STEP_END && session->left_transaction)
		execution->left = true;
	session->left_transaction = false;
	if (execution->step < execution->list.count)
		execution_begin_step(execution);
}

/* Believe nobody: what the caller's statement does there may stay. */
static void
fail_as_writable(Execution *execution)
{
	RemoteError *error =
		make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_STATE,
				   "the remote's transaction is not read-only, though it was begun so");

	error->hint = pstrdup("Its server does not keep transactions from writing: a login that may "
						  "only read can, for a source with read_only false.");
	execution_fail_in_doubt(execution, error);
}

static bool
read_result(Execution *execution, PGresult **result)
{
	Session *session = execution->session;

	if (!pipeline_next(session, &execution->deadline, result))
	{
		execution_fail_in_doubt(execution, make_deadline_error(current_stage(execution)));
		return false;
	}
	/* Without a connection libpq has no end of results to offer, only more of the same failure. */
	if (*result == NULL && PQstatus(session->conn) == CONNECTION_BAD)
	{
		execution_fail_in_doubt(execution,
								error_connection_lost(session->conn, current_stage(execution)));
		return false;
	}
	return true;
}

/* Take one result of the current step; it is cleared or kept in the execution. */
static void
take_result(Execution *execution, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	StepKind kind = execution->list.steps[execution->step];

	execution->result = result; /* now it has an owner */
	execution->row = PQntuples(result);

	if (is_copy(status))
		fail_on_copy(execution, kind);
	else if (kind == STEP_SYNC)
	{
		if (status != PGRES_PIPELINE_SYNC)
			execution_fail_in_doubt(execution, statement_error(execution, result));
	}
	else if (status == PGRES_PIPELINE_ABORTED)
	{
		/* The step that failed has said so. */
	}
	else if (kind == STEP_STATEMENT)
	{
		take_statement_result(execution, result);
		return;
	}
	else if (is_row_result(status))
		take_own_rows(execution, result);
	else if (status != PGRES_COMMAND_OK)
		take_guard_failure(execution, result);
	execution_clear_result(execution);
}

/*
 * libpq offers a COPY for as long as nobody takes part in it, and there is no
 * way back from it but to close the connection.
 */
static void
fail_on_copy(Execution *execution, StepKind kind)
{
	if (kind == STEP_STATEMENT)
		execution_fail_in_doubt(execution, execution_no_rows_error());
	else
		execution_fail_in_doubt(execution, make_error(STAGE_QUERY, ERRCODE_PROTOCOL_VIOLATION,
													  "the remote began a COPY unasked"));
}

/* Rows that answer one of our own commands: each is a result by itself, and another one is the end. */
static void
take_own_rows(Execution *execution, const PGresult *result)
{
	Session *session = execution->session;
	bool first = execution->own_bytes == 0;

	execution->own_bytes += count_bytes(result);
	if (execution->own_bytes > MAX_OWN_BYTES)
	{
		execution_fail_in_doubt(execution, make_error(STAGE_QUERY, ERRCODE_PROTOCOL_VIOLATION,
													  "the remote sent more than was asked for"));
		return;
	}
	switch (execution->list.steps[execution->step])
	{
		case STEP_SETTINGS:
			if (first)
				execution->is_read_only = guard_is_read_only(result);
			if (first && !guard_learn_settings(session, result))
				execution->degraded = true;
			break;
		case STEP_TYPES:
			remote_types_learn(&session->types, result);
			/* At the end: a failure in the midst of them is one that the session can do without. */
			if (execution->statement.types_query == NULL &&
				PQresultStatus(result) == PGRES_TUPLES_OK)
				session->types_asked = true;
			if (session->types.bytes > MAX_TYPE_BYTES)
				session->doubtful = true;
			break;
		default:
			break;
	}
}

static size_t
count_bytes(const PGresult *result)
{
	size_t bytes = 0;

	for (int row = 0; row < PQntuples(result); row++)
	{
		bytes += OWN_ROW_BYTES;
		for (int i = 0; i < PQnfields(result); i++)
			bytes += OWN_ROW_BYTES + PQgetlength(result, row, i);
	}
	return bytes;
}

/* One of our own commands has failed. */
static void
take_guard_failure(Execution *execution, const PGresult *result)
{
	Session *session = execution->session;
	RemoteError *error = statement_error(execution, result);
	bool connected = PQstatus(session->conn) == CONNECTION_OK;
	bool dispensable = false;

	execution->aborted = true;
	switch (execution->list.steps[execution->step])
	{
		case STEP_BEGIN:
			if (connected && takes_no_writes(execution, error))
			{
				execution_fail(execution, error);
				return;
			}
			break;
		case STEP_PARSE:
			execution_fail(execution, error);
			return;
		case STEP_SETTINGS:
			if (execution->statement.read_only && guard_refused_to_write(error))
			{
				fail_as_writable(execution);
				return;
			}
			/* Not every platform can check a connection. */
			dispensable = connected && guard_degrade_settings(session);
			break;
		case STEP_TYPES:
			dispensable = connected && do_without_types(execution, error);
			break;
		case STEP_END:
			if (!execution->cleaning_up && !execution->statement.read_only)
			{
				/* COMMIT found a deferred constraint violated: the statement's own failure. */
				error->position = 0;
				execution_fail(execution, error);
				return;
			}
			break;
		default:
			break;
	}
	error->position = 0; /* it points into our own text */
	if (dispensable)
		execution->degraded = true;
	else
		execution_fail_in_doubt(execution, error);
}

/*
 * A standby refuses to begin a transaction that writes.  Then nothing has run,
 * and the session is as good as before.
 */
static bool
takes_no_writes(const Execution *execution, RemoteError *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlstate);

	if (execution->statement.read_only || (category != ERRCODE_FEATURE_NOT_SUPPORTED &&
										   category != ERRCODE_INVALID_TRANSACTION_STATE))
		return false;
	error->position = 0;
	error->hint =
		pstrdup("The remote takes no writes, as a standby does, and the source is said to be "
				"writable: set read_only with metahog.alter_source().");
	return true;
}

/*
 * Not every server that speaks the protocol has that catalog, or shows it.
 * Asking beforehand only saves the question about a type that is met.  Without
 * an answer to that one the type stays unknown for as long as the session
 * lives, so only a refusal will do: what was cancelled may succeed next time.
 */
static bool
do_without_types(Execution *execution, const RemoteError *error)
{
	bool beforehand = execution->statement.types_query == NULL;
	bool asked = execution->session->types_asked;
	int category = ERRCODE_TO_CATEGORY(error->sqlstate);

	execution->session->types_asked = true;
	execution->statement.types_query = NULL;
	if (beforehand)
		return !asked;
	return category == ERRCODE_FEATURE_NOT_SUPPORTED ||
		   category == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION;
}

static void
take_statement_result(Execution *execution, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (is_row_result(status))
	{
		if (execution->rows.columns == NULL)
			take_columns(execution, result);
		/* libpq ends such a result by itself, as far as is known. */
		else if (PQnfields(result) != execution->rows.ncolumns)
			fail_on_columns(execution);
		if (execution->rows.error == NULL)
		{
			execution->row = 0;
			return;
		}
	}
	else if (status == PGRES_COMMAND_OK)
	{
		/* Parse, a description, or a statement that returns no rows. */
		if (PQnfields(result) > 0)
			take_columns(execution, result);
	}
	else if (status == PGRES_FATAL_ERROR)
	{
		execution->aborted = true;
		execution_fail(execution, statement_error(execution, result));
	}
	else if (status == PGRES_EMPTY_QUERY)
		execution_fail(execution,
					   make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR, "the query is empty"));
	else
		execution_fail_in_doubt(execution, statement_error(execution, result));
	execution_clear_result(execution);
}

static void
take_columns(Execution *execution, const PGresult *result)
{
	RowStream *rows = &execution->rows;
	int ncolumns = PQnfields(result);
	int wanted = execution->statement.binary ? 1 : 0;

	rows->ncolumns = ncolumns;
	rows->nparams = PQnparams(result);
	rows->columns = palloc0(Max(ncolumns, 1) * sizeof(RemoteColumn));
	rows->values = palloc0(Max(ncolumns, 1) * sizeof(char *));
	rows->lengths = palloc0(Max(ncolumns, 1) * sizeof(int));
	for (int i = 0; i < ncolumns; i++)
	{
		rows->columns[i].name = clean_name(PQfname(result, i));
		rows->columns[i].type = PQftype(result, i);
		rows->columns[i].typmod = type_modifier(PQftype(result, i), PQfmod(result, i));
		if (PQfformat(result, i) != wanted && !execution->statement.describe_only)
		{
			fail_on_columns(execution);
			return;
		}
	}
}

/* A remote that answers in another shape or format than was asked for is not to be read. */
static void
fail_on_columns(Execution *execution)
{
	execution_fail_in_doubt(execution,
							make_error(STAGE_FETCH, ERRCODE_PROTOCOL_VIOLATION,
									   "the remote sent columns that were not asked for"));
}

void
execution_clear_result(Execution *execution)
{
	PQclear(execution->result);
	execution->result = NULL;
}

/* Called in the middle of an abort: nothing is allocated here. */
static void
session_taken(void *argument)
{
	Execution *execution = argument;

	execution_clear_result(execution);
	execution->session = NULL;
	execution->taken = true;
}

void
execution_check_taken(Execution *execution)
{
	if (execution->taken)
		execution_fail(
			execution,
			make_error(STAGE_FETCH, ERRCODE_INVALID_CURSOR_STATE,
					   "the rows ended with the subtransaction in which their reading began"));
}

static void
clear_on_reset(void *argument)
{
	Execution *execution = argument;

	execution_clear_result(execution);
	if (execution->session != NULL)
	{
		/* Its portal has failed, with no end of a transaction to tell us. */
		execution->session->user = NULL;
		session_abandon(execution->session);
	}
}

/* A result's error, its position moved into the caller's text. */
static RemoteError *
statement_error(Execution *execution, const PGresult *result)
{
	const Statement *statement = &execution->statement;
	RemoteError *error =
		error_from_result(execution->session->conn, result, current_stage(execution));

	error->position = position_in_caller_text(statement, error->position - statement->prefix_chars);
	return error;
}

/* 0 if it is in what was put before or behind the caller's text. */
static int
position_in_caller_text(const Statement *statement, int position)
{
	int ahead = 0;

	for (int i = 0; i < statement->nshifts && statement->shifts[i].at < position; i++)
		ahead = statement->shifts[i].ahead;
	if (position < 1 || position > statement->caller_chars + 1 - ahead)
		return 0;
	return position + ahead;
}

RemoteError *
execution_no_rows_error(void)
{
	RemoteError *error =
		make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED, "the statement returns no rows");

	error->hint = pstrdup("Only statements that return rows can be run here: SELECT, VALUES, "
						  "TABLE, WITH, SHOW, EXPLAIN or a statement with RETURNING.");
	return error;
}

static bool
is_row_result(ExecStatusType status)
{
	return status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

static bool
is_copy(ExecStatusType status)
{
	return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

static Stage
current_stage(const Execution *execution)
{
	return execution->rows.columns != NULL ? STAGE_FETCH : STAGE_QUERY;
}
