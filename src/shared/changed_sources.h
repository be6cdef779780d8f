/*
 * shared/changed_sources.h
 *		Which sources a transaction has changed, told to other backends when it is committed.
 */
#ifndef METAHOG_CHANGED_SOURCES_H
#define METAHOG_CHANGED_SOURCES_H

#include "utils/uuid.h"

/* Once, from _PG_init. */
extern void changed_sources_init(void);

/* This transaction has changed it. */
extern void changed_sources_add(const pg_uuid_t *source_id);

/*
 * Tell of those that a prepared transaction has changed, if somebody has decided
 * it meanwhile.  Costs next to nothing where there is none.
 */
extern void changed_sources_settle(void);

#endif /* METAHOG_CHANGED_SOURCES_H */
