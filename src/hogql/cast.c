/*
 * hogql/cast.c
 *		CAST(e AS T), e::T, x::T(…), TRY_CAST(e AS T).
 *
 * - A cast is strict: what cannot be converted is an error of the remote, of a constant already here.
 * - TRY_CAST is what the forgiving functions do: toInt, toFloat, toDate and their like.
 */
#include "postgres.h"

#include "hogql/expressions.h"
#include "hogql/time_constant.h"

#define IS_NOT_ZERO "{1} <> 0"
#define TRUNCATED "pg_catalog.trunc({1}::pg_catalog.numeric)::pg_catalog.int8"
#define CUT "pg_catalog.trunc({1}::pg_catalog.numeric, {2})"
#define TRY_BOOL                                                                    \
	"CASE WHEN pg_catalog.lower({1}) IN ('true', 't', 'yes', 'on', '1') THEN true " \
	"WHEN pg_catalog.lower({1}) IN ('false', 'f', 'no', 'off', '0') THEN false END"

/* ---- Types by their names ---- */

static const HogqlType *
type_by_name(const AstTypeName *type, int *scale)
{
	bool refused = false;
	const HogqlType *found = hogql_type_of_name(type, scale, &refused);
	const char *nearest;

	if (found)
		return found;
	if (refused)
		hogql_error(type->node.span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("type %s is not supported", hogql_excerpt(type->text)), NULL, NULL);
	nearest = hogql_nearest_type_name(type->text);
	hogql_error(type->node.span, ERRCODE_UNDEFINED_OBJECT,
				psprintf("type %s does not exist", hogql_excerpt(type->text)), NULL,
				nearest ? psprintf("Perhaps you meant \"%s\".", nearest) : NULL);
}

/* ---- The first pass ---- */

static bool
is_scalar(const HogqlType *type)
{
	return type->kind != HOGQL_ARRAY && type->kind != HOGQL_TUPLE && type->kind != HOGQL_MAP &&
		   type->kind != HOGQL_LAMBDA && type->kind != HOGQL_BYTES;
}

static bool
is_number_or_bool(const HogqlType *type)
{
	return hogql_is_number(type) || type->kind == HOGQL_BOOL;
}

static bool
can_cast(const HogqlType *from, const HogqlType *to)
{
	if (from->kind == HOGQL_NULL || from->kind == HOGQL_UNKNOWN || to->kind == HOGQL_STRING)
		return from->kind != HOGQL_LAMBDA && from->kind != HOGQL_BYTES;
	if (from->kind == HOGQL_ARRAY && to->kind == HOGQL_ARRAY)
		return can_cast(from->element, to->element) && is_scalar(from->element) &&
			   is_scalar(to->element);
	if (from->kind == to->kind)
		return true;
	if (!is_scalar(from) || !is_scalar(to))
		return false;
	if (from->kind == HOGQL_STRING)
		return true;
	if (from->kind == HOGQL_JSON)
		return is_number_or_bool(to);
	if (hogql_is_time(from))
		return hogql_is_time(to) || hogql_is_number(to);
	if (is_number_or_bool(from))
		return is_number_or_bool(to) || (hogql_is_time(to) && hogql_is_number(from));
	return false;
}

static void
resolve_to(AstTypeCast *cast, const HogqlType *to)
{
	const HogqlType *from = cast->expr->type;
	bool may_fail =
		(from->kind == HOGQL_JSON || cast->node.kind == AST_TRY_CAST) && from->kind != to->kind;

	if (!can_cast(from, to))
		hogql_error(cast->node.span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("a value of type %s cannot be cast to %s", hogql_type_name(from),
							 hogql_type_name(to)),
					NULL, NULL);
	annotate(&cast->node, hogql_with_null(to, from->nullable || may_fail));
}

/* The scale of a Decimal is kept as the node's flags, with 1 added: 0 is none. */
void
resolve_cast(Resolver *resolver, AstNode *node)
{
	AstTypeCast *cast = (AstTypeCast *) node;
	int scale = -1;
	const HogqlType *to = type_by_name(cast->type_name, &scale);

	resolve_expression(resolver, cast->expr);
	resolve_to(cast, to);
	node->flags = (scale + 1) << 8;
}

/* x::Decimal(10, 2) is a call of the cast; nothing else can be called but by its name. */
void
resolve_expr_call(Resolver *resolver, AstNode *node)
{
	AstExprCall *call = (AstExprCall *) node;
	AstTypeCast *cast = (AstTypeCast *) call->expr;
	AstTypeName *type;
	const HogqlType *to;
	int scale = -1;

	if (cast->node.kind != AST_TYPE_CAST && cast->node.kind != AST_TRY_CAST)
		hogql_error(node->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					"only a function's name can be called", NULL, NULL);
	type = ast_new(AstTypeName, AST_TYPE_NAME, cast->type_name->node.span);
	type->text = cast->type_name->text;
	type->words = cast->type_name->words;
	type->args = call->args;
	to = type_by_name(type, &scale);
	resolve_expression(resolver, cast->expr);
	resolve_to(cast, to);
	cast->node.flags = (scale + 1) << 8;
	stand_for(node, &cast->node);
}

