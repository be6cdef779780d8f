/*
 * saved/saved_query.h
 *		What a saved query is: its row, and who may see, run and change it.
 *
 * - Who may use its source sees it and runs it.  Its owner sees it, too, when he may not, so that he can
 *   put it on another source or drop it; he does not run it.
 * - Its owner, and who may change the source, change it.
 * - Which team sees it is said by the source alone, wherever that has moved since.
 */
#ifndef METAHOG_SAVED_QUERY_H
#define METAHOG_SAVED_QUERY_H

#include "saved/author.h"
#include "saved/kinds.h"
#include "source/source.h"

typedef struct SavedQuery
{
	pg_uuid_t id;
	char *name;
	const SavedKind *kind;
	char *text;
	Jsonb *variables;
	Source *source; /* dropped or not */
	Oid owner;
	LastChange last;
} SavedQuery;

/*
 * The live one of that name or uuid whose source the session's team sees, palloc'd.  A team's own goes
 * before a shared one.  Raises 42704 if there is none, 42P09 if the name is one of several, 42501 if the
 * current role may not see it.
 */
extern SavedQuery *saved_query_lookup(const char *name_or_id);

/* The same for those who may change it. */
extern SavedQuery *saved_query_lookup_for_change(const char *name_or_id);

/* The one of that id, whoever may see it; NULL if there is none. */
extern SavedQuery *saved_query_of_id(const pg_uuid_t *id);

/* Is the current role its owner, or its source's? */
extern bool saved_query_may_change(const SavedQuery *saved);

/* The uuid as text, palloc'd. */
extern char *uuid_text(const pg_uuid_t *id);

#endif /* METAHOG_SAVED_QUERY_H */
