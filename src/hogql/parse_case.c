/*
 * hogql/parse_case.c
 *		The rules of CASE, INTERVAL and templates, which all are calls in the tree.
 */
#include "postgres.h"

#include <ctype.h>

#include "hogql/parser.h"

/* So many tokens are looked through for the unit of an interval, or for WHEN. */
#define WORD_REACH 64

static bool sees_case(const Parser *parser);
static bool is_when(const Parser *parser, int token);
static bool word_is_ahead(const Parser *parser, int at,
						  bool (*is_meant)(const Parser *parser, int token));
static List *parse_branches(Parser *parser, bool with_operand);
static bool is_call_in_interval(const Parser *parser);
static bool unit_is_ahead_of(const Parser *parser, int interval);
static bool is_unit(const Token *token);
static bool is_unit_behind_operand(const Parser *parser, int token);
static bool ends_item(const Token *token);
static bool begins_interval(const Token *token);
static bool ends_operand(const Token *token);
static bool is_interval_of_interval(const Parser *parser, int interval);
static bool is_interval_text(const Parser *parser);
static const char *interval_of_text(const char *text, int64 *count);
static AstNode *parse_interval_string(Parser *parser, AstCall *call, int first_token);
static const char *interval_function(const char *unit, int length);
static AstNode *parse_template_expression(Parser *parser);

/*
 * CASE [expression] (WHEN expression THEN expression)+ [ELSE expression] END.
 * NULL, and nothing taken, if it is a column or a call of this name.
 */
AstNode *
parse_case(Parser *parser)
{
	int first_token = parser->at;
	AstCall *call;
	AstNode *operand = NULL;
	List *branches;

	if (!sees_case(parser))
		return NULL;
	parser_enter(parser);
	call = ast_new(AstCall, AST_CALL, token_span(parser_take(parser)));
	call->folded = true;
	if (!parser_sees_keyword(parser, KEYWORD_WHEN))
		operand = parse_expression(parser);
	branches = parse_branches(parser, operand != NULL);
	if (parser_accept_keyword(parser, KEYWORD_ELSE))
		branches = lappend(branches, parse_expression(parser));
	else
		branches =
			lappend(branches, parser_constant(CONSTANT_NULL, token_span(parser_peek(parser, 0))));
	parser_expect_keyword(parser, KEYWORD_END, "WHEN, ELSE or END in CASE");
	parser_leave(parser);
	if (operand != NULL)
		branches = lcons(operand, branches);
	call->name = parser_made_name(operand != NULL			   ? "_caseWithExpression"
								  : list_length(branches) == 3 ? "if"
															   : "multiIf",
								  call->node.span);
	call->args = branches;
	call->node.span = parser_span(parser, first_token);
	return &call->node;
}

static bool
sees_case(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;
	Parser behind = *parser;

	switch (parser_kind(parser, 1))
	{
		case TOKEN_DASH:
		case TOKEN_PLUS:
		case TOKEN_LEFT_BRACKET:
			return true;
		case TOKEN_ASTERISK:
			/* CASE * WHEN …, or the product of a column of this name */
			behind.at += 2;
			return parser_sees_keyword(&behind, KEYWORD_WHEN) ||
				   ((!parser_starts_expression(&behind) ||
					 parser_sees_keyword(&behind, KEYWORD_EXCLUDE) ||
					 parser_sees_keyword(&behind, KEYWORD_COLUMNS)) &&
					word_is_ahead(parser, behind.at, is_when));
		case TOKEN_LEFT_PARENTHESIS:
			break;
		default:
			if (!parser_keyword_is_column(parser) || parser_sees_number(parser, 1))
				return true;
			/* CASE in(a) WHEN …, or case IN (a) */
			return parser_kind(parser, 1) == TOKEN_WORD &&
				   parser_kind(parser, 2) == TOKEN_LEFT_PARENTHESIS &&
				   word_is_ahead(parser, parser->at + 1, is_when);
	}
	/* CASE (a) WHEN …, or a call of a function of this name */
	return partner < 0 || word_is_ahead(parser, partner + 1, is_when);
}

