/*
 * hogql/printed_query.h
 *		A text of HogQL as it is sent, and the way back from it.
 */
#ifndef METAHOG_PRINTED_QUERY_H
#define METAHOG_PRINTED_QUERY_H

#include "remote/statement.h"
#include "sqltree/spans.h"

typedef struct PrintedQuery
{
	PrintedText base; /* what the statement knows of it */
	const char *text;
	const SqlSpans *spans; /* characters of the HogQL text */
} PrintedQuery;

/*
 * Its errors, as the remote raises them, keep their SQLSTATE, message and hint; the position becomes
 * that of the HogQL, and the detail shows the SQL around the place.  What only a printer that is wrong
 * can be the cause of becomes XX000.
 */
extern PrintedQuery *printed_query(const char *text, const SqlSpans *spans);

#endif /* METAHOG_PRINTED_QUERY_H */
