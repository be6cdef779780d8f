/*
 * remote/guard.c
 *		What is said to a remote around each statement.
 */
#include "postgres.h"

#include <limits.h>

#include "lib/stringinfo.h"

#include "base/qualified.h"
#include "remote/guard.h"
#include "source/options.h"

/*
 * The remote's own statement_timeout is set a little later than our deadline,
 * as the last resort for a backend that died without a word.
 */
#define TIMEOUT_SLACK_MS 2000

/* client_connection_check_interval exists since 14. */
#define VERSION_WITH_CONNECTION_CHECK 140000

/*
 * What the settings' answer has, in this order.  Behind the first come, with a
 * session's first settings, those that the remote had.
 */
enum
{
	READ_ONLY,
	CONFIG_LOADED,
	BACKEND_PID,
	SERVER_STARTED,
	FIRST_SETTING,
};

/* The statements are laid out by hand, one clause a line. */
/* clang-format off */

#define IS_READ_ONLY "pg_catalog.current_setting('transaction_read_only')"

/*
 * Where BEGIN READ ONLY was taken and forgotten, the remote divides by zero, so
 * that it skips the caller's statement.  $2 is off for one that may write.
 */
#define FAIL_UNLESS_READ_ONLY \
	"1 " OP("/") " (" IS_READ_ONLY "::pg_catalog.bool " OP(">=") " $2::pg_catalog.bool)::pg_catalog.int4"

/* 0 is no timeout, not the shortest one. */
#define TIMEOUT "pg_catalog.current_setting('statement_timeout')"
#define TIMEOUT_MS "(pg_catalog.date_part('epoch', " TIMEOUT "::pg_catalog.interval) " OP("*") " 1000)"
#define LOWER_TIMEOUT \
	"CASE WHEN " TIMEOUT " " OP("=") " '0' THEN $1::pg_catalog.int4 " \
	"ELSE LEAST(" TIMEOUT_MS "::pg_catalog.int4, $1::pg_catalog.int4) END::pg_catalog.text"

#define PIN "pg_catalog.set_config('search_path', 'pg_catalog', true)"

/* clang-format on */

/* A setting that the remote must have while our statement runs. */
typedef struct Setting
{
	const char *name;
	const char *value;
} Setting;

static bool needs_same_settings(const ConnectionFacts *one, const ConnectionFacts *other);
static void say_all_settings(Session *session);
static void drop_settings_text(Session *session);
static bool queue_command(Session *session, StepList *list, StepKind kind, const char *text);
static bool queue_settings(Session *session, StepList *list, int timeout_ms, bool read_only,
						   bool pinned);
static const char *types_query(const Session *session, const Statement *statement);
static bool queue_statement(Session *session, StepList *list, const Statement *statement);
static bool queue_sync(Session *session, StepList *list);
static int wanted_settings(const Session *session, Setting *settings);
static const char *pinned_settings_text(Session *session);
static const char *settings_text(Session *session);
static void append_current(StringInfo text, const char *name);
static void append_setting(StringInfo text, Session *session, const Setting *setting);
static bool is_default(const char *current, const Setting *wanted);

void
guard_prepare(Session *session, const Source *source)
{
	MemoryContext caller = MemoryContextSwitchTo(session->context);

	session->search_path = options_connection_value(source->options, OPTION_SCHEMA);
	session->timezone = options_connection_value(source->options, OPTION_TIMEZONE);
	if (session->timezone == NULL)
		session->timezone = pstrdup("UTC");
	MemoryContextSwitchTo(caller);
}

void
guard_take_facts(Session *session, const ConnectionFacts *facts)
{
	if (!needs_same_settings(&session->facts, facts))
		drop_settings_text(session);
	session->facts = *facts;
}

/* What the text is made of, see settings_text(). */
static bool
needs_same_settings(const ConnectionFacts *one, const ConnectionFacts *other)
{
	return one->defaults_known == other->defaults_known &&
		   one->no_statement_timeout == other->no_statement_timeout &&
		   one->all_settings == other->all_settings &&
		   one->plain_settings == other->plain_settings &&
		   memcmp(one->is_default, other->is_default, sizeof(one->is_default)) == 0;
}

bool
guard_send(Session *session, const Statement *statement, int timeout_ms, StepList *list)
{
	const char *types = types_query(session, statement);
	bool writes = !statement->read_only && !statement->describe_only;

	/* What writes cannot be sent anew when the defaults turn out to have changed. */
	if (writes && !session->facts.all_settings)
		say_all_settings(session);
	session->active = true;
	list->count = 0;
	return PQenterPipelineMode(session->conn) == 1 &&
		   queue_command(session, list, STEP_BEGIN,
						 writes ? "BEGIN READ WRITE" : "BEGIN READ ONLY") &&
		   queue_settings(session, list, timeout_ms, statement->read_only,
						  statement->pinned && types == NULL) &&
		   (statement->before == NULL ||
			queue_command(session, list, STEP_BEFORE, statement->before)) &&
		   (types == NULL || queue_command(session, list, STEP_TYPES, types)) &&
		   (types == NULL || !statement->pinned ||
			queue_command(session, list, STEP_PIN, "SELECT " PIN)) &&
		   queue_statement(session, list, statement) &&
		   queue_command(session, list, STEP_END, writes ? "COMMIT" : "ROLLBACK") &&
		   queue_command(session, list, STEP_RESET, "DISCARD ALL") && queue_sync(session, list);
}

