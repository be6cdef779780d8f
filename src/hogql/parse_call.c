/*
 * hogql/parse_call.c
 *		The rules of calls, and of what looks like one but has words between its parentheses.
 */
#include "postgres.h"

#include "hogql/parser.h"

static void parse_arguments(Parser *parser, AstCall *call);
static bool accept_distinct(Parser *parser);
static void parse_second_list(Parser *parser, AstCall *call);
static void parse_within_group(Parser *parser, AstCall *call);
static AstNode *parse_filter(Parser *parser);
static AstNode *parse_cast(Parser *parser);
static bool sees_cast(const Parser *parser);
static AstNode *parse_typed_string(Parser *parser);
static AstNode *parse_substring(Parser *parser);
static bool sees_word_in_call(const Parser *parser, Keyword keyword);
static bool is_operator_word(const Parser *parser, int token);
static AstNode *parse_trim(Parser *parser);
static AstNode *parse_extract(Parser *parser);
static AstCall *begin_special(Parser *parser, const char *name);
static AstNode *end_special(Parser *parser, AstCall *call, int first_token);

/*
 * name ( list ) | name ( parameters ) ( list ), list: [DISTINCT] expression, … [ORDER BY …];
 * then WITHIN GROUP, FILTER, OVER
 */
AstNode *
parse_call(Parser *parser)
{
	int first_token = parser->at;
	AstCall *call = ast_new(AstCall, AST_CALL, parser_span(parser, first_token));

	call->name = parser_name(parser, "the name of a function");
	if (parser_sees_query_argument(parser))
	{
		call->args = list_make1(parse_subquery(parser));
		call->node.span = parser_span(parser, first_token);
		return &call->node;
	}
	parse_arguments(parser, call);
	if (parser_sees_keyword(parser, KEYWORD_WITHIN) && !call->distinct && call->order_by == NIL)
		parse_within_group(parser, call);
	else
	{
		if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS) && !call->distinct &&
			call->order_by == NIL && !parser_sees_query_argument(parser))
			parse_second_list(parser, call);
		if (parser_sees_keyword(parser, KEYWORD_FILTER))
			call->filter_expr = parse_filter(parser);
		if (parser_sees_keyword(parser, KEYWORD_OVER) && call->order_by == NIL)
			return parse_over(parser, call, call->has_params, first_token);
	}
	call->node.span = parser_span(parser, first_token);
	return &call->node;
}

/* ( [DISTINCT] [expression, …] [ORDER BY …] ) */
static void
parse_arguments(Parser *parser, AstCall *call)
{
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" before arguments");
	call->distinct = accept_distinct(parser);
	if (!parser_sees(parser, TOKEN_RIGHT_PARENTHESIS) &&
		(!parser_sees_keyword(parser, KEYWORD_ORDER) || parser_keyword(parser, 1) != KEYWORD_BY))
		call->args = parse_expressions(parser);
	if (parser_accept_keywords(parser, KEYWORD_ORDER, KEYWORD_BY))
		call->order_by = parse_order_list(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\" in the arguments of a call");
	parser_leave(parser);
}

/* DISTINCT, unless it is a column of this name. */
static bool
accept_distinct(Parser *parser)
{
	Parser behind = *parser;

	switch (parser_kind(parser, 1))
	{
		case TOKEN_COMMA:
		case TOKEN_COLON_EQUALS:
			return false;
		case TOKEN_DOT:
			if (!parser_sees_number(parser, 1))
				return false;
			break;
		case TOKEN_LEFT_PARENTHESIS:
			/* DISTINCT(), but not DISTINCT () -> x */
			behind.at++;
			if (parser_peek(parser, 1)->partner == parser->at + 2 && !parser_sees_lambda(&behind))
				return false;
			break;
		default:
			break;
	}
	return parser_accept_keyword(parser, KEYWORD_DISTINCT);
}

/* What was read are the parameters, and now come the arguments. */
static void
parse_second_list(Parser *parser, AstCall *call)
{
	call->has_params = true;
	call->params = call->args;
	call->args = NIL;
	parse_arguments(parser, call);
}

