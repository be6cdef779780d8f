/*
 * hogql/types.h
 *		What an expression of HogQL is: its static type, and how its values are kept in SQL.
 *
 * - A type is made once and never changed: it may be shared by any number of expressions.
 * - The SQL of an expression has the form that hogql_sql_type() names, with these exceptions, so that
 *   indexes of columns are found: an Int64 may be any of PostgreSQL's integers, a Float64 may be a
 *   float4.  Who puts values into an array or a column of a set makes them exact first.
 *   So a column of any other type is cast where it is read: enums and the like to text, json to jsonb.
 * - An array of scalars is PostgreSQL's array of the exact type; one whose elements are arrays, tuples,
 *   maps or JSON is jsonb[].  A tuple is a jsonb array, a map a jsonb object.
 */
#ifndef METAHOG_HOGQL_TYPES_H
#define METAHOG_HOGQL_TYPES_H

#include "nodes/pg_list.h"

#include "hogql/ast.h"
#include "sqltree/sqltree.h"

/* Digits of a Decimal, as ClickHouse has them. */
#define MOST_DECIMAL_DIGITS 76

typedef enum HogqlKind
{
	HOGQL_UNKNOWN, /* nobody knows: a placeholder that is described without its value */
	HOGQL_NULL,	   /* the constant NULL */
	HOGQL_BOOL,
	HOGQL_INT,
	HOGQL_DECIMAL,
	HOGQL_FLOAT,
	HOGQL_STRING,
	HOGQL_UUID,
	HOGQL_DATE,
	HOGQL_DATETIME,
	HOGQL_INTERVAL,
	HOGQL_JSON,
	HOGQL_ARRAY,
	HOGQL_TUPLE,
	HOGQL_MAP,
	HOGQL_BYTES,  /* of MD5() and its like: of no use but in hex() */
	HOGQL_LAMBDA, /* not a value: an argument of arrayMap() and its like */
} HogqlKind;

/* Units of time, from the smallest. */
typedef enum HogqlUnit
{
	UNIT_NONE, /* not known statically */
	UNIT_MICROSECOND,
	UNIT_MILLISECOND,
	UNIT_SECOND,
	UNIT_MINUTE,
	UNIT_HOUR,
	UNIT_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNIT_QUARTER,
	UNIT_YEAR,
} HogqlUnit;

typedef struct HogqlType HogqlType;
struct HogqlType
{
	HogqlKind kind;
	bool nullable;		  /* can be NULL ("NULL-able" in the contract) */
	bool three_valued;	  /* Bool: a column, which stays NULL under NOT */
	bool wall_clock;	  /* DateTime: timestamp, not an instant (timestamptz) */
	int precision;		  /* DateTime: 0, or up to 6 digits behind the second when shown */
	const char *zone;	  /* DateTime, wall clock: the zone it is seen in; NULL: the session's */
	HogqlUnit unit;		  /* Interval: of one unit */
	const HogqlType *key; /* Map: always String */
	const HogqlType *element; /* Array, Map: of a value; Lambda: of its body */
	List *fields;			  /* Tuple: of const HogqlType * */
};

/* ---- Making types: each is allocated in the current memory context, or static. ---- */

/* One of the kinds that need no more to be said; a DateTime is an instant of precision 0. */
extern const HogqlType *hogql_type(HogqlKind kind, bool nullable);

extern const HogqlType *hogql_datetime(int precision, bool nullable);

/* A timestamp: as a column has it (zone NULL), or an instant that is seen in a zone. */
extern const HogqlType *hogql_wall_clock(const char *zone, int precision, bool nullable);

extern const HogqlType *hogql_interval(HogqlUnit unit, bool nullable);
extern const HogqlType *hogql_array(const HogqlType *element, bool nullable);
extern const HogqlType *hogql_tuple(List *fields, bool nullable);
extern const HogqlType *hogql_map(const HogqlType *value, bool nullable);

extern const HogqlType *hogql_lambda(const HogqlType *body);

/* The Bool of a column that can be NULL. */
extern const HogqlType *hogql_three_valued(void);

/* The same type, NULL-able or not. */
extern const HogqlType *hogql_with_null(const HogqlType *type, bool nullable);

/*
 * What a column is of which PostgreSQL says (format_type(), without the domain's name if it is one) that
 * its type is so, such as "character varying(20)", "integer[]".  *needs_cast says that the column has to
 * be cast to hogql_sql_type() where it is read.
 */
extern const HogqlType *hogql_type_of_column(const char *sql_type, bool nullable, bool *needs_cast);

/*
 * The type that a cast names (ClickHouse's and SQL's names, any case): "Nullable(DateTime64(3, 'UTC'))",
 * "Array(String)", "varchar(20)", "int[]".  NULL if there is none such, with *refused set if it is a type,
 * but not supported.  A Decimal's digits behind the point are in *scale; -1: not said.
 */
extern const HogqlType *hogql_type_of_name(const AstTypeName *name, int *scale, bool *refused);

/* The name nearest to one that is unknown, or NULL. */
extern const char *hogql_nearest_type_name(const char *name);

/* ---- Asking. ---- */

/* As toTypeName() and messages have it: "Nullable(DateTime64(6, 'UTC'))". */
extern const char *hogql_type_name(const HogqlType *type);

/* Int64, Float64 and Decimal; not Bool. */
extern bool hogql_is_number(const HogqlType *type);

/* Date and DateTime. */
extern bool hogql_is_time(const HogqlType *type);

/* Kind, elements and fields are the same; whether NULL-able does not matter. */
extern bool hogql_same_type(const HogqlType *a, const HogqlType *b);

/* Elements of such a type are kept in jsonb[]. */
extern bool hogql_is_compound(const HogqlType *element);

/*
 * The type to which both can be brought without a constant being read anew: ints and floats mix, Bool
 * with Int64, Date with DateTime, anything with NULL.  NULL if there is none.  It is NULL-able if one is.
 */
extern const HogqlType *hogql_common_type(const HogqlType *a, const HogqlType *b);

/* How values of the type are kept in SQL. */
extern SqlType hogql_sql_type(const HogqlType *type);

/* ---- Units. ---- */

/* "day", "Days", "DAY", "d", "dd" ... as ClickHouse and PostgreSQL have them; UNIT_NONE if it is none. */
extern HogqlUnit hogql_unit(const char *name);

#endif /* METAHOG_HOGQL_TYPES_H */