bool
guard_send_cleanup(Session *session, StepList *list)
{
	list->count = 0;
	return queue_command(session, list, STEP_END, "ROLLBACK") &&
		   queue_command(session, list, STEP_RESET, "DISCARD ALL") && queue_sync(session, list);
}

bool
guard_is_read_only(const PGresult *result)
{
	return PQntuples(result) == 1 && PQnfields(result) > READ_ONLY &&
		   strcmp(PQgetvalue(result, 0, READ_ONLY), "on") == 0;
}

bool
guard_refused_to_write(const RemoteError *error)
{
	/* Nothing else in the settings' statement divides. */
	return error->sqlstate == ERRCODE_DIVISION_BY_ZERO;
}

bool
guard_learn_settings(Session *session, const PGresult *result)
{
	ConnectionFacts *facts = &session->facts;
	Setting settings[MAX_SETTINGS];
	int count = wanted_settings(session, settings);
	const char *loaded;

	if (facts->all_settings)
		return true;
	/* An answer like no PostgreSQL's: whatever it is, there is nothing to be learnt from it. */
	if (PQntuples(result) != 1 ||
		PQnfields(result) < (facts->defaults_known ? CONFIG_LOADED + 1 : FIRST_SETTING + count + 1))
	{
		say_all_settings(session);
		return true;
	}
	loaded = PQgetvalue(result, 0, CONFIG_LOADED);
	if (facts->defaults_known)
	{
		if (strcmp(loaded, facts->config_loaded) == 0)
			return true;
		say_all_settings(session);
		return false;
	}

	/* Behind a pooler the next statement may meet another server, and what others have set there. */
	if (strtol(PQgetvalue(result, 0, BACKEND_PID), NULL, 10) != facts->remote_pid)
	{
		say_all_settings(session);
		return true;
	}
	for (int i = 0; i < count; i++)
		facts->is_default[i] = is_default(PQgetvalue(result, 0, FIRST_SETTING + i), &settings[i]);
	facts->no_statement_timeout = strcmp(PQgetvalue(result, 0, FIRST_SETTING + count), "0") == 0;
	strlcpy(facts->config_loaded, loaded, sizeof(facts->config_loaded));
	strlcpy(facts->server_started, PQgetvalue(result, 0, SERVER_STARTED),
			sizeof(facts->server_started));
	facts->defaults_known = true;
	drop_settings_text(session);
	return true;
}

bool
guard_degrade_settings(Session *session)
{
	if (session->facts.plain_settings)
		return false;
	session->facts.plain_settings = true;
	say_all_settings(session);
	return true;
}

/* From now on, whatever the remote's defaults are. */
static void
say_all_settings(Session *session)
{
	session->facts.all_settings = true;
	session->facts.defaults_known = false;
	session->facts.no_statement_timeout = false;
	drop_settings_text(session);
}

/* It is made again when it is next needed. */
static void
drop_settings_text(Session *session)
{
	if (session->settings != NULL)
		pfree(session->settings);
	if (session->pinned_settings != NULL)
		pfree(session->pinned_settings);
	session->settings = session->pinned_settings = NULL;
}

