/*
 * remote/session.h
 *		A session with a remote, which is opened, kept for the next call, and closed.
 *
 * A session is the one owner of its PGconn, its event set, its external file
 * descriptor, its slot and the file with its root certificates.  It is either
 * idle in this backend's cache or busy for one call.  A call that ends with an
 * ERROR gives nothing back by hand: the end of the (sub)transaction that it
 * ran in abandons its session.
 */
#ifndef METAHOG_SESSION_H
#define METAHOG_SESSION_H

#include "lib/ilist.h"
#include "storage/fd.h"

#include "base/errors.h"
#include "base/wait.h"
#include "remote/greeting.h"
#include "remote/remote_type.h"
#include "shared/activity.h"
#include "shared/slots.h"
#include "source/source.h"

/* How many settings a statement may need. */
#define MAX_SETTINGS 8

/* What is true of a connection, whichever backend has it. */
typedef struct ConnectionFacts
{
	uint64 fingerprint;	  /* of what it was opened by: the source's version and the policy */
	uint64 address;		  /* where it leads to, as a hash */
	uint64 server;		  /* which start of which server that is, as a hash; 0: not known */
	int64 opened_us;	  /* monotonic */
	int remote_pid;		  /* of the remote's backend, as the remote says */
	CancelKey cancel_key; /* what the remote lets it be cancelled by */

	/* of the server, as far as libpq has to know it, see shell.c */
	char server_version[64];
	bool standard_strings;

	/* which settings it needs to be told before each statement, see guard.c */
	bool defaults_known;		   /* the next four are right */
	bool is_default[MAX_SETTINGS]; /* which settings need not be said */
	bool no_statement_timeout;	   /* the remote has none of its own */
	char config_loaded[64];	 /* when the remote's configuration was loaded that they are from */
	char server_started[64]; /* when the remote was started */
	bool all_settings;		 /* say them all each time, ask nothing */
	bool plain_settings;	 /* the remote refused what is PostgreSQL's own: say all, ask nothing */
} ConnectionFacts;

/* A connection that has come from another backend, and is not yet in a session's place for one. */
typedef struct HandedConnection
{
	pgsocket socket; /* PGINVALID_SOCKET: none */
	ConnectionFacts facts;
} HandedConnection;

typedef struct Session
{
	dlist_node node;	   /* in the list of all sessions of the backend */
	MemoryContext context; /* holds the session itself and what belongs to it */
	PGconn *conn;		   /* NULL until the first address is tried */
	Greeting greeting;	   /* while that connects */
	ConnectionFacts facts;
	bool holds_fd;	/* an external file descriptor is reserved */
	File root_file; /* the root certificates that libpq was given; 0 = none */
	Waiter waiter;
	HandedConnection handed;
	Slot slot; /* its place among the source's connections, those of other backends included */

	/* which source, in which version of its row */
	pg_uuid_t source_id;
	ItemPointerData source_tid;
	TransactionId source_xmin;

	/* the network policy under which its address was allowed */
	char *allowed_hosts;
	char *denied_networks;

	bool vacant;	   /* its connection was handed to another backend; it may be handed one */
	Handover handover; /* while idle: with what the connection would go */

	bool busy;				   /* a call has it */
	Activity activity;		   /* that call, while it has the session */
	int nest_level;			   /* transaction nesting level of that call */
	void *user;				   /* what runs on it, until it is given back; NULL = nothing */
	void (*taken)(void *user); /* tells it that the session has been abandoned; raises nothing */
	struct Notices *notices;   /* the user's, for what the remote says meanwhile */
	bool active;			   /* a statement may be running on the remote */
	volatile bool cut_off;	   /* a signal handler has ended the connection, as expiry.c does */
	bool doubtful;			   /* not to be kept, whatever else holds */
	bool left_transaction;	   /* the remote has just said that there was no transaction */

	int64 created_us; /* monotonic, as all times are; what it knows of the remote is as old */
	int64 expires_us; /* while idle: when it is closed */

	/* what is said before each statement, see guard.c */
	char *search_path; /* NULL: the remote's default */
	char *timezone;
	char *settings;		   /* the statement that sets them; NULL until it is made */
	char *pinned_settings; /* the same for a pinned statement */

	bool types_asked;  /* types were preloaded, or that is not possible */
	RemoteTypes types; /* what is known of the remote's types */
} Session;

/*
 * An idle remote has nothing to say.  If there is something to read, it is the
 * end of the connection, or something that makes its state doubtful.
 */
extern bool session_is_quiet(const Session *session);

/* Is what has been there since then, in monotonic microseconds, beyond metahog.session_lifetime? */
extern bool session_is_too_old(int64 since_us);

#endif /* METAHOG_SESSION_H */
