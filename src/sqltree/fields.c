/*
 * sqltree/fields.c
 *		The table of what each kind of node has in it.
 *
 * - Fields stand in the order of printing.
 * - The fields of a new kind are added here, and nowhere else.
 */
#include "postgres.h"

#include "sqltree/fields.h"

static const char *const type_words[SQL_TYPE_COUNT] = {
	[SQL_TYPE_UNKNOWN] = "unknown",
	[SQL_TYPE_BOOLEAN] = "boolean",
	[SQL_TYPE_SMALLINT] = "smallint",
	[SQL_TYPE_INTEGER] = "integer",
	[SQL_TYPE_BIGINT] = "bigint",
	[SQL_TYPE_NUMERIC] = "numeric",
	[SQL_TYPE_REAL] = "real",
	[SQL_TYPE_DOUBLE] = "double",
	[SQL_TYPE_TEXT] = "text",
	[SQL_TYPE_BYTEA] = "bytea",
	[SQL_TYPE_UUID] = "uuid",
	[SQL_TYPE_DATE] = "date",
	[SQL_TYPE_TIME] = "time",
	[SQL_TYPE_TIMESTAMP] = "timestamp",
	[SQL_TYPE_TIMESTAMPTZ] = "timestamptz",
	[SQL_TYPE_INTERVAL] = "interval",
	[SQL_TYPE_JSON] = "json",
	[SQL_TYPE_JSONB] = "jsonb",
	[SQL_TYPE_OID] = "oid",
};

static const char *const operator_words[SQL_OP_COUNT] = {
	[SQL_OP_ADD] = "+",
	[SQL_OP_SUBTRACT] = "-",
	[SQL_OP_MULTIPLY] = "*",
	[SQL_OP_DIVIDE] = "/",
	[SQL_OP_MODULO] = "%",
	[SQL_OP_CONCAT] = "||",
	[SQL_OP_MINUS] = "minus",
	[SQL_OP_EQUAL] = "=",
	[SQL_OP_NOT_EQUAL] = "<>",
	[SQL_OP_LESS] = "<",
	[SQL_OP_LESS_EQUAL] = "<=",
	[SQL_OP_GREATER] = ">",
	[SQL_OP_GREATER_EQUAL] = ">=",
	[SQL_OP_DISTINCT] = "is distinct from",
	[SQL_OP_NOT_DISTINCT] = "is not distinct from",
	[SQL_OP_LIKE] = "like",
	[SQL_OP_NOT_LIKE] = "not like",
	[SQL_OP_ILIKE] = "ilike",
	[SQL_OP_NOT_ILIKE] = "not ilike",
	[SQL_OP_MATCH] = "match",
	[SQL_OP_NOT_MATCH] = "not match",
	[SQL_OP_IMATCH] = "imatch",
	[SQL_OP_NOT_IMATCH] = "not imatch",
};

static const char *const variadic_words[SQL_VARIADIC_COUNT] = {
	[SQL_AND] = "and",			 [SQL_OR] = "or",
	[SQL_CONCAT] = "concat",	 [SQL_COALESCE] = "coalesce",
	[SQL_GREATEST] = "greatest", [SQL_LEAST] = "least",
};

static const char *const subquery_words[SQL_SUBQUERY_COUNT] = {
	[SQL_SCALAR_SUBQUERY] = "scalar",
	[SQL_EXISTS] = "exists",
	[SQL_NOT_EXISTS] = "not exists",
	[SQL_ARRAY_SUBQUERY] = "array",
};

static const char *const nulls_words[] = {
	[SQL_NULLS_DEFAULT] = NULL, [SQL_NULLS_FIRST] = "nulls first", [SQL_NULLS_LAST] = "nulls last"};

static const char *const frame_words[SQL_FRAME_COUNT] = {
	[SQL_FRAME_NONE] = NULL,
	[SQL_FRAME_ROWS] = "rows",
	[SQL_FRAME_RANGE] = "range",
	[SQL_FRAME_GROUPS] = "groups",
};

/* The first is that of a window without a frame, too. */
static const char *const bound_words[SQL_BOUND_COUNT] = {
	[SQL_UNBOUNDED_PRECEDING] = NULL,
	[SQL_PRECEDING] = "preceding",
	[SQL_CURRENT_ROW] = "current row",
	[SQL_FOLLOWING] = "following",
	[SQL_UNBOUNDED_FOLLOWING] = "unbounded following",
};

