/*
 * shared/statistics.c
 *		What the calls of each role to each source add up to.
 *
 * An entry is found and added to under a lock of their own, which nobody holds
 * for longer than that.  If there is no room for a new one, the one that was
 * unused for longest is forgotten.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "shared/memory.h"
#include "shared/statistics.h"

static SharedStatistics *entry_for(const CallSummary *summary);
static void forget_oldest(SharedTable *table);
static void add(SharedStatistics *entry, const CallSummary *summary);
static void add_error(SharedStatistics *entry, int sqlstate);

void
statistics_count(const CallSummary *summary)
{
	LWLock *lock;

	if (!shared_available())
		return;
	lock = &shared_counts()->lock;
	LWLockAcquire(lock, LW_EXCLUSIVE);
	add(entry_for(summary), summary);
	LWLockRelease(lock);
}

static SharedStatistics *
entry_for(const CallSummary *summary)
{
	StatisticsKey key = {
		.database = MyDatabaseId,
		.role = summary->role,
		.source_id = summary->source_id,
	};
	SharedTable *table = shared_statistics();
	bool found;
	SharedStatistics *entry = shared_table_enter(table, &key, &found);

	if (entry == NULL)
	{
		forget_oldest(table);
		entry = shared_table_enter(table, &key, &found);
	}
	if (!found)
		entry->first_call = summary->began;
	return entry;
}

static void
forget_oldest(SharedTable *table)
{
	SharedStatistics *entry = NULL;
	SharedStatistics *oldest = NULL;

	while ((entry = shared_table_next(table, entry)) != NULL)
	{
		if (oldest == NULL || entry->last_call < oldest->last_call)
			oldest = entry;
	}
	shared_table_remove(table, oldest);
	shared_counts()->forgotten++;
}

static void
add(SharedStatistics *entry, const CallSummary *summary)
{
	/* A call that began later may have ended earlier. */
	entry->first_call = Min(entry->first_call, summary->began);
	entry->last_call = Max(entry->last_call, summary->began);
	entry->calls++;
	if (summary->sqlstate != 0)
		add_error(entry, summary->sqlstate);
	entry->cancelled += summary->cancelled ? 1 : 0;
	entry->timeouts += summary->timed_out ? 1 : 0;
	entry->truncations += summary->truncated != NULL ? 1 : 0;
	entry->rows += summary->rows;
	entry->bytes += summary->bytes;
	for (int i = 0; i < CALL_STAGES; i++)
		entry->seconds[i] += summary->seconds[i];
	entry->total_seconds += summary->total_seconds;
}

/* Classes in the order in which they first came; a remote can invent more than there is room for. */
static void
add_error(SharedStatistics *entry, int sqlstate)
{
	int class = ERRCODE_TO_CATEGORY(sqlstate);
	int i = 0;

	entry->errors++;
	while (i < ERROR_CLASSES - 1 && entry->errors_of[i] > 0 && entry->classes[i] != class)
		i++;
	entry->classes[i] = i < ERROR_CLASSES - 1 ? class : OTHER_CLASSES;
	entry->errors_of[i]++;
}

const char *
statistics_forgotten_state(void)
{
	return shared_available() ? psprintf(INT64_FORMAT, shared_counts()->forgotten) : "not known";
}

const char *
statistics_forgotten_hint(void)
{
	if (!shared_available() || shared_counts()->forgotten == 0)
		return NULL;
	return "More roles and sources are in use than are counted at a time; "
		   "metahog.reset_statistics() begins anew.";
}
