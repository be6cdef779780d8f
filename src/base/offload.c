/*
 * base/offload.c
 *		A blocking library call, waited for as everything else is.
 *
 * A job has two owners, the waiting backend and the thread.  Each gives up
 * its share once, atomically, and whoever is last frees the job.  A pipe
 * tells the backend that the work is done, so that it can wait for it with
 * its latch.
 */
#include "postgres.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "storage/fd.h"

#include "base/offload.h"
#include "base/wait.h"

/* Enough for getaddrinfo() and its resolver modules. */
#define THREAD_STACK_BYTES (512 * 1024)

/*
 * Threads that may be at work at once.  A peer that never lets go of a call
 * keeps its thread and a descriptor or two; it must not get all of them.
 */
#define MAX_THREADS 16
static int threads = 0; /* atomic */

static bool start_thread(OffloadJob *job);
static void *thread_main(void *argument);
static bool give_up_share(OffloadJob *job);
static void close_end(int fd);

OffloadOutcome
offload(OffloadJob *job, const Deadline *deadline, bool interruptible)
{
	int ends[2];
	bool done = false;

	if (__atomic_load_n(&threads, __ATOMIC_ACQUIRE) >= MAX_THREADS || !AcquireExternalFD())
	{
		job->destroy(job);
		return OFFLOAD_FAILED;
	}
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
	{
		ReleaseExternalFD();
		job->destroy(job);
		return OFFLOAD_FAILED;
	}
	job->done_fd = ends[1];
	job->owners = 2;
	if (!start_thread(job))
	{
		close(ends[1]);
		close_end(ends[0]);
		job->destroy(job);
		return OFFLOAD_FAILED;
	}

	PG_TRY();
	{
		done = interruptible ? wait_for_socket_once(ends[0], WL_SOCKET_READABLE, deadline)
							 : wait_uninterrupted(ends[0], deadline);
	}
	PG_CATCH();
	{
		close_end(ends[0]);
		if (give_up_share(job))
			job->destroy(job);
		PG_RE_THROW();
	}
	PG_END_TRY();

	close_end(ends[0]);
	if (give_up_share(job) && !done)
	{
		job->destroy(job);
		return OFFLOAD_DEADLINE;
	}
	return done ? OFFLOAD_DONE : OFFLOAD_DEADLINE;
}

/* The backend's signal handlers must never run in the thread. */
static bool
start_thread(OffloadJob *job)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all;
	sigset_t before;
	int failed;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	__atomic_add_fetch(&threads, 1, __ATOMIC_ACQ_REL);
	failed = pthread_create(&thread, &attributes, thread_main, job);
	if (failed != 0)
		__atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return failed == 0;
}

static void *
thread_main(void *argument)
{
	OffloadJob *job = argument;
	int done_fd = job->done_fd;
	bool last;

	job->run(job);

	/* Give up first: after the signal the backend may free the job. */
	last = give_up_share(job);
	if (last)
		job->destroy(job);
	else if (write(done_fd, "", 1) < 0)
	{
		/* The backend has closed its end and does not wait any more. */
	}
	close(done_fd);
	__atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL);
	return NULL;
}

/* True if the caller was the last owner. */
static bool
give_up_share(OffloadJob *job)
{
	return __atomic_sub_fetch(&job->owners, 1, __ATOMIC_ACQ_REL) == 0;
}

static void
close_end(int fd)
{
	close(fd);
	ReleaseExternalFD();
}
