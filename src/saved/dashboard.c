/*
 * saved/dashboard.c
 *		What a dashboard is: its row, and who may see and change it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "saved/choose.h"
#include "saved/dashboard.h"
#include "saved/own_rows.h"
#include "saved/saved_query.h"
#include "source/permission.h"
#include "source/source.h"

#define SELECT_DASHBOARD                                                         \
	"SELECT id, name, team_id, filters, owner, version, updated_by, updated_at " \
	"FROM metahog.dashboard WHERE deleted_at IS NULL AND "

/* Their order. */
enum
{
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_TEAM_ID,
	COLUMN_FILTERS,
	COLUMN_OWNER,
	COLUMN_VERSION,
	COLUMN_UPDATED_BY,
	COLUMN_UPDATED_AT
};

static Dashboard *lookup_for_change(const char *name_or_id);
static List *find_by_name(const char *name);
static Dashboard *read_row(const OwnRow *row);

Dashboard *
dashboard_lookup(const char *name_or_id)
{
	Dashboard *dashboard;
	pg_uuid_t id;

	if (source_parse_id(name_or_id, &id))
		dashboard = dashboard_of_id(&id);
	else
		dashboard = choose_by_team(find_by_name(name_or_id), "dashboard", name_or_id);
	if (dashboard == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("dashboard \"%s\" does not exist", name_or_id),
				 errhint("SELECT name FROM metahog.dashboards shows those that there are.")));
	return dashboard;
}

Dashboard *
dashboard_of_id(const pg_uuid_t *id)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(id)};
	List *rows = own_rows(SELECT_DASHBOARD "id = $1", 1, types, args);

	return rows != NIL ? read_row(linitial(rows)) : NULL;
}

Dashboard *
dashboard_lock(const char *name_or_id)
{
	Dashboard *dashboard = lookup_for_change(name_or_id);
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(&dashboard->id)};

	own_change("SELECT FROM metahog.dashboard WHERE id = $1 FOR NO KEY UPDATE", 1, types, args);
	/* What was waited for may have changed or dropped it. */
	return lookup_for_change(uuid_text(&dashboard->id));
}

bool
dashboard_may_change(const Dashboard *dashboard)
{
	return permission_is_owner(dashboard->owner);
}

static Dashboard *
lookup_for_change(const char *name_or_id)
{
	Dashboard *dashboard = dashboard_lookup(name_or_id);

	if (!dashboard_may_change(dashboard))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of dashboard \"%s\"", name_or_id)));
	return dashboard;
}

/* Those that the session's team sees, of Candidate. */
static List *
find_by_name(const char *name)
{
	Oid types[] = {TEXTOID};
	Datum args[] = {CStringGetTextDatum(name)};
	List *rows = own_rows(SELECT_DASHBOARD "name COLLATE \"C\" = $1", 1, types, args);
	List *found = NIL;
	ListCell *cell;

	foreach (cell, rows)
	{
		Dashboard *dashboard = read_row(lfirst(cell));
		Candidate *candidate;

		if (dashboard == NULL)
			continue;
		candidate = palloc(sizeof(Candidate));
		*candidate = (Candidate){dashboard, dashboard->has_team, true};
		found = lappend(found, candidate);
	}
	return found;
}

/* NULL if the session's team does not see it. */
static Dashboard *
read_row(const OwnRow *row)
{
	Dashboard *dashboard = palloc0(sizeof(Dashboard));

	dashboard->has_team = !row->nulls[COLUMN_TEAM_ID];
	if (dashboard->has_team)
		dashboard->team_id = DatumGetInt64(row->values[COLUMN_TEAM_ID]);
	if (!permission_team_sees(dashboard->has_team, dashboard->team_id))
		return NULL;
	dashboard->id = *DatumGetUUIDP(row->values[COLUMN_ID]);
	dashboard->name = TextDatumGetCString(row->values[COLUMN_NAME]);
	dashboard->filters = DatumGetJsonbP(row->values[COLUMN_FILTERS]);
	dashboard->owner = DatumGetObjectId(row->values[COLUMN_OWNER]);
	dashboard->last.version = DatumGetInt32(row->values[COLUMN_VERSION]);
	dashboard->last.updated_by = TextDatumGetCString(row->values[COLUMN_UPDATED_BY]);
	dashboard->last.updated_at = DatumGetTimestampTz(row->values[COLUMN_UPDATED_AT]);
	return dashboard;
}
