/*
 * remote/session_acquire.c
 *		A session for a call, from the cache or new, and what becomes of it afterwards.
 */
#include "postgres.h"

#include <unistd.h>

#include "access/xact.h"
#include "utils/memutils.h"

#include "base/settings.h"
#include "remote/connect.h"
#include "remote/expiry.h"
#include "remote/guard.h"
#include "remote/handover.h"
#include "remote/session_acquire.h"
#include "remote/session_cache.h"
#include "remote/session_close.h"

static RemoteError *open_session(Session *session, const Source *source, uint64 wish,
								 const Deadline *deadline, OpenedSession *opened);
static void serve(Session *session, Activity activity);
static void leave_call(Session *session);
static Session *take_handed(Session *session, const Source *source);
static Session *replace_session(Session *old, const Source *source);
static RemoteError *open_connection(Session *session, const Source *source,
									const Deadline *deadline);
static bool may_be_kept(const Session *session);
static int connection_limit(const Source *source);
static RemoteError *check_free_connection(const Source *source);
static RemoteError *take_slot(Session *session, const Source *source, uint64 wish,
							  const Deadline *deadline);
static Session *create_session(const Source *source);

void
session_init(void)
{
	expiry_init();
	session_cache_init();
}

RemoteError *
session_acquire(const Source *source, const Deadline *deadline, OpenedSession *opened)
{
	Session *session = session_cache_find_idle(source);
	RemoteError *error;

	if (session == NULL)
	{
		error = check_free_connection(source);
		if (error != NULL)
			return error;
		session = session_cache_find_vacant(source);
		if (session == NULL)
			session = create_session(source);
		return open_session(session, source, handover_wish(session), deadline, opened);
	}
	serve(session, opened->activity);
	activity_remote(&session->activity, session->facts.remote_pid);
	opened->session = session;
	opened->connect_seconds = 0;
	return NULL;
}

RemoteError *
session_open(const Source *source, const Deadline *deadline, OpenedSession *opened)
{
	RemoteError *error = shared_available() ? check_free_connection(source) : NULL;

	opened->session = NULL;
	opened->connect_seconds = 0;
	if (error != NULL)
		return error;
	return open_session(create_session(source), source, 0, deadline, opened);
}

/* Without a connection until it has a slot; then it is handed one, if there is a wish, or opens one. */
static RemoteError *
open_session(Session *session, const Source *source, uint64 wish, const Deadline *deadline,
			 OpenedSession *opened)
{
	int64 start_us = monotonic_us();
	RemoteError *error;

	serve(session, opened->activity);
	activity_stage(&session->activity, STAGE_WAIT);
	error = take_slot(session, source, wish, deadline);
	if (error == NULL && session->slot.handed)
		session = take_handed(session, source);
	else if (error == NULL && session->vacant)
		session = replace_session(session, source);
	if (error == NULL && session->waiter.set == NULL)
		error = open_connection(session, source, deadline);
	opened->session = error == NULL ? session : NULL;
	if (error != NULL && session->vacant)
		leave_call(session);
	else if (error != NULL)
		session_close(session);
	opened->connect_seconds = seconds_since(start_us);
	return error;
}

/* It is busy for this call. */
static void
serve(Session *session, Activity activity)
{
	session->busy = true;
	session->nest_level = GetCurrentTransactionNestLevel();
	session->activity = activity;
}

/* It has none any more. */
static void
leave_call(Session *session)
{
	session->busy = false;
	session->user = NULL;
	session->activity.call = NULL;
}

/*
 * Take over what has come with the slot.  Returns the session that has the slot
 * from now on, without a connection if what has come is of no use.
 */
static Session *
take_handed(Session *session, const Source *source)
{
	bool received = handover_receive(session);

	if (received && !handover_fits(session))
		session = replace_session(session, source);
	if (received && handover_seat(session) && session_is_quiet(session) &&
		!session_is_too_old(session->facts.opened_us))
	{
		waiter_open(&session->waiter, PQsocket(session->conn));
		activity_remote(&session->activity, session->facts.remote_pid);
		return session;
	}
	/* Before the next one is opened, or the remote has one too many. */
	if (session->handed.socket == PGINVALID_SOCKET && session->conn != NULL)
		session->handed.socket = dup(PQsocket(session->conn));
	session_await_end(session->handed.socket);
	session->handed.socket = PGINVALID_SOCKET;
	slot_disconnected(&session->slot);
	return session->conn == NULL ? session : replace_session(session, source);
}

