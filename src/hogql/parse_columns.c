/*
 * hogql/parse_columns.c
 *		The rules of what stands for several columns: stars and COLUMNS (…).
 */
#include "postgres.h"

#include "hogql/parser.h"

static bool is_list_of_call(const Parser *parser, int opening);
static AstNode *parse_spread(Parser *parser);
static List *parse_exclude(Parser *parser);
static List *parse_replace(Parser *parser);
static AstNode *parse_columns_of_star(Parser *parser, AstColumnsExpr *columns, int first_token);
static bool sees_star_with_replace(const Parser *parser, int star);

/* * | table.* | … EXCLUDE (names) | *COLUMNS (…); what stands before the star has been taken */
AstNode *
parse_star(Parser *parser, List *table, int first_token)
{
	AstName *star;

	if (table == NIL && parser_keyword(parser, 1) == KEYWORD_COLUMNS &&
		parser_kind(parser, 2) == TOKEN_LEFT_PARENTHESIS)
		return parse_spread(parser);
	star = parser_made_name("*", token_span(parser_take(parser)));
	if (parser_sees_keyword(parser, KEYWORD_EXCLUDE) &&
		parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS)
	{
		AstColumnsExpr *columns =
			ast_new(AstColumnsExpr, AST_COLUMNS_EXPR, parser_span(parser, first_token));

		columns->all_columns = true;
		columns->of_table = table;
		columns->exclude = parse_exclude(parser);
		columns->node.span = parser_span(parser, first_token);
		return &columns->node;
	}
	{
		AstField *field = ast_new(AstField, AST_FIELD, parser_span(parser, first_token));

		field->chain = lappend(table, star);
		return &field->node;
	}
}

/* COLUMNS (…), unless it is a call of a function of this name. */
bool
parser_sees_columns(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;
	const Token *tokens = parser->tokens;
	Parser behind = *parser;

	behind.at++;
	if (!parser_sees_keyword(parser, KEYWORD_COLUMNS) ||
		parser_kind(parser, 1) != TOKEN_LEFT_PARENTHESIS || partner == parser->at + 2 ||
		parser_sees_query_argument(&behind) || is_list_of_call(parser, parser->at + 1))
		return false;
	if (partner > 0 && tokens[partner + 1].kind == TOKEN_LEFT_PARENTHESIS &&
		tokens[partner + 1].partner > 0)
	{
		if (is_list_of_call(parser, partner + 1))
			return false;
		partner = tokens[partner + 1].partner;
	}
	return partner < 0 || (tokens[partner + 1].keyword != KEYWORD_OVER &&
						   tokens[partner + 1].keyword != KEYWORD_FILTER &&
						   tokens[partner + 1].keyword != KEYWORD_WITHIN);
}

/* Is there a DISTINCT or an ORDER BY in these parentheses?  What is in brackets there is jumped over. */
static bool
is_list_of_call(const Parser *parser, int opening)
{
	const Token *tokens = parser->tokens;
	int end = tokens[opening].partner;
	Parser first = *parser;

	first.at = opening + 1;
	if (parser_sees_keyword(&first, KEYWORD_DISTINCT) && !parser_keyword_is_column(&first))
		return true;
	for (int at = opening + 1; at < end; at++)
	{
		if (tokens[at].keyword == KEYWORD_ORDER && tokens[at + 1].keyword == KEYWORD_BY &&
			tokens[at - 1].kind != TOKEN_DOT)
			return true;
		if (tokens[at].partner > at)
			at = tokens[at].partner;
	}
	return false;
}

/* *COLUMNS (…) */
static AstNode *
parse_spread(Parser *parser)
{
	int first_token = parser->at;
	AstSpreadExpr *spread =
		ast_new(AstSpreadExpr, AST_SPREAD_EXPR, token_span(parser_take(parser)));

	spread->expr = parse_columns(parser);
	spread->node.span = parser_span(parser, first_token);
	return &spread->node;
}

/*
 * COLUMNS ('regex') | COLUMNS (expression, …)
 * | COLUMNS ([table.]* [EXCLUDE (names)] [REPLACE (expression AS name, …)])
 */
