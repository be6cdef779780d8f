/*
 * shared/call_summary.h
 *		What is told of a call that has ended.
 */
#ifndef METAHOG_CALL_SUMMARY_H
#define METAHOG_CALL_SUMMARY_H

#include "datatype/timestamp.h"
#include "utils/uuid.h"

#include "base/errors.h"

/* The stages that users see: several of an error's make up one. */
typedef enum CallStage
{
	CALL_WAITING, /* looking up the source, compiling its text, waiting for a free connection */
	CALL_RESOLVING,
	CALL_CONNECTING,
	CALL_RUNNING,
	CALL_FETCHING, /* rows are coming, or the caller is busy with them */
	CALL_STAGES,
} CallStage;

typedef struct CallSummary
{
	pg_uuid_t source_id; /* zeroes: it has not come as far as to have one */
	Oid role;
	int sqlstate;		   /* 0: went well */
	bool timed_out;		   /* its own deadline passed */
	bool cancelled;		   /* from here, not by the remote */
	const char *truncated; /* "max_rows", "max_bytes", or NULL */
	int64 rows;
	int64 bytes;				 /* of values */
	double seconds[CALL_STAGES]; /* spent in each stage */
	TimestampTz began;
	double total_seconds;
} CallSummary;

/* The stage that an error's belongs to, and its name: "waiting" and so on. */
extern CallStage call_stage(Stage stage);
extern const char *call_stage_name(CallStage stage);

#endif /* METAHOG_CALL_SUMMARY_H */
