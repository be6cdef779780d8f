/*
 * hogql/ast.h
 *		The tree of a HogQL text: the nodes that PostHog's parser gives, by their names.
 *
 * - A node's struct begins with an AstNode; ast_kind says which struct it is.
 * - The parser fills all but `type`, `meaning` and `flags`, which belong to the
 *   resolver, and which it writes in place.
 * - What PostHog's parser folds is folded: `a || b` is a Call of concat, CASE
 *   WHEN is if or multiIf, `-x` is 0 - x, INTERVAL is a Call of toIntervalX.  The
 *   name of such a Call has the span of the operator or keyword.
 * - A List of nodes holds AstNode pointers, a list of names AstName pointers, a
 *   list of rows such Lists.  Absent nodes, names and lists are NULL.
 * - Spans count characters of the text from 0.
 * - All texts are in the server's encoding and end with a NUL.
 * - Fields that PostHog's tree does not have are marked "ours".  The fields of
 *   all kinds are in one table (ast.c): walking, counting, copying and the JSON
 *   form read them there, so that a new field needs one line more.
 */
#ifndef METAHOG_HOGQL_AST_H
#define METAHOG_HOGQL_AST_H

#include "nodes/pg_list.h"

#include "hogql/hogql_error.h"

/* A word of the text: a name with its quotes and escapes resolved. */
typedef struct AstName
{
	const char *text;
	HogqlSpan span;
	bool quoted; /* by backticks or double quotes */
} AstName;

/* X(kind, struct): the name of a struct without Ast is the node's name in PostHog's tree. */
#define AST_KINDS(X)                                 \
	X(AST_SELECT_QUERY, SelectQuery)                 \
	X(AST_SELECT_SET_QUERY, SelectSetQuery)          \
	X(AST_SELECT_SET_NODE, SelectSetNode)            \
	X(AST_VALUES_QUERY, ValuesQuery)                 \
	X(AST_CTE, CTE)                                  \
	X(AST_JOIN_EXPR, JoinExpr)                       \
	X(AST_JOIN_CONSTRAINT, JoinConstraint)           \
	X(AST_SAMPLE_EXPR, SampleExpr)                   \
	X(AST_RATIO_EXPR, RatioExpr)                     \
	X(AST_PIVOT_EXPR, PivotExpr)                     \
	X(AST_PIVOT_COLUMN, PivotColumn)                 \
	X(AST_UNPIVOT_EXPR, UnpivotExpr)                 \
	X(AST_UNPIVOT_COLUMN, UnpivotColumn)             \
	X(AST_GROUPING_SET, GroupingSet)                 \
	X(AST_ORDER_EXPR, OrderExpr)                     \
	X(AST_WITH_FILL_EXPR, WithFillExpr)              \
	X(AST_INTERPOLATE_EXPR, InterpolateExpr)         \
	X(AST_LIMIT_BY_EXPR, LimitByExpr)                \
	X(AST_WINDOW_EXPR, WindowExpr)                   \
	X(AST_WINDOW_FRAME_EXPR, WindowFrameExpr)        \
	X(AST_BINDING, Binding)                          \
	X(AST_TYPE_NAME, TypeName)                       \
	X(AST_ALIAS, Alias)                              \
	X(AST_AND, And)                                  \
	X(AST_OR, Or)                                    \
	X(AST_NOT, Not)                                  \
	X(AST_ARITHMETIC_OPERATION, ArithmeticOperation) \
	X(AST_COMPARE_OPERATION, CompareOperation)       \
	X(AST_IS_DISTINCT_FROM, IsDistinctFrom)          \
	X(AST_BETWEEN_EXPR, BetweenExpr)                 \
	X(AST_FIELD, Field)                              \
	X(AST_CONSTANT, Constant)                        \
	X(AST_CALL, Call)                                \
	X(AST_EXPR_CALL, ExprCall)                       \
	X(AST_WINDOW_FUNCTION, WindowFunction)           \
	X(AST_TYPE_CAST, TypeCast)                       \
	X(AST_TRY_CAST, TryCast)                         \
	X(AST_LAMBDA, Lambda)                            \
	X(AST_TUPLE, Tuple)                              \
	X(AST_ARRAY, Array)                              \
	X(AST_DICT, Dict)                                \
	X(AST_ARRAY_ACCESS, ArrayAccess)                 \
	X(AST_ARRAY_SLICE, ArraySlice)                   \
	X(AST_TUPLE_ACCESS, TupleAccess)                 \
	X(AST_COLUMNS_EXPR, ColumnsExpr)                 \
	X(AST_SPREAD_EXPR, SpreadExpr)                   \
	X(AST_PLACEHOLDER, Placeholder)                  \
	X(AST_NAMED_ARGUMENT, NamedArgument)             \
	X(AST_POSITIONAL_REF, PositionalRef)

