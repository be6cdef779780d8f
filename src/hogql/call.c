/*
 * hogql/call.c
 *		Calls of functions and aggregates are resolved; lower_call.c makes SQL of them.
 *
 * - A function is found by its name in the table of functions, and by nothing else.
 * - Arguments that are no lambdas are resolved first: the arguments of a lambda are elements of them.
 * - The FunctionCall that the table works on is made anew by each pass.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/call.h"
#include "hogql/expressions.h"
#include "hogql/scope.h"

/* ---- Contexts ---- */

FunctionContext *
resolving_context(Resolver *resolver)
{
	if (!resolver->functions)
	{
		resolver->functions = palloc0(sizeof(FunctionContext));
		resolver->functions->zone = resolver->zone;
		resolver->functions->monday_first = resolver->week_starts_monday;
		resolver->functions->server_version = resolver->server_version;
	}
	return resolver->functions;
}

/* ---- Calls that are made here ---- */

FunctionCall
made_call(FunctionContext *context, const char *name, AstNode *node, Operand *operands, int count)
{
	FunctionCall call = {.context = context, .node = node, .name = name};

	call.span = node ? node->span : (HogqlSpan){-1, -1};
	call.function = functions_find(name, call.span, context, &call.combinators);
	call.arguments = operands;
	call.argument_count = count;
	return call;
}

const HogqlType *
type_of_call(Resolver *resolver, const char *name, AstNode *node, Operand *operands, int count)
{
	FunctionCall call = made_call(resolving_context(resolver), name, node, operands, count);

	function_check_arguments(&call);
	return function_result_type(&call);
}

/* ---- The first pass: arguments ---- */

static void
refuse_names(List *args)
{
	ListCell *cell;

	foreach (cell, args)
	{
		AstNamedArgument *argument = lfirst(cell);

		if (argument->node.kind == AST_NAMED_ARGUMENT)
			hogql_error(argument->name->span, ERRCODE_UNDEFINED_FUNCTION,
						psprintf("the function has no argument named %s",
								 hogql_excerpt(argument->name->text)),
						NULL, "Arguments of functions are given in their order.");
	}
}

/* All that are no lambdas; lambdas stay as they are, and become operands without a body's type. */
static List *
resolve_arguments(Resolver *resolver, List *args)
{
	List *resolved = NIL;
	ListCell *cell;

	refuse_names(args);
	foreach (cell, args)
	{
		AstNode *argument = lfirst(cell);

		if (argument->kind == AST_LAMBDA)
			resolved = lappend(resolved, argument);
		else
			resolved = list_concat(resolved, resolve_expressions(resolver, list_make1(argument)));
	}
	return resolved;
}

static Operand *
operands_of(List *nodes)
{
	Operand *operands = palloc0(sizeof(Operand) * Max(list_length(nodes), 1));
	int count = 0;
	ListCell *cell;

	foreach (cell, nodes)
	{
		AstNode *node = lfirst(cell);

		if (node->kind == AST_LAMBDA && !node->type)
			operands[count++] =
				(Operand){.node = node, .type = hogql_lambda(hogql_type(HOGQL_NULL, true))};
		else
			operands[count++] = operand_of(node);
	}
	return operands;
}

/* Is a lambda around the one that is being resolved, maybe with a subquery between them? */
static bool
is_in_lambda(const Resolver *resolver)
{
	for (const Scope *scope = resolver->scope; scope; scope = scope->outer)
	{
		if (scope->is_lambda)
			return true;
	}
	return false;
}

static void
resolve_lambda(Resolver *resolver, FunctionCall *call, AstLambda *lambda)
{
	List *arguments = NIL;
	Meaning *meaning;
	ListCell *cell;

	foreach (cell, lambda->args)
	{
		LambdaArgument *argument = palloc0(sizeof(LambdaArgument));

		argument->name = ((AstName *) lfirst(cell))->text;
		argument->type = function_lambda_parameter(call, list_length(arguments));
		arguments = lappend(arguments, argument);
	}
	scope_push_lambda(resolver, arguments);
	resolve_expression(resolver, lambda->expr);
	scope_pop(resolver);
	meaning = annotate(&lambda->node, hogql_lambda(lambda->expr->type));
	meaning->arguments = arguments;
	if (!is_in_lambda(resolver))
		meaning->traits &= ~HAS_LAMBDA_ARGUMENT;
}

