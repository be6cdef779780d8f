/*
 * hogql/access.c
 *		Elements of values: a[i], a[b:c], t.1, m['k'].
 *
 * - Of JSON they are a path (json_path.c), of an Array or a Map what arrayElement() gives.
 * - A tuple that is written in place gives its element itself.
 */
#include "postgres.h"

#include "hogql/expressions.h"
#include "hogql/json_path.h"

/* Positions of a slice count from 1, both ends belong to it. */
#define SLICE "({1})[{2}:{3}]"
#define SLICE_TO "({1})[:{2}]"
#define SLICE_FROM "({1})[{2}:]"

#define FIELD_OF_TUPLE "{1} -> {2}"

/* ---- a[i] ---- */

static void
resolve_json_element(AstArrayAccess *access)
{
	const HogqlType *type = access->property->type;

	if (type->kind != HOGQL_STRING && type->kind != HOGQL_INT)
		hogql_error(access->property->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("a member of JSON has a String or an integer as its name, not %s",
							 hogql_type_name(type)),
					NULL, NULL);
	annotate(&access->node, hogql_type(HOGQL_STRING, true));
	access->node.flags |= EXPRESSION_JSON_PATH;
}

/* `a.b` of what has no members: it was written with a name, which is a constant here. */
static void
raise_no_element(AstArrayAccess *access)
{
	hogql_error(access->property->span, ERRCODE_DATATYPE_MISMATCH,
				psprintf("a value of type %s has no elements",
						 hogql_type_name(access->array->type)),
				NULL, "Elements are those of an Array, a Map, a Tuple or JSON.");
}

void
resolve_array_access(Resolver *resolver, AstNode *node)
{
	AstArrayAccess *access = (AstArrayAccess *) node;
	Operand operands[2];

	resolve_expression(resolver, access->array);
	resolve_expression(resolver, access->property);
	if (is_json(access->array))
	{
		resolve_json_element(access);
		return;
	}
	if (access->array->type->kind != HOGQL_ARRAY && access->array->type->kind != HOGQL_MAP)
		raise_no_element(access);
	operands[0] = operand_of(access->array);
	operands[1] = operand_of(access->property);
	annotate(node, type_of_call(resolver, "arrayElement", node, operands, 2));
}

SqlNode *
lower_array_access(Lowering *lowering, AstNode *node)
{
	AstArrayAccess *access = (AstArrayAccess *) node;
	Operand operands[2];

	if (node->flags & EXPRESSION_JSON_PATH)
		return lower_json_path(lowering, node);
	operands[0] = lowered_operand(lowering, access->array);
	operands[1] = lowered_operand(lowering, access->property);
	if (operands[1].type->kind == HOGQL_NULL && operands[0].type->kind == HOGQL_ARRAY)
	{
		operands[1].type = hogql_type(HOGQL_INT, true);
		operands[1].sql = sql_null(hogql_sql_type(operands[1].type));
	}
	return call_function(lowering, "arrayElement", node, operands, 2);
}

/* ---- a[b:c] ---- */

static void
resolve_bound(Resolver *resolver, AstNode *bound)
{
	if (!bound)
		return;
	resolve_expression(resolver, bound);
	if (bound->type->kind != HOGQL_INT)
		hogql_error(bound->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("a bound of a slice must be an integer, not %s",
							 hogql_type_name(bound->type)),
					NULL, NULL);
}

void
resolve_array_slice(Resolver *resolver, AstNode *node)
{
	AstArraySlice *slice = (AstArraySlice *) node;

	resolve_expression(resolver, slice->array);
	resolve_bound(resolver, slice->start_expr);
	resolve_bound(resolver, slice->end_expr);
	if (slice->array->type->kind != HOGQL_ARRAY)
		hogql_error(slice->array->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("only an Array has slices, not %s",
							 hogql_type_name(slice->array->type)),
					NULL, "See substring(...) for texts.");
	annotate(node, hogql_with_null(slice->array->type, true));
}

