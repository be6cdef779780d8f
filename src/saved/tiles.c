/*
 * saved/tiles.c
 *		The tiles of a dashboard, as its editor gives them.
 *
 * - A tile shows a saved query or a text, and does not change from one to the other.
 * - An element may be one of dashboard_document(), with all that stands there.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "saved/own_rows.h"
#include "saved/saved_query.h"
#include "saved/tiles.h"
#include "source/own_tables.h"

#define MAX_TILES 1000
#define GRID_COLUMNS 12
#define MAX_GRID_ROW 100000
#define MAX_TILE_HEIGHT 1000

enum
{
	TILE_PLACE,
	TILE_OVERRIDES,
	TILE_MARKDOWN,
	TILE_COLUMNS, /* those above are written as they are given */
	TILE_ID = TILE_COLUMNS,
	TILE_SAVED, /* a name or an id; an object is what a document tells of the saved query */
	TILE_SAVED_ID,
	TILE_STATE,
	TILE_FIELDS
};

enum
{
	PLACE_X,
	PLACE_Y,
	PLACE_W,
	PLACE_H,
	PLACE_FIELDS
};

enum
{
	OVERRIDE_TITLE,
	OVERRIDE_CHART,
	OVERRIDE_VARIABLES,
	OVERRIDE_FIELDS
};

/* A tile that is there already. */
typedef struct KnownTile
{
	pg_uuid_t id;
	bool is_text;
	pg_uuid_t saved_query_id; /* unless it is a text */
	int bottom;				  /* the row below it */
	bool kept;				  /* some element has it */
} KnownTile;

static void check_place(const char *name, const FieldValue *value);
static void check_overrides(const char *name, const FieldValue *value);

static const Field fields[TILE_FIELDS] = {
	[TILE_PLACE] = {"place", FIELD_OBJECT, 1000, true, check_place},
	[TILE_OVERRIDES] = {"overrides", FIELD_OBJECT, MAX_SAVED_DOCUMENT, true, check_overrides},
	[TILE_MARKDOWN] = {"markdown", FIELD_STRING, MAX_SAVED_DOCUMENT, true, NULL},
	[TILE_ID] = {"id", FIELD_STRING, 36, false, NULL},
	[TILE_SAVED] = {"saved", FIELD_ANY, 0, true, NULL},
	[TILE_SAVED_ID] = {"saved_query_id", FIELD_STRING, 36, true, NULL},
	[TILE_STATE] = {"state", FIELD_ANY, 0, true, NULL},
};

static const Field place_fields[PLACE_FIELDS] = {
	[PLACE_X] = {"x", FIELD_NUMBER, 0, false, NULL},
	[PLACE_Y] = {"y", FIELD_NUMBER, 0, false, NULL},
	[PLACE_W] = {"w", FIELD_NUMBER, 0, false, NULL},
	[PLACE_H] = {"h", FIELD_NUMBER, 0, false, NULL},
};

static const Field override_fields[OVERRIDE_FIELDS] = {
	[OVERRIDE_TITLE] = {"title", FIELD_STRING, 1000, true, NULL},
	[OVERRIDE_CHART] = {"chart", FIELD_OBJECT, MAX_SAVED_DOCUMENT, true, NULL},
	[OVERRIDE_VARIABLES] = {"variables", FIELD_OBJECT, MAX_SAVED_DOCUMENT, true, NULL},
};

static List *known_tiles(const Dashboard *dashboard);
static KnownTile *find_known(const List *known, const char *text);
static int free_row(const List *known);
static void read_element(const JsonbValue *item, FieldValue *values);
static const char *saved_name(const FieldValue *values);
static void keep(KnownTile *tile, FieldValue *values);
static pg_uuid_t *insert(const Dashboard *dashboard, FieldValue *values, int row);
static void place_below(FieldValue *values, int row);
static int bottom_of(const Jsonb *place);
static void add_columns(ColumnList *list, const FieldValue *values);
static void remove_tile(const pg_uuid_t *id);

