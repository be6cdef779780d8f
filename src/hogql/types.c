/*
 * hogql/types.c
 *		Static types of HogQL: making, naming, mixing.
 *
 * - Types of one word are static constants; nothing here depends on a query.
 * - Names of PostgreSQL's types are in one table, names of casts in another.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "hogql/types.h"

#define SIMPLE(k)                     \
	{.kind = (k)},                    \
	{                                 \
		.kind = (k), .nullable = true \
	}

/* Those of which there is nothing more to say, not NULL-able and NULL-able. */
static const HogqlType simple_types[][2] = {
	[HOGQL_UNKNOWN] = {SIMPLE(HOGQL_UNKNOWN)},	 [HOGQL_NULL] = {SIMPLE(HOGQL_NULL)},
	[HOGQL_BOOL] = {SIMPLE(HOGQL_BOOL)},		 [HOGQL_INT] = {SIMPLE(HOGQL_INT)},
	[HOGQL_DECIMAL] = {SIMPLE(HOGQL_DECIMAL)},	 [HOGQL_FLOAT] = {SIMPLE(HOGQL_FLOAT)},
	[HOGQL_STRING] = {SIMPLE(HOGQL_STRING)},	 [HOGQL_UUID] = {SIMPLE(HOGQL_UUID)},
	[HOGQL_DATE] = {SIMPLE(HOGQL_DATE)},		 [HOGQL_DATETIME] = {SIMPLE(HOGQL_DATETIME)},
	[HOGQL_INTERVAL] = {SIMPLE(HOGQL_INTERVAL)}, [HOGQL_JSON] = {SIMPLE(HOGQL_JSON)},
	[HOGQL_BYTES] = {SIMPLE(HOGQL_BYTES)},
};

static const HogqlType three_valued = {.kind = HOGQL_BOOL, .nullable = true, .three_valued = true};

/* As toTypeName() has them. */
static const char *const kind_names[] = {
	[HOGQL_UNKNOWN] = "Unknown",   [HOGQL_NULL] = "Nothing",	  [HOGQL_BOOL] = "Bool",
	[HOGQL_INT] = "Int64",		   [HOGQL_DECIMAL] = "Decimal",	  [HOGQL_FLOAT] = "Float64",
	[HOGQL_STRING] = "String",	   [HOGQL_UUID] = "UUID",		  [HOGQL_DATE] = "Date",
	[HOGQL_DATETIME] = "DateTime", [HOGQL_INTERVAL] = "Interval", [HOGQL_JSON] = "JSON",
	[HOGQL_ARRAY] = "Array",	   [HOGQL_TUPLE] = "Tuple",		  [HOGQL_MAP] = "Map",
	[HOGQL_BYTES] = "Bytes",	   [HOGQL_LAMBDA] = "Lambda",
};

/* How a value of each kind is kept; of arrays, how an element of such a kind is. */
static const SqlTypeKind sql_kinds[] = {
	[HOGQL_UNKNOWN] = SQL_TYPE_TEXT,	  [HOGQL_NULL] = SQL_TYPE_TEXT,
	[HOGQL_BOOL] = SQL_TYPE_BOOLEAN,	  [HOGQL_INT] = SQL_TYPE_BIGINT,
	[HOGQL_DECIMAL] = SQL_TYPE_NUMERIC,	  [HOGQL_FLOAT] = SQL_TYPE_DOUBLE,
	[HOGQL_STRING] = SQL_TYPE_TEXT,		  [HOGQL_UUID] = SQL_TYPE_UUID,
	[HOGQL_DATE] = SQL_TYPE_DATE,		  [HOGQL_DATETIME] = SQL_TYPE_TIMESTAMPTZ,
	[HOGQL_INTERVAL] = SQL_TYPE_INTERVAL, [HOGQL_JSON] = SQL_TYPE_JSONB,
	[HOGQL_ARRAY] = SQL_TYPE_JSONB,		  [HOGQL_TUPLE] = SQL_TYPE_JSONB,
	[HOGQL_MAP] = SQL_TYPE_JSONB,		  [HOGQL_BYTES] = SQL_TYPE_BYTEA,
	[HOGQL_LAMBDA] = SQL_TYPE_UNKNOWN,
};

/* ---- Making ---- */

const HogqlType *
hogql_type(HogqlKind kind, bool nullable)
{
	Assert(kind != HOGQL_ARRAY && kind != HOGQL_TUPLE && kind != HOGQL_MAP && kind != HOGQL_LAMBDA);
	return &simple_types[kind][kind == HOGQL_NULL || nullable];
}

/* A changeable copy. */
static HogqlType *
new_type(HogqlKind kind, bool nullable)
{
	HogqlType *type = palloc0(sizeof(HogqlType));

	type->kind = kind;
	type->nullable = nullable;
	return type;
}

