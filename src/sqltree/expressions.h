/*
 * sqltree/expressions.h
 *		Types, and the nodes of expressions with what builds them.
 *
 * Included by sqltree.h, which says what holds for all nodes.
 */
#ifndef METAHOG_SQLTREE_EXPRESSIONS_H
#define METAHOG_SQLTREE_EXPRESSIONS_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* What a node was made of.  Nodes without a span belong to the next one around them that has one. */
typedef struct SqlSpan
{
	int start;		  /* first character, from 0; -1: none */
	int end;		  /* behind the last one */
	const char *path; /* of a fragment: which text, e.g. $.cubes[0].measures[1].sql; else null */
} SqlSpan;

#define NO_SQL_SPAN ((SqlSpan){.start = -1, .end = -1})

/* ---- Types ---- */

typedef enum SqlTypeKind
{
	SQL_TYPE_UNKNOWN, /* of a constant: as the dialect reads a quoted text; of a cast: none */
	SQL_TYPE_BOOLEAN,
	SQL_TYPE_SMALLINT,
	SQL_TYPE_INTEGER,
	SQL_TYPE_BIGINT,
	SQL_TYPE_NUMERIC,
	SQL_TYPE_REAL,
	SQL_TYPE_DOUBLE,
	SQL_TYPE_TEXT,
	SQL_TYPE_BYTEA,
	SQL_TYPE_UUID,
	SQL_TYPE_DATE,
	SQL_TYPE_TIME,
	SQL_TYPE_TIMESTAMP,
	SQL_TYPE_TIMESTAMPTZ,
	SQL_TYPE_INTERVAL,
	SQL_TYPE_JSON,
	SQL_TYPE_JSONB,
	SQL_TYPE_OID,
	SQL_TYPE_COUNT
} SqlTypeKind;

typedef struct SqlType
{
	SqlTypeKind kind;
	bool is_array;
	int precision; /* of a numeric: all its digits, of a time: those behind the second; -1: not said */
	int scale;	   /* of a numeric; -1: not said */
} SqlType;

extern SqlType sql_type(SqlTypeKind kind);
extern SqlType sql_array_type(SqlTypeKind element);
extern SqlType sql_numeric_type(int precision, int scale);

/* ---- Nodes ---- */

typedef enum SqlKind
{
	/* expressions */
	SQL_CONSTANT,
	SQL_PARAMETER,
	SQL_COLUMN,
	SQL_STAR,
	SQL_OUTPUT,
	SQL_POSITION,
	SQL_TEMPLATE,
	SQL_CALL,
	SQL_OPERATION,
	SQL_COLLATE,
	SQL_VARIADIC,
	SQL_NOT,
	SQL_IS_NULL,
	SQL_IN,
	SQL_QUANTIFIED,
	SQL_CASE,
	SQL_WHEN,
	SQL_CAST,
	SQL_ROW,
	SQL_ARRAY,
	SQL_SUBQUERY,
	SQL_AGGREGATE,
	SQL_FRAGMENT,
	SQL_PIECE,
	/* parts of a query */
	SQL_WINDOW,
	SQL_ORDER,
	SQL_GROUPING,
	SQL_ITEM,
	SQL_CTE,
	SQL_SELECT,
	SQL_TABLE,
	SQL_DERIVED,
	SQL_FUNCTION_TABLE,
	SQL_JOIN,
	SQL_KIND_COUNT
} SqlKind;

typedef struct SqlNode
{
	SqlKind kind;
	SqlSpan span;
} SqlNode;

/*
 * Says what a node was made of, and returns the node.  To be called on a node that
 * the caller has just built: it is changed in place.
 */
extern SqlNode *sql_at(void *node, int start, int end);
extern SqlNode *sql_at_path(void *node, const char *path, int start, int end);

/* A value that is known.  Its text is what the dialect's input of that type reads. */
typedef struct SqlConstant
{
	SqlNode node;
	SqlType type;
	const char *text; /* null: the NULL of this type */
	bool bare;		  /* a number that prints without its type where it is not negative */
} SqlConstant;

