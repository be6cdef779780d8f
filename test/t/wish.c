/*
 * test/t/wish.c: a wish for a connection, granted, refused, and claimed by a giver who then is not heard of for long.
 *
 * Prints "well" or what was not as it should be. 055_shared_parts.pl builds it with src/shared/wish.c; what the server and the
 * neighbours would do is made up here.
 */
#include "postgres.h"

#include <sys/socket.h>
#include <unistd.h>

#include "storage/latch.h"
#include "storage/proc.h"

#include "base/deadline.h"
#include "shared/passing.h"
#include "shared/wish.h"

#define FINGERPRINT 12345

static SharedBackend taker;
static bool arrives = true;
static int passed = 0;
static int discarded = 0;
static int64 now_us = 0;

PROC_HDR *ProcGlobal;

SharedBackend *
shared_attach(void)
{
	return &taker;
}

SharedBackend *
shared_backend(uint32 number)
{
	return &taker;
}

bool
passing_send(uint32 backend, pgsocket socket, const void *letter, size_t size)
{
	passed++;
	return arrives;
}

void
passing_discard(void)
{
	discarded++;
}

void
SetLatch(Latch *latch)
{
}

/* Time passes when somebody sleeps. */
int64
monotonic_us(void)
{
	return now_us;
}

void
pg_usleep(long us)
{
	now_us += us;
}

static void
expect(bool right, const char *what)
{
	if (right)
		return;
	printf("%s\n", what);
	exit(1);
}

static bool
is_open(int socket)
{
	char byte;

	return recv(socket, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
}

static void
usual_ways(const Handover *handover)
{
	wish_make(FINGERPRINT);
	expect(wish_claim(0, handover) == CLAIM_MADE, "a wish can be claimed");
	expect(wish_claim(0, handover) == CLAIM_TOO_LATE, "once");
	expect(!wish_drop(), "then it cannot be dropped");
	expect(wish_grant(0, handover) && wish_granted(), "it is granted");

	wish_make(FINGERPRINT);
	expect(wish_drop() && wish_claim(0, handover) == CLAIM_REFUSED, "a wish that is dropped cannot be claimed");

	wish_make(FINGERPRINT);
	arrives = false;
	expect(wish_claim(0, handover) == CLAIM_MADE && !wish_grant(0, handover), "what does not arrive is not granted");
	arrives = true;
	wish_settle();
	expect(!wish_granted() && now_us == 0, "and not waited for");
}

static void
giver_is_stopped(const Handover *handover, int other_end)
{
	int before = discarded;

	wish_make(FINGERPRINT);
	expect(wish_claim(0, handover) == CLAIM_MADE, "a wish is claimed");
	wish_settle();
	expect(now_us > 0 && now_us < 10000000, "the taker waits for some time, and not for ever");
	expect(!wish_granted() && !wish_is_served(0), "nothing has come");
	wish_make(FINGERPRINT);
	expect(wish_claim(0, handover) == CLAIM_REFUSED, "he makes no other wish before that one is over");
	expect(is_open(other_end), "nobody has ended the connection yet");

	expect(!wish_grant(0, handover), "the giver comes too late");
	expect(!is_open(other_end), "what he has passed is of no use to anybody");
	expect(!wish_granted() && discarded == before, "and not taken");

	wish_make(FINGERPRINT);
	expect(discarded == before + 1, "it is discarded before the next wish");
	expect(wish_claim(0, handover) == CLAIM_MADE && wish_grant(0, handover) && wish_granted(), "which is granted as ever");
}

int
main(void)
{
	Handover handover = {.fingerprint = FINGERPRINT};
	static PGPROC process;
	static PROC_HDR header = {.allProcs = &process};
	int ends[2];

	ProcGlobal = &header;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return 1;
	handover.socket = ends[0];
	usual_ways(&handover);
	giver_is_stopped(&handover, ends[1]);
	printf("well\n");
	return 0;
}
