/*
 * result/compound_json.c
 *		Values that hold values: arrays, vectors and hstore as JSON.
 *
 * The scanners follow the text that the types' output functions print (see
 * array_out and hstore_out).  A text that they would not print is written as
 * one string, and what had been written of it is taken back.
 */
#include "postgres.h"

#include "base/json_writer.h"
#include "result/compound_json.h"

/* MAXDIM has been 6 for ever; a remote that claims more is not to eat our stack. */
#define MAX_ARRAY_DEPTH 6

typedef struct Scanner
{
	const char *at;
	const char *end;
	StringInfo out;
	const ValueFormat *format;
	StringInfoData item; /* one element, without its quoting */
} Scanner;

static bool scan_array(Scanner *scanner, int depth);
static bool scan_element(Scanner *scanner);
static bool scan_pair(Scanner *scanner);
static bool scan_quoted(Scanner *scanner);
static void scan_bare(Scanner *scanner, const char *stops);
static bool skip_text(Scanner *scanner, const char *text);
static void skip_bounds(Scanner *scanner);
static void begin_scan(Scanner *scanner, StringInfo out, const char *value, int length,
					   const ValueFormat *format);
static void end_scan(Scanner *scanner, bool good, int start, const char *value, int length);
static bool is_null_word(const StringInfoData *item);

void
write_array(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	Scanner scanner;
	int start = out->len;

	begin_scan(&scanner, out, value, length, format);
	skip_bounds(&scanner);
	end_scan(&scanner, scan_array(&scanner, 1), start, value, length);
}

void
write_vector(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	Scanner scanner;
	const char *separator = "";

	begin_scan(&scanner, out, value, length, format);
	appendStringInfoChar(out, '[');
	while (scanner.at < scanner.end)
	{
		scan_bare(&scanner, " ");
		appendStringInfoString(out, separator);
		write_value(out, scanner.item.data, scanner.item.len, format->element);
		separator = ",";
		skip_text(&scanner, " ");
	}
	appendStringInfoChar(out, ']');
	pfree(scanner.item.data);
}

void
write_hstore(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	Scanner scanner;
	int start = out->len;
	bool good = true;

	begin_scan(&scanner, out, value, length, format);
	appendStringInfoChar(out, '{');
	while (good && scanner.at < scanner.end)
	{
		good = scan_pair(&scanner);
		if (!good || scanner.at == scanner.end)
			break;
		/* Another pair must follow, or the object would have no end or no comma. */
		good = skip_text(&scanner, ", ") && scanner.at < scanner.end;
		appendStringInfoString(out, ", ");
	}
	appendStringInfoChar(out, '}');
	end_scan(&scanner, good, start, value, length);
}

/* From the opening brace to behind the closing one. */
static bool
scan_array(Scanner *scanner, int depth)
{
	const char delimiter[] = {scanner->format->delimiter, '\0'};

	if (depth > MAX_ARRAY_DEPTH || !skip_text(scanner, "{"))
		return false;
	appendStringInfoChar(scanner->out, '[');
	if (!skip_text(scanner, "}"))
	{
		for (;;)
		{
			bool nested = scanner->at < scanner->end && *scanner->at == '{';

			if (!(nested ? scan_array(scanner, depth + 1) : scan_element(scanner)))
				return false;
			if (skip_text(scanner, "}"))
				break;
			if (!skip_text(scanner, delimiter))
				return false;
			appendStringInfoChar(scanner->out, ',');
		}
	}
	appendStringInfoChar(scanner->out, ']');
	return true;
}

static bool
scan_element(Scanner *scanner)
{
	const char stops[] = {'}', '{', scanner->format->delimiter, '\0'};
	const ValueFormat *element = scanner->format->element;

	if (scanner->at < scanner->end && *scanner->at == '"')
	{
		if (!scan_quoted(scanner))
			return false;
	}
	else
	{
		scan_bare(scanner, stops);
		if (scanner->item.len == 0)
			return false;
		if (is_null_word(&scanner->item))
		{
			write_value(scanner->out, NULL, 0, element);
			return true;
		}
	}
	write_value(scanner->out, scanner->item.data, scanner->item.len, element);
	return true;
}

/* "key"=>"value" or "key"=>NULL */
static bool
scan_pair(Scanner *scanner)
{
	if (!scan_quoted(scanner))
		return false;
	json_write_string(scanner->out, scanner->item.data, scanner->item.len);
	appendStringInfoString(scanner->out, ": ");
	if (!skip_text(scanner, "=>"))
		return false;
	if (skip_text(scanner, "NULL"))
	{
		appendStringInfoString(scanner->out, "null");
		return true;
	}
	if (!scan_quoted(scanner))
		return false;
	json_write_string(scanner->out, scanner->item.data, scanner->item.len);
	return true;
}

/* A quoted item with backslash escapes, into scanner->item. */
static bool
scan_quoted(Scanner *scanner)
{
	resetStringInfo(&scanner->item);
	if (!skip_text(scanner, "\""))
		return false;
	while (scanner->at < scanner->end)
	{
		char byte = *scanner->at++;

		if (byte == '"')
			return true;
		if (byte == '\\')
		{
			if (scanner->at == scanner->end)
				return false;
			byte = *scanner->at++;
		}
		appendStringInfoCharMacro(&scanner->item, byte);
	}
	return false;
}

/* Everything up to one of the stops or the end, into scanner->item; escapes as in quotes. */
static void
scan_bare(Scanner *scanner, const char *stops)
{
	resetStringInfo(&scanner->item);
	while (scanner->at < scanner->end &&
		   (*scanner->at == '\0' || strchr(stops, *scanner->at) == NULL))
	{
		if (*scanner->at == '\\' && scanner->at + 1 < scanner->end)
			scanner->at++;
		appendStringInfoCharMacro(&scanner->item, *scanner->at++);
	}
}

static bool
skip_text(Scanner *scanner, const char *text)
{
	size_t length = strlen(text);

	if ((size_t) (scanner->end - scanner->at) < length || memcmp(scanner->at, text, length) != 0)
		return false;
	scanner->at += length;
	return true;
}

/* Bounds that do not begin at 1 are printed before the array: [0:2]={…}.  JSON has none. */
static void
skip_bounds(Scanner *scanner)
{
	const char *equals;

	if (scanner->at == scanner->end || *scanner->at != '[')
		return;
	equals = memchr(scanner->at, '=', scanner->end - scanner->at);
	if (equals != NULL)
		scanner->at = equals + 1;
}

static void
begin_scan(Scanner *scanner, StringInfo out, const char *value, int length,
		   const ValueFormat *format)
{
	scanner->at = value;
	scanner->end = value + length;
	scanner->out = out;
	scanner->format = format;
	initStringInfo(&scanner->item);
}

static void
end_scan(Scanner *scanner, bool good, int start, const char *value, int length)
{
	pfree(scanner->item.data);
	if (good && scanner->at == scanner->end)
		return;
	scanner->out->len = start;
	json_write_string(scanner->out, value, length);
}

/* Unquoted NULL is the null; array_out quotes a text of that spelling. */
static bool
is_null_word(const StringInfoData *item)
{
	return item->len == 4 && pg_strcasecmp(item->data, "NULL") == 0;
}
