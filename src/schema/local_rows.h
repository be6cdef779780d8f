/*
 * schema/local_rows.h
 *		A local query as a stream of rows.
 */
#ifndef METAHOG_LOCAL_ROWS_H
#define METAHOG_LOCAL_ROWS_H

#include "remote/rows.h"

/*
 * Run a query with one uuid as $1 through SPI, which the caller
 * has connected.  Values come as text.  The stream ends with the SPI
 * connection at the latest; failures are raised.
 */
extern RowStream *local_rows_begin(const char *statement, Datum uuid);

#endif /* METAHOG_LOCAL_ROWS_H */
