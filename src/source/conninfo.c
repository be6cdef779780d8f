/*
 * source/conninfo.c
 *		Where to connect and as whom: the only file that says it to libpq.
 *
 * - libpq gets values that a source's checks have let through, and fixed ones
 *   of ours; nothing of the server's environment, home directory, service or
 *   password files, or Kerberos tickets.
 * - What is connected to is the address that was checked; the host's name is
 *   for the TLS handshake and for messages.
 */
#include "postgres.h"

#include <unistd.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/wait_event.h"

#include "source/conninfo.h"
#include "source/options.h"
#include "source/source_role.h"
#include "source/source_secrets.h"

/*
 * libpq looks for client certificates, root certificates and passwords in the
 * home directory of the server's user unless a path is given.  It takes a path
 * that cannot exist (ENOTDIR) as a file that is not there.
 */
#define NO_FILE "/dev/null/none"

/*
 * A remote may ask for GSSAPI.  Before version 16, which has require_auth,
 * libpq does as it is asked, and the Kerberos library looks for tickets and
 * keys of the server's user: it is told that there are none.
 */
static char *const no_credentials[] = {"KRB5CCNAME=FILE:" NO_FILE,
									   "KRB5_CLIENT_KTNAME=FILE:" NO_FILE};

#define MAX_KEYWORDS 40

typedef struct Keywords
{
	int count;
	const char *names[MAX_KEYWORDS + 1];
	const char *values[MAX_KEYWORDS + 1];
} Keywords;

extern char **environ;

static PGconn *start(const Keywords *keywords);
static void add(Keywords *keywords, const char *name, const char *value);
static void add_if_known(Keywords *keywords, const char *name, const char *value);
static bool is_known_keyword(const char *name);
static const char *effective_sslmode(const ConnectionInfo *info, const Address *address);
static void write_root_file(const char *pem, File *file);
static char **enter_clean_environment(void);
static void leave_clean_environment(char **before);
static char **make_clean_environment(void);
static bool is_for_libpq(const char *variable);
static bool is_same_environment(char **one, char **other);

ConnectionInfo *
conninfo_open(const Source *source)
{
	ConnectionInfo *info = palloc0(sizeof(ConnectionInfo));

	info->host = options_connection_value(source->options, OPTION_HOST);
	info->port = options_connection_value(source->options, OPTION_PORT);
	info->database = options_connection_value(source->options, OPTION_DATABASE);
	info->user = options_connection_value(source->options, OPTION_USER);
	info->sslmode = options_connection_value(source->options, OPTION_SSLMODE);
	info->sslrootcert = options_connection_value(source->options, OPTION_SSLROOTCERT);
	info->password = source_secrets_open(source);
	info->password_required =
		!superuser_arg(source->created_by) || !source_role_is_bound(source->created_by);

	/* Only somebody who writes to the table itself gets here. */
	if (info->host == NULL || info->port == NULL || info->database == NULL || info->user == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("source \"%s\" has no host, port, database or user", source->name)));
	return info;
}

PGconn *
conninfo_start(const ConnectionInfo *info, const Address *address, File *root_file)
{
	Keywords keywords = {0};

	if (info->sslrootcert != NULL && *root_file == 0)
		write_root_file(info->sslrootcert, root_file);

	add(&keywords, "host", info->host);
	add(&keywords, "hostaddr", address->text);
	add(&keywords, "port", info->port);
	add(&keywords, "dbname", info->database);
	add(&keywords, "user", info->user);
	add(&keywords, "password", info->password);
	add(&keywords, "passfile", NO_FILE);
	add(&keywords, "application_name", "metahog");
	add(&keywords, "client_encoding", pg_encoding_to_char(GetDatabaseEncoding()));
	add(&keywords, "target_session_attrs", "any");

	add(&keywords, "sslmode", effective_sslmode(info, address));
	add(&keywords, "sslrootcert", *root_file ? FilePathName(*root_file) : NO_FILE);
	add(&keywords, "sslcert", NO_FILE);
	add(&keywords, "sslkey", NO_FILE);
	add(&keywords, "sslcrl", NO_FILE);
	add_if_known(&keywords, "sslcertmode", "disable");
	add(&keywords, "gssencmode", "disable");
	add_if_known(&keywords, "gssdelegation", "0");

	/* Never log in with the credentials of the server's own Kerberos cache. */
	add_if_known(&keywords, "require_auth", "password,md5,scram-sha-256,none");

	/* A peer that has vanished is noticed; PQcancel() of old needs the last of these, too. */
	add(&keywords, "keepalives", "1");
	add(&keywords, "keepalives_idle", "30");
	add(&keywords, "keepalives_interval", "10");
	add(&keywords, "keepalives_count", "3");
	add(&keywords, "tcp_user_timeout", "10000");
	/* Holds for nothing but a cancel request of libpq 17 and later, which blocks a thread. */
	add(&keywords, "connect_timeout", "10");
	return start(&keywords);
}

