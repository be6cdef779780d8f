/*
 * remote/cancel_key.c
 *		By what a remote recognizes who may cancel what a connection runs.
 *
 * PQtrace() would tell it as well, but prints a message before anybody has
 * looked whether it is well-formed, and so reads whatever a hostile remote
 * makes it read.
 *
 * The messages are those of PostgreSQL's documentation, "Message Formats": a
 * byte that says its type, four that count themselves and what follows them.
 */
#include "postgres.h"

#include <sys/socket.h>

#include "port/pg_bswap.h"

#include "remote/cancel_key.h"

#define BACKEND_KEY_DATA 'K'
#define READY_FOR_QUERY 'Z'

/* Its type, and its length without it. */
#define TYPE_BYTES 1
#define HEAD_BYTES (TYPE_BYTES + sizeof(uint32))

/* Of a key of protocol 3.0, which is what we speak: 3.2 has longer ones. */
#define KEY_DATA_BYTES (3 * sizeof(uint32))

static bool speaks_in_the_clear(PGconn *conn);
static uint32 read_number(const char *bytes);

void
greeting_overhear(Greeting *greeting, PGconn *conn)
{
	ssize_t got;

	if (!speaks_in_the_clear(conn))
	{
		/* This may be another address, or what the last one said to a request for TLS. */
		greeting->length = 0;
		return;
	}
	got = recv(PQsocket(conn), greeting->bytes + greeting->length,
			   sizeof(greeting->bytes) - greeting->length, MSG_PEEK | MSG_DONTWAIT);
	if (got > 0)
		greeting->length += got;
}

static bool
speaks_in_the_clear(PGconn *conn)
{
	ConnStatusType status = PQstatus(conn);

	return (status == CONNECTION_AWAITING_RESPONSE || status == CONNECTION_AUTH_OK) &&
		   !PQsslInUse(conn);
}

CancelKey
greeting_key(const Greeting *greeting)
{
	const CancelKey unknown = {0};
	CancelKey key = {0};
	size_t left = greeting->length;

	for (const char *message = greeting->bytes; left >= HEAD_BYTES;)
	{
		uint32 length = read_number(message + TYPE_BYTES);

		if (length < sizeof(uint32) || length > left - TYPE_BYTES)
			return unknown;
		if (*message == BACKEND_KEY_DATA && length == KEY_DATA_BYTES)
			key = (CancelKey){.known = true,
							  .process = read_number(message + HEAD_BYTES),
							  .secret = read_number(message + HEAD_BYTES + sizeof(uint32))};
		left -= TYPE_BYTES + length;
		if (*message == READY_FOR_QUERY && left == 0)
			return key;
		message += TYPE_BYTES + length;
	}
	return unknown;
}

static uint32
read_number(const char *bytes)
{
	uint32 number;

	memcpy(&number, bytes, sizeof(number));
	return pg_ntoh32(number);
}
