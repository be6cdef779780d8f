/*
 * sqltree/build_query.c
 *		Queries and their parts are built, and the calls that aggregate.
 *
 * - What is added to a call gives a new call; the old one stays as it was.
 * - select_…() change the query that they are given, which is still being built.
 */
#include "postgres.h"

#include "sqltree/build.h"
#include "sqltree/sqltree.h"

/* ---- Aggregates and window functions ---- */

static SqlAggregate *
make_aggregate(const char *name, const char *template, List *args)
{
	SqlAggregate *call = new_node(SqlAggregate, SQL_AGGREGATE);

	call->name = name;
	call->template = template;
	call->args = args;
	call->star = name != NULL && args == NIL && strcmp(name, "count") == 0;
	return call;
}

SqlNode *
aggregate(const char *name, SqlNode *operand)
{
	return sql_aggregate(name, operand == NULL ? NIL : list_make1(operand));
}

SqlNode *
sql_aggregate(const char *name, List *args)
{
	return &make_aggregate(name, NULL, args)->node;
}

SqlNode *
sql_aggregate_template(const char *text, List *args)
{
	return &make_aggregate(NULL, text, args)->node;
}

static SqlAggregate *
copy_of(const SqlNode *call)
{
	SqlAggregate *copy = palloc(sizeof(SqlAggregate));

	if (call->kind != SQL_AGGREGATE)
		elog(ERROR, "node of kind %d is no call of an aggregate", call->kind);
	*copy = *(const SqlAggregate *) call;
	return copy;
}

SqlNode *
filtered(const SqlNode *call, SqlNode *condition)
{
	SqlAggregate *copy = copy_of(call);

	copy->filter = sql_and2(copy->filter, condition);
	return &copy->node;
}

SqlNode *
sql_distinct(const SqlNode *call)
{
	SqlAggregate *copy = copy_of(call);

	copy->distinct = true;
	return &copy->node;
}

SqlNode *
sql_ordered(const SqlNode *call, List *order_by)
{
	SqlAggregate *copy = copy_of(call);

	copy->order_by = order_by;
	return &copy->node;
}

SqlNode *
sql_within_group(const SqlNode *call, List *order_by)
{
	SqlAggregate *copy = copy_of(call);

	copy->within_group = order_by;
	return &copy->node;
}

SqlNode *
sql_over(const SqlNode *call, SqlWindow *window)
{
	SqlAggregate *copy = copy_of(call);

	copy->over = window;
	return &copy->node;
}

SqlWindow *
sql_window(List *partition_by, List *order_by)
{
	SqlWindow *window = new_node(SqlWindow, SQL_WINDOW);

	window->partition_by = partition_by;
	window->order_by = order_by;
	return window;
}

SqlWindow *
sql_window_named(const char *name)
{
	SqlWindow *window = new_node(SqlWindow, SQL_WINDOW);

	window->refers = name;
	return window;
}

/* ---- Parts of a query ---- */

SqlNode *
sql_order(SqlNode *key, bool descending, SqlNulls nulls)
{
	SqlOrder *order = new_node(SqlOrder, SQL_ORDER);

	order->key = key;
	order->descending = descending;
	order->nulls = nulls;
	return &order->node;
}

SqlNode *
sql_order_bytes(SqlNode *key, bool descending, SqlNulls nulls)
{
	SqlNode *order = sql_order(key, descending, nulls);

	((SqlOrder *) order)->by_bytes = true;
	return order;
}

SqlNode *
sql_grouping(SqlGroupingKind grouping, List *members)
{
	SqlGrouping *node = new_node(SqlGrouping, SQL_GROUPING);

	node->grouping = grouping;
	node->members = members;
	return &node->node;
}

SqlNode *
sql_item(SqlNode *value, const char *name)
{
	SqlItem *item = new_node(SqlItem, SQL_ITEM);

	item->value = value;
	item->name = name;
	return &item->node;
}

SqlNode *
sql_cte(const char *name, void *query)
{
	SqlCte *cte = new_node(SqlCte, SQL_CTE);

	cte->name = name;
	cte->query = query;
	return &cte->node;
}

/* ---- Queries ---- */

SqlSelect *
sql_select(void)
{
	return new_node(SqlSelect, SQL_SELECT);
}

SqlSelect *
select_from(void *from)
{
	SqlSelect *select = sql_select();

	select->from = list_make1(from);
	return select;
}

SqlSelect *
sql_union_all(List *arms)
{
	return sql_set(SQL_UNION, true, arms);
}

SqlSelect *
sql_set(SqlSetOperator set, bool all, List *arms)
{
	SqlSelect *select = sql_select();

	select->set = set;
	select->all = all;
	select->arms = arms;
	return select;
}

SqlSelect *
sql_values(List *rows)
{
	SqlSelect *select = sql_select();

	select->rows = rows;
	return select;
}

void
select_item(SqlSelect *select, SqlNode *value, const char *name)
{
	select->items = lappend(select->items, sql_item(value, name));
}

void
select_where(SqlSelect *select, SqlNode *condition)
{
	select->where = sql_and2(select->where, condition);
}

void
select_having(SqlSelect *select, SqlNode *condition)
{
	select->having = sql_and2(select->having, condition);
}

void
select_group_by(SqlSelect *select, SqlNode *key)
{
	select->group_by = lappend(select->group_by, key);
}

void
select_order_by(SqlSelect *select, SqlNode *order)
{
	select->order_by = lappend(select->order_by, order);
}

void
select_with(SqlSelect *select, SqlNode *cte)
{
	select->ctes = lappend(select->ctes, cte);
}

/* ---- What stands in FROM ---- */

SqlNode *
sql_table(const char *schema, const char *name, const char *alias)
{
	SqlTable *table = new_node(SqlTable, SQL_TABLE);

	table->schema = schema;
	table->name = name;
	table->alias = alias;
	return &table->node;
}

static SqlNode *
make_derived(SqlNode *query, const char *alias, bool lateral)
{
	SqlDerived *derived = new_node(SqlDerived, SQL_DERIVED);

	derived->query = query;
	derived->alias = alias;
	derived->lateral = lateral;
	return &derived->node;
}

SqlNode *
sql_derived(void *query, const char *alias)
{
	return make_derived(query, alias, false);
}

SqlNode *
sql_lateral(void *query, const char *alias)
{
	return make_derived(query, alias, true);
}

static SqlNode *
make_function_table(SqlNode *function, const char *alias, List *columns, bool ordinality)
{
	SqlFunctionTable *table = new_node(SqlFunctionTable, SQL_FUNCTION_TABLE);

	table->function = function;
	table->alias = alias;
	table->columns = columns;
	table->ordinality = ordinality;
	return &table->node;
}

SqlNode *
sql_function_table(SqlNode *function, const char *alias, List *columns)
{
	return make_function_table(function, alias, columns, false);
}

SqlNode *
sql_function_table_ordinal(SqlNode *function, const char *alias, List *columns)
{
	return make_function_table(function, alias, columns, true);
}

SqlNode *
sql_join(SqlJoinKind join, SqlNode *left, SqlNode *right, SqlNode *on)
{
	SqlJoin *node = new_node(SqlJoin, SQL_JOIN);

	node->join = join;
	node->left = left;
	node->right = right;
	node->on = on;
	return &node->node;
}
