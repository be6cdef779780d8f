/*
 * remote/cancel_key.h
 *		By what a remote recognizes who may cancel what a connection runs.
 *
 * libpq knows the key and keeps it to itself, which is of no use once a
 * connection is handed to another backend.  So we overhear the remote's
 * BackendKeyData: what it says while the connection is opened is looked at
 * before libpq takes it from the socket.
 */
#ifndef METAHOG_CANCEL_KEY_H
#define METAHOG_CANCEL_KEY_H

#include "libpq-fe.h"

/* From zeroes. */
typedef struct CancelKey
{
	bool known;
	uint32 process;
	uint32 secret;
} CancelKey;

/* More than a server says before it is ready; of one that says more, the key stays unknown. */
#define GREETING_BYTES 8192

/* What a remote has said so far, from zeroes. */
typedef struct Greeting
{
	int length;
	char bytes[GREETING_BYTES];
} Greeting;

/*
 * Before each PQconnectPoll(): what libpq is about to read.  Of an encrypted
 * connection nothing is overheard.
 */
extern void greeting_overhear(Greeting *greeting, PGconn *conn);

/*
 * The key that was in it.  Unknown if it was not understood from its beginning
 * to its end, as when more of it arrived between our look and libpq's.
 */
extern CancelKey greeting_key(const Greeting *greeting);

#endif /* METAHOG_CANCEL_KEY_H */
