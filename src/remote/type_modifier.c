/*
 * remote/type_modifier.c
 *		Which modifiers a built-in type can have.
 *
 * A hostile remote may claim any.  What prints a type with its modifier trusts
 * it: an internal error, or a type that nobody can declare, would come of it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "remote/type_modifier.h"

/* How numeric(precision, scale) is packed, see numeric.c; the scale is a number of 11 bits with a sign. */
#define SCALE_BITS 0x7FF
#define SCALE_SIGN 0x400
#define MOST_SCALE 1000

static bool has_modifier(Oid type, int32 modifier);
static bool is_length(int32 modifier, int32 header, int32 most);
static bool is_numeric(int32 modifier);
static bool is_interval(int32 modifier);
static bool is_interval_range(int range);

int32
type_modifier(Oid type, int32 claimed)
{
	Oid element;

	if (claimed < 0)
		return -1;
	if (type >= FirstGenbkiObjectId)
		return claimed;
	element = get_element_type(type);
	return has_modifier(OidIsValid(element) ? element : type, claimed) ? claimed : -1;
}

static bool
has_modifier(Oid type, int32 modifier)
{
	switch (type)
	{
		case BPCHAROID:
		case VARCHAROID:
			return is_length(modifier, VARHDRSZ, MaxAttrSize);
		case BITOID:
		case VARBITOID:
			return is_length(modifier, 0, MaxAttrSize * BITS_PER_BYTE);
		case TIMEOID:
		case TIMETZOID:
			return modifier <= MAX_TIME_PRECISION;
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return modifier <= MAX_TIMESTAMP_PRECISION;
		case NUMERICOID:
			return is_numeric(modifier);
		case INTERVALOID:
			return is_interval(modifier);
		default:
			return false;
	}
}

static bool
is_length(int32 modifier, int32 header, int32 most)
{
	return modifier > header && modifier - header <= most;
}

static bool
is_numeric(int32 modifier)
{
	int32 packed = modifier - VARHDRSZ;
	int precision = packed >> 16;
	int scale = ((packed & SCALE_BITS) ^ SCALE_SIGN) - SCALE_SIGN;

	return packed >= 0 && precision >= 1 && precision <= NUMERIC_MAX_PRECISION &&
		   (packed & 0xFFFF & ~SCALE_BITS) == 0 && abs(scale) <= MOST_SCALE;
}

static bool
is_interval(int32 modifier)
{
	int range = INTERVAL_RANGE(modifier);
	int precision = INTERVAL_PRECISION(modifier);

	if (!is_interval_range(range))
		return false;
	if (precision == INTERVAL_FULL_PRECISION)
		return true;
	return precision <= MAX_INTERVAL_PRECISION && (range & INTERVAL_MASK(SECOND)) != 0;
}

static bool
is_interval_range(int range)
{
	static const int ranges[] = {
		INTERVAL_FULL_RANGE,
		INTERVAL_MASK(YEAR),
		INTERVAL_MASK(MONTH),
		INTERVAL_MASK(DAY),
		INTERVAL_MASK(HOUR),
		INTERVAL_MASK(MINUTE),
		INTERVAL_MASK(SECOND),
		INTERVAL_MASK(YEAR) | INTERVAL_MASK(MONTH),
		INTERVAL_MASK(DAY) | INTERVAL_MASK(HOUR),
		INTERVAL_MASK(DAY) | INTERVAL_MASK(HOUR) | INTERVAL_MASK(MINUTE),
		INTERVAL_MASK(DAY) | INTERVAL_MASK(HOUR) | INTERVAL_MASK(MINUTE) | INTERVAL_MASK(SECOND),
		INTERVAL_MASK(HOUR) | INTERVAL_MASK(MINUTE),
		INTERVAL_MASK(HOUR) | INTERVAL_MASK(MINUTE) | INTERVAL_MASK(SECOND),
		INTERVAL_MASK(MINUTE) | INTERVAL_MASK(SECOND),
	};

	for (int i = 0; i < (int) lengthof(ranges); i++)
	{
		if (range == ranges[i])
			return true;
	}
	return false;
}
