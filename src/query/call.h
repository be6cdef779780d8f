/*
 * query/call.h
 *		One call of a query function: its arguments, limits and statement.
 */
#ifndef METAHOG_CALL_H
#define METAHOG_CALL_H

#include "fmgr.h"

#include "utils/jsonb.h"

#include "base/deadline.h"
#include "query/language.h"
#include "query/limits.h"
#include "query/statement_text.h"
#include "remote/statement.h"
#include "shared/activity.h"

/* What comes behind query in a function's arguments. */
typedef enum CallArguments
{
	ARGUMENTS_NONE,
	ARGUMENTS_PARAMS, /* params */
	ARGUMENTS_LIMITS, /* params, max_rows, skip_rows, timeout */
} CallArguments;

/* One of the functions that begin a call by their arguments. */
typedef struct CallKind
{
	const char *
		action; /* its name, a constant; NULL for what only looks at the text, and is no call to anybody else */
	int full_nargs; /* how many arguments it has with source */
	CallArguments arguments;
	CutPolicy policy;
	const Language *language; /* of the text; NULL: the remote's own */
} CallKind;

typedef struct Call
{
	Activity activity;			  /* what is known of it elsewhere */
	bool begun;					  /* source, text and limits are known: now it is said */
	ErrorContextCallback context; /* which says it, between call_enter and call_leave */
	const RemoteError *raised; /* what is being raised, in the stage that it says; NULL: nothing */

	Source *source;
	char *query;			  /* the caller's text, which errors point into */
	const char *text;		  /* the same without prefixes, or compiled, which is sent */
	const Language *language; /* that the query is in; NULL: the remote's own */
	Jsonb *params;			  /* NULL: none */
	Compiled compiled;		  /* by that language */
	double compile_seconds;
	Stage
		compile_stage; /* of a text that is compiled here; STAGE_SOURCE: it is not being compiled */
	int64 start_us;
	Deadline deadline;

	int64 max_rows;	   /* that the caller gets; -1 = all */
	int64 skip_rows;   /* still to be passed over here; the rest the remote skips */
	int64 offset;	   /* as asked for */
	int64 max_bytes;   /* of values; -1 = any */
	int64 row_ceiling; /* CUT_IS_ERROR: the source's; -1 = none */

	Statement statement;
	TextFacts facts; /* of text, when facts_known */
	bool facts_known;
	bool timed_out;	   /* before anything was sent; who catches errors tells it from a cancel */
	bool admitted;	   /* counted against the source's rate */
	bool described;	   /* the remote has said that the text returns rows */
	bool limit_pushed; /* the remote itself ends one row after max_rows */
	const RemoteTypes *types; /* of the session; valid until the stream ends */
	RowStream *rows;		  /* NULL until started */

	int64 rows_seen;
	int64 bytes_seen;
	double connect_seconds;
	double execute_seconds;
} Call;

/*
 * Read a function's arguments: [source,] query, and what its kind says.  Looks
 * the source up (without one, as the text or the session names it), makes the
 * deadline and the limits, compiles a text that needs it.  Raises what is wrong
 * with them.
 *
 * Whatever begins a call enters it as well: call_end() ends it, or its
 * transaction does.
 */
extern void call_begin(Call *call, const CallKind *kind, FunctionCallInfo fcinfo);

/* The same for texts that are no such arguments; a source of NULL is the one that is selected. */
extern void call_begin_text(Call *call, const char *action, const char *source, char *query);

/* A text that is kept here, and what it is run with. */
typedef struct KeptText
{
	const char *source; /* its id */
	char *query;
	const Language *language; /* NULL: the remote's own */
	Jsonb *params;			  /* NULL: none; else as the language wants them */
	const char *details;	  /* JSON, to be recorded with the call */
} KeptText;

/* Finds such a text.  Raises what is wrong with the asking. */
typedef void (*FindText)(void *argument, KeptText *text);

/*
 * The same for a text that is found only when the call has begun, so that a failure of that is the call's.  limits is the
 * number of the function's argument max_rows; a fcinfo of NULL: it has none.
 */
extern void call_begin_kept(Call *call, const char *action, FunctionCallInfo fcinfo, int limits,
							CutPolicy policy, FindText find, void *argument);

/* A call that has a source and a deadline, and opens its connection itself. */
extern void call_begin_source(Call *call, const char *action, const char *source);

/*
 * A call that runs statements of our own on the remote's catalogs.  A source
 * of NULL is the selected one.  The source's ceilings are for its data and do
 * not bind it; only the server's on bytes does.
 */
extern void call_begin_catalog(Call *call, const char *action, const char *source);

/*
 * One of its statements, with parameters in text format, once the one before
 * it has ended: the deadline, the bytes and the source's rate are those of the
 * whole call.
 */
extern void call_set_catalog_statement(Call *call, const char *statement, int nparams,
									   const char *const *params);

/* Run it: read-only, whatever else the source allows. */
extern RemoteError *call_start_catalog(Call *call);

/* Does the remote see to it that nothing is written? */
extern bool call_reads_only(const Call *call);

/*
 * Run the statement up to its columns.  With needs_types all of their types
 * are known afterwards.  Memory comes from the current context, which must
 * live as long as the rows are read.
 */
extern RemoteError *call_start(Call *call, bool needs_types);

/* Run the text with our own words put before it, which positions of errors do not count. */
extern RemoteError *call_start_prefixed(Call *call, const char *prefix);

/*
 * Describe the statement instead of running it; types are known if needed.
 * The columns are in call->rows, the types valid, until call_end_description.
 */
extern RemoteError *call_describe(Call *call, bool needs_types);
extern RemoteError *call_end_description(Call *call);

typedef enum NextRow
{
	NEXT_ROW,		/* call->rows has one, and it may be given out */
	NEXT_END,		/* no more, or call->rows->error is set */
	NEXT_CUT_ROWS,	/* there is one more than max_rows */
	NEXT_CUT_BYTES, /* the next one would pass max_bytes */
} NextRow;

/* The next row within the limits; after a cut the remote has been stopped. */
extern NextRow call_next_row(Call *call);

/* The same where a cut is LIMIT's or an error: raises failures and ceilings. */
extern bool call_next_row_or_raise(Call *call);

/*
 * Between these two every error's CONTEXT names the call's source and stage,
 * and it is taken for the call's own.  An ERROR in between needs no call_leave.
 */
extern void call_enter(Call *call);
extern void call_leave(Call *call);

/* The call has done what it was to do. */
extern void call_end(Call *call);

/* The text is being compiled, and has come so far. */
extern void call_compiles(Call *call, Stage stage);

/* Where it is, or what is being raised came about. */
extern Stage call_current_stage(const Call *call);

/* Raise what the remote has said beside its answer, once. */
extern void call_raise_notices(Call *call);

/* Raise the error with its stage and the caller's text. */
extern void call_raise(Call *call, const RemoteError *error) pg_attribute_noreturn();

/*
 * Take call->params from a function's argument of type jsonb or text.  They are
 * recorded if metahog.audit_parameters says so.
 */
extern void params_read(Call *call, FunctionCallInfo fcinfo, int arg);

/* The same from JSON. */
extern void params_take(Call *call, Jsonb *json);

/* Set the statement's parameters from them: a JSON array.  Raises 22023 if it is no array. */
extern void params_bind(Call *call);

#endif /* METAHOG_CALL_H */
