/*
 * hogql/ast_query.h
 *		Nodes of queries: see ast.h.
 */
#ifndef METAHOG_HOGQL_AST_QUERY_H
#define METAHOG_HOGQL_AST_QUERY_H

#include "hogql/ast_node.h"

/* The clauses whose keyword may have to be pointed at. */
typedef enum AstClause
{
	AST_CLAUSE_WITH,
	AST_CLAUSE_SELECT,
	AST_CLAUSE_DISTINCT,
	AST_CLAUSE_TOP,
	AST_CLAUSE_FROM,
	AST_CLAUSE_ARRAY_JOIN,
	AST_CLAUSE_PREWHERE,
	AST_CLAUSE_WHERE,
	AST_CLAUSE_SAMPLE,
	AST_CLAUSE_GROUP_BY,
	AST_CLAUSE_GROUP_BY_WITH, /* WITH CUBE, WITH ROLLUP */
	AST_CLAUSE_TOTALS,
	AST_CLAUSE_HAVING,
	AST_CLAUSE_QUALIFY,
	AST_CLAUSE_WINDOW,
	AST_CLAUSE_ORDER_BY,
	AST_CLAUSE_INTERPOLATE,
	AST_CLAUSE_LIMIT_BY,
	AST_CLAUSE_LIMIT,
	AST_CLAUSE_OFFSET,
	AST_CLAUSE_SETTINGS,
} AstClause;

#define AST_CLAUSE_COUNT (AST_CLAUSE_SETTINGS + 1)

typedef enum AstArrayJoin
{
	ARRAY_JOIN_NONE,
	ARRAY_JOIN_PLAIN,
	ARRAY_JOIN_INNER,
	ARRAY_JOIN_LEFT,
} AstArrayJoin;

typedef enum AstGroupMode
{
	GROUP_BY_LIST, /* or no GROUP BY */
	GROUP_BY_ALL,
	GROUP_BY_CUBE,
	GROUP_BY_ROLLUP,
	GROUP_BY_GROUPING_SETS, /* group_by has GroupingSet nodes */
} AstGroupMode;

/* "LIMIT n", "LIMIT n, m" (limit n, offset m), "OFFSET m", and what TOP n means. */
typedef struct AstSelectQuery
{
	AstNode node;
	List *ctes; /* AstCTE */
	bool distinct;
	List *select;			  /* never empty */
	struct AstJoinExpr *from; /* the first table; the others behind its next_join */
	AstArrayJoin array_join;  /* "array_join_op" */
	List *array_join_list;	  /* mostly AstAlias */
	AstNode *prewhere;
	AstNode *where;
	List *group_by;
	AstGroupMode group_by_mode;
	AstGroupMode group_by_with; /* ours: WITH CUBE or WITH ROLLUP */
	bool with_totals;			/* ours */
	AstNode *having;
	AstNode *qualify;
	List *windows;	/* "window_exprs": AstBinding of an AstWindowExpr */
	List *order_by; /* AstOrderExpr */
	bool has_interpolate;
	List *interpolate; /* AstInterpolateExpr */
	struct AstLimitByExpr *limit_by;
	AstNode *limit;
	AstNode *offset;
	bool limit_with_ties;
	bool limit_percent;
	AstNode *top; /* ours: TOP n; always an integer constant */
	bool top_with_ties;
	struct AstSampleExpr *sample;		/* ours: [USING] SAMPLE behind WHERE or QUALIFY */
	List *settings;						/* ours: AstBinding of an AstConstant */
	HogqlSpan clause[AST_CLAUSE_COUNT]; /* the keyword of each clause; {0, 0}: it is not there */
} AstSelectQuery;

/*
 * Arms and what stands behind the last one in parentheses.  Also a single
 * query in parentheses that has WITH before it, or ORDER BY, LIMIT or OFFSET
 * behind it: then `others` is NIL (PostHog's tree folds these into the query).
 * Operators are as written, without precedence: INTERSECT is still to be bound
 * tighter.
 */
