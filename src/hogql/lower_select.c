/*
 * hogql/lower_select.c
 *		A select becomes SQL: one select, or several within each other.
 *
 * They nest in this order, the first one innermost: FROM to HAVING and window functions, QUALIFY,
 * DISTINCT, LIMIT BY, WITH FILL, WITH TIES; ORDER BY, LIMIT and OFFSET are the outermost's, but for the row
 * of WITH TOTALS, which comes behind them.
 * - A layer is added only for what the layer before cannot say.
 * - What the layers outside need is carried outwards in columns that the outermost does not list.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/fill.h"
#include "hogql/lower_layers.h"
#include "hogql/lower_query.h"
#include "hogql/lower_totals.h"
#include "hogql/scope.h"
#include "sqltree/sublinks.h"

static SqlSelect *lower_core(Lowering *lowering, AstSelectQuery *query, SqlNode **is_total);
static List *without_calls(List *substitutions);
static bool must_split(const Layers *layers);
static void lower_core_filter(Lowering *lowering, AstSelectQuery *query, SqlSelect *core);
static void lower_windows(Lowering *lowering, AstSelectQuery *query, SqlSelect *core);
static bool has_array_join_of_aggregates(const Scope *scope);
static void lower_items(Layers *layers, const QueryWish *wish);
static void distinct_layer(Layers *layers, AstSelectQuery *query);
static void substitute_items(Layers *layers);
static void limit_by_layer(Layers *layers, AstSelectQuery *query);
static void lower_limits(Layers *layers, AstSelectQuery *query);

SqlSelect *
lower_select(Lowering *lowering, AstSelectQuery *query, const QueryWish *wish)
{
	ResolvedQuery *resolved = resolved_query(&query->node);
	List *substitutions = lowering->substitutions;
	Layers layers = {.lowering = lowering, .query = resolved};
	const AstOrderExpr *filled = filled_key(query->order_by);
	SqlNode *is_total = NULL;
	SqlSelect *totals = NULL;
	bool sorts_outputs = query->distinct && (query->order_by != NIL || query->limit_by != NULL);

	lowering->substitutions = without_calls(substitutions);
	name_ctes(lowering, query->ctes, resolved->scope);
	layers.select = lower_core(lowering, query, &is_total);
	lower_items(&layers, wish);
	if (query->qualify != NULL)
		layers.condition = lower_condition(lowering, query->qualify, LOWER_FILTER);
	if (!sorts_outputs)
		layers_sort_by(&layers, query->order_by, resolved->sort_keys);
	if (query->limit_by != NULL && !sorts_outputs)
		layers_partition_by(&layers, resolved->limit_by_keys);
	if (must_split(&layers))
	{
		lowering->substitutions = substitutions;
		return lower_select(lowering, query, wish);
	}
	if (is_total != NULL)
		totals = totals_begin(&layers, is_total);
	if (layers.condition != NULL)
		layers_filter(&layers);
	if (query->distinct)
		distinct_layer(&layers, query);
	if (query->limit_by != NULL)
		limit_by_layer(&layers, query);
	if (filled != NULL)
		layers_fill(&layers, filled, llast(resolved->sort_keys));
	lower_limits(&layers, query);
	if (totals != NULL)
		totals_end(&layers, totals);
	layers_finish(&layers, wish);
	lowering->substitutions = substitutions;
	lower_with_clause(lowering, query->ctes, resolved->scope, layers.select);
	layers.select->ctes = list_concat(layers.select->ctes, layers.ctes);
	return layers.select;
}

/* What a subquery sees of the select around it: keys and columns; its aggregates are its own, however alike. */
static List *
without_calls(List *substitutions)
{
	List *seen = NIL;
	ListCell *cell;

	foreach (cell, substitutions)
	{
		const Substitution *substitution = lfirst(cell);

		if ((substitution->expression->meaning->traits & (HAS_AGGREGATE | HAS_WINDOW)) == 0)
			seen = lappend(seen, lfirst(cell));
	}
	return seen;
}

/*
 * Does a sublink read what has to be a column of an inner select?  What calls print is known when they have
 * been lowered; so then the whole is lowered once more.
 */
static bool
must_split(const Layers *layers)
{
	Scope *scope = layers->query->scope;
	const SqlSelect *core = layers->select;
	int reads = core->having != NULL ? sql_sublinks_read(core->having, core) : 0;
	ListCell *cell;

	for (int i = 0; i < layers->query->ncolumns; i++)
		reads |= sql_sublinks_read(layers->values[i], core);
	foreach (cell, layers->keys)
		reads |= sql_sublinks_read(((LayerKey *) lfirst(cell))->key, core);
	foreach (cell, layers->partition)
		reads |= sql_sublinks_read(lfirst(cell), core);
	if (layers->condition != NULL)
		reads |= sql_sublinks_read(layers->condition, core);
	if (!layers->query->is_grouped || scope->aggregates_inside)
		reads &= ~SQL_READS_GROUP;
	if (scope->windows_inside)
		reads &= ~SQL_READS_WINDOW;
	scope->aggregates_inside |= (reads & SQL_READS_GROUP) != 0;
	scope->windows_inside |= (reads & SQL_READS_WINDOW) != 0;
	return reads != 0;
}

