/*
 * source/remote_schema.c
 *		What is known here of a remote's schemas.
 *
 * That is what the last snapshot of the source has found: the newest committed
 * one, as with the source itself.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"

#include "source/own_tables.h"
#include "source/remote_schema.h"

/* Columns of metahog.remote_schema. */
#define REMOTE_SCHEMA_SOURCE_ID 1
#define REMOTE_SCHEMA_SCHEMA_NAME 2

bool
source_has_schema(const pg_uuid_t *source_id, const char *name)
{
	OwnTableScan scan;
	ScanKeyData keys[2];
	bool found;

	ScanKeyInit(&keys[0], REMOTE_SCHEMA_SOURCE_ID, BTEqualStrategyNumber, F_UUID_EQ,
				UUIDPGetDatum(source_id));
	/* A scan key compares in the C collation, which is the index's own. */
	ScanKeyInit(&keys[1], REMOTE_SCHEMA_SCHEMA_NAME, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(name));
	own_table_scan_begin(&scan, "remote_schema", "remote_schema_pkey", NULL, 2, keys);
	found = own_table_scan_next(&scan) != NULL;
	own_table_scan_end(&scan);
	return found;
}
