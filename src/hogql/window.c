/*
 * hogql/window.c
 *		Window functions: f(…) OVER (…), OVER name, and the definitions of windows.
 *
 * - A window is over the groups, so what is in the call may contain aggregates, but no other windows.
 */
#include "postgres.h"

#include "hogql/call.h"
#include "hogql/combinators.h"
#include "hogql/scope.h"

/* ---- The first pass: definitions ---- */

static bool
orders_by_time(const AstWindowExpr *window)
{
	AstOrderExpr *first = window->order_by != NIL ? linitial(window->order_by) : NULL;

	return first && hogql_is_time(first->expr->type);
}

static void
resolve_bound(Resolver *resolver, AstWindowExpr *window, AstWindowFrameExpr *bound)
{
	const HogqlType *type;
	bool interval;

	if (!bound || !bound->frame_value)
		return;
	resolve_expression(resolver, bound->frame_value);
	type = bound->frame_value->type;
	interval = window->frame_method == FRAME_RANGE && orders_by_time(window);
	if (interval ? type->kind == HOGQL_INTERVAL : hogql_is_number(type))
		return;
	hogql_error(bound->frame_value->span, ERRCODE_DATATYPE_MISMATCH,
				psprintf("the offset of a frame must be %s here, not %s",
						 interval ? "an interval" : "a number", hogql_type_name(type)),
				NULL, interval ? "Write it as INTERVAL 1 DAY." : NULL);
}

void
resolve_window_definition(Resolver *resolver, AstWindowExpr *window)
{
	ListCell *cell;

	window->partition_by = resolve_expressions(resolver, window->partition_by);
	foreach (cell, window->order_by)
		resolve_expression(resolver, ((AstOrderExpr *) lfirst(cell))->expr);
	if (window->frame_method == FRAME_RANGE && list_length(window->order_by) != 1 &&
		((window->frame_start && window->frame_start->frame_value) ||
		 (window->frame_end && window->frame_end->frame_value)))
		hogql_error(window->node.span, ERRCODE_WINDOWING_ERROR,
					"RANGE with an offset needs exactly one key of ORDER BY", NULL, NULL);
	resolve_bound(resolver, window, window->frame_start);
	resolve_bound(resolver, window, window->frame_end);
}

/* ---- The first pass: calls ---- */

static Operand *
operands_of(List *nodes)
{
	Operand *operands = palloc0(sizeof(Operand) * Max(list_length(nodes), 1));
	int count = 0;
	ListCell *cell;

	foreach (cell, nodes)
		operands[count++] = operand_of(lfirst(cell));
	return operands;
}

/* f(exprs) OVER …: exprs are the arguments, unless there are two lists: then they are the parameters. */
static void
resolve_lists(Resolver *resolver, AstWindowFunction *node, FunctionCall *call)
{
	List *args;
	List *params;

	if (!node->has_args && is_count_star(call->function, node->exprs) && !node->distinct)
		node->exprs = NIL;
	node->exprs = resolve_expressions(resolver, node->exprs);
	node->args = resolve_expressions(resolver, node->args);
	args = node->has_args ? node->args : node->exprs;
	params = node->has_args ? node->exprs : NIL;
	call->arguments = operands_of(args);
	call->argument_count = list_length(args);
	call->parameters = operands_of(params);
	call->parameter_count = list_length(params);
}

static void
check_window_call(const AstWindowFunction *node, const FunctionCall *call)
{
	if (call->function->kind == FUNCTION_SCALAR)
		hogql_error(call->span, ERRCODE_WRONG_OBJECT_TYPE,
					psprintf("OVER may only follow a call of an aggregate or a window function, "
							 "which %s is not",
							 call->function->name),
					NULL, NULL);
	if (node->distinct && call->function->kind == FUNCTION_WINDOW)
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("DISTINCT of %s is not supported", call->function->name),
					"Only aggregates have it.", NULL);
	if (node->ignore_nulls && call->function->kind == FUNCTION_WINDOW)
		hogql_error(node->ignore_nulls_span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("IGNORE NULLS of %s is not supported", call->function->name),
					"PostgreSQL's window functions respect NULL.",
					"Aggregates skip NULL anyway: any(...), anyLast(...).");
	if (node->filter_expr && call->function->kind == FUNCTION_WINDOW)
		hogql_error(node->filter_expr->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("FILTER of %s is not supported", call->function->name),
					"Only aggregates have it.", NULL);
}

/* Its print depends on the frame, which a window's name does not tell. */
static void
write_out_window(Resolver *resolver, AstWindowFunction *window, const FunctionCall *call)
{
	const AstName *name = window->over_identifier;

	if (!name || strcmp(call->function->name, "leadInFrame") != 0)
		return;
	window->over_expr = (AstWindowExpr *) ast_copy(scope_window(resolver, name->text, name->span));
	window->over_identifier = NULL;
}

