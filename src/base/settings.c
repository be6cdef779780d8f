/*
 * base/settings.c
 *		The metahog.* settings, in alphabetical order.
 */
#include "postgres.h"

#include <limits.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "base/compat.h"
#include "base/network.h"
#include "base/placeholders.h"
#include "base/settings.h"

/* Link-local addresses and the metadata services of the clouds, which live there. */
#define DEFAULT_DENIED_NETWORKS "169.254.0.0/16, fe80::/10, fd00:ec2::254/128"

char *setting_actor = NULL;
char *setting_allowed_hosts = NULL;
int setting_audit = AUDIT_TABLE;
int setting_audit_buffer_size = 8 * 1024;
bool setting_audit_parameters = false;
int setting_audit_retention = 90;
int setting_connect_timeout = 15000;
char *setting_database = NULL;
char *setting_denied_networks = NULL;
int setting_hogql_week_start = WEEK_START_SUNDAY;
int setting_json_nul = JSON_NUL_KEEP;
int setting_json_numbers = JSON_NUMBERS_EXACT;
char *setting_key_file = NULL;
int setting_max_bytes = 64 * 1024;
int setting_max_bytes_ceiling = 256 * 1024;
int setting_max_connections_per_source = 10;
int setting_max_rows = 1000;
int setting_max_rows_ceiling = 1000000;
int setting_session_idle_timeout = 300000;
int setting_session_lifetime = 3600000;
bool setting_shared_memory = true;
char *setting_source = NULL;
char *setting_team_id = NULL;
int setting_timeout = 60000;
int setting_timeout_ceiling = 600000;

static const struct config_enum_entry audit_options[] = {
	{"table", AUDIT_TABLE, false}, {"log", AUDIT_LOG, false}, {"required", AUDIT_REQUIRED, false},
	{"off", AUDIT_OFF, false},	   {NULL, 0, false},
};

static const struct config_enum_entry week_start_options[] = {
	{"sunday", WEEK_START_SUNDAY, false},
	{"monday", WEEK_START_MONDAY, false},
	{NULL, 0, false},
};

static const struct config_enum_entry json_nul_options[] = {
	{"keep", JSON_NUL_KEEP, false},
	{"replace", JSON_NUL_REPLACE, false},
	{NULL, 0, false},
};

static const struct config_enum_entry json_numbers_options[] = {
	{"exact", JSON_NUMBERS_EXACT, false},
	{"safe", JSON_NUMBERS_SAFE, false},
	{NULL, 0, false},
};

static bool check_actor(char **newval, void **extra, GucSource source);
static bool check_hosts(char **newval, void **extra, GucSource source);
static bool check_networks(char **newval, void **extra, GucSource source);
static bool check_team_id(char **newval, void **extra, GucSource source);
static bool is_stored(GucSource source);
static bool parse_bigint(const char *text, int64 *value);
static void define_access_settings(void);
static void define_policy_settings(void);
static void define_limit_settings(void);
static void define_session_settings(void);

void
settings_init(void)
{
	static bool defined = false;

	/* Loading fails, and may be tried again, if what was configured cannot be taken. */
	if (!defined)
	{
		placeholders_remember("metahog.");
		define_access_settings();
		define_policy_settings();
		define_limit_settings();
		define_session_settings();
		MarkGUCPrefixReserved("metahog");
		defined = true;
	}
	placeholders_check();
}

bool
settings_team(int64 *team_id)
{
	if (setting_team_id == NULL || setting_team_id[0] == '\0')
		return false;
	return parse_bigint(setting_team_id, team_id);
}

