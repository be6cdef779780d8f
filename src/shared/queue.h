/*
 * shared/queue.h
 *		Who waits for a connection of a source, in order of arrival.
 *
 * A backend stands in one queue at a time.  All of this is done under the lock.
 */
#ifndef METAHOG_QUEUE_H
#define METAHOG_QUEUE_H

#include "shared/memory.h"

/* This backend stands last. */
extern void queue_enter(SharedSource *source);

/* It leaves, from wherever it stands.  Returns how many were ahead of it. */
extern int queue_leave(SharedSource *source);

#endif /* METAHOG_QUEUE_H */