List *
tiles_replace(const Dashboard *dashboard, JsonbContainer *tiles)
{
	List *known = known_tiles(dashboard);
	int row = free_row(known);
	JsonbIterator *iterator = JsonbIteratorInit(tiles);
	List *ids = NIL;
	JsonbIteratorToken token;
	JsonbValue item;
	ListCell *cell;

	if (JsonContainerSize(tiles) > MAX_TILES)
		field_error("tiles", psprintf("must not have more than %d elements", MAX_TILES));
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		FieldValue values[TILE_FIELDS];

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		read_element(&item, values);
		if (values[TILE_ID].given)
		{
			KnownTile *tile = find_known(known, values[TILE_ID].text);

			keep(tile, values);
			if (values[TILE_PLACE].json != NULL)
				row = Max(row, bottom_of(values[TILE_PLACE].json));
			ids = lappend(ids, &tile->id);
			continue;
		}
		ids = lappend(ids, insert(dashboard, values, row));
		row = Max(row, bottom_of(values[TILE_PLACE].json));
	}
	foreach (cell, known)
	{
		KnownTile *tile = lfirst(cell);

		if (!tile->kept)
			remove_tile(&tile->id);
	}
	return ids;
}

pg_uuid_t *
tiles_add(const Dashboard *dashboard, JsonbContainer *element)
{
	List *known = known_tiles(dashboard);
	FieldValue values[TILE_FIELDS];

	if (list_length(known) >= MAX_TILES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("dashboard \"%s\" has %d tiles already", dashboard->name, MAX_TILES),
						errhint("Remove some, or make another dashboard.")));
	fields_read(fields, TILE_FIELDS, element, "tile", values);
	return insert(dashboard, values, free_row(known));
}

void
tiles_remove(const Dashboard *dashboard, const pg_uuid_t *tile)
{
	ListCell *cell;

	foreach (cell, known_tiles(dashboard))
	{
		if (memcmp(&((KnownTile *) lfirst(cell))->id, tile, sizeof(*tile)) == 0)
		{
			remove_tile(tile);
			return;
		}
	}
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("dashboard \"%s\" has no tile \"%s\"",
															  dashboard->name, uuid_text(tile))));
}

static List *
known_tiles(const Dashboard *dashboard)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(&dashboard->id)};
	List *known = NIL;
	ListCell *cell;

	foreach (cell, own_rows("SELECT id, saved_query_id, place FROM metahog.dashboard_tile "
							"WHERE dashboard_id = $1",
							1, types, args))
	{
		const OwnRow *row = lfirst(cell);
		KnownTile *tile = palloc0(sizeof(KnownTile));

		tile->id = *DatumGetUUIDP(row->values[0]);
		tile->is_text = row->nulls[1];
		if (!tile->is_text)
			tile->saved_query_id = *DatumGetUUIDP(row->values[1]);
		tile->bottom = bottom_of(DatumGetJsonbP(row->values[2]));
		known = lappend(known, tile);
	}
	return known;
}

/* The one of that id, which no element has had yet. */
static KnownTile *
find_known(const List *known, const char *text)
{
	pg_uuid_t id;
	ListCell *cell;

	if (!source_parse_id(text, &id))
		field_error("id", psprintf("of a tile must be a uuid: \"%s\" is none", text));
	foreach (cell, known)
	{
		KnownTile *tile = lfirst(cell);

		if (memcmp(&tile->id, &id, sizeof(id)) != 0)
			continue;
		if (tile->kept)
			field_error("tiles", psprintf("has two elements of the id \"%s\"", text));
		tile->kept = true;
		return tile;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the dashboard has no tile \"%s\"", text),
					errhint("A tile without an id is a new one.")));
}

static int
free_row(const List *known)
{
	int row = 0;
	ListCell *cell;

	foreach (cell, known)
		row = Max(row, ((KnownTile *) lfirst(cell))->bottom);
	return row;
}

static void
read_element(const JsonbValue *item, FieldValue *values)
{
	JsonbContainer *object = json_object_of(item);

	if (object == NULL)
		field_error("tiles", "must have objects as elements");
	fields_read(fields, TILE_FIELDS, object, "tile", values);
}

/* NULL: the element names no saved query. */
static const char *
saved_name(const FieldValue *values)
{
	const FieldValue *saved = &values[TILE_SAVED];

	if (saved->given && saved->value.type == jbvString)
		return json_string_text(&saved->value);
	if (saved->given && !saved->is_null && json_object_of(&saved->value) == NULL)
		field_error("saved", "must be a string");
	return values[TILE_SAVED_ID].text;
}

