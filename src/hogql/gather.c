/*
 * hogql/gather.c
 *		Aggregates that PostgreSQL has no place for: uniq(x) OVER w, quantile(p)(x) OVER w, topK(n)(1).
 *
 * - Over a window it neither counts different values nor sorts what it aggregates, but it gathers arrays.
 *   So f(p)(x, y) OVER w becomes a call that no text can name, of groupArray(x) OVER w and groupArray(y)
 *   OVER w; it is printed as the aggregate over their elements, in a sublink.
 * - What is printed as a sublink over an aggregate needs a column in it, which an aggregate of constants has
 *   not: likewise, without a window.
 * - The arrays are gathered in a select inside: what a sublink reads of it has to be a column.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/call.h"
#include "hogql/combinators.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/scope.h"

/* The relation of the elements.  No print of an aggregate has one of this name. */
#define ELEMENTS "x0"

/* ---- The tree ---- */

bool
window_is_gathered(const AstWindowFunction *window, const FunctionCall *call)
{
	if (call->function->kind != FUNCTION_AGGREGATE)
		return false;
	return call->function->over != OVER_PLAIN || window->distinct ||
		   combinators_have(call, COMBINATOR_ARRAY) || combinators_have(call, COMBINATOR_DISTINCT);
}

static AstName *
name_at(const AstName *place, const char *text)
{
	AstName *name = palloc0(sizeof(AstName));

	name->text = text;
	name->span = place->span;
	return name;
}

static AstCall *
call_of(const AstWindowFunction *window, const char *name, List *args)
{
	AstCall *call = ast_new(AstCall, AST_CALL, window->node.span);

	call->name = name_at(window->name, name);
	call->args = args;
	return call;
}

static AstNode *
truth_of(const AstWindowFunction *window, bool boolean)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, window->name->span);

	constant->value_kind = CONSTANT_BOOL;
	constant->boolean = boolean;
	return &constant->node;
}

static AstNode *
text_of(const AstWindowFunction *window, const char *text)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, window->name->span);

	constant->value_kind = CONSTANT_STRING;
	constant->text = text;
	constant->length = (int) strlen(text);
	return &constant->node;
}

/* NULL is not true. */
static AstNode *
condition_of(const AstWindowFunction *window, const AstNode *argument)
{
	List *args = list_make3(ast_copy(argument), truth_of(window, true), truth_of(window, false));

	return &call_of(window, "if", args)->node;
}

static bool
is_condition(const FunctionCall *call, int argument)
{
	return call->function->over == OVER_CONDITIONS ||
		   (call->function->over == OVER_EVENTS && argument > 0);
}

/* The rows that count: those of FILTER and of -If, in which no value is NULL. */
static AstNode *
filter_of(const AstWindowFunction *window, const FunctionCall *call, List *args,
		  const AstNode *condition)
{
	AstAnd *all = ast_new(AstAnd, AST_AND, window->node.span);
	int number = 0;
	ListCell *cell;

	if (window->filter_expr)
		all->exprs = lappend(all->exprs, ast_copy(window->filter_expr));
	if (condition)
		all->exprs = lappend(all->exprs, ast_copy(condition));
	foreach (cell, args)
	{
		/* Of a single one, groupArray() skips NULL itself. */
		if (list_length(args) > 1 && !is_condition(call, number))
			all->exprs = lappend(all->exprs,
								 call_of(window, "isNotNull", list_make1(ast_copy(lfirst(cell)))));
		number++;
	}
	if (list_length(all->exprs) < 2)
		return all->exprs == NIL ? NULL : linitial(all->exprs);
	return &all->node;
}

static AstNode *
gathered(const AstWindowFunction *window, AstNode *value, const AstNode *filter)
{
	AstWindowFunction *gather;

	if (!window->over_expr && !window->over_identifier)
	{
		AstCall *call = call_of(window, "groupArray", list_make1(value));

		call->filter_expr = filter ? ast_copy(filter) : NULL;
		return &call->node;
	}
	gather = ast_new(AstWindowFunction, AST_WINDOW_FUNCTION, window->node.span);
	gather->name = name_at(window->name, "groupArray");
	gather->exprs = list_make1(value);
	gather->filter_expr = filter ? ast_copy(filter) : NULL;
	if (window->over_expr)
		gather->over_expr = (AstWindowExpr *) ast_copy(&window->over_expr->node);
	gather->over_identifier = window->over_identifier;
	gather->over_span = window->over_span;
	return &gather->node;
}

/* Is the last argument the condition of an -If that is the outermost combinator? */
static bool
ends_with_condition(const FunctionCall *call, List *args)
{
	return call->combinators != NIL && args != NIL &&
		   ((const Combinator *) llast(call->combinators))->kind == COMBINATOR_IF;
}

