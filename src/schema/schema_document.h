/*
 * schema/schema_document.h
 *		All that a schema browser shows, as one JSON document.
 */
#ifndef METAHOG_SCHEMA_DOCUMENT_H
#define METAHOG_SCHEMA_DOCUMENT_H

#include "lib/stringinfo.h"

#include "remote/rows.h"

/*
 * The document, written as rows come: an object with "tables" and "columns".
 * Its tables are in out; the other member is written beside and joins them at
 * the end.
 */
typedef struct SchemaDocument
{
	StringInfo out;
	StringInfoData columns;
	bool has_tables; /* at least one has been begun */
	bool has_fields; /* so has a field of the table that is being written */
} SchemaDocument;

/* Append the document's beginning, from "tables" on, to out, which the caller owns. */
extern void schema_document_begin(SchemaDocument *document, StringInfo out);

/*
 * The current row, whose columns are those of DocumentColumn.  Raises 08P01 if
 * it can be no answer to DOCUMENT_STATEMENT, 22021 for text that is not valid.
 */
extern void schema_document_add(SchemaDocument *document, const RowStream *rows);

/* Everything up to the closing brace. */
extern void schema_document_end(SchemaDocument *document);

#endif /* METAHOG_SCHEMA_DOCUMENT_H */
