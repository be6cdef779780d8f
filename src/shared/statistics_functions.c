/*
 * shared/statistics_functions.c
 *		statistics(): what calls add up to.  reset_statistics(): begin anew.
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/result_set.h"
#include "shared/memory.h"
#include "source/source.h"

#define STATISTICS_COLUMNS 19

PG_FUNCTION_INFO_V1(metahog_statistics);
PG_FUNCTION_INFO_V1(metahog_reset_statistics);

static SharedStatistics *copy_entries(int *nentries);
static bool is_visible(const SharedStatistics *entry);
static const char *source_name(const SharedStatistics *entry, bool *hidden);
static void put_entry(Tuplestorestate *store, TupleDesc tuple_desc, const SharedStatistics *entry,
					  const char *source);
static Datum errors_by_class(const SharedStatistics *entry);

/*
 * statistics() -> (source, source_id, role, calls, errors, errors_by_class,
 * cancelled, timeouts, truncations, rows, bytes, seconds in each stage,
 * total_seconds, first_call, last_call)
 */
Datum
metahog_statistics(PG_FUNCTION_ARGS)
{
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);
	int nentries = 0;
	SharedStatistics *entries = shared_available() ? copy_entries(&nentries) : NULL;

	for (int i = 0; i < nentries; i++)
	{
		bool hidden;
		const char *source;

		CHECK_FOR_INTERRUPTS();
		if (!is_visible(&entries[i]))
			continue;
		source = source_name(&entries[i], &hidden);
		if (!hidden)
			put_entry(store, tuple_desc, &entries[i], source);
	}
	PG_RETURN_NULL();
}

/* Those of this database. */
static SharedStatistics *
copy_entries(int *nentries)
{
	SharedStatistics *entries =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   (Size) MAX_STATISTICS * sizeof(SharedStatistics));
	SharedStatistics *entry = NULL;

	LWLockAcquire(&shared_counts()->lock, LW_EXCLUSIVE);
	while ((entry = shared_table_next(shared_statistics(), entry)) != NULL)
	{
		if (entry->key.database == MyDatabaseId)
			entries[(*nentries)++] = *entry;
	}
	LWLockRelease(&shared_counts()->lock);
	return entries;
}

/* Of roles whose rights the current one has. */
static bool
is_visible(const SharedStatistics *entry)
{
	return has_privs_of_role(GetUserId(), entry->key.role) ||
		   has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
}

/* NULL: the calls have found none.  That of another team than the session's is hidden. */
static const char *
source_name(const SharedStatistics *entry, bool *hidden)
{
	static const pg_uuid_t none = {0};
	Source *source = NULL;

	*hidden = false;
	if (memcmp(&entry->key.source_id, &none, sizeof(pg_uuid_t)) == 0)
		return NULL;
	source = source_of_id(&entry->key.source_id, true);
	*hidden = source == NULL;
	return *hidden ? NULL : source->name;
}

static void
put_entry(Tuplestorestate *store, TupleDesc tuple_desc, const SharedStatistics *entry,
		  const char *source)
{
	Datum values[STATISTICS_COLUMNS];
	bool nulls[STATISTICS_COLUMNS] = {false};
	int i = 0;

	nulls[0] = nulls[1] = source == NULL;
	values[i++] = source != NULL ? CStringGetTextDatum(source) : (Datum) 0;
	values[i++] = UUIDPGetDatum(&entry->key.source_id);
	values[i++] = ObjectIdGetDatum(entry->key.role);
	values[i++] = Int64GetDatum(entry->calls);
	values[i++] = Int64GetDatum(entry->errors);
	values[i++] = errors_by_class(entry);
	values[i++] = Int64GetDatum(entry->cancelled);
	values[i++] = Int64GetDatum(entry->timeouts);
	values[i++] = Int64GetDatum(entry->truncations);
	values[i++] = Int64GetDatum(entry->rows);
	values[i++] = Int64GetDatum(entry->bytes);
	for (int stage = 0; stage < CALL_STAGES; stage++)
		values[i++] = Float8GetDatum(entry->seconds[stage]);
	values[i++] = Float8GetDatum(entry->total_seconds);
	values[i++] = TimestampTzGetDatum(entry->first_call);
	values[i++] = TimestampTzGetDatum(entry->last_call);
	Assert(i == STATISTICS_COLUMNS);
	tuplestore_putvalues(store, tuple_desc, values, nulls);
}

/* {"08": 2, "42": 1} */
static Datum
errors_by_class(const SharedStatistics *entry)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < ERROR_CLASSES && entry->errors_of[i] > 0; i++)
	{
		char *class = pstrdup(unpack_sql_state(entry->classes[i]));

		class[2] = '\0';
		if (i > 0)
			appendStringInfoChar(&json, ',');
		escape_json(&json, entry->classes[i] == OTHER_CLASSES ? "other" : class);
		appendStringInfo(&json, ":" INT64_FORMAT, entry->errors_of[i]);
	}
	appendStringInfoChar(&json, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

/* reset_statistics() -> void */
Datum
metahog_reset_statistics(PG_FUNCTION_ARGS)
{
	SharedStatistics *entry = NULL;

	if (!shared_available())
		PG_RETURN_VOID();
	LWLockAcquire(&shared_counts()->lock, LW_EXCLUSIVE);
	while ((entry = shared_table_next(shared_statistics(), entry)) != NULL)
	{
		if (entry->key.database == MyDatabaseId)
			shared_table_remove(shared_statistics(), entry);
	}
	shared_counts()->forgotten = 0;
	LWLockRelease(&shared_counts()->lock);
	PG_RETURN_VOID();
}
