/*
 * hogql/in_query.c
 *		x IN (SELECT …), (x, y) IN (SELECT …) become SQL.
 *
 * - Where both sides can be NULL, a second subquery looks for the NULLs: the first one never finds them.
 */
#include "postgres.h"

#include "hogql/comparison.h"
#include "hogql/expressions.h"
#include "hogql/resolved_query.h"

/* The tested value as one, or as the fields of a row; how many. */
static Operand *
tested_fields(Lowering *lowering, AstNode *left, int count)
{
	Operand *fields = palloc0(sizeof(Operand));

	if (count > 1)
	{
		Operand tuple = lowered_tuple(lowering, left);

		return lowered_tuple_fields(lowering, &tuple);
	}
	fields[0] = lowered_operand(lowering, left);
	return fields;
}

static SqlNode *
one_or_row(List *values)
{
	return list_length(values) == 1 ? linitial(values) : sql_row(values);
}

/* A select from the subquery; its columns are operands then. */
static SqlSelect *
select_from_query(Lowering *lowering, AstNode *query, Operand *columns)
{
	ResolvedQuery *resolved = resolved_query(query);
	const char *name = name_of_query(lowering, query);

	for (int i = 0; i < resolved->ncolumns; i++)
	{
		columns[i].node = NULL;
		columns[i].type = resolved->columns[i].type;
		columns[i].sql = sql_column(name, resolved->columns[i].printed);
	}
	return select_from(sql_derived(lower_inner_query(lowering, query), name));
}

/* NULL is looked for; in a row the other fields have to be equal as well, NULL to NULL. */
static SqlNode *
exists_equal(Lowering *lowering, AstNode *query, Operand *tested, int count)
{
	Operand *columns = palloc0(sizeof(Operand) * count);
	SqlSelect *select = select_from_query(lowering, query, columns);
	List *nulls = NIL;

	if (count == 1)
	{
		select_where(select, sql_is_null(columns[0].sql));
		return sql_and2(sql_is_null(tested[0].sql), sql_exists(select));
	}
	for (int i = 0; i < count; i++)
	{
		select_where(select, lower_equal(lowering, &tested[i], &columns[i], LOWER_VALUE, false));
		if (tested[i].type->nullable && columns[i].type->nullable)
			nulls = lappend(nulls, sql_is_null(tested[i].sql));
	}
	return sql_and2(sql_or(nulls), sql_exists(select));
}

/* Are the columns compared as they are, so that the subquery needs no select around it? */
static bool
columns_stay(Operand *tested, Operand *columns, int count)
{
	for (int i = 0; i < count; i++)
	{
		Operand sides[2] = {tested[i], columns[i]};
		const HogqlType *common = operands_common_type(sides, 2);

		if (!hogql_same_type(common, columns[i].type) && common->kind != columns[i].type->kind)
			return false;
	}
	return true;
}

static SqlNode *
in_query(Lowering *lowering, AstNode *query, Operand *tested, int count, bool skip_nulls)
{
	Operand *columns = palloc0(sizeof(Operand) * count);
	SqlSelect *select = select_from_query(lowering, query, columns);
	bool as_it_is = columns_stay(tested, columns, count) && !skip_nulls;
	List *values = NIL;

	for (int i = 0; i < count; i++)
	{
		Operand sides[2] = {tested[i], columns[i]};

		bring_together(lowering, sides, 2);
		values = lappend(values, sides[0].sql);
		select_item(select, sides[1].sql, NULL);
		if (skip_nulls && columns[i].type->nullable)
			select_where(select, sql_is_not_null(columns[i].sql));
	}
	return sql_in_query(one_or_row(values),
						as_it_is ? (void *) lower_inner_query(lowering, query) : (void *) select);
}

SqlNode *
lower_in_query(Lowering *lowering, AstCompareOperation *compare, LoweringMode mode, bool negated)
{
	ResolvedQuery *resolved = resolved_query(compare->right);
	int count = resolved->ncolumns;
	Operand *tested = tested_fields(lowering, compare->left, count);
	bool nullable = operands_nullable(tested, count);
	bool column_nullable = false;
	bool both = false;
	SqlNode *found;

	for (int i = 0; i < count; i++)
	{
		column_nullable = column_nullable || resolved->columns[i].type->nullable;
		both = both || (tested[i].type->nullable && resolved->columns[i].type->nullable);
	}
	found = in_query(lowering, compare->right, tested, count, negated && column_nullable);
	found = null_safe(found, false, nullable || column_nullable, negated ? LOWER_VALUE : mode);
	if (both && mode != LOWER_JOIN)
		found = sql_or2(found, exists_equal(lowering, compare->right, tested, count));
	return negated ? sql_not(found) : found;
}
