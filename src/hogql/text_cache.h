/*
 * hogql/text_cache.h
 *		Texts that this backend has compiled, and what has become of them.
 *
 * - Of a source and a text there is one entry at most: what it was compiled to last.
 * - The least recently used ones make room for others.  Large ones are not kept.
 */
#ifndef METAHOG_TEXT_CACHE_H
#define METAHOG_TEXT_CACHE_H

#include "hogql/printed_query.h"
#include "query/language.h"

/* What a text's meaning depends on, besides its parameters and the schema. */
typedef struct TextKey
{
	const Source *source; /* in this version of its row, which has the zone */
	int server_version;	  /* of the remote; 0: not known */
	bool week_starts_monday;
	const char *text;
} TextKey;

/* A text that was compiled, in a memory context of its own. */
typedef struct CompiledText
{
	MemoryContext context;
	const char
		*signature; /* of the parameters, see params_fit(); NULL: it is good for this call alone */
	bool names_tables;	 /* else the schema does not matter */
	uint64 snapshot;	 /* the version of it that was looked at */
	int limit_parameter; /* the number of the parameter that limits the rows; 0: none does */
	Compiled compiled;	 /* without parameters */
} CompiledText;

/*
 * The text as it was compiled last with that key, NULL if it was not.  Whether its parameters and its
 * schema are still the same is for the caller to find out.  It stays as long as the current memory
 * context does, whatever becomes of the entry.
 */
extern const CompiledText *text_cache_find(const TextKey *key);

/* Keep it, if it is not too large: its context is the cache's from now on.  It stays likewise. */
extern void text_cache_store(const TextKey *key, CompiledText *text);

#endif /* METAHOG_TEXT_CACHE_H */
