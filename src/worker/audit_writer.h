/*
 * worker/audit_writer.h
 *		The process that empties the audit ring into metahog.audit_log.
 */
#ifndef METAHOG_AUDIT_WRITER_H
#define METAHOG_AUDIT_WRITER_H

#include "postgres.h"

/* Once, from _PG_init. */
extern void audit_writer_init(void);

/* What the server calls in the process of its own. */
extern PGDLLEXPORT void metahog_audit_writer(Datum argument);

#endif /* METAHOG_AUDIT_WRITER_H */
