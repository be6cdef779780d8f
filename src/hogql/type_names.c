/*
 * hogql/type_names.c
 *		Names of types: of columns, as PostgreSQL says them, and of casts, as a query says them.
 *
 * - Both are tables; a name is looked up without regard to case.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/varlena.h"

#include "hogql/ast.h"
#include "hogql/families.h"
#include "hogql/hogql_error.h"
#include "hogql/types.h"

/* What format_type() says of a column, and whether its values have the form of hogql_sql_type(). */
typedef struct ColumnType
{
	const char *name;
	HogqlKind kind;
	bool exact;
} ColumnType;

/* Small integers and float4 are not cast: types.h says why.  All others are text, by a cast. */
static const ColumnType column_types[] = {
	{"bigint", HOGQL_INT, true},
	{"boolean", HOGQL_BOOL, true},
	{"character varying", HOGQL_STRING, false},
	{"date", HOGQL_DATE, true},
	{"double precision", HOGQL_FLOAT, true},
	{"integer", HOGQL_INT, true},
	{"interval", HOGQL_INTERVAL, true},
	{"json", HOGQL_JSON, false},
	{"jsonb", HOGQL_JSON, true},
	{"numeric", HOGQL_DECIMAL, true},
	{"oid", HOGQL_INT, false},
	{"real", HOGQL_FLOAT, true},
	{"smallint", HOGQL_INT, true},
	{"text", HOGQL_STRING, true},
	{"timestamp with time zone", HOGQL_DATETIME, true},
	{"timestamp without time zone", HOGQL_DATETIME, true},
	{"uuid", HOGQL_UUID, true},
};

/* A name that a cast may have. */
typedef struct CastType
{
	const char *name; /* in lower case */
	HogqlKind kind;
	int least; /* so many arguments */
	int most;
} CastType;

/* Bytes of a FixedString. */
#define MOST_CHARACTERS 0xFFFFFF

/* HOGQL_UNKNOWN: it is a type, but refused. */
static const CastType cast_types[] = {
	{"aggregatefunction", HOGQL_UNKNOWN, 0, 100},
	{"array", HOGQL_ARRAY, 1, 1},
	{"bigint", HOGQL_INT, 0, 0},
	{"bool", HOGQL_BOOL, 0, 0},
	{"boolean", HOGQL_BOOL, 0, 0},
	{"char", HOGQL_STRING, 0, 1},
	{"character varying", HOGQL_STRING, 0, 1},
	{"date", HOGQL_DATE, 0, 0},
	{"date32", HOGQL_DATE, 0, 0},
	{"datetime", HOGQL_DATETIME, 0, 1},
	{"datetime64", HOGQL_DATETIME, 0, 2},
	{"decimal", HOGQL_DECIMAL, 0, 2},
	{"decimal128", HOGQL_DECIMAL, 1, 1},
	{"decimal256", HOGQL_DECIMAL, 1, 1},
	{"decimal32", HOGQL_DECIMAL, 1, 1},
	{"decimal64", HOGQL_DECIMAL, 1, 1},
	{"double", HOGQL_FLOAT, 0, 0},
	{"double precision", HOGQL_FLOAT, 0, 0},
	{"enum", HOGQL_UNKNOWN, 0, 100},
	{"enum16", HOGQL_UNKNOWN, 0, 100},
	{"enum8", HOGQL_UNKNOWN, 0, 100},
	{"fixedstring", HOGQL_STRING, 1, 1},
	{"float", HOGQL_FLOAT, 0, 1},
	{"float32", HOGQL_FLOAT, 0, 0},
	{"float4", HOGQL_FLOAT, 0, 0},
	{"float64", HOGQL_FLOAT, 0, 0},
	{"float8", HOGQL_FLOAT, 0, 0},
	{"int", HOGQL_INT, 0, 0},
	{"int16", HOGQL_INT, 0, 0},
	{"int2", HOGQL_INT, 0, 0},
	{"int32", HOGQL_INT, 0, 0},
	{"int4", HOGQL_INT, 0, 0},
	{"int64", HOGQL_INT, 0, 0},
	{"int8", HOGQL_INT, 0, 0},
	{"integer", HOGQL_INT, 0, 0},
	{"json", HOGQL_JSON, 0, 0},
	{"jsonb", HOGQL_JSON, 0, 0},
	{"map", HOGQL_UNKNOWN, 0, 2},
	{"nested", HOGQL_UNKNOWN, 0, 100},
	{"numeric", HOGQL_DECIMAL, 0, 2},
	{"real", HOGQL_FLOAT, 0, 0},
	{"smallint", HOGQL_INT, 0, 0},
	{"string", HOGQL_STRING, 0, 0},
	{"text", HOGQL_STRING, 0, 0},
	{"timestamp", HOGQL_DATETIME, 0, 1},
	{"timestamp with local time zone", HOGQL_DATETIME, 0, 0},
	{"timestamp with time zone", HOGQL_DATETIME, 0, 0},
	{"timestamp without time zone", HOGQL_DATETIME, 0, 0},
	{"timestamptz", HOGQL_DATETIME, 0, 0},
	{"tinyint", HOGQL_INT, 0, 0},
	{"tuple", HOGQL_UNKNOWN, 0, 100},
	{"uint16", HOGQL_INT, 0, 0},
	{"uint32", HOGQL_INT, 0, 0},
	{"uint64", HOGQL_INT, 0, 0},
	{"uint8", HOGQL_INT, 0, 0},
	{"uuid", HOGQL_UUID, 0, 0},
	{"varchar", HOGQL_STRING, 0, 1},
};

