/*
 * hogql/parse_literal.c
 *		The rules of numbers and strings, and constants that the parser makes itself.
 */
#include "postgres.h"

#include "utils/formatting.h"

#include "hogql/parser.h"

/* Digits of a hexadecimal or binary number, which have to be converted. */
#define LONGEST_RADIX_NUMBER 256

static bool takes_dot(const Parser *parser);
static AstNode *float_constant(const char *text, HogqlSpan span);
static AstNode *hexadecimal_constant(const char *text, bool negative, HogqlSpan span);
static AstNode *integer_constant(const char *digits, int radix, bool negative, HogqlSpan span);
static char *decimal_digits(const char *digits, int radix);

/* [+ | -] a number of any form, or inf, infinity, nan */
bool
parser_sees_number(const Parser *parser, int ahead)
{
	TokenKind kind = parser_kind(parser, ahead);

	if (kind == TOKEN_DASH || kind == TOKEN_PLUS)
		kind = parser_kind(parser, ++ahead);
	switch (kind)
	{
		case TOKEN_DECIMAL:
		case TOKEN_FLOAT:
		case TOKEN_HEXADECIMAL:
		case TOKEN_BINARY:
			return true;
		case TOKEN_DOT:
			return parser_kind(parser, ahead + 1) == TOKEN_DECIMAL;
		case TOKEN_WORD:
			return parser_keyword(parser, ahead) == KEYWORD_INF ||
				   parser_keyword(parser, ahead) == KEYWORD_INFINITY ||
				   parser_keyword(parser, ahead) == KEYWORD_NAN;
		default:
			return false;
	}
}

/* Digits and a fraction may stand apart: 1 . 5 */
AstNode *
parse_number(Parser *parser)
{
	int first_token = parser->at;
	bool negative = parser_sees(parser, TOKEN_DASH);
	const Token *token;
	char *text;
	bool is_float;

	if (negative || parser_sees(parser, TOKEN_PLUS))
		parser_take(parser);
	token = parser_take(parser);
	text = pnstrdup(parser->list->text + token->offset, token->length);
	switch ((TokenKind) token->kind)
	{
		case TOKEN_HEXADECIMAL:
			return hexadecimal_constant(text, negative, parser_span(parser, first_token));
		case TOKEN_BINARY:
			return integer_constant(text + 2, 2, negative, parser_span(parser, first_token));
		default:
			break;
	}
	is_float = token->kind != TOKEN_DECIMAL;
	if (token->kind == TOKEN_DECIMAL && takes_dot(parser))
	{
		parser_take(parser);
		is_float = true;
		text = psprintf("%s.", text);
	}
	if (parser->tokens[parser->at - 1].kind == TOKEN_DOT && parser_sees(parser, TOKEN_DECIMAL))
	{
		token = parser_take(parser);
		text = psprintf("%s%.*s", text, token->length, parser->list->text + token->offset);
	}
	if (!is_float)
		return integer_constant(text, 10, negative, parser_span(parser, first_token));
	if (negative)
		text = psprintf("-%s", text);
	return float_constant(text, parser_span(parser, first_token));
}

/* Is the dot behind digits of the number, and not before a property? */
static bool
takes_dot(const Parser *parser)
{
	if (!parser_sees(parser, TOKEN_DOT))
		return false;
	if (!parser_is_name(parser, 1))
		return true;
	switch (parser_keyword(parser, 1))
	{
		case NO_KEYWORD:
			return false;
		case KEYWORD_ASC:
		case KEYWORD_ASCENDING:
		case KEYWORD_DESC:
		case KEYWORD_DESCENDING:
			return parser->ordered_depth == parser->depth + 1;
		default:
			return !(keyword_uses(parser_keyword(parser, 1)) & COLUMN_ALIAS);
	}
}

static AstNode *
float_constant(const char *text, HogqlSpan span)
{
	AstConstant *constant = parser_constant(CONSTANT_FLOAT, span);

	constant->number = strtod(text, NULL);
	return &constant->node;
}

