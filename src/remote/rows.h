/*
 * remote/rows.h
 *		Rows on their way up: what every producer of rows offers.
 *
 * A stream begins with its columns, then come rows, then it is done or has
 * failed.  Statements on a libpq session produce rows (statement.c), and so do
 * queries of this database (schema/local_rows.c); a broker behind a queue, or
 * another kind of database, would offer the same, and whatever consumes rows
 * takes nothing else.
 */
#ifndef METAHOG_ROWS_H
#define METAHOG_ROWS_H

#include "base/errors.h"
#include "remote/notices.h"

typedef struct RemoteColumn
{
	char *name;	  /* valid in the server's encoding, at most 8 kB, see clean_name() */
	Oid type;	  /* the remote's oid; a domain's base type */
	int32 typmod; /* -1: none */
} RemoteColumn;

typedef struct RowStream RowStream;

struct RowStream
{
	/*
	 * Fetch the next row into values and lengths: true if there is one.
	 * After false, error tells a failure from the end.
	 */
	bool (*next)(RowStream *rows);

	/*
	 * End early: the remote statement is stopped, not drained, and what it
	 * holds is given back.  Harmless after the end.  A failure of the end
	 * itself is in error.
	 */
	void (*stop)(RowStream *rows);

	int ncolumns;
	RemoteColumn *columns;
	int nparams; /* that the statement has; told only of one that is described, else 0 */

	/*
	 * The current row, in the format that was asked for: valid until the next
	 * call.  A null is a NULL pointer.  A text value is followed by a NUL.
	 */
	const char **values;
	int *lengths;

	RemoteError *error; /* NULL unless the stream has failed */
	Notices notices;	/* so far */
};

#endif /* METAHOG_ROWS_H */