/* ---- The second pass ---- */

static SqlNode *
to_number(Lowering *lowering, Operand *from, const HogqlType *to, int scale)
{
	FunctionContext *context = lowering_context(lowering);

	if (from->type->kind == HOGQL_JSON || from->type->kind == HOGQL_STRING)
		from->sql = sql_cast(from->sql, hogql_sql_type(to));
	else if (hogql_is_time(from->type))
		from->sql = call_function(lowering, "toInt", NULL, from, 1);
	else if (to->kind == HOGQL_INT &&
			 (from->type->kind == HOGQL_FLOAT || from->type->kind == HOGQL_DECIMAL))
		from->sql = sql_template1(TRUNCATED, from->sql);
	else
		from->sql = operand_as(from, to, context);
	if (to->kind == HOGQL_DECIMAL && scale >= 0)
		return sql_template2(CUT, from->sql, sql_integer(scale));
	return hogql_is_time(from->type) ? sql_cast(from->sql, hogql_sql_type(to)) : from->sql;
}

static SqlNode *
to_time(Lowering *lowering, Operand *from, const HogqlType *to)
{
	if (from->type->kind == HOGQL_STRING)
		return sql_cast(from->sql, hogql_sql_type(to));
	return call_function(lowering, to->kind == HOGQL_DATE ? "toDate" : "toDateTime", NULL, from, 1);
}

static SqlNode *
strict_cast(Lowering *lowering, Operand *from, const HogqlType *to, int scale)
{
	FunctionContext *context = lowering_context(lowering);

	if (from->type->kind == HOGQL_NULL)
		return sql_null(hogql_sql_type(to));
	if (to->kind == HOGQL_STRING)
		return operand_to_string(from, context);
	if (operand_fits(from, to) && scale < 0)
		return operand_as(from, to, context);
	if (hogql_is_number(to))
		return to_number(lowering, from, to, scale);
	if (to->kind == HOGQL_BOOL && hogql_is_number(from->type))
		return sql_template1(IS_NOT_ZERO, from->sql);
	if (hogql_is_time(to))
		return to_time(lowering, from, to);
	return sql_cast(from->sql, hogql_sql_type(to));
}

/* A constant that toDateTime() would refuse. */
static bool
is_unreadable_time(const Operand *operand)
{
	const char *text = operand_constant_string(operand);
	WrittenTime time;

	return text && !written_time_read(text, false, &time);
}

static SqlNode *
forgiving_cast(Lowering *lowering, Operand *from, const HogqlType *to, int scale)
{
	static const char *const functions[] = {
		[HOGQL_INT] = "toInt",			 [HOGQL_FLOAT] = "toFloat", [HOGQL_DECIMAL] = "toDecimal",
		[HOGQL_STRING] = "toString",	 [HOGQL_UUID] = "toUUID",	[HOGQL_DATE] = "toDate",
		[HOGQL_DATETIME] = "toDateTime",
	};
	Operand operands[2] = {*from, {.type = hogql_type(HOGQL_INT, false)}};

	if (from->type->kind == HOGQL_NULL || from->type->kind == to->kind)
		return strict_cast(lowering, from, to, scale);
	if (to->kind == HOGQL_DATETIME && is_unreadable_time(from))
		return sql_null(hogql_sql_type(to));
	if (to->kind == HOGQL_BOOL && from->type->kind == HOGQL_STRING)
		return sql_template1(TRY_BOOL, from->sql);
	if (to->kind >= (int) lengthof(functions) || !functions[to->kind] ||
		from->type->kind == HOGQL_JSON)
		return strict_cast(lowering, from, to, scale);
	if (to->kind == HOGQL_DECIMAL && scale >= 0)
	{
		AstConstant *digits = ast_new(AstConstant, AST_CONSTANT, from->node->span);

		digits->value_kind = CONSTANT_INTEGER;
		digits->integer = scale;
		operands[1].node = &digits->node;
		operands[1].sql = sql_integer(scale);
		return call_function(lowering, functions[to->kind], NULL, operands, 2);
	}
	return call_function(lowering, functions[to->kind], NULL, operands, 1);
}

SqlNode *
lower_cast(Lowering *lowering, AstNode *node)
{
	AstTypeCast *cast = (AstTypeCast *) node;
	Operand from = lowered_operand(lowering, cast->expr);
	int scale = (int) (node->flags >> 8) - 1;

	if (node->kind == AST_TRY_CAST)
		return forgiving_cast(lowering, &from, node->type, scale);
	return strict_cast(lowering, &from, node->type, scale);
}
