/*
 * hogql/suggest.h
 *		"Perhaps you meant": the known name that is nearest to one that is not known.
 *
 * Near is a name that differs in case alone, else one at an edit distance of at most 2, and less than
 * half of the name's length.
 */
#ifndef METAHOG_SUGGEST_H
#define METAHOG_SUGGEST_H

typedef struct Suggestion
{
	const char *wanted;
	const char *nearest; /* so far; NULL: none is near */
	int distance;		 /* of the nearest */
} Suggestion;

extern void suggestion_begin(Suggestion *suggestion, const char *wanted);

/* A name that is known; kept as it is if it is the nearest so far, the first of several. */
extern void suggestion_consider(Suggestion *suggestion, const char *known);

/* "Perhaps you meant "x"." as a hint, palloc'd; NULL if none is near. */
extern char *suggestion_hint(const Suggestion *suggestion);

#endif /* METAHOG_SUGGEST_H */
