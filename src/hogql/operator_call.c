/*
 * hogql/operator_call.c
 *		Functions that are operators by another name: equals(a, b), plus(a, b), and(a, b), tuple(a, b) …
 *
 * - The call then stands for the operator, which is resolved and lowered in its place; the operator's
 *   place for errors is the function's name.
 */
#include "postgres.h"

#include "hogql/expressions.h"

typedef AstNode *(*MakeOperator)(AstCall *call, AstOperator op);

static AstNode *
argument(AstCall *call, int number)
{
	return list_nth(call->args, number);
}

static AstNode *
make_compare(AstCall *call, AstOperator op)
{
	AstCompareOperation *compare =
		ast_new(AstCompareOperation, AST_COMPARE_OPERATION, call->node.span);

	compare->op = op;
	compare->left = argument(call, 0);
	compare->right = argument(call, 1);
	compare->operator_span = call->name->span;
	return &compare->node;
}

static AstNode *
make_arithmetic(AstCall *call, AstOperator op)
{
	AstArithmeticOperation *operation =
		ast_new(AstArithmeticOperation, AST_ARITHMETIC_OPERATION, call->node.span);

	operation->op = op;
	operation->left = argument(call, 0);
	operation->right = argument(call, 1);
	operation->operator_span = call->name->span;
	return &operation->node;
}

/* As the parser reads -x: 0 - x, with an empty span of the 0. */
static AstNode *
make_negate(AstCall *call, AstOperator op)
{
	AstArithmeticOperation *operation =
		ast_new(AstArithmeticOperation, AST_ARITHMETIC_OPERATION, call->node.span);
	HogqlSpan before = {call->node.span.start, call->node.span.start};
	AstConstant *zero = ast_new(AstConstant, AST_CONSTANT, before);

	zero->value_kind = CONSTANT_INTEGER;
	operation->op = OPERATOR_SUBTRACT;
	operation->left = &zero->node;
	operation->right = argument(call, 0);
	operation->operator_span = call->name->span;
	return &operation->node;
}

static AstNode *
make_connective(AstCall *call, AstKind kind)
{
	AstAnd *connective = ast_new(AstAnd, kind, call->node.span);

	connective->exprs = call->args;
	return &connective->node;
}

static AstNode *
make_and(AstCall *call, AstOperator op)
{
	return make_connective(call, AST_AND);
}

static AstNode *
make_or(AstCall *call, AstOperator op)
{
	return make_connective(call, AST_OR);
}

static AstNode *
make_not(AstCall *call, AstOperator op)
{
	AstNot *negation = ast_new(AstNot, AST_NOT, call->node.span);

	negation->expr = argument(call, 0);
	return &negation->node;
}

static AstNode *
make_null_test(AstCall *call, AstOperator op)
{
	AstCompareOperation *compare =
		ast_new(AstCompareOperation, AST_COMPARE_OPERATION, call->node.span);

	compare->op = op;
	compare->left = argument(call, 0);
	compare->right = ast_new_node(AST_CONSTANT, call->name->span);
	((AstConstant *) compare->right)->value_kind = CONSTANT_NULL;
	compare->is_null_comparison_style = true;
	compare->operator_span = call->name->span;
	return &compare->node;
}

static AstNode *
make_tuple(AstCall *call, AstOperator op)
{
	AstTuple *tuple = ast_new(AstTuple, AST_TUPLE, call->node.span);

	tuple->exprs = call->args;
	return &tuple->node;
}

static AstNode *
make_array(AstCall *call, AstOperator op)
{
	AstArray *array = ast_new(AstArray, AST_ARRAY, call->node.span);

	array->exprs = call->args;
	return &array->node;
}

static AstNode *
make_array_access(AstCall *call, AstOperator op)
{
	AstArrayAccess *access = ast_new(AstArrayAccess, AST_ARRAY_ACCESS, call->node.span);

	access->array = argument(call, 0);
	access->property = argument(call, 1);
	return &access->node;
}

