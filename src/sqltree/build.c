/*
 * sqltree/build.c
 *		Expressions are built.
 *
 * - A builder allocates in the current memory context and changes nothing that it
 *   was given, but for sql_at(), which is for a node just built.
 * - What can be said more simply is: an AND of one is that one.
 */
#include "postgres.h"

#include "common/shortest_dec.h"

#include "sqltree/build.h"
#include "sqltree/sqltree.h"

/* Every node begins with its kind and has no span yet. */
void *
sql_new_node(Size size, SqlKind kind)
{
	SqlNode *node = palloc0(size);

	node->kind = kind;
	node->span = NO_SQL_SPAN;
	return node;
}

SqlNode *
sql_at(void *node, int start, int end)
{
	return sql_at_path(node, NULL, start, end);
}

SqlNode *
sql_at_path(void *node, const char *path, int start, int end)
{
	SqlNode *at = node;

	at->span = (SqlSpan){.start = start, .end = end, .path = path};
	return at;
}

SqlType
sql_type(SqlTypeKind kind)
{
	return (SqlType){.kind = kind, .precision = -1, .scale = -1};
}

SqlType
sql_array_type(SqlTypeKind element)
{
	SqlType type = sql_type(element);

	type.is_array = true;
	return type;
}

SqlType
sql_numeric_type(int precision, int scale)
{
	return (SqlType){.kind = SQL_TYPE_NUMERIC, .precision = precision, .scale = scale};
}

static SqlNode *
make_constant(SqlType type, const char *text, bool bare)
{
	SqlConstant *constant = new_node(SqlConstant, SQL_CONSTANT);

	constant->type = type;
	constant->text = text;
	constant->bare = bare;
	return &constant->node;
}

SqlNode *
sql_null(SqlType type)
{
	return make_constant(type, NULL, false);
}

SqlNode *
sql_boolean(bool value)
{
	return make_constant(sql_type(SQL_TYPE_BOOLEAN), value ? "true" : "false", false);
}

SqlNode *
sql_integer(int64 value)
{
	bool small = value >= PG_INT32_MIN && value <= PG_INT32_MAX;

	return make_constant(sql_type(small ? SQL_TYPE_INTEGER : SQL_TYPE_BIGINT),
						 psprintf(INT64_FORMAT, value), true);
}

SqlNode *
sql_bigint(int64 value)
{
	return make_constant(sql_type(SQL_TYPE_BIGINT), psprintf(INT64_FORMAT, value), false);
}

SqlNode *
sql_numeric(const char *digits)
{
	return make_constant(sql_type(SQL_TYPE_NUMERIC), pstrdup(digits), false);
}

SqlNode *
sql_double(double value)
{
	return make_constant(sql_type(SQL_TYPE_DOUBLE), double_to_shortest_decimal(value), false);
}

SqlNode *
sql_string(const char *text)
{
	return sql_typed(sql_type(SQL_TYPE_TEXT), text);
}

SqlNode *
sql_typed(SqlType type, const char *text)
{
	return make_constant(type, pstrdup(text), false);
}

SqlNode *
sql_parameter(int number, SqlType type, const SqlNode *value)
{
	SqlParameter *parameter = new_node(SqlParameter, SQL_PARAMETER);

	parameter->number = number;
	parameter->type = type;
	parameter->value = value;
	return &parameter->node;
}

SqlNode *
sql_column(const char *table, const char *column)
{
	SqlColumn *node = new_node(SqlColumn, SQL_COLUMN);

	node->table = table;
	node->column = column;
	return &node->node;
}

SqlNode *
sql_star(const char *table)
{
	SqlStar *star = new_node(SqlStar, SQL_STAR);

	star->table = table;
	return &star->node;
}

SqlNode *
sql_output(const char *name)
{
	SqlOutput *output = new_node(SqlOutput, SQL_OUTPUT);

	output->name = name;
	return &output->node;
}

SqlNode *
sql_position(int number)
{
	SqlPosition *position = new_node(SqlPosition, SQL_POSITION);

	position->number = number;
	return &position->node;
}

SqlNode *
sql_template(const char *text, List *args)
{
	SqlTemplate *template = new_node(SqlTemplate, SQL_TEMPLATE);

	template->text = text;
	template->args = args;
	return &template->node;
}

