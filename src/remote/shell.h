/*
 * remote/shell.h
 *		A connection of libpq's that no remote stands behind yet.
 */
#ifndef METAHOG_SHELL_H
#define METAHOG_SHELL_H

#include "remote/session.h"

/* Can there be one?  Not if libpq could not be told the data directory's path. */
extern bool shell_is_possible(void);

/*
 * Make libpq believe that it has just connected to the server of which the
 * facts are true.  Its socket leads nowhere, and is to be replaced by one that
 * does.  The caller owns the result; NULL if it could not be made, for want of
 * descriptors or memory.
 */
extern PGconn *shell_open(const ConnectionFacts *facts);

#endif /* METAHOG_SHELL_H */
