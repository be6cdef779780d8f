/*
 * schema/schema.c
 *		schema(): what a schema browser shows, live or from the snapshot.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/timestamp.h"

#include "base/json_writer.h"
#include "result/document.h"
#include "schema/catalog_statements.h"
#include "schema/discovery.h"
#include "schema/document_rows.h"
#include "schema/schema_document.h"
#include "schema/snapshot.h"

PG_FUNCTION_INFO_V1(metahog_schema);

static Datum live_schema(const char *name);
static Datum cached_schema(const char *name);
static void write_cached_head(StringInfo out, const Source *source, TimestampTz taken_at);
static void write_head(StringInfo out, const char *source, bool cached, TimestampTz taken_at);

/* schema(source text, cached boolean) -> json */
Datum
metahog_schema(PG_FUNCTION_ARGS)
{
	const char *name = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0));

	if (!PG_ARGISNULL(1) && PG_GETARG_BOOL(1))
		PG_RETURN_DATUM(cached_schema(name));
	PG_RETURN_DATUM(live_schema(name));
}

static Datum
live_schema(const char *name)
{
	Call call;
	DatumBuffer buffer;
	SchemaDocument document;

	call_begin_catalog(&call, "schema", name);
	call_set_catalog_statement(&call, DOCUMENT_STATEMENT, 0, NULL);
	call.statement.binary = true;
	discovery_start(&call, "tables and columns", DOCUMENT_COLUMNS);
	datum_buffer_init(&buffer);
	write_head(&buffer.text, call.source->name, false, GetCurrentTimestamp());
	schema_document_begin(&document, &buffer.text);
	while (call_next_row_or_raise(&call))
		document_rows_add(&document, call.rows);
	schema_document_end(&document);
	call_end(&call);
	return datum_buffer_finish(&buffer);
}

static Datum
cached_schema(const char *name)
{
	const Source *source = source_lookup(name);
	DatumBuffer buffer;

	datum_buffer_init(&buffer);
	snapshot_append_document(source, &buffer.text, write_cached_head);
	return datum_buffer_finish(&buffer);
}

static void
write_cached_head(StringInfo out, const Source *source, TimestampTz taken_at)
{
	write_head(out, source->name, true, taken_at);
}

static void
write_head(StringInfo out, const char *source, bool cached, TimestampTz taken_at)
{
	char timestamp[MAXDATELEN + 1];
	double age = (GetCurrentTimestamp() - taken_at) / 1000000.0;

	JsonEncodeDateTime(timestamp, TimestampTzGetDatum(taken_at), TIMESTAMPTZOID, NULL);
	appendStringInfoString(out, "{\"source\":");
	json_write_cstring(out, source);
	appendStringInfo(out, ",\"cached\":%s,\"taken_at\":\"%s\",\"age\":%.3f,\n",
					 cached ? "true" : "false", timestamp, cached ? Max(age, 0) : 0.0);
}
