/*
 * worker/audit_store.c
 *		Records from the audit ring into metahog.audit_log, a batch at a time.
 *
 * A batch is a tuplestore, which SQL sees as a table, and one INSERT.  Records
 * leave the ring when they are committed, not before: if the server is killed
 * between the two, the next writer finds them in the ring still.  Of what a
 * writer finds there when it begins, and of nothing else, the primary key has
 * to say whether it has been stored: that costs as much as storing it.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/queryenvironment.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"
#include "utils/uuid.h"

#include "base/deadline.h"
#include "base/settings.h"
#include "shared/audit.h"
#include "shared/audit_ring.h"
#include "shared/memory.h"
#include "source/own_tables.h"
#include "worker/audit_partitions.h"
#include "worker/audit_store.h"
#include "worker/worker_transaction.h"

/* Bytes of one batch, beyond which no further record is added. */
#define BATCH_BYTES (1024 * 1024)

/* Memory for it, which a row takes more of than a record. */
#define BATCH_KB (8 * 1024)

/* A column of the table, and how its values come. */
typedef struct Column
{
	const char *name;
	Oid type;
	const char *cast; /* of text to what the column has; "" if that is what it has */
} Column;

static const Column columns[] = {
	{"id", INT8OID, ""},
	{"time", TIMESTAMPTZOID, ""},
	{"action", TEXTOID, ""},
	{"database", TEXTOID, ""},
	{"role", TEXTOID, ""},
	{"login", TEXTOID, ""},
	{"team_id", INT8OID, ""},
	{"source", TEXTOID, ""},
	{"source_id", UUIDOID, ""},
	{"query", TEXTOID, ""},
	{"query_cut", BOOLOID, ""},
	{"query_hash", BYTEAOID, ""},
	{"parameters", TEXTOID, ""},
	{"parameters_cut", BOOLOID, ""},
	{"details", TEXTOID, "::jsonb"},
	{"outcome", TEXTOID, ""},
	{"sqlstate", TEXTOID, ""},
	{"rows", INT8OID, ""},
	{"bytes", INT8OID, ""},
	{"truncated", TEXTOID, ""},
	{"waiting_seconds", FLOAT8OID, ""},
	{"resolving_seconds", FLOAT8OID, ""},
	{"connecting_seconds", FLOAT8OID, ""},
	{"running_seconds", FLOAT8OID, ""},
	{"fetching_seconds", FLOAT8OID, ""},
	{"total_seconds", FLOAT8OID, ""},
	{"client_address", TEXTOID, "::inet"},
	{"application_name", TEXTOID, ""},
	{"level", TEXTOID, ""},
	{"actor", TEXTOID, ""},
};

#define COLUMNS ((int) lengthof(columns))

/* The values of a row, filled in the order of the columns. */
typedef struct Row
{
	Datum values[lengthof(columns)];
	bool nulls[lengthof(columns)];
	int filled;
} Row;

typedef struct Batch
{
	int limit;
	int count;
	uint64 position;	/* in the ring, behind the last record */
	bool may_be_stored; /* some of it, by a former writer */
	TupleDesc tuple_desc;
	Tuplestorestate *rows;
	List *months; /* that have no partition yet */
} Batch;

static void check(void *unused);
static void store(void *argument);
static void give_to_log(void *argument);
static void make_missing(Oid table, const List *months);
static void batch_begin(Batch *batch);
static void batch_read(Batch *batch, Relation table);
static bool was_there_before(uint64 position);
static void note_month(Batch *batch, Relation table, TimestampTz time);
static void add_row(Batch *batch, AuditRecord *record);
static void add_value(Row *row, bool is_there, Datum value);
static void add_text(Row *row, const AuditRecord *record, AuditText which);
static void add_word(Row *row, const char *word);
static Datum hash_datum(const AuditFacts *facts);
static void insert(Batch *batch, Oid owner);
static void show_to_sql(const Batch *batch);
static SPIPlanPtr insert_plan(bool may_be_stored);
static char *insert_statement(bool may_be_stored);

ErrorData *
audit_store_check(void)
{
	return worker_transaction(check, NULL);
}

ErrorData *
audit_store_batch(int limit, int *count)
{
	Batch batch = {.limit = limit};
	ErrorData *error = worker_transaction(store, &batch);

	*count = batch.count;
	if (error == NULL)
		audit_ring_advance(batch.position, batch.count);
	return error;
}

ErrorData *
audit_store_in_log(int limit, int *count)
{
	Batch batch = {.limit = limit};
	ErrorData *error = worker_transaction(give_to_log, &batch);

	*count = batch.count;
	return error;
}

bool
audit_store_is_missing(const ErrorData *error)
{
	int class = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	/* A table that has a partition's name is in the way, but metahog.audit_log is there. */
	if (error->sqlerrcode == ERRCODE_DUPLICATE_TABLE)
		return false;
	return class == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION ||
		   class == ERRCODE_INVALID_SCHEMA_NAME;
}