/* One that is too large for an Int64 is shown as it was written, in lower case, as PostHog's parser does. */
static AstNode *
hexadecimal_constant(const char *text, bool negative, HogqlSpan span)
{
	AstNode *node = integer_constant(text + 2, 16, negative, span);
	AstConstant *constant = (AstConstant *) node;

	if (constant->value_kind == CONSTANT_DECIMAL)
		constant->hexadecimal =
			psprintf("%s%s", negative ? "-" : "", asc_tolower(text, strlen(text)));
	return node;
}

/* Digits of this radix as Int64, or Decimal where that is too small. */
static AstNode *
integer_constant(const char *digits, int radix, bool negative, HogqlSpan span)
{
	AstConstant *constant;
	unsigned long long magnitude;
	char *decimal;

	while (digits[0] == '0' && digits[1] != '\0')
		digits++;
	errno = 0;
	magnitude = strtoull(digits, NULL, radix);
	if (errno == 0 && magnitude <= (unsigned long long) PG_INT64_MAX + (negative ? 1 : 0))
		return parser_integer(negative ? (int64) (0 - magnitude) : (int64) magnitude, span);
	if (radix != 10 && strlen(digits) > LONGEST_RADIX_NUMBER)
		hogql_error(span, ERRCODE_SYNTAX_ERROR, "the number is too large", NULL, NULL);
	constant = parser_constant(CONSTANT_DECIMAL, span);
	decimal = decimal_digits(digits, radix);
	constant->text = negative ? psprintf("-%s", decimal) : decimal;
	constant->length = (int) strlen(constant->text);
	return &constant->node;
}

/* Multiply and add, digit by digit, where the radix is not 10. */
static char *
decimal_digits(const char *digits, int radix)
{
	int length = (int) strlen(digits);
	int room = length * 2 + 1;
	int used = 1;
	char *reversed;
	char *decimal;

	if (radix == 10)
		return pstrdup(digits);
	reversed = palloc0(room);
	for (int i = 0; i < length; i++)
	{
		int carry = digits[i] <= '9' ? digits[i] - '0' : (digits[i] | 0x20) - 'a' + 10;

		for (int j = 0; j < used || carry > 0; j++)
		{
			int sum = (j < used ? reversed[j] : 0) * radix + carry;

			reversed[j] = sum % 10;
			carry = sum / 10;
			used = Max(used, j + 1);
		}
	}
	decimal = palloc(used + 1);
	for (int i = 0; i < used; i++)
		decimal[i] = '0' + reversed[used - 1 - i];
	decimal[used] = '\0';
	return decimal;
}

/* The number behind "." or "#". */
int64
parse_index(Parser *parser)
{
	const Token *token = parser_peek(parser, 0);
	long long index;

	if (token->kind != TOKEN_DECIMAL)
		parser_error(parser, "a number");
	errno = 0;
	index = strtoll(pnstrdup(parser->list->text + token->offset, token->length), NULL, 10);
	if (errno != 0)
		hogql_error(token_span(token), ERRCODE_SYNTAX_ERROR, "the number is too large", NULL, NULL);
	parser_take(parser);
	return index;
}

AstNode *
parse_string(Parser *parser)
{
	AstName *text = parser_quoted_text(parser);

	return parser_text_constant(text->text, text->span);
}

AstConstant *
parser_constant(AstConstantKind kind, HogqlSpan span)
{
	AstConstant *constant = ast_new(AstConstant, AST_CONSTANT, span);

	constant->value_kind = kind;
	return constant;
}

AstNode *
parser_integer(int64 value, HogqlSpan span)
{
	AstConstant *constant = parser_constant(CONSTANT_INTEGER, span);

	constant->integer = value;
	return &constant->node;
}

AstNode *
parser_text_constant(const char *text, HogqlSpan span)
{
	AstConstant *constant = parser_constant(CONSTANT_STRING, span);

	constant->text = text;
	constant->length = (int) strlen(text);
	return &constant->node;
}
