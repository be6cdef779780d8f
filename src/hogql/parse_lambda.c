/*
 * hogql/parse_lambda.c
 *		The rules of lambdas, whose heads are told from lists of names by the arrow behind them.
 */
#include "postgres.h"

#include "hogql/parser.h"

static bool sees_word_lambda(const Parser *parser);
static bool sees_bare_head(Parser *parser);
static List *parse_head(Parser *parser);
static void refuse_block(const Parser *parser);

bool
parser_sees_lambda(Parser *parser)
{
	int partner = parser_peek(parser, 0)->partner;

	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS))
		return partner >= 0 && parser->tokens[partner + 1].kind == TOKEN_ARROW;
	return sees_word_lambda(parser) || sees_bare_head(parser);
}

int
parser_behind_lambda_head(const Parser *parser, int token)
{
	Parser head = *parser;

	head.at = token;
	if (!parser_sees_lambda(&head))
		return token;
	while (!parser_sees(&head, TOKEN_ARROW) && !parser_sees(&head, TOKEN_COLON))
		head.at = Max(parser_peek(&head, 0)->partner, head.at) + 1;
	return head.at + 1;
}

/* lambda x, y: */
static bool
sees_word_lambda(const Parser *parser)
{
	int ahead = 1;

	if (!parser_sees_keyword(parser, KEYWORD_LAMBDA))
		return false;
	while (parser_is_name(parser, ahead) && parser_kind(parser, ahead + 1) == TOKEN_COMMA)
		ahead += 2;
	if (parser_is_name(parser, ahead))
		ahead++;
	return ahead > 1 && parser_kind(parser, ahead) == TOKEN_COLON;
}

/* x -> | x, y ->.  That a run of names has no arrow behind it is found out once. */
static bool
sees_bare_head(Parser *parser)
{
	int ahead = 0;

	if (parser->at < parser->no_lambda_until)
		return false;
	while (parser_is_name(parser, ahead) && parser_kind(parser, ahead + 1) == TOKEN_COMMA)
		ahead += 2;
	if (parser_kind(parser, ahead) == TOKEN_ARROW && ahead > 0)
		return true;
	if (parser_is_name(parser, ahead) && parser_kind(parser, ahead + 1) == TOKEN_ARROW)
		return true;
	parser->no_lambda_until = parser->at + ahead + 1;
	return false;
}

/* head -> expression | LAMBDA names : expression */
AstNode *
parse_lambda(Parser *parser)
{
	int first_token = parser->at;
	AstLambda *lambda = ast_new(AstLambda, AST_LAMBDA, parser_span(parser, first_token));
	bool by_word = sees_word_lambda(parser);

	parser_enter(parser);
	if (by_word)
		parser_take(parser);
	lambda->args = parse_head(parser);
	if (by_word)
		parser_expect(parser, TOKEN_COLON, "\":\" behind the arguments of a lambda");
	else
		parser_expect(parser, TOKEN_ARROW, "\"->\" behind the arguments of a lambda");
	refuse_block(parser);
	lambda->expr = parser->without_alias ? parse_unaliased(parser) : parse_expression(parser);
	lambda->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &lambda->node;
}

/* x, y | (x, y) | () */
static List *
parse_head(Parser *parser)
{
	List *names = NIL;
	bool in_parentheses = parser_accept(parser, TOKEN_LEFT_PARENTHESIS);

	if (in_parentheses && parser_accept(parser, TOKEN_RIGHT_PARENTHESIS))
		return NIL;
	do
		names = lappend(names, parser_name(parser, "an argument of a lambda"));
	while (parser_accept(parser, TOKEN_COMMA) && parser_is_name(parser, 0));
	if (in_parentheses)
		parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the arguments of a lambda");
	return names;
}

/* A body of statements of Hog, which is no dictionary or placeholder. */
static void
refuse_block(const Parser *parser)
{
	bool is_block;

	if (!parser_sees(parser, TOKEN_LEFT_BRACE))
		return;
	switch (parser_keyword(parser, 1))
	{
		case KEYWORD_LET:
		case KEYWORD_FN:
		case KEYWORD_FUN:
		case KEYWORD_THROW:
		case KEYWORD_TRY:
			is_block = true;
			break;
		case KEYWORD_RETURN:
			is_block = !parser_is_name(parser, 1) || parser_kind(parser, 2) != TOKEN_RIGHT_BRACE;
			is_block = is_block && parser_kind(parser, 2) != TOKEN_DOT &&
					   parser_kind(parser, 2) != TOKEN_COLON;
			break;
		case KEYWORD_IF:
		case KEYWORD_WHILE:
		case KEYWORD_FOR:
			is_block = parser_kind(parser, 2) == TOKEN_LEFT_PARENTHESIS;
			break;
		default:
			is_block = parser_is_name(parser, 1) && parser_kind(parser, 2) == TOKEN_COLON_EQUALS;
			break;
	}
	if (is_block)
		parser_refuse(parser, "lambdas of statements, x -> {…}, are not supported",
					  "The body of a lambda is an expression.");
}
