/*
 * worker/audit_partitions.h
 *		The partitions of metahog.audit_log, one for each month of UTC.
 *
 * They are members of the extension: DROP EXTENSION takes them along, and
 * pg_dump passes over them.
 */
#ifndef METAHOG_AUDIT_PARTITIONS_H
#define METAHOG_AUDIT_PARTITIONS_H

#include "datatype/timestamp.h"
#include "utils/rel.h"

/* Months are counted from the beginning of year 0. */
typedef int AuditMonth;

/* The month that a time is in.  Raises 22008 for one that no calendar has. */
extern AuditMonth audit_month(TimestampTz time);
extern TimestampTz audit_month_start(AuditMonth month);

/*
 * metahog.audit_log, locked as an INSERT does until the end of the transaction.
 * Raises 42809 if that is not the extension's own table.
 */
extern Relation audit_table_open(void);

/* Is there a partition that takes this time? */
extern bool audit_partition_exists(Relation table, TimestampTz time);

/*
 * Make the partition of a month.  Connected to SPI, with the table locked, but
 * not open.
 */
extern void audit_partition_make(Oid table, AuditMonth month);

/*
 * Those that end before a time, the oldest first: partitions that are the
 * extension's.  Whoever takes one out of the extension keeps it.
 */
extern List *audit_partitions_before(Relation table, TimestampTz time);

/* Drop one of them, connected to SPI. */
extern void audit_partition_drop(Oid partition);

#endif /* METAHOG_AUDIT_PARTITIONS_H */
