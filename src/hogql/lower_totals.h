/*
 * hogql/lower_totals.h
 *		WITH TOTALS: one more row, of all groups together.
 */
#ifndef METAHOG_LOWER_TOTALS_H
#define METAHOG_LOWER_TOTALS_H

#include "hogql/lower_layers.h"

/* The select groups by its keys and, besides, all rows together.  Answers what is 1 in the row of totals, else 0. */
extern SqlNode *group_with_totals(SqlSelect *core);

/* The same for a select around it. */
extern SqlNode *totals_outwards(SqlSelect *inner, SqlSelect *outer, SqlNode *marker);

/* From here on the layers have the groups alone.  Answers a select of the row of totals. */
extern SqlSelect *totals_begin(Layers *layers, SqlNode *marker);

/* All other clauses are done: that row comes behind. */
extern void totals_end(Layers *layers, SqlSelect *totals);

#endif /* METAHOG_LOWER_TOTALS_H */
