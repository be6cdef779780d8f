/*
 * base/wait.c
 *		The one place in which a call blocks.
 */
#include "postgres.h"

#include <poll.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"

#include "base/wait.h"

/*
 * How often a waiting call looks whether its client is still there.  A call
 * must end within half a second of its client.
 */
#define CLIENT_CHECK_MS 200

/* In check_interrupts(), the clock is read once in so many calls. */
#define CALLS_PER_CLOCK 512

static uint32 reason_of(uint32 *reason, const char *name);
static void check_client_by_clock(void);
static void check_client(void);
static int wait_in_set(Waiter *waiter, uint32 events, int timeout_ms);

void
waiter_open(Waiter *waiter, pgsocket socket)
{
	waiter->socket = socket;
	waiter->events = WL_SOCKET_READABLE;
	waiter->set = create_session_wait_event_set(3);
	AddWaitEventToSet(waiter->set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, NULL);
	AddWaitEventToSet(waiter->set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, NULL, NULL);
	waiter->position = AddWaitEventToSet(waiter->set, waiter->events, socket, NULL, NULL);
}

void
waiter_close(Waiter *waiter)
{
	if (waiter->set != NULL)
		FreeWaitEventSet(waiter->set);
	waiter->set = NULL;
}

bool
wait_for_socket(Waiter *waiter, uint32 events, const Deadline *deadline)
{
	for (;;)
	{
		int timeout_ms;
		int occurred;

		CHECK_FOR_INTERRUPTS();
		timeout_ms = deadline_remaining_ms(deadline);
		if (timeout_ms == 0)
			return false;

		occurred = wait_in_set(waiter, events, Min(timeout_ms, CLIENT_CHECK_MS));
		if (occurred & WL_LATCH_SET)
			ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		check_client_by_clock();
		if (occurred & events)
			return true;
	}
}

bool
wait_for_socket_once(pgsocket socket, uint32 events, const Deadline *deadline)
{
	Waiter waiter = {.socket = socket};

	return wait_for_socket(&waiter, events, deadline);
}

bool
wait_for_wake_up(const Deadline *deadline)
{
	static uint32 reason = 0;
	int timeout_ms;

	CHECK_FOR_INTERRUPTS();
	timeout_ms = deadline_remaining_ms(deadline);
	if (timeout_ms == 0)
		return false;
	if (WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
				  Min(timeout_ms, CLIENT_CHECK_MS), reason_of(&reason, "MetahogSlot")) &
		WL_LATCH_SET)
		ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
	check_client_by_clock();
	return true;
}

void
wait_for_turn(int timeout_ms)
{
	static uint32 reason = 0;

	if (WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, timeout_ms,
				  reason_of(&reason, "MetahogAuditWriter")) &
		WL_LATCH_SET)
		ResetLatch(MyLatch);
}

/* What pg_stat_activity shows of a wait; its name is looked up once in a process. */
static uint32
reason_of(uint32 *reason, const char *name)
{
	if (*reason == 0)
		*reason = named_wait_event(name);
	return *reason;
}

bool
wait_uninterrupted(pgsocket socket, const Deadline *deadline)
{
	struct pollfd wanted = {.fd = socket, .events = POLLIN};

	for (;;)
	{
		int ready = poll(&wanted, 1, deadline_remaining_ms(deadline));

		if (ready > 0)
			return true;
		if (ready == 0 || errno != EINTR)
			return false;
	}
}

void
check_interrupts(void)
{
	static int calls = 0;

	CHECK_FOR_INTERRUPTS();
	if (++calls < CALLS_PER_CLOCK)
		return;
	calls = 0;
	check_client_by_clock();
}

/* A look at the client if the last one was some time ago: rows may drip for ever without a pause. */
static void
check_client_by_clock(void)
{
	static int64 next_check_us = 0;
	int64 now = monotonic_us();

	if (now < next_check_us)
		return;
	next_check_us = now + CLIENT_CHECK_MS * 1000;
	check_client();
}

/* One wait; returns the WL_... events that ended it. */
static int
wait_in_set(Waiter *waiter, uint32 events, int timeout_ms)
{
	static uint32 remote = 0;
	uint32 reason = reason_of(&remote, "MetahogRemote");
	WaitEvent event;

	if (waiter->set == NULL)
		return WaitLatchOrSocket(MyLatch, events | WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
								 waiter->socket, timeout_ms, reason);

	if (events != waiter->events)
	{
		ModifyWaitEvent(waiter->set, waiter->position, events, NULL);
		waiter->events = events;
	}
	if (WaitEventSetWait(waiter->set, timeout_ms, &event, 1, reason) == 0)
		return WL_TIMEOUT;
	return event.events;
}

/*
 * End the backend if its client has gone, in the way in which the server's
 * own client_connection_check_interval does it.
 */
static void
check_client(void)
{
	if (MyProcPort == NULL || pq_check_connection())
		return;
	ClientConnectionLost = true;
	InterruptPending = true;
	CHECK_FOR_INTERRUPTS();
}
