/*
 * sqltree/print.h
 *		A tree becomes a text, in the words of a dialect.
 *
 * The text is one statement.  With each printed node that has a span it is
 * remembered where it stands, so that a position in it leads back to what the
 * caller wrote (spans.h).
 */
#ifndef METAHOG_SQLTREE_PRINT_H
#define METAHOG_SQLTREE_PRINT_H

#include "sqltree/spans.h"
#include "sqltree/sqltree.h"

struct SqlDialect;

extern const struct SqlDialect sql_postgres;

typedef struct SqlPrintOptions
{
	bool pretty;	/* a clause on a line of its own, indented; else the same text */
	bool constants; /* the values of parameters in their place */
} SqlPrintOptions;

typedef struct SqlText
{
	char *text;
	int length; /* in bytes */
	SqlSpans *spans;
} SqlText;

/*
 * Prints a query, or an expression, in the current memory context.  Raises 54000 for
 * what is too long or too large, 54001 for what is nested too deeply, 54011 for a row
 * of too many columns, 54023 for a call of too many arguments, 0A000 for what the
 * dialect cannot say, 42622 for a name that the dialect would cut.
 */
extern SqlText *sql_print(const void *node, const struct SqlDialect *dialect,
						  SqlPrintOptions options);

#endif /* METAHOG_SQLTREE_PRINT_H */
