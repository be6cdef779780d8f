/*
 * source/source_writer.c
 *		Writing rows of metahog.source and metahog.source_grant.
 *
 * - Values are parameters; of secrets there is nothing but ciphertext in them.
 * - Every row is written by one statement, made of the columns that are given.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/settings.h"
#include "source/column_list.h"
#include "source/own_tables.h"
#include "source/source_role.h"
#include "source/source_writer.h"

static void add_option_columns(ColumnList *list, const SourceOptions *options);
static void add_row(ColumnList *list, const SourceRow *row);
static bool name_is_taken(const Source *source, const SourceOptions *options);
static void raise_duplicate(const char *name) pg_attribute_noreturn();

Source *
source_writer_lock(const char *name_or_id)
{
	Source *source = source_lookup_for_change(name_or_id);
	OwnTableWrite write;
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(&source->id)};

	own_table_write_begin(&write);
	own_table_execute("SELECT FROM metahog.source WHERE id = $1 FOR UPDATE", 1, types, args, NULL);
	own_table_write_end(&write);

	/* What was waited for may have changed or dropped it. */
	return source_lookup_for_change(source_id_text(source));
}

void
source_writer_insert(const pg_uuid_t *id, const char *name, const SourceRow *row)
{
	ColumnList list;
	OwnTableWrite write;
	Oid creator = GetUserId();
	uint64 inserted;

	column_list_init(&list, id);
	column_list_add_text(&list, "name", name);
	column_list_add(&list, "created_by", REGROLEOID, ObjectIdGetDatum(creator), false);
	column_list_add_text(&list, "created_by_actor",
						 setting_actor[0] != '\0' ? setting_actor : NULL);
	add_row(&list, row);

	own_table_write_begin(&write);
	source_role_bind(creator);
	inserted = column_list_insert(&list, "source");
	own_table_write_end(&write);
	if (inserted == 0)
		raise_duplicate(name);
}

void
source_writer_update(const Source *source, const SourceRow *row)
{
	ColumnList list;
	OwnTableWrite write;

	if (name_is_taken(source, row->options))
		raise_duplicate(row->options->values[OPTION_NAME].given
							? row->options->values[OPTION_NAME].text
							: source->name);

	column_list_init(&list, &source->id);
	column_list_add_sql(&list, "updated_at", "now()");
	add_row(&list, row);
	own_table_write_begin(&write);
	column_list_update(&list, "source");
	own_table_write_end(&write);
}

void
source_writer_delete(const pg_uuid_t *id)
{
	OwnTableWrite write;
	Oid types[] = {UUIDOID};
	Datum args[] = {UUIDPGetDatum(id)};

	own_table_write_begin(&write);
	own_table_execute("UPDATE metahog.source SET deleted_at = now(), updated_at = now(), "
					  "secrets = NULL, key_id = NULL WHERE id = $1",
					  1, types, args, NULL);
	own_table_execute("DELETE FROM metahog.schema_snapshot WHERE source_id = $1", 1, types, args,
					  NULL);
	own_table_write_end(&write);
}

void
source_writer_set_secrets(const pg_uuid_t *id, const bytea *secrets, const char *key_id)
{
	OwnTableWrite write;
	Oid types[] = {UUIDOID, BYTEAOID, TEXTOID};
	Datum args[] = {UUIDPGetDatum(id), PointerGetDatum(secrets), CStringGetTextDatum(key_id)};

	own_table_write_begin(&write);
	own_table_execute("UPDATE metahog.source SET secrets = $2, key_id = $3 WHERE id = $1", 3, types,
					  args, NULL);
	own_table_write_end(&write);
}

void
source_writer_grant(const pg_uuid_t *id, Oid role)
{
	OwnTableWrite write;
	Oid types[] = {UUIDOID, REGROLEOID, REGROLEOID};
	Datum args[] = {UUIDPGetDatum(id), ObjectIdGetDatum(role), ObjectIdGetDatum(GetUserId())};
	const char *role_name = quote_identifier(GetUserNameFromId(role, false));

	own_table_write_begin(&write);
	source_role_bind(role);
	own_table_execute("INSERT INTO metahog.source_grant (source_id, role, granted_by) "
					  "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
					  3, types, args, NULL);
	own_table_execute(psprintf("GRANT USAGE ON SCHEMA metahog TO %s", role_name), 0, NULL, NULL,
					  NULL);
	own_table_write_end(&write);
}

bool
source_writer_revoke(const pg_uuid_t *id, Oid role)
{
	OwnTableWrite write;
	Oid types[] = {UUIDOID, REGROLEOID};
	Datum args[] = {UUIDPGetDatum(id), ObjectIdGetDatum(role)};
	uint64 deleted;

	own_table_write_begin(&write);
	deleted =
		own_table_execute("DELETE FROM metahog.source_grant WHERE source_id = $1 AND role = $2", 2,
						  types, args, NULL);
	own_table_write_end(&write);
	return deleted > 0;
}

/* An option comes as text, which the column's type reads; null puts the default back. */
static void
add_option_columns(ColumnList *list, const SourceOptions *options)
{
	for (int i = FIRST_COLUMN_OPTION; i < OPTION_COUNT; i++)
	{
		const char *text = options->values[i].text;
		int number;

		if (!options->values[i].given)
			continue;
		if (text == NULL)
		{
			column_list_add_sql(list, options_name(i), "DEFAULT");
			continue;
		}
		number = column_list_argument(list, TEXTOID, CStringGetTextDatum(text), false);
		column_list_add_sql(list, options_name(i),
							psprintf("$%d::%s", number, options_column_type(i)));
	}
}

static void
add_row(ColumnList *list, const SourceRow *row)
{
	bool none = row->secrets == NULL;

	column_list_add_json(list, "options", row->connection);
	add_option_columns(list, row->options);
	if (!row->has_secrets)
		return;
	column_list_add(list, "secrets", BYTEAOID, PointerGetDatum(row->secrets), none);
	column_list_add_text(list, "key_id", none ? NULL : row->key_id);
}

/*
 * Would the change give the source a name that another has in its team?  The
 * unique indexes would say so, too, in words that are not for people.
 */
static bool
name_is_taken(const Source *source, const SourceOptions *options)
{
	const OptionValue *name = &options->values[OPTION_NAME];
	const OptionValue *team = &options->values[OPTION_TEAM_ID];
	char *team_id = source->has_team ? psprintf(INT64_FORMAT, source->team_id) : NULL;
	OwnTableWrite write;
	Oid types[] = {UUIDOID, TEXTOID, TEXTOID};
	Datum args[3] = {UUIDPGetDatum(&source->id)};
	char nulls[] = "   ";
	uint64 taken;

	if (!name->given && !team->given)
		return false;
	args[1] = CStringGetTextDatum(name->given ? name->text : source->name);
	if (team->given)
		team_id = team->text;
	if (team_id != NULL)
		args[2] = CStringGetTextDatum(team_id);
	else
		nulls[2] = 'n';

	own_table_write_begin(&write);
	taken = own_table_execute("SELECT FROM metahog.source WHERE name = $2 AND id <> $1 AND "
							  "team_id IS NOT DISTINCT FROM $3::bigint AND deleted_at IS NULL",
							  3, types, args, nulls);
	own_table_write_end(&write);
	return taken > 0;
}

static void
raise_duplicate(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT), errmsg("source \"%s\" already exists", name),
			 errhint(
				 "A team's live sources, and the shared ones, each have a name of their own.")));
}
