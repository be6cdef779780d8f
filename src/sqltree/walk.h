/*
 * sqltree/walk.h
 *		Looking into a tree: its children, its size, what it contains.
 */
#ifndef METAHOG_SQLTREE_WALK_H
#define METAHOG_SQLTREE_WALK_H

#include "sqltree/sqltree.h"

/* Returns true to end the walk. */
typedef bool (*SqlWalker)(const SqlNode *node, void *context);

/* Calls the walker with each child of a node, in the order of printing; true as soon as it returns true. */
extern bool sql_walk_children(const SqlNode *node, SqlWalker walker, void *context);

/* How many nodes there are, counted as often as they are printed; stops counting behind most. */
extern int64 sql_count_nodes(const void *node, int64 most);

/*
 * Whether an expression has an aggregate of its own query in it, or a window function.
 * What is in subqueries is not looked at, nor are fragments, which are taken to have
 * both.
 */
extern bool sql_contains_aggregate(const SqlNode *node);
extern bool sql_contains_window(const SqlNode *node);
/* Either of them. */
extern bool sql_contains_call_of_group(const SqlNode *node);

/* Whether two trees print alike. */
extern bool sql_same(const SqlNode *a, const SqlNode *b);

#endif /* METAHOG_SQLTREE_WALK_H */
