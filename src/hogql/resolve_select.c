/*
 * hogql/resolve_select.c
 *		A select: its clauses, in the order in which names become known.
 *
 * That order is WITH, FROM, the select list, and then all others, which see its aliases.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/fill.h"
#include "hogql/resolve_from.h"
#include "hogql/resolve_query.h"
#include "hogql/scope.h"

static void refuse_clauses(const AstSelectQuery *query);
static void resolve_items(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved);
static void add_column(Resolver *resolver, ResolvedQuery *resolved, int *room, AstNode *item);
static const char *item_name(Resolver *resolver, const AstNode *item);
static void resolve_filter(Resolver *resolver, AstNode *condition, Clause clause);
static void resolve_windows(Resolver *resolver, AstSelectQuery *query);
static void resolve_limit_by(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved);
static void resolve_limits(Resolver *resolver, AstSelectQuery *query);
static void check_distinct(const AstSelectQuery *query, const ResolvedQuery *resolved);
static void check_made_of_items(AstNode *key, const ResolvedQuery *resolved);
static bool check_child(AstNode *child, void *context);
static void check_totals(const AstSelectQuery *query, const ResolvedQuery *resolved);
static void check_total(const AstNode *expression, HogqlSpan span);
static bool makes_keys_null(const AstSelectQuery *query);
static void make_columns_nullable(Scope *scope);

void
resolve_select(Resolver *resolver, AstSelectQuery *query)
{
	ResolvedQuery *resolved = palloc0(sizeof(ResolvedQuery));
	Scope *scope = scope_push_select(resolver, &query->node);

	refuse_clauses(query);
	resolved->scope = scope;
	scope->windows = query->windows;
	resolve_with_clause(resolver, query->ctes);
	resolve_from(resolver, query);
	if (makes_keys_null(query))
		make_columns_nullable(scope);
	resolve_items(resolver, query, resolved);
	resolve_filter(resolver, query->prewhere, CLAUSE_WHERE);
	resolve_filter(resolver, query->where, CLAUSE_WHERE);
	resolve_group_by(resolver, query, resolved);
	resolve_filter(resolver, query->having, CLAUSE_HAVING);
	resolve_windows(resolver, query);
	resolve_filter(resolver, query->qualify, CLAUSE_QUALIFY);
	resolved->sort_keys = resolve_order_by(resolver, query->order_by, resolved);
	resolve_fill(resolver, query->order_by, resolved);
	resolve_limit_by(resolver, query, resolved);
	resolve_limits(resolver, query);
	scope_resolve_rest(resolver);
	check_grouped(query, resolved);
	check_distinct(query, resolved);
	if (query->with_totals)
		check_totals(query, resolved);
	finish_query(&query->node, resolved, scope);
	scope_pop(resolver);
}

/* Each at the place of its keyword. */
static void
refuse_clauses(const AstSelectQuery *query)
{
	if (query->sample != NULL)
		refuse_clause(query->sample->node.span, "SAMPLE",
					  "There is no sampling key: filter by a hash of a column instead.");
	if (query->settings != NIL)
		refuse_clause(query->clause[AST_CLAUSE_SETTINGS], "SETTINGS",
					  "Settings are ClickHouse's: leave them out.");
	if (query->has_interpolate)
		refuse_clause(query->clause[AST_CLAUSE_INTERPOLATE], "INTERPOLATE", NULL);
	if (query->top != NULL && query->limit != NULL)
		hogql_error(query->clause[AST_CLAUSE_LIMIT], ERRCODE_SYNTAX_ERROR,
					"TOP and LIMIT cannot be used together", NULL, NULL);
}

static void
resolve_items(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved)
{
	ListCell *cell;
	int room = list_length(query->select);

	resolved->columns = palloc(room * sizeof(OutputColumn));
	resolver->clause = CLAUSE_SELECT;
	foreach (cell, query->select)
	{
		AstNode *item = lfirst(cell);
		ListCell *column;

		CHECK_FOR_INTERRUPTS();
		if (!is_star(item))
		{
			resolve_expression(resolver, item);
			add_column(resolver, resolved, &room, item);
			continue;
		}
		resolve_star(resolver, item);
		foreach (column, item->meaning->expansion)
			add_column(resolver, resolved, &room, lfirst(column));
	}
}

static void
add_column(Resolver *resolver, ResolvedQuery *resolved, int *room, AstNode *item)
{
	OutputColumn *column;

	if (resolved->ncolumns == MaxTupleAttributeNumber)
		hogql_error(item->span, ERRCODE_TOO_MANY_COLUMNS, "the select list has too many columns",
					psprintf("There can be at most %d.", MaxTupleAttributeNumber), NULL);
	if (resolved->ncolumns == *room)
		resolved->columns = repalloc(resolved->columns, (*room *= 2) * sizeof(OutputColumn));
	column = &resolved->columns[resolved->ncolumns++];
	memset(column, 0, sizeof(OutputColumn));
	column->name = item_name(resolver, item);
	column->type = item->type;
	column->expression = item;
	column->span = item->span;
}

/* An alias, the last name of a chain, or the text of the item. */
static const char *
item_name(Resolver *resolver, const AstNode *item)
{
	if (item->kind == AST_ALIAS)
		return ((const AstAlias *) item)->alias->text;
	if (item->kind == AST_FIELD)
		return ((AstName *) llast(((const AstField *) item)->chain))->text;
	return ast_source_text(resolver->tree, item->span);
}

static void
resolve_filter(Resolver *resolver, AstNode *condition, Clause clause)
{
	if (condition == NULL)
		return;
	resolver->clause = clause;
	resolve_condition(resolver, condition);
}

