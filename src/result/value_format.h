/*
 * result/value_format.h
 *		How a column's values are written as JSON.
 */
#ifndef METAHOG_VALUE_FORMAT_H
#define METAHOG_VALUE_FORMAT_H

#include "lib/stringinfo.h"

typedef struct ValueFormat ValueFormat;

/* Append one value, which is not null, as JSON. */
typedef void (*ValueWriter)(StringInfo out, const char *value, int length,
							const ValueFormat *format);

/* How the values of one column are written. */
struct ValueFormat
{
	ValueWriter write;
	const ValueFormat *element; /* of an array; else NULL */
	char delimiter;				/* between an array's elements */
	bool safe_numbers;			/* metahog.json_numbers = safe */
	bool replace_nul;			/* metahog.json_nul = replace */
	bool one_line;				/* no line breaks, also within json values */
};

/* Append a value or null. */
static inline void
write_value(StringInfo out, const char *value, int length, const ValueFormat *format)
{
	if (value == NULL)
		appendBinaryStringInfo(out, "null", 4);
	else
		format->write(out, value, length, format);
}

#endif /* METAHOG_VALUE_FORMAT_H */
