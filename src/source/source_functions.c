/*
 * source/source_functions.c
 *		SQL functions that create, alter, drop, grant and revoke sources.
 *
 * - Everything is checked before anything is stored.
 * - Who may call is decided here, in C; the rows are then written as the
 *   tables' owner.
 * - A statement that may hold a password is kept out of the server log when
 *   one of these fails.
 */
#include "postgres.h"

#include <sodium.h>

#include "catalog/pg_type.h"
#include "common/jsonapi.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonfuncs.h"

#include "base/compat.h"
#include "base/json_writer.h"
#include "source/address.h"
#include "source/options.h"
#include "source/secret_memory.h"
#include "source/source.h"
#include "source/source_change.h"
#include "source/source_secrets.h"
#include "source/source_writer.h"

static bool is_json_object(const char *text);
static void read_job_inputs(SourceOptions *options, const char *text);
static char *role_details(Oid role);
static Datum create_source(const char *name, SourceOptions *options, SourceChange *change);
static void end_creation(SourceChange *change, const pg_uuid_t *id, const char *name,
						 const SourceOptions *options, bool has_password);
static void alter_source(const char *name_or_id, Jsonb *json, SourceChange *change);
static char *team_afterwards(const Source *source, const SourceOptions *options);
static bool same_user(const Source *source, const SourceOptions *options);
static bool same_team(const Source *source, const SourceOptions *options);
static bool same_option(const Jsonb *before, const Jsonb *after, int option);
static void check_password_stays(const Source *source, const Jsonb *connection,
								 const SourceOptions *options);
static char *required_source(FunctionCallInfo fcinfo);
static char *required_text(FunctionCallInfo fcinfo, int number, const char *name);
static Oid required_role(FunctionCallInfo fcinfo, int number);
static Jsonb *required_json(FunctionCallInfo fcinfo, int number, const char *name);
static void announce_change(const pg_uuid_t *id);

PG_FUNCTION_INFO_V1(metahog_create_source_from_url);
PG_FUNCTION_INFO_V1(metahog_create_source_from_job);
PG_FUNCTION_INFO_V1(metahog_alter_source);
PG_FUNCTION_INFO_V1(metahog_drop_source);
PG_FUNCTION_INFO_V1(metahog_grant_source);
PG_FUNCTION_INFO_V1(metahog_revoke_source);

/* create_source(name text, url text, options jsonb) -> uuid */
Datum
metahog_create_source_from_url(PG_FUNCTION_ARGS)
{
	SourceOptions options = {0};
	SourceChange change;
	char *url;

	source_change_begin(&change, "create_source", true);
	url = required_text(fcinfo, 1, "url");
	if (is_json_object(url))
		read_job_inputs(&options, url);
	else
		options_read_url(&options, url);
	options_read_json(&options, required_json(fcinfo, 2, "options"), OPTIONS_OF_CREATE);
	return create_source(required_text(fcinfo, 0, "name"), &options, &change);
}

/* create_source(name text, job_inputs jsonb, options jsonb) -> uuid */
Datum
metahog_create_source_from_job(PG_FUNCTION_ARGS)
{
	SourceOptions options = {0};
	SourceChange change;

	source_change_begin(&change, "create_source", true);
	options_read_json(&options, required_json(fcinfo, 1, "job_inputs"), OPTIONS_OF_JOB);
	options_read_json(&options, required_json(fcinfo, 2, "options"), OPTIONS_OF_CREATE);
	return create_source(required_text(fcinfo, 0, "name"), &options, &change);
}

/* alter_source(source text, options jsonb) -> void */
Datum
metahog_alter_source(PG_FUNCTION_ARGS)
{
	SourceChange change;

	source_change_begin(&change, "alter_source", true);
	alter_source(required_source(fcinfo), required_json(fcinfo, 1, "options"), &change);
	PG_RETURN_VOID();
}

/*
 * drop_source(source text) -> void
 *
 * The row stays, for history refers to it; its secrets, which nobody can use
 * any more, do not.
 */