static const char *const grouping_words[SQL_GROUPING_COUNT] = {
	[SQL_ROLLUP] = "rollup",
	[SQL_CUBE] = "cube",
	[SQL_GROUPING_SETS] = "sets",
	[SQL_GROUPING_SET] = "set",
};

static const char *const materialized_words[] = {
	[SQL_MATERIALIZED_DEFAULT] = NULL,
	[SQL_MATERIALIZED] = "materialized",
	[SQL_NOT_MATERIALIZED] = "not materialized",
};

static const char *const set_words[SQL_SET_COUNT] = {
	[SQL_SET_NONE] = NULL,
	[SQL_UNION] = "union",
	[SQL_EXCEPT] = "except",
	[SQL_INTERSECT] = "intersect",
};

static const char *const join_words[SQL_JOIN_COUNT] = {
	[SQL_INNER_JOIN] = "inner", [SQL_LEFT_JOIN] = "left",	[SQL_RIGHT_JOIN] = "right",
	[SQL_FULL_JOIN] = "full",	[SQL_CROSS_JOIN] = "cross",
};

#define NODE(type, field)                               \
	{                                                   \
		FIELD_NODE, #field, offsetof(type, field), NULL \
	}
#define NODES(type, field)                               \
	{                                                    \
		FIELD_NODES, #field, offsetof(type, field), NULL \
	}
#define ROWS(type, field)                               \
	{                                                   \
		FIELD_ROWS, #field, offsetof(type, field), NULL \
	}
#define STRING(type, field)                               \
	{                                                     \
		FIELD_STRING, #field, offsetof(type, field), NULL \
	}
#define STRINGS(type, field)                               \
	{                                                      \
		FIELD_STRINGS, #field, offsetof(type, field), NULL \
	}
#define FLAG(type, field)                               \
	{                                                   \
		FIELD_FLAG, #field, offsetof(type, field), NULL \
	}
#define NUMBER(type, field)                               \
	{                                                     \
		FIELD_NUMBER, #field, offsetof(type, field), NULL \
	}
#define ENUM(type, field, words)                         \
	{                                                    \
		FIELD_ENUM, #field, offsetof(type, field), words \
	}
#define TYPE(type, field)                               \
	{                                                   \
		FIELD_TYPE, #field, offsetof(type, field), NULL \
	}

