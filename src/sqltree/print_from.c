/*
 * sqltree/print_from.c
 *		What stands in FROM: tables, subqueries, functions, joins of them.
 */
#include "postgres.h"

#include "sqltree/printer.h"

static void
print_alias(SqlPrinter *printer, const char *alias, const List *columns)
{
	if (alias == NULL)
		return;
	sql_put(printer, " AS ");
	sql_put_name(printer, alias);
	sql_put_column_names(printer, columns);
}

void
sql_print_table(SqlPrinter *printer, const void *node)
{
	const SqlTable *table = node;

	if (table->schema != NULL)
	{
		sql_put_name(printer, table->schema);
		sql_put(printer, ".");
	}
	sql_put_name(printer, table->name);
	print_alias(printer, table->alias, table->columns);
}

void
sql_print_derived(SqlPrinter *printer, const void *node)
{
	const SqlDerived *derived = node;

	sql_put(printer, derived->lateral ? "LATERAL " : "");
	sql_print_query(printer, derived->query);
	print_alias(printer, derived->alias, derived->columns);
}

void
sql_print_function_table(SqlPrinter *printer, const void *node)
{
	const SqlFunctionTable *table = node;

	sql_put(printer, table->lateral ? "LATERAL " : "");
	if (table->function->kind == SQL_TEMPLATE)
		sql_print_template_bare(printer, (const SqlTemplate *) table->function);
	else
		sql_print_node(printer, table->function);
	sql_put(printer, table->ordinality ? " WITH ORDINALITY" : "");
	print_alias(printer, table->alias, table->columns);
}

static void
print_joined(SqlPrinter *printer, const SqlNode *node)
{
	bool join = node->kind == SQL_JOIN;

	sql_put(printer, join ? "(" : "");
	sql_print_node(printer, node);
	sql_put(printer, join ? ")" : "");
}

void
sql_print_join(SqlPrinter *printer, const void *node)
{
	const SqlJoin *join = node;

	sql_print_node(printer, join->left);
	sql_break(printer);
	sql_put(printer, sql_word(printer, printer->dialect->joins[join->join], "such join"));
	sql_put(printer, " ");
	print_joined(printer, join->right);
	if (join->join == SQL_CROSS_JOIN)
		return;
	sql_put(printer, " ON ");
	if (join->on != NULL)
		sql_print_node(printer, join->on);
	else
		sql_put(printer, "true");
}