/* ---- Columns ---- */

/* Is the name, but for a modifier in parentheses, that of the type?  "timestamp(3) with time zone". */
static bool
names_column_type(const char *name, int length, const char *type)
{
	int i = 0;

	while (i < length && *type)
	{
		if (name[i] == '(')
		{
			while (i < length && name[i] != ')')
				i++;
			i++;
			continue;
		}
		if (name[i++] != *type++)
			return false;
	}
	while (i < length && name[i] == '(')
		return *type == '\0';
	return i == length && *type == '\0';
}

static const ColumnType *
find_column_type(const char *name, int length)
{
	for (int i = 0; i < (int) lengthof(column_types); i++)
	{
		if (names_column_type(name, length, column_types[i].name))
			return &column_types[i];
	}
	return NULL;
}

static const HogqlType *
column_scalar(const ColumnType *found, bool nullable)
{
	if (!found)
		return hogql_type(HOGQL_STRING, nullable);
	if (found->kind == HOGQL_DATETIME)
		return strstr(found->name, "without") ? hogql_wall_clock(NULL, 0, nullable)
											  : hogql_datetime(6, nullable);
	if (found->kind == HOGQL_BOOL && nullable)
		return hogql_three_valued();
	return hogql_type(found->kind, nullable);
}

/* An element of an array can be NULL, and a Bool among them is no column. */
static const HogqlType *
column_element(const ColumnType *found)
{
	return hogql_with_null(column_scalar(found, false), true);
}

const HogqlType *
hogql_type_of_column(const char *sql_type, bool nullable, bool *needs_cast)
{
	int length = (int) strlen(sql_type);
	bool is_array = length > 2 && strcmp(sql_type + length - 2, "[]") == 0;
	const ColumnType *found = find_column_type(sql_type, is_array ? length - 2 : length);

	if (!is_array)
	{
		*needs_cast = !found || !found->exact;
		return column_scalar(found, nullable);
	}
	/* Small integers are as exact as needed by themselves, but not in an array. */
	*needs_cast = !found || !found->exact || strcmp(found->name, "integer") == 0 ||
				  strcmp(found->name, "smallint") == 0 || strcmp(found->name, "real") == 0;
	return hogql_array(column_element(found), nullable);
}

/* ---- Casts ---- */

/* The words of a name with one blank between, in lower case. */
static char *
joined_words(const AstTypeName *name)
{
	StringInfoData out;
	ListCell *cell;

	initStringInfo(&out);
	foreach (cell, name->words)
	{
		if (out.len > 0)
			appendStringInfoChar(&out, ' ');
		appendStringInfoString(&out, ((AstName *) lfirst(cell))->text);
	}
	for (char *c = out.data; *c; c++)
		*c = pg_tolower((unsigned char) *c);
	return out.data;
}

static const CastType *
find_cast_type(const char *words)
{
	for (int i = 0; i < (int) lengthof(cast_types); i++)
	{
		if (strcmp(cast_types[i].name, words) == 0)
			return &cast_types[i];
	}
	return NULL;
}

/* The argument as a constant; NULL if it is none. */
static const AstConstant *
constant_argument(const AstTypeName *name, int place)
{
	AstNode *node;

	if (place >= list_length(name->args))
		return NULL;
	node = list_nth(name->args, place);
	return node->kind == AST_CONSTANT ? (AstConstant *) node : NULL;
}

