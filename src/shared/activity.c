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

#include "base/settings.h"
#include "shared/activity.h"
#include "shared/call_record.h"
#include "shared/memory.h"
#include "shared/statistics.h"

/* Entries are used again and never freed, so that an Activity may outlive its call. */
typedef struct RunningCall
{
	dlist_node node;	/* among the running calls, or the spare entries */
	uint64 number;		/* 0: spare */
	int nest_level;		/* of the (sub)transaction that it belongs to */
	SharedCall *shared; /* NULL: it is not shown */
	bool hidden;		/* for want of room */

	char source[SHOWN_NAME]; /* as the caller wrote it, then its name; empty: neither */
	char query[SHOWN_QUERY]; /* the caller's; empty: a statement of our own, or none */
	Stage stage;
	int64 stage_since_us;
	int failing; /* the SQLSTATE of the last error raised while it ran; 0: none */
	bool failed; /* a failure was told of, which is in the summary */
	bool left;	 /* it was not ended by its function */
	/* Nesting level of the (sub)transaction in which the backend came to it; 0: it is at something else. */
	volatile int inside_level;
	CallSummary summary;
	CallRecord record;
} RunningCall;

static dlist_head running = DLIST_STATIC_INIT(running);
static dlist_head spare = DLIST_STATIC_INIT(spare);

static RunningCall *take_entry(void);
static bool was_cancelled(const RunningCall *call);
static AuditOutcome outcome_of(const RunningCall *call);
static RunningCall *current(const Activity *activity);
static SharedCall *find_free(void);
static void show(RunningCall *call, const Deadline *deadline);
static void hide(RunningCall *call);
static void show_no_longer(RunningCall *call);
static void enter(RunningCall *call, int level);
static bool is_cancelled(const RunningCall *call);
static TimestampTz deadline_time(const Deadline *deadline, TimestampTz now);
static void copy_text(char *to, Size size, const char *from);
static void enter_stage(RunningCall *call, Stage stage);
static void end_call(RunningCall *call);
static void end_of_transaction(XactEvent event, void *argument);
static void end_of_subtransaction(SubXactEvent event, SubTransactionId mine,
								  SubTransactionId parent, void *argument);
static void end_calls(int from_level);
static void leave_calls(int from_level);
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

	/* So that it has been looked for before the call ends. */
	(void) shared_available();
	call->number = ++calls;
	call->nest_level = GetCurrentTransactionNestLevel();
	copy_text(call->source, sizeof(call->source), source != NULL ? source : "");
	copy_text(call->query, sizeof(call->query), query != NULL ? query : "");
	call->stage = STAGE_SOURCE;
	call->stage_since_us = monotonic_us();
	/* What SET ROLE has made of it; what a SECURITY DEFINER function does, its caller does. */
	call->summary.role = GetOuterUserId();
	call->summary.began = GetCurrentTimestamp();
	call_record_begin(&call->record, action, source, query);
	dlist_push_head(&running, &call->node);
	activity->call = call;
	activity->number = call->number;
}

/* Zeroed, but for memory that its record uses again, and in no list. */
static RunningCall *
take_entry(void)
{
	RunningCall *call;
	MemoryContext context;

	if (dlist_is_empty(&spare))
		return MemoryContextAllocZero(TopMemoryContext, sizeof(RunningCall));
	call = dlist_container(RunningCall, node, dlist_pop_head_node(&spare));
	context = call->record.context;
	memset(call, 0, sizeof(RunningCall));
	call->record.context = context;
	return call;
}

void
activity_kept_text(const Activity *activity, const char *query, const char *details)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	copy_text(call->query, sizeof(call->query), query);
	call_record_kept_text(&call->record, query, details);
}

void
activity_parameters(const Activity *activity, const char *parameters)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		call_record_parameters(&call->record, parameters);
}

RemoteError *
activity_admit(const Activity *activity)
{
	RunningCall *call = current(activity);

	return call != NULL ? call_record_admit(&call->record) : NULL;
}

void
activity_source(const Activity *activity, const Source *source, const Deadline *deadline)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->summary.source_id = source->id;
	copy_text(call->source, sizeof(call->source), source->name);
	call_record_source(&call->record, source);
	if (shared_available())
		show(call, deadline);
}

