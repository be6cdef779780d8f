/*
 * worker/audit_writer.c
 *		The process that empties the audit ring into metahog.audit_log.
 *
 * - Preloaded, the server starts it and starts it again; otherwise, and if it
 *   has ended for good, a backend asks for it that has a record.
 * - It goes in turns.  A turn looks whether the writer is to leave, stores one
 *   batch, and says how long to wait; nobody wakes it for each record.
 * - What it cannot store stays in the ring, unless there is no table, or the
 *   table does not take that very record: then it goes to the server log.
 */
#include "postgres.h"

#include "catalog/pg_database.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/lock.h"
#include "storage/sinval.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "base/qualified.h"
#include "base/settings.h"
#include "base/wait.h"
#include "shared/audit_ring.h"
#include "shared/audit_writer_state.h"
#include "shared/memory.h"
#include "worker/audit_retention.h"
#include "worker/audit_store.h"
#include "worker/audit_writer.h"

#define WRITER_NAME "metahog audit writer"

/* After the writer has left, or has not been let in. */
#define RESTART_SECONDS 10

/* How often it looks for records while there are some. */
#define LOOK_MS 200

/* How long there have to be none before it sleeps until it is woken. */
#define AWAKE_MS 10000

/* How often it looks around even then: who drops the database waits for five seconds. */
#define SLEEP_MS 1000

/* How often it looks for a table, if there is none. */
#define NO_TABLE_MS 2000

/* How long it waits after a failure: twice as long each time. */
#define FIRST_PAUSE_MS 1000
#define LONGEST_PAUSE_MS 30000

/* How often partitions are made and dropped, and how soon again if that has failed. */
#define TIDY_MS (60 * 60 * 1000)
#define TIDY_AGAIN_MS (10 * 60 * 1000)

static struct
{
	char *database;		/* to which it is connected */
	MemoryContext turn; /* reset with each turn */
	bool has_table;
	bool is_failing;
	int limit;			/* of the next batch */
	int pause_ms;		/* after the last failure */
	Deadline next_try;	/* not before, after a failure */
	Deadline next_tidy; /* when partitions are due */
	int64 stored_us;	/* when there was something to store */
	char *told;			/* the failure that the log has been told of last */
} writer;

static void describe_worker(BackgroundWorker *worker);
static void start_writer(void);
static void set_up(bool stands);
static void await_place(void);
static void look_around(void);
static void leave(void);
static bool database_is_wanted(void);
static int take_turn(void);
static void find_table(void);
static void lose_table(const ErrorData *error);
static void tidy_up(void);
static int store_some(void);
static void stored(int limit, int count);
static void split_or_log(const ErrorData *error, int count);
static void fail(const ErrorData *error);
static bool is_news(const char *failure);
static void forget_failure(void);
static int wait_idle(void);

void
audit_writer_init(void)
{
	BackgroundWorker worker;

	audit_start_writer_hook = start_writer;
	/* A server that is being upgraded has nothing to record, and is to stay as it is. */
	if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade ||
		setting_database[0] == '\0')
		return;
	describe_worker(&worker);
	worker.bgw_restart_time = RESTART_SECONDS;
	worker.bgw_main_arg = BoolGetDatum(true);
	RegisterBackgroundWorker(&worker);
}

static void
describe_worker(BackgroundWorker *worker)
{
	memset(worker, 0, sizeof(*worker));
	strlcpy(worker->bgw_name, WRITER_NAME, sizeof(worker->bgw_name));
	strlcpy(worker->bgw_type, WRITER_NAME, sizeof(worker->bgw_type));
	strlcpy(worker->bgw_library_name, "metahog", sizeof(worker->bgw_library_name));
	strlcpy(worker->bgw_function_name, "metahog_audit_writer", sizeof(worker->bgw_function_name));
	worker->bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker->bgw_start_time = BgWorkerStart_RecoveryFinished;
}

/*
 * In a backend.  Whoever is started so does not come back by himself, or those
 * who are not let in, for want of the database, would become more and more.
 */