AstNode *
parse_columns(Parser *parser)
{
	int first_token = parser->at;
	AstColumnsExpr *columns =
		ast_new(AstColumnsExpr, AST_COLUMNS_EXPR, token_span(parser_take(parser)));

	parser_enter(parser);
	parser_take(parser);
	if (parser_sees(parser, TOKEN_STRING) && parser_kind(parser, 1) == TOKEN_RIGHT_PARENTHESIS)
		columns->regex = parser_quoted_text(parser);
	else if (sees_star_with_replace(parser, parser->at))
	{
		parser_leave(parser);
		return parse_columns_of_star(parser, columns, first_token);
	}
	else
		columns->columns = parse_expressions(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind COLUMNS");
	columns->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &columns->node;
}

/* Does "* [EXCLUDE (…)] REPLACE (" or "* EXCLUDE (…)" begin at this token, also of a table? */
static bool
sees_star_with_replace(const Parser *parser, int star)
{
	const Token *tokens = parser->tokens;

	while ((tokens[star].kind == TOKEN_WORD || tokens[star].kind == TOKEN_QUOTED) &&
		   tokens[star + 1].kind == TOKEN_DOT)
		star += 2;
	if (tokens[star].kind != TOKEN_ASTERISK)
		return false;
	if (tokens[star + 1].keyword == KEYWORD_EXCLUDE && tokens[star + 2].partner > star)
		star = tokens[star + 2].partner;
	return tokens[star + 1].keyword == KEYWORD_REPLACE &&
		   tokens[star + 2].kind == TOKEN_LEFT_PARENTHESIS;
}

/* [table.]* [EXCLUDE (names)] [REPLACE (expression AS name, …)] ) */
static AstNode *
parse_columns_of_star(Parser *parser, AstColumnsExpr *columns, int first_token)
{
	parser_enter(parser);
	columns->all_columns = true;
	while (!parser_sees(parser, TOKEN_ASTERISK))
	{
		columns->of_table = lappend(columns->of_table, parser_name(parser, "a table or a star"));
		parser_expect(parser, TOKEN_DOT, "\".\"");
	}
	parser_take(parser);
	if (parser_sees_keyword(parser, KEYWORD_EXCLUDE))
		columns->exclude = parse_exclude(parser);
	if (parser_sees_keyword(parser, KEYWORD_REPLACE))
		columns->replace = parse_replace(parser);
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the columns");
	parser_leave(parser);
	columns->node.span = parser_span(parser, first_token);
	return &columns->node;
}

/* EXCLUDE (name, …), names with dots */
static List *
parse_exclude(Parser *parser)
{
	List *names = NIL;

	parser_take(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind EXCLUDE");
	do
	{
		AstName *name = parser_name(parser, "a column of EXCLUDE");

		while (parser_accept(parser, TOKEN_DOT))
		{
			AstName *part = parser_name(parser, "a name behind \".\"");

			name->text = psprintf("%s.%s", name->text, part->text);
			name->span.end = part->span.end;
		}
		names = lappend(names, name);
	} while (parser_accept(parser, TOKEN_COMMA) && !parser_sees(parser, TOKEN_RIGHT_PARENTHESIS));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the columns of EXCLUDE");
	return names;
}

/* REPLACE (expression AS name, …) */
static List *
parse_replace(Parser *parser)
{
	List *bindings = NIL;

	parser_take(parser);
	parser_enter(parser);
	parser_expect(parser, TOKEN_LEFT_PARENTHESIS, "\"(\" behind REPLACE");
	do
	{
		int first_token = parser->at;
		AstBinding *binding = ast_new(AstBinding, AST_BINDING, parser_span(parser, first_token));

		binding->expr = parse_unaliased(parser);
		parser_expect_keyword(parser, KEYWORD_AS, "AS behind an expression of REPLACE");
		binding->name = parser_name(parser, "a column of REPLACE");
		binding->node.span = parser_span(parser, first_token);
		bindings = lappend(bindings, binding);
	} while (parser_accept(parser, TOKEN_COMMA) && !parser_sees(parser, TOKEN_RIGHT_PARENTHESIS));
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\")\" behind the columns of REPLACE");
	parser_leave(parser);
	return bindings;
}

/* (* [EXCLUDE (names)] REPLACE (…)) */
bool
parser_sees_star_in_parentheses(const Parser *parser)
{
	return parser_kind(parser, 1) == TOKEN_ASTERISK &&
		   sees_star_with_replace(parser, parser->at + 1);
}

AstNode *
parse_star_in_parentheses(Parser *parser)
{
	int first_token = parser->at;
	AstColumnsExpr *columns =
		ast_new(AstColumnsExpr, AST_COLUMNS_EXPR, token_span(parser_take(parser)));

	return parse_columns_of_star(parser, columns, first_token);
}