static void
show(RunningCall *call, const Deadline *deadline)
{
	SharedCall *shared = find_free();

	if (shared == NULL)
	{
		hide(call);
		return;
	}
	shared_lock();
	shared->number = call->number;
	shared->database = MyDatabaseId;
	shared->role = call->summary.role;
	shared->stage = call->stage;
	shared->started = call->summary.began;
	shared->deadline = deadline_time(deadline, call->summary.began);
	shared->inside = call->inside_level > 0;
	shared->cancelled = false;
	shared->rows = shared->bytes = 0;
	shared->remote_pid = 0;
	shared->source_id = call->summary.source_id;
	copy_text(shared->actor, sizeof(shared->actor), setting_actor);
	strlcpy(shared->source, call->source, sizeof(shared->source));
	strlcpy(shared->query, call->query, sizeof(shared->query));
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

/* It is counted, for it can be cancelled all the same, with the others. */
static void
hide(RunningCall *call)
{
	SharedBackend *me = shared_attach();

	shared_lock();
	if (me->hidden_calls++ == 0)
		me->hidden_role = call->summary.role;
	else if (me->hidden_role != call->summary.role)
		me->hidden_role = InvalidOid;
	me->hidden_last = call->number;
	shared_unlock();
	call->hidden = true;
}

static void
show_no_longer(RunningCall *call)
{
	if (call->shared == NULL && !call->hidden)
		return;
	shared_lock();
	if (call->hidden)
		shared_attach()->hidden_calls--;
	else
		call->shared->number = 0;
	shared_unlock();
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
activity_inside(const Activity *activity, bool inside)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		enter(call, inside ? GetCurrentTransactionNestLevel() : 0);
}

static void
enter(RunningCall *call, int level)
{
	call->inside_level = level;
	if (call->shared != NULL)
		call->shared->inside = level > 0;
}

void
activity_check(const Activity *activity)
{
	RunningCall *call = current(activity);

	if (call != NULL && is_cancelled(call))
		ereport(ERROR, (errcode(ERRCODE_QUERY_CANCELED),
						errmsg("canceling the call due to user request")));
}

bool
activity_is_inside(const Activity *activity)
{
	RunningCall *call = current(activity);

	return call == NULL || call->inside_level > 0;
}

bool
activity_is_cancelled(const Activity *activity)
{
	RunningCall *call = current(activity);

	return call != NULL && is_cancelled(call);
}

static bool
is_cancelled(const RunningCall *call)
{
	if (call->hidden)
		return call->number <= shared_attach()->hidden_cancelled;
	return call->shared != NULL && call->shared->cancelled;
}

/* What becomes of it is told as soon as it is known, should nobody come to fetch. */
void
activity_cut_off(const Activity *activity, bool cancelled)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->failing = call->summary.sqlstate = ERRCODE_QUERY_CANCELED;
	call->summary.timed_out = !cancelled;
	if (call->shared != NULL)
		call->shared->remote_pid = 0;
}

void
activity_stage(const Activity *activity, Stage stage)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		enter_stage(call, stage);
}

Stage
activity_current_stage(const Activity *activity)
{
	RunningCall *call = current(activity);

	if (call != NULL)
		return call->stage;
	return activity->call == NULL ? STAGE_SOURCE : STAGE_FETCH;
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
activity_note_raised(const Activity *activity, int sqlstate)
{
	RunningCall *call = current(activity);
	int category = ERRCODE_TO_CATEGORY(sqlstate);

	if (call == NULL || category == ERRCODE_SUCCESSFUL_COMPLETION || category == ERRCODE_WARNING ||
		category == ERRCODE_NO_DATA)
		return;
	call->failing = sqlstate;
}

void
activity_set_error(const Activity *activity, const RemoteError *error)
{
	RunningCall *call = current(activity);

	if (call == NULL)
		return;
	call->summary.sqlstate = error->sqlstate;
	call->summary.timed_out = error->timed_out;
	call->failed = true;
}

void
activity_end(Activity *activity)
{
	RunningCall *call = current(activity);

	activity->call = NULL;
	if (call != NULL)
		end_call(call);
}

/*
 * In an abort as well: nothing here may raise or look into a catalog.  Should
 * it do so for want of memory, that abort must not come back to this call.
 */
static void
end_call(RunningCall *call)
{
	call->number = 0;
	dlist_delete(&call->node);
	enter_stage(call, call->stage);
	for (int i = 0; i < CALL_STAGES; i++)
		call->summary.total_seconds += call->summary.seconds[i];
	call->summary.cancelled = was_cancelled(call);
	show_no_longer(call);
	statistics_count(&call->summary);
	call_record_end(&call->record, &call->summary, outcome_of(call));
	dlist_push_head(&spare, &call->node);
}

/* It was raised here, and not told of by the remote. */
static bool
was_cancelled(const RunningCall *call)
{
	return !call->failed && !call->summary.timed_out &&
		   ERRCODE_TO_CATEGORY(call->summary.sqlstate) == ERRCODE_OPERATOR_INTERVENTION;
}

static AuditOutcome
outcome_of(const RunningCall *call)
{
	const CallSummary *summary = &call->summary;

	if (summary->sqlstate == 0)
		return call->left ? AUDIT_ABANDONED : AUDIT_OK;
	if (summary->timed_out)
		return AUDIT_TIMEOUT;
	if (summary->cancelled)
		return AUDIT_CANCELLED;
	return call_stage(call->stage) == CALL_WAITING ? AUDIT_REFUSED : AUDIT_ERROR;
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
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			/* What the account needs memory for may still fail here. */
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
		case XACT_EVENT_PARALLEL_COMMIT:
		case XACT_EVENT_PARALLEL_ABORT:
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
	{
		end_calls(GetCurrentTransactionNestLevel());
		leave_calls(GetCurrentTransactionNestLevel());
	}
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
		call->left = true;
		if (!call->failed)
			call->summary.sqlstate = call->failing;
		end_call(call);
	}
}

/*
 * An error has led out of those that the backend had come to in there, and
 * their cursors, made further out, live on though they cannot be read any more.
 */
static void
leave_calls(int from_level)
{
	dlist_iter iter;

	dlist_foreach (iter, &running)
	{
		RunningCall *call = dlist_container(RunningCall, node, iter.cur);

		if (call->inside_level >= from_level)
			enter(call, 0);
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
