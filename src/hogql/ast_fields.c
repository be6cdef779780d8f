/*
 * hogql/ast_fields.c
 *		The fields of each kind of node, in the order of the text.
 *
 * Not here is what JSON has under another shape (ast_json.c): the value of a
 * constant, a join's kind, a set's operator.
 */
#include "postgres.h"

#include "hogql/ast_fields.h"

#define AT(struct_name, field) offsetof(Ast##struct_name, field)
#define FIELD(struct_name, field, name, kind)       \
	{                                               \
		name, kind, AT(struct_name, field), NULL, 0 \
	}
#define CHOICE(struct_name, field, name, texts)              \
	{                                                        \
		name, FIELD_CHOICE, AT(struct_name, field), texts, 0 \
	}
#define EITHER(struct_name, field, name, texts)              \
	{                                                        \
		name, FIELD_EITHER, AT(struct_name, field), texts, 0 \
	}
#define LIST(struct_name, field, name, kind, present)     \
	{                                                     \
		name, kind, AT(struct_name, field), NULL, present \
	}
#define END_OF_FIELDS       \
	{                       \
		NULL, 0, 0, NULL, 0 \
	}

static const char *const array_join_texts[] = {NULL, "ARRAY JOIN", "INNER ARRAY JOIN",
											   "LEFT ARRAY JOIN"};
static const char *const group_mode_texts[] = {NULL, "all", "cube", "rollup", "grouping_sets"};
static const char *const cte_type_texts[] = {"subquery", "column"};
static const char *const constraint_texts[] = {"ON", "USING"};
static const char *const order_texts[] = {"ASC", "DESC"};
static const char *const nulls_texts[] = {NULL, "FIRST", "LAST"};
static const char *const frame_method_texts[] = {NULL, "ROWS", "RANGE"};
static const char *const frame_type_texts[] = {"CURRENT ROW", "PRECEDING", "FOLLOWING"};

const char *const ast_operator_texts[] = {"+",
										  "-",
										  "*",
										  "/",
										  "%",
										  "==",
										  "!=",
										  "<",
										  "<=",
										  ">",
										  ">=",
										  "like",
										  "not like",
										  "ilike",
										  "not ilike",
										  "in",
										  "not in",
										  "in cohort",
										  "not in cohort",
										  "=~",
										  "=~*",
										  "!~",
										  "!~*"};

static const AstFieldRule select_query[] =
	{FIELD(SelectQuery, ctes, "ctes", FIELD_NODES),
	 FIELD(SelectQuery, distinct, "distinct", FIELD_BOOL),
	 FIELD(SelectQuery, top, "top", FIELD_NODE),
	 FIELD(SelectQuery, top_with_ties, "top_with_ties", FIELD_BOOL),
	 LIST(SelectQuery, select, "select", FIELD_NODES, ALWAYS_PRESENT),
	 FIELD(SelectQuery, from, "select_from", FIELD_NODE),
	 CHOICE(SelectQuery, array_join, "array_join_op", array_join_texts),
	 FIELD(SelectQuery, array_join_list, "array_join_list", FIELD_NODES),
	 FIELD(SelectQuery, prewhere, "prewhere", FIELD_NODE),
	 FIELD(SelectQuery, where, "where", FIELD_NODE),
	 FIELD(SelectQuery, sample, "sample", FIELD_NODE),
	 FIELD(SelectQuery, group_by, "group_by", FIELD_NODES),
	 CHOICE(SelectQuery, group_by_mode, "group_by_mode", group_mode_texts),
	 CHOICE(SelectQuery, group_by_with, "group_by_with", group_mode_texts),
	 FIELD(SelectQuery, with_totals, "with_totals", FIELD_BOOL),
	 FIELD(SelectQuery, having, "having", FIELD_NODE),
	 FIELD(SelectQuery, qualify, "qualify", FIELD_NODE),
	 FIELD(SelectQuery, windows, "window_exprs", FIELD_BINDINGS),
	 FIELD(SelectQuery, order_by, "order_by", FIELD_NODES),
	 LIST(SelectQuery, interpolate, "interpolate", FIELD_NODES, AT(SelectQuery, has_interpolate)),
	 FIELD(SelectQuery, limit_by, "limit_by", FIELD_NODE),
	 FIELD(SelectQuery, limit, "limit", FIELD_NODE),
	 FIELD(SelectQuery, limit_percent, "limit_percent", FIELD_BOOL),
	 FIELD(SelectQuery, limit_with_ties, "limit_with_ties", FIELD_BOOL),
	 FIELD(SelectQuery, offset, "offset", FIELD_NODE),
	 FIELD(SelectQuery, settings, "settings", FIELD_BINDINGS),
	 END_OF_FIELDS};

