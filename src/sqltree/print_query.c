/*
 * sqltree/print_query.c
 *		Queries are printed, a clause after the other.
 */
#include "postgres.h"

#include "sqltree/printer.h"

void
sql_print_query(SqlPrinter *printer, const SqlNode *query)
{
	if (query->kind == SQL_FRAGMENT)
	{
		sql_print_node(printer, query);
		return;
	}
	sql_open(printer);
	sql_print_node(printer, query);
	sql_close(printer);
}

/* A clause that is a list behind a word; nothing if the list is empty. */
static void
print_clause(SqlPrinter *printer, const char *word, const List *nodes)
{
	if (nodes == NIL)
		return;
	sql_break(printer);
	sql_put(printer, word);
	sql_print_list(printer, nodes);
}

static void
print_condition(SqlPrinter *printer, const char *word, const SqlNode *condition)
{
	if (condition == NULL)
		return;
	sql_break(printer);
	sql_put(printer, word);
	sql_print_node(printer, condition);
}

void
sql_print_cte(SqlPrinter *printer, const void *node)
{
	static const char *const words[] = {
		[SQL_MATERIALIZED_DEFAULT] = " AS ",
		[SQL_MATERIALIZED] = " AS MATERIALIZED ",
		[SQL_NOT_MATERIALIZED] = " AS NOT MATERIALIZED ",
	};
	const SqlCte *cte = node;

	sql_put_name(printer, cte->name);
	sql_put_column_names(printer, cte->columns);
	sql_put(printer, words[cte->materialized]);
	sql_print_query(printer, cte->query);
}

static void
print_with(SqlPrinter *printer, const SqlSelect *select)
{
	if (select->ctes == NIL)
		return;
	sql_put(printer, select->recursive ? "WITH RECURSIVE " : "WITH ");
	sql_print_list(printer, select->ctes);
	sql_break(printer);
}

void
sql_print_item(SqlPrinter *printer, const void *node)
{
	const SqlItem *item = node;

	sql_print_node(printer, item->value);
	if (item->name != NULL)
	{
		sql_put(printer, " AS ");
		sql_put_name(printer, item->name);
	}
}

/* ORDER BY 1 is a position, ORDER BY true an error. */
void
sql_print_key(SqlPrinter *printer, const SqlNode *node)
{
	if (node->kind == SQL_CONSTANT)
		printer->dialect->print_constant_key(printer, (const SqlConstant *) node);
	else
		sql_print_node(printer, node);
}

static void
print_keys(SqlPrinter *printer, const List *keys)
{
	const ListCell *cell;

	foreach (cell, keys)
	{
		if (cell != list_head(keys))
			sql_put(printer, ", ");
		sql_print_key(printer, lfirst(cell));
	}
}

void
sql_print_grouping(SqlPrinter *printer, const void *node)
{
	static const char *const words[SQL_GROUPING_COUNT] = {
		[SQL_ROLLUP] = "ROLLUP (",
		[SQL_CUBE] = "CUBE (",
		[SQL_GROUPING_SETS] = "GROUPING SETS (",
		[SQL_GROUPING_SET] = "(",
	};
	const SqlGrouping *grouping = node;

	sql_put(printer, words[grouping->grouping]);
	print_keys(printer, grouping->members);
	sql_put(printer, ")");
}

static void
print_group_by(SqlPrinter *printer, const SqlSelect *select)
{
	if (select->group_by == NIL && !select->group_all)
		return;
	sql_break(printer);
	sql_put(printer, "GROUP BY ");
	if (select->group_by == NIL)
		sql_put(printer, "()");
	print_keys(printer, select->group_by);
}

static void
print_windows(SqlPrinter *printer, const List *windows)
{
	const ListCell *cell;

	foreach (cell, windows)
	{
		const SqlWindow *window = lfirst(cell);

		if (cell == list_head(windows))
			sql_break(printer);
		sql_put(printer, cell == list_head(windows) ? "WINDOW " : ", ");
		sql_put_name(printer, window->name);
		sql_put(printer, " AS (");
		sql_print_node(printer, window);
		sql_put(printer, ")");
	}
}

static void
print_distinct(SqlPrinter *printer, const SqlSelect *select)
{
	if (select->distinct_on != NIL)
	{
		sql_put(printer, " DISTINCT ON (");
		print_keys(printer, select->distinct_on);
		sql_put(printer, ")");
	}
	else if (select->distinct)
		sql_put(printer, " DISTINCT");
}

static void
print_select_body(SqlPrinter *printer, const SqlSelect *select)
{
	const List *keys = printer->keys;

	sql_check_columns(printer, list_length(select->items));
	sql_put(printer, "SELECT");
	print_distinct(printer, select);
	if (select->items != NIL)
		sql_put(printer, " ");
	sql_print_list(printer, select->items);
	printer->keys = NIL;
	print_clause(printer, "FROM ", select->from);
	print_condition(printer, "WHERE ", select->where);
	print_group_by(printer, select);
	printer->keys = keys;
	print_condition(printer, "HAVING ", select->having);
	print_windows(printer, select->windows);
}

static void
print_arms(SqlPrinter *printer, const SqlSelect *select)
{
	const ListCell *cell;

	foreach (cell, select->arms)
	{
		if (cell != list_head(select->arms))
		{
			sql_break(printer);
			sql_put(printer, sql_word(printer, printer->dialect->sets[select->set], "such set"));
			sql_put(printer, select->all ? " ALL" : "");
			sql_break(printer);
		}
		sql_print_query(printer, lfirst(cell));
	}
}

static void
print_rows(SqlPrinter *printer, const List *rows)
{
	const ListCell *cell;

	sql_put(printer, "VALUES ");
	foreach (cell, rows)
	{
		if (cell != list_head(rows))
			sql_put(printer, ", ");
		sql_check_columns(printer, list_length(lfirst(cell)));
		sql_put(printer, "(");
		sql_print_list(printer, lfirst(cell));
		sql_put(printer, ")");
	}
}

static void
print_limit(SqlPrinter *printer, const SqlSelect *select)
{
	if (!select->with_ties)
		print_condition(printer, "LIMIT ", select->limit);
	print_condition(printer, "OFFSET ", select->offset);
	if (select->with_ties && select->limit != NULL)
	{
		sql_break(printer);
		sql_put(printer, "FETCH FIRST (");
		sql_print_node(printer, select->limit);
		sql_put(printer, ") ROWS WITH TIES");
	}
}

void
sql_print_select(SqlPrinter *printer, const void *node)
{
	const SqlSelect *select = node;

	printer->keys = NIL;
	print_with(printer, select);
	printer->keys = sql_group_keys(select);
	if (select->set != SQL_SET_NONE)
		print_arms(printer, select);
	else if (select->rows != NIL)
		print_rows(printer, select->rows);
	else
		print_select_body(printer, select);
	print_clause(printer, "ORDER BY ", select->order_by);
	print_limit(printer, select);
}