PGconn *
conninfo_start_shell(const char *directory, const char *port)
{
	Keywords keywords = {0};

	add(&keywords, "host", directory);
	add(&keywords, "port", port);
	add(&keywords, "dbname", "none");
	add(&keywords, "user", "none");
	add(&keywords, "passfile", NO_FILE);
	add(&keywords, "target_session_attrs", "any");
	add(&keywords, "sslmode", "disable");
	add(&keywords, "gssencmode", "disable");
	return start(&keywords);
}

/* NULL if there is no memory. */
static PGconn *
start(const Keywords *keywords)
{
	PGconn *connection;
	char **before = enter_clean_environment();

	if (before == NULL)
		return NULL;
	connection = PQconnectStartParams(keywords->names, keywords->values, 0);
	leave_clean_environment(before);
	return connection;
}

/* The start-up packet, too, takes settings from the environment: PGTZ, PGDATESTYLE, PGGEQO. */
PostgresPollingStatusType
conninfo_poll(PGconn *connection)
{
	PostgresPollingStatusType state;
	char **before = enter_clean_environment();

	if (before == NULL)
		return PGRES_POLLING_FAILED;
	state = PQconnectPoll(connection);
	leave_clean_environment(before);
	return state;
}

static void
add(Keywords *keywords, const char *name, const char *value)
{
	if (value == NULL)
		return;
	Assert(keywords->count < MAX_KEYWORDS);
	keywords->names[keywords->count] = name;
	keywords->values[keywords->count] = value;
	keywords->count++;
}

/* An unknown keyword is an error to libpq, and which it knows is not known before it runs. */
static void
add_if_known(Keywords *keywords, const char *name, const char *value)
{
	if (is_known_keyword(name))
		add(keywords, name, value);
}

static bool
is_known_keyword(const char *name)
{
	/* Of an empty string libpq makes the list of all keywords, and reads nothing else for it. */
	static PQconninfoOption *known = NULL;

	if (known == NULL)
		known = PQconninfoParse("", NULL);
	for (PQconninfoOption *option = known; option != NULL && option->keyword != NULL; option++)
	{
		if (strcmp(option->keyword, name) == 0)
			return true;
	}
	return false;
}

static const char *
effective_sslmode(const ConnectionInfo *info, const Address *address)
{
	if (info->sslmode != NULL)
		return info->sslmode;
	return address->is_private ? "prefer" : "require";
}

/* A temporary file of the server's, gone when it is closed or the backend ends. */
static void
write_root_file(const char *pem, File *file)
{
	int length = (int) strlen(pem);

	*file = OpenTemporaryFile(true); /* now it has an owner */
	if (FileWrite(*file, unconstify(char *, pem), length, 0, PG_WAIT_EXTENSION) != length)
		ereport(ERROR, (errcode_for_file_access(),
						errmsg("could not write root certificates to a temporary file: %m")));
}

/*
 * libpq fills in what is not given from the environment: the one in which the
 * server was started.  The pointer is exchanged, rather than each variable
 * taken out and put back, since a thread that resolves a name may be reading
 * the environment.  For its sake the clean one stays for ever; another one is
 * made only if the environment has changed, which hardly ever happens.
 *
 * Returns what leave_clean_environment() wants back, NULL if there is no
 * memory.  Nothing may raise an error between the two.
 */
static char **
enter_clean_environment(void)
{
	static char **clean = NULL;
	char **before = environ;
	char **fresh = make_clean_environment();

	if (fresh == NULL)
		return NULL;
	if (clean != NULL && is_same_environment(clean, fresh))
		free(fresh);
	else
		clean = fresh;
	environ = clean;
	return before;
}

static void
leave_clean_environment(char **before)
{
	environ = before;
}

/* NULL if there is no memory. */
static char **
make_clean_environment(void)
{
	int count = 0;
	int kept = 0;
	char **clean;

	while (environ[count] != NULL)
		count++;
	clean = malloc((count + lengthof(no_credentials) + 1) * sizeof(char *));
	if (clean == NULL)
		return NULL;
	for (int i = 0; i < count; i++)
	{
		if (!is_for_libpq(environ[i]))
			clean[kept++] = environ[i];
	}
	for (int i = 0; i < (int) lengthof(no_credentials); i++)
		clean[kept++] = no_credentials[i];
	clean[kept] = NULL;
	return clean;
}

/* All variables that libpq reads begin with PG; the other two are the Kerberos library's. */
static bool
is_for_libpq(const char *variable)
{
	static const char *const prefixes[] = {"PG", "KRB5", "GSS"};

	for (int i = 0; i < (int) lengthof(prefixes); i++)
	{
		if (strncmp(variable, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}

static bool
is_same_environment(char **one, char **other)
{
	while (*one != NULL && *one == *other)
	{
		one++;
		other++;
	}
	return *one == *other;
}