static bool
is_when(const Parser *parser, int token)
{
	return parser->tokens[token].keyword == KEYWORD_WHEN;
}

/* Is there a word of this kind at this token or a little behind it, within the same brackets and item? */
static bool
word_is_ahead(const Parser *parser, int at, bool (*is_meant)(const Parser *parser, int token))
{
	const Token *tokens = parser->tokens;
	int intervals = 0; /* that are open: each has a unit of its own */

	for (int i = 0; i < WORD_REACH; i++)
	{
		switch ((TokenKind) tokens[at].kind)
		{
			case TOKEN_END:
			case TOKEN_COMMA:
			case TOKEN_SEMICOLON:
			case TOKEN_RIGHT_PARENTHESIS:
			case TOKEN_RIGHT_BRACKET:
			case TOKEN_RIGHT_BRACE:
				return false;
			case TOKEN_WORD:
				if (tokens[at - 1].kind == TOKEN_DOT && tokens[at - 2].kind != TOKEN_DECIMAL)
					break;
				/* A unit has its operand before it. */
				if (is_meant(parser, at) && (is_meant == is_when || (i > 0 && intervals == 0)))
					return true;
				if (is_unit(&tokens[at]) && intervals > 0)
					intervals--;
				if ((i > 0 && ends_item(&tokens[at])) ||
					(is_meant == is_when && tokens[at].keyword == KEYWORD_THEN))
					return false;
				if (begins_interval(&tokens[at]))
					intervals++;
				break;
			default:
				break;
		}
		at = tokens[at].partner > at ? tokens[at].partner + 1 : at + 1;
	}
	return false;
}

static List *
parse_branches(Parser *parser, bool with_operand)
{
	List *branches = NIL;

	do
	{
		parser_expect_keyword(parser, KEYWORD_WHEN,
							  with_operand ? "WHEN behind the operand of CASE" : "WHEN in CASE");
		branches = lappend(branches, parse_expression(parser));
		parser_expect_keyword(parser, KEYWORD_THEN, "THEN behind the condition of WHEN");
		branches = lappend(branches, parse_expression(parser));
	} while (parser_sees_keyword(parser, KEYWORD_WHEN));
	return branches;
}

/* INTERVAL interval(a) DAY: the one unit is that of the outer one. */
static bool
is_call_in_interval(const Parser *parser)
{
	int partner = parser_peek(parser, 1)->partner;

	return parser->at > 0 && parser->tokens[parser->at - 1].keyword == KEYWORD_INTERVAL &&
		   parser_kind(parser, 1) == TOKEN_LEFT_PARENTHESIS && partner > 0 &&
		   is_unit(&parser->tokens[partner + 1]) && !is_unit(&parser->tokens[partner + 2]);
}

/* INTERVAL with something behind it that it is an interval of. */
bool
parser_sees_interval(const Parser *parser)
{
	if (!parser_sees_keyword(parser, KEYWORD_INTERVAL) || is_call_in_interval(parser))
		return false;
	return parser_kind(parser, 1) == TOKEN_STRING || unit_is_ahead_of(parser, parser->at);
}

/* Of the word INTERVAL at this token. */
static bool
unit_is_ahead_of(const Parser *parser, int interval)
{
	Parser behind = *parser;

	behind.at = interval + 1;
	if (!parser_starts_expression(&behind) ||
		(parser_sees(&behind, TOKEN_DOT) && !parser_sees_number(&behind, 0)))
		return false;
	/* Of a lambda it is the body that the unit stands behind. */
	if (parser_sees_lambda(&behind))
		return word_is_ahead(parser, parser_behind_lambda_head(parser, behind.at),
							 is_unit_behind_operand);
	/* The first token is of the operand whatever it is, also INTERVAL * day. */
	if (is_unit(&parser->tokens[interval + 2]) && behind.tokens[behind.at].partner < 0)
		return true;
	return word_is_ahead(parser, interval + 1, is_unit_behind_operand);
}

