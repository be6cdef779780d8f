/*
 * source/secret.h
 *		Sealing and opening of secrets with libsodium.
 *
 * XChaCha20-Poly1305 (IETF) with a random nonce; the associated data name the
 * source and the field, so that ciphertext moved elsewhere does not open.
 */
#ifndef METAHOG_SECRET_H
#define METAHOG_SECRET_H

#include "utils/uuid.h"

#include "base/compat.h"

/*
 * Seal plaintext for a source's field.  The result is palloc'd; *key_id is set
 * to the id of the key that sealed it.  Raises 55000 if no key can be loaded.
 */
extern bytea *secret_seal(const pg_uuid_t *source_id, const char *field, const char *plaintext,
						  Size length, char **key_id);

/*
 * Open it again, into memory as from secret_alloc, NUL at the end.  Raises
 * 55000 naming the key id if that key is not loaded or the text does not open.
 */
extern char *secret_open(const pg_uuid_t *source_id, const char *field, const bytea *sealed,
						 const char *key_id, Size *length);

/* Open a base64 sealed box made for metahog.public_key(), or raise 22023. */
extern char *secret_open_sealed_box(const char *base64, Size *length);

/* Raise 22023 for a box that does not do: the reason is a sentence, and the hint how to seal. */
extern void secret_raise_bad_box(const char *reason) pg_attribute_noreturn();

/* The public half, in base64, for which clients seal; makes the default key file if there is none. */
extern char *secret_public_key(void);

/* Id of the key that seals now; valid until the next call into this room. */
extern const char *secret_sealing_key_id(void);

/* Once, from _PG_init: sodium_init(). */
extern void secret_init(void);

#endif /* METAHOG_SECRET_H */
