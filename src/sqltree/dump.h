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

#endif /* METAHOG_SQLTREE_DUMP_H */