/* Lambdas where the function takes one; the others are refused by its signature. */
static void
resolve_lambdas(Resolver *resolver, FunctionCall *call)
{
	for (int i = 0; i < call->argument_count; i++)
	{
		AstNode *node = call->arguments[i].node;

		if (node->kind != AST_LAMBDA)
			continue;
		if (!function_takes_lambda(call->function, i))
			hogql_error(node->span, ERRCODE_DATATYPE_MISMATCH,
						psprintf("function %s takes no lambda here", call->function->name), NULL,
						NULL);
		resolve_lambda(resolver, call, (AstLambda *) node);
		call->arguments[i].type = node->type;
	}
}

/* ---- The first pass: calls ---- */

/*
 * Will this be printed as a sublink?  In one, an aggregate that reads no column, or a window function,
 * would belong to the sublink.  Templates show it, of hooks it is taken to be so where they get more
 * than scalars.
 */
static bool
may_be_sublink(const FunctionCall *call)
{
	if (call->function->sql && !call->function->print)
		return strstr(call->function->sql, "SELECT") != NULL;
	for (int i = 0; i < call->argument_count; i++)
	{
		HogqlKind kind = call->arguments[i].type->kind;

		if (kind == HOGQL_ARRAY || kind == HOGQL_MAP || kind == HOGQL_LAMBDA || kind == HOGQL_JSON)
			return true;
	}
	return false;
}

static void
note_sublink(Resolver *resolver, const FunctionCall *call, int traits)
{
	if (!(traits & (HAS_AGGREGATE | HAS_WINDOW)) || !may_be_sublink(call))
		return;
	if (traits & HAS_BARE_AGGREGATE)
		scope_select(resolver)->aggregates_inside = true;
	if (traits & HAS_WINDOW)
		scope_select(resolver)->windows_inside = true;
}

void
annotate_aggregate(Resolver *resolver, AstNode *node, const FunctionCall *call)
{
	Meaning *meaning = annotate(node, call->type);

	meaning->kind = MEANING_AGGREGATE;
	meaning->function = call->function;
	meaning->combinators = call->combinators;
	if (meaning->traits & HAS_LAMBDA_ARGUMENT)
		hogql_error(node->span, ERRCODE_GROUPING_ERROR,
					"an aggregate cannot read the argument of a lambda", NULL,
					"See arrayReduce(...) and arraySum(...).");
	if (!(meaning->traits & HAS_COLUMN))
	{
		if (meaning->traits & HAS_OUTER)
			hogql_error(node->span, ERRCODE_FEATURE_NOT_SUPPORTED,
						"an aggregate over columns of an outer query alone is not supported",
						"It would be one of the outer query.", "Compute it in the outer query.");
		meaning->traits |= HAS_BARE_AGGREGATE;
	}
	meaning->traits = (meaning->traits & ~HAS_COLUMN) | HAS_AGGREGATE;
	check_place(resolver, node, HAS_AGGREGATE);
}

static void
annotate_function(Resolver *resolver, AstNode *node, const FunctionCall *call)
{
	Meaning *meaning = annotate(node, call->type);

	meaning->function = call->function;
	meaning->combinators = call->combinators;
	if (call->function->is_volatile)
		meaning->traits |= HAS_VOLATILE;
	note_sublink(resolver, call, meaning->traits);
}

