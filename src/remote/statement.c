/*
 * remote/statement.c
 *		One statement on a session: sent, read row by row, ended.
 *
 * The row stream that a libpq session offers: an execution that stops at the
 * statement's rows, hands them out, and reads the rest when they are over.
 */
#include "postgres.h"

#include "remote/cancel.h"
#include "remote/execution.h"
#include "remote/statement.h"

/*
 * How long the end of a stopped statement is waited for.  Then its session is
 * given up, which repeats the request: the statement must end within a second.
 */
#define STOP_MS 500

/* How long the delivery of a cancel request is waited for; no interrupt is served meanwhile. */
#define CANCEL_MS 300

static bool next_row(RowStream *rows);
static void stop_rows(RowStream *rows);
static bool check_cut_off(Execution *execution);
static void point_to_row(Execution *execution);

RemoteError *
statement_start(Session *session, const Statement *statement, const Deadline *deadline,
				RowStream **rows)
{
	Execution *execution = execution_begin(session, statement, deadline);

	execution->rows.next = next_row;
	execution->rows.stop = stop_rows;
	*rows = NULL;
	if (execution->session == NULL && execution->rows.error == NULL)
		return NULL;
	if (execution->rows.error == NULL && execution->rows.columns == NULL &&
		!statement->describe_only)
	{
		/* It has no result at all: either it must not, or it is over now. */
		if (statement->read_only)
			execution_fail_in_doubt(execution, execution_no_rows_error());
		else
			execution_read_to_end(execution);
	}
	*rows = &execution->rows;
	return execution->rows.error;
}

static bool
next_row(RowStream *rows)
{
	Execution *execution = (Execution *) rows;

	(void) check_cut_off(execution);
	while (execution->session != NULL)
	{
		if (execution->result != NULL && execution->row < PQntuples(execution->result))
		{
			point_to_row(execution);
			return true;
		}
		execution_clear_result(execution);
		if (!execution_in_statement(execution))
			execution_read_to_end(execution);
		else
			execution_read_step(execution);
	}
	execution_check_taken(execution);
	return false;
}

/*
 * A read-only statement is cancelled; one that writes is let run to its end,
 * as cutting its answer must not undo its work.
 */
static void
stop_rows(RowStream *rows)
{
	Execution *execution = (Execution *) rows;

	execution_clear_result(execution);
	if (check_cut_off(execution) && execution->statement.read_only)
		rows->error = NULL;
	if (execution->session == NULL)
		return;
	if (!execution->statement.read_only)
	{
		while (next_row(rows))
			;
		return;
	}
	if (!execution_ends_at_once(execution) && execution->session != NULL)
	{
		execution->cancelled = true;
		execution->deadline = deadline_within_ms(&execution->deadline, STOP_MS);
		/* One that is still on its way could hit what comes next. */
		if (!cancel_remote(execution->session, CANCEL_MS))
			execution->session->doubtful = true;
	}
	execution_read_to_end(execution);
	/* The caller has what it wanted: what goes wrong from here on is only the session's end. */
	rows->error = NULL;
}

/* Nobody asked for rows when the deadline passed, and so the connection was ended behind our back. */
static bool
check_cut_off(Execution *execution)
{
	RemoteError *error;

	if (execution->session == NULL || !execution->session->cut_off)
		return false;
	error = make_deadline_error(STAGE_FETCH);
	error->message = pstrdup("the call's timeout passed before all of its rows were fetched");
	/* Of what writes there is something else to be said. */
	error->hint = NULL;
	if (execution->statement.read_only)
		error->hint =
			pstrdup("Time in which nobody fetches counts as well. Fetch sooner, or allow more "
					"with the timeout argument, metahog.timeout or the source's timeout.");
	execution_fail_in_doubt(execution, error);
	return true;
}

static void
point_to_row(Execution *execution)
{
	RowStream *rows = &execution->rows;
	PGresult *result = execution->result;
	int row = execution->row++;

	for (int i = 0; i < rows->ncolumns; i++)
	{
		/* Asked in this order, as few values are empty and each question costs. */
		rows->lengths[i] = PQgetlength(result, row, i);
		if (rows->lengths[i] == 0 && PQgetisnull(result, row, i))
			rows->values[i] = NULL;
		else
			rows->values[i] = PQgetvalue(result, row, i);
	}
}
