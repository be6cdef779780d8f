/*
 * hogql/parse_select.c
 *		The rule of one SELECT: its clauses in their order, and its select list.
 */
#include "postgres.h"

#include "hogql/parser.h"

static void parse_distinct_and_top(Parser *parser, AstSelectQuery *query);
static bool sees_distinct(const Parser *parser);
static List *parse_select_list(Parser *parser);
static bool sees_from_clause(const Parser *parser);
static AstNode *parse_select_item(Parser *parser);
static AstNode *parse_alias_before(Parser *parser);
static bool sees_implicit_alias(const Parser *parser);
static void parse_array_join(Parser *parser, AstSelectQuery *query);
static void parse_filters(Parser *parser, AstSelectQuery *query);
static bool sees_using_sample(const Parser *parser);
static void parse_query_sample(Parser *parser, AstSelectQuery *query);
static bool accept_clause(Parser *parser, AstSelectQuery *query, AstClause clause, Keyword keyword);

/* SELECT [DISTINCT] [TOP n [WITH TIES]] items [FROM …] and its other clauses; the caller sets the span */
AstSelectQuery *
parse_select(Parser *parser)
{
	AstSelectQuery *query =
		ast_new(AstSelectQuery, AST_SELECT_QUERY, parser_span(parser, parser->at));

	if (!accept_clause(parser, query, AST_CLAUSE_SELECT, KEYWORD_SELECT))
		parser_error(parser, "SELECT");
	parse_distinct_and_top(parser, query);
	query->select = parse_select_list(parser);
	if (accept_clause(parser, query, AST_CLAUSE_FROM, KEYWORD_FROM))
		query->from = parse_joins(parser);
	parse_array_join(parser, query);
	parse_filters(parser, query);
	parse_group_by(parser, query);
	if (accept_clause(parser, query, AST_CLAUSE_HAVING, KEYWORD_HAVING))
		query->having = parse_expression(parser);
	if (accept_clause(parser, query, AST_CLAUSE_QUALIFY, KEYWORD_QUALIFY))
		query->qualify = parse_expression(parser);
	if (sees_using_sample(parser))
		parse_query_sample(parser, query);
	if (accept_clause(parser, query, AST_CLAUSE_WINDOW, KEYWORD_WINDOW))
		query->windows = parse_window_clause(parser);
	if (parser_sees_keyword(parser, KEYWORD_ORDER))
	{
		accept_clause(parser, query, AST_CLAUSE_ORDER_BY, KEYWORD_ORDER);
		parser_expect_keyword(parser, KEYWORD_BY, "BY behind ORDER");
		query->order_by = parse_order_list(parser);
		if (accept_clause(parser, query, AST_CLAUSE_INTERPOLATE, KEYWORD_INTERPOLATE))
			parse_interpolate(parser, query);
	}
	parse_limits(parser, query);
	if (accept_clause(parser, query, AST_CLAUSE_SETTINGS, KEYWORD_SETTINGS))
		query->settings = parse_settings(parser);
	return query;
}

static void
parse_distinct_and_top(Parser *parser, AstSelectQuery *query)
{
	if (sees_distinct(parser))
		query->distinct = accept_clause(parser, query, AST_CLAUSE_DISTINCT, KEYWORD_DISTINCT);
	if (parser_sees_keyword(parser, KEYWORD_TOP) && parser_kind(parser, 1) == TOKEN_DECIMAL)
	{
		accept_clause(parser, query, AST_CLAUSE_TOP, KEYWORD_TOP);
		query->top = parse_number(parser);
		query->top_with_ties = parser_accept_keywords(parser, KEYWORD_WITH, KEYWORD_TIES);
	}
}

/* DISTINCT, unless it is a column: DISTINCT (a, b), DISTINCT -a, DISTINCT * and DISTINCT in(a) are none. */
static bool
sees_distinct(const Parser *parser)
{
	Parser behind = *parser;

	behind.at++;
	if (!parser_sees_keyword(parser, KEYWORD_DISTINCT))
		return false;
	switch (parser_kind(parser, 1))
	{
		case TOKEN_LEFT_PARENTHESIS:
			return parser_peek(parser, 1)->partner != parser->at + 2;
		case TOKEN_LEFT_BRACKET:
		case TOKEN_ASTERISK:
		case TOKEN_DASH:
			return true;
		case TOKEN_WORD:
			return !parser_keyword_is_column(parser) || parser_keyword_is_column(&behind);
		default:
			return !parser_keyword_is_column(parser) || parser_sees_number(parser, 1);
	}
}

/* item, … [,] */
static List *
parse_select_list(Parser *parser)
{
	List *items = list_make1(parse_select_item(parser));

	while (parser_accept(parser, TOKEN_COMMA))
	{
		if (sees_from_clause(parser))
			break;
		if (!parser_starts_expression(parser))
			break;
		items = lappend(items, parse_select_item(parser));
	}
	return items;
}