static const SqlKindFields kinds[SQL_KIND_COUNT] = {
	[SQL_CONSTANT] = {"constant",
					  {TYPE(SqlConstant, type), STRING(SqlConstant, text),
					   FLAG(SqlConstant, bare)}},
	[SQL_PARAMETER] = {"parameter", {NUMBER(SqlParameter, number), TYPE(SqlParameter, type)}},
	[SQL_COLUMN] = {"column", {STRING(SqlColumn, table), STRING(SqlColumn, column)}},
	[SQL_STAR] = {"star", {STRING(SqlStar, table)}},
	[SQL_OUTPUT] = {"output", {STRING(SqlOutput, name)}},
	[SQL_POSITION] = {"position", {NUMBER(SqlPosition, number)}},
	[SQL_TEMPLATE] = {"template", {STRING(SqlTemplate, text), NODES(SqlTemplate, args)}},
	[SQL_CALL] = {"call", {STRING(SqlCall, name), NODES(SqlCall, args)}},
	[SQL_OPERATION] = {"operation",
					   {ENUM(SqlOperation, op, operator_words), FLAG(SqlOperation, by_bytes),
						NODE(SqlOperation, left), NODE(SqlOperation, right)}},
	[SQL_COLLATE] = {"collate", {NODE(SqlCollate, operand)}},
	[SQL_VARIADIC] = {"variadic",
					  {ENUM(SqlVariadic, variadic, variadic_words), NODES(SqlVariadic, args)}},
	[SQL_NOT] = {"not", {NODE(SqlTest, operand)}},
	[SQL_IS_NULL] = {"is null", {FLAG(SqlTest, negated), NODE(SqlTest, operand)}},
	[SQL_IN] = {"in",
				{FLAG(SqlIn, negated), NODE(SqlIn, operand), NODES(SqlIn, list),
				 NODE(SqlIn, query)}},
	[SQL_QUANTIFIED] = {"quantified",
						{ENUM(SqlQuantified, op, operator_words), NODE(SqlQuantified, operand),
						 NODE(SqlQuantified, array)}},
	[SQL_CASE] = {"case",
				  {NODE(SqlCase, operand), NODES(SqlCase, whens), NODE(SqlCase, otherwise)}},
	[SQL_WHEN] = {"when", {NODE(SqlWhen, condition), NODE(SqlWhen, result)}},
	[SQL_CAST] = {"cast", {TYPE(SqlCast, type), NODE(SqlCast, operand)}},
	[SQL_ROW] = {"row", {NODES(SqlRow, args)}},
	[SQL_ARRAY] = {"array", {TYPE(SqlArray, type), NODES(SqlArray, elements)}},
	[SQL_SUBQUERY] = {"subquery",
					  {ENUM(SqlSubquery, subquery, subquery_words), NODE(SqlSubquery, query)}},
	[SQL_AGGREGATE] = {"aggregate",
					   {STRING(SqlAggregate, name), STRING(SqlAggregate, template),
						FLAG(SqlAggregate, star), FLAG(SqlAggregate, distinct),
						NODES(SqlAggregate, args), NODES(SqlAggregate, order_by),
						NODES(SqlAggregate, within_group), NODE(SqlAggregate, filter),
						NODE(SqlAggregate, over)}},
	[SQL_FRAGMENT] = {"fragment", {NODES(SqlFragment, parts)}},
	[SQL_PIECE] = {"piece", {STRING(SqlPiece, text)}},
	[SQL_WINDOW] = {"window",
					{STRING(SqlWindow, name), STRING(SqlWindow, refers),
					 ENUM(SqlWindow, frame, frame_words), ENUM(SqlWindow, start.kind, bound_words),
					 ENUM(SqlWindow, end.kind, bound_words), NODES(SqlWindow, partition_by),
					 NODES(SqlWindow, order_by), NODE(SqlWindow, start.offset),
					 NODE(SqlWindow, end.offset)}},
	[SQL_ORDER] = {"order",
				   {FLAG(SqlOrder, descending), ENUM(SqlOrder, nulls, nulls_words),
					FLAG(SqlOrder, by_bytes), NODE(SqlOrder, key)}},
	[SQL_GROUPING] = {"grouping",
					  {ENUM(SqlGrouping, grouping, grouping_words), NODES(SqlGrouping, members)}},
	[SQL_ITEM] = {"item", {STRING(SqlItem, name), NODE(SqlItem, value)}},
	[SQL_CTE] = {"cte",
				 {STRING(SqlCte, name), STRINGS(SqlCte, columns),
				  ENUM(SqlCte, materialized, materialized_words), NODE(SqlCte, query)}},
	[SQL_SELECT] = {"select",
					{FLAG(SqlSelect, recursive), ENUM(SqlSelect, set, set_words),
					 FLAG(SqlSelect, all), FLAG(SqlSelect, distinct), FLAG(SqlSelect, group_all),
					 FLAG(SqlSelect, with_ties), NODES(SqlSelect, ctes), NODES(SqlSelect, arms),
					 ROWS(SqlSelect, rows), NODES(SqlSelect, distinct_on), NODES(SqlSelect, items),
					 NODES(SqlSelect, from), NODE(SqlSelect, where), NODES(SqlSelect, group_by),
					 NODE(SqlSelect, having), NODES(SqlSelect, windows), NODES(SqlSelect, order_by),
					 NODE(SqlSelect, limit), NODE(SqlSelect, offset)}},
	[SQL_TABLE] = {"table",
				   {STRING(SqlTable, schema), STRING(SqlTable, name), STRING(SqlTable, alias),
					STRINGS(SqlTable, columns)}},
	[SQL_DERIVED] = {"derived",
					 {FLAG(SqlDerived, lateral), STRING(SqlDerived, alias),
					  STRINGS(SqlDerived, columns), NODE(SqlDerived, query)}},
	[SQL_FUNCTION_TABLE] = {"function table",
							{FLAG(SqlFunctionTable, lateral), FLAG(SqlFunctionTable, ordinality),
							 STRING(SqlFunctionTable, alias), STRINGS(SqlFunctionTable, columns),
							 NODE(SqlFunctionTable, function)}},
	[SQL_JOIN] = {"join",
				  {ENUM(SqlJoin, join, join_words), NODE(SqlJoin, left), NODE(SqlJoin, right),
				   NODE(SqlJoin, on)}},
};

const SqlKindFields *
sql_fields_of(SqlKind kind)
{
	if ((unsigned int) kind >= SQL_KIND_COUNT)
		elog(ERROR, "unknown kind of SQL node: %d", (int) kind);
	return &kinds[kind];
}

const char *
sql_type_word(SqlTypeKind kind)
{
	if ((unsigned int) kind >= SQL_TYPE_COUNT)
		elog(ERROR, "unknown type of SQL: %d", (int) kind);
	return type_words[kind];
}
