/*
 * shared/queue.c
 *		Who waits for a connection of a source, in order of arrival.
 *
 * A list through the backends' entries, linked both ways by their numbers.
 * Only its first is read without the lock, and so written atomically.
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/deadline.h"
#include "shared/queue.h"

static int count_ahead(const SharedBackend *backend);

void
queue_enter(SharedSource *source)
{
	SharedBackend *me = shared_attach();
	uint32 number = my_proc_number();

	me->waits_for = source->key;
	me->waiting = true;
	me->waiting_since_us = monotonic_us();
	me->next_waiter = NOBODY;
	me->previous_waiter = source->last_waiter;
	if (source->last_waiter == NOBODY)
		pg_atomic_write_u32(&source->first_waiter, number);
	else
		shared_backend(source->last_waiter)->next_waiter = number;
	source->last_waiter = number;
	source->nwaiters++;
}

int
queue_leave(SharedSource *source)
{
	SharedBackend *me = shared_attach();
	int ahead = count_ahead(me);

	if (me->previous_waiter == NOBODY)
		pg_atomic_write_u32(&source->first_waiter, me->next_waiter);
	else
		shared_backend(me->previous_waiter)->next_waiter = me->next_waiter;
	if (me->next_waiter == NOBODY)
		source->last_waiter = me->previous_waiter;
	else
		shared_backend(me->next_waiter)->previous_waiter = me->previous_waiter;
	source->nwaiters--;
	me->waiting = false;
	return ahead;
}

static int
count_ahead(const SharedBackend *backend)
{
	int ahead = 0;

	for (uint32 other = backend->previous_waiter; other != NOBODY;
		 other = shared_backend(other)->previous_waiter)
		ahead++;
	return ahead;
}
