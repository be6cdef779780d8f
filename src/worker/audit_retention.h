/*
 * worker/audit_retention.h
 *		Old months of the audit log are dropped.
 */
#ifndef METAHOG_AUDIT_RETENTION_H
#define METAHOG_AUDIT_RETENTION_H

/*
 * Drop the oldest partition, if the newest record of the table is younger than
 * all of its records by metahog.audit_retention; at most one in an hour, also
 * if the server is restarted in between.  NULL, or the error that left all as
 * it was, in the caller's memory context.
 */
extern ErrorData *audit_retention_apply(void);

#endif /* METAHOG_AUDIT_RETENTION_H */
