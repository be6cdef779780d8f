/*
 * shared/passing.h
 *		An open socket, passed from one backend to another.
 *
 * Each backend that takes part has a datagram socket, at a path that its
 * number makes, in a directory that backups leave out; nobody else may write
 * to it.  The kernel gives the receiver a descriptor of its own
 * (SCM_RIGHTS), together with a letter of a few bytes.  What is on its way to
 * a backend that ends, the kernel closes.
 */
#ifndef METAHOG_PASSING_H
#define METAHOG_PASSING_H

#include "postgres.h"

/* Once, from _PG_init. */
extern void passing_init(void);

/* May this backend pass sockets, and be passed them?  The first call makes its own.  Raises nothing. */
extern bool passing_open(void);

/*
 * Pass it to the backend of that number.  Never waits, and may be called in a
 * signal handler; false if it did not arrive.  The socket stays open here.
 */
extern bool passing_send(uint32 backend, pgsocket socket, const void *letter, size_t size);

/*
 * What was passed to this backend: a descriptor, which the caller closes, and
 * a letter of that size.  PGINVALID_SOCKET if there is none.  Never waits.
 */
extern pgsocket passing_receive(void *letter, size_t size);

/* Close whatever was passed to this backend. */
extern void passing_discard(void);

/* Leave this number, which may now stand for something else: its descriptor is open, on nothing. */
extern void passing_leave_number(pgsocket socket);

#endif /* METAHOG_PASSING_H */
