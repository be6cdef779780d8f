/*
 * schema/schema_names.c
 *		Tables of a source and their columns by name, for compilers.
 *
 * - Which snapshot was read is told by the version of its row: each refresh writes that anew, and a
 *   transaction that is rolled back leaves the old one behind.
 * - What is kept is bounded: of few sources, of each only so many tables.  It is thrown away when a
 *   compiler begins, never while one is at work.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "schema/live_names.h"
#include "schema/schema_names.h"
#include "source/own_tables.h"

#define MAX_KEPT_SOURCES 16
#define MAX_KEPT_TABLES 2000

/* Columns of metahog.schema_snapshot, remote_table and remote_column. */
#define SOURCE_ID_COLUMN 1 /* of all of them */
#define SCHEMA_NAME_COLUMN 2
#define TABLE_NAME_COLUMN 3
#define TABLE_KIND 4
#define TABLE_PRIMARY_KEY 8
#define COLUMN_ORDINAL 4
#define COLUMN_NAME 5
#define COLUMN_DATA_TYPE 6
#define COLUMN_IS_NULLABLE 7
#define COLUMN_HOGQL_TYPE 13

/* A name that is longer is no table's. */
typedef struct TableKey
{
	char schema[NAMEDATALEN];
	char table[NAMEDATALEN];
} TableKey;

typedef struct KeptTable
{
	TableKey key;
	NamedTable *table; /* NULL: the snapshot has none of this name */
} KeptTable;

/* What has been read of a source's snapshot. */
typedef struct KeptNames
{
	pg_uuid_t source_id; /* the key */
	ItemPointerData tid; /* of the snapshot's row */
	TransactionId xmin;
	MemoryContext memory;
	HTAB *tables;
} KeptNames;

struct SchemaNames
{
	const Source *source;
	MemoryContext memory;
	bool begun;		 /* is it known where the names are? */
	KeptNames *kept; /* NULL: there is no snapshot */
	LiveNames *live; /* NULL: the source has not been asked */
	HTAB *tables;	 /* those that it was asked for */
};

/* A column that has been read, until the columns are put in their order. */
typedef struct OrderedColumn
{
	int ordinal;
	NamedColumn column;
} OrderedColumn;

static HTAB *kept_sources = NULL;

static void find_names(SchemaNames *names);
static KeptNames *kept_names(const pg_uuid_t *source_id, HeapTuple snapshot);
static void forget_all(void);
static HTAB *new_table_hash(MemoryContext memory);
static NamedTable *read_table(const pg_uuid_t *source_id, const char *schema, const char *name);
static void init_keys(ScanKey keys, const pg_uuid_t *source_id, const char *schema,
					  const char *table);
static void read_columns(NamedTable *table, const pg_uuid_t *source_id, ArrayType *primary_key);
static OrderedColumn read_column(HeapTuple tuple, TupleDesc descriptor);
static char *text_value(HeapTuple tuple, TupleDesc descriptor, int column);
static int compare_ordinals(const void *a, const void *b);
static void mark_keys(NamedTable *table, ArrayType *primary_key);

SchemaNames *
schema_names_begin(const Source *source)
{
	SchemaNames *names = palloc0(sizeof(SchemaNames));

	names->source = source;
	names->memory = CurrentMemoryContext;
	return names;
}

void
schema_names_end(SchemaNames *names)
{
	if (names->live != NULL)
		live_names_end(names->live);
	names->live = NULL;
}

const NamedTable *
schema_names_find(SchemaNames *names, const char *schema, const char *table)
{
	MemoryContext caller;
	TableKey key;
	KeptTable *kept;
	NamedTable *read;

	if (strlen(schema) >= NAMEDATALEN || strlen(table) >= NAMEDATALEN)
		return NULL;
	find_names(names);
	memset(&key, 0, sizeof(key));
	strlcpy(key.schema, schema, NAMEDATALEN);
	strlcpy(key.table, table, NAMEDATALEN);
	kept = hash_search(names->tables, &key, HASH_FIND, NULL);
	if (kept != NULL)
		return kept->table;

	caller = MemoryContextSwitchTo(names->kept ? names->kept->memory : names->memory);
	read = names->kept ? read_table(&names->source->id, schema, table)
					   : live_names_read(names->live, schema, table);
	MemoryContextSwitchTo(caller);
	/* Only now, for reading may have failed. */
	kept = hash_search(names->tables, &key, HASH_ENTER, NULL);
	kept->table = read;
	return read;
}