static const AstFieldRule select_set_query[] =
	{FIELD(SelectSetQuery, ctes, "ctes", FIELD_NODES),
	 FIELD(SelectSetQuery, first, "initial_select_query", FIELD_NODE),
	 LIST(SelectSetQuery, others, "subsequent_select_queries", FIELD_NODES, ALWAYS_PRESENT),
	 FIELD(SelectSetQuery, order_by, "order_by", FIELD_NODES),
	 FIELD(SelectSetQuery, limit, "limit", FIELD_NODE),
	 FIELD(SelectSetQuery, limit_percent, "limit_percent", FIELD_BOOL),
	 FIELD(SelectSetQuery, limit_with_ties, "limit_with_ties", FIELD_BOOL),
	 FIELD(SelectSetQuery, offset, "offset", FIELD_NODE),
	 END_OF_FIELDS};

static const AstFieldRule select_set_node[] = {FIELD(SelectSetNode, query, "select_query",
													 FIELD_NODE),
											   END_OF_FIELDS};

static const AstFieldRule values_query[] = {LIST(ValuesQuery, rows, "rows", FIELD_ROWS,
												 ALWAYS_PRESENT),
											END_OF_FIELDS};

static const AstFieldRule cte[] = {FIELD(CTE, name, "name", FIELD_NAME),
								   EITHER(CTE, is_column, "cte_type", cte_type_texts),
								   FIELD(CTE, columns, "columns", FIELD_NAMES),
								   FIELD(CTE, using_key, "using_key", FIELD_NAMES),
								   FIELD(CTE, materialized, "materialized", FIELD_TRISTATE),
								   FIELD(CTE, recursive, "recursive", FIELD_BOOL),
								   FIELD(CTE, expr, "expr", FIELD_NODE),
								   END_OF_FIELDS};

static const AstFieldRule join_expr[] = {FIELD(JoinExpr, natural, "natural", FIELD_BOOL),
										 FIELD(JoinExpr, table, "table", FIELD_NODE),
										 LIST(JoinExpr, table_args, "table_args", FIELD_NODES,
											  AT(JoinExpr, is_function)),
										 FIELD(JoinExpr, alias, "alias", FIELD_NAME),
										 FIELD(JoinExpr, column_aliases, "column_aliases",
											   FIELD_NAMES),
										 FIELD(JoinExpr, final, "table_final", FIELD_BOOL),
										 FIELD(JoinExpr, sample, "sample", FIELD_NODE),
										 FIELD(JoinExpr, constraint, "constraint", FIELD_NODE),
										 FIELD(JoinExpr, next_join, "next_join", FIELD_NODE),
										 END_OF_FIELDS};

static const AstFieldRule join_constraint[] = {EITHER(JoinConstraint, is_using, "constraint_type",
													  constraint_texts),
											   FIELD(JoinConstraint, expr, "expr", FIELD_NODE),
											   END_OF_FIELDS};

static const AstFieldRule sample_expr[] = {FIELD(SampleExpr, sample_value, "sample_value",
												 FIELD_NODE),
										   FIELD(SampleExpr, offset_value, "offset_value",
												 FIELD_NODE),
										   END_OF_FIELDS};

static const AstFieldRule ratio_expr[] = {FIELD(RatioExpr, left, "left", FIELD_NODE),
										  FIELD(RatioExpr, right, "right", FIELD_NODE),
										  END_OF_FIELDS};

static const AstFieldRule pivot_expr[] = {FIELD(PivotExpr, table, "table", FIELD_NODE),
										  LIST(PivotExpr, aggregates, "aggregates", FIELD_NODES,
											   ALWAYS_PRESENT),
										  LIST(PivotExpr, columns, "columns", FIELD_NODES,
											   ALWAYS_PRESENT),
										  FIELD(PivotExpr, group_by, "group_by", FIELD_NODES),
										  END_OF_FIELDS};

static const AstFieldRule pivot_column[] = {FIELD(PivotColumn, column, "column", FIELD_NODE),
											LIST(PivotColumn, values, "values", FIELD_NODES,
												 ALWAYS_PRESENT),
											END_OF_FIELDS};