/* PostgreSQL's subscripts are integers. */
static SqlNode *
lower_bound(Lowering *lowering, AstNode *bound)
{
	return sql_cast_to(lower_expression(lowering, bound), SQL_TYPE_INTEGER);
}

SqlNode *
lower_array_slice(Lowering *lowering, AstNode *node)
{
	AstArraySlice *slice = (AstArraySlice *) node;
	SqlNode *array = lower_expression(lowering, slice->array);
	SqlNode *start = slice->start_expr ? lower_bound(lowering, slice->start_expr) : NULL;
	SqlNode *end = slice->end_expr ? lower_bound(lowering, slice->end_expr) : NULL;

	if (start && end)
		return sql_template3(SLICE, array, start, end);
	if (start || end)
		return sql_template2(start ? SLICE_FROM : SLICE_TO, array, start ? start : end);
	return array;
}

/* ---- t.1 ---- */

void
resolve_tuple_access(Resolver *resolver, AstNode *node)
{
	AstTupleAccess *access = (AstTupleAccess *) node;
	const HogqlType *type;

	resolve_expression(resolver, access->tuple);
	type = access->tuple->type;
	if (is_json(access->tuple))
	{
		annotate(node, hogql_type(HOGQL_STRING, true));
		node->flags |= EXPRESSION_JSON_PATH;
		return;
	}
	if (type->kind != HOGQL_TUPLE)
		hogql_error(access->index_span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("a value of type %s has no numbered elements", hogql_type_name(type)),
					NULL, type->kind == HOGQL_ARRAY ? "Use [] for an element of an Array." : NULL);
	if (access->index < 1 || access->index > list_length(type->fields))
		hogql_error(access->index_span, ERRCODE_ARRAY_SUBSCRIPT_ERROR,
					psprintf("a tuple of %d elements has none with number " INT64_FORMAT,
							 list_length(type->fields), access->index),
					NULL, "They are counted from 1.");
	type = list_nth(type->fields, (int) access->index - 1);
	annotate(node, hogql_with_null(type, type->nullable || access->tuple->type->nullable));
}

bool
is_written_tuple(Lowering *lowering, AstNode *node)
{
	return looked_through(node)->kind == AST_TUPLE && !lower_substituted(lowering, node);
}

static SqlNode *
field_of_value(Lowering *lowering, SqlNode *tuple, int number, const HogqlType *type)
{
	return value_from_jsonb(lowering_context(lowering),
							sql_template2(FIELD_OF_TUPLE, tuple, sql_integer(number)), type);
}

SqlNode *
lower_tuple_access(Lowering *lowering, AstNode *node)
{
	AstTupleAccess *access = (AstTupleAccess *) node;
	int number = (int) access->index - 1;

	if (node->flags & EXPRESSION_JSON_PATH)
		return lower_json_path(lowering, node);
	if (is_written_tuple(lowering, access->tuple))
		return lower_expression(lowering,
								list_nth(((AstTuple *) looked_through(access->tuple))->exprs,
										 number));
	return field_of_value(lowering, lower_expression(lowering, access->tuple), number, node->type);
}

Operand
lowered_tuple(Lowering *lowering, AstNode *node)
{
	return is_written_tuple(lowering, node) ? operand_of(node) : lowered_operand(lowering, node);
}

Operand *
lowered_tuple_fields(Lowering *lowering, const Operand *tuple)
{
	int count = list_length(tuple->type->fields);
	Operand *fields = palloc0(sizeof(Operand) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		const HogqlType *type = list_nth(tuple->type->fields, i);

		if (!tuple->sql)
		{
			fields[i] = lowered_tuple(lowering, list_nth(((AstTuple *) tuple->node)->exprs, i));
			continue;
		}
		fields[i].type = hogql_with_null(type, type->nullable || tuple->type->nullable);
		fields[i].sql = field_of_value(lowering, tuple->sql, i, fields[i].type);
	}
	return fields;
}
