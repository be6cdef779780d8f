/*
 * source/source_change.h
 *		A change of a source, as it is told to who keeps account of it.
 *
 * Each SQL function that changes sources begins one, says which source it is
 * about as soon as it knows, and ends it; an ERROR in between is told as well.
 * What is told has no secret in it.  With metahog.audit = 'off' nobody is told.
 */
#ifndef METAHOG_SOURCE_CHANGE_H
#define METAHOG_SOURCE_CHANGE_H

#include "source/source.h"

typedef struct SourceChange
{
	const char *action;	  /* the SQL function's name */
	const Source *source; /* NULL: not known, or it is about none */
	const char *details;  /* JSON; NULL: there are none */
	int sqlstate;		  /* of what it failed with */
	void *account;		  /* the listener's own; NULL: nobody listens */

	char *before;	 /* the source's options, when there was one */
	bool has_secret; /* the statement is kept out of the log if it fails */
	ErrorContextCallback callback;
} SourceChange;

typedef enum SourceChangeEvent
{
	SOURCE_CHANGE_BEGUN,
	SOURCE_CHANGE_NAMED,  /* the source is known */
	SOURCE_CHANGE_FAILED, /* while the error is being raised: nothing may be allocated */
	SOURCE_CHANGE_DONE,	  /* if its transaction commits */
} SourceChangeEvent;

/* Set by the room of the account, which is on a higher floor. */
extern void (*source_audit_hook)(SourceChange *change, SourceChangeEvent event);

/* The struct is the caller's, on its stack. */
extern void source_change_begin(SourceChange *change, const char *action, bool has_secret);

/*
 * It is about this source, which the caller may not be allowed to change.
 * Raises as source_lookup_visible() does.
 */
extern void source_change_names(SourceChange *change, const char *name_or_id);

/* It is about this one, whose options are now as they were before. */
extern void source_change_of(SourceChange *change, const Source *source);

/* Details of a change that leaves nothing behind. */
extern char *source_change_before(const SourceChange *change);

/*
 * Done: with details, or with what has become of the source's options, where a
 * word tells what of the password, and NULL that it stays.
 */
extern void source_change_end(SourceChange *change, const char *details);
extern void source_change_end_options(SourceChange *change, const Source *source,
									  const char *password);

#endif /* METAHOG_SOURCE_CHANGE_H */
