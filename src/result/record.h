/*
 * result/record.h
 *		Rows as typed tuples, for joins with local tables.
 */
#ifndef METAHOG_RECORD_H
#define METAHOG_RECORD_H

#include "access/tupdesc.h"
#include "fmgr.h"

#include "remote/rows.h"

typedef struct RecordReader
{
	TupleDesc tuple_desc;
	bool binary;
	FmgrInfo *input; /* input or receive function of each column */
	Oid *input_params;
	Datum *values; /* the tuple made last; nulls likewise */
	bool *nulls;
} RecordReader;

/*
 * May these columns be asked for in binary format?  Only if each is of the
 * very built-in type that the caller has declared, whose binary form is the
 * same everywhere.
 */
extern bool record_fits_binary(TupleDesc tuple_desc, int ncolumns, const RemoteColumn *columns);

/*
 * Raises 42804 unless there are as many columns as the caller has declared,
 * and their text can be read as the declared types.
 */
extern void record_check_columns(TupleDesc tuple_desc, int ncolumns, const RemoteColumn *columns);

/* Memory of the current context. */
extern void record_reader_init(RecordReader *reader, TupleDesc tuple_desc, bool binary);

/*
 * Convert the current row into values and nulls.  Memory of the current
 * context.  Raises what the types' input functions raise.
 */
extern void record_read(RecordReader *reader, const RowStream *rows);

#endif /* METAHOG_RECORD_H */
