/*
 * remote/shell.c
 *		A connection of libpq's that no remote stands behind yet.
 *
 * libpq cannot be given a socket that somebody else has connected: it has to
 * connect and to be greeted itself.  So it connects to a socket in the data
 * directory, where we greet it in the remote's place, with what the remote
 * once said to another backend.  All of that is in the kernel's buffers before
 * libpq asks for it: nothing is waited for.
 */
#include "postgres.h"

#include <unistd.h>

#include <sys/socket.h>
#include <sys/un.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "port/pg_bswap.h"

#include "base/compat.h"
#include "remote/shell.h"
#include "source/conninfo.h"

/* libpq is through with it after three or four. */
#define MOST_POLLS 10

/* Where libpq looks for a socket, and where it is: both made from a directory and a port. */
typedef struct Place
{
	char directory[MAXPGPATH];
	char port[12];
	struct sockaddr_un address;
} Place;

static bool choose_place(Place *place);
static int listen_at(const Place *place);
static PGconn *connect_to(const Place *place, int listener, const StringInfo greeting);
static int greet(int listener, const StringInfo greeting);
static PGconn *finish_connecting(PGconn *conn);
static StringInfo make_greeting(const ConnectionFacts *facts);
static void append_parameter(StringInfo greeting, const char *name, const char *value);
static void append_head(StringInfo greeting, char type, size_t length);
static void append_number(StringInfo greeting, uint32 number);

PGconn *
shell_open(const ConnectionFacts *facts)
{
	StringInfo greeting = make_greeting(facts);
	PGconn *conn = NULL;
	Place place;
	int listener;

	/* From here on nothing raises an error. */
	if (!choose_place(&place) || (listener = listen_at(&place)) < 0)
		return NULL;
	conn = connect_to(&place, listener, greeting);
	unlink(place.address.sun_path);
	close(listener);
	pfree(greeting->data);
	pfree(greeting);
	return conn;
}

bool
shell_is_possible(void)
{
	static enum
	{
		NOT_KNOWN,
		POSSIBLE,
		IMPOSSIBLE
	} answer = NOT_KNOWN;

	if (answer == NOT_KNOWN)
	{
		Place place;

		answer = choose_place(&place) ? POSSIBLE : IMPOSSIBLE;
	}
	return answer == POSSIBLE;
}

/* The port is this process's number, from 1 on: no other process uses the same. */
static bool
choose_place(Place *place)
{
	uint32 port = my_proc_number() + 1;
	int length;

	snprintf(place->directory, sizeof(place->directory), "%s/%s", DataDir, PG_STAT_TMP_DIR);
	snprintf(place->port, sizeof(place->port), "%u", port);
	place->address = (struct sockaddr_un){.sun_family = AF_UNIX};
	length = snprintf(place->address.sun_path, sizeof(place->address.sun_path), "%s/.s.PGSQL.%u",
					  place->directory, port);
	/* A comma is what divides hosts from one another. */
	return port <= PG_UINT16_MAX && length < (int) sizeof(place->address.sun_path) &&
		   strchr(place->directory, ',') == NULL;
}

/* -1 if that cannot be. */
static int
listen_at(const Place *place)
{
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (listener < 0)
		return -1;
	/* Left over from a server that crashed. */
	unlink(place->address.sun_path);
	if (bind(listener, (const struct sockaddr *) &place->address, sizeof(place->address)) == 0 &&
		listen(listener, 1) == 0)
		return listener;
	close(listener);
	return -1;
}

static PGconn *
connect_to(const Place *place, int listener, const StringInfo greeting)
{
	PGconn *conn = conninfo_start_shell(place->directory, place->port);
	int other_end = PQstatus(conn) != CONNECTION_BAD ? greet(listener, greeting) : -1;

	if (other_end < 0)
	{
		PQfinish(conn);
		return NULL;
	}
	conn = finish_connecting(conn);
	close(other_end);
	return conn;
}

/* Returns the other end of libpq's connection, which takes what libpq has to say.  It is not read. */
static int
greet(int listener, const StringInfo greeting)
{
	int other_end = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (other_end < 0 ||
		send(other_end, greeting->data, greeting->len, MSG_NOSIGNAL) == greeting->len)
		return other_end;
	close(other_end);
	return -1;
}

static PGconn *
finish_connecting(PGconn *conn)
{
	for (int i = 0; i < MOST_POLLS; i++)
	{
		PostgresPollingStatusType state = conninfo_poll(conn);

		if (state == PGRES_POLLING_OK && PQsetnonblocking(conn, 1) == 0)
			return conn;
		if (state == PGRES_POLLING_FAILED)
			break;
	}
	PQfinish(conn);
	return NULL;
}

/* AuthenticationOk, what libpq wants to know of a server, BackendKeyData, ReadyForQuery. */
static StringInfo
make_greeting(const ConnectionFacts *facts)
{
	StringInfo greeting = makeStringInfo();

	append_head(greeting, 'R', sizeof(uint32));
	append_number(greeting, 0);
	append_parameter(greeting, "server_version", facts->server_version);
	append_parameter(greeting, "client_encoding", pg_encoding_to_char(GetDatabaseEncoding()));
	append_parameter(greeting, "standard_conforming_strings",
					 facts->standard_strings ? "on" : "off");
	append_head(greeting, 'K', 2 * sizeof(uint32));
	append_number(greeting, facts->cancel_key.process);
	append_number(greeting, facts->cancel_key.secret);
	append_head(greeting, 'Z', 1);
	appendStringInfoChar(greeting, 'I');
	return greeting;
}

static void
append_parameter(StringInfo greeting, const char *name, const char *value)
{
	size_t name_size = strlen(name) + 1;
	size_t value_size = strlen(value) + 1;

	append_head(greeting, 'S', name_size + value_size);
	appendBinaryStringInfo(greeting, name, name_size);
	appendBinaryStringInfo(greeting, value, value_size);
}

/* The length counts itself too. */
static void
append_head(StringInfo greeting, char type, size_t length)
{
	appendStringInfoChar(greeting, type);
	append_number(greeting, sizeof(uint32) + length);
}

static void
append_number(StringInfo greeting, uint32 number)
{
	uint32 bytes = pg_hton32(number);

	appendBinaryStringInfo(greeting, (const char *) &bytes, sizeof(bytes));
}
