/*
 * hogql/lower_group.c
 *		GROUP BY becomes SQL; aggregates and window functions that must stand in a select of their own.
 *
 * What is in a sublink belongs to its select.  So where an expression that will be printed as a sublink
 * reads an aggregate, all aggregates, keys and columns that the query reads become columns of an inner
 * select, and the expressions read those.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/lower_query.h"
#include "hogql/scope.h"

/* What becomes columns of the inner select. */
typedef struct Split
{
	const ResolvedQuery *query;
	List *substituted; /* Substitution *: what is a column of a select already */
	bool windows;	   /* window functions, instead of aggregates and keys */
	List *leaves;	   /* of AstNode *, each different one once */
	int subqueries;	   /* around what is being looked at: their aggregates are their own */
} Split;

static List *lower_sets(Lowering *lowering, List *sets);
static List *lower_keys(Lowering *lowering, List *keys);
static void add_key(Lowering *lowering, AstNode *node, List **keys);
static List *keys_of_all(AstSelectQuery *query);
static void collect_query(AstSelectQuery *query, Split *split);
static void collect_list(List *expressions, Split *split);
static bool collect(AstNode *node, void *context);
static bool is_leaf(const Split *split, AstNode *node);
static bool is_one_of(List *expressions, AstNode *node);
static void add_leaf(Split *split, AstNode *node);
static List *add_items(Lowering *lowering, const Split *split, SqlSelect *inner,
					   const char *relation);

void
lower_group_by(Lowering *lowering, AstSelectQuery *query, SqlSelect *select)
{
	List *keys;

	if (query->group_by_mode == GROUP_BY_GROUPING_SETS)
		keys = list_make1(sql_grouping(SQL_GROUPING_SETS, lower_sets(lowering, query->group_by)));
	else if (query->group_by_mode == GROUP_BY_ALL)
		keys = lower_keys(lowering, keys_of_all(query));
	else
		keys = lower_keys(lowering, query->group_by);
	if (query->group_by_mode == GROUP_BY_CUBE || query->group_by_with == GROUP_BY_CUBE)
		keys = list_make1(sql_grouping(SQL_CUBE, keys));
	else if (query->group_by_mode == GROUP_BY_ROLLUP || query->group_by_with == GROUP_BY_ROLLUP)
		keys = list_make1(sql_grouping(SQL_ROLLUP, keys));
	select->group_by = keys;
}

SqlSelect *
split_select(Lowering *lowering, AstSelectQuery *query, SqlSelect *inner, bool windows)
{
	Split split = {.query = resolved_query(&query->node),
				   .substituted = lowering->substitutions,
				   .windows = windows};
	const char *relation = name_relation(lowering, NULL);
	List *substitutions;

	if (!windows)
		split.leaves = list_copy(split.query->group_keys);
	collect_query(query, &split);
	substitutions = add_items(lowering, &split, inner, relation);
	lowering->substitutions = list_concat(substitutions, lowering->substitutions);
	return select_from(sql_derived(inner, relation));
}

static List *
lower_sets(Lowering *lowering, List *sets)
{
	List *lowered = NIL;
	ListCell *cell;

	foreach (cell, sets)
		lowered =
			lappend(lowered,
					sql_grouping(SQL_GROUPING_SET,
								 lower_keys(lowering, ((AstGroupingSet *) lfirst(cell))->exprs)));
	return lowered;
}

static List *
lower_keys(Lowering *lowering, List *keys)
{
	List *lowered = NIL;
	ListCell *cell;

	foreach (cell, keys)
		add_key(lowering, lfirst(cell), &lowered);
	return lowered;
}

/* A bare integer would be the number of a column. */
static void
add_key(Lowering *lowering, AstNode *node, List **keys)
{
	AstNode *behind = looked_through(node);
	SqlNode *key;
	ListCell *cell;

	if (behind->kind == AST_TUPLE)
	{
		foreach (cell, ((AstTuple *) behind)->exprs)
			add_key(lowering, lfirst(cell), keys);
		return;
	}
	key = lower_key(lowering, behind);
	if (key->kind == SQL_CONSTANT)
		key = sql_cast(key, hogql_sql_type(behind->type));
	*keys = lappend(*keys, key);
}

