/*
 * hogql/lower_fill.c
 *		ORDER BY … WITH FILL: rows for the values that are missing.
 *
 * All rows become a CTE, which is read for them, for the bounds of the values, and to see which are there:
 * the missing ones come from generate_series().  Rows that differ in the keys before the last one are
 * filled each for themselves.
 * - A FULL JOIN would do, but PostgreSQL has none by IS NOT DISTINCT FROM.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "hogql/expressions.h"
#include "hogql/fill.h"
#include "hogql/lower_layers.h"

typedef struct Fill
{
	Layers *layers;
	const AstWithFillExpr *clause;
	const HogqlType *type; /* of the key */
	bool descending;
	const char *rows;  /* the CTE */
	const char *key;   /* its column */
	List *prefix;	   /* of char *: columns of the keys before */
	const char *parts; /* the relation that has the bounds of each part */
	const char *series;
} Fill;

static const char *column_name(const SqlNode *column);
static SqlSelect *missing_rows(Fill *fill, List *columns);
static SqlNode *bounds(Fill *fill);
static SqlNode *series(Fill *fill);
static SqlNode *bound(Fill *fill, AstNode *node, const char *aggregate_name);
static SqlNode *step(Fill *fill);
static SqlNode *is_missing(Fill *fill);
static SqlNode *value_of_series(const Fill *fill);
static bool is_in_prefix(const Fill *fill, const char *name);

void
layers_fill(Layers *layers, const AstOrderExpr *order, const AstNode *expression)
{
	Fill fill = {.layers = layers,
				 .clause = order->with_fill,
				 .type = expression->type,
				 .descending = order->descending};
	List *columns;
	SqlSelect *rows;
	ListCell *cell;

	if (layers->keys == NIL)
		return;
	columns = layers_store(layers, &fill.rows);
	foreach (cell, layers->keys)
	{
		const char *name = column_name(((LayerKey *) lfirst(cell))->key);

		if (cell == list_tail(layers->keys))
			fill.key = name;
		else
			fill.prefix = lappend(fill.prefix, unconstify(char *, name));
	}
	rows = layers->select;
	foreach (cell, columns)
		select_item(rows, sql_column(layers_relation(layers), lfirst(cell)), lfirst(cell));
	layers_read(layers, sql_union_all(list_make2(rows, missing_rows(&fill, columns))));
}

static const char *
column_name(const SqlNode *column)
{
	if (column->kind != SQL_COLUMN)
		elog(ERROR, "a key that was carried outwards is no column");
	return ((const SqlColumn *) column)->column;
}

/* In them the last key has a value of the series, those before it have theirs, and all else is NULL. */
static SqlSelect *
missing_rows(Fill *fill, List *columns)
{
	SqlSelect *select;
	ListCell *cell;

	fill->parts = name_relation(fill->layers->lowering, NULL);
	fill->series = name_relation(fill->layers->lowering, NULL);
	select = select_from(sql_join(SQL_CROSS_JOIN, bounds(fill), series(fill), NULL));
	foreach (cell, columns)
	{
		const char *name = lfirst(cell);
		SqlNode *value = sql_null(sql_type(SQL_TYPE_UNKNOWN));

		if (strcmp(name, fill->key) == 0)
			value = value_of_series(fill);
		else if (is_in_prefix(fill, name))
			value = sql_column(fill->parts, name);
		select_item(select, value, name);
	}
	if (fill->clause->to_value != NULL)
		select_where(select, sql_operation(fill->descending ? SQL_OP_GREATER : SQL_OP_LESS,
										   value_of_series(fill),
										   bound(fill, fill->clause->to_value, NULL)));
	select_where(select, is_missing(fill));
	return select;
}

/* The least and the greatest value of each part. */
static SqlNode *
bounds(Fill *fill)
{
	const char *rows = name_relation(fill->layers->lowering, NULL);
	SqlSelect *select = select_from(sql_table(NULL, fill->rows, rows));
	SqlNode *key = sql_column(rows, fill->key);
	ListCell *cell;

	foreach (cell, fill->prefix)
	{
		select_item(select, sql_column(rows, lfirst(cell)), lfirst(cell));
		select_group_by(select, sql_column(rows, lfirst(cell)));
	}
	select_item(select, aggregate("min", key), "fill_min");
	select_item(select, aggregate("max", key), "fill_max");
	return sql_derived(select, fill->parts);
}

static SqlNode *
series(Fill *fill)
{
	SqlNode *from = bound(fill, fill->clause->from_value, fill->descending ? "max" : "min");
	SqlNode *to = bound(fill, fill->clause->to_value, fill->descending ? "min" : "max");
	SqlFunctionTable *table =
		(SqlFunctionTable *) sql_function_table(sql_call("generate_series",
														 list_make3(from, to, step(fill))),
												fill->series, list_make1("value"));

	table->lateral = true;
	return &table->node;
}

/* What is asked for, or else what the rows have, as generate_series() takes it. */
static SqlNode *
bound(Fill *fill, AstNode *node, const char *aggregate_name)
{
	SqlNode *value;

	if (node != NULL)
		value = lower_as(fill->layers->lowering, node, fill->type);
	else
		value = sql_column(fill->parts, psprintf("fill_%s", aggregate_name));
	switch (fill->type->kind)
	{
		case HOGQL_INT:
			return sql_cast_to(value, SQL_TYPE_BIGINT);
		case HOGQL_DATE:
			return sql_cast_to(value, SQL_TYPE_TIMESTAMP);
		case HOGQL_DATETIME:
			return sql_cast(value, hogql_sql_type(fill->type));
		default:
			return sql_cast_to(value, SQL_TYPE_NUMERIC);
	}
}

/* A number is one of days, or of seconds. */
static SqlNode *
step(Fill *fill)
{
	AstNode *node = fill->clause->step_value;
	SqlNode *value = sql_integer(fill->descending ? -1 : 1);

	if (node != NULL)
		value = lower_expression(fill->layers->lowering, node);
	if (node != NULL && node->type->kind == HOGQL_INTERVAL)
		return value;
	switch (fill->type->kind)
	{
		case HOGQL_INT:
			return sql_cast_to(value, SQL_TYPE_BIGINT);
		case HOGQL_DATE:
			return sql_template1("{1} * '1 day'::pg_catalog.interval", value);
		case HOGQL_DATETIME:
			return sql_template1("{1} * '1 second'::pg_catalog.interval", value);
		default:
			return sql_cast_to(value, SQL_TYPE_NUMERIC);
	}
}

static SqlNode *
is_missing(Fill *fill)
{
	const char *rows = name_relation(fill->layers->lowering, NULL);
	SqlSelect *present = select_from(sql_table(NULL, fill->rows, rows));
	ListCell *cell;

	select_where(present, sql_equal(sql_column(rows, fill->key), value_of_series(fill)));
	foreach (cell, fill->prefix)
		select_where(present, sql_operation(SQL_OP_NOT_DISTINCT, sql_column(rows, lfirst(cell)),
											sql_column(fill->parts, lfirst(cell))));
	return sql_not_exists(present);
}

/* In the type of the key. */
static SqlNode *
value_of_series(const Fill *fill)
{
	return sql_cast(sql_column(fill->series, "value"), hogql_sql_type(fill->type));
}

static bool
is_in_prefix(const Fill *fill, const char *name)
{
	ListCell *cell;

	foreach (cell, fill->prefix)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}