/* A new one with all that belongs to the call, in place of one whose connection is of no use. */
static Session *
replace_session(Session *old, const Source *source)
{
	Session *session = create_session(source);

	serve(session, old->activity);
	session->slot = old->slot;
	session->handed = old->handed;
	old->slot = (Slot){0};
	old->handed.socket = PGINVALID_SOCKET;
	session_close(old);
	return session;
}

static RemoteError *
open_connection(Session *session, const Source *source, const Deadline *deadline)
{
	MemoryContext secret_context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog connect", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(secret_context);
	ConnectionInfo *info;
	RemoteError *error;

	activity_stage(&session->activity, STAGE_SOURCE);
	info = conninfo_open(source);
	MemoryContextSwitchTo(caller);
	error = connect_session(session, info, deadline);
	if (error == NULL)
	{
		slot_connected(&session->slot);
		handover_learn(session);
		waiter_open(&session->waiter, PQsocket(session->conn));
		activity_remote(&session->activity, session->facts.remote_pid);
	}
	MemoryContextDelete(secret_context);
	return error;
}

void
session_release(Session *session)
{
	bool kept;

	/* What the remote has said behind its answer may be here already, and that it is gone. */
	PQisBusy(session->conn);
	kept = may_be_kept(session);
	if (kept)
		handover_prepare(session);
	leave_call(session);
	if (!kept)
	{
		session_close(session);
		return;
	}
	session->expires_us = Min(monotonic_us() + (int64) setting_session_idle_timeout * 1000,
							  session->facts.opened_us + (int64) setting_session_lifetime * 1000);
	session_cache_put_away(session);
}

/* Every reason for which a session is not kept. */
static bool
may_be_kept(const Session *session)
{
	return !session_is_too_old(session->created_us) &&
		   !session_is_too_old(session->facts.opened_us) && !session->active &&
		   !session->doubtful && PQstatus(session->conn) == CONNECTION_OK &&
		   PQpipelineStatus(session->conn) == PQ_PIPELINE_OFF &&
		   PQtransactionStatus(session->conn) == PQTRANS_IDLE && setting_session_idle_timeout > 0 &&
		   session_is_quiet(session);
}

static int
connection_limit(const Source *source)
{
	return source->max_connections > 0 ? source->max_connections
									   : setting_max_connections_per_source;
}

/* Nobody else in this backend could give one back while we wait: fail at once. */
static RemoteError *
check_free_connection(const Source *source)
{
	int limit = connection_limit(source);
	int busy = session_cache_busy(source);
	RemoteError *error;

	if (busy < limit)
		return NULL;
	error =
		make_error(STAGE_WAIT, ERRCODE_TOO_MANY_CONNECTIONS, "no free connection to the source");
	error->detail = psprintf("%d of %d connections are in use by this session.", busy, limit);
	error->hint = pstrdup("Let fewer calls run at once, or raise the source's max_connections or "
						  "metahog.max_connections_per_source.");
	return error;
}

/* If the wait is ended by an ERROR, the session is in the list already, and abandoned from there. */
static RemoteError *
take_slot(Session *session, const Source *source, uint64 wish, const Deadline *deadline)
{
	if (slots_exhausted())
		session_cache_close_oldest_idle();
	return slot_take(&session->slot, source, connection_limit(source), wish, deadline);
}

static Session *
create_session(const Source *source)
{
	MemoryContext context =
		AllocSetContextCreate(TopMemoryContext, "metahog session", ALLOCSET_SMALL_SIZES);
	Session *session = MemoryContextAllocZero(context, sizeof(Session));

	session->context = context;
	session->handed.socket = PGINVALID_SOCKET;
	session->created_us = monotonic_us();
	serve(session, (Activity){0});
	session_cache_add(session);
	session->source_id = source->id;
	session->source_tid = source->tid;
	session->source_xmin = source->xmin;
	session->allowed_hosts = MemoryContextStrdup(context, setting_allowed_hosts);
	session->denied_networks = MemoryContextStrdup(context, setting_denied_networks);
	session->types.context = context;
	session->facts.fingerprint = handover_fingerprint(session);
	guard_prepare(session, source);
	session->facts.opened_us = session->created_us;
	return session;
}