static const AstFieldRule unpivot_expr[] = {FIELD(UnpivotExpr, table, "table", FIELD_NODE),
											FIELD(UnpivotExpr, include_nulls, "include_nulls",
												  FIELD_BOOL),
											LIST(UnpivotExpr, columns, "columns", FIELD_NODES,
												 ALWAYS_PRESENT),
											END_OF_FIELDS};

static const AstFieldRule unpivot_column[] =
	{FIELD(UnpivotColumn, value_columns, "value_columns", FIELD_NODE),
	 FIELD(UnpivotColumn, name_columns, "name_columns", FIELD_NODE),
	 LIST(UnpivotColumn, unpivot_values, "unpivot_values", FIELD_NODES, ALWAYS_PRESENT),
	 FIELD(UnpivotColumn, more, "more_columns", FIELD_NODES), END_OF_FIELDS};

static const AstFieldRule grouping_set[] = {LIST(GroupingSet, exprs, "exprs", FIELD_NODES,
												 ALWAYS_PRESENT),
											END_OF_FIELDS};

static const AstFieldRule order_expr[] = {FIELD(OrderExpr, expr, "expr", FIELD_NODE),
										  EITHER(OrderExpr, descending, "order", order_texts),
										  CHOICE(OrderExpr, nulls, "nulls", nulls_texts),
										  FIELD(OrderExpr, collation, "collate", FIELD_NAME),
										  FIELD(OrderExpr, with_fill, "with_fill", FIELD_NODE),
										  END_OF_FIELDS};

static const AstFieldRule with_fill_expr[] = {FIELD(WithFillExpr, from_value, "from_value",
													FIELD_NODE),
											  FIELD(WithFillExpr, to_value, "to_value", FIELD_NODE),
											  FIELD(WithFillExpr, step_value, "step_value",
													FIELD_NODE),
											  END_OF_FIELDS};

static const AstFieldRule interpolate_expr[] = {FIELD(InterpolateExpr, expr, "expr", FIELD_NODE),
												FIELD(InterpolateExpr, value, "value", FIELD_NODE),
												END_OF_FIELDS};

static const AstFieldRule limit_by_expr[] = {FIELD(LimitByExpr, n, "n", FIELD_NODE),
											 FIELD(LimitByExpr, offset_value, "offset_value",
												   FIELD_NODE),
											 LIST(LimitByExpr, exprs, "exprs", FIELD_NODES,
												  ALWAYS_PRESENT),
											 END_OF_FIELDS};

static const AstFieldRule window_expr[] =
	{FIELD(WindowExpr, partition_by, "partition_by", FIELD_NODES),
	 FIELD(WindowExpr, order_by, "order_by", FIELD_NODES),
	 CHOICE(WindowExpr, frame_method, "frame_method", frame_method_texts),
	 FIELD(WindowExpr, frame_start, "frame_start", FIELD_NODE),
	 FIELD(WindowExpr, frame_end, "frame_end", FIELD_NODE),
	 END_OF_FIELDS};

static const AstFieldRule window_frame_expr[] = {CHOICE(WindowFrameExpr, frame_type, "frame_type",
														frame_type_texts),
												 FIELD(WindowFrameExpr, frame_value, "frame_value",
													   FIELD_PLAIN),
												 END_OF_FIELDS};

static const AstFieldRule binding[] = {FIELD(Binding, name, "name", FIELD_NAME),
									   FIELD(Binding, expr, "expr", FIELD_NODE), END_OF_FIELDS};

static const AstFieldRule type_name[] = {FIELD(TypeName, args, "args", FIELD_NODES), END_OF_FIELDS};

static const AstFieldRule alias[] = {FIELD(Alias, expr, "expr", FIELD_NODE),
									 FIELD(Alias, alias, "alias", FIELD_NAME), END_OF_FIELDS};

/* Also of Or, Tuple, Array, which are the same struct. */
static const AstFieldRule and_exprs[] = {LIST(And, exprs, "exprs", FIELD_NODES, ALWAYS_PRESENT),
										 END_OF_FIELDS};

/* Also of SpreadExpr and Placeholder. */
static const AstFieldRule one_expr[] = {FIELD(Not, expr, "expr", FIELD_NODE), END_OF_FIELDS};

static const AstFieldRule arithmetic_operation[] =
	{FIELD(ArithmeticOperation, left, "left", FIELD_NODE),
	 CHOICE(ArithmeticOperation, op, "op", ast_operator_texts),
	 FIELD(ArithmeticOperation, right, "right", FIELD_NODE), END_OF_FIELDS};

