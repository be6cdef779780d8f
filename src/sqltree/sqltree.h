/*
 * sqltree/sqltree.h
 *		One tree of SQL, which HogQL, the semantic layer and insights build, and
 *		the functions to build it.
 *
 * The tree means what SQL means: logic is three-valued and casts are written out.
 * Each node begins with a SqlNode, whose kind says which struct it is.
 *
 * - Everything lives in the memory context that was current when it was built.
 * - A node may stand in several places of a tree, or in several trees, as long as
 *   nobody changes it afterwards.  What takes nodes never changes them: filtered()
 *   and sql_over() copy the call.  The one exception is a SqlSelect, whose fields
 *   are set by whoever builds it until it is handed on.
 * - Names of functions and the texts of templates come from tables in C, never
 *   from a caller's text.  They are in the words of the dialect that prints them.
 *   What an author wrote himself is a fragment.
 * - All names of tables, columns and aliases are as they are, unquoted: the printer
 *   quotes each of them.
 * - Positions in the caller's text are in its characters, from 0.
 *
 * Expressions are in expressions.h.  Printing is print.h's, looking into a tree
 * walk.h's.
 */
#ifndef METAHOG_SQLTREE_H
#define METAHOG_SQLTREE_H

#include "sqltree/expressions.h"

/* ---- Queries ---- */

typedef enum SqlNulls
{
	SQL_NULLS_DEFAULT,
	SQL_NULLS_FIRST,
	SQL_NULLS_LAST
} SqlNulls;

typedef struct SqlOrder
{
	SqlNode node;
	SqlNode *key;
	bool descending;
	SqlNulls nulls;
	bool by_bytes; /* COLLATE "C" */
} SqlOrder;

extern SqlNode *sql_order(SqlNode *key, bool descending, SqlNulls nulls);
extern SqlNode *sql_order_bytes(SqlNode *key, bool descending, SqlNulls nulls);

typedef enum SqlFrameMode
{
	SQL_FRAME_NONE,
	SQL_FRAME_ROWS,
	SQL_FRAME_RANGE,
	SQL_FRAME_GROUPS,
	SQL_FRAME_COUNT
} SqlFrameMode;

typedef enum SqlBoundKind
{
	SQL_UNBOUNDED_PRECEDING,
	SQL_PRECEDING,
	SQL_CURRENT_ROW,
	SQL_FOLLOWING,
	SQL_UNBOUNDED_FOLLOWING,
	SQL_BOUND_COUNT
} SqlBoundKind;

typedef struct SqlBound
{
	SqlBoundKind kind;
	SqlNode *offset; /* of PRECEDING and FOLLOWING; else null */
} SqlBound;

/* In WINDOW a definition has a name; in OVER one that is a reference has nothing else. */
typedef struct SqlWindow
{
	SqlNode node;
	const char *name;	/* of the definition; or null */
	const char *refers; /* to the definition of this name; or null */
	List *partition_by; /* of expressions */
	List *order_by;		/* of SqlOrder */
	SqlFrameMode frame;
	SqlBound start;
	SqlBound end;
} SqlWindow;

extern SqlWindow *sql_window(List *partition_by, List *order_by);
extern SqlWindow *sql_window_named(const char *name);

typedef enum SqlGroupingKind
{
	SQL_ROLLUP,
	SQL_CUBE,
	SQL_GROUPING_SETS,
	SQL_GROUPING_SET, /* one of the sets: expressions in parentheses, maybe none */
	SQL_GROUPING_COUNT
} SqlGroupingKind;

typedef struct SqlGrouping
{
	SqlNode node;
	SqlGroupingKind grouping;
	List *members; /* expressions, and SqlGrouping in sets */
} SqlGrouping;

extern SqlNode *sql_grouping(SqlGroupingKind grouping, List *members);

/* An expression of a select list. */
typedef struct SqlItem
{
	SqlNode node;
	SqlNode *value;
	const char *name; /* or null */
} SqlItem;

extern SqlNode *sql_item(SqlNode *value, const char *name);

typedef enum SqlMaterialized
{
	SQL_MATERIALIZED_DEFAULT,
	SQL_MATERIALIZED,
	SQL_NOT_MATERIALIZED
} SqlMaterialized;

