/*
 * remote/expiry.h
 *		Closing idle sessions while the backend itself is idle.
 */
#ifndef METAHOG_EXPIRY_H
#define METAHOG_EXPIRY_H

/* Shut this idle session's socket down at that monotonic time, unless it is forgotten before. */
extern void expiry_watch(int socket, int64 expires_us);

/* Before the socket is used again or closed. Harmless if it is not watched. */
extern void expiry_forget(int socket);

/* Set the timer again after error recovery, which stops all timers of the backend. */
extern void expiry_rearm(void);

#endif /* METAHOG_EXPIRY_H */