static const AstFieldRule compare_operation[] =
	{FIELD(CompareOperation, left, "left", FIELD_NODE),
	 CHOICE(CompareOperation, op, "op", ast_operator_texts),
	 FIELD(CompareOperation, right, "right", FIELD_NODE),
	 FIELD(CompareOperation, is_null_comparison_style, "is_null_comparison_style", FIELD_BOOL),
	 END_OF_FIELDS};

static const AstFieldRule is_distinct_from[] = {FIELD(IsDistinctFrom, left, "left", FIELD_NODE),
												FIELD(IsDistinctFrom, negated, "negated",
													  FIELD_BOOL),
												FIELD(IsDistinctFrom, right, "right", FIELD_NODE),
												END_OF_FIELDS};

static const AstFieldRule between_expr[] = {FIELD(BetweenExpr, expr, "expr", FIELD_NODE),
											FIELD(BetweenExpr, negated, "negated", FIELD_BOOL),
											FIELD(BetweenExpr, low, "low", FIELD_NODE),
											FIELD(BetweenExpr, high, "high", FIELD_NODE),
											END_OF_FIELDS};

static const AstFieldRule field[] = {FIELD(Field, chain, "chain", FIELD_NAMES), END_OF_FIELDS};

static const AstFieldRule constant[] = {END_OF_FIELDS};

static const AstFieldRule call[] = {FIELD(Call, name, "name", FIELD_NAME),
									LIST(Call, params, "params", FIELD_NODES, AT(Call, has_params)),
									FIELD(Call, distinct, "distinct", FIELD_BOOL),
									LIST(Call, args, "args", FIELD_NODES, ALWAYS_PRESENT),
									FIELD(Call, order_by, "order_by", FIELD_NODES),
									FIELD(Call, within_group, "within_group", FIELD_NODES),
									FIELD(Call, filter_expr, "filter_expr", FIELD_NODE),
									FIELD(Call, ignore_nulls, "ignore_nulls", FIELD_BOOL),
									END_OF_FIELDS};

static const AstFieldRule expr_call[] = {FIELD(ExprCall, expr, "expr", FIELD_NODE),
										 LIST(ExprCall, args, "args", FIELD_NODES, ALWAYS_PRESENT),
										 END_OF_FIELDS};

static const AstFieldRule window_function[] =
	{FIELD(WindowFunction, name, "name", FIELD_NAME),
	 LIST(WindowFunction, exprs, "exprs", FIELD_NODES, ALWAYS_PRESENT),
	 FIELD(WindowFunction, distinct, "distinct", FIELD_BOOL),
	 LIST(WindowFunction, args, "args", FIELD_NODES, ALWAYS_PRESENT),
	 FIELD(WindowFunction, filter_expr, "filter_expr", FIELD_NODE),
	 FIELD(WindowFunction, over_expr, "over_expr", FIELD_NODE),
	 FIELD(WindowFunction, over_identifier, "over_identifier", FIELD_NAME),
	 FIELD(WindowFunction, ignore_nulls, "ignore_nulls", FIELD_BOOL),
	 END_OF_FIELDS};

static const AstFieldRule type_cast[] = {FIELD(TypeCast, expr, "expr", FIELD_NODE),
										 FIELD(TypeCast, type_name, "type_name", FIELD_TYPE),
										 END_OF_FIELDS};

static const AstFieldRule lambda[] = {LIST(Lambda, args, "args", FIELD_NAMES, ALWAYS_PRESENT),
									  FIELD(Lambda, expr, "expr", FIELD_NODE), END_OF_FIELDS};

static const AstFieldRule dict[] = {LIST(Dict, items, "items", FIELD_ROWS, ALWAYS_PRESENT),
									END_OF_FIELDS};

static const AstFieldRule array_access[] = {FIELD(ArrayAccess, array, "array", FIELD_NODE),
											FIELD(ArrayAccess, nullish, "nullish", FIELD_BOOL),
											FIELD(ArrayAccess, property, "property", FIELD_NODE),
											END_OF_FIELDS};

static const AstFieldRule array_slice[] = {FIELD(ArraySlice, array, "array", FIELD_NODE),
										   FIELD(ArraySlice, start_expr, "start_expr", FIELD_NODE),
										   FIELD(ArraySlice, end_expr, "end_expr", FIELD_NODE),
										   END_OF_FIELDS};

static const AstFieldRule tuple_access[] = {FIELD(TupleAccess, tuple, "tuple", FIELD_NODE),
											FIELD(TupleAccess, nullish, "nullish", FIELD_BOOL),
											FIELD(TupleAccess, index, "index", FIELD_INDEX),
											END_OF_FIELDS};

