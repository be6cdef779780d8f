/*
 * shared/call_record.h
 *		A call's record in the audit, from its beginning to its end.
 *
 * Nothing happens here to a call that began while metahog.audit was off.
 */
#ifndef METAHOG_CALL_RECORD_H
#define METAHOG_CALL_RECORD_H

#include "shared/audit.h"
#include "shared/call_summary.h"
#include "source/source.h"

/* From zeroes.  Used again for one call after the other, it keeps its context. */
typedef struct CallRecord
{
	bool wanted;
	AuditRecord audit;
	MemoryContext context; /* what the record refers to; emptied at each end */
} CallRecord;

/* Source and query as the caller wrote them; NULL is none. */
extern void call_record_begin(CallRecord *record, const char *action, const char *source,
							  const char *query);

/* Its source is known. */
extern void call_record_source(CallRecord *record, const Source *source);

/* Its text, which was not known at the beginning, and details, as JSON. */
extern void call_record_kept_text(CallRecord *record, const char *query, const char *details);

/* Its parameters, as JSON. */
extern void call_record_parameters(CallRecord *record, const char *parameters);

/* May the call be made?  NULL, or the error of audit_admit(). */
extern RemoteError *call_record_admit(CallRecord *record);

/* The call has ended.  Raises nothing, but for want of memory. */
extern void call_record_end(CallRecord *record, const CallSummary *summary, AuditOutcome outcome);

#endif /* METAHOG_CALL_RECORD_H */
