/*
 * metahog.c
 *		What happens when the library is loaded: each room is set up.
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"
#include "base/settings.h"
#include "remote/session_acquire.h"
#include "shared/activity.h"
#include "shared/audit_changes.h"
#include "shared/changed_sources.h"
#include "shared/memory.h"
#include "source/secret.h"
#include "worker/audit_writer.h"

METAHOG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	settings_init();
	secret_init();
	shared_init();
	activity_init();
	changed_sources_init();
	audit_changes_init();
	audit_writer_init();
	session_init();
}
