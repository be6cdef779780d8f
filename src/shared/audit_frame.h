/*
 * shared/audit_frame.h
 *		Records as they lie in the audit ring's file, each in a frame.
 *
 * - Positions count bytes and only grow; a frame lies at its position modulo
 *   the ring's capacity.  Its mark is its position under the file's key, so
 *   that neither what is left of an earlier round nor what a caller has put
 *   into a text is taken for a frame.
 * - Nothing here raises, but for want of memory, and no lock is held.
 */
#ifndef METAHOG_AUDIT_FRAME_H
#define METAHOG_AUDIT_FRAME_H

#include "lib/stringinfo.h"
#include "port/pg_crc32c.h"

/* Frames begin at multiples of this. */
#define AUDIT_ALIGNMENT 16

/* The first frame lies behind so many bytes, which the file's head is in. */
#define AUDIT_FIRST_PAGE 8192

/* The file as this process has it open. */
typedef struct AuditFile
{
	int descriptor;
	uint64 ring;	 /* whose it is, see AuditFileHead */
	uint64 capacity; /* bytes behind the first page */
	uint64 key;		 /* of the marks */
} AuditFile;

/* What stands before each packed record. */
typedef struct AuditFrame
{
	uint64 mark; /* first, for it is what is looked for */
	uint64 id;
	uint32 length; /* of the record */
	pg_crc32c crc; /* of the record and of what stands above */
} AuditFrame;

/* How much of the ring a record takes. */
extern Size audit_frame_size(Size length);

/*
 * Write a packed record at a position that is the caller's alone.  The checksum
 * is begun, over the record.  False, and errno says why, if that fails.
 */
extern bool audit_frame_write(const AuditFile *file, uint64 position, uint64 id, const char *packed,
							  Size length, pg_crc32c crc);

/* Read the packed record at a position; false if there is none that is whole and ends before the other one. */
extern bool audit_frame_read(const AuditFile *file, uint64 position, uint64 end, StringInfo packed,
							 uint64 *id);

/* Where the next frame begins, at this position or behind it; the end if there is none before it. */
extern uint64 audit_frame_find(const AuditFile *file, uint64 position, uint64 end);

/*
 * Look through the whole file for frames at the tail and behind it.  Returns
 * where the last one ends, and counts them.
 */
extern uint64 audit_frame_survey(const AuditFile *file, uint64 tail, uint64 *records);

#endif /* METAHOG_AUDIT_FRAME_H */
