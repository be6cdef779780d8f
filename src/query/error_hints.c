/*
 * query/error_hints.c
 *		What a remote's error means to who wrote the query.
 *
 * The remote's messages may be in any language, so none is looked at for its
 * words.
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "query/error_hints.h"
#include "query/statement_text.h"

/* How much of a parameter is looked for in a message that quotes it. */
#define QUOTED_BYTES 64

/* Characters from first to last that take up no ink. */
typedef struct Invisible
{
	pg_wchar first;
	pg_wchar last;
	const char *name;
} Invisible;

/* In order. */
static const Invisible invisibles[] = {
	{0x0001, 0x0008, "a control character"},
	{0x000E, 0x001F, "a control character"},
	{0x007F, 0x0084, "a control character"},
	{0x0085, 0x0085, "a next-line character"},
	{0x0086, 0x009F, "a control character"},
	{0x00A0, 0x00A0, "a no-break space"},
	{0x00AD, 0x00AD, "a soft hyphen"},
	{0x034F, 0x034F, "a combining grapheme joiner"},
	{0x061C, 0x061C, "a mark of writing direction"},
	{0x115F, 0x1160, "a Hangul filler"},
	{0x1680, 0x1680, "an Ogham space mark"},
	{0x17B4, 0x17B5, "an inherent vowel of Khmer"},
	{0x180B, 0x180E, "a Mongolian separator"},
	{0x2000, 0x200A, "a space of typography"},
	{0x200B, 0x200B, "a zero-width space"},
	{0x200C, 0x200D, "a zero-width joiner or non-joiner"},
	{0x200E, 0x200F, "a mark of writing direction"},
	{0x2028, 0x2028, "a line separator"},
	{0x2029, 0x2029, "a paragraph separator"},
	{0x202A, 0x202E, "a mark of writing direction"},
	{0x202F, 0x202F, "a narrow no-break space"},
	{0x205F, 0x205F, "a mathematical space"},
	{0x2060, 0x2064, "a word joiner or invisible operator"},
	{0x2066, 0x2069, "a mark of writing direction"},
	{0x2800, 0x2800, "a blank Braille pattern"},
	{0x3000, 0x3000, "an ideographic space"},
	{0x3164, 0x3164, "a Hangul filler"},
	{0xFE00, 0xFE0F, "a variation selector"},
	{0xFEFF, 0xFEFF, "a byte order mark"},
	{0xFFA0, 0xFFA0, "a Hangul filler"},
};

static void explain_parameter_count(RemoteError *error, const Statement *statement);
static int count_parameters(const char *text);
static int highest_parameter(const char *text, core_yyscan_t scanner);
static void explain_array(RemoteError *error, const Statement *statement);
static void explain_cancel(RemoteError *error);
static void explain_invisible(RemoteError *error, const char *query);
static const Invisible *find_invisible(const char *query, int position, int *place, pg_wchar *code);
static const char *text_in_utf8(const char *text);
static const Invisible *invisible_of(pg_wchar code);

RemoteError *
explain_error(RemoteError *error, const char *query, const Statement *statement)
{
	if (error == NULL || query == NULL)
		return error;
	if (error->sqlstate == ERRCODE_PROTOCOL_VIOLATION)
		explain_parameter_count(error, statement);
	else if (error->sqlstate == ERRCODE_INVALID_TEXT_REPRESENTATION)
		explain_array(error, statement);
	else if (error->sqlstate == ERRCODE_QUERY_CANCELED)
		explain_cancel(error);
	else if (ERRCODE_TO_CATEGORY(error->sqlstate) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION)
		explain_invisible(error, query);
	return error;
}

/* The remote says that a message "bind" does not go with a prepared statement of no name. */
static void
explain_parameter_count(RemoteError *error, const Statement *statement)
{
	int given = statement->nparams;
	int wanted = count_parameters(statement->text);

	if (wanted < 0 || wanted == given)
		return;
	error->detail = error->message;
	error->message = psprintf("the query has %d parameter%s, but params has %d element%s", wanted,
							  wanted == 1 ? "" : "s", given, given == 1 ? "" : "s");
	error->hint = pstrdup("params is a JSON array, whose elements are bound to $1, $2 and so on: "
						  "params => '[\"PG\", 90]'. Those of a saved query are its variables.");
}