/* tupleElement(t, 1): its number is a constant, as that of t.1 is. */
static AstNode *
make_tuple_access(AstCall *call, AstOperator op)
{
	AstTupleAccess *access = ast_new(AstTupleAccess, AST_TUPLE_ACCESS, call->node.span);
	AstConstant *index = (AstConstant *) argument(call, 1);

	if (index->node.kind != AST_CONSTANT || index->value_kind != CONSTANT_INTEGER)
		hogql_error(index->node.span, ERRCODE_DATATYPE_MISMATCH,
					"the number of a tuple's element must be a constant integer", NULL, NULL);
	access->tuple = argument(call, 0);
	access->index = index->integer;
	access->index_span = index->node.span;
	return &access->node;
}

/* DATE '…', which the parser folds: an invalid text is an error, where toDate() gives NULL. */
static AstNode *
make_date(AstCall *call, AstOperator op)
{
	AstTypeName *type = ast_new(AstTypeName, AST_TYPE_NAME, call->name->span);
	AstTypeCast *cast = ast_new(AstTypeCast, AST_TYPE_CAST, call->node.span);
	AstName *word = palloc0(sizeof(AstName));

	word->text = "date";
	type->text = word->text;
	type->words = list_make1(word);
	cast->expr = argument(call, 0);
	cast->type_name = type;
	return &cast->node;
}

static const struct
{
	const char *name;
	MakeOperator make;
	AstOperator op; /* of those that are made for several */
	int least;
	int most; /* -1: any number */
} operators[] = {
	{"and", make_and, 0, 2, -1},
	{"array", make_array, 0, 0, -1},
	{"arrayElement", make_array_access, 0, 2, 2},
	{"divide", make_arithmetic, OPERATOR_DIVIDE, 2, 2},
	{"equals", make_compare, OPERATOR_EQUAL, 2, 2},
	{"greater", make_compare, OPERATOR_GREATER, 2, 2},
	{"greaterOrEquals", make_compare, OPERATOR_GREATER_EQUAL, 2, 2},
	{"ilike", make_compare, OPERATOR_ILIKE, 2, 2},
	{"in", make_compare, OPERATOR_IN, 2, 2},
	{"isNotNull", make_null_test, OPERATOR_NOT_EQUAL, 1, 1},
	{"isNull", make_null_test, OPERATOR_EQUAL, 1, 1},
	{"less", make_compare, OPERATOR_LESS, 2, 2},
	{"lessOrEquals", make_compare, OPERATOR_LESS_EQUAL, 2, 2},
	{"like", make_compare, OPERATOR_LIKE, 2, 2},
	{"minus", make_arithmetic, OPERATOR_SUBTRACT, 2, 2},
	{"modulo", make_arithmetic, OPERATOR_MODULO, 2, 2},
	{"multiply", make_arithmetic, OPERATOR_MULTIPLY, 2, 2},
	{"negate", make_negate, 0, 1, 1},
	{"not", make_not, 0, 1, 1},
	{"notEquals", make_compare, OPERATOR_NOT_EQUAL, 2, 2},
	{"notILike", make_compare, OPERATOR_NOT_ILIKE, 2, 2},
	{"notIn", make_compare, OPERATOR_NOT_IN, 2, 2},
	{"notLike", make_compare, OPERATOR_NOT_LIKE, 2, 2},
	{"or", make_or, 0, 2, -1},
	{"plus", make_arithmetic, OPERATOR_ADD, 2, 2},
	{"toDate", make_date, 0, 1, 1},
	{"tuple", make_tuple, 0, 1, -1},
	{"tupleElement", make_tuple_access, 0, 2, 2},
};

static void
check_count(const AstCall *call, int least, int most)
{
	int count = list_length(call->args);

	if (count >= least && (most < 0 || count <= most))
		return;
	hogql_error(call->name->span, ERRCODE_UNDEFINED_FUNCTION,
				psprintf("function %s takes %s%d argument%s, found %d", call->name->text,
						 most < 0 ? "at least " : "", least, least == 1 ? "" : "s", count),
				NULL, NULL);
}

AstNode *
operator_of_call(Resolver *resolver, AstCall *call)
{
	for (int i = 0; i < (int) lengthof(operators); i++)
	{
		if (pg_strcasecmp(call->name->text, operators[i].name) != 0)
			continue;
		if (operators[i].make == make_date && !call->folded)
			return NULL;
		check_count(call, operators[i].least, operators[i].most);
		return operators[i].make(call, operators[i].op);
	}
	return NULL;
}
