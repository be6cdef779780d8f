/*
 * remote/session_cache.c
 *		The sessions that a backend has, and what becomes of them when transactions end.
 *
 * Sessions live outside transactions, in a list of the backend.  A busy one
 * belongs to the (sub)transaction of its call: when that ends in an abort, or
 * when the transaction ends with a call unfinished (a cursor that was not read
 * to its end), it is abandoned.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "base/settings.h"
#include "remote/expiry.h"
#include "remote/handover.h"
#include "remote/session_cache.h"
#include "remote/session_close.h"
#include "shared/changed_sources.h"

/* How often a session looks for somebody who waits, and for its rest, before it ends. */
#define MOST_TURNS 3

/* Sessions without a connection that a backend keeps, in case that it is handed one. */
#define MAX_VACANT 16

static dlist_head sessions = DLIST_STATIC_INIT(sessions);

static bool is_spare(const Session *session);
static bool is_current(const Session *session, const Source *source);
static bool same_source(const Session *session, const pg_uuid_t *source_id);
static void close_all(void);
static void source_changed(const pg_uuid_t *source_id);
static void end_of_transaction(XactEvent event, void *argument);
static void end_of_subtransaction(SubXactEvent event, SubTransactionId mine,
								  SubTransactionId parent, void *argument);
static void abandon_busy(int from_level);
static void inherit_busy(int from_level);

void
session_cache_init(void)
{
	RegisterXactCallback(end_of_transaction, NULL);
	RegisterSubXactCallback(end_of_subtransaction, NULL);
	source_changed_hook = source_changed;
	/* Connections are closed before what is left of slots is given back. */
	shared_on_detach(close_all);
}

void
session_cache_add(Session *session)
{
	dlist_push_head(&sessions, &session->node);
}

Session *
session_cache_find_idle(const Source *source)
{
	dlist_mutable_iter iter;
	Session *wanted = NULL;

	changed_sources_settle();
	session_cache_drop_spent();
	dlist_foreach_modify (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->busy || session->vacant || slot_is_ending(&session->slot) ||
			!same_source(session, &source->id))
			continue;
		if (is_current(session, source) && session_is_quiet(session))
		{
			if (slot_reuse(&session->slot))
				return session;
			wanted = session;
			break;
		}
		session_close(session);
	}
	if (wanted != NULL)
		session_cache_put_away(wanted);
	return NULL;
}

void
session_cache_put_away(Session *session)
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
		expiry_forget(&session->slot);
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
session_cache_drop_spent(void)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->busy)
			continue;
		if (slot_given(&session->slot))
			handover_vacate(session);
		/* A handler has closed it, and will say when its slot is free; until then that would have to be awaited. */
		if (slot_is_ending(&session->slot))
			continue;
		if (monotonic_us() >= session->expires_us || slot_left(&session->slot) || is_spare(session))
			session_close(session);
	}
}

/* Of vacant sessions the last of each source is enough, and so many of all. */
static bool
is_spare(const Session *session)
{
	int better = 0;
	dlist_iter iter;

	if (!session->vacant)
		return false;
	dlist_foreach (iter, &sessions)
	{
		Session *other = dlist_container(Session, node, iter.cur);

		if (!other->vacant || other == session || other->expires_us < session->expires_us)
			continue;
		if (same_source(other, &session->source_id) || ++better == MAX_VACANT)
			return true;
	}
	return false;
}

/* Was it opened for this very version of the source, and by the network policy that holds now? */
static bool
is_current(const Session *session, const Source *source)
{
	return strcmp(session->allowed_hosts, setting_allowed_hosts) == 0 &&
		   strcmp(session->denied_networks, setting_denied_networks) == 0 &&
		   session->source_xmin == source->xmin &&
		   ItemPointerEquals((ItemPointer) &session->source_tid, (ItemPointer) &source->tid);
}

static bool
same_source(const Session *session, const pg_uuid_t *source_id)
{
	return memcmp(&session->source_id, source_id, sizeof(pg_uuid_t)) == 0;
}

Session *
session_cache_find_vacant(const Source *source)
{
	dlist_iter iter;

	dlist_foreach (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->vacant && !session->busy && same_source(session, &source->id) &&
			is_current(session, source))
			return session;
	}
	return NULL;
}

int
session_cache_server_version(const Source *source)
{
	dlist_iter iter;

	dlist_foreach (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->conn != NULL && same_source(session, &source->id) &&
			PQstatus(session->conn) == CONNECTION_OK)
			return PQserverVersion(session->conn);
	}
	return 0;
}

int
session_cache_busy(const Source *source)
{
	int busy = 0;
	dlist_iter iter;

	dlist_foreach (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->busy && same_source(session, &source->id))
			busy++;
	}
	return busy;
}

void
session_cache_close_oldest_idle(void)
{
	Session *oldest = NULL;
	dlist_iter iter;

	dlist_foreach (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (!session->busy && !session->vacant &&
			(oldest == NULL || session->expires_us < oldest->expires_us))
			oldest = session;
	}
	if (oldest != NULL)
		session_close(oldest);
}

/* At the end of the process, where others may wait for what it has. */
static void
close_all(void)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify (iter, &sessions)
		session_close(dlist_container(Session, node, iter.cur));
}

/* Its idle sessions are of no use any more; a busy one is found to be when it is next wanted. */
static void
source_changed(const pg_uuid_t *source_id)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (!session->busy && same_source(session, source_id))
			session_close(session);
	}
	changed_sources_add(source_id);
}

static void
end_of_transaction(XactEvent event, void *argument)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			/* What takes time and memory may still fail here. */
			abandon_busy(0);
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			/* After a commit nothing is left, unless another library has begun a call meanwhile. */
			abandon_busy(0);
			/* Error recovery stops all timers of the backend. */
			expiry_rearm();
			break;
		default:
			break;
	}
}

static void
end_of_subtransaction(SubXactEvent event, SubTransactionId mine, SubTransactionId parent,
					  void *argument)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		abandon_busy(GetCurrentTransactionNestLevel());
		/* Error recovery stops all timers of the backend, and a cursor may live on. */
		expiry_rearm();
	}
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		inherit_busy(GetCurrentTransactionNestLevel());
}

static void
abandon_busy(int from_level)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->busy && session->nest_level >= from_level)
			session_abandon(session);
	}
}

/* What a committed subtransaction began belongs to its parent. */
static void
inherit_busy(int from_level)
{
	dlist_iter iter;

	dlist_foreach (iter, &sessions)
	{
		Session *session = dlist_container(Session, node, iter.cur);

		if (session->busy && session->nest_level >= from_level)
			session->nest_level = from_level - 1;
	}
}
