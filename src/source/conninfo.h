/*
 * source/conninfo.h
 *		Where to connect and as whom: the only file that says it to libpq.
 */
#ifndef METAHOG_CONNINFO_H
#define METAHOG_CONNINFO_H

#include "libpq-fe.h"
#include "source/address.h"
#include "source/source.h"

typedef struct ConnectionInfo
{
	char *host; /* as the user wrote it: for TLS, messages, resolving */
	char *port; /* decimal */
	char *database;
	char *user;
	char *password;			/* NULL if none; wiped with the context it lives in */
	char *sslmode;			/* NULL: decided by the address, see conninfo_start */
	char *sslrootcert;		/* PEM text, NULL if none */
	bool password_required; /* the creator is no superuser: see operations */
} ConnectionInfo;

/*
 * The source's connection options with its secrets opened, in the current
 * memory context.  The password's memory is wiped when that context is reset
 * or deleted, also after an ERROR.  Raises 55000 naming the key id if the key
 * is not loaded, or if the ciphertext does not open.
 */
extern ConnectionInfo *conninfo_open(const Source *source);

/*
 * Begin to connect, without blocking, to that one address: PQconnectStartParams
 * with every keyword set by us, none taken from the environment, a service
 * file, a password file or the server user's home directory.  The caller polls
 * and owns the result, which may be NULL (no memory) or in CONNECTION_BAD.
 *
 * *root_file, 0 before the first attempt, becomes the temporary file with the
 * root certificates if there are any, also when an ERROR is raised.  libpq
 * reads it while connecting, and from 17 on for each cancel request, so the
 * caller closes it with FileClose() together with the connection.
 */
extern PGconn *conninfo_start(const ConnectionInfo *info, const Address *address, File *root_file);

/*
 * The same to a socket in a directory of this machine, which is no remote's:
 * see remote/shell.c.
 */
extern PGconn *conninfo_start_shell(const char *directory, const char *port);

/* Go on with connecting: PQconnectPoll(), which must not be called itself for the same reason. */
extern PostgresPollingStatusType conninfo_poll(PGconn *connection);

#endif /* METAHOG_CONNINFO_H */
