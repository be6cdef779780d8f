/*
 * schema/schema_document.h
 *		All that a schema browser shows, as one JSON document.
 */
#ifndef METAHOG_SCHEMA_DOCUMENT_H
#define METAHOG_SCHEMA_DOCUMENT_H

#include "lib/stringinfo.h"

#include "remote/rows.h"

/* Text that belongs to somebody else; data is NULL for a null. */
typedef struct Piece
{
	const char *data;
	int length;
} Piece;

/* The current row's value of a column. */
extern Piece piece_of(const RowStream *rows, int column);

/* A table, view or the like. */
typedef struct TableFacts
{
	Piece schema;
	Piece table;
	bool is_default; /* its schema is the default one */
	Piece sql_name;	 /* what a statement says for it */
	Piece kind;
	Piece rows; /* a number */
	Piece comment;
	Piece partition_of;
} TableFacts;

/* A column of it. */
typedef struct FieldFacts
{
	Piece name;
	Piece sql_name;
	Piece type;
	Piece hogql_type;
	bool is_nullable;
	bool is_primary_key;
	Piece target_schema; /* what it references; nulls if nothing */
	Piece target_table;
	Piece target_column;
} FieldFacts;

/*
 * Where the document has what its member "columns" says once more, as offsets:
 * a field's name and type, or what a table is listed under.
 */
typedef struct Mention
{
	int name;
	int type; /* 0: it is a table */
	int end;
} Mention;

/*
 * The document, as it is written: its member "tables" at once, its member
 * "columns" at the end.
 */
typedef struct SchemaDocument
{
	StringInfo out;
	Mention *mentions;
	int nmentions;
	int room;		 /* for so many */
	bool has_tables; /* at least one has been begun */
	bool has_fields; /* so has a field of the table that is being written */
} SchemaDocument;

/* Append the document's beginning, from "tables" on, to out, which the caller owns. */
extern void schema_document_begin(SchemaDocument *document, StringInfo out);

/* Begin a table; its fields follow.  Both raise 22021 for text that is not valid. */
extern void schema_document_add_table(SchemaDocument *document, const TableFacts *table);
extern void schema_document_add_field(SchemaDocument *document, const FieldFacts *field);

/* Everything up to the closing brace. */
extern void schema_document_end(SchemaDocument *document);

#endif /* METAHOG_SCHEMA_DOCUMENT_H */
