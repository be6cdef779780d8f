/*
 * remote/statement.h
 *		One statement on a session: sent, read row by row, ended.
 */
#ifndef METAHOG_STATEMENT_H
#define METAHOG_STATEMENT_H

#include "remote/guard.h"
#include "remote/rows.h"

/*
 * Send the statement and wait for its columns.  On success returns NULL and
 * sets *rows, allocated in the current memory context together with all that
 * belongs to it; that context must live until the stream has ended.
 *
 * The stream has the session from here on: it is released at the stream's end,
 * or abandoned if anything about its state is in doubt.  After an error it has
 * been given back already.
 *
 * A statement without columns is an error in read-only mode, 0A000; otherwise
 * it has been run, and the stream has no columns and no rows.
 *
 * With neither an error nor rows (NULL), a session that was not new has turned
 * out not to be fit for the statement and has been given up: try another one.
 *
 * Of a statement that is only described the stream has the columns, none if it
 * returns no rows, and no rows; it is read to its end like any other.
 */
extern RemoteError *statement_start(Session *session, const Statement *statement,
									const Deadline *deadline, RowStream **rows);

#endif /* METAHOG_STATEMENT_H */
