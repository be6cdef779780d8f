/*
 * hogql/in_list.c
 *		x IN (a, b), [a, b], an array, one value; and tuples on the left.  Subqueries are in in_query.c.
 *
 * - The answer is never NULL; NULL is found only by a NULL among what is searched.
 * - A list of 100,000 constants is one loop in each pass.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/comparison.h"
#include "hogql/expressions.h"
#include "hogql/resolved_query.h"
#include "hogql/scope.h"

/* x is NULL, and the array has a NULL. */
#define NULL_IN_ARRAY "{1} IS NULL AND pg_catalog.array_position({2}, NULL) IS NOT NULL"

typedef enum Searched
{
	IN_LIST,  /* of expressions: a tuple or an array that is written in place, or one value */
	IN_ARRAY, /* a value that is an array */
	IN_QUERY,
} Searched;

static bool
is_query(const AstNode *node)
{
	return node->kind == AST_SELECT_QUERY || node->kind == AST_SELECT_SET_QUERY;
}

/* What is on the right; of a list, its members. */
static Searched
what_is_searched(AstCompareOperation *compare, List **members)
{
	AstNode *right = compare->right;
	bool one_tuple = compare->left->type->kind == HOGQL_TUPLE;

	*members = NIL;
	if (is_query(right))
		return IN_QUERY;
	if (right->kind == AST_ARRAY)
	{
		*members = ((AstArray *) right)->exprs;
		return IN_LIST;
	}
	if (right->kind == AST_TUPLE)
	{
		AstNode *first = list_length(((AstTuple *) right)->exprs) > 0
							 ? linitial(((AstTuple *) right)->exprs)
							 : NULL;

		/* (x, y) IN (1, 2) is one tuple, (x, y) IN ((1, 2)) too: the parser drops parentheses. */
		one_tuple = one_tuple && first && first->type && first->type->kind != HOGQL_TUPLE;
		*members = one_tuple ? list_make1(right) : ((AstTuple *) right)->exprs;
		return IN_LIST;
	}
	if (right->type->kind == HOGQL_ARRAY && compare->left->type->kind != HOGQL_ARRAY)
		return IN_ARRAY;
	*members = list_make1(right);
	return IN_LIST;
}

/* ---- The first pass ---- */

static void
raise_no_common_type(AstCompareOperation *compare, const HogqlType *type)
{
	operator_type_error(compare->operator_span, compare->op == OPERATOR_IN ? "IN" : "NOT IN",
						compare->left->type, type, NULL);
}

/* Against each member alone, so that the message names the one that does not fit. */
static void
check_members(AstCompareOperation *compare, List *members)
{
	Operand sides[2] = {operand_of(compare->left)};
	ListCell *cell;

	foreach (cell, members)
	{
		CHECK_FOR_INTERRUPTS();
		sides[1] = operand_of(lfirst(cell));
		if (!operands_comparable(&sides[0], &sides[1]))
			raise_no_common_type(compare, sides[1].type);
	}
}

/* What a row of the subquery is as one value. */
static const HogqlType *
type_of_row(AstNode *query)
{
	ResolvedQuery *resolved = resolved_query(query);
	List *fields = NIL;

	if (resolved->ncolumns == 1)
		return resolved->columns[0].type;
	for (int i = 0; i < resolved->ncolumns; i++)
		fields = lappend(fields, (void *) resolved->columns[i].type);
	return hogql_tuple(fields, false);
}

static void
check_searched(AstCompareOperation *compare)
{
	List *members;
	Operand sides[2] = {operand_of(compare->left)};

	switch (what_is_searched(compare, &members))
	{
		case IN_LIST:
			check_members(compare, members);
			return;
		case IN_ARRAY:
			sides[1].type = compare->right->type->element;
			break;
		case IN_QUERY:
			sides[1].type = type_of_row(compare->right);
			break;
	}
	if (!operands_comparable(&sides[0], &sides[1]))
		raise_no_common_type(compare, sides[1].type);
}

/* A list is no value: its members need not have a type in common. */
static void
resolve_members(Resolver *resolver, AstNode *list, const HogqlType *tested)
{
	AstTuple *members = (AstTuple *) list;
	ListCell *cell;

	members->exprs = resolve_expressions(resolver, members->exprs);
	foreach (cell, members->exprs)
	{
		AstNode *member = lfirst(cell);

		read_placeholder(resolver, &member, tested);
		lfirst(cell) = member;
	}
	annotate(list, list->kind == AST_TUPLE ? hogql_tuple(NIL, false)
										   : hogql_array(hogql_type(HOGQL_NULL, true), false));
}

