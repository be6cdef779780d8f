/*
 * saved/dashboard_change.c
 *		SQL functions that create, alter and drop dashboards, and place tiles.
 *
 * - One save of the editor is one call: the dashboard's row is locked, its version compared, and its tiles
 *   written with it.
 * - Whatever changes a tile raises the dashboard's version.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/json_writer.h"
#include "base/settings.h"
#include "saved/arguments.h"
#include "saved/filters.h"
#include "saved/own_rows.h"
#include "saved/tiles.h"
#include "source/own_tables.h"

enum
{
	DASHBOARD_NAME,
	DASHBOARD_DESCRIPTION,
	DASHBOARD_FOLDER,
	DASHBOARD_LAYOUT,
	DASHBOARD_FILTERS,
	DASHBOARD_COLUMNS, /* those above are written */
	DASHBOARD_TILES = DASHBOARD_COLUMNS,
	DASHBOARD_VERSION,
	DASHBOARD_FIELDS
};

static const Field fields[DASHBOARD_FIELDS] = {
	[DASHBOARD_NAME] = {"name", FIELD_STRING, MAX_SAVED_NAME, false, field_check_name},
	[DASHBOARD_DESCRIPTION] = {"description", FIELD_STRING, MAX_SAVED_DOCUMENT, true, NULL},
	[DASHBOARD_FOLDER] = {"folder", FIELD_STRING, MAX_SAVED_FOLDER, true, field_check_folder},
	[DASHBOARD_LAYOUT] = {"layout", FIELD_OBJECT, MAX_SAVED_DOCUMENT, true, NULL},
	[DASHBOARD_FILTERS] = {"filters", FIELD_ARRAY, 1024 * 1024, true, filters_check},
	[DASHBOARD_TILES] = {"tiles", FIELD_ARRAY, PG_INT32_MAX, true, NULL},
	[DASHBOARD_VERSION] = {"version", FIELD_NUMBER, 0, false, NULL},
};

static Dashboard *new_dashboard(const char *name);
static Dashboard *begin_change(SourceChange *change, const char *action, FunctionCallInfo fcinfo);
static void end_change(SourceChange *change, const Dashboard *dashboard, ColumnList *list);
static void write_tiles(const Dashboard *dashboard, FieldValue *values);
static bool any_given(const FieldValue *values);
static void check_name_is_free(const Dashboard *dashboard, const char *name);
static Jsonb *element(const char *key, const char *text, const Jsonb *place,
					  const Jsonb *overrides);
static void raise_duplicate(const char *name) pg_attribute_noreturn();

PG_FUNCTION_INFO_V1(metahog_create_dashboard);
PG_FUNCTION_INFO_V1(metahog_alter_dashboard);
PG_FUNCTION_INFO_V1(metahog_drop_dashboard);
PG_FUNCTION_INFO_V1(metahog_place_tile);
PG_FUNCTION_INFO_V1(metahog_place_text);
PG_FUNCTION_INFO_V1(metahog_remove_tile);

/* create_dashboard(name text, definition jsonb) -> uuid */
Datum
metahog_create_dashboard(PG_FUNCTION_ARGS)
{
	FieldValue values[DASHBOARD_FIELDS];
	SourceChange change;
	Dashboard *dashboard;
	ColumnList list;
	OwnTableWrite write;
	uint64 inserted;

	source_change_begin(&change, "create_dashboard", false);
	fields_read(fields, DASHBOARD_FIELDS, required_object(fcinfo, 1, "definition"), "dashboard",
				values);
	if (values[DASHBOARD_NAME].given || values[DASHBOARD_VERSION].given)
		field_error(values[DASHBOARD_NAME].given ? "name" : "version", "is not the definition's");
	dashboard = new_dashboard(required_text(fcinfo, 0, "name"));
	column_list_init(&list, &dashboard->id);
	column_list_add_text(&list, "name", dashboard->name);
	column_list_add(&list, "team_id", INT8OID, Int64GetDatum(dashboard->team_id),
					!dashboard->has_team);
	author_add_created(&list);
	own_table_write_begin(&write);
	author_bind(write.user);
	inserted = column_list_insert(&list, "dashboard");
	own_table_write_end(&write);
	if (inserted == 0)
		raise_duplicate(dashboard->name);

	write_tiles(dashboard, values);
	column_list_init(&list, &dashboard->id);
	for (int i = 0; i < DASHBOARD_COLUMNS; i++)
		fields_add_column(&list, &fields[i], &values[i]);
	if (list.columns > 0)
	{
		own_table_write_begin(&write);
		column_list_update(&list, "dashboard");
		own_table_write_end(&write);
	}
	author_end_change(&change, "dashboard", &dashboard->id, dashboard->name, 1, &list);
	PG_RETURN_UUID_P(&dashboard->id);
}

