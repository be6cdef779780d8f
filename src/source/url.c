/*
 * source/url.c
 *		Connection URLs, postgres://user:password@host:port/database?key=value.
 *
 * - libpq takes them apart; what it makes of them is held against a list of
 *   what may be said.  Its error messages quote the URL, password and all, so
 *   none of them is passed on.
 * - libpq lets the query part override what stands before it, silently.  Here
 *   a key is given once.
 */
#include "postgres.h"

#include <sodium.h>

#include "libpq-fe.h"
#include "mb/pg_wchar.h"
#include "nodes/pg_list.h"

#include "source/options.h"
#include "source/secret_memory.h"

/* Keywords of libpq that may be set, and the options that they are. */
static const char *const url_keywords[][2] = {
	{"dbname", "database"}, {"host", "host"},		{"password", "password"},
	{"port", "port"},		{"sslmode", "sslmode"}, {"sslrootcert", "sslrootcert"},
	{"user", "user"},
};

static const char *skip_scheme(const char *url);
static const char *find_query(const char *url);
static void check_query(const char *url, const char *query);
static void check_keys(const char *query, PQconninfoOption *before);
static bool list_has(List *keys, const char *key);
static char *decode_key(const char *start, Size length);
static PQconninfoOption *parse(const char *url);
static void forget(PQconninfoOption *parsed);
static const char *value_of(PQconninfoOption *parsed, const char *keyword);
static const char *option_of(const char *keyword);
static void raise_bad_url(const char *detail) pg_attribute_noreturn();

void
options_read_url(SourceOptions *options, const char *url)
{
	const char *query = find_query(url);
	PQconninfoOption *parsed;

	if (query != NULL)
		check_query(url, query);
	parsed = parse(url);
	PG_TRY();
	{
		for (PQconninfoOption *item = parsed; item->keyword != NULL; item++)
		{
			const char *option = option_of(item->keyword);

			if (item->val == NULL)
				continue;
			if (option == NULL)
				option_error(item->keyword, "may not be set by a URL");
			options_read_text(options, option, item->val);
		}
	}
	PG_FINALLY();
	{
		forget(parsed);
	}
	PG_END_TRY();
}

/* What follows the scheme.  Raises if that is not ours. */
static const char *
skip_scheme(const char *url)
{
	if (strncmp(url, "postgres://", 11) == 0)
		return url + 11;
	if (strncmp(url, "postgresql://", 13) == 0)
		return url + 13;
	raise_bad_url("It does not begin with postgres:// or postgresql://.");
}

/*
 * The query part, behind its question mark; NULL if there is none.  User and
 * password end where libpq thinks that they do, at the first @ before a slash.
 * A second @ means that the password holds one as it is: the rest of it would
 * be taken for a host or a database, and be kept and shown as that.
 */
static const char *
find_query(const char *url)
{
	const char *rest = skip_scheme(url);
	const char *user_end = rest + strcspn(rest, "@/");
	const char *question;

	if (*user_end == '@')
		rest = user_end + 1;
	if (strchr(rest, '@') != NULL)
		raise_bad_url("A special character in it is not percent-encoded.");
	question = strchr(rest, '?');
	return question ? question + 1 : NULL;
}

/* Refuse a query part that says again what stands before it. */
static void
check_query(const char *url, const char *query)
{
	char *front = secret_copy(url, query - 1 - url);
	PQconninfoOption *before = parse(front);

	PG_TRY();
	{
		check_keys(query, before);
	}
	PG_FINALLY();
	{
		forget(before);
	}
	PG_END_TRY();
}

/* Refuse a key that is not ours, that stands twice in the query, or in it and before it. */
static void
check_keys(const char *query, PQconninfoOption *before)
{
	List *seen = NIL;

	while (*query != '\0')
	{
		Size length = strcspn(query, "&");
		char *key = decode_key(query, Min(strcspn(query, "="), length));

		if (!pg_verifymbstr(key, strlen(key), true))
			raise_bad_url("A key in its query part is not valid in the database's encoding.");
		if (option_of(key) == NULL)
			option_error(key, "may not be set by a URL");
		if (value_of(before, key) != NULL || list_has(seen, key))
			option_error(key, "is given twice in the URL");
		seen = lappend(seen, key);
		query += length + (query[length] == '&');
	}
}

static bool
list_has(List *keys, const char *key)
{
	ListCell *cell;

	foreach (cell, keys)
	{
		if (strcmp(lfirst(cell), key) == 0)
			return true;
	}
	return false;
}

/* Percent-encoding undone; what cannot be a key any more is left to libpq to refuse. */
static char *
decode_key(const char *start, Size length)
{
	char *key = palloc(length + 1);
	Size out = 0;

	for (Size i = 0; i < length; i++)
	{
		unsigned int byte;

		if (start[i] == '%' && i + 2 < length && sscanf(start + i + 1, "%2x", &byte) == 1)
		{
			key[out++] = (char) byte;
			i += 2;
		}
		else
			key[out++] = start[i];
	}
	key[out] = '\0';
	return key;
}

/* Taken apart by libpq.  The caller ends it with forget(). */
static PQconninfoOption *
parse(const char *url)
{
	char *message = NULL;
	PQconninfoOption *parsed = PQconninfoParse(url, &message);

	if (message != NULL)
	{
		sodium_memzero(message, strlen(message));
		PQfreemem(message);
	}
	if (parsed == NULL)
		raise_bad_url(NULL);
	return parsed;
}

/* PQconninfoFree() does not wipe. */
static void
forget(PQconninfoOption *parsed)
{
	for (PQconninfoOption *item = parsed; item->keyword != NULL; item++)
	{
		if (item->val != NULL)
			sodium_memzero(item->val, strlen(item->val));
	}
	PQconninfoFree(parsed);
}

static const char *
value_of(PQconninfoOption *parsed, const char *keyword)
{
	for (PQconninfoOption *item = parsed; item->keyword != NULL; item++)
	{
		if (strcmp(item->keyword, keyword) == 0)
			return item->val;
	}
	return NULL;
}

/* The option that a keyword of libpq sets; NULL if it may not be set. */
static const char *
option_of(const char *keyword)
{
	for (int i = 0; i < (int) lengthof(url_keywords); i++)
	{
		if (strcmp(url_keywords[i][0], keyword) == 0)
			return url_keywords[i][1];
	}
	return NULL;
}

static void
raise_bad_url(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid connection URL"),
			 detail ? errdetail("%s", detail) : 0,
			 errhint("The form is postgres://user:password@host:port/database?sslmode=require; "
					 "special characters in its parts are percent-encoded, as %%40 for @.")));
}
