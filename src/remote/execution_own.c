/*
 * remote/execution_own.c
 *		What a remote answers to commands of our own, around the caller's statement.
 *
 * They ask for little and cannot fail where the remote is what it says it is:
 * answers beyond that put the session in doubt, but for what it can do without.
 */
#include "postgres.h"

#include "remote/execution.h"

/*
 * More than this is no answer to a command of our own.  The largest, the types
 * of a remote that has made thousands, is a tenth of it.
 */
#define MAX_OWN_BYTES (8 * 1024 * 1024)

/* A session that has been told more of types, in all of its calls, is not kept for another one. */
#define MAX_TYPE_BYTES (4 * MAX_OWN_BYTES)

/* What a row and each of its values is counted as besides its text. */
#define OWN_ROW_BYTES 8

static size_t count_bytes(const PGresult *result);
static bool takes_no_writes(const Execution *execution, RemoteError *error);
static bool do_without_types(Execution *execution, const RemoteError *error);

void
execution_take_own_rows(Execution *execution, const PGresult *result)
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

void
execution_take_own_failure(Execution *execution, const PGresult *result)
{
	Session *session = execution->session;
	RemoteError *error = execution_result_error(execution, result);
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
				execution_fail_as_writable(execution);
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

void
execution_fail_as_writable(Execution *execution)
{
	RemoteError *error =
		make_error(STAGE_QUERY, ERRCODE_INVALID_TRANSACTION_STATE,
				   "the remote's transaction is not read-only, though it was begun so");

	error->hint = pstrdup("Its server does not keep transactions from writing: a login that may "
						  "only read can, for a source with read_only false.");
	execution_fail_in_doubt(execution, error);
}
