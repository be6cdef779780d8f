/*
 * query/describe.h
 *		The columns that a query would return, as this server can declare them.
 */
#ifndef METAHOG_DESCRIBE_H
#define METAHOG_DESCRIBE_H

#include "nodes/pg_list.h"

#include "query/call.h"

typedef struct LocalColumn
{
	char *name; /* unique among the query's columns */
	Oid type;	/* of this server */
	int32 typmod;
} LocalColumn;

/*
 * Describe the statement of a call that has begun: a List of LocalColumn.
 * Nothing is run.  Raises what the remote says against it.
 */
extern List *describe_local_columns(Call *call);

/*
 * The columns of a call that was started or described with the types that it
 * needs, and whose rows have not been read to their end: likewise.
 */
extern List *local_columns(const Call *call);

/*
 * The columns as a definition list, "title text, n bigint", palloc'd.  A type
 * that the session's search_path does not find is qualified.
 */
extern char *column_definition(const List *columns);

#endif /* METAHOG_DESCRIBE_H */
