/*
 * sqltree/sublinks.h
 *		What of a group or a window must not be computed in a sublink.
 */
#ifndef METAHOG_SQLTREE_SUBLINKS_H
#define METAHOG_SQLTREE_SUBLINKS_H

#include "sqltree/sqltree.h"

typedef enum SqlSublinkReads
{
	SQL_READS_GROUP =
		1 << 0, /* a key that is more than a column, or an aggregate that reads no column */
	SQL_READS_WINDOW = 1 << 1, /* a window function */
} SqlSublinkReads;

/*
 * What sublinks in an expression of a select read that would mean something else in them, or nothing: it
 * has to become a column of a select inside.  A template is a sublink if SELECT stands in its text.
 */
extern int sql_sublinks_read(const SqlNode *expression, const SqlSelect *select);

#endif /* METAHOG_SQLTREE_SUBLINKS_H */
