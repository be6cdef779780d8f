/*
 * source/source.c
 *		Looking a source up: part of every query, so an index scan or two.
 *
 * - What is read is the newest committed state, whatever the transaction's
 *   isolation: a source that was dropped or revoked is gone at once.
 * - A source of a team that is not selected is told from one that does not
 *   exist by nothing.
 * - What the partial indexes leave out is checked again on each row: a session
 *   that ignores system indexes, as anybody may, reads the whole table.
 * - A text in the form of a uuid is an id.  No source can have such a name, so
 *   nobody can put a source of theirs in an id's place.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/settings.h"
#include "source/own_tables.h"
#include "source/permission.h"
#include "source/source.h"

source_changed_hook_type source_changed_hook = NULL;

/* Several live sources have the name, and the session may use more than one. */
#define MANY_SOURCES ((Source *) &many_sources)
static const Source many_sources;

static Source *find(const char *name_or_id);
static Source *find_by_name(const char *name);
static Source *find_of_team(const char *name, int64 team_id);
static Source *find_shared(const char *name);
static Source *find_of_any_team(const char *name);
static Source *find_in_any_case(const char *word);
static List *names_in_any_case(const char *word);
static Source *read_source(HeapTuple tuple, TupleDesc descriptor);
static bool is_deleted(HeapTuple tuple, TupleDesc descriptor);
static int64 interval_ms(const Interval *interval);
static void raise_many(const char *name) pg_attribute_noreturn();
static void raise_not_found(const char *name_or_id) pg_attribute_noreturn();
static void raise_denied(const Source *source) pg_attribute_noreturn();

Source *
source_lookup(const char *name_or_id)
{
	Source *source = source_lookup_visible(name_or_id);

	if (!source_usable(source))
		raise_denied(source);
	return source;
}

Source *
source_lookup_for_change(const char *name_or_id)
{
	Source *source = source_lookup_visible(name_or_id);

	if (!permission_is_owner(source->created_by))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of source \"%s\"", source->name)));
	return source;
}

Source *
source_lookup_visible(const char *name_or_id)
{
	Source *source;

	if (name_or_id == NULL)
		name_or_id = setting_source;
	else if (name_or_id[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no source selected: the name that was given is empty"),
						errhint("Leave it out to use the setting metahog.source.")));
	if (name_or_id == NULL || name_or_id[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no source selected"),
						errhint("Name one in the call or before a table's name, or select one with "
								"SET metahog.source.")));

	source = find(name_or_id);
	if (source == MANY_SOURCES)
		raise_many(name_or_id);
	if (source == NULL)
		raise_not_found(name_or_id);
	return source;
}

Source *
source_of_word(const char *word, bool quoted)
{
	Source *source = find_by_name(word);

	if (source == MANY_SOURCES)
		raise_many(word);
	if (source != NULL && source_usable(source))
		return source;
	return quoted ? NULL : find_in_any_case(word);
}

Source *
source_selected(void)
{
	Source *source = NULL;

	if (setting_source != NULL && setting_source[0] != '\0')
		source = find(setting_source);
	return source != NULL && source != MANY_SOURCES && source_usable(source) ? source : NULL;
}

bool
source_usable(const Source *source)
{
	return permission_may_use(&source->id, source->created_by, NULL);
}

char *
source_id_text(const Source *source)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(&source->id)));
}

bool
source_parse_id(const char *text, pg_uuid_t *id)
{
	static const char form[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

	for (int i = 0; i < (int) sizeof(form); i++)
	{
		bool fits = form[i] == 'h' ? isxdigit((unsigned char) text[i]) : text[i] == form[i];

		if (!fits)
			return false;
	}
	*id = *DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(text)));
	return true;
}

static Source *
find(const char *name_or_id)
{
	pg_uuid_t id;

	return source_parse_id(name_or_id, &id) ? source_of_id(&id, false) : find_by_name(name_or_id);
}

Source *
source_of_id(const pg_uuid_t *id, bool dropped_too)
{
	OwnTableScan scan;
	ScanKeyData key;
	HeapTuple tuple;
	Source *source = NULL;

	ScanKeyInit(&key, SOURCE_ID, BTEqualStrategyNumber, F_UUID_EQ, UUIDPGetDatum(id));
	own_table_scan_begin(&scan, "source", "source_pkey", NULL, 1, &key);
	tuple = own_table_scan_next(&scan);
	if (tuple != NULL && (dropped_too || !is_deleted(tuple, RelationGetDescr(scan.table))))
		source = read_source(tuple, RelationGetDescr(scan.table));
	own_table_scan_end(&scan);

	if (source == NULL || !permission_team_sees(source->has_team, source->team_id))
		return NULL;
	return source;
}

