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

/* What the next column that references another one references. */
typedef struct Target
{
	Matrix rest; /* those behind it */
	bool is_left;
	Piece members[TARGET_MEMBERS];
} Target;

static void matrix_begin(Matrix *matrix, const RowStream *rows, DocumentColumn column, int members);
static bool matrix_next(Matrix *matrix, Piece *members);
static int32 read_int32(Matrix *matrix);
static bool equals(const Piece *value, const char *word);
static void target_next(Target *target);
static void add_target(FieldFacts *field, Target *target);
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
	Target target;

	if (table.schema.data == NULL || table.table.data == NULL)
		raise_malformed();
	table.is_default = is_default.length == 1 && is_default.data[0] == 1;
	schema_document_add_table(document, &table);

	matrix_begin(&fields, rows, DOCUMENT_FIELDS, FIELD_MEMBERS);
	matrix_begin(&target.rest, rows, DOCUMENT_TARGETS, TARGET_MEMBERS);
	target_next(&target);
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
		CHECK_FOR_INTERRUPTS();
		add_target(&field, &target);
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

static void
target_next(Target *target)
{
	target->is_left = matrix_next(&target->rest, target->members);
}

/* Targets come in the order of the fields, so that each is looked at once, however many a remote sends. */
static void
add_target(FieldFacts *field, Target *target)
{
	const Piece *of = &target->members[TARGET_FIELD_NAME];

	if (!target->is_left || of->data == NULL || of->length != field->name.length ||
		memcmp(of->data, field->name.data, of->length) != 0)
		return;
	field->target_schema = target->members[TARGET_SCHEMA];
	field->target_table = target->members[TARGET_TABLE];
	field->target_column = target->members[TARGET_COLUMN];
	target_next(target);
}

static void
raise_malformed(void)
{
	ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
					errmsg("the remote sent something that does not describe a table")));
}
