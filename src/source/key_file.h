/*
 * source/key_file.h
 *		The keys that seal secrets, read from a file outside the database.
 *
 * The file holds one key a line, 32 bytes in base64; blank lines and lines
 * beginning with # are passed over.  The first key seals, all open.
 */
#ifndef METAHOG_KEY_FILE_H
#define METAHOG_KEY_FILE_H

#include <sodium.h>

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define KEY_ID_LENGTH 16
#define MAX_KEYS 64

typedef struct SealingKey
{
	char id[KEY_ID_LENGTH + 1]; /* hex of a hash of the key: names it in the sources' rows */
	unsigned char bytes[KEY_BYTES];
} SealingKey;

/* All keys of the file, in guarded memory that belongs to key_file.c. */
typedef struct KeyRing
{
	int count;
	SealingKey keys[MAX_KEYS];
} KeyRing;

/*
 * The keys as the file has them now.  If there is no file, the default one is
 * made when create is true; otherwise the result is NULL.  Raises if the file
 * is not fit: wrong owner or mode, no regular file, not readable, a line that
 * is no key.  The result is valid until the next call.
 */
extern const KeyRing *key_file_load(bool create);

/* The key with this id, or NULL. */
extern const SealingKey *key_ring_find(const KeyRing *ring, const char *id);

#endif /* METAHOG_KEY_FILE_H */
