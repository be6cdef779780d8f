/*
 * base/json_writer.c
 *		JSON text into a StringInfo, fast and from untrusted bytes.
 */
#include "postgres.h"

#include <ctype.h>

#include "common/jsonapi.h"
#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "base/json_writer.h"

/* The same byte in all eight places of a word. */
#define BYTES(b) (UINT64CONST(0x0101010101010101) * (b))

static int plain_prefix(const char *text, int length);
static bool has_special_byte(uint64 word);
static void write_escaped(StringInfo out, unsigned char byte);
static const char *skip_digits(const char *at, const char *end);

void
check_encoding(const char *text, int length)
{
	if (pg_verify_mbstr(GetDatabaseEncoding(), text, length, true))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
			 errmsg("the remote sent text that is not valid in encoding \"%s\"",
					GetDatabaseEncodingName()),
			 errhint("Convert the column on the remote, for example with convert_from(), or select "
					 "it as bytea.")));
}

void
json_write_string(StringInfo out, const char *text, int length)
{
	const char *end = text + length;
	bool checked = false;

	enlargeStringInfo(out, length + 2);
	out->data[out->len++] = '"';
	for (;;)
	{
		int plain = plain_prefix(text, end - text);

		enlargeStringInfo(out, plain + 8);
		memcpy(out->data + out->len, text, plain);
		out->len += plain;
		text += plain;
		if (text == end)
			break;
		if ((unsigned char) *text < 0x80)
		{
			/* PostgreSQL has no text with a NUL, and could not read one from a document. */
			if (*text == '\0')
				check_encoding(text, 1);
			write_escaped(out, (unsigned char) *text++);
			continue;
		}
		if (!checked)
			check_encoding(text, end - text);
		checked = true;
		while (text < end && (unsigned char) *text >= 0x80)
			appendStringInfoCharMacro(out, *text++);
	}
	out->data[out->len++] = '"';
	out->data[out->len] = '\0';
}

void
json_write_cstring(StringInfo out, const char *text)
{
	if (text == NULL)
		appendStringInfoString(out, "null");
	else
		json_write_string(out, text, strlen(text));
}

bool
json_is_number(const char *text, int length)
{
	const char *at = text;
	const char *end = text + length;
	const char *digits;

	if (at < end && *at == '-')
		at++;
	digits = at;
	at = skip_digits(at, end);
	if (at == digits || (*digits == '0' && at - digits > 1))
		return false;
	if (at < end && *at == '.')
	{
		digits = ++at;
		at = skip_digits(at, end);
		if (at == digits)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E'))
	{
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		digits = at;
		at = skip_digits(at, end);
		if (at == digits)
			return false;
	}
	return at == end;
}

void
json_write_verbatim(StringInfo out, const char *text, int length, bool one_line)
{
	int start = out->len;
	JsonLexContext *lexer;

	check_encoding(text, length);
	lexer = make_json_lexer((char *) text, length, GetDatabaseEncoding());
	if (pg_parse_json(lexer, &nullSemAction) != JSON_SUCCESS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("the remote sent a json value that is not valid JSON")));
	free_json_lexer(lexer);

	appendBinaryStringInfo(out, text, length);
	if (!one_line)
		return;
	/* Inside a JSON string a line break cannot stand: these are between tokens. */
	for (int i = start; i < out->len; i++)
	{
		if (out->data[i] == '\n' || out->data[i] == '\r')
			out->data[i] = ' ';
	}
}

void
json_replace_nul(char *text, int length)
{
	char *end = text + length;
	char *at = text;

	while ((at = memchr(at, '\\', end - at)) != NULL)
	{
		if (end - at >= 6 && memcmp(at, "\\u0000", 6) == 0)
			memcpy(at, "\\ufffd", 6);
		/* What is escaped may be another backslash. */
		at += 2;
	}
}

/* How many bytes at the beginning stand for themselves in a JSON string and are ASCII. */
static int
plain_prefix(const char *text, int length)
{
	int at = 0;

	for (; at + 8 <= length; at += 8)
	{
		uint64 word;

		memcpy(&word, text + at, 8);
		if (has_special_byte(word))
			break;
	}
	for (; at < length; at++)
	{
		unsigned char byte = (unsigned char) text[at];

		if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
			break;
	}
	return at;
}

/*
 * Does one of eight bytes need a closer look: below 0x20, above 0x7f, a quote
 * or a backslash?  The test for a zero byte and for a byte below n are the
 * well-known ones of Sean Anderson's "Bit Twiddling Hacks"; bytes above 0x7f
 * are found by their own bit, so their false hits do not matter.
 */
static bool
has_special_byte(uint64 word)
{
	uint64 quote = word ^ BYTES('"');
	uint64 backslash = word ^ BYTES('\\');
	uint64 hits = (quote - BYTES(1)) | (backslash - BYTES(1)) | (word - BYTES(0x20)) | word;

	return (hits & BYTES(0x80)) != 0;
}

static void
write_escaped(StringInfo out, unsigned char byte)
{
	switch (byte)
	{
		case '"':
			appendStringInfoString(out, "\\\"");
			break;
		case '\\':
			appendStringInfoString(out, "\\\\");
			break;
		case '\b':
			appendStringInfoString(out, "\\b");
			break;
		case '\f':
			appendStringInfoString(out, "\\f");
			break;
		case '\n':
			appendStringInfoString(out, "\\n");
			break;
		case '\r':
			appendStringInfoString(out, "\\r");
			break;
		case '\t':
			appendStringInfoString(out, "\\t");
			break;
		default:
			appendStringInfo(out, "\\u%04x", byte);
			break;
	}
}

static const char *
skip_digits(const char *at, const char *end)
{
	while (at < end && isdigit((unsigned char) *at))
		at++;
	return at;
}
