/*
 * schema/schema_document.c
 *		All that a schema browser shows, as one JSON document.
 *
 * A table of the default schema is listed under its name, any other one under
 * schema.table.
 */
#include "postgres.h"

#include "base/json_writer.h"
#include "schema/schema_document.h"

/* A string literal's length is known without looking. */
#define append_literal(out, literal) appendBinaryStringInfo(out, literal, sizeof(literal) - 1)
/* Between a field's name and its type. */
#define TYPE_FOLLOWS ",\"type\":"
#define write_member(out, name, value) \
	do                                 \
	{                                  \
		append_literal(out, name);     \
		write_text(out, value);        \
	} while (0)

static void mention(SchemaDocument *document, int name, int type);
static void append_columns(SchemaDocument *document);
static void append_again(StringInfo out, int from, int end);
static void write_key(StringInfo out, const TableFacts *table);
static void append_name(StringInfo key, const Piece *name);
static void write_target(StringInfo out, const FieldFacts *field);
static void write_text(StringInfo out, const Piece *value);
static void write_flag(StringInfo out, bool value);
static void write_number(StringInfo out, const Piece *value);

Piece
piece_of(const RowStream *rows, int column)
{
	const char *data = rows->values[column];

	return (Piece){data, data != NULL ? rows->lengths[column] : 0};
}

void
schema_document_begin(SchemaDocument *document, StringInfo out)
{
	document->out = out;
	document->room = 1024;
	document->nmentions = 0;
	document->mentions = palloc(document->room * sizeof(Mention));
	document->has_tables = false;
	document->has_fields = false;
	append_literal(out, "\"tables\":{");
}

void
schema_document_add_table(SchemaDocument *document, const TableFacts *table)
{
	StringInfo out = document->out;
	int key;

	if (document->has_tables)
		append_literal(out, "]},");
	document->has_tables = true;
	document->has_fields = false;

	appendStringInfoChar(out, '\n');
	key = out->len;
	write_key(out, table);
	mention(document, key, 0);

	write_member(out, ":{\"schema\":", &table->schema);
	write_member(out, ",\"sql_name\":", &table->sql_name);
	write_member(out, ",\"kind\":", &table->kind);
	append_literal(out, ",\"rows\":");
	write_number(out, &table->rows);
	write_member(out, ",\"comment\":", &table->comment);
	write_member(out, ",\"partition_of\":", &table->partition_of);
	append_literal(out, ",\"fields\":[");
}

void
schema_document_add_field(SchemaDocument *document, const FieldFacts *field)
{
	StringInfo out = document->out;
	int name;
	int type;

	if (document->has_fields)
		appendStringInfoChar(out, ',');
	document->has_fields = true;

	append_literal(out, "{\"name\":");
	name = out->len;
	write_text(out, &field->name);
	append_literal(out, TYPE_FOLLOWS);
	type = out->len;
	write_text(out, &field->type);
	mention(document, name, type);

	write_member(out, ",\"sql_name\":", &field->sql_name);
	write_member(out, ",\"hogql_type\":", &field->hogql_type);
	append_literal(out, ",\"nullable\":");
	write_flag(out, field->is_nullable);
	append_literal(out, ",\"primary_key\":");
	write_flag(out, field->is_primary_key);
	append_literal(out, ",\"references\":");
	write_target(out, field);
	appendStringInfoChar(out, '}');
}

void
schema_document_end(SchemaDocument *document)
{
	if (document->has_tables)
		append_literal(document->out, "]}");
	append_literal(document->out, "},\n\"columns\":{");
	append_columns(document);
	append_literal(document->out, "}}");
	pfree(document->mentions);
}

/* What has just been written, from there on, is needed once more. */
static void
mention(SchemaDocument *document, int name, int type)
{
	if (document->nmentions == document->room)
	{
		document->room *= 2;
		document->mentions = repalloc_huge(document->mentions, document->room * sizeof(Mention));
	}
	document->mentions[document->nmentions++] = (Mention){name, type, document->out->len};
}

static void
append_columns(SchemaDocument *document)
{
	StringInfo out = document->out;

	for (int i = 0; i < document->nmentions; i++)
	{
		const Mention *at = &document->mentions[i];

		if (at->type == 0)
		{
			appendStringInfoString(out, i == 0 ? "\n" : "],\n");
			append_again(out, at->name, at->end);
			append_literal(out, ":[");
			continue;
		}
		appendStringInfoString(out, at[-1].type == 0 ? "[" : ",[");
		append_again(out, at->name, at->type - (int) (sizeof(TYPE_FOLLOWS) - 1));
		appendStringInfoChar(out, ',');
		append_again(out, at->type, at->end);
		appendStringInfoChar(out, ']');
	}
	if (document->nmentions > 0)
		appendStringInfoChar(out, ']');
}

/* The text moves when there is no room, so that appending it to itself takes the room first. */
static void
append_again(StringInfo out, int from, int end)
{
	enlargeStringInfo(out, end - from);
	appendBinaryStringInfo(out, out->data + from, end - from);
}

/* What the table is listed under, as a JSON string. */
static void
write_key(StringInfo out, const TableFacts *table)
{
	StringInfoData key;

	initStringInfo(&key);
	if (!table->is_default)
	{
		append_name(&key, &table->schema);
		appendStringInfoChar(&key, '.');
	}
	append_name(&key, &table->table);
	json_write_string(out, key.data, key.len);
	pfree(key.data);
}

/* In double quotes if it has a dot itself, so that no two tables share a key. */
static void
append_name(StringInfo key, const Piece *name)
{
	if (memchr(name->data, '.', name->length) == NULL &&
		memchr(name->data, '"', name->length) == NULL)
	{
		appendBinaryStringInfo(key, name->data, name->length);
		return;
	}
	appendStringInfoChar(key, '"');
	for (int i = 0; i < name->length; i++)
	{
		if (name->data[i] == '"')
			appendStringInfoChar(key, '"');
		appendStringInfoChar(key, name->data[i]);
	}
	appendStringInfoChar(key, '"');
}

static void
write_target(StringInfo out, const FieldFacts *field)
{
	if (field->target_table.data == NULL)
	{
		append_literal(out, "null");
		return;
	}
	write_member(out, "{\"schema\":", &field->target_schema);
	write_member(out, ",\"table\":", &field->target_table);
	write_member(out, ",\"column\":", &field->target_column);
	appendStringInfoChar(out, '}');
}

static void
write_text(StringInfo out, const Piece *value)
{
	if (value->data == NULL)
		append_literal(out, "null");
	else
		json_write_string(out, value->data, value->length);
}

static void
write_number(StringInfo out, const Piece *value)
{
	if (value->data != NULL && json_is_number(value->data, value->length))
		appendBinaryStringInfo(out, value->data, value->length);
	else
		append_literal(out, "null");
}

static void
write_flag(StringInfo out, bool value)
{
	if (value)
		append_literal(out, "true");
	else
		append_literal(out, "false");
}
