/*
 * source/key_functions.c
 *		SQL functions about keys: public_key and rotate_keys.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "source/own_tables.h"
#include "source/secret.h"
#include "source/source_change.h"
#include "source/source_secrets.h"
#include "source/source_writer.h"

static int reseal_all(Relation table);
static bool reseal_row(HeapTuple tuple, TupleDesc descriptor);

PG_FUNCTION_INFO_V1(metahog_public_key);
PG_FUNCTION_INFO_V1(metahog_rotate_keys);

/* public_key() -> text */
Datum
metahog_public_key(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(secret_public_key()));
}

/*
 * rotate_keys() -> integer
 *
 * Seals every secret anew that another than the first key sealed, of all
 * teams, or none if one of them does not open.  Returns how many.
 */
Datum
metahog_rotate_keys(PG_FUNCTION_ARGS)
{
	SourceChange change;
	Relation table;
	int resealed;

	source_change_begin(&change, "rotate_keys", false);
	if (!superuser())
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be superuser to rotate keys")));

	/* Or a standby would speak of the lock. */
	PreventCommandIfReadOnly("metahog.rotate_keys()");
	/* Nobody else writes meanwhile; lookups go on. */
	table = table_open(own_table_oid("source"), ShareRowExclusiveLock);
	resealed = reseal_all(table);
	table_close(table, NoLock);
	source_change_end(&change, psprintf("{\"resealed\": %d}", resealed));
	PG_RETURN_INT32(resealed);
}

static int
reseal_all(Relation table)
{
	MemoryContext row_context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog rotate keys", ALLOCSET_DEFAULT_SIZES);
	OwnTableScan scan;
	HeapTuple tuple;
	int resealed = 0;

	/* The scan's snapshot is older than the updates, so it meets no row twice. */
	own_table_scan_begin(&scan, "source", "source_pkey", NULL, 0, NULL);
	while ((tuple = own_table_scan_next(&scan)) != NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(row_context);

		CHECK_FOR_INTERRUPTS();
		if (reseal_row(tuple, RelationGetDescr(table)))
			resealed++;
		MemoryContextSwitchTo(before);

		/* Wipes the plaintext, too. */
		MemoryContextReset(row_context);
	}
	own_table_scan_end(&scan);
	MemoryContextDelete(row_context);
	return resealed;
}

/* Whether there was something to do. */
static bool
reseal_row(HeapTuple tuple, TupleDesc descriptor)
{
	bool no_secrets;
	bool no_key_id;
	bool isnull;
	Datum secrets = heap_getattr(tuple, SOURCE_SECRETS, descriptor, &no_secrets);
	Datum key_id = heap_getattr(tuple, SOURCE_KEY_ID, descriptor, &no_key_id);
	pg_uuid_t *id = DatumGetUUIDP(heap_getattr(tuple, SOURCE_ID, descriptor, &isnull));
	char *old_key_id;
	char *new_key_id;
	bytea *sealed;

	if (no_secrets || no_key_id)
		return false;
	old_key_id = TextDatumGetCString(key_id);
	if (strcmp(old_key_id, secret_sealing_key_id()) == 0)
		return false;
	sealed = source_secrets_reseal(id, DatumGetByteaPP(secrets), old_key_id, &new_key_id);
	source_writer_set_secrets(id, sealed, new_key_id);
	return true;
}
