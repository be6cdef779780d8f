/*
 * hogql/parser.c
 *		Looking at tokens and taking them, and what is said when another was expected.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "hogql/parser.h"

static void error_at_end(const Parser *parser, const char *expected) pg_attribute_noreturn();
static char *server_text(char *text, int length);
static bool begins_frame(const Parser *parser);
static bool begins_pivot_columns(const Parser *parser);
static bool is_operator(const Parser *parser, int ahead);
static bool begins_call_of_select(const Parser *parser);
static bool begins_cte(const Parser *parser);
static bool begins_query(const Parser *parser);

const Token *
parser_peek(const Parser *parser, int ahead)
{
	return &parser->tokens[Min(parser->at + ahead, parser->list->count - 1)];
}

TokenKind
parser_kind(const Parser *parser, int ahead)
{
	return (TokenKind) parser_peek(parser, ahead)->kind;
}

/* Of a word; NO_KEYWORD of all else. */
Keyword
parser_keyword(const Parser *parser, int ahead)
{
	return (Keyword) parser_peek(parser, ahead)->keyword;
}

bool
parser_sees(const Parser *parser, TokenKind kind)
{
	return parser_kind(parser, 0) == kind;
}

bool
parser_sees_keyword(const Parser *parser, Keyword keyword)
{
	return parser_keyword(parser, 0) == keyword;
}

const Token *
parser_take(Parser *parser)
{
	const Token *token = parser_peek(parser, 0);

	CHECK_FOR_INTERRUPTS();
	if (token->kind != TOKEN_END)
		parser->at++;
	return token;
}

bool
parser_accept(Parser *parser, TokenKind kind)
{
	if (!parser_sees(parser, kind))
		return false;
	parser_take(parser);
	return true;
}

bool
parser_accept_keyword(Parser *parser, Keyword keyword)
{
	if (!parser_sees_keyword(parser, keyword))
		return false;
	parser_take(parser);
	return true;
}

bool
parser_accept_keywords(Parser *parser, Keyword first, Keyword second)
{
	if (parser_keyword(parser, 0) != first || parser_keyword(parser, 1) != second)
		return false;
	parser_take(parser);
	parser_take(parser);
	return true;
}

void
parser_expect(Parser *parser, TokenKind kind, const char *what)
{
	if (!parser_accept(parser, kind))
		parser_error(parser, what);
}

void
parser_expect_keyword(Parser *parser, Keyword keyword, const char *what)
{
	if (!parser_accept_keyword(parser, keyword))
		parser_error(parser, what);
}

void
parser_error(const Parser *parser, const char *expected)
{
	const Token *token = parser_peek(parser, 0);

	if (token->kind == TOKEN_END)
		error_at_end(parser, expected);
	hogql_error(token_span(token), ERRCODE_SYNTAX_ERROR,
				psprintf("syntax error at or near %s",
						 hogql_excerpt(parser_token_source(parser, token))),
				psprintf("Expected %s.", expected), NULL);
}

/* A bracket that is open is pointed at, rather than where the text ends. */
static void
error_at_end(const Parser *parser, const char *expected)
{
	const Token *end = parser_peek(parser, 0);
	HogqlSpan span = token_span(end);

	if (parser->list->open_bracket >= 0)
	{
		const Token *bracket = &parser->tokens[parser->list->open_bracket];

		hogql_error(token_span(bracket), ERRCODE_SYNTAX_ERROR,
					psprintf("syntax error at or near \"%.*s\", which is never closed",
							 bracket->length, parser->list->text + bracket->offset),
					psprintf("Expected %s at the end.", expected), NULL);
	}
	hogql_error(span, ERRCODE_SYNTAX_ERROR, "syntax error at end of input",
				psprintf("Expected %s.", expected), NULL);
}

void
parser_refuse(const Parser *parser, const char *message, const char *hint)
{
	hogql_error(token_span(parser_peek(parser, 0)), ERRCODE_FEATURE_NOT_SUPPORTED, message, NULL,
				hint);
}

void
parser_enter(Parser *parser)
{
	check_stack_depth();
	if (++parser->depth > DEEPEST_NESTING)
		hogql_error(token_span(parser_peek(parser, 0)), ERRCODE_STATEMENT_TOO_COMPLEX,
					"the query is nested too deeply",
					psprintf("At most %d levels are allowed.", DEEPEST_NESTING), NULL);
}

