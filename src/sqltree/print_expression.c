/*
 * sqltree/print_expression.c
 *		Expressions are printed, but for templates and calls of aggregates.
 */
#include "postgres.h"

#include "sqltree/printer.h"

void
sql_print_column(SqlPrinter *printer, const void *node)
{
	const SqlColumn *column = node;

	if (column->table != NULL)
	{
		sql_put_name(printer, column->table);
		sql_put(printer, ".");
	}
	sql_put_name(printer, column->column);
}

void
sql_print_star(SqlPrinter *printer, const void *node)
{
	const SqlStar *star = node;

	if (star->table != NULL)
	{
		sql_put_name(printer, star->table);
		sql_put(printer, ".");
	}
	sql_put(printer, "*");
}

void
sql_print_output(SqlPrinter *printer, const void *node)
{
	const SqlOutput *output = node;

	sql_put_name(printer, output->name);
}

void
sql_print_position(SqlPrinter *printer, const void *node)
{
	const SqlPosition *position = node;

	sql_put_number(printer, position->number);
}

void
sql_print_call(SqlPrinter *printer, const void *node)
{
	const SqlCall *call = node;

	sql_print_call_of(printer, call->name, call->args);
}

static void
put_operator(SqlPrinter *printer, SqlOperator op)
{
	sql_put(printer, sql_word(printer, printer->dialect->operators[op], "such operator"));
}

static void
print_by_bytes(SqlPrinter *printer, const SqlNode *operand)
{
	sql_put(printer, "(");
	sql_print_operand(printer, operand);
	printer->dialect->print_collation(printer);
	sql_put(printer, ")");
}

void
sql_print_operation(SqlPrinter *printer, const void *node)
{
	const SqlOperation *operation = node;

	if (operation->left != NULL)
	{
		sql_print_operand(printer, operation->left);
		sql_put(printer, " ");
	}
	put_operator(printer, operation->op);
	sql_put(printer, " ");
	if (operation->by_bytes)
		print_by_bytes(printer, operation->right);
	else
		sql_print_operand(printer, operation->right);
}

void
sql_print_collate(SqlPrinter *printer, const void *node)
{
	const SqlCollate *collate = node;

	sql_print_operand(printer, collate->operand);
	printer->dialect->print_collation(printer);
}

/* What is left of an operator without operands. */
static void
print_neutral(SqlPrinter *printer, SqlVariadicKind variadic)
{
	SqlConstant none = {.node = {.kind = SQL_CONSTANT, .span = NO_SQL_SPAN}};

	if (variadic == SQL_CONCAT)
		none = (SqlConstant){.node = none.node, .type = sql_type(SQL_TYPE_TEXT), .text = ""};
	else if (variadic == SQL_AND || variadic == SQL_OR)
		none = (SqlConstant){.node = none.node,
							 .type = sql_type(SQL_TYPE_BOOLEAN),
							 .text = variadic == SQL_AND ? "true" : "false"};
	printer->dialect->print_constant(printer, &none);
}

void
sql_print_variadic(SqlPrinter *printer, const void *node)
{
	const SqlVariadic *variadic = node;
	const char *word =
		sql_word(printer, printer->dialect->variadics[variadic->variadic], "such operator");

	if (variadic->args == NIL)
		print_neutral(printer, variadic->variadic);
	else if (variadic->variadic == SQL_AND || variadic->variadic == SQL_OR)
		sql_print_operands(printer, variadic->args, word);
	else if (variadic->variadic == SQL_CONCAT)
		sql_print_call_of(printer, word, variadic->args);
	else
	{
		sql_put(printer, word);
		sql_put(printer, "(");
		sql_print_list(printer, variadic->args);
		sql_put(printer, ")");
	}
}

void
sql_print_not(SqlPrinter *printer, const void *node)
{
	const SqlTest *test = node;

	sql_put(printer, "NOT ");
	sql_print_operand(printer, test->operand);
}

void
sql_print_is_null(SqlPrinter *printer, const void *node)
{
	const SqlTest *test = node;

	sql_print_operand(printer, test->operand);
	sql_put(printer, test->negated ? " IS NOT NULL" : " IS NULL");
}

