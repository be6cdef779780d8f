/*
 * sqltree/sublinks.c
 *		What of a group or a window must not be computed in a sublink.
 *
 * - count(*) in a sublink counts the sublink's rows, lag() is of its window; PostgreSQL does not tell.
 * - A key of GROUP BY is not found in a sublink, as group_keys.c says.
 * - Aggregates of a subquery are its own; those in the text of a template are not known here.
 */
#include "postgres.h"

#include "sqltree/dump.h"
#include "sqltree/printer.h"
#include "sqltree/sublinks.h"
#include "sqltree/walk.h"

typedef struct SublinkSearch
{
	const List *keys;
	bool in_template; /* whose text is a sublink */
	bool in_query;
	int found;
} SublinkSearch;

static bool
is_column(const SqlNode *node, void *context)
{
	return node->kind == SQL_COLUMN || node->kind == SQL_STAR ||
		   sql_walk_children(node, is_column, context);
}

static bool
is_key(const SublinkSearch *search, const SqlNode *node)
{
	const ListCell *cell;

	foreach (cell, search->keys)
	{
		if (sql_same(lfirst(cell), node))
			return true;
	}
	return false;
}

static bool search_node(const SqlNode *node, void *context);

static void
search_call(const SqlAggregate *call, SublinkSearch *search)
{
	bool inside = search->in_template && !search->in_query;

	if (inside && call->over != NULL)
		search->found |= SQL_READS_WINDOW;
	else if (inside && !sql_walk_children(&call->node, is_column, NULL))
		search->found |= SQL_READS_GROUP;
	/* In the operands of an aggregate of the group, nothing is grouped yet. */
	if (call->over != NULL || search->in_query)
		sql_walk_children(&call->node, search_node, search);
}

static void
search_inside(const SqlNode *node, SublinkSearch *search)
{
	SublinkSearch inside = *search;

	if (node->kind == SQL_SUBQUERY)
		inside.in_query = true;
	else if (node->kind == SQL_TEMPLATE && strstr(((const SqlTemplate *) node)->text, "SELECT"))
		inside.in_template = true;
	sql_walk_children(node, search_node, &inside);
	search->found = inside.found;
}

static bool
search_node(const SqlNode *node, void *context)
{
	SublinkSearch *search = context;

	if ((search->in_template || search->in_query) && is_key(search, node))
		search->found |= SQL_READS_GROUP;
	else if (node->kind == SQL_AGGREGATE)
		search_call((const SqlAggregate *) node, search);
	else
		search_inside(node, search);
	return false;
}

int
sql_sublinks_read(const SqlNode *expression, const SqlSelect *select)
{
	SublinkSearch search = {.keys = sql_group_keys(select)};

	search_node(expression, &search);
	return search.found;
}
