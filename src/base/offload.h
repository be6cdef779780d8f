/*
 * base/offload.h
 *		A blocking library call, waited for as everything else is.
 *
 * getaddrinfo() and, before libpq 17, PQcancel() block for as long as a
 * network pleases, and no signal ends them.  They run in a detached thread
 * that touches nothing of the backend: no palloc, no ereport, no signals.
 * When the caller stops waiting, the thread goes on alone and frees the job.
 */
#ifndef METAHOG_OFFLOAD_H
#define METAHOG_OFFLOAD_H

#include "base/deadline.h"

typedef struct OffloadJob OffloadJob;

struct OffloadJob
{
	void (*run)(OffloadJob *job);	  /* in the thread; malloc and libc only */
	void (*destroy)(OffloadJob *job); /* frees the job, in either thread */

	/* private to offload.c */
	int done_fd; /* written to when run() is over */
	int owners;	 /* atomic: who is still interested */
};

typedef enum OffloadOutcome
{
	OFFLOAD_DONE,	  /* the caller owns the job and must call destroy */
	OFFLOAD_DEADLINE, /* the thread owns it now */
	OFFLOAD_FAILED, /* no thread could be started, or too many still work; the job has been destroyed */
} OffloadOutcome;

/*
 * Run a malloc'd job and wait for it.  With interruptible false no interrupt
 * is served while waiting: for use in abort paths, with a short deadline.
 * If an interrupt is raised, the thread has become the job's owner.
 */
extern OffloadOutcome offload(OffloadJob *job, const Deadline *deadline, bool interruptible);

#endif /* METAHOG_OFFLOAD_H */
