/*
 * shared/table.h
 *		A hash table of fixed capacity that may lie in any shared memory.
 *
 * There are no pointers in it, so each process may have it mapped at another
 * address: what a dynahash cannot do, and a dshash cannot be walked in 14.
 * An entry begins with its key, plain bytes without holes, and stays where it
 * is until it is removed.  A table has no lock: all that is done with it is
 * done under one of its owner's.
 */
#ifndef METAHOG_TABLE_H
#define METAHOG_TABLE_H

typedef struct SharedTable SharedTable;

/* How much memory a table takes, MAXALIGNed as it must lie. */
extern Size shared_table_size(uint32 capacity, Size entry_size);

/* Make an empty table of so much memory. */
extern void shared_table_init(SharedTable *table, uint32 capacity, Size key_size, Size entry_size);

/* The key's entry, or NULL. */
extern void *shared_table_find(SharedTable *table, const void *key);

/*
 * The key's entry, made if there is none: then *found is false, and there are
 * zeroes behind the key.  NULL if the table is full.
 */
extern void *shared_table_enter(SharedTable *table, const void *key, bool *found);

extern void shared_table_remove(SharedTable *table, void *entry);

/* The entry behind this one, in no order that means anything; the first behind NULL; NULL at the end. */
extern void *shared_table_next(SharedTable *table, const void *entry);

#endif /* METAHOG_TABLE_H */
