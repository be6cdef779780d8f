/*
 * remote/session_cache.h
 *		The sessions that a backend has, and what becomes of them when transactions end.
 */
#ifndef METAHOG_SESSION_CACHE_H
#define METAHOG_SESSION_CACHE_H

#include "remote/session.h"

/* Once, from _PG_init. */
extern void session_cache_init(void);

/* From when it is made until it is closed. */
extern void session_cache_add(Session *session);

/* An idle one goes to who waits for it, rests until the next call, or ends. */
extern void session_cache_put_away(Session *session);

/*
 * An idle session that may be used for the source, NULL if none.  Those that no
 * longer may are closed, and one that somebody waits for is his.
 */
extern Session *session_cache_find_idle(const Source *source);

/* A session for the source that has lost its connection to another backend, NULL if none. */
extern Session *session_cache_find_vacant(const Source *source);

/* The version of the source's server, such as 150004, if this backend has a session with it; else 0. */
extern int session_cache_server_version(const Source *source);

/* How many are busy for the source. */
extern int session_cache_busy(const Source *source);

/*
 * Close those whose time is over, or whose connection a signal handler has
 * closed, and of vacant ones those of which there are enough.
 */
extern void session_cache_drop_spent(void);

/* To make room for another, in a backend that has as many as it may have. */
extern void session_cache_close_oldest_idle(void);

#endif /* METAHOG_SESSION_CACHE_H */