/* All parts of a call but its name; the aggregate, if it is one, is known to what is in it. */
static void
resolve_parts(Resolver *resolver, AstCall *node, FunctionCall *call)
{
	ListCell *cell;

	node->params = resolve_expressions(resolver, node->params);
	node->args = resolve_arguments(resolver, node->args);
	foreach (cell, node->order_by)
		resolve_expression(resolver, ((AstOrderExpr *) lfirst(cell))->expr);
	foreach (cell, node->within_group)
		resolve_expression(resolver, ((AstOrderExpr *) lfirst(cell))->expr);
	if (node->filter_expr)
		resolve_condition(resolver, node->filter_expr);
	call->arguments = operands_of(node->args);
	call->argument_count = list_length(node->args);
	call->parameters = operands_of(node->params);
	call->parameter_count = list_length(node->params);
	if (node->within_group != NIL)
	{
		AstOrderExpr *order = linitial(node->within_group);

		call->arguments = operands_of(list_make1(order->expr));
		call->argument_count = 1;
		call->descending = order->descending;
	}
}

/* What only aggregates have. */
static void
check_aggregate_parts(const AstCall *node, const FunctionCall *call)
{
	const char *part = NULL;

	if (call->function->kind == FUNCTION_AGGREGATE)
		return;
	if (node->distinct)
		part = "DISTINCT";
	else if (node->order_by != NIL)
		part = "ORDER BY";
	else if (node->filter_expr)
		part = "FILTER";
	else if (node->within_group != NIL)
		part = "WITHIN GROUP";
	else if (node->ignore_nulls)
		part = "IGNORE NULLS";
	if (part)
		hogql_error(call->span, ERRCODE_WRONG_OBJECT_TYPE,
					psprintf("%s may only stand in a call of an aggregate, which %s is not", part,
							 call->function->name),
					NULL, NULL);
}

bool
is_count_star(const HogqlFunction *function, List *args)
{
	AstNode *only = list_length(args) == 1 ? linitial(args) : NULL;

	return only && strcmp(function->name, "count") == 0 && only->kind == AST_FIELD &&
		   list_length(((AstField *) only)->chain) == 1 && is_star(only);
}

static void
finish_aggregate(Resolver *resolver, AstCall *node, const AstCall *unresolved,
				 const FunctionCall *call)
{
	AstNode *instead;

	annotate_aggregate(resolver, &node->node, call);
	instead = aggregate_gather(node, unresolved, call);
	if (!instead)
		return;
	resolve_expression(resolver, instead);
	stand_for(&node->node, instead);
}

static void
resolve_function(Resolver *resolver, AstCall *node)
{
	FunctionCall call = {.context = resolving_context(resolver),
						 .node = &node->node,
						 .name = node->name->text,
						 .span = node->name->span};
	AstNode *outer_aggregate = resolver->aggregate;
	const AstCall *unresolved = NULL;

	call.function = functions_find(call.name, call.span, call.context, &call.combinators);
	check_aggregate_parts(node, &call);
	if (is_count_star(call.function, node->args) && !node->distinct)
		node->args = NIL;
	if (call.function->kind == FUNCTION_AGGREGATE)
	{
		check_place(resolver, &node->node, HAS_AGGREGATE);
		resolver->aggregate = &node->node;
		unresolved = (const AstCall *) ast_copy(&node->node);
	}
	resolve_parts(resolver, node, &call);
	call.distinct = node->distinct;
	resolve_lambdas(resolver, &call);
	function_check_arguments(&call);
	function_result_type(&call);
	resolver->aggregate = outer_aggregate;
	if (call.function->kind == FUNCTION_AGGREGATE)
		finish_aggregate(resolver, node, unresolved, &call);
	else
		annotate_function(resolver, &node->node, &call);
}

void
resolve_call(Resolver *resolver, AstNode *node)
{
	AstCall *call = (AstCall *) node;
	AstNode *instead = operator_of_call(resolver, call);

	if (instead)
	{
		resolve_expression(resolver, instead);
		stand_for(node, instead);
		node->flags = instead->flags;
		return;
	}
	if (!resolve_special_call(resolver, call))
		resolve_function(resolver, call);
}