static void
start_writer(void)
{
	BackgroundWorker worker;

	describe_worker(&worker);
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	if (!RegisterDynamicBackgroundWorker(&worker, NULL))
		ereport(LOG_SERVER_ONLY,
				(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				 errmsg("no background worker is free for the metahog audit writer"),
				 errhint("Raise max_worker_processes."), errhidestmt(true), errhidecontext(true)));
}

void
metahog_audit_writer(Datum argument)
{
	set_up(DatumGetBool(argument));
	for (;;)
	{
		look_around();
		MemoryContextReset(writer.turn);
		wait_for_turn(take_turn());
	}
}

/* The one that stands by comes again and again; one that was asked for comes once. */
static void
set_up(bool stands)
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	if (stands)
		await_place();
	if (setting_database[0] == '\0')
		proc_exit(0);
	writer.database = MemoryContextStrdup(TopMemoryContext, setting_database);
	BackgroundWorkerInitializeConnection(writer.database, NULL, 0);
	/* Another one that was asked for at the same time may have been faster. */
	if (!shared_available() || !audit_writer_attach())
		proc_exit(stands ? 1 : 0);
	pgstat_report_appname(WRITER_NAME);

	/* The database may have settings of its own. */
	SetConfigOption("default_transaction_isolation", "read committed", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("lock_timeout", "2s", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("search_path", PINNED_SEARCH_PATH, PGC_SUSET, PGC_S_OVERRIDE);

	writer.turn =
		AllocSetContextCreate(TopMemoryContext, "metahog audit writer", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(writer.turn);
	writer.limit = AUDIT_BATCH;
	writer.next_try = deadline_after_ms(0);
	writer.next_tidy = deadline_after_ms(TIDY_MS);
	writer.stored_us = monotonic_us();
}

/*
 * One that was asked for may have been faster, or no database be wanted at the
 * moment.  To end would be for good then.  Nothing is connected while it waits.
 */
static void
await_place(void)
{
	AuditWriterStatus status;

	while (setting_database[0] == '\0' || (audit_writer_status(&status) && status.pid != 0))
	{
		wait_for_turn(SLEEP_MS);
		CHECK_FOR_INTERRUPTS();
		if (!ConfigReloadPending)
			continue;
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
	}
}

/* Outside of transactions: is the writer to leave, or to do otherwise from now on? */
static void
look_around(void)
{
	/* A cancel is for a statement, and there is none. */
	QueryCancelPending = false;
	CHECK_FOR_INTERRUPTS();
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
		writer.next_tidy = deadline_after_ms(0);
	}
	if (strcmp(setting_database, writer.database) != 0)
		leave();
	if (catchupInterruptPending)
		ProcessCatchupInterrupt();
	if (database_is_wanted())
		leave();
}

/* The server starts the one that stands by again. */
static void
leave(void)
{
	ereport(LOG, (errmsg(WRITER_NAME " leaves database \"%s\"", writer.database)));
	proc_exit(1);
}

/*
 * DROP DATABASE and whatever else needs a database for itself locks it, and
 * then waits for some seconds until nobody is connected any more.
 */
static bool
database_is_wanted(void)
{
	LOCKTAG tag;

	SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, MyDatabaseId, 0);
	if (LockAcquire(&tag, RowExclusiveLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		return true;
	LockRelease(&tag, RowExclusiveLock, true);
	return false;
}

/* Returns for how long to wait until the next one. */
static int
take_turn(void)
{
	int ms;

	if (!deadline_passed(&writer.next_try))
		return Min(deadline_remaining_ms(&writer.next_try), SLEEP_MS);
	if (!writer.has_table)
		find_table();
	if (!writer.has_table)
		return SLEEP_MS;
	if (deadline_passed(&writer.next_tidy))
		tidy_up();
	ms = store_some();
	pgstat_report_activity(STATE_IDLE, NULL);
	return ms;
}

static void
find_table(void)
{
	ErrorData *error = audit_store_check();

	if (error == NULL)
	{
		writer.has_table = true;
		writer.next_tidy = deadline_after_ms(0);
		forget_failure();
	}
	else if (audit_store_is_missing(error))
		lose_table(error);
	else
		fail(error);
}

/* Whoever has a record from now on gives it to the log himself. */
static void
lose_table(const ErrorData *error)
{
	int count;

	writer.has_table = false;
	writer.is_failing = true;
	writer.next_try = deadline_after_ms(NO_TABLE_MS);
	audit_writer_report(AUDIT_WRITER_USELESS, error->message);
	if (is_news(error->message))
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg(WRITER_NAME " has no table in database \"%s\": %s", writer.database,
						error->message),
				 errdetail("Until it has one, the server log has what should be recorded.")));
	do
	{
		CHECK_FOR_INTERRUPTS();
	} while (audit_ring_available() && audit_store_in_log(AUDIT_BATCH, &count) == NULL &&
			 count > 0);
}

