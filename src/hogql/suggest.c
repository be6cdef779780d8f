/*
 * hogql/suggest.c
 *		"Perhaps you meant": the known name that is nearest to one that is not known.
 *
 * Names that are too long to be compared quickly are near to nothing.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/varlena.h"

#include "hogql/hogql_error.h"
#include "hogql/suggest.h"

#define MAX_DISTANCE 2
#define LONGEST_NAME 255 /* which varstr_levenshtein() takes */

void
suggestion_begin(Suggestion *suggestion, const char *wanted)
{
	suggestion->wanted = wanted;
	suggestion->nearest = NULL;
	suggestion->distance = MAX_DISTANCE + 1;
}

void
suggestion_consider(Suggestion *suggestion, const char *known)
{
	int wanted_length = (int) strlen(suggestion->wanted);
	int known_length = (int) strlen(known);
	int distance;

	if (wanted_length > LONGEST_NAME || known_length > LONGEST_NAME || known_length == 0)
		return;
	if (pg_strcasecmp(suggestion->wanted, known) == 0)
		distance = 0;
	else if (abs(wanted_length - known_length) >= suggestion->distance * MAX_MULTIBYTE_CHAR_LEN)
		return;
	else
		distance = varstr_levenshtein_less_equal(suggestion->wanted, wanted_length, known,
												 known_length, 1, 1, 1, suggestion->distance, true);
	if (distance >= suggestion->distance || distance * 2 > wanted_length)
		return;
	suggestion->nearest = pstrdup(known);
	suggestion->distance = distance;
}

char *
suggestion_hint(const Suggestion *suggestion)
{
	if (suggestion->nearest == NULL)
		return NULL;
	return psprintf("Perhaps you meant %s.", hogql_excerpt(suggestion->nearest));
}
