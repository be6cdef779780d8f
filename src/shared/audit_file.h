/*
 * shared/audit_file.h
 *		The audit ring's file: made, checked, and mapped into this process.
 */
#ifndef METAHOG_AUDIT_FILE_H
#define METAHOG_AUDIT_FILE_H

#include "port/pg_crc32c.h"

/* Frames begin at multiples of this, so that no frame's head is at both ends of the ring. */
#define AUDIT_ALIGNMENT 16

/*
 * The file's first page.  What changes is changed under the audit lock, and
 * after the bytes that it speaks of: a process may be killed between any two.
 */
typedef struct AuditFile
{
	uint64 magic;
	uint64 format;
	uint64 capacity; /* bytes behind this page */
	uint64 ring;	 /* whose it is: the first id since those who use it have found it */
	uint64 head;	 /* where the next record will begin */
	uint64 tail;	 /* where the oldest one does; behind the last if there is none */
	uint64 next_id;
	uint64 put;		/* records, since the file was made */
	uint64 removed; /* of these */
} AuditFile;

/* What stands before each packed record. */
typedef struct AuditFrame
{
	uint32 length; /* of the record */
	pg_crc32c crc; /* of the record, its id and its position */
	uint64 id;
} AuditFrame;

/*
 * The file, mapped; made or checked by the first process that comes since the
 * server started.  NULL if it cannot be had, of which the log is told; it is
 * tried again after some seconds.
 */
extern AuditFile *audit_file(void);

/* Copy bytes at a position out of the ring or into it. */
extern void audit_file_read(const AuditFile *file, uint64 position, void *to, Size length);
extern void audit_file_write(AuditFile *file, uint64 position, const void *from, Size length);

/* How much of the ring a record takes. */
extern Size audit_frame_size(Size length);

/* The checksum of a frame, out of its record's, which is not finished yet. */
extern pg_crc32c audit_frame_crc(pg_crc32c crc, uint64 id, uint64 position);

/* Read what stands before the record at a position; false if there is nothing, or nothing that fits. */
extern bool audit_frame_read(const AuditFile *file, uint64 position, AuditFrame *frame);

/* Tell the log that so many bytes were thrown away. */
extern void audit_file_report_damage(uint64 lost);

#endif /* METAHOG_AUDIT_FILE_H */