/* WITHIN GROUP (ORDER BY …) */
static void
parse_within_group(Parser *parser, AstCall *call)
{
	parser_take(parser);
	parser_expect_keyword(parser, KEYWORD_GROUP, "GROUP behind WITHIN");
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind WITHIN GROUP");
	if (!parser_accept_keywords(parser, KEYWORD_ORDER, KEYWORD_BY))
		parser_error(parser, "ORDER BY in WITHIN GROUP");
	call->has_params = true;
	call->params = call->args;
	call->args = NIL;
	call->within_group = parse_order_list(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind WITHIN GROUP");
	parser_leave(parser);
}

/* FILTER (WHERE expression) */
static AstNode *
parse_filter(Parser *parser)
{
	AstNode *condition;

	parser_take(parser);
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind FILTER");
	parser_expect_keyword(parser, KEYWORD_WHERE, "WHERE in FILTER");
	condition = parse_expression(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind a filter");
	parser_leave(parser);
	return condition;
}

bool
parser_sees_special_call(const Parser *parser)
{
	Parser behind = *parser;

	behind.at++;
	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_CAST:
		case KEYWORD_TRY_CAST:
			return sees_cast(parser);
		case KEYWORD_DATE:
		case KEYWORD_TIMESTAMP:
			return parser_kind(parser, 1) == TOKEN_STRING;
		case KEYWORD_SUBSTRING:
			return sees_word_in_call(parser, KEYWORD_FROM) && !parser_sees_query_argument(&behind);
		case KEYWORD_TRIM:
			return parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS &&
				   (parser_keyword(parser, 2) == KEYWORD_BOTH ||
					parser_keyword(parser, 2) == KEYWORD_LEADING ||
					parser_keyword(parser, 2) == KEYWORD_TRAILING) &&
				   (parser_kind(parser, 3) == TOKEN_STRING ||
					parser_kind(parser, 3) == TOKEN_TEMPLATE);
		case KEYWORD_EXTRACT:
			return parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS &&
				   (keyword_uses(parser_keyword(parser, 2)) & INTERVAL_UNIT) &&
				   parser_keyword(parser, 3) == KEYWORD_FROM;
		default:
			return false;
	}
}

AstNode *
parse_special_call(Parser *parser)
{
	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_CAST:
		case KEYWORD_TRY_CAST:
			return parse_cast(parser);
		case KEYWORD_SUBSTRING:
			return parse_substring(parser);
		case KEYWORD_TRIM:
			return parse_trim(parser);
		case KEYWORD_EXTRACT:
			return parse_extract(parser);
		default:
			return parse_typed_string(parser);
	}
}

/* Is there an AS on the first level between the parentheses, and no comma before it? */
static bool
sees_cast(const Parser *parser)
{
	return sees_word_in_call(parser, KEYWORD_AS);
}

/*
 * Is this word on the first level between the parentheses, before any comma?
 * What is in brackets is jumped over, so that calls in calls take linear time
 * each, and as a whole at most as many times as they are deep.
 */
static bool
sees_word_in_call(const Parser *parser, Keyword keyword)
{
	int at = parser_behind_lambda_head(parser, parser->at + 2);
	int partner = parser_peek(parser, 1)->partner;
	int end = partner < 0 ? parser->list->count - 1 : partner;

	if (parser_kind(parser, 1) != TOKEN_LEFT_PARENTHESIS)
		return false;
	for (; at < end && parser->tokens[at].kind != TOKEN_COMMA; at++)
	{
		const Token *token = &parser->tokens[at];

		if (token->keyword == keyword && !is_operator_word(parser, at) &&
			(parser->tokens[at - 1].kind != TOKEN_DOT ||
			 parser->tokens[at - 2].kind == TOKEN_DECIMAL))
			return true;
		if (token->partner > at)
			at = token->partner;
	}
	return false;
}

/* FROM of IS DISTINCT FROM */
static bool
is_operator_word(const Parser *parser, int token)
{
	return parser->tokens[token].keyword == KEYWORD_FROM &&
		   parser->tokens[token - 1].keyword == KEYWORD_DISTINCT;
}

