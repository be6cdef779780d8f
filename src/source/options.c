/*
 * source/options.c
 *		What a caller may say about a source, checked and in one form.
 *
 * - A key is given once, wherever: nothing goes before anything else.
 * - What is kept of the connection is the merged whole, checked as a whole.
 */
#include "postgres.h"

#include <sodium.h>

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "source/options.h"
#include "source/sealed_password.h"
#include "source/secret_memory.h"

/* What a connection has if nobody says otherwise. */
#define DEFAULT_PORT "5432"

/* Which options job_inputs may hold, and how those are read that differ. */
typedef struct JobRule
{
	SourceOption option;
	OptionReader read; /* NULL: as in options */
} JobRule;

static const JobRule job_rules[] = {
	{OPTION_HOST, NULL},	   {OPTION_PORT, NULL},		{OPTION_DATABASE, NULL},
	{OPTION_USER, NULL},	   {OPTION_PASSWORD, NULL}, {OPTION_SCHEMA, option_read_one_schema},
	{OPTION_SSH_TUNNEL, NULL},
};

static void read_value(SourceOptions *options, const char *key, const JsonbValue *value,
					   OptionForm form);
static bool find_option(const char *key, OptionForm form, SourceOption *option, OptionReader *read);
static void raise_unknown(const char *key, OptionForm form) pg_attribute_noreturn();
static char *merged_value(const SourceOptions *options, const Jsonb *current, SourceOption option);
static void check_complete(char *const *values);
static char *password_in_utf8(char *password);
static char *in_utf8(char *text);

void
options_read_json(SourceOptions *options, Jsonb *json, OptionForm form)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue item;
	char *key = NULL;

	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must be a JSON object",
							   form == OPTIONS_OF_JOB ? "job_inputs" : "options")));

	iterator = JsonbIteratorInit(&json->root);
	token = JsonbIteratorNext(&iterator, &item, false);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			key = pnstrdup(item.val.string.val, item.val.string.len);
		else if (token == WJB_VALUE)
			read_value(options, key, &item, form);
	}
}

void
options_read_text(SourceOptions *options, const char *key, const char *text)
{
	JsonbValue value;
	int length = (int) strlen(text);

	/* A URL may hold any byte, percent-encoded. */
	if (!pg_verifymbstr(text, length, true))
		option_error(key, "is not valid in the database's encoding");
	value.type = jbvString;
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = length;
	read_value(options, key, &value, OPTIONS_OF_CREATE);
}

Jsonb *
options_merge_connection(const SourceOptions *options, const Jsonb *current)
{
	char *values[CONNECTION_OPTIONS];
	StringInfoData json;
	Jsonb *merged;

	for (int i = 0; i < CONNECTION_OPTIONS; i++)
		values[i] = merged_value(options, current, (SourceOption) i);
	if (values[OPTION_PORT] == NULL)
		values[OPTION_PORT] = DEFAULT_PORT;
	check_complete(values);

	initStringInfo(&json);
	for (int i = 0; i < CONNECTION_OPTIONS; i++)
	{
		if (values[i] == NULL)
			continue;
		appendStringInfoString(&json, json.len == 0 ? "{" : ", ");
		escape_json(&json, options_name((SourceOption) i));
		appendStringInfoString(&json, ": ");
		if (i == OPTION_PORT)
			appendStringInfoString(&json, values[i]);
		else
			escape_json(&json, values[i]);
	}
	appendStringInfoChar(&json, '}');
	merged = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
	return merged;
}

char *
options_connection_value(const Jsonb *connection, SourceOption option)
{
	const char *name = options_name(option);
	JsonbContainer *root = unconstify(JsonbContainer *, &connection->root);
	JsonbValue *value = getKeyJsonValueFromContainer(root, name, (int) strlen(name), NULL);

	if (value == NULL)
		return NULL;
	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvNumeric)
		return DatumGetCString(
			DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	return NULL;
}

char *
options_password(const SourceOptions *options, const Jsonb *connection, const char *team_id)
{
	const char *password = options->values[OPTION_PASSWORD].text;
	const char *sealed = options->values[OPTION_PASSWORD_SEALED].text;
	SealedFor source;

	if (sealed == NULL)
		return password != NULL ? password_in_utf8(unconstify(char *, password)) : NULL;
	if (options->values[OPTION_PASSWORD].given)
		option_error("password", "must not be given together with \"password_sealed\"");
	source.host = in_utf8(options_connection_value(connection, OPTION_HOST));
	source.user = in_utf8(options_connection_value(connection, OPTION_USER));
	source.team_id = team_id;
	return sealed_password_open(sealed, &source);
}

