/*
 * hogql/text_cache.c
 *		Texts that this backend has compiled, and what has become of them.
 *
 * - An entry that leaves the cache lives on until the last call that uses it has ended.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/ilist.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "hogql/text_cache.h"

#define MAX_ENTRIES 256

/* What takes more is compiled anew each time: it is not what takes the time of such a call. */
#define MAX_ENTRY_BYTES (256 * 1024)

typedef struct Entry
{
	CompiledText text;
	dlist_node node; /* in the list of uses */
	uint64 hash;	 /* that it is found by */
	bool is_cached;	 /* else it goes with its last user */
	int users;		 /* calls that use it */
	char *query;	 /* of the key, as the rest */
	pg_uuid_t source_id;
	ItemPointerData source_tid;
	TransactionId source_xmin;
	int server_version;
	bool week_starts_monday;
} Entry;

/* From a hash to its entry. */
typedef struct Place
{
	uint64 hash;
	Entry *entry;
} Place;

static HTAB *places = NULL;
static dlist_head uses = DLIST_STATIC_INIT(uses); /* of entries, the last used one first */

static uint64 hash_key(const TextKey *key);
static bool has_key(const Entry *entry, const TextKey *key);
static Place *find_place(uint64 hash, HASHACTION action);
static void use(Entry *entry);
static void end_use(void *argument);
static void drop(Entry *entry);

const CompiledText *
text_cache_find(const TextKey *key)
{
	Place *place = find_place(hash_key(key), HASH_FIND);

	if (place == NULL || !has_key(place->entry, key))
		return NULL;
	dlist_move_head(&uses, &place->entry->node);
	use(place->entry);
	return &place->entry->text;
}

void
text_cache_store(const TextKey *key, CompiledText *text)
{
	uint64 hash = hash_key(key);
	Entry *entry;
	Place *place;

	if (MemoryContextMemAllocated(text->context, true) > MAX_ENTRY_BYTES)
		return;
	place = find_place(hash, HASH_FIND);
	if (place != NULL)
		drop(place->entry);
	else if (places != NULL && hash_get_num_entries(places) >= MAX_ENTRIES)
		drop(dlist_tail_element(Entry, node, &uses));

	entry = MemoryContextAllocZero(text->context, sizeof(Entry));
	entry->text = *text;
	entry->hash = hash;
	entry->query = MemoryContextStrdup(text->context, key->text);
	entry->source_id = key->source->id;
	entry->source_tid = key->source->tid;
	entry->source_xmin = key->source->xmin;
	entry->server_version = key->server_version;
	entry->week_starts_monday = key->week_starts_monday;
	use(entry);
	find_place(hash, HASH_ENTER)->entry = entry;
	MemoryContextSetParent(text->context, CacheMemoryContext);
	entry->is_cached = true;
	dlist_push_head(&uses, &entry->node);
}

static uint64
hash_key(const TextKey *key)
{
	uint64 source =
		hash_bytes_extended((const unsigned char *) &key->source->id, sizeof(key->source->id), 0);

	return hash_bytes_extended((const unsigned char *) key->text, (int) strlen(key->text), source);
}

static bool
has_key(const Entry *entry, const TextKey *key)
{
	return memcmp(&entry->source_id, &key->source->id, sizeof(pg_uuid_t)) == 0 &&
		   ItemPointerEquals((ItemPointer) &entry->source_tid, (ItemPointer) &key->source->tid) &&
		   entry->source_xmin == key->source->xmin &&
		   entry->server_version == key->server_version &&
		   entry->week_starts_monday == key->week_starts_monday &&
		   strcmp(entry->query, key->text) == 0;
}

static Place *
find_place(uint64 hash, HASHACTION action)
{
	if (places == NULL && action == HASH_FIND)
		return NULL;
	if (places == NULL)
	{
		HASHCTL control = {.keysize = sizeof(uint64), .entrysize = sizeof(Place)};

		places =
			hash_create("metahog texts of HogQL", MAX_ENTRIES, &control, HASH_ELEM | HASH_BLOBS);
	}
	return hash_search(places, &hash, action, NULL);
}

/* Until the current memory context is reset. */
static void
use(Entry *entry)
{
	MemoryContextCallback *callback = palloc0(sizeof(MemoryContextCallback));

	callback->func = end_use;
	callback->arg = entry;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	entry->users++;
}

static void
end_use(void *argument)
{
	Entry *entry = argument;

	if (--entry->users == 0 && !entry->is_cached)
		MemoryContextDelete(entry->text.context);
}

static void
drop(Entry *entry)
{
	dlist_delete(&entry->node);
	hash_search(places, &entry->hash, HASH_REMOVE, NULL);
	entry->is_cached = false;
	if (entry->users == 0)
		MemoryContextDelete(entry->text.context);
}