void
parser_leave(Parser *parser)
{
	parser->depth--;
}

void
parser_count_link(const Parser *parser, int *links)
{
	if (++*links > LONGEST_CHAIN)
		hogql_error(token_span(parser_peek(parser, 0)), ERRCODE_STATEMENT_TOO_COMPLEX,
					"too many operators in one chain",
					psprintf("At most %d are allowed.", LONGEST_CHAIN),
					"Group them by parentheses, or use a function of many arguments.");
}

HogqlSpan
parser_span(const Parser *parser, int first_token)
{
	HogqlSpan span = {parser->tokens[first_token].start, 0};

	span.end = parser->at > first_token ? parser->tokens[parser->at - 1].end : span.start;
	return span;
}

bool
parser_is_name(const Parser *parser, int ahead)
{
	const Token *token = parser_peek(parser, ahead);

	return token->kind == TOKEN_QUOTED ||
		   (token->kind == TOKEN_WORD && !(keyword_uses((Keyword) token->keyword) & NEVER_NAME));
}

AstName *
parser_name(Parser *parser, const char *what)
{
	if (!parser_is_name(parser, 0))
		parser_error(parser, what);
	return parser_quoted_text(parser);
}

AstName *
parser_alias(Parser *parser, const char *what)
{
	Keyword keyword = parser_keyword(parser, 0);

	if (keyword == KEYWORD_TRUE || keyword == KEYWORD_FALSE || keyword == KEYWORD_NULL)
		hogql_error(token_span(parser_peek(parser, 0)), ERRCODE_SYNTAX_ERROR,
					psprintf("\"%s\" cannot be an alias", keyword_text(keyword)), NULL,
					"Choose another name, or put it into double quotes.");
	return parser_name(parser, what);
}

List *
parser_names_in_parentheses(Parser *parser, const char *what)
{
	List *names = NIL;

	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, psprintf("\"(\" before %s", what));
	do
		names = lappend(names, parser_name(parser, what));
	while (parser_accept(parser, TOKEN_COMMA) && !parser_sees(parser, TOKEN_RIGHT_PARENTHESIS));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, psprintf("\")\" behind %s", what));
	return names;
}

AstName *
parser_quoted_text(Parser *parser)
{
	const Token *token = parser_take(parser);
	int length;
	char *text = token_text(parser->list, token, &length);
	AstName *name = parser_made_name(server_text(text, length), token_span(token));

	name->quoted = token->kind != TOKEN_WORD;
	return name;
}

AstName *
parser_made_name(const char *text, HogqlSpan span)
{
	AstName *name = palloc0(sizeof(AstName));

	name->text = text;
	name->span = span;
	return name;
}

char *
parser_token_source(const Parser *parser, const Token *token)
{
	return server_text(pnstrdup(parser->list->text + token->offset, token->length), token->length);
}

/* UTF-8 as text of the server's encoding. */
static char *
server_text(char *text, int length)
{
	return pg_any_to_server(text, length, PG_UTF8);
}

bool
parser_starts_expression(const Parser *parser)
{
	switch (parser_kind(parser, 0))
	{
		case TOKEN_WORD:
			break;
		case TOKEN_QUOTED:
		case TOKEN_STRING:
		case TOKEN_DECIMAL:
		case TOKEN_FLOAT:
		case TOKEN_HEXADECIMAL:
		case TOKEN_BINARY:
		case TOKEN_TEMPLATE:
		case TOKEN_LEFT_PARENTHESIS:
		case TOKEN_LEFT_BRACKET:
		case TOKEN_LEFT_BRACE:
		case TOKEN_ASTERISK:
		case TOKEN_DASH:
		case TOKEN_PLUS:
		case TOKEN_DOT:
		case TOKEN_HASH:
		case TOKEN_LESS:
			return true;
		default:
			return false;
	}
	switch (parser_keyword(parser, 0))
	{
		case KEYWORD_NOT:
		case KEYWORD_CASE:
			return parser_kind(parser, 1) != TOKEN_END;
		case KEYWORD_ROWS:
		case KEYWORD_RANGE:
			return !begins_frame(parser);
		case KEYWORD_FOR:
			return !begins_pivot_columns(parser);
		case KEYWORD_NULL:
		case KEYWORD_INF:
		case KEYWORD_INFINITY:
		case KEYWORD_NAN:
			return true;
		default:
			break;
	}
	if (keyword_uses(parser_keyword(parser, 0)) & CLAUSE_WORD)
		return parser_keyword_is_column(parser) || parser_ends_expression(parser, 1);
	return parser_is_name(parser, 0);
}

