/*
 * worker/worker_transaction.h
 *		A worker's transactions, which may fail without ending the worker.
 */
#ifndef METAHOG_WORKER_TRANSACTION_H
#define METAHOG_WORKER_TRANSACTION_H

/*
 * Work in a transaction of its own.  NULL if it has been committed, else the
 * error that has rolled it back, in the caller's memory context.
 */
extern ErrorData *worker_transaction(void (*work)(void *argument), void *argument);

/* Who the worker was before it took somebody's place. */
typedef struct WorkerRole
{
	Oid user;
	int security_context;
	int guc_level;
} WorkerRole;

/*
 * In a transaction: go on as that role, restricted as index functions and
 * maintenance are, so that whatever code of others is met on the way gets no
 * further than its owner; settings that it changes are put back.  The
 * transaction's abort ends it, too.
 */
extern void worker_become(WorkerRole *former, Oid role);
extern void worker_become_former(const WorkerRole *former);

/* Run a statement that has no parameters, connected to SPI; raises if it fails. */
extern void worker_execute(const char *statement);

#endif /* METAHOG_WORKER_TRANSACTION_H */
