/*
 * hogql/parse_type.c
 *		The rules of the types of casts.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "hogql/parser.h"

static void parse_type_arguments(Parser *parser, AstTypeName *type, StringInfo text);
static void parse_type_argument(Parser *parser, AstTypeName *type, StringInfo text);
static void append_tokens(const Parser *parser, StringInfo text, int first_token);
static void append_lower(StringInfo text, const AstName *name);
static bool sees_time_zone(const Parser *parser);
static void parse_dimensions(Parser *parser, AstTypeName *type, StringInfo text);

/* name name* | name ( argument, … ), with [] or [n] behind */
AstTypeName *
parse_type(Parser *parser)
{
	int first_token = parser->at;
	AstTypeName *type = ast_new(AstTypeName, AST_TYPE_NAME, parser_span(parser, first_token));
	StringInfoData text;

	initStringInfo(&text);
	do
	{
		AstName *word = parser_name(parser, "the name of a type");

		if (type->words != NIL)
			appendStringInfoChar(&text, ' ');
		append_lower(&text, word);
		type->words = lappend(type->words, word);
	} while (parser_is_name(parser, 0));
	if (parser_sees(parser, TOKEN_LEFT_PARENTHESIS) && list_length(type->words) == 1)
		parse_type_arguments(parser, type, &text);
	parse_dimensions(parser, type, &text);
	type->text = text.data;
	type->node.span = parser_span(parser, first_token);
	return type;
}

/* ( argument, … ) */
static void
parse_type_arguments(Parser *parser, AstTypeName *type, StringInfo text)
{
	parser_enter(parser);
	parser_take(parser);
	appendStringInfoChar(text, '(');
	while (!parser_sees(parser, TOKEN_RIGHT_PARENTHESIS))
	{
		if (type->args != NIL)
			appendStringInfoString(text, ", ");
		parse_type_argument(parser, type, text);
		if (!parser_accept(parser, TOKEN_COMMA))
			break;
	}
	appendStringInfoChar(text, ')');
	parser_expect(parser, TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\" in the arguments of a type");
	parser_leave(parser);
}

/* type | name type | expression */
static void
parse_type_argument(Parser *parser, AstTypeName *type, StringInfo text)
{
	int first_token = parser->at;

	if (parser_sees(parser, TOKEN_STRING) && parser_kind(parser, 1) == TOKEN_EQUAL)
		parser_refuse(parser, "enumerations as types are not supported", "Use String.");
	if (parser_is_name(parser, 0) && parser_is_name(parser, 1))
	{
		AstName *field = parser_name(parser, "the name of a field");

		append_lower(text, field);
		appendStringInfoChar(text, ' ');
		type->fields = lappend(type->fields, field);
	}
	if (parser_is_name(parser, 0))
	{
		AstTypeName *argument = parse_type(parser);

		appendStringInfoString(text, argument->text);
		type->args = lappend(type->args, argument);
		return;
	}
	type->args = lappend(type->args, parse_expression(parser));
	append_tokens(parser, text, first_token);
}

/* The tokens from this one on that have been taken, as written, without what is between them. */
static void
append_tokens(const Parser *parser, StringInfo text, int first_token)
{
	for (int at = first_token; at < parser->at; at++)
		appendStringInfoString(text, parser_token_source(parser, &parser->tokens[at]));
}

static void
append_lower(StringInfo text, const AstName *name)
{
	for (const char *at = name->text; *at != '\0'; at++)
		appendStringInfoChar(text, pg_ascii_tolower((unsigned char) *at));
}

/* [] | [n], several times */
static void
parse_dimensions(Parser *parser, AstTypeName *type, StringInfo text)
{
	int links = 0;

	while (parser_sees(parser, TOKEN_LEFT_BRACKET))
	{
		int first_token = parser->at;

		parser_count_link(parser, &links);
		parser_take(parser);
		parser_accept(parser, TOKEN_DECIMAL);
		parser_expect(parser, TOKEN_RIGHT_BRACKET, "\"]\" behind the length of an array");
		append_tokens(parser, text, first_token);
		type->dimensions++;
	}
}

/* WITH [LOCAL] TIME ZONE */
static bool
sees_time_zone(const Parser *parser)
{
	int ahead = parser_keyword(parser, 1) == KEYWORD_LOCAL ? 2 : 1;

	return parser_sees_keyword(parser, KEYWORD_WITH) &&
		   parser_keyword(parser, ahead) == KEYWORD_TIME &&
		   parser_keyword(parser, ahead + 1) == KEYWORD_ZONE;
}

/* name [WITH [LOCAL] TIME ZONE] */
AstTypeName *
parse_cast_type(Parser *parser)
{
	int first_token = parser->at;
	AstTypeName *type = ast_new(AstTypeName, AST_TYPE_NAME, parser_span(parser, first_token));
	Keyword keyword = parser_keyword(parser, 0);
	StringInfoData text;
	AstName *word;

	if (keyword != NO_KEYWORD && !(keyword_uses(keyword) & (CAST_TYPE | ORDINARY_NAME)))
		parser_error(parser, "the name of a type behind \"::\"");
	word = parser_name(parser, "the name of a type behind \"::\"");
	initStringInfo(&text);
	append_lower(&text, word);
	type->words = list_make1(word);
	if (sees_time_zone(parser))
	{
		do
		{
			keyword = parser_keyword(parser, 0);
			word = parser_name(parser, "TIME ZONE");
			appendStringInfoChar(&text, ' ');
			append_lower(&text, word);
			type->words = lappend(type->words, word);
		} while (keyword != KEYWORD_ZONE);
	}
	type->text = text.data;
	type->node.span = parser_span(parser, first_token);
	return type;
}
