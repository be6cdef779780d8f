/*
 * saved/filters.h
 *		Filters of a dashboard: what may be declared, and which variables they set.
 */
#ifndef METAHOG_FILTERS_H
#define METAHOG_FILTERS_H

#include "saved/fields.h"
#include "saved/saved_query.h"

/* Of a field "filters": raises 22023 for what cannot be declared. */
extern void filters_check(const char *name, const FieldValue *value);

/*
 * The filters with ids in the places of numbers of tiles; tiles: ids in the order of the "tiles" of the
 * same call, NULL if there were none.  Raises 22023 for a number that no tile has.
 */
extern Jsonb *filters_with_ids(const Jsonb *filters, const List *tiles, bool has_tiles);

/*
 * The values that the filters of a dashboard give to the variables of a tile's saved query: those of an
 * object of filters' values, or else their defaults.  Raises 22023 for a value that is none of its
 * filter's type, one that no filter has asked for, and a filter that sets a variable that is not there.
 */
extern Jsonb *filters_apply(const Jsonb *filters, const Jsonb *given, const pg_uuid_t *tile,
							const SavedQuery *saved);

#endif /* METAHOG_FILTERS_H */