static bool
queue_command(Session *session, StepList *list, StepKind kind, const char *text)
{
	list->steps[list->count++] = kind;
	return PQsendQueryParams(session->conn, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

static bool
queue_settings(Session *session, StepList *list, int timeout_ms, bool read_only, bool pinned)
{
	const char *text = pinned ? pinned_settings_text(session) : settings_text(session);
	char timeout[32];
	const char *params[] = {timeout, read_only ? "on" : "off"};

	snprintf(timeout, sizeof(timeout), "%d",
			 Min(timeout_ms, INT_MAX - TIMEOUT_SLACK_MS) + TIMEOUT_SLACK_MS);
	list->steps[list->count++] = STEP_SETTINGS;
	return PQsendQueryParams(session->conn, text,
							 session->facts.defaults_known ? 1 : lengthof(params), NULL, params,
							 NULL, NULL, 0) == 1;
}

/* A new session asks once for all types worth knowing, in its first flush. */
static const char *
types_query(const Session *session, const Statement *statement)
{
	if (statement->types_query != NULL)
		return statement->types_query;
	return statement->needs_types && !session->types_asked ? remote_types_preload_query() : NULL;
}

static bool
queue_statement(Session *session, StepList *list, const Statement *statement)
{
	PGconn *conn = session->conn;

	if (!statement->describe_only)
	{
		list->steps[list->count++] = STEP_STATEMENT;
		return PQsendQueryParams(conn, statement->text, statement->nparams, statement->param_types,
								 statement->params, NULL, NULL, statement->binary ? 1 : 0) == 1;
	}
	list->steps[list->count++] = STEP_PARSE;
	list->steps[list->count++] = STEP_STATEMENT;
	return PQsendPrepare(conn, "", statement->text,
						 statement->param_types != NULL ? statement->nparams : 0,
						 statement->param_types) == 1 &&
		   PQsendDescribePrepared(conn, "") == 1;
}

static bool
queue_sync(Session *session, StepList *list)
{
	list->steps[list->count++] = STEP_SYNC;
	return PQpipelineSync(session->conn) == 1;
}

/* Values must print the same whatever the remote's defaults; see contract of the document. */
static int
wanted_settings(const Session *session, Setting *settings)
{
	int count = 0;

	settings[count++] = (Setting){"TimeZone", session->timezone};
	settings[count++] = (Setting){"DateStyle", "ISO"};
	settings[count++] = (Setting){"IntervalStyle", "postgres"};
	settings[count++] = (Setting){"extra_float_digits", "1"};
	settings[count++] = (Setting){"bytea_output", "hex"};
	settings[count++] = (Setting){"standard_conforming_strings", "on"};
	if (session->search_path != NULL)
		settings[count++] = (Setting){"search_path", session->search_path};
	if (PQserverVersion(session->conn) >= VERSION_WITH_CONNECTION_CHECK &&
		!session->facts.plain_settings)
		settings[count++] = (Setting){"client_connection_check_interval", "500ms"};
	Assert(count <= MAX_SETTINGS);
	return count;
}

/* What comes last in a target list has the last word.  Like the rest, it ends with the transaction. */
static const char *
pinned_settings_text(Session *session)
{
	if (session->pinned_settings == NULL)
	{
		char *text = psprintf("%s, " PIN, settings_text(session));

		session->pinned_settings = MemoryContextStrdup(session->context, text);
		pfree(text);
	}
	return session->pinned_settings;
}

/*
 * The statement that sets them.  A session's first one also asks for what the
 * remote had before: a target list is evaluated from left to right.  A
 * statement_timeout that the remote's administrator has set is only lowered.
 */
static const char *
settings_text(Session *session)
{
	Setting settings[MAX_SETTINGS];
	int count = wanted_settings(session, settings);
	StringInfoData text;

	if (session->settings != NULL)
		return session->settings;

	initStringInfo(&text);
	appendStringInfoString(&text, "SELECT " IS_READ_ONLY ", ");
	if (!session->facts.all_settings)
		appendStringInfoString(&text, "pg_catalog.pg_conf_load_time(), ");
	if (!session->facts.all_settings && !session->facts.defaults_known)
	{
		appendStringInfoString(&text, "pg_catalog.pg_backend_pid(), "
									  "pg_catalog.pg_postmaster_start_time(), ");
		for (int i = 0; i < count; i++)
			append_current(&text, settings[i].name);
		append_current(&text, "statement_timeout");
	}
	appendStringInfo(&text, "pg_catalog.set_config('statement_timeout', %s, true)",
					 session->facts.no_statement_timeout ? "$1" : LOWER_TIMEOUT);
	for (int i = 0; i < count; i++)
	{
		if (!session->facts.defaults_known || !session->facts.is_default[i])
			append_setting(&text, session, &settings[i]);
	}
	/* Not each time, for it takes longer than all the rest: a server that was found to care does so. */
	if (!session->facts.defaults_known)
		appendStringInfoString(&text, ", " FAIL_UNLESS_READ_ONLY);
	session->settings = MemoryContextStrdup(session->context, text.data);
	pfree(text.data);
	return session->settings;
}

static void
append_current(StringInfo text, const char *name)
{
	appendStringInfo(text, "pg_catalog.current_setting('%s'), ", name);
}

static void
append_setting(StringInfo text, Session *session, const Setting *setting)
{
	char *literal = PQescapeLiteral(session->conn, setting->value, strlen(setting->value));

	if (literal == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory in libpq")));
	appendStringInfo(text, ", pg_catalog.set_config('%s', %s, true)", setting->name, literal);
	PQfreemem(literal);
}

/* DateStyle shows its order of day and month too, which does not matter to what is printed. */
static bool
is_default(const char *current, const Setting *wanted)
{
	size_t length = strlen(wanted->value);

	if (strcmp(wanted->name, "DateStyle") == 0 && strncmp(current, wanted->value, length) == 0)
		return current[length] == '\0' || current[length] == ',';
	return strcmp(current, wanted->value) == 0;
}
