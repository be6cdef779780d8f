/*
 * shared/activity.h
 *		The calls that run: shown to everybody who may see them, accounted for when they end.
 *
 * A call is begun before its source is looked up and ended whatever becomes of
 * it: one that is not ended by its function ends with the (sub)transaction
 * that it began in.
 */
#ifndef METAHOG_ACTIVITY_H
#define METAHOG_ACTIVITY_H

#include "base/deadline.h"
#include "base/errors.h"
#include "source/source.h"

/*
 * A running call as its owner knows it, from zeroes.  It may outlive the call,
 * as a cursor can outlive the transaction that its call ended with: everything
 * here does nothing then.
 */
typedef struct Activity
{
	struct RunningCall *call; /* NULL: never begun */
	uint64 number;			  /* of the call that this entry was taken for */
} Activity;

/* Once, from _PG_init. */
extern void activity_init(void);

/*
 * A call begins.  The action is the SQL function's name, a constant; source
 * and query are what the caller wrote, NULL if that is nothing.
 */
extern void activity_begin(Activity *activity, const char *action, const char *source,
						   const char *query);

/* Its source is known, and how long it may take: from now on it is shown. */
extern void activity_source(const Activity *activity, const Source *source,
							const Deadline *deadline);

/*
 * What it runs is known only now: a text that is kept somewhere, and as JSON what else is to be recorded
 * of that.
 */
extern void activity_kept_text(const Activity *activity, const char *query, const char *details);

/* Its parameters as JSON, to be recorded. */
extern void activity_parameters(const Activity *activity, const char *parameters);

/* May it be sent?  NULL, or the error, 55000, if it cannot be recorded and has to be. */
extern RemoteError *activity_admit(const Activity *activity);

/* Is the backend at it, or at something else until more rows are asked for? */
extern void activity_inside(const Activity *activity, bool inside);

/* Raises 57014 if somebody has cancelled it meanwhile. */
extern void activity_check(const Activity *activity);

/*
 * For signal handlers: is the backend at it, as it is taken to be where nobody
 * can say?  Has somebody cancelled it?  Its connection is ended meanwhile, for
 * that reason or because its deadline has passed.
 */
extern bool activity_is_inside(const Activity *activity);
extern bool activity_is_cancelled(const Activity *activity);
extern void activity_cut_off(const Activity *activity, bool cancelled);

/* How far it has come. */
extern void activity_stage(const Activity *activity, Stage stage);

/* Where it is now: this is the one place that knows.  Of one that has ended, nothing but rows is left to fetch. */
extern Stage activity_current_stage(const Activity *activity);
extern void activity_remote(const Activity *activity, int pid);
extern void activity_rows(const Activity *activity, int64 rows, int64 bytes);

/* Its result was cut; by is a constant: "max_rows" or "max_bytes". */
extern void activity_truncated(const Activity *activity, const char *by);

/* An error is being raised while it runs, which is the end of it if nobody ends it better. */
extern void activity_note_raised(const Activity *activity, int sqlstate);

/* It has failed. */
extern void activity_set_error(const Activity *activity, const RemoteError *error);

/* It has ended: well, or with what activity_set_error() said.  Raises nothing. */
extern void activity_end(Activity *activity);

#endif /* METAHOG_ACTIVITY_H */