/* CAST ( expression AS type ) | TRY_CAST ( … ) */
static AstNode *
parse_cast(Parser *parser)
{
	int first_token = parser->at;
	bool is_try = parser_sees_keyword(parser, KEYWORD_TRY_CAST);
	AstTypeCast *cast = ast_new(AstTypeCast, is_try ? AST_TRY_CAST : AST_TYPE_CAST,
								token_span(parser_take(parser)));

	parser_enter(parser);
	parser_take(parser);
	cast->expr = parse_unaliased(parser);
	parser_expect_keyword(parser, KEYWORD_AS, "AS and a type in a cast");
	cast->type_name = parse_type(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the type of a cast");
	parser_leave(parser);
	cast->node.span = parser_span(parser, first_token);
	return &cast->node;
}

/* DATE 's' | TIMESTAMP 's' */
static AstNode *
parse_typed_string(Parser *parser)
{
	int first_token = parser->at;
	bool is_date = parser_sees_keyword(parser, KEYWORD_DATE);
	AstCall *call = begin_special(parser, is_date ? "toDate" : "toDateTime");

	call->args = list_make1(parse_string(parser));
	call->node.span = parser_span(parser, first_token);
	return &call->node;
}

/* SUBSTRING ( expression FROM expression [FOR expression] ) */
static AstNode *
parse_substring(Parser *parser)
{
	int first_token = parser->at;
	AstCall *call = begin_special(parser, "substring");

	parser_enter(parser);
	parser_take(parser);
	call->args = list_make1(parse_expression(parser));
	parser_expect_keyword(parser, KEYWORD_FROM, "FROM in SUBSTRING");
	call->args = lappend(call->args, parse_expression(parser));
	if (parser_accept_keyword(parser, KEYWORD_FOR))
		call->args = lappend(call->args, parse_expression(parser));
	return end_special(parser, call, first_token);
}

/* TRIM ( BOTH | LEADING | TRAILING 's' FROM expression ) */
static AstNode *
parse_trim(Parser *parser)
{
	int first_token = parser->at;
	Keyword where = parser_keyword(parser, 2);
	AstCall *call = begin_special(parser, where == KEYWORD_LEADING	  ? "trimLeft"
										  : where == KEYWORD_TRAILING ? "trimRight"
																	  : "trim");
	AstNode *characters;

	parser_enter(parser);
	parser_take(parser);
	parser_take(parser);
	characters = parser_sees(parser, TOKEN_STRING) ? parse_string(parser) : parse_template(parser);
	parser_expect_keyword(parser, KEYWORD_FROM, "FROM in TRIM");
	call->args = list_make2(parse_expression(parser), characters);
	return end_special(parser, call, first_token);
}

/* EXTRACT ( unit FROM expression ) */
static AstNode *
parse_extract(Parser *parser)
{
	static const struct
	{
		Keyword unit;
		const char *function;
	} parts[] = {{KEYWORD_SECOND, "toSecond"}, {KEYWORD_MINUTE, "toMinute"},
				 {KEYWORD_HOUR, "toHour"},	   {KEYWORD_DAY, "toDayOfMonth"},
				 {KEYWORD_MONTH, "toMonth"},   {KEYWORD_QUARTER, "toQuarter"},
				 {KEYWORD_YEAR, "toYear"},	   {KEYWORD_YYYY, "toYear"}};
	int first_token = parser->at;
	const char *function = NULL;
	AstCall *call;

	for (int i = 0; i < (int) lengthof(parts); i++)
		if (parts[i].unit == parser_keyword(parser, 2))
			function = parts[i].function;
	if (function == NULL)
		parser_refuse(parser, "EXTRACT of a week is not supported",
					  "Use toISOWeek(x), or toWeek(x, mode).");
	call = begin_special(parser, function);
	parser_enter(parser);
	parser_take(parser);
	parser_take(parser);
	parser_take(parser);
	call->args = list_make1(parse_expression(parser));
	return end_special(parser, call, first_token);
}

/* A call that is written with words; its first one is taken. */
static AstCall *
begin_special(Parser *parser, const char *name)
{
	HogqlSpan at = token_span(parser_take(parser));
	AstCall *call = ast_new(AstCall, AST_CALL, at);

	call->name = parser_made_name(name, at);
	call->folded = true;
	return call;
}

static AstNode *
end_special(Parser *parser, AstCall *call, int first_token)
{
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the last argument");
	parser_leave(parser);
	call->node.span = parser_span(parser, first_token);
	return &call->node;
}
