/*
 * sqltree/print_aggregate.c
 *		Calls of aggregates and window functions, and what belongs to them.
 */
#include "postgres.h"

#include "sqltree/printer.h"

void
sql_print_filter(SqlPrinter *printer, const SqlNode *condition)
{
	if (condition == NULL)
		return;
	sql_put(printer, " FILTER (WHERE ");
	sql_print_node(printer, condition);
	sql_put(printer, ")");
}

void
sql_print_order_by(SqlPrinter *printer, const List *order_by)
{
	if (order_by == NIL)
		return;
	sql_put(printer, "ORDER BY ");
	sql_print_list(printer, order_by);
}

void
sql_print_order(SqlPrinter *printer, const void *node)
{
	const SqlOrder *order = node;

	if (order->by_bytes)
	{
		sql_print_operand(printer, order->key);
		printer->dialect->print_collation(printer);
	}
	else
		sql_print_key(printer, order->key);
	sql_put(printer, order->descending ? " DESC" : "");
	if (order->nulls != SQL_NULLS_DEFAULT)
		sql_put(printer, order->nulls == SQL_NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST");
}

static void
print_arguments(SqlPrinter *printer, const SqlAggregate *call)
{
	if (list_length(call->args) > printer->dialect->most_arguments)
		ereport(ERROR,
				(errcode(ERRCODE_TOO_MANY_ARGUMENTS),
				 errmsg("%d arguments of %s: %s takes at most %d", list_length(call->args),
						call->name, printer->dialect->name, printer->dialect->most_arguments)));
	sql_put(printer, call->distinct ? "DISTINCT " : "");
	if (call->star)
		sql_put(printer, "*");
	sql_print_list(printer, call->args);
	if (call->order_by != NIL)
	{
		sql_put(printer, " ");
		sql_print_order_by(printer, call->order_by);
	}
}

static void
print_named(SqlPrinter *printer, const SqlAggregate *call)
{
	printer->dialect->print_function(printer, call->name);
	sql_put(printer, "(");
	print_arguments(printer, call);
	sql_put(printer, ")");
	if (call->within_group != NIL)
	{
		sql_put(printer, " WITHIN GROUP (");
		sql_print_order_by(printer, call->within_group);
		sql_put(printer, ")");
	}
	sql_print_filter(printer, call->filter);
	sql_print_over(printer, call->over);
}

void
sql_print_aggregate(SqlPrinter *printer, const void *node)
{
	const SqlAggregate *call = node;

	/* Operands of an aggregate are no part of the group; those of a window function are. */
	if (call->over == NULL)
		printer->keys = NIL;
	if (call->template != NULL)
		sql_print_aggregate_template(printer, call);
	else
		print_named(printer, call);
}

/* ---- Windows ---- */

static void
print_bound(SqlPrinter *printer, SqlBound bound)
{
	static const char *const words[SQL_BOUND_COUNT] = {
		[SQL_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
		[SQL_PRECEDING] = " PRECEDING",
		[SQL_CURRENT_ROW] = "CURRENT ROW",
		[SQL_FOLLOWING] = " FOLLOWING",
		[SQL_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
	};

	if (bound.offset != NULL)
		sql_print_operand(printer, bound.offset);
	sql_put(printer, words[bound.kind]);
}

static void
print_frame(SqlPrinter *printer, const SqlWindow *window)
{
	sql_put(printer, sql_word(printer, printer->dialect->frames[window->frame], "such frame"));
	sql_put(printer, " BETWEEN ");
	print_bound(printer, window->start);
	sql_put(printer, " AND ");
	print_bound(printer, window->end);
}

/* In the parentheses of OVER and WINDOW. */
void
sql_print_window(SqlPrinter *printer, const void *node)
{
	const SqlWindow *window = node;
	const char *separator = "";

	if (window->partition_by != NIL)
	{
		sql_put(printer, "PARTITION BY ");
		sql_print_operands(printer, window->partition_by, ", ");
		separator = " ";
	}
	if (window->order_by != NIL)
	{
		sql_put(printer, separator);
		sql_print_order_by(printer, window->order_by);
		separator = " ";
	}
	if (window->frame != SQL_FRAME_NONE)
	{
		sql_put(printer, separator);
		print_frame(printer, window);
	}
}

void
sql_print_over(SqlPrinter *printer, const SqlWindow *window)
{
	if (window == NULL)
		return;
	sql_put(printer, " OVER ");
	if (window->refers != NULL)
		sql_put_name(printer, window->refers);
	else
	{
		sql_put(printer, "(");
		sql_print_node(printer, window);
		sql_put(printer, ")");
	}
}
