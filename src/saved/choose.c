/*
 * saved/choose.c
 *		Which of several objects of one name is meant.
 */
#include "postgres.h"

#include "base/settings.h"
#include "saved/choose.h"

static const Candidate *choose_among(const List *candidates, bool has_team, const char *what,
									 const char *name);

void *
choose_by_team(const List *candidates, const char *what, const char *name)
{
	int64 team_id;
	bool team_first = settings_team(&team_id);
	const Candidate *chosen = choose_among(candidates, team_first, what, name);

	if (chosen == NULL)
		chosen = choose_among(candidates, !team_first, what, name);
	if (chosen == NULL && candidates != NIL)
		chosen = linitial(candidates);
	return chosen != NULL ? chosen->object : NULL;
}

static const Candidate *
choose_among(const List *candidates, bool has_team, const char *what, const char *name)
{
	const Candidate *found = NULL;
	ListCell *cell;

	foreach (cell, candidates)
	{
		const Candidate *candidate = lfirst(cell);

		if (candidate->has_team != has_team || !candidate->may_see)
			continue;
		if (found != NULL)
			ereport(ERROR, (errcode(ERRCODE_AMBIGUOUS_ALIAS),
							errmsg("%s name \"%s\" is ambiguous", what, name),
							errhint("Select a team with SET metahog.team_id, or use the id.")));
		found = candidate;
	}
	return found;
}