const HogqlType *
hogql_datetime(int precision, bool nullable)
{
	HogqlType *type = new_type(HOGQL_DATETIME, nullable);

	type->precision = precision;
	return type;
}

const HogqlType *
hogql_wall_clock(const char *zone, int precision, bool nullable)
{
	HogqlType *type = new_type(HOGQL_DATETIME, nullable);

	type->wall_clock = true;
	type->zone = zone;
	type->precision = precision;
	return type;
}

const HogqlType *
hogql_interval(HogqlUnit unit, bool nullable)
{
	HogqlType *type = new_type(HOGQL_INTERVAL, nullable);

	type->unit = unit;
	return type;
}

const HogqlType *
hogql_array(const HogqlType *element, bool nullable)
{
	HogqlType *type = new_type(HOGQL_ARRAY, nullable);

	type->element = element;
	return type;
}

const HogqlType *
hogql_tuple(List *fields, bool nullable)
{
	HogqlType *type = new_type(HOGQL_TUPLE, nullable);

	type->fields = fields;
	return type;
}

const HogqlType *
hogql_map(const HogqlType *value, bool nullable)
{
	HogqlType *type = new_type(HOGQL_MAP, nullable);

	type->key = hogql_type(HOGQL_STRING, false);
	type->element = value;
	return type;
}

const HogqlType *
hogql_lambda(const HogqlType *body)
{
	HogqlType *type = new_type(HOGQL_LAMBDA, false);

	type->element = body;
	return type;
}

const HogqlType *
hogql_three_valued(void)
{
	return &three_valued;
}

const HogqlType *
hogql_with_null(const HogqlType *type, bool nullable)
{
	HogqlType *copy;

	if (type->nullable == nullable || type->kind == HOGQL_NULL)
		return type;
	copy = palloc(sizeof(HogqlType));
	*copy = *type;
	copy->nullable = nullable;
	return copy;
}

/* ---- Asking ---- */

bool
hogql_is_number(const HogqlType *type)
{
	return type->kind == HOGQL_INT || type->kind == HOGQL_FLOAT || type->kind == HOGQL_DECIMAL;
}

bool
hogql_is_time(const HogqlType *type)
{
	return type->kind == HOGQL_DATE || type->kind == HOGQL_DATETIME;
}

bool
hogql_is_compound(const HogqlType *element)
{
	return sql_kinds[element->kind] == SQL_TYPE_JSONB;
}

bool
hogql_same_type(const HogqlType *a, const HogqlType *b)
{
	ListCell *x;
	ListCell *y;

	check_stack_depth();
	if (a == b)
		return true;
	if (a->kind != b->kind || list_length(a->fields) != list_length(b->fields))
		return false;
	if (a->kind == HOGQL_DATETIME)
		return a->wall_clock == b->wall_clock;
	if (a->element && b->element)
		return hogql_same_type(a->element, b->element);
	forboth (x, a->fields, y, b->fields)
	{
		if (!hogql_same_type(lfirst(x), lfirst(y)))
			return false;
	}
	return true;
}

SqlType
hogql_sql_type(const HogqlType *type)
{
	if (type->kind == HOGQL_ARRAY)
	{
		if (type->element->kind == HOGQL_DATETIME && type->element->wall_clock)
			return sql_array_type(SQL_TYPE_TIMESTAMP);
		return sql_array_type(sql_kinds[type->element->kind]);
	}
	if (type->kind == HOGQL_DATETIME && type->wall_clock)
		return sql_type(SQL_TYPE_TIMESTAMP);
	return sql_type(sql_kinds[type->kind]);
}

/* ---- Names for people ---- */

static void append_type_name(StringInfo out, const HogqlType *type);

static void
append_fields(StringInfo out, const HogqlType *type)
{
	ListCell *cell;

	appendStringInfoChar(out, '(');
	if (type->key)
	{
		append_type_name(out, type->key);
		appendStringInfoString(out, ", ");
	}
	if (type->element)
		append_type_name(out, type->element);
	foreach (cell, type->fields)
	{
		if (cell != list_head(type->fields))
			appendStringInfoString(out, ", ");
		append_type_name(out, lfirst(cell));
	}
	appendStringInfoChar(out, ')');
}

static void
append_datetime(StringInfo out, const HogqlType *type)
{
	appendStringInfoString(out, type->precision > 0 ? "DateTime64" : "DateTime");
	if (type->precision > 0 && type->zone)
		appendStringInfo(out, "(%d, '%s')", type->precision, type->zone);
	else if (type->precision > 0)
		appendStringInfo(out, "(%d)", type->precision);
	else if (type->zone)
		appendStringInfo(out, "('%s')", type->zone);
}

