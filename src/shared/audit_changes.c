/*
 * shared/audit_changes.c
 *		Changes of sources in the account, once it is known what has become of them.
 *
 * A change is as good as its transaction.  So its record waits, in the memory
 * of the transaction, and is written where that ends: at an abort of the
 * subtransaction that it was made in, or with the whole.  There nothing can be
 * looked up, and at a commit nothing may be raised, so all is made ready before.
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/ilist.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "shared/audit.h"
#include "shared/audit_changes.h"
#include "source/source_change.h"

typedef struct PendingChange
{
	dlist_node node;
	SubTransactionId subtransaction;
	bool done;
	AuditRecord record;
} PendingChange;

/* The changes of this transaction, in their order. */
static dlist_head changes = DLIST_STATIC_INIT(changes);

static void hear(SourceChange *change, SourceChangeEvent event);
static PendingChange *begin(const char *action);
static void name_source(AuditRecord *record, const Source *source);
static void finish(PendingChange *pending, const SourceChange *change);
static AuditOutcome failure(int sqlstate);
static void end_transaction(XactEvent event, void *argument);
static void end_subtransaction(SubXactEvent event, SubTransactionId mine, SubTransactionId parent,
							   void *argument);
static void make_lines(AuditOutcome outcome);
static void write_all(AuditOutcome outcome);
static void write_change(PendingChange *pending, AuditOutcome outcome);
static void set_outcome(PendingChange *pending, AuditOutcome outcome);

void
audit_changes_init(void)
{
	source_audit_hook = hear;
	RegisterXactCallback(end_transaction, NULL);
	RegisterSubXactCallback(end_subtransaction, NULL);
}

static void
hear(SourceChange *change, SourceChangeEvent event)
{
	MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);
	PendingChange *pending = change->account;

	switch (event)
	{
		case SOURCE_CHANGE_BEGUN:
			change->account = begin(change->action);
			break;
		case SOURCE_CHANGE_NAMED:
			name_source(&pending->record, change->source);
			break;
		case SOURCE_CHANGE_FAILED:
			pending->record.facts.sqlstate = change->sqlstate;
			break;
		case SOURCE_CHANGE_DONE:
			finish(pending, change);
			break;
	}
	MemoryContextSwitchTo(caller);
}

static PendingChange *
begin(const char *action)
{
	PendingChange *pending = palloc0(sizeof(PendingChange));
	RemoteError *error;

	audit_begin(&pending->record, action);
	/* How much there will be to tell of it is not known yet. */
	error = audit_admit(&pending->record, AUDIT_MAX_TEXT, 0);
	if (error != NULL)
		raise_error(error, NULL);
	pending->subtransaction = GetCurrentSubTransactionId();
	dlist_push_tail(&changes, &pending->node);
	return pending;
}

static void
name_source(AuditRecord *record, const Source *source)
{
	record->facts.has_source = true;
	record->facts.source_id = source->id;
	record->facts.has_team = source->has_team;
	record->facts.team_id = source->team_id;
	audit_record_set(record, AUDIT_SOURCE, pstrdup(source->name));
}

static void
finish(PendingChange *pending, const SourceChange *change)
{
	if (change->source != NULL)
		name_source(&pending->record, change->source);
	if (change->details != NULL)
		audit_record_set(&pending->record, AUDIT_DETAILS, pstrdup(change->details));
	/* What was noted before was a message of no consequence. */
	pending->record.facts.sqlstate = 0;
	pending->done = true;
	audit_make_ready(&pending->record);
}

static void
end_transaction(XactEvent event, void *argument)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			make_lines(AUDIT_OK);
			break;
		case XACT_EVENT_PRE_PREPARE:
			make_lines(AUDIT_PREPARED);
			break;
		case XACT_EVENT_COMMIT:
			write_all(AUDIT_OK);
			break;
		case XACT_EVENT_ABORT:
			write_all(AUDIT_ROLLED_BACK);
			break;
		case XACT_EVENT_PREPARE:
			write_all(AUDIT_PREPARED);
			break;
		default:
			break;
	}
}

/* While that may still fail. */
static void
make_lines(AuditOutcome outcome)
{
	MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);
	dlist_iter at;

	dlist_foreach (at, &changes)
	{
		PendingChange *pending = dlist_container(PendingChange, node, at.cur);

		set_outcome(pending, outcome);
		audit_make_line(&pending->record);
	}
	MemoryContextSwitchTo(caller);
}

static void
write_all(AuditOutcome outcome)
{
	/* Their memory goes with the transaction's, even if something fails in between. */
	while (!dlist_is_empty(&changes))
		write_change(dlist_container(PendingChange, node, dlist_pop_head_node(&changes)), outcome);
}

static void
end_subtransaction(SubXactEvent event, SubTransactionId mine, SubTransactionId parent,
				   void *argument)
{
	dlist_mutable_iter at;

	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	dlist_foreach_modify (at, &changes)
	{
		PendingChange *pending = dlist_container(PendingChange, node, at.cur);

		if (pending->subtransaction != mine)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
		{
			pending->subtransaction = parent;
			continue;
		}
		dlist_delete(&pending->node);
		write_change(pending, AUDIT_ROLLED_BACK);
	}
}

static void
write_change(PendingChange *pending, AuditOutcome outcome)
{
	set_outcome(pending, outcome);
	audit_write(&pending->record);
}

/* A line that was made for another one is of no use any more: the commit has failed. */
static void
set_outcome(PendingChange *pending, AuditOutcome outcome)
{
	AuditRecord *record = &pending->record;
	AuditOutcome final = pending->done ? outcome : failure(record->facts.sqlstate);

	if (record->facts.outcome != final)
		record->line = NULL;
	record->facts.outcome = final;
}

static AuditOutcome
failure(int sqlstate)
{
	if (sqlstate == ERRCODE_INSUFFICIENT_PRIVILEGE)
		return AUDIT_REFUSED;
	return ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_OPERATOR_INTERVENTION ? AUDIT_CANCELLED
																		  : AUDIT_ERROR;
}
