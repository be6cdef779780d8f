/*
 * shared/rate.h
 *		How often a source may be queried.
 *
 * The limit holds across all backends; without shared memory, in each.
 */
#ifndef METAHOG_RATE_H
#define METAHOG_RATE_H

#include "base/errors.h"
#include "source/source.h"

/*
 * Take one query out of the source's bucket.  NULL if it may run; else the
 * error, 53400, whose hint says after how many seconds to try again.
 */
extern RemoteError *rate_take(const Source *source);

#endif /* METAHOG_RATE_H */