bool
options_has_password(const SourceOptions *options)
{
	return options->values[OPTION_PASSWORD].given || options->values[OPTION_PASSWORD_SEALED].given;
}

bool
options_password_is_sealed(const SourceOptions *options)
{
	return options->values[OPTION_PASSWORD_SEALED].given;
}

bool
options_any(const SourceOptions *options)
{
	for (int i = 0; i < OPTION_COUNT; i++)
	{
		if (options->values[i].given)
			return true;
	}
	return false;
}

const char *
options_name(SourceOption option)
{
	return option_rules[option].name;
}

const char *
options_column_type(SourceOption option)
{
	return option_rules[option].column_type;
}

static void
read_value(SourceOptions *options, const char *key, const JsonbValue *value, OptionForm form)
{
	SourceOption option;
	OptionReader read;
	OptionValue *target;

	if (!find_option(key, form, &option, &read))
		raise_unknown(key, form);
	target = &options->values[option];
	if (target->given)
		option_error(key, "is given twice");
	if (value->type == jbvNull && !option_rules[option].may_be_null)
		option_error(key, "must not be null");
	target->given = true;
	target->text = value->type == jbvNull ? NULL : read(key, value);
}

static bool
find_option(const char *key, OptionForm form, SourceOption *option, OptionReader *read)
{
	int count = form == OPTIONS_OF_JOB ? (int) lengthof(job_rules) : OPTION_COUNT;

	for (int i = 0; i < count; i++)
	{
		*option = form == OPTIONS_OF_JOB ? job_rules[i].option : (SourceOption) i;
		*read = option_rules[*option].read;
		if (form == OPTIONS_OF_JOB && job_rules[i].read != NULL)
			*read = job_rules[i].read;

		/* At creation the name is an argument. */
		if (*option == OPTION_NAME && form != OPTIONS_OF_ALTER)
			continue;
		if (strcmp(options_name(*option), key) == 0)
			return true;
	}
	return false;
}

static void
raise_unknown(const char *key, OptionForm form)
{
	StringInfoData known;
	SourceOption option;
	OptionReader read;

	initStringInfo(&known);
	for (int i = 0; i < OPTION_COUNT; i++)
	{
		if (find_option(options_name((SourceOption) i), form, &option, &read))
			appendStringInfo(&known, "%s%s", known.len ? ", " : "", options_name((SourceOption) i));
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("source option \"%s\" is not known", key),
					errhint("There are: %s.", known.data)));
}

static char *
merged_value(const SourceOptions *options, const Jsonb *current, SourceOption option)
{
	if (options->values[option].given)
		return options->values[option].text;
	return current ? options_connection_value(current, option) : NULL;
}

static void
check_complete(char *const *values)
{
	static const SourceOption needed[] = {OPTION_HOST, OPTION_DATABASE, OPTION_USER};
	const char *sslmode = values[OPTION_SSLMODE];

	for (int i = 0; i < (int) lengthof(needed); i++)
	{
		if (values[needed[i]] == NULL)
			option_error(options_name(needed[i]), "is missing");
	}

	/* Without certificates of our own, libpq would look for some in the server user's home. */
	if (sslmode != NULL && strncmp(sslmode, "verify-", 7) == 0 &&
		values[OPTION_SSLROOTCERT] == NULL)
		option_error("sslrootcert",
					 "is missing: sslmode verify-ca and verify-full need it, as PEM text");
}

/*
 * Passwords are sealed in UTF-8, whatever this database's encoding, so that
 * they survive a dump into another one; SCRAM works on UTF-8, too.
 */
static char *
password_in_utf8(char *password)
{
	char *plain = in_utf8(password);
	char *copy;

	if (plain == password)
		return plain;
	copy = secret_copy(plain, strlen(plain));
	sodium_memzero(plain, strlen(plain));
	return copy;
}

/* The text itself, if there is nothing to convert. */
static char *
in_utf8(char *text)
{
	if (GetDatabaseEncoding() == PG_SQL_ASCII)
		return text;
	return pg_server_to_any(text, (int) strlen(text), PG_UTF8);
}
