/*
 * base/errors.h
 *		Failures as values, until the top floor raises or prints them.
 *
 * Everything in a RemoteError that came from a remote has been bounded in
 * size and made valid in the server's encoding before it was put there.
 */
#ifndef METAHOG_ERRORS_H
#define METAHOG_ERRORS_H

#include "utils/errcodes.h"

#include "base/compat.h"

/* How far a call had come.  stage_name() has the words that users see. */
typedef enum Stage
{
	STAGE_SOURCE,  /* looking up the source, permission, arguments */
	STAGE_PARSE,   /* reading a text that is compiled here: HogQL */
	STAGE_NAMES,   /* finding what its names stand for; users see "resolve" */
	STAGE_PRINT,   /* making the remote's SQL of it */
	STAGE_WAIT,	   /* waiting for a free connection */
	STAGE_RESOLVE, /* host name to addresses, network policy */
	STAGE_TUNNEL,  /* reserved: no tunnels yet */
	STAGE_CONNECT, /* TCP */
	STAGE_TLS,
	STAGE_AUTHENTICATE, /* start-up packet until ready for query */
	STAGE_QUERY,		/* statement sent, nothing back yet */
	STAGE_FETCH,		/* rows are coming */
} Stage;

typedef struct RemoteError
{
	Stage stage;
	int sqlstate;  /* as made by MAKE_SQLSTATE */
	char *message; /* never NULL */
	char *detail;  /* NULL if there is none; so are the next two */
	char *hint;
	char *context;		  /* the remote's own CONTEXT */
	int position;		  /* characters into the caller's text, from 1; 0 = none */
	bool timed_out;		  /* the call's own deadline passed */
	int64 retry_after_ms; /* when a limit lets the call pass; 0: not known */
} RemoteError;

extern const char *stage_name(Stage stage);

/*
 * A new error in the current memory context.  The message is a printf format;
 * remote text goes in as an argument, never as the format.
 */
extern RemoteError *make_error(Stage stage, int sqlstate, const char *format, ...)
	pg_attribute_printf(3, 4);

/*
 * Who ended the statement, of a 57014 that is told and not raised: "deadline" or "remote"; a cancel of the
 * caller's own is raised.  NULL for any other error.
 */
extern const char *error_cause(const RemoteError *error);

/* The error for a deadline that passed in this stage: 57014, the detail names the stage. */
extern RemoteError *make_deadline_error(Stage stage);

/*
 * Text from outside made fit for an error field: at most 8 kB, valid in the
 * server's encoding (each bad byte becomes "?"), palloc'd.  NULL gives NULL.
 */
extern char *clean_text(const char *text);

/* The same for a name: clean_text() also takes line breaks from the end, which a name may have. */
extern char *clean_name(const char *text);

/* Are these bytes valid in the server's encoding, with no NUL among them? */
extern bool text_is_clean(const char *text, size_t length);

/* A copy of them, terminated, in which each bad byte is "?". */
extern char *clean_bytes(const char *text, size_t length);

/*
 * Raise the error.  query is the caller's own text, under which psql puts the
 * caret; it may be NULL.  Where it happened is said by the caller's error
 * context.
 */
extern void raise_error(const RemoteError *error, const char *query) pg_attribute_noreturn();

#endif /* METAHOG_ERRORS_H */
