/*
 * base/deadline.c
 *		A point in time that a whole call must not pass.
 */
#include "postgres.h"

#include <limits.h>

#include <time.h>

#include "base/deadline.h"

int64
monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

double
seconds_since(int64 start_us)
{
	return (double) (monotonic_us() - start_us) / 1e6;
}

Deadline
deadline_after_ms(int64 ms)
{
	return deadline_from_us(monotonic_us(), ms);
}

Deadline
deadline_from_us(int64 start_us, int64 ms)
{
	Deadline deadline = {PG_INT64_MAX};

	if (ms >= 0 && ms < (PG_INT64_MAX - start_us) / 1000)
		deadline.end_us = start_us + ms * 1000;
	return deadline;
}

Deadline
deadline_within_ms(const Deadline *deadline, int64 ms)
{
	Deadline nearer = deadline_after_ms(ms);

	return nearer.end_us < deadline->end_us ? nearer : *deadline;
}

bool
deadline_passed(const Deadline *deadline)
{
	return deadline->end_us != PG_INT64_MAX && monotonic_us() >= deadline->end_us;
}

int
deadline_remaining_ms(const Deadline *deadline)
{
	int64 left;

	if (deadline->end_us == PG_INT64_MAX)
		return INT_MAX;
	left = (deadline->end_us - monotonic_us() + 999) / 1000;
	return (int) Max(0, Min(left, INT_MAX));
}
