/*
 * worker/audit_store.h
 *		Records from the audit ring into metahog.audit_log, a batch at a time.
 */
#ifndef METAHOG_AUDIT_STORE_H
#define METAHOG_AUDIT_STORE_H

/* Records of one batch, at most. */
#define AUDIT_BATCH 1000

/*
 * Is there a table to store into, as this version of the extension has it, with
 * partitions for this month and the next?  NULL if so, else the error.
 */
extern ErrorData *audit_store_check(void);

/*
 * Store what the ring has, up to so many records, in one transaction, and then
 * take it out of the ring.  *count is how many were tried; they are in the ring
 * still if an error is returned.  A record that has been stored already is
 * passed over.
 */
extern ErrorData *audit_store_batch(int limit, int *count);

/*
 * Give up to so many records to the server log instead, and take them out of
 * the ring; *count is how many.
 */
extern ErrorData *audit_store_in_log(int limit, int *count);

/* Does the error mean that there is no table, or none that fits? */
extern bool audit_store_is_missing(const ErrorData *error);

/* Does it mean that the table does not take a record for what is in it? */
extern bool audit_store_is_refused(const ErrorData *error);

#endif /* METAHOG_AUDIT_STORE_H */