bool
parser_ends_expression(const Parser *parser, int ahead)
{
	switch (parser_keyword(parser, ahead))
	{
		case KEYWORD_ASC:
		case KEYWORD_ASCENDING:
		case KEYWORD_DESC:
		case KEYWORD_DESCENDING:
		case KEYWORD_NULLS:
		case KEYWORD_THEN:
		case KEYWORD_WHEN:
		case KEYWORD_ELSE:
		case KEYWORD_END:
		case KEYWORD_FOR:
			return true;
		default:
			return false;
	}
}

/* ROWS or RANGE of a window, behind a comma that ends a list. */
static bool
begins_frame(const Parser *parser)
{
	int ahead = parser_keyword(parser, 1) == KEYWORD_BETWEEN ? 2 : 1;
	Keyword bound = parser_keyword(parser, ahead);

	if (bound == KEYWORD_UNBOUNDED || bound == KEYWORD_CURRENT)
		return true;
	ahead++;
	return parser_sees_number(parser, ahead - 1) &&
		   (parser_keyword(parser, ahead) == KEYWORD_PRECEDING ||
			parser_keyword(parser, ahead) == KEYWORD_FOLLOWING);
}

/* FOR of PIVOT, behind a comma that ends the aggregates. */
static bool
begins_pivot_columns(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;

	if (parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS)
		return partner > 0 && parser->tokens[partner + 1].keyword == KEYWORD_IN;
	return parser_is_name(parser, 1);
}

bool
parser_keyword_is_column(const Parser *parser)
{
	switch (parser_kind(parser, 1))
	{
		case TOKEN_END:
		case TOKEN_COMMA:
		case TOKEN_RIGHT_PARENTHESIS:
		case TOKEN_RIGHT_BRACKET:
		case TOKEN_RIGHT_BRACE:
		case TOKEN_SEMICOLON:
		case TOKEN_DOT:
		case TOKEN_COLON:
		case TOKEN_ARROW:
			return true;
		case TOKEN_LEFT_PARENTHESIS: /* a call */
			return true;
		default:
			break;
	}
	return parser_keyword(parser, 1) == KEYWORD_FROM || is_operator(parser, 1);
}

/* One that needs an operand before it. */
static bool
is_operator(const Parser *parser, int ahead)
{
	TokenKind kind = parser_kind(parser, ahead);

	if (kind == TOKEN_WORD)
		switch (parser_keyword(parser, ahead))
		{
			case KEYWORD_AND:
			case KEYWORD_OR:
			case KEYWORD_AS:
			case KEYWORD_IS:
			case KEYWORD_IN:
			case KEYWORD_LIKE:
			case KEYWORD_ILIKE:
			case KEYWORD_BETWEEN:
				return true;
			case KEYWORD_NOT:
				return parser_keyword(parser, ahead + 1) == KEYWORD_IN ||
					   parser_keyword(parser, ahead + 1) == KEYWORD_LIKE ||
					   parser_keyword(parser, ahead + 1) == KEYWORD_ILIKE ||
					   parser_keyword(parser, ahead + 1) == KEYWORD_BETWEEN;
			default:
				return false;
		}
	return kind >= TOKEN_IREGEX_DOUBLE && kind != TOKEN_LEFT_BRACE && kind != TOKEN_HASH;
}

/*
 * A query begins with SELECT, with WITH, or with another query in parentheses
 * that a closing parenthesis or a word of a set follows.  All parentheses that
 * are opened in a row are decided at once and remembered.
 */
