/*
 * remote/expiry.c
 *		Ending connections while the backend itself is idle.
 *
 * A backend that waits for its client's next command runs no code of ours but
 * signal handlers.  So a timer's handler shuts the socket of an expired session
 * down: the remote sees the end and is free, and the session itself is closed
 * when the next call finds it no longer quiet.  When another backend waits for
 * the session's slot, the handler of its signal hands the socket over; where
 * that cannot be, it is shut down as well.  The connection of a call that
 * waits for somebody to fetch its rows is reset in the same way, when the call
 * is cancelled or its deadline passes.
 *
 * - A handler never waits, and frees nothing.  It says in shared memory when the
 *   slot of what it has shut down counts as free, for a remote counts the
 *   connection until its own process has ended; whoever waits for the slot
 *   looks for himself, and has the handler look whether that end has come.
 * - A handler sees a slot as taken only while its socket is set; the time is
 *   written before the socket, and the socket is unset before the session is
 *   used or closed, as the number may then mean another file.
 * - A call's connection is left alone while the backend is at that call.
 */
#include "postgres.h"

#include <limits.h>
#include <poll.h>

#include <sys/socket.h>

#include "miscadmin.h"
#include "port/atomics.h"
#include "utils/timeout.h"

#include "remote/expiry.h"
#include "shared/passing.h"

/* As many descriptors as a backend may have for libraries. More sessions than this end when the backend is next used. */
#define MAX_WATCHED 512

#define NO_SOCKET 0 /* file descriptor 0 is never a session's */

/* How long a remote may take to end an idle connection before its slot counts as free. */
#define END_US 100000

/* The same where a statement runs: the remote looks for its client twice a second. */
#define STATEMENT_END_US 1000000

/* When the timer looks again for what it could not see, or for a call that the backend was at. */
#define AGAIN_US 10000
#define BUSY_AGAIN_US 200000

/* What a remote still has to say is thrown away in reads of so many bytes. */
#define DRAIN_BYTES 8192

/* How often to look for the end of a connection that is shut down already. */
#define LOOK_MS 2

typedef struct Watched
{
	volatile int socket;
	volatile int64 expires_us;
	Slot *volatile slot;
	const Handover *volatile handover; /* of an idle session */
	const Activity *volatile activity; /* the call that uses it; NULL: it is idle */
	volatile bool *volatile cut_off;   /* of that call */
	volatile bool hung_up;			   /* shut down; its slot counts until the remote's end */
	volatile bool interrupted;		   /* the backend at the call was told that it is cancelled */
} Watched;

static Watched watched[MAX_WATCHED];
static volatile int nwatched = 0; /* all behind are unused */
static TimeoutId timer;
static bool timer_registered = false;
static int64 armed_for_us = 0;

/* A handler has one in hand, which the timer's cannot see. */
static volatile bool yielding = false;

static void watch(int socket, int64 expires_us, const Watched *what);
static Watched *find_free_place(void);
static void arm_timer(int64 expires_us);
static void timer_fired(void);
static int64 look_at(Watched *session, int64 now);
static void serve_requests(void);
static void give_up(Watched *session);
static void interrupt(Watched *call);
static void hang_up(Watched *session);
static void settle(Watched *session, int64 now);
static void cut_off(Watched *call, bool cancelled);
static void reset(int socket);
static bool is_over(int socket);

void
expiry_init(void)
{
	slots_init(serve_requests);
}

void
expiry_watch(int64 expires_us, Slot *slot, const Handover *handover)
{
	watch(handover->socket, expires_us, &(Watched){.slot = slot, .handover = handover});
}

void
expiry_watch_call(const CallConnection *call, const Deadline *deadline)
{
	Watched what = {.slot = call->slot, .activity = call->activity, .cut_off = call->cut_off};

	/* A call may send several, one after the other. */
	expiry_forget(call->slot);
	watch(call->socket, deadline->end_us, &what);
}

static void
watch(int socket, int64 expires_us, const Watched *what)
{
	Watched *place = find_free_place();

	if (place == NULL)
		return;
	if (!timer_registered)
	{
		timer = RegisterTimeout(USER_TIMEOUT, timer_fired);
		timer_registered = true;
	}
	place->expires_us = expires_us;
	place->slot = what->slot;
	place->handover = what->handover;
	place->activity = what->activity;
	place->cut_off = what->cut_off;
	place->hung_up = false;
	place->interrupted = false;
	pg_compiler_barrier();
	place->socket = socket;

	/* Usually a timer for an older expiry runs, and sets itself again. */
	if (expires_us != PG_INT64_MAX && (!get_timeout_active(timer) || expires_us < armed_for_us))
		arm_timer(expires_us);
}

/* By its slot: libpq may have closed the socket, whose number is nobody's then, or somebody else's. */
void
expiry_forget(const Slot *slot)
{
	for (int i = 0; i < nwatched; i++)
	{
		if (watched[i].slot == slot)
			watched[i].socket = NO_SOCKET;
	}
	while (nwatched > 0 && watched[nwatched - 1].socket == NO_SOCKET)
		nwatched--;
}