/*
 * A team's own source goes before a shared one.  Without a selected team it is
 * the shared one or the only one of all that the role may use; one that it may
 * not use is found last, so that it can be told so.
 */
static Source *
find_by_name(const char *name)
{
	Source *shared;
	Source *source;
	int64 team_id;

	if (settings_team(&team_id))
	{
		source = find_of_team(name, team_id);
		return source ? source : find_shared(name);
	}

	shared = find_shared(name);
	if (shared != NULL && source_usable(shared))
		return shared;
	source = find_of_any_team(name);
	return source ? source : shared;
}

static Source *
find_of_team(const char *name, int64 team_id)
{
	OwnTableScan scan;
	ScanKeyData keys[2];
	HeapTuple tuple;
	Source *source = NULL;

	ScanKeyInit(&keys[0], SOURCE_NAME, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(name));
	ScanKeyInit(&keys[1], SOURCE_TEAM_ID, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(team_id));
	own_table_scan_begin(&scan, "source", "source_team_name_key", NULL, 2, keys);
	while (source == NULL && (tuple = own_table_scan_next(&scan)) != NULL)
	{
		if (!is_deleted(tuple, RelationGetDescr(scan.table)))
			source = read_source(tuple, RelationGetDescr(scan.table));
	}
	own_table_scan_end(&scan);
	return source;
}

static Source *
find_shared(const char *name)
{
	OwnTableScan scan;
	ScanKeyData key;
	HeapTuple tuple;
	Source *source = NULL;

	ScanKeyInit(&key, SOURCE_NAME, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(name));
	own_table_scan_begin(&scan, "source", "source_shared_name_key", NULL, 1, &key);
	while (source == NULL && (tuple = own_table_scan_next(&scan)) != NULL)
	{
		if (!is_deleted(tuple, RelationGetDescr(scan.table)) &&
			heap_attisnull(tuple, SOURCE_TEAM_ID, RelationGetDescr(scan.table)))
			source = read_source(tuple, RelationGetDescr(scan.table));
	}
	own_table_scan_end(&scan);
	return source;
}

/*
 * The one that the role may use, MANY_SOURCES if it may use several, and if it
 * may use none, any: the caller then says that it may not.
 */
static Source *
find_of_any_team(const char *name)
{
	OwnTableScan scan;
	ScanKeyData key;
	HeapTuple tuple;
	Source *usable = NULL;
	Source *denied = NULL;

	ScanKeyInit(&key, SOURCE_NAME, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(name));
	own_table_scan_begin(&scan, "source", "source_team_name_key", NULL, 1, &key);
	while (usable != MANY_SOURCES && (tuple = own_table_scan_next(&scan)) != NULL)
	{
		Source *source;

		if (is_deleted(tuple, RelationGetDescr(scan.table)))
			continue;
		source = read_source(tuple, RelationGetDescr(scan.table));
		if (!source->has_team)
			continue;
		if (!source_usable(source))
			denied = source;
		else
			usable = usable ? MANY_SOURCES : source;
	}
	own_table_scan_end(&scan);
	return usable ? usable : denied;
}

/* The only usable source among those whose names differ from the word in case only. */
static Source *
find_in_any_case(const char *word)
{
	Source *found = NULL;
	ListCell *cell;

	foreach (cell, names_in_any_case(word))
	{
		Source *source = find_by_name(strVal(lfirst(cell)));

		if (source == MANY_SOURCES)
			raise_many(strVal(lfirst(cell)));
		if (source == NULL || !source_usable(source))
			continue;
		if (found != NULL)
			ereport(ERROR, (errcode(ERRCODE_AMBIGUOUS_ALIAS),
							errmsg("source name \"%s\" is ambiguous", word),
							errdetail("Sources \"%s\" and \"%s\" differ in case only.", found->name,
									  source->name),
							errhint("Put the name into double quotes.")));
		found = source;
	}
	return found;
}

