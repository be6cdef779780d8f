/*
 * remote/greeting.h
 *		What a remote says before it is ready, looked at before libpq takes it.
 *
 * libpq believes whoever it connects to: it derives a key in as many rounds as
 * it is told, and takes in a message of any length, notices and parameters
 * without end.  None of that can be interrupted or has the call's deadline.  So
 * while a connection is opened, a peer that has not shown who it is may cost so
 * much and no more.
 *
 * What is encrypted cannot be looked at: there only the number of bytes is
 * bounded.
 */
#ifndef METAHOG_GREETING_H
#define METAHOG_GREETING_H

#include "libpq-fe.h"

#include "base/deadline.h"
#include "base/errors.h"

/* By what a remote recognizes who may cancel what a connection runs.  From zeroes. */
typedef struct CancelKey
{
	bool known;
	uint32 process;
	uint32 secret;
} CancelKey;

/*
 * A greeting that is being listened to, from zeroes.  Between greeting_await()
 * and greeting_end() libpq has one end of a pair of sockets in place of the
 * remote's, and gets from it what was found fit, message by message.
 */
typedef struct Greeting
{
	bool open;		 /* libpq has the pair's end; the next ones are set */
	pgsocket remote; /* what leads to the remote */
	pgsocket inside; /* our end of the pair */
	uint64 outside;	 /* libpq's end, by its inode: it may have closed it meanwhile */
	char *message;	 /* what has come of the present message */
	uint32 have;	 /* so many bytes */
	uint32 bytes;	 /* of all messages so far */
	uint32 messages;
	CancelKey key; /* of BackendKeyData; unknown if that was encrypted, or is not protocol 3.0's */
} Greeting;

/*
 * Before each PQconnectPoll(), which asked for state: wait until libpq may go
 * on.  Returns NULL, or the error, with the stage given: the deadline passed,
 * or the remote has said what is not fit for libpq.  Memory comes from the given
 * context, and belongs to the greeting as the sockets do, also after an ERROR.
 */
extern RemoteError *greeting_await(Greeting *greeting, PGconn *conn,
								   PostgresPollingStatusType state, Stage stage,
								   const Deadline *deadline, MemoryContext context);

/*
 * Give libpq the remote's socket itself, and let go of all else but the key.
 * Harmless if there is nothing to let go of.  Raises nothing.
 */
extern void greeting_end(Greeting *greeting, PGconn *conn);

#endif /* METAHOG_GREETING_H */
