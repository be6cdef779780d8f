/*
 * hogql/lower_layers.c
 *		A query that is built of selects within each other, from the inside out.
 *
 * A key that the query's columns have already is not carried outwards twice.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/lower_layers.h"
#include "hogql/scope.h"
#include "sqltree/dump.h"
#include "sqltree/walk.h"

/* Names of columns that are carried outwards and are nobody's. */
typedef struct HiddenNames
{
	NameMap *taken;
} HiddenNames;

static void add_key(Layers *layers, const AstOrderExpr *order, AstNode *expression);
static bool has_window(const Layers *layers);
static SqlNode *same_column_of(const char *relation, const SqlNode *column);
static SqlNulls nulls_of(const AstOrderExpr *order, const HogqlType *type);
static HiddenNames hidden_names(const Layers *layers);
static const char *hidden_name(HiddenNames *names, const char *wanted);
static SqlNode *carry(Layers *layers, SqlNode **before, SqlNode *value, const char *relation,
					  HiddenNames *names, const char *wanted);

void
layers_sort_by(Layers *layers, List *order_by, List *expressions)
{
	ListCell *order;
	ListCell *expression;

	forboth (order, order_by, expression, expressions)
		add_key(layers, lfirst(order), lfirst(expression));
}

static void
add_value(Layers *layers, const AstOrderExpr *order, SqlNode *value, const HogqlType *type)
{
	LayerKey *key = palloc(sizeof(LayerKey));

	key->key = value;
	key->descending = order->descending;
	key->nulls = nulls_of(order, type);
	key->by_bytes = type->kind == HOGQL_STRING;
	/* An integer would be the number of a column, and no constant changes the order. */
	if (key->key->kind != SQL_CONSTANT)
		layers->keys = lappend(layers->keys, key);
}

/* A tuple is jsonb, whose order is another one. */
static void
add_tuple(Layers *layers, const AstOrderExpr *order, const Operand *tuple)
{
	Operand *fields = lowered_tuple_fields(layers->lowering, tuple);

	check_stack_depth();
	for (int i = 0; i < list_length(tuple->type->fields); i++)
	{
		if (fields[i].type->kind == HOGQL_TUPLE)
			add_tuple(layers, order, &fields[i]);
		else
			add_value(layers, order, fields[i].sql, fields[i].type);
	}
}

/* A tuple sorts by its elements. */
static void
add_key(Layers *layers, const AstOrderExpr *order, AstNode *expression)
{
	Operand tuple;
	ListCell *cell;

	if (is_written_tuple(layers->lowering, expression))
	{
		foreach (cell, ((AstTuple *) looked_through(expression))->exprs)
			add_key(layers, order, lfirst(cell));
		return;
	}
	if (expression->type->kind != HOGQL_TUPLE)
	{
		add_value(layers, order, lower_key(layers->lowering, expression), expression->type);
		return;
	}
	tuple = lowered_operand(layers->lowering, expression);
	add_tuple(layers, order, &tuple);
}

List *
lower_order_by(Lowering *lowering, List *order_by)
{
	Layers layers = {.lowering = lowering};
	ListCell *cell;

	foreach (cell, order_by)
		add_key(&layers, lfirst(cell), ((AstOrderExpr *) lfirst(cell))->expr);
	return layers_order(&layers);
}

void
layers_partition_by(Layers *layers, List *expressions)
{
	ListCell *cell;

	foreach (cell, expressions)
		layers->partition = lappend(layers->partition, lower_key(layers->lowering, lfirst(cell)));
}

List *
layers_order(const Layers *layers)
{
	List *order = NIL;
	ListCell *cell;

	foreach (cell, layers->keys)
	{
		const LayerKey *key = lfirst(cell);

		order =
			lappend(order, key->by_bytes ? sql_order_bytes(key->key, key->descending, key->nulls)
										 : sql_order(key->key, key->descending, key->nulls));
	}
	return order;
}

void
layers_wrap(Layers *layers)
{
	const char *relation = name_relation(layers->lowering, NULL);
	HiddenNames names = hidden_names(layers);
	SqlSelect *inner = layers->select;
	int ncolumns = layers->query->ncolumns;
	SqlNode **before = layers->values;
	ListCell *cell;

	layers->values = palloc(Max(ncolumns, 1) * sizeof(SqlNode *));
	for (int i = 0; i < ncolumns; i++)
	{
		const char *name = layers->query->columns[i].printed;

		select_item(inner, before[i], name);
		layers->values[i] = sql_column(relation, name);
	}
	foreach (cell, layers->keys)
	{
		LayerKey *key = palloc(sizeof(LayerKey));

		*key = *(LayerKey *) lfirst(cell);
		key->key = carry(layers, before, key->key, relation, &names, "sorted_by");
		lfirst(cell) = key;
	}
	foreach (cell, layers->partition)
		lfirst(cell) = carry(layers, before, lfirst(cell), relation, &names, "limited_by");
	if (layers->condition != NULL)
		layers->condition = carry(layers, before, layers->condition, relation, &names, "qualifies");
	if (layers->computed != NULL)
		layers->computed =
			carry(layers, before, layers->computed, relation, &names, layers->computed_name);
	layers->select = select_from(sql_derived(inner, relation));
}

void
layers_compute(Layers *layers, SqlNode *value, const char *name)
{
	layers->computed = value;
	layers->computed_name = name;
	layers_wrap(layers);
}