extern SqlNode *sql_null(SqlType type);
extern SqlNode *sql_boolean(bool value);
/* As the dialect types a number of this size by itself: for counts, positions, arguments of functions. */
extern SqlNode *sql_integer(int64 value);
/* Always a bigint. */
extern SqlNode *sql_bigint(int64 value);
/* A numeric; digits are [-]digits[.digits][e[-]digits]. */
extern SqlNode *sql_numeric(const char *digits);
/* A double, also NaN and the infinities. */
extern SqlNode *sql_double(double value);
/* A text. */
extern SqlNode *sql_string(const char *text);
/* A text that is cast: sql_typed(sql_type(SQL_TYPE_DATE), "2020-01-01"). */
extern SqlNode *sql_typed(SqlType type, const char *text);

/* $n, cast to its type. */
typedef struct SqlParameter
{
	SqlNode node;
	int number; /* from 1 */
	SqlType type;
	const SqlNode *value; /* what is printed in its place where constants are asked for; or null */
} SqlParameter;

extern SqlNode *sql_parameter(int number, SqlType type, const SqlNode *value);

/* A column of what is called table in FROM.  The table is null only for a column that nothing can capture. */
typedef struct SqlColumn
{
	SqlNode node;
	const char *table;
	const char *column;
} SqlColumn;

extern SqlNode *sql_column(const char *table, const char *column);

/* All columns of a table, or of all: null. */
typedef struct SqlStar
{
	SqlNode node;
	const char *table;
} SqlStar;

extern SqlNode *sql_star(const char *table);

/* In ORDER BY and GROUP BY alone: a column of the select list by its name. */
typedef struct SqlOutput
{
	SqlNode node;
	const char *name;
} SqlOutput;

extern SqlNode *sql_output(const char *name);

/* In ORDER BY and GROUP BY alone: a column of the select list by its number, from 1. */
typedef struct SqlPosition
{
	SqlNode node;
	int number;
} SqlPosition;

extern SqlNode *sql_position(int number);

/*
 * A text of the dialect with operands in it: {1} the first one, in parentheses
 * unless it needs none, {*} all of them with commas between, {2*} those from the
 * second on.  What is a literal brace is doubled.  An operand that is named more
 * than once is computed once: the printer binds it in a sublink, unless it is a
 * constant, a parameter or a column, or has an aggregate, a window function or a
 * set-returning function in it, which is printed as often as it is named.
 *
 * In a template of an aggregate there are more marks, see SqlAggregate.
 */
typedef struct SqlTemplate
{
	SqlNode node;
	const char *text;
	List *args; /* of SqlNode */
} SqlTemplate;

extern SqlNode *sql_template(const char *text, List *args);
extern SqlNode *sql_template1(const char *text, SqlNode *a);
extern SqlNode *sql_template2(const char *text, SqlNode *a, SqlNode *b);
extern SqlNode *sql_template3(const char *text, SqlNode *a, SqlNode *b, SqlNode *c);

/* A function of the dialect's own catalog: sql_call("lower", list_make1(x)) is pg_catalog.lower(x). */
typedef struct SqlCall
{
	SqlNode node;
	const char *name;
	List *args;
} SqlCall;

extern SqlNode *sql_call(const char *name, List *args);
extern SqlNode *sql_call1(const char *name, SqlNode *a);
extern SqlNode *sql_call2(const char *name, SqlNode *a, SqlNode *b);

typedef enum SqlOperator
{
	SQL_OP_ADD,
	SQL_OP_SUBTRACT,
	SQL_OP_MULTIPLY,
	SQL_OP_DIVIDE,
	SQL_OP_MODULO,
	SQL_OP_CONCAT, /* of two: arrays, jsonb; texts are better with sql_concat() */
	SQL_OP_MINUS,  /* unary */
	SQL_OP_EQUAL,
	SQL_OP_NOT_EQUAL,
	SQL_OP_LESS,
	SQL_OP_LESS_EQUAL,
	SQL_OP_GREATER,
	SQL_OP_GREATER_EQUAL,
	SQL_OP_DISTINCT,	 /* IS DISTINCT FROM */
	SQL_OP_NOT_DISTINCT, /* IS NOT DISTINCT FROM */
	SQL_OP_LIKE,		 /* the escape is a backslash */
	SQL_OP_NOT_LIKE,
	SQL_OP_ILIKE,
	SQL_OP_NOT_ILIKE,
	SQL_OP_MATCH, /* regular expressions: ~ */
	SQL_OP_NOT_MATCH,
	SQL_OP_IMATCH, /* ~* */
	SQL_OP_NOT_IMATCH,
	SQL_OP_COUNT
} SqlOperator;

