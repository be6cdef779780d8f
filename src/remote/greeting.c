/*
 * remote/greeting.c
 *		What a remote says before it is ready, looked at before libpq takes it.
 *
 * - Looking at what is in the socket (MSG_PEEK) would not do: libpq takes what
 *   is there when it comes to it, which may be more.  So it gets another socket,
 *   in which there is nothing but what has been looked at.
 * - Nothing is read that is not passed on: when the remote is ready, libpq is
 *   given the remote's socket back as if it had read from it all the time.
 *
 * The messages are those of PostgreSQL's documentation, "Message Formats": a
 * byte that says its type, four that count themselves and what follows them.
 */
#include "postgres.h"

#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "port/pg_bswap.h"
#include "storage/fd.h"

#include "base/wait.h"
#include "remote/greeting.h"

#define AUTHENTICATION 'R'
#define ERROR_RESPONSE 'E'
#define BACKEND_KEY_DATA 'K'
#define READY_FOR_QUERY 'Z'

/* What a server may say before it is ready: these, notices, parameters, notifications, its protocol version. */
#define GREETING_TYPES "REKZNSAv"

/* What a server answers to a request for TLS that it grants: one byte. */
#define TLS_GRANTED 'S'

/* Of AuthenticationSASLContinue, which tells how often a password is to be hashed. */
#define SASL_CONTINUE 11

/* A message's type, and its length without it. */
#define TYPE_BYTES 1
#define HEAD_BYTES (TYPE_BYTES + sizeof(uint32))

/* Of a key of protocol 3.0, which is what we speak: 3.2 has longer ones. */
#define KEY_DATA_BYTES (3 * sizeof(uint32))

/*
 * What is taken of a remote that is not ready.  The longest message that libpq
 * itself takes for an error of a server that is starting has 30,000 bytes;
 * parameters are a few hundred in all.  A login's triggers may have something
 * to say.
 */
#define MOST_MESSAGE_BYTES (64 * 1024)
#define MOST_BYTES (1024 * 1024)
#define MOST_MESSAGES 1000

/*
 * PostgreSQL's own default is 4096 rounds.  libpq needs a fifth of a second for
 * so many, in which it hears of no cancel.
 */
#define MOST_SCRAM_ROUNDS 200000

/* libpq has no more to say to a remote at once than a password or a user's name. */
#define WORDS_BYTES 8192

/*
 * libpq is handed so much at once, and a message more: a pair of sockets has
 * room for more than that, of which each message takes about 1 kB besides.
 */
#define BATCH_BYTES (16 * 1024)
#define BATCH_MESSAGES 50

/* The longest text that a server has for us if it cannot even start a process. */
#define MOST_OLD_ERROR_BYTES 1000

static RemoteError *await_socket(pgsocket socket, uint32 events, Stage stage,
								 const Deadline *deadline);
static RemoteError *check_received(PGconn *conn, Stage stage);
static bool follow(Greeting *greeting, PGconn *conn, MemoryContext context);
static bool insert_pair(Greeting *greeting, PGconn *conn);
static uint64 inode_of(pgsocket socket);
static void let_go(Greeting *greeting);
static bool has_input(pgsocket socket);
static void pass_up(Greeting *greeting);
static RemoteError *pass_down(Greeting *greeting, PGconn *conn, Stage stage);
static void pass_tls_answer(Greeting *greeting, PGconn *conn);
static RemoteError *take_message(Greeting *greeting, Stage stage, bool *whole);
static bool read_up_to(Greeting *greeting, uint32 wanted);
static uint32 message_bytes(const Greeting *greeting);
static RemoteError *check_head(Greeting *greeting, Stage stage);
static RemoteError *check_whole(Greeting *greeting, Stage stage);
static RemoteError *check_rounds(const Greeting *greeting, Stage stage);
static void overhear_key(Greeting *greeting);
static void hand_message(Greeting *greeting);
static RemoteError *old_error(Greeting *greeting, Stage stage);
static RemoteError *make_head_error(const Greeting *greeting, Stage stage);
static RemoteError *make_excess_error(Stage stage);
static uint32 number_at(const Greeting *greeting, size_t offset);

