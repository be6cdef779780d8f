/*
 * remote/statement.c
 *		One statement on a session: sent, read row by row, ended.
 *
 * An execution reads back the steps that guard.c has queued, one after the
 * other.  It stops at the statement's rows, hands them out, and reads the rest
 * when they are over.  Whatever goes wrong outside the statement itself puts
 * the session in doubt: it is closed, never reused.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/compat.h"
#include "remote/cancel.h"
#include "remote/pipeline.h"
#include "remote/result_error.h"
#include "remote/statement.h"

/* How long the end of a stopped statement is waited for before its session is given up. */
#define STOP_MS 1000

/* How long the delivery of a cancel request is waited for; no interrupt is served meanwhile. */
#define CANCEL_MS 300

/* How often a statement is begun anew because the remote lacks something that we only like to have. */
#define MAX_DEGRADES 2

/* Rows in one result, where libpq can do that: large enough to pay, small enough for memory. */
#define ROWS_PER_CHUNK 128

typedef struct Execution
{
	RowStream	rows;			/* must be first */
	Session    *session;		/* NULL once given back */
	Statement	statement;
	Deadline	deadline;
	StepList	list;			/* what was sent */
	int			step;			/* the one whose results are being read */
	bool		aborted;		/* one of them has failed: the rest was skipped */
	bool		cleaning_up;	/* the list is the clean-up */
	PGresult   *result;			/* the chunk of rows being handed out */
	int			row;			/* next row in it */
	bool		stopped;		/* we have cancelled it ourselves */
	bool		degraded;		/* something optional was refused: begin anew without it */
	bool		left;			/* the statement ended the transaction that it ran in */
	MemoryContextCallback cleanup;	/* clears result when the context goes */
} Execution;

static Execution *begin_execution(Session *session, const Statement *statement,
								  const Deadline *deadline);
static void send_statement(Execution *execution);
static bool next_row(RowStream *rows);
static void stop_rows(RowStream *rows);
static void read_until_columns(Execution *execution);
static void begin_step(Execution *execution);
static bool read_step(Execution *execution);
static void end_step(Execution *execution);
static bool read_result(Execution *execution, PGresult **result);
static void take_result(Execution *execution, PGresult *result);
static void take_guard_failure(Execution *execution, const PGresult *result);
static void take_statement_result(Execution *execution, PGresult *result);
static void take_columns(Execution *execution, const PGresult *result);
static void check_formats(Execution *execution, const PGresult *result);
static void point_to_row(Execution *execution);
static void clear_result(Execution *execution);
static void clear_on_reset(void *argument);
static void read_to_end(Execution *execution);
static bool read_rest(Execution *execution);
static void give_session_back(Execution *execution);
static void fail(Execution *execution, RemoteError *error);
static void fail_in_doubt(Execution *execution, RemoteError *error);
static RemoteError *statement_error(Execution *execution, const PGresult *result);
static RemoteError *no_rows_error(void);
static bool is_row_result(ExecStatusType status);
static Stage current_stage(const Execution *execution);

RemoteError *
statement_start(Session *session, const Statement *statement, const Deadline *deadline,
				RowStream **rows)
{
	Execution  *execution = begin_execution(session, statement, deadline);

	if (execution->rows.error == NULL && execution->rows.columns == NULL)
	{
		/* It has no result at all: either it must not, or it is over now. */
		if (statement->read_only)
			fail_in_doubt(execution, no_rows_error());
		else
			read_to_end(execution);
	}
	*rows = &execution->rows;
	return execution->rows.error;
}

RemoteError *
statement_describe(Session *session, const Statement *statement, const Deadline *deadline,
				   int *ncolumns, RemoteColumn **columns)
{
	Execution  *execution = begin_execution(session, statement, deadline);

	read_to_end(execution);
	if (execution->rows.error == NULL && execution->rows.columns == NULL)
		return no_rows_error();
	*ncolumns = execution->rows.ncolumns;
	*columns = execution->rows.columns;
	return execution->rows.error;
}

