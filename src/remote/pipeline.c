/*
 * remote/pipeline.c
 *		Reading from a session, result by result, within a deadline.
 */
#include "postgres.h"

#include "remote/pipeline.h"

static bool flush_or_read(Session *session, const Deadline *deadline);
static void drop_notifications(PGconn *conn);

bool
pipeline_next(Session *session, const Deadline *deadline, PGresult **result)
{
	check_interrupts();
	while (PQisBusy(session->conn))
	{
		if (!flush_or_read(session, deadline))
			return false;
	}
	*result = PQgetResult(session->conn);
	return true;
}

bool
pipeline_is_ready(Session *session)
{
	if (!PQisBusy(session->conn))
		return true;
	PQconsumeInput(session->conn);
	return !PQisBusy(session->conn);
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
