/*
 * result/record.c
 *		Rows as typed tuples, for joins with local tables.
 *
 * Binary values of the same built-in type go through its receive function,
 * which is a quarter faster than text; everything else through text and the
 * declared type's input function, as if the caller had typed it.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/lsyscache.h"

#include "base/json_writer.h"
#include "result/local_type.h"
#include "result/record.h"

static bool has_stable_binary(Oid type);
static Datum read_text(RecordReader *reader, int column, const char *value, int length);
static Datum read_binary(RecordReader *reader, int column, const char *value, int length);
static void describe_column(void *argument);

typedef struct ColumnContext
{
	const RecordReader *reader;
	int column;
} ColumnContext;

bool
record_fits_binary(TupleDesc tuple_desc, int ncolumns, const RemoteColumn *columns)
{
	/* Receive functions convert text from the client's encoding, which the remote does not know. */
	if (pg_get_client_encoding() != GetDatabaseEncoding() || ncolumns != tuple_desc->natts)
		return false;
	for (int i = 0; i < ncolumns; i++)
	{
		Oid declared = TupleDescAttr(tuple_desc, i)->atttypid;

		if (columns[i].type != getBaseType(declared) || !has_stable_binary(columns[i].type))
			return false;
	}
	return true;
}

void
record_check_columns(TupleDesc tuple_desc, int ncolumns, const RemoteColumn *columns)
{
	if (ncolumns == tuple_desc->natts)
	{
		for (int i = 0; i < ncolumns; i++)
			local_type_check(TupleDescAttr(tuple_desc, i)->atttypid, columns[i].type,
							 NameStr(TupleDescAttr(tuple_desc, i)->attname));
		return;
	}
	ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("the query returns %d columns, but %d are declared", ncolumns,
						   tuple_desc->natts),
					errhint("metahog.column_definition() prints the list to put behind AS; "
							"metahog.refresh_view() brings a view up to date.")));
}

void
record_reader_init(RecordReader *reader, TupleDesc tuple_desc, bool binary)
{
	int natts = tuple_desc->natts;

	reader->tuple_desc = tuple_desc;
	reader->binary = binary;
	reader->input = palloc0(natts * sizeof(FmgrInfo));
	reader->input_params = palloc0(natts * sizeof(Oid));
	reader->values = palloc0(natts * sizeof(Datum));
	reader->nulls = palloc0(natts * sizeof(bool));
	for (int i = 0; i < natts; i++)
	{
		Oid type = TupleDescAttr(tuple_desc, i)->atttypid;
		Oid function;

		if (binary)
			getTypeBinaryInputInfo(type, &function, &reader->input_params[i]);
		else
			getTypeInputInfo(type, &function, &reader->input_params[i]);
		fmgr_info(function, &reader->input[i]);
	}
}

void
record_read(RecordReader *reader, const RowStream *rows)
{
	ErrorContextCallback callback;
	ColumnContext context = {reader, 0};

	callback.callback = describe_column;
	callback.arg = &context;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	for (int i = 0; i < reader->tuple_desc->natts; i++)
	{
		const char *value = rows->values[i];

		context.column = i;
		reader->nulls[i] = value == NULL;
		/* A null goes through too: a domain may forbid it. */
		reader->values[i] = reader->binary ? read_binary(reader, i, value, rows->lengths[i])
										   : read_text(reader, i, value, rows->lengths[i]);
	}
	error_context_stack = callback.previous;
}

/*
 * Built-in types whose binary form depends on nothing but the value.  Not
 * those that name objects of a catalog, nor money, which depends on a locale.
 */
static bool
has_stable_binary(Oid type)
{
	Oid element = get_element_type(type);

	/* Their receive functions refuse what their send functions make of an empty vector. */
	if (type == INT2VECTOROID || type == OIDVECTOROID)
		return false;

	switch (OidIsValid(element) ? element : type)
	{
		case BITOID:
		case BOOLOID:
		case BPCHAROID:
		case BYTEAOID:
		case CHAROID:
		case CIDROID:
		case DATEOID:
		case FLOAT4OID:
		case FLOAT8OID:
		case INETOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case INTERVALOID:
		case JSONBOID:
		case JSONOID:
		case MACADDROID:
		case NAMEOID:
		case NUMERICOID:
		case OIDOID:
		case TEXTOID:
		case TIMEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
		case TIMETZOID:
		case UUIDOID:
		case VARBITOID:
		case VARCHAROID:
			return true;
		default:
			return false;
	}
}

static Datum
read_text(RecordReader *reader, int column, const char *value, int length)
{
	if (value != NULL)
		check_encoding(value, length);
	return InputFunctionCall(&reader->input[column], (char *) value, reader->input_params[column],
							 TupleDescAttr(reader->tuple_desc, column)->atttypmod);
}

static Datum
read_binary(RecordReader *reader, int column, const char *value, int length)
{
	int32 typmod = TupleDescAttr(reader->tuple_desc, column)->atttypmod;
	StringInfoData message;
	Datum datum;

	if (value == NULL)
		return ReceiveFunctionCall(&reader->input[column], NULL, reader->input_params[column],
								   typmod);

	/* A StringInfo on borrowed bytes, which receive functions only read; libpq ends them with NUL. */
	message.data = (char *) value;
	message.len = length;
	message.maxlen = length + 1;
	message.cursor = 0;
	datum =
		ReceiveFunctionCall(&reader->input[column], &message, reader->input_params[column], typmod);
	if (message.cursor != length)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("the remote sent a malformed binary value")));
	return datum;
}

static void
describe_column(void *argument)
{
	const ColumnContext *context = argument;

	/* Some input functions call it an internal error, as what a server sends can have only that cause. */
	if (geterrcode() == ERRCODE_INTERNAL_ERROR)
		errcode(context->reader->binary ? ERRCODE_INVALID_BINARY_REPRESENTATION
										: ERRCODE_INVALID_TEXT_REPRESENTATION);
	errcontext("column \"%s\" of the remote's result",
			   NameStr(TupleDescAttr(context->reader->tuple_desc, context->column)->attname));
}
