/*
 * query/language.h
 *		Languages that are compiled here into what the remote understands.
 *
 * The rooms above have such languages.  A call is told what to do with a text
 * of one, and goes on with what has been made of it as with any other text.
 */
#ifndef METAHOG_LANGUAGE_H
#define METAHOG_LANGUAGE_H

#include "remote/statement.h"
#include "result/document.h"
#include "source/source.h"

struct Call;

typedef struct Language
{
	const char *name; /* of the document's field with the caller's text, and of its timing */

	/* The source that the text itself names; NULL: none.  Raises what is wrong with the text. */
	Source *(*find_source)(struct Call *call);

	/* Set call->compiled from the text, the parameters and the source.  Raises likewise. */
	void (*compile)(struct Call *call);
} Language;

/* What a text has become.  It lives as long as the call does. */
typedef struct Compiled
{
	const char *text; /* that the remote is sent: a SELECT, or what else takes a LIMIT clause */
	int nparams;
	const char *const *params;
	const Oid *param_types;			 /* on every remote; NULL: it infers them */
	const PrintedText *printed;		 /* leads errors of the remote back; NULL: nowhere */
	bool has_limit;					 /* text ends with a LIMIT or OFFSET clause of its own */
	int64 limit;					 /* rows that it returns at most; -1: any number */
	int ncolumns;					 /* of names */
	const char *const *names;		 /* of the columns, where the remote has others; may be NULL */
	const DocumentWarning *warnings; /* may be NULL */
	int nwarnings;
} Compiled;

#endif /* METAHOG_LANGUAGE_H */
