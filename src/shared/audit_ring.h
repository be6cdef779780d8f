/*
 * shared/audit_ring.h
 *		Records on their way to the writer, in a file that outlives all processes.
 *
 * The file outlives the server itself; where the ring begins and ends in it,
 * and who may do what with it, is in shared memory and begins anew with the
 * server, from what the file has.
 *
 * - Positions count bytes and only grow.  What lies between the tail and the
 *   head has been put and not been removed.
 * - Any process puts; one at a time, the writer, reads and removes.
 * - A put never waits for room, nor for the reader.
 * - Nothing here raises, but for want of memory.
 */
#ifndef METAHOG_AUDIT_RING_H
#define METAHOG_AUDIT_RING_H

#include "lib/stringinfo.h"

#include "shared/audit_record.h"

/* Can it be used?  Makes or checks the file if nobody has since the server started. */
extern bool audit_ring_available(void);

/* Keep room for so many bytes as audit_record_size() says; false if there is none. */
extern bool audit_ring_reserve(Size bytes);

/* Of what was reserved keep less, or nothing. */
extern void audit_ring_shrink(Size reserved, Size bytes);

/* Put a packed record, in reserved bytes if there are any, which are given back; false if it does not fit. */
extern bool audit_ring_put(const char *packed, Size length, Size reserved);

/*
 * The reader's side.  It begins at the tail, reads as many as it likes, stores
 * them, and removes them by moving the tail up to where it has read, telling
 * how many records these were.
 */
extern uint64 audit_ring_tail(void);

/* Bytes that can be read from there on; what somebody is still writing, and what is behind it, cannot. */
extern uint64 audit_ring_readable(void);

/*
 * The record at a position, which is moved behind it; false if there is none
 * yet.  Its texts point into the buffer, until the next call.  What is damaged
 * ends a batch, and is thrown away with a warning where one would begin.
 */
extern bool audit_ring_read(uint64 *position, StringInfo buffer, AuditRecord *record);
extern void audit_ring_advance(uint64 position, uint64 records);

typedef struct AuditRingFigures
{
	uint64 records; /* put and not removed */
	uint64 bytes;	/* that they take */
	uint64 reserved;
	uint64 capacity;
	uint64 put;		   /* records, since the server started, with those that it found */
	uint64 lost_bytes; /* thrown away as damaged, since the server started */
} AuditRingFigures;

/* Is it time for the reader to come? */
extern bool audit_ring_is_half_full(void);

/* False if there is no ring. */
extern bool audit_ring_figures(AuditRingFigures *figures);

#endif /* METAHOG_AUDIT_RING_H */
