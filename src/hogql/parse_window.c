/*
 * hogql/parse_window.c
 *		The rules of windows: OVER, WINDOW, and what stands in their parentheses.
 */
#include "postgres.h"

#include "hogql/parser.h"

static void parse_frame(Parser *parser, AstWindowExpr *window);
static AstWindowFrameExpr *parse_frame_bound(Parser *parser);
static AstBinding *parse_named_window(Parser *parser);

/* OVER (window) | OVER name, behind a call whose lists have been read */
AstNode *
parse_over(Parser *parser, AstCall *call, bool has_two_lists, int first_token)
{
	AstWindowFunction *function =
		ast_new(AstWindowFunction, AST_WINDOW_FUNCTION, parser_span(parser, first_token));

	function->name = call->name;
	function->has_args = has_two_lists;
	function->exprs = has_two_lists ? call->params : call->args;
	function->args = has_two_lists ? call->args : NIL;
	function->distinct = call->distinct;
	function->filter_expr = call->filter_expr;
	function->over_span = token_span(parser_take(parser));
	if (parser_accept(parser, TOKEN_LEFT_PARENTHESIS))
	{
		parser_enter(parser);
		function->over_expr = parse_window(parser);
		parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a window");
		parser_leave(parser);
	}
	else
		function->over_identifier = parser_name(parser, "a window behind OVER");
	function->node.span = parser_span(parser, first_token);
	return &function->node;
}

/* name AS (window), …; the first word has been taken */
List *
parse_window_clause(Parser *parser)
{
	List *windows = NIL;

	do
		windows = lappend(windows, parse_named_window(parser));
	while (parser_accept(parser, TOKEN_COMMA) && parser_is_name(parser, 0) &&
		   parser_keyword(parser, 1) == KEYWORD_AS);
	return windows;
}

static AstBinding *
parse_named_window(Parser *parser)
{
	int first_token = parser->at;
	AstBinding *binding = ast_new(AstBinding, AST_BINDING, parser_span(parser, first_token));

	binding->name = parser_name(parser, "the name of a window");
	parser_expect_keyword(parser, KEYWORD_AS, "AS behind the name of a window");
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" before a window");
	binding->expr = &parse_window(parser)->node;
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a window");
	parser_leave(parser);
	binding->node.span = parser_span(parser, first_token);
	return binding;
}

/* [PARTITION BY …] [ORDER BY …] [ROWS … | RANGE …] */
AstWindowExpr *
parse_window(Parser *parser)
{
	int first_token = parser->at;
	AstWindowExpr *window =
		ast_new(AstWindowExpr, AST_WINDOW_EXPR, parser_span(parser, first_token));

	if (parser_accept_keyword(parser, KEYWORD_PARTITION))
	{
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind PARTITION");
		window->partition_by = parse_expressions(parser);
	}
	if (parser_accept_keyword(parser, KEYWORD_ORDER))
	{
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind ORDER");
		window->order_by = parse_order_list(parser);
	}
	if (parser_accept_keyword(parser, KEYWORD_ROWS))
		window->frame_method = FRAME_ROWS;
	else if (parser_accept_keyword(parser, KEYWORD_RANGE))
		window->frame_method = FRAME_RANGE;
	if (window->frame_method != FRAME_NONE)
		parse_frame(parser, window);
	window->node.span = parser_span(parser, first_token);
	return window;
}

/* bound | BETWEEN bound AND bound */
static void
parse_frame(Parser *parser, AstWindowExpr *window)
{
	bool between = parser_accept_keyword(parser, KEYWORD_BETWEEN);

	window->frame_start = parse_frame_bound(parser);
	if (!between)
		return;
	parser_expect_keyword(parser, KEYWORD_AND, "AND between the bounds of a frame");
	window->frame_end = parse_frame_bound(parser);
}

/* CURRENT ROW | UNBOUNDED PRECEDING | UNBOUNDED FOLLOWING | n PRECEDING | n FOLLOWING */
static AstWindowFrameExpr *
parse_frame_bound(Parser *parser)
{
	int first_token = parser->at;
	AstWindowFrameExpr *bound =
		ast_new(AstWindowFrameExpr, AST_WINDOW_FRAME_EXPR, parser_span(parser, first_token));

	if (parser_accept_keywords(parser, KEYWORD_CURRENT, KEYWORD_ROW))
		bound->frame_type = FRAME_CURRENT_ROW;
	else
	{
		if (!parser_accept_keyword(parser, KEYWORD_UNBOUNDED))
			bound->frame_value = parse_expression(parser);
		bound->frame_type = FRAME_PRECEDING;
		if (!parser_accept_keyword(parser, KEYWORD_PRECEDING))
		{
			parser_expect_keyword(parser, KEYWORD_FOLLOWING, "PRECEDING or FOLLOWING");
			bound->frame_type = FRAME_FOLLOWING;
		}
	}
	bound->node.span = parser_span(parser, first_token);
	return bound;
}
