/*
 * result/chunks.h
 *		Rows as text for export: JSON lines, a JSON array, or CSV.
 */
#ifndef METAHOG_CHUNKS_H
#define METAHOG_CHUNKS_H

#include "lib/stringinfo.h"

#include "result/value_json.h"

typedef enum ChunkFormat
{
	CHUNK_JSONL,	   /* one object a line */
	CHUNK_JSON,		   /* all chunks together are one array of objects */
	CHUNK_CSV,		   /* RFC 4180 as COPY ... CSV HEADER writes it */
	CHUNK_CSV_ESCAPED, /* the same, with an apostrophe before what a spreadsheet would compute */
} ChunkFormat;

typedef struct RowWriter
{
	ChunkFormat format;
	int ncolumns;
	const ValueFormat *formats;
	const char **keys; /* '"name":' with the comma before it; JSON only */
	const RemoteColumn *columns;
	int64 row_count;
} RowWriter;

/* jsonl, json, csv or csv_escaped; raises 22023 for another word. */
extern ChunkFormat chunk_format_from_name(const char *name);

/* For rows with these columns, whose types must be known; memory of the current context. */
extern void row_writer_init(RowWriter *writer, ChunkFormat format, const RemoteTypes *types,
							int ncolumns, const RemoteColumn *columns);

/* What stands before the first row. */
extern void row_writer_begin(RowWriter *writer, StringInfo out);

/* One row, with what separates it from the one before. */
extern void row_writer_add(RowWriter *writer, StringInfo out, const RowStream *rows);

/* What stands behind the last row. */
extern void row_writer_end(RowWriter *writer, StringInfo out);

/* Just the row as a JSON object. */
extern void row_writer_object(const RowWriter *writer, StringInfo out, const RowStream *rows);

#endif /* METAHOG_CHUNKS_H */
