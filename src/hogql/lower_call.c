/*
 * hogql/lower_call.c
 *		Calls of functions and aggregates become SQL.
 *
 * - What a function prints is its table's to say; here are its operands, lowered.
 * - A lambda's body is lowered when the function asks for it, with its arguments bound.
 */
#include "postgres.h"

#include "hogql/call.h"
#include "hogql/combinators.h"
#include "hogql/expressions.h"
#include "sqltree/walk.h"

/* Its parameters are bound while its body is lowered. */
static SqlNode *
lower_lambda(void *state, const Operand *lambda, List *parameters)
{
	Lowering *lowering = state;
	List *outer = lowering->bindings;
	ListCell *argument;
	ListCell *value;
	SqlNode *body;

	forboth (argument, lambda->node->meaning->arguments, value, parameters)
	{
		LambdaBinding *binding = palloc(sizeof(LambdaBinding));

		binding->argument = lfirst(argument);
		binding->value = lfirst(value);
		lowering->bindings = lcons(binding, list_copy(lowering->bindings));
	}
	body = lower_expression(lowering, ((AstLambda *) lambda->node)->expr);
	lowering->bindings = outer;
	return body;
}

FunctionContext *
lowering_context(Lowering *lowering)
{
	if (!lowering->functions)
	{
		lowering->functions = palloc0(sizeof(FunctionContext));
		lowering->functions->zone = lowering->zone;
		lowering->functions->monday_first = lowering->week_starts_monday;
		lowering->functions->server_version = lowering->server_version;
		lowering->functions->lower_lambda = lower_lambda;
		lowering->functions->state = lowering;
	}
	return lowering->functions;
}

SqlNode *
call_function(Lowering *lowering, const char *name, AstNode *node, Operand *operands, int count)
{
	FunctionCall call = made_call(lowering_context(lowering), name, node, operands, count);

	return function_print(&call);
}

static bool
has_if(const List *combinators)
{
	ListCell *cell;

	foreach (cell, combinators)
	{
		if (((const Combinator *) lfirst(cell))->kind == COMBINATOR_IF)
			return true;
	}
	return false;
}

/* Is the argument a condition of which only matters whether it is true? */
static bool
is_filter(const Meaning *meaning, int argument, int count)
{
	if (has_if(meaning->combinators))
		return argument == count - 1;
	if (strcmp(meaning->function->name, "if") == 0)
		return argument == 0;
	return strcmp(meaning->function->name, "multiIf") == 0 && argument % 2 == 0 &&
		   argument < count - 1;
}

static Operand *
lowered_operands(Lowering *lowering, const Meaning *meaning, List *nodes)
{
	Operand *operands = palloc0(sizeof(Operand) * Max(list_length(nodes), 1));
	int count = 0;
	ListCell *cell;

	foreach (cell, nodes)
	{
		AstNode *node = lfirst(cell);
		Operand *operand = &operands[count++];

		if (node->kind == AST_LAMBDA)
			*operand = operand_of(node);
		else if (meaning && is_filter(meaning, count - 1, list_length(nodes)))
		{
			*operand = operand_of(node);
			operand->sql = lower_condition(lowering, node, LOWER_FILTER);
			operand->type = hogql_type(HOGQL_BOOL, node->type->nullable);
		}
		else
			*operand = lowered_operand(lowering, node);
	}
	return operands;
}

void
begin_call(Lowering *lowering, FunctionCall *call, AstNode *node, List *params, List *args)
{
	const Meaning *meaning = node->meaning;

	call->context = lowering_context(lowering);
	call->node = node;
	call->function = meaning->function;
	call->combinators = meaning->combinators;
	call->parameters = lowered_operands(lowering, NULL, params);
	call->parameter_count = list_length(params);
	call->arguments = lowered_operands(lowering, meaning, args);
	call->argument_count = list_length(args);
	call->type = node->type;
}

static bool
has_sublink(const SqlNode *node, void *context)
{
	const char *text = NULL;

	if (node->kind == SQL_TEMPLATE)
		text = ((const SqlTemplate *) node)->text;
	if (node->kind == SQL_AGGREGATE)
		text = ((const SqlAggregate *) node)->template;
	if (node->kind == SQL_SUBQUERY || (text && strstr(text, "SELECT")))
		return true;
	return sql_walk_children(node, has_sublink, context);
}

/* An aggregate that gathers what a sublink then looks at: without a column it would be the sublink's own. */
static void
check_gathering(const AstNode *node, const SqlNode *sql)
{
	if ((node->meaning->traits & HAS_BARE_AGGREGATE) && has_sublink(sql, NULL))
		hogql_error(node->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					"this aggregate of constants alone is not supported",
					"PostgreSQL has no place for it.", "Let it read a column.");
}

SqlNode *
lower_call(Lowering *lowering, AstNode *node)
{
	SqlNode *sql;
	AstCall *ast = (AstCall *) node;
	FunctionCall call = {.name = ast->name->text, .span = ast->name->span};

	if (!node->meaning->function)
		return lower_special_call(lowering, ast);
	if (ast->within_group != NIL)
	{
		AstOrderExpr *order = linitial(ast->within_group);

		begin_call(lowering, &call, node, ast->params, list_make1(order->expr));
		call.descending = order->descending;
	}
	else
		begin_call(lowering, &call, node, ast->params, ast->args);
	call.distinct = ast->distinct;
	call.order_by = lower_order_by(lowering, ast->order_by);
	if (ast->filter_expr)
		call.filter = lower_condition(lowering, ast->filter_expr, LOWER_FILTER);
	sql = function_print(&call);
	if (node->meaning->kind == MEANING_AGGREGATE)
		check_gathering(node, sql);
	return sql;
}
