/*
 * source/source_secrets.c
 *		The secrets of a source as one sealed value of its row.
 *
 * The plaintext is a row of names and values, each ended by NUL, so that a
 * source can have other secrets one day.  No parser makes copies of it.
 */
#include "postgres.h"

#include "source/secret.h"
#include "source/source_secrets.h"

/* Bound into the seal: the column. */
#define SECRETS_FIELD "secrets"

#define PASSWORD_NAME "password"

static char *find_secret(char *secrets, Size length, const char *name);

char *
source_secrets_open(const Source *source)
{
	char *secrets;
	Size length;

	if (source->secrets == NULL || source->key_id == NULL)
		return NULL;
	secrets = secret_open(&source->id, SECRETS_FIELD, source->secrets, source->key_id, &length);
	return find_secret(secrets, length, PASSWORD_NAME);
}

bytea *
source_secrets_seal(const pg_uuid_t *id, const char *password, char **key_id)
{
	Size name_size = sizeof(PASSWORD_NAME);
	Size password_size = strlen(password) + 1;
	char *secrets = secret_alloc(name_size + password_size);

	memcpy(secrets, PASSWORD_NAME, name_size);
	memcpy(secrets + name_size, password, password_size);
	return secret_seal(id, SECRETS_FIELD, secrets, name_size + password_size, key_id);
}

bytea *
source_secrets_reseal(const pg_uuid_t *id, const bytea *sealed, const char *old_key_id,
					  char **key_id)
{
	Size length;
	char *secrets = secret_open(id, SECRETS_FIELD, sealed, old_key_id, &length);

	return secret_seal(id, SECRETS_FIELD, secrets, length, key_id);
}

/* Where the value stands in the secrets, which end with a NUL beyond their length. */
static char *
find_secret(char *secrets, Size length, const char *name)
{
	char *at = secrets;
	char *end = secrets + length;

	while (at < end)
	{
		char *value = at + strlen(at) + 1;

		if (value < end && strcmp(at, name) == 0)
			return value;
		at = value < end ? value + strlen(value) + 1 : end;
	}
	return NULL;
}