/* Also those that nothing refers to. */
static void
resolve_windows(Resolver *resolver, AstSelectQuery *query)
{
	ListCell *cell;

	foreach (cell, query->windows)
	{
		AstBinding *binding = lfirst(cell);

		resolver->clause = CLAUSE_WINDOW;
		resolve_window_definition(resolver, (AstWindowExpr *) binding->expr);
	}
}

static void
resolve_limit_by(Resolver *resolver, AstSelectQuery *query, ResolvedQuery *resolved)
{
	ListCell *cell;

	if (query->limit_by == NULL)
		return;
	resolve_count(resolver, query->limit_by->n, "LIMIT BY");
	resolve_count(resolver, query->limit_by->offset_value, "OFFSET");
	foreach (cell, query->limit_by->exprs)
	{
		AstNode *key = lfirst(cell);
		AstNode *item = item_at_position(key, resolved);

		resolver->clause = CLAUSE_ORDER_BY;
		if (item == NULL)
			resolve_expression(resolver, key);
		resolved->limit_by_keys = lappend(resolved->limit_by_keys, item ? item : key);
	}
}

static void
resolve_limits(Resolver *resolver, AstSelectQuery *query)
{
	bool with_ties = query->limit_with_ties || query->top_with_ties;

	resolve_count(resolver, query->top, "TOP");
	if (query->limit_percent)
		resolve_percentage(resolver, query->limit);
	else
		resolve_count(resolver, query->limit, "LIMIT");
	resolve_count(resolver, query->offset, "OFFSET");
	if (with_ties && query->order_by == NIL)
		hogql_error(query->clause[query->limit_with_ties ? AST_CLAUSE_LIMIT : AST_CLAUSE_TOP],
					ERRCODE_SYNTAX_ERROR, "WITH TIES needs ORDER BY", NULL,
					"Without an order no rows are equal to the last one.");
}

/* Rows that have been made one can be put in an order by what they show alone. */
static void
check_distinct(const AstSelectQuery *query, const ResolvedQuery *resolved)
{
	ListCell *cell;

	if (!query->distinct)
		return;
	foreach (cell, resolved->sort_keys)
		check_made_of_items(lfirst(cell), resolved);
	foreach (cell, resolved->limit_by_keys)
		check_made_of_items(lfirst(cell), resolved);
}

static void
check_made_of_items(AstNode *key, const ResolvedQuery *resolved)
{
	check_stack_depth();
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		if (same_expression(key, resolved->columns[i].expression))
			return;
	}
	if (key->meaning != NULL && key->meaning->kind == MEANING_ALIAS)
		check_made_of_items(key->meaning->expression, resolved);
	else if (key->meaning != NULL && key->meaning->kind == MEANING_COLUMN)
		hogql_error(key->span, ERRCODE_INVALID_COLUMN_REFERENCE,
					"with SELECT DISTINCT, ORDER BY and LIMIT BY can only use what is selected",
					NULL, "Add it to the select list, or use GROUP BY.");
	else
		ast_visit_children(key, check_child, unconstify(ResolvedQuery *, resolved));
}

static bool
check_child(AstNode *child, void *context)
{
	check_made_of_items(child, context);
	return false;
}

/* What would be computed of groups and totals together, or says nothing of them. */
static void
check_totals(const AstSelectQuery *query, const ResolvedQuery *resolved)
{
	HogqlSpan span = query->clause[AST_CLAUSE_TOTALS];
	ListCell *cell;

	if (resolved->group_keys == NIL)
		hogql_error(span, ERRCODE_SYNTAX_ERROR, "WITH TOTALS needs GROUP BY", NULL,
					"Without it the only row is that of totals.");
	if (query->having != NULL)
		refuse_clause(
			span, "WITH TOTALS together with HAVING",
			"Filter in a query around it, or compute the totals in a query of their own.");
	if (query->group_by_with != GROUP_BY_LIST ||
		(query->group_by_mode != GROUP_BY_LIST && query->group_by_mode != GROUP_BY_ALL))
		refuse_clause(span, "WITH TOTALS together with subtotals",
					  "ROLLUP, CUBE and GROUPING SETS have a row of totals themselves.");
	if (query->qualify != NULL || query->windows != NIL)
		refuse_clause(span, "WITH TOTALS together with window functions",
					  "Group in a subquery, and compute over windows around it.");
	for (int i = 0; i < resolved->ncolumns; i++)
		check_total(resolved->columns[i].expression, span);
	foreach (cell, resolved->sort_keys)
		check_total(lfirst(cell), span);
}

static void
check_total(const AstNode *expression, HogqlSpan span)
{
	if (expression->meaning->traits & HAS_WINDOW)
		refuse_clause(span, "WITH TOTALS together with window functions",
					  "Group in a subquery, and compute over windows around it.");
	if (expression->meaning->traits & HAS_ARRAY_JOIN)
		refuse_clause(span, "WITH TOTALS together with arrayJoin()",
					  "Group in a subquery, and use arrayJoin() around it.");
}

/* In rows of subtotals the keys are NULL. */
static bool
makes_keys_null(const AstSelectQuery *query)
{
	return query->with_totals || query->group_by_with != GROUP_BY_LIST ||
		   (query->group_by_mode != GROUP_BY_LIST && query->group_by_mode != GROUP_BY_ALL);
}

static void
make_columns_nullable(Scope *scope)
{
	ListCell *cell;

	foreach (cell, scope->entries)
	{
		FromEntry *entry = lfirst(cell);

		for (int i = 0; i < entry->ncolumns; i++)
			entry->columns[i].type = hogql_with_null(entry->columns[i].type, true);
	}
}