/* alter_dashboard(dashboard text, changes jsonb [, version integer]) -> integer */
Datum
metahog_alter_dashboard(PG_FUNCTION_ARGS)
{
	FieldValue values[DASHBOARD_FIELDS];
	SourceChange change;
	Dashboard *dashboard = begin_change(&change, "alter_dashboard", fcinfo);
	ColumnList list;
	int version;

	fields_read(fields, DASHBOARD_FIELDS, required_object(fcinfo, 1, "changes"), "dashboard",
				values);
	version = version_argument(fcinfo, 2, &values[DASHBOARD_VERSION]);
	author_check_version("dashboard", dashboard->name, &dashboard->last, version);
	if (!any_given(values))
	{
		author_end_change(&change, "dashboard", &dashboard->id, dashboard->name, version, NULL);
		PG_RETURN_INT32(version);
	}
	if (values[DASHBOARD_NAME].given)
		check_name_is_free(dashboard, values[DASHBOARD_NAME].text);
	write_tiles(dashboard, values);
	column_list_init(&list, &dashboard->id);
	for (int i = 0; i < DASHBOARD_COLUMNS; i++)
		fields_add_column(&list, &fields[i], &values[i]);
	end_change(&change, dashboard, &list);
	PG_RETURN_INT32(version + 1);
}

/* drop_dashboard(dashboard text, version integer) -> void */
Datum
metahog_drop_dashboard(PG_FUNCTION_ARGS)
{
	SourceChange change;
	Dashboard *dashboard = begin_change(&change, "drop_dashboard", fcinfo);
	ColumnList list;

	if (!PG_ARGISNULL(1))
		author_check_version("dashboard", dashboard->name, &dashboard->last, PG_GETARG_INT32(1));
	column_list_init(&list, &dashboard->id);
	column_list_add_sql(&list, "deleted_at", "now()");
	end_change(&change, dashboard, &list);
	PG_RETURN_VOID();
}

/* place_tile(dashboard text, saved text, place jsonb, overrides jsonb) -> uuid */
Datum
metahog_place_tile(PG_FUNCTION_ARGS)
{
	char *saved = required_text(fcinfo, 1, "saved");
	SourceChange change;
	Dashboard *dashboard = begin_change(&change, "place_tile", fcinfo);
	Jsonb *json = element("saved", saved, optional_json(fcinfo, 2), optional_json(fcinfo, 3));
	pg_uuid_t *id = tiles_add(dashboard, &json->root);
	ColumnList list;

	column_list_init(&list, &dashboard->id);
	end_change(&change, dashboard, &list);
	PG_RETURN_UUID_P(id);
}

/* place_text(dashboard text, markdown text, place jsonb) -> uuid */
Datum
metahog_place_text(PG_FUNCTION_ARGS)
{
	char *markdown = required_text(fcinfo, 1, "markdown");
	SourceChange change;
	Dashboard *dashboard = begin_change(&change, "place_text", fcinfo);
	Jsonb *json = element("markdown", markdown, optional_json(fcinfo, 2), NULL);
	pg_uuid_t *id = tiles_add(dashboard, &json->root);
	ColumnList list;

	column_list_init(&list, &dashboard->id);
	end_change(&change, dashboard, &list);
	PG_RETURN_UUID_P(id);
}