RemoteError *
greeting_await(Greeting *greeting, PGconn *conn, PostgresPollingStatusType state, Stage stage,
			   const Deadline *deadline, MemoryContext context)
{
	uint32 wanted = state == PGRES_POLLING_READING ? WL_SOCKET_READABLE : WL_SOCKET_WRITEABLE;

	if (!follow(greeting, conn, context))
		return make_error(stage, ERRCODE_INSUFFICIENT_RESOURCES,
						  "no file descriptor is free for a connection");
	while (greeting->open && state == PGRES_POLLING_READING && !has_input(PQsocket(conn)))
	{
		uint32 events = WL_SOCKET_READABLE;
		RemoteError *error;

		pass_up(greeting);
		if (has_input(greeting->inside))
			events |= WL_SOCKET_WRITEABLE;
		error = await_socket(greeting->remote, events, stage, deadline);
		if (error == NULL)
			error = pass_down(greeting, conn, stage);
		if (error != NULL)
			return error;
	}
	if (!greeting->open)
	{
		RemoteError *error = await_socket(PQsocket(conn), wanted, stage, deadline);

		return error != NULL ? error : check_received(conn, stage);
	}
	return await_socket(PQsocket(conn), wanted, stage, deadline);
}

void
greeting_end(Greeting *greeting, PGconn *conn)
{
	if (!greeting->open)
		return;
	if (inode_of(PQsocket(conn)) == greeting->outside)
		dup3(greeting->remote, PQsocket(conn), O_CLOEXEC);
	let_go(greeting);
}

static RemoteError *
await_socket(pgsocket socket, uint32 events, Stage stage, const Deadline *deadline)
{
	return wait_for_socket_once(socket, events, deadline) ? NULL : make_deadline_error(stage);
}

/* How much has come over a connection that we cannot look into. */
static RemoteError *
check_received(PGconn *conn, Stage stage)
{
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);

	if (getsockopt(PQsocket(conn), IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
		info.tcpi_bytes_received > MOST_BYTES)
		return make_excess_error(stage);
	return NULL;
}

/*
 * libpq's socket is watched from when it leads to the remote until TLS begins.
 * It may be another one than at the last turn: libpq closes it to try again
 * without TLS.  False if no descriptors are free.
 */
static bool
follow(Greeting *greeting, PGconn *conn, MemoryContext context)
{
	if (greeting->open && inode_of(PQsocket(conn)) != greeting->outside)
		let_go(greeting);
	if (greeting->open || PQstatus(conn) != CONNECTION_MADE || PQsslInUse(conn))
		return true;
	*greeting = (Greeting){.message = MemoryContextAlloc(context, MOST_MESSAGE_BYTES + 1)};
	if (insert_pair(greeting, conn))
		return true;
	pfree(greeting->message);
	return false;
}

/* False, with nothing changed, if that cannot be. */
static bool
insert_pair(Greeting *greeting, PGconn *conn)
{
	int pair[2];

	if (!AcquireExternalFD())
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
	{
		ReleaseExternalFD();
		return false;
	}
	greeting->remote = fcntl(PQsocket(conn), F_DUPFD_CLOEXEC, 0);
	greeting->inside = pair[0];
	greeting->outside = inode_of(pair[1]);
	greeting->open =
		greeting->remote >= 0 && dup3(pair[1], PQsocket(conn), O_CLOEXEC) == PQsocket(conn);
	close(pair[1]);
	if (!greeting->open)
	{
		close(greeting->inside);
		if (greeting->remote >= 0)
			close(greeting->remote);
		ReleaseExternalFD();
	}
	return greeting->open;
}

/* 0 if there is no such socket. */
static uint64
inode_of(pgsocket socket)
{
	struct stat info;

	return fstat(socket, &info) == 0 ? (uint64) info.st_ino : 0;
}

static void
let_go(Greeting *greeting)
{
	close(greeting->remote);
	close(greeting->inside);
	ReleaseExternalFD();
	pfree(greeting->message);
	greeting->open = false;
}

/* Also if it is the end. */
static bool
has_input(pgsocket socket)
{
	struct pollfd wanted = {.fd = socket, .events = POLLIN};

	return poll(&wanted, 1, 0) > 0;
}