AstNode *
window_gather(const AstWindowFunction *window, const FunctionCall *call)
{
	List *args = list_copy(window->has_args ? window->args : window->exprs);
	char *name = pstrdup(window->name->text);
	AstNode *condition = NULL;
	AstNode *filter;
	AstCall *reduction;
	int number = 0;
	ListCell *cell;

	if (ends_with_condition(call, args))
	{
		condition = llast(args);
		args = list_truncate(args, list_length(args) - 1);
		name[strlen(name) - strlen("If")] = '\0';
	}
	filter = filter_of(window, call, args, condition);
	reduction = call_of(window, AGGREGATE_OF_ARRAYS, list_make1(text_of(window, name)));
	reduction->folded = true;
	reduction->distinct = window->distinct;
	reduction->params = window->has_args ? window->exprs : NIL;
	foreach (cell, args)
	{
		AstNode *value = is_condition(call, number++) ? condition_of(window, lfirst(cell))
													  : ast_copy(lfirst(cell));

		reduction->args = lappend(reduction->args, gathered(window, value, filter));
	}
	return &reduction->node;
}

/* Is it printed as a sublink, which groupArray() is not? */
static bool
is_sublink(const FunctionCall *call)
{
	if (strcmp(call->function->name, "groupArray") == 0)
		return false;
	for (int i = 0; i < call->argument_count; i++)
	{
		if (call->arguments[i].type->kind == HOGQL_ARRAY)
			return true;
	}
	return call->function->over == OVER_EVENTS || strcmp(call->function->name, "topK") == 0;
}

AstNode *
aggregate_gather(const AstCall *call, const AstCall *unresolved, const FunctionCall *function)
{
	AstWindowFunction parts = {.node = unresolved->node,
							   .name = unresolved->name,
							   .exprs =
								   unresolved->has_params ? unresolved->params : unresolved->args,
							   .has_args = unresolved->has_params,
							   .args = unresolved->args,
							   .distinct = unresolved->distinct,
							   .filter_expr = unresolved->filter_expr};

	if ((call->node.meaning->traits & HAS_BARE_AGGREGATE) == 0 || !is_sublink(function) ||
		function->argument_count == 0 || call->order_by != NIL || call->within_group != NIL)
		return NULL;
	return window_gather(&parts, function);
}

/* ---- Both passes ---- */

/* The aggregate over the elements of arrays; its arguments have SQL if the arrays have. */
static FunctionCall *
aggregate_of(FunctionContext *context, const AstCall *node, const Operand *arrays)
{
	FunctionCall *call = palloc0(sizeof(FunctionCall));

	call->name = operand_constant_string(&arrays[0]);
	call->span = node->name->span;
	call->node = unconstify(AstNode *, &node->node);
	call->context = context;
	call->function = functions_find(call->name, call->span, context, &call->combinators);
	call->distinct = node->distinct;
	call->argument_count = list_length(node->args) - 1;
	call->arguments = elements_of(context, arrays + 1, call->argument_count, ELEMENTS);
	call->parameter_count = list_length(node->params);
	call->parameters = palloc0(sizeof(Operand) * (call->parameter_count + 1));
	return call;
}

void
resolve_aggregate_of_arrays(Resolver *resolver, AstCall *node)
{
	Operand *arrays = palloc0(sizeof(Operand) * list_length(node->args));
	FunctionCall *call;

	node->params = resolve_expressions(resolver, node->params);
	node->args = resolve_expressions(resolver, node->args);
	for (int i = 0; i < list_length(node->args); i++)
		arrays[i] = operand_of(list_nth(node->args, i));
	call = aggregate_of(resolving_context(resolver), node, arrays);
	for (int i = 0; i < call->parameter_count; i++)
		call->parameters[i] = operand_of(list_nth(node->params, i));
	function_check_arguments(call);
	annotate(&node->node, function_result_type(call));
	if (node->node.meaning->traits & HAS_WINDOW)
		scope_select(resolver)->windows_inside = true;
	if (node->node.meaning->traits & HAS_BARE_AGGREGATE)
		scope_select(resolver)->aggregates_inside = true;
}

SqlNode *
lower_aggregate_of_arrays(Lowering *lowering, AstCall *node)
{
	Operand *arrays = palloc0(sizeof(Operand) * list_length(node->args));
	FunctionCall *call;
	SqlSelect *select;

	for (int i = 0; i < list_length(node->args); i++)
		arrays[i] = lowered_operand(lowering, list_nth(node->args, i));
	call = aggregate_of(lowering_context(lowering), node, arrays);
	for (int i = 0; i < call->parameter_count; i++)
		call->parameters[i] = lowered_operand(lowering, list_nth(node->params, i));
	select = select_from_elements(arrays + 1, call->argument_count, ELEMENTS);
	select_item(select, function_print(call), "value");
	return sql_subquery(select);
}