static void
append_type_name(StringInfo out, const HogqlType *type)
{
	bool wrapped = type->nullable && !type->element && type->fields == NIL;

	check_stack_depth();
	if (wrapped)
		appendStringInfoString(out, "Nullable(");
	if (type->kind == HOGQL_DATETIME)
		append_datetime(out, type);
	else
		appendStringInfoString(out, kind_names[type->kind]);
	if (type->element || type->fields != NIL)
		append_fields(out, type);
	if (wrapped)
		appendStringInfoChar(out, ')');
}

const char *
hogql_type_name(const HogqlType *type)
{
	StringInfoData out;

	initStringInfo(&out);
	append_type_name(&out, type);
	return out.data;
}

/* ---- Mixing ---- */

/* The kind of both, of scalars of different kinds; HOGQL_UNKNOWN if there is none. */
static HogqlKind
common_kind(HogqlKind a, HogqlKind b)
{
	bool has_float = a == HOGQL_FLOAT || b == HOGQL_FLOAT;
	bool has_decimal = a == HOGQL_DECIMAL || b == HOGQL_DECIMAL;
	bool has_bool = a == HOGQL_BOOL || b == HOGQL_BOOL;
	bool has_int = a == HOGQL_INT || b == HOGQL_INT;

	if (has_float && (has_decimal || has_int || has_bool))
		return HOGQL_FLOAT;
	if (has_decimal && (has_int || has_bool))
		return HOGQL_DECIMAL;
	if (has_int && has_bool)
		return HOGQL_INT;
	if ((a == HOGQL_DATE && b == HOGQL_DATETIME) || (a == HOGQL_DATETIME && b == HOGQL_DATE))
		return HOGQL_DATETIME;
	return HOGQL_UNKNOWN;
}

/* An instant wins over a wall clock, and two zones make an instant. */
static const HogqlType *
common_datetime(const HogqlType *a, const HogqlType *b, bool nullable)
{
	int precision =
		Max(a->kind == HOGQL_DATE ? 0 : a->precision, b->kind == HOGQL_DATE ? 0 : b->precision);
	const HogqlType *clock = a->kind == HOGQL_DATETIME ? a : b;
	bool same_zone = a->zone == b->zone || (a->zone && b->zone && strcmp(a->zone, b->zone) == 0);

	if (a->kind != b->kind)
		return clock->wall_clock ? hogql_wall_clock(clock->zone, precision, nullable)
								 : hogql_datetime(precision, nullable);
	if (a->wall_clock && b->wall_clock && same_zone)
		return hogql_wall_clock(a->zone, precision, nullable);
	return hogql_datetime(precision, nullable);
}

static const HogqlType *
common_tuple(const HogqlType *a, const HogqlType *b, bool nullable)
{
	List *fields = NIL;
	ListCell *x;
	ListCell *y;

	if (list_length(a->fields) != list_length(b->fields))
		return NULL;
	forboth (x, a->fields, y, b->fields)
	{
		const HogqlType *field = hogql_common_type(lfirst(x), lfirst(y));

		if (!field)
			return NULL;
		fields = lappend(fields, (void *) field);
	}
	return hogql_tuple(fields, nullable);
}

/* Of two of the same kind. */
static const HogqlType *
common_of_kind(const HogqlType *a, const HogqlType *b, bool nullable)
{
	const HogqlType *element;

	if (a->kind == HOGQL_DATETIME)
		return common_datetime(a, b, nullable);
	if (a->kind == HOGQL_TUPLE)
		return common_tuple(a, b, nullable);
	if (a->kind == HOGQL_INTERVAL && a->unit != b->unit)
		return hogql_interval(UNIT_NONE, nullable);
	if (a->kind == HOGQL_BOOL)
		return hogql_type(HOGQL_BOOL, nullable);
	if (a->kind != HOGQL_ARRAY && a->kind != HOGQL_MAP)
		return hogql_with_null(a, nullable);
	element = hogql_common_type(a->element, b->element);
	if (!element)
		return NULL;
	return a->kind == HOGQL_ARRAY ? hogql_array(element, nullable) : hogql_map(element, nullable);
}

const HogqlType *
hogql_common_type(const HogqlType *a, const HogqlType *b)
{
	bool nullable = a->nullable || b->nullable;
	HogqlKind kind;

	check_stack_depth();
	if (a->kind == HOGQL_NULL || a->kind == HOGQL_UNKNOWN)
		return hogql_with_null(b, nullable);
	if (b->kind == HOGQL_NULL || b->kind == HOGQL_UNKNOWN)
		return hogql_with_null(a, nullable);
	if (a->kind == b->kind)
		return common_of_kind(a, b, nullable);
	kind = common_kind(a->kind, b->kind);
	if (kind == HOGQL_UNKNOWN)
		return NULL;
	return kind == HOGQL_DATETIME ? common_datetime(a, b, nullable) : hogql_type(kind, nullable);
}