typedef struct SqlOperation
{
	SqlNode node;
	SqlOperator op;
	SqlNode *left; /* null: unary */
	SqlNode *right;
	bool by_bytes; /* texts are compared by their bytes: COLLATE "C" */
} SqlOperation;

extern SqlNode *sql_operation(SqlOperator op, SqlNode *left, SqlNode *right);
extern SqlNode *sql_unary(SqlOperator op, SqlNode *operand);
/* The same as sql_operation(), but texts are compared by their bytes. */
extern SqlNode *sql_compare_bytes(SqlOperator op, SqlNode *left, SqlNode *right);
extern SqlNode *sql_equal(SqlNode *left, SqlNode *right);

/* A text that from here on is compared by its bytes. */
typedef struct SqlCollate
{
	SqlNode node;
	SqlNode *operand;
} SqlCollate;

extern SqlNode *sql_collate_bytes(SqlNode *operand);

/* What takes any number of operands; 20,000 of them are printed flat. */
typedef enum SqlVariadicKind
{
	SQL_AND,	/* of none: true */
	SQL_OR,		/* of none: false */
	SQL_CONCAT, /* of texts; NULL counts as the empty one; of none: the empty one */
	SQL_COALESCE,
	SQL_GREATEST,
	SQL_LEAST,
	SQL_VARIADIC_COUNT
} SqlVariadicKind;

typedef struct SqlVariadic
{
	SqlNode node;
	SqlVariadicKind variadic;
	List *args;
} SqlVariadic;

/* An AND in an AND is dissolved in it, likewise OR and concat.  Of one operand, AND and OR are that one. */
extern SqlNode *sql_and(List *args);
extern SqlNode *sql_or(List *args);
extern SqlNode *sql_concat(List *args);
extern SqlNode *sql_coalesce(List *args);
extern SqlNode *sql_greatest(List *args);
extern SqlNode *sql_least(List *args);
/* Two conditions, either of which may be null, for none. */
extern SqlNode *sql_and2(SqlNode *left, SqlNode *right);
extern SqlNode *sql_or2(SqlNode *left, SqlNode *right);
extern SqlNode *sql_coalesce2(SqlNode *left, SqlNode *right);

/* NOT, IS [NOT] NULL. */
typedef struct SqlTest
{
	SqlNode node;
	SqlNode *operand;
	bool negated; /* IS NOT NULL */
} SqlTest;

extern SqlNode *sql_not(SqlNode *operand);
extern SqlNode *sql_is_null(SqlNode *operand);
extern SqlNode *sql_is_not_null(SqlNode *operand);

/* operand [NOT] IN (list), or IN (query).  An empty list is false, with NOT true. */
typedef struct SqlIn
{
	SqlNode node;
	SqlNode *operand;
	List *list;		/* NIL where there is a query */
	SqlNode *query; /* SqlSelect or fragment; or null */
	bool negated;
} SqlIn;

extern SqlNode *sql_in(SqlNode *operand, List *list);
extern SqlNode *sql_not_in(SqlNode *operand, List *list);
extern SqlNode *sql_in_query(SqlNode *operand, void *query);

/* operand op ANY (array). */
typedef struct SqlQuantified
{
	SqlNode node;
	SqlOperator op;
	SqlNode *operand;
	SqlNode *array;
} SqlQuantified;

extern SqlNode *sql_any(SqlOperator op, SqlNode *operand, SqlNode *array);

/* CASE [operand] WHEN … THEN … [ELSE …] END. */
typedef struct SqlCase
{
	SqlNode node;
	SqlNode *operand;	/* or null */
	List *whens;		/* of SqlWhen */
	SqlNode *otherwise; /* or null */
} SqlCase;

typedef struct SqlWhen
{
	SqlNode node;
	SqlNode *condition;
	SqlNode *result;
} SqlWhen;

extern SqlNode *sql_when(SqlNode *condition, SqlNode *result);
extern SqlNode *sql_case(List *whens, SqlNode *otherwise);
extern SqlNode *sql_if(SqlNode *condition, SqlNode *then, SqlNode *otherwise);

