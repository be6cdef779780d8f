/*
 * hogql/lower_totals.c
 *		WITH TOTALS: one more row, of all groups together, behind all others and outside of LIMIT.
 *
 * Groups and totals are computed together, by GROUPING SETS, and become a CTE.  All that comes after
 * grouping (DISTINCT, LIMIT BY, LIMIT …) is done to the groups; the row of totals is put behind them last.
 */
#include "postgres.h"

#include "hogql/lower_layers.h"
#include "hogql/lower_totals.h"

static const char *free_name(const SqlSelect *select, const char *wanted);
static bool has_item(const SqlSelect *select, const char *name);

SqlNode *
group_with_totals(SqlSelect *core)
{
	SqlNode *marker = sql_template1("GROUPING({1})", linitial(core->group_by));
	List *sets = list_make2(sql_grouping(SQL_GROUPING_SET, core->group_by),
							sql_grouping(SQL_GROUPING_SET, NIL));

	core->group_by = list_make1(sql_grouping(SQL_GROUPING_SETS, sets));
	return marker;
}

SqlNode *
totals_outwards(SqlSelect *inner, SqlSelect *outer, SqlNode *marker)
{
	const SqlDerived *derived = linitial(outer->from);
	const char *name = free_name(inner, "is_total");

	select_item(inner, marker, name);
	return sql_column(derived->alias, name);
}

SqlSelect *
totals_begin(Layers *layers, SqlNode *marker)
{
	const char *cte;
	const char *relation = name_relation(layers->lowering, NULL);
	SqlSelect *totals;
	SqlNode *is_total;

	layers->computed = marker;
	layers->computed_name = "is_total";
	layers_store(layers, &cte);
	is_total = layers->computed;
	layers->computed = NULL;
	select_where(layers->select, sql_equal(is_total, sql_integer(0)));

	totals = select_from(sql_table(NULL, cte, relation));
	for (int i = 0; i < layers->query->ncolumns; i++)
		select_item(totals, sql_column(relation, ((SqlColumn *) layers->values[i])->column), NULL);
	select_where(totals,
				 sql_equal(sql_column(relation, ((SqlColumn *) is_total)->column), sql_integer(1)));
	return totals;
}

void
totals_end(Layers *layers, SqlSelect *totals)
{
	SqlSelect *groups = layers->select;
	LayerKey *key = palloc0(sizeof(LayerKey));
	SqlDerived *derived;
	const char *name;

	groups->order_by = layers_order(layers);
	layers_wrap(layers);
	derived = linitial(layers->select->from);
	name = free_name(groups, "is_total");
	/* Columns by which the groups are sorted: the only row of totals has no need of them. */
	while (list_length(totals->items) < list_length(groups->items))
		select_item(totals, sql_null(sql_type(SQL_TYPE_UNKNOWN)), NULL);
	select_item(groups, sql_integer(0), name);
	select_item(totals, sql_integer(1), NULL);
	derived->query = &sql_union_all(list_make2(groups, totals))->node;
	key->key = sql_column(derived->alias, name);
	layers->keys = lcons(key, layers->keys);
}

/* A name that no column of the select has. */
static const char *
free_name(const SqlSelect *select, const char *wanted)
{
	const char *name = wanted;

	for (int number = 2; has_item(select, name); number++)
		name = psprintf("%s_%d", wanted, number);
	return name;
}

static bool
has_item(const SqlSelect *select, const char *name)
{
	ListCell *cell;

	foreach (cell, select->items)
	{
		const SqlItem *item = lfirst(cell);

		if (item->name != NULL && strcmp(item->name, name) == 0)
			return true;
	}
	return false;
}
