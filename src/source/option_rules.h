/*
 * source/option_rules.h
 *		One row for each option: its name, its check, where it is kept.
 */
#ifndef METAHOG_OPTION_RULES_H
#define METAHOG_OPTION_RULES_H

#include "source/options.h"

/*
 * Check a value that is not null and give it as text: as it is kept, or as the
 * column's type reads it.  NULL if it says nothing.  Raises by options_error().
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

#endif /* METAHOG_OPTION_RULES_H */
