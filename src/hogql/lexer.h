/*
 * hogql/lexer.h
 *		A HogQL text as a row of tokens.
 *
 * - The whole text is cut before anything is parsed, in linear time, so that
 *   the parser may look as far ahead as it likes, and from a bracket to the one
 *   that closes it.
 * - Where a token is: in bytes of the UTF-8 text for the parser, in characters
 *   for messages and trees.
 */
#ifndef METAHOG_HOGQL_LEXER_H
#define METAHOG_HOGQL_LEXER_H

#include "hogql/hogql_error.h"
#include "hogql/keywords.h"

/* Longest text in bytes. */
#define LONGEST_TEXT (1024 * 1024)

/* X(kind, text): operators and brackets, longer ones before their beginnings. */
#define SYMBOLS(X)                  \
	X(TOKEN_IREGEX_DOUBLE, "=~*")   \
	X(TOKEN_NOT_IREGEX, "!~*")      \
	X(TOKEN_ARROW, "->")            \
	X(TOKEN_DOUBLE_COLON, "::")     \
	X(TOKEN_COLON_EQUALS, ":=")     \
	X(TOKEN_CONCAT, "||")           \
	X(TOKEN_EQUAL_DOUBLE, "==")     \
	X(TOKEN_REGEX_DOUBLE, "=~")     \
	X(TOKEN_GREATER_EQUAL, ">=")    \
	X(TOKEN_LESS_EQUAL, "<=")       \
	X(TOKEN_NOT_EQUAL_ANGLES, "<>") \
	X(TOKEN_NOT_EQUAL, "!=")        \
	X(TOKEN_NOT_REGEX, "!~")        \
	X(TOKEN_IREGEX_SINGLE, "~*")    \
	X(TOKEN_NULLISH, "??")          \
	X(TOKEN_NULL_PROPERTY, "?.")    \
	X(TOKEN_LEFT_PARENTHESIS, "(")  \
	X(TOKEN_RIGHT_PARENTHESIS, ")") \
	X(TOKEN_LEFT_BRACKET, "[")      \
	X(TOKEN_RIGHT_BRACKET, "]")     \
	X(TOKEN_LEFT_BRACE, "{")        \
	X(TOKEN_RIGHT_BRACE, "}")       \
	X(TOKEN_COMMA, ",")             \
	X(TOKEN_DOT, ".")               \
	X(TOKEN_ASTERISK, "*")          \
	X(TOKEN_SLASH, "/")             \
	X(TOKEN_PERCENT, "%")           \
	X(TOKEN_PLUS, "+")              \
	X(TOKEN_DASH, "-")              \
	X(TOKEN_EQUAL, "=")             \
	X(TOKEN_LESS, "<")              \
	X(TOKEN_GREATER, ">")           \
	X(TOKEN_REGEX_SINGLE, "~")      \
	X(TOKEN_QUESTION, "?")          \
	X(TOKEN_COLON, ":")             \
	X(TOKEN_SEMICOLON, ";")         \
	X(TOKEN_HASH, "#")

typedef enum TokenKind
{
	TOKEN_END,
	TOKEN_WORD,	   /* a name or keyword */
	TOKEN_QUOTED,  /* a name in quotes */
	TOKEN_STRING,  /* '…' */
	TOKEN_DECIMAL, /* digits */
	TOKEN_FLOAT,   /* digits with an exponent; 1.5 is three tokens, because a.1.5 is no number */
	TOKEN_HEXADECIMAL,	  /* 0x… */
	TOKEN_BINARY,		  /* 0b… */
	TOKEN_TEMPLATE,		  /* f' */
	TOKEN_TEMPLATE_TEXT,  /* what stands between the expressions of a template */
	TOKEN_TEMPLATE_BRACE, /* { in a template */
	TOKEN_TEMPLATE_END,	  /* ' */
#define SYMBOL(kind, text) kind,
	SYMBOLS(SYMBOL)
#undef SYMBOL
} TokenKind;

typedef struct Token
{
	uint8 kind;		/* of enum TokenKind */
	uint8 keyword;	/* of a word: of enum Keyword */
	bool escaped;	/* of a text in quotes: it is not what it stands for */
	uint8 is_query; /* the parser's memory: of an opening parenthesis */
	int offset;		/* bytes */
	int length;
	int start; /* characters */
	int end;
	int partner; /* of a bracket: the token that it belongs to; -1: it has none */
} Token;

typedef struct TokenList
{
	const char *text; /* UTF-8 */
	int length;
	Token *tokens; /* the last is TOKEN_END */
	int count;
	int characters;	  /* of the text */
	int open_bracket; /* the innermost bracket that is never closed; -1: all are */
} TokenList;

/*
 * Cuts a UTF-8 text of at most LONGEST_TEXT bytes.  Raises 42601 for what is
 * no token, 22025 for a bad escape.
 */
extern TokenList *lexer_tokens(const char *text, int length);

extern HogqlSpan token_span(const Token *token);

/*
 * What a name, string or piece of template stands for: without quotes, escapes
 * resolved; UTF-8, palloc'd and NUL-terminated.
 */
extern char *token_text(const TokenList *list, const Token *token, int *length);

#endif /* METAHOG_HOGQL_LEXER_H */