static bool
is_unit(const Token *token)
{
	return (keyword_uses((Keyword) token->keyword) & INTERVAL_UNIT) != 0;
}

static bool
is_unit_behind_operand(const Parser *parser, int token)
{
	const Token *before = &parser->tokens[token - 1];

	return is_unit(&parser->tokens[token]) && before->keyword != KEYWORD_AS &&
		   (before->keyword != KEYWORD_INTERVAL || !is_unit(before + 2)) && ends_operand(before);
}

/* Words behind which there is no unit of what stands before them. */
static bool
ends_item(const Token *token)
{
	switch ((Keyword) token->keyword)
	{
		case KEYWORD_FROM:
			return token[-1].keyword != KEYWORD_DISTINCT;
		case KEYWORD_GROUP:
			return token[-1].keyword != KEYWORD_WITHIN;
		case KEYWORD_WHERE:
		case KEYWORD_HAVING:
		case KEYWORD_ORDER:
		case KEYWORD_LIMIT:
		case KEYWORD_OFFSET:
		case KEYWORD_UNION:
		case KEYWORD_EXCEPT:
		case KEYWORD_INTERSECT:
			return true;
		default:
			return false;
	}
}

/* INTERVAL before an operand that is neither a string nor in parentheses. */
static bool
begins_interval(const Token *token)
{
	if (token->keyword != KEYWORD_INTERVAL)
		return false;
	switch ((TokenKind) token[1].kind)
	{
		case TOKEN_WORD:
			return !is_unit(&token[1]) && !(keyword_uses((Keyword) token[1].keyword) & CLAUSE_WORD);
		case TOKEN_QUOTED:
		case TOKEN_DECIMAL:
		case TOKEN_FLOAT:
			return true;
		default:
			return false;
	}
}

static bool
ends_operand(const Token *token)
{
	switch ((TokenKind) token->kind)
	{
		case TOKEN_WORD: /* no operator */
			if (token->keyword == KEYWORD_END || token[-1].kind == TOKEN_DOT)
				return true;
			return !(keyword_uses((Keyword) token->keyword) & CLAUSE_WORD) &&
				   token->keyword != KEYWORD_OVER;
		case TOKEN_QUOTED:
		case TOKEN_STRING:
		case TOKEN_DECIMAL:
		case TOKEN_FLOAT:
		case TOKEN_HEXADECIMAL:
		case TOKEN_BINARY:
		case TOKEN_TEMPLATE_END:
		case TOKEN_RIGHT_PARENTHESIS:
		case TOKEN_RIGHT_BRACKET:
		case TOKEN_RIGHT_BRACE:
		case TOKEN_DOT: /* 5. */
			return true;
		default:
			return false;
	}
}

/* INTERVAL 'n unit' | INTERVAL expression unit */
AstNode *
parse_interval(Parser *parser)
{
	int first_token = parser->at;
	AstCall *call = ast_new(AstCall, AST_CALL, token_span(parser_take(parser)));
	const Token *unit;

	call->folded = true;
	if (parser_sees(parser, TOKEN_STRING) &&
		(is_interval_of_interval(parser, first_token) ||
		 (!is_unit(parser_peek(parser, 1)) &&
		  (is_interval_text(parser) || !unit_is_ahead_of(parser, first_token)))))
		return parse_interval_string(parser, call, first_token);
	parser_enter(parser);
	call->args = list_make1(parse_expression(parser));
	if (!(keyword_uses(parser_keyword(parser, 0)) & INTERVAL_UNIT))
		parser_error(parser, "the unit of an interval: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, "
							 "QUARTER or YEAR");
	unit = parser_take(parser);
	call->name =
		parser_made_name(interval_function(parser->list->text + unit->offset, unit->length),
						 call->node.span);
	call->node.span = parser_span(parser, first_token);
	parser_leave(parser);
	return &call->node;
}

