/*
 * saved/kinds.h
 *		What a saved query can be: a text of SQL, a text of HogQL.
 *
 * A kind says how its text is run and how the values of variables reach it; everything else about saved
 * queries is the same for all of them.
 */
#ifndef METAHOG_SAVED_KINDS_H
#define METAHOG_SAVED_KINDS_H

#include "query/language.h"
#include "saved/variables.h"

typedef struct SavedKind
{
	const char *name;		  /* in metahog.saved_query.kind */
	const Language *language; /* that its text is run in; NULL: the remote's own */
	const Language *shown;	  /* that makes of it what is shown; NULL: the text is shown as it is */
	/* What the call is run with: the values as the language wants them.  NULL: it has none. */
	Jsonb *(*params)(const BoundVariables *variables);
} SavedKind;

/* The kind of that name.  Raises 22023 if there is none. */
extern const SavedKind *saved_kind(const char *name);

#endif /* METAHOG_SAVED_KINDS_H */