/* What libpq has said.  What the remote does not take yet is left where it is. */
static void
pass_up(Greeting *greeting)
{
	char words[WORDS_BYTES];
	ssize_t said = recv(greeting->inside, words, sizeof(words), MSG_PEEK | MSG_DONTWAIT);
	ssize_t sent;

	if (said <= 0)
		return;
	sent = send(greeting->remote, words, said, MSG_NOSIGNAL | MSG_DONTWAIT);
	/* Of a connection that is broken, libpq learns by its end. */
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		sent = said;
	if (sent > 0)
		(void) recv(greeting->inside, words, sent, MSG_DONTWAIT);
	explicit_bzero(words, sizeof(words));
}

/*
 * What the remote has said, as far as it is here: no more than there is room
 * for until libpq has read it, and no further than until the remote is ready.
 */
static RemoteError *
pass_down(Greeting *greeting, PGconn *conn, Stage stage)
{
	uint32 enough_bytes = greeting->bytes + BATCH_BYTES;
	uint32 enough_messages = greeting->messages + BATCH_MESSAGES;
	bool ready = false;

	if (PQstatus(conn) == CONNECTION_SSL_STARTUP && greeting->have == 0)
	{
		pass_tls_answer(greeting, conn);
		return NULL;
	}
	while (!ready && greeting->bytes < enough_bytes && greeting->messages < enough_messages)
	{
		bool whole;
		RemoteError *error = take_message(greeting, stage, &whole);

		if (error != NULL || !whole)
			return error;
		ready = greeting->message[0] == READY_FOR_QUERY;
		hand_message(greeting);
	}
	return NULL;
}

/*
 * One byte is the answer to a request for TLS; libpq begins with TLS as soon as
 * it has read that it may, so it reads it from the remote itself.  An error is
 * a message like others.
 */
static void
pass_tls_answer(Greeting *greeting, PGconn *conn)
{
	char answer;
	ssize_t got = recv(greeting->remote, &answer, 1, MSG_PEEK | MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got == 1 && answer == TLS_GRANTED)
		greeting_end(greeting, conn);
	else if (read_up_to(greeting, 1) && greeting->message[0] != ERROR_RESPONSE)
		hand_message(greeting);
}

/* The next message, once it is here whole. */
static RemoteError *
take_message(Greeting *greeting, Stage stage, bool *whole)
{
	RemoteError *error;

	*whole = false;
	if (!read_up_to(greeting, HEAD_BYTES))
		return NULL;
	error = check_head(greeting, stage);
	if (error != NULL || !read_up_to(greeting, message_bytes(greeting)))
		return error;
	*whole = true;
	return check_whole(greeting, stage);
}

/* False if it is not here yet.  At the end of what the remote says, libpq comes to it as well. */
static bool
read_up_to(Greeting *greeting, uint32 wanted)
{
	while (greeting->have < wanted)
	{
		ssize_t got = recv(greeting->remote, greeting->message + greeting->have,
						   wanted - greeting->have, MSG_DONTWAIT);

		if (got > 0)
		{
			greeting->have += got;
			continue;
		}
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			shutdown(greeting->inside, SHUT_WR);
		return false;
	}
	return true;
}

static uint32
message_bytes(const Greeting *greeting)
{
	return TYPE_BYTES + number_at(greeting, TYPE_BYTES);
}

/* Before anything else of the message is read. */
static RemoteError *
check_head(Greeting *greeting, Stage stage)
{
	uint32 length = number_at(greeting, TYPE_BYTES);
	bool fits = length >= sizeof(uint32) && length <= MOST_MESSAGE_BYTES - TYPE_BYTES;

	if (strchr(GREETING_TYPES, greeting->message[0]) == NULL || greeting->message[0] == '\0')
		return make_head_error(greeting, stage);
	if (!fits)
		return greeting->message[0] == ERROR_RESPONSE ? old_error(greeting, stage)
													  : make_head_error(greeting, stage);
	if (greeting->bytes + message_bytes(greeting) > MOST_BYTES ||
		greeting->messages >= MOST_MESSAGES)
		return make_excess_error(stage);
	return NULL;
}

