/*
 * sqltree/spans.h
 *		Where printed nodes stand in the text, and what they were made of.
 */
#ifndef METAHOG_SQLTREE_SPANS_H
#define METAHOG_SQLTREE_SPANS_H

#include "sqltree/sqltree.h"

typedef struct SqlSpans SqlSpans;

/* None yet, in the current memory context, where they stay. */
extern SqlSpans *sql_make_spans(void);

/* The bytes from start up to end were printed for what has this span.  Inner nodes come before outer ones. */
extern void sql_add_span(SqlSpans *spans, int start, int end, SqlSpan span);

/*
 * The span of the innermost printed node around a position of the text.  Positions
 * are in characters, from 1, as PostgreSQL reports them.  False if no node with a
 * span stands there.
 */
extern bool sql_span_at(const SqlSpans *spans, const char *text, int position, SqlSpan *span);

#endif /* METAHOG_SQLTREE_SPANS_H */
