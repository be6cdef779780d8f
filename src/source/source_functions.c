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
#include "source/address.h"
#include "source/options.h"
#include "source/secret.h"
#include "source/source.h"
#include "source/source_secrets.h"
#include "source/source_writer.h"

static void hide_statement(void *argument);
static bool is_json_object(const char *text);
static void read_job_inputs(SourceOptions *options, const char *text);
static Datum create_source(const char *name, SourceOptions *options);
static void alter_source(const char *name_or_id, const SourceOptions *options);
static bool same_option(const Jsonb *before, const Jsonb *after, int option);
static void check_password_stays(const Source *source, const Jsonb *connection,
								 const SourceOptions *options);
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

/* Everything between these two is reported without the statement. */
#define BEGIN_HIDDEN_STATEMENT()                                                                 \
	ErrorContextCallback hidden = {.previous = error_context_stack, .callback = hide_statement}; \
	error_context_stack = &hidden
#define END_HIDDEN_STATEMENT() error_context_stack = hidden.previous

/* create_source(name text, url text, options jsonb) -> uuid */
Datum
metahog_create_source_from_url(PG_FUNCTION_ARGS)
{
	SourceOptions options = {0};
	Datum id;
	char *url;

	BEGIN_HIDDEN_STATEMENT();
	url = required_text(fcinfo, 1, "url");
	if (is_json_object(url))
		read_job_inputs(&options, url);
	else
		options_read_url(&options, url);
	options_read_json(&options, required_json(fcinfo, 2, "options"), OPTIONS_OF_CREATE);
	id = create_source(required_text(fcinfo, 0, "name"), &options);
	END_HIDDEN_STATEMENT();
	return id;
}

/* create_source(name text, job_inputs jsonb, options jsonb) -> uuid */
Datum
metahog_create_source_from_job(PG_FUNCTION_ARGS)
{
	SourceOptions options = {0};
	Datum id;

	BEGIN_HIDDEN_STATEMENT();
	options_read_json(&options, required_json(fcinfo, 1, "job_inputs"), OPTIONS_OF_JOB);
	options_read_json(&options, required_json(fcinfo, 2, "options"), OPTIONS_OF_CREATE);
	id = create_source(required_text(fcinfo, 0, "name"), &options);
	END_HIDDEN_STATEMENT();
	return id;
}

/* alter_source(source text, options jsonb) -> void */
Datum
metahog_alter_source(PG_FUNCTION_ARGS)
{
	SourceOptions options = {0};

	BEGIN_HIDDEN_STATEMENT();
	options_read_json(&options, required_json(fcinfo, 1, "options"), OPTIONS_OF_ALTER);
	alter_source(required_text(fcinfo, 0, "source"), &options);
	END_HIDDEN_STATEMENT();
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
	Source *source = source_writer_lock(required_text(fcinfo, 0, "source"));

	source_writer_delete(&source->id);
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
	Source *source = source_lookup_for_change(required_text(fcinfo, 0, "source"));
	Oid role = required_role(fcinfo, 1);

	if (GetUserNameFromId(role, true) == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("role with OID %u does not exist", role)));
	source_writer_grant(&source->id, role);
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
	Source *source = source_lookup_for_change(required_text(fcinfo, 0, "source"));
	Oid role = required_role(fcinfo, 1);

	if (!source_writer_revoke(&source->id, role))
		ereport(NOTICE, (errmsg("source \"%s\" was not granted to this role", source->name)));
	PG_RETURN_VOID();
}

/* Applied to every message raised below, whoever raises it. */
static void
hide_statement(void *argument)
{
	errhidestmt(true);
	errhidecontext(true);
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
create_source(const char *name, SourceOptions *options)
{
	pg_uuid_t *id = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
	SourceRow row = {.options = options};
	char *host;
	char *password;

	options_check_name(name);
	row.connection = options_merge_connection(options, NULL);
	host = options_connection_value(row.connection, OPTION_HOST);
	address_check_host(host);
	password = options_password(options);
	row.has_secrets = password != NULL;
	if (password != NULL)
		row.secrets = source_secrets_seal(id, password, &row.key_id);
	source_writer_insert(id, name, &row);
	return UUIDPGetDatum(id);
}

static void
alter_source(const char *name_or_id, const SourceOptions *options)
{
	Source *source = source_writer_lock(name_or_id);
	SourceRow row = {.options = options};
	char *password;

	if (!options_any(options))
		return;
	row.connection = options_merge_connection(options, source->options);
	if (options->values[OPTION_HOST].given)
		address_check_host(options->values[OPTION_HOST].text);
	check_password_stays(source, row.connection, options);
	row.has_secrets = options_has_password(options);
	password = options_password(options);
	if (password != NULL)
		row.secrets = source_secrets_seal(&source->id, password, &row.key_id);
	source_writer_update(source, &row);
	announce_change(&source->id);
}

/*
 * A password that is not given again stays.  But whoever may alter a source
 * need not know its password, and would learn it by pointing the source at a
 * host of theirs: there it has to be given again, or removed.
 */
static void
check_password_stays(const Source *source, const Jsonb *connection, const SourceOptions *options)
{
	if (source->secrets == NULL || options_has_password(options) || superuser())
		return;
	if (same_option(source->options, connection, OPTION_HOST) &&
		same_option(source->options, connection, OPTION_PORT))
		return;
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("the password must be given again when the host or port changes"),
					errhint("Only a superuser may send the stored password somewhere else.")));
}

static bool
same_option(const Jsonb *before, const Jsonb *after, int option)
{
	char *old_value = options_connection_value(before, option);
	char *new_value = options_connection_value(after, option);

	return old_value != NULL && new_value != NULL && pg_strcasecmp(old_value, new_value) == 0;
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
