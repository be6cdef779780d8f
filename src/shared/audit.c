/*
 * shared/audit.c
 *		The account of what was done: where a record goes.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "commands/dbcommands.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/settings.h"
#include "shared/audit.h"
#include "shared/audit_ring.h"
#include "shared/audit_writer_state.h"
#include "shared/memory.h"

/* What a record has besides the query and its parameters: its names, and some more. */
#define OTHER_TEXTS 2048

/* Where nothing is shared, each backend counts for itself. */
static uint64 logged_here = 0;

static const char *client_address(void);
static bool put(AuditRecord *record);
static void name_application(AuditRecord *record);
static void write_to_log(const AuditRecord *record);
static char *line_of(const AuditRecord *record);
static RemoteError *cannot_be_recorded(const char *hint);

void
audit_begin(AuditRecord *record, const char *action)
{
	audit_record_init(record);
	/* Or this would be done while a transaction ends. */
	if (shared_available())
		shared_attach();
	record->facts.time = GetCurrentTimestamp();
	record->facts.level = shared_level();
	audit_record_set(record, AUDIT_ACTION, action);
	audit_record_set(record, AUDIT_DATABASE, get_database_name(MyDatabaseId));
	/* What SET ROLE has made of it; what a SECURITY DEFINER function does, its caller does. */
	audit_record_set(record, AUDIT_ROLE, GetUserNameFromId(GetOuterUserId(), true));
	audit_record_set(record, AUDIT_LOGIN, GetUserNameFromId(GetAuthenticatedUserId(), true));
	audit_record_set(record, AUDIT_CLIENT_ADDRESS, client_address());
	/* A copy: what is set for one statement is gone at its end, when the record is written. */
	if (setting_actor[0] != '\0')
		audit_record_set(record, AUDIT_ACTOR, pstrdup(setting_actor));
}

/* NULL: there is no client, or it is on this machine's own socket. */
static const char *
client_address(void)
{
	static char *address = NULL;
	static bool known = false;
	LOCAL_FCINFO(fcinfo, 0);
	Datum inet;

	if (known)
		return address;
	InitFunctionCallInfoData(*fcinfo, NULL, 0, InvalidOid, NULL, NULL);
	inet = inet_client_addr(fcinfo);
	if (!fcinfo->isnull)
		address = MemoryContextStrdup(TopMemoryContext,
									  DatumGetCString(DirectFunctionCall1(inet_out, inet)));
	known = true;
	return address;
}

RemoteError *
audit_admit(AuditRecord *record, Size query_length, Size parameters_length)
{
	Size text_bytes = OTHER_TEXTS + Min(query_length, AUDIT_MAX_TEXT);

	if (setting_audit != AUDIT_REQUIRED)
		return NULL;
	if (!shared_available())
		return cannot_be_recorded(
			"There is no shared memory: metahog.status() says what would bring it.");
	if (RecoveryInProgress())
		return cannot_be_recorded("A standby writes no table: use metahog.audit = 'log' there.");
	if (setting_database[0] == '\0')
		return cannot_be_recorded("Set metahog.database to the database that has the audit log.");
	if (!audit_writer_present())
		return cannot_be_recorded("No audit writer is there that could store it: metahog.status() "
								  "and the server log say why.");
	if (setting_audit_parameters)
		text_bytes += Min(parameters_length, AUDIT_MAX_TEXT);
	if (!audit_ring_reserve(audit_record_size(text_bytes)))
		return cannot_be_recorded(
			"The audit ring is full: the audit writer does not keep up, or cannot write.");
	record->reserved = audit_record_size(text_bytes);
	return NULL;
}

static RemoteError *
cannot_be_recorded(const char *hint)
{
	RemoteError *error =
		make_error(STAGE_SOURCE, ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
				   "metahog.audit is \"required\", but the call cannot be recorded");

	error->hint = pstrdup(hint);
	return error;
}

void
audit_make_ready(AuditRecord *record)
{
	Size needed = audit_record_prepare_buffer(record);

	if (needed >= record->reserved)
		return;
	audit_ring_shrink(record->reserved, needed);
	record->reserved = needed;
}

void
audit_make_line(AuditRecord *record)
{
	name_application(record);
	record->line = line_of(record);
}

void
audit_give_back(AuditRecord *record)
{
	if (record->reserved > 0)
		audit_ring_shrink(record->reserved, 0);
	record->reserved = 0;
}

void
audit_write(AuditRecord *record)
{
	name_application(record);
	if (setting_audit == AUDIT_OFF || setting_audit == AUDIT_LOG)
	{
		audit_give_back(record);
		if (setting_audit == AUDIT_LOG)
			write_to_log(record);
	}
	else if (!put(record))
		audit_log_instead(record);
}

static void
name_application(AuditRecord *record)
{
	const char *application = application_name;

	audit_record_set(record, AUDIT_APPLICATION_NAME,
					 application != NULL && application[0] != '\0' ? application : NULL);
}

/* Into the ring, if somebody will take it from there. */
static bool
put(AuditRecord *record)
{
	Size reserved = record->reserved;
	const char *packed;
	Size length;

	if (reserved == 0 && !audit_writer_expected())
		return false;
	packed = audit_record_pack(record, &length);
	record->reserved = 0;
	if (!audit_ring_put(packed, length, reserved))
		return false;
	audit_writer_wake();
	return true;
}

void
audit_log_instead(const AuditRecord *record)
{
	if (shared_available())
		pg_atomic_fetch_add_u64(&shared_audit()->logged, 1);
	else
		logged_here++;
	write_to_log(record);
}

uint64
audit_logged_instead(void)
{
	return shared_available() ? pg_atomic_read_u64(&shared_audit()->logged) : logged_here;
}

static void
write_to_log(const AuditRecord *record)
{
	char *made_now = record->line == NULL ? line_of(record) : NULL;

	ereport(LOG_SERVER_ONLY,
			(errmsg_internal("metahog audit: %s", made_now != NULL ? made_now : record->line),
			 errhidestmt(true), errhidecontext(true)));
	if (made_now != NULL)
		pfree(made_now);
}

static char *
line_of(const AuditRecord *record)
{
	StringInfoData line;

	initStringInfo(&line);
	audit_record_write_json(record, &line);
	return line.data;
}
