/*
 * schema/snapshot.c
 *		refresh_schema() and schema_drift(): a source's schema as last recorded.
 *
 * - The source is asked first, as the caller and with the caller's rights.
 *   What it has then lies in tuplestores, which SQL sees as tables: comparing
 *   and storing are statements like any other.
 * - Storing is one transaction, the caller's, and no lock is taken before the
 *   source has answered.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/queryenvironment.h"
#include "utils/uuid.h"

#include "query/materialize.h"
#include "result/document.h"
#include "schema/catalog_statements.h"
#include "schema/discovery.h"
#include "schema/local_rows.h"
#include "schema/schema_document.h"
#include "schema/snapshot.h"
#include "schema/snapshot_statements.h"
#include "source/own_tables.h"

/* One of the tables that a snapshot consists of, and where its rows come from. */
typedef struct Part
{
	char *live;			   /* what SQL calls the rows that the source has now */
	const char *table;	   /* in schema metahog; its first column is the source's id */
	const char *what;	   /* what the rows are, for errors */
	const char *statement; /* that asks for them */
	int nparams;		   /* all of them null */
} Part;

static const Part parts[] = {
	{"live_schema", "remote_schema", "schemas", SCHEMAS_STATEMENT, 0},
	{"live_table", "remote_table", "tables", TABLES_STATEMENT, 1},
	{"live_column", "remote_column", "columns", COLUMNS_STATEMENT, 2},
	{"live_key", "remote_key", "foreign keys", FOREIGN_KEYS_STATEMENT, 1},
};

#define PARTS ((int) lengthof(parts))
#define MAX_PARAMS 2

/* The rows of one part. */
typedef struct LiveRows
{
	TupleDesc tuple_desc;
	Tuplestorestate *store;
} LiveRows;

PG_FUNCTION_INFO_V1(metahog_refresh_schema);
PG_FUNCTION_INFO_V1(metahog_schema_drift);

static void fetch_all(const Source *source, const char *action, LiveRows *live);
static void fetch(Call *call, const Part *part, LiveRows *live);
static TupleDesc table_columns(const char *table);
static void compare_begin(OwnTableWrite *write, LiveRows *live);
static void show_to_sql(LiveRows *live);
static void forget(LiveRows *live);
static uint64 execute(const Source *source, const char *statement);
static bool count_drift(const Source *source, Datum *counts);
static bool mark_as_taken(const Source *source, Oid taken_by);
static bool store(const Source *source, bool drifted);
static void write_document(const Source *source);
static void add_snapshot_row(SchemaDocument *document, const RowStream *rows);
static bool is_true(const RowStream *rows, SnapshotColumn column);

/* refresh_schema(source text) -> (added integer, changed integer, removed integer) */
Datum
metahog_refresh_schema(PG_FUNCTION_ARGS)
{
	const Source *source =
		source_lookup(PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0)));
	LiveRows live[lengthof(parts)];
	Oid user = GetUserId();
	OwnTableWrite write;
	TupleDesc result;
	Datum counts[3];
	bool nulls[3] = {false};
	bool is_first;

	PreventCommandIfReadOnly("metahog.refresh_schema()");
	if (get_call_result_type(fcinfo, NULL, &result) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	fetch_all(source, "refresh_schema", live);

	compare_begin(&write, live);
	/* Of two at once the second waits here, and compares with what the first has stored. */
	is_first = mark_as_taken(source, user);
	/* Who was waited for may have dropped the source. */
	source_lookup(source_id_text(source));
	if (store(source, count_drift(source, counts)) || is_first)
		write_document(source);
	own_table_write_end(&write);
	forget(live);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(result), counts, nulls)));
}

