/*
 * shared/activity.c
 *		Which calls are running, for everybody to see who may.
 *
 * Begin and end are written under the lock, and all that has to be consistent
 * with them.  Numbers that only grow in between are written without, one word
 * at a time: who reads them sees an older one or a newer.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "shared/activity.h"

static SharedCall *find_free(void);
static TimestampTz deadline_time(const Deadline *deadline, TimestampTz now);
static void copy_text(char *to, Size size, const char *from);
static SharedCall *current(const Activity *activity);

void
activity_begin(Activity *activity, const Source *source, const char *query,
			   const Deadline *deadline)
{
	static uint64 calls = 0;
	SharedCall *call;

	activity->shared = NULL;
	if (!shared_available() || (call = find_free()) == NULL)
		return;

	shared_lock();
	call->number = ++calls;
	call->database = MyDatabaseId;
	/* What SET ROLE has made of it; what a SECURITY DEFINER function does, its caller does. */
	call->role = GetOuterUserId();
	call->stage = STAGE_SOURCE;
	call->started = GetCurrentTimestamp();
	call->deadline = deadline_time(deadline, call->started);
	call->rows = call->bytes = 0;
	call->remote_pid = 0;
	copy_text(call->source, sizeof(call->source), source->name);
	copy_text(call->query, sizeof(call->query), query != NULL ? query : "");
	shared_unlock();
	activity->shared = call;
	activity->number = call->number;
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
	SharedCall *call = current(activity);

	if (call != NULL)
		call->stage = stage;
}

void
activity_remote(const Activity *activity, int pid)
{
	SharedCall *call = current(activity);

	if (call != NULL)
		call->remote_pid = pid;
}

void
activity_rows(const Activity *activity, int64 rows, int64 bytes)
{
	SharedCall *call = current(activity);

	if (call == NULL)
		return;
	call->rows = rows;
	call->bytes = bytes;
}

void
activity_end(Activity *activity)
{
	SharedCall *call = current(activity);

	activity->shared = NULL;
	if (call == NULL)
		return;
	shared_lock();
	call->number = 0;
	shared_unlock();
}

/* The entry may have become another call's: a cursor can be left behind by the end of its session. */
static SharedCall *
current(const Activity *activity)
{
	SharedCall *call = activity->shared;

	return call != NULL && call->number == activity->number ? call : NULL;
}
