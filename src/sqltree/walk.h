/*
 * sqltree/walk.h
 *		Looking into a tree: its children, what it contains.
 */
#ifndef METAHOG_SQLTREE_WALK_H
#define METAHOG_SQLTREE_WALK_H

#include "sqltree/sqltree.h"

/* Returns true to end the walk. */
typedef bool (*SqlWalker)(const SqlNode *node, void *context);

/* Calls the walker with each child of a node, in the order of printing; true as soon as it returns true. */
extern bool sql_walk_children(const SqlNode *node, SqlWalker walker, void *context);

/*
 * Whether an expression has an aggregate, or a window function, that belongs to the
 * query in which the expression stands, or to one further out: neither may be moved
 * into a sublink.  An aggregate in a subquery of the expression is the subquery's
 * own if it has a column of its tables, or no column at all.  A fragment is taken to
 * have both.
 */
extern bool sql_contains_aggregate(const SqlNode *node);
extern bool sql_contains_window(const SqlNode *node);

/* Whether an expression may give another value the next time, within one statement. */
extern bool sql_is_volatile(const SqlNode *node);

#endif /* METAHOG_SQLTREE_WALK_H */