static const AstFieldRule columns_expr[] = {FIELD(ColumnsExpr, regex, "regex", FIELD_NAME),
											FIELD(ColumnsExpr, columns, "columns", FIELD_NODES),
											FIELD(ColumnsExpr, of_table, "of_table", FIELD_NAMES),
											FIELD(ColumnsExpr, all_columns, "all_columns",
												  FIELD_BOOL),
											FIELD(ColumnsExpr, exclude, "exclude", FIELD_NAMES),
											FIELD(ColumnsExpr, replace, "replace", FIELD_BINDINGS),
											END_OF_FIELDS};

static const AstFieldRule named_argument[] = {FIELD(NamedArgument, name, "name", FIELD_NAME),
											  FIELD(NamedArgument, value, "value", FIELD_NODE),
											  END_OF_FIELDS};

static const AstFieldRule positional_ref[] = {FIELD(PositionalRef, index, "index", FIELD_INDEX),
											  END_OF_FIELDS};

static const AstFieldRule *const fields[] = {
	[AST_SELECT_QUERY] = select_query,
	[AST_SELECT_SET_QUERY] = select_set_query,
	[AST_SELECT_SET_NODE] = select_set_node,
	[AST_VALUES_QUERY] = values_query,
	[AST_CTE] = cte,
	[AST_JOIN_EXPR] = join_expr,
	[AST_JOIN_CONSTRAINT] = join_constraint,
	[AST_SAMPLE_EXPR] = sample_expr,
	[AST_RATIO_EXPR] = ratio_expr,
	[AST_PIVOT_EXPR] = pivot_expr,
	[AST_PIVOT_COLUMN] = pivot_column,
	[AST_UNPIVOT_EXPR] = unpivot_expr,
	[AST_UNPIVOT_COLUMN] = unpivot_column,
	[AST_GROUPING_SET] = grouping_set,
	[AST_ORDER_EXPR] = order_expr,
	[AST_WITH_FILL_EXPR] = with_fill_expr,
	[AST_INTERPOLATE_EXPR] = interpolate_expr,
	[AST_LIMIT_BY_EXPR] = limit_by_expr,
	[AST_WINDOW_EXPR] = window_expr,
	[AST_WINDOW_FRAME_EXPR] = window_frame_expr,
	[AST_BINDING] = binding,
	[AST_TYPE_NAME] = type_name,
	[AST_ALIAS] = alias,
	[AST_AND] = and_exprs,
	[AST_OR] = and_exprs,
	[AST_NOT] = one_expr,
	[AST_ARITHMETIC_OPERATION] = arithmetic_operation,
	[AST_COMPARE_OPERATION] = compare_operation,
	[AST_IS_DISTINCT_FROM] = is_distinct_from,
	[AST_BETWEEN_EXPR] = between_expr,
	[AST_FIELD] = field,
	[AST_CONSTANT] = constant,
	[AST_CALL] = call,
	[AST_EXPR_CALL] = expr_call,
	[AST_WINDOW_FUNCTION] = window_function,
	[AST_TYPE_CAST] = type_cast,
	[AST_TRY_CAST] = type_cast,
	[AST_LAMBDA] = lambda,
	[AST_TUPLE] = and_exprs,
	[AST_ARRAY] = and_exprs,
	[AST_DICT] = dict,
	[AST_ARRAY_ACCESS] = array_access,
	[AST_ARRAY_SLICE] = array_slice,
	[AST_TUPLE_ACCESS] = tuple_access,
	[AST_COLUMNS_EXPR] = columns_expr,
	[AST_SPREAD_EXPR] = one_expr,
	[AST_PLACEHOLDER] = one_expr,
	[AST_NAMED_ARGUMENT] = named_argument,
	[AST_POSITIONAL_REF] = positional_ref,
};

StaticAssertDecl(lengthof(fields) == AST_KIND_COUNT, "each kind has its fields");
StaticAssertDecl(lengthof(ast_operator_texts) == AST_OPERATOR_COUNT, "each operator has its text");

const AstFieldRule *
ast_fields(AstKind kind)
{
	return fields[kind];
}

size_t
ast_size(AstKind kind)
{
	static const size_t sizes[] = {
#define AST_SIZE(kind, name) sizeof(Ast##name),
		AST_KINDS(AST_SIZE)
#undef AST_SIZE
	};

	return sizes[kind];
}
