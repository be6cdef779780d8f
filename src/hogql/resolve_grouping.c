/*
 * hogql/resolve_grouping.c
 *		GROUP BY and ORDER BY: their keys, and whether all that is selected is grouped.
 *
 * An integer is the position of an item.  A tuple that is written in place groups by its elements.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/resolve_query.h"
#include "hogql/scope.h"

static void resolve_keys(Resolver *resolver, List *keys, ResolvedQuery *resolved);
static void add_key(ResolvedQuery *resolved, AstNode *key);
static void group_by_all(ResolvedQuery *resolved);
static bool has_aggregates(const AstSelectQuery *query, const ResolvedQuery *resolved);
static bool list_has_aggregates(List *expressions);
static bool is_determined(const Meaning *column, void *context);
static bool is_key_column(const ResolvedQuery *resolved, const FromEntry *entry, int column);
static void check_list(List *expressions, const ResolvedQuery *resolved);
static void check(AstNode *expression, const ResolvedQuery *resolved);
static void refuse_order(const AstOrderExpr *order);

void
resolve_group_by(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved)
{
	ListCell *cell;

	if (query->group_by_mode == GROUP_BY_ALL)
		group_by_all(resolved);
	else if (query->group_by_mode == GROUP_BY_GROUPING_SETS)
	{
		foreach (cell, query->group_by)
			resolve_keys(resolver, ((AstGroupingSet *) lfirst(cell))->exprs, resolved);
	}
	else
		resolve_keys(resolver, query->group_by, resolved);
	resolved->has_grouping_sets = query->with_totals || query->group_by_mode > GROUP_BY_ALL ||
								  query->group_by_with > GROUP_BY_ALL;
	resolved->is_grouped = query->group_by != NIL || resolved->group_keys != NIL;
}

/* Called when all clauses are known. */
void
check_grouped(AstSelectQuery *query, const ResolvedQuery *resolved)
{
	ListCell *cell;

	unconstify(ResolvedQuery *, resolved)->is_grouped =
		resolved->is_grouped || has_aggregates(query, resolved);
	if (!resolved->is_grouped)
		return;
	for (int i = 0; i < resolved->ncolumns; i++)
		check(resolved->columns[i].expression, resolved);
	check(query->having, resolved);
	check(query->qualify, resolved);
	check_list(resolved->sort_keys, resolved);
	check_list(resolved->limit_by_keys, resolved);
	foreach (cell, resolved->scope->array_joins)
	{
		AstNode *array = linitial(((FromEntry *) lfirst(cell))->arguments);

		if (array->meaning->traits & HAS_AGGREGATE)
			check(array, resolved);
	}
	foreach (cell, query->windows)
	{
		const AstWindowExpr *window = (AstWindowExpr *) ((AstBinding *) lfirst(cell))->expr;
		ListCell *order;

		check_list(window->partition_by, resolved);
		foreach (order, window->order_by)
			check(((AstOrderExpr *) lfirst(order))->expr, resolved);
	}
}

/* The first one that is too many for PostgreSQL. */
static void
refuse_key(const AstNode *key)
{
	hogql_error(key->span, ERRCODE_TOO_MANY_COLUMNS, "there are too many keys",
				psprintf("There can be at most %d.", MaxTupleAttributeNumber), NULL);
}

List *
resolve_order_by(Resolver *resolver, List *order_by, const ResolvedQuery *resolved)
{
	List *keys = NIL;
	ListCell *cell;

	if (list_length(order_by) > MaxTupleAttributeNumber)
		refuse_key(((AstOrderExpr *) list_nth(order_by, MaxTupleAttributeNumber))->expr);
	foreach (cell, order_by)
	{
		AstOrderExpr *order = lfirst(cell);
		AstNode *key = item_at_position(order->expr, resolved);

		CHECK_FOR_INTERRUPTS();
		refuse_order(order);
		resolver->clause = CLAUSE_ORDER_BY;
		if (key == NULL)
		{
			key = order->expr;
			resolve_expression(resolver, key);
		}
		keys = lappend(keys, key);
	}
	return keys;
}

