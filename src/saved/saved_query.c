/*
 * saved/saved_query.c
 *		What a saved query is: its row, and who may see, run and change it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"

#include "saved/choose.h"
#include "saved/own_rows.h"
#include "saved/saved_query.h"
#include "source/permission.h"

#define COLUMNS \
	"id, name, kind, text, variables, source_id, owner, version, updated_by, updated_at "

/* Their order. */
enum
{
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_KIND,
	COLUMN_TEXT,
	COLUMN_VARIABLES,
	COLUMN_SOURCE_ID,
	COLUMN_OWNER,
	COLUMN_VERSION,
	COLUMN_UPDATED_BY,
	COLUMN_UPDATED_AT
};

static SavedQuery *find(const char *name_or_id);
static bool may_see(const SavedQuery *saved);
static List *find_by_name(const char *name);
static SavedQuery *read_row(const OwnRow *row);
static void raise_not_found(const char *name_or_id) pg_attribute_noreturn();

PG_FUNCTION_INFO_V1(metahog_saved_query_is_visible);
PG_FUNCTION_INFO_V1(metahog_team_is_visible);
PG_FUNCTION_INFO_V1(metahog_is_owner);

/*
 * saved_query_is_visible(source_id uuid, source_team bigint, source_owner regrole, saved_owner regrole)
 * -> boolean
 *
 * The condition of the view metahog.saved_queries.
 */
Datum
metahog_saved_query_is_visible(PG_FUNCTION_ARGS)
{
	bool has_team = !PG_ARGISNULL(1);

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(
		permission_team_sees(has_team, has_team ? PG_GETARG_INT64(1) : 0) &&
		(permission_is_owner(PG_GETARG_OID(3)) ||
		 permission_may_use(PG_GETARG_UUID_P(0), PG_GETARG_OID(2), GetActiveSnapshot())));
}

/* team_is_visible(team_id bigint) -> boolean */
Datum
metahog_team_is_visible(PG_FUNCTION_ARGS)
{
	bool has_team = !PG_ARGISNULL(0);

	PG_RETURN_BOOL(permission_team_sees(has_team, has_team ? PG_GETARG_INT64(0) : 0));
}

/* is_owner(owner regrole) -> boolean */
Datum
metahog_is_owner(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!PG_ARGISNULL(0) && permission_is_owner(PG_GETARG_OID(0)));
}

SavedQuery *
saved_query_lookup(const char *name_or_id)
{
	SavedQuery *saved = find(name_or_id);

	if (!may_see(saved))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("permission denied for saved query \"%s\"", name_or_id),
						errhint("Who may use its source sees it: metahog.grant_source().")));
	return saved;
}

SavedQuery *
saved_query_lookup_for_change(const char *name_or_id)
{
	SavedQuery *saved = saved_query_lookup(name_or_id);

	if (!saved_query_may_change(saved))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of saved query \"%s\" or of its source", name_or_id)));
	return saved;
}

static bool
may_see(const SavedQuery *saved)
{
	return permission_is_owner(saved->owner) || source_usable(saved->source);
}

bool
saved_query_may_change(const SavedQuery *saved)
{
	return permission_is_owner(saved->owner) || permission_is_owner(saved->source->created_by);
}

static SavedQuery *
find(const char *name_or_id)
{
	SavedQuery *saved;
	pg_uuid_t id;

	if (source_parse_id(name_or_id, &id))
		saved = saved_query_of_id(&id);
	else
		saved = choose_by_team(find_by_name(name_or_id), "saved query", name_or_id);
	if (saved == NULL)
		raise_not_found(name_or_id);
	return saved;
}

SavedQuery *
saved_query_of_id(const pg_uuid_t *id)
{
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(id)};
	List *rows = own_rows("SELECT " COLUMNS "FROM metahog.saved_query "
						  "WHERE id = $1 AND deleted_at IS NULL",
						  1, types, args);

	return rows != NIL ? read_row(linitial(rows)) : NULL;
}

char *
uuid_text(const pg_uuid_t *id)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(id)));
}

/* Those that the session's team sees, of Candidate. */
static List *
find_by_name(const char *name)
{
	Oid types[] = {TEXTOID};
	Datum args[] = {CStringGetTextDatum(name)};
	List *rows = own_rows("SELECT " COLUMNS "FROM metahog.saved_query "
						  "WHERE name COLLATE \"C\" = $1 AND deleted_at IS NULL",
						  1, types, args);
	List *found = NIL;
	ListCell *cell;

	foreach (cell, rows)
	{
		SavedQuery *saved = read_row(lfirst(cell));
		Candidate *candidate;

		if (saved == NULL)
			continue;
		candidate = palloc(sizeof(Candidate));
		*candidate = (Candidate){saved, saved->source->has_team, may_see(saved)};
		found = lappend(found, candidate);
	}
	return found;
}

/* NULL if the session does not see its source. */
static SavedQuery *
read_row(const OwnRow *row)
{
	Source *source = source_of_id(DatumGetUUIDP(row->values[COLUMN_SOURCE_ID]), true);
	SavedQuery *saved;

	if (source == NULL)
		return NULL;
	saved = palloc0(sizeof(SavedQuery));
	saved->source = source;
	saved->id = *DatumGetUUIDP(row->values[COLUMN_ID]);
	saved->name = TextDatumGetCString(row->values[COLUMN_NAME]);
	saved->kind = saved_kind(TextDatumGetCString(row->values[COLUMN_KIND]));
	saved->text =
		row->nulls[COLUMN_TEXT] ? pstrdup("") : TextDatumGetCString(row->values[COLUMN_TEXT]);
	saved->variables = DatumGetJsonbP(row->values[COLUMN_VARIABLES]);
	saved->owner = DatumGetObjectId(row->values[COLUMN_OWNER]);
	saved->last.version = DatumGetInt32(row->values[COLUMN_VERSION]);
	saved->last.updated_by = TextDatumGetCString(row->values[COLUMN_UPDATED_BY]);
	saved->last.updated_at = DatumGetTimestampTz(row->values[COLUMN_UPDATED_AT]);
	return saved;
}

static void
raise_not_found(const char *name_or_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("saved query \"%s\" does not exist", name_or_id),
			 errhint("SELECT name FROM metahog.saved_queries shows those that you may use.")));
}
