/*
 * saved/tiles.h
 *		The tiles of a dashboard, as its editor gives them.
 */
#ifndef METAHOG_TILES_H
#define METAHOG_TILES_H

#include "saved/dashboard.h"
#include "saved/fields.h"

/*
 * Make the tiles of a dashboard, whose row is locked, those of the array: an element with an id is that
 * tile, changed or not; one without is new; a tile that no element has is removed.  Returns the ids in the
 * order of the array, of pg_uuid_t.  Raises 22023 for what is no tile, and what saved_query_lookup()
 * raises for a saved query that is new on a tile.
 */
extern List *tiles_replace(const Dashboard *dashboard, JsonbContainer *tiles);

/* A new tile, by an object as such an element is; returns its id. */
extern pg_uuid_t *tiles_add(const Dashboard *dashboard, JsonbContainer *element);

/* Take it away; raises 42704 if the dashboard has no such tile. */
extern void tiles_remove(const Dashboard *dashboard, const pg_uuid_t *tile);

#endif /* METAHOG_TILES_H */