static int
integer_argument(const AstTypeName *name, int place, int otherwise)
{
	const AstConstant *constant = constant_argument(name, place);

	if (!constant || constant->value_kind != CONSTANT_INTEGER || constant->integer < 0 ||
		constant->integer > 1000)
		return otherwise;
	return (int) constant->integer;
}

/* How large the scale of a Decimal may be that has no other argument; 0: it has a precision as well. */
static int
most_scale(const CastType *type)
{
	if (strncmp(type->name, "decimal", strlen("decimal")) != 0)
		return 0;
	switch (strtol(type->name + strlen("decimal"), NULL, 10))
	{
		case 32:
			return 9;
		case 64:
			return 18;
		case 128:
			return 38;
		case 256:
			return MOST_DECIMAL_DIGITS;
		default:
			return 0;
	}
}

/* 22023 at the argument if there is one that is no integer between these. */
static void
check_argument(const AstTypeName *name, const CastType *type, int place, int least, int most,
			   const char *what)
{
	const AstConstant *constant = constant_argument(name, place);

	if (place >= list_length(name->args) ||
		(constant && constant->value_kind == CONSTANT_INTEGER && constant->integer >= least &&
		 constant->integer <= most))
		return;
	hogql_error(((AstNode *) list_nth(name->args, place))->span, ERRCODE_INVALID_PARAMETER_VALUE,
				psprintf("the %s of type %s has to be an integer from %d to %d", what, type->name,
						 least, most),
				NULL, NULL);
}

/* The arguments of a type, as far as ClickHouse takes them. */
static void
check_arguments(const AstTypeName *name, const CastType *found)
{
	switch (found->kind)
	{
		case HOGQL_DECIMAL:
			if (most_scale(found) > 0)
			{
				check_argument(name, found, 0, 0, most_scale(found), "scale");
				return;
			}
			check_argument(name, found, 0, 1, MOST_DECIMAL_DIGITS, "precision");
			check_argument(name, found, 1, 0, integer_argument(name, 0, MOST_DECIMAL_DIGITS),
						   "scale");
			return;
		case HOGQL_STRING:
			check_argument(name, found, 0, 1, MOST_CHARACTERS, "length");
			return;
		case HOGQL_DATETIME:
			if (strcmp(found->name, "datetime") != 0)
				check_argument(name, found, 0, 0, 9, "precision");
			return;
		default:
			return;
	}
}

/* DateTime('UTC'), DateTime64(3, 'UTC'). */
static const HogqlType *
named_datetime(const AstTypeName *name, const char *words)
{
	bool is_64 = strcmp(words, "datetime64") == 0;
	int precision = is_64 ? integer_argument(name, 0, 3) : 0;
	const AstConstant *zone = constant_argument(name, is_64 ? 1 : 0);

	if (zone && zone->value_kind == CONSTANT_STRING)
	{
		zone_check(zone->text, zone->node.span);
		return hogql_wall_clock(zone->text, Min(precision, 6), false);
	}
	return hogql_datetime(Min(precision, 6), false);
}

/* Nullable(T) and LowCardinality(T) are no types of their own: T; else NULL. */
static const AstTypeName *
wrapped_name(const AstTypeName *name, const char *words)
{
	AstNode *inner;

	if (list_length(name->args) != 1 ||
		(strcmp(words, "nullable") != 0 && strcmp(words, "lowcardinality") != 0))
		return NULL;
	inner = linitial(name->args);
	return inner->kind == AST_TYPE_NAME ? (const AstTypeName *) inner : NULL;
}

static const HogqlType *
named_array(const AstTypeName *name, bool *refused)
{
	AstNode *inner = linitial(name->args);
	const HogqlType *element;
	int scale;

	if (inner->kind != AST_TYPE_NAME)
		return NULL;
	element = hogql_type_of_name((const AstTypeName *) inner, &scale, refused);
	return element ? hogql_array(element, false) : NULL;
}

/* Decimal(p, s), Decimal64(s). */
static int
named_scale(const AstTypeName *name, const CastType *found)
{
	return integer_argument(name, most_scale(found) > 0 ? 0 : 1, name->args == NIL ? -1 : 0);
}

