/*
 * shared/changed_sources.c
 *		Which sources a transaction has changed, told to other backends when it is committed.
 *
 * What they have idle of such a source is of no use any more.  None of them
 * would use it: each call looks for the source's present version.  This is for
 * who has nothing to do, so that a dropped source has no connections left.
 *
 * - At the commit nothing is allocated.
 * - Who decides a prepared transaction knows nothing of what it has changed, and
 *   may be a backend without this library.  So that is noted in shared memory
 *   when it is prepared, and told once that transaction is in progress no more:
 *   by who has decided it, or by the next call in its database.  If it was rolled
 *   back, connections are closed that could have been kept.
 */
#include "postgres.h"

#include "access/xact.h"
#include "storage/procarray.h"
#include "tcop/utility.h"
#include "utils/memutils.h"

#include "shared/changed_sources.h"
#include "shared/memory.h"
#include "shared/slot_request.h"

/* Ids of sources that this transaction has changed, in its memory. */
static List *changed = NIL;

static ProcessUtility_hook_type next_utility_hook = NULL;

static void end_of_transaction(XactEvent event, void *argument);
static void tell_all(void);
static void note_all(void);
static void note(const PreparedChange *change);
static bool is_same(const PreparedChange *one, const PreparedChange *other);
static void forget(const PreparedChange *change);
static void remove_at(SharedPrepared *prepared, int place);
static int copy_prepared(PreparedChange *changes);
static void utility(PlannedStmt *planned, const char *query, bool read_only_tree,
					ProcessUtilityContext context, ParamListInfo params,
					QueryEnvironment *environment, DestReceiver *destination,
					QueryCompletion *completion);
static bool decides_prepared(const PlannedStmt *planned);

void
changed_sources_init(void)
{
	RegisterXactCallback(end_of_transaction, NULL);
	next_utility_hook = ProcessUtility_hook;
	ProcessUtility_hook = utility;
}

void
changed_sources_add(const pg_uuid_t *source_id)
{
	MemoryContext caller;
	pg_uuid_t *copy;

	/* So that it has been looked for before others are told. */
	(void) shared_available();
	caller = MemoryContextSwitchTo(TopTransactionContext);
	copy = palloc(sizeof(pg_uuid_t));
	*copy = *source_id;
	changed = lappend(changed, copy);
	MemoryContextSwitchTo(caller);
}

static void
end_of_transaction(XactEvent event, void *argument)
{
	switch (event)
	{
		case XACT_EVENT_PRE_PREPARE:
			note_all();
			break;
		case XACT_EVENT_COMMIT:
			tell_all();
			changed = NIL;
			break;
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			changed = NIL;
			break;
		default:
			break;
	}
}

static void
tell_all(void)
{
	ListCell *cell;

	foreach (cell, changed)
		slots_source_changed(lfirst(cell));
}

/* Should the transaction fail after all, that is decided as well. */
static void
note_all(void)
{
	ListCell *cell;

	if (changed == NIL || !shared_available())
		return;
	shared_lock();
	foreach (cell, changed)
	{
		PreparedChange change = {
			.transaction = GetTopTransactionIdIfAny(),
			.source = shared_key(lfirst(cell)),
		};

		note(&change);
	}
	shared_unlock();
}

/* If there are too many, the oldest is not told: its connections end when their time is over. */
static void
note(const PreparedChange *change)
{
	SharedPrepared *prepared = shared_prepared();
	uint32 count = pg_atomic_read_u32(&prepared->count);

	for (uint32 i = 0; i < count; i++)
	{
		if (is_same(&prepared->changes[i], change))
			return;
	}
	if (count == MAX_PREPARED_CHANGES)
		remove_at(prepared, 0);
	count = pg_atomic_read_u32(&prepared->count);
	prepared->changes[count] = *change;
	pg_atomic_write_u32(&prepared->count, count + 1);
}

static bool
is_same(const PreparedChange *one, const PreparedChange *other)
{
	return one->transaction == other->transaction && source_key_equal(&one->source, &other->source);
}

void
changed_sources_settle(void)
{
	PreparedChange changes[MAX_PREPARED_CHANGES];
	int count;

	if (!shared_available() || pg_atomic_read_u32(&shared_prepared()->count) == 0)
		return;
	count = copy_prepared(changes);
	for (int i = 0; i < count; i++)
	{
		if (TransactionIdIsInProgress(changes[i].transaction))
			continue;
		slots_source_changed(&changes[i].source.id);
		forget(&changes[i]);
	}
}

/* Those of this database; returns how many. */
static int
copy_prepared(PreparedChange *changes)
{
	SharedPrepared *prepared = shared_prepared();
	int count = 0;

	shared_lock();
	for (uint32 i = 0; i < pg_atomic_read_u32(&prepared->count); i++)
	{
		if (prepared->changes[i].source.database == MyDatabaseId)
			changes[count++] = prepared->changes[i];
	}
	shared_unlock();
	return count;
}

static void
forget(const PreparedChange *change)
{
	SharedPrepared *prepared = shared_prepared();

	shared_lock();
	for (uint32 i = 0; i < pg_atomic_read_u32(&prepared->count); i++)
	{
		if (!is_same(&prepared->changes[i], change))
			continue;
		remove_at(prepared, i);
		break;
	}
	shared_unlock();
}

static void
remove_at(SharedPrepared *prepared, int place)
{
	uint32 left = pg_atomic_read_u32(&prepared->count) - 1;

	memmove(&prepared->changes[place], &prepared->changes[place + 1],
			(left - place) * sizeof(PreparedChange));
	pg_atomic_write_u32(&prepared->count, left);
}

static void
utility(PlannedStmt *planned, const char *query, bool read_only_tree, ProcessUtilityContext context,
		ParamListInfo params, QueryEnvironment *environment, DestReceiver *destination,
		QueryCompletion *completion)
{
	bool decides = decides_prepared(planned);

	if (next_utility_hook != NULL)
		next_utility_hook(planned, query, read_only_tree, context, params, environment, destination,
						  completion);
	else
		standard_ProcessUtility(planned, query, read_only_tree, context, params, environment,
								destination, completion);
	if (decides)
		changed_sources_settle();
}

/* Looked at beforehand: a statement may be gone when it has been run. */
static bool
decides_prepared(const PlannedStmt *planned)
{
	const TransactionStmt *statement = (const TransactionStmt *) planned->utilityStmt;

	return IsA(statement, TransactionStmt) && (statement->kind == TRANS_STMT_COMMIT_PREPARED ||
											   statement->kind == TRANS_STMT_ROLLBACK_PREPARED);
}
