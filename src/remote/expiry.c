/*
 * remote/expiry.c
 *		Closing idle sessions while the backend itself is idle.
 *
 * A backend that waits for its client's next command runs no code of ours but
 * signal handlers.  So a timer's handler shuts the socket of an expired
 * session down, which is all that a handler may do: the remote sees the end
 * and is free, and the session itself is closed when the next call finds it
 * no longer quiet.  When another backend waits for the session's slot, the
 * handler of its signal hands the socket over; where that cannot be, it is shut
 * down as well.
 *
 * The handler sees a slot as taken only while its socket is set; the time is
 * written before the socket, and the socket is unset before the session is
 * used or closed, as the number may then mean another file.
 */
#include "postgres.h"

#include <limits.h>
#include <poll.h>

#include <sys/socket.h>

#include "port/atomics.h"
#include "utils/timeout.h"

#include "base/deadline.h"
#include "remote/expiry.h"
#include "shared/passing.h"

/* More idle sessions than this are closed when the backend is next used. */
#define MAX_WATCHED 64

#define NO_SOCKET 0 /* file descriptor 0 is never a session's */

/* How long a handler lets a remote take to end a connection whose slot is wanted. */
#define END_MS 100

/* When the timer looks again for what it could not see. */
#define AGAIN_US 10000

typedef struct Watched
{
	volatile int socket;
	volatile int64 expires_us;
	Slot *volatile slot;
	const Handover *volatile handover;
} Watched;

static Watched watched[MAX_WATCHED];
static TimeoutId timer;
static bool timer_registered = false;
static int64 armed_for_us = 0;

/* A handler has one in hand, which the timer's cannot see. */
static volatile bool yielding = false;

static Watched *find_slot(int socket);
static void arm_timer(int64 expires_us);
static void timer_fired(void);
static void give_up_wanted(void);
static void give_up(Watched *session);
static void hang_up(Watched *session);

void
expiry_init(void)
{
	slots_init(give_up_wanted);
}

void
expiry_watch(int64 expires_us, Slot *session_slot, const Handover *handover)
{
	Watched *slot = find_slot(NO_SOCKET);

	if (slot == NULL)
		return;
	if (!timer_registered)
	{
		timer = RegisterTimeout(USER_TIMEOUT, timer_fired);
		timer_registered = true;
	}
	slot->expires_us = expires_us;
	slot->slot = session_slot;
	slot->handover = handover;
	pg_compiler_barrier();
	slot->socket = handover->socket;

	/* Usually a timer for an older expiry runs, and sets itself again. */
	if (!get_timeout_active(timer) || expires_us < armed_for_us)
		arm_timer(expires_us);
}

void
expiry_forget(int socket)
{
	Watched *slot = find_slot(socket);

	if (slot != NULL)
		slot->socket = NO_SOCKET;
}

void
expiry_rearm(void)
{
	if (timer_registered && !get_timeout_active(timer))
		timer_fired();
}

static Watched *
find_slot(int socket)
{
	for (int i = 0; i < MAX_WATCHED; i++)
	{
		if (watched[i].socket == socket)
			return &watched[i];
	}
	return NULL;
}

static void
arm_timer(int64 expires_us)
{
	int64 delay_ms = (expires_us - monotonic_us()) / 1000 + 1;

	armed_for_us = expires_us;
	enable_timeout_after(timer, (int) Max(1, Min(delay_ms, INT_MAX)));
}

/* In a signal handler: shutdown() is safe there, as little else is. */
static void
timer_fired(void)
{
	int64 now = monotonic_us();
	int64 first = yielding ? now + AGAIN_US : PG_INT64_MAX;

	for (int i = 0; i < MAX_WATCHED; i++)
	{
		if (watched[i].socket == NO_SOCKET)
			continue;
		if (watched[i].expires_us > now)
		{
			first = Min(first, watched[i].expires_us);
			continue;
		}
		hang_up(&watched[i]);
	}
	if (first != PG_INT64_MAX)
		arm_timer(first);
}

/* In a signal handler, which the timer's may interrupt. */
static void
give_up_wanted(void)
{
	for (int i = 0; i < MAX_WATCHED; i++)
	{
		if (watched[i].socket != NO_SOCKET && slot_wanted(watched[i].slot))
			give_up(&watched[i]);
	}
}

/* Meanwhile the timer's handler must not shut down what is somebody else's. */
static void
give_up(Watched *session)
{
	int socket = session->socket;
	SlotYield yield;

	yielding = true;
	session->socket = NO_SOCKET;
	yield = slot_yield(session->slot, session->handover);
	if (yield == YIELD_GIVEN)
		passing_leave_number(socket);
	else
		session->socket = socket;
	yielding = false;
	if (yield == YIELD_TO_LEAVE)
		hang_up(session);
}

/* Done twice it does no harm. */
static void
hang_up(Watched *session)
{
	int socket = session->socket;

	if (socket == NO_SOCKET)
		return;
	/* Or another handler might give away what is half closed. */
	session->socket = NO_SOCKET;
	if (slot_is_scarce(session->slot))
	{
		shutdown(socket, SHUT_WR);
		expiry_await_end(socket, END_MS);
	}
	shutdown(socket, SHUT_RDWR);
	slot_leave(session->slot);
}

void
expiry_await_end(int socket, int within_ms)
{
	struct pollfd wanted = {.fd = socket, .events = POLLIN};
	int64 end_us = monotonic_us() + (int64) within_ms * 1000;
	char ignored[8192];

	/* What it still has to say is thrown away. */
	for (;;)
	{
		int left_ms = (int) ((end_us - monotonic_us()) / 1000);
		ssize_t got;

		if (left_ms <= 0 || (poll(&wanted, 1, left_ms) <= 0 && errno != EINTR))
			return;
		got = recv(socket, ignored, sizeof(ignored), MSG_DONTWAIT);
		if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK))
			return;
	}
}