/* Send the statement and read up to its columns, its failure, or its end without any. */
static Execution *
begin_execution(Session *session, const Statement *statement, const Deadline *deadline)
{
	Execution  *execution = palloc0(sizeof(Execution));

	execution->rows.next = next_row;
	execution->rows.stop = stop_rows;
	execution->session = session;
	execution->statement = *statement;
	execution->deadline = *deadline;
	execution->cleanup.func = clear_on_reset;
	execution->cleanup.arg = execution;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &execution->cleanup);

	for (int degrades = 0; degrades <= MAX_DEGRADES; degrades++)
	{
		send_statement(execution);
		read_until_columns(execution);
		if (!execution->degraded)
			break;
	}
	if (execution->rows.error != NULL)
		read_to_end(execution);
	return execution;
}

static void
send_statement(Execution *execution)
{
	Session    *session = execution->session;

	execution->degraded = false;
	execution->cleaning_up = false;
	execution->left = false;
	execution->step = 0;
	if (!guard_send(session, &execution->statement, deadline_remaining_ms(&execution->deadline),
					&execution->list))
		fail_in_doubt(execution, error_connection_lost(session->conn, STAGE_QUERY));
}

static bool
next_row(RowStream *rows)
{
	Execution  *execution = (Execution *) rows;

	while (execution->session != NULL)
	{
		if (execution->result != NULL && execution->row < PQntuples(execution->result))
		{
			point_to_row(execution);
			return true;
		}
		clear_result(execution);
		if (execution->list.steps[execution->step] != STEP_STATEMENT)
			read_to_end(execution);
		else
			read_step(execution);
	}
	return false;
}

/*
 * A read-only statement is cancelled; one that writes is let run to its end,
 * as cutting its answer must not undo its work.
 */
static void
stop_rows(RowStream *rows)
{
	Execution  *execution = (Execution *) rows;

	clear_result(execution);
	if (execution->session == NULL)
		return;
	if (!execution->statement.read_only)
	{
		while (next_row(rows))
			;
		return;
	}
	if (execution->list.steps[execution->step] == STEP_STATEMENT)
	{
		execution->stopped = true;
		execution->deadline = deadline_after_ms(STOP_MS);
		cancel_remote(execution->session->conn, CANCEL_MS);
	}
	read_to_end(execution);
	/* The answer is complete: what goes wrong from here on is only the session's end. */
	if (execution->stopped)
		rows->error = NULL;
}

static void
read_until_columns(Execution *execution)
{
	while (execution->session != NULL && execution->rows.columns == NULL &&
		   execution->rows.error == NULL && !execution->degraded)
	{
		StepKind	kind = execution->list.steps[execution->step];

		if (kind == STEP_END || kind == STEP_SYNC)
			return;
		read_step(execution);
	}
	if (execution->degraded && read_rest(execution))
		PQexitPipelineMode(execution->session->conn);
}

/* Called when a step's results come next. */
static void
begin_step(Execution *execution)
{
	if (execution->list.steps[execution->step] != STEP_STATEMENT || execution->statement.describe_only)
		return;
#ifdef HAVE_CHUNKED_ROWS
	if (PQsetChunkedRowsMode(execution->session->conn, ROWS_PER_CHUNK) == 1)
		return;
#else
	if (PQsetSingleRowMode(execution->session->conn) == 1)
		return;
#endif
	/* Not fatal: the whole result comes at once, as it does from an aborted pipeline. */
}

/* Read one result of the current step, going on to the next one at its end. */
static bool
read_step(Execution *execution)
{
	PGresult   *result;

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
	Session    *session = execution->session;
	StepKind	kind = execution->list.steps[execution->step++];

	/* The remote has warned that there was no transaction to end. */
	if (kind == STEP_END && session->left_transaction)
		execution->left = true;
	session->left_transaction = false;
	if (execution->step < execution->list.count)
		begin_step(execution);
}