static RemoteError *
check_whole(Greeting *greeting, Stage stage)
{
	greeting->bytes += greeting->have;
	greeting->messages++;
	/* So that a text at the end of it has an end. */
	greeting->message[greeting->have] = '\0';
	if (greeting->message[0] == BACKEND_KEY_DATA)
		overhear_key(greeting);
	return greeting->message[0] == AUTHENTICATION ? check_rounds(greeting, stage) : NULL;
}

/*
 * The server's first message of SCRAM is "r=nonce,s=salt,i=rounds".  There are
 * no commas in a nonce or a salt.  libpq reads the number with strtol() into an
 * int, so that one below zero may stand for many.
 */
static RemoteError *
check_rounds(const Greeting *greeting, Stage stage)
{
	const char *text = greeting->message + HEAD_BYTES + sizeof(uint32);
	const char *attribute;
	long long rounds;
	RemoteError *error;

	if (greeting->have < HEAD_BYTES + sizeof(uint32) ||
		number_at(greeting, HEAD_BYTES) != SASL_CONTINUE)
		return NULL;
	attribute = strstr(text, ",i=");
	if (attribute == NULL)
		return NULL;
	rounds = strtoll(attribute + strlen(",i="), NULL, 10);
	if (rounds >= 0 && rounds <= MOST_SCRAM_ROUNDS)
		return NULL;
	error = make_error(stage, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
					   "the remote asks for too many SCRAM iterations");
	error->detail =
		psprintf("It asks for %lld, and at most %d are done.", rounds, MOST_SCRAM_ROUNDS);
	error->hint = pstrdup("If the remote is trusted, lower its setting scram_iterations and set "
						  "the login's password again.");
	return error;
}

/*
 * libpq keeps it to itself, which is of no use once a connection is handed to
 * another backend.  PQtrace() would tell it as well, but prints a message before
 * anybody has looked whether it is well-formed.
 */
static void
overhear_key(Greeting *greeting)
{
	greeting->key.known = number_at(greeting, TYPE_BYTES) == KEY_DATA_BYTES;
	if (!greeting->key.known)
		return;
	greeting->key.process = number_at(greeting, HEAD_BYTES);
	greeting->key.secret = number_at(greeting, HEAD_BYTES + sizeof(uint32));
}

static void
hand_message(Greeting *greeting)
{
	if (send(greeting->inside, greeting->message, greeting->have, MSG_NOSIGNAL) !=
		(ssize_t) greeting->have)
		ereport(ERROR, (errcode_for_socket_access(), errmsg("could not pass on a message: %m")));
	greeting->have = 0;
}

/*
 * A server that cannot start a process for us says so in the oldest protocol's
 * way: a text follows the type at once.
 */
static RemoteError *
old_error(Greeting *greeting, Stage stage)
{
	(void) read_up_to(greeting, MOST_OLD_ERROR_BYTES);
	if (memchr(greeting->message, '\0', greeting->have) == NULL)
		return make_head_error(greeting, stage);
	return make_error(stage, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION, "%s",
					  clean_text(greeting->message + TYPE_BYTES));
}

static RemoteError *
make_head_error(const Greeting *greeting, Stage stage)
{
	unsigned char type = (unsigned char) greeting->message[0];
	RemoteError *error =
		make_error(stage, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
				   "the remote does not greet as PostgreSQL does, or sends too long a message");

	error->detail = psprintf("Its message has type \"%c\" and %u bytes; at most %d are taken "
							 "before it is ready.",
							 isascii(type) && isprint(type) ? type : '?',
							 number_at(greeting, TYPE_BYTES), MOST_MESSAGE_BYTES);
	error->hint = pstrdup("Is it a PostgreSQL server that listens at this host and port?");
	return error;
}

static RemoteError *
make_excess_error(Stage stage)
{
	RemoteError *error = make_error(stage, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
									"the remote says too much before it is ready");

	error->detail = psprintf("At most %d bytes and %d messages are taken until then.", MOST_BYTES,
							 MOST_MESSAGES);
	return error;
}

static uint32
number_at(const Greeting *greeting, size_t offset)
{
	uint32 number;

	memcpy(&number, greeting->message + offset, sizeof(number));
	return pg_ntoh32(number);
}
