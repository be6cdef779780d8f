/*
 * shared/slot_request.h
 *		Asking other backends for connections that they keep idle.
 */
#ifndef METAHOG_SLOT_REQUEST_H
#define METAHOG_SLOT_REQUEST_H

#include "shared/memory.h"

/* Called in a signal handler when somebody asks; it yields or leaves what slot_wanted() says. */
extern void slot_request_init(void (*give_up)(void));

/* From now on this backend hears what others ask for, until it says that it does not any more. */
extern void slot_request_listen(void);
extern void slot_request_ignore(void);

/* Does it?  Otherwise it keeps nothing idle. */
extern bool slot_request_heard(void);

/*
 * Ask for the source's connection that has been idle for longest, unless as many are
 * asked for as are waited for.  Under the lock.
 */
extern void slot_request_idle(const SharedSource *source);

/* Nobody keeps a connection of a source that has changed: to be called when that is committed. */
extern void slots_source_changed(const pg_uuid_t *source_id);

#endif /* METAHOG_SLOT_REQUEST_H */