void
schema_names_visit(SchemaNames *names, NameVisitor visit, void *context)
{
	OwnTableScan scan;
	ScanKeyData keys[3];
	HeapTuple tuple;

	find_names(names);
	if (names->kept == NULL)
	{
		live_names_visit(names->live, visit, context);
		return;
	}
	init_keys(keys, &names->source->id, "", "");
	own_table_scan_begin(&scan, "remote_table", "remote_table_pkey", NULL, 1, keys);
	while ((tuple = own_table_scan_next(&scan)) != NULL)
	{
		char *schema = text_value(tuple, RelationGetDescr(scan.table), SCHEMA_NAME_COLUMN);
		char *table = text_value(tuple, RelationGetDescr(scan.table), TABLE_NAME_COLUMN);

		CHECK_FOR_INTERRUPTS();
		visit(context, schema, table);
		pfree(schema);
		pfree(table);
	}
	own_table_scan_end(&scan);
}

/* In the snapshot, or else on the source itself. */
static void
find_names(SchemaNames *names)
{
	OwnTableScan scan;
	ScanKeyData keys[3];
	HeapTuple snapshot;
	MemoryContext caller;

	if (names->begun)
		return;
	init_keys(keys, &names->source->id, "", "");
	own_table_scan_begin(&scan, "schema_snapshot", "schema_snapshot_pkey", NULL, 1, keys);
	snapshot = own_table_scan_next(&scan);
	if (snapshot != NULL)
		names->kept = kept_names(&names->source->id, snapshot);
	own_table_scan_end(&scan);

	caller = MemoryContextSwitchTo(names->memory);
	if (names->kept == NULL)
		names->live = live_names_begin(names->source);
	names->tables = names->kept ? names->kept->tables : new_table_hash(names->memory);
	MemoryContextSwitchTo(caller);
	names->begun = true;
}

/* What has been kept of this version of the snapshot, or room for it. */
static KeptNames *
kept_names(const pg_uuid_t *source_id, HeapTuple snapshot)
{
	KeptNames *kept = kept_sources ? hash_search(kept_sources, source_id, HASH_FIND, NULL) : NULL;
	TransactionId xmin = HeapTupleHeaderGetRawXmin(snapshot->t_data);
	MemoryContext memory;
	HTAB *tables;

	if (kept != NULL && kept->xmin == xmin && ItemPointerEquals(&kept->tid, &snapshot->t_self) &&
		hash_get_num_entries(kept->tables) < MAX_KEPT_TABLES)
		return kept;

	if (kept != NULL)
	{
		memory = kept->memory;
		hash_search(kept_sources, source_id, HASH_REMOVE, NULL);
		MemoryContextDelete(memory);
	}
	else if (kept_sources != NULL && hash_get_num_entries(kept_sources) >= MAX_KEPT_SOURCES)
		forget_all();
	if (kept_sources == NULL)
	{
		HASHCTL control = {.keysize = sizeof(pg_uuid_t), .entrysize = sizeof(KeptNames)};

		kept_sources = hash_create("metahog names of sources", MAX_KEPT_SOURCES, &control,
								   HASH_ELEM | HASH_BLOBS);
	}
	memory =
		AllocSetContextCreate(TopMemoryContext, "metahog names of a source", ALLOCSET_SMALL_SIZES);
	tables = new_table_hash(memory);
	kept = hash_search(kept_sources, source_id, HASH_ENTER, NULL);
	kept->memory = memory;
	kept->tables = tables;
	kept->xmin = xmin;
	kept->tid = snapshot->t_self;
	return kept;
}

static void
forget_all(void)
{
	HASH_SEQ_STATUS status;
	KeptNames *kept;

	hash_seq_init(&status, kept_sources);
	while ((kept = hash_seq_search(&status)) != NULL)
		MemoryContextDelete(kept->memory);
	hash_destroy(kept_sources);
	kept_sources = NULL;
}