/* No index has them: all sources are read. */
static List *
names_in_any_case(const char *word)
{
	OwnTableScan scan;
	HeapTuple tuple;
	List *names = NIL;

	own_table_scan_begin(&scan, "source", "source_pkey", NULL, 0, NULL);
	while ((tuple = own_table_scan_next(&scan)) != NULL)
	{
		bool isnull;
		char *name = TextDatumGetCString(
			heap_getattr(tuple, SOURCE_NAME, RelationGetDescr(scan.table), &isnull));

		CHECK_FOR_INTERRUPTS();
		if (!is_deleted(tuple, RelationGetDescr(scan.table)) && pg_strcasecmp(name, word) == 0)
			names = list_append_unique(names, makeString(name));
	}
	own_table_scan_end(&scan);
	return names;
}

/* A copy of the row in the current memory context, toasted values fetched. */
static Source *
read_source(HeapTuple tuple, TupleDesc descriptor)
{
	Datum values[SOURCE_COLUMNS];
	bool nulls[SOURCE_COLUMNS];
	Source *source = palloc0(sizeof(Source));

#define VALUE(column) (values[(column) -1])
#define IS_NULL(column) (nulls[(column) -1])
	heap_deform_tuple(tuple, descriptor, values, nulls);
	source->id = *DatumGetUUIDP(VALUE(SOURCE_ID));
	source->has_team = !IS_NULL(SOURCE_TEAM_ID);
	source->team_id = source->has_team ? DatumGetInt64(VALUE(SOURCE_TEAM_ID)) : 0;
	source->name = TextDatumGetCString(VALUE(SOURCE_NAME));
	source->source_type = TextDatumGetCString(VALUE(SOURCE_SOURCE_TYPE));
	source->options = DatumGetJsonbPCopy(VALUE(SOURCE_OPTIONS));
	if (!IS_NULL(SOURCE_SECRETS))
		source->secrets = DatumGetByteaPCopy(VALUE(SOURCE_SECRETS));
	if (!IS_NULL(SOURCE_KEY_ID))
		source->key_id = TextDatumGetCString(VALUE(SOURCE_KEY_ID));
	source->read_only = DatumGetBool(VALUE(SOURCE_READ_ONLY));
	source->supports_direct_query = DatumGetBool(VALUE(SOURCE_SUPPORTS_DIRECT_QUERY));
	source->timeout_ms =
		IS_NULL(SOURCE_TIMEOUT) ? -1 : interval_ms(DatumGetIntervalP(VALUE(SOURCE_TIMEOUT)));
	source->max_rows = IS_NULL(SOURCE_MAX_ROWS) ? -1 : DatumGetInt64(VALUE(SOURCE_MAX_ROWS));
	source->max_bytes = IS_NULL(SOURCE_MAX_BYTES) ? -1 : DatumGetInt64(VALUE(SOURCE_MAX_BYTES));
	source->max_connections =
		IS_NULL(SOURCE_MAX_CONNECTIONS) ? -1 : DatumGetInt32(VALUE(SOURCE_MAX_CONNECTIONS));
	source->rate_limit = IS_NULL(SOURCE_RATE_LIMIT) ? -1 : DatumGetInt32(VALUE(SOURCE_RATE_LIMIT));
	source->created_by = DatumGetObjectId(VALUE(SOURCE_CREATED_BY));
	source->dropped = !IS_NULL(SOURCE_DELETED_AT);
	source->tid = tuple->t_self;
	source->xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);
#undef VALUE
#undef IS_NULL
	return source;
}

static bool
is_deleted(HeapTuple tuple, TupleDesc descriptor)
{
	return !heap_attisnull(tuple, SOURCE_DELETED_AT, descriptor);
}

/* At least 1, for a timeout is not nothing; an infinite one is merely very long. */
static int64
interval_ms(const Interval *interval)
{
	int64 days = (int64) interval->month * DAYS_PER_MONTH + interval->day;
	int64 ms = days * (SECS_PER_DAY * INT64CONST(1000)) + interval->time / 1000;

	return Max(ms, 1);
}

static void
raise_many(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_AMBIGUOUS_ALIAS), errmsg("source name \"%s\" is ambiguous", name),
			 errdetail("Several teams have a source of this name."),
			 errhint("Select a team with SET metahog.team_id, or use the source's id.")));
}

static void
raise_not_found(const char *name_or_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("source \"%s\" does not exist", name_or_id),
			 errhint("SELECT name FROM metahog.sources shows those that you may use.")));
}

static void
raise_denied(const Source *source)
{
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("permission denied for source \"%s\"", source->name),
					errhint("Its owner can allow it with metahog.grant_source().")));
}
