/*
 * remote/cancel.c
 *		Asking a remote to stop what it is doing for us.
 *
 * PostgreSQL heeds a request only while it executes.  One that comes between
 * two messages of a pipeline, or before the first has arrived, is forgotten,
 * and the statement behind them runs all the same: who asks must look whether
 * it helped, and ask again.
 *
 * A request goes over a connection of its own, which the peer closes when it
 * has read it: it is sent in a thread, for the network and the peer may take
 * their time.  Where the key is known we send it ourselves, and so also for a
 * connection that another backend has opened.  Elsewhere libpq does, which
 * before version 17 waits for a silent peer for ever, and since then encrypts
 * it as the connection itself is.
 */
#include "postgres.h"

#include <unistd.h>

#include <sys/socket.h>
#include <sys/time.h>

#include "libpq/pqcomm.h"
#include "port/pg_bswap.h"

#include "base/compat.h"
#include "base/offload.h"
#include "remote/cancel.h"
#include "remote/pipeline.h"

/*
 * How long the remote may take to react to a request that has been delivered.
 * The news of the delivery comes from as far as those of the reaction, so the
 * distance does not count.
 */
#define CANCEL_AGAIN_MS 100

/* Of the message CancelRequest: its length, the code that stands for a protocol version, and the key. */
#define REQUEST_NUMBERS 4

/* How long a thread tries, whoever still waits for it: what conninfo.c lets libpq try. */
#define REQUEST_SECONDS 10

#ifdef HAVE_ASYNC_CANCEL
typedef PGcancelConn CancelHandle;
#define make_cancel_handle(conn) PQcancelCreate(conn)
#define free_cancel_handle(handle) PQcancelFinish(handle)
#else
typedef PGcancel CancelHandle;
#define make_cancel_handle(conn) PQgetCancel(conn)
#define free_cancel_handle(handle) PQfreeCancel(handle)
#endif

typedef struct CancelJob
{
	OffloadJob job;
	CancelHandle *handle; /* libpq's; NULL: the next three say it */
	struct sockaddr_storage address;
	socklen_t address_length;
	CancelKey key;
	bool delivered;
} CancelJob;

static bool prepare(CancelJob *cancel, const Session *session);
static void run_cancel(OffloadJob *job);
static bool run_handle(CancelHandle *handle);
static bool send_request(const CancelJob *cancel);
static bool is_read(int socket);
static void destroy_cancel(OffloadJob *job);

void
cancel_until_idle(Session *session, const Deadline *deadline)
{
	/* One that is not delivered in time needs no other behind it. */
	while (cancel_remote(session, deadline_remaining_ms(deadline)))
	{
		Deadline patience = deadline_within_ms(deadline, CANCEL_AGAIN_MS);

		if (pipeline_falls_idle(session->conn, &patience) || deadline_passed(deadline))
			return;
	}
}

bool
cancel_remote(const Session *session, int within_ms)
{
	Deadline deadline = deadline_after_ms(within_ms);
	CancelJob *cancel;
	bool delivered;

	if (PQstatus(session->conn) != CONNECTION_OK)
		return false;
	/* malloc, as the job may outlive the transaction and is freed in a thread */
	cancel = calloc(1, sizeof(CancelJob));
	if (cancel == NULL)
		return false;
	cancel->job.run = run_cancel;
	cancel->job.destroy = destroy_cancel;
	if (!prepare(cancel, session))
	{
		destroy_cancel(&cancel->job);
		return false;
	}
	if (offload(&cancel->job, &deadline, false) != OFFLOAD_DONE)
		return false;
	delivered = cancel->delivered;
	destroy_cancel(&cancel->job);
	return delivered;
}

/* To where the connection leads: the address that was checked when it was opened. */
static bool
prepare(CancelJob *cancel, const Session *session)
{
	if (!session->facts.cancel_key.known)
	{
		cancel->handle = make_cancel_handle(session->conn);
		return cancel->handle != NULL;
	}
	cancel->key = session->facts.cancel_key;
	cancel->address_length = sizeof(cancel->address);
	return getpeername(PQsocket(session->conn), (struct sockaddr *) &cancel->address,
					   &cancel->address_length) == 0;
}

static void
run_cancel(OffloadJob *job)
{
	CancelJob *cancel = (CancelJob *) job;

	cancel->delivered = cancel->handle != NULL ? run_handle(cancel->handle) : send_request(cancel);
}

static bool
run_handle(CancelHandle *handle)
{
#ifdef HAVE_ASYNC_CANCEL
	return PQcancelBlocking(handle) == 1;
#else
	char message[256];

	return PQcancel(handle, message, sizeof(message)) == 1;
#endif
}

/* The time limit for sending holds for connecting too. */
static bool
send_request(const CancelJob *cancel)
{
	const struct timeval limit = {.tv_sec = REQUEST_SECONDS};
	const uint32 message[REQUEST_NUMBERS] = {pg_hton32(sizeof(message)),
											 pg_hton32(CANCEL_REQUEST_CODE),
											 pg_hton32(cancel->key.process),
											 pg_hton32(cancel->key.secret)};
	int connection = socket(cancel->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool delivered;

	if (connection < 0)
		return false;
	delivered = setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0 &&
				setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0 &&
				connect(connection, (const struct sockaddr *) &cancel->address,
						cancel->address_length) == 0 &&
				send(connection, message, sizeof(message), MSG_NOSIGNAL) == sizeof(message) &&
				is_read(connection);
	close(connection);
	return delivered;
}

/* Who has read it closes the connection. */
static bool
is_read(int socket)
{
	char ignored[256];
	ssize_t got = recv(socket, ignored, sizeof(ignored), 0);

	return got == 0 || (got < 0 && errno == ECONNRESET);
}

static void
destroy_cancel(OffloadJob *job)
{
	CancelJob *cancel = (CancelJob *) job;

	if (cancel->handle != NULL)
		free_cancel_handle(cancel->handle);
	free(cancel);
}
