/*
 * sqltree/quote.c
 *		Names and texts of a caller in a statement.
 *
 * - Quotes and backslashes are bytes that are part of no other character in any
 *   encoding that a server may have.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "sqltree/quote.h"

/* Appends a text, each of the given bytes twice. */
static void
append_doubled(StringInfo out, const char *text, const char *doubled)
{
	while (*text != '\0')
	{
		Size plain = strcspn(text, doubled);

		CHECK_FOR_INTERRUPTS();
		appendBinaryStringInfo(out, text, (int) plain);
		text += plain;
		if (*text != '\0')
		{
			appendStringInfoChar(out, *text);
			appendStringInfoChar(out, *text++);
		}
	}
}

void
sql_quote_name(StringInfo out, const char *name)
{
	Size length = strlen(name);

	if (length == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME), errmsg("a name must not be empty")));
	if (length >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("name \"%.*s…\" is longer than %d bytes",
						pg_mbcliplen(name, (int) length, NAMEDATALEN - 1), name, NAMEDATALEN - 1)));
	appendStringInfoChar(out, '"');
	append_doubled(out, name, "\"");
	appendStringInfoChar(out, '"');
}

void
sql_quote_text(StringInfo out, const char *text)
{
	if (strchr(text, '\\') != NULL)
		appendStringInfoChar(out, 'E');
	appendStringInfoChar(out, '\'');
	append_doubled(out, text, "'\\");
	appendStringInfoChar(out, '\'');
}