/* The type without the dimensions behind it. */
static const HogqlType *
named_scalar(const AstTypeName *name, int *scale, bool *refused)
{
	const char *words = joined_words(name);
	const AstTypeName *wrapped = wrapped_name(name, words);
	const CastType *found = find_cast_type(words);
	const HogqlType *inner;

	if (wrapped)
	{
		inner = hogql_type_of_name(wrapped, scale, refused);
		return inner && words[0] == 'n' ? hogql_with_null(inner, true) : inner;
	}
	if (!found || list_length(name->args) < found->least || list_length(name->args) > found->most)
		return NULL;
	if (found->kind == HOGQL_UNKNOWN)
	{
		*refused = true;
		return NULL;
	}
	check_arguments(name, found);
	if (found->kind == HOGQL_ARRAY)
		return named_array(name, refused);
	if (found->kind == HOGQL_DATETIME)
		return named_datetime(name, words);
	if (found->kind == HOGQL_DECIMAL)
		*scale = named_scale(name, found);
	return hogql_type(found->kind, false);
}

const HogqlType *
hogql_type_of_name(const AstTypeName *name, int *scale, bool *refused)
{
	const HogqlType *type;

	check_stack_depth();
	*scale = -1;
	*refused = false;
	type = named_scalar(name, scale, refused);
	for (int i = 0; type && i < name->dimensions; i++)
		type = hogql_array(type, false);
	return type;
}

const char *
hogql_nearest_type_name(const char *name)
{
	const char *nearest = NULL;
	int least = 3;
	int length = (int) strlen(name);

	if (length > 40)
		return NULL;
	for (int i = 0; i < (int) lengthof(cast_types); i++)
	{
		const char *known = cast_types[i].name;
		int distance = varstr_levenshtein_less_equal(name, length, known, (int) strlen(known), 1, 1,
													 1, least - 1, true);

		if (distance < least && cast_types[i].kind != HOGQL_UNKNOWN)
		{
			least = distance;
			nearest = known;
		}
	}
	return nearest;
}

/* ---- Units ---- */

typedef struct UnitName
{
	const char *name; /* in lower case, singular */
	HogqlUnit unit;
} UnitName;

static const UnitName unit_names[] = {
	{"year", UNIT_YEAR},
	{"yy", UNIT_YEAR},
	{"yyyy", UNIT_YEAR},
	{"quarter", UNIT_QUARTER},
	{"qq", UNIT_QUARTER},
	{"q", UNIT_QUARTER},
	{"month", UNIT_MONTH},
	{"mm", UNIT_MONTH},
	{"m", UNIT_MONTH},
	{"week", UNIT_WEEK},
	{"wk", UNIT_WEEK},
	{"ww", UNIT_WEEK},
	{"day", UNIT_DAY},
	{"dd", UNIT_DAY},
	{"d", UNIT_DAY},
	{"hour", UNIT_HOUR},
	{"hh", UNIT_HOUR},
	{"h", UNIT_HOUR},
	{"minute", UNIT_MINUTE},
	{"mi", UNIT_MINUTE},
	{"n", UNIT_MINUTE},
	{"second", UNIT_SECOND},
	{"ss", UNIT_SECOND},
	{"s", UNIT_SECOND},
	{"millisecond", UNIT_MILLISECOND},
	{"ms", UNIT_MILLISECOND},
	{"microsecond", UNIT_MICROSECOND},
	{"us", UNIT_MICROSECOND},
};

static const char *const plain_unit_names[] = {
	[UNIT_NONE] = "",
	[UNIT_MICROSECOND] = "microsecond",
	[UNIT_MILLISECOND] = "millisecond",
	[UNIT_SECOND] = "second",
	[UNIT_MINUTE] = "minute",
	[UNIT_HOUR] = "hour",
	[UNIT_DAY] = "day",
	[UNIT_WEEK] = "week",
	[UNIT_MONTH] = "month",
	[UNIT_QUARTER] = "quarter",
	[UNIT_YEAR] = "year",
};

HogqlUnit
hogql_unit(const char *name)
{
	for (int i = 0; i < (int) lengthof(unit_names); i++)
	{
		const char *known = unit_names[i].name;
		int length = (int) strlen(known);
		bool whole_word = strcmp(known, plain_unit_names[unit_names[i].unit]) == 0;

		if (pg_strncasecmp(known, name, length) == 0 &&
			(!name[length] || (whole_word && pg_strcasecmp(name + length, "s") == 0)))
			return unit_names[i].unit;
	}
	return UNIT_NONE;
}
