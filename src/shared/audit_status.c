/*
 * shared/audit_status.c
 *		Rows of status() that tell how it stands with the account.
 *
 * Looking makes no ring where none is needed.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/timestamp.h"

#include "base/settings.h"
#include "shared/audit.h"
#include "shared/audit_ring.h"
#include "shared/audit_status.h"
#include "shared/audit_writer_state.h"
#include "shared/memory.h"

static const char *no_writer(void);
static bool table_is_wanted(void);
static const char *writer_hint(const AuditWriterStatus *status);

const char *
audit_state(void)
{
	AuditWriterStatus status;

	if (setting_audit == AUDIT_OFF)
		return "off";
	if (!table_is_wanted() || no_writer() != NULL || !audit_writer_status(&status))
		return "to the server log";
	switch (status.state)
	{
		case AUDIT_WRITER_WRITING:
			return psprintf("to metahog.audit_log in database \"%s\"", setting_database);
		case AUDIT_WRITER_FAILING:
			return "to the ring, and to the server log when it is full";
		default:
			return "to the server log";
	}
}

const char *
audit_hint(void)
{
	const char *hint;
	AuditWriterStatus status;

	if (!table_is_wanted())
		return NULL;
	hint = no_writer();
	if (hint != NULL)
		return hint;
	return audit_writer_status(&status) ? writer_hint(&status) : NULL;
}

static bool
table_is_wanted(void)
{
	return setting_audit == AUDIT_TABLE || setting_audit == AUDIT_REQUIRED;
}

static const char *
writer_hint(const AuditWriterStatus *status)
{
	/* The reason may name what not everybody is to know of. */
	bool tells =
		has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS) && status->reason[0] != '\0';
	const char *reason = tells ? status->reason : "the server's log says why";

	switch (status->state)
	{
		case AUDIT_WRITER_WRITING:
			return NULL;
		case AUDIT_WRITER_FAILING:
			return psprintf("The audit writer has failed to store records since %s: %s.",
							timestamptz_to_str(status->since), reason);
		case AUDIT_WRITER_USELESS:
			return psprintf("The audit writer has no table in database \"%s\": %s.",
							setting_database, reason);
		case AUDIT_WRITER_ABSENT:
			break;
	}
	return psprintf("There is no audit writer yet in database \"%s\"; if none comes, the server's "
					"log says why.",
					setting_database);
}

/* Why there can be none; NULL: there can. */
static const char *
no_writer(void)
{
	if (!shared_available())
		return "There is no shared memory.";
	if (RecoveryInProgress())
		return "A standby writes no table.";
	if (setting_database[0] == '\0')
		return "Set metahog.database to the database that has the audit log, and reload the "
			   "configuration.";
	return NULL;
}

const char *
audit_ring_state(void)
{
	AuditRingFigures figures;

	if (!table_is_wanted() || no_writer() != NULL || !audit_ring_figures(&figures))
		return "not in use";
	return psprintf(UINT64_FORMAT " records, " UINT64_FORMAT " of " UINT64_FORMAT " bytes",
					figures.records, figures.bytes + figures.reserved, figures.capacity);
}

const char *
audit_logged_state(void)
{
	return psprintf(UINT64_FORMAT " records", audit_logged_instead());
}

const char *
audit_lost_state(void)
{
	uint64 lost_bytes = 0;

	if (shared_available())
	{
		SharedAudit *audit = shared_audit();

		LWLockAcquire(&audit->lock, LW_SHARED);
		lost_bytes = audit->lost_bytes;
		LWLockRelease(&audit->lock);
	}
	return psprintf(UINT64_FORMAT " bytes", lost_bytes);
}
