/*
 * query/try_call.c
 *		A call whose failure is a value, whatever it comes from.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "query/try_call.h"

static RemoteError *error_from_data(const Call *call, Stage stage, const ErrorData *data);

/*
 * Remote failures come as values.  What is raised here (no such source, no
 * right to it, a bad argument) is caught in a subtransaction, except that a
 * cancel of the caller's own statement is not ours to swallow.
 */
RemoteError *
try_call(Call *call, CallWork work, void *argument)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	RemoteError *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		error = work(call, argument);
		if (error != NULL)
			activity_set_error(&call->activity, error);
		call_end(call);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		Stage stage = call_current_stage(call);
		ErrorData *data;

		MemoryContextSwitchTo(context);
		data = CopyErrorData();
		FlushErrorState();
		/* Whatever becomes of the error, the subtransaction is ours to end. */
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (data->sqlerrcode == ERRCODE_QUERY_CANCELED && !call->timed_out)
			ReThrowError(data);
		error = error_from_data(call, stage, data);
		error->timed_out = call->timed_out;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

static RemoteError *
error_from_data(const Call *call, Stage stage, const ErrorData *data)
{
	RemoteError *error = make_error(stage, data->sqlerrcode, "%s", data->message);

	error->detail = data->detail;
	error->hint = data->hint;
	/* Any other text that a position points into is none that the caller has. */
	if (data->internalquery != NULL && call->query != NULL &&
		strcmp(data->internalquery, call->query) == 0)
		error->position = data->internalpos;
	return error;
}
