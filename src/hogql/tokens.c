/*
 * hogql/tokens.c
 *		What a token is, once it has been cut: its place, and the text that its quotes stand for.
 */
#include "postgres.h"

#include "hogql/lexer.h"

HogqlSpan
token_span(const Token *token)
{
	HogqlSpan span = {token->start, token->end};

	return span;
}

char *
token_text(const TokenList *list, const Token *token, int *length)
{
	const char *from = list->text + token->offset;
	const char *end = from + token->length;
	char *text = palloc(token->length + 1);
	char *to = text;
	char quote = token->kind == TOKEN_TEMPLATE_TEXT ? '\'' : *from;

	if (token->kind == TOKEN_STRING || token->kind == TOKEN_QUOTED)
	{
		from++;
		end--;
	}
	while (from < end)
	{
		static const char letters[] = "bfrntav";
		static const char meanings[] = "\b\f\r\n\t\a\v";
		const char *letter;

		if (!token->escaped || (*from != '\\' && *from != quote))
		{
			*to++ = *from++;
			continue;
		}
		/* A backslash or a quote: there is another byte, lexer_tokens() has seen to that. */
		letter = *from == '\\' ? strchr(letters, from[1]) : NULL;
		if (letter != NULL)
			*to++ = meanings[letter - letters];
		else if (from[1] == quote || from[1] == '\\' || from[1] == '{')
			*to++ = from[1];
		else if (from[1] != '0')
		{
			*to++ = from[0];
			*to++ = from[1];
		}
		from += 2;
	}
	*to = '\0';
	if (length != NULL)
		*length = (int) (to - text);
	return text;
}