/* Of GROUP BY ALL: the items without aggregates. */
static List *
keys_of_all(AstSelectQuery *query)
{
	const ResolvedQuery *resolved = resolved_query(&query->node);
	List *keys = NIL;

	for (int i = 0; i < resolved->ncolumns; i++)
	{
		AstNode *item = resolved->columns[i].expression;

		if ((item->meaning->traits & (HAS_AGGREGATE | HAS_WINDOW)) == 0)
			keys = lappend(keys, item);
	}
	return keys;
}

/* Everything that is computed after the inner select. */
static void
collect_query(AstSelectQuery *query, Split *split)
{
	ListCell *cell;

	for (int i = 0; i < split->query->ncolumns; i++)
		collect(split->query->columns[i].expression, split);
	if (query->having != NULL && !split->windows)
		collect(query->having, split);
	if (query->qualify != NULL)
		collect(query->qualify, split);
	collect_list(split->query->sort_keys, split);
	collect_list(split->query->limit_by_keys, split);
	foreach (cell, query->windows)
		ast_visit_children(((AstBinding *) lfirst(cell))->expr, collect, split);
	if (split->windows)
		return;
	foreach (cell, split->query->scope->array_joins)
		collect_list(((FromEntry *) lfirst(cell))->arguments, split);
}

static void
collect_list(List *expressions, Split *split)
{
	ListCell *cell;

	foreach (cell, expressions)
		collect(lfirst(cell), split);
}

static bool
collect(AstNode *node, void *context)
{
	Split *split = context;
	const Meaning *meaning = node->meaning;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (meaning == NULL || (node->kind == AST_JOIN_EXPR))
		return ast_visit_children(node, collect, context);
	if (node->kind == AST_SELECT_QUERY)
	{
		split->subqueries++;
		ast_visit_children(node, collect, context);
		split->subqueries--;
		return false;
	}
	if (is_leaf(split, node))
		add_leaf(split, node);
	else if (meaning->kind == MEANING_ALIAS)
		collect(meaning->expression, context);
	else if (meaning->kind == MEANING_COLUMN && meaning->entry->scope == split->query->scope)
		add_leaf(split, column_field(meaning->entry, meaning->column, node->span));
	else
		ast_visit_children(node, collect, context);
	return false;
}

static bool
is_leaf(const Split *split, AstNode *node)
{
	const Meaning *meaning = node->meaning;
	ListCell *cell;

	if (split->subqueries > 0)
		return is_one_of(split->query->group_keys, node);
	if (meaning->kind == MEANING_ARRAY_JOIN)
		return split->windows ||
			   (((AstNode *) linitial(meaning->entry->arguments))->meaning->traits &
				HAS_AGGREGATE) == 0;
	if (!split->windows)
		return meaning->kind == MEANING_AGGREGATE || is_one_of(split->query->group_keys, node);
	if (meaning->kind == MEANING_WINDOW ||
		(meaning->kind == MEANING_AGGREGATE && split->substituted == NIL))
		return true;
	foreach (cell, split->substituted)
	{
		if (same_expression(((Substitution *) lfirst(cell))->expression, node))
			return true;
	}
	return false;
}

static bool
is_one_of(List *expressions, AstNode *node)
{
	ListCell *cell;

	foreach (cell, expressions)
	{
		if (same_expression(lfirst(cell), node))
			return true;
	}
	return false;
}

static void
add_leaf(Split *split, AstNode *node)
{
	if (!is_one_of(split->leaves, node))
		split->leaves = lappend(split->leaves, node);
}

/* The inner select's columns, and what stands for them from here on. */
static List *
add_items(Lowering *lowering, const Split *split, SqlSelect *inner, const char *relation)
{
	List *substitutions = NIL;
	ListCell *cell;
	int number = 1;

	foreach (cell, split->leaves)
	{
		Substitution *substitution = palloc(sizeof(Substitution));

		substitution->expression = lfirst(cell);
		substitution->table = relation;
		substitution->column = psprintf("s_%d", number++);
		select_item(inner, lower_expression(lowering, substitution->expression),
					substitution->column);
		substitutions = lappend(substitutions, substitution);
	}
	return substitutions;
}
