/*
 * hogql/lexer.c
 *		A HogQL text as a row of tokens.
 *
 * - What stands in a template's braces is cut like all else: a stack of open
 *   brackets knows whether a closing brace leads back into a template's text.
 * - Bytes of multi-byte characters are told by their upper bits; that they are
 *   whole was checked before.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/lexer.h"

typedef struct Lexer
{
	TokenList *list;
	const char *text;
	int at;
	int length;
	int continuations; /* bytes up to `at` that begin no character */
	int allocated;
	int *open; /* indexes of the open brackets and templates, the innermost last */
	int open_count;
	int open_allocated;
} Lexer;

static void skip_blanks(Lexer *lexer);
static int blank_length(const char *at, const char *end);
static void skip_line(Lexer *lexer);
static void skip_comment(Lexer *lexer);
static void scan_token(Lexer *lexer);
static bool in_template(const Lexer *lexer);
static void scan_template_part(Lexer *lexer);
static void scan_word(Lexer *lexer);
static void scan_quoted(Lexer *lexer);
static int scan_escape(Lexer *lexer, int at, char quote, bool in_braces);
static void scan_number(Lexer *lexer);
static TokenKind number_kind(const Lexer *lexer, int *end);
static bool is_hexadecimal_float(const Lexer *lexer, int at);
static int skip_digits(const Lexer *lexer, int at);
static int skip_exponent(const Lexer *lexer, int at);
static void scan_symbol(Lexer *lexer);
static Token *add_token(Lexer *lexer, TokenKind kind, int end);
static void open_bracket(Lexer *lexer);
static void close_bracket(Lexer *lexer, TokenKind opening);
static void advance(Lexer *lexer, int end);
static HogqlSpan span_at(const Lexer *lexer, int start, int end);
static bool is_word_start(unsigned char byte);
static bool is_word_byte(unsigned char byte);
static char byte_at(const Lexer *lexer, int at);

TokenList *
lexer_tokens(const char *text, int length)
{
	Lexer lexer = {.text = text, .length = length};

	lexer.list = palloc0(sizeof(TokenList));
	lexer.list->text = text;
	lexer.list->length = length;
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		if (in_template(&lexer))
		{
			scan_template_part(&lexer);
			continue;
		}
		skip_blanks(&lexer);
		if (lexer.at >= length)
			break;
		scan_token(&lexer);
	}
	add_token(&lexer, TOKEN_END, length);
	lexer.list->characters = length - lexer.continuations;
	lexer.list->open_bracket = lexer.open_count > 0 ? lexer.open[lexer.open_count - 1] : -1;
	return lexer.list;
}

/* White space and comments. */
static void
skip_blanks(Lexer *lexer)
{
	while (lexer->at < lexer->length)
	{
		const char *at = lexer->text + lexer->at;
		int blank = blank_length(at, lexer->text + lexer->length);
		char next = byte_at(lexer, lexer->at + 1);

		if (blank > 0)
			advance(lexer, lexer->at + blank);
		else if ((at[0] == '-' && next == '-') || (at[0] == '/' && next == '/') ||
				 (at[0] == '#' && !(next >= '0' && next <= '9')))
			skip_line(lexer);
		else if (at[0] == '/' && next == '*')
			skip_comment(lexer);
		else
			return;
	}
}

/* Bytes of the character here, if it is white space by Unicode or a byte order mark; else 0. */
static int
blank_length(const char *at, const char *end)
{
	static const char *const blanks[] = {"\xC2\x85",	 "\xC2\xA0",	 "\xE1\x9A\x80",
										 "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
										 "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85",
										 "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
										 "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
										 "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
										 "\xE3\x80\x80", "\xEF\xBB\xBF"};

	if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		return 1;
	if ((unsigned char) *at < 0x80)
		return 0;
	for (int i = 0; i < (int) lengthof(blanks); i++)
	{
		int length = (int) strlen(blanks[i]);

		if (end - at >= length && memcmp(at, blanks[i], length) == 0)
			return length;
	}
	return 0;
}

static void
skip_line(Lexer *lexer)
{
	int end = lexer->at;

	while (end < lexer->length && lexer->text[end] != '\n' && lexer->text[end] != '\r')
		end++;
	advance(lexer, end);
}

static void
skip_comment(Lexer *lexer)
{
	int end = lexer->at + 2;

	while (end + 1 < lexer->length && !(lexer->text[end] == '*' && lexer->text[end + 1] == '/'))
		end++;
	if (end + 1 >= lexer->length)
		hogql_error(span_at(lexer, lexer->at, lexer->at + 2), ERRCODE_SYNTAX_ERROR,
					"unterminated comment", NULL, "A comment ends with */.");
	advance(lexer, end + 2);
}

