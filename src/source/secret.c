/*
 * source/secret.c
 *		Sealing and opening of secrets with libsodium.
 *
 * A sealed secret is one byte for the version of the format, the nonce, and
 * the ciphertext with its tag.
 */
#include "postgres.h"

#include <sodium.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "source/key_file.h"
#include "source/secret.h"
#include "source/secret_memory.h"

#define FORMAT_VERSION 1
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

/* What the seed of the box's keys is derived for: as long as libsodium wants it, its end not counted. */
#define BOX_PURPOSE "metahog box seed"
StaticAssertDecl(sizeof(BOX_PURPOSE) == crypto_generichash_blake2b_PERSONALBYTES + 1,
				 "a purpose has 16 bytes");

/* What the ciphertext stands behind. */
#define HEADER_BYTES (1 + NONCE_BYTES)

static const KeyRing *sealing_keys(void);
static char *associated_data(const pg_uuid_t *source_id, const char *field);
static void derive_box_keys(const SealingKey *key, unsigned char *public_key,
							unsigned char *secret_key);
static bool open_box(const SealingKey *key, const unsigned char *box, Size size, char *plaintext);
static void raise_unopened(const char *key_id, bool loaded) pg_attribute_noreturn();

void
secret_init(void)
{
	if (sodium_init() < 0)
		ereport(ERROR, (errcode(ERRCODE_SYSTEM_ERROR), errmsg("could not initialize libsodium")));
}

bytea *
secret_seal(const pg_uuid_t *source_id, const char *field, const char *plaintext, Size length,
			char **key_id)
{
	const SealingKey *key = &sealing_keys()->keys[0];
	char *context = associated_data(source_id, field);
	Size size = VARHDRSZ + HEADER_BYTES + length + TAG_BYTES;
	bytea *sealed = palloc(size);
	unsigned char *header = (unsigned char *) VARDATA(sealed);

	SET_VARSIZE(sealed, size);
	header[0] = FORMAT_VERSION;
	randombytes_buf(header + 1, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(header + HEADER_BYTES, NULL,
											   (const unsigned char *) plaintext, length,
											   (const unsigned char *) context, strlen(context),
											   NULL, header + 1, key->bytes);
	*key_id = pstrdup(key->id);
	return sealed;
}

char *
secret_open(const pg_uuid_t *source_id, const char *field, const bytea *sealed, const char *key_id,
			Size *length)
{
	const KeyRing *ring = key_file_load(false);
	const SealingKey *key = ring ? key_ring_find(ring, key_id) : NULL;
	char *context = associated_data(source_id, field);
	Size size = VARSIZE_ANY_EXHDR(sealed);
	const unsigned char *header = (const unsigned char *) VARDATA_ANY(sealed);
	char *plaintext;

	if (key == NULL)
		raise_unopened(key_id, false);
	if (size < HEADER_BYTES + TAG_BYTES || header[0] != FORMAT_VERSION)
		raise_unopened(key_id, true);
	*length = size - HEADER_BYTES - TAG_BYTES;
	plaintext = secret_alloc(*length + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *) plaintext, NULL, NULL,
												   header + HEADER_BYTES, size - HEADER_BYTES,
												   (const unsigned char *) context, strlen(context),
												   header + 1, key->bytes) != 0)
		raise_unopened(key_id, true);
	plaintext[*length] = '\0';
	return plaintext;
}

char *
secret_open_sealed_box(const char *base64, Size *length)
{
	Size limit = strlen(base64);
	unsigned char *box = palloc(limit + 1);
	char *plaintext;
	const KeyRing *ring;
	size_t size;

	if (sodium_base642bin(box, limit + 1, base64, limit, " \t\r\n", &size, NULL,
						  sodium_base64_VARIANT_ORIGINAL) != 0)
		secret_raise_bad_box("It is not base64.");
	if (size < crypto_box_SEALBYTES)
		secret_raise_bad_box("It is too short for a sealed box.");

	*length = size - crypto_box_SEALBYTES;
	plaintext = secret_alloc(*length + 1);
	ring = key_file_load(false);
	for (int i = 0; ring != NULL && i < ring->count; i++)
	{
		if (open_box(&ring->keys[i], box, size, plaintext))
		{
			plaintext[*length] = '\0';
			return plaintext;
		}
	}
	secret_raise_bad_box("It was not sealed for one of the keys that are loaded.");
}

char *
secret_public_key(void)
{
	char *base64 = palloc(
		sodium_base64_ENCODED_LEN(crypto_box_PUBLICKEYBYTES, sodium_base64_VARIANT_ORIGINAL));
	unsigned char public_key[crypto_box_PUBLICKEYBYTES];
	unsigned char secret_key[crypto_box_SECRETKEYBYTES];

	derive_box_keys(&sealing_keys()->keys[0], public_key, secret_key);
	sodium_memzero(secret_key, sizeof(secret_key));
	sodium_bin2base64(base64,
					  sodium_base64_ENCODED_LEN(sizeof(public_key), sodium_base64_VARIANT_ORIGINAL),
					  public_key, sizeof(public_key), sodium_base64_VARIANT_ORIGINAL);
	return base64;
}

const char *
secret_sealing_key_id(void)
{
	return sealing_keys()->keys[0].id;
}

/* With create, key_file_load() raises rather than returning none. */
static const KeyRing *
sealing_keys(void)
{
	return key_file_load(true);
}

/* Bound into the seal: which row and which field it belongs to. */
static char *
associated_data(const pg_uuid_t *source_id, const char *field)
{
	char *id = DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(source_id)));

	return psprintf("metahog/%d/%s/%s", FORMAT_VERSION, id, field);
}

/* A pair of X25519 keys for sealed boxes, so that one key in the file serves for both. */
static void
derive_box_keys(const SealingKey *key, unsigned char *public_key, unsigned char *secret_key)
{
	unsigned char seed[crypto_box_SEEDBYTES];

	crypto_generichash_blake2b_salt_personal(seed, sizeof(seed), key->bytes, KEY_BYTES, NULL, 0,
											 NULL, (const unsigned char *) BOX_PURPOSE);
	crypto_box_seed_keypair(public_key, secret_key, seed);
	sodium_memzero(seed, sizeof(seed));
}

static bool
open_box(const SealingKey *key, const unsigned char *box, Size size, char *plaintext)
{
	unsigned char public_key[crypto_box_PUBLICKEYBYTES];
	unsigned char secret_key[crypto_box_SECRETKEYBYTES];
	bool opened;

	derive_box_keys(key, public_key, secret_key);
	opened =
		crypto_box_seal_open((unsigned char *) plaintext, box, size, public_key, secret_key) == 0;
	sodium_memzero(secret_key, sizeof(secret_key));
	return opened;
}

static void
raise_unopened(const char *key_id, bool loaded)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 loaded ? errmsg("the source's secrets do not open with key \"%s\"", key_id)
				: errmsg("the source's secrets are sealed with key \"%s\", which is not loaded",
						 key_id),
		 loaded ? errdetail("They were damaged, or belong to another source.")
				: errhint(
					  "Put the key into the file that metahog.key_file names, or give the password "
					  "again with metahog.alter_source().")));
}

void
secret_raise_bad_box(const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid source option \"password_sealed\""), errdetail("%s", reason),
			 errhint(
				 "Seal {\"password\": ..., \"host\": ..., \"user\": ..., \"team_id\": ...} with "
				 "crypto_box_seal() for the key that metahog.public_key() gives, and "
				 "encode it in base64.")));
}
