/*
 * hogql/hogql_error.h
 *		How every stage of a HogQL text says what is wrong with it, and where.
 *
 * A position counts characters of the text from 1.  It is raised as errposition(); the callback of
 * whoever has the text makes an internal position and query of it, as PostgreSQL does for the body
 * of a function, so that no stage has to carry the text along.
 */
#ifndef METAHOG_HOGQL_ERROR_H
#define METAHOG_HOGQL_ERROR_H

#include "utils/errcodes.h"

/* A piece of the text: characters from 0, the end is one behind its last.  {-1, -1}: no place. */
typedef struct HogqlSpan
{
	int start;
	int end;
} HogqlSpan;

/* What is no error, but may not be what was meant. */
typedef struct HogqlWarning
{
	const char *message;
	HogqlSpan span;
} HogqlWarning;

/*
 * Raise an error at a span.  The message is text, never a format; detail and hint may be NULL.
 * Text of the query goes into a message through hogql_excerpt().
 */
extern void hogql_error(HogqlSpan span, int sqlstate, const char *message, const char *detail,
						const char *hint) pg_attribute_noreturn();

/* Text of the query made fit for a message: in double quotes, cut at 100 characters; palloc'd. */
extern char *hogql_excerpt(const char *text);

/* Where the last error was raised; hogql_check() tells its end, for which ErrorData has no room. */
extern HogqlSpan hogql_last_error_span(void);

#endif /* METAHOG_HOGQL_ERROR_H */
