/*
 * sqltree/quote.h
 *		Names and texts of a caller in a statement: the only way for them to get there.
 */
#ifndef METAHOG_SQLTREE_QUOTE_H
#define METAHOG_SQLTREE_QUOTE_H

#include "postgres.h"

#include "lib/stringinfo.h"

/*
 * "name", with its quotes doubled.  Raises 42622 for one that PostgreSQL would cut,
 * which might then be another's, and 42602 for an empty one.
 */
extern void sql_quote_name(StringInfo out, const char *name);

/* 'text', or E'text' if it has a backslash: the same under every standard_conforming_strings. */
extern void sql_quote_text(StringInfo out, const char *text);

#endif /* METAHOG_SQLTREE_QUOTE_H */
