/*
 * source/source_role.c
 *		Roles that own sources and what is kept, or were granted some: the same ones as when that was written
 *		down?
 *
 * The tables name roles by their numbers, and the server gives the number of a
 * dropped role to another one some day.  It knows nothing of our tables, which
 * need not even be in the database where the role is dropped.  So each role that
 * they name has a right that is good for nothing else: USAGE on the type
 * metahog.source_role.  With it the server does not drop the role, in whatever
 * database, before DROP OWNED has taken the right away; and a number that has it
 * not is another role's, or nobody's.
 *
 * - Only a right of the role itself counts: what it inherits, its successor may.
 * - The type's owner needs none, for the type depends on him.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "source/own_tables.h"
#include "source/source_role.h"

#define ROLE_TYPE "source_role"

/* What has an owner. */
static const struct
{
	const char *table;
	const char *owner; /* the column */
} owned[] = {{"source", "created_by"}, {"saved_query", "owner"}, {"dashboard", "owner"}};

static Oid role_type(void);
static bool has_right(HeapTuple type, Oid role);
static void forget_other_roles(Oid role);

bool
source_role_is_bound(Oid role)
{
	HeapTuple type = SearchSysCache1(TYPEOID, ObjectIdGetDatum(role_type()));
	bool bound;

	if (!HeapTupleIsValid(type))
		return false;
	bound = role == ((Form_pg_type) GETSTRUCT(type))->typowner || has_right(type, role);
	ReleaseSysCache(type);
	return bound;
}

static Oid
role_type(void)
{
	Oid type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(ROLE_TYPE),
							   ObjectIdGetDatum(get_namespace_oid(OWN_SCHEMA, false)));

	if (!OidIsValid(type))
		ereport(
			ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("type \"%s.%s\" does not exist", OWN_SCHEMA, ROLE_TYPE),
			 errhint(
				 "The extension metahog is not, or not completely, installed in this database.")));
	return type;
}

static bool
has_right(HeapTuple type, Oid role)
{
	bool isnull;
	Datum rights = SysCacheGetAttr(TYPEOID, type, Anum_pg_type_typacl, &isnull);
	bool found = false;
	const AclItem *items;
	Acl *list;

	if (isnull || !OidIsValid(role))
		return false;
	list = DatumGetAclPCopy(rights);
	items = ACL_DAT(list);
	for (int i = 0; i < ACL_NUM(list) && !found; i++)
		found = items[i].ai_grantee == role && (ACLITEM_GET_PRIVS(items[i]) & ACL_USAGE) != 0;
	pfree(list);
	return found;
}

void
source_role_bind(Oid role)
{
	PreventCommandIfReadOnly("GRANT");
	/* One at a time: the server fails who changes the same rights at the same time. */
	LockDatabaseObject(TypeRelationId, role_type(), 0, ShareUpdateExclusiveLock);
	if (source_role_is_bound(role))
		return;
	forget_other_roles(role);
	own_table_execute(psprintf("GRANT USAGE ON TYPE metahog." ROLE_TYPE " TO %s",
							   quote_identifier(GetUserNameFromId(role, false))),
					  0, NULL, NULL, NULL);
}

/* What was owned by a role that is gone has no owner; it is the superusers' to deal with. */
static void
forget_other_roles(Oid role)
{
	Oid types[] = {REGROLEOID};
	Datum values[] = {ObjectIdGetDatum(role)};

	own_table_execute("DELETE FROM metahog.source_grant AS g "
					  "WHERE g.role OPERATOR(pg_catalog.=) $1 OR NOT EXISTS "
					  "(SELECT FROM pg_catalog.pg_roles AS r "
					  "WHERE r.oid OPERATOR(pg_catalog.=) g.role)",
					  1, types, values, NULL);
	for (int i = 0; i < (int) lengthof(owned); i++)
		own_table_execute(psprintf("UPDATE metahog.%s AS o SET %s = 0::pg_catalog.regrole "
								   "WHERE o.%s OPERATOR(pg_catalog.=) $1 "
								   "OR (o.%s OPERATOR(pg_catalog.<>) 0 AND NOT EXISTS "
								   "(SELECT FROM pg_catalog.pg_roles AS r "
								   "WHERE r.oid OPERATOR(pg_catalog.=) o.%s))",
								   owned[i].table, owned[i].owner, owned[i].owner, owned[i].owner,
								   owned[i].owner),
						  1, types, values, NULL);
}