typedef enum AstKind
{
#define AST_KIND(kind, name) kind,
	AST_KINDS(AST_KIND)
#undef AST_KIND
} AstKind;

#define AST_KIND_COUNT (AST_POSITIONAL_REF + 1)

typedef struct AstNode
{
	AstKind kind;
	HogqlSpan span;

	/* The resolver's: what its value is, what it stands for, and what else it remembers of it. */
	uint32 flags;
	const struct HogqlType *type; /* hogql/types.h */
	struct Meaning *meaning;	  /* hogql/meaning.h */
} AstNode;

/* Queries */

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
	AstName *name;
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

/* Expressions */

typedef struct AstAlias
{
	AstNode node;
	AstNode *expr;
	AstName *alias;
} AstAlias;

/* Also Or; chains are flat, however they were nested. */
typedef struct AstAnd
{
	AstNode node;
	List *exprs;
} AstAnd;

typedef AstAnd AstOr;

typedef struct AstNot
{
	AstNode node;
	AstNode *expr;
} AstNot;

typedef enum AstOperator
{
	OPERATOR_ADD,
	OPERATOR_SUBTRACT,
	OPERATOR_MULTIPLY,
	OPERATOR_DIVIDE,
	OPERATOR_MODULO,

	OPERATOR_EQUAL,
	OPERATOR_NOT_EQUAL,
	OPERATOR_LESS,
	OPERATOR_LESS_EQUAL,
	OPERATOR_GREATER,
	OPERATOR_GREATER_EQUAL,
	OPERATOR_LIKE,
	OPERATOR_NOT_LIKE,
	OPERATOR_ILIKE,
	OPERATOR_NOT_ILIKE,
	OPERATOR_IN,
	OPERATOR_NOT_IN,
	OPERATOR_IN_COHORT,
	OPERATOR_NOT_IN_COHORT,
	OPERATOR_REGEX,
	OPERATOR_IREGEX,
	OPERATOR_NOT_REGEX,
	OPERATOR_NOT_IREGEX,
} AstOperator;

#define AST_OPERATOR_COUNT (OPERATOR_NOT_IREGEX + 1)

typedef struct AstArithmeticOperation
{
	AstNode node;
	AstOperator op;
	AstNode *left; /* the constant 0 in `-x`, with an empty span before it */
	AstNode *right;
	HogqlSpan operator_span;
} AstArithmeticOperation;

typedef struct AstCompareOperation
{
	AstNode node;
	AstOperator op;
	AstNode *left;
	AstNode *right;
	bool is_null_comparison_style; /* IS [NOT] NULL, with the constant NULL on the right */
	HogqlSpan operator_span;
} AstCompareOperation;

typedef struct AstIsDistinctFrom
{
	AstNode node;
	AstNode *left;
	AstNode *right;
	bool negated;
	HogqlSpan operator_span;
} AstIsDistinctFrom;

typedef struct AstBetweenExpr
{
	AstNode node;
	AstNode *expr;
	AstNode *low;
	AstNode *high;
	bool negated;
	HogqlSpan operator_span;
} AstBetweenExpr;

/* `a.b.c`, `*`, `t.*`: the star is a name of the chain that is not quoted. */
typedef struct AstField
{
	AstNode node;
	List *chain; /* names */
} AstField;

typedef enum AstConstantKind
{
	CONSTANT_NULL,
	CONSTANT_BOOL,
	CONSTANT_INTEGER, /* in the range of bigint */
	CONSTANT_DECIMAL, /* integers outside of it */
	CONSTANT_FLOAT,	  /* also inf and nan */
	CONSTANT_STRING,
} AstConstantKind;

typedef struct AstConstant
{
	AstNode node;
	AstConstantKind value_kind;
	bool boolean;
	int64 integer;
	double number;	  /* of a float */
	const char *text; /* of a string; of a decimal its digits, with the sign */
	int length;		  /* of text */
} AstConstant;

typedef struct AstCall
{
	AstNode node;
	AstName *name; /* of a folded operator: with the operator's span */
	bool has_params;
	List *params; /* of `f(params)(args)`; NIL in `f()(…)` too */
	bool distinct;
	List *args;
	List *order_by;		  /* AstOrderExpr */
	AstNode *filter_expr; /* FILTER (WHERE …) */
	List *within_group;	  /* AstOrderExpr; the arguments then are params */
	bool folded; /* ours: it was written as an operator, CASE, INTERVAL, EXTRACT, a template … */
	bool ignore_nulls; /* ours: IGNORE NULLS behind it */
	HogqlSpan ignore_nulls_span;
} AstCall;

