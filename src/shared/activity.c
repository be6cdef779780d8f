/*
 * shared/activity.c
 *		The calls that run: shown to everybody who may see them, accounted for when they end.
 *
 * - All changes of a call's stage go through one function, which charges the
 *   time since the last one to the stage that it leaves.
 * - What has to be known at the end is copied at the beginning: a call that
 *   fails is accounted for while its transaction aborts, when no catalog can be
 *   read and the caller's memory may be gone.
 * - In shared memory begin and end are written under the lock, and all that has
 *   to be consistent with them.  Numbers that only grow in between are written
 *   without, one word at a time: who reads them sees an older one or a newer.
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/ilist.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "shared/activity.h"
#include "shared/call_summary.h"
#include "shared/memory.h"

/* Entries are used again and never freed, so that an Activity may outlive its call. */
typedef struct RunningCall
{
	dlist_node node; /* among the running calls, or the spare entries */
	uint64 number;	 /* 0: spare */
	int nest_level;	 /* of the (sub)transaction that it belongs to */
	SharedCall *shared;

	const char *action;
	char source[SHOWN_NAME]; /* as the caller wrote it, or its name; empty: neither */
	char *query;			 /* as the caller wrote it; NULL: a statement of our own, or none */
	Stage stage;
	int64 stage_since_us;
	int failing; /* the SQLSTATE of the last error raised while it ran; 0: none */
	CallSummary summary;
} RunningCall;

static dlist_head running = DLIST_STATIC_INIT(running);
static dlist_head spare = DLIST_STATIC_INIT(spare);

static RunningCall *take_entry(void);
static RunningCall *current(const Activity *activity);
static SharedCall *find_free(void);
static void show(RunningCall *call, const Deadline *deadline);
static TimestampTz deadline_time(const Deadline *deadline, TimestampTz now);
static void copy_text(char *to, Size size, const char *from);
static void enter_stage(RunningCall *call, Stage stage);
static void end_call(RunningCall *call);
static void end_of_transaction(XactEvent event, void *argument);
static void end_of_subtransaction(SubXactEvent event, SubTransactionId mine,
								  SubTransactionId parent, void *argument);
static void end_calls(int from_level);
static void inherit_calls(int from_level);

void
activity_init(void)
{
	RegisterXactCallback(end_of_transaction, NULL);
	RegisterSubXactCallback(end_of_subtransaction, NULL);
}

void
activity_begin(Activity *activity, const char *action, const char *source, const char *query)
{
	static uint64 calls = 0;
	RunningCall *call = take_entry();

	call->number = ++calls;
	call->nest_level = GetCurrentTransactionNestLevel();
	call->action = action;
	copy_text(call->source, sizeof(call->source), source != NULL ? source : "");
	if (query != NULL)
		call->query = MemoryContextStrdup(TopMemoryContext, query);
	call->stage = STAGE_SOURCE;
	call->stage_since_us = monotonic_us();
	/* What SET ROLE has made of it; what a SECURITY DEFINER function does, its caller does. */
	call->summary.role = GetOuterUserId();
	call->summary.began = GetCurrentTimestamp();
	dlist_push_head(&running, &call->node);
	activity->call = call;
	activity->number = call->number;
}

/* Zeroed, and in no list. */
static RunningCall *
take_entry(void)
{
	RunningCall *call;

	if (dlist_is_empty(&spare))
		return MemoryContextAllocZero(TopMemoryContext, sizeof(RunningCall));
	call = dlist_container(RunningCall, node, dlist_pop_head_node(&spare));
	memset(call, 0, sizeof(RunningCall));
	return call;
}

void
activity_source(const Activity *activity, const Source *source, const Deadline *deadline)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->summary.source_id = source->id;
	copy_text(call->source, sizeof(call->source), source->name);
	if (shared_available())
		show(call, deadline);
}

static void
show(RunningCall *call, const Deadline *deadline)
{
	SharedCall *shared = find_free();

	if (shared == NULL)
		return;
	shared_lock();
	shared->number = call->number;
	shared->database = MyDatabaseId;
	shared->role = call->summary.role;
	shared->stage = call->stage;
	shared->started = call->summary.began;
	shared->deadline = deadline_time(deadline, call->summary.began);
	shared->rows = shared->bytes = 0;
	shared->remote_pid = 0;
	strlcpy(shared->source, call->source, sizeof(shared->source));
	copy_text(shared->query, sizeof(shared->query), call->query != NULL ? call->query : "");
	shared_unlock();
	call->shared = shared;
}