typedef struct SqlCast
{
	SqlNode node;
	SqlNode *operand;
	SqlType type;
} SqlCast;

extern SqlNode *sql_cast(SqlNode *operand, SqlType type);
/* The same, of a plain type: sql_cast_to(x, SQL_TYPE_BIGINT). */
extern SqlNode *sql_cast_to(SqlNode *operand, SqlTypeKind kind);

/* ROW(…) */
typedef struct SqlRow
{
	SqlNode node;
	List *args;
} SqlRow;

extern SqlNode *sql_row(List *args);

/* ARRAY[…]; type is that of the array, unknown if its elements tell. */
typedef struct SqlArray
{
	SqlNode node;
	List *elements;
	SqlType type;
} SqlArray;

extern SqlNode *sql_array(List *elements, SqlType type);

typedef enum SqlSubqueryKind
{
	SQL_SCALAR_SUBQUERY,
	SQL_EXISTS,
	SQL_NOT_EXISTS,
	SQL_ARRAY_SUBQUERY,
	SQL_SUBQUERY_COUNT
} SqlSubqueryKind;

typedef struct SqlSubquery
{
	SqlNode node;
	SqlSubqueryKind subquery;
	SqlNode *query; /* SqlSelect or fragment */
} SqlSubquery;

extern SqlNode *sql_subquery(void *query);
extern SqlNode *sql_exists(void *query);
extern SqlNode *sql_not_exists(void *query);
extern SqlNode *sql_array_subquery(void *query);

/*
 * A call of an aggregate, or of a window function.  Either it has a name, or a
 * template in whose text stand, besides the marks of every template:
 *   {distinct}   DISTINCT, if the call has it
 *   {order}      ORDER BY of the call, if it has one, with a blank before it
 *   {filter}     FILTER (WHERE …), if the call is filtered, with a blank before it
 *   {filter: c}  FILTER (WHERE c), c having marks itself, and the call's own condition besides
 *   {over}       OVER (…), if the call has it, with a blank before it
 *   {if}         the call's condition, or true: for what is no FILTER
 * E.g. "COALESCE(pg_catalog.sum({distinct}{1}){filter}{over}, 0)".  A call that has
 * what its template has no mark for is refused when it is printed (0A000).
 * Operands are printed as often as they are named: they must be read in their group.
 */
typedef struct SqlAggregate
{
	SqlNode node;
	const char *name;	  /* null where there is a template */
	const char *template; /* null where there is a name */
	List *args;			  /* NIL and no star: count() has one */
	bool star;			  /* count(*) */
	bool distinct;
	List *order_by;			/* of SqlOrder, in the parentheses */
	List *within_group;		/* of SqlOrder */
	SqlNode *filter;		/* or null */
	struct SqlWindow *over; /* or null: an aggregate of the group */
} SqlAggregate;

/* aggregate("sum", x); of null: count(*), and row_number() for what is no count. */
extern SqlNode *aggregate(const char *name, SqlNode *operand);
extern SqlNode *sql_aggregate(const char *name, List *args);
extern SqlNode *sql_aggregate_template(const char *text, List *args);
/* Copies of the call with something more.  A second condition is added to the first. */
extern SqlNode *filtered(const SqlNode *call, SqlNode *condition);
extern SqlNode *sql_distinct(const SqlNode *call);
extern SqlNode *sql_ordered(const SqlNode *call, List *order_by);
extern SqlNode *sql_within_group(const SqlNode *call, List *order_by);
extern SqlNode *sql_over(const SqlNode *call, struct SqlWindow *window);

/*
 * What an author wrote: pieces of his text and nodes in turn, in parentheses.  The
 * pieces are whole by themselves, without comments: whoever makes them has checked
 * that brackets and quotes close.
 */
typedef struct SqlFragment
{
	SqlNode node;
	List *parts; /* of SqlPiece and expressions */
} SqlFragment;

typedef struct SqlPiece
{
	SqlNode node;
	const char *text;
} SqlPiece;

extern SqlNode *sql_fragment(List *parts);
extern SqlNode *sql_piece(const char *text);

#endif /* METAHOG_SQLTREE_EXPRESSIONS_H */