void
sql_print_in(SqlPrinter *printer, const void *node)
{
	const SqlIn *in = node;

	if (in->query == NULL && in->list == NIL)
	{
		print_neutral(printer, in->negated ? SQL_AND : SQL_OR);
		return;
	}
	sql_print_operand(printer, in->operand);
	if (in->query == NULL && list_length(in->list) == 1)
	{
		sql_put(printer, " ");
		put_operator(printer, in->negated ? SQL_OP_NOT_EQUAL : SQL_OP_EQUAL);
		sql_put(printer, " ");
		sql_print_operand(printer, linitial(in->list));
		return;
	}
	sql_put(printer, in->negated ? " NOT IN " : " IN ");
	if (in->query != NULL)
	{
		sql_print_query(printer, in->query);
		return;
	}
	sql_put(printer, "(");
	sql_print_list(printer, in->list);
	sql_put(printer, ")");
}

/* Whether it would print with a parenthesis first that a parser takes for that of a query. */
static bool
may_read_as_query(const SqlNode *node)
{
	return node->kind == SQL_SUBQUERY || node->kind == SQL_TEMPLATE ||
		   node->kind == SQL_AGGREGATE || node->kind == SQL_FRAGMENT;
}

/* COALESCE of one is that one, and no query. */
void
sql_print_set_operand(SqlPrinter *printer, const SqlNode *node)
{
	bool hidden = may_read_as_query(node);

	if (hidden)
		sql_put(printer, "COALESCE(");
	sql_print_node(printer, node);
	if (hidden)
		sql_put(printer, ")");
}

void
sql_print_quantified(SqlPrinter *printer, const void *node)
{
	const SqlQuantified *quantified = node;

	sql_print_operand(printer, quantified->operand);
	sql_put(printer, " ");
	put_operator(printer, quantified->op);
	sql_put(printer, " ANY (");
	sql_print_set_operand(printer, quantified->array);
	sql_put(printer, ")");
}

void
sql_print_case(SqlPrinter *printer, const void *node)
{
	const SqlCase *of = node;
	const ListCell *cell;

	sql_put(printer, "CASE");
	if (of->operand != NULL)
	{
		sql_put(printer, " ");
		sql_print_operand(printer, of->operand);
	}
	foreach (cell, of->whens)
	{
		sql_put(printer, " ");
		sql_print_node(printer, lfirst(cell));
	}
	if (of->otherwise != NULL)
	{
		sql_put(printer, " ELSE ");
		sql_print_operand(printer, of->otherwise);
	}
	sql_put(printer, " END");
}

void
sql_print_when(SqlPrinter *printer, const void *node)
{
	const SqlWhen *when = node;

	sql_put(printer, "WHEN ");
	sql_print_operand(printer, when->condition);
	sql_put(printer, " THEN ");
	sql_print_operand(printer, when->result);
}

void
sql_print_cast(SqlPrinter *printer, const void *node)
{
	const SqlCast *cast = node;

	sql_print_operand(printer, cast->operand);
	sql_put(printer, "::");
	printer->dialect->print_type(printer, cast->type);
}

void
sql_print_row(SqlPrinter *printer, const void *node)
{
	const SqlRow *row = node;

	sql_check_columns(printer, list_length(row->args));
	sql_put(printer, "ROW(");
	sql_print_list(printer, row->args);
	sql_put(printer, ")");
}

void
sql_print_array(SqlPrinter *printer, const void *node)
{
	const SqlArray *array = node;

	sql_put(printer, "ARRAY[");
	sql_print_list(printer, array->elements);
	sql_put(printer, "]");
	if (array->type.kind != SQL_TYPE_UNKNOWN)
	{
		sql_put(printer, "::");
		printer->dialect->print_type(printer, array->type);
	}
}

void
sql_print_subquery(SqlPrinter *printer, const void *node)
{
	static const char *const words[SQL_SUBQUERY_COUNT] = {
		[SQL_SCALAR_SUBQUERY] = "",
		[SQL_EXISTS] = "EXISTS ",
		[SQL_NOT_EXISTS] = "NOT EXISTS ",
		[SQL_ARRAY_SUBQUERY] = "ARRAY",
	};
	const SqlSubquery *subquery = node;

	sql_put(printer, words[subquery->subquery]);
	sql_print_query(printer, subquery->query);
}

void
sql_print_fragment(SqlPrinter *printer, const void *node)
{
	const SqlFragment *fragment = node;
	const ListCell *cell;

	sql_put(printer, "(");
	foreach (cell, fragment->parts)
		sql_print_operand(printer, lfirst(cell));
	sql_put(printer, ")");
}

void
sql_print_piece(SqlPrinter *printer, const void *node)
{
	const SqlPiece *piece = node;

	sql_put(printer, piece->text);
}