static void
scan_token(Lexer *lexer)
{
	unsigned char byte = (unsigned char) lexer->text[lexer->at];

	if ((byte == 'f' || byte == 'F') && byte_at(lexer, lexer->at + 1) == '\'')
	{
		if (byte == 'F')
			hogql_error(span_at(lexer, lexer->at, lexer->at + 2), ERRCODE_FEATURE_NOT_SUPPORTED,
						"full templates, F'…', are not supported", NULL,
						"Write f'…', or concat().");
		add_token(lexer, TOKEN_TEMPLATE, lexer->at + 2);
		open_bracket(lexer);
	}
	else if (is_word_start(byte))
		scan_word(lexer);
	else if (byte >= '0' && byte <= '9')
		scan_number(lexer);
	else if (byte == '\'' || byte == '"' || byte == '`')
		scan_quoted(lexer);
	else
		scan_symbol(lexer);
}

/* Does the text of a template go on here? */
static bool
in_template(const Lexer *lexer)
{
	return lexer->open_count > 0 &&
		   lexer->list->tokens[lexer->open[lexer->open_count - 1]].kind == TOKEN_TEMPLATE;
}

/* A piece of text, the brace of an expression, or the end of the template. */
static void
scan_template_part(Lexer *lexer)
{
	int at = lexer->at;
	bool escaped = false;
	char byte;

	while (at < lexer->length && lexer->text[at] != '{')
	{
		if (lexer->text[at] == '\'' && byte_at(lexer, at + 1) != '\'')
			break;
		if (lexer->text[at] == '\\' || lexer->text[at] == '\'')
		{
			escaped = true;
			at = scan_escape(lexer, at, '\'', true);
		}
		else
			at++;
	}
	if (at >= lexer->length)
	{
		const Token *opening = &lexer->list->tokens[lexer->open[lexer->open_count - 1]];

		hogql_error(token_span(opening), ERRCODE_SYNTAX_ERROR, "unterminated template", NULL,
					"A template ends with a single quote.");
	}
	if (at > lexer->at)
		add_token(lexer, TOKEN_TEMPLATE_TEXT, at)->escaped = escaped;
	byte = lexer->text[at];
	add_token(lexer, byte == '{' ? TOKEN_TEMPLATE_BRACE : TOKEN_TEMPLATE_END, at + 1);
	if (byte == '{')
		open_bracket(lexer);
	else
		close_bracket(lexer, TOKEN_TEMPLATE);
}

static void
scan_word(Lexer *lexer)
{
	int end = lexer->at + 1;
	Token *token;

	while (end < lexer->length && is_word_byte((unsigned char) lexer->text[end]))
		end++;
	token = add_token(lexer, TOKEN_WORD, end);
	token->keyword = keyword_find(lexer->text + token->offset, token->length);
}

/* A string, or a name in double quotes or backticks. */
static void
scan_quoted(Lexer *lexer)
{
	char quote = lexer->text[lexer->at];
	int at = lexer->at + 1;
	bool escaped = false;
	Token *token;

	for (;;)
	{
		if (at >= lexer->length)
			hogql_error(span_at(lexer, lexer->at, lexer->at + 1), ERRCODE_SYNTAX_ERROR,
						quote == '\'' ? "unterminated string" : "unterminated quoted name", NULL,
						psprintf("It ends with %c, which is written twice inside.", quote));
		if (lexer->text[at] == quote && byte_at(lexer, at + 1) != quote)
			break;
		if (lexer->text[at] == '\\' || lexer->text[at] == quote)
		{
			escaped = true;
			at = scan_escape(lexer, at, quote, false);
		}
		else
			at++;
	}
	token = add_token(lexer, quote == '\'' ? TOKEN_STRING : TOKEN_QUOTED, at + 1);
	token->escaped = escaped;
	if (token->kind == TOKEN_QUOTED && token->length == 2)
		hogql_error(token_span(token), ERRCODE_SYNTAX_ERROR, "a quoted name is empty", NULL, NULL);
}

