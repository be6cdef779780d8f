/*
 * shared/statistics.h
 *		What the calls of each role to each source add up to.
 *
 * Without shared memory nothing is counted.
 */
#ifndef METAHOG_STATISTICS_H
#define METAHOG_STATISTICS_H

#include "shared/call_summary.h"

/* A call has ended.  Raises nothing, in an abort as little as elsewhere. */
extern void statistics_count(const CallSummary *summary);

/* For status(): how many have been forgotten, for others to have room, and what helps; or NULL. */
extern const char *statistics_forgotten_state(void);
extern const char *statistics_forgotten_hint(void);

#endif /* METAHOG_STATISTICS_H */