/* Where sources may lead to, and what is recorded of their use: a superuser's business. */
static void
define_access_settings(void)
{
	DefineCustomStringVariable("metahog.actor", "Who in the application asks.",
							   "It is recorded with each call and each source made; it grants "
							   "nothing.",
							   &setting_actor, "", PGC_USERSET, 0, check_actor, NULL, NULL);
	DefineCustomStringVariable("metahog.allowed_hosts", "Hosts that sources may connect to.",
							   "A comma-separated list of host names, *.domain patterns and CIDR "
							   "networks; empty allows all.",
							   &setting_allowed_hosts, "", PGC_SUSET, 0, check_hosts, NULL, NULL);
	DefineCustomEnumVariable("metahog.audit", "Where calls and changes of sources are recorded.",
							 "table: in metahog.audit_log, or else in the server log; required: in "
							 "metahog.audit_log, or else the call is refused.",
							 &setting_audit, AUDIT_TABLE, audit_options, PGC_SUSET, 0, NULL, NULL,
							 NULL);
	DefineCustomIntVariable("metahog.audit_buffer_size",
							"Size of the file in which records wait for metahog.audit_log.",
							"A file that holds records keeps its size until the server is started "
							"with an empty one.",
							&setting_audit_buffer_size, 8 * 1024, 256, 1024 * 1024,
							process_shared_preload_libraries_in_progress ? PGC_POSTMASTER
																		 : PGC_SIGHUP,
							GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomBoolVariable("metahog.audit_parameters",
							 "Whether the parameters of calls are recorded.", NULL,
							 &setting_audit_parameters, false, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("metahog.audit_retention",
							"Days for which metahog.audit_log keeps a record.",
							"A month is dropped when all of its records are older.",
							&setting_audit_retention, 90, 1, 36500, PGC_SIGHUP, 0, NULL, NULL,
							NULL);
}

/* What the server's surroundings are, and how they are met. */
static void
define_policy_settings(void)
{
	DefineCustomIntVariable("metahog.connect_timeout",
							"Time in which a connection to a remote must be open.", NULL,
							&setting_connect_timeout, 15000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
	DefineCustomStringVariable("metahog.database",
							   "Database whose metahog.audit_log holds the records.",
							   "Empty: none does, and they go to the server log.",
							   &setting_database, "", PGC_SIGHUP, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("metahog.denied_networks", "Networks that no source may connect to.",
							   "A comma-separated list in CIDR notation.", &setting_denied_networks,
							   DEFAULT_DENIED_NETWORKS, PGC_SUSET, 0, check_networks, NULL, NULL);
	DefineCustomEnumVariable(
		"metahog.hogql_week_start",
		"Day on which weeks begin in HogQL, for functions that are given no mode.",
		"A source's own week_start goes before it.", &setting_hogql_week_start, WEEK_START_SUNDAY,
		week_start_options, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable("metahog.json_nul",
							 "Whether \\u0000 in the remote's json values is printed as \\ufffd.",
							 "PostgreSQL takes a document with \\u0000 for valid, but cannot read "
							 "anything out of it.",
							 &setting_json_nul, JSON_NUL_KEEP, json_nul_options, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomEnumVariable("metahog.json_numbers",
							 "Whether numbers that JavaScript would round are printed as strings.",
							 NULL, &setting_json_numbers, JSON_NUMBERS_EXACT, json_numbers_options,
							 PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("metahog.key_file", "File with the keys that seal secrets.",
							   "Empty: metahog.key in the data directory, made at first use.",
							   &setting_key_file, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY, NULL, NULL,
							   NULL);
}

static void
define_limit_settings(void)
{
	DefineCustomIntVariable("metahog.max_bytes", "Default cap on the values of one document.", NULL,
							&setting_max_bytes, 64 * 1024, 1, INT_MAX, PGC_USERSET, GUC_UNIT_KB,
							NULL, NULL, NULL);
	DefineCustomIntVariable("metahog.max_bytes_ceiling",
							"Largest cap on the values of one document that may be asked for.",
							NULL, &setting_max_bytes_ceiling, 256 * 1024, 1, INT_MAX, PGC_SUSET,
							GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("metahog.max_connections_per_source",
							"Connections to one source at the same time.",
							"Across all backends if there is shared memory, else in each; a "
							"source's own max_connections goes before it.",
							&setting_max_connections_per_source, 10, 1, 1000, PGC_SUSET, 0, NULL,
							NULL, NULL);
	DefineCustomIntVariable("metahog.max_rows", "Default cap on the rows of one document.", NULL,
							&setting_max_rows, 1000, 0, INT_MAX, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("metahog.max_rows_ceiling",
							"Largest cap on the rows of one document that may be asked for.", NULL,
							&setting_max_rows_ceiling, 1000000, 0, INT_MAX, PGC_SUSET, 0, NULL,
							NULL, NULL);
}

static void
define_session_settings(void)
{
	DefineCustomIntVariable("metahog.session_idle_timeout",
							"Time after which an idle session with a remote is closed.",
							"0 closes it after each call.", &setting_session_idle_timeout, 300000,
							0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("metahog.session_lifetime",
							"Age at which a session with a remote is no longer reused.", NULL,
							&setting_session_lifetime, 3600000, 1, INT_MAX, PGC_USERSET,
							GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomBoolVariable("metahog.shared_memory",
							 "Whether backends share limits and what they know of one another.",
							 "Off: all of that holds in each backend.", &setting_shared_memory,
							 true, PGC_SIGHUP, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("metahog.source",
							   "Selected source, by name or id, for calls that name none.", NULL,
							   &setting_source, "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("metahog.team_id",
							   "Team whose sources, besides the shared ones, are visible.",
							   "Empty: the sources of all teams.", &setting_team_id, "",
							   PGC_USERSET, 0, check_team_id, NULL, NULL);
	DefineCustomIntVariable("metahog.timeout", "Default deadline of a call.", NULL,
							&setting_timeout, 60000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL,
							NULL, NULL);
	DefineCustomIntVariable("metahog.timeout_ceiling",
							"Longest deadline of a call that may be asked for.", NULL,
							&setting_timeout_ceiling, 600000, 1, INT_MAX, PGC_SUSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
}

static bool
check_actor(char **newval, void **extra, GucSource source)
{
	if (strlen(*newval) <= MAX_ACTOR)
		return true;
	GUC_check_errdetail("An actor has at most %d bytes.", MAX_ACTOR);
	return false;
}

/* Not even a list of nothing: only an empty text allows all. */
static bool
check_hosts(char **newval, void **extra, GucSource source)
{
	char *bad = host_list_first_bad(*newval);

	if (bad == NULL || is_stored(source))
		return true;
	GUC_check_errdetail(
		"\"%s\" is not a host name, a *.domain pattern or a network in CIDR notation.", bad);
	return false;
}

static bool
check_networks(char **newval, void **extra, GucSource source)
{
	char *bad = network_list_first_bad(*newval);

	if (bad == NULL || is_stored(source))
		return true;
	GUC_check_errdetail("\"%s\" is not a network in CIDR notation.", bad);
	return false;
}

/*
 * Is it what ALTER DATABASE or ALTER ROLE once stored, perhaps before anybody
 * could check it?  A session begins all the same if that is refused, with what
 * holds elsewhere, which may protect less: so it is taken, and who reads a list
 * that is not one finds that it allows nothing.
 */
static bool
is_stored(GucSource source)
{
	return source >= PGC_S_GLOBAL && source <= PGC_S_DATABASE_USER;
}

static bool
check_team_id(char **newval, void **extra, GucSource source)
{
	int64 ignored;

	if ((*newval)[0] == '\0' || parse_bigint(*newval, &ignored))
		return true;
	GUC_check_errdetail("A team id is a whole number of 64 bits.");
	return false;
}

static bool
parse_bigint(const char *text, int64 *value)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}
