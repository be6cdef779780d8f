/*
 * hogql/name_map.c
 *		From names to whatever they stand for, in the order in which they were added.
 *
 * - Entries lie in an array in their order; a table of slots, at most half full, leads to them.
 * - Nothing is ever removed.
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "hogql/name_map.h"

#define FIRST_SLOTS 16 /* a power of two */
#define NO_ENTRY (-1)

typedef struct NameEntry
{
	const char *name;
	void *value;
	uint32 hash;
} NameEntry;

struct NameMap
{
	NameEntry *entries;
	int count;
	int *slots; /* index into entries, or NO_ENTRY */
	int nslots; /* a power of two; there is room for half as many entries */
};

static int *find_slot(const NameMap *map, const char *name, uint32 hash);
static void grow(NameMap *map);
static void make_slots(NameMap *map, int nslots);
static uint32 hash_name(const char *name);

NameMap *
name_map_new(void)
{
	NameMap *map = palloc0(sizeof(NameMap));

	make_slots(map, FIRST_SLOTS);
	map->entries = palloc(FIRST_SLOTS / 2 * sizeof(NameEntry));
	return map;
}

void *
name_map_get(const NameMap *map, const char *name)
{
	int slot;

	if (map == NULL)
		return NULL;
	slot = *find_slot(map, name, hash_name(name));
	return slot == NO_ENTRY ? NULL : map->entries[slot].value;
}

void
name_map_set(NameMap *map, const char *name, void *value)
{
	uint32 hash = hash_name(name);
	int *slot = find_slot(map, name, hash);

	if (*slot != NO_ENTRY)
	{
		map->entries[*slot].value = value;
		return;
	}
	if (map->count == map->nslots / 2)
	{
		grow(map);
		slot = find_slot(map, name, hash);
	}
	*slot = map->count;
	map->entries[map->count++] = (NameEntry){name, value, hash};
}

int
name_map_count(const NameMap *map)
{
	return map == NULL ? 0 : map->count;
}

const char *
name_map_name(const NameMap *map, int index)
{
	return map->entries[index].name;
}

/* That of the name, or the free one where it belongs. */
static int *
find_slot(const NameMap *map, const char *name, uint32 hash)
{
	uint32 mask = map->nslots - 1;

	for (uint32 at = hash & mask;; at = (at + 1) & mask)
	{
		const NameEntry *entry;

		if (map->slots[at] == NO_ENTRY)
			return &map->slots[at];
		entry = &map->entries[map->slots[at]];
		if (entry->hash == hash && strcmp(entry->name, name) == 0)
			return &map->slots[at];
	}
}

static void
grow(NameMap *map)
{
	pfree(map->slots);
	make_slots(map, map->nslots * 2);
	map->entries = repalloc(map->entries, map->nslots / 2 * sizeof(NameEntry));
	for (int i = 0; i < map->count; i++)
		*find_slot(map, map->entries[i].name, map->entries[i].hash) = i;
}

static void
make_slots(NameMap *map, int nslots)
{
	map->nslots = nslots;
	map->slots = palloc(nslots * sizeof(int));
	for (int i = 0; i < nslots; i++)
		map->slots[i] = NO_ENTRY;
}

static uint32
hash_name(const char *name)
{
	return hash_bytes((const unsigned char *) name, (int) strlen(name));
}