/* Behind a comma FROM is the clause, unless nothing but a column goes with what follows. */
static bool
sees_from_clause(const Parser *parser)
{
	TokenKind next = parser_kind(parser, 1);

	if (!parser_sees_keyword(parser, KEYWORD_FROM) || next == TOKEN_COLON || next == TOKEN_DOT)
		return false;
	if (parser_keyword(parser, 1) != KEYWORD_FROM)
		return true;
	/* FROM FROM (…), FROM FROM f(…), FROM FROM a.b: a table named "from" has no such alias. */
	if (!parser_is_name(parser, 2))
		return false;
	return parser_kind(parser, 3) != TOKEN_LEFT_PARENTHESIS && parser_kind(parser, 3) != TOKEN_DOT;
}

/* name: expression | expression [alias] */
static AstNode *
parse_select_item(Parser *parser)
{
	int first_token = parser->at;
	AstNode *expr;
	AstAlias *alias;

	if (parser_is_name(parser, 0) && parser_kind(parser, 1) == TOKEN_COLON)
		return parse_alias_before(parser);
	expr = parse_expression(parser);
	if (!sees_implicit_alias(parser))
		return expr;
	alias = ast_new(AstAlias, AST_ALIAS, expr->span);
	alias->expr = expr;
	alias->alias = parser_alias(parser, "an alias");
	alias->node.span = parser_span(parser, first_token);
	return &alias->node;
}

static AstNode *
parse_alias_before(Parser *parser)
{
	int first_token = parser->at;
	AstAlias *alias = ast_new(AstAlias, AST_ALIAS, parser_span(parser, first_token));

	alias->alias = parser_alias(parser, "an alias");
	parser_expect(parser, TOKEN_COLON, "\":\" behind an alias");
	alias->expr = parse_expression(parser);
	alias->node.span = parser_span(parser, first_token);
	return &alias->node;
}

static bool
sees_implicit_alias(const Parser *parser)
{
	Keyword keyword = parser_keyword(parser, 0);

	if (parser_sees(parser, TOKEN_QUOTED))
		return true;
	return parser_sees(parser, TOKEN_WORD) &&
		   (keyword == NO_KEYWORD || (keyword_uses(keyword) & (COLUMN_ALIAS | ORDINARY_NAME)) != 0);
}

/* [LEFT | INNER] ARRAY JOIN expression, … */
static void
parse_array_join(Parser *parser, AstSelectQuery *query)
{
	int first_token = parser->at;

	if (parser_accept_keywords(parser, KEYWORD_ARRAY, KEYWORD_JOIN))
		query->array_join = ARRAY_JOIN_PLAIN;
	else if (parser_keyword(parser, 1) != KEYWORD_ARRAY)
		return;
	else if (parser_accept_keyword(parser, KEYWORD_LEFT))
		query->array_join = ARRAY_JOIN_LEFT;
	else if (parser_accept_keyword(parser, KEYWORD_INNER))
		query->array_join = ARRAY_JOIN_INNER;
	else
		return;
	if (query->array_join != ARRAY_JOIN_PLAIN &&
		!parser_accept_keywords(parser, KEYWORD_ARRAY, KEYWORD_JOIN))
		parser_error(parser, "ARRAY JOIN");
	query->clause[AST_CLAUSE_ARRAY_JOIN] = parser_span(parser, first_token);
	if (query->from == NULL)
		hogql_error(query->clause[AST_CLAUSE_ARRAY_JOIN], ERRCODE_SYNTAX_ERROR,
					"ARRAY JOIN stands behind FROM only", NULL, NULL);
	query->array_join_list = parse_expressions(parser);
}

/* [PREWHERE …] [WHERE …] [[USING] SAMPLE …] */
static void
parse_filters(Parser *parser, AstSelectQuery *query)
{
	if (accept_clause(parser, query, AST_CLAUSE_PREWHERE, KEYWORD_PREWHERE))
		query->prewhere = parse_expression(parser);
	if (accept_clause(parser, query, AST_CLAUSE_WHERE, KEYWORD_WHERE))
		query->where = parse_expression(parser);
	if (sees_using_sample(parser) || parser_sees_keyword(parser, KEYWORD_SAMPLE))
		parse_query_sample(parser, query);
}

static bool
sees_using_sample(const Parser *parser)
{
	return parser_keyword(parser, 0) == KEYWORD_USING &&
		   parser_keyword(parser, 1) == KEYWORD_SAMPLE;
}

static void
parse_query_sample(Parser *parser, AstSelectQuery *query)
{
	int first_token = parser->at;

	parser_accept_keyword(parser, KEYWORD_USING);
	query->sample = parse_sample(parser);
	query->clause[AST_CLAUSE_SAMPLE] = parser_span(parser, first_token);
}

static bool
accept_clause(Parser *parser, AstSelectQuery *query, AstClause clause, Keyword keyword)
{
	if (!parser_sees_keyword(parser, keyword))
		return false;
	query->clause[clause] = token_span(parser_take(parser));
	return true;
}