void
layers_before_window(Layers *layers)
{
	if (layers->select->distinct || has_window(layers))
		layers_wrap(layers);
}

List *
layers_store(Layers *layers, const char **cte)
{
	SqlDerived *derived;
	SqlCte *stored;
	List *columns = NIL;
	ListCell *cell;

	layers_wrap(layers);
	derived = linitial(layers->select->from);
	*cte = name_relation(layers->lowering, NULL);
	stored = (SqlCte *) sql_cte(*cte, derived->query);
	stored->materialized = SQL_MATERIALIZED;
	layers->ctes = lappend(layers->ctes, stored);
	layers->select->from = list_make1(sql_table(NULL, *cte, derived->alias));
	foreach (cell, ((SqlSelect *) derived->query)->items)
		columns = lappend(columns, unconstify(char *, ((SqlItem *) lfirst(cell))->name));
	return columns;
}

const char *
layers_relation(const Layers *layers)
{
	const SqlNode *from = linitial(layers->select->from);

	return from->kind == SQL_TABLE ? ((const SqlTable *) from)->alias
								   : ((const SqlDerived *) from)->alias;
}

void
layers_read(Layers *layers, SqlSelect *query)
{
	const char *relation = name_relation(layers->lowering, NULL);
	ListCell *cell;

	for (int i = 0; i < layers->query->ncolumns; i++)
		layers->values[i] = same_column_of(relation, layers->values[i]);
	foreach (cell, layers->keys)
	{
		LayerKey *key = palloc(sizeof(LayerKey));

		*key = *(LayerKey *) lfirst(cell);
		key->key = same_column_of(relation, key->key);
		lfirst(cell) = key;
	}
	layers->select = select_from(sql_derived(query, relation));
}

static SqlNode *
same_column_of(const char *relation, const SqlNode *column)
{
	if (column->kind != SQL_COLUMN)
		elog(ERROR, "a value of a select that reads one relation is no column of it");
	return sql_column(relation, ((const SqlColumn *) column)->column);
}

void
layers_filter(Layers *layers)
{
	layers_wrap(layers);
	select_where(layers->select, layers->condition);
	layers->condition = NULL;
}

/*
 * WITH TIES by rank(), which every version has: what is as far in front as the last row that is wanted
 * has at most its rank.
 */
void
layers_limit(Layers *layers, SqlNode *limit, SqlNode *offset, bool with_ties)
{
	SqlNode *rank;

	if (!with_ties || limit == NULL)
	{
		layers->select->limit = limit;
		layers->select->offset = offset;
		return;
	}
	if (layers->lowering->server_version >= 130000 && layers->keys != NIL)
	{
		layers->select->limit = limit;
		layers->select->offset = offset;
		layers->select->with_ties = true;
		return;
	}
	if (has_window(layers))
		layers_wrap(layers);
	rank = sql_over(aggregate("rank", NULL), sql_window(NIL, layers_order(layers)));
	layers_compute(layers, rank, "rank");
	if (offset != NULL)
		limit = sql_operation(SQL_OP_ADD, limit, offset);
	select_where(layers->select, sql_operation(SQL_OP_LESS_EQUAL, layers->computed, limit));
	layers->computed = NULL;
	layers->select->offset = offset;
}

void
layers_finish(Layers *layers, const QueryWish *wish)
{
	for (int i = 0; i < layers->query->ncolumns; i++)
	{
		const OutputColumn *column = &layers->query->columns[i];

		select_item(layers->select, layers->values[i], output_name(column, wish));
	}
	layers->select->order_by = layers_order(layers);
}

/* Is something sorted by a window function?  In OVER there can be none. */
static bool
has_window(const Layers *layers)
{
	ListCell *cell;

	foreach (cell, layers->keys)
	{
		if (sql_contains_window(((LayerKey *) lfirst(cell))->key))
			return true;
	}
	return false;
}

/* Where NULL cannot be, nothing is said of it, so that an index may serve. */
static SqlNulls
nulls_of(const AstOrderExpr *order, const HogqlType *type)
{
	if (!type->nullable)
		return SQL_NULLS_DEFAULT;
	return order->nulls == NULLS_ORDER_FIRST ? SQL_NULLS_FIRST : SQL_NULLS_LAST;
}

static HiddenNames
hidden_names(const Layers *layers)
{
	HiddenNames names = {name_map_new()};

	for (int i = 0; i < layers->query->ncolumns; i++)
		name_map_set(names.taken, layers->query->columns[i].printed, names.taken);
	return names;
}

static const char *
hidden_name(HiddenNames *names, const char *wanted)
{
	const char *name = wanted;

	for (int i = 2; name_map_get(names->taken, name) != NULL; i++)
		name = psprintf("%s_%d", wanted, i);
	name_map_set(names->taken, name, names->taken);
	return name;
}

/* The column of the relation that a value becomes; before are the query's columns inside of it. */
static SqlNode *
carry(Layers *layers, SqlNode **before, SqlNode *value, const char *relation, HiddenNames *names,
	  const char *wanted)
{
	const char *name;

	for (int i = 0; i < layers->query->ncolumns; i++)
	{
		if (sql_same(before[i], value))
			return layers->values[i];
	}
	name = hidden_name(names, wanted);
	select_item(layers->select, value, name);
	return sql_column(relation, name);
}