/* remove_tile(dashboard text, tile uuid) -> void */
Datum
metahog_remove_tile(PG_FUNCTION_ARGS)
{
	pg_uuid_t *tile = required_uuid(fcinfo, 1, "tile");
	SourceChange change;
	Dashboard *dashboard = begin_change(&change, "remove_tile", fcinfo);
	ColumnList list;

	tiles_remove(dashboard, tile);
	column_list_init(&list, &dashboard->id);
	end_change(&change, dashboard, &list);
	PG_RETURN_VOID();
}

/* It belongs to the team that the session has selected. */
static Dashboard *
new_dashboard(const char *name)
{
	Dashboard *dashboard = palloc0(sizeof(Dashboard));
	JsonbValue value = {.type = jbvString};
	FieldValue checked;

	value.val.string.val = unconstify(char *, name);
	value.val.string.len = (int) strlen(name);
	field_read(&fields[DASHBOARD_NAME], &value, &checked);
	dashboard->id = *DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
	dashboard->name = checked.text;
	dashboard->has_team = settings_team(&dashboard->team_id);
	return dashboard;
}

static Dashboard *
begin_change(SourceChange *change, const char *action, FunctionCallInfo fcinfo)
{
	source_change_begin(change, action, false);
	return dashboard_lock(required_text(fcinfo, 0, "dashboard"));
}

/* Its next version, with these columns. */
static void
end_change(SourceChange *change, const Dashboard *dashboard, ColumnList *list)
{
	OwnTableWrite write;

	author_add_updated(list);
	own_table_write_begin(&write);
	column_list_update(list, "dashboard");
	own_table_write_end(&write);
	author_end_change(change, "dashboard", &dashboard->id, dashboard->name,
					  dashboard->last.version + 1, list);
}

/* The tiles first, for filters may name them by their numbers. */
static void
write_tiles(const Dashboard *dashboard, FieldValue *values)
{
	const FieldValue *tiles = &values[DASHBOARD_TILES];
	FieldValue *filters = &values[DASHBOARD_FILTERS];
	List *ids = NIL;

	if (tiles->json != NULL)
		ids = tiles_replace(dashboard, &tiles->json->root);
	if (filters->json != NULL)
		filters->json = filters_with_ids(filters->json, ids, tiles->json != NULL);
}

static bool
any_given(const FieldValue *values)
{
	for (int i = 0; i < DASHBOARD_VERSION; i++)
	{
		if (values[i].given)
			return true;
	}
	return false;
}

/* The unique index would say so, too, in words that are not for people. */
static void
check_name_is_free(const Dashboard *dashboard, const char *name)
{
	Oid types[] = {UUIDOID, TEXTOID, TEXTOID};
	Datum args[3] = {UUIDPGetDatum(&dashboard->id), CStringGetTextDatum(name)};

	args[2] = CStringGetTextDatum(dashboard->has_team ? psprintf(INT64_FORMAT, dashboard->team_id)
													  : "shared");
	if (own_change("SELECT FROM metahog.dashboard WHERE name COLLATE \"C\" = $2 AND id <> $1 "
				   "AND coalesce(team_id::text, 'shared') = $3 AND deleted_at IS NULL",
				   3, types, args) > 0)
		raise_duplicate(name);
}

/* What the arguments of a function say, as the editor would. */
static Jsonb *
element(const char *key, const char *text, const Jsonb *place, const Jsonb *overrides)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"%s\": ", key);
	json_write_cstring(&json, text);
	if (place != NULL)
		appendStringInfo(&json, ", \"place\": %s",
						 JsonbToCString(NULL, (JsonbContainer *) &place->root, VARSIZE(place)));
	if (overrides != NULL)
		appendStringInfo(&json, ", \"overrides\": %s",
						 JsonbToCString(NULL, (JsonbContainer *) &overrides->root,
										VARSIZE(overrides)));
	appendStringInfoChar(&json, '}');
	return json_from_text(json.data);
}

static void
raise_duplicate(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT), errmsg("dashboard \"%s\" already exists", name),
			 errhint("A team's live dashboards, and the shared ones, each have a name of their "
					 "own.")));
}