/* Where the escape or the doubled quote ends that begins here; raises 22025 if it is none. */
static int
scan_escape(Lexer *lexer, int at, char quote, bool in_braces)
{
	char next = byte_at(lexer, at + 1);

	if (lexer->text[at] == quote)
		return at + 2;
	if (next == quote || (next == '{' && in_braces))
		return at + 2;
	if (next != '\0' && strchr("bfrntavBFRNTAV0\\", next) != NULL)
		return at + 2;
	if ((next == 'x' || next == 'X') && isxdigit((unsigned char) byte_at(lexer, at + 2)) &&
		isxdigit((unsigned char) byte_at(lexer, at + 3)))
		return at + 4;
	hogql_error(span_at(lexer, at, at + 1), ERRCODE_INVALID_ESCAPE_SEQUENCE,
				"invalid escape in quotes", NULL, "Write \\\\ for a backslash.");
	pg_unreachable();
}

static void
scan_number(Lexer *lexer)
{
	int end = lexer->at;
	TokenKind kind = number_kind(lexer, &end);

	if (is_word_byte((unsigned char) byte_at(lexer, end)))
	{
		while (is_word_byte((unsigned char) byte_at(lexer, end)))
			end++;
		hogql_error(span_at(lexer, lexer->at, end), ERRCODE_SYNTAX_ERROR,
					psprintf("invalid number %s",
							 hogql_excerpt(pnstrdup(lexer->text + lexer->at, end - lexer->at))),
					NULL, "Separate a number from a name by a blank.");
	}
	add_token(lexer, kind, end);
}

/* What kind of number begins here, and where it ends. */
static TokenKind
number_kind(const Lexer *lexer, int *end)
{
	int at = lexer->at;
	char prefix = lexer->text[at] == '0' ? pg_tolower((unsigned char) byte_at(lexer, at + 1)) : 0;
	int after;

	if (prefix == 'x' && isxdigit((unsigned char) byte_at(lexer, at + 2)))
	{
		at += 2;
		while (isxdigit((unsigned char) byte_at(lexer, at)))
			at++;
		if (is_hexadecimal_float(lexer, at))
			hogql_error(span_at(lexer, lexer->at, at), ERRCODE_SYNTAX_ERROR,
						"hexadecimal numbers have no fraction or exponent", NULL, NULL);
		*end = at;
		return TOKEN_HEXADECIMAL;
	}
	if (prefix == 'b' && (byte_at(lexer, at + 2) == '0' || byte_at(lexer, at + 2) == '1'))
	{
		at += 2;
		while (byte_at(lexer, at) == '0' || byte_at(lexer, at) == '1')
			at++;
		*end = at;
		return TOKEN_BINARY;
	}
	*end = at = skip_digits(lexer, at);
	after = skip_exponent(lexer, byte_at(lexer, at) == '.' ? skip_digits(lexer, at + 1) : at);
	if (after == 0)
		return TOKEN_DECIMAL;
	*end = after;
	return TOKEN_FLOAT;
}

/* 0x1.8p3, 0x1p3: is that what goes on behind the digits? */
static bool
is_hexadecimal_float(const Lexer *lexer, int at)
{
	if (byte_at(lexer, at) == '.')
		at++;
	while (isxdigit((unsigned char) byte_at(lexer, at)))
		at++;
	return byte_at(lexer, at) == 'p' || byte_at(lexer, at) == 'P';
}

static int
skip_digits(const Lexer *lexer, int at)
{
	while (isdigit((unsigned char) byte_at(lexer, at)))
		at++;
	return at;
}

/* Where the exponent ends that begins here; 0: none does. */
static int
skip_exponent(const Lexer *lexer, int at)
{
	if (byte_at(lexer, at) != 'e' && byte_at(lexer, at) != 'E')
		return 0;
	at++;
	if (byte_at(lexer, at) == '+' || byte_at(lexer, at) == '-')
		at++;
	return isdigit((unsigned char) byte_at(lexer, at)) ? skip_digits(lexer, at) : 0;
}

