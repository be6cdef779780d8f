/*
 * base/placeholders.c
 *		What was configured before the library was loaded, of which nothing is passed over.
 *
 * Until a library defines its settings, the server keeps any text for them, as
 * placeholders.  When it defines them, a text that is no value, or that was given
 * by who may not set it, is left out with no more than a warning, and the default
 * holds, which may protect less than what an administrator wrote.  What is worse,
 * a client's text (PGOPTIONS) has by then taken the place of the configuration
 * file's: any role could so bring the defaults back.  Hence the library does not
 * load, and nothing of it can be called, unless all that was configured holds.
 *
 * What a session has SET before is of no concern: that hides nothing.
 */
#include "postgres.h"

#include "utils/guc_tables.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/placeholders.h"

/* Of one setting, for as long as the process lives. */
typedef struct Placeholder
{
	const char *name;
	GucSource source;	/* where it was configured */
	GucContext context; /* as whom */
} Placeholder;

static List *placeholders = NIL;

static struct config_generic *find_setting(const char *name);
static void raise_refused(const Placeholder *placeholder, const struct config_generic *setting)
	pg_attribute_noreturn();

void
placeholders_remember(const char *prefix)
{
	int count;
	struct config_generic **settings = all_settings(&count);
	MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);

	for (int i = 0; i < count; i++)
	{
		struct config_generic *setting = settings[i];
		Placeholder *placeholder;

		if ((setting->flags & GUC_CUSTOM_PLACEHOLDER) == 0 ||
			strncmp(setting->name, prefix, strlen(prefix)) != 0 ||
			setting->reset_source == PGC_S_DEFAULT)
			continue;
		placeholder = palloc(sizeof(Placeholder));
		*placeholder = (Placeholder){.name = pstrdup(setting->name),
									 .source = setting->reset_source,
									 .context = setting->reset_scontext};
		placeholders = lappend(placeholders, placeholder);
	}
	MemoryContextSwitchTo(caller);
}

/* A placeholder whose setting is not defined is a name that is misspelt, which the server warns of. */
void
placeholders_check(void)
{
	ListCell *cell;

	foreach (cell, placeholders)
	{
		const Placeholder *placeholder = lfirst(cell);
		const struct config_generic *setting = find_setting(placeholder->name);

		if (setting != NULL && setting->reset_source < placeholder->source)
			raise_refused(placeholder, setting);
	}
}

static struct config_generic *
find_setting(const char *name)
{
	int count;
	struct config_generic **settings = all_settings(&count);

	for (int i = 0; i < count; i++)
	{
		if (pg_strcasecmp(settings[i]->name, name) == 0)
			return settings[i];
	}
	return NULL;
}

static void
raise_refused(const Placeholder *placeholder, const struct config_generic *setting)
{
	bool not_allowed = setting->context < PGC_USERSET && placeholder->context >= PGC_BACKEND &&
					   placeholder->context != PGC_SUSET;

	ereport(ERROR,
			(errcode(not_allowed ? ERRCODE_INSUFFICIENT_PRIVILEGE
								 : ERRCODE_INVALID_PARAMETER_VALUE),
			 not_allowed
				 ? errmsg("permission denied to set parameter \"%s\"", setting->name)
				 : errmsg("parameter \"%s\" cannot be set as it was configured", setting->name),
			 errdetail("It was set by: %s.", GucSource_Names[placeholder->source]),
			 errhint("MetaHog is not loaded with a default in its place, which may protect less. "
					 "Set it right, or do not set it, and connect again.")));
}