static HTAB *
new_table_hash(MemoryContext memory)
{
	HASHCTL control = {.keysize = sizeof(TableKey), .entrysize = sizeof(KeptTable), .hcxt = memory};

	return hash_create("metahog names of tables", 16, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* From the snapshot, into the current memory context. */
static NamedTable *
read_table(const pg_uuid_t *source_id, const char *schema, const char *name)
{
	OwnTableScan scan;
	ScanKeyData keys[3];
	HeapTuple tuple;
	NamedTable *table = NULL;

	init_keys(keys, source_id, schema, name);
	own_table_scan_begin(&scan, "remote_table", "remote_table_pkey", NULL, 3, keys);
	tuple = own_table_scan_next(&scan);
	if (tuple != NULL)
	{
		bool isnull;
		Datum key = heap_getattr(tuple, TABLE_PRIMARY_KEY, RelationGetDescr(scan.table), &isnull);

		table = palloc0(sizeof(NamedTable));
		table->schema = pstrdup(schema);
		table->name = pstrdup(name);
		read_columns(table, source_id, isnull ? NULL : DatumGetArrayTypeP(key));
		/* What a foreign table says of NULL nobody makes sure of. */
		if (strcmp(text_value(tuple, RelationGetDescr(scan.table), TABLE_KIND), "foreign table") ==
			0)
			for (int i = 0; i < table->ncolumns; i++)
				table->columns[i].is_nullable = true;
	}
	own_table_scan_end(&scan);
	return table;
}

/* A scan key compares in the C collation, which is the indexes' own. */
static void
init_keys(ScanKey keys, const pg_uuid_t *source_id, const char *schema, const char *table)
{
	ScanKeyInit(&keys[0], SOURCE_ID_COLUMN, BTEqualStrategyNumber, F_UUID_EQ,
				UUIDPGetDatum(source_id));
	ScanKeyInit(&keys[1], SCHEMA_NAME_COLUMN, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(schema));
	ScanKeyInit(&keys[2], TABLE_NAME_COLUMN, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(table));
}

static void
read_columns(NamedTable *table, const pg_uuid_t *source_id, ArrayType *primary_key)
{
	OwnTableScan scan;
	ScanKeyData keys[3];
	HeapTuple tuple;
	int room = 16;
	OrderedColumn *columns = palloc(room * sizeof(OrderedColumn));

	init_keys(keys, source_id, table->schema, table->name);
	own_table_scan_begin(&scan, "remote_column", "remote_column_pkey", NULL, 3, keys);
	while ((tuple = own_table_scan_next(&scan)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (table->ncolumns == room)
			columns = repalloc(columns, (room *= 2) * sizeof(OrderedColumn));
		columns[table->ncolumns++] = read_column(tuple, RelationGetDescr(scan.table));
	}
	own_table_scan_end(&scan);

	qsort(columns, table->ncolumns, sizeof(OrderedColumn), compare_ordinals);
	table->columns = palloc(Max(table->ncolumns, 1) * sizeof(NamedColumn));
	for (int i = 0; i < table->ncolumns; i++)
		table->columns[i] = columns[i].column;
	pfree(columns);
	if (primary_key != NULL)
		mark_keys(table, primary_key);
}

static OrderedColumn
read_column(HeapTuple tuple, TupleDesc descriptor)
{
	bool isnull;
	OrderedColumn ordered = {
		.ordinal = DatumGetInt32(heap_getattr(tuple, COLUMN_ORDINAL, descriptor, &isnull))};
	Datum nullable = heap_getattr(tuple, COLUMN_IS_NULLABLE, descriptor, &isnull);

	ordered.column.name = text_value(tuple, descriptor, COLUMN_NAME);
	ordered.column.data_type = text_value(tuple, descriptor, COLUMN_DATA_TYPE);
	ordered.column.hogql_type = text_value(tuple, descriptor, COLUMN_HOGQL_TYPE);
	ordered.column.is_nullable = isnull || DatumGetBool(nullable);
	ordered.column.is_key = false;
	return ordered;
}

/* A null is empty. */
static char *
text_value(HeapTuple tuple, TupleDesc descriptor, int column)
{
	bool isnull;
	Datum value = heap_getattr(tuple, column, descriptor, &isnull);

	return isnull ? pstrdup("") : TextDatumGetCString(value);
}

static int
compare_ordinals(const void *a, const void *b)
{
	return ((const OrderedColumn *) a)->ordinal - ((const OrderedColumn *) b)->ordinal;
}

static void
mark_keys(NamedTable *table, ArrayType *primary_key)
{
	Datum *names;
	int count;

	deconstruct_array(primary_key, TEXTOID, -1, false, TYPALIGN_INT, &names, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		char *name = TextDatumGetCString(names[i]);

		for (int column = 0; column < table->ncolumns; column++)
			if (strcmp(table->columns[column].name, name) == 0)
			{
				table->columns[column].is_key = true;
				table->nkeys++;
			}
	}
}
