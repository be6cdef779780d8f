/*
 * remote/notices.h
 *		What a remote says beside its answer: NOTICE, WARNING and the like.
 *
 * Such messages are untrusted and may be without end, so only so many of them,
 * and so much of each, are kept.
 */
#ifndef METAHOG_NOTICES_H
#define METAHOG_NOTICES_H

#include "libpq-fe.h"
#include "nodes/pg_list.h"

/* Those of one run of a statement, as they came. */
typedef struct Notices
{
	MemoryContext context; /* of what is kept */
	char *text;			   /* the fields of one behind the other, each with a NUL; NULL = none */
	size_t used;
	int count;
	int64 left_out;
} Notices;

/* One that can be shown: bounded, and valid in the server's encoding. */
typedef struct Notice
{
	char *severity; /* in English, where the remote says so */
	char *sqlstate; /* NULL if there is none; so are detail and hint */
	char *message;
	char *detail;
	char *hint;
} Notice;

/* There are none yet.  What comes is kept in the current memory context. */
extern void notices_begin(Notices *notices);

/* Keep one, or count it as left out.  Raises nothing: libpq calls it in the midst of its work. */
extern void notices_add(Notices *notices, const PGresult *result);

/*
 * A List of Notice, palloc'd.  If some were left out, the last of it says how
 * many.
 */
extern List *notices_list(const Notices *notices);

/* Raise them here, once: as warnings what are warnings there, all others as notices. */
extern void notices_raise(Notices *notices);

#endif /* METAHOG_NOTICES_H */
