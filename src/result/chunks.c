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
static void write_csv_value(StringInfo out, const char *value, int length);

ChunkFormat
chunk_format_from_name(const char *name)
{
	if (strcmp(name, "jsonl") == 0)
		return CHUNK_JSONL;
	if (strcmp(name, "json") == 0)
		return CHUNK_JSON;
	if (strcmp(name, "csv") == 0)
		return CHUNK_CSV;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("format \"%s\" is not known", name),
			 errhint("Use jsonl, json or csv.")));
}

void
row_writer_init(RowWriter *writer, ChunkFormat format, const RemoteTypes *types, int ncolumns,
				const RemoteColumn *columns)
{
	writer->format = format;
	writer->ncolumns = ncolumns;
	writer->columns = columns;
	writer->formats = value_formats(types, ncolumns, columns, format == CHUNK_JSONL);
	writer->keys = format == CHUNK_CSV ? NULL : make_keys(ncolumns, columns);
	writer->row_count = 0;
}

void
row_writer_begin(RowWriter *writer, StringInfo out)
{
	if (writer->format == CHUNK_JSON)
		appendStringInfoChar(out, '[');
	if (writer->format != CHUNK_CSV)
		return;
	for (int i = 0; i < writer->ncolumns; i++)
	{
		const char *name = writer->columns[i].name;

		if (i > 0)
			appendStringInfoChar(out, ',');
		write_csv_value(out, name, strlen(name));
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
			write_csv_value(out, rows->values[i], rows->lengths[i]);
	}
	appendStringInfoCharMacro(out, '\n');
}

/* Null is nothing at all, so an empty text has quotes. */
static void
write_csv_value(StringInfo out, const char *value, int length)
{
	bool quote = length == 0;

	check_encoding(value, length);
	for (int i = 0; i < length && !quote; i++)
		quote = value[i] == ',' || value[i] == '"' || value[i] == '\n' || value[i] == '\r';
	if (!quote)
	{
		/* COPY would read this line as its end of data. */
		quote = length == 2 && value[0] == '\\' && value[1] == '.';
	}
	if (!quote)
	{
		appendBinaryStringInfo(out, value, length);
		return;
	}
	appendStringInfoChar(out, '"');
	for (int i = 0; i < length; i++)
	{
		if (value[i] == '"')
			appendStringInfoChar(out, '"');
		appendStringInfoChar(out, value[i]);
	}
	appendStringInfoChar(out, '"');
}