bool
parser_is_query(const Parser *parser, int token)
{
	Token *tokens = parser->tokens;
	int innermost = token;
	bool is_query;

	if (tokens[token].is_query != 0)
		return tokens[token].is_query == 2;
	while (tokens[innermost + 1].kind == TOKEN_LEFT_PARENTHESIS)
		innermost++;
	if (tokens[innermost + 1].kind == TOKEN_LEFT_BRACE)
		is_query = tokens[innermost + 1].partner > 0 &&
				   parser_ends_query(parser, tokens[innermost + 1].partner + 1) &&
				   tokens[tokens[innermost + 1].partner + 1].kind == TOKEN_WORD;
	else
	{
		Parser inside = *parser;

		inside.at = innermost + 1;
		is_query = begins_query(&inside);
	}
	for (int at = innermost; at >= token; at--)
	{
		if (at < innermost)
			is_query = is_query && tokens[at + 1].partner > 0 &&
					   parser_ends_query(parser, tokens[at + 1].partner + 1);
		tokens[at].is_query = is_query ? 2 : 1;
	}
	return tokens[token].is_query == 2;
}

bool
parser_sees_query_argument(const Parser *parser)
{
	const Token *first = parser_peek(parser, 1);

	if (!parser_is_query(parser, parser->at))
		return false;
	if (first->kind == TOKEN_WORD)
		return !begins_call_of_select(parser);
	if (first->partner < 0)
		return true;
	switch ((Keyword) parser->tokens[first->partner + 1].keyword)
	{
		case KEYWORD_UNION:
		case KEYWORD_EXCEPT:
		case KEYWORD_INTERSECT:
		case KEYWORD_LIMIT:
		case KEYWORD_OFFSET:
			return true;
		default:
			return false;
	}
}

/* f(SELECT(a)) OVER …: what goes on behind it is a call, whose argument is one, too. */
static bool
begins_call_of_select(const Parser *parser)
{
	int partner = parser_peek(parser, 0)->partner;

	if (partner < 0 || parser_kind(parser, 2) != TOKEN_LEFT_PARENTHESIS)
		return false;
	switch ((Keyword) parser->tokens[partner + 1].keyword)
	{
		case KEYWORD_FILTER:
		case KEYWORD_OVER:
		case KEYWORD_WITHIN:
			return true;
		default:
			return false;
	}
}

/* Is `WITH (…)` the beginning of a query and no call? */
static bool
begins_cte(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;
	const Token *after = &parser->tokens[partner + 1];

	if (partner < 0)
		return true;
	return after->kind != TOKEN_COMMA && after->kind != TOKEN_RIGHT_PARENTHESIS &&
		   after->keyword != KEYWORD_FILTER && after->keyword != KEYWORD_OVER &&
		   after->keyword != KEYWORD_WITHIN;
}

/* SELECT or WITH, unless it is a column. */
static bool
begins_query(const Parser *parser)
{
	if (!parser_sees_keyword(parser, KEYWORD_SELECT) && !parser_sees_keyword(parser, KEYWORD_WITH))
		return false;
	switch (parser_kind(parser, 1))
	{
		case TOKEN_LEFT_PARENTHESIS:
			/* A function named with is followed by what no expression of WITH is. */
			return parser_sees_keyword(parser, KEYWORD_SELECT) || begins_cte(parser);
		case TOKEN_LEFT_BRACKET:
		case TOKEN_ASTERISK:
		case TOKEN_DASH:
		case TOKEN_PLUS:
		case TOKEN_LESS:
			return true;
		case TOKEN_DOT:
			return parser_sees_number(parser, 1);
		case TOKEN_WORD:
			/* SELECT in (1, 2), a function, and not: select IN (1, 2) */
			if (parser_keyword_is_column(parser))
			{
				Parser behind = *parser;

				behind.at++;
				return parser_keyword_is_column(&behind);
			}
			return true;
		default:
			return !parser_keyword_is_column(parser);
	}
}

/* What may stand behind a query in parentheses that is itself (a part of) a query. */
bool
parser_ends_query(const Parser *parser, int token)
{
	const Token *after = &parser->tokens[token];

	if (after->kind == TOKEN_RIGHT_PARENTHESIS || after->kind == TOKEN_SEMICOLON ||
		after->kind == TOKEN_END)
		return true;
	switch ((Keyword) after->keyword)
	{
		case KEYWORD_UNION:
		case KEYWORD_EXCEPT:
		case KEYWORD_INTERSECT:
		case KEYWORD_ORDER:
		case KEYWORD_LIMIT:
		case KEYWORD_OFFSET:
			return true;
		default:
			return false;
	}
}
