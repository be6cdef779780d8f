/*
 * source/own_tables.c
 *		The extension's own tables: finding, scanning and writing them.
 *
 * Relations are found by name at each use: that is two lookups in the system
 * caches, and stays right when the extension is dropped and created again.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/qualified.h"
#include "source/own_tables.h"

static Snapshot newest_snapshot(void);
static Oid table_owner(Oid table);

Oid
own_table_oid(const char *name)
{
	Oid schema = get_namespace_oid(OWN_SCHEMA, false);
	Oid relation = get_relname_relid(name, schema);

	if (!OidIsValid(relation))
		ereport(
			ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("relation \"%s.%s\" does not exist", OWN_SCHEMA, name),
			 errhint(
				 "The extension metahog is not, or not completely, installed in this database.")));
	return relation;
}

void
own_table_scan_begin(OwnTableScan *scan, const char *table, const char *index, Snapshot snapshot,
					 int nkeys, ScanKey keys)
{
	scan->table = table_open(own_table_oid(table), AccessShareLock);
	scan->snapshot = snapshot ? NULL : RegisterSnapshot(newest_snapshot());
	scan->scan = systable_beginscan(scan->table, own_table_oid(index), true,
									snapshot ? snapshot : scan->snapshot, nkeys, keys);
}

/* In parallel mode the server takes no other than the query's, which all workers have. */
static Snapshot
newest_snapshot(void)
{
	return IsInParallelMode() ? GetActiveSnapshot() : GetLatestSnapshot();
}

HeapTuple
own_table_scan_next(OwnTableScan *scan)
{
	return systable_getnext(scan->scan);
}

void
own_table_scan_end(OwnTableScan *scan)
{
	systable_endscan(scan->scan);
	if (scan->snapshot)
		UnregisterSnapshot(scan->snapshot);
	table_close(scan->table, AccessShareLock);
}

void
own_table_write_begin(OwnTableWrite *write)
{
	Oid owner = table_owner(own_table_oid("source"));

	GetUserIdAndSecContext(&write->user, &write->security_context);
	SetUserIdAndSecContext(owner, write->security_context | SECURITY_LOCAL_USERID_CHANGE);
	write->guc_level = NewGUCNestLevel();
	own_table_write_set("search_path", PINNED_SEARCH_PATH);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
}

void
own_table_write_end(OwnTableWrite *write)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
	AtEOXact_GUC(true, write->guc_level);
	SetUserIdAndSecContext(write->user, write->security_context);
}

uint64
own_table_execute(const char *statement, int nargs, Oid *types, Datum *values, const char *nulls)
{
	int result = SPI_execute_with_args(statement, nargs, types, values, nulls, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(result));
	return SPI_processed;
}

void
own_table_write_set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
}

static Oid
table_owner(Oid table)
{
	Relation relation = table_open(table, AccessShareLock);
	Oid owner = relation->rd_rel->relowner;

	table_close(relation, AccessShareLock);
	return owner;
}
