/*
 * saved/saved_change.c
 *		SQL functions that create, alter and drop saved queries.
 *
 * - Everything is checked before anything is stored.
 * - Of two who change the same one at once the later waits for the former, and is then told that another
 *   version is there.
 * - What others run with their rights is changed only by who may use its source himself.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "saved/arguments.h"
#include "saved/own_rows.h"
#include "saved/saved_query.h"
#include "source/own_tables.h"
#include "source/permission.h"

#define MAX_TEXT (1024 * 1024)

enum
{
	SAVED_NAME,
	SAVED_KIND,
	SAVED_TEXT,
	SAVED_DESCRIPTION,
	SAVED_FOLDER,
	SAVED_VARIABLES,
	SAVED_CHART,
	SAVED_DOCUMENT,
	SAVED_COLUMNS, /* those above are written as they are given */
	SAVED_SOURCE = SAVED_COLUMNS,
	SAVED_VERSION,
	SAVED_FIELDS
};

static void check_kind(const char *name, const FieldValue *value);

static const Field fields[SAVED_FIELDS] = {
	[SAVED_NAME] = {"name", FIELD_STRING, MAX_SAVED_NAME, false, field_check_name},
	[SAVED_KIND] = {"kind", FIELD_STRING, 20, false, check_kind},
	[SAVED_TEXT] = {"text", FIELD_STRING, MAX_TEXT, false, NULL},
	[SAVED_DESCRIPTION] = {"description", FIELD_STRING, MAX_SAVED_DOCUMENT, true, NULL},
	[SAVED_FOLDER] = {"folder", FIELD_STRING, MAX_SAVED_FOLDER, true, field_check_folder},
	[SAVED_VARIABLES] = {"variables", FIELD_ARRAY, 1024 * 1024, true, variables_check},
	[SAVED_CHART] = {"chart", FIELD_OBJECT, MAX_SAVED_DOCUMENT, true, NULL},
	[SAVED_DOCUMENT] = {"document", FIELD_OBJECT, 1024 * 1024, true, NULL},
	[SAVED_SOURCE] = {"source", FIELD_STRING, MAX_SAVED_NAME, false, NULL},
	[SAVED_VERSION] = {"version", FIELD_NUMBER, 0, false, NULL},
};

static void give_string(FieldValue *values, int field, const char *text);
static Datum create(FieldValue *values, SourceChange *change);
static void add_columns(ColumnList *list, const FieldValue *values);
static void add_source(ColumnList *list, const Source *source);
static SavedQuery *lock(const char *name_or_id);
static Source *source_afterwards(const SavedQuery *saved, const FieldValue *values);
static bool any_given(const FieldValue *values);
static void check_name_is_free(const SavedQuery *saved, const char *name, const Source *source);
static void raise_duplicate(const char *name) pg_attribute_noreturn();

PG_FUNCTION_INFO_V1(metahog_create_saved_query_from_text);
PG_FUNCTION_INFO_V1(metahog_create_saved_query);
PG_FUNCTION_INFO_V1(metahog_alter_saved_query);
PG_FUNCTION_INFO_V1(metahog_drop_saved_query);

/* create_saved_query(name text, source text, text text, options jsonb) -> uuid */
Datum
metahog_create_saved_query_from_text(PG_FUNCTION_ARGS)
{
	FieldValue values[SAVED_FIELDS];
	SourceChange change;

	source_change_begin(&change, "create_saved_query", false);
	fields_read(fields, SAVED_FIELDS, required_object(fcinfo, 3, "options"), "saved query", values);
	for (int i = 0; i < SAVED_FIELDS; i++)
	{
		if (values[i].given && (i == SAVED_NAME || i == SAVED_SOURCE || i == SAVED_TEXT))
			field_error(fields[i].name, "is an argument, and no option");
	}
	give_string(values, SAVED_NAME, required_text(fcinfo, 0, "name"));
	give_string(values, SAVED_SOURCE, required_text(fcinfo, 1, "source"));
	give_string(values, SAVED_TEXT, required_text(fcinfo, 2, "text"));
	return create(values, &change);
}

/* create_saved_query(name text, definition jsonb) -> uuid */
Datum
metahog_create_saved_query(PG_FUNCTION_ARGS)
{
	FieldValue values[SAVED_FIELDS];
	SourceChange change;

	source_change_begin(&change, "create_saved_query", false);
	fields_read(fields, SAVED_FIELDS, required_object(fcinfo, 1, "definition"), "saved query",
				values);
	if (values[SAVED_NAME].given)
		field_error(fields[SAVED_NAME].name, "is an argument, and not in the definition");
	give_string(values, SAVED_NAME, required_text(fcinfo, 0, "name"));
	return create(values, &change);
}

/* alter_saved_query(saved text, changes jsonb [, version integer]) -> integer */
Datum
metahog_alter_saved_query(PG_FUNCTION_ARGS)
{
	FieldValue values[SAVED_FIELDS];
	char *name = required_text(fcinfo, 0, "saved");
	SourceChange change;
	ColumnList list;
	OwnTableWrite write;
	SavedQuery *saved;
	Source *source;
	int version;

	source_change_begin(&change, "alter_saved_query", false);
	fields_read(fields, SAVED_FIELDS, required_object(fcinfo, 1, "changes"), "saved query", values);
	version = version_argument(fcinfo, 2, &values[SAVED_VERSION]);
	saved = lock(name);
	author_changes(&change, saved->source);
	author_check_version("saved query", saved->name, &saved->last, version);
	column_list_init(&list, &saved->id);
	if (!any_given(values))
	{
		author_end_change(&change, "saved_query", &saved->id, saved->name, version, NULL);
		PG_RETURN_INT32(version);
	}
	source = source_afterwards(saved, values);
	if (values[SAVED_NAME].given)
		saved->name = values[SAVED_NAME].text;
	check_name_is_free(saved, saved->name, source);
	add_columns(&list, values);
	add_source(&list, source);
	author_add_updated(&list);
	own_table_write_begin(&write);
	column_list_update(&list, "saved_query");
	own_table_write_end(&write);
	author_changes(&change, source);
	author_end_change(&change, "saved_query", &saved->id, saved->name, version + 1, &list);
	PG_RETURN_INT32(version + 1);
}