/* What is no list, or one of tuples. */
static void
resolve_searched(Resolver *resolver, AstCompareOperation *compare)
{
	const HogqlType *tested = compare->left->type;
	AstNode *list;
	List *members;
	ListCell *cell;

	resolve_expression(resolver, compare->right);
	list = read_placeholder_list(resolver, compare->right, tested);
	if (list != NULL)
	{
		compare->right = list;
		resolve_members(resolver, list, tested);
		return;
	}
	read_placeholder(resolver, &compare->right, tested);
	if (compare->right->kind != AST_TUPLE || what_is_searched(compare, &members) != IN_LIST)
		return;
	foreach (cell, members)
	{
		AstNode *member = lfirst(cell);

		read_placeholder(resolver, &member, tested);
	}
}

/* Fields of a row are compared inside of the subquery, where a window function has no place: see Scope. */
static void
note_inside(Resolver *resolver, const AstNode *tested)
{
	if (tested->meaning->traits & HAS_BARE_AGGREGATE)
		scope_select(resolver)->aggregates_inside = true;
	if (tested->meaning->traits & HAS_WINDOW)
		scope_select(resolver)->windows_inside = true;
}

/* x IN name, where the name is that of a query of WITH and of nothing else: as if all of it were selected there. */
static AstNode *
query_of_name(Resolver *resolver, AstNode *right)
{
	AstField *field = (AstField *) right;
	AstSelectQuery *query;
	AstName *star;

	if (right->kind != AST_FIELD || list_length(field->chain) != 1 ||
		scope_cte(resolver, ((AstName *) linitial(field->chain))->text) == NULL ||
		scope_knows(resolver, right))
		return right;
	star = palloc0(sizeof(AstName));
	star->text = "*";
	star->span = right->span;
	query = ast_new(AstSelectQuery, AST_SELECT_QUERY, right->span);
	query->from = ast_new(AstJoinExpr, AST_JOIN_EXPR, right->span);
	query->from->table = right;
	field = ast_new(AstField, AST_FIELD, right->span);
	field->chain = list_make1(star);
	query->select = list_make1(field);
	return &query->node;
}

void
resolve_in(Resolver *resolver, AstNode *node)
{
	AstCompareOperation *compare = (AstCompareOperation *) node;
	AstNode *right;

	resolve_expression(resolver, compare->left);
	compare->right = query_of_name(resolver, compare->right);
	right = compare->right;
	if (is_query(right))
		resolve_subquery(resolver, right);
	else if (right->kind == AST_TUPLE && compare->left->type->kind != HOGQL_TUPLE)
		resolve_members(resolver, right, compare->left->type);
	else if (right->kind == AST_ARRAY)
		resolve_members(resolver, right, compare->left->type);
	else
		resolve_searched(resolver, compare);
	check_searched(compare);
	if (compare->left->type->kind == HOGQL_TUPLE && is_query(right))
		note_inside(resolver, compare->left);
	annotate(node, hogql_type(HOGQL_BOOL, false));
}

/* ---- Lists ---- */

/* The members of a list, sorted by how they are searched. */
typedef struct MemberList
{
	List *plain; /* SqlNode *: those for IN */
	List *
		apart; /* conditions: both sides can be NULL, or the tested one has to become another type */
	bool has_null;	  /* the constant NULL is among them */
	bool can_be_null; /* one of the plain ones */
} MemberList;

static void
add_member(Lowering *lowering, const Operand *tested, AstNode *node, MemberList *list)
{
	Operand member = lowered_operand(lowering, node);
	Operand sides[2] = {*tested, member};

	if (member.type->kind == HOGQL_NULL)
	{
		list->has_null = true;
		return;
	}
	bring_together(lowering, sides, 2);
	if ((member.type->nullable && tested->type->nullable) || sides[0].sql != tested->sql)
	{
		sides[0] = *tested;
		list->apart =
			lappend(list->apart, lower_equal(lowering, &sides[0], &member, LOWER_VALUE, false));
		return;
	}
	list->can_be_null = list->can_be_null || sides[1].type->nullable;
	list->plain = lappend(list->plain, sides[1].sql);
}

static SqlNode *
lower_list(Lowering *lowering, Operand *tested, List *members, LoweringMode mode, bool negated)
{
	MemberList list = {0};
	List *found = NIL;
	bool nullable;
	ListCell *cell;

	foreach (cell, members)
	{
		CHECK_FOR_INTERRUPTS();
		add_member(lowering, tested, lfirst(cell), &list);
	}
	nullable = tested->type->nullable || list.can_be_null;
	if (tested->type->kind == HOGQL_NULL)
		list.plain = NIL;
	if (list.plain == NIL && list.apart == NIL && !list.has_null)
		return sql_boolean(negated);
	if (list.plain != NIL)
	{
		if (negated && list.apart == NIL && !list.has_null)
			return null_safe(sql_not_in(tested->sql, list.plain), true, nullable, mode);
		found = lappend(found, null_safe(sql_in(tested->sql, list.plain), false, nullable,
										 negated ? LOWER_VALUE : mode));
	}
	found = list_concat(found, list.apart);
	if (list.has_null)
		found = lappend(found, sql_is_null(tested->sql));
	return negated ? sql_not(sql_or(found)) : sql_or(found);
}

