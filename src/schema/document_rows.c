/*
 * schema/document_rows.c
 *		From the rows of DOCUMENT_STATEMENT to the document.
 *
 * In binary format text is just its bytes, and an array can be read in place:
 * it begins with the number of its dimensions, a flag for nulls and the oid of
 * its elements' type, then each dimension's size and lower bound, then the
 * elements, each after its length, all in network order (array_send).  Whatever
 * does not add up is no answer.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bswap.h"

#include "schema/catalog_statements.h"
#include "schema/document_rows.h"

/* A text[][] that is being read. */
typedef struct Matrix
{
	const char *at;
	const char *end;
	int rows; /* that are left */
	int members;
} Matrix;

static void matrix_begin(Matrix *matrix, const RowStream *rows, DocumentColumn column, int members);
static bool matrix_next(Matrix *matrix, Piece *members);
static int32 read_int32(Matrix *matrix);
static bool equals(const Piece *value, const char *word);
static void add_target(FieldFacts *field, Matrix targets);
static void raise_malformed(void) pg_attribute_noreturn();

void
document_rows_add(SchemaDocument *document, const RowStream *rows)
{
	TableFacts table = {
		.schema = piece_of(rows, DOCUMENT_SCHEMA),
		.table = piece_of(rows, DOCUMENT_TABLE),
		.sql_name = piece_of(rows, DOCUMENT_SQL_NAME),
		.kind = piece_of(rows, DOCUMENT_KIND),
		.rows = piece_of(rows, DOCUMENT_ROWS),
		.comment = piece_of(rows, DOCUMENT_COMMENT),
		.partition_of = piece_of(rows, DOCUMENT_PARTITION_OF),
	};
	Piece is_default = piece_of(rows, DOCUMENT_IS_DEFAULT);
	Piece members[FIELD_MEMBERS];
	Matrix fields;
	Matrix targets;

	if (table.schema.data == NULL || table.table.data == NULL)
		raise_malformed();
	table.is_default = is_default.length == 1 && is_default.data[0] == 1;
	schema_document_add_table(document, &table);

	matrix_begin(&fields, rows, DOCUMENT_FIELDS, FIELD_MEMBERS);
	matrix_begin(&targets, rows, DOCUMENT_TARGETS, TARGET_MEMBERS);
	while (matrix_next(&fields, members))
	{
		FieldFacts field = {
			.name = members[FIELD_NAME],
			.sql_name = members[FIELD_SQL_NAME],
			.type = members[FIELD_TYPE],
			.hogql_type = members[FIELD_HOGQL_TYPE],
			.is_nullable = equals(&members[FIELD_ROLE], "nullable"),
			.is_primary_key = equals(&members[FIELD_ROLE], "key"),
		};

		if (field.name.data == NULL)
			raise_malformed();
		add_target(&field, targets);
		schema_document_add_field(document, &field);
	}
}

/* A null is an empty one. */
static void
matrix_begin(Matrix *matrix, const RowStream *rows, DocumentColumn column, int members)
{
	int dimensions;

	matrix->at = rows->values[column];
	matrix->end = matrix->at + rows->lengths[column];
	matrix->rows = 0;
	matrix->members = members;
	if (matrix->at == NULL)
		return;

	dimensions = read_int32(matrix);
	(void) read_int32(matrix); /* has nulls */
	(void) read_int32(matrix); /* type */
	if (dimensions == 0)
		return;
	matrix->rows = read_int32(matrix);
	(void) read_int32(matrix); /* lower bound */
	if (dimensions != 2 || matrix->rows < 0 || read_int32(matrix) != members)
		raise_malformed();
	(void) read_int32(matrix);
}

static bool
matrix_next(Matrix *matrix, Piece *members)
{
	if (matrix->rows == 0)
		return false;
	for (int i = 0; i < matrix->members; i++)
	{
		int32 length = read_int32(matrix);

		members[i] = (Piece){NULL, 0};
		if (length == -1)
			continue;
		if (length < 0 || length > matrix->end - matrix->at)
			raise_malformed();
		members[i] = (Piece){matrix->at, length};
		matrix->at += length;
	}
	matrix->rows--;
	return true;
}

static int32
read_int32(Matrix *matrix)
{
	uint32 value;

	if (matrix->end - matrix->at < (ptrdiff_t) sizeof(value))
		raise_malformed();
	memcpy(&value, matrix->at, sizeof(value));
	matrix->at += sizeof(value);
	return (int32) pg_ntoh32(value);
}

static bool
equals(const Piece *value, const char *word)
{
	return value->data != NULL && (size_t) value->length == strlen(word) &&
		   memcmp(value->data, word, value->length) == 0;
}

/* Few columns reference others, and a table has few that do: they are looked through. */
static void
add_target(FieldFacts *field, Matrix targets)
{
	Piece members[TARGET_MEMBERS];

	/* A remote that says otherwise keeps us busy, but not out of reach. */
	CHECK_FOR_INTERRUPTS();
	while (matrix_next(&targets, members))
	{
		const Piece *of = &members[TARGET_FIELD_NAME];

		if (of->data == NULL || of->length != field->name.length ||
			memcmp(of->data, field->name.data, of->length) != 0)
			continue;
		field->target_schema = members[TARGET_SCHEMA];
		field->target_table = members[TARGET_TABLE];
		field->target_column = members[TARGET_COLUMN];
		return;
	}
}

static void
raise_malformed(void)
{
	ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
					errmsg("the remote sent something that does not describe a table")));
}
