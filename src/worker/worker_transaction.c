/*
 * worker/worker_transaction.c
 *		A worker's transactions, which may fail without ending the worker.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

#include "worker/worker_transaction.h"

ErrorData *
worker_transaction(void (*work)(void *argument), void *argument)
{
	MemoryContext caller = CurrentMemoryContext;
	ErrorData *volatile error = NULL;

	PG_TRY();
	{
		SetCurrentStatementStartTimestamp();
		StartTransactionCommand();
		/* SPI runs no statement without. */
		PushActiveSnapshot(GetTransactionSnapshot());
		work(argument);
		PopActiveSnapshot();
		CommitTransactionCommand();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		AbortCurrentTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	return error;
}

void
worker_become(WorkerRole *former, Oid role)
{
	GetUserIdAndSecContext(&former->user, &former->security_context);
	SetUserIdAndSecContext(role, former->security_context | SECURITY_RESTRICTED_OPERATION);
	former->guc_level = NewGUCNestLevel();
}

void
worker_become_former(const WorkerRole *former)
{
	/* As after an abort, or what a function has SET would outlive it. */
	AtEOXact_GUC(false, former->guc_level);
	SetUserIdAndSecContext(former->user, former->security_context);
}

void
worker_execute(const char *statement)
{
	int result = SPI_execute(statement, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
}
