/*
 * source/permission.c
 *		Who may see, use and change a source.
 *
 * The view metahog.sources, the lookup and source_usable() all ask here, so
 * that there is one answer.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/snapmgr.h"

#include "base/settings.h"
#include "source/own_tables.h"
#include "source/permission.h"
#include "source/source_role.h"

static bool is_bound_and_mine(Oid role);
static bool has_grant(const pg_uuid_t *id, Snapshot snapshot);

PG_FUNCTION_INFO_V1(metahog_source_is_usable);

bool
permission_team_sees(bool has_team, int64 team_id)
{
	int64 selected;

	if (!has_team || !settings_team(&selected))
		return true;
	return team_id == selected;
}

bool
permission_is_owner(Oid created_by)
{
	return superuser() || is_bound_and_mine(created_by);
}

/* What was said of a role that is gone is not said of whoever has its number now. */
static bool
is_bound_and_mine(Oid role)
{
	return has_privs_of_role(GetUserId(), role) && source_role_is_bound(role);
}

bool
permission_may_use(const pg_uuid_t *id, Oid created_by, Snapshot snapshot)
{
	return permission_is_owner(created_by) || has_grant(id, snapshot);
}

/*
 * source_is_usable(id uuid, team_id bigint, created_by regrole) -> boolean
 *
 * The condition of the view metahog.sources.  It reads the grants with the
 * query's own snapshot, as the view reads the sources.
 */
Datum
metahog_source_is_usable(PG_FUNCTION_ARGS)
{
	bool has_team = !PG_ARGISNULL(1);
	int64 team_id = has_team ? PG_GETARG_INT64(1) : 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(permission_team_sees(has_team, team_id) &&
				   permission_may_use(PG_GETARG_UUID_P(0), PG_GETARG_OID(2), GetActiveSnapshot()));
}

static bool
has_grant(const pg_uuid_t *id, Snapshot snapshot)
{
	OwnTableScan scan;
	ScanKeyData key;
	HeapTuple tuple;
	bool found = false;

	ScanKeyInit(&key, SOURCE_GRANT_SOURCE_ID, BTEqualStrategyNumber, F_UUID_EQ, UUIDPGetDatum(id));
	own_table_scan_begin(&scan, "source_grant", "source_grant_pkey", snapshot, 1, &key);
	while (!found && (tuple = own_table_scan_next(&scan)) != NULL)
	{
		bool isnull;
		Datum role = heap_getattr(tuple, SOURCE_GRANT_ROLE, RelationGetDescr(scan.table), &isnull);

		found = !isnull && is_bound_and_mine(DatumGetObjectId(role));
	}
	own_table_scan_end(&scan);
	return found;
}
