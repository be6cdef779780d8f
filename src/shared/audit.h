/*
 * shared/audit.h
 *		The account of what was done: where a record goes.
 *
 * By metahog.audit: into the ring, from which the audit writer takes it to
 * metahog.audit_log, or to the server log.  What cannot go into the ring goes
 * to the log and is counted, or is refused beforehand ('required').
 *
 * In a call: audit_begin() fills in who makes it; audit_admit() asks whether
 * it may be made; audit_write() ends it, in whatever way it ended.
 */
#ifndef METAHOG_AUDIT_H
#define METAHOG_AUDIT_H

#include "base/errors.h"
#include "base/settings.h"
#include "shared/audit_record.h"

/* Is anything recorded at all? */
static inline bool
audit_is_on(void)
{
	return setting_audit != AUDIT_OFF;
}

/*
 * A record of an action that begins now: who, where from, and at which level.
 * Names are allocated in the current memory context, which has to outlive it.
 */
extern void audit_begin(AuditRecord *record, const char *action);

/*
 * May it be done?  NULL if so.  With metahog.audit = 'required', room for its
 * record is kept, which audit_write() uses up, or else audit_give_back() has
 * to; if there is none, the error is 55000.
 */
extern RemoteError *audit_admit(AuditRecord *record, Size query_length, Size parameters_length);
extern void audit_give_back(AuditRecord *record);

/*
 * The record is complete but for its outcome and figures, and will be written
 * where no memory can be asked for.  Room that it does not need is given back.
 */
extern void audit_make_ready(AuditRecord *record);

/*
 * Its outcome is known too: what the log would be told is made now, in the
 * current memory context, and not when it is written.
 */
extern void audit_make_line(AuditRecord *record);

/*
 * Write it, once.  Raises nothing, but for want of memory; may be called while
 * a transaction ends.
 */
extern void audit_write(AuditRecord *record);

/* To the log, and counted: for the writer, with a record that the table does not take. */
extern void audit_log_instead(const AuditRecord *record);

/* Records that went to the log because they could not go where they should. */
extern uint64 audit_logged_instead(void);

#endif /* METAHOG_AUDIT_H */
