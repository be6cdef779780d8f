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
 * asked for as are waited for; one that is ending counts as asked for.  Its owner is
 * told to look whether that end has come, and once it is time it counts no more.
 * Returns whether there are such, so that it is worth asking again soon.  Under the lock.
 */
extern bool slot_request_idle(SharedSource *source);

/* Have a backend look which of its calls were cancelled while it was at something else.  Under the lock. */
extern void slot_request_cancel(const SharedBackend *backend);

/* Nobody keeps a connection of a source that has changed: to be called when that is committed. */
extern void slots_source_changed(const pg_uuid_t *source_id);

#endif /* METAHOG_SLOT_REQUEST_H */
