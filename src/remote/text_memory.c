/*
 * remote/text_memory.c
 *		What a text's result looked like when it was last described.
 *
 * A fixed number of places, of which each text has one; a newer text takes the
 * place of an older one.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "remote/text_memory.h"

#define PLACES 256

typedef struct Place
{
	uint64 hash; /* of source and text; 0 = empty */
	int ncolumns;
	Oid *types; /* in TopMemoryContext */
} Place;

static Place places[PLACES];

static uint64 hash_of(const pg_uuid_t *source_id, const char *text);
static Place *place_of(uint64 hash);
static void empty_place(Place *place);

bool
text_memory_find(const pg_uuid_t *source_id, const char *text, int *ncolumns,
				 RemoteColumn **columns)
{
	uint64 hash = hash_of(source_id, text);
	const Place *place = place_of(hash);

	if (place->hash != hash)
		return false;
	*ncolumns = place->ncolumns;
	*columns = palloc0(Max(place->ncolumns, 1) * sizeof(RemoteColumn));
	for (int i = 0; i < place->ncolumns; i++)
		(*columns)[i].type = place->types[i];
	return true;
}

void
text_memory_store(const pg_uuid_t *source_id, const char *text, int ncolumns,
				  const RemoteColumn *columns)
{
	uint64 hash = hash_of(source_id, text);
	Place *place = place_of(hash);

	empty_place(place);
	place->types = MemoryContextAlloc(TopMemoryContext, Max(ncolumns, 1) * sizeof(Oid));
	place->ncolumns = ncolumns;
	for (int i = 0; i < ncolumns; i++)
		place->types[i] = columns[i].type;
	place->hash = hash;
}

void
text_memory_forget(const pg_uuid_t *source_id, const char *text)
{
	empty_place(place_of(hash_of(source_id, text)));
}

static uint64
hash_of(const pg_uuid_t *source_id, const char *text)
{
	uint64 seed = hash_bytes_extended(source_id->data, UUID_LEN, 0);
	uint64 hash = hash_bytes_extended((const unsigned char *) text, strlen(text), seed);

	return hash != 0 ? hash : 1;
}

static Place *
place_of(uint64 hash)
{
	return &places[hash % PLACES];
}

static void
empty_place(Place *place)
{
	if (place->types != NULL)
		pfree(place->types);
	memset(place, 0, sizeof(*place));
}
