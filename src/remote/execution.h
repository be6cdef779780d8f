/*
 * remote/execution.h
 *		The run of one statement, read back step by step.
 *
 * An execution reads the steps that guard.c has queued, one after the other.
 * Whatever goes wrong outside the statement itself puts the session in doubt:
 * it is closed, never reused.
 */
#ifndef METAHOG_EXECUTION_H
#define METAHOG_EXECUTION_H

#include "remote/guard.h"
#include "remote/rows.h"

typedef struct Execution
{
	RowStream rows;	  /* must be first */
	Session *session; /* NULL once given back or taken away */
	Statement statement;
	Deadline deadline;
	StepList list;	  /* what was sent */
	int step;		  /* the one whose results are being read */
	size_t own_bytes; /* of the rows that have answered it, if it is one of our own commands */
	bool aborted;	  /* one of them has failed: the rest was skipped */
	bool cleaning_up; /* the list is the clean-up */
	PGresult *result; /* the rows being handed out, one as a rule */
	int row;		  /* next row in it */
	bool cancelled;	  /* we have asked the remote to stop */
	bool degraded; /* the settings were not right, or something optional was refused: begin anew */
	bool is_read_only;			   /* so the remote says of the transaction */
	bool left;					   /* the statement ended the transaction that it ran in */
	bool taken;					   /* the session was abandoned behind our back */
	MemoryContextCallback cleanup; /* clears result when the context goes */
} Execution;

/*
 * Send the statement and read up to its columns, its failure, or its end
 * without any.  Memory of the current context.  After a failure, which is in
 * rows.error, the session has been given back.
 *
 * If the session is gone without a failure, its settings had become wrong, and
 * reading what they had led to would have taken long: try another session.
 */
extern Execution *execution_begin(Session *session, const Statement *statement,
								  const Deadline *deadline);

/* What came of an attempt does not count in the next one: neither columns nor a failure. */
extern void execution_forget_attempt(Execution *execution);

/* Is the statement's own result, its rows, still being read? */
extern bool execution_in_statement(const Execution *execution);

/*
 * Read one result of the current step, going on to the next step at its end.
 * Rows are then in result, from row on.  False if the session was lost.
 */
extern bool execution_read_step(Execution *execution);

/* Called when a step's results come next. */
extern void execution_begin_step(Execution *execution);

/* Rows that answer one of our own commands: each is a result by itself, and another one is the end. */
extern void execution_take_own_rows(Execution *execution, const PGresult *result);

/* One of our own commands has failed: the statement's failure, or doubt about the session, or to be begun anew. */
extern void execution_take_own_failure(Execution *execution, const PGresult *result);

/* The transaction may write.  Believe nobody: what the caller's statement does there may stay. */
extern void execution_fail_as_writable(Execution *execution);

/* A result's error, its position moved into the caller's text. */
extern RemoteError *execution_result_error(Execution *execution, const PGresult *result);

/* Read whatever is left, throwing rows away, and give the session back. */
extern void execution_read_to_end(Execution *execution);

/*
 * The same before the statement is sent anew: the session is kept.  If there
 * is more to read than what is here, it is given up, and that is no failure.
 */
extern void execution_end_attempt(Execution *execution);

/*
 * Often the end has come along with the last row that was wanted: then a
 * cancel would cost the session for nothing.  Read what is here already; true
 * if the statement's end was among it.
 */
extern bool execution_ends_at_once(Execution *execution);

/*
 * A cursor may live on when the subtransaction in which it was first read, and
 * with that its session, has gone: then reading on is an error.
 */
extern void execution_check_taken(Execution *execution);

/* The statement has failed; the session may still be sound.  The first error counts. */
extern void execution_fail(Execution *execution, RemoteError *error);

/* Something else has failed: the session is not used again. */
extern void execution_fail_in_doubt(Execution *execution, RemoteError *error);

extern void execution_clear_result(Execution *execution);

/* The failure of a statement without columns. */
extern RemoteError *execution_no_rows_error(void);

#endif /* METAHOG_EXECUTION_H */
