/*
 * source/role_limit.c
 *		How many calls a role may begin in a minute, as metahog.role_limit says.
 *
 * - Limits are rows that administrators write with limit_role(); whom they bind
 *   has no way to them, so no setting and no hook has to be guarded.
 * - They are looked up with each call, like sources: a change holds at once.
 * - They are not bound to a right of the role, as grants are (source_role.c):
 *   who is limited could give that up.  Those of dropped roles go with the next
 *   change of any.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_auth_members.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/catcache.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/json_writer.h"
#include "source/own_tables.h"
#include "source/role_limit.h"
#include "source/source_change.h"

/* The role of a limit for all: what regrole reads "-" as. */
#define EVERYBODY InvalidOid

#define NO_LIMIT 0

static int set_limit(Oid role);
static int lowest_inherited(Oid role);
static List *role_and_memberships(Oid role);
static void check_arguments(FunctionCallInfo fcinfo);
static void forget_dropped_roles(void);
static void store_limit(Oid role, int limit);
static bool delete_limit(Oid role);
static char *change_details(Oid role, int before, int after);

PG_FUNCTION_INFO_V1(metahog_limit_role);

int
role_limit(Oid role)
{
	int limit = set_limit(role);

	if (limit == NO_LIMIT)
		limit = lowest_inherited(role);
	if (limit == NO_LIMIT && !superuser_arg(role))
		limit = set_limit(EVERYBODY);
	return limit;
}

/* What the role's own row says. */
static int
set_limit(Oid role)
{
	OwnTableScan scan;
	ScanKeyData key;
	HeapTuple tuple;
	int limit = NO_LIMIT;
	bool isnull;

	ScanKeyInit(&key, ROLE_LIMIT_ROLE, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(role));
	own_table_scan_begin(&scan, "role_limit", "role_limit_pkey", NULL, 1, &key);
	tuple = own_table_scan_next(&scan);
	if (tuple != NULL)
		limit = DatumGetInt32(
			heap_getattr(tuple, ROLE_LIMIT_RATE_LIMIT, RelationGetDescr(scan.table), &isnull));
	own_table_scan_end(&scan);
	return limit;
}

/* Of the roles that it is a member of, each of which may have one. */
static int
lowest_inherited(Oid role)
{
	List *roles = list_delete_first(role_and_memberships(role));
	int lowest = NO_LIMIT;
	ListCell *cell;

	foreach (cell, roles)
	{
		int limit = set_limit(lfirst_oid(cell));

		if (limit != NO_LIMIT && (lowest == NO_LIMIT || limit < lowest))
			lowest = limit;
	}
	list_free(roles);
	return lowest;
}

/*
 * The role first.  Also memberships that hand no rights on (NOINHERIT): a limit
 * is none.
 */
static List *
role_and_memberships(Oid role)
{
	List *roles = list_make1_oid(role);
	ListCell *cell;

	/* It grows while it is walked, as in the server's own roles_is_member_of(). */
	foreach (cell, roles)
	{
		CatCList *rows = SearchSysCacheList1(AUTHMEMMEMROLE, ObjectIdGetDatum(lfirst_oid(cell)));

		for (int i = 0; i < rows->n_members; i++)
		{
			HeapTuple tuple = &rows->members[i]->tuple;

			roles =
				list_append_unique_oid(roles, ((Form_pg_auth_members) GETSTRUCT(tuple))->roleid);
		}
		ReleaseSysCacheList(rows);
	}
	return roles;
}

/*
 * limit_role(role regrole, rate_limit integer) -> void
 *
 * Who may call it is said by EXECUTE.  The role may be gone if its limit is to
 * be lifted.
 */
Datum
metahog_limit_role(PG_FUNCTION_ARGS)
{
	SourceChange change;
	Oid role;
	int before;
	int limit;

	source_change_begin(&change, "limit_role", false);
	check_arguments(fcinfo);
	PreventCommandIfReadOnly("metahog.limit_role()");
	role = PG_GETARG_OID(0);
	limit = PG_ARGISNULL(1) ? NO_LIMIT : PG_GETARG_INT32(1);
	before = set_limit(role);
	forget_dropped_roles();
	if (limit != NO_LIMIT)
		store_limit(role, limit);
	else if (!delete_limit(role) && before == NO_LIMIT)
		ereport(NOTICE, (errmsg("this role has no limit of its own")));
	source_change_end(&change, change_details(role, before, limit));
	PG_RETURN_VOID();
}

static void
check_arguments(FunctionCallInfo fcinfo)
{
	Oid role;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("role must not be null"),
						errhint("'-' stands for all roles to whom no other limit applies.")));
	if (PG_ARGISNULL(1))
		return;
	if (PG_GETARG_INT32(1) < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("rate_limit must be a whole number from 1 to %d, not %d",
							   PG_INT32_MAX, PG_GETARG_INT32(1)),
						errhint("null lifts the limit.")));
	role = PG_GETARG_OID(0);
	if (role != EVERYBODY && !SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(role)))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("role with OID %u does not exist", role)));
}

/* Nobody who is given such a number later is to find a limit there. */
static void
forget_dropped_roles(void)
{
	OwnTableWrite write;

	own_table_write_begin(&write);
	own_table_execute("DELETE FROM metahog.role_limit AS l WHERE l.role OPERATOR(pg_catalog.<>) 0 "
					  "AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r "
					  "WHERE r.oid OPERATOR(pg_catalog.=) l.role)",
					  0, NULL, NULL, NULL);
	own_table_write_end(&write);
}

static void
store_limit(Oid role, int limit)
{
	OwnTableWrite write;
	Oid types[] = {REGROLEOID, INT4OID, REGROLEOID};
	Datum values[] = {ObjectIdGetDatum(role), Int32GetDatum(limit), ObjectIdGetDatum(GetUserId())};

	own_table_write_begin(&write);
	own_table_execute("INSERT INTO metahog.role_limit (role, rate_limit, set_by) "
					  "VALUES ($1, $2, $3) ON CONFLICT (role) DO UPDATE SET "
					  "(rate_limit, set_by, set_at) = "
					  "ROW (excluded.rate_limit, excluded.set_by, excluded.set_at)",
					  3, types, values, NULL);
	own_table_write_end(&write);
}

static bool
delete_limit(Oid role)
{
	OwnTableWrite write;
	Oid types[] = {REGROLEOID};
	Datum values[] = {ObjectIdGetDatum(role)};
	uint64 deleted;

	own_table_write_begin(&write);
	deleted = own_table_execute("DELETE FROM metahog.role_limit AS l "
								"WHERE l.role OPERATOR(pg_catalog.=) $1",
								1, types, values, NULL);
	own_table_write_end(&write);
	return deleted > 0;
}

/* {"role": "name", "old": 10, "new": 20}, without what is none; a role that is gone by its number. */
static char *
change_details(Oid role, int before, int after)
{
	char *name = role == EVERYBODY ? "-" : GetUserNameFromId(role, true);
	StringInfoData details;

	initStringInfo(&details);
	appendStringInfoString(&details, "{\"role\": ");
	json_write_cstring(&details, name != NULL ? name : psprintf("%u", role));
	if (before != NO_LIMIT)
		appendStringInfo(&details, ", \"old\": %d", before);
	if (after != NO_LIMIT)
		appendStringInfo(&details, ", \"new\": %d", after);
	appendStringInfoChar(&details, '}');
	return details.data;
}
