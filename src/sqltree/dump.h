/*
 * sqltree/dump.h
 *		A tree as people read it, a node on a line: for debuggers and messages of tests.
 */
#ifndef METAHOG_SQLTREE_DUMP_H
#define METAHOG_SQLTREE_DUMP_H

#include "sqltree/sqltree.h"

/* In the current memory context. */
extern char *sql_dump(const void *node);

/* To standard error: in gdb, call sqltree_dump(node). */
extern void sqltree_dump(const void *node);

/* Whether two trees are alike in all but their spans; either may be null. */
extern bool sql_same(const SqlNode *a, const SqlNode *b);

#endif /* METAHOG_SQLTREE_DUMP_H */