static bool
read_result(Execution *execution, PGresult **result)
{
	Session    *session = execution->session;

	if (!pipeline_next(session, &execution->deadline, result))
	{
		fail_in_doubt(execution, make_deadline_error(current_stage(execution)));
		return false;
	}
	/* Without a connection libpq has no end of results to offer, only more of the same failure. */
	if (*result == NULL && PQstatus(session->conn) == CONNECTION_BAD)
	{
		fail_in_doubt(execution, error_connection_lost(session->conn, current_stage(execution)));
		return false;
	}
	return true;
}

/* Take one result of the current step; it is cleared or kept in the execution. */
static void
take_result(Execution *execution, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	StepKind	kind = execution->list.steps[execution->step];

	execution->result = result; /* now it has an owner */
	execution->row = PQntuples(result);

	if (kind == STEP_SYNC)
	{
		if (status != PGRES_PIPELINE_SYNC)
			fail_in_doubt(execution, statement_error(execution, result));
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
	else if (status == PGRES_TUPLES_OK && kind == STEP_TYPES)
	{
		remote_types_learn(&execution->session->types, result);
		execution->session->types_asked = true;
	}
	else if (status == PGRES_TUPLES_OK && kind == STEP_SETTINGS)
		guard_learn_settings(execution->session, result);
	else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		take_guard_failure(execution, result);
	clear_result(execution);
}

/* One of our own commands has failed. */
static void
take_guard_failure(Execution *execution, const PGresult *result)
{
	Session    *session = execution->session;
	RemoteError *error = statement_error(execution, result);

	execution->aborted = true;
	switch (execution->list.steps[execution->step])
	{
		case STEP_PARSE:
			fail(execution, error);
			return;
		case STEP_SETTINGS:
			/* Not every platform can check a connection. */
			execution->degraded = PQstatus(session->conn) == CONNECTION_OK &&
				guard_degrade_settings(session);
			break;
		case STEP_TYPES:
			/* Not every server that speaks the protocol has that catalog. */
			execution->degraded = PQstatus(session->conn) == CONNECTION_OK &&
				!session->types_asked && execution->statement.types_query == NULL;
			session->types_asked = true;
			break;
		case STEP_END:
			if (!execution->cleaning_up && !execution->statement.read_only)
			{
				/* COMMIT found a deferred constraint violated: the statement's own failure. */
				error->position = 0;
				fail(execution, error);
				return;
			}
			break;
		default:
			break;
	}
	error->position = 0;		/* it points into our own text */
	if (!execution->degraded)
		fail_in_doubt(execution, error);
}

static void
take_statement_result(Execution *execution, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (is_row_result(status))
	{
		if (execution->rows.columns == NULL)
			take_columns(execution, result);
		check_formats(execution, result);
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
		fail(execution, statement_error(execution, result));
	}
	else if (status == PGRES_EMPTY_QUERY)
		fail(execution, make_error(STAGE_QUERY, ERRCODE_SYNTAX_ERROR, "the query is empty"));
	else
	{
		/* COPY: there is no way back from it but to close the connection. */
		fail_in_doubt(execution, no_rows_error());
	}
	clear_result(execution);
}

static void
take_columns(Execution *execution, const PGresult *result)
{
	RowStream  *rows = &execution->rows;
	int			ncolumns = PQnfields(result);

	rows->ncolumns = ncolumns;
	rows->columns = palloc0(Max(ncolumns, 1) * sizeof(RemoteColumn));
	rows->values = palloc0(Max(ncolumns, 1) * sizeof(char *));
	rows->lengths = palloc0(Max(ncolumns, 1) * sizeof(int));
	for (int i = 0; i < ncolumns; i++)
	{
		rows->columns[i].name = clean_text(PQfname(result, i));
		rows->columns[i].type = PQftype(result, i);
		rows->columns[i].typmod = PQfmod(result, i);
	}
}

/* A remote that answers in another shape or format than it announced is not to be read. */
static void
check_formats(Execution *execution, const PGresult *result)
{
	int			wanted = execution->statement.binary ? 1 : 0;
	bool		right = PQnfields(result) == execution->rows.ncolumns;

	for (int i = 0; right && i < PQnfields(result); i++)
		right = PQfformat(result, i) == wanted;
	if (!right)
		fail_in_doubt(execution, make_error(STAGE_FETCH, ERRCODE_PROTOCOL_VIOLATION,
											"the remote sent columns that were not asked for"));
}

static void
point_to_row(Execution *execution)
{
	RowStream  *rows = &execution->rows;
	PGresult   *result = execution->result;
	int			row = execution->row++;

	for (int i = 0; i < rows->ncolumns; i++)
	{
		if (PQgetisnull(result, row, i))
		{
			rows->values[i] = NULL;
			rows->lengths[i] = 0;
			continue;
		}
		rows->values[i] = PQgetvalue(result, row, i);
		rows->lengths[i] = PQgetlength(result, row, i);
	}
}

static void
clear_result(Execution *execution)
{
	PQclear(execution->result);
	execution->result = NULL;
}

static void
clear_on_reset(void *argument)
{
	clear_result(argument);
}

/* Read whatever is left, throwing rows away, and give the session back. */
static void
read_to_end(Execution *execution)
{
	if (read_rest(execution))
		give_session_back(execution);
}

/* Also cleans up after a failure.  False if the session was lost on the way. */
static bool
read_rest(Execution *execution)
{
	while (execution->session != NULL && execution->step < execution->list.count)
	{
		clear_result(execution);
		read_step(execution);
	}
	clear_result(execution);
	if (execution->session == NULL || !execution->aborted)
		return execution->session != NULL;

	execution->aborted = false;
	execution->cleaning_up = true;
	execution->step = 0;
	if (!guard_send_cleanup(execution->session, &execution->list))
		fail_in_doubt(execution, error_connection_lost(execution->session->conn, STAGE_QUERY));
	return read_rest(execution);
}

static void
give_session_back(Execution *execution)
{
	Session    *session = execution->session;

	/* After a COMMIT that failed, the clean-up has nothing to roll back either. */
	if (execution->left && (execution->statement.read_only || !execution->cleaning_up))
	{
		fail_in_doubt(execution, make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_TERMINATION,
											"the statement ended the transaction that it ran in"));
		return;
	}
	/* A cancel that did not hit the statement may still be on its way to the next one. */
	if (execution->stopped && execution->rows.error == NULL)
		session->doubtful = true;
	execution->session = NULL;
	session->active = false;
	PQexitPipelineMode(session->conn);
	session_release(session);
}

