/*
 * shared/audit_file.h
 *		The audit ring's file: made, checked, and opened by this process.
 */
#ifndef METAHOG_AUDIT_FILE_H
#define METAHOG_AUDIT_FILE_H

#include "shared/audit_frame.h"

/* Relative to the data directory; base backups and pg_rewind leave out what is in there. */
#define AUDIT_RING_FILE "pg_stat_tmp/metahog_audit.ring"

/*
 * The file's beginning.  Where the head of the ring is it does not say: that is
 * found by looking for frames.
 */
typedef struct AuditFileHead
{
	uint64 magic;
	uint64 format;
	uint64 capacity;
	uint64 ring; /* whose it is: the first id since those who use it have found it */
	uint64 key;	 /* of the marks of its frames */
	uint64 tail; /* as the reader has left it, with the id of the next record then */
	uint64 next_id;
} AuditFileHead;

/*
 * The file; made or checked by the first process that comes since the server
 * started, for which the others wait a moment.  NULL if it cannot be had, of
 * which the log is told; it is tried again after some seconds.
 */
extern const AuditFile *audit_file(void);

/* For the reader: note where the ring begins now. */
extern void audit_file_set_tail(const AuditFile *file, uint64 tail, uint64 next_id);

/* Tell the log that the file could not be written, which errno says why; and leave it alone for some seconds. */
extern void audit_file_failed(void);

/* Tell the log that so many bytes were thrown away. */
extern void audit_file_report_damage(uint64 lost);

#endif /* METAHOG_AUDIT_FILE_H */