typedef struct SqlCte
{
	SqlNode node;
	const char *name;
	List *columns;	/* of char *, or NIL */
	SqlNode *query; /* SqlSelect or fragment */
	SqlMaterialized materialized;
} SqlCte;

extern SqlNode *sql_cte(const char *name, void *query);

typedef enum SqlSetOperator
{
	SQL_SET_NONE,
	SQL_UNION,
	SQL_EXCEPT,
	SQL_INTERSECT,
	SQL_SET_COUNT
} SqlSetOperator;

/*
 * A query.  It is one of three: a SELECT; a set operation, which has arms and none
 * of items to windows; VALUES, which has rows.  All may have CTEs, ORDER BY and LIMIT.
 */
typedef struct SqlSelect
{
	SqlNode node;
	List *ctes; /* of SqlCte */
	bool recursive;

	SqlSetOperator set; /* with arms, left to right */
	bool all;
	List *arms; /* of SqlSelect or fragments */

	List *rows; /* of List of expressions: VALUES */

	bool distinct;
	List *distinct_on; /* of expressions */
	List *items;	   /* of SqlItem; NIL: no columns */
	List *from;		   /* of tables, joins …; more than one is a product */
	SqlNode *where;
	List *group_by; /* of expressions, SqlGrouping, SqlOutput, SqlPosition */
	bool group_all; /* a group even of no rows: GROUP BY () */
	SqlNode *having;
	List *windows; /* of SqlWindow with names */

	List *order_by; /* of SqlOrder */
	SqlNode *limit;
	SqlNode *offset;
	bool with_ties; /* FETCH FIRST … WITH TIES */
} SqlSelect;

/* An empty one; one from something; with what it selects. */
extern SqlSelect *sql_select(void);
extern SqlSelect *select_from(void *from);
extern SqlSelect *sql_union_all(List *arms);
extern SqlSelect *sql_set(SqlSetOperator set, bool all, List *arms);
extern SqlSelect *sql_values(List *rows);

/* These add to a query that is being built. */
extern void select_item(SqlSelect *select, SqlNode *value, const char *name);
extern void select_where(SqlSelect *select, SqlNode *condition);
extern void select_having(SqlSelect *select, SqlNode *condition);
extern void select_group_by(SqlSelect *select, SqlNode *key);
extern void select_order_by(SqlSelect *select, SqlNode *order);
extern void select_with(SqlSelect *select, SqlNode *cte);

/* schema.name AS alias (columns); without a schema it is a CTE. */
typedef struct SqlTable
{
	SqlNode node;
	const char *schema;
	const char *name;
	const char *alias; /* or null */
	List *columns;	   /* of char *, or NIL */
} SqlTable;

extern SqlNode *sql_table(const char *schema, const char *name, const char *alias);

/* [LATERAL] (query) AS alias (columns) */
typedef struct SqlDerived
{
	SqlNode node;
	SqlNode *query; /* SqlSelect or fragment */
	const char *alias;
	List *columns; /* of char *, or NIL */
	bool lateral;
} SqlDerived;

extern SqlNode *sql_derived(void *query, const char *alias);
extern SqlNode *sql_lateral(void *query, const char *alias);

/* [LATERAL] function [WITH ORDINALITY] AS alias (columns); function is a call or a template of one. */
typedef struct SqlFunctionTable
{
	SqlNode node;
	SqlNode *function;
	const char *alias;
	List *columns; /* of char *, or NIL; that of the ordinality is the last */
	bool ordinality;
	bool lateral;
} SqlFunctionTable;

extern SqlNode *sql_function_table(SqlNode *function, const char *alias, List *columns);
extern SqlNode *sql_function_table_ordinal(SqlNode *function, const char *alias, List *columns);

typedef enum SqlJoinKind
{
	SQL_INNER_JOIN,
	SQL_LEFT_JOIN,
	SQL_RIGHT_JOIN,
	SQL_FULL_JOIN,
	SQL_CROSS_JOIN,
	SQL_JOIN_COUNT
} SqlJoinKind;

typedef struct SqlJoin
{
	SqlNode node;
	SqlJoinKind join;
	SqlNode *left;
	SqlNode *right;
	SqlNode *on; /* null for CROSS; else null is true */
} SqlJoin;

extern SqlNode *sql_join(SqlJoinKind join, SqlNode *left, SqlNode *right, SqlNode *on);

#endif /* METAHOG_SQLTREE_H */
