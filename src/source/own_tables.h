/*
 * source/own_tables.h
 *		The extension's own tables: finding, scanning and writing them.
 *
 * Reading is a plain index scan, for it is part of every query.  Writing is
 * SPI as the tables' owner, with the search_path pinned: whoever writes has
 * been checked in C before.
 */
#ifndef METAHOG_OWN_TABLES_H
#define METAHOG_OWN_TABLES_H

#include "access/genam.h"
#include "utils/rel.h"

#define OWN_SCHEMA "metahog"

/* Columns of metahog.source, in the order of sql/source.sql. */
typedef enum SourceColumn
{
	SOURCE_ID = 1,
	SOURCE_TEAM_ID,
	SOURCE_NAME,
	SOURCE_SOURCE_TYPE,
	SOURCE_OPTIONS,
	SOURCE_SECRETS,
	SOURCE_KEY_ID,
	SOURCE_READ_ONLY,
	SOURCE_SUPPORTS_DIRECT_QUERY,
	SOURCE_TIMEOUT,
	SOURCE_MAX_ROWS,
	SOURCE_MAX_BYTES,
	SOURCE_MAX_CONNECTIONS,
	SOURCE_RATE_LIMIT,
	SOURCE_DESCRIPTION,
	SOURCE_CREATED_BY,
	SOURCE_CREATED_AT,
	SOURCE_UPDATED_AT,
	SOURCE_DELETED_AT,
	SOURCE_CREATED_BY_ACTOR,
	SOURCE_COLUMNS = SOURCE_CREATED_BY_ACTOR
} SourceColumn;

/* Columns of metahog.source_grant. */
typedef enum SourceGrantColumn
{
	SOURCE_GRANT_SOURCE_ID = 1,
	SOURCE_GRANT_ROLE,
} SourceGrantColumn;

/* Columns of metahog.role_limit. */
typedef enum RoleLimitColumn
{
	ROLE_LIMIT_ROLE = 1,
	ROLE_LIMIT_RATE_LIMIT,
} RoleLimitColumn;

/* An index scan over one of the tables, between own_table_scan_begin and _end. */
typedef struct OwnTableScan
{
	Relation table;
	SysScanDesc scan;
	Snapshot snapshot; /* registered by us; NULL if the caller's is used */
} OwnTableScan;

/* The oid of a table or an index in schema metahog.  Raises if there is none. */
extern Oid own_table_oid(const char *name);

/*
 * Scan a table by an index.  The keys name the table's columns.  A snapshot of
 * NULL stands for the newest committed state.  After an ERROR nothing needs to
 * be done: relation, scan and snapshot belong to the resource owner.
 */
extern void own_table_scan_begin(OwnTableScan *scan, const char *table, const char *index,
								 Snapshot snapshot, int nkeys, ScanKey keys);
extern HeapTuple own_table_scan_next(OwnTableScan *scan);
extern void own_table_scan_end(OwnTableScan *scan);

/* What was in force before own_table_write_begin. */
typedef struct OwnTableWrite
{
	Oid user;
	int security_context;
	int guc_level;
} OwnTableWrite;

/*
 * Become the tables' owner with a search_path of pg_catalog, connected to SPI.
 * After an ERROR the (sub)transaction's abort puts all of it back.
 */
extern void own_table_write_begin(OwnTableWrite *write);
extern void own_table_write_end(OwnTableWrite *write);

/* Change a setting that anybody may change, until the end of the two. */
extern void own_table_write_set(const char *name, const char *value);

/* Run one statement between the two; returns the number of rows it changed or returned. */
extern uint64 own_table_execute(const char *statement, int nargs, Oid *types, Datum *values,
								const char *nulls);

#endif /* METAHOG_OWN_TABLES_H */
