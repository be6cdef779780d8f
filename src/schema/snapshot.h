/*
 * schema/snapshot.h
 *		Reading the schema of a source as it was last recorded.
 *
 * The caller has looked the source up, and so may use it.
 */
#ifndef METAHOG_SNAPSHOT_H
#define METAHOG_SNAPSHOT_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"

#include "source/source.h"

/* Raises 55000 unless the source has a snapshot. */
extern void snapshot_require(const Source *source);

/*
 * Which version of its snapshot the source has now, for who remembers what was
 * made of one: each refresh makes a new one.  0: it has none.
 */
extern uint64 snapshot_version(const Source *source);

/* Writes what stands before a document that was recorded then. */
typedef void (*SnapshotHead)(StringInfo out, const Source *source, TimestampTz taken_at);

/*
 * Append the head, and the recorded document from its first member on.  Raises
 * 55000 if the source has no snapshot.
 */
extern void snapshot_append_document(const Source *source, StringInfo out, SnapshotHead head);

#endif /* METAHOG_SNAPSHOT_H */
