/*
 * hogql/ast_node.h
 *		What all nodes of the tree have: see ast.h.
 */
#ifndef METAHOG_HOGQL_AST_NODE_H
#define METAHOG_HOGQL_AST_NODE_H

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

#endif /* METAHOG_HOGQL_AST_NODE_H */