static void
tidy_up(void)
{
	ErrorData *error = audit_store_check();

	if (error == NULL)
		error = audit_retention_apply();
	writer.next_tidy = deadline_after_ms(error == NULL ? TIDY_MS : TIDY_AGAIN_MS);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg(WRITER_NAME " could not make or drop partitions: %s", error->message)));
}

static int
store_some(void)
{
	AuditRingFigures figures;
	ErrorData *error;
	int limit = writer.limit;
	int count;

	if (!audit_ring_figures(&figures) || audit_ring_readable() == 0)
		return wait_idle();
	pgstat_report_activity(STATE_RUNNING, "storing audit records");
	writer.stored_us = monotonic_us();
	error = audit_store_batch(limit, &count);
	if (error == NULL)
		stored(limit, count);
	else if (audit_store_is_missing(error))
		lose_table(error);
	else if (audit_store_is_refused(error) && count > 0)
		split_or_log(error, count);
	else
		fail(error);
	return error == NULL && figures.records <= (uint64) count ? LOOK_MS : 0;
}

static void
stored(int limit, int count)
{
	writer.limit = Min(2 * limit, AUDIT_BATCH);
	forget_failure();
	pgstat_report_stat(true);
}

/* One record must not keep the others from being stored: fewer and fewer are tried, until it is alone. */
static void
split_or_log(const ErrorData *error, int count)
{
	writer.limit = Max(count / 2, 1);
	if (count > 1)
		return;
	if (is_news(error->message))
		ereport(WARNING, (errcode(error->sqlerrcode),
						  errmsg(WRITER_NAME " could not store a record: %s", error->message),
						  errdetail("The server log has it instead.")));
	audit_store_in_log(1, &count);
}

/* It is tried again, and what cannot be stored waits in the ring. */
static void
fail(const ErrorData *error)
{
	writer.is_failing = true;
	writer.pause_ms =
		writer.pause_ms == 0 ? FIRST_PAUSE_MS : Min(2 * writer.pause_ms, LONGEST_PAUSE_MS);
	writer.next_try = deadline_after_ms(writer.pause_ms);
	audit_writer_report(AUDIT_WRITER_FAILING, error->message);
	if (is_news(error->message))
		ereport(WARNING, (errcode(error->sqlerrcode),
						  errmsg(WRITER_NAME " could not store records: %s", error->message),
						  errdetail("It tries again. They wait in the audit ring, and when that is "
									"full, new ones go to the server log.")));
}

/* Has the log not been told of it just before? */
static bool
is_news(const char *failure)
{
	if (writer.told != NULL && strcmp(writer.told, failure) == 0)
		return false;
	if (writer.told != NULL)
		pfree(writer.told);
	writer.told = MemoryContextStrdup(TopMemoryContext, failure);
	return true;
}

static void
forget_failure(void)
{
	if (!writer.is_failing)
		return;
	writer.is_failing = false;
	writer.pause_ms = 0;
	pfree(writer.told);
	writer.told = NULL;
	audit_writer_report(AUDIT_WRITER_WRITING, NULL);
	ereport(LOG, (errmsg(WRITER_NAME " stores records again in database \"%s\"", writer.database)));
}

static int
wait_idle(void)
{
	if (monotonic_us() - writer.stored_us < (int64) AWAKE_MS * 1000)
		return LOOK_MS;
	return audit_writer_may_sleep() ? SLEEP_MS : LOOK_MS;
}
