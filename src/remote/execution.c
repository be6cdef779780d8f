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

static void send_statement(Execution *execution);
static void read_until_columns(Execution *execution);
static void end_step(Execution *execution);
static bool read_result(Execution *execution, PGresult **result);
static void take_result(Execution *execution, PGresult *result);
static void fail_on_copy(Execution *execution, StepKind kind);
static void take_statement_result(Execution *execution, PGresult *result);
static void take_columns(Execution *execution, const PGresult *result);
static void fail_on_columns(Execution *execution);
static void session_taken(void *argument);
static void clear_on_reset(void *argument);
static void lead_back(const Execution *execution, RemoteError *error);
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
	/* With the end of a step it may turn out that the session is of no use. */
	return execution->session != NULL;
}

static void
end_step(Execution *execution)
{
	Session *session = execution->session;
	StepKind kind = execution->list.steps[execution->step++];

	if (kind == STEP_SETTINGS && !execution->aborted && !execution->is_read_only &&
		execution->statement.read_only)
	{
		execution_fail_as_writable(execution);
		return;
	}
	/* The remote has warned that there was no transaction to end. */
	if (kind == STEP_END && session->left_transaction)
		execution->left = true;
	session->left_transaction = false;
	if (execution->step < execution->list.count)
		execution_begin_step(execution);
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
			execution_fail_in_doubt(execution, execution_result_error(execution, result));
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
		execution_take_own_rows(execution, result);
	else if (status != PGRES_COMMAND_OK)
		execution_take_own_failure(execution, result);
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
		execution_fail(execution, execution_result_error(execution, result));
	}
	else if (status == PGRES_EMPTY_QUERY)
		execution_fail(execution,
					   make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR, "the query is empty"));
	else
		execution_fail_in_doubt(execution, execution_result_error(execution, result));
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

RemoteError *
execution_result_error(Execution *execution, const PGresult *result)
{
	RemoteError *error =
		error_from_result(execution->session->conn, result, current_stage(execution));

	lead_back(execution, error);
	return error;
}

/* Into the caller's text, from the one that was sent.  What fails in text of our own points nowhere. */
static void
lead_back(const Execution *execution, RemoteError *error)
{
	const Statement *statement = &execution->statement;
	StepKind step = execution->list.steps[execution->step];

	error->position -= statement->prefix_chars;
	if (statement->printed == NULL)
		error->position = position_in_caller_text(statement, error->position);
	else if (step == STEP_STATEMENT || step == STEP_PARSE)
		statement->printed->lead_back(statement->printed, error);
	else
		error->position = 0;
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
