/*
 * source/option_rules.h
 *		One row for each option: its name, its check, where it is kept.
 */
#ifndef METAHOG_OPTION_RULES_H
#define METAHOG_OPTION_RULES_H

#include "base/compat.h"
#include "utils/jsonb.h"

typedef enum SourceOption
{
	/* kept in the column options, in this order */
	OPTION_HOST,
	OPTION_PORT,
	OPTION_DATABASE,
	OPTION_USER,
	OPTION_SCHEMA,
	OPTION_TIMEZONE,
	OPTION_WEEK_START,
	OPTION_SSLMODE,
	OPTION_SSLROOTCERT,
	CONNECTION_OPTIONS, /* how many these are */

	/* sealed, or not kept */
	OPTION_PASSWORD = CONNECTION_OPTIONS,
	OPTION_PASSWORD_SEALED,
	OPTION_SSH_TUNNEL,

	/* columns of their own */
	OPTION_NAME,
	OPTION_TEAM_ID,
	OPTION_DESCRIPTION,
	OPTION_READ_ONLY,
	OPTION_SUPPORTS_DIRECT_QUERY,
	OPTION_TIMEOUT,
	OPTION_MAX_ROWS,
	OPTION_MAX_BYTES,
	OPTION_MAX_CONNECTIONS,
	OPTION_RATE_LIMIT,
	OPTION_COUNT,
} SourceOption;

#define FIRST_COLUMN_OPTION OPTION_NAME

/*
 * Check a value that is not null and give it as text: as it is kept, or as the
 * column's type reads it.  NULL if it says nothing.  Raises by option_error().
 */
typedef char *(*OptionReader)(const char *field, const JsonbValue *value);

typedef struct OptionRule
{
	const char *name;
	OptionReader read;
	bool may_be_null;		 /* null sets it back to its default */
	const char *column_type; /* SQL type of its own column; NULL if it has none */
} OptionRule;

/* However it is given; the same in words, for messages. */
#define MAX_PASSWORD_BYTES 8192
#define MAX_PASSWORD_BYTES_TEXT CppAsString2(MAX_PASSWORD_BYTES)

/* Indexed by SourceOption. */
extern const OptionRule option_rules[OPTION_COUNT];

/* PostHog's "schema" is one name, not a search_path; empty for none. */
extern char *option_read_one_schema(const char *field, const JsonbValue *value);

/* A string of JSON as C string, palloc'd; anything else is refused. */
extern char *option_read_string(const char *field, const JsonbValue *value);

/* Raise 22023 for this field.  The reason is the rest of a sentence, "must be a number". */
extern void option_error(const char *field, const char *reason) pg_attribute_noreturn();

/* Is it a fit name for a source?  Raises if not. */
extern void option_check_name(const char *name);

#endif /* METAHOG_OPTION_RULES_H */
