/*
 * result/value_json.c
 *		One value of a remote, from its text to the JSON that to_json() prints.
 *
 * The remote's settings are ours (DateStyle ISO and so on, see guard.c), so a
 * built-in type's text has one form only.  A text that does not have it comes
 * from a remote that is none of PostgreSQL's, and is printed as a string:
 * never as something that could break the document.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/json_writer.h"
#include "base/settings.h"
#include "result/compound_json.h"
#include "result/type_names.h"
#include "result/value_json.h"

/* Digits that a double keeps whatever they are (DBL_DIG). */
#define SAFE_DIGITS 15

static void choose_format(ValueFormat *format, const RemoteTypes *types, Oid oid);
static ValueWriter scalar_writer(Oid oid);
static void write_text(StringInfo out, const char *value, int length, const ValueFormat *format);
static void write_number(StringInfo out, const char *value, int length, const ValueFormat *format);
static void write_bigint(StringInfo out, const char *value, int length, const ValueFormat *format);
static void write_numeric(StringInfo out, const char *value, int length, const ValueFormat *format);
static void write_boolean(StringInfo out, const char *value, int length, const ValueFormat *format);
static void write_timestamp(StringInfo out, const char *value, int length,
							const ValueFormat *format);
static void write_json(StringInfo out, const char *value, int length, const ValueFormat *format);
static int count_digits(const char *value, int length);

ValueFormat *
value_formats(const RemoteTypes *types, int ncolumns, const RemoteColumn *columns, bool one_line)
{
	ValueFormat *formats = palloc0(Max(ncolumns, 1) * sizeof(ValueFormat));

	for (int i = 0; i < ncolumns; i++)
	{
		formats[i].safe_numbers = setting_json_numbers == JSON_NUMBERS_SAFE;
		formats[i].replace_nul = setting_json_nul == JSON_NUL_REPLACE;
		formats[i].one_line = one_line;
		choose_format(&formats[i], types, columns[i].type);
	}
	return formats;
}

static void
choose_format(ValueFormat *format, const RemoteTypes *types, Oid oid)
{
	Oid base = remote_type_base(types, oid);
	const RemoteType *type = remote_type_find(types, base, -1);
	ValueFormat *element;
	Oid element_type;

	/* A hostile remote may claim an array that is its own element. */
	check_stack_depth();
	format->write = scalar_writer(base);
	if (type == NULL)
		return;
	if (type->kind == TYPE_HSTORE)
		format->write = write_hstore;
	if (!array_element_type(types, base, &element_type))
		return;

	element = palloc(sizeof(ValueFormat));
	*element = *format;
	choose_format(element, types, element_type);
	type = remote_type_find(types, remote_type_base(types, element_type), -1);
	format->element = element;
	format->delimiter = type != NULL ? type->delimiter : ',';
	format->write = base == INT2VECTOROID || base == OIDVECTOROID ? write_vector : write_array;
}

static ValueWriter
scalar_writer(Oid oid)
{
	switch (oid)
	{
		case BOOLOID:
			return write_boolean;
		case INT2OID:
		case INT4OID:
		case FLOAT4OID:
		case FLOAT8OID:
			return write_number;
		case INT8OID:
			return write_bigint;
		case NUMERICOID:
			return write_numeric;
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return write_timestamp;
		case JSONOID:
		case JSONBOID:
			return write_json;
		default:
			return write_text;
	}
}

static void
write_text(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	json_write_string(out, value, length);
}

/* NaN, infinities and whatever else is no JSON number are strings. */
static void
write_number(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	if (json_is_number(value, length))
		appendBinaryStringInfo(out, value, length);
	else
		json_write_string(out, value, length);
}

static void
write_bigint(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	/* 2^53 has 16 digits; what has fewer is safe without a closer look. */
	if (format->safe_numbers && length > SAFE_DIGITS)
	{
		int64 number = strtoll(value, NULL, 10);
		int64 limit = INT64CONST(1) << 53;

		if (number > limit || number < -limit)
		{
			json_write_string(out, value, length);
			return;
		}
	}
	write_number(out, value, length, format);
}

static void
write_numeric(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	if (format->safe_numbers && length > SAFE_DIGITS && count_digits(value, length) > SAFE_DIGITS)
		json_write_string(out, value, length);
	else
		write_number(out, value, length, format);
}

static void
write_boolean(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	if (length == 1 && value[0] == 't')
		appendBinaryStringInfo(out, "true", 4);
	else if (length == 1 && value[0] == 'f')
		appendBinaryStringInfo(out, "false", 5);
	else
		json_write_string(out, value, length);
}

/*
 * "2022-05-24 22:53:30.5+00" becomes "2022-05-24T22:53:30.5+00:00", as XML
 * Schema has it; an era behind it (" BC") and "infinity" stay as they are.
 */
static void
write_timestamp(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	const char *blank = memchr(value, ' ', length);
	char text[64];
	int time;
	int zone;
	int end;

	if (blank == NULL || length > (int) sizeof(text) - 4)
	{
		json_write_string(out, value, length);
		return;
	}
	memcpy(text, value, length);
	time = blank - value;
	text[time] = 'T';

	/* The zone is what follows the first sign behind the time; whole hours have no minutes yet. */
	for (zone = time; zone < length && text[zone] != '+' && text[zone] != '-'; zone++)
		;
	for (end = zone + 1; end < length && isdigit((unsigned char) text[end]); end++)
		;
	if (zone < length && (end == length || text[end] == ' '))
	{
		memmove(text + end + 3, text + end, length - end);
		memcpy(text + end, ":00", 3);
		length += 3;
	}
	json_write_string(out, text, length);
}

static void
write_json(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	int start = out->len;

	json_write_verbatim(out, value, length, format->one_line);
	if (format->replace_nul)
		json_replace_nul(out->data + start, out->len - start);
}

static int
count_digits(const char *value, int length)
{
	int digits = 0;

	for (int i = 0; i < length; i++)
		digits += isdigit((unsigned char) value[i]) ? 1 : 0;
	return digits;
}