/* With more calls than that at a time in one backend, the last ones are not shown. */
static SharedCall *
find_free(void)
{
	SharedBackend *me = shared_attach();

	for (int i = 0; i < CALLS_PER_BACKEND; i++)
	{
		if (me->calls[i].number == 0)
			return &me->calls[i];
	}
	return NULL;
}

static TimestampTz
deadline_time(const Deadline *deadline, TimestampTz now)
{
	if (deadline->end_us == PG_INT64_MAX)
		return DT_NOEND;
	return now + (deadline->end_us - monotonic_us());
}

static void
copy_text(char *to, Size size, const char *from)
{
	int length = pg_mbcliplen(from, strlen(from), size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

void
activity_stage(const Activity *activity, Stage stage)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		enter_stage(call, stage);
}

static void
enter_stage(RunningCall *call, Stage stage)
{
	int64 now = monotonic_us();

	call->summary.seconds[call_stage(call->stage)] += (now - call->stage_since_us) / 1000000.0;
	call->stage = stage;
	call->stage_since_us = now;
	if (call->shared != NULL)
		call->shared->stage = stage;
}

void
activity_remote(const Activity *activity, int pid)
{
	RunningCall *call = current(activity);

	if (call != NULL && call->shared != NULL)
		call->shared->remote_pid = pid;
}

void
activity_rows(const Activity *activity, int64 rows, int64 bytes)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->summary.rows = rows;
	call->summary.bytes = bytes;
	if (call->shared == NULL)
		return;
	call->shared->rows = rows;
	call->shared->bytes = bytes;
}

void
activity_truncated(const Activity *activity, const char *by)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		call->summary.truncated = by;
}

void
activity_fails(const Activity *activity, int sqlstate)
{
	RunningCall *call = current(activity);
	int category = ERRCODE_TO_CATEGORY(sqlstate);

	if (call == NULL || category == ERRCODE_SUCCESSFUL_COMPLETION || category == ERRCODE_WARNING ||
		category == ERRCODE_NO_DATA)
		return;
	call->failing = sqlstate;
}

void
activity_failed(const Activity *activity, const RemoteError *error)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->summary.sqlstate = error->sqlstate;
	call->summary.timed_out = error->timed_out;
}

void
activity_end(Activity *activity)
{
	RunningCall *call = current(activity);

	activity->call = NULL;
	if (call != NULL)
		end_call(call);
}

/* In an abort as well: nothing here may raise or look into a catalog. */
static void
end_call(RunningCall *call)
{
	enter_stage(call, call->stage);
	for (int i = 0; i < CALL_STAGES; i++)
		call->summary.total_seconds += call->summary.seconds[i];
	if (call->shared != NULL)
	{
		shared_lock();
		call->shared->number = 0;
		shared_unlock();
	}
	call->number = 0;
	if (call->query != NULL)
		pfree(call->query);
	dlist_delete(&call->node);
	dlist_push_head(&spare, &call->node);
}

/* NULL if it has ended: with its transaction, while a cursor was left to be read. */
static RunningCall *
current(const Activity *activity)
{
	RunningCall *call = activity->call;

	return call != NULL && call->number == activity->number ? call : NULL;
}

static void
end_of_transaction(XactEvent event, void *argument)
{
	switch (event)
	{
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			end_calls(0);
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
		end_calls(GetCurrentTransactionNestLevel());
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		inherit_calls(GetCurrentTransactionNestLevel());
}

/* Those that their functions have not ended: they failed, or nobody asked for the rest of their rows. */
static void
end_calls(int from_level)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify (iter, &running)
	{
		RunningCall *call = dlist_container(RunningCall, node, iter.cur);

		if (call->nest_level < from_level)
			continue;
		if (call->summary.sqlstate == 0)
			call->summary.sqlstate = call->failing;
		end_call(call);
	}
}

/* What a committed subtransaction began belongs to its parent. */
static void
inherit_calls(int from_level)
{
	dlist_iter iter;

	dlist_foreach (iter, &running)
	{
		RunningCall *call = dlist_container(RunningCall, node, iter.cur);

		if (call->nest_level >= from_level)
			call->nest_level = from_level - 1;
	}
}
