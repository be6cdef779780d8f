/*
 * sqltree/spans.c
 *		Where printed nodes stand in the text, and what they were made of.
 *
 * - Kept in bytes, as they are printed; asked for in characters of the database's
 *   encoding, as errors are reported.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "sqltree/spans.h"

typedef struct PrintedSpan
{
	int start; /* in bytes of the printed text */
	int end;   /* behind the last one */
	SqlSpan span;
} PrintedSpan;

struct SqlSpans
{
	PrintedSpan *printed;
	int count;
	int capacity;
};

SqlSpans *
sql_make_spans(void)
{
	SqlSpans *spans = palloc0(sizeof(SqlSpans));

	spans->capacity = 64;
	spans->printed = palloc(sizeof(PrintedSpan) * spans->capacity);
	return spans;
}

void
sql_add_span(SqlSpans *spans, int start, int end, SqlSpan span)
{
	if (spans->count == spans->capacity)
	{
		spans->capacity *= 2;
		spans->printed = repalloc(spans->printed, sizeof(PrintedSpan) * spans->capacity);
	}
	spans->printed[spans->count++] = (PrintedSpan){.start = start, .end = end, .span = span};
}

/* The byte at which a character begins, counted from 1; -1 if the text is shorter. */
static int
byte_of(const char *text, int position)
{
	const char *at = text;

	for (; position > 1 && *at != '\0'; position--)
		at += pg_mblen(at);
	return position < 1 || *at == '\0' ? -1 : (int) (at - text);
}

bool
sql_span_at(const SqlSpans *spans, const char *text, int position, SqlSpan *span)
{
	const PrintedSpan *best = NULL;
	int byte = byte_of(text, position);
	int i;

	for (i = 0; i < spans->count; i++)
	{
		const PrintedSpan *printed = &spans->printed[i];

		/* Of two that are equally long the inner one was added first. */
		if (printed->start <= byte && byte < printed->end &&
			(best == NULL || printed->end - printed->start < best->end - best->start))
			best = printed;
	}
	if (best != NULL)
		*span = best->span;
	return best != NULL;
}
