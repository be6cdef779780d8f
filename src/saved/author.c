/*
 * saved/author.c
 *		Who changes what is kept, and whether it still is what he has read.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "base/json_writer.h"
#include "base/settings.h"
#include "saved/author.h"
#include "source/source_role.h"

char *
author_name(void)
{
	if (setting_actor[0] != '\0')
		return pstrdup(setting_actor);
	return GetUserNameFromId(GetUserId(), false);
}

/* Without the lock that binding takes, where there is nothing to bind: people who save do not wait for each other. */
void
author_bind(Oid role)
{
	if (!source_role_is_bound(role))
		source_role_bind(role);
}

void
author_add_created(ColumnList *list)
{
	column_list_add(list, "owner", REGROLEOID, ObjectIdGetDatum(GetUserId()), false);
	column_list_add_text(list, "created_by", author_name());
	column_list_add_text(list, "updated_by", author_name());
}

void
author_add_updated(ColumnList *list)
{
	column_list_add_text(list, "updated_by", author_name());
	column_list_add_sql(list, "updated_at", "now()");
	column_list_add_sql(list, "version", "version + 1");
}

void
author_check_version(const char *what, const char *name, const LastChange *last, int version)
{
	if (last->version == version)
		return;
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("%s \"%s\" was changed by somebody else", what, name),
					errdetail("Version %d is there, written by %s at %s; version %d was read.",
							  last->version, last->updated_by, timestamptz_to_str(last->updated_at),
							  version),
					errhint("Read it again, and make the change anew.")));
}

void
author_changes(SourceChange *change, const Source *source)
{
	change->source = source;
	if (source != NULL && change->account != NULL)
		source_audit_hook(change, SOURCE_CHANGE_NAMED);
}

void
author_end_change(SourceChange *change, const char *what, const pg_uuid_t *id, const char *name,
				  int version, const ColumnList *list)
{
	StringInfoData details;
	char *text = DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(id)));

	initStringInfo(&details);
	appendStringInfo(&details, "{\"%s\": \"%s\", \"name\": ", what, text);
	json_write_cstring(&details, name);
	appendStringInfo(&details, ", \"version\": %d", version);
	if (list != NULL)
	{
		appendStringInfoString(&details, ", \"written\": ");
		json_write_cstring(&details, list->names.data);
	}
	appendStringInfoChar(&details, '}');
	source_change_end(change, details.data);
}