/* ---- Lists of tuples ---- */

static SqlNode *
equal_fields(Lowering *lowering, Operand *tested, Operand *fields, int count, LoweringMode mode)
{
	List *conditions = NIL;

	for (int i = 0; i < count; i++)
		conditions =
			lappend(conditions, lower_equal(lowering, &tested[i], &fields[i], mode, false));
	return sql_and(conditions);
}

/*
 * ROW(…) of fields that are brought to those of the tested one; NULL if a pair can both be NULL, or are tuples
 * themselves, or if the tested one has to become another type.
 */
static SqlNode *
row_like(Lowering *lowering, Operand *tested, Operand *fields, int count)
{
	List *values = NIL;

	for (int i = 0; i < count; i++)
	{
		Operand sides[2] = {tested[i], fields[i]};

		if ((tested[i].type->nullable && fields[i].type->nullable) ||
			tested[i].type->kind == HOGQL_TUPLE)
			return NULL;
		bring_together(lowering, sides, 2);
		if (sides[0].sql != tested[i].sql)
			return NULL;
		values = lappend(values, sides[1].sql);
	}
	return sql_row(values);
}

bool
operands_nullable(const Operand *operands, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (operands[i].type->nullable)
			return true;
	}
	return false;
}

static SqlNode *
row_of(const Operand *fields, int count)
{
	List *values = NIL;

	for (int i = 0; i < count; i++)
		values = lappend(values, fields[i].sql);
	return sql_row(values);
}

static SqlNode *
lower_tuple_list(Lowering *lowering, AstNode *left, List *members, LoweringMode mode, bool negated)
{
	int count = list_length(left->type->fields);
	Operand tuple = lowered_tuple(lowering, left);
	Operand *tested = lowered_tuple_fields(lowering, &tuple);
	bool nullable = operands_nullable(tested, count);
	List *rows = NIL;
	List *found = NIL;
	ListCell *cell;

	foreach (cell, members)
	{
		Operand member = lowered_tuple(lowering, lfirst(cell));
		Operand *fields = lowered_tuple_fields(lowering, &member);
		SqlNode *row = row_like(lowering, tested, fields, count);

		CHECK_FOR_INTERRUPTS();
		nullable = nullable || operands_nullable(fields, count);
		if (row)
			rows = lappend(rows, row);
		else
			found = lappend(found, equal_fields(lowering, tested, fields, count,
												negated ? LOWER_VALUE : mode));
	}
	if (rows != NIL)
		found = lcons(null_safe(sql_in(row_of(tested, count), rows), false, nullable,
								negated ? LOWER_VALUE : mode),
					  found);
	return negated ? sql_not(sql_or(found)) : sql_or(found);
}

/* ---- Arrays ---- */

static SqlNode *
lower_array(Lowering *lowering, AstCompareOperation *compare, LoweringMode mode, bool negated)
{
	const HogqlType *element = compare->right->type->element;
	Operand tested = lowered_operand(lowering, compare->left);
	Operand array = lowered_operand(lowering, compare->right);
	Operand sides[2] = {tested, {.type = element, .sql = array.sql}};
	const HogqlType *common = operands_common_type(sides, 2);
	SqlNode *found;

	if (hogql_is_compound(element))
		tested.sql = value_to_jsonb(lowering_context(lowering), tested.sql, tested.type);
	else if (common->kind != element->kind)
		array.sql = operand_as(&array, hogql_array(common, true), lowering_context(lowering));
	if (!hogql_is_compound(element) && tested.type->kind != common->kind)
		tested.sql = operand_as(&tested, common, lowering_context(lowering));
	found = null_safe(sql_any(SQL_OP_EQUAL, tested.sql, array.sql), false, true,
					  negated ? LOWER_VALUE : mode);
	if (tested.type->nullable && element->nullable)
		found = sql_or2(found, sql_template2(NULL_IN_ARRAY, tested.sql, array.sql));
	return negated ? sql_not(found) : found;
}

/* ---- The whole ---- */

SqlNode *
lower_in(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated)
{
	AstCompareOperation *compare = (AstCompareOperation *) node;
	List *members;
	Operand tested;

	switch (what_is_searched(compare, &members))
	{
		case IN_QUERY:
			return lower_in_query(lowering, compare, mode, negated);
		case IN_ARRAY:
			return lower_array(lowering, compare, mode, negated);
		case IN_LIST:
			break;
	}
	if (members == NIL)
		return sql_boolean(negated);
	if (compare->left->type->kind == HOGQL_TUPLE)
		return lower_tuple_list(lowering, compare->left, members, mode, negated);
	tested = lowered_operand(lowering, compare->left);
	return lower_list(lowering, &tested, members, mode, negated);
}
