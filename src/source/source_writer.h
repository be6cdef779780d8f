/*
 * source/source_writer.h
 *		Writing rows of metahog.source and metahog.source_grant.
 *
 * Permission is checked by the caller, or by source_writer_lock().
 */
#ifndef METAHOG_SOURCE_WRITER_H
#define METAHOG_SOURCE_WRITER_H

#include "source/options.h"
#include "source/source.h"

/* What is to be written besides the id. */
typedef struct SourceRow
{
	const SourceOptions *options; /* those that are columns are written if given */
	Jsonb *connection;			  /* the column options */
	bool has_secrets;			  /* write the next two; otherwise they stay as they are */
	bytea *secrets;				  /* NULL: none */
	char *key_id;
} SourceRow;

/*
 * The source as source_lookup_for_change() finds it, its row locked until the
 * transaction ends, so that of two changes at once the later sees the former.
 */
extern Source *source_writer_lock(const char *name_or_id);

/* Raises 42710 if the team has a live source of that name. */
extern void source_writer_insert(const pg_uuid_t *id, const char *name, const SourceRow *row);
extern void source_writer_update(const Source *source, const SourceRow *row);
extern void source_writer_delete(const pg_uuid_t *id);

/* Put other ciphertext in the place of the secrets. */
extern void source_writer_set_secrets(const pg_uuid_t *id, const bytea *secrets,
									  const char *key_id);

/* Granting twice is fine.  Revoking returns whether there was something to revoke. */
extern void source_writer_grant(const pg_uuid_t *id, Oid role);
extern bool source_writer_revoke(const pg_uuid_t *id, Oid role);

#endif /* METAHOG_SOURCE_WRITER_H */
