/*
 * saved/dashboard.h
 *		What a dashboard is: its row, and who may see and change it.
 *
 * Everybody in its team sees it, with those tiles that he may; its owner changes it.
 */
#ifndef METAHOG_DASHBOARD_H
#define METAHOG_DASHBOARD_H

#include "saved/author.h"

typedef struct Dashboard
{
	pg_uuid_t id;
	char *name;
	bool has_team; /* false: shared by all teams */
	int64 team_id;
	Jsonb *filters;
	Oid owner;
	LastChange last;
} Dashboard;

/* The live one of that name or uuid that the session's team sees.  Raises 42704, 42P09. */
extern Dashboard *dashboard_lookup(const char *name_or_id);

/* The same by its id; NULL if there is none. */
extern Dashboard *dashboard_of_id(const pg_uuid_t *id);

/*
 * The same for those who may change it, its row locked until the transaction ends.  Raises 42501 for
 * others.
 */
extern Dashboard *dashboard_lock(const char *name_or_id);

extern bool dashboard_may_change(const Dashboard *dashboard);

#endif /* METAHOG_DASHBOARD_H */