static void
resolve_keys(Resolver *resolver, List *keys, ResolvedQuery *resolved)
{
	ListCell *cell;

	if (list_length(keys) > MaxTupleAttributeNumber)
		refuse_key(list_nth(keys, MaxTupleAttributeNumber));
	foreach (cell, keys)
	{
		AstNode *key = lfirst(cell);
		AstNode *item = item_at_position(key, resolved);

		CHECK_FOR_INTERRUPTS();
		resolver->clause = CLAUSE_GROUP_BY;
		if (item == NULL)
			resolve_expression(resolver, key);
		else
		{
			check_place(resolver, key, item->meaning->traits);
			stand_for(key, item);
		}
		add_key(resolved, key);
	}
}

static void
add_key(ResolvedQuery *resolved, AstNode *key)
{
	AstNode *behind = looked_through(key);

	resolved->group_keys = lappend(resolved->group_keys, behind);
	if (behind->kind == AST_TUPLE)
		resolved->group_keys = list_concat(resolved->group_keys, ((AstTuple *) behind)->exprs);
}

static void
group_by_all(ResolvedQuery *resolved)
{
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		AstNode *item = resolved->columns[i].expression;

		if ((item->meaning->traits & (HAS_AGGREGATE | HAS_WINDOW)) == 0)
			add_key(resolved, item);
	}
}

static bool
has_aggregates(const AstSelectQuery *query, const ResolvedQuery *resolved)
{
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		if (resolved->columns[i].expression->meaning->traits & HAS_AGGREGATE)
			return true;
	}
	if (query->having != NULL && (query->having->meaning->traits & HAS_AGGREGATE) != 0)
		return true;
	if (query->qualify != NULL && (query->qualify->meaning->traits & HAS_AGGREGATE) != 0)
		return true;
	return list_has_aggregates(resolved->sort_keys) || list_has_aggregates(resolved->limit_by_keys);
}

static bool
list_has_aggregates(List *expressions)
{
	ListCell *cell;

	foreach (cell, expressions)
	{
		if (((AstNode *) lfirst(cell))->meaning->traits & HAS_AGGREGATE)
			return true;
	}
	return false;
}

/*
 * Is it a column of a table by whose whole primary key is grouped?  Then there is one value for each group,
 * unless a row of totals lacks the key.
 * An element of an array that is made of aggregates comes after grouping.
 */
static bool
is_determined(const Meaning *column, void *context)
{
	const ResolvedQuery *resolved = context;
	const FromEntry *entry = column->entry;

	if (column->kind == MEANING_ARRAY_JOIN)
		return (((AstNode *) linitial(entry->arguments))->meaning->traits & HAS_AGGREGATE) != 0;
	if (resolved->has_grouping_sets || !entry->has_key || entry->kind != FROM_TABLE ||
		entry->scope != resolved->scope)
		return false;
	for (int i = 0; i < entry->ncolumns; i++)
	{
		if (entry->columns[i].is_key && !is_key_column(resolved, entry, i))
			return false;
	}
	return true;
}

static bool
is_key_column(const ResolvedQuery *resolved, const FromEntry *entry, int column)
{
	ListCell *cell;

	if (entry->columns[column].needs_cast)
		return false;
	foreach (cell, resolved->group_keys)
	{
		const Meaning *meaning = looked_through(lfirst(cell))->meaning;

		if (meaning->kind == MEANING_COLUMN && meaning->entry == entry && meaning->column == column)
			return true;
	}
	return false;
}

static void
check_list(List *expressions, const ResolvedQuery *resolved)
{
	ListCell *cell;

	foreach (cell, expressions)
		check(lfirst(cell), resolved);
}

static void
check(AstNode *expression, const ResolvedQuery *resolved)
{
	if (expression != NULL)
		check_grouping(expression, resolved->group_keys, is_determined,
					   unconstify(ResolvedQuery *, resolved));
}

static void
refuse_order(const AstOrderExpr *order)
{
	if (order->collation != NULL && strcmp(order->collation->text, "C") != 0)
		refuse_clause(order->collation->span, "COLLATE",
					  "Strings are put in the order of their bytes.");
}
