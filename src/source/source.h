/*
 * source/source.h
 *		What a source is: its row, and who may use it.
 */
#ifndef METAHOG_SOURCE_H
#define METAHOG_SOURCE_H

#include "storage/itemptr.h"
#include "utils/jsonb.h"
#include "utils/uuid.h"

/*
 * One row of metahog.source, palloc'd as a whole in the context that was
 * current at the lookup.
 */
typedef struct Source
{
	pg_uuid_t id;
	bool has_team; /* false: shared by all teams */
	int64 team_id;
	char *name;
	char *source_type; /* "postgres" */
	Jsonb *options;	   /* non-secret connection options */
	bytea *secrets;	   /* sealed; NULL if there are none */
	char *key_id;	   /* NULL if there are no secrets */
	bool read_only;
	bool supports_direct_query;
	int64 timeout_ms; /* the source's ceilings; -1 = the server's */
	int64 max_rows;
	int64 max_bytes;
	int max_connections;
	int rate_limit; /* queries per minute; -1 = none */
	Oid created_by;
	bool dropped;

	/*
	 * Which version of the row this is.  Any update moves or rewrites the row,
	 * so a session opened for one version is not used for another.
	 */
	ItemPointerData tid;
	TransactionId xmin;
} Source;

/*
 * The live source of that name or uuid, as the newest committed state (and
 * this transaction's own changes) has it, if the current role may use it.
 * NULL stands for metahog.source.  Raises 42704 if there is none or the
 * session's team does not see it, 42501 if the role may not use it, 42P09 if
 * the name is one of several teams' and none is selected.
 */
extern Source *source_lookup(const char *name_or_id);

/* The same for those who may change it: its creator, members of that role, superusers. */
extern Source *source_lookup_for_change(const char *name_or_id);

/* The one that the session sees, whoever may use it.  Raises as source_lookup(), but for 42501. */
extern Source *source_lookup_visible(const char *name_or_id);

/* The source of that id, whoever may use it; NULL if the session does not see it, or it was dropped. */
extern Source *source_of_id(const pg_uuid_t *id, bool dropped_too);

/*
 * The source whose name a word of SQL is, NULL if the session sees none or the
 * role may not use it.  If the word was not quoted, a name may differ from it
 * in case.  Raises 42P09 if several fit.
 */
extern Source *source_of_word(const char *word, bool quoted);

/* What metahog.source selects; NULL if that is nothing, or nothing that the role may use. */
extern Source *source_selected(void);

/* May the current role use it?  Both ways of asking end here. */
extern bool source_usable(const Source *source);

/* The uuid as text, palloc'd. */
extern char *source_id_text(const Source *source);

/* Is the text a uuid in the form that PostgreSQL prints?  Then it can be no name. */
extern bool source_parse_id(const char *text, pg_uuid_t *id);

/*
 * Called (with the id) after a source was altered or dropped, so that the
 * session cache, which lives on a higher floor, can close what is open.
 */
typedef void (*source_changed_hook_type)(const pg_uuid_t *id);
extern source_changed_hook_type source_changed_hook;

#endif /* METAHOG_SOURCE_H */
