/*
 * saved/own_rows.h
 *		Rows of the extension's own tables, read by SQL.
 *
 * Statements run as the tables' owner with the search_path pinned.  Who may see what they give is asked
 * by the caller, who is himself again when he has them.
 */
#ifndef METAHOG_OWN_ROWS_H
#define METAHOG_OWN_ROWS_H

#include "nodes/pg_list.h"

/* One row, its values copied as a whole into the caller's memory context. */
typedef struct OwnRow
{
	Datum *values;
	bool *nulls;
} OwnRow;

/* All rows of the statement, of OwnRow; NIL: none. */
extern List *own_rows(const char *statement, int nargs, Oid *types, Datum *args);

/* The one value of a statement that has a row; raises 40001 if somebody has taken that away by hand. */
extern Datum own_value(const char *statement, int nargs, Oid *types, Datum *args);

/* Run the statement; how many rows it has changed. */
extern uint64 own_change(const char *statement, int nargs, Oid *types, Datum *args);

#endif /* METAHOG_OWN_ROWS_H */
