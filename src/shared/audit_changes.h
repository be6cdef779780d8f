/*
 * shared/audit_changes.h
 *		Changes of sources in the account, once it is known what has become of them.
 */
#ifndef METAHOG_AUDIT_CHANGES_H
#define METAHOG_AUDIT_CHANGES_H

/* Once, from _PG_init. */
extern void audit_changes_init(void);

#endif /* METAHOG_AUDIT_CHANGES_H */
