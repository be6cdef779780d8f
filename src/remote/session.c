/*
 * remote/session.c
 *		Sessions with remotes: opened, kept for the next call, closed.
 *
 * A session is the owner of its connection from when it takes a slot until it
 * is closed, or until the connection is handed to another backend.
 */
#include "postgres.h"

#include <poll.h>
#include <unistd.h>

#include <sys/socket.h>

#include "access/xact.h"
#include "utils/memutils.h"

#include "base/settings.h"
#include "remote/cancel.h"
#include "remote/connect.h"
#include "remote/expiry.h"
#include "remote/guard.h"
#include "remote/handover.h"
#include "remote/session_cache.h"

/*
 * How long a statement of the client may be delayed by telling remotes to stop
 * and by seeing them end, all of them together: one abort may abandon many
 * sessions, one after the other.  A cancel must work within half a second
 * whatever the remotes do.
 */
#define ABANDON_MS 300

/* How long a remote may take to end a connection before its slot is given to somebody else. */
#define END_MS 100

/* How often a session looks for somebody who waits, and for its rest, before it ends. */
#define MOST_TURNS 3

static RemoteError *open_session(Session *session, const Source *source, uint64 wish,
								 const Deadline *deadline, OpenedSession *opened);
static void serve(Session *session, Activity activity);
static void leave_call(Session *session);
static Session *take_handed(Session *session, const Source *source);
static Session *replace_session(Session *old, const Source *source);
static RemoteError *open_connection(Session *session, const Source *source,
									const Deadline *deadline);
static bool may_be_kept(const Session *session);
static bool is_too_old(int64 since_us);
static void tell_to_stop(Session *session);
static int64 *stopping_time_left(void);
static int connection_limit(const Source *source);
static RemoteError *check_free_connection(const Source *source);
static RemoteError *take_slot(Session *session, const Source *source, uint64 wish,
							  const Deadline *deadline);
static Session *create_session(const Source *source);
static void discard_handed(Session *session);
static void finish_connection(Session *session);
static void await_end_in_time(int socket);
static void await_end(int socket, int within_ms);

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
		!is_too_old(session->facts.opened_us))
	{
		waiter_open(&session->waiter, PQsocket(session->conn));
		activity_remote(&session->activity, session->facts.remote_pid);
		return session;
	}
	/* Before the next one is opened, or the remote has one too many. */
	if (session->handed.socket == PGINVALID_SOCKET && session->conn != NULL)
		session->handed.socket = dup(PQsocket(session->conn));
	await_end(session->handed.socket, END_MS);
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
	session_put_away(session);
}

/* Every reason for which a session is not kept. */
static bool
may_be_kept(const Session *session)
{
	return !is_too_old(session->created_us) && !is_too_old(session->facts.opened_us) &&
		   !session->active && !session->doubtful && PQstatus(session->conn) == CONNECTION_OK &&
		   PQpipelineStatus(session->conn) == PQ_PIPELINE_OFF &&
		   PQtransactionStatus(session->conn) == PQTRANS_IDLE && setting_session_idle_timeout > 0 &&
		   session_is_quiet(session);
}

static bool
is_too_old(int64 since_us)
{
	return monotonic_us() >= since_us + (int64) setting_session_lifetime * 1000;
}

/* It goes to who waits for it, rests until the next call, or ends. */
void
session_put_away(Session *session)
{
	for (int turn = 0; turn < MOST_TURNS; turn++)
	{
		if (turn > 0 && !slot_recover(&session->slot))
			break;
		if (slot_hand_over(&session->slot, &session->handover))
			break;
		/* Before it can be asked for, or the asking would find nothing to close. */
		expiry_watch(session->expires_us, &session->slot, &session->handover);
		if (slot_rest(&session->slot))
			return;
		/* Somebody has come meanwhile who waits for it, or it is of no use any more. */
		expiry_forget(PQsocket(session->conn));
	}
	if (!slot_given(&session->slot))
	{
		session_close(session);
		return;
	}
	handover_vacate(session);
	session_cache_drop_spent();
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

void
session_close(Session *session)
{
	slot_settle(&session->slot);
	if (session->slot.handed)
		handover_receive(session);
	discard_handed(session);
	session_cache_remove(session);
	waiter_close(&session->waiter);
	if (session->conn != NULL)
	{
		expiry_forget(PQsocket(session->conn));
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

/*
 * An idle remote has nothing to say.  If there is something to read, it is the
 * end of the connection, or something that makes its state doubtful.
 */
bool
session_is_quiet(const Session *session)
{
	struct pollfd wanted = {.fd = PQsocket(session->conn), .events = POLLIN};

	/* First of all, or its time may be over between this look and its use. */
	expiry_forget(wanted.fd);

	return poll(&wanted, 1, 0) == 0;
}
