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
static bool sees_call_of_from(const Parser *parser);
static bool sees_clause_of_expression(const Parser *parser);
static int clause_rank(Keyword keyword);
static void split_lambda_head(Parser *parser);
static int item_end(const Parser *parser, int token);
static bool runs_to_next_clause(const Parser *parser, int token, int rank);
static bool is_alias_behind(const Parser *parser, int token);
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
			return parser_peek(parser, 1)->partner != parser->at + 2 || parser_sees_lambda(&behind);
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
		if (sees_from_clause(parser) || sees_clause_of_expression(parser) ||
			!parser_starts_expression(parser))
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
	if (next == TOKEN_LEFT_PARENTHESIS)
		return !sees_call_of_from(parser);
	if (parser_keyword(parser, 1) != KEYWORD_FROM)
		return true;
	/* FROM FROM (…), FROM FROM f(…), FROM FROM a.b: a table named "from" has no such alias. */
	if (!parser_is_name(parser, 2))
		return false;
	return parser_kind(parser, 3) != TOKEN_LEFT_PARENTHESIS && parser_kind(parser, 3) != TOKEN_DOT;
}

/* FROM (…) with something in the parentheses, or behind them, that no tables have. */
static bool
sees_call_of_from(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;
	Parser last = *parser;
	Parser behind = *parser;

	if (partner < 0)
		return false;
	last.at = partner;
	behind.at = partner + 1;
	if (parser_sees_keyword(&behind, KEYWORD_AS) || sees_implicit_alias(&behind))
		return !parser_is_derived_table(parser, parser->at + 1);
	switch (parser_kind(&behind, 0))
	{
		case TOKEN_END:
		case TOKEN_COMMA:
		case TOKEN_SEMICOLON:
		case TOKEN_RIGHT_PARENTHESIS:
		case TOKEN_RIGHT_BRACKET:
		case TOKEN_RIGHT_BRACE:
			return parser_sees_number(parser, 2) || parser_kind(parser, 2) == TOKEN_STRING;
		default:
			return parser_keyword_is_column(&last);
	}
}

/* Behind a comma, WHERE and its like are the clause if it can be: if what follows is one expression, and then the next. */
static bool
sees_clause_of_expression(const Parser *parser)
{
	Parser behind = *parser;
	Parser second = *parser;
	int rank;

	behind.at++;
	second.at += 2;
	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_PREWHERE:
		case KEYWORD_WHERE:
		case KEYWORD_HAVING:
		case KEYWORD_QUALIFY:
		case KEYWORD_LIMIT:
		case KEYWORD_OFFSET:
			break;
		default:
			return false;
	}
	rank = clause_rank(parser_keyword(parser, 0));
	switch (parser_kind(&behind, 0))
	{
		case TOKEN_LESS:
			return false;
		case TOKEN_ASTERISK:
			if (parser_starts_expression(&second))
				return false;
			break;
		case TOKEN_DOT:
			if (!parser_sees_number(&behind, 0))
				return false;
			break;
		default:
			break;
	}
	return parser_starts_expression(&behind) && runs_to_next_clause(parser, behind.at, rank);
}

/* The place of a word among those that begin the clauses behind FROM, from 1; 0: it is none. */
static int
clause_rank(Keyword keyword)
{
	static const Keyword clauses[] = {KEYWORD_PREWHERE, KEYWORD_WHERE,	 KEYWORD_GROUP,
									  KEYWORD_HAVING,	KEYWORD_QUALIFY, KEYWORD_WINDOW,
									  KEYWORD_ORDER,	KEYWORD_LIMIT,	 KEYWORD_OFFSET,
									  KEYWORD_SETTINGS, KEYWORD_UNION,	 KEYWORD_EXCEPT,
									  KEYWORD_INTERSECT};

	for (int i = 0; i < (int) lengthof(clauses); i++)
		if (clauses[i] == keyword)
			return i + 1;
	return 0;
}

/*
 * Does the expression at this token end without an alias, a comma or a FROM, and with a clause that stands
 * behind the one of this rank?  What is in brackets is jumped over.
 */
static bool
runs_to_next_clause(const Parser *parser, int token, int rank)
{
	const Token *tokens = parser->tokens;

	for (int at = token;; at = tokens[at].partner > at ? tokens[at].partner + 1 : at + 1)
	{
		switch ((TokenKind) tokens[at].kind)
		{
			case TOKEN_END:
			case TOKEN_SEMICOLON:
			case TOKEN_RIGHT_PARENTHESIS:
			case TOKEN_RIGHT_BRACKET:
			case TOKEN_RIGHT_BRACE:
				return true;
			case TOKEN_COMMA:
				return false;
			case TOKEN_WORD:
			case TOKEN_QUOTED:
				break;
			default:
				continue;
		}
		if (at == token || tokens[at - 1].kind == TOKEN_DOT)
			continue;
		switch ((Keyword) tokens[at].keyword)
		{
			case KEYWORD_JOIN:
				return false;
			case KEYWORD_FROM:
				if (tokens[at - 1].keyword != KEYWORD_DISTINCT)
					return false;
				break;
			default:
				if (is_alias_behind(parser, at))
					return false;
				if (clause_rank((Keyword) tokens[at].keyword) > 0)
					return clause_rank((Keyword) tokens[at].keyword) > rank;
				break;
		}
	}
}

/* Is this token a name behind what ends an operand? */
static bool
is_alias_behind(const Parser *parser, int token)
{
	const Token *before = &parser->tokens[token - 1];
	Parser here = *parser;

	here.at = token;
	switch ((TokenKind) before->kind)
	{
		case TOKEN_WORD:
			return before->keyword == NO_KEYWORD && sees_implicit_alias(&here);
		case TOKEN_QUOTED:
		case TOKEN_STRING:
		case TOKEN_DECIMAL:
		case TOKEN_FLOAT:
		case TOKEN_RIGHT_PARENTHESIS:
		case TOKEN_RIGHT_BRACKET:
		case TOKEN_RIGHT_BRACE:
			return sees_implicit_alias(&here);
		default:
			return false;
	}
}

/* In `a, b -> 1 x`, where an alias without AS is of the lambda, the head has the last name alone. */
static void
split_lambda_head(Parser *parser)
{
	int body;

	if (parser_kind(parser, 1) != TOKEN_COMMA || !parser_sees_lambda(parser))
		return;
	body = parser_behind_lambda_head(parser, parser->at);
	if (parser->tokens[body - 2].kind != TOKEN_COMMA &&
		is_alias_behind(parser, item_end(parser, body) - 1))
		parser->no_lambda_until = body - 2;
}

/* The first token behind the item of a select list that this token is in.  What is in brackets is jumped over. */
static int
item_end(const Parser *parser, int token)
{
	const Token *tokens = parser->tokens;

	for (int at = token;; at = Max(tokens[at].partner, at) + 1)
	{
		switch ((TokenKind) tokens[at].kind)
		{
			case TOKEN_COMMA:
			case TOKEN_END:
			case TOKEN_SEMICOLON:
			case TOKEN_RIGHT_PARENTHESIS:
			case TOKEN_RIGHT_BRACKET:
			case TOKEN_RIGHT_BRACE:
				return at;
			case TOKEN_WORD:
				if (tokens[at - 1].kind != TOKEN_DOT &&
					tokens[at - 1].keyword != KEYWORD_DISTINCT &&
					(tokens[at].keyword == KEYWORD_FROM ||
					 clause_rank((Keyword) tokens[at].keyword) > 0))
					return at;
				break;
			default:
				break;
		}
	}
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
	split_lambda_head(parser);
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
