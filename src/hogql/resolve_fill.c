/*
 * hogql/resolve_fill.c
 *		ORDER BY … WITH FILL: its bounds and its step.
 *
 * All of them are known before there are rows.
 */
#include "postgres.h"

#include "hogql/expressions.h"
#include "hogql/fill.h"

static void check_key(const AstOrderExpr *order, const AstNode *key);
static void resolve_bound(Resolver *resolver, AstNode *bound, const HogqlType *type);
static void resolve_known(Resolver *resolver, AstNode *node);
static void resolve_step(Resolver *resolver, const AstOrderExpr *order, const HogqlType *type);
static int direction(const AstNode *step);
static void bad_step(const AstNode *step, const char *message, const char *hint)
	pg_attribute_noreturn();

void
resolve_fill(Resolver *resolver, List *order_by, ResolvedQuery *resolved)
{
	const AstOrderExpr *order = filled_key(order_by);
	const AstNode *key;
	ListCell *cell;

	foreach (cell, order_by)
	{
		const AstOrderExpr *other = lfirst(cell);

		if (other->with_fill != NULL && other != order)
			refuse_clause(other->with_fill->node.span, "WITH FILL of a key that is not the last",
						  "Fill the last key of ORDER BY.");
	}
	if (order == NULL)
		return;
	key = llast(resolved->sort_keys);
	check_key(order, key);
	resolve_bound(resolver, order->with_fill->from_value, key->type);
	resolve_bound(resolver, order->with_fill->to_value, key->type);
	resolve_step(resolver, order, key->type);
	for (int i = 0; i < resolved->ncolumns; i++)
		resolved->columns[i].type = hogql_with_null(resolved->columns[i].type, true);
}

const AstOrderExpr *
filled_key(List *order_by)
{
	const AstOrderExpr *last = order_by != NIL ? llast(order_by) : NULL;

	return last != NULL && last->with_fill != NULL ? last : NULL;
}

static void
check_key(const AstOrderExpr *order, const AstNode *key)
{
	if (!hogql_is_number(key->type) && !hogql_is_time(key->type))
		hogql_error(key->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("WITH FILL needs a number, a Date or a DateTime, not %s",
							 hogql_type_name(key->type)),
					NULL, NULL);
}

static void
resolve_bound(Resolver *resolver, AstNode *bound, const HogqlType *type)
{
	Operand operand;

	if (bound == NULL)
		return;
	resolve_known(resolver, bound);
	operand = operand_of(bound);
	if (!operand_fits(&operand, type))
		hogql_error(bound->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("a bound of WITH FILL must be %s as the key, not %s",
							 hogql_type_name(type), hogql_type_name(bound->type)),
					NULL, NULL);
}

/* Without anything of a row. */
static void
resolve_known(Resolver *resolver, AstNode *node)
{
	resolver->clause = CLAUSE_LIMIT;
	resolve_expression(resolver, node);
	if (node->meaning->traits &
		(HAS_COLUMN | HAS_OUTER | HAS_AGGREGATE | HAS_WINDOW | HAS_ARRAY_JOIN | HAS_SUBQUERY))
		hogql_error(node->span, ERRCODE_INVALID_PARAMETER_VALUE,
					"WITH FILL takes what is known without any row", NULL,
					"Use a constant, a placeholder, or a function of them.");
}

static void
resolve_step(Resolver *resolver, const AstOrderExpr *order, const HogqlType *type)
{
	AstNode *step = order->with_fill->step_value;
	int sign;

	if (step == NULL)
		return;
	resolve_known(resolver, step);
	sign = direction(step);
	if (step->type->kind == HOGQL_INTERVAL
			? !hogql_is_time(type) || (type->kind == HOGQL_DATE && step->type->unit < UNIT_DAY)
			: !hogql_is_number(step->type))
		bad_step(step, "this STEP is none of the key's type",
				 "Numbers go by a number, a Date by days or an interval of days and more.");
	if (sign == 0)
		bad_step(step, "STEP must be a constant other than 0", NULL);
	if (sign < 0 && !order->descending)
		bad_step(step, "STEP must be positive", "A negative one goes with DESC.");
	if (sign > 0 && order->descending)
		bad_step(step, "STEP must be negative with DESC", NULL);
}

/* -1, 1, or 0 if it is not known: of a number, or of an interval's. */
static int
direction(const AstNode *step)
{
	const AstConstant *constant = (const AstConstant *) step;

	if (step->kind == AST_CALL && list_length(((const AstCall *) step)->args) == 1)
		return direction(linitial(((const AstCall *) step)->args));
	if (step->kind != AST_CONSTANT)
		return 0;
	if (constant->value_kind == CONSTANT_INTEGER)
		return constant->integer > 0 ? 1 : constant->integer < 0 ? -1 : 0;
	if (constant->value_kind == CONSTANT_FLOAT)
		return constant->number > 0 ? 1 : constant->number < 0 ? -1 : 0;
	return 0;
}

static void
bad_step(const AstNode *step, const char *message, const char *hint)
{
	hogql_error(step->span, ERRCODE_INVALID_PARAMETER_VALUE, message, NULL, hint);
}