/* FROM to HAVING; where it must be, with the aggregates or window functions in selects of their own. */
static SqlSelect *
lower_core(Lowering *lowering, AstSelectQuery *query, SqlNode **is_total)
{
	const ResolvedQuery *resolved = resolved_query(&query->node);
	const Scope *scope = resolved->scope;
	bool array_join_of_aggregates = has_array_join_of_aggregates(scope);
	bool split = resolved->is_grouped && (scope->aggregates_inside || array_join_of_aggregates);
	SqlSelect *core = sql_select();
	SqlSelect *inner = core;

	lower_from(lowering, query, core);
	lower_array_joins(lowering, scope, false, core);
	lower_core_filter(lowering, query, core);
	if (resolved->is_grouped)
		lower_group_by(lowering, query, core);
	if (query->with_totals)
		*is_total = group_with_totals(core);
	if (split)
		core = split_select(lowering, query, core, false);
	if (split && query->with_totals)
		*is_total = totals_outwards(inner, core, *is_total);
	/* Where nothing is grouped it is a filter like any other. */
	if (query->having != NULL && (split || !resolved->is_grouped))
		select_where(core, lower_condition(lowering, query->having, LOWER_FILTER));
	else if (query->having != NULL)
		select_having(core, lower_condition(lowering, query->having, LOWER_FILTER));
	if (array_join_of_aggregates)
		lower_array_joins(lowering, scope, true, core);
	lower_windows(lowering, query, core);
	if (scope->windows_inside)
		core = split_select(lowering, query, core, true);
	return core;
}

/* The names are those of the text: a definition is known in its own select alone. */
static void
lower_windows(Lowering *lowering, AstSelectQuery *query, SqlSelect *core)
{
	ListCell *cell;

	foreach (cell, query->windows)
	{
		const AstBinding *binding = lfirst(cell);
		SqlWindow *window =
			lower_window_definition(lowering, (const AstWindowExpr *) binding->expr);

		window->name = binding->name->text;
		core->windows = lappend(core->windows, window);
	}
}

static void
lower_core_filter(Lowering *lowering, AstSelectQuery *query, SqlSelect *core)
{
	if (query->prewhere != NULL)
		select_where(core, lower_condition(lowering, query->prewhere, LOWER_FILTER));
	if (query->where != NULL)
		select_where(core, lower_condition(lowering, query->where, LOWER_FILTER));
}

static bool
has_array_join_of_aggregates(const Scope *scope)
{
	ListCell *cell;

	foreach (cell, scope->array_joins)
	{
		const AstNode *array = linitial(((FromEntry *) lfirst(cell))->arguments);

		if (array->meaning->traits & HAS_AGGREGATE)
			return true;
	}
	return false;
}

static void
lower_items(Layers *layers, const QueryWish *wish)
{
	const ResolvedQuery *query = layers->query;

	layers->values = palloc(Max(query->ncolumns, 1) * sizeof(SqlNode *));
	for (int i = 0; i < query->ncolumns; i++)
	{
		CHECK_FOR_INTERRUPTS();
		layers->values[i] = lower_output(layers->lowering, query->columns[i].expression, i, wish);
	}
}

/*
 * PostgreSQL sorts what is distinct by columns as they are selected alone, but strings are sorted by their
 * bytes, and other keys may be made of columns: then in a select outside.
 */
static void
distinct_layer(Layers *layers, AstSelectQuery *query)
{
	layers->select->distinct = true;
	if (query->order_by == NIL && query->limit_by == NULL)
		return;
	layers_wrap(layers);
	substitute_items(layers);
	layers_sort_by(layers, query->order_by, layers->query->sort_keys);
	if (query->limit_by != NULL)
		layers_partition_by(layers, layers->query->limit_by_keys);
}

/* From here on the items are columns of the select inside. */
static void
substitute_items(Layers *layers)
{
	List *substitutions = NIL;

	for (int i = 0; i < layers->query->ncolumns; i++)
	{
		const SqlColumn *column = (const SqlColumn *) layers->values[i];
		Substitution *substitution = palloc(sizeof(Substitution));

		substitution->expression = layers->query->columns[i].expression;
		substitution->table = column->table;
		substitution->column = column->column;
		substitutions = lappend(substitutions, substitution);
	}
	layers->lowering->substitutions = list_concat(substitutions, layers->lowering->substitutions);
}

/* The rows of each part are counted in the order, and those of the wanted numbers are kept. */
static void
limit_by_layer(Layers *layers, AstSelectQuery *query)
{
	const AstLimitByExpr *limit_by = query->limit_by;
	SqlNode *most = lower_expression(layers->lowering, limit_by->n);
	SqlNode *number = aggregate("row_number", NULL);
	SqlNode *offset = NULL;

	if (limit_by->offset_value != NULL)
		offset = lower_expression(layers->lowering, limit_by->offset_value);
	layers_wrap(layers);
	number = sql_over(number, sql_window(layers->partition, layers_order(layers)));
	layers->partition = NIL;
	layers_compute(layers, number, "number");
	number = layers->computed;
	/* It has done its work: what comes after does not carry it on. */
	layers->computed = NULL;
	if (offset == NULL)
		select_where(layers->select, sql_operation(SQL_OP_LESS_EQUAL, number, most));
	else
	{
		select_where(layers->select, sql_operation(SQL_OP_GREATER, number, offset));
		select_where(layers->select, sql_operation(SQL_OP_LESS_EQUAL, number,
												   sql_operation(SQL_OP_ADD, offset, most)));
	}
}

static void
lower_limits(Layers *layers, AstSelectQuery *query)
{
	AstNode *limit = query->limit ? query->limit : query->top;
	bool with_ties = query->limit_with_ties || query->top_with_ties;
	SqlNode *most = limit ? lower_expression(layers->lowering, limit) : NULL;
	SqlNode *offset = query->offset ? lower_expression(layers->lowering, query->offset) : NULL;

	if (query->limit_percent)
		layers_limit_percent(layers, most, offset, with_ties);
	else
		layers_limit(layers, most, offset, with_ties);
}
