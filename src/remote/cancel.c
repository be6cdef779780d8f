/*
 * remote/cancel.c
 *		Asking a remote to stop what it is doing for us.
 *
 * PostgreSQL heeds a request only while it executes.  One that comes between
 * two messages of a pipeline, or before the first has arrived, is forgotten,
 * and the statement behind them runs all the same: who asks must look whether
 * it helped, and ask again.
 *
 * libpq sends a cancel request over a connection of its own and waits until
 * the peer closes it, for ever if the peer is silent; hence the thread.
 * libpq 17 and later send it with the connection's own TLS settings.
 */
#include "postgres.h"

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
	CancelHandle *handle;
	bool delivered;
} CancelJob;

static void run_cancel(OffloadJob *job);
static void destroy_cancel(OffloadJob *job);

void
cancel_until_idle(PGconn *conn, const Deadline *deadline)
{
	/* One that is not delivered in time needs no other behind it. */
	while (cancel_remote(conn, deadline_remaining_ms(deadline)))
	{
		Deadline patience = deadline_within_ms(deadline, CANCEL_AGAIN_MS);

		if (pipeline_falls_idle(conn, &patience) || deadline_passed(deadline))
			return;
	}
}

bool
cancel_remote(PGconn *conn, int within_ms)
{
	Deadline deadline = deadline_after_ms(within_ms);
	CancelJob *cancel;
	bool delivered;

	if (PQstatus(conn) != CONNECTION_OK)
		return false;
	/* malloc, as the job may outlive the transaction and is freed in a thread */
	cancel = calloc(1, sizeof(CancelJob));
	if (cancel == NULL)
		return false;
	cancel->job.run = run_cancel;
	cancel->job.destroy = destroy_cancel;
	cancel->handle = make_cancel_handle(conn);
	if (cancel->handle == NULL)
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

static void
run_cancel(OffloadJob *job)
{
	CancelJob *cancel = (CancelJob *) job;
#ifdef HAVE_ASYNC_CANCEL
	cancel->delivered = PQcancelBlocking(cancel->handle) == 1;
#else
	char message[256];

	cancel->delivered = PQcancel(cancel->handle, message, sizeof(message)) == 1;
#endif
}

static void
destroy_cancel(OffloadJob *job)
{
	CancelJob *cancel = (CancelJob *) job;

	if (cancel->handle != NULL)
		free_cancel_handle(cancel->handle);
	free(cancel);
}
