/*
 * hogql/lower_layers.h
 *		A query that is built of selects within each other, from the inside out.
 *
 * At any time one select is open: it reads something, but lists nothing yet.  What it can list is known
 * as expressions over what it reads.  When it is wrapped, it lists all of that, and the select around it
 * becomes the open one, whose expressions are the columns.
 */
#ifndef METAHOG_LOWER_LAYERS_H
#define METAHOG_LOWER_LAYERS_H

#include "hogql/lower_query.h"

/* A key of ORDER BY. */
typedef struct LayerKey
{
	SqlNode *key;
	bool descending;
	SqlNulls nulls;
	bool by_bytes;
} LayerKey;

typedef struct Layers
{
	Lowering *lowering;
	const ResolvedQuery *query;
	SqlSelect *select;	/* the open one */
	SqlNode **values;	/* the query's columns, as the open select says them */
	List *keys;			/* of LayerKey *: what the whole is sorted by */
	List *partition;	/* of SqlNode *: the keys of LIMIT BY */
	SqlNode *condition; /* what the next layer filters by; NULL: nothing */
	SqlNode *computed;	/* by layers_compute() */
	const char *computed_name;
	List *ctes; /* of SqlCte *: what layers_store() has made; the outermost select needs them */
} Layers;

/* Sort by these expressions, which go with the clause (AstOrderExpr). */
extern void layers_sort_by(Layers *layers, List *order_by, List *expressions);
extern void layers_partition_by(Layers *layers, List *expressions);

/* The keys as ORDER BY of the open select has them. */
extern List *layers_order(const Layers *layers);

/* The open select lists all that is known, in a subquery of the next one. */
extern void layers_wrap(Layers *layers);

/* The same, with one column more, which is then "computed". */
extern void layers_compute(Layers *layers, SqlNode *value, const char *name);

/* The open select becomes one in which window functions see its rows as they come out. */
extern void layers_before_window(Layers *layers);

/* As layers_wrap(), but the inner select becomes a CTE, to be read twice.  Answers its columns (char *). */
extern List *layers_store(Layers *layers, const char **cte);

/* What the open select reads, where that is one relation. */
extern const char *layers_relation(const Layers *layers);

/* The open select reads this query from now on, which has all of the columns that it read before. */
extern void layers_read(Layers *layers, SqlSelect *query);

/* The next select keeps the rows for which the condition holds. */
extern void layers_filter(Layers *layers);

/* LIMIT and OFFSET, which may be NULL. */
extern void layers_limit(Layers *layers, SqlNode *limit, SqlNode *offset, bool with_ties);

/* LIMIT of so many of a hundred rows. */
extern void layers_limit_percent(Layers *layers, SqlNode *percent, SqlNode *offset, bool with_ties);

/* The open select is the outermost one: it lists the query's columns, in its order. */
extern void layers_finish(Layers *layers, const QueryWish *wish);

#endif /* METAHOG_LOWER_LAYERS_H */