static void
scan_symbol(Lexer *lexer)
{
	static const struct
	{
		TokenKind kind;
		const char *text;
	} symbols[] = {
#define SYMBOL(kind, text) {kind, text},
		SYMBOLS(SYMBOL)
#undef SYMBOL
	};
	const char *at = lexer->text + lexer->at;
	int fraction;

	/* .5e3; .5 is two tokens */
	fraction = *at == '.' ? skip_digits(lexer, lexer->at + 1) : 0;
	if (fraction > lexer->at + 1 && skip_exponent(lexer, fraction) > 0)
	{
		add_token(lexer, TOKEN_FLOAT, skip_exponent(lexer, fraction));
		return;
	}
	for (int i = 0; i < (int) lengthof(symbols); i++)
	{
		int length = (int) strlen(symbols[i].text);

		if (lexer->length - lexer->at < length || memcmp(at, symbols[i].text, length) != 0)
			continue;
		add_token(lexer, symbols[i].kind, lexer->at + length);
		switch (symbols[i].kind)
		{
			case TOKEN_LEFT_PARENTHESIS:
			case TOKEN_LEFT_BRACKET:
			case TOKEN_LEFT_BRACE:
				open_bracket(lexer);
				break;
			case TOKEN_RIGHT_PARENTHESIS:
				close_bracket(lexer, TOKEN_LEFT_PARENTHESIS);
				break;
			case TOKEN_RIGHT_BRACKET:
				close_bracket(lexer, TOKEN_LEFT_BRACKET);
				break;
			case TOKEN_RIGHT_BRACE:
				close_bracket(lexer, TOKEN_LEFT_BRACE);
				break;
			default:
				break;
		}
		return;
	}
	hogql_error(span_at(lexer, lexer->at, lexer->at + 1), ERRCODE_SYNTAX_ERROR,
				"unexpected character", NULL,
				(unsigned char) *at >= 0x80 ? "Names of other letters stand in double quotes."
											: NULL);
}

/* A token from here to `end`, behind which the text then goes on. */
static Token *
add_token(Lexer *lexer, TokenKind kind, int end)
{
	TokenList *list = lexer->list;
	Token *token;

	if (list->count == lexer->allocated)
	{
		lexer->allocated = Max(64, lexer->allocated * 2);
		list->tokens = list->tokens ? repalloc(list->tokens, lexer->allocated * sizeof(Token))
									: palloc(lexer->allocated * sizeof(Token));
	}
	token = &list->tokens[list->count++];
	memset(token, 0, sizeof(Token));
	token->kind = (uint8) kind;
	token->offset = lexer->at;
	token->length = end - lexer->at;
	token->start = lexer->at - lexer->continuations;
	advance(lexer, end);
	token->end = end - lexer->continuations;
	token->partner = -1;
	return token;
}

/* The last token is an opening bracket. */
static void
open_bracket(Lexer *lexer)
{
	if (lexer->open_count == lexer->open_allocated)
	{
		lexer->open_allocated = Max(64, lexer->open_allocated * 2);
		lexer->open = lexer->open ? repalloc(lexer->open, lexer->open_allocated * sizeof(int))
								  : palloc(lexer->open_allocated * sizeof(int));
	}
	lexer->open[lexer->open_count++] = lexer->list->count - 1;
}

/*
 * The last token closes a bracket of this kind.  One that does not fit is left
 * for the parser to complain of; a brace yet leads out of all that is open in it.
 */
static void
close_bracket(Lexer *lexer, TokenKind opening)
{
	Token *tokens = lexer->list->tokens;
	int depth = lexer->open_count - 1;
	TokenKind found;

	if (depth < 0)
		return;
	found = (TokenKind) tokens[lexer->open[depth]].kind;
	if (opening == TOKEN_LEFT_BRACE)
	{
		while (depth >= 0 && tokens[lexer->open[depth]].kind != TOKEN_LEFT_BRACE &&
			   tokens[lexer->open[depth]].kind != TOKEN_TEMPLATE_BRACE)
			depth--;
		if (depth < 0)
			return;
	}
	else if (found != opening)
		return;
	tokens[lexer->open[depth]].partner = lexer->list->count - 1;
	tokens[lexer->list->count - 1].partner = lexer->open[depth];
	lexer->open_count = depth;
}

/* Go on at `end`, counting characters. */
static void
advance(Lexer *lexer, int end)
{
	for (int at = lexer->at; at < end; at++)
		if (((unsigned char) lexer->text[at] & 0xC0) == 0x80)
			lexer->continuations++;
	lexer->at = end;
}

/* The characters of these bytes, which begin no earlier than where the lexer is. */
static HogqlSpan
span_at(const Lexer *lexer, int start, int end)
{
	HogqlSpan span = {lexer->at - lexer->continuations, 0};

	for (int at = lexer->at; at < start; at++)
		if (((unsigned char) lexer->text[at] & 0xC0) != 0x80)
			span.start++;
	span.end = span.start;
	for (int at = start; at < end; at++)
		if (((unsigned char) lexer->text[at] & 0xC0) != 0x80)
			span.end++;
	return span;
}

static bool
is_word_start(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
		   byte == '$';
}

static bool
is_word_byte(unsigned char byte)
{
	return is_word_start(byte) || (byte >= '0' && byte <= '9');
}

/* NUL behind the text, in which there is none. */
static char
byte_at(const Lexer *lexer, int at)
{
	return at < lexer->length ? lexer->text[at] : '\0';
}
