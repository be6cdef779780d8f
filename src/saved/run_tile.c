/*
 * saved/run_tile.c
 *		run_tile(), try_run_tile(): the saved query of a tile, with its dashboard's filters.
 *
 * Who may not use the saved query learns nothing of it, not even on what source it is.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "query/functions.h"
#include "saved/arguments.h"
#include "saved/dashboard.h"
#include "saved/filters.h"
#include "saved/own_rows.h"
#include "saved/run.h"

#define ARG_LIMITS 2 /* max_rows, skip_rows, timeout */

static void find_tile(void *argument, KeptText *text);
static const OwnRow *read_tile(const pg_uuid_t *tile);
static SavedQuery *saved_query_of(const pg_uuid_t *tile, const pg_uuid_t *saved_query_id);
static Jsonb *override_variables(const Jsonb *overrides);

PG_FUNCTION_INFO_V1(metahog_run_tile);
PG_FUNCTION_INFO_V1(metahog_try_run_tile);

/* run_tile(tile uuid, filters jsonb, max_rows bigint, skip_rows bigint, timeout interval) -> json */
Datum
metahog_run_tile(PG_FUNCTION_ARGS)
{
	return call_execute_kept(fcinfo, "run_tile", ARG_LIMITS, find_tile, fcinfo);
}

Datum
metahog_try_run_tile(PG_FUNCTION_ARGS)
{
	return call_try_execute_kept(fcinfo, "try_run_tile", ARG_LIMITS, find_tile, fcinfo);
}

static void
find_tile(void *argument, KeptText *text)
{
	FunctionCallInfo fcinfo = argument;
	pg_uuid_t *tile = required_uuid(fcinfo, 0, "tile");
	const OwnRow *row = read_tile(tile);
	Dashboard *dashboard = row != NULL ? dashboard_of_id(DatumGetUUIDP(row->values[0])) : NULL;
	SavedQuery *saved;
	Jsonb *given;

	if (dashboard == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("tile \"%s\" does not exist", uuid_text(tile))));
	if (row->nulls[1])
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("tile \"%s\" shows a text, which is not run", uuid_text(tile))));
	saved = saved_query_of(tile, DatumGetUUIDP(row->values[1]));
	given = filters_apply(dashboard->filters, optional_json(fcinfo, 1), tile, saved);
	saved_query_text(saved, given, override_variables(DatumGetJsonbP(row->values[2])), text);
}

/* NULL: there is none. */
static const OwnRow *
read_tile(const pg_uuid_t *tile)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(tile)};
	List *rows = own_rows("SELECT dashboard_id, saved_query_id, overrides "
						  "FROM metahog.dashboard_tile WHERE id = $1",
						  1, types, args);

	return rows != NIL ? linitial(rows) : NULL;
}

/* One that another team's source has is not told from one that the role may not use. */
static SavedQuery *
saved_query_of(const pg_uuid_t *tile, const pg_uuid_t *saved_query_id)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(saved_query_id)};
	SavedQuery *saved = saved_query_of_id(saved_query_id);

	if (own_change("SELECT FROM metahog.saved_query WHERE id = $1 AND deleted_at IS NULL", 1, types,
				   args) == 0)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("the saved query of tile \"%s\" was dropped", uuid_text(tile)),
						errhint("Remove the tile, or give it another saved query with "
								"metahog.alter_dashboard().")));
	if (saved == NULL || !source_usable(saved->source))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for the saved query of tile \"%s\"", uuid_text(tile))));
	return saved;
}

/* NULL: the tile has none of its own. */
static Jsonb *
override_variables(const Jsonb *overrides)
{
	JsonbValue value;

	if (!json_member((JsonbContainer *) &overrides->root, "variables", &value) ||
		json_object_of(&value) == NULL)
		return NULL;
	return JsonbValueToJsonb(&value);
}
