/*
 * shared/activity_functions.c
 *		activity(): which calls are running.  cancel(): end one.
 */
#include "postgres.h"

#include <signal.h>

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/result_set.h"
#include "shared/call_summary.h"
#include "shared/memory.h"
#include "shared/slot_request.h"

#define ACTIVITY_COLUMNS 12

PG_FUNCTION_INFO_V1(metahog_activity);
PG_FUNCTION_INFO_V1(metahog_cancel);

typedef struct VisibleCall
{
	int pid;
	SharedCall call;
} VisibleCall;

static List *visible_calls(void);
static int calls_of(uint32 backend, SharedCall *calls, int *pid);
static void put_call(Tuplestorestate *store, TupleDesc tuple_desc, const VisibleCall *visible);
static bool find_backend(int pid, uint32 *backend);
static void check_may_cancel(Oid role);
static uint64 check_hidden_calls(uint32 backend);
static bool cancel_calls(uint32 backend, int pid, const SharedCall *calls, int count,
						 uint64 hidden);

/*
 * activity() -> (pid, role, source, stage, query, started, rows, bytes, remote_pid, deadline, source_id,
 * actor)
 */
Datum
metahog_activity(PG_FUNCTION_ARGS)
{
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	ListCell *cell;

	foreach (cell, visible_calls())
		put_call(store, tuple_desc, lfirst(cell));
	PG_RETURN_NULL();
}

/* Of this database, and of roles whose rights the caller has. */
static List *
visible_calls(void)
{
	bool sees_all = has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
	SharedCall *calls = palloc(CALLS_PER_BACKEND * sizeof(SharedCall));
	List *visible = NIL;

	for (uint32 backend = 0; shared_available() && backend < shared_backends(); backend++)
	{
		int pid;
		int count = calls_of(backend, calls, &pid);

		for (int i = 0; i < count; i++)
		{
			VisibleCall *one;

			if (!sees_all && !has_privs_of_role(GetUserId(), calls[i].role))
				continue;
			one = palloc(sizeof(VisibleCall));
			one->pid = pid;
			one->call = calls[i];
			visible = lappend(visible, one);
		}
	}
	return visible;
}

/* Copies of a backend's running calls, as they were at one moment; returns how many. */
static int
calls_of(uint32 backend, SharedCall *calls, int *pid)
{
	const SharedBackend *shared = shared_backend(backend);
	int count = 0;

	shared_lock();
	*pid = shared->pid;
	for (int i = 0; shared->pid != 0 && i < CALLS_PER_BACKEND; i++)
	{
		if (shared->calls[i].number != 0 && shared->calls[i].database == MyDatabaseId)
			calls[count++] = shared->calls[i];
	}
	shared_unlock();
	return count;
}

static void
put_call(Tuplestorestate *store, TupleDesc tuple_desc, const VisibleCall *visible)
{
	const SharedCall *call = &visible->call;
	Datum values[ACTIVITY_COLUMNS];
	bool nulls[ACTIVITY_COLUMNS] = {false};

	values[0] = Int32GetDatum(visible->pid);
	values[1] = ObjectIdGetDatum(call->role);
	values[2] = CStringGetTextDatum(call->source);
	values[3] = CStringGetTextDatum(call_stage_name(call_stage(call->stage)));
	values[4] = CStringGetTextDatum(call->query);
	nulls[4] = call->query[0] == '\0';
	values[5] = TimestampTzGetDatum(call->started);
	values[6] = Int64GetDatum(call->rows);
	values[7] = Int64GetDatum(call->bytes);
	values[8] = Int32GetDatum(call->remote_pid);
	nulls[8] = call->remote_pid == 0;
	values[9] = TimestampTzGetDatum(call->deadline);
	values[10] = UUIDPGetDatum(&call->source_id);
	values[11] = CStringGetTextDatum(call->actor);
	nulls[11] = call->actor[0] == '\0';
	tuplestore_putvalues(store, tuple_desc, values, nulls);
}

/*
 * cancel(pid int) -> boolean
 *
 * What pg_cancel_backend() does, for who may, but to the backend's calls only:
 * it ends their remote statements, as it does for any cancel.
 */
Datum
metahog_cancel(PG_FUNCTION_ARGS)
{
	SharedCall *calls = palloc(CALLS_PER_BACKEND * sizeof(SharedCall));
	int pid = PG_GETARG_INT32(0);
	int count;
	uint32 backend;
	uint64 hidden;

	if (!shared_available())
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("which calls are running is not known without shared memory"),
						errhint("See metahog.status(), or use pg_cancel_backend().")));
	if (pid == 0 || !find_backend(pid, &backend))
		PG_RETURN_BOOL(false);
	count = calls_of(backend, calls, &pid);
	for (int i = 0; i < count; i++)
		check_may_cancel(calls[i].role);
	hidden = check_hidden_calls(backend);
	PG_RETURN_BOOL(cancel_calls(backend, PG_GETARG_INT32(0), calls, count, hidden));
}

static bool
find_backend(int pid, uint32 *backend)
{
	bool found = false;

	shared_lock();
	for (*backend = 0; *backend < shared_backends(); (*backend)++)
	{
		found = shared_backend(*backend)->pid == pid;
		if (found)
			break;
	}
	shared_unlock();
	return found;
}

/* As for pg_cancel_backend(), but what counts is whose call it is, and not whose session. */
static void
check_may_cancel(Oid role)
{
	if (superuser())
		return;
	if (!superuser_arg(role) && (has_privs_of_role(GetUserId(), role) ||
								 has_privs_of_role(GetUserId(), ROLE_PG_SIGNAL_BACKEND)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied to cancel the call"),
			 errhint(
				 "A call can be cancelled by members of the role whose call it is, and by those "
				 "of pg_signal_backend; a superuser's by superusers only.")));
}

/* Those of this database that are not shown, which are only counted; returns the number of the last one, 0: none. */
static uint64
check_hidden_calls(uint32 backend)
{
	const SharedBackend *shared = shared_backend(backend);
	Oid role;
	bool any;
	uint64 last;

	shared_lock();
	any = shared->hidden_calls > 0 && GetPGProcByNumber(backend)->databaseId == MyDatabaseId;
	role = shared->hidden_role;
	last = shared->hidden_last;
	shared_unlock();
	if (!any)
		return 0;
	/* Of several roles: they are as good as a superuser's. */
	check_may_cancel(OidIsValid(role) ? role : BOOTSTRAP_SUPERUSERID);
	return last;
}

/*
 * Under the lock, as the calls, or their backend, could have ended.  A backend
 * that is at something else, while a cursor waits, is not disturbed: a handler
 * ends the call's connection, and the call fails when more of its rows are
 * asked for.  Both are told, as it may be on its way from the one to the other.
 */
static bool
cancel_calls(uint32 backend, int pid, const SharedCall *calls, int count, uint64 hidden)
{
	SharedBackend *shared = shared_backend(backend);
	bool any = false;
	bool inside = false;

	shared_lock();
	for (int i = 0; shared->pid == pid && i < CALLS_PER_BACKEND; i++)
	{
		SharedCall *call = &shared->calls[i];

		for (int j = 0; j < count; j++)
		{
			if (call->number == 0 || call->number != calls[j].number)
				continue;
			call->cancelled = any = true;
			inside = inside || call->inside;
		}
	}
	if (hidden > 0 && shared->pid == pid && shared->hidden_calls > 0)
	{
		shared->hidden_cancelled = hidden;
		any = true;
	}
	if (any)
		slot_request_cancel(shared);
	if (inside)
		any = kill(pid, SIGINT) == 0;
	shared_unlock();
	return any;
}
