/*
 * remote/connect.c
 *		From a source's connection options to an authenticated connection.
 *
 * libpq's own connect_timeout holds only in its blocking functions, and the
 * server's libpqsrv_connect() waits without any: hence a loop of our own, in
 * which every wait has the call's deadline.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/settings.h"
#include "remote/connect.h"
#include "remote/result_error.h"

static RemoteError *try_address(Session *session, const ConnectionInfo *info,
								const Address *address, const Deadline *deadline);
static RemoteError *start(Session *session, const ConnectionInfo *info, const Address *address);
static RemoteError *poll_until_open(Session *session, const Deadline *deadline);
static void follow_stage(Session *session);
static Stage stage_of(ConnStatusType status, Stage before);
static RemoteError *check_password_used(const Session *session, const ConnectionInfo *info);
static void close_attempt(Session *session);
static bool is_final(const RemoteError *error);

RemoteError *
connect_session(Session *session, const ConnectionInfo *info, const Deadline *deadline)
{
	Deadline connect_deadline = deadline_within_ms(deadline, setting_connect_timeout);
	RemoteError *error;
	List *addresses;
	ListCell *cell;

	activity_stage(&session->activity, STAGE_RESOLVE);
	error = address_resolve(info->host, &connect_deadline, &addresses);
	if (error != NULL)
		return error;

	foreach (cell, addresses)
	{
		/* An address that keeps silent must leave time for the next. */
		int left = list_length(addresses) - foreach_current_index(cell);
		Deadline share =
			deadline_within_ms(&connect_deadline, deadline_remaining_ms(&connect_deadline) / left);

		error = try_address(session, info, lfirst(cell), &share);
		if (error == NULL)
			return check_password_used(session, info);
		if (is_final(error) || deadline_passed(&connect_deadline))
			break;
		close_attempt(session);
	}
	return error;
}

static RemoteError *
try_address(Session *session, const ConnectionInfo *info, const Address *address,
			const Deadline *deadline)
{
	RemoteError *error;

	activity_stage(&session->activity, STAGE_CONNECT);
	error = start(session, info, address);
	return error != NULL ? error : poll_until_open(session, deadline);
}

static RemoteError *
start(Session *session, const ConnectionInfo *info, const Address *address)
{
	if (!session->holds_fd && !AcquireExternalFD())
		return make_error(STAGE_CONNECT, ERRCODE_INSUFFICIENT_RESOURCES,
						  "no file descriptor is free for a connection");
	session->holds_fd = true;

	session->conn = conninfo_start(info, address, &session->root_file);
	if (session->conn == NULL)
		return make_error(STAGE_CONNECT, ERRCODE_OUT_OF_MEMORY, "out of memory in libpq");
	if (PQstatus(session->conn) == CONNECTION_BAD)
		return error_from_connection(session->conn, STAGE_CONNECT);

	/* Before the first poll, or a remote's notices land on the server's stderr. */
	watch_notices(session);
	/* The only way to learn the SQLSTATE of a refusal: libpq prints it into the message. */
	PQsetErrorVerbosity(session->conn, PQERRORS_VERBOSE);
	return NULL;
}

static RemoteError *
poll_until_open(Session *session, const Deadline *deadline)
{
	PGconn *conn = session->conn;
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;

	while (state != PGRES_POLLING_OK)
	{
		RemoteError *error =
			greeting_await(&session->greeting, conn, state,
						   activity_current_stage(&session->activity), deadline, session->context);

		if (error != NULL)
			return error;
		follow_stage(session);
		state = conninfo_poll(conn);
		if (state == PGRES_POLLING_FAILED)
			return error_from_connection(conn, activity_current_stage(&session->activity));
		follow_stage(session);
	}
	greeting_end(&session->greeting, conn);
	session->facts.remote_pid = PQbackendPID(conn);
	session->facts.cancel_key = session->greeting.key;
	PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
	if (PQsetnonblocking(conn, 1) != 0)
		return error_from_connection(conn, STAGE_CONNECT);
	return NULL;
}

/* The call is where libpq is. */
static void
follow_stage(Session *session)
{
	Stage before = activity_current_stage(&session->activity);
	Stage now = stage_of(PQstatus(session->conn), before);

	if (now != before)
		activity_stage(&session->activity, now);
}

static Stage
stage_of(ConnStatusType status, Stage before)
{
	switch (status)
	{
		case CONNECTION_SSL_STARTUP:
			return STAGE_TLS;
		case CONNECTION_AWAITING_RESPONSE:
		case CONNECTION_AUTH_OK:
			return STAGE_AUTHENTICATE;
		case CONNECTION_STARTED:
		case CONNECTION_MADE:
			/* With TLS, MADE is passed a second time, after the handshake. */
			return before == STAGE_TLS ? STAGE_AUTHENTICATE : STAGE_CONNECT;
		default:
			return before;
	}
}

/*
 * A source made by an ordinary role must not log in with what the operating
 * system grants to the server's user (trust, peer, ident): that would lend it
 * rights which its creator does not have.
 */
static RemoteError *
check_password_used(const Session *session, const ConnectionInfo *info)
{
	RemoteError *error;

	if (!info->password_required || PQconnectionUsedPassword(session->conn))
		return NULL;
	error = make_error(STAGE_AUTHENTICATE, ERRCODE_INSUFFICIENT_PRIVILEGE,
					   "the remote did not ask for a password");
	error->detail = pstrdup("A source that was not created by a superuser must log in with one.");
	error->hint = pstrdup("Change the remote's authentication method, or let a superuser create "
						  "the source.");
	return error;
}

static void
close_attempt(Session *session)
{
	greeting_end(&session->greeting, session->conn);
	PQfinish(session->conn);
	session->conn = NULL;
}

/* Would every other address of the host fail in the same way? */
static bool
is_final(const RemoteError *error)
{
	return (error->stage == STAGE_AUTHENTICATE && error->sqlstate != ERRCODE_QUERY_CANCELED) ||
		   error->sqlstate == ERRCODE_INSUFFICIENT_RESOURCES;
}