Datum
metahog_drop_source(PG_FUNCTION_ARGS)
{
	char *name = required_source(fcinfo);
	SourceChange change;
	Source *source;

	source_change_begin(&change, "drop_source", false);
	source_change_names(&change, name);
	source = source_writer_lock(name);
	source_change_of(&change, source);
	source_writer_delete(&source->id);
	source_change_end(&change, source_change_before(&change));
	announce_change(&source->id);
	PG_RETURN_VOID();
}

/*
 * grant_source(source text, role regrole) -> void
 *
 * Also lets the role into the schema, without which the grant is of no use.
 */
Datum
metahog_grant_source(PG_FUNCTION_ARGS)
{
	char *name = required_source(fcinfo);
	Oid role = required_role(fcinfo, 1);
	SourceChange change;
	Source *source;

	source_change_begin(&change, "grant_source", false);
	source_change_names(&change, name);
	source = source_lookup_for_change(name);
	if (GetUserNameFromId(role, true) == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("role with OID %u does not exist", role)));
	source_writer_grant(&source->id, role);
	source_change_end(&change, role_details(role));
	PG_RETURN_VOID();
}

/*
 * revoke_source(source text, role regrole) -> void
 *
 * The role may be gone already, which leaves its grant behind.
 */
Datum
metahog_revoke_source(PG_FUNCTION_ARGS)
{
	char *name = required_source(fcinfo);
	Oid role = required_role(fcinfo, 1);
	SourceChange change;
	Source *source;

	source_change_begin(&change, "revoke_source", false);
	source_change_names(&change, name);
	source = source_lookup_for_change(name);
	if (!source_writer_revoke(&source->id, role))
		ereport(NOTICE, (errmsg("source \"%s\" was not granted to this role", source->name)));
	source_change_end(&change, role_details(role));
	PG_RETURN_VOID();
}

/* {"role": "name"}, or its number if it is gone. */
static char *
role_details(Oid role)
{
	char *name = GetUserNameFromId(role, true);
	StringInfoData details;

	initStringInfo(&details);
	appendStringInfoString(&details, "{\"role\": ");
	json_write_cstring(&details, name != NULL ? name : psprintf("%u", role));
	appendStringInfoChar(&details, '}');
	return details.data;
}

static bool
is_json_object(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '{';
}

/*
 * job_inputs in a literal that SQL took for a text.  The JSON parser's errors
 * quote the line that it stumbled over, so the text is tried first.
 */
static void
read_job_inputs(SourceOptions *options, const char *text)
{
	JsonLexContext *lexer =
		make_json_lexer(unconstify(char *, text), strlen(text), GetDatabaseEncoding());
	Jsonb *job_inputs;

	if (pg_parse_json(lexer, &nullSemAction) != JSON_SUCCESS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("job_inputs is not valid JSON")));
	job_inputs = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
	options_read_json(options, job_inputs, OPTIONS_OF_JOB);
	sodium_memzero(job_inputs, VARSIZE(job_inputs));
}

static Datum
create_source(const char *name, SourceOptions *options, SourceChange *change)
{
	pg_uuid_t *id = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
	SourceRow row = {.options = options};
	char *host;
	char *password;

	option_check_name(name);
	row.connection = options_merge_connection(options, NULL);
	host = options_connection_value(row.connection, OPTION_HOST);
	address_check_host(host);
	password = options_password(options, row.connection, options->values[OPTION_TEAM_ID].text);
	row.has_secrets = password != NULL;
	if (password != NULL)
		row.secrets =
			source_secrets_seal(id, password, options_password_is_sealed(options), &row.key_id);
	source_writer_insert(id, name, &row);
	end_creation(change, id, name, options, password != NULL);
	return UUIDPGetDatum(id);
}

static void
end_creation(SourceChange *change, const pg_uuid_t *id, const char *name,
			 const SourceOptions *options, bool has_password)
{
	Source created = {.id = *id, .name = unconstify(char *, name)};
	char *team_id = options->values[OPTION_TEAM_ID].text;

	created.has_team = team_id != NULL;
	if (team_id != NULL)
		created.team_id = DatumGetInt64(DirectFunctionCall1(int8in, CStringGetDatum(team_id)));
	source_change_end_options(change, &created, has_password ? "set" : NULL);
}