SqlNode *
sql_template1(const char *text, SqlNode *a)
{
	return sql_template(text, list_make1(a));
}

SqlNode *
sql_template2(const char *text, SqlNode *a, SqlNode *b)
{
	return sql_template(text, list_make2(a, b));
}

SqlNode *
sql_template3(const char *text, SqlNode *a, SqlNode *b, SqlNode *c)
{
	return sql_template(text, list_make3(a, b, c));
}

SqlNode *
sql_call(const char *name, List *args)
{
	SqlCall *call = new_node(SqlCall, SQL_CALL);

	call->name = name;
	call->args = args;
	return &call->node;
}

SqlNode *
sql_call1(const char *name, SqlNode *a)
{
	return sql_call(name, list_make1(a));
}

SqlNode *
sql_call2(const char *name, SqlNode *a, SqlNode *b)
{
	return sql_call(name, list_make2(a, b));
}

SqlNode *
sql_operation(SqlOperator op, SqlNode *left, SqlNode *right)
{
	SqlOperation *operation = new_node(SqlOperation, SQL_OPERATION);

	operation->op = op;
	operation->left = left;
	operation->right = right;
	return &operation->node;
}

SqlNode *
sql_unary(SqlOperator op, SqlNode *operand)
{
	return sql_operation(op, NULL, operand);
}

SqlNode *
sql_compare_bytes(SqlOperator op, SqlNode *left, SqlNode *right)
{
	SqlNode *operation = sql_operation(op, left, right);

	((SqlOperation *) operation)->by_bytes = true;
	return operation;
}

SqlNode *
sql_equal(SqlNode *left, SqlNode *right)
{
	return sql_operation(SQL_OP_EQUAL, left, right);
}

SqlNode *
sql_collate_bytes(SqlNode *operand)
{
	SqlCollate *collate = new_node(SqlCollate, SQL_COLLATE);

	collate->operand = operand;
	return &collate->node;
}

static SqlNode *
make_variadic(SqlVariadicKind variadic, List *args)
{
	SqlVariadic *node = new_node(SqlVariadic, SQL_VARIADIC);

	node->variadic = variadic;
	node->args = args;
	return &node->node;
}

static bool
is_variadic_of(const SqlNode *node, SqlVariadicKind variadic)
{
	return node->kind == SQL_VARIADIC && ((const SqlVariadic *) node)->variadic == variadic;
}

/* The operands, with those of an operand of the same kind in its place. */
static List *
dissolved(SqlVariadicKind variadic, List *args)
{
	List *flat = NIL;
	ListCell *cell;

	foreach (cell, args)
	{
		SqlNode *arg = lfirst(cell);

		if (is_variadic_of(arg, variadic))
			flat = list_concat(flat, ((SqlVariadic *) arg)->args);
		else
			flat = lappend(flat, arg);
	}
	return flat;
}

SqlNode *
sql_and(List *args)
{
	return list_length(args) == 1 ? linitial(args)
								  : make_variadic(SQL_AND, dissolved(SQL_AND, args));
}

SqlNode *
sql_or(List *args)
{
	return list_length(args) == 1 ? linitial(args) : make_variadic(SQL_OR, dissolved(SQL_OR, args));
}

SqlNode *
sql_concat(List *args)
{
	return make_variadic(SQL_CONCAT, dissolved(SQL_CONCAT, args));
}

SqlNode *
sql_coalesce(List *args)
{
	return make_variadic(SQL_COALESCE, args);
}

SqlNode *
sql_greatest(List *args)
{
	return make_variadic(SQL_GREATEST, args);
}

SqlNode *
sql_least(List *args)
{
	return make_variadic(SQL_LEAST, args);
}

/* The one that is there, or both in a list. */
static SqlNode *
either_or(SqlNode *left, SqlNode *right, SqlNode *(*both)(List *args))
{
	if (left == NULL)
		return right;
	return right == NULL ? left : both(list_make2(left, right));
}

SqlNode *
sql_and2(SqlNode *left, SqlNode *right)
{
	return either_or(left, right, sql_and);
}

SqlNode *
sql_or2(SqlNode *left, SqlNode *right)
{
	return either_or(left, right, sql_or);
}

SqlNode *
sql_coalesce2(SqlNode *left, SqlNode *right)
{
	return sql_coalesce(list_make2(left, right));
}

