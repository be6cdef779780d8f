/*
 * saved/author.h
 *		Who changes what is kept, and whether it still is what he has read.
 */
#ifndef METAHOG_SAVED_AUTHOR_H
#define METAHOG_SAVED_AUTHOR_H

#include "datatype/timestamp.h"
#include "fmgr.h"

#include "source/column_list.h"
#include "source/source_change.h"

/* What an object says of its last change. */
typedef struct LastChange
{
	int version;
	char *updated_by;
	TimestampTz updated_at;
} LastChange;

/* metahog.actor, or else the current role; palloc'd. */
extern char *author_name(void);

/*
 * The role will own what is written next: it is tied to it, see source_role.h.  Between
 * own_table_write_begin() and _end().
 */
extern void author_bind(Oid role);

/* The columns that tell who makes an object, or changes it, and its next version. */
extern void author_add_created(ColumnList *list);
extern void author_add_updated(ColumnList *list);

/*
 * Raise 40001 if another version is there than the one that was read; what and name say of what object.
 */
extern void author_check_version(const char *what, const char *name, const LastChange *last,
								 int version);

/* The change is about an object on this source; NULL: on none. */
extern void author_changes(SourceChange *change, const Source *source);

/* It is done: recorded are the object's id and name, its version, and the columns that were written. */
extern void author_end_change(SourceChange *change, const char *what, const pg_uuid_t *id,
							  const char *name, int version, const ColumnList *list);

#endif /* METAHOG_SAVED_AUTHOR_H */
