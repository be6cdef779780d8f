/*
 * schema/schema_document.c
 *		All that a schema browser shows, as one JSON document.
 *
 * A table of the default schema is listed under its name, any other one under
 * schema.table.
 */
#include "postgres.h"

#include "base/json_writer.h"
#include "schema/catalog_statements.h"
#include "schema/schema_document.h"

static void begin_table(SchemaDocument *document, const RowStream *rows);
static void end_table(SchemaDocument *document);
static void add_field(SchemaDocument *document, const RowStream *rows);
static void write_key(StringInfo out, const RowStream *rows);
static void append_name(StringInfo key, const char *name);
static void write_reference(StringInfo out, const RowStream *rows);
static void write_member(StringInfo out, const char *name, const RowStream *rows,
						 DocumentColumn column);
static void write_text(StringInfo out, const RowStream *rows, DocumentColumn column);
static void write_number(StringInfo out, const RowStream *rows, DocumentColumn column);
static void write_flag(StringInfo out, const RowStream *rows, DocumentColumn column);
static bool is_true(const RowStream *rows, DocumentColumn column);

void
schema_document_begin(SchemaDocument *document, StringInfo out)
{
	document->out = out;
	initStringInfo(&document->columns);
	document->has_tables = false;
	document->has_fields = false;
	appendStringInfoString(out, "\"tables\":{");
}

void
schema_document_add(SchemaDocument *document, const RowStream *rows)
{
	if (rows->values[DOCUMENT_SCHEMA] != NULL && rows->values[DOCUMENT_TABLE] != NULL)
		begin_table(document, rows);
	else if (document->has_tables && rows->values[DOCUMENT_COLUMN] != NULL)
		add_field(document, rows);
	else
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("the remote sent a row that is neither a table nor a column")));
}

void
schema_document_end(SchemaDocument *document)
{
	if (document->has_tables)
		end_table(document);
	appendStringInfoString(document->out, "},\n\"columns\":{");
	appendBinaryStringInfo(document->out, document->columns.data, document->columns.len);
	appendStringInfoString(document->out, "}}");
	pfree(document->columns.data);
}

static void
begin_table(SchemaDocument *document, const RowStream *rows)
{
	StringInfo out = document->out;
	StringInfo columns = &document->columns;
	int key;

	if (document->has_tables)
	{
		end_table(document);
		appendStringInfoChar(out, ',');
		appendStringInfoChar(columns, ',');
	}
	appendStringInfoChar(out, '\n');
	appendStringInfoChar(columns, '\n');
	key = out->len;
	write_key(out, rows);
	appendBinaryStringInfo(columns, out->data + key, out->len - key);
	appendStringInfoString(columns, ":[");

	write_member(out, ":{\"schema\":", rows, DOCUMENT_SCHEMA);
	write_member(out, ",\"kind\":", rows, DOCUMENT_KIND);
	appendStringInfoString(out, ",\"rows\":");
	write_number(out, rows, DOCUMENT_ROWS);
	write_member(out, ",\"comment\":", rows, DOCUMENT_COMMENT);
	write_member(out, ",\"partition_of\":", rows, DOCUMENT_PARTITION_OF);
	appendStringInfoString(out, ",\"fields\":[");
	document->has_tables = true;
	document->has_fields = false;
}

static void
end_table(SchemaDocument *document)
{
	appendStringInfoString(document->out, "]}");
	appendStringInfoChar(&document->columns, ']');
}

static void
add_field(SchemaDocument *document, const RowStream *rows)
{
	StringInfo out = document->out;
	StringInfo columns = &document->columns;

	if (document->has_fields)
	{
		appendStringInfoChar(out, ',');
		appendStringInfoChar(columns, ',');
	}
	document->has_fields = true;

	write_member(out, "{\"name\":", rows, DOCUMENT_COLUMN);
	write_member(out, ",\"type\":", rows, DOCUMENT_TYPE);
	write_member(out, ",\"hogql_type\":", rows, DOCUMENT_HOGQL_TYPE);
	appendStringInfoString(out, ",\"nullable\":");
	write_flag(out, rows, DOCUMENT_IS_NULLABLE);
	appendStringInfoString(out, ",\"primary_key\":");
	write_flag(out, rows, DOCUMENT_IS_PRIMARY_KEY);
	appendStringInfoString(out, ",\"references\":");
	write_reference(out, rows);
	appendStringInfoChar(out, '}');

	write_member(columns, "[", rows, DOCUMENT_COLUMN);
	write_member(columns, ",", rows, DOCUMENT_TYPE);
	appendStringInfoChar(columns, ']');
}

/* What the table is listed under, as a JSON string. */
static void
write_key(StringInfo out, const RowStream *rows)
{
	StringInfoData key;

	initStringInfo(&key);
	if (!is_true(rows, DOCUMENT_IS_DEFAULT))
	{
		append_name(&key, rows->values[DOCUMENT_SCHEMA]);
		appendStringInfoChar(&key, '.');
	}
	append_name(&key, rows->values[DOCUMENT_TABLE]);
	json_write_string(out, key.data, key.len);
	pfree(key.data);
}

/* In double quotes if it has a dot itself, so that no two tables share a key. */
static void
append_name(StringInfo key, const char *name)
{
	if (strpbrk(name, ".\"") == NULL)
	{
		appendStringInfoString(key, name);
		return;
	}
	appendStringInfoChar(key, '"');
	for (; *name != '\0'; name++)
	{
		if (*name == '"')
			appendStringInfoChar(key, '"');
		appendStringInfoChar(key, *name);
	}
	appendStringInfoChar(key, '"');
}

static void
write_reference(StringInfo out, const RowStream *rows)
{
	if (rows->values[DOCUMENT_REFERENCED_TABLE] == NULL)
	{
		appendStringInfoString(out, "null");
		return;
	}
	write_member(out, "{\"schema\":", rows, DOCUMENT_REFERENCED_SCHEMA);
	write_member(out, ",\"table\":", rows, DOCUMENT_REFERENCED_TABLE);
	write_member(out, ",\"column\":", rows, DOCUMENT_REFERENCED_COLUMN);
	appendStringInfoChar(out, '}');
}

static void
write_member(StringInfo out, const char *name, const RowStream *rows, DocumentColumn column)
{
	appendStringInfoString(out, name);
	write_text(out, rows, column);
}

static void
write_text(StringInfo out, const RowStream *rows, DocumentColumn column)
{
	if (rows->values[column] == NULL)
		appendStringInfoString(out, "null");
	else
		json_write_string(out, rows->values[column], rows->lengths[column]);
}

static void
write_number(StringInfo out, const RowStream *rows, DocumentColumn column)
{
	const char *value = rows->values[column];

	if (value != NULL && json_is_number(value, rows->lengths[column]))
		appendBinaryStringInfo(out, value, rows->lengths[column]);
	else
		appendStringInfoString(out, "null");
}

static void
write_flag(StringInfo out, const RowStream *rows, DocumentColumn column)
{
	appendStringInfoString(out, is_true(rows, column) ? "true" : "false");
}

static bool
is_true(const RowStream *rows, DocumentColumn column)
{
	return rows->values[column] != NULL && rows->values[column][0] == 't';
}
