/*
 * result/chunks.c
 *		Rows as text for export: JSON lines, a JSON array, or CSV.
 */
#include "postgres.h"

#include "base/json_writer.h"
#include "result/chunks.h"
#include "result/type_names.h"

static const char **make_keys(int ncolumns, const RemoteColumn *columns);
static void write_csv_row(const RowWriter *writer, StringInfo out, const RowStream *rows);
static void write_csv_value(const RowWriter *writer, StringInfo out, const char *value, int length);
static bool is_csv(const RowWriter *writer);
static bool is_formula(const char *value, int length);
static bool needs_quotes(const char *value, int length);

ChunkFormat
chunk_format_from_name(const char *name)
{
	if (strcmp(name, "jsonl") == 0)
		return CHUNK_JSONL;
	if (strcmp(name, "json") == 0)
		return CHUNK_JSON;
	if (strcmp(name, "csv") == 0)
		return CHUNK_CSV;
	if (strcmp(name, "csv_escaped") == 0)
		return CHUNK_CSV_ESCAPED;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("format \"%s\" is not known", name),
			 errhint("Use jsonl, json, csv or csv_escaped.")));
}

void
row_writer_init(RowWriter *writer, ChunkFormat format, const RemoteTypes *types, int ncolumns,
				const RemoteColumn *columns)
{
	writer->format = format;
	writer->ncolumns = ncolumns;
	writer->columns = columns;
	writer->formats = value_formats(types, ncolumns, columns, format == CHUNK_JSONL);
	writer->keys = is_csv(writer) ? NULL : make_keys(ncolumns, columns);
	writer->row_count = 0;
}

void
row_writer_begin(RowWriter *writer, StringInfo out)
{
	if (writer->format == CHUNK_JSON)
		appendStringInfoChar(out, '[');
	if (!is_csv(writer))
		return;
	for (int i = 0; i < writer->ncolumns; i++)
	{
		const char *name = writer->columns[i].name;

		if (i > 0)
			appendStringInfoChar(out, ',');
		write_csv_value(writer, out, name, strlen(name));
	}
	appendStringInfoChar(out, '\n');
}

void
row_writer_add(RowWriter *writer, StringInfo out, const RowStream *rows)
{
	switch (writer->format)
	{
		case CHUNK_JSONL:
			row_writer_object(writer, out, rows);
			appendStringInfoCharMacro(out, '\n');
			break;
		case CHUNK_JSON:
			appendStringInfoString(out, writer->row_count > 0 ? ",\n" : "\n");
			row_writer_object(writer, out, rows);
			break;
		case CHUNK_CSV:
		case CHUNK_CSV_ESCAPED:
			write_csv_row(writer, out, rows);
			break;
	}
	writer->row_count++;
}

void
row_writer_end(RowWriter *writer, StringInfo out)
{
	if (writer->format == CHUNK_JSON)
		appendStringInfoString(out, "\n]\n");
}

void
row_writer_object(const RowWriter *writer, StringInfo out, const RowStream *rows)
{
	appendStringInfoCharMacro(out, '{');
	for (int i = 0; i < writer->ncolumns; i++)
	{
		appendStringInfoString(out, writer->keys[i]);
		write_value(out, rows->values[i], rows->lengths[i], &writer->formats[i]);
	}
	appendStringInfoCharMacro(out, '}');
}

static const char **
make_keys(int ncolumns, const RemoteColumn *columns)
{
	const char **names = unique_column_names(ncolumns, columns);

	for (int i = 0; i < ncolumns; i++)
	{
		StringInfoData key;

		initStringInfo(&key);
		if (i > 0)
			appendStringInfoChar(&key, ',');
		json_write_cstring(&key, names[i]);
		appendStringInfoChar(&key, ':');
		names[i] = key.data;
	}
	return names;
}

static void
write_csv_row(const RowWriter *writer, StringInfo out, const RowStream *rows)
{
	for (int i = 0; i < writer->ncolumns; i++)
	{
		if (i > 0)
			appendStringInfoCharMacro(out, ',');
		if (rows->values[i] != NULL)
			write_csv_value(writer, out, rows->values[i], rows->lengths[i]);
	}
	appendStringInfoCharMacro(out, '\n');
}

static void
write_csv_value(const RowWriter *writer, StringInfo out, const char *value, int length)
{
	bool quote = needs_quotes(value, length);
	bool escape = writer->format == CHUNK_CSV_ESCAPED && is_formula(value, length);

	check_encoding(value, length);
	if (quote)
		appendStringInfoChar(out, '"');
	if (escape)
		appendStringInfoChar(out, '\'');
	if (!quote)
	{
		appendBinaryStringInfo(out, value, length);
		return;
	}
	for (int i = 0; i < length; i++)
	{
		if (value[i] == '"')
			appendStringInfoChar(out, '"');
		appendStringInfoChar(out, value[i]);
	}
	appendStringInfoChar(out, '"');
}

/* Null is nothing at all, so an empty text has quotes; COPY would read a lone \. as its end of data. */
static bool
needs_quotes(const char *value, int length)
{
	if (length == 0 || (length == 2 && value[0] == '\\' && value[1] == '.'))
		return true;
	for (int i = 0; i < length; i++)
	{
		if (value[i] == ',' || value[i] == '"' || value[i] == '\n' || value[i] == '\r')
			return true;
	}
	return false;
}

static bool
is_csv(const RowWriter *writer)
{
	return writer->format == CHUNK_CSV || writer->format == CHUNK_CSV_ESCAPED;
}

/* Spreadsheets compute what begins like this, whatever quotes are around it; a negative number is one. */
static bool
is_formula(const char *value, int length)
{
	return length > 0 && memchr("=+-@\t\r\n", value[0], 7) != NULL &&
		   !json_is_number(value, length);
}
