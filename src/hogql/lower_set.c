/*
 * hogql/lower_set.c
 *		Sets of queries, VALUES and WITH become SQL.
 *
 * - Each arm delivers the set's columns in their types: PostgreSQL has rules of its own for those that
 *   differ.
 * - Arms that one operator joins are one set; another operator begins a new one around it.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/fill.h"
#include "hogql/lower_layers.h"
#include "hogql/lower_query.h"
#include "hogql/scope.h"

/* What SQL has for an operator: a bare EXCEPT and INTERSECT are ALL. */
typedef struct SetForm
{
	SqlSetOperator set;
	bool all;
} SetForm;

static const SetForm forms[] = {
	[SET_UNION_ALL] = {SQL_UNION, true},
	[SET_UNION_DISTINCT] = {SQL_UNION, false},
	[SET_EXCEPT] = {SQL_EXCEPT, true},
	[SET_EXCEPT_ALL] = {SQL_EXCEPT, true},
	[SET_INTERSECT] = {SQL_INTERSECT, true},
	[SET_INTERSECT_ALL] = {SQL_INTERSECT, true},
	[SET_INTERSECT_DISTINCT] = {SQL_INTERSECT, false},
};

static SqlNode *lower_cte(Lowering *lowering, const AstCTE *node, const Cte *cte);
static SqlSelect *lower_arms(Lowering *lowering, const ResolvedQuery *resolved,
							 const QueryWish *wish);
static SqlSelect *lower_arm(Lowering *lowering, const ResolvedQuery *resolved, const SetArm *arm,
							const QueryWish *wish);
static bool arm_is_in_order(const ResolvedQuery *resolved, const SetArm *arm);
static int arm_column(const SetArm *arm, int column);
static SqlSelect *order_set(Lowering *lowering, AstSelectSetQuery *set, SqlSelect *select,
							const QueryWish *wish, List **ctes);
static const HogqlType **types_of(const ResolvedQuery *resolved, const QueryWish *wish);

SqlSelect *
lower_set(Lowering *lowering, AstSelectSetQuery *set, const QueryWish *wish)
{
	const ResolvedQuery *resolved = resolved_query(&set->node);
	bool ordered = set->order_by != NIL || set->limit != NULL || set->offset != NULL;
	QueryWish inner = {wish->types, wish->exact, wish->is_top && !ordered};
	SqlSelect *select;
	List *own_ctes = NIL;

	name_ctes(lowering, set->ctes, resolved->scope);
	select = lower_arms(lowering, resolved, &inner);
	if (ordered)
		select = order_set(lowering, set, select, wish, &own_ctes);
	lower_with_clause(lowering, set->ctes, resolved->scope, select);
	select->ctes = list_concat(select->ctes, own_ctes);
	return select;
}

SqlSelect *
lower_values(Lowering *lowering, AstValuesQuery *values, const QueryWish *wish)
{
	const ResolvedQuery *resolved = resolved_query(&values->node);
	const char *relation = name_relation(lowering, NULL);
	SqlSelect *select = select_from(lower_values_relation(lowering, values, wish, relation));

	for (int i = 0; i < resolved->ncolumns; i++)
		select_item(select, sql_column(relation, resolved->columns[i].printed),
					output_name(&resolved->columns[i], wish));
	return select;
}

SqlNode *
lower_values_relation(Lowering *lowering, AstValuesQuery *values, const QueryWish *wish,
					  const char *name)
{
	const ResolvedQuery *resolved = resolved_query(&values->node);
	QueryWish own = {.types = types_of(resolved, wish), .exact = true};
	SqlDerived *derived;
	List *rows = NIL;
	ListCell *cell;

	foreach (cell, values->rows)
	{
		List *row = NIL;
		ListCell *value;

		CHECK_FOR_INTERRUPTS();
		foreach (value, (List *) lfirst(cell))
			row = lappend(row, lower_output(lowering, lfirst(value), list_length(row), &own));
		rows = lappend(rows, row);
	}
	derived = (SqlDerived *) sql_derived(sql_values(rows), name);
	for (int i = 0; i < resolved->ncolumns; i++)
		derived->columns =
			lappend(derived->columns, unconstify(char *, resolved->columns[i].printed));
	return &derived->node;
}

void
lower_with_clause(Lowering *lowering, List *ctes, const Scope *scope, SqlSelect *select)
{
	ListCell *cell;

	foreach (cell, ctes)
	{
		const AstCTE *node = lfirst(cell);
		Cte *cte;

		if (!node->is_column)
		{
			cte = name_map_get(scope->ctes, node->name->text);
			select_with(select, lower_cte(lowering, node, cte));
			select->recursive = select->recursive || cte->is_recursive;
		}
	}
}

/* Named before anything reads them. */
void
name_ctes(Lowering *lowering, List *ctes, const Scope *scope)
{
	ListCell *cell;

	foreach (cell, ctes)
	{
		const AstCTE *node = lfirst(cell);
		Cte *cte = node->is_column ? NULL : name_map_get(scope->ctes, node->name->text);

		if (cte != NULL && cte->printed == NULL)
			cte->printed = name_cte(lowering, cte->name);
	}
}

