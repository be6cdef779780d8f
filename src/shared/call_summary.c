/*
 * shared/call_summary.c
 *		What is told of a call that has ended.
 */
#include "postgres.h"

#include "shared/call_summary.h"

CallStage
call_stage(Stage stage)
{
	switch (stage)
	{
		case STAGE_SOURCE:
		case STAGE_PARSE:
		case STAGE_NAMES:
		case STAGE_PRINT:
		case STAGE_WAIT:
			return CALL_WAITING;
		case STAGE_RESOLVE:
			return CALL_RESOLVING;
		case STAGE_QUERY:
			return CALL_RUNNING;
		case STAGE_FETCH:
			return CALL_FETCHING;
		default:
			return CALL_CONNECTING;
	}
}

const char *
call_stage_name(CallStage stage)
{
	static const char *const names[CALL_STAGES] = {"waiting", "resolving", "connecting", "running",
												   "fetching"};

	return names[stage];
}