/* The statement has failed; the session may still be sound. */
static void
fail(Execution *execution, RemoteError *error)
{
	if (execution->rows.error == NULL)
		execution->rows.error = error;
}

/* Something else has failed: the session is not used again. */
static void
fail_in_doubt(Execution *execution, RemoteError *error)
{
	Session    *session = execution->session;

	if (!execution->statement.read_only && error->hint == NULL)
		error->hint = pstrdup("The statement may or may not have taken effect.");
	fail(execution, error);
	clear_result(execution);
	execution->session = NULL;
	if (session != NULL)
		session_abandon(session);
}

/* A result's error, its position moved into the caller's text. */
static RemoteError *
statement_error(Execution *execution, const PGresult *result)
{
	const Statement *statement = &execution->statement;
	RemoteError *error = error_from_result(execution->session->conn, result,
										   current_stage(execution));

	error->position -= statement->prefix_chars;
	if (error->position < 1 || error->position > statement->caller_chars + 1)
		error->position = 0;
	return error;
}

static RemoteError *
no_rows_error(void)
{
	RemoteError *error = make_error(STAGE_QUERY, ERRCODE_FEATURE_NOT_SUPPORTED,
									"the statement returns no rows");

	error->hint = pstrdup("Only statements that return rows can be run here: SELECT, VALUES, "
						  "TABLE, WITH, SHOW, EXPLAIN or a statement with RETURNING.");
	return error;
}

static bool
is_row_result(ExecStatusType status)
{
#ifdef HAVE_CHUNKED_ROWS
	if (status == PGRES_TUPLES_CHUNK)
		return true;
#endif
	return status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

static Stage
current_stage(const Execution *execution)
{
	return execution->rows.columns != NULL ? STAGE_FETCH : STAGE_QUERY;
}