bool
audit_store_is_refused(const ErrorData *error)
{
	int class = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	/* The last is what a trigger in PL/pgSQL raises. */
	return class == ERRCODE_DATA_EXCEPTION || class == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION ||
		   class == ERRCODE_PLPGSQL_ERROR;
}

static void
check(void *unused)
{
	Batch batch = {.limit = 0};
	AuditMonth this_month = audit_month(GetCurrentTimestamp());
	Relation table = audit_table_open();
	Oid oid = RelationGetRelid(table);
	Oid owner = table->rd_rel->relowner;
	List *months = NIL;

	/* Of next month the first day will do. */
	for (AuditMonth month = this_month; month <= this_month + 1; month++)
	{
		if (!audit_partition_exists(table, audit_month_start(month)))
			months = lappend_int(months, month);
	}
	table_close(table, NoLock);

	SPI_connect();
	make_missing(oid, months);
	/* Nothing is inserted; but that the columns are there is seen. */
	batch_begin(&batch);
	insert(&batch, owner);
	SPI_finish();
}

static void
store(void *argument)
{
	Batch *batch = argument;
	Relation table = audit_table_open();
	Oid oid = RelationGetRelid(table);
	Oid owner = table->rd_rel->relowner;

	/* A commit that is not on disk yet would be lost with a killed process, and has left the ring. */
	ForceSyncCommit();
	batch_begin(batch);
	batch_read(batch, table);
	table_close(table, NoLock);

	SPI_connect();
	make_missing(oid, batch->months);
	insert(batch, owner);
	SPI_finish();
}

static void
give_to_log(void *argument)
{
	Batch *batch = argument;
	StringInfoData buffer;
	AuditRecord record;

	initStringInfo(&buffer);
	batch->position = audit_ring_tail();
	while (batch->count < batch->limit && audit_ring_read(&batch->position, &buffer, &record))
	{
		audit_record_recode(&record);
		audit_log_instead(&record);
		audit_ring_advance(batch->position, 1);
		batch->count++;
	}
}

static void
make_missing(Oid table, const List *months)
{
	const ListCell *cell;

	foreach (cell, months)
		audit_partition_make(table, lfirst_int(cell));
}

static void
batch_begin(Batch *batch)
{
	batch->tuple_desc = CreateTemplateTupleDesc(COLUMNS);
	for (int i = 0; i < COLUMNS; i++)
		TupleDescInitEntry(batch->tuple_desc, i + 1, columns[i].name, columns[i].type, -1, 0);
	batch->rows = tuplestore_begin_heap(false, false, BATCH_KB);
}

static void
batch_read(Batch *batch, Relation table)
{
	uint64 end = audit_ring_tail() + BATCH_BYTES;
	MemoryContext row_context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog audit row", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData buffer;
	AuditRecord record;

	initStringInfo(&buffer);
	batch->position = audit_ring_tail();
	batch->may_be_stored = was_there_before(batch->position);
	while (batch->count < batch->limit && batch->position < end &&
		   audit_ring_read(&batch->position, &buffer, &record))
	{
		/* First of all: whatever is wrong with it, it has been tried. */
		batch->count++;
		note_month(batch, table, record.facts.time);
		MemoryContextSwitchTo(row_context);
		add_row(batch, &record);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(row_context);
	}
}

/* When this process began, or rather, when it first asked. */
static bool
was_there_before(uint64 position)
{
	static bool known = false;
	static uint64 head;
	AuditRingFigures figures;

	if (!known && audit_ring_figures(&figures))
	{
		head = audit_ring_tail() + figures.bytes;
		known = true;
	}
	return position < head;
}

static void
note_month(Batch *batch, Relation table, TimestampTz time)
{
	if (!audit_partition_exists(table, time))
		batch->months = list_append_unique_int(batch->months, audit_month(time));
}