/*
 * FILTER of a window function takes no aggregates, and NULL is skipped by a FILTER: then the aggregates have to be
 * columns of a select inside.
 */
static void
note_filtered_aggregates(Resolver *resolver, const FunctionCall *call,
						 const AstWindowFunction *window)
{
	bool filters = window->filter_expr || combinators_have(call, COMBINATOR_IF);
	int traits = window->filter_expr ? window->filter_expr->meaning->traits : 0;

	for (int i = 0; i < call->argument_count; i++)
	{
		traits |= call->arguments[i].node->meaning->traits;
		filters = filters || call->arguments[i].type->nullable;
	}
	if (filters && (traits & HAS_AGGREGATE))
		scope_select(resolver)->aggregates_inside = true;
}

void
resolve_window_function(Resolver *resolver, AstNode *node)
{
	AstWindowFunction *window = (AstWindowFunction *) node;
	FunctionCall call = {.context = resolving_context(resolver),
						 .node = node,
						 .name = window->name->text,
						 .span = window->name->span,
						 .has_over = true};
	AstNode *outer_window = resolver->window;
	Meaning *meaning;

	call.function = functions_find(call.name, call.span, call.context, &call.combinators);
	check_window_call(window, &call);
	check_place(resolver, node, HAS_WINDOW);
	if (window_is_gathered(window, &call))
	{
		AstNode *instead = window_gather(window, &call);

		resolve_expression(resolver, instead);
		stand_for(node, instead);
		return;
	}
	write_out_window(resolver, window, &call);
	resolver->window = node;
	resolve_lists(resolver, window, &call);
	if (window->filter_expr)
		resolve_condition(resolver, window->filter_expr);
	if (window->over_expr)
		resolve_window_definition(resolver, window->over_expr);
	else
		(void) scope_window(resolver, window->over_identifier->text, window->over_identifier->span);
	resolver->window = outer_window;
	function_check_arguments(&call);
	if (call.function->kind == FUNCTION_AGGREGATE)
		note_filtered_aggregates(resolver, &call, window);
	meaning = annotate(node, function_result_type(&call));
	meaning->kind = MEANING_WINDOW;
	meaning->function = call.function;
	meaning->combinators = call.combinators;
	meaning->traits |= HAS_WINDOW;
}

/* ---- The second pass ---- */

static SqlBound
lower_bound(Lowering *lowering, const AstWindowFrameExpr *bound)
{
	static const SqlBoundKind kinds[] = {[FRAME_CURRENT_ROW] = SQL_CURRENT_ROW,
										 [FRAME_PRECEDING] = SQL_PRECEDING,
										 [FRAME_FOLLOWING] = SQL_FOLLOWING};
	SqlBound result = {.kind = SQL_CURRENT_ROW};

	if (!bound || bound->frame_type == FRAME_CURRENT_ROW)
		return result;
	if (!bound->frame_value)
	{
		result.kind = bound->frame_type == FRAME_PRECEDING ? SQL_UNBOUNDED_PRECEDING
														   : SQL_UNBOUNDED_FOLLOWING;
		return result;
	}
	result.kind = kinds[bound->frame_type];
	result.offset = lower_expression(lowering, bound->frame_value);
	return result;
}

SqlWindow *
lower_window_definition(Lowering *lowering, const AstWindowExpr *window)
{
	List *keys = NIL;
	SqlWindow *result;
	ListCell *cell;

	foreach (cell, window->partition_by)
		keys = lappend(keys, lower_key(lowering, lfirst(cell)));
	result = sql_window(keys, lower_order_by(lowering, window->order_by));
	if (window->frame_method == FRAME_NONE)
		return result;
	result->frame = window->frame_method == FRAME_ROWS ? SQL_FRAME_ROWS : SQL_FRAME_RANGE;
	result->start = lower_bound(lowering, window->frame_start);
	result->end = lower_bound(lowering, window->frame_end);
	return result;
}

SqlNode *
lower_window_function(Lowering *lowering, AstNode *node)
{
	AstWindowFunction *window = (AstWindowFunction *) node;
	FunctionCall call = {.name = window->name->text, .span = window->name->span, .has_over = true};

	begin_call(lowering, &call, node, window->has_args ? window->exprs : NIL,
			   window->has_args ? window->args : window->exprs);
	if (window->filter_expr)
		call.filter = lower_condition(lowering, window->filter_expr, LOWER_FILTER);
	call.over = window->over_expr ? lower_window_definition(lowering, window->over_expr)
								  : sql_window_named(window->over_identifier->text);
	return function_print(&call);
}
