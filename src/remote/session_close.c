/*
 * remote/session_close.c
 *		How a session ends, whatever its state.
 *
 * A session is the owner of its connection from when it takes a slot until it
 * is closed, or until the connection is handed to another backend.
 */
#include "postgres.h"

#include <unistd.h>

#include <sys/socket.h>

#include "access/xact.h"

#include "remote/cancel.h"
#include "remote/expiry.h"
#include "remote/handover.h"
#include "remote/session_close.h"

/*
 * How long a statement of the client may be delayed by telling remotes to stop
 * and by seeing them end, all of them together: one abort may abandon many
 * sessions, one after the other.  A cancel must work within half a second
 * whatever the remotes do.
 */
#define ABANDON_MS 300

/* How long a remote may take to end a connection before its slot is given to somebody else. */
#define END_MS 100

static void tell_to_stop(Session *session);
static int64 *stopping_time_left(void);
static void discard_handed(Session *session);
static void finish_connection(Session *session);
static void await_end_in_time(int socket);
static void await_end(int socket, int within_ms);

void
session_close(Session *session)
{
	slot_settle(&session->slot);
	if (session->slot.handed)
		handover_receive(session);
	discard_handed(session);
	dlist_delete(&session->node);
	waiter_close(&session->waiter);
	expiry_forget(&session->slot);
	if (session->conn != NULL)
	{
		greeting_end(&session->greeting, session->conn);
		finish_connection(session);
	}
	if (session->root_file > 0)
		FileClose(session->root_file);
	if (session->holds_fd)
		ReleaseExternalFD();
	slot_free(&session->slot);
	MemoryContextDelete(session->context);
}

/* It has come for a call that has failed meanwhile. */
static void
discard_handed(Session *session)
{
	await_end_in_time(session->handed.socket);
	session->handed.socket = PGINVALID_SOCKET;
}

/*
 * A remote counts a connection until its own process has ended, which closes
 * the socket last of all: whoever comes next must not come before.
 */
static void
finish_connection(Session *session)
{
	int socket = slot_is_scarce(&session->slot) ? dup(PQsocket(session->conn)) : -1;

	PQfinish(session->conn);
	await_end_in_time(socket);
}

void
session_await_end(int socket)
{
	await_end(socket, END_MS);
}

/* For no longer than the client's statement may be delayed. */
static void
await_end_in_time(int socket)
{
	int64 *left_us = stopping_time_left();
	int64 start_us = monotonic_us();

	await_end(socket, (int) Min(END_MS, Max(*left_us, 0) / 1000));
	*left_us -= monotonic_us() - start_us;
}

/* Closes the socket, which may be none. */
static void
await_end(int socket, int within_ms)
{
	if (socket < 0)
		return;
	shutdown(socket, SHUT_WR);
	expiry_await_end(socket, within_ms);
	close(socket);
}

void
session_abandon(Session *session)
{
	if (session->conn != NULL && session->active && !session->cut_off)
		tell_to_stop(session);
	if (session->user != NULL)
		session->taken(session->user);
	session_close(session);
}

/* With no time left the request is sent all the same, and not waited for. */
static void
tell_to_stop(Session *session)
{
	int64 *left_us = stopping_time_left();
	int64 start_us = monotonic_us();
	Deadline deadline = deadline_after_ms(Max(*left_us, 0) / 1000);

	cancel_until_idle(session, &deadline);
	*left_us -= monotonic_us() - start_us;
}

/* What is left of ABANDON_MS for the client's present statement, in microseconds. */
static int64 *
stopping_time_left(void)
{
	static TimestampTz statement = 0;
	static int64 left_us = 0;

	if (statement != GetCurrentStatementStartTimestamp())
	{
		statement = GetCurrentStatementStartTimestamp();
		left_us = ABANDON_MS * 1000;
	}
	return &left_us;
}
