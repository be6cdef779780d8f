/*
 * result/document.h
 *		The one JSON document that execute() answers with.
 *
 * Field names follow PostHog's HogQLQueryResponse.
 */
#ifndef METAHOG_DOCUMENT_H
#define METAHOG_DOCUMENT_H

#include "lib/stringinfo.h"

#include "result/value_json.h"

/* Text that becomes a json or text datum without another copy. */
typedef struct DatumBuffer
{
	StringInfoData text; /* begins with room for the varlena header */
} DatumBuffer;

extern void datum_buffer_init(DatumBuffer *buffer);

/* The text as a varlena, in the buffer's own memory. */
extern Datum datum_buffer_finish(DatumBuffer *buffer);

typedef struct Document
{
	DatumBuffer buffer;
	int ncolumns;
	const ValueFormat *formats;
	int64 row_count;
	int advised; /* size of the buffer when the kernel was last told of it */
} Document;

typedef struct Timing
{
	const char *name;
	double seconds;
} Timing;

/* What whoever compiled the text has to say of it. */
typedef struct DocumentWarning
{
	const char *message;
	int position; /* characters into the caller's text, from 1 */
} DocumentWarning;

/* What stands behind the rows. */
typedef struct DocumentEnd
{
	const char *truncated; /* NULL, "max_rows" or "max_bytes" */
	bool has_more;
	int64 limit; /* -1: not known, nor is the offset */
	int64 offset;
	const Timing *timings;
	int ntimings;
	const Notices *notices; /* NULL: there was no remote to say anything */
	const char *query;		/* the text that the remote was sent */
	const char *language;	/* that the text below is in; NULL: it is no other than query */
	const char *text;		/* the caller's */
	const DocumentWarning *warnings;
	int nwarnings;
	const char *source;
	const RemoteError *error; /* NULL if it went well */
} DocumentEnd;

/* Begin with the columns; none for a statement that failed before it had any. */
extern void document_begin(Document *document, const RemoteTypes *types, int ncolumns,
						   const RemoteColumn *columns);

extern void document_add_row(Document *document, const RowStream *rows);

/* The whole document as a json datum. */
extern Datum document_finish(Document *document, const DocumentEnd *end);

#endif /* METAHOG_DOCUMENT_H */
