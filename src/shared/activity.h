/*
 * shared/activity.h
 *		Which calls are running, for everybody to see who may.
 *
 * Without shared memory nothing is recorded.
 */
#ifndef METAHOG_ACTIVITY_H
#define METAHOG_ACTIVITY_H

#include "base/deadline.h"
#include "base/errors.h"
#include "shared/memory.h"
#include "source/source.h"

/* A running call as its owner knows it, from zeroes. */
typedef struct Activity
{
	SharedCall *shared; /* NULL: it is not recorded */
	uint64 number;		/* of the call that shared was taken for */
} Activity;

/* The call begins.  The query is the caller's own text; NULL if there is none. */
extern void activity_begin(Activity *activity, const Source *source, const char *query,
						   const Deadline *deadline);

/* How far it has come.  These do nothing if the call has ended. */
extern void activity_stage(const Activity *activity, Stage stage);
extern void activity_remote(const Activity *activity, int pid);
extern void activity_rows(const Activity *activity, int64 rows, int64 bytes);

/* Harmless if it has ended, or never begun.  Raises nothing. */
extern void activity_end(Activity *activity);

#endif /* METAHOG_ACTIVITY_H */