/* schema_drift(source text) */
Datum
metahog_schema_drift(PG_FUNCTION_ARGS)
{
	const Source *source =
		source_lookup(PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0)));
	LiveRows live[lengthof(parts)];
	OwnTableWrite write;
	TupleDesc tuple_desc;
	Tuplestorestate *store = materialize_result(fcinfo, &tuple_desc);

	snapshot_require(source);
	fetch_all(source, "schema_drift", live);

	compare_begin(&write, live);
	execute(source, DRIFT_STATEMENT);
	for (uint64 i = 0; i < SPI_processed; i++)
		tuplestore_puttuple(store, SPI_tuptable->vals[i]);
	own_table_write_end(&write);
	forget(live);
	return (Datum) 0;
}

static void
fetch_all(const Source *source, const char *action, LiveRows *live)
{
	static const char *const nothing[MAX_PARAMS] = {NULL};
	Call call;

	call_begin_catalog(&call, action, source_id_text(source));
	for (int i = 0; i < PARTS; i++)
	{
		call_set_catalog_statement(&call, parts[i].statement, parts[i].nparams, nothing);
		fetch(&call, &parts[i], &live[i]);
	}
	call_end(&call);
}

static void
fetch(Call *call, const Part *part, LiveRows *live)
{
	live->tuple_desc = table_columns(part->table);
	live->store = tuplestore_begin_heap(true, false, work_mem);
	discovery_start(call, part->what, live->tuple_desc->natts - 1);
	materialize_rows_behind(call, UUIDPGetDatum(&call->source->id), live->tuple_desc, live->store);
}

static TupleDesc
table_columns(const char *table)
{
	Relation relation = table_open(own_table_oid(table), AccessShareLock);
	TupleDesc tuple_desc = CreateTupleDescCopy(RelationGetDescr(relation));

	table_close(relation, AccessShareLock);
	return tuple_desc;
}

/*
 * The statements join all of a snapshot with all that is live.  The statistics
 * of its tables, where it may be new, would have the planner believe that there
 * is but a row of it, and compare each row of one side with each of the other.
 * To compile them took fifty times as long as running them, for 20,000 columns.
 */
static void
compare_begin(OwnTableWrite *write, LiveRows *live)
{
	own_table_write_begin(write);
	own_table_write_set("enable_nestloop", "off");
	own_table_write_set("enable_mergejoin", "off");
	own_table_write_set("enable_hashjoin", "on");
	own_table_write_set("jit", "off");
	show_to_sql(live);
}

/* For as long as SPI is connected. */
static void
show_to_sql(LiveRows *live)
{
	for (int i = 0; i < PARTS; i++)
	{
		EphemeralNamedRelation relation = palloc0(sizeof(EphemeralNamedRelationData));

		relation->md.name = parts[i].live;
		relation->md.reliddesc = InvalidOid;
		relation->md.tupdesc = live[i].tuple_desc;
		relation->md.enrtype = ENR_NAMED_TUPLESTORE;
		relation->md.enrtuples = tuplestore_tuple_count(live[i].store);
		relation->reldata = live[i].store;
		if (SPI_register_relation(relation) != SPI_OK_REL_REGISTER)
			elog(ERROR, "could not register \"%s\"", parts[i].live);
	}
}

/* Not left to the end of the transaction, for they may have files. */
static void
forget(LiveRows *live)
{
	for (int i = 0; i < PARTS; i++)
		tuplestore_end(live[i].store);
}

static uint64
execute(const Source *source, const char *statement)
{
	Oid types[] = {UUIDOID};
	Datum values[] = {UUIDPGetDatum(&source->id)};

	return own_table_execute(statement, 1, types, values, NULL);
}

/* Is there any? */
static bool
count_drift(const Source *source, Datum *counts)
{
	bool any = false;

	execute(source, DRIFT_COUNTS_STATEMENT);
	for (int i = 0; i < 3; i++)
	{
		bool isnull;

		counts[i] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, i + 1, &isnull);
		any = any || DatumGetInt32(counts[i]) > 0;
	}
	return any;
}

