/*
 * shared/rate.h
 *		How often a source may be queried, and how often a role may query.
 *
 * The limits hold across all backends; without shared memory, in each.
 */
#ifndef METAHOG_RATE_H
#define METAHOG_RATE_H

#include "base/errors.h"
#include "source/source.h"

/*
 * Take one call out of the source's bucket and the role's: out of both or, if
 * one is empty, out of none.  NULL if the call may begin; else the error,
 * 53400, whose hint says after how many seconds to try again.
 */
extern RemoteError *rate_take(const Source *source);

#endif /* METAHOG_RATE_H */
