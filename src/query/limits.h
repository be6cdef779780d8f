/*
 * query/limits.h
 *		What a call may take: asked for, default, ceiling.
 */
#ifndef METAHOG_LIMITS_H
#define METAHOG_LIMITS_H

#include "query/call.h"
#include "utils/timestamp.h"

/* What the caller asked for; negative = did not. */
typedef struct Wishes
{
	int64 max_rows;
	int64 skip_rows;
	int64 timeout_ms;
} Wishes;

/* Set the call's deadline and limits from its source, the settings and the wishes. */
extern void limits_apply(Call *call, const Wishes *wishes, CutPolicy policy);

/* An interval as milliseconds; 22023 unless it is positive.  A month counts 30 days. */
extern int64 timeout_from_interval(const Interval *interval);

#endif /* METAHOG_LIMITS_H */
