/*
 * source/role_limit.c
 *		metahog.rate_limit: how many calls a role may begin in a minute.
 *
 * A role may lower its limit, so everybody may SET the variable, and its value
 * binds nobody: PGOPTIONS, and a SET before the library is loaded, put
 * themselves before what ALTER ROLE has stored.  What binds is read from where
 * an administrator has written it, and the variable can but lower that.
 *
 * - Stored limits are looked up as the server looks up settings: of the role
 *   in this database, of the role, of the database, of all roles; then the
 *   configuration files and the server's command line.
 * - They are read once.  As with other settings, what another session stores
 *   holds from the next session on.
 * - Nobody raises what is stored for himself, see forbid_raising().
 */
#include "postgres.h"

#include <limits.h>

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/parallel.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "source/role_limit.h"

#define SETTING "metahog.rate_limit"

/* Nothing is stored there, which is not the same as a stored 0. */
#define NOT_STORED (-1)

/* What the catalog says of a role. */
typedef struct StoredLimit
{
	Oid role;
	int limit;
} StoredLimit;

static int wished = 0;

/* Of the role that logged in, and of the one that SET ROLE has last made of it. */
static StoredLimit of_login;
static StoredLimit of_other;

/* What the configuration files say, or else the command line, which goes before them. */
static int configured = 0;
static GucSource configured_by = PGC_S_DEFAULT;

/* Was a value of somebody else there before that of the files could be seen? */
static bool configured_is_hidden = false;

static object_access_hook_type next_hook = NULL;

static bool check_wish(int *value, void **extra, GucSource source);
static bool may_be_refused(GucSource source);
static int lower_of(int limit, int other);
static int stored_in_catalog(Oid role);
static int look_up(Oid database, Oid role);
static int configured_limit(void);
static int limit_in_files(void);
static void see_access(ObjectAccessType access, Oid class_id, Oid database, int sub_id, void *arg);
static void forbid_raising(Oid database, Oid role);
static int limit_before(Oid database, Oid role);
static int lowest_of_databases(void);
static int stored_entry(Oid database, Oid role, Snapshot snapshot);
static int read_entry(HeapTuple tuple, TupleDesc columns);
static int parse_entry(const char *entry);
static int parse_limit(const char *value);

void
role_limit_init(void)
{
	DefineCustomIntVariable(SETTING, "Calls that a role may begin in a minute.",
							"0: as many as it likes. What ALTER ROLE, ALTER DATABASE or the "
							"configuration says can be lowered by the role, but not raised.",
							&wished, 0, 0, INT_MAX, PGC_USERSET, 0, check_wish, NULL, NULL);
	next_hook = object_access_hook;
	object_access_hook = see_access;
}

int
role_limit_stored(Oid role)
{
	int limit;

	if (superuser_arg(role))
		return 0;
	limit = stored_in_catalog(role);
	return limit == NOT_STORED ? configured_limit() : limit;
}

int
role_limit_wished(void)
{
	return wished;
}

/*
 * Says no to who asks for more than he gets; whoever is not told, as in
 * PGOPTIONS, gets no more either.  Besides, this is where the server shows
 * what its configuration says, also to a session that has its own value.
 */
static bool
check_wish(int *value, void **extra, GucSource source)
{
	int limit;

	if (source == PGC_S_ARGV || (source < PGC_S_ARGV && configured_by != PGC_S_ARGV))
	{
		configured = *value;
		configured_by = source;
	}
	else if (configured_by == PGC_S_DEFAULT)
		configured_is_hidden = true;

	if (!may_be_refused(source))
		return true;
	limit = lower_of(role_limit_stored(GetOuterUserId()), role_limit_stored(GetSessionUserId()));
	if (limit == 0 || (*value > 0 && *value <= limit))
		return true;
	GUC_check_errcode(ERRCODE_INSUFFICIENT_PRIVILEGE);
	GUC_check_errmsg("permission denied to raise " SETTING " above %d", limit);
	GUC_check_errhint(
		"A role may only lower its limit. An administrator raises it with ALTER ROLE.");
	return false;
}

/*
 * Only a SET is, where catalogs can be read: not what ALTER ROLE tries out,
 * which may be for another role, nor what a parallel worker is handed.
 */
static bool
may_be_refused(GucSource source)
{
	return source == PGC_S_SESSION && IsTransactionState() && !InitializingParallelWorker;
}

/* The lower one of two limits, of which 0 is none. */
static int
lower_of(int limit, int other)
{
	if (limit == 0 || other == 0)
		return Max(limit, other);
	return Min(limit, other);
}

static int
stored_in_catalog(Oid role)
{
	StoredLimit *known = role == GetSessionUserId() ? &of_login : &of_other;

	if (known->role != role)
	{
		known->limit = look_up(MyDatabaseId, role);
		known->role = role;
	}
	return known->limit;
}

/* In the order in which the server would take it: the first one that is there. */
static int
look_up(Oid database, Oid role)
{
	const Oid keys[][2] = {{database, role},
						   {InvalidOid, role},
						   {database, InvalidOid},
						   {InvalidOid, InvalidOid}};
	int limit = NOT_STORED;

	for (int i = 0; limit == NOT_STORED && i < (int) lengthof(keys); i++)
		limit = stored_entry(keys[i][0], keys[i][1], NULL);
	return limit;
}

/*
 * A library that is loaded late is not shown what PGOPTIONS or ALTER ROLE has
 * covered; then the files have it.
 */