static void
add_row(Batch *batch, AuditRecord *record)
{
	const AuditFacts *facts = &record->facts;
	Row row = {.filled = 0};
	char level[] = {'L', '0' + facts->level, '\0'};

	audit_record_recode(record);
	add_value(&row, true, Int64GetDatum((int64) facts->id));
	add_value(&row, true, TimestampTzGetDatum(facts->time));
	add_text(&row, record, AUDIT_ACTION);
	add_text(&row, record, AUDIT_DATABASE);
	add_text(&row, record, AUDIT_ROLE);
	add_text(&row, record, AUDIT_LOGIN);
	add_value(&row, facts->has_team, Int64GetDatum(facts->team_id));
	add_text(&row, record, AUDIT_SOURCE);
	add_value(&row, facts->has_source, UUIDPGetDatum(&facts->source_id));
	add_text(&row, record, AUDIT_QUERY);
	add_value(&row, facts->has_query, BoolGetDatum(facts->query_cut));
	add_value(&row, facts->has_query, hash_datum(facts));
	add_text(&row, record, AUDIT_PARAMETERS);
	add_value(&row, record->texts[AUDIT_PARAMETERS].text != NULL,
			  BoolGetDatum(facts->parameters_cut));
	add_text(&row, record, AUDIT_DETAILS);
	add_word(&row, audit_outcome_name(facts->outcome));
	add_word(&row, facts->sqlstate != 0 ? unpack_sql_state(facts->sqlstate) : NULL);
	add_value(&row, facts->has_figures, Int64GetDatum(facts->rows));
	add_value(&row, facts->has_figures, Int64GetDatum(facts->bytes));
	add_text(&row, record, AUDIT_TRUNCATED);
	for (int i = 0; i < AUDIT_STAGES; i++)
		add_value(&row, facts->has_figures, Float8GetDatum(facts->seconds[i]));
	add_value(&row, facts->has_figures, Float8GetDatum(facts->total_seconds));
	add_text(&row, record, AUDIT_CLIENT_ADDRESS);
	add_text(&row, record, AUDIT_APPLICATION_NAME);
	add_word(&row, level);
	add_text(&row, record, AUDIT_ACTOR);
	Assert(row.filled == COLUMNS);
	tuplestore_putvalues(batch->rows, batch->tuple_desc, row.values, row.nulls);
}

static void
add_value(Row *row, bool is_there, Datum value)
{
	row->values[row->filled] = value;
	row->nulls[row->filled] = !is_there;
	row->filled++;
}

static void
add_text(Row *row, const AuditRecord *record, AuditText which)
{
	const AuditPiece *piece = &record->texts[which];
	bool is_there = piece->text != NULL;

	add_value(row, is_there,
			  is_there ? PointerGetDatum(cstring_to_text_with_len(piece->text, (int) piece->length))
					   : (Datum) 0);
}

static void
add_word(Row *row, const char *word)
{
	add_value(row, word != NULL, word != NULL ? CStringGetTextDatum(word) : (Datum) 0);
}

static Datum
hash_datum(const AuditFacts *facts)
{
	bytea *hash = palloc(VARHDRSZ + AUDIT_HASH_SIZE);

	SET_VARSIZE(hash, VARHDRSZ + AUDIT_HASH_SIZE);
	memcpy(VARDATA(hash), facts->query_hash, AUDIT_HASH_SIZE);
	return PointerGetDatum(hash);
}

/* As the table's owner: its triggers and checks are nobody else's business. */
static void
insert(Batch *batch, Oid owner)
{
	WorkerRole former;
	int result;

	worker_become(&former, owner);
	show_to_sql(batch);
	result = SPI_execute_plan(insert_plan(batch->may_be_stored), NULL, NULL, false, 0);
	if (result < 0)
		elog(ERROR, "could not insert audit records: %s", SPI_result_code_string(result));
	worker_become_former(&former);
}

/* For as long as SPI is connected. */
static void
show_to_sql(const Batch *batch)
{
	EphemeralNamedRelation relation = palloc0(sizeof(EphemeralNamedRelationData));

	relation->md.name = "batch";
	relation->md.reliddesc = InvalidOid;
	relation->md.tupdesc = batch->tuple_desc;
	relation->md.enrtype = ENR_NAMED_TUPLESTORE;
	relation->md.enrtuples = tuplestore_tuple_count(batch->rows);
	relation->reldata = batch->rows;
	if (SPI_register_relation(relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register the batch");
}

/* Made once.  It follows changes of the table by itself. */
static SPIPlanPtr
insert_plan(bool may_be_stored)
{
	static SPIPlanPtr kept[2];
	SPIPlanPtr plan;

	if (kept[may_be_stored] != NULL)
		return kept[may_be_stored];
	plan = SPI_prepare(insert_statement(may_be_stored), 0, NULL);
	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare to insert audit records: %s",
			 SPI_result_code_string(SPI_result));
	kept[may_be_stored] = plan;
	return plan;
}

static char *
insert_statement(bool may_be_stored)
{
	StringInfoData statement;

	initStringInfo(&statement);
	appendStringInfoString(&statement, "INSERT INTO metahog.audit_log (");
	for (int i = 0; i < COLUMNS; i++)
		appendStringInfo(&statement, "%s%s", i > 0 ? ", " : "", columns[i].name);
	appendStringInfoString(&statement, ") SELECT ");
	for (int i = 0; i < COLUMNS; i++)
		appendStringInfo(&statement, "%sb.%s%s", i > 0 ? ", " : "", columns[i].name,
						 columns[i].cast);
	appendStringInfo(&statement, " FROM batch AS b%s",
					 may_be_stored ? " ON CONFLICT DO NOTHING" : "");
	return statement.data;
}
