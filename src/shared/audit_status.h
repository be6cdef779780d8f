/*
 * shared/audit_status.h
 *		Rows of status() that tell how it stands with the account.
 */
#ifndef METAHOG_AUDIT_STATUS_H
#define METAHOG_AUDIT_STATUS_H

/* Where records go, and why no further: NULL if there is nothing to say. */
extern const char *audit_state(void);
extern const char *audit_hint(void);

/* How full the ring is. */
extern const char *audit_ring_state(void);

/* How many records went to the server log in place of the table. */
extern const char *audit_logged_state(void);

/* How many bytes of records were damaged, and are lost. */
extern const char *audit_lost_state(void);

#endif /* METAHOG_AUDIT_STATUS_H */
