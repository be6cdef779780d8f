/*
 * shared/slot_deadlock.h
 *		Sessions that have connections and wait for each other's.
 */
#ifndef METAHOG_SLOT_DEADLOCK_H
#define METAHOG_SLOT_DEADLOCK_H

/*
 * Is this backend, which stands in a queue, one of those that wait for each
 * other, so that none of them will go on?  Returns the process ids of the
 * others, as words of a sentence in the current context, or NULL.
 */
extern char *slot_deadlock(void);

#endif /* METAHOG_SLOT_DEADLOCK_H */
