/*
 * shared/call_record.c
 *		A call's record in the audit, from its beginning to its end.
 *
 * All texts are copied: when a call fails, its caller's memory may be gone
 * before it is recorded.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "shared/call_record.h"

static void set_name(CallRecord *record, AuditText which, const char *name);
static void set_query(CallRecord *record, const char *query);
static void own(CallRecord *record, AuditText which);

void
call_record_begin(CallRecord *record, const char *action, const char *source, const char *query)
{
	MemoryContext caller;

	record->wanted = false;
	if (!audit_is_on())
		return;
	if (record->context == NULL)
		record->context =
			AllocSetContextCreate(TopMemoryContext, "metahog call", ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(record->context);
	audit_begin(&record->audit, action);
	MemoryContextSwitchTo(caller);
	set_name(record, AUDIT_SOURCE, source);
	if (query != NULL)
		set_query(record, query);
	record->wanted = true;
}

void
call_record_source(CallRecord *record, const Source *source)
{
	AuditFacts *facts = &record->audit.facts;

	if (!record->wanted)
		return;
	facts->has_source = true;
	facts->source_id = source->id;
	facts->has_team = source->has_team;
	facts->team_id = source->team_id;
	set_name(record, AUDIT_SOURCE, source->name);
}

static void
set_name(CallRecord *record, AuditText which, const char *name)
{
	audit_record_set(&record->audit, which, name);
	own(record, which);
}

/* A text that the record refers to becomes its own. */
static void
own(CallRecord *record, AuditText which)
{
	AuditPiece *piece = &record->audit.texts[which];

	if (piece->text != NULL)
		piece->text = memcpy(MemoryContextAlloc(record->context, piece->length + 1), piece->text,
							 piece->length);
}

void
call_record_kept_text(CallRecord *record, const char *query, const char *details)
{
	if (!record->wanted)
		return;
	set_query(record, query);
	audit_record_set(&record->audit, AUDIT_DETAILS, details);
	own(record, AUDIT_DETAILS);
}

static void
set_query(CallRecord *record, const char *query)
{
	audit_record_set_query(&record->audit, query, strlen(query));
	own(record, AUDIT_QUERY);
}

void
call_record_parameters(CallRecord *record, const char *parameters)
{
	if (!record->wanted)
		return;
	audit_record_set_parameters(&record->audit, parameters, strlen(parameters));
	own(record, AUDIT_PARAMETERS);
}

RemoteError *
call_record_admit(CallRecord *record)
{
	const AuditPiece *texts = record->audit.texts;

	if (!record->wanted)
		return NULL;
	return audit_admit(&record->audit, texts[AUDIT_QUERY].length + texts[AUDIT_DETAILS].length,
					   texts[AUDIT_PARAMETERS].length);
}

void
call_record_end(CallRecord *record, const CallSummary *summary, AuditOutcome outcome)
{
	AuditFacts *facts = &record->audit.facts;

	if (!record->wanted)
		return;
	record->wanted = false;
	facts->outcome = outcome;
	facts->sqlstate = summary->sqlstate;
	facts->has_figures = true;
	facts->rows = summary->rows;
	facts->bytes = summary->bytes;
	memcpy(facts->seconds, summary->seconds, sizeof(facts->seconds));
	facts->total_seconds = summary->total_seconds;
	audit_record_set(&record->audit, AUDIT_TRUNCATED, summary->truncated);
	audit_write(&record->audit);
	MemoryContextReset(record->context);
}