typedef struct AstSelectSetQuery
{
	AstNode node;
	List *ctes;		/* ours: WITH before the parentheses that hold this set */
	AstNode *first; /* "initial_select_query": query, set or Placeholder */
	List *others;	/* "subsequent_select_queries": AstSelectSetNode */
	List *order_by; /* ours */
	AstNode *limit;
	AstNode *offset;
	bool limit_with_ties;
	bool limit_percent;
	HogqlSpan clause[AST_CLAUSE_COUNT]; /* WITH, ORDER_BY, LIMIT and OFFSET are used */
} AstSelectSetQuery;

typedef enum AstSetOperator
{
	SET_UNION_ALL,
	SET_UNION_DISTINCT, /* also of a bare UNION */
	SET_EXCEPT,
	SET_EXCEPT_ALL,
	SET_INTERSECT,
	SET_INTERSECT_ALL,
	SET_INTERSECT_DISTINCT,
} AstSetOperator;

typedef struct AstSelectSetNode
{
	AstNode node;
	AstSetOperator set_operator;
	bool by_name;	/* a part of "set_operator" in PostHog's tree */
	AstNode *query; /* "select_query": query, set or Placeholder */
	HogqlSpan operator_span;
	bool in_parentheses; /* ours: the query stands in them */
} AstSelectSetNode;

/* VALUES in parentheses, a table of FROM. */
typedef struct AstValuesQuery
{
	AstNode node;
	List *rows; /* Lists of nodes */
} AstValuesQuery;

typedef enum AstMaterialized
{
	MATERIALIZED_DEFAULT,
	MATERIALIZED_YES,
	MATERIALIZED_NO,
} AstMaterialized;

typedef struct AstCTE
{
	AstNode node;
	AstName *name;
	bool is_column; /* "cte_type": `e AS name`, an alias; else `name AS (select)` */
	AstNode *expr;
	List *columns; /* names */
	AstMaterialized materialized;
	bool recursive;
	List *using_key; /* names */
	HogqlSpan using_span;
} AstCTE;

typedef enum AstJoinSide
{
	JOIN_SIDE_NONE,	 /* the first table of FROM */
	JOIN_SIDE_PLAIN, /* JOIN */
	JOIN_SIDE_INNER,
	JOIN_SIDE_LEFT,
	JOIN_SIDE_RIGHT,
	JOIN_SIDE_FULL,
	JOIN_SIDE_CROSS,
	JOIN_SIDE_COMMA, /* "CROSS JOIN" in PostHog's tree */
	JOIN_SIDE_POSITIONAL,
} AstJoinSide;

typedef enum AstJoinStrictness
{
	JOIN_STRICTNESS_NONE,
	JOIN_STRICTNESS_ALL,
	JOIN_STRICTNESS_ANY,
	JOIN_STRICTNESS_SEMI,
	JOIN_STRICTNESS_ANTI,
	JOIN_STRICTNESS_ASOF,
	JOIN_STRICTNESS_ASOF_SEMI,
	JOIN_STRICTNESS_ASOF_ANTI,
} AstJoinStrictness;

/*
 * A table of FROM and how it is joined to those before it.
 *
 * Parentheses around joins are flattened, as in PostHog's tree, but remembered:
 * `a LEFT JOIN (b JOIN c ON x) ON y` is the chain a, b (LEFT JOIN ON y, group 2),
 * c (JOIN ON x).
 */
typedef struct AstJoinExpr
{
	AstNode node;
	AstJoinSide side; /* these three together are "join_type" */
	AstJoinStrictness strictness;
	bool outer;
	bool natural;	/* ours */
	AstNode *table; /* Field, query, set, ValuesQuery, PivotExpr, UnpivotExpr or Placeholder */
	bool is_function;
	List *table_args; /* of a table function, whose name is the Field */
	AstName *alias;
	List *column_aliases; /* names */
	bool final;			  /* "table_final" */
	struct AstSampleExpr *sample;
	struct AstJoinConstraint *constraint;
	struct AstJoinExpr *next_join;
	int group; /* so many tables from this one on were in parentheses together; 0: it begins none */
	HogqlSpan join_span; /* the join's words or its comma */
	HogqlSpan final_span;
} AstJoinExpr;

typedef struct AstJoinConstraint
{
	AstNode node;
	bool is_using;		 /* "constraint_type" */
	AstNode *expr;		 /* several are a Tuple, in ON as well */
	HogqlSpan word_span; /* ON or USING */
} AstJoinConstraint;

