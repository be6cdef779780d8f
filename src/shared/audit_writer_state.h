/*
 * shared/audit_writer_state.h
 *		How backends and the process that empties the ring know of each other.
 *
 * That process, the audit writer, lives in another room (worker/).  Here is
 * what it says of itself in shared memory, and how it is woken and asked for.
 */
#ifndef METAHOG_AUDIT_WRITER_STATE_H
#define METAHOG_AUDIT_WRITER_STATE_H

#include "shared/memory.h"

typedef enum AuditWriterState
{
	AUDIT_WRITER_ABSENT,  /* there is none */
	AUDIT_WRITER_WRITING, /* all is well */
	AUDIT_WRITER_FAILING, /* it cannot store at the moment, and tries again: records wait for it */
	AUDIT_WRITER_USELESS, /* it has no table to store into: records are not for it */
} AuditWriterState;

typedef struct AuditWriterStatus
{
	AuditWriterState state;
	int pid;		   /* 0: absent */
	TimestampTz since; /* when the state began */
	char reason[AUDIT_REASON];
} AuditWriterStatus;

/*
 * The writer's side.  It attaches once, which fails if there is another; its
 * end detaches it.  Then it reports each change of its state, with a reason in
 * words unless it is writing.
 */
extern bool audit_writer_attach(void);
extern void audit_writer_report(AuditWriterState state, const char *reason);

/*
 * May the writer sleep until its latch is set?  Only if the ring is empty;
 * from then on the next put sets it.  Otherwise it has to look again by itself:
 * a put wakes who does not sleep only if the ring is half full and it is writing.
 */
extern bool audit_writer_may_sleep(void);

/* Set by the writer's room: starts one, without raising.  Called at most every ten seconds. */
extern void (*audit_start_writer_hook)(void);

/* The backends' side: will there be somebody to take a record?  Asks for a writer if there is none. */
extern bool audit_writer_expected(void);

/* The same, but for one that is yet to come. */
extern bool audit_writer_present(void);

/* Called after a put: wakes a writer that sleeps, or is behind. */
extern void audit_writer_wake(void);

/* False if there is no shared memory. */
extern bool audit_writer_status(AuditWriterStatus *status);

#endif /* METAHOG_AUDIT_WRITER_STATE_H */
