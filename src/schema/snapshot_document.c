/*
 * schema/snapshot_document.c
 *		Reading the schema of a source as it was last recorded.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/fmgroids.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "schema/snapshot.h"
#include "source/own_tables.h"

/* Columns of metahog.schema_snapshot. */
#define SNAPSHOT_SOURCE_ID 1
#define SNAPSHOT_TAKEN_AT 2
#define SNAPSHOT_DOCUMENT 4

/* A document is read in slices, so that there are never two of it in memory. */
#define SLICE_BYTES (4 * 1024 * 1024)

static HeapTuple find_snapshot(OwnTableScan *scan, const Source *source);
static void append_all_but_brace(StringInfo out, Datum document);
static void raise_no_snapshot(const Source *source) pg_attribute_noreturn();

void
snapshot_require(const Source *source)
{
	OwnTableScan scan;

	if (find_snapshot(&scan, source) == NULL)
		raise_no_snapshot(source);
	own_table_scan_end(&scan);
}

uint64
snapshot_version(const Source *source)
{
	OwnTableScan scan;
	HeapTuple tuple = find_snapshot(&scan, source);
	uint64 version = 0;

	/* Each refresh writes the row anew, and one that is rolled back leaves the old one behind. */
	if (tuple != NULL)
	{
		TransactionId xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);

		version = hash_bytes_extended((const unsigned char *) &tuple->t_self, sizeof(tuple->t_self),
									  xmin) |
				  1;
	}
	own_table_scan_end(&scan);
	return version;
}

void
snapshot_append_document(const Source *source, StringInfo out, SnapshotHead head)
{
	OwnTableScan scan;
	HeapTuple tuple = find_snapshot(&scan, source);
	TupleDesc tuple_desc;
	Datum taken_at;
	Datum document;
	bool isnull = true;

	if (tuple == NULL)
		raise_no_snapshot(source);
	tuple_desc = RelationGetDescr(scan.table);
	taken_at = heap_getattr(tuple, SNAPSHOT_TAKEN_AT, tuple_desc, &isnull);
	document = heap_getattr(tuple, SNAPSHOT_DOCUMENT, tuple_desc, &isnull);
	if (isnull)
		raise_no_snapshot(source);
	head(out, source, DatumGetTimestampTz(taken_at));
	append_all_but_brace(out, document);
	own_table_scan_end(&scan);
}

static HeapTuple
find_snapshot(OwnTableScan *scan, const Source *source)
{
	ScanKeyData key;

	ScanKeyInit(&key, SNAPSHOT_SOURCE_ID, BTEqualStrategyNumber, F_UUID_EQ,
				UUIDPGetDatum(&source->id));
	own_table_scan_begin(scan, "schema_snapshot", "schema_snapshot_pkey", NULL, 1, &key);
	return own_table_scan_next(scan);
}

/* The document is an object; what is appended goes on with its first member. */
static void
append_all_but_brace(StringInfo out, Datum document)
{
	int length = toast_raw_datum_size(document) - VARHDRSZ;

	enlargeStringInfo(out, length);
	for (int at = 1; at < length; at += SLICE_BYTES)
	{
		struct varlena *slice = PG_DETOAST_DATUM_SLICE(document, at, SLICE_BYTES);

		appendBinaryStringInfo(out, VARDATA_ANY(slice), VARSIZE_ANY_EXHDR(slice));
		pfree(slice);
	}
}

static void
raise_no_snapshot(const Source *source)
{
	ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("the schema of source \"%s\" has not been recorded", source->name),
					errhint("metahog.refresh_schema() records it.")));
}
