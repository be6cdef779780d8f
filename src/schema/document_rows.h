/*
 * schema/document_rows.h
 *		From the rows of DOCUMENT_STATEMENT to the document.
 */
#ifndef METAHOG_DOCUMENT_ROWS_H
#define METAHOG_DOCUMENT_ROWS_H

#include "remote/rows.h"
#include "schema/schema_document.h"

/*
 * Add the current row, which is in binary format, that is one table with its
 * fields.  Raises 08P01 if it can be no answer to DOCUMENT_STATEMENT.
 */
extern void document_rows_add(SchemaDocument *document, const RowStream *rows);

#endif /* METAHOG_DOCUMENT_ROWS_H */
