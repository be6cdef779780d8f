/*
 * query/qualifiers.h
 *		The words that stand first in a text's qualified names.
 */
#ifndef METAHOG_QUALIFIERS_H
#define METAHOG_QUALIFIERS_H

#include "nodes/pg_list.h"

#include "query/text_work.h"

/* The first part of a qualified name: a schema, or what stands before one. */
typedef struct Qualifier
{
	const char *word; /* as the grammar reads it: in lower case unless it was quoted */
	bool quoted;
	bool indispensable; /* without it the name would mean something else in this text */
	bool repeated; /* an earlier one of the list has the same word, quoted or not as this one is */
	int location;  /* of its first byte in the text */
} Qualifier;

/*
 * All of them, as a list of Qualifier in the current memory context, in no
 * certain order; a place may be in it twice.  Names of tables, functions and
 * types count, and columns that are named by table and more.  Of a text that
 * the server's grammar does not know, or that is several statements or one
 * that has no tables to name, the list is empty; so it is if the time is up.
 *
 * The grammar itself qualifies some names: "int" comes with pg_catalog.
 */
extern List *find_qualifiers(const char *text, TextWork *work);

#endif /* METAHOG_QUALIFIERS_H */
