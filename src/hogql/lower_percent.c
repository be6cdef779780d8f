/*
 * hogql/lower_percent.c
 *		LIMIT n %: so many of a hundred rows.
 */
#include "postgres.h"

#include "hogql/lower_layers.h"

/* The rows are numbered in the order; those up to the part of them all are kept. */
void
layers_limit_percent(Layers *layers, SqlNode *percent, SqlNode *offset, bool with_ties)
{
	SqlNode *total = sql_over(aggregate("count", NULL), sql_window(NIL, NIL));
	SqlNode *most = sql_template2("pg_catalog.floor({1} * {2} / 100.0)", total, percent);
	SqlNode *number;

	layers_before_window(layers);
	number = sql_over(aggregate(with_ties ? "rank" : "row_number", NULL),
					  sql_window(NIL, layers_order(layers)));
	if (offset != NULL)
		most = sql_operation(SQL_OP_ADD, most, offset);
	layers->condition = sql_operation(SQL_OP_LESS_EQUAL, number, most);
	layers_filter(layers);
	layers->select->offset = offset;
}
