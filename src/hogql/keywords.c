/*
 * hogql/keywords.c
 *		The words of HogQL that may be more than a name, found by halving their sorted table.
 */
#include "postgres.h"

#include "hogql/keywords.h"

#define LONGEST_KEYWORD 12

typedef struct KeywordEntry
{
	const char *text;
	int uses;
} KeywordEntry;

/* Indexed by enum Keyword. */
static const KeywordEntry entries[] = {{NULL, 0},
#define KEYWORD(name, text, uses) {text, uses},
									   KEYWORDS(KEYWORD)
#undef KEYWORD
};

Keyword
keyword_find(const char *text, int length)
{
	char lower[LONGEST_KEYWORD + 1];
	int low = 1;
	int high = lengthof(entries) - 1;

	if (length > LONGEST_KEYWORD)
		return NO_KEYWORD;
	for (int i = 0; i < length; i++)
		lower[i] = pg_ascii_tolower((unsigned char) text[i]);
	lower[length] = '\0';
	while (low <= high)
	{
		int middle = (low + high) / 2;
		int order = strcmp(lower, entries[middle].text);

		if (order == 0)
			return (Keyword) middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NO_KEYWORD;
}

int
keyword_uses(Keyword keyword)
{
	return entries[keyword].uses;
}

const char *
keyword_text(Keyword keyword)
{
	return entries[keyword].text;
}
