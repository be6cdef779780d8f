/*
 * shared/table.c
 *		A hash table of fixed capacity that may lie in any shared memory.
 *
 * Behind the header lie the places, one for each entry, then the entries.  A
 * place heads the chain of the entries whose hash leads to it, and links its
 * own entry into a chain, or into the chain of the free ones.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "storage/shmem.h"

#include "shared/table.h"

/* Numbers of entries begin with 1. */
#define NONE 0

typedef struct Place
{
	uint32 first; /* of the chain that begins here */
	uint32 next;  /* behind this place's entry, in the chain that it is in */
	bool used;
} Place;

struct SharedTable
{
	uint32 capacity;
	uint32 begun; /* entries that have ever been used, the first ones */
	uint32 free;  /* first of those among them that are free again */
	uint32 key_size;
	Size entry_size;
	Place places[FLEXIBLE_ARRAY_MEMBER];
};

static Size entries_offset(uint32 capacity);
static void *entry_at(SharedTable *table, uint32 number);
static Place *place_of(SharedTable *table, uint32 number);
static uint32 number_of(SharedTable *table, const void *entry);
static uint32 *chain_of(SharedTable *table, const void *key);
static uint32 take_free(SharedTable *table);

Size
shared_table_size(uint32 capacity, Size entry_size)
{
	return add_size(entries_offset(capacity), mul_size(capacity, MAXALIGN(entry_size)));
}

static Size
entries_offset(uint32 capacity)
{
	return MAXALIGN(add_size(offsetof(SharedTable, places), mul_size(capacity, sizeof(Place))));
}

void
shared_table_init(SharedTable *table, uint32 capacity, Size key_size, Size entry_size)
{
	memset(table, 0, entries_offset(capacity));
	table->capacity = capacity;
	table->key_size = key_size;
	table->entry_size = MAXALIGN(entry_size);
}

static void *
entry_at(SharedTable *table, uint32 number)
{
	return (char *) table + entries_offset(table->capacity) + (number - 1) * table->entry_size;
}

static Place *
place_of(SharedTable *table, uint32 number)
{
	return &table->places[number - 1];
}

static uint32
number_of(SharedTable *table, const void *entry)
{
	return ((const char *) entry - (const char *) entry_at(table, 1)) / table->entry_size + 1;
}

void *
shared_table_find(SharedTable *table, const void *key)
{
	uint32 number = *chain_of(table, key);

	while (number != NONE && memcmp(entry_at(table, number), key, table->key_size) != 0)
		number = place_of(table, number)->next;
	return number == NONE ? NULL : entry_at(table, number);
}

static uint32 *
chain_of(SharedTable *table, const void *key)
{
	return &table->places[hash_bytes(key, table->key_size) % table->capacity].first;
}

void *
shared_table_enter(SharedTable *table, const void *key, bool *found)
{
	void *entry = shared_table_find(table, key);
	uint32 *chain;
	uint32 number;

	*found = entry != NULL;
	if (*found)
		return entry;
	number = take_free(table);
	if (number == NONE)
		return NULL;
	entry = entry_at(table, number);
	memset(entry, 0, table->entry_size);
	memcpy(entry, key, table->key_size);
	chain = chain_of(table, key);
	place_of(table, number)->next = *chain;
	place_of(table, number)->used = true;
	*chain = number;
	return entry;
}

static uint32
take_free(SharedTable *table)
{
	uint32 number = table->free;

	if (number != NONE)
		table->free = place_of(table, number)->next;
	else if (table->begun < table->capacity)
		number = ++table->begun;
	return number;
}

void
shared_table_remove(SharedTable *table, void *entry)
{
	uint32 number = number_of(table, entry);
	Place *place = place_of(table, number);
	uint32 *link = chain_of(table, entry);

	while (*link != number)
		link = &place_of(table, *link)->next;
	*link = place->next;
	place->used = false;
	place->next = table->free;
	table->free = number;
}

void *
shared_table_next(SharedTable *table, const void *entry)
{
	uint32 number = entry == NULL ? 1 : number_of(table, entry) + 1;

	while (number <= table->begun && !place_of(table, number)->used)
		number++;
	return number <= table->begun ? entry_at(table, number) : NULL;
}
