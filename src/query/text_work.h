/*
 * query/text_work.h
 *		Work on a caller's text, which may be of any size.
 *
 * Whoever goes through such a text, or through what was made of it, takes each
 * step by asking whether it goes on: so the work can be cancelled, and ends at
 * the call's deadline.
 */
#ifndef METAHOG_TEXT_WORK_H
#define METAHOG_TEXT_WORK_H

#include "miscadmin.h"

#include "base/deadline.h"

/* Steps between two looks at the clock; a power of two.  None takes more than microseconds. */
#define STEPS_PER_LOOK 256

typedef struct TextWork
{
	Deadline deadline;
	uint32 steps;
	bool timed_out; /* the deadline has passed: what was done so far is of no use */
} TextWork;

/* Look at the clock now: after something that took long in one piece. */
static inline bool
text_work_in_time(TextWork *work)
{
	CHECK_FOR_INTERRUPTS();
	if (!work->timed_out)
		work->timed_out = deadline_passed(&work->deadline);
	return !work->timed_out;
}

/* Before each step: may it be taken? */
static inline bool
text_work_goes_on(TextWork *work)
{
	if (++work->steps % STEPS_PER_LOOK == 0)
		return text_work_in_time(work);
	CHECK_FOR_INTERRUPTS();
	return !work->timed_out;
}

#endif /* METAHOG_TEXT_WORK_H */
