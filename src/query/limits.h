/*
 * query/limits.h
 *		What a call may take: asked for, default, ceiling.
 */
#ifndef METAHOG_LIMITS_H
#define METAHOG_LIMITS_H

#include "fmgr.h"
#include "utils/timestamp.h"

#include "source/source.h"

/*
 * What is done when there are more rows or bytes than are allowed: a document
 * can say so, anything else cannot.
 */
typedef enum CutPolicy
{
	CUT_IS_TOLD,  /* documents: default caps, all ceilings */
	CUT_IS_ERROR, /* no default cap; reaching the source's ceiling is an error */
} CutPolicy;

/* What the caller asked for; negative = did not. */
typedef struct Wishes
{
	int64 max_rows;
	int64 skip_rows;
	int64 timeout_ms;
} Wishes;

/*
 * From a function's arguments max_rows, skip_rows and timeout, of which the first is number arg.  Raises
 * 22023 for what is none.
 */
extern void wishes_read(Wishes *wishes, FunctionCallInfo fcinfo, int arg);

/* What the caller gets. */
typedef struct Limits
{
	int64 timeout_ms;  /* of the whole call */
	int64 max_rows;	   /* -1 = all */
	int64 skip_rows;   /* before them */
	int64 max_bytes;   /* of values; -1 = any */
	int64 row_ceiling; /* CUT_IS_ERROR: the source's; -1 = none */
} Limits;

/* How long a call may take; without a source, until one is known. */
extern int64 timeout_of(const Source *source, const Wishes *wishes);

/* From the source, the settings and the wishes. */
extern Limits limits_of(const Source *source, const Wishes *wishes, CutPolicy policy);

/* An interval as milliseconds; 22023 unless it is positive.  A month counts 30 days. */
extern int64 timeout_from_interval(const Interval *interval);

#endif /* METAHOG_LIMITS_H */
