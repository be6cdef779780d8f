/*
 * schema/snapshot.h
 *		The schema of a source as it was last recorded.
 */
#ifndef METAHOG_SNAPSHOT_H
#define METAHOG_SNAPSHOT_H

#include "datatype/timestamp.h"

#include "source/source.h"

/*
 * The stored document, palloc'd and not compressed, an object, and when it was
 * taken.  Raises 55000 if the source has no snapshot.  The caller has looked
 * the source up, and so may use it.
 */
extern text *snapshot_document(const Source *source, TimestampTz *taken_at);

#endif /* METAHOG_SNAPSHOT_H */
