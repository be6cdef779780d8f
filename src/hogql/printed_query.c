/*
 * hogql/printed_query.c
 *		A text of HogQL as it is sent, and the way back from it.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "hogql/printed_query.h"

/* Characters of the printed text that are shown before a place, and behind it. */
#define SHOWN_CHARACTERS 100

static void lead_back(const PrintedText *printed, RemoteError *error);
static bool is_printers_fault(const RemoteError *error);
static void tell_fault(const PrintedQuery *query, RemoteError *error);
static bool is_of_schema(const RemoteError *error);
static char *text_around(const char *text, int position);
static const char *skip_characters(const char *text, int count);

PrintedQuery *
printed_query(const char *text, const SqlSpans *spans)
{
	PrintedQuery *query = palloc0(sizeof(PrintedQuery));

	query->base.lead_back = lead_back;
	query->text = text;
	query->spans = spans;
	return query;
}

static void
lead_back(const PrintedText *printed, RemoteError *error)
{
	const PrintedQuery *query = (const PrintedQuery *) printed;
	int position = error->position;
	SqlSpan span;

	error->position = 0;
	if (position < 1)
		return;
	if (is_printers_fault(error))
		tell_fault(query, error);
	else if (error->hint == NULL && is_of_schema(error))
		error->hint = pstrdup("The source may have changed since its schema was recorded: "
							  "metahog.refresh_schema() records it anew.");
	if (sql_span_at(query->spans, query->text, position, &span) && span.start >= 0)
		error->position = span.start + 1;
	error->detail = psprintf("%s%sThe SQL there is: %s", error->detail != NULL ? error->detail : "",
							 error->detail != NULL ? "\n" : "", text_around(query->text, position));
}

/*
 * The remote knows each function, operator and type that is printed, and there is no text of HogQL that
 * is printed as something which is not SQL.
 */
static bool
is_printers_fault(const RemoteError *error)
{
	return error->sqlstate == ERRCODE_SYNTAX_ERROR || error->sqlstate == ERRCODE_UNDEFINED_FUNCTION;
}

static void
tell_fault(const PrintedQuery *query, RemoteError *error)
{
	char *sqlstate = pstrdup(unpack_sql_state(error->sqlstate));

	error->hint = psprintf("This is a fault of MetaHog's. The remote's SQLSTATE is %s. The whole "
						   "SQL is:\n%s",
						   sqlstate, clean_text(query->text));
	error->message =
		psprintf("the remote cannot read the SQL that was made of the query: %s", error->message);
	error->sqlstate = ERRCODE_INTERNAL_ERROR;
}

/* A table or a column that was there when the schema was recorded. */
static bool
is_of_schema(const RemoteError *error)
{
	return error->sqlstate == ERRCODE_UNDEFINED_TABLE ||
		   error->sqlstate == ERRCODE_UNDEFINED_COLUMN ||
		   error->sqlstate == ERRCODE_UNDEFINED_OBJECT;
}

static char *
text_around(const char *text, int position)
{
	const char *from = skip_characters(text, position - 1 - SHOWN_CHARACTERS);
	const char *to = skip_characters(text, position - 1 + SHOWN_CHARACTERS);

	return psprintf("%s%.*s%s", from > text ? "..." : "", (int) (to - from), from,
					*to != '\0' ? "..." : "");
}

/* The place behind so many characters, or the text's end. */
static const char *
skip_characters(const char *text, int count)
{
	for (; count > 0 && *text != '\0'; count--)
		text += pg_mblen(text);
	return text;
}