/* drop_saved_query(saved text, version integer) -> void */
Datum
metahog_drop_saved_query(PG_FUNCTION_ARGS)
{
	char *name = required_text(fcinfo, 0, "saved");
	SourceChange change;
	SavedQuery *saved;
	Oid types[] = {UUIDOID, TEXTOID};
	Datum args[2];

	source_change_begin(&change, "drop_saved_query", false);
	saved = lock(name);
	author_changes(&change, saved->source);
	if (!PG_ARGISNULL(1))
		author_check_version("saved query", saved->name, &saved->last, PG_GETARG_INT32(1));
	args[0] = UUIDPGetDatum(&saved->id);
	args[1] = CStringGetTextDatum(author_name());
	own_change("UPDATE metahog.saved_query SET deleted_at = now(), updated_at = now(), "
			   "updated_by = $2, version = version + 1 WHERE id = $1",
			   2, types, args);
	author_end_change(&change, "saved_query", &saved->id, saved->name, saved->last.version + 1,
					  NULL);
	PG_RETURN_VOID();
}

static void
check_kind(const char *name, const FieldValue *value)
{
	(void) saved_kind(value->text);
}

/* As if it had been a member of the object. */
static void
give_string(FieldValue *values, int field, const char *text)
{
	JsonbValue value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text);
	value.val.string.len = (int) strlen(text);
	field_read(&fields[field], &value, &values[field]);
}

static Datum
create(FieldValue *values, SourceChange *change)
{
	static const int needed[] = {SAVED_SOURCE, SAVED_TEXT};
	pg_uuid_t *id = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
	ColumnList list;
	OwnTableWrite write;
	Source *source;
	uint64 inserted;

	for (int i = 0; i < (int) lengthof(needed); i++)
	{
		if (!values[needed[i]].given)
			field_error(fields[needed[i]].name, "is missing");
	}
	if (values[SAVED_VERSION].given)
		field_error(fields[SAVED_VERSION].name, "is not the creator's to say");
	if (!values[SAVED_KIND].given)
		give_string(values, SAVED_KIND, "sql");
	source = source_lookup(values[SAVED_SOURCE].text);
	author_changes(change, source);
	column_list_init(&list, id);
	add_columns(&list, values);
	add_source(&list, source);
	author_add_created(&list);

	own_table_write_begin(&write);
	author_bind(write.user);
	inserted = column_list_insert(&list, "saved_query");
	own_table_write_end(&write);
	if (inserted == 0)
		raise_duplicate(values[SAVED_NAME].text);
	author_end_change(change, "saved_query", id, values[SAVED_NAME].text, 1, &list);
	return UUIDPGetDatum(id);
}

static void
add_columns(ColumnList *list, const FieldValue *values)
{
	for (int i = 0; i < SAVED_COLUMNS; i++)
		fields_add_column(list, &fields[i], &values[i]);
}

static void
add_source(ColumnList *list, const Source *source)
{
	column_list_add(list, "source_id", UUIDOID, UUIDPGetDatum(&source->id), false);
	column_list_add(list, "team_id", INT8OID, Int64GetDatum(source->team_id), !source->has_team);
}

/* The one that the caller may change, its row locked until the transaction ends. */
static SavedQuery *
lock(const char *name_or_id)
{
	SavedQuery *saved = saved_query_lookup_for_change(name_or_id);
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(&saved->id)};

	own_change("SELECT FROM metahog.saved_query WHERE id = $1 FOR NO KEY UPDATE", 1, types, args);
	/* What was waited for may have changed or dropped it. */
	return saved_query_lookup_for_change(uuid_text(&saved->id));
}

/* One that was dropped may stay, for nothing runs on it. */
static Source *
source_afterwards(const SavedQuery *saved, const FieldValue *values)
{
	if (values[SAVED_SOURCE].given)
		return source_lookup(values[SAVED_SOURCE].text);
	if (saved->source->dropped)
		return saved->source;
	return source_lookup(source_id_text(saved->source));
}

static bool
any_given(const FieldValue *values)
{
	for (int i = 0; i < SAVED_VERSION; i++)
	{
		if (values[i].given)
			return true;
	}
	return false;
}

/* The unique index would say so, too, in words that are not for people. */
static void
check_name_is_free(const SavedQuery *saved, const char *name, const Source *source)
{
	Oid types[] = {UUIDOID, TEXTOID, TEXTOID};
	Datum args[3] = {UUIDPGetDatum(&saved->id), CStringGetTextDatum(name)};

	args[2] =
		CStringGetTextDatum(source->has_team ? psprintf(INT64_FORMAT, source->team_id) : "shared");
	if (own_change("SELECT FROM metahog.saved_query WHERE name COLLATE \"C\" = $2 AND id <> $1 "
				   "AND coalesce(team_id::text, 'shared') = $3 AND deleted_at IS NULL",
				   3, types, args) > 0)
		raise_duplicate(name);
}

static void
raise_duplicate(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT), errmsg("saved query \"%s\" already exists", name),
			 errhint("A team's live saved queries, and the shared ones, each have a name of their "
					 "own.")));
}