/* The highest n of a $n in the text; -1 if it cannot be read here. */
static int
count_parameters(const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	volatile int count = -1;

	PG_TRY();
	{
		core_yy_extra_type extra;
		core_yyscan_t scanner = statement_text_scanner(text, &extra);

		count = highest_parameter(text, scanner);
		scanner_finish(scanner);
	}
	PG_CATCH();
	{
		statement_text_forget_error(context);
	}
	PG_END_TRY();
	return count;
}

static int
highest_parameter(const char *text, core_yyscan_t scanner)
{
	core_YYSTYPE value;
	YYLTYPE location;
	int highest = 0;

	while (core_yylex(&value, &location, scanner) != 0)
	{
		CHECK_FOR_INTERRUPTS();
		/* No other token begins so; the number that the grammar has for it is not the same everywhere. */
		if (text[location] == '$' && isdigit((unsigned char) text[location + 1]))
			highest = Max(highest, value.ival);
	}
	return highest;
}

/* A JSON array is bound as its text, which is no array of PostgreSQL's. */
static void
explain_array(RemoteError *error, const Statement *statement)
{
	for (int i = 0; i < statement->nparams; i++)
	{
		const char *param = statement->params[i];

		if (param == NULL || param[0] != '[')
			continue;
		if (strstr(error->message, pnstrdup(param, QUOTED_BYTES)) == NULL)
			continue;
		error->hint = pstrdup("An array of PostgreSQL is given as a string in its own syntax: "
							  "params => '[\"{1,2}\"]'.");
		return;
	}
}

/* A cancel from here, and the call's own deadline, are told elsewhere. */
static void
explain_cancel(RemoteError *error)
{
	if (error->timed_out || error->detail != NULL || error->hint != NULL)
		return;
	error->detail =
		pstrdup("The remote ended the statement, before the call's timeout had passed.");
	error->hint = pstrdup("If it is a statement_timeout of the login or the database there, it is "
						  "raised there: ALTER ROLE ... SET statement_timeout.");
}

/* PostgreSQL takes every character beyond ASCII for a letter, so such a one becomes part of a name. */
static void
explain_invisible(RemoteError *error, const char *query)
{
	int place;
	pg_wchar code;
	const Invisible *invisible;

	if (error->position < 1)
		return;
	invisible = find_invisible(query, error->position, &place, &code);
	if (invisible != NULL)
		error->hint = psprintf("Character %d of the query is U+%04X, %s, which cannot be seen. Put "
							   "a space in its place, or nothing.",
							   place, (unsigned int) code, invisible->name);
}

/* In the word that begins at the position, which counts characters from 1; as the place does. */
static const Invisible *
find_invisible(const char *query, int position, int *place, pg_wchar *code)
{
	const char *at = text_in_utf8(query);

	for (int n = 1; at != NULL && *at != '\0'; n++)
	{
		const Invisible *invisible;

		*place = n;
		*code = utf8_to_unicode((const unsigned char *) at);
		invisible = invisible_of(*code);
		if (n >= position && invisible != NULL)
			return invisible;
		if (n >= position && *code < 0x80 && !isalnum((int) *code) && *code != '_' && n > position)
			return NULL;
		at += pg_utf_mblen((const unsigned char *) at);
	}
	return NULL;
}

/* NULL where that cannot be: not every text of SQL_ASCII is one, and not every encoding leads there. */
static const char *
text_in_utf8(const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	const char *volatile converted = NULL;

	PG_TRY();
	{
		converted = pg_server_to_any(text, (int) strlen(text), PG_UTF8);
	}
	PG_CATCH();
	{
		statement_text_forget_error(context);
	}
	PG_END_TRY();
	return converted;
}

static const Invisible *
invisible_of(pg_wchar code)
{
	for (size_t i = 0; i < lengthof(invisibles) && invisibles[i].first <= code; i++)
	{
		if (code <= invisibles[i].last)
			return &invisibles[i];
	}
	return NULL;
}