static SqlNode *
make_test(SqlKind kind, SqlNode *operand, bool negated)
{
	SqlTest *test = new_node(SqlTest, kind);

	test->operand = operand;
	test->negated = negated;
	return &test->node;
}

SqlNode *
sql_not(SqlNode *operand)
{
	return make_test(SQL_NOT, operand, false);
}

SqlNode *
sql_is_null(SqlNode *operand)
{
	return make_test(SQL_IS_NULL, operand, false);
}

SqlNode *
sql_is_not_null(SqlNode *operand)
{
	return make_test(SQL_IS_NULL, operand, true);
}

static SqlNode *
make_in(SqlNode *operand, List *list, SqlNode *query, bool negated)
{
	SqlIn *in = new_node(SqlIn, SQL_IN);

	in->operand = operand;
	in->list = list;
	in->query = query;
	in->negated = negated;
	return &in->node;
}

SqlNode *
sql_in(SqlNode *operand, List *list)
{
	return make_in(operand, list, NULL, false);
}

SqlNode *
sql_not_in(SqlNode *operand, List *list)
{
	return make_in(operand, list, NULL, true);
}

SqlNode *
sql_in_query(SqlNode *operand, void *query)
{
	return make_in(operand, NIL, query, false);
}

SqlNode *
sql_any(SqlOperator op, SqlNode *operand, SqlNode *array)
{
	SqlQuantified *quantified = new_node(SqlQuantified, SQL_QUANTIFIED);

	quantified->op = op;
	quantified->operand = operand;
	quantified->array = array;
	return &quantified->node;
}

SqlNode *
sql_when(SqlNode *condition, SqlNode *result)
{
	SqlWhen *when = new_node(SqlWhen, SQL_WHEN);

	when->condition = condition;
	when->result = result;
	return &when->node;
}

SqlNode *
sql_case(List *whens, SqlNode *otherwise)
{
	SqlCase *node;

	if (whens == NIL && otherwise != NULL)
		return otherwise;
	node = new_node(SqlCase, SQL_CASE);
	node->whens = whens;
	node->otherwise = otherwise;
	return &node->node;
}

SqlNode *
sql_if(SqlNode *condition, SqlNode *then, SqlNode *otherwise)
{
	return sql_case(list_make1(sql_when(condition, then)), otherwise);
}

SqlNode *
sql_cast(SqlNode *operand, SqlType type)
{
	SqlCast *cast;

	if (type.kind == SQL_TYPE_UNKNOWN)
		return operand;
	cast = new_node(SqlCast, SQL_CAST);
	cast->operand = operand;
	cast->type = type;
	return &cast->node;
}

SqlNode *
sql_cast_to(SqlNode *operand, SqlTypeKind kind)
{
	return sql_cast(operand, sql_type(kind));
}

SqlNode *
sql_row(List *args)
{
	SqlRow *row = new_node(SqlRow, SQL_ROW);

	row->args = args;
	return &row->node;
}

SqlNode *
sql_array(List *elements, SqlType type)
{
	SqlArray *array = new_node(SqlArray, SQL_ARRAY);

	array->elements = elements;
	array->type = type;
	return &array->node;
}

static SqlNode *
make_subquery(SqlSubqueryKind subquery, SqlNode *query)
{
	SqlSubquery *node = new_node(SqlSubquery, SQL_SUBQUERY);

	node->subquery = subquery;
	node->query = query;
	return &node->node;
}

SqlNode *
sql_subquery(void *query)
{
	return make_subquery(SQL_SCALAR_SUBQUERY, query);
}

SqlNode *
sql_exists(void *query)
{
	return make_subquery(SQL_EXISTS, query);
}

SqlNode *
sql_not_exists(void *query)
{
	return make_subquery(SQL_NOT_EXISTS, query);
}

SqlNode *
sql_array_subquery(void *query)
{
	return make_subquery(SQL_ARRAY_SUBQUERY, query);
}

SqlNode *
sql_fragment(List *parts)
{
	SqlFragment *fragment = new_node(SqlFragment, SQL_FRAGMENT);

	fragment->parts = parts;
	return &fragment->node;
}

SqlNode *
sql_piece(const char *text)
{
	SqlPiece *piece = new_node(SqlPiece, SQL_PIECE);

	piece->text = text;
	return &piece->node;
}
