/*
 * sqltree/group_keys.c
 *		What a query is grouped by, for who prints the rest of the query.
 *
 * PostgreSQL takes an expression outside of aggregates that is one of GROUP BY, but
 * does not look for one in a sublink: there it only finds the columns in it, which
 * nothing is grouped by.  So an operand that has such a key in it is not bound,
 * unless the whole stands in the key itself, and prints as it did there.
 *
 * - Keys are in force for what is printed behind GROUP BY and in the select list,
 *   but not in the operands of aggregates, and not in subqueries.
 */
#include "postgres.h"

#include "sqltree/dump.h"
#include "sqltree/printer.h"
#include "sqltree/walk.h"

static void
add_key(List **keys, const SqlNode *node)
{
	const ListCell *cell;

	if (node->kind == SQL_GROUPING)
	{
		foreach (cell, ((const SqlGrouping *) node)->members)
			add_key(keys, lfirst(cell));
	}
	else if (node->kind != SQL_COLUMN && node->kind != SQL_CONSTANT && node->kind != SQL_POSITION &&
			 node->kind != SQL_OUTPUT)
		*keys = lappend(*keys, (void *) node);
}

List *
sql_group_keys(const SqlSelect *select)
{
	List *keys = NIL;
	const ListCell *cell;

	foreach (cell, select->group_by)
		add_key(&keys, lfirst(cell));
	return keys;
}

bool
sql_is_key(const SqlPrinter *printer, const SqlNode *node)
{
	const ListCell *cell;

	foreach (cell, printer->keys)
	{
		if (sql_same(lfirst(cell), node))
			return true;
	}
	return false;
}

static bool
find_key(const SqlNode *node, void *context)
{
	return sql_is_key(context, node) || sql_walk_children(node, find_key, context);
}

bool
sql_contains_key(const SqlPrinter *printer, const SqlNode *node)
{
	return printer->keys != NIL && find_key(node, (void *) printer);
}
