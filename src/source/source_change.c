/*
 * source/source_change.c
 *		A change of a source, as it is told to who keeps account of it.
 *
 * The options that are told are those that metahog.source keeps in the clear.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/settings.h"
#include "source/options.h"
#include "source/own_tables.h"
#include "source/source_change.h"

void (*source_audit_hook)(SourceChange *change, SourceChangeEvent event) = NULL;

static void tell(SourceChange *change, SourceChangeEvent event);
static void in_error(void *argument);
static char *options_now(const pg_uuid_t *id);
static char *difference(const char *before, const char *after, const char *password);
static char *select_text(const char *statement, int nargs, Oid *types, Datum *values,
						 const char *nulls);

void
source_change_begin(SourceChange *change, const char *action, bool has_secret)
{
	memset(change, 0, sizeof(*change));
	change->action = action;
	change->has_secret = has_secret;
	change->callback.previous = error_context_stack;
	change->callback.callback = in_error;
	change->callback.arg = change;
	error_context_stack = &change->callback;
	if (setting_audit != AUDIT_OFF && source_audit_hook != NULL)
		source_audit_hook(change, SOURCE_CHANGE_BEGUN);
}

static void
tell(SourceChange *change, SourceChangeEvent event)
{
	if (change->account != NULL)
		source_audit_hook(change, event);
}

/* Called for each message that is raised meanwhile, whoever raises it. */
static void
in_error(void *argument)
{
	SourceChange *change = argument;
	int category = ERRCODE_TO_CATEGORY(geterrcode());

	if (change->has_secret)
	{
		errhidestmt(true);
		errhidecontext(true);
	}
	if (category == ERRCODE_SUCCESSFUL_COMPLETION || category == ERRCODE_WARNING ||
		category == ERRCODE_NO_DATA)
		return;
	change->sqlstate = geterrcode();
	tell(change, SOURCE_CHANGE_FAILED);
}

void
source_change_names(SourceChange *change, const char *name_or_id)
{
	if (change->account == NULL)
		return;
	change->source = source_lookup_visible(name_or_id);
	tell(change, SOURCE_CHANGE_NAMED);
}

void
source_change_of(SourceChange *change, const Source *source)
{
	if (change->account == NULL)
		return;
	change->source = source;
	change->before = options_now(&source->id);
	tell(change, SOURCE_CHANGE_NAMED);
}

char *
source_change_before(const SourceChange *change)
{
	return change->before != NULL ? psprintf("{\"old\": %s}", change->before) : NULL;
}

void
source_change_end(SourceChange *change, const char *details)
{
	change->details = details;
	tell(change, SOURCE_CHANGE_DONE);
	error_context_stack = change->callback.previous;
}

void
source_change_end_options(SourceChange *change, const Source *source, const char *password)
{
	char *details = NULL;

	change->source = source;
	if (change->account != NULL)
		details = difference(change->before, options_now(&source->id), password);
	source_change_end(change, details);
}

/* As one JSON object, without those that are null. */
static char *
options_now(const pg_uuid_t *id)
{
	Oid types[] = {UUIDOID};
	Datum values[] = {UUIDPGetDatum(id)};
	StringInfoData columns;

	initStringInfo(&columns);
	for (int i = FIRST_COLUMN_OPTION; i < OPTION_COUNT; i++)
		appendStringInfo(&columns, "%s'%s', %s", i > FIRST_COLUMN_OPTION ? ", " : "",
						 options_name(i), options_name(i));
	return select_text(
		psprintf("SELECT (options || jsonb_strip_nulls(jsonb_build_object(%s)))::text "
				 "FROM metahog.source WHERE id = $1",
				 columns.data),
		1, types, values, NULL);
}

/* {"old": …, "new": …} of what differs; the password is told by a word. */
static char *
difference(const char *before, const char *after, const char *password)
{
	static const char statement[] =
		"SELECT jsonb_strip_nulls(jsonb_build_object("
		"'old', (SELECT jsonb_object_agg(key, value) FROM jsonb_each($1::jsonb) "
		"WHERE value IS DISTINCT FROM $2::jsonb -> key), "
		"'new', (SELECT jsonb_object_agg(key, value) "
		"FROM jsonb_each($2::jsonb || jsonb_strip_nulls(jsonb_build_object('password', $3))) "
		"WHERE value IS DISTINCT FROM $1::jsonb -> key)))::text";
	const char *texts[] = {before, after, password};
	Oid types[] = {TEXTOID, TEXTOID, TEXTOID};
	Datum values[3];
	char nulls[3];

	for (int i = 0; i < 3; i++)
	{
		nulls[i] = texts[i] == NULL ? 'n' : ' ';
		values[i] = texts[i] == NULL ? (Datum) 0 : CStringGetTextDatum(texts[i]);
	}
	return select_text(statement, 3, types, values, nulls);
}

/* What one row of one column holds, in the caller's memory context. */
static char *
select_text(const char *statement, int nargs, Oid *types, Datum *values, const char *nulls)
{
	MemoryContext caller = CurrentMemoryContext;
	OwnTableWrite write;
	char *text = NULL;

	own_table_write_begin(&write);
	if (own_table_execute(statement, nargs, types, values, nulls) == 1)
		text = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (text != NULL)
		text = MemoryContextStrdup(caller, text);
	own_table_write_end(&write);
	return text;
}