/* Was there no snapshot before? */
static bool
mark_as_taken(const Source *source, Oid taken_by)
{
	Oid types[] = {UUIDOID, REGROLEOID};
	Datum values[] = {UUIDPGetDatum(&source->id), ObjectIdGetDatum(taken_by)};
	bool isnull;

	own_table_execute("INSERT INTO metahog.schema_snapshot AS s (source_id, taken_at, taken_by) "
					  "VALUES ($1, clock_timestamp(), $2) ON CONFLICT (source_id) "
					  "DO UPDATE SET taken_at = excluded.taken_at, taken_by = excluded.taken_by "
					  "RETURNING s.document IS NULL",
					  2, types, values, NULL);
	return DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* Returns whether anything was stored.  Most of it is compared in vain if nothing has drifted. */
static bool
store(const Source *source, bool drifted)
{
	int count = drifted ? STORE_STATEMENTS_COUNT : STORE_STATEMENTS_BEYOND_DRIFT;
	uint64 stored = 0;

	for (int i = 0; i < count; i++)
		stored += execute(source, STORE_STATEMENTS[i]);
	return stored > 0;
}

/* Written from what has been stored, so that the two cannot disagree. */
static void
write_document(const Source *source)
{
	Oid types[] = {UUIDOID, JSONOID};
	Datum values[2];
	DatumBuffer buffer;
	SchemaDocument document;
	RowStream *rows = local_rows_begin(SNAPSHOT_DOCUMENT_STATEMENT, UUIDPGetDatum(&source->id));

	datum_buffer_init(&buffer);
	appendStringInfoChar(&buffer.text, '{');
	schema_document_begin(&document, &buffer.text);
	while (rows->next(rows))
		add_snapshot_row(&document, rows);
	schema_document_end(&document);
	rows->stop(rows);

	values[0] = UUIDPGetDatum(&source->id);
	values[1] = datum_buffer_finish(&buffer);
	/* It is large, and often the same as the last time. */
	own_table_execute("UPDATE metahog.schema_snapshot SET document = $2 "
					  "WHERE source_id = $1 AND document::text IS DISTINCT FROM $2::text",
					  2, types, values, NULL);
}

static void
add_snapshot_row(SchemaDocument *document, const RowStream *rows)
{
	if (rows->values[SNAPSHOT_TABLE] != NULL)
		schema_document_add_table(document,
								  &(TableFacts){
									  .schema = piece_of(rows, SNAPSHOT_SCHEMA),
									  .table = piece_of(rows, SNAPSHOT_TABLE),
									  .is_default = is_true(rows, SNAPSHOT_IS_DEFAULT),
									  .sql_name = piece_of(rows, SNAPSHOT_SQL_NAME),
									  .kind = piece_of(rows, SNAPSHOT_KIND),
									  .rows = piece_of(rows, SNAPSHOT_ROWS),
									  .comment = piece_of(rows, SNAPSHOT_COMMENT),
									  .partition_of = piece_of(rows, SNAPSHOT_PARTITION_OF),
								  });
	else
		schema_document_add_field(document,
								  &(FieldFacts){
									  .name = piece_of(rows, SNAPSHOT_COLUMN),
									  .sql_name = piece_of(rows, SNAPSHOT_SQL_NAME),
									  .type = piece_of(rows, SNAPSHOT_TYPE),
									  .hogql_type = piece_of(rows, SNAPSHOT_HOGQL_TYPE),
									  .is_nullable = is_true(rows, SNAPSHOT_IS_NULLABLE),
									  .is_primary_key = is_true(rows, SNAPSHOT_IS_PRIMARY_KEY),
									  .target_schema = piece_of(rows, SNAPSHOT_TARGET_SCHEMA),
									  .target_table = piece_of(rows, SNAPSHOT_TARGET_TABLE),
									  .target_column = piece_of(rows, SNAPSHOT_TARGET_COLUMN),
								  });
}

static bool
is_true(const RowStream *rows, SnapshotColumn column)
{
	return rows->values[column] != NULL && rows->values[column][0] == 't';
}
