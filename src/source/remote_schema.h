/*
 * source/remote_schema.h
 *		What is known here of a remote's schemas.
 */
#ifndef METAHOG_REMOTE_SCHEMA_H
#define METAHOG_REMOTE_SCHEMA_H

#include "utils/uuid.h"

/* Does the source's snapshot have a schema of exactly that name? */
extern bool source_has_schema(const pg_uuid_t *source_id, const char *name);

#endif /* METAHOG_REMOTE_SCHEMA_H */