static SqlNode *
lower_cte(Lowering *lowering, const AstCTE *node, const Cte *cte)
{
	static const SqlMaterialized materialized[] = {
		[MATERIALIZED_DEFAULT] = SQL_MATERIALIZED_DEFAULT,
		[MATERIALIZED_YES] = SQL_MATERIALIZED,
		[MATERIALIZED_NO] = SQL_NOT_MATERIALIZED,
	};
	const ResolvedQuery *query = resolved_query(cte->query);
	QueryWish wish = {.types = types_of(query, &(QueryWish){0}), .exact = cte->is_recursive};
	SqlCte *lowered;

	lowered = (SqlCte *) sql_cte(cte->printed, lower_query(lowering, cte->query, &wish));
	lowered->materialized = materialized[node->materialized];
	for (int i = 0; i < cte->ncolumns; i++)
		lowered->columns = lappend(lowered->columns, unconstify(char *, cte->columns[i].printed));
	return &lowered->node;
}

static SqlSelect *
lower_arms(Lowering *lowering, const ResolvedQuery *resolved, const QueryWish *wish)
{
	SqlSelect *select = NULL;
	ListCell *cell;

	foreach (cell, resolved->arms)
	{
		const SetArm *arm = lfirst(cell);
		SqlSelect *lowered = lower_arm(lowering, resolved, arm, wish);
		const SetForm *form = &forms[arm->operator];

		if (select == NULL)
			select = lowered;
		else if (select->set == form->set && select->all == form->all && form->set != SQL_EXCEPT &&
				 cell != list_second_cell(resolved->arms))
			select->arms = lappend(select->arms, lowered);
		else
			select = sql_set(form->set, form->all, list_make2(select, lowered));
	}
	return select;
}

static SqlSelect *
lower_arm(Lowering *lowering, const ResolvedQuery *resolved, const SetArm *arm,
		  const QueryWish *wish)
{
	const ResolvedQuery *query = resolved_query(arm->query);
	const HogqlType **types = types_of(resolved, wish);
	QueryWish own = {.exact = wish->exact, .is_top = wish->is_top};
	SqlSelect *select;
	const char *relation;

	own.types = palloc(Max(query->ncolumns, 1) * sizeof(HogqlType *));
	for (int i = 0; i < query->ncolumns; i++)
		own.types[i] = query->columns[i].type;
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		int column = arm_column(arm, i);

		if (column >= 0 && column < query->ncolumns)
			own.types[column] = types[i];
	}
	if (arm_is_in_order(resolved, arm))
		return lower_query(lowering, arm->query, &own);

	own.is_top = false;
	relation = name_relation(lowering, NULL);
	select = select_from(sql_derived(lower_query(lowering, arm->query, &own), relation));
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		int column = arm_column(arm, i);
		bool missing = column < 0 || column >= query->ncolumns;

		select_item(select,
					missing ? null_output(types[i])
							: sql_column(relation, query->columns[column].printed),
					output_name(&resolved->columns[i], wish));
	}
	return select;
}

/* Does it have the set's columns, each at its place? */
static bool
arm_is_in_order(const ResolvedQuery *resolved, const SetArm *arm)
{
	if (resolved_query(arm->query)->ncolumns != resolved->ncolumns)
		return false;
	for (int i = 0; i < resolved->ncolumns; i++)
	{
		if (arm_column(arm, i) != i)
			return false;
	}
	return true;
}

/* What later arms have added is not among those that it knows. */
static int
arm_column(const SetArm *arm, int column)
{
	if (arm->columns == NULL)
		return column;
	return column < arm->ncolumns ? arm->columns[column] : -1;
}

/* ORDER BY of the whole set, in a select around it, which is to have these CTEs. */
static SqlSelect *
order_set(Lowering *lowering, AstSelectSetQuery *set, SqlSelect *select, const QueryWish *wish,
		  List **ctes)
{
	ResolvedQuery *resolved = resolved_query(&set->node);
	FromEntry *entry = linitial(resolved->scope->entries);
	const char *relation = relation_of(lowering, entry);
	const AstOrderExpr *filled = filled_key(set->order_by);
	Layers layers = {.lowering = lowering, .query = resolved};
	SqlNode *limit = set->limit ? lower_expression(lowering, set->limit) : NULL;
	SqlNode *offset = set->offset ? lower_expression(lowering, set->offset) : NULL;

	layers.select = select_from(sql_derived(select, relation));
	layers.values = palloc(Max(resolved->ncolumns, 1) * sizeof(SqlNode *));
	for (int i = 0; i < resolved->ncolumns; i++)
		layers.values[i] = sql_column(relation, resolved->columns[i].printed);
	layers_sort_by(&layers, set->order_by, resolved->sort_keys);
	if (filled != NULL)
		layers_fill(&layers, filled, llast(resolved->sort_keys));
	if (set->limit_percent)
		layers_limit_percent(&layers, limit, offset, set->limit_with_ties);
	else
		layers_limit(&layers, limit, offset, set->limit_with_ties);
	layers_finish(&layers, wish);
	*ctes = layers.ctes;
	return layers.select;
}

/* Those that are wished for, or its own. */
static const HogqlType **
types_of(const ResolvedQuery *resolved, const QueryWish *wish)
{
	const HogqlType **types;

	if (wish->types != NULL)
		return wish->types;
	types = palloc(Max(resolved->ncolumns, 1) * sizeof(HogqlType *));
	for (int i = 0; i < resolved->ncolumns; i++)
		types[i] = resolved->columns[i].type;
	return types;
}
