/*
 * remote/pipeline.c
 *		Reading from a session, result by result, within a deadline.
 */
#include "postgres.h"

#include "remote/pipeline.h"

/* How many results are taken that have come already, before the clock is read again. */
#define RESULTS_PER_CLOCK 256

static bool deadline_is_due(const Deadline *deadline);
static bool skip_results(PGconn *conn);
static bool is_last(const PGresult *result);
static bool flush_or_read(Session *session, const Deadline *deadline);
static void drop_notifications(PGconn *conn);

bool
pipeline_next(Session *session, const Deadline *deadline, PGresult **result)
{
	check_interrupts();
	/* Not only where something is waited for: what has come already may be of any length. */
	if (deadline_is_due(deadline))
		return false;
	while (PQisBusy(session->conn))
	{
		if (!flush_or_read(session, deadline))
			return false;
	}
	*result = PQgetResult(session->conn);
	return true;
}

static bool
deadline_is_due(const Deadline *deadline)
{
	static int results = 0;

	if (++results < RESULTS_PER_CLOCK)
		return false;
	results = 0;
	return deadline_passed(deadline);
}

bool
pipeline_is_ready(Session *session)
{
	if (!PQisBusy(session->conn))
		return true;
	PQconsumeInput(session->conn);
	return !PQisBusy(session->conn);
}

bool
pipeline_falls_idle(PGconn *conn, const Deadline *deadline)
{
	while (!skip_results(conn))
	{
		/* Both: rows that never cease keep the socket always readable. */
		if (!wait_uninterrupted(PQsocket(conn), deadline) || deadline_passed(deadline))
			return false;
		PQconsumeInput(conn);
		drop_notifications(conn);
	}
	return true;
}

/* Throw away the results that are here; true if nothing will run behind them. */
static bool
skip_results(PGconn *conn)
{
	bool between = false;

	while (!PQisBusy(conn))
	{
		PGresult *result = PQgetResult(conn);
		bool last = result != NULL ? is_last(result) : between;

		/* A command's results end with a NULL.  Another one behind it: there is no command left. */
		between = result == NULL;
		PQclear(result);
		if (last)
			return true;
	}
	return false;
}

static bool
is_last(const PGresult *result)
{
	switch (PQresultStatus(result))
	{
		case PGRES_FATAL_ERROR:
		case PGRES_BAD_RESPONSE:
		case PGRES_PIPELINE_ABORTED:
		case PGRES_PIPELINE_SYNC:
			return true;
		case PGRES_COPY_IN:
		case PGRES_COPY_OUT:
		case PGRES_COPY_BOTH:
			/* It does run, but libpq would offer the same result for ever. */
			return true;
		default:
			return false;
	}
}

/* Wait until something can be read; meanwhile send the rest of what is queued. */
static bool
flush_or_read(Session *session, const Deadline *deadline)
{
	PGconn *conn = session->conn;
	uint32 events = WL_SOCKET_READABLE;

	/* A failed flush shows in the next result; until then there is nothing more to send. */
	if (PQflush(conn) == 1)
		events |= WL_SOCKET_WRITEABLE;
	if (!wait_for_socket(&session->waiter, events, deadline))
		return false;
	/* A failure shows in the next result as well. */
	PQconsumeInput(conn);
	drop_notifications(conn);
	return true;
}

/* libpq keeps them until they are asked for, as many as a remote cares to send. */
static void
drop_notifications(PGconn *conn)
{
	PGnotify *notification;

	while ((notification = PQnotifies(conn)) != NULL)
		PQfreemem(notification);
}