void
expiry_rearm(void)
{
	if (timer_registered && !get_timeout_active(timer))
		timer_fired();
}

static Watched *
find_free_place(void)
{
	for (int i = 0; i < nwatched; i++)
	{
		if (watched[i].socket == NO_SOCKET)
			return &watched[i];
	}
	return nwatched < MAX_WATCHED ? &watched[nwatched++] : NULL;
}

static void
arm_timer(int64 expires_us)
{
	int64 delay_ms = (expires_us - monotonic_us()) / 1000 + 1;

	armed_for_us = expires_us;
	enable_timeout_after(timer, (int) Max(1, Min(delay_ms, INT_MAX)));
}

/* In a signal handler. */
static void
timer_fired(void)
{
	int64 now = monotonic_us();
	int64 first = yielding ? now + AGAIN_US : PG_INT64_MAX;

	for (int i = 0; i < nwatched; i++)
	{
		if (watched[i].socket != NO_SOCKET)
			first = Min(first, look_at(&watched[i], now));
	}
	if (first != PG_INT64_MAX)
		arm_timer(first);
}

/* In the timer's handler; returns when to look again, PG_INT64_MAX if that is of no use. */
static int64
look_at(Watched *session, int64 now)
{
	if (session->hung_up)
		settle(session, now);
	else if (session->expires_us > now)
		return session->expires_us;
	else if (session->activity == NULL)
		hang_up(session);
	else if (activity_is_inside(session->activity))
		return now + BUSY_AGAIN_US;
	else
		cut_off(session, false);
	return session->socket != NO_SOCKET ? session->expires_us : PG_INT64_MAX;
}

/* In the handler of the signal by which others ask for something, which the timer's may interrupt. */
static void
serve_requests(void)
{
	for (int i = 0; i < nwatched; i++)
	{
		Watched *session = &watched[i];

		if (session->socket == NO_SOCKET)
			continue;
		if (session->hung_up)
			settle(session, monotonic_us());
		else if (session->activity == NULL && slot_wanted(session->slot))
			give_up(session);
		else if (session->activity == NULL || !activity_is_cancelled(session->activity))
			continue;
		else if (activity_is_inside(session->activity))
			interrupt(session);
		else
			cut_off(session, true);
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

/* What the server's own handler does for a cancel; once, or it could hit what comes behind the call. */
static void
interrupt(Watched *call)
{
	if (call->interrupted)
		return;
	call->interrupted = true;
	InterruptPending = true;
	QueryCancelPending = true;
	SetLatch(MyLatch);
}

/* An idle session's connection ends.  Done twice it does no harm. */
static void
hang_up(Watched *session)
{
	/* First of all, or another handler might give away what is half closed. */
	session->hung_up = true;
	session->expires_us = monotonic_us() + END_US;
	shutdown(session->socket, SHUT_RDWR);
	if (!slot_hang_up(session->slot, session->expires_us))
		session->socket = NO_SOCKET;
}

/* Has the remote ended what was shut down here, or had the time to?  Then its slot is free. */
static void
settle(Watched *session, int64 now)
{
	if (now < session->expires_us && !is_over(session->socket))
		return;
	session->socket = NO_SOCKET;
	slot_leave(session->slot);
}

/* A call ends while nobody fetches from it. */
static void
cut_off(Watched *call, bool cancelled)
{
	int socket = call->socket;

	call->socket = NO_SOCKET;
	*call->cut_off = true;
	activity_cut_off(call->activity, cancelled);
	reset(socket);
	slot_hang_up(call->slot, monotonic_us() + STATEMENT_END_US);
}

/*
 * The remote is told at once that there is nobody, and what has come from it is
 * thrown away by the kernel.  Of a mere shutdown() one that is stuck in sending
 * learns nothing: its kernel waits for room here, and asks for it ever more
 * seldom.
 */
static void
reset(int socket)
{
	const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	(void) connect(socket, &nobody, sizeof(nobody));
}

/* A connection that is shut down on our side has an other end until that is closed too. */
static bool
is_over(int socket)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);

	return getpeername(socket, (struct sockaddr *) &address, &length) != 0;
}

void
expiry_await_end(int socket, int within_ms)
{
	int64 end_us = monotonic_us() + (int64) within_ms * 1000;
	char ignored[DRAIN_BYTES];

	/* What it still has to say is thrown away. */
	while (!is_over(socket))
	{
		struct pollfd wanted = {.fd = socket, .events = POLLIN};
		int left_ms = (int) ((end_us - monotonic_us()) / 1000);
		ssize_t got;

		if (left_ms <= 0 || (poll(&wanted, 1, left_ms) <= 0 && errno != EINTR))
			return;
		got = recv(socket, ignored, sizeof(ignored), MSG_DONTWAIT);
		/* Nothing more will come, but who has shut it down altogether learns of the end in no other way. */
		if (got == 0)
			poll(NULL, 0, Min(LOOK_MS, left_ms));
		else if (got < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
			return;
	}
}