typedef struct AstSampleExpr
{
	AstNode node;
	AstNode *sample_value; /* RatioExpr or Placeholder */
	AstNode *offset_value;
} AstSampleExpr;

typedef struct AstRatioExpr
{
	AstNode node;
	AstNode *left; /* constants */
	AstNode *right;
} AstRatioExpr;

typedef struct AstPivotExpr
{
	AstNode node;
	AstNode *table; /* Field …, or JoinExpr if it has an alias or joins */
	List *aggregates;
	List *columns; /* AstPivotColumn */
	List *group_by;
	HogqlSpan word_span; /* PIVOT */
} AstPivotExpr;

typedef struct AstPivotColumn
{
	AstNode node;
	AstNode *column; /* several are a Tuple */
	List *values;
} AstPivotColumn;

typedef struct AstUnpivotExpr
{
	AstNode node;
	AstNode *table;
	List *columns; /* AstUnpivotColumn */
	bool include_nulls;
	HogqlSpan word_span; /* UNPIVOT */
} AstUnpivotExpr;

typedef struct AstUnpivotColumn
{
	AstNode node;
	AstNode *value_columns; /* several are a Tuple */
	AstNode *name_columns;
	List *unpivot_values;
	List *more; /* ours: further `name IN (…)`, as AstPivotColumn; PostHog's tree drops them */
} AstUnpivotColumn;

typedef struct AstGroupingSet
{
	AstNode node;
	List *exprs;
} AstGroupingSet;

typedef enum AstNullsOrder
{
	NULLS_ORDER_DEFAULT,
	NULLS_ORDER_FIRST,
	NULLS_ORDER_LAST,
} AstNullsOrder;

typedef struct AstOrderExpr
{
	AstNode node;
	AstNode *expr;
	bool descending;	 /* "order" */
	AstNullsOrder nulls; /* ours */
	AstName *collation;	 /* ours: the text of the string */
	struct AstWithFillExpr *with_fill;
} AstOrderExpr;

typedef struct AstWithFillExpr
{
	AstNode node;
	AstNode *from_value;
	AstNode *to_value;
	AstNode *step_value;
} AstWithFillExpr;

typedef struct AstInterpolateExpr
{
	AstNode node;
	AstNode *expr;	/* AstField: the column */
	AstNode *value; /* NULL: as it was in the row before */
} AstInterpolateExpr;

typedef struct AstLimitByExpr
{
	AstNode node;
	AstNode *n;
	AstNode *offset_value;
	List *exprs;
} AstLimitByExpr;

typedef enum AstFrameMethod
{
	FRAME_NONE,
	FRAME_ROWS,
	FRAME_RANGE,
} AstFrameMethod;

typedef struct AstWindowExpr
{
	AstNode node;
	List *partition_by;
	List *order_by; /* AstOrderExpr */
	AstFrameMethod frame_method;
	struct AstWindowFrameExpr *frame_start;
	struct AstWindowFrameExpr *frame_end; /* NULL without BETWEEN */
} AstWindowExpr;

typedef enum AstFrameType
{
	FRAME_CURRENT_ROW,
	FRAME_PRECEDING,
	FRAME_FOLLOWING,
} AstFrameType;

typedef struct AstWindowFrameExpr
{
	AstNode node;
	AstFrameType frame_type;
	AstNode *frame_value; /* NULL: UNBOUNDED, unless it is CURRENT ROW */
} AstWindowFrameExpr;

/* A name with something that it is given to: of WINDOW, REPLACE, SETTINGS.  Members of an object in JSON. */
typedef struct AstBinding
{
	AstNode node;
	AstName *name;
	AstNode *expr;
} AstBinding;

/* Ours: the type of a cast, word by word.  PostHog's tree has "type_name", its text. */
typedef struct AstTypeName
{
	AstNode node;
	const char *text; /* as in PostHog's tree: lower case, `a, b` in parentheses */
	List *words; /* names, as written: more than one in `double precision`, `time with time zone` */
	List *args;	 /* AstTypeName, or expressions (constants, as a rule) */
	List *fields;	/* names of the args of Nested or Tuple(a Int64, …), else NIL */
	int dimensions; /* how many [] or [n] follow */
} AstTypeName;

#endif /* METAHOG_HOGQL_AST_QUERY_H */
