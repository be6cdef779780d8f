/*
 * source/source_secrets.h
 *		The secrets of a source as one sealed value of its row.
 */
#ifndef METAHOG_SOURCE_SECRETS_H
#define METAHOG_SOURCE_SECRETS_H

#include "source/source.h"

/* The password of a source, in memory that is wiped; NULL if it has none. */
extern char *source_secrets_open(const Source *source);

/*
 * Did a client seal the password that the source has?  Then it is for a source
 * of this host, user and team, and not for what the source may become.
 */
extern bool source_secrets_are_bound(const Source *source);

/*
 * A password as the row keeps it, sealed for that source; bound if a client
 * sealed it.  *key_id as of secret_seal.
 */
extern bytea *source_secrets_seal(const pg_uuid_t *id, const char *password, bool bound,
								  char **key_id);

/* The same secrets, sealed anew with the key that seals now. */
extern bytea *source_secrets_reseal(const pg_uuid_t *id, const bytea *sealed,
									const char *old_key_id, char **key_id);

#endif /* METAHOG_SOURCE_SECRETS_H */