/* INTERVAL INTERVAL '3 days' HOUR: the one unit is that of the outer one. */
static bool
is_interval_of_interval(const Parser *parser, int interval)
{
	return interval > 0 && parser->tokens[interval - 1].keyword == KEYWORD_INTERVAL &&
		   is_unit(parser_peek(parser, 1)) && !is_unit(parser_peek(parser, 2)) &&
		   is_interval_text(parser);
}

/* Does the string that is next say how long by itself? */
static bool
is_interval_text(const Parser *parser)
{
	Parser behind = *parser;
	int64 count;

	return interval_of_text(parser_quoted_text(&behind)->text, &count) != NULL;
}

/* 'n unit' or 'n units': the function of the unit; NULL: it is something else */
static const char *
interval_of_text(const char *text, int64 *count)
{
	char *end;
	int length;

	errno = 0;
	*count = strtoll(text, &end, 10);
	if (end == text || isspace((unsigned char) *text) || errno != 0 || *end != ' ')
		return NULL;
	length = (int) strlen(end + 1);
	if (length > 1 && pg_tolower((unsigned char) end[length]) == 's')
		length--;
	return interval_function(end + 1, length);
}

static AstNode *
parse_interval_string(Parser *parser, AstCall *call, int first_token)
{
	HogqlSpan span = token_span(parser_peek(parser, 0));
	const char *text = parser_quoted_text(parser)->text;
	int64 count;
	const char *function = interval_of_text(text, &count);

	if (function == NULL)
		hogql_error(span, ERRCODE_SYNTAX_ERROR,
					psprintf("invalid interval %s", hogql_excerpt(text)), NULL,
					"Write a number and a unit, as in '3 days'.");
	call->args = list_make1(parser_integer(count, span));
	call->name = parser_made_name(function, call->node.span);
	call->node.span = parser_span(parser, first_token);
	return &call->node;
}

/* The function that makes an interval of this unit; NULL: there is no such unit. */
static const char *
interval_function(const char *unit, int length)
{
	static const struct
	{
		const char *unit;
		const char *function;
	} functions[] = {{"second", "toIntervalSecond"},   {"minute", "toIntervalMinute"},
					 {"hour", "toIntervalHour"},	   {"day", "toIntervalDay"},
					 {"week", "toIntervalWeek"},	   {"month", "toIntervalMonth"},
					 {"quarter", "toIntervalQuarter"}, {"year", "toIntervalYear"},
					 {"yyyy", "toIntervalYear"}};

	for (int i = 0; i < (int) lengthof(functions); i++)
		if ((int) strlen(functions[i].unit) == length &&
			pg_strncasecmp(functions[i].unit, unit, length) == 0)
			return functions[i].function;
	return NULL;
}

/* f'text {expression} text': its only part, or concat of the parts */
AstNode *
parse_template(Parser *parser)
{
	int first_token = parser->at;
	HogqlSpan at = token_span(parser_take(parser));
	List *parts = NIL;
	AstNode *only;
	AstCall *call;

	while (!parser_accept(parser, TOKEN_TEMPLATE_END))
	{
		HogqlSpan span = token_span(parser_peek(parser, 0));

		if (parser_sees(parser, TOKEN_TEMPLATE_TEXT))
			parts = lappend(parts, parser_text_constant(parser_quoted_text(parser)->text, span));
		else
			parts = lappend(parts, parse_template_expression(parser));
	}
	at.end = parser_span(parser, first_token).end;
	if (parts == NIL)
		return parser_text_constant("", at);
	only = linitial(parts);
	if (list_length(parts) == 1)
		return only;
	call = ast_new(AstCall, AST_CALL, at);
	call->name = parser_made_name("concat", at);
	call->name->span.end = at.start + 2;
	call->folded = true;
	call->args = parts;
	return &call->node;
}

/* {expression} */
static AstNode *
parse_template_expression(Parser *parser)
{
	AstNode *expr;

	parser_enter(parser);
	parser_expect(parser, TOKEN_TEMPLATE_BRACE, "an expression in braces");
	expr = parse_expression(parser);
	parser_expect(parser, TOKEN_RIGHT_BRACE, "\"}\" behind an expression of a template");
	parser_leave(parser);
	return expr;
}
