/*
 * schema/discovery.h
 *		Running a statement on a remote's catalogs.
 */
#ifndef METAHOG_DISCOVERY_H
#define METAHOG_DISCOVERY_H

#include "query/call.h"

/*
 * Start a call that call_begin_catalog() has begun.  Raises its failure; where
 * the remote lacks the catalogs for it, 0A000 in words of our own, with what
 * (a plural noun) could not be listed; and 08P01 if the answer has not that
 * many columns.
 */
extern void discovery_start(Call *call, const char *what, int ncolumns);

#endif /* METAHOG_DISCOVERY_H */
