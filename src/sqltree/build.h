/*
 * sqltree/build.h
 *		How builders make a node.  Those who build trees want sqltree.h.
 */
#ifndef METAHOG_SQLTREE_BUILD_H
#define METAHOG_SQLTREE_BUILD_H

#include "sqltree/sqltree.h"

/* A node of this size, all else of it zero, in the current memory context. */
extern void *sql_new_node(Size size, SqlKind kind);

#define new_node(type, kind) ((type *) sql_new_node(sizeof(type), kind))

#endif /* METAHOG_SQLTREE_BUILD_H */
