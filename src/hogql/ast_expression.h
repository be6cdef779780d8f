/*
 * hogql/ast_expression.h
 *		Nodes of expressions: see ast.h.
 */
#ifndef METAHOG_HOGQL_AST_EXPRESSION_H
#define METAHOG_HOGQL_AST_EXPRESSION_H

#include "hogql/ast_query.h"

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
	double number;			 /* of a float */
	const char *text;		 /* of a string; of a decimal its digits, with the sign */
	int length;				 /* of text */
	const char *hexadecimal; /* of a decimal that was written so: in lower case, with the sign */
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

#endif /* METAHOG_HOGQL_AST_EXPRESSION_H */
