/*
 * base/deadline.h
 *		A point in time that a whole call must not pass.
 *
 * One Deadline is made where a call enters and is handed down to every wait.
 * It counts on the monotonic clock, so that setting the system's clock moves
 * nothing.
 */
#ifndef METAHOG_DEADLINE_H
#define METAHOG_DEADLINE_H

typedef struct Deadline
{
	int64 end_us; /* monotonic microseconds, PG_INT64_MAX = never */
} Deadline;

/* Microseconds on the monotonic clock; only differences mean anything. */
extern int64 monotonic_us(void);

/* Same, in seconds since start_us: what the document's timings show. */
extern double seconds_since(int64 start_us);

/* The deadline that lies so many milliseconds ahead; negative means never. */
extern Deadline deadline_after_ms(int64 ms);

/* The one that lies so many milliseconds behind a time that monotonic_us() gave. */
extern Deadline deadline_from_us(int64 start_us, int64 ms);

/* The earlier of a deadline and so many milliseconds from now. */
extern Deadline deadline_within_ms(const Deadline *deadline, int64 ms);

extern bool deadline_passed(const Deadline *deadline);

/* Milliseconds left, rounded up, at least 0 and at most INT_MAX. */
extern int deadline_remaining_ms(const Deadline *deadline);

#endif /* METAHOG_DEADLINE_H */
