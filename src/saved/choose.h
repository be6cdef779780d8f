/*
 * saved/choose.h
 *		Which of several objects of one name is meant.
 */
#ifndef METAHOG_SAVED_CHOOSE_H
#define METAHOG_SAVED_CHOOSE_H

#include "nodes/pg_list.h"

/* An object that the session's team sees. */
typedef struct Candidate
{
	void *object;
	bool has_team; /* false: shared by all teams */
	bool may_see;  /* the current role */
} Candidate;

/*
 * The object that a name means, as with names of sources: a team's own goes before a shared one; without a
 * selected team it is the shared one, or the only one of all that the role may see; one that it may not see
 * comes last, so that it can be told so.  NULL if there is none; raises 42P09 if there are several.
 */
extern void *choose_by_team(const List *candidates, const char *what, const char *name);

#endif /* METAHOG_SAVED_CHOOSE_H */
