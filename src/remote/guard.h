/*
 * remote/guard.h
 *		What is said to a remote around each statement.
 *
 * Everything goes out in one flush, so that it costs one round trip:
 *
 *		BEGIN READ ONLY; settings; [a query before]; [types]; the statement;
 *		ROLLBACK; DISCARD ALL; Sync
 *
 * The settings are a SELECT of set_config(..., true): they end with the
 * transaction, and they take its snapshot, after which the transaction can no
 * longer be made read-write.  They also ask whether it is read-only.  What the remote's own defaults already say is left
 * out, until its configuration is seen to have been loaded anew.  All is said
 * with each statement that writes, and behind a pooler, which may use another
 * server for each transaction.
 *
 * One Sync costs a third of what each further one does.  After an error the
 * remote skips everything up to it, so then, and only then, the clean-up is
 * sent once more: ROLLBACK; DISCARD ALL; Sync.
 *
 * A pinned statement has pg_catalog as its search_path.  The settings say so as
 * well, unless types are asked about, whose names the source's own path decides
 * on: then it is said behind that, still in the same flush.
 *
 * The extended protocol is used throughout: it takes one statement at a time.
 */
#ifndef METAHOG_GUARD_H
#define METAHOG_GUARD_H

#include "remote/session.h"

typedef enum StepKind
{
	STEP_BEGIN,
	STEP_SETTINGS,
	STEP_BEFORE, /* a query of our own, before the statement */
	STEP_TYPES,	 /* a query about types, likewise */
	STEP_PIN,	 /* only if there are both: the search_path */
	STEP_PARSE,	 /* only when describing */
	STEP_STATEMENT,
	STEP_END, /* ROLLBACK, or COMMIT for what may write */
	STEP_RESET,
	STEP_SYNC,
} StepKind;

/* The most that a flush can hold: each of them once. */
#define MAX_STEPS (STEP_SYNC + 1)

/* What is to be read back after a flush, in order. */
typedef struct StepList
{
	StepKind steps[MAX_STEPS];
	int count;
} StepList;

/* Where the text that is sent stands against the caller's, from some character on. */
typedef struct TextShift
{
	int at;	   /* offset in the text that is sent, its prefix not counted */
	int ahead; /* how much larger the offset of the same character is in the caller's */
} TextShift;

/*
 * A text that was not written by the caller, but printed here from what the
 * caller wrote.  Who printed it makes an error of the remote's one of the
 * caller's text: the position, which counts characters of the printed text from
 * 1 (0: there is none), becomes one of the caller's text, and so on.
 */
typedef struct PrintedText
{
	void (*lead_back)(const struct PrintedText *printed, RemoteError *error);
} PrintedText;

typedef struct Statement
{
	const char *text; /* as the remote gets it */
	int nparams;
	const char *const *params; /* text format, NULL for null */
	const Oid *param_types;	   /* NULL: they are the remote's to infer */
	bool read_only;
	bool binary;		/* columns in binary format */
	bool describe_only; /* parse and describe, do not run */
	bool pinned;		/* no search_path but pg_catalog takes part in it */
	int prefix_chars;	/* characters of text that stand before the caller's */
	int caller_chars;	/* length of the caller's text in characters */
	int nshifts;		/* in order; before the first one, the texts are the same */
	const TextShift *shifts;
	const PrintedText *printed; /* leads errors back instead of the last three; NULL: these do */
	bool needs_types;			/* the columns' types must be known to the session */
	const char *types_query;	/* asks for types that were missing; NULL = none */
	const char *before; /* a query to run first, whose answer does not matter; NULL = none */
} Statement;

/* Once per session: what its source wants to be set. */
extern void guard_prepare(Session *session, const Source *source);

/* The session has another connection than before, of which these are true. */
extern void guard_take_facts(Session *session, const ConnectionFacts *facts);

/*
 * Queue the statement and all around it.  False if libpq refused: the
 * connection is lost, or there is no memory.
 */
extern bool guard_send(Session *session, const Statement *statement, int timeout_ms,
					   StepList *list);

/* Queue the clean-up that follows an error. */
extern bool guard_send_cleanup(Session *session, StepList *list);

/*
 * The remote's own word for it, in the answer to the settings: some servers that
 * speak the protocol take BEGIN READ ONLY and do not care.  Or it has failed
 * there, because the transaction is not read-only.
 */
extern bool guard_is_read_only(const PGresult *result);
extern bool guard_refused_to_write(const RemoteError *error);

/*
 * Take in the answer to the settings, which tells the remote's defaults.
 * False if those have changed since they were learnt: what was left out would
 * have been needed, and the statement must be sent anew.
 */
extern bool guard_learn_settings(Session *session, const PGresult *result);

/*
 * The remote has refused the settings.  True if there is something that can be
 * done without, and is from now on.
 */
extern bool guard_degrade_settings(Session *session);

#endif /* METAHOG_GUARD_H */
