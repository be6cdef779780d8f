/*
 * hogql/special_call.c
 *		What is written or folded as a call and is no function: EXISTS, arrayJoin(), CASE e WHEN.
 */
#include "postgres.h"

#include "hogql/call.h"
#include "hogql/comparison.h"
#include "hogql/scope.h"

typedef void (*ResolveSpecial)(Resolver *resolver, AstCall *call);
typedef SqlNode *(*LowerSpecial)(Lowering *lowering, AstCall *call);

/* ---- EXISTS ---- */

static void
resolve_exists(Resolver *resolver, AstCall *call)
{
	AstNode *query = list_length(call->args) == 1 ? linitial(call->args) : NULL;

	if (!query || (query->kind != AST_SELECT_QUERY && query->kind != AST_SELECT_SET_QUERY))
		hogql_error(call->name->span, ERRCODE_UNDEFINED_FUNCTION,
					"EXISTS takes a subquery and nothing else", NULL, NULL);
	resolve_subquery(resolver, query);
	annotate(&call->node, hogql_type(HOGQL_BOOL, false));
}

static SqlNode *
lower_exists(Lowering *lowering, AstCall *call)
{
	return sql_exists(lower_inner_query(lowering, linitial(call->args)));
}

/* ---- arrayJoin ---- */

static void
resolve_array_join_call(Resolver *resolver, AstCall *call)
{
	AstNode *array = list_length(call->args) == 1 ? linitial(call->args) : NULL;
	Meaning *column;
	Meaning *meaning;

	if (!array)
		hogql_error(call->name->span, ERRCODE_UNDEFINED_FUNCTION,
					psprintf("function arrayJoin takes 1 argument, found %d",
							 list_length(call->args)),
					NULL, NULL);
	resolve_expression(resolver, array);
	if (array->type->kind != HOGQL_ARRAY)
		hogql_error(array->span, ERRCODE_DATATYPE_MISMATCH,
					psprintf("argument 1 of function arrayJoin has to be an Array, not %s",
							 hogql_type_name(array->type)),
					NULL, NULL);
	if (array->meaning->traits & HAS_LAMBDA_ARGUMENT)
		hogql_error(call->name->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					"arrayJoin of an argument of a lambda is not supported", NULL,
					"See arrayFlatten(...).");
	if (array->meaning->traits & HAS_WINDOW)
		hogql_error(array->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					"arrayJoin of a window function is not supported",
					"PostgreSQL computes FROM, where the elements become rows, before windows.",
					"Compute the array in a subquery, and use arrayJoin(...) around it.");
	column = scope_array_join(resolver, &call->node, array, array->type->element);
	meaning = annotate(&call->node, array->type->element);
	meaning->kind = MEANING_ARRAY_JOIN;
	meaning->entry = column->entry;
	meaning->column = column->column;
	meaning->traits |= HAS_ARRAY_JOIN;
	if (!(meaning->traits & HAS_AGGREGATE))
		meaning->traits |= HAS_COLUMN;
}

static SqlNode *
lower_array_join_call(Lowering *lowering, AstCall *call)
{
	return lower_column(lowering, call->node.meaning);
}

/* ---- CASE e WHEN v THEN r … ELSE r END: e, v, r, …, r; the parser adds a missing ELSE ---- */

static const HogqlType *
type_of_branches(AstCall *call)
{
	int count = list_length(call->args);
	Operand *operands = palloc0(sizeof(Operand) * count);
	const HogqlType *type = NULL;
	int used = 0;

	for (int i = 2; i < count; i += i + 2 < count ? 2 : 1)
	{
		AstNode *branch = list_nth(call->args, i);

		operands[used++] = operand_of(branch);
		type = operands_common_type(operands, used);
		if (!type)
			hogql_error(branch->span, ERRCODE_DATATYPE_MISMATCH,
						psprintf("branches of CASE do not mix: %s and %s",
								 hogql_type_name(operands[0].type), hogql_type_name(branch->type)),
						NULL, "Bring them to one type with toString(...) or toFloat(...).");
	}
	return type;
}

static void
check_case_values(Resolver *resolver, AstCall *call)
{
	Operand sides[2] = {operand_of(linitial(call->args))};

	for (int i = 1; i < list_length(call->args) - 1; i += 2)
	{
		ListCell *cell = list_nth_cell(call->args, i);
		AstNode *value = lfirst(cell);

		read_placeholder(resolver, &value, sides[0].type);
		lfirst(cell) = value;
		sides[1] = operand_of(value);
		if (!operands_comparable(&sides[0], &sides[1]))
			operator_type_error(value->span, "=", sides[0].type, value->type, NULL);
	}
}

static void
resolve_case(Resolver *resolver, AstCall *call)
{
	call->args = resolve_expressions(resolver, call->args);
	check_case_values(resolver, call);
	annotate(&call->node, type_of_branches(call));
}

static SqlNode *
lower_case(Lowering *lowering, AstCall *call)
{
	int count = list_length(call->args);
	AstNode *tested = linitial(call->args);
	List *whens = NIL;

	for (int i = 1; i < count - 1; i += 2)
	{
		Operand left = lowered_tuple(lowering, tested);
		Operand right = lowered_tuple(lowering, list_nth(call->args, i));

		whens = lappend(whens,
						sql_when(lower_equal(lowering, &left, &right, LOWER_FILTER, false),
								 lower_as(lowering, list_nth(call->args, i + 1), call->node.type)));
	}
	return sql_case(whens, lower_as(lowering, llast(call->args), call->node.type));
}

/* ---- All ---- */

static const struct
{
	const char *name;
	bool only_folded; /* no text can name it */
	ResolveSpecial resolve;
	LowerSpecial lower;
} specials[] = {
	{AGGREGATE_OF_ARRAYS, true, resolve_aggregate_of_arrays, lower_aggregate_of_arrays},
	{"_caseWithExpression", true, resolve_case, lower_case},
	{"arrayJoin", false, resolve_array_join_call, lower_array_join_call},
	{"exists", false, resolve_exists, lower_exists},
};

static int
special_of(const AstCall *call)
{
	for (int i = 0; i < (int) lengthof(specials); i++)
	{
		if (pg_strcasecmp(call->name->text, specials[i].name) == 0 &&
			(call->folded || !specials[i].only_folded))
			return i;
	}
	return -1;
}

bool
resolve_special_call(Resolver *resolver, AstCall *call)
{
	int special = special_of(call);

	if (special < 0)
		return false;
	specials[special].resolve(resolver, call);
	return true;
}

SqlNode *
lower_special_call(Lowering *lowering, AstCall *call)
{
	return specials[special_of(call)].lower(lowering, call);
}
