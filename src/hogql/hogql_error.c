/*
 * hogql/hogql_error.c
 *		How every stage of a HogQL text says what is wrong with it, and where.
 *
 * - Messages, details and hints go to ereport() as arguments of "%s".
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "hogql/hogql_error.h"

/* What of the query's own text fits into a message. */
#define EXCERPT_CHARACTERS 100

static HogqlSpan last_error_span = {-1, -1};

void
hogql_error(HogqlSpan span, int sqlstate, const char *message, const char *detail, const char *hint)
{
	last_error_span = span;
	ereport(ERROR, (errcode(sqlstate), errmsg_internal("%s", message),
					detail ? errdetail_internal("%s", detail) : 0, hint ? errhint("%s", hint) : 0,
					span.start >= 0 ? errposition(span.start + 1) : 0));
	pg_unreachable();
}

char *
hogql_excerpt(const char *text)
{
	int length = (int) strlen(text);
	int kept = pg_mbcharcliplen(text, length, EXCERPT_CHARACTERS);

	return psprintf("\"%.*s%s\"", kept, text, kept < length ? "..." : "");
}

HogqlSpan
hogql_last_error_span(void)
{
	return last_error_span;
}
