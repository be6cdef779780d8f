/*
 * sqltree/spans.h
 *		Where printed nodes stand in the text, and what they were made of.
 */
#ifndef METAHOG_SQLTREE_SPANS_H
#define METAHOG_SQLTREE_SPANS_H

#include "sqltree/sqltree.h"

typedef struct SqlSpans SqlSpans;

/*
 * The span of the innermost printed node around a position of the text.  Positions
 * are in characters, from 1, as PostgreSQL reports them.  False if no node with a
 * span stands there.
 */
extern bool sql_span_at(const SqlSpans *spans, const char *text, int position, SqlSpan *span);

#endif /* METAHOG_SQLTREE_SPANS_H */