/* What an element does not say stays.  What it says again is asked nobody's leave for. */
static void
keep(KnownTile *tile, FieldValue *values)
{
	const char *name = saved_name(values);
	bool same =
		name != NULL && !tile->is_text && strcmp(name, uuid_text(&tile->saved_query_id)) == 0;
	ColumnList list;
	OwnTableWrite write;

	if (tile->is_text ? name != NULL : values[TILE_MARKDOWN].text != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("tile \"%s\" shows %s", uuid_text(&tile->id),
							   tile->is_text ? "a text, and no saved query"
											 : "a saved query, and no text"),
						errhint("Remove it, and place another one.")));
	/* No place, and no text, is none to put back. */
	if (values[TILE_PLACE].is_null)
		values[TILE_PLACE].given = false;
	if (values[TILE_MARKDOWN].is_null)
		values[TILE_MARKDOWN].given = false;
	column_list_init(&list, &tile->id);
	add_columns(&list, values);
	if (name != NULL && !same)
	{
		SavedQuery *saved = saved_query_lookup(name);

		column_list_add(&list, "saved_query_id", UUIDOID, UUIDPGetDatum(&saved->id), false);
	}
	if (list.columns == 0)
		return;
	own_table_write_begin(&write);
	column_list_update(&list, "dashboard_tile");
	own_table_write_end(&write);
}

static pg_uuid_t *
insert(const Dashboard *dashboard, FieldValue *values, int row)
{
	pg_uuid_t *id = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
	const char *name = saved_name(values);
	ColumnList list;
	OwnTableWrite write;

	if ((name != NULL) == (values[TILE_MARKDOWN].text != NULL))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a new tile must have either \"saved\" or \"markdown\"")));
	if (values[TILE_PLACE].json == NULL)
		place_below(values, row);
	column_list_init(&list, id);
	column_list_add(&list, "dashboard_id", UUIDOID, UUIDPGetDatum(&dashboard->id), false);
	add_columns(&list, values);
	if (name != NULL)
	{
		SavedQuery *saved = saved_query_lookup(name);

		column_list_add(&list, "saved_query_id", UUIDOID, UUIDPGetDatum(&saved->id), false);
	}
	own_table_write_begin(&write);
	column_list_insert(&list, "dashboard_tile");
	own_table_write_end(&write);
	return id;
}

/* Half of the width, at the left. */
static void
place_below(FieldValue *values, int row)
{
	FieldValue *place = &values[TILE_PLACE];

	place->given = true;
	place->is_null = false;
	place->json = json_from_text(
		psprintf("{\"x\": 0, \"y\": %d, \"w\": 6, \"h\": 4}", Min(row, MAX_GRID_ROW)));
}

static int
bottom_of(const Jsonb *place)
{
	JsonbContainer *object = (JsonbContainer *) &place->root;
	JsonbValue y;
	JsonbValue h;
	int top = 0;
	int height = 0;

	if (json_member(object, "y", &y) && json_member(object, "h", &h) && json_int(&y, &top) &&
		json_int(&h, &height))
		return top + height;
	return 0;
}

static void
add_columns(ColumnList *list, const FieldValue *values)
{
	for (int i = 0; i < TILE_COLUMNS; i++)
		fields_add_column(list, &fields[i], &values[i]);
}

static void
remove_tile(const pg_uuid_t *id)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(id)};

	own_change("DELETE FROM metahog.dashboard_tile WHERE id = $1", 1, types, args);
}

static void
check_place(const char *name, const FieldValue *value)
{
	FieldValue values[PLACE_FIELDS];
	bool fits = true;

	fields_read(place_fields, PLACE_FIELDS, &value->json->root, "place", values);
	for (int i = 0; i < PLACE_FIELDS; i++)
		fits = fits && values[i].given;
	fits = fits && values[PLACE_X].number >= 0 && values[PLACE_W].number >= 1 &&
		   values[PLACE_W].number <= GRID_COLUMNS &&
		   values[PLACE_X].number <= GRID_COLUMNS - values[PLACE_W].number &&
		   values[PLACE_Y].number >= 0 && values[PLACE_Y].number <= MAX_GRID_ROW &&
		   values[PLACE_H].number >= 1 && values[PLACE_H].number <= MAX_TILE_HEIGHT;
	if (!fits)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("field \"%s\" is no place on the dashboard: %s", name,
					JsonbToCString(NULL, &value->json->root, VARSIZE(value->json))),
			 errhint("It has x, y, w and h: x + w is at most %d columns, y at most %d, h from 1 "
					 "to %d.",
					 GRID_COLUMNS, MAX_GRID_ROW, MAX_TILE_HEIGHT)));
}

static void
check_overrides(const char *name, const FieldValue *value)
{
	FieldValue values[OVERRIDE_FIELDS];

	fields_read(override_fields, OVERRIDE_FIELDS, &value->json->root, "tile's overrides", values);
}