/* A call of something that is not a plain name: `a.b(c)`, `f(a)(b)(c)`, `x::Decimal(1, 2)`. */
typedef struct AstExprCall
{
	AstNode node;
	AstNode *expr;
	List *args;
} AstExprCall;

/* `f(exprs) OVER …`, `f(exprs)(args) OVER …` */
typedef struct AstWindowFunction
{
	AstNode node;
	AstName *name;
	List *exprs;
	bool has_args; /* there were two lists: then exprs are the parameters */
	List *args;
	bool distinct;		  /* ours */
	AstNode *filter_expr; /* ours */
	AstWindowExpr *over_expr;
	AstName *over_identifier;
	bool ignore_nulls; /* ours: IGNORE NULLS behind it */
	HogqlSpan ignore_nulls_span;
	HogqlSpan over_span; /* OVER */
} AstWindowFunction;

typedef struct AstTypeCast
{
	AstNode node;
	AstNode *expr;
	AstTypeName *type_name;
} AstTypeCast;

typedef AstTypeCast AstTryCast;

typedef struct AstLambda
{
	AstNode node;
	List *args; /* names */
	AstNode *expr;
} AstLambda;

/* Also Array. */
typedef struct AstTuple
{
	AstNode node;
	List *exprs;
} AstTuple;

typedef AstTuple AstArray;

typedef struct AstDict
{
	AstNode node;
	List *items; /* Lists of key and value */
} AstDict;

/* `a[i]`, `a?.[i]`, and `a?.b` with the constant 'b'; also `e.b` of an e that is no chain. */
typedef struct AstArrayAccess
{
	AstNode node;
	AstNode *array;
	AstNode *property;
	bool nullish;
} AstArrayAccess;

typedef struct AstArraySlice
{
	AstNode node;
	AstNode *array;
	AstNode *start_expr;
	AstNode *end_expr;
} AstArraySlice;

typedef struct AstTupleAccess
{
	AstNode node;
	AstNode *tuple;
	int64 index;
	bool nullish;
	HogqlSpan index_span;
} AstTupleAccess;

/* COLUMNS(…), `* EXCLUDE (…)`, `(* REPLACE (…))`; a plain star is a Field. */
typedef struct AstColumnsExpr
{
	AstNode node;
	AstName *regex; /* the text of the string; "regex" */
	List *columns;
	bool all_columns;
	List *exclude;	/* names */
	List *replace;	/* AstBinding */
	List *of_table; /* ours: the chain before the star in COLUMNS(t.* …), `t.* EXCLUDE (…)` */
} AstColumnsExpr;

/* `*COLUMNS(…)` */
typedef struct AstSpreadExpr
{
	AstNode node;
	AstNode *expr;
} AstSpreadExpr;

/* `{a.b}`; expr is a Field. */
typedef struct AstPlaceholder
{
	AstNode node;
	AstNode *expr;
} AstPlaceholder;

/* `name := value` */
typedef struct AstNamedArgument
{
	AstNode node;
	AstName *name;
	AstNode *value;
} AstNamedArgument;

/* `#N` */
typedef struct AstPositionalRef
{
	AstNode node;
	int64 index;
} AstPositionalRef;

/* A text that was read, and its tree. */
typedef struct AstTree
{
	AstNode *root;	  /* query, set or Placeholder */
	const char *text; /* in the server's encoding, NUL-terminated */
	int length;		  /* of it in bytes */
	int characters;	  /* of it */
} AstTree;

/* The name of the kind in PostHog's tree. */
extern const char *ast_kind_name(AstKind kind);

/* How PostHog's tree writes an operator: "+", "==", "not in" … */
extern const char *ast_operator_name(AstOperator op);

/* A new node of zeros; ast_new(AstCall, AST_CALL, span). */
extern AstNode *ast_new_node(AstKind kind, HogqlSpan span);
#define ast_new(struct_name, kind, span) ((struct_name *) ast_new_node((kind), (span)))

/* Calls visit for each node directly below, in the order of the text, until it answers true; is that what it did? */
typedef bool (*AstVisitor)(AstNode *node, void *context);
extern bool ast_visit_children(AstNode *node, AstVisitor visit, void *context);

/* How many nodes: this one and all below. */
extern int64 ast_count(AstNode *node);

/* A copy of it and all below in the current memory context; names, texts and annotations are shared. */
extern AstNode *ast_copy(const AstNode *node);

/* The text of a span, palloc'd; each run of white space outside of quotes is one blank. */
extern char *ast_source_text(const AstTree *tree, HogqlSpan span);

#endif /* METAHOG_HOGQL_AST_H */