/* The source first: what is wrong with the options is told of it. */
static void
alter_source(const char *name_or_id, Jsonb *json, SourceChange *change)
{
	SourceOptions options = {0};
	SourceRow row = {.options = &options};
	Source *source;
	char *password;

	source_change_names(change, name_or_id);
	source = source_writer_lock(name_or_id);
	source_change_of(change, source);
	options_read_json(&options, json, OPTIONS_OF_ALTER);
	if (!options_any(&options))
	{
		source_change_end(change, NULL);
		return;
	}
	row.connection = options_merge_connection(&options, source->options);
	if (options.values[OPTION_HOST].given)
		address_check_host(options.values[OPTION_HOST].text);
	check_password_stays(source, row.connection, &options);
	row.has_secrets = options_has_password(&options);
	password = options_password(&options, row.connection, team_afterwards(source, &options));
	if (password != NULL)
		row.secrets = source_secrets_seal(&source->id, password,
										  options_password_is_sealed(&options), &row.key_id);
	source_writer_update(source, &row);
	source_change_end_options(change, source,
							  !row.has_secrets		? NULL
							  : row.secrets == NULL ? "removed"
													: "changed");
	announce_change(&source->id);
}

/* The team that the source will have, in decimal; NULL: shared by all. */
static char *
team_afterwards(const Source *source, const SourceOptions *options)
{
	if (options->values[OPTION_TEAM_ID].given)
		return options->values[OPTION_TEAM_ID].text;
	return source->has_team ? psprintf(INT64_FORMAT, source->team_id) : NULL;
}

/*
 * A password that is not given again stays.  But whoever may alter a source
 * need not know its password, and would learn it by pointing the source at a
 * host of theirs: there it has to be given again, or removed.  One that a client
 * has sealed is for this host, user and team, whoever alters the source.
 */
static void
check_password_stays(const Source *source, const Jsonb *connection, const SourceOptions *options)
{
	bool same_host = same_option(source->options, connection, OPTION_HOST);

	if (source->secrets == NULL || options_has_password(options))
		return;
	if (!superuser() && !(same_host && same_option(source->options, connection, OPTION_PORT)))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("the password must be given again when the host or port changes"),
						errhint("Only a superuser may send the stored password somewhere else.")));
	if (same_host && same_user(source, options) && same_team(source, options))
		return;
	if (source_secrets_are_bound(source))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the password must be given again when the host, user or team changes"),
				 errdetail("A client sealed it for this host, user and team, and no other."),
				 errhint("Give password_sealed anew together with the change, sealed for what the "
						 "source becomes.")));
}

static bool
same_user(const Source *source, const SourceOptions *options)
{
	const OptionValue *user = &options->values[OPTION_USER];
	char *before = options_connection_value(source->options, OPTION_USER);

	return !user->given || (before != NULL && strcmp(user->text, before) == 0);
}

static bool
same_team(const Source *source, const SourceOptions *options)
{
	const char *team_id = team_afterwards(source, options);

	return team_id == NULL
			   ? !source->has_team
			   : source->has_team && strcmp(team_id, psprintf(INT64_FORMAT, source->team_id)) == 0;
}

static bool
same_option(const Jsonb *before, const Jsonb *after, int option)
{
	char *old_value = options_connection_value(before, option);
	char *new_value = options_connection_value(after, option);

	return old_value != NULL && new_value != NULL && pg_strcasecmp(old_value, new_value) == 0;
}

/* The first argument, which names a source: null as all functions have it. */
static char *
required_source(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("source must not be null")));
	return required_text(fcinfo, 0, "source");
}

/* A text argument in memory that is wiped, for some hold a password. */
static char *
required_text(FunctionCallInfo fcinfo, int number, const char *name)
{
	text *value;

	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must not be null", name)));
	value = PG_GETARG_TEXT_PP(number);
	return secret_copy(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

static Oid
required_role(FunctionCallInfo fcinfo, int number)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("role must not be null")));
	return PG_GETARG_OID(number);
}

static Jsonb *
required_json(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must not be null", name)));
	return PG_GETARG_JSONB_P(number);
}

static void
announce_change(const pg_uuid_t *id)
{
	if (source_changed_hook != NULL)
		source_changed_hook(id);
}
