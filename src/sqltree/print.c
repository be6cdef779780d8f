/*
 * sqltree/print.c
 *		A tree becomes a text: which function prints which kind, and what holds for
 *		all of them.
 *
 * - A node counts as often as it is printed: a template that names an operand twice
 *   may make more of a tree than was counted before.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "sqltree/print.h"
#include "sqltree/printer.h"

static void
print_constant(SqlPrinter *printer, const void *node)
{
	printer->dialect->print_constant(printer, node);
}

static void
print_parameter(SqlPrinter *printer, const void *node)
{
	const SqlParameter *parameter = node;

	if (printer->constants && parameter->value != NULL)
		sql_print_node(printer, parameter->value);
	else
		printer->dialect->print_parameter(printer, parameter);
}

static void (*const printers[SQL_KIND_COUNT])(SqlPrinter *printer, const void *node) = {
	[SQL_CONSTANT] = print_constant,
	[SQL_PARAMETER] = print_parameter,
	[SQL_COLUMN] = sql_print_column,
	[SQL_STAR] = sql_print_star,
	[SQL_OUTPUT] = sql_print_output,
	[SQL_POSITION] = sql_print_position,
	[SQL_TEMPLATE] = sql_print_template,
	[SQL_CALL] = sql_print_call,
	[SQL_OPERATION] = sql_print_operation,
	[SQL_COLLATE] = sql_print_collate,
	[SQL_VARIADIC] = sql_print_variadic,
	[SQL_NOT] = sql_print_not,
	[SQL_IS_NULL] = sql_print_is_null,
	[SQL_IN] = sql_print_in,
	[SQL_QUANTIFIED] = sql_print_quantified,
	[SQL_CASE] = sql_print_case,
	[SQL_WHEN] = sql_print_when,
	[SQL_CAST] = sql_print_cast,
	[SQL_ROW] = sql_print_row,
	[SQL_ARRAY] = sql_print_array,
	[SQL_SUBQUERY] = sql_print_subquery,
	[SQL_AGGREGATE] = sql_print_aggregate,
	[SQL_FRAGMENT] = sql_print_fragment,
	[SQL_PIECE] = sql_print_piece,
	[SQL_WINDOW] = sql_print_window,
	[SQL_ORDER] = sql_print_order,
	[SQL_GROUPING] = sql_print_grouping,
	[SQL_ITEM] = sql_print_item,
	[SQL_CTE] = sql_print_cte,
	[SQL_SELECT] = sql_print_select,
	[SQL_TABLE] = sql_print_table,
	[SQL_DERIVED] = sql_print_derived,
	[SQL_FUNCTION_TABLE] = sql_print_function_table,
	[SQL_JOIN] = sql_print_join,
};

SqlText *
sql_print(const void *node, const SqlDialect *dialect, SqlPrintOptions options)
{
	StringInfoData out;
	SqlText *text = palloc(sizeof(SqlText));
	SqlPrinter printer = {.dialect = dialect,
						  .out = &out,
						  .spans = sql_make_spans(),
						  .root = node,
						  .at = NO_SQL_SPAN,
						  .pretty = options.pretty,
						  .constants = options.constants};

	initStringInfo(&out);
	sql_print_node(&printer, node);
	*text = (SqlText){.text = out.data, .length = out.len, .spans = printer.spans};
	return text;
}

static void
check_nodes(SqlPrinter *printer)
{
	if (++printer->nodes > MAX_SQL_NODES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the query has more than %d parts", MAX_SQL_NODES),
						errdetail("What is named by an alias counts wherever the alias stands."),
						errposition(printer->at.start + 1)));
}

void
sql_print_node(SqlPrinter *printer, const void *node)
{
	const SqlNode *any = node;
	const List *keys = printer->keys;
	SqlSpan around = printer->at;
	int start = printer->out->len;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	check_nodes(printer);
	if (any->span.start >= 0)
		printer->at = any->span;
	if ((unsigned int) any->kind >= SQL_KIND_COUNT)
		elog(ERROR, "unknown kind of SQL node: %d", (int) any->kind);
	if (keys != NIL && sql_is_key(printer, any))
		printer->keys = NIL;
	printers[any->kind](printer, node);
	printer->keys = keys;
	printer->at = around;
	if (any->span.start >= 0)
		sql_add_span(printer->spans, start, printer->out->len, any->span);
}

void
sql_print_operand(SqlPrinter *printer, const SqlNode *node)
{
	bool atomic = sql_is_atomic(printer, node);

	if (!atomic)
		sql_put(printer, "(");
	sql_print_node(printer, node);
	if (!atomic)
		sql_put(printer, ")");
}

void
sql_print_list(SqlPrinter *printer, const List *nodes)
{
	const ListCell *cell;

	foreach (cell, nodes)
	{
		if (cell != list_head(nodes))
			sql_put(printer, ", ");
		sql_print_node(printer, lfirst(cell));
	}
}

void
sql_print_operands(SqlPrinter *printer, const List *nodes, const char *separator)
{
	const ListCell *cell;

	foreach (cell, nodes)
	{
		if (cell != list_head(nodes))
			sql_put(printer, separator);
		sql_print_operand(printer, lfirst(cell));
	}
}

static bool
is_variadic_atomic(const SqlVariadic *node)
{
	return node->args == NIL || (node->variadic != SQL_AND && node->variadic != SQL_OR);
}

static bool
is_aggregate_atomic(const SqlAggregate *call)
{
	return call->template == NULL || sql_is_text_atomic(call->template);
}

bool
sql_is_atomic(const SqlPrinter *printer, const SqlNode *node)
{
	switch (node->kind)
	{
		case SQL_CONSTANT:
		case SQL_PARAMETER:
		case SQL_COLUMN:
		case SQL_STAR:
		case SQL_OUTPUT:
		case SQL_POSITION:
		case SQL_CALL:
		case SQL_CASE:
		case SQL_CAST:
		case SQL_ROW:
		case SQL_ARRAY:
		case SQL_FRAGMENT:
		case SQL_PIECE:
			return true;
		case SQL_SUBQUERY:
			return ((const SqlSubquery *) node)->subquery != SQL_NOT_EXISTS;
		case SQL_VARIADIC:
			return is_variadic_atomic((const SqlVariadic *) node);
		case SQL_TEMPLATE:
			return sql_is_template_atomic(printer, (const SqlTemplate *) node);
		case SQL_AGGREGATE:
			return is_aggregate_atomic((const SqlAggregate *) node);
		default:
			return false;
	}
}

void
sql_check_columns(const SqlPrinter *printer, int columns)
{
	if (columns > printer->dialect->most_columns)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("a row of %d columns: %s has at most %d", columns,
							   printer->dialect->name, printer->dialect->most_columns)));
}

static void
refuse_arguments(const SqlPrinter *printer, const char *name, int count)
{
	ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS),
					errmsg("%d arguments of %s: %s takes at most %d", count, name,
						   printer->dialect->name, printer->dialect->most_arguments)));
}

void
sql_print_call_of(SqlPrinter *printer, const char *name, const List *args)
{
	if (list_length(args) <= printer->dialect->most_arguments)
	{
		printer->dialect->print_function(printer, name);
		sql_put(printer, "(");
		sql_print_list(printer, args);
		sql_put(printer, ")");
	}
	else if (!printer->dialect->print_long_call(printer, name, args))
		refuse_arguments(printer, name, list_length(args));
}
