/*
 * remote/execution_end.c
 *		How the run of a statement ends: well, early, or in doubt.
 *
 * A session is given back only by who has read all that was queued on it, and
 * found nothing amiss.  In every other case it is given up.
 */
#include "postgres.h"

#include "remote/execution.h"
#include "remote/pipeline.h"
#include "remote/result_error.h"
#include "remote/session_acquire.h"
#include "remote/session_close.h"

/* How many results that are here already are looked through for the end of a statement. */
#define RESULTS_HERE 64

static bool read_rest(Execution *execution);
static void give_session_back(Execution *execution);
static void give_session_up(Execution *execution);

void
execution_read_to_end(Execution *execution)
{
	if (read_rest(execution))
		give_session_back(execution);
}

void
execution_end_attempt(Execution *execution)
{
	/* A failure has made the remote skip the rest.  Otherwise a large result may be on its way. */
	if (execution->aborted || execution_ends_at_once(execution))
	{
		if (read_rest(execution))
			PQexitPipelineMode(execution->session->conn);
	}
	else if (execution->session != NULL)
	{
		execution_forget_attempt(execution);
		give_session_up(execution);
	}
}

bool
execution_ends_at_once(Execution *execution)
{
	for (int i = 0; i < RESULTS_HERE; i++)
	{
		if (execution->list.steps[execution->step] > STEP_STATEMENT)
			return true;
		if (!pipeline_is_ready(execution->session) || !execution_read_step(execution))
			return false;
		execution_clear_result(execution);
	}
	return false;
}

/* Also cleans up after a failure.  False if the session was lost on the way. */
static bool
read_rest(Execution *execution)
{
	while (execution->session != NULL && execution->step < execution->list.count)
	{
		execution_clear_result(execution);
		execution_read_step(execution);
	}
	execution_clear_result(execution);
	if (execution->session == NULL || !execution->aborted)
		return execution->session != NULL;

	execution->aborted = false;
	execution->cleaning_up = true;
	execution->step = 0;
	if (guard_send_cleanup(execution->session, &execution->list))
		execution_begin_step(execution);
	else
		execution_fail_in_doubt(execution,
								error_connection_lost(execution->session->conn, STAGE_QUERY));
	return read_rest(execution);
}

static void
give_session_back(Execution *execution)
{
	Session *session = execution->session;

	session->active = false;

	/* After a COMMIT that failed, the clean-up has nothing to roll back either. */
	if (execution->left && (execution->statement.read_only || !execution->cleaning_up))
	{
		execution_fail_in_doubt(execution,
								make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_TERMINATION,
										   "the statement ended the transaction that it ran in"));
		return;
	}
	/* A cancel that did not hit the statement may still be on its way to the next one. */
	if (execution->cancelled && (execution->rows.error == NULL ||
								 execution->rows.error->sqlstate != ERRCODE_QUERY_CANCELED))
		session->doubtful = true;
	execution->session = NULL;
	PQexitPipelineMode(session->conn);
	session_release(session);
}

void
execution_fail(Execution *execution, RemoteError *error)
{
	if (execution->rows.error == NULL)
		execution->rows.error = error;
}

void
execution_fail_in_doubt(Execution *execution, RemoteError *error)
{
	if (!execution->statement.read_only && !execution->statement.describe_only &&
		error->hint == NULL)
		error->hint = pstrdup("The statement may or may not have taken effect.");
	execution_fail(execution, error);
	give_session_up(execution);
}

static void
give_session_up(Execution *execution)
{
	Session *session = execution->session;

	execution_clear_result(execution);
	execution->session = NULL;
	if (session == NULL)
		return;
	session->user = NULL;
	session_abandon(session);
}
