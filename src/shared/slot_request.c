/*
 * shared/slot_request.c
 *		Asking other backends for connections that they keep idle.
 *
 * An idle slot is marked, and its owner sent a signal, whose handler hands the
 * connection over or closes it, though the backend itself waits for its client.
 */
#include "postgres.h"

#include <signal.h>

#include "shared/slot_request.h"
#include "shared/slot_state.h"

/*
 * Backends ignore this signal.  Where somebody else has a handler for it, as
 * in a WAL sender, no connection is kept idle.
 */
#define WANTED_SIGNAL SIGUSR2

static void (*give_up_wanted)(void) = NULL;
static bool heard = false;

static void handle_request(int signal);
static void ask(SharedBackend *owner, SharedSlot *slot, uint32 why);

void
slot_request_init(void (*give_up)(void))
{
	give_up_wanted = give_up;
}

void
slot_request_listen(void)
{
	struct sigaction present;

	if (heard || sigaction(WANTED_SIGNAL, NULL, &present) != 0 || present.sa_handler != SIG_IGN)
		return;
	pqsignal(WANTED_SIGNAL, handle_request);
	heard = true;
	shared_lock();
	shared_attach()->hears = true;
	shared_unlock();
}

void
slot_request_ignore(void)
{
	if (heard)
		pqsignal(WANTED_SIGNAL, SIG_IGN);
}

bool
slot_request_heard(void)
{
	return heard;
}

static void
handle_request(int signal)
{
	int saved_errno = errno;

	give_up_wanted();
	errno = saved_errno;
}

bool
slot_request_idle(SharedSource *source)
{
	SharedBackend *owner = NULL;
	SharedSlot *oldest = NULL;
	int asked = 0;
	bool ending = false;

	for (uint32 i = 0; i < shared_backends(); i++)
	{
		SharedBackend *backend = shared_backend(i);

		for (int j = 0; backend->pid != 0 && j < SLOTS_PER_BACKEND; j++)
		{
			SharedSlot *slot = &backend->slots[j];
			uint32 state = pg_atomic_read_u32(&slot->state);

			if (!source_key_equal(&slot->key, &source->key))
				continue;
			if (state == SLOT_ENDING && !slot_collect(source, slot))
			{
				kill(backend->pid, WANTED_SIGNAL);
				ending = true;
				asked++;
			}
			if ((state & SLOT_STATE) != SLOT_IDLE)
				continue;
			if (state & SLOT_WANTED)
				asked++;
			else if (oldest == NULL || slot->idle_since_us < oldest->idle_since_us)
			{
				oldest = slot;
				owner = backend;
			}
		}
	}
	if (oldest != NULL && asked < source->nwaiters)
		ask(owner, oldest, SLOT_WANTED);
	return ending;
}

/* Under the lock, or its owner might be another process by now. */
static void
ask(SharedBackend *owner, SharedSlot *slot, uint32 why)
{
	uint32 state = pg_atomic_read_u32(&slot->state);

	do
	{
		if (!slot_is_counted(state) || state == SLOT_ENDING ||
			(why == SLOT_WANTED && state != SLOT_IDLE))
			return;
	} while (!pg_atomic_compare_exchange_u32(&slot->state, &state, state | why));
	if ((state & SLOT_STATE) == SLOT_IDLE)
		kill(owner->pid, WANTED_SIGNAL);
}

void
slot_request_cancel(const SharedBackend *backend)
{
	if (backend->hears)
		kill(backend->pid, WANTED_SIGNAL);
}

void
slots_source_changed(const pg_uuid_t *source_id)
{
	SourceKey key;

	if (!shared_available())
		return;
	key = shared_key(source_id);
	shared_lock();
	for (uint32 i = 0; i < shared_backends(); i++)
	{
		SharedBackend *backend = shared_backend(i);

		if (backend->waiting && source_key_equal(&backend->waits_for, &key))
			backend->waits_in_vain = true;
		for (int j = 0; backend->pid != 0 && j < SLOTS_PER_BACKEND; j++)
		{
			if (source_key_equal(&backend->slots[j].key, &key))
				ask(backend, &backend->slots[j], SLOT_OUTDATED);
		}
	}
	shared_unlock();
}
