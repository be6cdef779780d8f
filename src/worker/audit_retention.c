/*
 * worker/audit_retention.c
 *		Old months of the audit log are dropped.
 *
 * A clock that is wrong must not cost what is recorded: records are old by the
 * newest one, not by the clock, and one month is dropped in an hour at most.
 * When the last one was is known twice.  Shared memory has it by a clock that
 * nobody sets, as long as the server runs; metahog.audit_dropped has it by the
 * wall clock, for the time after a restart.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/timestamp.h"

#include "base/deadline.h"
#include "base/settings.h"
#include "shared/memory.h"
#include "worker/audit_partitions.h"
#include "worker/audit_retention.h"
#include "worker/worker_transaction.h"

/* A drop that waits for a reader makes all other readers wait. */
#define DROP_LOCK_TIMEOUT "200ms"

static void drop_oldest(void *argument);
static bool dropped_in_the_last_hour(void);
static TimestampTz newest_stored(void);
static TimestampTz time_from(const char *statement);

ErrorData *
audit_retention_apply(void)
{
	static const int64 hour_us = INT64CONST(3600000000);
	SharedAudit *audit = shared_audit();
	bool dropped = false;
	ErrorData *error;

	/* Whoever was the writer then. */
	if (audit->dropped_us != 0 && monotonic_us() - audit->dropped_us < hour_us)
		return NULL;
	error = worker_transaction(drop_oldest, &dropped);
	if (error == NULL && dropped)
		audit->dropped_us = monotonic_us();
	return error;
}

/* One at a time: what a wrong clock has made too old stays for most of it until somebody sees that. */
static void
drop_oldest(void *argument)
{
	bool *dropped = argument;
	Relation table = audit_table_open();
	Oid owner = table->rd_rel->relowner;
	List *partitions = NIL;
	TimestampTz newest = DT_NOBEGIN;
	WorkerRole former;

	SPI_connect();
	worker_become(&former, owner);
	if (!dropped_in_the_last_hour())
		newest = Min(newest_stored(), GetCurrentTimestamp());
	worker_become_former(&former);
	if (!TIMESTAMP_IS_NOBEGIN(newest))
		partitions = audit_partitions_before(table, newest - (int64) setting_audit_retention *
																 USECS_PER_DAY);
	table_close(table, NoLock);
	*dropped = partitions != NIL;
	if (*dropped)
	{
		/* Who reads the table keeps it from being dropped, and may do so for long. */
		worker_execute("SET LOCAL lock_timeout = '" DROP_LOCK_TIMEOUT "'");
		audit_partition_drop(linitial_oid(partitions));
		worker_become(&former, owner);
		worker_execute("DELETE FROM metahog.audit_dropped");
		worker_execute("INSERT INTO metahog.audit_dropped (time) VALUES (pg_catalog.now())");
		worker_become_former(&former);
	}
	SPI_finish();
}

/* A time that has yet to come was told by a clock that has been set back since, and says nothing. */
static bool
dropped_in_the_last_hour(void)
{
	TimestampTz last = time_from("SELECT d.time FROM metahog.audit_dropped AS d LIMIT 1");
	TimestampTz now = GetCurrentTimestamp();

	return !TIMESTAMP_IS_NOBEGIN(last) && last <= now && now - last < USECS_PER_HOUR;
}

/*
 * When the last call began of which there is a record; "-infinity" if there is
 * none.  The clock does not say how old the others are, for it may be wrong.
 */
static TimestampTz
newest_stored(void)
{
	return time_from("SELECT l.time FROM metahog.audit_log AS l ORDER BY l.id DESC LIMIT 1");
}

/* The one value of a statement; "-infinity" if there is none. */
static TimestampTz
time_from(const char *statement)
{
	bool isnull = true;
	Datum value = (Datum) 0;

	worker_execute(statement);
	if (SPI_processed == 1)
		value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	return isnull ? DT_NOBEGIN : DatumGetTimestampTz(value);
}
