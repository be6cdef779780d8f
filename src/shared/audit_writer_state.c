/*
 * shared/audit_writer_state.c
 *		How backends and the process that empties the ring know of each other.
 *
 * A backend reads the state without the lock, one word, for each record: it
 * may see one that has just changed.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "storage/ipc.h"
#include "storage/proc.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/settings.h"
#include "shared/audit_ring.h"
#include "shared/audit_writer_state.h"

/* How often a writer is asked for, and how long a new one may take. */
#define ASK_MS 10000

void (*audit_start_writer_hook)(void) = NULL;

static void detach(int code, Datum argument);
static void set_state(SharedAudit *audit, AuditWriterState state, const char *reason);
static void ask_for_writer(SharedAudit *audit);

bool
audit_writer_attach(void)
{
	SharedAudit *audit = shared_audit();
	bool free;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	free = audit->writer_pid == 0;
	if (free)
	{
		audit->writer_pid = MyProcPid;
		audit->writer_number = my_proc_number();
		audit->writer_sleeps = false;
		audit->writer_missed = 0;
		set_state(audit, AUDIT_WRITER_WRITING, NULL);
	}
	LWLockRelease(&audit->lock);
	if (free)
		before_shmem_exit(detach, (Datum) 0);
	return free;
}

static void
detach(int code, Datum argument)
{
	SharedAudit *audit = shared_audit();

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->writer_pid = 0;
	set_state(audit, AUDIT_WRITER_ABSENT, NULL);
	LWLockRelease(&audit->lock);
}

void
audit_writer_report(AuditWriterState state, const char *reason)
{
	SharedAudit *audit = shared_audit();

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	set_state(audit, state, reason);
	LWLockRelease(&audit->lock);
}

/* Since when it fails is since it began to, though the reasons change. */
static void
set_state(SharedAudit *audit, AuditWriterState state, const char *reason)
{
	if ((AuditWriterState) audit->writer_state != state || audit->writer_since == 0)
		audit->writer_since = GetCurrentTimestamp();
	audit->writer_state = state;
	strlcpy(audit->writer_reason, reason != NULL ? reason : "", sizeof(audit->writer_reason));
}

bool
audit_writer_may_sleep(void)
{
	SharedAudit *audit = shared_audit();
	AuditRingFigures figures;

	/* Who puts after this sees it; what was put before it, we see. */
	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->writer_sleeps = true;
	LWLockRelease(&audit->lock);
	if (!audit_ring_figures(&figures) || figures.bytes == 0)
		return true;
	audit->writer_sleeps = false;
	return false;
}

void
audit_writer_wake(void)
{
	SharedAudit *audit = shared_audit();

	/* Who fails tries again by the clock, and not for each record. */
	if (!audit->writer_sleeps &&
		!(audit->writer_state == AUDIT_WRITER_WRITING && audit_ring_is_half_full()))
		return;
	if (audit->writer_pid == 0)
		return;
	audit->writer_sleeps = false;
	/* It may be gone, and its number another's: that one looks in vain. */
	SetLatch(&GetPGProcByNumber(audit->writer_number)->procLatch);
}

bool
audit_writer_expected(void)
{
	SharedAudit *audit = shared_audit();

	if (!shared_available() || setting_database[0] == '\0' || RecoveryInProgress())
		return false;
	if (audit->writer_state == AUDIT_WRITER_ABSENT)
		ask_for_writer(audit);
	switch ((AuditWriterState) audit->writer_state)
	{
		case AUDIT_WRITER_WRITING:
		case AUDIT_WRITER_FAILING:
			return true;
		case AUDIT_WRITER_USELESS:
			return false;
		case AUDIT_WRITER_ABSENT:
			break;
	}
	/* One that has left or was asked for a moment ago is about to come, unless none has come before. */
	return audit_start_writer_hook != NULL && audit->writer_missed <= 1 &&
		   !TimestampDifferenceExceeds(Max(audit->writer_asked, audit->writer_since),
									   GetCurrentTimestamp(), ASK_MS / 2);
}

bool
audit_writer_present(void)
{
	return audit_writer_expected() && shared_audit()->writer_state != AUDIT_WRITER_ABSENT;
}

static void
ask_for_writer(SharedAudit *audit)
{
	TimestampTz now = GetCurrentTimestamp();
	bool mine;

	if (audit_start_writer_hook == NULL ||
		!TimestampDifferenceExceeds(audit->writer_asked, now, ASK_MS))
		return;
	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	mine = audit->writer_pid == 0 && TimestampDifferenceExceeds(audit->writer_asked, now, ASK_MS);
	if (mine)
	{
		audit->writer_asked = now;
		audit->writer_missed++;
	}
	LWLockRelease(&audit->lock);
	if (mine)
		audit_start_writer_hook();
}

bool
audit_writer_status(AuditWriterStatus *status)
{
	SharedAudit *audit = shared_audit();

	memset(status, 0, sizeof(*status));
	if (!shared_available())
		return false;
	LWLockAcquire(&audit->lock, LW_SHARED);
	status->state = audit->writer_state;
	status->pid = audit->writer_pid;
	status->since = audit->writer_since;
	strlcpy(status->reason, audit->writer_reason, sizeof(status->reason));
	LWLockRelease(&audit->lock);
	return true;
}
