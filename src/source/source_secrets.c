/*
 * source/source_secrets.c
 *		The secrets of a source as one sealed value of its row.
 *
 * The plaintext is a row of names and values, each ended by NUL, so that a
 * source can have other secrets one day.  No parser makes copies of it.
 */
#include "postgres.h"

#include "source/secret.h"
#include "source/secret_memory.h"
#include "source/source_secrets.h"

/* Bound into the seal: the column. */
#define SECRETS_FIELD "secrets"

#define PASSWORD_NAME "password"

/* There, with the value "yes", if a client sealed the password. */
#define BOUND_NAME "bound"
#define BOUND_VALUE "yes"

static char *open_secret(const Source *source, const char *name);
static char *append(char *at, const char *text);
static char *find_secret(char *secrets, Size length, const char *name);

char *
source_secrets_open(const Source *source)
{
	return open_secret(source, PASSWORD_NAME);
}

bool
source_secrets_are_bound(const Source *source)
{
	return open_secret(source, BOUND_NAME) != NULL;
}

static char *
open_secret(const Source *source, const char *name)
{
	char *secrets;
	Size length;

	if (source->secrets == NULL || source->key_id == NULL)
		return NULL;
	secrets = secret_open(&source->id, SECRETS_FIELD, source->secrets, source->key_id, &length);
	return find_secret(secrets, length, name);
}

bytea *
source_secrets_seal(const pg_uuid_t *id, const char *password, bool bound, char **key_id)
{
	Size most =
		sizeof(PASSWORD_NAME) + strlen(password) + 1 + sizeof(BOUND_NAME) + sizeof(BOUND_VALUE);
	char *secrets = secret_alloc(most);
	char *end = append(append(secrets, PASSWORD_NAME), password);

	if (bound)
		end = append(append(end, BOUND_NAME), BOUND_VALUE);
	return secret_seal(id, SECRETS_FIELD, secrets, end - secrets, key_id);
}

/* With its NUL; returns where that ends. */
static char *
append(char *at, const char *text)
{
	Size size = strlen(text) + 1;

	memcpy(at, text, size);
	return at + size;
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
