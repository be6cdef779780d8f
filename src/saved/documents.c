/*
 * saved/documents.c
 *		saved_query_document(), dashboard_document(): an object as one document.
 *
 * What the role may know is asked here first; the document is then made by one statement.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "saved/arguments.h"
#include "saved/dashboard.h"
#include "saved/own_rows.h"
#include "saved/saved_query.h"

/* Of a tile whose saved query the role may not use nothing is told but that it is there. */
#define TILES                                                                                     \
	"SELECT t.id, t.place, t.overrides, t.markdown, "                                             \
	"CASE WHEN q.deleted_at IS NOT NULL OR q.source_id = ANY ($2) THEN q.id END AS "              \
	"saved_query_id, "                                                                            \
	"CASE WHEN q.deleted_at IS NULL AND q.source_id = ANY ($2) THEN (SELECT row_to_json(k) FROM " \
	"(SELECT q.name, q.kind, q.source_id, s.name AS source, q.variables, q.chart, q.version) "    \
	"AS k) END AS saved, "                                                                        \
	"CASE WHEN q.deleted_at IS NOT NULL THEN 'gone' "                                             \
	"WHEN q.id IS NOT NULL AND q.source_id <> ALL ($2) THEN 'not_allowed' "                       \
	"WHEN s.deleted_at IS NOT NULL THEN 'source_gone' ELSE 'ok' END AS state "                    \
	"FROM metahog.dashboard_tile AS t "                                                           \
	"LEFT JOIN metahog.saved_query AS q ON q.id = t.saved_query_id "                              \
	"LEFT JOIN metahog.source AS s ON s.id = q.source_id WHERE t.dashboard_id = $1 "              \
	"ORDER BY (t.place ->> 'y')::integer, (t.place ->> 'x')::integer, t.id"

static bool may_change(const SavedQuery *saved);
static Datum usable_sources(const Dashboard *dashboard);

PG_FUNCTION_INFO_V1(metahog_saved_query_document);
PG_FUNCTION_INFO_V1(metahog_dashboard_document);

/* saved_query_document(saved text) -> json */
Datum
metahog_saved_query_document(PG_FUNCTION_ARGS)
{
	SavedQuery *saved = saved_query_lookup(required_text(fcinfo, 0, "saved"));
	Oid types[] = {UUIDOID, BOOLOID};
	Datum args[] = {UUIDPGetDatum(&saved->id), BoolGetDatum(may_change(saved))};

	return own_value("SELECT row_to_json(d) FROM ("
					 "SELECT q.id, q.name, q.description, q.folder, q.kind, q.source_id, "
					 "s.name AS source, s.team_id, q.text, q.document, q.variables, q.chart, "
					 "q.owner, q.created_by, q.created_at, q.updated_by, q.updated_at, q.version, "
					 "$2 AS may_change, s.deleted_at IS NOT NULL AS source_gone "
					 "FROM metahog.saved_query AS q JOIN metahog.source AS s ON s.id = q.source_id "
					 "WHERE q.id = $1) AS d",
					 2, types, args);
}

/* dashboard_document(dashboard text) -> json */
Datum
metahog_dashboard_document(PG_FUNCTION_ARGS)
{
	Dashboard *dashboard = dashboard_lookup(required_text(fcinfo, 0, "dashboard"));
	Oid types[] = {UUIDOID, UUIDARRAYOID, BOOLOID};
	Datum args[] = {UUIDPGetDatum(&dashboard->id), usable_sources(dashboard),
					BoolGetDatum(dashboard_may_change(dashboard))};

	return own_value(
		"SELECT row_to_json(o) FROM ("
		"SELECT d.id, d.name, d.description, d.folder, d.filters, d.layout, d.team_id, "
		"d.owner, d.created_by, d.created_at, d.updated_by, d.updated_at, d.version, "
		"$3 AS may_change, (SELECT coalesce(json_agg(row_to_json(e)), '[]') "
		"FROM (" TILES ") AS e) AS tiles "
		"FROM metahog.dashboard AS d WHERE d.id = $1) AS o",
		3, types, args);
}

/* Whether alter_saved_query() would do it; to drop it, who owns it need not be allowed to use its source. */
static bool
may_change(const SavedQuery *saved)
{
	return saved_query_may_change(saved) &&
		   (saved->source->dropped || source_usable(saved->source));
}

/* Those that the dashboard's tiles are on and the role may use, dropped or not, as an array of ids. */
static Datum
usable_sources(const Dashboard *dashboard)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(&dashboard->id)};
	List *rows = own_rows("SELECT DISTINCT q.source_id FROM metahog.dashboard_tile AS t "
						  "JOIN metahog.saved_query AS q ON q.id = t.saved_query_id "
						  "WHERE t.dashboard_id = $1",
						  1, types, args);
	Datum *ids = palloc(Max(list_length(rows), 1) * sizeof(Datum));
	int count = 0;
	ListCell *cell;

	foreach (cell, rows)
	{
		Datum id = ((OwnRow *) lfirst(cell))->values[0];
		Source *source = source_of_id(DatumGetUUIDP(id), true);

		if (source != NULL && source_usable(source))
			ids[count++] = id;
	}
	return PointerGetDatum(construct_array(ids, count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR));
}