static int
configured_limit(void)
{
	if (configured_is_hidden && configured_by == PGC_S_DEFAULT)
	{
		configured = limit_in_files();
		configured_is_hidden = false;
	}
	return configured;
}

/* As the server reads them: what comes later counts. */
static int
limit_in_files(void)
{
	ConfigVariable *first = NULL;
	ConfigVariable *last = NULL;
	int limit = NOT_STORED;

	if (ParseConfigFile(ConfigFileName, true, NULL, 0, 0, DEBUG3, &first, &last))
		ParseConfigFile(PG_AUTOCONF_FILENAME, false, NULL, 0, 0, DEBUG3, &first, &last);
	for (ConfigVariable *item = first; item != NULL; item = item->next)
	{
		if (item->name != NULL && pg_strcasecmp(item->name, SETTING) == 0)
			limit = parse_limit(item->value);
	}
	FreeConfigVariables(first);
	return Max(limit, 0);
}

/* The server's hook: ALTER ROLE and ALTER DATABASE have written a setting. */
static void
see_access(ObjectAccessType access, Oid class_id, Oid database, int sub_id, void *arg)
{
	if (next_hook != NULL)
		next_hook(access, class_id, database, sub_id, arg);
	if (access != OAT_POST_ALTER || class_id != DbRoleSettingRelationId)
		return;
	of_login.role = of_other.role = InvalidOid;
	forbid_raising(database, ((ObjectAccessPostAlter *) arg)->auxiliary_id);
}

/*
 * Everybody may ALTER his own role, and a database's owner the database: SET a
 * variable that everybody may SET, RESET it, and RESET ALL.  So what was
 * written must not be above what held before.  Who alters another role is an
 * administrator of it.  Where the library is not loaded, the server does not
 * know the variable, and lets only superusers store or reset it, and whom they
 * have granted SET ON PARAMETER.
 */
static void
forbid_raising(Oid database, Oid role)
{
	int before, after;

	if (superuser() || (OidIsValid(role) && role != GetUserId()))
		return;
	after = stored_entry(database, role, SnapshotSelf);
	if (after == stored_entry(database, role, NULL))
		return;
	before = limit_before(database, role);
	if (before == 0 || (after > 0 && after <= before))
		return;
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("permission denied to raise or reset " SETTING),
					errdetail("It is %d per minute, and can only be lowered.", before),
					errhint("An administrator raises it with ALTER ROLE.")));
}

/*
 * The limit that a setting of that role in that database replaces, 0 = none.
 * That of a role in all databases may stand before those of single ones.
 */
static int
limit_before(Oid database, Oid role)
{
	int limit = look_up(database, role);

	if (limit == NOT_STORED)
		limit = configured_limit();
	if (!OidIsValid(database) && stored_entry(database, role, NULL) == NOT_STORED)
		limit = lower_of(limit, lowest_of_databases());
	return limit;
}

/* What is stored for all roles of some database. */
static int
lowest_of_databases(void)
{
	Relation settings = table_open(DbRoleSettingRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	int lowest = 0;

	ScanKeyInit(&key, Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(InvalidOid));
	scan = systable_beginscan(settings, InvalidOid, false, NULL, 1, &key);
	while ((tuple = systable_getnext(scan)) != NULL)
		lowest = lower_of(lowest, Max(read_entry(tuple, RelationGetDescr(settings)), 0));
	systable_endscan(scan);
	table_close(settings, AccessShareLock);
	return lowest;
}

/* Without a snapshot, as it was when the command began. */
static int
stored_entry(Oid database, Oid role, Snapshot snapshot)
{
	Relation settings = table_open(DbRoleSettingRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;
	int limit = NOT_STORED;

	ScanKeyInit(&keys[0], Anum_pg_db_role_setting_setdatabase, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(database));
	ScanKeyInit(&keys[1], Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(role));
	scan = systable_beginscan(settings, DbRoleSettingDatidRolidIndexId, true, snapshot, 2, keys);
	tuple = systable_getnext(scan);
	if (tuple != NULL)
		limit = read_entry(tuple, RelationGetDescr(settings));
	systable_endscan(scan);
	table_close(settings, AccessShareLock);
	return limit;
}

/* One row's settings are an array of name=value. */
static int
read_entry(HeapTuple tuple, TupleDesc columns)
{
	bool isnull;
	Datum settings = heap_getattr(tuple, Anum_pg_db_role_setting_setconfig, columns, &isnull);
	Datum *entries;
	int count;
	int limit = NOT_STORED;

	if (isnull)
		return NOT_STORED;
	deconstruct_array(DatumGetArrayTypeP(settings), TEXTOID, -1, false, TYPALIGN_INT, &entries,
					  NULL, &count);
	for (int i = 0; limit == NOT_STORED && i < count; i++)
		limit = parse_entry(TextDatumGetCString(entries[i]));
	return limit;
}

static int
parse_entry(const char *entry)
{
	size_t length = strlen(SETTING);

	/* A name in capitals can have been stored while the server did not know it. */
	if (pg_strncasecmp(entry, SETTING, length) != 0 || entry[length] != '=')
		return NOT_STORED;
	return parse_limit(entry + length + 1);
}

/* What is no limit does not count, as the server would not take it either. */
static int
parse_limit(const char *value)
{
	int limit;

	if (value == NULL || !parse_int(value, &limit, 0, NULL) || limit < 0)
		return NOT_STORED;
	return limit;
}
