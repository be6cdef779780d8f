/*
 * query/route.h
 *		Which source a text belongs to.
 */
#ifndef METAHOG_ROUTE_H
#define METAHOG_ROUTE_H

#include "nodes/pg_list.h"

#include "query/text_work.h"
#include "remote/statement.h"
#include "source/source.h"

typedef struct Route
{
	Source *source;	  /* NULL: the text names none, and none is selected */
	const char *name; /* that it goes by: as the text or metahog.source has it, maybe an id */
	const char *text; /* for that source: without the comment and the prefixes */
} Route;

/*
 * What the text itself says goes before what the session has selected: a first
 * line "--pg:source", or a source's name before that of a table.  Raises 0A000
 * if it names two, and what source_lookup() raises.  The statement learns how
 * positions lead back into the caller's text.  Of no use if the time is up.
 */
extern void route_query(const char *query, Route *route, Statement *statement, TextWork *work);

/*
 * The same where the words that stand first in the text's names are known (List
 * of Qualifier) and nothing is to be made of the text; what is selected does not
 * count.  Returns how many bytes of comments name a source.
 */
extern int route_find(const char *query, List *qualifiers, Route *route, TextWork *work);

#endif /* METAHOG_ROUTE_H */
