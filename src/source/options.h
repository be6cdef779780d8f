/*
 * source/options.h
 *		What a caller may say about a source, checked and in one form.
 *
 * A URL, PostHog's job_inputs and options all end in a SourceOptions.  What is
 * in one has passed its check; each check raises 22023 naming one field, and
 * never shows a value, which might be a piece of a password.
 */
#ifndef METAHOG_OPTIONS_H
#define METAHOG_OPTIONS_H

#include "source/option_rules.h"

typedef struct OptionValue
{
	bool given;
	char *text; /* NULL: given as null, back to the default */
} OptionValue;

typedef struct SourceOptions
{
	OptionValue values[OPTION_COUNT];
} SourceOptions;

/* The three shapes of JSON in which options come. */
typedef enum OptionForm
{
	OPTIONS_OF_CREATE,
	OPTIONS_OF_ALTER, /* "name" as well */
	OPTIONS_OF_JOB,	  /* PostHog's job_inputs */
} OptionForm;

/* Add what a JSON object says.  Raises if it is none, if a key is unknown, or given before. */
extern void options_read_json(SourceOptions *options, Jsonb *json, OptionForm form);

/* Add what a connection URL says; in url.c. */
extern void options_read_url(SourceOptions *options, const char *url);

/* Add one text value under the key that it has in options. */
extern void options_read_text(SourceOptions *options, const char *key, const char *text);

/*
 * The column options as it will be: what it was (NULL at creation) with what
 * is given in its place.  Raises if something is missing or does not fit
 * together.
 */
extern Jsonb *options_merge_connection(const SourceOptions *options, const Jsonb *current);

/* A value of the column options as text, palloc'd; NULL if there is none. */
extern char *options_connection_value(const Jsonb *connection, SourceOption option);

/*
 * The password in clear, in UTF-8 and in memory that is wiped, whichever way it
 * was given; NULL if none was.  One that a client has sealed must be for a
 * source with these connection options and this team (in decimal, NULL: shared).
 */
extern char *options_password(const SourceOptions *options, const Jsonb *connection,
							  const char *team_id);

/* Was it sealed by a client? */
extern bool options_password_is_sealed(const SourceOptions *options);

/* Was the password given, be it as null? */
extern bool options_has_password(const SourceOptions *options);

/* Is anything given at all? */
extern bool options_any(const SourceOptions *options);

/* Name and SQL type of the column of an option from FIRST_COLUMN_OPTION on. */
extern const char *options_name(SourceOption option);
extern const char *options_column_type(SourceOption option);

#endif /* METAHOG_OPTIONS_H */
